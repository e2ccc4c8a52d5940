"""Reads a Word file, produced or template, into the lines that the rules about papers look at.

It shares nothing with what prints. What a produced file's figures are and where they stand is told
by the audit (:class:`~docgen.proof.Placed`); in a template a tag stands for its data.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from docgen.audit.docx import Audited
from docgen.audit.looks import Look, Looks, read_looks, read_page
from docgen.audit.papertext import Line
from docgen.audit.sheet_flat import flat_lines, flat_page, slots_in, told_flat
from docgen.audit.word import WordFile, read_word
from docgen.errors import AuditError
from docgen.paper import Cell, PaperLine, PaperSlot, PaperText
from docgen.proof import Placed

__all__ = ["read_sheet", "tagged", "with_clauses"]

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BODY = "word/document.xml"
_EDGE = re.compile(r"^word/(header|footer)\d*\.xml$")
_TAG = re.compile(r"\{\{(?P<printed>.*?)\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_T, _P, _PPR, _RUN = (f"{_W}{name}" for name in ("t", "p", "pPr", "r"))
_TBL, _TR, _TC, _CODE = (f"{_W}{name}" for name in ("tbl", "tr", "tc", "instrText"))
_LETTERS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "\u2011"}
_SEEN = (_P, _T, _TBL, _TR, _TC, _CODE, *_LETTERS)
_Slots = Mapping[tuple[str, int], Sequence[Placed]]


def read_sheet(
    docx: bytes,
    *,
    document: str,
    layout: str,
    placed: Iterable[Placed] = (),
    template: bool = False,
    audited: Audited | None = None,
) -> PaperText:
    """Return the lines of a Word file with what data print in them.

    Args:
        docx: The file.
        document: Id of the document.
        layout: Name of its layout.
        placed: Where the audit found the figures of a produced file.
        template: Whether it is a template, whose tags stand for data.
        audited: What the audit has read of a produced file; it need not be read again.

    Raises:
        AuditError: It is no readable Word file.
    """
    file = audited.file if audited else read_word(docx)
    edges = sorted(name for name in file.members if _EDGE.match(name))
    figures: dict[tuple[str, int], list[Placed]] = {}
    for one in placed:
        figures.setdefault((one.part, one.paragraph), []).append(one)
    looks = read_looks(file.members.kept("word/styles.xml"))
    lines: list[PaperLine] = []
    page = None
    for name in (_BODY, *edges):
        found = told_flat(file, name, audited.found) if audited else None
        if found is not None:
            lines += flat_lines(found, name, looks, figures)
            page = flat_page(found, file) if name == _BODY else page
            continue
        root = _root(file, name)
        read = _lines(root, name, looks)
        lines += map(tagged, read) if template else (_filled(line, figures) for line in read)
        page = read_page(root, file) if name == _BODY else page
    return PaperText(document, layout, tuple(lines), page, template=template)


def with_clauses(paper: PaperText, lines: Iterable[Line]) -> PaperText:
    """Return a paper whose lines know the clause they stand in.

    Args:
        paper: What :func:`read_sheet` gave.
        lines: What :func:`~docgen.audit.papertext.paper_text` gives for the same file.

    Returns:
        The paper itself where its lines know their clauses already.
    """
    clauses = {(one.part, one.paragraph): one.clause for one in lines if one.clause}
    told = []
    for one in paper.lines:
        clause = clauses.get((one.part, one.paragraph), "")
        told.append(one if one.clause == clause else replace(one, clause=clause))
    same = all(one is known for one, known in zip(told, paper.lines, strict=True))
    return paper if same else replace(paper, lines=tuple(told))


def _root(file: WordFile, name: str) -> etree._Element:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(file.members[name], parser)
    except (KeyError, etree.XMLSyntaxError) as error:
        raise AuditError(f"Word 文件里 {name} 读不出来。", where=name, code="A003") from error


def _lines(root: etree._Element, part: str, looks: Looks) -> Iterator[PaperLine]:
    """Yield the paragraphs in the order in which they begin, as the audit numbers them."""
    reader = _Reader(root, part, looks)
    for node in root.iter(*_SEEN):
        reader.take(node)
    return reader.lines()


class _Open:
    """A paragraph while its words are gathered."""

    __slots__ = ("cell", "look", "paged", "words")

    def __init__(self, look: Look, cell: Cell | None) -> None:
        self.look = look
        self.cell = cell
        self.words: list[str] = []
        self.paged = False


class _Reader:
    """Goes through a part once, from its first node to its last."""

    def __init__(self, root: etree._Element, part: str, looks: Looks) -> None:
        self._part = part
        self._looks = looks
        self._tables = 0
        self._rows: dict[etree._Element, tuple[int, int, bool]] = {}  # table, row, header
        self._counted: dict[etree._Element, int] = {}  # rows of a table so far
        self._numbers: dict[etree._Element, int] = {}  # a table's own number
        self._cells: dict[etree._Element, Cell] = {}
        self._columns: dict[etree._Element, int] = {}  # the next column of a row
        self._open: list[_Open] = []
        # A text box holds paragraphs inside a paragraph; elsewhere the last one begun is open.
        self._boxes = root.find(f".//{_W}txbxContent") is not None
        self._by_node: dict[etree._Element, _Open] = {}

    def take(self, node: etree._Element) -> None:
        """Take the next node that bears words or a place."""
        tag = node.tag
        if tag == _T:
            self._owner(node).words.append(node.text or "")
        elif tag == _P:
            parent = node.getparent()
            cell = self._cells.get(parent) if parent is not None else None
            self._open.append(_Open(self._looks.of(node.find(_PPR)), cell))
            if self._boxes:
                self._by_node[node] = self._open[-1]
        elif tag == _TC:
            self._cell(node)
        elif tag == _TR:
            table = node.getparent()
            if table is not None and table in self._counted:
                self._counted[table] += 1
                header = node.find(f"{_W}trPr/{_W}tblHeader") is not None
                self._rows[node] = (self._numbers[table], self._counted[table], header)
                self._columns[node] = 1
        elif tag == _TBL:
            self._tables += 1
            self._counted[node] = 0
            self._numbers[node] = self._tables
        elif tag == _CODE:
            owner = self._owner(node)
            owner.paged = owner.paged or (node.text or "").split()[:1] == ["PAGE"]
        elif (parent := node.getparent()) is not None and parent.tag == _RUN:
            self._owner(node).words.append(_LETTERS[tag])

    def _cell(self, node: etree._Element) -> None:
        row = node.getparent()
        if row is None or row not in self._rows:
            return
        table, number, header = self._rows[row]
        column = self._columns[row]
        self._cells[node] = Cell(table, number, column, header)
        span = node.find(f"{_W}tcPr/{_W}gridSpan")
        self._columns[row] = column + (int(span.get(f"{_W}val") or 1) if span is not None else 1)

    def _owner(self, node: etree._Element) -> _Open:
        if not self._boxes:
            return self._open[-1] if self._open else _Open(Look(), None)
        above = (self._by_node.get(one) for one in node.iterancestors(_P))
        return next((one for one in above if one is not None), _Open(Look(), None))

    def lines(self) -> Iterator[PaperLine]:
        """Yield what was gathered."""
        for number, one in enumerate(self._open, start=1):
            look = one.look
            yield PaperLine(
                self._part, number, "".join(one.words), (), one.cell,
                look.align, look.font, look.size_pt, look.line_pt, one.paged, look.heading,
                after_pt=look.after_pt,
            )  # fmt: skip


def _filled(line: PaperLine, figures: _Slots) -> PaperLine:
    slots = slots_in(line.text, figures.get((line.part, line.paragraph), ()))
    return replace(line, slots=slots) if slots else line


def tagged(line: PaperLine) -> PaperLine:
    """Return a line of a template with its tags as what stands for data."""
    slots = tuple(
        PaperSlot(match.start(), match.end(), *_named(match["printed"]))
        for match in _TAG.finditer(line.text)
    )
    return replace(line, slots=slots) if slots else line


@lru_cache(maxsize=1024)
def _named(printed: str | None) -> tuple[str, str]:
    title, _, form = (printed or "").strip().partition("|")
    return title.strip(), form.strip()
