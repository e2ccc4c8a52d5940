"""The second derivation: what a paper must say, worked out from its text and its layout.

A small interpreter over the lines of ``template.md`` and a case's figures; how lines are numbered
it reads from the layout's YAML (``schemas/layouts``). It knows nothing of Word, of the Plan or of
Jinja, and shares no code with docgen but the figures themselves (:mod:`docgen.proof`): its own
splitting of lines, its own expressions, its own counting. Where it and the produced paper part, one
of the two is wrong.

One line a paragraph, its number before it; the cells of a row separated by `` | ``; a line break
inside a value is ``↵``, a tab ``⇥``; blank paragraphs and pictures are left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import yaml

from docgen.proof import Figure, Group, Series

__all__ = ["Numbers", "Oracle"]

_INLINE = re.compile(r"\{\{(.*?)\}\}|\{%(.*?)%\}|(\{页码\}|\{页数\})|(\*\*)|\\(.)")
_TOKEN = re.compile(r"""\s*(?:'([^']*)'|"([^"]*)"|(==|!=|\||\.|\(|\))|(\d+)|(\w+))""")
_LABEL = re.compile(r"\s*\{([^{}%#]+)\}$")
_ONES = "零一二三四五六七八九"


#: Which style of a layout a numbered line is set in.
_STYLES = {
    "##": "Chapter",
    "###": "Clause",
    "-": "Item",
    "--": "SubItem",
    "@附件": "Attachment",
}
_LABELLED = ("##", "###", "@附件")
_MARKS = (*_STYLES, "#", ">", "@主送", "@附件说明", "@附注")
#: What stands behind ``:::footer`` in Word's own words for the page numbers of a layout.
_PAGES = ("", "双页")


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
        layout: The YAML of the layout that the text is set in.
        pages: The page count that ``{页数}`` shows.
        header_rows: The rows that tables repeat at the head of a page, once the body is told.
        printed: The tags whose figures the body prints, in their order, once it is told.
    """

    text: str
    figures: Group
    layout: str
    pages: int = 1
    header_rows: list[str] = field(default_factory=list)
    printed: list[str] = field(default_factory=list)
    _out: list[str] = field(default_factory=list)
    _labels: dict[str, str] = field(default_factory=dict)
    _numbers: Numbers = field(init=False)
    _notice: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        layout = yaml.load(self.layout, yaml.CBaseLoader)
        self._numbers = Numbers(layout["lists"])
        self._notice = layout.get("notice") or {}

    def body(self) -> list[str]:
        """Return the lines of cover and body, in their order."""
        items = list(_fenced(self.text))
        covers = [one for one in items if isinstance(one, Fence) and one.kind == "cover"]
        rest = [one for one in items if not (isinstance(one, Fence) and one.kind in _EDGES)]
        scope = dict(self.figures.entries)
        for cover in covers:
            # On a cover every line is a row: {%p and {%tr mean the same.
            lines = [re.sub(r"^\{%tr ", "{%p ", line) for line in cover.lines]
            self._run(_tree(lines, "p"), scope, self._cover_line)
        self._run(_tree(rest, "p"), scope, self._line)
        done = [self._referenced(line) for line in self._out]
        return [line for line in done if line.strip()]

    def edges(self) -> dict[tuple[str, str], list[str]]:
        """Return the lines of each header and footer by kind and option (``首页`` or "").

        ``{页码}`` stands as it is written.
        """
        scope = dict(self.figures.entries)
        told = {
            (one.kind, one.option): [self._inline(line, scope) for line in one.lines]
            for one in _fenced(self.text)
            if isinstance(one, Fence) and one.kind in ("header", "footer")
        }
        around = self._notice.get("page_number")
        if around and ("footer", "") not in told:
            told |= {("footer", option): [f"{around[0]}1{around[1]}"] for option in _PAGES}
        return told

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
            for place, item in enumerate(series.items):
                loop = SimpleNamespace(entries={"first": place == 0})
                loop = _loop(place, len(series.items))
                yield branch.branches[0][1], {**scope, branch.target: item, "loop": loop}
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
        if mark not in _MARKS:
            return self._inline(line, scope)
        label = _LABEL.search(rest) if mark in _LABELLED else None
        name = label[1] if label and label[1] not in ("页码", "页数") else ""
        if name and label:
            rest = rest[: label.start()]
        number = self._numbers.next(_STYLES[mark]) if mark in _STYLES else ""
        if name:
            self._labels[name] = number
        return f"{number} {self._inline(rest, scope)}".strip()

    def _cover_line(self, line: str, scope: dict[str, Any]) -> None:
        self._row(_cells(line.removeprefix("# ")), scope)

    def _fence(self, fence: Fence, scope: dict[str, Any]) -> None:
        if fence.kind == "版头":
            self._head(fence, scope)
        elif fence.kind == "table":
            heads = re.search(r"表头=(\d)", fence.option)
            head = int(heads[1]) if heads else 1
            start = len(self._out)
            self._run(_tree(fence.lines, "tr"), scope, self._table_row)
            self.header_rows += self._out[start : start + head]
        else:
            self._run(_tree(fence.lines, "tr"), scope, self._pair)

    def _head(self, fence: Fence, scope: dict[str, Any]) -> None:
        """The name is not printed where the paper bears it already or where there is no head."""
        held = _Expression(self._notice["switch"], scope).text()
        for number, line in enumerate(fence.lines):
            if number or held not in (self._notice["preprinted"], self._notice["bare"]):
                self._out.append(self._inline(line, scope))

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
        self.printed.append(source)
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


class Numbers:
    """Counts numbered lines by the ``lists`` of a layout: 第一条, （二）, 3., 附件1.

    A list counts each of its levels; a line sets all levels below its own back. Once an attachment
    has begun, what the list ``attachments`` numbers is counted there.
    """

    def __init__(self, lists: Mapping[str, Sequence[Mapping[str, str]]]) -> None:
        self._lists = lists
        self._counts = {name: [0] * len(levels) for name, levels in lists.items()}
        self._attached = False

    def next(self, style: str) -> str:
        """Return the number of the next line in a style."""
        self._attached = self._attached or style == "Attachment"
        name, place = self._place(style)
        levels, counts = self._lists[name], self._counts[name]
        counts[place] += 1
        counts[place + 1 :] = [0] * (len(counts) - place - 1)

        def shown(match: re.Match[str]) -> str:
            level = int(match[1]) - 1
            assert counts[level], f"{style}: 上一级还没有号"
            return _FORMATS[levels[level]["format"]](counts[level])

        return re.sub(r"%(\d)", shown, levels[place]["text"])

    def _place(self, style: str) -> tuple[str, int]:
        """Return the list that numbers a style here, and the level in it."""
        names = ("chapters", "clauses")
        for name in ("attachments", *names) if self._attached else names:
            for place, level in enumerate(self._lists[name]):
                if level["style"] == style:
                    return name, place
        raise AssertionError(f"版面没有给样式 {style} 编号")


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


_FORMATS: Mapping[str, Callable[[int], str]] = {"chineseCountingThousand": _chinese, "decimal": str}


def _loop(place: int, many: int) -> Group:
    """Return what a loop tells of its turn."""
    told = {"first": place == 0, "last": place == many - 1}
    return Group({name: Figure(name, name, "flag", held) for name, held in told.items()})


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
