"""Small Word files written by hand, for tests of what reads them."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

__all__ = ["NUMBERING", "STYLES", "para", "receipt_for", "table", "word_file"]

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
MORE = (
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
NUMBERING = (
    f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:lvlText w:val="第%1条"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)
STYLES = f'<w:styles {W}><w:style w:type="paragraph" w:default="1" w:styleId="a"/></w:styles>'


def para(text: str, *, level: int | None = None, runs: str = "", mark: str = "") -> str:
    """Return a paragraph: its text, its level in the list, further runs, its end mark's change."""
    listed = "" if level is None else (
        f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    )  # fmt: skip
    mark = f"<w:rPr>{mark}</w:rPr>" if mark else ""
    properties = f"<w:pPr>{listed}{mark}</w:pPr>" if listed or mark else ""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f"<w:p>{properties}{run}{runs}</w:p>"


def table(rows: Sequence[Sequence[str]]) -> str:
    """Return a table of plain cells."""
    body = "".join(
        "<w:tr>" + "".join(f"<w:tc>{para(cell)}</w:tc>" for cell in row) + "</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{body}</w:tbl>"


def word_file(
    body: str, parts: Mapping[str, str | bytes] | None = None, *, numbering: str = NUMBERING
) -> bytes:
    """Return a Word file.

    Args:
        body: XML of the body.
        parts: Further parts by file name (``footnotes.xml``); each is linked by its kind.
        numbering: The part that says how lists count.
    """
    parts = {"styles.xml": STYLES, "numbering.xml": numbering, **(parts or {})}
    links, types, section = "", "", ""
    for name in parts:
        kind = name.split(".")[0].rstrip("0123456789")
        if name.endswith(".xml") and "/" not in name:
            types += f'<Override PartName="/word/{name}" ContentType="{TYPE}.{kind}+xml"/>'
            links += f'<Relationship Id="r_{name}" Type="{OFFICE}/{kind}" Target="{name}"/>'
        elif name.startswith("media/"):
            links += f'<Relationship Id="r_{name[6:]}" Type="{OFFICE}/image" Target="{name}"/>'
        if kind in ("header", "footer"):
            section += f'<w:{kind}Reference w:type="default" r:id="r_{name}"/>'
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{RELS_TYPE}"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/word/document.xml" ContentType="{TYPE}.document.main+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/>'
        "</Relationships>",
        "word/document.xml": f"<w:document {W} {R} {MORE}><w:body>{body}"
        f"<w:sectPr>{section}</w:sectPr></w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f"{links}</Relationships>",
        **{f"word/{name}": content for name, content in parts.items()},
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return buffer.getvalue()


def receipt_for(
    lines: Sequence[Mapping[str, Any]], figures: Sequence[Mapping[str, Any]] = (), **more: Any
) -> bytes:
    """Return a receipt that says that these lines were printed, with these figures in them."""
    text = [
        {"part": "word/document.xml", "paragraph": at, "clause": "", "label": "", **line}
        for at, line in enumerate(lines, 1)
    ]
    known = [
        {"part": "word/document.xml", "form": "", "absent": "", "unit": "", "value": "", **one}
        for one in figures
    ]
    receipt = {
        "format": "docgen-receipt/1", "document": {"title": "示例合同"}, "outputs": {},
        "figures": known, "text": text, **more,
    }  # fmt: skip
    return json.dumps(receipt, ensure_ascii=False).encode()
