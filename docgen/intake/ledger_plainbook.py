"""A plain workbook of a text file, every cell a text."""

from __future__ import annotations

import io
import zipfile
from xml.sax.saxutils import escape

from docgen.intake.ledger_package import DOC_REL, MAIN, REL, TYPES, member

__all__ = ["ONLY_SHEET", "workbook_of"]

#: Name of its only sheet.
ONLY_SHEET = "Sheet1"


def workbook_of(rows: list[list[str]]) -> bytes:
    """Return a workbook in which every cell is a text, whatever it begins with."""
    body = "".join(
        f'<row r="{number}">{"".join(_cell(text) for text in cells)}</row>'
        for number, cells in enumerate(rows, start=1)
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{body}</sheetData></worksheet>'
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Override PartName='
        '"/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        "_rels/.rels": _link("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOC_REL}"><sheets>'
        f'<sheet name="{ONLY_SHEET}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _link("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in parts.items():
            out.writestr(member(name), text)
    return packed.getvalue()


def _cell(text: str) -> str:
    clean = "".join(c for c in text if c.isprintable() or c == "\n")
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(clean)}</t></is></c>'


def _link(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{DOC_REL}/{kind}"'
        f' Target="{target}"/></Relationships>'
    )
