"""Small Word files with tags, written by hand; what they print, line by line."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from lxml import etree

from docgen.render.docx import render_values
from docgen.templating.compiled import Compiled, compile_template

__all__ = ["W", "body", "compiled", "docx", "lines", "paragraph", "printed", "table"]

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"


def paragraph(*runs: str, properties: str = "") -> str:
    """Return a paragraph; each text is a run of its own."""
    made = "".join(f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' for text in runs)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{made}</w:p>"


def table(*rows: str) -> str:
    """Return a table; the cells of a row are separated by a bar."""
    made = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row.split("‖")) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{made}</w:tbl>"


def body(*blocks: str) -> bytes:
    """Return a document part."""
    inner = "".join(blocks)
    return (
        f'<w:document xmlns:w="{W}" xmlns:r="{_R}"><w:body>{inner}</w:body></w:document>'.encode()
    )


def docx(
    *blocks: str, header: str = "", footer: str = "", extra: Mapping[str, bytes] | None = None
) -> bytes:
    """Return a Word file of some blocks, with a header and a footer where given."""
    edges = {"header": header, "footer": footer}
    used = [kind for kind, xml in edges.items() if xml]
    links = "".join(
        f'<Relationship Id="r{kind}" Type="{_R}/{kind}" Target="{kind}1.xml"/>' for kind in used
    )
    overrides = "".join(
        f'<Override PartName="/word/{kind}1.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for kind in used
    )
    references = "".join(f'<w:{kind}Reference w:type="default" r:id="r{kind}"/>' for kind in used)
    parts = {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>'
            f"{overrides}</Types>"
        ).encode(),
        "_rels/.rels": (
            f'<Relationships xmlns="{_REL}"><Relationship Id="r1" Type="{_R}/officeDocument"'
            ' Target="word/document.xml"/></Relationships>'
        ).encode(),
        "word/document.xml": body(*blocks, f"<w:sectPr>{references}</w:sectPr>"),
        "word/_rels/document.xml.rels": (
            f'<Relationships xmlns="{_REL}">{links}</Relationships>'
        ).encode(),
        **{
            f"word/{kind}1.xml": f'<w:{tag} xmlns:w="{W}">{edges[kind]}</w:{tag}>'.encode()
            for kind, tag in (("header", "hdr"), ("footer", "ftr"))
            if edges[kind]
        },
        **(extra or {}),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return buffer.getvalue()


def compiled(made: bytes) -> Compiled:
    """Return the compiled template."""
    return compile_template(made, name="试")


def lines(made: bytes, part: str = "word/document.xml") -> list[str]:
    """Return the texts of the paragraphs of a part, in the order in which they begin."""
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        root = etree.fromstring(package.read(part))
    found = []
    for node in root.iter(f"{{{W}}}p"):
        text = ""
        for child in node.iter():
            owner = next(child.iterancestors(f"{{{W}}}p"), None)
            if owner is node and child.tag == f"{{{W}}}t":
                text += child.text or ""
            elif owner is node and child.tag == f"{{{W}}}br":
                text += "\n"
            elif owner is node and child.tag == f"{{{W}}}tab":
                text += "\t"
        found.append(text)
    return found


def printed(made: bytes, values: Mapping[str, Any], part: str = "word/document.xml") -> list[str]:
    """Return what a template prints for some values."""
    return lines(render_values(compiled(made), values), part)
