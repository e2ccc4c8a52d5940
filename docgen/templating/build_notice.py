"""The head, the foot and the closing of an official paper as plain paragraphs.

How the head is printed (in full, on paper that bears it already, not at all) is said by a field of
the case, so each way stands in the template under a condition.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from docgen.errors import TemplateError
from docgen.templating.build_layout import Layout, NoticeLook
from docgen.templating.markdown_tree import (
    Block,
    Closing,
    Control,
    Document,
    Imprint,
    Inline,
    Letterhead,
    PageField,
    Paragraph,
    ParagraphKind,
    Text,
)

__all__ = ["with_head"]

_OF_NOTICES = (Letterhead, Closing, Imprint)


def with_head(document: Document, layout: Layout, *, name: str) -> Document:
    """Return a document whose head and closing are paragraphs, with the layout's page numbers.

    A header or footer that the text itself has stays as it is.

    Args:
        document: What the text says.
        layout: Its page; only one with ``notice`` has heads.
        name: What messages call the text.

    Raises:
        TemplateError: The text has a head, a closing or an imprint and the layout none.
    """
    look = layout.notice
    if look is None:
        _refuse(document, layout, name)
        return document
    numbered = _numbered(document, look)
    return replace(numbered, blocks=tuple(_plain(document.blocks, look)))


def _refuse(document: Document, layout: Layout, name: str) -> None:
    for block in document.blocks:
        if isinstance(block, _OF_NOTICES):
            raise TemplateError(
                f"版面 {layout.id} 没有版头、落款和版记。",
                where=f"{name} 第{block.line}行",
                fix="在 manifest.yaml 里把 layout 改为通知书的版面，或删去这个块。",
                code="T111",
            )


def _plain(blocks: Sequence[Block], look: NoticeLook) -> Iterator[Block]:
    before: Block | None = None
    for block in blocks:
        titled = isinstance(before, Paragraph) and before.kind == "title"
        before = block
        if titled and isinstance(block, Paragraph) and block.kind == "title":
            yield replace(block, kind="title_more")
        elif isinstance(block, Letterhead):
            yield from _head(block, look)
        elif isinstance(block, Closing):
            yield Paragraph("issuer", block.issuer, block.line)
            yield Paragraph("issue_date", block.day, block.line)
        else:
            yield block


def _head(block: Letterhead, look: NoticeLook) -> Iterator[Block]:
    """Yield the name, or the room of one that is on the paper already; then the number."""

    def control(words: str) -> Control:
        return Control(f"{{%p {words} %}}", block.line)

    def made(kind: ParagraphKind, inlines: tuple[Inline, ...] = ()) -> Paragraph:
        return Paragraph(kind, inlines, block.line)

    preprinted, bare = f"{look.switch} == '{look.preprinted}'", f"{look.switch} == '{look.bare}'"
    yield control(f"if {preprinted}")
    yield made("letterhead_room")
    yield control(f"elif not ({bare})")
    yield made("letterhead", block.name)
    yield control("endif")
    if not block.number:
        return
    yield control(f"if {preprinted} or {bare}")
    yield made("number_plain", block.number)
    yield control("else")
    yield made("number", block.number)
    yield control("endif")


def _numbered(document: Document, look: NoticeLook) -> Document:
    """Give the pages the layout's numbers: odd ones to the right, even ones to the left."""
    if look.page_number is None or document.footer:
        return document
    before, after = look.page_number
    number: tuple[Inline, ...] = (Text(before), PageField("PAGE"), Text(after))
    made = replace(
        document,
        footer=(Paragraph("footer", number, 0),),
        even_header=document.header,
        even_footer=(Paragraph("even_footer", number, 0),),
    )
    if not look.letter:
        return made
    head = next((one for one in document.blocks if isinstance(one, Letterhead)), None)
    own = document.first_footer or (Paragraph("footer", (), 0),)
    return replace(
        made,
        first_header=document.first_header or document.header,
        first_footer=own if head is None else tuple(_ruled(own, head, look)),
    )


def _ruled(own: tuple[Block, ...], head: Letterhead, look: NoticeLook) -> Iterator[Block]:
    """Yield the foot of the first page: its rule, unless the paper bears it already."""
    plain = f"{look.switch} == '{look.preprinted}' or {look.switch} == '{look.bare}'"
    yield Control(f"{{%p if {plain} %}}", head.line)
    yield from own
    yield Control("{%p else %}", head.line)
    yield Paragraph("first_rule", (), head.line)
    yield Control("{%p endif %}", head.line)
