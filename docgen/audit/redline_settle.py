"""Accepts or rejects every tracked change of a part, as Word does."""

from __future__ import annotations

from copy import deepcopy
from typing import Literal

from lxml import etree

from docgen.audit.returned_package import W

__all__ = ["View", "settled", "settled_rows", "unwrap"]

#: Which side of the tracked changes is looked at.
View = Literal["accepted", "rejected"]

_CAME = (f"{W}ins", f"{W}moveTo")
_WENT = (f"{W}del", f"{W}moveFrom")
_RANGES = frozenset(
    f"{W}{name}{end}"
    for name in (
        "moveFromRange",
        "moveToRange",
        "customXmlInsRange",
        "customXmlDelRange",
        "customXmlMoveFromRange",
        "customXmlMoveToRange",
    )
    for end in ("Start", "End")
)
_OLD_PROPERTIES = frozenset(
    f"{W}{name}Change" for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr")
)
_DROPPED_PROPERTIES = frozenset(f"{W}{name}" for name in ("tblGridChange", "numberingChange"))
_DELETED_NAMES = {f"{W}delText": f"{W}t", f"{W}delInstrText": f"{W}instrText"}
#: What a paragraph may hold and still count as empty when its mark is taken away.
_NO_CONTENT = frozenset(
    f"{W}{name}"
    for name in ("pPr", "bookmarkStart", "bookmarkEnd", "proofErr", "commentRangeStart",
                 "commentRangeEnd", "permStart", "permEnd")
)  # fmt: skip
_CELL = f"{W}tc"


def settled(root: etree._Element, view: View) -> etree._Element:
    """Return a copy of a part in which no tracked change is left.

    Args:
        root: Root of the part; it is not changed.
        view: ``accepted`` for what stands there when all are accepted, ``rejected`` for what
            stood there before them.
    """
    copy = deepcopy(root)
    accept = view == "accepted"
    kept, gone = (_CAME, _WENT) if accept else (_WENT, _CAME)
    settled_rows(copy, gone)
    merged = _gone_marks(copy, gone)
    for node in list(copy.iter(*_CAME, *_WENT)):
        parent = node.getparent()
        if parent is None:
            continue
        if parent.tag in (f"{W}rPr", f"{W}trPr", f"{W}numPr"):
            _remove(node)  # The mark of a paragraph, a row, a number: its content was seen to.
        elif node.tag in kept:
            unwrap(node)
        else:
            _remove(node)
    for node in list(copy.iter(*_DELETED_NAMES)):
        node.tag = _DELETED_NAMES[str(node.tag)]
    for node in list(copy.iter(*_RANGES, *_DROPPED_PROPERTIES)):
        _remove(node)
    for node in list(copy.iter(*_OLD_PROPERTIES)):
        _settle_properties(node, accept=accept)
    for paragraph in merged:
        _join(paragraph)
    return copy


def settled_rows(root: etree._Element, gone: tuple[str, ...]) -> None:
    """Take away the rows and cells whose mark is among ``gone``; then the tables left empty."""
    cell_mark = f"{W}cellDel" if f"{W}del" in gone else f"{W}cellIns"
    for row in list(root.iter(f"{W}tr")):
        marks = row.find(f"{W}trPr")
        if marks is not None and any(child.tag in gone for child in marks):
            _remove(row)
    for cell in list(root.iter(_CELL)):
        if cell.find(f"{W}tcPr/{cell_mark}") is not None:
            _remove(cell)
    for table in list(root.iter(f"{W}tbl")):
        if table.find(f".//{W}tr") is None:
            _remove(table)


def _gone_marks(root: etree._Element, gone: tuple[str, ...]) -> list[etree._Element]:
    """Return the paragraphs whose end mark goes, in order."""
    return [
        paragraph
        for paragraph in root.iter(f"{W}p")
        if any(child.tag in gone for child in paragraph.iterfind(f"{W}pPr/{W}rPr/*"))
    ]


def _settle_properties(change: etree._Element, *, accept: bool) -> None:
    """Keep the new properties, or put the old ones back in their place."""
    parent = change.getparent()
    if parent is None:
        return
    parent.remove(change)
    if accept:
        return
    old = change.find(parent.tag)
    # A paragraph's old properties do not list its mark's own, nor its section.
    stays = (f"{W}rPr", f"{W}sectPr") if parent.tag == f"{W}pPr" else ()
    for child in list(parent):
        if child.tag not in stays:
            parent.remove(child)
    for at, child in enumerate(list(old) if old is not None else []):
        parent.insert(at, child)


def _join(paragraph: etree._Element) -> None:
    """Let a paragraph run on into the next one, whose properties it takes; or drop it if empty."""
    parent = paragraph.getparent()
    if parent is None:
        return
    empty = all(child.tag in _NO_CONTENT for child in paragraph)
    following = paragraph.getnext()
    if following is not None and following.tag == f"{W}p":
        at = 1 if following.find(f"{W}pPr") is not None else 0
        for child in [one for one in paragraph if one.tag != f"{W}pPr"]:
            following.insert(at, child)
            at += 1
        parent.remove(paragraph)
    elif empty and (parent.tag != _CELL or len(parent.findall(f"{W}p")) > 1):
        parent.remove(paragraph)


def unwrap(node: etree._Element) -> None:
    """Put a wrapper's children in its place."""
    parent = node.getparent()
    if parent is None:
        return
    at = parent.index(node)
    for child in list(node):
        parent.insert(at, child)
        at += 1
    parent.remove(node)


def _remove(node: etree._Element) -> None:
    parent = node.getparent()
    if parent is not None:
        parent.remove(node)
