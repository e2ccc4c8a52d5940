"""Lists what was left in a Word file: tracked changes and comments, with author and place."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from docgen.audit.compare_values import Trace
from docgen.audit.compare_words import visible
from docgen.audit.returned_labels import Numbers, Ordinal, is_clause
from docgen.audit.returned_package import Package, W

__all__ = ["read_traces"]

_KINDS = {
    f"{W}ins": "insertion",
    f"{W}del": "deletion",
    f"{W}moveFrom": "move",
    f"{W}moveTo": "move",
    f"{W}cellIns": "row",
    f"{W}cellDel": "row",
    f"{W}cellMerge": "row",
}
_FORMATS = frozenset(
    f"{W}{name}Change"
    for name in ("rPr", "pPr", "sectPr", "tblPr", "tblPrEx", "trPr", "tcPr", "tblGrid", "numbering")
)
_TEXTS = (f"{W}t", f"{W}delText")
_MOST = 120


def read_traces(package: Package, ordinal: Ordinal) -> tuple[Trace, ...]:
    """Return every tracked change and comment of a file in reading order.

    Args:
        package: The opened file.
        ordinal: How a count is written in Chinese.
    """
    links = dict(package.relations(package.main).values())
    styles = package.root(links["styles"]) if "styles" in links else None
    numbering = package.root(links["numbering"]) if "numbering" in links else None
    comments = _comments(package)
    found: list[Trace] = []
    for kind, part in (("body", package.main), *package.stories):
        if kind == "comments":
            continue
        reader = _Reader(kind, Numbers(styles, numbering, ordinal), comments)
        reader.walk(package.root(part))
        found.extend(_joined(reader.found))
    return tuple(found)


def _comments(package: Package) -> dict[str, tuple[str, str]]:
    """Return the author and the text of each comment by its id."""
    found: dict[str, tuple[str, str]] = {}
    for kind, part in package.stories:
        if kind == "comments":
            for node in package.root(part).iter(f"{W}comment"):
                found[node.get(f"{W}id") or ""] = (node.get(f"{W}author") or "", _words(node))
    return found


class _Reader:
    def __init__(self, story: str, numbers: Numbers, comments: dict[str, tuple[str, str]]) -> None:
        self.found: list[Trace] = []
        self._story = story
        self._numbers = numbers
        self._comments = comments
        self._clause = ""
        self._open: dict[str, list[str]] = {}

    def walk(self, root: etree._Element) -> None:
        """Read a part in reading order."""
        for node in root.iter():
            tag = node.tag
            if tag == f"{W}p":
                label = self._numbers.next(node.find(f"{W}pPr"))
                if is_clause(label) and not any(node.iterancestors(f"{W}tbl")):
                    self._clause = label
            elif tag in _KINDS:
                self._change(node)
            elif tag in _FORMATS:
                self._add("format", node.get(f"{W}author") or "", "", "")
            elif tag == f"{W}commentRangeStart":
                self._open[node.get(f"{W}id") or ""] = []
            elif tag in _TEXTS:
                for words in self._open.values():
                    words.append(node.text or "")
            elif tag == f"{W}commentReference":
                self._comment(node.get(f"{W}id") or "")

    def _change(self, node: etree._Element) -> None:
        parent = node.getparent()
        place = parent.tag if parent is not None else ""
        author = node.get(f"{W}author") or ""
        if place == f"{W}trPr":
            self._add("row", author, _words(next(node.iterancestors(f"{W}tr"))), "")
        elif place == f"{W}rPr":
            self._add(_KINDS[str(node.tag)], author, "¶", "")
        else:
            self._add(_KINDS[str(node.tag)], author, _words(node), "")

    def _comment(self, number: str) -> None:
        author, text = self._comments.get(number, ("", ""))
        self._add("comment", author, text, "".join(self._open.pop(number, [])))

    def _add(self, kind: str, author: str, text: str, about: str) -> None:
        self.found.append(Trace(kind, author, _cut(text), _cut(about), self._clause, self._story))


def _joined(found: list[Trace]) -> Iterator[Trace]:
    """Yield the traces, the pieces of one change together: programs cut them at every run."""
    last: Trace | None = None
    for one in found:
        same = last is not None and (last.kind, last.author, last.clause) == (
            one.kind,
            one.author,
            one.clause,
        )
        if last is not None and same and one.kind in ("insertion", "deletion", "format"):
            text = _cut(last.text + one.text)
            last = Trace(one.kind, one.author, text, "", one.clause, one.story)
            continue
        if last is not None:
            yield last
        last = one
    if last is not None:
        yield last


def _words(node: etree._Element) -> str:
    return "".join(one.text or "" for one in node.iter(*_TEXTS))


def _cut(text: str) -> str:
    text = visible(text)
    return text if len(text) <= _MOST else text[:_MOST] + "…"
