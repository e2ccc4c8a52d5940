"""Random contracts say the same three ways: Word, PDF and the second derivation.

What the samples and the examples say is in ``test_golden_templates``.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest

from docgen import resources
from docgen.page.read import read as read_page
from docgen.page.typst import typeset
from docgen.proof import Group
from docgen.render.docx import render
from tests import records
from tests.counts import count
from tests.oracle import Oracle
from tests.papers import docx_lines, letters, pdf_letters
from tests.structure import problems

LAYOUT = resources.schema_bytes("layouts/contract.yaml").decode()


@dataclass(frozen=True)
class Paper:
    """A produced contract with what the second derivation says of it."""

    docx: bytes
    pdf: bytes
    oracle: Oracle
    told: list[str]


def paper(figures: Group) -> Paper:
    compiled = records.contract()[0]
    first = render(compiled, figures)
    sheet = typeset(read_page(first, name="出让合同"), document_date=None)
    docx = render(compiled, figures, pages=sheet.page_count)
    oracle = Oracle(records.contract_text(), figures, LAYOUT, pages=sheet.page_count)
    return Paper(docx, sheet.pdf, oracle, oracle.body())


def test_random_cases_say_the_same_as_the_second_derivation() -> None:
    for seed in range(4):
        figures = records.settled(records.contract_case(Random(seed)))
        lines = docx_lines(render(records.contract()[0], figures))
        assert Oracle(records.contract_text(), figures, LAYOUT).body() == lines, f"case {seed}"


@pytest.mark.slow
def test_very_many_random_cases_say_the_same_three_ways() -> None:
    for seed in range(100, 100 + count(300, 12)):
        made = paper(records.settled(records.contract_case(Random(seed))))
        assert made.told == docx_lines(made.docx), f"case {seed}"
        shown = pdf_letters(made.pdf, made.docx, header_rows=made.oracle.header_rows)
        assert shown == letters("\n".join(made.told)), f"case {seed}"
        assert problems(made.docx) == [], f"case {seed}"
