"""The second derivation: what a paper must say, worked out from ``template.md`` alone.

A small interpreter over the lines of the readable text and a case's figures. It knows nothing of
Word, of the Plan or of Jinja, and shares no code with docgen but the figures themselves
(:mod:`docgen.proof`): its own splitting of lines, its own expressions, its own counting of clauses.
Where it and the produced paper part, one of the two is wrong.

One line a paragraph, its number before it; the cells of a row separated by `` | ``; a line break
inside a value is ``↵``, a tab ``⇥``; blank paragraphs and pictures are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docgen.proof import Figure, Group, Series

__all__ = ["Oracle", "derive"]

_INLINE = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|(\{页码\}|\{页数\})|(\*\*)|\\(.)")
_TOKEN = re.compile(r"""\s*(?:'([^']*)'|"([^"]*)"|(==|!=|\||\.|\(|\))|(\d+)|(\w+))""")
_LABEL = re.compile(r"\s*\{([^{}%#]+)\}$")
_ONES = "零一二三四五六七八九"


def derive(text: str, figures: Group, *, pages: int = 1) -> list[str]:
    """Return the lines of the body that a template's text prints for these figures.

    Args:
        text: ``template.md``.
        figures: All figures of the case, settled.
        pages: The page count that ``{页数}`` shows.
    """
    return Oracle(text, figures, pages=pages).body()


@dataclass(frozen=True)
class Fence:
    """A block between ``:::`` lines."""

    kind: str
    option: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Branch:
    """An if with its branches, or a for with its one body."""

    branches: tuple[tuple[str | None, tuple[Any, ...]], ...]
    target: str = ""
    over: str = ""


