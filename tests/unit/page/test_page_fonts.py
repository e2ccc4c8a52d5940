"""The font table, the fonts of this machine and the characters they can draw."""

from __future__ import annotations

import re
import struct
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml

from docgen.errors import EngineError
from docgen.page.cmap import read_coverage
from docgen.page.fonts import Face, FontBook, system_fonts

ROOT = Path(__file__).parents[3]
TABLE = yaml.safe_load((ROOT / "schemas" / "fonts.yaml").read_text("utf-8"))


def book(*families: str) -> FontBook:
    return FontBook(Face(family, 400, "/nowhere", 0) for family in families)


def test_a_font_that_is_present_is_no_substitution() -> None:
    found = book("仿宋_GB2312", "Noto Serif CJK SC").stack("仿宋_GB2312")
    assert found.families[0] == "仿宋_GB2312"
    assert not found.substituted


def test_the_same_font_under_another_name_is_no_substitution() -> None:
    assert not book("SimSun").stack("宋体").substituted


def test_stand_ins_are_taken_in_their_order() -> None:
    found = book("Noto Serif CJK SC", "FandolFang R").stack("仿宋")
    assert found.families == ("FandolFang R", "Noto Serif CJK SC")
    assert found.substituted
    assert book("Noto Serif CJK SC").stack("仿宋").families == ("Noto Serif CJK SC",)


def test_a_title_font_without_a_free_equal_is_drawn_bold() -> None:
    assert book("Noto Serif CJK SC").stack("方正小标宋简体").bold
    assert not book("方正小标宋简体").stack("方正小标宋简体").bold


def test_a_font_without_any_stand_in_present_says_what_to_install() -> None:
    with pytest.raises(EngineError, match="apt-get install fonts-noto-cjk") as caught:
        book("DejaVu Sans").stack("宋体")
    assert "可用的替身" in str(caught.value)


def test_no_font_is_named_twice_and_every_stand_in_is_a_free_one() -> None:
    names = [name.casefold() for row in TABLE["fonts"] for name in row["names"]]
    assert len(names) == len(set(names))
    free = re.compile(r"Noto|Fandol|LXGW|Source Han|Liberation")
    for row in TABLE["fonts"]:
        assert all(free.match(name) for name in row["stand_ins"])


def test_the_fontconfig_file_of_the_tests_says_the_same_as_the_font_table() -> None:
    said = {}
    for match in ElementTree.parse(ROOT / "tests" / "fonts.conf").iter("match"):
        name = match.findtext("test/string")
        said[name] = [each.text for each in match.iterfind("edit/string")]
    listed = {name: row["stand_ins"] for row in TABLE["fonts"] for name in row["names"]}
    assert said
    for name, stand_ins in said.items():
        assert listed[name] == stand_ins


def test_common_and_rare_characters_are_found_where_they_are() -> None:
    fonts = system_fonts()
    assert fonts.uncovered("国有建设用地𠮷䶮①㎡", ["Noto Serif CJK SC"], bold=False) == set()
    assert fonts.uncovered("国😀", ["Noto Serif CJK SC"], bold=False) == {"😀"}
    assert fonts.uncovered("国\u200b\ufeff\ufe00", ["Noto Serif CJK SC"], bold=True) == set()


def test_coverage_agrees_with_fonttools_in_both_table_formats() -> None:
    ttlib = pytest.importorskip("fontTools.ttLib")
    faces = {
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf": 0,
        "/usr/share/fonts/truetype/libreoffice/opens___.ttf": 0,
        "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc": 2,
    }
    present = [(Path(path), index) for path, index in faces.items() if Path(path).exists()]
    if not present:
        pytest.skip("没有可对照的字体")
    for path, index in present:
        with ttlib.TTFont(path, fontNumber=index, lazy=True) as font:
            expected = set(font.getBestCmap())
        coverage = read_coverage(path, index)
        codes = [*range(0x20, 0x3000), *range(0x4E00, 0x4F00), 0x20BB7, 0x1F600, 0xFFFF]
        assert [chr(c) in coverage for c in codes] == [c in expected for c in codes]


@pytest.mark.parametrize("data", [b"", b"ttcf", b"\0\1\0\0\0\1" + b"\0" * 30, b"x" * 500])
def test_a_damaged_font_file_is_a_value_error(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "broken.ttf"
    path.write_bytes(data)
    with pytest.raises(ValueError, match=r".+"):
        read_coverage(path, 0)


def test_a_short_format_4_table_is_read(tmp_path: Path) -> None:
    subtable = struct.pack(
        ">HHHHHHH" "HH" "H" "HH" "HH" "HH",
        4, 32, 0, 4, 4, 1, 0, 0x42, 0xFFFF, 0, 0x41, 0xFFFF, (1 - 0x41) % 0x10000, 1, 0, 0,
    )  # fmt: skip
    cmap = struct.pack(">HHHHI", 0, 1, 3, 1, 12) + subtable
    head = struct.pack(">IHHHH", 0x10000, 1, 0, 0, 0)
    directory = struct.pack(">4sIII", b"cmap", 0, 28, len(cmap))
    path = tmp_path / "tiny.ttf"
    path.write_bytes(head + directory + cmap)
    coverage = read_coverage(path, 0)
    assert [c for c in "@ABC" if c in coverage] == ["A", "B"]
