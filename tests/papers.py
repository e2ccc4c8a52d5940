"""What stands on a produced paper, line by line, as :mod:`tests.oracle` writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Sequence

import pypdfium2
from lxml import etree

from docgen.templating.numbering import Counter, Numbering

__all__ = ["docx_lines", "edge_lines", "letters", "parting", "pdf_letters"]

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
#: What template.md writes behind ``:::header`` for each type of Word's.
_OPTIONS = {"default": "", "first": "首页", "even": "双页"}
_SIGNS = {f"{W}tab": "⇥", f"{W}cr": "↵"}
_TWIPS_PER_POINT = 20
_SHOWN = 30


def docx_lines(docx: bytes, part: str = "word/document.xml") -> list[str]:
    """Return the lines of a Word file: numbers worked out, blank paragraphs left out."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read(part))
        numbering = Numbering.parse(
            package.read("word/styles.xml"), package.read("word/numbering.xml")
        )
    body = root.find(f"{W}body") if part == "word/document.xml" else root
    assert body is not None
    return [line for line in _blocks(body, numbering, numbering.counter()) if line.strip()]


def edge_lines(docx: bytes) -> dict[tuple[str, str], list[str]]:
    """Return the lines of each header and footer by kind and option (``首页`` or "").

    One that says nothing is left out: Word wants a file for it where others have one.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
        links = etree.fromstring(package.read("word/_rels/document.xml.rels"))
    targets = {link.get("Id"): link.get("Target") for link in links}
    found = {}
    for kind in ("header", "footer"):
        for one in root.iter(f"{W}{kind}Reference"):
            lines = docx_lines(docx, f"word/{targets[one.get(f'{R}id')]}")
            if lines:
                found[kind, _OPTIONS[str(one.get(f"{W}type"))]] = lines
    return found


def _blocks(body: etree._Element, numbering: Numbering, counter: Counter) -> Iterator[str]:
    for child in body:
        if child.tag == f"{W}p":
            yield _line(child, numbering, counter)
        elif child.tag == f"{W}tbl":
            for row in child.iter(f"{W}tr"):
                cells = [
                    "".join(_line(one, numbering, counter) for one in cell.iter(f"{W}p"))
                    for cell in row.iter(f"{W}tc")
                ]
                yield " | ".join(cells)


def _line(paragraph: etree._Element, numbering: Numbering, counter: Counter) -> str:
    place = numbering.level_of(paragraph.find(f"{W}pPr"))
    label = counter.next(*place) if place else ""
    text = ""
    for node in paragraph.iter():
        if node.tag == f"{W}t":
            text += node.text or ""
        elif node.tag == f"{W}br" and node.get(f"{W}type") != "page":
            text += "↵"
        elif (parent := node.getparent()) is not None and parent.tag == f"{W}r":
            text += _SIGNS.get(str(node.tag), "")
    return f"{label} {text}".strip() if label else text


def letters(text: str) -> str:
    """Return a text without white space and the signs that stand for it."""
    return "".join(text.replace("↵", "").replace("⇥", "").replace(" | ", "").split())


def parting(one: Sequence[str], other: Sequence[str]) -> str:
    """Return the first place where two texts (lines, or letters) part, "" where they do not.

    pytest's own comparison of two long Chinese texts takes minutes and fills the screen.
    """
    if list(one) == list(other):
        return ""
    at = next(
        (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    return f"{at + 1}: {one[at : at + _SHOWN]!r} ≠ {other[at : at + _SHOWN]!r}"


def pdf_letters(pdf: bytes, docx: bytes, *, header_rows: Sequence[str]) -> str:
    """Return the letters between the margins of all pages, without white space.

    Args:
        pdf: The file.
        docx: The Word file, for its margins.
        header_rows: Rows that a table repeats at the head of a page; one at the head of a page is
            taken away when it stood before.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    framed = _frame_top(root)
    margins = next(root.iter(f"{W}pgMar"))
    top, bottom = (int(margins.get(f"{W}{side}") or 0) for side in ("top", "bottom"))
    rows = [letters(row) for row in header_rows]
    found = ""
    document = pypdfium2.PdfDocument(pdf)
    for number, page in enumerate(document):
        begin = framed if framed and not number else top
        text = page.get_textpage().get_text_bounded(
            bottom=bottom // _TWIPS_PER_POINT, top=page.get_height() - begin // _TWIPS_PER_POINT
        )
        # pdfium shows a hyphen at the end of a line as U+0002.
        body = letters(text.replace("\x02", "-").replace("\ufffe", "-"))
        again = [row for row in rows if row and body.startswith(row) and row in found]
        found += body.removeprefix(max(again, key=len)) if again else body
    document.close()
    return found


def _frame_top(root: etree._Element) -> int:
    """Return the twips from the paper's edge to the frame of the first line, 0 without one."""
    frame = root.find(f"{W}body/{W}p[1]/{W}pPr/{W}framePr")
    return 0 if frame is None else int(frame.get(f"{W}y") or 0)
