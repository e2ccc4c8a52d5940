"""The tree as ``word/document.xml``, headers and footers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from docgen.templating.build_layout import Frame, Layout, twips_from_mm, twips_from_pt
from docgen.templating.build_picture import picture_run
from docgen.templating.build_runs import add_space, inline_runs, paragraph, plain_run
from docgen.templating.build_styles import LIST_IDS
from docgen.templating.build_tables import (
    cover_table,
    data_table,
    imprint_table,
    signature_table,
)
from docgen.templating.build_xml import w
from docgen.templating.markdown_inline import statement
from docgen.templating.markdown_tree import (
    Block,
    Break,
    Control,
    Document,
    Imprint,
    Pairs,
    Paragraph,
    ParagraphKind,
    Picture,
    Signature,
    Table,
)

__all__ = ["Body", "Edge", "edge_root"]

_STYLES: dict[ParagraphKind, str] = {
    "title": "Title",
    "title_more": "TitleMore",
    "chapter": "Chapter",
    "clause": "Clause",
    "item": "Item",
    "subitem": "SubItem",
    "body": "Body",
    "note": "Note",
    "attachment": "Attachment",
    "attachment_title": "AttachmentTitle",
    "cover_title": "CoverTitle",
    "cover_line": "CoverLine",
    "header": "Header",
    "footer": "Footer",
    "even_header": "Header",
    "even_footer": "FooterEven",
    "first_rule": "FirstRule",
    "letterhead": "Letterhead",
    "letterhead_room": "LetterheadRoom",
    "number": "Number",
    "number_plain": "NumberPlain",
    "addressee": "Addressee",
    "attachment_note": "AttachmentNote",
    "issuer": "Issuer",
    "issue_date": "IssueDate",
    "contact": "Contact",
}
#: Kinds whose style puts no space around them.
_CLOSE_KINDS = frozenset({"body", "item", "subitem", "note"})
#: What stays on the page of what comes next, and what that is.
_HOLDING_KINDS = frozenset({("body", "item"), ("issue_date", "contact")})
_ITEM_DEPTHS = {"item": 1, "subitem": 2}


@dataclass(frozen=True, slots=True)
class Edge:
    """A header or footer part: its file name, its relationship id, which pages it is for."""

    file: str
    relationship: str
    kind: str
    type: str


@dataclass(slots=True)
class Body:
    """Writes the body once; afterwards ``pictures`` holds the relationship id of each picture."""

    document: Document
    layout: Layout
    pictures: list[str] = field(default_factory=list)
    _bookmarks: int = 0
    _in_attachment: bool = False

    def root(self, edges: Sequence[Edge]) -> etree._Element:
        """Return ``w:document``."""
        body = w("body")
        if self.document.cover:
            self._append_all(body, (*self.document.cover, Break(line=0)))
        self._append_all(body, self.document.blocks)
        body.append(self._section(edges))
        return w("document", body)

    def _append_all(self, body: etree._Element, blocks: Sequence[Block]) -> None:
        held = _held_by_signatures(blocks) | _held_by_what_follows(blocks)
        space = twips_from_pt(self.layout.table.space_pt)
        before: Block | None = None
        for index, block in enumerate(blocks):
            made = self._block(block, keep_next=index in held)
            following = blocks[index + 1] if index + 1 < len(blocks) else None
            if isinstance(block, Paragraph) and block.kind in _CLOSE_KINDS:
                add_space(
                    made,
                    before=space if isinstance(before, Table) else None,
                    after=space if isinstance(following, Table) else None,
                )
            if isinstance(following, Paragraph) and following.kind == "title_more":
                add_space(made, after=0)
            body.append(made)
            before = block
            gap = _gap_after(block, following)
            if gap:
                body.append(paragraph(gap, keep_next=index in held))

    def _block(self, block: Block, *, keep_next: bool) -> etree._Element:
        if isinstance(block, Paragraph):
            return self._paragraph(block, keep_next=keep_next)
        if isinstance(block, Control):
            return paragraph("Normal", plain_run(block.source))
        if isinstance(block, Table):
            return data_table(block, self.layout)
        if isinstance(block, Pairs):
            return cover_table(block, self.layout)
        if isinstance(block, Signature):
            return signature_table(block, self.layout)
        if isinstance(block, Imprint):
            return imprint_table(block, self.layout)
        if isinstance(block, Picture):
            return paragraph("Picture", self._picture(block), keep_next=keep_next)
        return _page_break()

    def _paragraph(self, block: Paragraph, *, keep_next: bool) -> etree._Element:
        if block.kind == "attachment":
            self._in_attachment = True
        number: tuple[int, int] | None = None
        if block.kind in _ITEM_DEPTHS and self._in_attachment:
            # Items of an attachment follow its number, so that they begin anew in each.
            number = (LIST_IDS["attachments"], _ITEM_DEPTHS[block.kind])
        content = list(inline_runs(block.inlines))
        if block.label:
            content = self._bookmarked(block.label, content)
        style = _STYLES[block.kind]
        return paragraph(
            style,
            *content,
            keep_next=keep_next,
            number=number,
            frame=_frame(self.layout.styles[style].frame),
        )

    def _bookmarked(self, label: str, content: list[etree._Element]) -> list[etree._Element]:
        self._bookmarks += 1
        start = w("bookmarkStart", id=self._bookmarks, name=label)
        return [start, *content, w("bookmarkEnd", id=self._bookmarks)]

    def _picture(self, block: Picture) -> etree._Element:
        number = len(self.pictures) + 1
        self.pictures.append(f"rIdPicture{number}")
        page = self.layout.page
        return picture_run(
            block,
            number=number,
            relationship=self.pictures[-1],
            max_width_mm=page.width_mm - page.left_mm - page.right_mm,
        )

    def _section(self, edges: Sequence[Edge]) -> etree._Element:
        page = self.layout.page
        made = w("sectPr")
        for edge in edges:
            reference = w(f"{edge.kind}Reference", type=edge.type)
            reference.set(_RELATIONSHIP_ID, edge.relationship)
            made.append(reference)
        made.append(w("pgSz", w=twips_from_mm(page.width_mm), h=twips_from_mm(page.height_mm)))
        made.append(_margins(self.layout))
        made.append(w("cols", space=425))
        if any(edge.type == "first" for edge in edges):
            made.append(w("titlePg"))
        if page.grid_pitch_twips:
            made.append(w("docGrid", type="lines", linePitch=page.grid_pitch_twips))
        return made


_RELATIONSHIP_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def edge_root(kind: str, blocks: Sequence[Block]) -> etree._Element:
    """Return ``w:hdr`` or ``w:ftr``; without blocks it holds the one empty paragraph Word wants."""
    made = w("hdr" if kind == "header" else "ftr")
    for block in blocks:
        if isinstance(block, Control):
            style = "Header" if kind == "header" else "Footer"
            made.append(paragraph(style, plain_run(block.source)))
        elif isinstance(block, Paragraph):
            made.append(paragraph(_STYLES[block.kind], *inline_runs(block.inlines)))
    if not blocks:
        made.append(paragraph("Normal"))
    return made


def _margins(layout: Layout) -> etree._Element:
    page = layout.page
    return w(
        "pgMar",
        top=twips_from_mm(page.top_mm),
        right=twips_from_mm(page.right_mm),
        bottom=twips_from_mm(page.bottom_mm),
        left=twips_from_mm(page.left_mm),
        header=twips_from_mm(page.header_mm),
        footer=twips_from_mm(page.footer_mm),
        gutter=0,
    )


def _frame(frame: Frame | None) -> etree._Element | None:
    """Return the frame of a paragraph. LibreOffice does not know one that a style names."""
    if frame is None:
        return None
    return w(
        "framePr",
        w=twips_from_mm(frame.width_mm),
        hSpace=0,
        vSpace=0,
        wrap="notBeside",
        vAnchor="page",
        hAnchor="page",
        xAlign="center",
        y=twips_from_mm(frame.top_mm),
    )


def _page_break() -> etree._Element:
    return paragraph("Gap", w("r", w("br", type="page")))


def _gap_after(block: Block, following: Block | None) -> str:
    """Return the style of the paragraph that must follow a table, "" where none must.

    Word joins tables that touch and ends no text with a table. What a control leaves standing is
    not known here, so it does not count as a paragraph.
    """
    if isinstance(block, Signature | Imprint):
        return "Gap"
    if not isinstance(block, Table | Pairs) or isinstance(following, Paragraph | Picture | Break):
        return ""
    return "Gap" if following is None else "TableGap"


def _held_by_what_follows(blocks: Sequence[Block]) -> frozenset[int]:
    """Return what stays on the page of what it announces, and the day above a contact."""
    return frozenset(
        index
        for index, (block, following) in enumerate(pairwise(blocks))
        if isinstance(block, Paragraph) and _is_announced(following, by=block)
    )


def _is_announced(block: Block, *, by: Paragraph) -> bool:
    if isinstance(block, Table):
        return True
    return isinstance(block, Paragraph) and (by.kind, block.kind) in _HOLDING_KINDS


def _signs(block: Block) -> bool:
    return isinstance(block, Signature) or (isinstance(block, Paragraph) and block.kind == "issuer")


def _held_by_signatures(blocks: Sequence[Block]) -> frozenset[int]:
    """Return the blocks that must stay on the page of the signature behind them.

    That is the nearest paragraph that always stands, and those between that may drop out.
    """
    held: set[int] = set()
    for index, block in enumerate(blocks):
        if not _signs(block):
            continue
        depth = 0
        for before in range(index - 1, -1, -1):
            earlier = blocks[before]
            if isinstance(earlier, Break):
                break
            if isinstance(earlier, Control):
                word = (statement(earlier.source) or ("", ""))[1]
                depth += {"endif": 1, "endfor": 1, "if": -1, "for": -1}.get(word, 0)
                continue
            held.add(before)
            if depth <= 0:
                break
    return frozenset(held)
