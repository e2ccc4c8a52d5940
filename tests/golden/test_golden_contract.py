"""The contract says the same four ways: Word, PDF, the second derivation, and the golden text."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import pytest

from docgen import intake
from docgen.audit.docx import audit_docx
from docgen.audit.pdf import audit_pdf
from docgen.model import Stage
from docgen.page.read import read as read_page
from docgen.page.typst import typeset
from docgen.proof import Group
from docgen.render.docx import render
from tests import records
from tests.counts import count
from tests.oracle import Oracle
from tests.papers import docx_lines, letters, pdf_letters
from tests.structure import problems

GOLDEN = records.CONTRACT / "expected.txt"
EXAMPLES = sorted((records.CONTRACT.parents[2] / "examples").rglob("*.yaml"))


@dataclass(frozen=True)
class Paper:
    """A produced contract with what the second derivation says of it."""

    figures: Group
    docx: bytes
    pdf: bytes
    oracle: Oracle
    told: list[str]


def paper(figures: Group) -> Paper:
    compiled = records.contract()[0]
    first = render(compiled, figures)
    sheet = typeset(read_page(first, name="出让合同"), document_date=None)
    docx = render(compiled, figures, pages=sheet.page_count)
    oracle = Oracle(records.contract_text(), figures, pages=sheet.page_count)
    return Paper(figures, docx, sheet.pdf, oracle, oracle.body())


@cache
def sample() -> Paper:
    return paper(records.settled(intake.load_case(records.CONTRACT / "sample.yaml").case))


def pdf_text(made: Paper) -> str:
    return pdf_letters(made.pdf, made.docx, header_rows=made.oracle.header_rows)


def without_bars(lines: list[str]) -> str:
    return letters("\n".join(lines))


def test_the_word_file_of_the_sample_says_what_expected_txt_says() -> None:
    lines = docx_lines(sample().docx)
    if os.environ.get("UPDATE_GOLDEN"):
        GOLDEN.write_text("\n".join(lines) + "\n", "utf-8")
    assert lines == GOLDEN.read_text("utf-8").splitlines()


def test_the_second_derivation_says_what_the_word_file_says() -> None:
    assert sample().told == docx_lines(sample().docx)


def test_the_pdf_of_the_sample_says_what_the_word_file_says() -> None:
    assert pdf_text(sample()) == without_bars(docx_lines(sample().docx))


def test_header_and_footer_say_what_the_second_derivation_says() -> None:
    for kind in ("header", "footer"):
        shown = [line.replace("{页码}", "1") for line in sample().oracle.edge(kind)]
        printed = docx_lines(sample().docx, f"word/{kind}1.xml")
        pages = str(sample().oracle.pages)
        # Word works the numbers of headers and footers out by itself; the file caches a 1.
        assert [line.replace(f"共{pages}页", "共1页") for line in shown] == printed


def test_word_has_nothing_to_repair_in_the_sample() -> None:
    assert problems(sample().docx) == []


def test_the_sample_passes_the_audit_in_both_papers() -> None:
    made = sample()
    compiled = records.contract()[0]
    placed = audit_docx(made.docx, compiled.plan, made.figures, pages=made.oracle.pages)
    assert len(placed) > 150
    assert audit_pdf(made.pdf, made.docx)


@pytest.mark.parametrize("path", EXAMPLES, ids=[one.stem for one in EXAMPLES])
def test_every_example_says_the_same_three_ways(path: Path) -> None:
    case = intake.load_case(path).case
    made = paper(records.settled(case, case.stage or Stage.FINAL))
    assert made.told == docx_lines(made.docx)
    assert pdf_text(made) == without_bars(made.told)


def test_random_cases_say_the_same_as_the_second_derivation() -> None:
    for seed in range(10):
        figures = records.settled(records.contract_case(Random(seed)))
        lines = docx_lines(render(records.contract()[0], figures))
        assert Oracle(records.contract_text(), figures).body() == lines, f"case {seed}"


@pytest.mark.slow
def test_very_many_random_cases_say_the_same_three_ways() -> None:
    for seed in range(100, 100 + count(300, 12)):
        made = paper(records.settled(records.contract_case(Random(seed))))
        assert made.told == docx_lines(made.docx), f"case {seed}"
        assert pdf_text(made) == without_bars(made.told), f"case {seed}"
        assert problems(made.docx) == [], f"case {seed}"
