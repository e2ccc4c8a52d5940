"""List numbers: cases worked by hand, and LibreOffice as an outside oracle."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from lxml import etree

from docgen.errors import TemplateError
from docgen.templating.numbering import Numbering
from tests.unit.page.samples import NUMBERING, STYLES, W, docx, part


def level(
    ilvl: int, fmt: str, text: str, *, start: int = 1, more: str = "", suff: str = "space"
) -> str:
    return (
        f'<w:lvl w:ilvl="{ilvl}"><w:start w:val="{start}"/><w:numFmt w:val="{fmt}"/>{more}'
        f'<w:suff w:val="{suff}"/><w:lvlText w:val="{text}"/></w:lvl>'
    )


def shared(number: int, *levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}">'
        f'<w:multiLevelType w:val="multilevel"/>{"".join(levels)}</w:abstractNum>'
    )


def num(number: int, abstract: int, overrides: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{overrides}</w:num>'


def override(ilvl: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{ilvl}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


def parsed(numbering: str, styles: str = STYLES) -> Numbering:
    return Numbering.parse(part("styles", styles), part("numbering", numbering))


def labels(numbering: str, places: Sequence[tuple[int, int]]) -> list[str]:
    counter = parsed(numbering).counter()
    return [counter.next(*place) for place in places]


def ppr(inner: str) -> etree._Element:
    return etree.fromstring(f'<w:pPr xmlns:w="{W}">{inner}</w:pPr>')


def test_clauses_count_on_and_items_start_anew_in_every_clause() -> None:
    places = [(2, 0), (2, 1), (2, 1), (2, 0), (2, 1), (2, 0)]
    assert labels(NUMBERING, places) == [
        "第一条", "（一）", "（二）", "第二条", "（一）", "第三条",
    ]  # fmt: skip


def test_chapters_in_a_list_of_their_own_leave_the_clauses_counting() -> None:
    places = [(1, 0), (2, 0), (2, 0), (1, 0), (2, 0)]
    assert labels(NUMBERING, places) == ["第一章", "第一条", "第二条", "第二章", "第三条"]


def test_the_hundred_and_twelfth_clause_is_第一百一十二条() -> None:
    assert labels(NUMBERING, [(2, 0)] * 112)[-1] == "第一百一十二条"
    assert labels(NUMBERING, [(2, 0)] * 10)[-1] == "第十条"
    assert labels(NUMBERING, [(2, 0)] * 20)[-1] == "第二十条"


def test_a_level_that_never_restarts_counts_through() -> None:
    through = shared(
        1,
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "decimal", "%2.", more='<w:lvlRestart w:val="0"/>'),
    ) + num(1, 1)
    places = [(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)]
    assert labels(through, places) == ["第一章", "1.", "2.", "第二章", "3."]


def test_a_level_may_restart_after_one_named_level_only() -> None:
    named = shared(
        1,
        level(0, "decimal", "%1"),
        level(1, "decimal", "%1.%2"),
        level(2, "decimal", "(%3)", more='<w:lvlRestart w:val="1"/>'),
    ) + num(1, 1)
    places = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 2)]
    assert labels(named, places) == ["1", "1.1", "(1)", "1.2", "(2)", "2", "(1)"]


def test_lists_that_share_their_levels_count_each_other_until_a_start_override() -> None:
    both = shared(1, level(0, "decimal", "%1.")) + num(1, 1) + num(2, 1) + num(3, 1, override(0, 5))
    places = [(1, 0), (1, 0), (2, 0), (3, 0), (3, 0), (1, 0)]
    assert labels(both, places) == ["1.", "2.", "3.", "5.", "6.", "7."]


def test_a_replaced_level_prints_its_own_text() -> None:
    replaced = '<w:lvlOverride w:ilvl="0">' + level(0, "upperRoman", "%1)") + "</w:lvlOverride>"
    lists = shared(1, level(0, "decimal", "%1.")) + num(1, 1) + num(2, 1, replaced)
    assert labels(lists, [(1, 0), (2, 0)]) == ["1.", "II)"]


def test_legal_numbering_turns_chinese_numerals_into_digits() -> None:
    legal = shared(
        1,
        level(0, "chineseCountingThousand", "第%1章"),
        level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
    ) + num(1, 1)
    assert labels(legal, [(1, 0), (1, 0), (1, 1)]) == ["第一章", "第二章", "2.1"]


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("decimal", 7, "7"), ("decimalZero", 7, "07"), ("decimalFullWidth", 12, "１２"),
        ("upperRoman", 49, "XLIX"), ("lowerRoman", 4, "iv"), ("upperLetter", 27, "AA"),
        ("lowerLetter", 28, "bb"), ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 1005, "一千零五"), ("japaneseCounting", 12, "十二"),
        ("ideographDigital", 20, "二〇"), ("decimalEnclosedCircle", 3, "③"),
        ("decimalEnclosedCircleChinese", 20, "⑳"), ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 2, "⒉"), ("ideographTraditional", 3, "丙"),
        ("ideographZodiac", 12, "亥"),
    ],
)  # fmt: skip
def test_numbers_are_written_in_the_form_that_the_list_names(
    form: str, number: int, written: str
) -> None:
    assert labels(shared(1, level(0, form, "%1", start=number)) + num(1, 1), [(1, 0)]) == [written]


def test_an_unknown_form_is_named() -> None:
    strange = shared(1, level(0, "hebrew1", "%1")) + num(1, 1)
    with pytest.raises(TemplateError, match="hebrew1"):
        labels(strange, [(1, 0)])


def test_a_number_beyond_its_form_is_refused_rather_than_guessed() -> None:
    with pytest.raises(TemplateError, match=r"100.*chineseCounting"):
        labels(shared(1, level(0, "chineseCounting", "%1", start=100)) + num(1, 1), [(1, 0)])


def test_a_symbol_font_bullet_becomes_a_character_every_font_has() -> None:
    lists = shared(1, level(0, "bullet", "\uf0b7")) + num(1, 1)
    assert labels(lists, [(1, 0)]) == ["•"]
    with pytest.raises(TemplateError, match="U\\+F0FF"):
        labels(shared(1, level(0, "bullet", "\uf0ff")) + num(1, 1), [(1, 0)])


def test_a_picture_bullet_is_refused() -> None:
    lists = shared(1, level(0, "bullet", "x", more='<w:lvlPicBulletId w:val="0"/>')) + num(1, 1)
    with pytest.raises(TemplateError, match="图片"):
        labels(lists, [(1, 0)])


def test_a_style_is_numbered_at_the_level_that_names_it() -> None:
    numbering = parsed(NUMBERING)
    assert numbering.place("Chapter") == (1, 0)
    assert numbering.place("Clause") == (2, 0)
    assert numbering.place("Item") == (2, 1)
    assert numbering.place("Normal") is None
    assert numbering.place("") is None


def test_a_derived_style_inherits_the_numbering_and_number_zero_takes_it_away() -> None:
    child = (
        '<w:style w:type="paragraph" w:styleId="Child"><w:name w:val="条（附）"/>'
        '<w:basedOn w:val="Clause"/></w:style>'
    )
    numbering = parsed(NUMBERING, STYLES + child)
    assert numbering.place("Child") == (2, 0)
    assert numbering.place("Plain") is None
    assert numbering.place("Clause", 0) is None


def test_direct_numbering_wins_over_the_style() -> None:
    numbering = parsed(NUMBERING)
    direct = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="2"/></w:numPr>'
    assert numbering.level_of(ppr('<w:pStyle w:val="Chapter"/>' + direct)) == (2, 1)
    assert numbering.level_of(ppr('<w:pStyle w:val="Chapter"/>')) == (1, 0)
    assert numbering.level_of(ppr('<w:numPr><w:numId w:val="99"/></w:numPr>')) is None
    assert numbering.level_of(None) is None


def test_a_style_based_on_itself_does_not_hang() -> None:
    loop = (
        '<w:style w:type="paragraph" w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
    )
    assert parsed(NUMBERING, loop).place("A") is None


def test_a_linked_list_style_is_followed_to_its_levels() -> None:
    style = (
        '<w:style w:type="numbering" w:styleId="L"><w:name w:val="L"/>'
        '<w:pPr><w:numPr><w:numId w:val="5"/></w:numPr></w:pPr></w:style>'
    )
    lists = (
        shared(1, level(0, "decimal", "%1、"))
        + '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + num(5, 1)
        + num(6, 2)
    )
    counter = parsed(lists, STYLES + style).counter()
    assert [counter.next(6, 0), counter.next(6, 0)] == ["1、", "2、"]


def test_an_undefined_level_is_an_error_that_names_it() -> None:
    with pytest.raises(TemplateError, match="编号 2 的第 3 级"):
        labels(NUMBERING, [(2, 2)])


@pytest.mark.parametrize("ilvl", [-1, 9, 200])
def test_a_level_beyond_the_nine_is_refused(ilvl: int) -> None:
    with pytest.raises(TemplateError, match=f"级别 {ilvl} "):
        parsed(shared(1, level(ilvl, "decimal", "%1")) + num(1, 1))


@pytest.mark.parametrize("broken", [b"<w:numbering", b"", b"\x00"])
def test_a_broken_part_is_a_template_error(broken: bytes) -> None:
    with pytest.raises(TemplateError, match=r"numbering\.xml"):
        Numbering.parse(part("styles", STYLES), broken)


def test_a_number_that_is_not_one_is_a_template_error() -> None:
    with pytest.raises(TemplateError, match="abstractNumId"):
        parsed('<w:num w:numId="1"><w:abstractNumId w:val="一"/></w:num>')


_ORACLE = (
    NUMBERING.split("<w:num ")[0]
    + shared(
        3,
        level(0, "decimal", "%1."),
        level(1, "lowerLetter", "%1.%2)"),
        level(2, "upperRoman", "%3-"),
    )
    + shared(
        4,
        level(0, "chineseCountingThousand", "%1、"),
        level(1, "decimal", "%1.%2"),
    )
    + num(1, 1) + num(2, 2) + num(3, 3) + num(4, 3, override(0, 1)) + num(5, 4)
)  # fmt: skip
_WALK = (
    [(1, 0)] + [(2, 0), (2, 1), (2, 1)] * 3 + [(1, 0)] + [(2, 0)] * 110
    + [(3, 0), (3, 1), (3, 2), (3, 1), (3, 2), (3, 0), (3, 1), (3, 2)]
    + [(4, 0), (4, 0), (4, 1)]
    + [(5, 0)] * 21 + [(5, 1), (5, 1)]
)  # fmt: skip


@pytest.mark.e2e
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice 未安装")
def test_libreoffice_counts_the_same(tmp_path: Path) -> None:
    # LibreOffice ignores w:lvlRestart and w:isLgl, so that the walk leaves them out.
    body = "".join(
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{number}"/></w:numPr>'
        f"</w:pPr><w:r><w:t>|</w:t></w:r></w:p>"
        for number, ilvl in _WALK
    )
    source = tmp_path / "list.docx"
    source.write_bytes(docx(body, numbering=_ORACLE))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "txt:Text (encoded):UTF8"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(source)],
        check=True, capture_output=True, timeout=180, env=dict(os.environ),
    )  # fmt: skip
    lines = (tmp_path / "list.txt").read_text("utf-8-sig").splitlines()
    assert [line.partition("|")[0].strip() for line in lines] == labels(_ORACLE, _WALK)
