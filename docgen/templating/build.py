"""From ``template.md`` and a layout to ``template.docx``: a Word file with docxtpl's syntax.

The same text and layout always give the same bytes (on one deflate library): nothing is read from
the clock, and ids are counted in reading order.
"""

from __future__ import annotations

from collections.abc import Iterator

from docgen.templating.build_blocks import Body, Edge, edge_root
from docgen.templating.build_layout import Layout, read_layout
from docgen.templating.build_notice import with_head
from docgen.templating.build_parts import (
    app_xml,
    content_types,
    core_xml,
    font_table_xml,
    relationships,
    settings_xml,
)
from docgen.templating.build_picture import placeholder_png
from docgen.templating.build_styles import numbering_xml, styles_xml
from docgen.templating.build_xml import part_bytes
from docgen.templating.markdown import parse
from docgen.templating.markdown_tree import Block, Document, Paragraph, Text
from docgen.templating.package import write_package

__all__ = ["Layout", "build", "read_layout"]

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_CORE = "application/vnd.openxmlformats-package.core-properties+xml"
_APP = "application/vnd.openxmlformats-officedocument.extended-properties+xml"
_CORE_TYPE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"


def build(markdown_text: str, layout: Layout, *, name: str) -> bytes:
    """Return the ``template.docx`` of a ``template.md``.

    Args:
        markdown_text: The text in the dialect of ``docs/template-syntax.md``.
        layout: Page, styles and numbering.
        name: What messages call the text, usually its path.

    Raises:
        TemplateError: Everything wrong in the text, each with its line and how to put it right.
    """
    document = with_head(parse(markdown_text, name=name), layout, name=name)
    edges = tuple(_edges(document))
    body = Body(document, layout)
    text_parts = {"word/document.xml": part_bytes(body.root([edge for edge, _ in edges]))}
    for edge, blocks in edges:
        text_parts[f"word/{edge.file}"] = part_bytes(edge_root(edge.kind, blocks))
    return write_package(_parts(document, layout, body.pictures, edges, text_parts))


def _edges(document: Document) -> Iterator[tuple[Edge, tuple[Block, ...]]]:
    """Yield the header and footer parts.

    A cover, or a header or footer written for the first page, gives the first page its own parts.
    """
    own_first = bool(document.cover or document.first_header or document.first_footer)
    even_differs = bool(document.even_header or document.even_footer)
    for kind, usual, first, even in (
        ("header", document.header, document.first_header, document.even_header),
        ("footer", document.footer, document.first_footer, document.even_footer),
    ):
        if usual:
            yield Edge(f"{kind}1.xml", f"rId{kind.title()}1", kind, "default"), usual
        if own_first:
            yield Edge(f"{kind}2.xml", f"rId{kind.title()}2", kind, "first"), first
        if even_differs and (usual or even):
            yield Edge(f"{kind}3.xml", f"rId{kind.title()}3", kind, "even"), even


def _parts(
    document: Document,
    layout: Layout,
    pictures: list[str],
    edges: tuple[tuple[Edge, tuple[Block, ...]], ...],
    text_parts: dict[str, bytes],
) -> Iterator[tuple[str, bytes]]:
    """Yield every part in the fixed order, the content types first."""
    yield "[Content_Types].xml", content_types(_overrides(edges), png=bool(pictures))
    yield (
        "_rels/.rels",
        relationships(
            [
                ("rId1", "officeDocument", "word/document.xml"),
                ("rId2", _CORE_TYPE, "docProps/core.xml"),
                ("rId3", "extended-properties", "docProps/app.xml"),
            ]
        ),
    )
    main = [
        ("rIdStyles", "styles", "styles.xml"),
        ("rIdNumbering", "numbering", "numbering.xml"),
        ("rIdSettings", "settings", "settings.xml"),
        ("rIdFonts", "fontTable", "fontTable.xml"),
    ]
    main += [(edge.relationship, edge.kind, edge.file) for edge, _ in edges]
    media = [f"media/image{number}.png" for number in range(1, len(pictures) + 1)]
    main += [(key, "image", target) for key, target in zip(pictures, media, strict=True)]
    yield from text_parts.items()
    yield "word/_rels/document.xml.rels", relationships(main)
    yield "word/styles.xml", styles_xml(layout)
    yield "word/numbering.xml", numbering_xml(layout)
    even_differs = any(edge.type == "even" for edge, _ in edges)
    yield "word/settings.xml", settings_xml(layout, even_differs=even_differs)
    yield "word/fontTable.xml", font_table_xml(layout)
    yield from ((f"word/{target}", placeholder_png()) for target in media)
    yield "docProps/core.xml", core_xml(_title(document))
    yield "docProps/app.xml", app_xml()


def _overrides(edges: tuple[tuple[Edge, tuple[Block, ...]], ...]) -> Iterator[tuple[str, str]]:
    yield "/word/document.xml", f"{_WORD}.document.main+xml"
    for name in ("styles", "numbering", "settings", "fontTable"):
        yield f"/word/{name}.xml", f"{_WORD}.{name}+xml"
    for edge, _ in edges:
        yield f"/word/{edge.file}", f"{_WORD}.{edge.kind}+xml"
    yield "/docProps/core.xml", _CORE
    yield "/docProps/app.xml", _APP


def _title(document: Document) -> str:
    """Return the first title that is plain text, for the file's properties."""
    for block in (*document.cover, *document.blocks):
        if isinstance(block, Paragraph) and block.kind in ("cover_title", "title", "title_more"):
            texts = [inline.text for inline in block.inlines if isinstance(inline, Text)]
            if len(texts) == len(block.inlines):
                return "".join(texts)
    return ""
