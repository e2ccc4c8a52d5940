"""A workbook written part by part, so that it can hold every trap a spreadsheet sets.

openpyxl writes no cached values, no error of 16 digits, no filter that has been applied; a test
that needs them writes the XML that Excel writes.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
DOC_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
#: Styles of :func:`workbook`: plain, a day, a percentage, text.
PLAIN, DAY, PERCENT, TEXT = 0, 1, 2, 3

_STYLES = f"""<styleSheet xmlns="{MAIN}">
<numFmts count="1"><numFmt numFmtId="164" formatCode="0.0&quot;%&quot;"/></numFmts>
<fonts count="1"><font/></fonts>
<fills count="1"><fill><patternFill patternType="none"/></fill></fills>
<borders count="1"><border/></borders>
<cellStyleXfs count="1"><xf/></cellStyleXfs>
<cellXfs count="5"><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="10"/><xf numFmtId="49"/>
<xf numFmtId="164"/></cellXfs></styleSheet>"""


def letter(place: int) -> str:
    """Return the letter of a column among the first 26."""
    return chr(ord("A") + place)


def cell(ref: str, value: object, style: int = PLAIN) -> str:
    """Return a cell: text, number (or a number as it is to be written), nothing."""
    if value is None:
        return ""
    if isinstance(value, str):
        text = f'<t xml:space="preserve">{escape(value)}</t>'
        return f'<c r="{ref}" s="{style}" t="inlineStr"><is>{text}</is></c>'
    return f'<c r="{ref}" s="{style}"><v>{value}</v></c>'


class Raw(str):
    """A cell as it stands in the sheet."""


def formula(text: str, value: object = None) -> Raw:
    """Return a cell of a formula with or without the value it had."""
    held = "" if value is None else f"<v>{value}</v>"
    return Raw(f'<c r="{{ref}}"><f>{escape(text)}</f>{held}</c>')


def error(text: str) -> Raw:
    """Return a cell that holds an error value."""
    return Raw(f'<c r="{{ref}}" t="e"><v>{escape(text)}</v></c>')


def styled(value: object, style: int) -> Raw:
    """Return a cell with a style."""
    return Raw(cell("{ref}", value, style))


def sheet(
    rows: Sequence[Sequence[object]],
    *,
    hidden: Sequence[int] = (),
    hidden_columns: Sequence[int] = (),
    merged: Sequence[str] = (),
    filtered: bool = False,
    before: str = "",
) -> str:
    """Return a worksheet.

    Args:
        rows: The cells of each row from the first.
        hidden: Numbers of rows that are hidden.
        hidden_columns: Places of columns that are hidden.
        merged: Areas that are merged, ``A1:B1``.
        filtered: Whether a filter leaves the hidden rows out.
        before: XML before the rows.
    """
    body = []
    for number, cells in enumerate(rows, start=1):
        inner = "".join(
            str(one).replace("{ref}", f"{letter(place)}{number}")
            if isinstance(one, Raw)
            else cell(f"{letter(place)}{number}", one)
            for place, one in enumerate(cells)
        )
        mark = ' hidden="1"' if number in hidden else ""
        body.append(f'<row r="{number}"{mark}>{inner}</row>')
    columns = "".join(f'<col min="{p + 1}" max="{p + 1}" hidden="1"/>' for p in hidden_columns)
    areas = "".join(f"<mergeCell ref={quoteattr(one)}/>" for one in merged)
    choose = (
        f'<autoFilter ref="A1:{letter(len(rows[0]) - 1)}{len(rows)}"><filterColumn colId="0">'
        '<filters><filter val="x"/></filters></filterColumn></autoFilter>'
        if filtered
        else ""
    )
    return (
        f'<worksheet xmlns="{MAIN}">{before}{f"<cols>{columns}</cols>" if columns else ""}'
        f"<sheetData>{''.join(body)}</sheetData>{choose}"
        f"{f'<mergeCells>{areas}</mergeCells>' if areas else ''}"
        '<pageMargins left="0.7" right="0.7" top="0.7" bottom="0.7" header="0.3" footer="0.3"/>'
        "</worksheet>"
    )


def workbook(
    sheets: Mapping[str, str],
    *,
    from_1904: bool = False,
    extra: Mapping[str, bytes] | None = None,
    states: Mapping[str, str] | None = None,
) -> bytes:
    """Return a workbook.

    Args:
        sheets: Name → worksheet.
        from_1904: Whether it counts its days from 1904.
        extra: Further parts.
        states: Name of a sheet → ``hidden``.
    """
    named = list(enumerate(sheets, start=1))
    hidden = states or {}
    entries = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" state="{hidden.get(name, "visible")}"'
        f' r:id="rId{n}"/>'
        for n, name in named
    )
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{DOC_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n, _ in named
    )
    links += f'<Relationship Id="rIdS" Type="{DOC_REL}/styles" Target="styles.xml"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
        for n, _ in named
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{TYPES}"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml"'
        ' ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-'
        f'officedocument.spreadsheetml.styles+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{DOC_REL}/'
        'officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{DOC_REL}">'
        f'<workbookPr date1904="{int(from_1904)}"/><sheets>{entries}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{REL}">{links}</Relationships>',
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheets[name] for n, name in named},
        **(extra or {}),
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in parts.items():
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part)
    return packed.getvalue()
