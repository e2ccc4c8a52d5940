"""No faulty PDF is ever delivered: every fault put into one is found, nothing sound refused."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

import pypdfium2
import pytest

from docgen import pipeline
from docgen.audit.pdf import audit_pdf
from docgen.errors import AuditError
from docgen.page.engine import PdfEngine
from tests.counts import count
from tests.pdffault import FAULTS, edited

ROOT = Path(__file__).resolve().parents[2]
PAPERS = ("land_grant_contract", "supervision_agreement", "credit_commitment")


#: Faults that may hit a space.
LETTERS = ("漏字", "相邻两字颠倒", "换字", "文字移出纸外")


def letters(pdf: bytes) -> list[str]:
    """Return the letters on each page without white space, as a witness of its own sees them."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        pages = [file[index].get_textpage().get_text_bounded() for index in range(len(file))]
    except pypdfium2.PdfiumError:
        return []
    finally:
        file.close()
    return ["".join(page.split()) for page in pages]


def missed(engine: PdfEngine, paper: str, seeds: range) -> tuple[list[str], Counter[str]]:
    """Return the faults that were not found, and how many of each kind were."""
    case = pipeline.load_case(ROOT / "examples/yanshi.yaml")
    (document,) = pipeline.generate(case, [paper], pdf_engine=engine)
    assert document.pdf is not None
    same = edited(lambda _file, _rng: True)(document.pdf, Random(0))
    assert same is not None
    audit_pdf(same, document.docx)
    before = letters(document.pdf)
    not_found: list[str] = []
    found: Counter[str] = Counter()
    for kind, fault in FAULTS.items():
        for seed in seeds:
            pdf = fault(document.pdf, Random(f"{paper} {kind} {seed}"))
            if pdf is None or (kind in LETTERS and letters(pdf) == before):
                continue  # what was lost or moved was a space, which no paper is held to
            try:
                audit_pdf(pdf, document.docx)
                not_found.append(f"{engine} {paper} {kind} {seed}")
            except AuditError:
                found[kind] += 1
    return not_found, found


@pytest.mark.slow
@pytest.mark.parametrize("paper", PAPERS)
def test_no_fault_in_a_pdf_by_typst_is_missed(paper: str) -> None:
    not_found, found = missed("typst", paper, range(count(200, 8)))
    assert not_found == []
    assert set(found) == set(FAULTS)


@pytest.mark.e2e
@pytest.mark.parametrize("paper", PAPERS[1:])
def test_no_fault_in_a_pdf_by_weasyprint_is_missed(paper: str) -> None:
    not_found, found = missed("weasyprint", paper, range(count(60, 3)))
    assert not_found == []
    assert set(found) == set(FAULTS)
