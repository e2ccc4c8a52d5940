"""``docgen jurisdiction``: a pack as an officer reads it, and a new one."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.packs import list_packs, load_pack

COUNTIES = [pack.id for pack in list_packs()]
COLUMNS = 80


def shown(name: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    assert run(["jurisdiction", "show", name]) == 0
    return capsys.readouterr().out.splitlines()


def columns(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WFA" else 1 for letter in line)


@pytest.mark.parametrize("county", COUNTIES)
def test_a_pack_is_shown_in_short_lines(county: str, capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown(county, capsys)
    assert lines
    assert [line for line in lines if columns(line) > COLUMNS + 4] == []


@pytest.mark.parametrize("county", [one for one in COUNTIES if one != "national"])
def test_no_english_key_is_shown_but_what_a_case_is_to_say(
    county: str, capsys: pytest.CaptureFixture[str]
) -> None:
    pack = load_pack(county)
    text = "\n".join(shown(county, capsys))
    for one in (pack.id, *(zone.id for zone in pack.zones)):
        text = text.replace(f"案卷里写 {one}）", "")
    assert re.findall(r"[a-z]{2,}", text) == []


def cut(line: str, start: int, end: int) -> str:
    """Return what stands between two columns of a line."""
    at, found = 0, ""
    for letter in line:
        if start <= at < end:
            found += letter
        at += columns(letter)
    return found


@pytest.mark.parametrize("county", COUNTIES)
def test_every_value_is_shown_in_a_table_with_its_title_and_its_article(
    county: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(county, capsys)
    table = lines[lines.index("【数值、期限与用语】") + 2 :]
    titles, _, days, articles = (
        re.sub(r"\s", "", "".join(cut(line, *span) for line in table))
        for span in ((0, 30), (30, 48), (48, 60), (60, 90))
    )
    for history in load_pack(county).values.values():
        for value in history:
            assert re.sub(r"\s", "", value.key.title) in titles
            assert re.sub(r"\s", "", value.source.article) in articles
            assert value.since is None or value.since.isoformat() in days


@pytest.mark.parametrize("county", COUNTIES)
def test_every_document_that_a_pack_rests_on_stands_in_the_list_of_sources(
    county: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = shown(county, capsys)
    listed = "".join(lines[lines.index("【出处】") + 1 :])
    pack = load_pack(county)
    for history in pack.values.values():
        for value in history:
            assert value.source.title in re.sub(r"\s", "", listed)
    assert len(re.findall("〔[0-9]+〕", listed)) == len(set(re.findall("〔[0-9]+〕", listed)))


def test_the_ten_zones_are_shown_with_what_to_write(capsys: pytest.CaptureFixture[str]) -> None:
    lines = shown("许昌", capsys)
    for zone in load_pack("xuchang").zones:
        assert f"{zone.name}（案卷里写 {zone.id}）" in lines


def test_a_new_pack_is_written_and_loads(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "规则包"
    assert run(["jurisdiction", "new", "示例县", "-o", str(out)]) == 0
    assert str(out / "pack.yaml") in capsys.readouterr().out
    assert load_pack(out).names == ("示例县",)
    assert shown(str(out), capsys)[0].startswith("示例县（")


def test_a_new_pack_never_replaces_one_that_is_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "pack.yaml").write_text("旧的", "utf-8")
    assert run(["jurisdiction", "new", "示例县", "-o", str(tmp_path)]) == 3
    assert "没有改动它" in capsys.readouterr().err
    assert (tmp_path / "pack.yaml").read_text("utf-8") == "旧的"


@pytest.mark.parametrize("name", ["", "  ", "甲" * 41, "甲\n乙", "甲\x07"])
def test_a_name_that_is_none_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["jurisdiction", "new", name, "-o", str(tmp_path / "x")]) == 2
    assert "名称" in capsys.readouterr().err
    assert not (tmp_path / "x").exists()
