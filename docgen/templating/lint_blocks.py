"""Pairs the loops and conditions of a part, and says in what scope each tag stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from docgen.proof import Expr, Index, Member, Name
from docgen.templating.lint_tags import LintTag
from docgen.templating.lint_words import Fault
from docgen.templating.places import Place

__all__ = ["Fact", "LoopScope", "Loops", "Visit", "title_of", "visit"]

# No honest template nests so deep; compilation stops earlier.
_DEEPEST = 40
#: How many tags are looked at ahead to see which block an end tag ends.
_AHEAD = 500
_BRANCHES = ("elif", "else")
_OPENED = {"endif": "if", "endfor": "for"}


@dataclass(frozen=True, slots=True)
class LoopScope:
    """The variable of a loop that is open.

    Attributes:
        title: Dotted title of what is looped over, without list places; "" when not known.
        number: Number of the loop in its part: two loops over one list are two.
    """

    title: str
    number: int


Loops: TypeAlias = Mapping[str, LoopScope]


@dataclass(frozen=True, slots=True)
class Fact:
    """A condition that is known to hold, or known not to hold, where a tag stands."""

    expr: Expr
    loops: Loops
    holds: bool


@dataclass(frozen=True, slots=True)
class Visit:
    """A tag in its scope.

    Attributes:
        tag: The tag.
        loops: The loop variables that are open, by name.
        facts: What is known where it stands, the outermost first.
        certain: Whether it stands in no condition and no loop.
        number: Its number in its part; a loop's scope bears it too.
        passed: How many of the facts, at their end, are the failed branches before an elif.
    """

    tag: LintTag
    loops: Loops
    facts: tuple[Fact, ...]
    certain: bool
    number: int
    passed: int = 0


def title_of(expr: Expr | None, loops: Loops) -> str:
    """Return the dotted title that an expression names, without list places; "" for none."""
    match expr:
        case Name():
            return loops[expr.name].title if expr.name in loops else expr.name
        case Member():
            above = title_of(expr.of, loops)
            return f"{above}.{expr.name}" if above else ""
        case Index():
            return title_of(expr.of, loops)
        case _:
            return ""


@dataclass(slots=True)
class _Open:
    """An if or for that is not closed yet."""

    tag: LintTag
    number: int
    passed: list[Expr] = field(default_factory=list)
    current: Expr | None = None

    @property
    def word(self) -> str:
        """``if`` or ``for``; a stray elif or else stands for the if before it."""
        return "if" if self.tag.word in _BRANCHES else self.tag.word


def visit(tags: Sequence[LintTag], *, loose: bool) -> tuple[tuple[Visit, ...], tuple[Fault, ...]]:
    """Return the tags of a part in their scopes, and the blocks that do not pair.

    Args:
        tags: The tags of one part in reading order.
        loose: Whether a loop may have an else, as it may in a template without manifest.
    """
    folder = _Folder(tags, loose=loose)
    for at in range(len(tags)):
        folder.take(at)
    return tuple(folder.visits), folder.finish()


class _Folder:
    def __init__(self, tags: Sequence[LintTag], *, loose: bool) -> None:
        self.visits: list[Visit] = []
        self._tags = tags
        self._open: list[_Open] = []
        self._faults: list[Fault] = []
        self._loose = loose
        self._stopped = False

    def take(self, at: int) -> None:
        tag = self._tags[at]
        if self._stopped:
            self._visit(tag, at)
            return
        match tag.word:
            case "if" | "for" if len(self._open) == _DEEPEST:
                self._fault(tag, f"「{tag.source}」套得太深。", "减少套在一起的条件和循环。")
                self._open, self._stopped = [], True
            case "if":
                self._visit(tag, at)
                self._open.append(_Open(tag, at, current=tag.expr))
            case "for":
                self._visit(tag, at)
                self._open.append(_Open(tag, at))
            case "elif" | "else":
                self._next_branch(tag, at)
            case "endif" | "endfor":
                self._close(tag, at)
            case _:
                self._visit(tag, at)

    def finish(self) -> tuple[Fault, ...]:
        for left in self._open:
            self._unclosed(left)
        return tuple(self._faults)

    def _visit(self, tag: LintTag, at: int) -> None:
        loops: dict[str, LoopScope] = {}
        facts: list[Fact] = []
        for one in self._open:
            if one.word == "for":
                if one.tag.expr is not None:
                    facts.append(Fact(one.tag.expr, MappingProxyType(dict(loops)), holds=True))
                loops[one.tag.target] = LoopScope(title_of(one.tag.expr, loops), one.number)
                continue
            held = MappingProxyType(dict(loops))
            facts.extend(Fact(passed, held, holds=False) for passed in one.passed)
            if one.current is not None:
                facts.append(Fact(one.current, held, holds=True))
        certain = not self._open
        passed = len(self._open[-1].passed) if tag.word == "elif" else 0
        self.visits.append(Visit(tag, MappingProxyType(loops), tuple(facts), certain, at, passed))

    def _ahead(self, at: int) -> list[str]:
        return [one.word for one in self._tags[at + 1 : at + 1 + _AHEAD]]

    def _next_branch(self, tag: LintTag, at: int) -> None:
        if not self._open or self._open[-1].word != "if":
            if self._loose and self._open and tag.word == "else":
                self._visit(tag, at)
                return
            self._fault(tag, f"「{tag.source}」前面没有对应的 if。", "补上 if，或删去它。")
            # Where an end follows for the if that is not there, that end is no second fault.
            stack = [one.word for one in self._open]
            rest = self._ahead(at)
            if _misses([*stack, "if"], rest) < _misses(stack, rest):
                self._open.append(_Open(tag, at))
            return
        opened = self._open[-1]
        if opened.current is not None:
            opened.passed.append(opened.current)
        opened.current = None
        self._visit(tag, at)
        opened.current = tag.expr

    def _close(self, tag: LintTag, at: int) -> None:
        wanted = _OPENED[tag.word]
        rest = self._ahead(at)
        match self._way_to_close(tag, wanted, rest):
            case "stray":
                message = f"「{tag.source}」前面没有对应的 {wanted}。"
                self._fault(tag, message, f"补上 {wanted}，或删去它。")
                return
            case "inner":
                while not self._closes(self._open[-1], tag, wanted):
                    self._unclosed(self._open.pop())
        top = self._open.pop()
        if top.tag.word in _BRANCHES:
            return
        if top.word != wanted:
            self._fault(
                tag,
                f"「{tag.source}」与前面的「{top.tag.source}」（{top.tag.spot.place}）不配对。",
                f"改为 end{top.tag.word}。",
            )
        elif not _level(top.tag, tag):
            self._fault(
                top.tag,
                f"「{top.tag.source}」与它的结束标记「{tag.source}」（{tag.spot.place}）不在同一层。",
                "把两个标记放在同一个单元格、同一列行或同一串段落里，写法（p、tr、tc）一致。",
            )

    def _closes(self, opened: _Open, tag: LintTag, wanted: str) -> bool:
        """Whether an end tag ends a block: the one on its own level, else any of its word."""
        near = any(one.word == wanted and _near(one.tag, tag) for one in self._open)
        return opened.word == wanted and (not near or _near(opened.tag, tag))

    def _way_to_close(self, tag: LintTag, wanted: str, rest: Sequence[str]) -> str:
        """Return what an end tag does: end the last block, leave inner ones unclosed, or nothing.

        Where several are possible, the one that explains the rest of the part with fewest faults.
        """
        if not self._open:
            return "stray"
        top, stack = self._open[-1], [one.word for one in self._open]
        if top.word == wanted and _near(top.tag, tag):
            return "last"
        inner = next(
            (n for n, one in enumerate(reversed(self._open)) if self._closes(one, tag, wanted)), 0
        )
        if inner and top.word == wanted:
            return "inner"  # its own block lies deeper, on its own level
        fits = top.word == wanted and _level(top.tag, tag)
        ways = {"last": (not fits) + _misses(stack[:-1], rest), "stray": 1 + _misses(stack, rest)}
        if inner:
            ways["inner"] = inner + _misses(stack[: -inner - 1], rest)
        near = _level(top.tag, tag)
        order = ("last", "inner", "stray") if near else ("inner", "stray", "last")
        return min((way for way in order if way in ways), key=ways.__getitem__)

    def _unclosed(self, opened: _Open) -> None:
        tag = opened.tag
        if tag.word not in _BRANCHES:
            self._fault(tag, f"「{tag.source}」没有结束标记。", f"补上 end{tag.word}。")

    def _fault(self, tag: LintTag, message: str, fix: str) -> None:
        self._faults.append(Fault("T005", "error", message, fix, tag.spot, tag.source))


def _misses(opened: Sequence[str], rest: Sequence[str]) -> int:
    """Count what does not pair when every closer closes the last opener."""
    stack, misses = list(opened), 0
    for word in rest:
        if word in ("if", "for"):
            stack.append(word)
        elif word in _OPENED:
            misses += not stack or stack[-1] != _OPENED[word]
            del stack[-1:]
    return misses + len(stack)


def _level(first: LintTag, last: LintTag) -> bool:
    """Whether two tags of one block stand on one level of the tables around them."""
    if first.scope != last.scope:
        return False
    one, other = first.spot.place, last.spot.place
    match first.scope:
        case "tr":
            return one.table == other.table
        case "tc":
            return (one.table, one.row) == (other.table, other.row)
        case _:
            return _cell(one) == _cell(other)


def _near(first: LintTag, last: LintTag) -> bool:
    """Whether two tags look like those of one block: an inline block ends in its paragraph."""
    if first.scope or last.scope:
        return _level(first, last)
    one, other = first.spot.place, last.spot.place
    return (one.part, one.paragraph) == (other.part, other.paragraph)


def _cell(place: Place) -> tuple[int, int, int]:
    return place.table, place.row, place.cell
