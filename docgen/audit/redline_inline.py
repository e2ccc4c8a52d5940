"""Turns a paragraph into atoms, one a letter, and atoms back into runs, tracked or not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Literal

from lxml import etree

from docgen.audit.returned_package import W

__all__ = ["NAMES", "Atom", "Change", "Content", "Stamp", "read_content", "write_atoms"]

#: Prefix of the elements made here.
NAMES = {"w": W[1:-1]}
#: ``""`` for what stays.
Change = Literal["", "ins", "del"]

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_WRAPPERS = frozenset(
    f"{W}{name}"
    for name in ("hyperlink", "smartTag", "sdt", "sdtContent", "customXml", "dir", "bdo", "ins")
)
_MARKS = frozenset(
    f"{W}{name}"
    for name in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
                 "permStart", "permEnd")
)  # fmt: skip
_IGNORED = frozenset(
    f"{W}{name}"
    for name in ("pPr", "proofErr", "lastRenderedPageBreak", "sdtPr", "sdtEndPr", "rPr")
)
_LETTERS = {f"{W}tab": "\t", f"{W}cr": "\n", f"{W}br": "\n", f"{W}noBreakHyphen": "\u2011"}
_PAGE_FIELDS = ("PAGE", "NUMPAGES", "SECTIONPAGES")
_DELETED = {f"{W}t": f"{W}delText", f"{W}instrText": f"{W}delInstrText"}
_NOTES = (f"{W}footnoteReference", f"{W}endnoteReference")


@dataclass(frozen=True, slots=True)
class Atom:
    """The smallest thing a tracked change takes in: a letter, or something that is not one.

    Attributes:
        key: The letter, or what says whether two things are the same.
        nodes: What it is in the file: empty for a plain letter, else run-level elements.
        properties: The letter's ``w:rPr``.
    """

    key: str
    nodes: tuple[etree._Element, ...] = ()
    properties: etree._Element | None = None


@dataclass(slots=True)
class Content:
    """What a paragraph holds.

    Attributes:
        atoms: Its letters and things in order.
        marks: Bookmarks and comments: the index of the atom they stand before, and themselves.
    """

    atoms: list[Atom] = field(default_factory=list)
    marks: list[tuple[int, etree._Element]] = field(default_factory=list)

    @property
    def keys(self) -> str:
        """What it says, things included, to tell whether two paragraphs are the same."""
        return "".join(one.key if len(one.key) == 1 else f"\x1e{one.key}\x1e" for one in self.atoms)


class Stamp:
    """Gives out what each tracked change bears: author, date, and a number of its own."""

    def __init__(self, date: str, first: int) -> None:
        self._date = date
        self._next = first

    def new(self, name: str) -> etree._Element:
        """Return a new ``w:ins``, ``w:del`` or other tracked change."""
        node = etree.Element(f"{W}{name}", nsmap=NAMES)
        node.set(f"{W}id", str(self.number()))
        node.set(f"{W}author", "docgen")
        node.set(f"{W}date", self._date)
        return node

    def number(self) -> int:
        """Return a number that nothing else in the file bears."""
        self._next += 1
        return self._next


def read_content(paragraph: etree._Element, notes: dict[str, str]) -> Content:
    """Return what a paragraph holds; tracked changes must have been settled before.

    Args:
        paragraph: A ``w:p``.
        notes: What each foot- and endnote says, by kind and id, ``footnote:2``.
    """
    content = Content()
    runs = list(_flat(paragraph))
    at = 0
    while at < len(runs):
        node = runs[at]
        end = _field_end(runs, at)
        if node.tag in _MARKS or _is_comment(node):
            content.marks.append((len(content.atoms), node))
        elif end is not None:
            content.atoms.append(_field_atom(runs[at:end]))
            at = end - 1
        elif node.tag == f"{W}r":
            _read_run(node, content, notes)
        else:
            content.atoms.append(Atom(_object_key(node, notes), (node,)))
        at += 1
    return content


def _flat(node: etree._Element) -> Iterable[etree._Element]:
    for child in node:
        if child.tag in _WRAPPERS:
            yield from _flat(child)
        elif isinstance(child.tag, str) and child.tag not in _IGNORED:
            yield child


def _is_comment(node: etree._Element) -> bool:
    return node.find(f"{W}commentReference") is not None


def _turns(node: etree._Element) -> list[str]:
    return [one.get(f"{W}fldCharType") or "" for one in node.iterchildren(f"{W}fldChar")]


def _field_end(runs: Sequence[etree._Element], at: int) -> int | None:
    """Return the index behind the field that begins here; None when none does, or never ends."""
    if _turns(runs[at])[:1] != ["begin"]:
        return None
    depth = 0
    for end in range(at, len(runs)):
        for turn in _turns(runs[end]):
            depth += (turn == "begin") - (turn == "end")
        if depth == 0:
            return end + 1
    return None


def _field_atom(runs: Sequence[etree._Element]) -> Atom:
    code = "".join(one.text or "" for run in runs for one in run.iter(f"{W}instrText"))
    shown = "".join(one.text or "" for run in runs for one in run.iter(f"{W}t"))
    words = code.split()
    name = words[0].upper() if words else ""
    key = name if name in _PAGE_FIELDS else f"{' '.join(words[:2])}={shown}"
    return Atom(f"field:{key}", tuple(runs))


def _read_run(run: etree._Element, content: Content, notes: dict[str, str]) -> None:
    properties = run.find(f"{W}rPr")
    for child in run:
        if child.tag == f"{W}t":
            content.atoms.extend(Atom(one, (), properties) for one in child.text or "")
        elif child.tag in _LETTERS:
            content.atoms.append(Atom(_LETTERS[str(child.tag)], (_alone(child, properties),)))
        elif isinstance(child.tag, str) and child.tag not in _IGNORED:
            key = _object_key(child, notes)
            content.atoms.append(Atom(key, (_alone(child, properties),)))


def _alone(child: etree._Element, properties: etree._Element | None) -> etree._Element:
    """Return a run that holds one thing only."""
    run = etree.Element(f"{W}r", nsmap=NAMES)
    if properties is not None:
        run.append(deepcopy(properties))
    run.append(deepcopy(child))
    return run


def _object_key(node: etree._Element, notes: dict[str, str]) -> str:
    """Return what tells a thing from another: its words, its note's words, its kind."""
    name = etree.QName(node).localname
    if node.tag in _NOTES:
        note = f"{name.removesuffix('Reference')}:{node.get(f'{W}id')}"
        return f"{name}:{notes.get(note, '')}"
    words = "".join(one.text or "" for one in node.iter(f"{W}t", f"{W}instrText"))
    turns = "".join(node.get(f"{W}{one}") or "" for one in ("fldCharType", "char", "font"))
    return f"{name}:{turns}:{words}"


def write_atoms(
    parent: etree._Element, atoms: Sequence[Atom], change: Change, stamp: Stamp
) -> None:
    """Append atoms to a paragraph as runs, under a tracked change where there is one."""
    if not atoms:
        return
    target = parent
    if change:
        target = stamp.new(change)
        parent.append(target)
    at = 0
    while at < len(atoms):
        if atoms[at].nodes:
            target.extend(deepcopy(node) for node in atoms[at].nodes)
            at += 1
            continue
        end = at
        while end < len(atoms) and not atoms[end].nodes and _alike(atoms[at], atoms[end]):
            end += 1
        target.append(_run("".join(one.key for one in atoms[at:end]), atoms[at].properties))
        at = end
    if change == "del":
        for node in list(target.iter(*_DELETED)):
            node.tag = _DELETED[str(node.tag)]


def _alike(one: Atom, other: Atom) -> bool:
    return one.properties is other.properties


def _run(text: str, properties: etree._Element | None) -> etree._Element:
    run = etree.Element(f"{W}r", nsmap=NAMES)
    if properties is not None:
        run.append(deepcopy(properties))
    node = etree.SubElement(run, f"{W}t")
    node.text = text
    node.set(_SPACE, "preserve")
    return run
