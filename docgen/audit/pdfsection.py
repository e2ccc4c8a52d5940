"""The page that a Word file asks for: its margins, its headers and footers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType

from lxml import etree

from docgen.audit.word import WordFile
from docgen.errors import AuditError

__all__ = ["PageSection", "frame_top", "section_of"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_TWIPS_PER_POINT = 20


@dataclass(frozen=True, slots=True)
class PageSection:
    """The page that a document asks for.

    Attributes:
        top_pt: Height of its top margin in points.
        bottom_pt: The same of the bottom one.
        height_pt: Height of its text block.
        title_page: Whether the first page has its own header and footer.
        even_differs: Whether even pages have theirs.
        parts: ``header/default`` and so on to the member of the file.
    """

    top_pt: Decimal
    bottom_pt: Decimal
    height_pt: Decimal
    title_page: bool
    even_differs: bool
    parts: Mapping[str, str]

    def header_of(self, page: int) -> str:
        """Return the member that holds the header of a page, "" for none."""
        return self._part("header", page)

    def footer_of(self, page: int) -> str:
        """Return the member that holds the footer of a page, "" for none."""
        return self._part("footer", page)

    def _part(self, kind: str, page: int) -> str:
        which = "default"
        if self.title_page and page == 1:
            which = "first"
        elif self.even_differs and page % 2 == 0:
            which = "even"
        return self.parts.get(f"{kind}/{which}", "")


def section_of(file: WordFile, root: etree._Element) -> PageSection:
    """Read the page of the document's one section from its Word file.

    Args:
        file: The file.
        root: Its body.

    Raises:
        AuditError: It has several sections, or one without margins.
    """
    found = list(root.iter(f"{_W}sectPr"))
    if len(found) != 1:
        raise AuditError("审核只认识一节的文书。", code="A010")
    even_differs = b"<w:evenAndOddHeaders" in (file.members.kept("word/settings.xml") or b"")
    relations = file.members["word/_rels/document.xml.rels"]
    return _edges(etree.tostring(found[0], with_tail=False), relations, even_differs=even_differs)


@lru_cache(maxsize=64)
def _edges(section: bytes, relations: bytes, *, even_differs: bool) -> PageSection:
    """Read a section from its XML: the same for every paper of a template."""
    root = etree.fromstring(section)
    margins = root.find(f"{_W}pgMar")
    if margins is None:
        raise AuditError("文书没有页边距。", code="A010")
    targets = {node.get("Id"): f"word/{node.get('Target')}" for node in etree.fromstring(relations)}
    parts = {
        f"{kind}/{node.get(f'{_W}type')}": targets[node.get(f"{_R}id")]
        for kind in ("header", "footer")
        for node in root.findall(f"{_W}{kind}Reference")
    }
    top, bottom = _points(margins, "top"), _points(margins, "bottom")
    size = root.find(f"{_W}pgSz")
    height = Decimal(0) if size is None else _points(size, "h")
    return PageSection(
        top,
        bottom,
        height - top - bottom,
        root.find(f"{_W}titlePg") is not None,
        even_differs,
        MappingProxyType(parts),
    )


def frame_top(root: etree._Element) -> Decimal | None:
    """Return how far from the paper's edge the frame begins in which the body's first line stands.

    The head of a letter stands there, partly in the margin; None where there is none.
    """
    frame = root.find(f"{_W}body/{_W}p[1]/{_W}pPr/{_W}framePr")
    return None if frame is None else _points(frame, "y")


def _points(margins: etree._Element, side: str) -> Decimal:
    return Decimal(margins.get(f"{_W}{side}") or "0") / _TWIPS_PER_POINT
