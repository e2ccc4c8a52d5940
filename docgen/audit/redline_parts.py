"""Small handles on the XML of paragraphs and rows, for weaving two papers into one."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from docgen.audit.compare_align import Pair
from docgen.audit.redline_inline import NAMES, Atom, Content, Stamp
from docgen.audit.returned_package import W

__all__ = [
    "as_signs",
    "emptied",
    "ends_together",
    "former_properties",
    "own_properties",
    "put_in_place",
    "row_properties",
    "row_shape",
    "table_rows",
    "tables_together",
    "track_properties",
    "unmark_end",
]

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
_MARKS = ("ins", "del", "moveFrom", "moveTo")
#: Stands for a thing that is no letter while two paragraphs are compared letter by letter.
_FIRST_SIGN = 0xF0000


def ends_together(
    pairs: list[Pair], left: list[etree._Element], right: list[etree._Element]
) -> list[Pair]:
    """Pair the last paragraphs of two containers where both stand alone."""
    i, j = len(left) - 1, len(right) - 1
    if (i, None) in pairs and (None, j) in pairs and left[i].tag == right[j].tag == _P:
        rest = [one for one in pairs if one not in ((i, None), (None, j))]
        return [*rest, (i, j)]
    return pairs


def tables_together(
    pairs: list[Pair], left: list[etree._Element], right: list[etree._Element]
) -> list[Pair]:
    """Pair a table that went with the one that came in its place; two in a row would melt."""
    joined: list[Pair] = []
    for i, j in pairs:
        last = joined[-1] if joined else (None, None)
        gone = last[0] if last[1] is None else None
        if (
            gone is not None
            and i is None
            and j is not None
            and (left[gone].tag == right[j].tag == _TBL)
        ):
            joined[-1] = (gone, j)
        else:
            joined.append((i, j))
    return joined


def as_signs(before: Content, after: Content) -> tuple[str, str]:
    """Return two paragraphs as plain texts of one sign an atom."""
    signs: dict[str, str] = {}

    def sign(atom: Atom) -> str:
        if len(atom.key) == 1:
            return atom.key
        return signs.setdefault(atom.key, chr(_FIRST_SIGN + len(signs)))

    return "".join(map(sign, before.atoms)), "".join(map(sign, after.atoms))


def emptied(paragraph: etree._Element) -> etree._Element:
    """Return a paragraph like another, its properties and nothing else."""
    node = etree.Element(_P, nsmap=NAMES)
    properties = paragraph.find(f"{W}pPr")
    if properties is not None:
        node.append(properties)
    return node


def track_properties(
    paragraph: etree._Element, shown: etree._Element, was: etree._Element, stamp: Stamp
) -> None:
    """Give a paragraph properties that come with the change, its former ones kept for rejecting."""
    change = stamp.new("pPrChange")
    former = deepcopy(was)
    for child in list(former):
        if child.tag in (f"{W}rPr", f"{W}sectPr", f"{W}pPrChange"):
            former.remove(child)
    change.append(former)
    for earlier in shown.findall(f"{W}pPrChange"):
        shown.remove(earlier)
    shown.append(change)
    own = paragraph.find(f"{W}pPr")
    if own is not None:
        paragraph.remove(own)
    paragraph.insert(0, shown)


def own_properties(paragraph: etree._Element) -> etree._Element:
    """Return a copy of a paragraph's properties, empty ones where it has none."""
    own = paragraph.find(f"{W}pPr")
    return deepcopy(own) if own is not None else etree.Element(f"{W}pPr", nsmap=NAMES)


def former_properties(paragraph: etree._Element) -> etree._Element:
    """Return a copy of the properties that a paragraph has when all changes are rejected."""
    former = paragraph.find(f"{W}pPr/{W}pPrChange/{W}pPr")
    return deepcopy(former) if former is not None else own_properties(paragraph)


def table_rows(table: etree._Element) -> list[etree._Element]:
    """Return the rows of a table, not those of tables in it."""
    return list(table.iterchildren(_TR))


def row_shape(row: etree._Element) -> list[tuple[str, str]]:
    """Return how the cells of a row span; only rows of one shape are compared cell by cell."""
    shape = []
    for cell in row.iterchildren(_TC):
        span, merge = cell.find(f"{W}tcPr/{W}gridSpan"), cell.find(f"{W}tcPr/{W}vMerge")
        shape.append(
            (
                (span.get(f"{W}val") or "1") if span is not None else "1",
                (merge.get(f"{W}val") or "continue") if merge is not None else "",
            )
        )
    return shape


def row_properties(row: etree._Element) -> etree._Element:
    """Return a row's properties, made where it has none."""
    properties = row.find(f"{W}trPr")
    if properties is None:
        properties = etree.Element(f"{W}trPr")
        before = row.find(f"{W}tblPrEx")
        row.insert(0 if before is None else row.index(before) + 1, properties)
    return properties


def unmark_end(paragraph: etree._Element) -> None:
    """Leave the end mark of a cell's paragraph alone: the row is what came or went."""
    runs = paragraph.find(f"{W}pPr/{W}rPr")
    for child in list(runs) if runs is not None else []:
        if runs is not None and child.tag in [f"{W}{one}" for one in _MARKS]:
            runs.remove(child)


def put_in_place(old: etree._Element, new: etree._Element) -> None:
    """Put one element where another stood."""
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)
