"""The parts of a workbook that hold comments: their texts, the boxes they are shown in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from docgen.intake.ledger_package import DOC_REL, MAIN, parsed, xml_bytes
from docgen.intake.ledger_scan import place_of

__all__ = ["NO_COMMENTS", "NO_SHAPES", "with_comments", "with_drawing", "with_shapes"]

_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: What a worksheet holds behind the drawing of its comments (ECMA-376, CT_Worksheet).
_BEHIND = "legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst"
_AUTHOR = "docgen"
_FIRST = 1_024
_NUMBERS = re.compile(rb"_x0000_s([0-9]{1,9})\b")
_BLOCKS = re.compile(rb'(<o:idmap [^>]*?)data="[^"]*"')
#: The part of a sheet that has no comments yet.
NO_COMMENTS = f'<comments xmlns="{MAIN}"><authors/><commentList/></comments>'.encode()


def with_comments(data: bytes, texts: Mapping[str, str]) -> bytes:
    """Return a part of comments with further ones; those that are there stay.

    Args:
        data: The part.
        texts: Cell → what is to be said of it.
    """
    tree = parsed(data)
    main = etree.QName(tree).namespace or MAIN
    authors, held = tree.find("{*}authors"), tree.find("{*}commentList")
    if authors is None or held is None:
        return data
    author = etree.SubElement(authors, f"{{{main}}}author")
    author.text = _AUTHOR
    there = {one.get("ref"): one for one in held}
    for cell, text in sorted(texts.items(), key=lambda item: _order(item[0])):
        comment = there.get(cell)
        if comment is None:
            comment = etree.SubElement(
                held, f"{{{main}}}comment", {"ref": cell, "authorId": str(len(authors) - 1)}
            )
            etree.SubElement(comment, f"{{{main}}}text")
        body = comment.find("{*}text")
        if body is not None:
            run = etree.SubElement(body, f"{{{main}}}r")
            words = etree.SubElement(run, f"{{{main}}}t")
            words.text = f"\n{text}" if cell in there else text
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    held[:] = sorted(held, key=lambda one: _order(one.get("ref", "A1")))
    return xml_bytes(tree)


def _order(cell: str) -> tuple[int, int]:
    found = _CELL.fullmatch(cell)
    return (int(found[2]), place_of(found[1])) if found else (0, 0)


#: The drawing of a sheet that has no comments yet.
NO_SHAPES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml"'
    b' xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202"'
    b' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    b"</v:shapetype></xml>"
)


def with_shapes(data: bytes, texts: Mapping[str, str]) -> bytes:
    """Add a hidden box for every comment that has none: without it Excel shows no comment."""
    end = data.rfind(b"</xml>")
    if end < 0:
        return data
    there = {
        (int(row), int(column))
        for row, column in re.findall(
            rb"<x:Row>\s*([0-9]+)\s*</x:Row>\s*<x:Column>\s*([0-9]+)\s*</x:Column>", data
        )
    }
    # Excel knows boxes by numbers, a thousand and twenty-four to a block that the file names.
    number = max([_FIRST, *(int(one) for one in _NUMBERS.findall(data))])
    shapes = []
    for cell in sorted(texts, key=_order):
        row, column = _order(cell)[0] - 1, _order(cell)[1]
        if (row, column) not in there:
            number += 1
            shapes.append(_shape(number, row, column, _lines(texts[cell])))
    blocks = ",".join(str(block) for block in range(1, number // _FIRST + 1))
    head = _BLOCKS.sub(rb'\g<1>data="%s"' % blocks.encode(), data[:end], count=1)
    return head + "".join(shapes).encode() + data[end:]


def _lines(text: str) -> int:
    """Return how many rows high a box of three columns must be for a text."""
    return 2 + sum(1 + len(line) // 16 for line in text.split("\n"))


def _shape(number: int, row: int, column: int, high: int) -> str:
    anchor = (
        f"{column + 1}, 15, {max(row - 1, 0)}, 2, {column + 4}, 15, {max(row - 1, 0) + high}, 4"
    )
    return (
        f'<v:shape id="_x0000_s{number}" type="#_x0000_t202"'
        ' style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def with_drawing(sheet: bytes, rel_id: str) -> bytes:
    """Name the drawing of the comments in a sheet, at the one place where it may stand."""
    if re.search(rb"<(?:\w+:)?legacyDrawing\b", sheet[-100_000:]):
        return sheet
    found = re.search(rb"<(\w+:)?worksheet\b", sheet[:4096])
    prefix = ((found[1] if found else b"") or b"").decode()
    tail = sheet.rfind(f"</{prefix}sheetData>".encode())
    tail = max(tail, sheet.rfind(f"<{prefix}sheetData/>".encode()))
    behind = re.compile(f"<{prefix}(?:{_BEHIND})\\b|</{prefix}worksheet>".encode())
    at = behind.search(sheet, max(tail, 0))
    if at is None:
        return sheet
    drawing = f'<{prefix}legacyDrawing xmlns:r="{DOC_REL}" r:id={quoteattr(rel_id)}/>'
    return sheet[: at.start()] + drawing.encode() + sheet[at.start() :]
