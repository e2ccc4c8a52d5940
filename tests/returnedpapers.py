"""Papers issued at a desk and what a counterparty made of them, for tests of returned papers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen import intake
from docgen.pipeline.issue import issue
from docgen.register.desk import Desk as Book
from docgen.register.desk_records import IssuedPaper
from docgen.register.records import Act
from tests.edits import Paper

__all__ = ["Issued", "edited", "issued_contract"]

ACT = Act("2026-11-25T09:00:00+08:00", "本机使用者")
EXAMPLE = Path(__file__).resolve().parents[1] / "examples" / "fanxian.yaml"


@dataclass(frozen=True, slots=True)
class Issued:
    """A contract that a desk issued."""

    case_id: int
    paper: IssuedPaper
    docx: bytes
    receipt: bytes
    data: dict[str, Any]


def issued_contract(book: Book) -> Issued:
    """Issue the contract of an example at a desk without people."""
    data = intake.dump_case(intake.load_case(EXAMPLE).case)
    head = book.save_case(data, ACT)
    handed = book.submit(head.id, head.version, "land_grant_contract", "", ACT)
    book.decide(handed.id, ACT, approve=True, alone=True)
    paper = issue(book, handed.id, ACT)
    docx, receipt = (book.file(paper.files[ending]) for ending in ("docx", "receipt.json"))
    return Issued(head.id, paper, docx, receipt, data)


def edited(docx: bytes, *changes: tuple[str, str], receipt: bool = True) -> bytes:
    """Return a paper with words put in the place of others.

    Args:
        docx: The paper.
        changes: Letters of one run, and what they become.
        receipt: Whether the receipt stays inside.
    """
    paper = Paper(docx)
    for old, new in changes:
        node = next(one for one in paper.texts(re.escape(old)) if old in (one.text or ""))
        node.text = (node.text or "").replace(old, new, 1)
    if not receipt:
        for name, held in paper.members.items():
            if name.startswith("customXml/item") and b"<receipt" in held:
                paper.members[name] = b"<other/>"
    return paper.save()