@dataclass
class Oracle:
    """One text over one case.

    Attributes:
        text: ``template.md``.
        figures: All figures of the case, settled.
        pages: The page count.
    """

    text: str
    figures: Group
    pages: int = 1
    _out: list[str] = field(default_factory=list)
    _labels: dict[str, str] = field(default_factory=dict)
    _counts: dict[str, int] = field(default_factory=dict)
    header_rows: list[str] = field(default_factory=list)

    def body(self) -> list[str]:
        """Return the lines of cover and body, in their order."""
        items = list(_fenced(self.text))
        covers = [one for one in items if isinstance(one, Fence) and one.kind == "cover"]
        rest = [one for one in items if not (isinstance(one, Fence) and one.kind in _EDGES)]
        scope = dict(self.figures.entries)
        for cover in covers:
            self._run(_tree(cover.lines, "p"), scope, self._cover_line)
        self._run(_tree(rest, "p"), scope, self._line)
        done = [self._referenced(line) for line in self._out]
        return [line for line in done if line.strip()]

    def edge(self, kind: str) -> list[str]:
        """Return the lines of a ``header`` or ``footer``; ``{页码}`` stands as it is written."""
        scope = dict(self.figures.entries)
        return [
            self._inline(line, scope)
            for fence in _fenced(self.text)
            if isinstance(fence, Fence) and fence.kind == kind and not fence.option
            for line in fence.lines
        ]

    def _run(self, tree: Sequence[Any], scope: dict[str, Any], print_one: Any) -> None:
        for one in tree:
            if isinstance(one, Branch):
                for body, inner in self._chosen(one, scope):
                    self._run(body, inner, print_one)
            else:
                print_one(one, scope)

    def _chosen(
        self, branch: Branch, scope: dict[str, Any]
    ) -> Iterator[tuple[Sequence[Any], dict[str, Any]]]:
        if branch.over:
            series = _Expression(branch.over, scope).value()
            for item in series.items:
                yield branch.branches[0][1], {**scope, branch.target: item}
            return
        for condition, body in branch.branches:
            if condition is None or _Expression(condition, scope).holds():
                yield body, scope
                return

    # --- lines --------------------------------------------------------------------------------

    def _line(self, one: str | Fence, scope: dict[str, Any]) -> None:
        if isinstance(one, Fence):
            self._fence(one, scope)
        elif one.startswith("@图 ") or one == "@分页":
            return
        else:
            self._out.append(self._numbered(one, scope))

    def _numbered(self, line: str, scope: dict[str, Any]) -> str:
        mark, _, rest = line.partition(" ")
        if mark not in ("#", "##", "###", "-", "--", ">", "@附件"):
            return self._inline(line, scope)
        label = _LABEL.search(rest) if mark in ("##", "###", "@附件") else None
        name = label[1] if label and label[1] not in ("页码", "页数") else ""
        if name and label:
            rest = rest[: label.start()]
        number = self._number(mark)
        if name:
            self._labels[name] = number
        return f"{number} {self._inline(rest, scope)}".strip()

    def _number(self, mark: str) -> str:
        """Count one numbered line: what stands below it begins anew."""
        below = {"##": (), "###": ("-", "--"), "-": ("--",), "@附件": ("-", "--"), "--": ()}
        if mark not in below:
            return ""
        self._counts[mark] = count = self._counts.get(mark, 0) + 1
        for deeper in below[mark]:
            self._counts.pop(deeper, None)
        return {
            "##": f"第{_chinese(count)}章",
            "###": f"第{_chinese(count)}条",
            "-": f"（{_chinese(count)}）",
            "--": f"{count}.",
            "@附件": f"附件{count}",
        }[mark]

    def _cover_line(self, line: str, scope: dict[str, Any]) -> None:
        if line.startswith("{%tr "):
            raise AssertionError("rows of a cover are grouped before")
        self._row(_cells(line.removeprefix("# ")), scope)

    def _fence(self, fence: Fence, scope: dict[str, Any]) -> None:
        if fence.kind == "table":
            heads = re.search(r"表头=(\d)", fence.option)
            head = int(heads[1]) if heads else 1
            for line in fence.lines[:head]:
                cells = [self._inline(cell, scope) for cell in _cells(line)[1:-1]]
                self.header_rows.append("".join(cells))
            self._run(_tree(fence.lines, "tr"), scope, self._table_row)
        else:
            self._run(_tree(fence.lines, "tr"), scope, self._pair)

    def _table_row(self, line: str, scope: dict[str, Any]) -> None:
        self._row(_cells(line)[1:-1], scope)

    def _pair(self, line: str, scope: dict[str, Any]) -> None:
        self._row(_cells(line), scope)

    def _row(self, cells: list[str], scope: dict[str, Any]) -> None:
        self._out.append(" | ".join(self._inline(cell, scope) for cell in cells))

    # --- inside a line ------------------------------------------------------------------------

    def _inline(self, text: str, scope: dict[str, Any]) -> str:
        pieces: list[Any] = []
        at = 0
        for match in _INLINE.finditer(text):
            pieces.append(("text", text[at : match.start()]))
            at = match.end()
            slot, control, page, _, escaped = match.groups()
            if slot is not None:
                pieces.append(("slot", slot.strip()))
            elif control is not None:
                pieces.append(f"{{% {control.strip()} %}}")
            elif page:
                pieces.append(("text", str(self.pages) if page == "{页数}" else page))
            elif escaped:
                pieces.append(("text", escaped))
        pieces.append(("text", text[at:]))
        return "".join(self._pieces(_tree(pieces, ""), scope))

    def _pieces(self, tree: Sequence[Any], scope: dict[str, Any]) -> Iterator[str]:
        for one in tree:
            if isinstance(one, Branch):
                for body, inner in self._chosen(one, scope):
                    yield from self._pieces(body, inner)
            elif one[0] == "text":
                yield one[1]
            else:
                yield self._slot(one[1], scope)

    def _slot(self, source: str, scope: dict[str, Any]) -> str:
        reference = re.fullmatch(r"条\('([^']+)'\)", source)
        if reference:
            return f"\0{reference[1]}\0"
        shown = _Expression(source, scope).text()
        if shown is None:
            raise AssertionError(f"{source}: the case gives nothing to print")
        return shown.replace("\n", "↵").replace("\t", "⇥")

    def _referenced(self, line: str) -> str:
        return re.sub("\0([^\0]+)\0", lambda match: self._labels[match[1]], line)


_EDGES = ("header", "footer", "cover")


