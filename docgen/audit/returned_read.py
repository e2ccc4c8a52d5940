"""Reads what a Word file says, however a program has written it, into plain lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from docgen.audit.redline_settle import View, settled
from docgen.audit.returned_labels import Numbers, Ordinal, is_clause
from docgen.audit.returned_package import Package, W
from docgen.audit.returned_run import Runs

__all__ = ["FIELD", "Line", "Place", "Story", "read_stories", "unspaced"]

#: Stands in :attr:`Line.pattern` for a page number, which every layout sets anew.
FIELD = "\ufdd0"

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_FOREIGN = (f"{W}altChunk", f"{W}subDoc")
_NO_WORDS = (f"{W}sectPr", f"{W}sdtPr", f"{W}sdtEndPr")
_PULLED_IN = "打开时会并入另一份文档"
_MAX_LINES = 30_000
_MAX_LETTERS = 4_000_000
_INNER = re.compile(r"(?<=[0-9A-Za-z.,])\s+(?=[0-9A-Za-z.,])")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands.

    Attributes:
        story: ``body``, ``header``, ``footer``, ``footnotes``, ``endnotes``.
        part: Name of the part.
        paragraph: Number of the paragraph in its part, from 1.
        clause: Number of the clause it stands in (第九条), "" outside any.
        cell: Table, row and column, from 1; empty outside tables.
    """

    story: str
    part: str
    paragraph: int
    clause: str = ""
    cell: tuple[int, int, int] | tuple[()] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph that says something.

    Attributes:
        text: What it says, fields as their shown text, a tab as tab, a break as line end.
        label: Its own list number, "" without one.
        place: Where it stands.
        pattern: Its text with page numbers as :data:`FIELD`.
        references: What its REF fields show, with the bookmark each leads to.
        bookmarks: Names of the bookmarks that begin in it.
        oddities: Words in it that print otherwise than they read, each with how.
        pictures: Members its pictures show.
    """

    text: str
    label: str
    place: Place
    pattern: str = ""
    references: tuple[tuple[str, str], ...] = ()
    bookmarks: tuple[str, ...] = ()
    oddities: tuple[tuple[str, str], ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Story:
    """The lines of one part in reading order."""

    kind: str
    part: str
    lines: tuple[Line, ...]


def unspaced(text: str) -> str:
    """Return a text without its white space; between two letters or digits one blank stays.

    Spaces between Chinese characters come and go with programs; ``12 34`` is not ``1234``.
    """
    return "".join(_INNER.sub("\x00", text.strip()).split()).replace("\x00", " ")


@dataclass(slots=True)
class _State:
    story: str
    part: str
    number: int = 0
    clause: str = ""
    tables: int = 0
    lines: list[Line] = field(default_factory=list)


def read_stories(package: Package, view: View, ordinal: Ordinal) -> tuple[Story, ...]:
    """Return what a file says: the body first, then headers, footers and notes.

    Args:
        package: The opened file.
        view: ``accepted`` or ``rejected``: on which side of its tracked changes.
        ordinal: How a count is written in Chinese.

    Raises:
        InputError: A part is no XML, or there is more than any contract says.
    """
    kinds = {member: kind for kind, member in package.relations(package.main).values()}
    names = {kind: member for member, kind in kinds.items()}
    styles = package.root(names["styles"]) if "styles" in names else None
    numbering = package.root(names["numbering"]) if "numbering" in names else None
    parts = (("body", package.main), *package.stories)
    stories = []
    for kind, part in parts:
        if kind == "comments":
            continue
        root = settled(package.root(part), view)
        reader = _Reader(
            _State(kind, part), Numbers(styles, numbering, ordinal), Runs(package, part, styles)
        )
        reader.blocks(root)
        stories.append(Story(kind, part, tuple(reader.state.lines)))
        _check_size(package, stories)
    return tuple(stories)


def _check_size(package: Package, stories: list[Story]) -> None:
    lines = [line for story in stories for line in story.lines]
    if len(lines) > _MAX_LINES or sum(len(line.text) for line in lines) > _MAX_LETTERS:
        raise package.fault("文字太多，不像一份合同。")


class _Reader:
    def __init__(self, state: _State, numbers: Numbers, runs: Runs) -> None:
        self.state = state
        self._numbers = numbers
        self._runs = runs

    def blocks(self, node: etree._Element, cell: tuple[int, int, int] | tuple[()] = ()) -> None:
        """Read what stands below a node, block by block."""
        for child in node:
            if child.tag == f"{W}p":
                self._paragraph(child, cell)
            elif child.tag == f"{W}tbl":
                self._table(child)
            elif child.tag == f"{_MC}AlternateContent":
                for branch in _chosen(child):
                    self.blocks(branch, cell)
            elif child.tag in _FOREIGN:
                self._foreign(child, cell)
            elif str(child.tag).startswith(W) and child.tag not in _NO_WORDS:
                self.blocks(child, cell)

    def _foreign(self, node: etree._Element, cell: tuple[int, int, int] | tuple[()]) -> None:
        """Note another document that is pulled in where this one is opened; it cannot be read."""
        state = self.state
        place = Place(state.story, state.part, state.number, state.clause, cell)
        name = etree.QName(node).localname
        state.lines.append(Line("", "", place, oddities=((_PULLED_IN, name),)))

    def _table(self, table: etree._Element) -> None:
        self.state.tables += 1
        number = self.state.tables
        for at, row in enumerate(table.iter(f"{W}tr"), 1):
            if next(row.iterancestors(f"{W}tbl")) is not table:
                continue
            for column, cell in enumerate(_cells(row), 1):
                self.blocks(cell, (number, at, column))

    def _paragraph(self, node: etree._Element, cell: tuple[int, int, int] | tuple[()]) -> None:
        state = self.state
        state.number += 1
        label = self._numbers.next(node.find(f"{W}pPr"))
        if label and not cell and is_clause(label):
            state.clause = label
        place = Place(state.story, state.part, state.number, state.clause, cell)
        said = self._runs.read(node)
        if said.text.strip() or said.pictures or label or said.oddities:
            state.lines.append(
                Line(
                    said.text,
                    label,
                    place,
                    said.pattern,
                    said.references,
                    said.bookmarks,
                    said.oddities,
                    said.pictures,
                )
            )
        for box in said.boxes:
            self.blocks(box, cell)


def _cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == f"{W}tc":
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml"):
            yield from _cells(child)


def _chosen(alternate: etree._Element) -> Iterator[etree._Element]:
    """Yield the branch of an alternate block that is read: the first Choice, else the Fallback."""
    branch = alternate.find(f"{_MC}Choice")
    branch = branch if branch is not None else alternate.find(f"{_MC}Fallback")
    if branch is not None:
        yield branch
