"""Lays the blocks of two containers into one: paragraphs and rows that came, went or changed."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from docgen.audit.compare_align import Pair, align
from docgen.audit.compare_tokens import hunks
from docgen.audit.redline_import import Importer
from docgen.audit.redline_inline import (
    NAMES,
    Atom,
    Change,
    Stamp,
    read_content,
    write_atoms,
)
from docgen.audit.redline_parts import (
    as_signs,
    emptied,
    ends_together,
    former_properties,
    own_properties,
    put_in_place,
    row_properties,
    row_shape,
    table_rows,
    tables_together,
    track_properties,
    unmark_end,
)
from docgen.audit.returned_package import W

__all__ = ["Weaver"]

_P, _TBL, _TR, _TC = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"


@dataclass(frozen=True, slots=True)
class _Woven:
    """A block of the result and what became of it."""

    node: etree._Element
    change: Change


class Weaver:
    """Weaves one part of the earlier file into the same part of the later one."""

    def __init__(
        self,
        importer: Importer,
        stamp: Stamp,
        parts: tuple[str, str],
        notes: tuple[dict[str, str], dict[str, str]],
    ) -> None:
        self._importer = importer
        self._stamp = stamp
        self._old_part, self._new_part = parts
        self._old_notes, self._new_notes = notes

    def weave(self, old: etree._Element, new: etree._Element) -> None:
        """Change a container of the later part so that it shows what became of the earlier one.

        Args:
            old: ``w:body``, a header, a cell of the earlier part; it is not changed.
            new: The same of the later part.
        """
        left = [one for one in old if one.tag in (_P, _TBL)]
        right = [one for one in new if one.tag in (_P, _TBL)]
        pairs = self._pairs(left, right)
        for i, j in pairs:
            if i is not None and j is not None and left[i].tag == _P:
                self._importer.learn(left[i], right[j])
        woven = [self._woven(left, right, pair) for pair in pairs]
        self._close(woven)
        anchor = right[0].getprevious() if right else None
        at = new.index(anchor) + 1 if anchor is not None else 0
        if not right:
            at = len(new.findall(f"{W}tcPr"))
        for one in right:
            new.remove(one)
        for place, block in enumerate(woven):
            new.insert(at + place, block.node)

    def _pairs(self, left: list[etree._Element], right: list[etree._Element]) -> list[Pair]:
        old = [self._key(one, self._old_notes) for one in left]
        new = [self._key(one, self._new_notes) for one in right]
        pairs: list[Pair] = []
        for i, j in align(old, new):
            if i is not None and j is not None and left[i].tag != right[j].tag:
                pairs += [(i, None), (None, j)]
            else:
                pairs.append((i, j))
        return tables_together(ends_together(pairs, left, right), left, right)

    def _key(self, node: etree._Element, notes: dict[str, str]) -> str:
        if node.tag == _P:
            return read_content(node, notes).keys
        return "\x1d" + "\x1c".join(self._row_key(row, notes) for row in table_rows(node))

    def _row_key(self, row: etree._Element, notes: dict[str, str]) -> str:
        return "\x1f".join(
            "\n".join(read_content(one, notes).keys for one in cell.iter(_P))
            for cell in row.iterchildren(_TC)
        )

    def _woven(self, left: list[etree._Element], right: list[etree._Element], pair: Pair) -> _Woven:
        i, j = pair
        old, new = left[i] if i is not None else None, right[j] if j is not None else None
        if old is not None and new is not None:
            together = self._paragraph if old.tag == _P else self._table
            return _Woven(together(old, new), "")
        if new is not None:
            return _Woven(self._came(new) if new.tag == _P else self._table_came(new), "ins")
        if old is None:
            raise ValueError
        return _Woven(self._went(old) if old.tag == _P else self._table_went(old), "del")

    def _paragraph(self, old: etree._Element, new: etree._Element) -> etree._Element:
        before, after = read_content(old, self._old_notes), read_content(new, self._new_notes)
        if self._importer.listed_otherwise(old, new):
            former = own_properties(old)
            track_properties(new, own_properties(new), former, self._stamp)
        if before.keys == after.keys:
            return new
        a, b = as_signs(before, after)
        node = emptied(new)
        marks = list(after.marks)
        at = 0
        for hunk in hunks(a, b):
            self._stay(node, after.atoms, at, hunk.b1, marks)
            self._gone(node, before.atoms[hunk.a1 : hunk.a2])
            self._stay(node, after.atoms, hunk.b1, hunk.b2, marks, "ins")
            at = hunk.b2
        self._stay(node, after.atoms, at, len(after.atoms), marks)
        node.extend(mark for _, mark in marks)
        return node

    def _stay(
        self,
        node: etree._Element,
        atoms: Sequence[Atom],
        start: int,
        end: int,
        marks: list[tuple[int, etree._Element]],
        change: Change = "",
    ) -> None:
        """Write atoms of the later paragraph, its bookmarks and comments between them."""
        while marks and marks[0][0] <= end and (marks[0][0] < end or not change):
            at, mark = marks.pop(0)
            write_atoms(node, atoms[start:at], change, self._stamp)
            node.append(mark)
            start = max(start, at)
        write_atoms(node, atoms[start:end], change, self._stamp)

    def _gone(self, node: etree._Element, atoms: Sequence[Atom]) -> None:
        start = len(node)
        write_atoms(node, atoms, "del", self._stamp)
        for child in list(node)[start:]:
            self._importer.adopt(child, self._old_part, self._new_part)

    def _came(self, new: etree._Element) -> etree._Element:
        content = read_content(new, self._new_notes)
        node = emptied(new)
        marks = list(content.marks)
        self._stay(node, content.atoms, 0, len(content.atoms), marks, "ins")
        node.extend(mark for _, mark in marks)
        self._mark(node, "ins")
        return node

    def _went(self, old: etree._Element) -> etree._Element:
        node = etree.Element(_P, nsmap=NAMES)
        node.append(self._importer.properties(old))
        self._gone(node, read_content(old, self._old_notes).atoms)
        self._mark(node, "del")
        return node

    def _mark(self, paragraph: etree._Element, change: Change) -> None:
        """Track a paragraph's end mark."""
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            properties = etree.Element(f"{W}pPr")
            paragraph.insert(0, properties)
        runs = properties.find(f"{W}rPr")
        if runs is None:
            runs = etree.Element(f"{W}rPr")
            later = [one for one in properties if one.tag in (f"{W}sectPr", f"{W}pPrChange")]
            properties.insert(properties.index(later[0]) if later else len(properties), runs)
        runs.insert(0, self._stamp.new(change))

    def _close(self, woven: list[_Woven]) -> None:
        """Let the last paragraph of a container keep its mark: no program can take that away.

        The mark before the added or dropped ones is tracked in its stead.
        """
        last = woven[-1] if woven else None
        if last is None or not last.change or last.node.tag != _P:
            return
        at = len(woven) - 1
        while at >= 0 and woven[at].change == last.change and woven[at].node.tag == _P:
            at -= 1
        if at < 0 or woven[at].change or woven[at].node.tag != _P:
            return
        kept = woven[at].node
        if kept.find(f"{W}pPr/{W}sectPr") is not None:
            return
        for mark in last.node.findall(f"{W}pPr/{W}rPr/{W}{last.change}"):
            parent = mark.getparent()
            if parent is not None:
                parent.remove(mark)
        other = own_properties(last.node)
        if last.change == "ins":
            shown, was = other, former_properties(kept)
        else:
            shown, was = own_properties(kept), other
        track_properties(last.node, deepcopy(shown), was, self._stamp)
        self._mark(kept, last.change)

    def _table(self, old: etree._Element, new: etree._Element) -> etree._Element:
        left, right = table_rows(old), table_rows(new)
        pairs = align(
            [self._row_key(one, self._old_notes) for one in left],
            [self._row_key(one, self._new_notes) for one in right],
        )
        rows: list[etree._Element] = []
        for i, j in pairs:
            if i is not None and j is not None and row_shape(left[i]) == row_shape(right[j]):
                self._cells(left[i], right[j])
                rows.append(right[j])
                continue
            if i is not None:
                rows.append(self._row_went(left[i]))
            if j is not None:
                rows.append(self._row_came(right[j]))
        for row in right:
            parent = row.getparent()
            if parent is not None:
                parent.remove(row)
        new.extend(rows)
        return new

    def _cells(self, old: etree._Element, new: etree._Element) -> None:
        for left, right in zip(old.iterchildren(_TC), new.iterchildren(_TC), strict=True):
            self.weave(left, right)

    def _table_came(self, new: etree._Element) -> etree._Element:
        for row in table_rows(new):
            self._row_came(row)
        return new

    def _table_went(self, old: etree._Element) -> etree._Element:
        node = deepcopy(old)
        for row in table_rows(node):
            self._delete_row(row)
        return node

    def _row_came(self, row: etree._Element) -> etree._Element:
        for paragraph in list(row.iter(_P)):
            fresh = self._came(paragraph)
            put_in_place(paragraph, fresh)
            unmark_end(fresh)
        row_properties(row).append(self._stamp.new("ins"))
        return row

    def _row_went(self, row: etree._Element) -> etree._Element:
        node = deepcopy(row)
        self._delete_row(node)
        return node

    def _delete_row(self, row: etree._Element) -> None:
        for paragraph in list(row.iter(_P)):
            gone = self._went(paragraph)
            put_in_place(paragraph, gone)
            unmark_end(gone)
        row_properties(row).append(self._stamp.new("del"))