def _fenced(text: str) -> Iterator[str | Fence]:
    """Yield the lines of a text that say something, each block as one."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    at = 0
    while at < len(lines):
        if not lines[at].startswith(":::"):
            yield lines[at]
            at += 1
            continue
        end = lines.index(":::", at)
        kind, _, option = lines[at][3:].partition(" ")
        yield Fence(kind, option, tuple(lines[at + 1 : end]))
        at = end + 1


def _tree(items: Sequence[Any], level: str) -> list[Any]:
    """Fold the control lines of one level (``p``, ``tr`` or "") into branches."""
    tree, rest = _branch(list(items), level, ())
    assert not rest, rest
    return tree


def _branch(items: list[Any], level: str, until: tuple[str, ...]) -> tuple[list[Any], list[Any]]:
    tree: list[Any] = []
    while items:
        word, argument = _control(items[0], level)
        if word and word in until:
            return tree, items
        one = items.pop(0)
        if word == "if":
            branches = []
            condition: str | None = argument
            while True:
                body, items = _branch(items, level, ("elif", "else", "endif"))
                branches.append((condition, tuple(body)))
                word, condition = _control(items.pop(0), level)
                if word == "endif":
                    break
                condition = condition or None
            tree.append(Branch(tuple(branches)))
        elif word == "for":
            target, _, over = argument.partition(" in ")
            body, items = _branch(items, level, ("endfor",))
            items.pop(0)
            tree.append(Branch(((None, tuple(body)),), target.strip(), over.strip()))
        else:
            tree.append(one)
    return tree, items


def _control(one: Any, level: str) -> tuple[str, str]:
    if not isinstance(one, str):
        return "", ""
    match = re.fullmatch(rf"\{{%{level}\s+(\w+)\s*(.*?)\s*%\}}", one)
    return (match[1], match[2]) if match else ("", "")


def _cells(line: str) -> list[str]:
    """Split a line at the bars outside tags."""
    cells, depth, at = [""], 0, 0
    while at < len(line):
        two = line[at : at + 2]
        if two in ("{{", "{%"):
            depth += 1
        elif two in ("}}", "%}"):
            depth -= 1
        if two[:1] == "\\" and not depth:
            cells[-1] += two
            at += 2
        elif two[:1] == "|" and not depth:
            cells.append("")
            at += 1
        else:
            cells[-1] += line[at]
            at += 1
    return [cell.strip() for cell in cells]


def _chinese(count: int) -> str:
    """Return 1 to 199 as clauses count."""
    assert 0 < count < 200
    hundreds, rest = divmod(count, 100)
    tens, ones = divmod(rest, 10)
    written = ("一十" if hundreds and tens == 1 else _ONES[tens] + "十" if tens > 1 else "十") * (
        tens > 0
    )
    gap = "零" if hundreds and not tens and ones else ""
    return "一百" * hundreds + gap + written + (_ONES[ones] if ones else "")


class _Expression:
    """Reads an expression once, from left to right, over a scope."""

    def __init__(self, source: str, scope: Mapping[str, Any]) -> None:
        self._scope = scope
        self._tokens: list[tuple[str, str]] = []
        at = 0
        while at < len(source.rstrip()):
            match = _TOKEN.match(source, at)
            assert match, source
            single, double, sign, digits, word = match.groups()
            if single is not None or double is not None:
                self._tokens.append(("text", single or double or ""))
            elif sign:
                self._tokens.append((sign, sign))
            else:
                self._tokens.append(("text" if digits else "word", digits or word))
            at = match.end()

    def value(self) -> Any:
        """Return the figure, group or series that the whole expression names."""
        found = self._either()
        assert not self._tokens, self._tokens
        return found

    def holds(self) -> bool:
        """Return whether the whole expression is true."""
        return _true(self.value())

    def text(self) -> str | None:
        """Return what the whole expression prints, None for nothing."""
        return _printed(self.value())

    def _next(self, *kinds: str) -> str:
        if self._tokens and (self._tokens[0][0] in kinds or self._tokens[0] in _words(kinds)):
            return self._tokens.pop(0)[1]
        return ""

    def _either(self) -> Any:
        left = self._both()
        while self._next("or"):
            right = self._both()
            left = _true(left) or _true(right)
        return left

    def _both(self) -> Any:
        left = self._negated()
        while self._next("and"):
            right = self._negated()
            left = _true(left) and _true(right)
        return left

    def _negated(self) -> Any:
        if self._next("not"):
            return not _true(self._negated())
        left = self._atom()
        sign = self._next("==", "!=")
        if not sign:
            return left
        right = self._atom()
        return (_printed(left) == _printed(right)) is (sign == "==")

    def _atom(self) -> Any:
        kind, text = self._tokens.pop(0)
        if kind == "text":
            return text
        if kind == "(":
            inner = self._either()
            assert self._next(")")
            return inner
        found = self._scope[text]
        while self._next("."):
            found = found.entries[self._tokens.pop(0)[1]]
        if self._next("|"):
            return found.forms[self._tokens.pop(0)[1]]
        return found


def _words(kinds: Sequence[str]) -> list[tuple[str, str]]:
    return [("word", kind) for kind in kinds]


def _true(found: Any) -> bool:
    if isinstance(found, Figure):
        return found.present
    return bool(found.items if isinstance(found, Series) else found)


def _printed(found: Any) -> str | None:
    if not isinstance(found, Figure):
        return str(found)
    return found.printed if found.present or found.absence in ("blank", "slash") else None
