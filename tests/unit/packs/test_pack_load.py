"""Packs by name and by path; every fault of a file with file, line and key."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.errors import InputError, PackError
from docgen.packs import list_packs, load_pack, named_pack, starter_pack

GOOD = """\
id: sample
names: [示例县]
code: "999999"
policy: {title: 示例县办法, status: in_force, certainty: S}
values:
  tax_target_wan_per_mu:
    - since: 2021-01-01
      value: "25"
      unit: 万元/亩
      source: {title: 示例县办法, article: 第三条}
      certainty: S
      checked_on: 2026-11-21
"""


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "示例.yaml"
    path.write_text(text, "utf-8")
    return path


def problems_of(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(PackError) as caught:
        load_pack(written(tmp_path, text))
    assert caught.value.exit_code == 3
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "name",
    ["yanshi", "YANSHI", "偃师", " 偃师区 ", "洛阳市偃师区", "410307", "410381", "４１０３０７"],
)
def test_a_pack_answers_to_its_id_names_and_codes(name: str) -> None:
    assert load_pack(name).id == "yanshi"


@pytest.mark.parametrize("name", [None, "", "  ", "national", "全国"])
def test_no_jurisdiction_means_the_national_rules_alone(name: str | None) -> None:
    pack = load_pack(name)
    assert pack.id == "national" and pack.jurisdiction is None


def test_the_shipped_packs_are_listed_with_the_national_one_first() -> None:
    packs = list_packs()
    assert packs[0].id == "national"
    assert [pack.code for pack in packs] == sorted(pack.code for pack in packs)
    assert "yanshi" in [pack.id for pack in packs]


def test_an_unknown_jurisdiction_names_the_nearest_ones() -> None:
    with pytest.raises(InputError) as caught:
        load_pack("偃石")
    assert caught.value.exit_code == 3
    assert "偃师" in str(caught.value)


def test_an_utterly_unknown_jurisdiction_lists_what_there_is() -> None:
    with pytest.raises(InputError, match=r"现有：.*偃师区"):
        load_pack("zzzz" * 1000)


def test_an_own_pack_is_loaded_by_path_text_or_folder(tmp_path: Path) -> None:
    path = written(tmp_path, GOOD)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.yaml").write_text(GOOD, "utf-8")
    for place in (path, str(path), tmp_path / "own", f"{tmp_path}/own"):
        pack = load_pack(place)
        value = pack.value("tax_target_wan_per_mu", None)
        assert pack.id == "sample" and value and value.number == 25
        assert pack.value("deposit_max_pct", None)


def test_a_missing_pack_file_is_said_without_a_traceback(tmp_path: Path) -> None:
    for place in (tmp_path / "nowhere.yaml", tmp_path, "a\0b.yaml"):
        with pytest.raises(PackError, match="读不到"):
            load_pack(place)


@pytest.mark.parametrize(
    ("old", "new", "line", "key", "said"),
    [
        ('value: "25"', 'value: "二十五"', 8, "tax_target_wan_per_mu[0].value", "不是数"),
        ('value: "25"', "value: 1e9", 8, "tax_target_wan_per_mu[0].value", "不是数"),
        (
            "unit: 万元/亩",
            "unit: 元/亩",
            9,
            "tax_target_wan_per_mu[0].unit",
            "本项单位为「万元/亩」",
        ),
        ("since: 2021-01-01", "since: 2021-02-30", 7, "since", "不是日期"),
        ("certainty: S\n      checked", "certainty: Q\n      checked", 11, "certainty", "S、L、P"),
        ("      checked_on: 2026-11-21\n", "", 7, "checked_on", "缺少「checked_on」"),
        ("article: 第三条", "artikel: 第三条", 10, "artikel", "是否应为「article」"),
        (
            "tax_target_wan_per_mu:",
            "tax_taget_wan_per_mu:",
            7,
            "tax_taget",
            "tax_target_wan_per_mu",
        ),
        ("status: in_force", "status: maybe", 4, "policy.status", "draft"),
        ('code: "999999"', "code: 99", 3, "code", "六位数字"),
        ("names: [示例县]", "names: 示例县", 2, "names", "一列文字"),
        ("names: [示例县]", "names: [示例县]\nnames: [乙]", 3, "names", "写了两次"),
        ("id: sample\n", "", 1, "id", "缺少「id」"),
    ],
)
def test_a_fault_names_file_line_and_key(
    tmp_path: Path, old: str, new: str, line: int, key: str, said: str
) -> None:
    assert old in GOOD
    found = problems_of(tmp_path, GOOD.replace(old, new, 1))
    assert any(p.startswith(f"示例.yaml 第{line}行") and key in p and said in p for p in found), (
        found
    )


def test_all_faults_of_a_file_come_at_once(tmp_path: Path) -> None:
    text = GOOD.replace('"25"', "x").replace("2021-01-01", "y").replace("999999", "z")
    assert len(problems_of(tmp_path, text)) == 3


def test_values_must_run_from_old_to_new(tmp_path: Path) -> None:
    entry = GOOD[GOOD.index("    - since") :]
    assert "由早到晚" in problems_of(tmp_path, GOOD + entry)[0]


INDICATORS = """\
indicators:
  - documents: [supervision_agreement]
    core: [tax_wan_per_mu]
    source: {policy: main, article: 第二条}
    certainty: S
