"""The text that a receipt keeps is what stands on the paper, under the numbers of the audit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from docgen import pipeline
from docgen.audit.papertext import Line, paper_text
from docgen.errors import AuditError
from docgen.pipeline import Document
from tests.papers import docx_lines
from tests.tagged import docx, paragraph

ROOT = Path(__file__).resolve().parents[3]
TEXT_BOX = (
    '<w:p xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<w:r><w:t>框前</w:t></w:r><w:r><mc:AlternateContent>"
    '<mc:Choice Requires="wps"><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p>'
    "</w:txbxContent></mc:Choice>"
    "<mc:Fallback><w:txbxContent><w:p><w:r><w:t>框里</w:t></w:r></w:p></w:txbxContent>"
    "</mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>框后</w:t></w:r></w:p>"
)


@cache
def paper() -> Document:
    case = pipeline.load_case(ROOT / "examples" / "yanshi.yaml")
    return next(iter(pipeline.generate(case, ["出让合同"], formats=("docx",))))


def said(*blocks: str, **edges: str) -> list[tuple[int, str]]:
    return [(line.paragraph, line.text) for line in paper_text(docx(*blocks, **edges))]


def test_every_figure_of_a_receipt_stands_in_the_line_of_its_paragraph_and_clause() -> None:
    lines = {(line.part, line.paragraph): line for line in paper_text(paper().docx)}
    printed = [one for one in paper().receipt["figures"] if one["printed"].strip()]
    assert len(printed) > 100
    for one in printed:
        line = lines[one["part"], one["paragraph"]]
        assert one["printed"] in line.text
        assert one["clause"] == line.clause


def test_body_headers_and_footers_are_read_in_this_order() -> None:
    read = paper_text(paper().docx)
    parts = list(dict.fromkeys(line.part for line in read))
    assert parts[:2] == ["word/document.xml", "word/header1.xml"]
    assert all("footer" in part for part in parts[2:])
    assert len(parts) > 2


def test_the_lines_of_the_body_are_those_that_another_reader_finds() -> None:
    mine = [
        f"{line.label}{line.text}".replace("\t", "").replace("\n", "").replace(" ", "")
        for line in paper_text(paper().docx)
        if line.part == "word/document.xml"
    ]
    others = "".join(docx_lines(paper().docx))
    at = 0
    for line in mine:
        words = line.strip("\f\u3000")
        found = others.replace(" ", "").replace("⇥", "").replace("↵", "").find(words, at)
        assert found >= 0, words
        at = found
    assert len(mine) > 100


def test_empty_paragraphs_are_counted_and_not_listed() -> None:
    assert said(paragraph("甲"), paragraph(), paragraph("  "), paragraph("乙")) == [
        (1, "甲"),
        (4, "乙"),
    ]


def test_a_text_box_is_read_once_and_apart_from_the_paragraph_that_holds_it() -> None:
    assert said(TEXT_BOX, paragraph("后")) == [(1, "框前框后"), (2, "框里"), (4, "后")]


def test_a_tab_stop_is_no_tab() -> None:
    stops = '<w:tabs><w:tab w:val="left" w:pos="420"/></w:tabs>'
    assert said(paragraph("甲", properties=stops)) == [(1, "甲")]


def test_a_header_stands_behind_the_body() -> None:
    read = paper_text(docx(paragraph("文"), header=paragraph("眉"), footer=paragraph("脚")))
    assert read == (
        Line("word/document.xml", 1, "", "", "文"),
        Line("word/header1.xml", 1, "", "", "眉"),
        Line("word/footer1.xml", 1, "", "", "脚"),
    )


@pytest.mark.parametrize("broken", [b"", b"PK", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_word_file_is_said_to_be_none(broken: bytes) -> None:
    with pytest.raises(AuditError):
        paper_text(broken)


def test_the_audit_hands_on_the_same_lines_that_are_read_from_the_file() -> None:
    kept = [Line(**one) for one in paper().receipt["text"]]
    assert tuple(kept) == paper_text(paper().docx)
