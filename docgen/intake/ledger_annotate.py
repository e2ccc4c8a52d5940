"""A copy of a ledger with a comment at every cell that something is to be said of.

The workbook's parts are copied as they lie; only comments are added (and to comments that are there
already, ours are appended), so that nothing of the clerk's work is lost and no cell is written
anew: a text that begins with ``=`` stays the text it was.
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from docgen.intake.ledger_book import open_book
from docgen.intake.ledger_notes import LedgerNote
from docgen.intake.ledger_scan import place_of
from docgen.intake.ledger_text import text_table
from docgen.intake.load import read_bytes
from docgen.model.types import shown

__all__ = ["annotate"]

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_DOC_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
_VML_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
#: What a worksheet holds behind the drawing of its comments (ECMA-376, CT_Worksheet).
_BEHIND = "legacyDrawingHF|drawingHF|picture|oleObjects|controls|webPublishItems|tableParts|extLst"
_AUTHOR = "docgen"
#: A date long past, so that the same notes make the same file.
_DAY = (1980, 1, 1, 0, 0, 0)
_SEVERITY = {"error": "错误", "warning": "提醒", "info": "说明"}


def annotate(source: str | os.PathLike[str], notes: Iterable[LedgerNote]) -> bytes:
    """Return a copy of a ledger as a workbook, with the notes as comments at their cells.

    Args:
        source: ``.xlsx``, or a text file, whose cells then become texts of a new workbook.
        notes: Those without a cell are left out.

    Returns:
        The same bytes for the same file and notes.

    Raises:
        InputError: The file cannot be read.
    """
    path = Path(source)
    data, name = read_bytes(path, most=200_000_000), shown(path.name)
    if data.startswith(b"PK"):
        return _commented(data, name, _by_sheet(notes))
    table = text_table(data, name, {})
    rows = [[str(cell) for cell in cells] for _, cells in table.rows()]
    plain = _by_sheet(notes)
    return _commented(_workbook(rows), name, {_ONLY: plain.get("", {})})


_ONLY = "Sheet1"


def _by_sheet(notes: Iterable[LedgerNote]) -> dict[str, dict[str, list[LedgerNote]]]:
    """Return the notes by sheet and cell, each said once."""
    found: dict[str, dict[str, list[LedgerNote]]] = {}
    for note in notes:
        if _CELL.fullmatch(note.cell):
            at = found.setdefault(note.sheet, {}).setdefault(note.cell, [])
            if note not in at:
                at.append(note)
    return found


def _commented(
    data: bytes, name: str, notes: Mapping[str, Mapping[str, list[LedgerNote]]]
) -> bytes:
    book = open_book(data, name)
    edit = _Edit(data)
    for sheet, cells in notes.items():
        if cells and (member := book.member(sheet)):
            edit.comment(member, {cell: _said(at) for cell, at in cells.items()})
    return edit.packed()


def _said(notes: Iterable[LedgerNote]) -> str:
    lines = [f"{_SEVERITY[n.severity]} {n.code}：{n.message}{n.fix}" for n in notes]
    return "\n".join(lines)


class _Edit:
    """A package in which some parts are changed or added."""

    def __init__(self, data: bytes) -> None:
        self._old = zipfile.ZipFile(io.BytesIO(data))
        self._new: dict[str, bytes] = {}

    def comment(self, sheet: str, texts: Mapping[str, str]) -> None:
        """Put comments at the cells of a sheet."""
        folder, _, file = sheet.rpartition("/")
        rels_name = f"{folder}/_rels/{file}.rels"
        rels = self._tree(rels_name) or etree.Element(
            f"{{{_REL}}}Relationships", nsmap={None: _REL}
        )
        comments = self._part(rels, folder, "comments", "xl/comments", ".xml", _no_comments())
        shapes = self._part(
            rels, folder, "vmlDrawing", "xl/drawings/vmlDrawing", ".vml", _NO_SHAPES
        )
        self._new[rels_name] = _bytes(rels)
        self._new[comments[0]] = _with_comments(self.read(comments[0]), texts)
        self._new[shapes[0]] = _with_shapes(self.read(shapes[0]), texts)
        self._new[sheet] = _with_drawing(self.read(sheet), shapes[1])
        self._declare(comments[0])

    def packed(self) -> bytes:
        """Return the package."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
            for info in self._old.infolist():
                out.writestr(_member(info.filename), self.read(info.filename))
            for name in self._new:
                if name not in self._old.namelist():
                    out.writestr(_member(name), self._new[name])
        return packed.getvalue()

    def read(self, name: str) -> bytes:
        """Return a part as it is by now."""
        return self._new[name] if name in self._new else self._old.read(name)

    def _has(self, name: str) -> bool:
        return name in self._new or name in self._old.namelist()

    def _tree(self, name: str) -> etree._Element | None:
        return _parsed(self.read(name)) if self._has(name) else None

    def _part(
        self, rels: etree._Element, folder: str, kind: str, stem: str, ending: str, empty: bytes
    ) -> tuple[str, str]:
        """Return name and relationship of a sheet's part of a kind; it is made when absent."""
        for one in rels.iter("{*}Relationship"):
            if one.get("Type", "").endswith(f"/{kind}"):
                return _resolved(folder, one.get("Target", "")), one.get("Id", "")
        number = next(n for n in range(1, 10_000) if not self._has(f"{stem}{n}{ending}"))
        name = f"{stem}{number}{ending}"
        self._new[name] = empty
        taken = {one.get("Id") for one in rels.iter("{*}Relationship")}
        rel_id = next(f"rId{n}" for n in range(1, 10_000) if f"rId{n}" not in taken)
        etree.SubElement(
            rels,
            f"{{{_REL}}}Relationship",
            {"Id": rel_id, "Type": f"{_DOC_REL}/{kind}", "Target": f"/{name}"},
        )
        return name, rel_id

    def _declare(self, comments: str) -> None:
        types = _parsed(self.read("[Content_Types].xml"))
        if not any(one.get("Extension", "").lower() == "vml" for one in types.iter("{*}Default")):
            types.insert(
                0,
                etree.Element(
                    f"{{{_TYPES}}}Default", {"Extension": "vml", "ContentType": _VML_TYPE}
                ),
            )
        if not any(one.get("PartName") == f"/{comments}" for one in types.iter("{*}Override")):
            etree.SubElement(
                types,
                f"{{{_TYPES}}}Override",
                {"PartName": f"/{comments}", "ContentType": _COMMENTS_TYPE},
            )
        self._new["[Content_Types].xml"] = _bytes(types)