"""
ZONES = """\
zones:
  - id: east
    name: 东区
    alike: [west]
    source: {policy: main, article: 第四条}
    certainty: S
  - id: west
    name: 西区
    source: {policy: main, article: 第四条}
    certainty: S
"""


@pytest.mark.parametrize(
    ("text", "old", "new", "said"),
    [
        (INDICATORS, "tax_wan_per_mu]", "tax_wan_per_mo]", "改为其中之一：tax_wan_per_mu"),
        (INDICATORS, "supervision_agreement", "supervison_agreement", "supervision_agreement"),
        (INDICATORS, "core: [tax_wan_per_mu]", "core: tax", "一列文字"),
        (INDICATORS, "policy: main", "policy: mane", "「mane」不是可用的值"),
        (INDICATORS, "policy: main, ", "", "缺少「title」"),
        (ZONES, "alike: [west]", "alike: [south]", "没有「south」这个区"),
        (ZONES, "id: west", "id: east", "用了两次"),
        (ZONES, "    alike: [west]", "    alik: [west]", "是否应为「alike」"),
    ],
)
def test_a_part_that_refers_to_nothing_is_refused(
    tmp_path: Path, text: str, old: str, new: str, said: str
) -> None:
    assert load_pack(written(tmp_path, GOOD + text)).id == "sample"
    found = problems_of(tmp_path, GOOD + text.replace(old, new, 1))
    assert any(said in problem and "示例.yaml 第" in problem for problem in found), found


def test_an_office_names_the_unit_that_leads_or_those_that_answer(tmp_path: Path) -> None:
    text = "offices:\n  - {task: 甲, source: {policy: main, article: 一}, certainty: S}\n"
    assert "lead 或 others" in problems_of(tmp_path, GOOD + text)[0]


def test_two_policies_of_one_pack_need_two_ids(tmp_path: Path) -> None:
    text = "further_policies:\n  - {id: main, title: 乙, status: in_force, certainty: S}\n"
    assert "用了两次" in problems_of(tmp_path, GOOD + text)[0]


def test_an_office_may_name_indicators_and_documents_of_its_own(tmp_path: Path) -> None:
    text = (
        "documents: {water_pledge: 节水承诺书}\n"
        "indicator_kinds: {water: {name: 单位水耗, unit: 吨/万元, direction: at_most}}\n"
        + INDICATORS.replace("supervision_agreement", "water_pledge").replace(
            "tax_wan_per_mu", "water"
        )
    )
    wanted = load_pack(written(tmp_path, GOOD + text)).indicators_for("water_pledge")
    assert wanted and [kind.name for kind in wanted.core] == ["单位水耗"]


def test_an_indicator_must_lie_where_a_case_can_hold_it(tmp_path: Path) -> None:
    text = "indicator_kinds: {water: {name: 单位水耗, path: indicators.water}}\n"
    assert "案卷里没有「indicators.water」" in problems_of(tmp_path, GOOD + text)[0]


@pytest.mark.parametrize("name", ["示例县", '甲"乙', "a: b", "- 1", "# 注", "{{id}}", "&x", "是"])
def test_the_starter_loads_under_whatever_name(tmp_path: Path, name: str) -> None:
    pack = load_pack(written(tmp_path, starter_pack(name, "own")))
    assert (pack.id, pack.names) == ("own", (name,))
    assert pack.value("deposit_max_pct", None)


def test_the_starter_loads_with_every_example_let_in(tmp_path: Path) -> None:
    text = starter_pack("示例县", "own")
    let_in = re.sub(r"(?m)^( *)# ([a-z_]+:|  +|- )", r"\1\2", text)
    pack = load_pack(written(tmp_path, let_in))
    assert pack.zones[0].id == "east" and pack.classes and pack.offices and pack.titles
    assert pack.policy_for("occupied_unsupplied").id == "regularisation"
    target = pack.value("tax_target_wan_per_mu", None, "east")
    assert target and target.number == 18


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "没有键和值"),
        (b"- 1", "没有键和值"),
        (b"a: [1", "写法有误"),
        (b"a: \x00", "写法有误"),
        ("偃师".encode("gb18030"), "UTF-8"),
        (b"a: &x [1]\nb: *x", "锚点"),
        (b"[" * 5000, "层次过深"),
        (b"a: " + b"x" * 2_000_000, "过大"),
    ],
)
def test_hostile_files_are_refused_in_plain_words(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "坏.yaml"
    path.write_bytes(data)
    with pytest.raises(PackError, match=said) as caught:
        load_pack(path)
    assert "坏.yaml" in str(caught.value)


@pytest.mark.parametrize("name", ["/etc/passwd", "own.yaml", "./yanshi", "a\\b", "/dev/stdin"])
def test_what_somebody_sent_opens_no_file_by_the_name_of_its_pack(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "own.yaml").write_text(starter_pack("示例县", "own"), "utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="文件路径"):
        named_pack(name)
    assert load_pack("own.yaml").id == "own"


def test_a_pack_is_named_by_what_it_is_called() -> None:
    for name in ("yanshi", "偃师区", "410307", None, ""):
        assert named_pack(name) is load_pack(name)
