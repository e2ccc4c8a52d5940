"""A small print run for the tests: notices of one and of two pages, by number."""

from __future__ import annotations

from io import BytesIO

from docgen.page.engine import Typeset
from docgen.page.read import read
from docgen.page.run import Piece, set_run
from docgen.page.run_join import PrintFile, join
from tests.unit.page.samples import docx, field, paragraph, run

__all__ = ["LONG", "chunk", "joined", "notice", "number"]

#: The notice of two pages.
LONG = 2
_FOOT = (
    f"<w:p>{run('第')}{field('PAGE', '1')}{run('页共')}{field('NUMPAGES', '1')}{run('页')}</w:p>"
)
_FIRST = f"<w:p>{run('首页第')}{field('PAGE', '1')}{run('页')}</w:p>"


def number(one: int) -> str:
    """Return the number of a notice."""
    return f"示自然资函〔2026〕{one}号"


def notice(one: int) -> bytes:
    """Return a notice as a Word file."""
    lines = 60 if one == LONG else 3
    body = paragraph(f"示例{one}公司：") + paragraph(
        f"尚欠{one}234.50元，请于2026年12月{one}日之前缴清。"
    )
    return docx(
        body + paragraph("特此通知。") * lines,
        parts={"footer1": ("default", _FOOT), "footer2": ("first", _FIRST)},
        section="<w:titlePg/>",
    )


def chunk(*ones: int) -> Typeset:
    """Return notices set as one PDF."""
    pieces = [Piece(read(notice(one)), "notice", number(one), f"示例{one}公司") for one in ones]
    return set_run(pieces, document_date=None)


def joined(*chunks: bytes, duplex: bool = False) -> tuple[bytes, PrintFile]:
    """Return chunks as one print file, and what it holds."""
    out = BytesIO()
    made = join(chunks, out, title="打印件", document_date=None, duplex=duplex)
    return out.getvalue(), made