def _resolved(folder: str, target: str) -> str:
    if target.startswith("/"):
        return target.lstrip("/")
    parts = folder.split("/")
    for step in target.split("/"):
        parts = parts[:-1] if step == ".." else [*parts, step]
    return "/".join(parts)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DAY)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def _parsed(data: bytes) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(data, parser)


def _bytes(tree: etree._Element) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


# --- comments ----------------------------------------------------------------------------------


def _no_comments() -> bytes:
    return f'<comments xmlns="{_MAIN}"><authors/><commentList/></comments>'.encode()


def _with_comments(data: bytes, texts: Mapping[str, str]) -> bytes:
    tree = _parsed(data)
    main = etree.QName(tree).namespace or _MAIN
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
    return _bytes(tree)


def _order(cell: str) -> tuple[int, int]:
    found = _CELL.fullmatch(cell)
    return (int(found[2]), place_of(found[1])) if found else (0, 0)


_NO_SHAPES = (
    b'<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    b' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
    b'<o:idmap v:ext="edit" data="1"/></o:shapelayout><v:shapetype id="_x0000_t202"'
    b' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
    b'<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
    b"</v:shapetype></xml>"
)


def _with_shapes(data: bytes, texts: Mapping[str, str]) -> bytes:
    """Add a hidden box for every comment that has none: without it Excel shows no comment."""
    end = data.rindex(b"</xml>")
    there = {
        (int(row), int(column))
        for row, column in re.findall(
            rb"<x:Row>\s*([0-9]+)\s*</x:Row>\s*<x:Column>\s*([0-9]+)\s*</x:Column>", data
        )
    }
    shapes = [
        _shape(row, column, _lines(texts[cell]))
        for cell in sorted(texts, key=_order)
        for row, column in [(_order(cell)[0] - 1, _order(cell)[1])]
        if (row, column) not in there
    ]
    return data[:end] + "".join(shapes).encode() + data[end:]


def _lines(text: str) -> int:
    """Return how many rows high a box of three columns must be for a text."""
    return 2 + sum(1 + len(line) // 16 for line in text.split("\n"))


def _shape(row: int, column: int, high: int) -> str:
    anchor = (
        f"{column + 1}, 15, {max(row - 1, 0)}, 2, {column + 4}, 15, {max(row - 1, 0) + high}, 4"
    )
    return (
        f'<v:shape id={quoteattr(f"docgen_{row}_{column}")} type="#_x0000_t202"'
        ' style="position:absolute;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
        '<v:fill color2="#ffffe1"/><v:shadow on="t" color="black" obscured="t"/>'
        '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto"/>'
        f'<x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
        f"<x:Anchor>{anchor}</x:Anchor><x:AutoFill>False</x:AutoFill>"
        f"<x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
    )


def _with_drawing(sheet: bytes, rel_id: str) -> bytes:
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
    drawing = f'<{prefix}legacyDrawing xmlns:r="{_DOC_REL}" r:id={quoteattr(rel_id)}/>'
    return sheet[: at.start()] + drawing.encode() + sheet[at.start() :]


# --- a workbook of a text file -------------------------------------------------------------------


def _workbook(rows: list[list[str]]) -> bytes:
    """Return a workbook in which every cell is a text, whatever it begins with."""
    body = "".join(
        f'<row r="{number}">{"".join(_cell(text) for text in cells)}</row>'
        for number, cells in enumerate(rows, start=1)
    )
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": _link("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_DOC_REL}"><sheets>'
        f'<sheet name="{_ONLY}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _link("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(_member(name), text)
    return packed.getvalue()


def _cell(text: str) -> str:
    clean = "".join(c for c in text if c.isprintable() or c == "\n")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'


def _link(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_REL}"><Relationship Id="rId1" Type="{_DOC_REL}/{kind}"'
        f' Target="{target}"/></Relationships>'
    )
