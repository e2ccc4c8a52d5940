"""Which fields a template prints or asks about, read from its Plan."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from docgen.proof import (
    Choice,
    Compare,
    Expr,
    Form,
    Index,
    Logic,
    Loop,
    Member,
    Name,
    Not,
    Other,
    Picture,
    Plan,
    PlanNode,
    Slot,
)

__all__ = ["Use", "expressions_of", "forms_of", "nearest", "uses"]


@dataclass(frozen=True, slots=True)
class Use:
    """One place where a template names a field.

    Attributes:
        title: Dotted Chinese title without list places: ``出让.分期.金额``.
        form: Form that is chosen, "" for the default.
        printed: Whether it is printed (a slot or picture) or only asked about.
        source: The tag.
    """

    title: str
    form: str
    printed: bool
    source: str


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that is most like another, "" where none is like it.

    Args:
        name: What was written.
        known: What there is.
    """
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.5)
    return near[0] if near else ""


def uses(plan: Plan) -> tuple[Use, ...]:
    """Return every use of a field in reading order."""
    return tuple(use for part in plan.parts for use in _walk(part.nodes, {}))


def _walk(nodes: tuple[PlanNode, ...], loops: Mapping[str, str]) -> Iterator[Use]:
    for node in nodes:
        if isinstance(node, Slot | Picture):
            yield from _of(node.expr, loops, printed=True, source=node.source)
        elif isinstance(node, Loop):
            over = _title(node.over, loops)
            yield from _of(node.over, loops, printed=False, source=f"for {node.target}")
            targets = dict.fromkeys(node.target.split(", "), over)
            yield from _walk(node.body, {**loops, **targets})
        elif isinstance(node, Choice):
            for condition, body in node.branches:
                if condition is not None:
                    yield from _of(condition, loops, printed=False, source="if")
                yield from _walk(body, loops)


def _of(expr: Expr, loops: Mapping[str, str], *, printed: bool, source: str) -> Iterator[Use]:
    match expr:
        case Compare() | Logic():
            yield from _of(expr.left, loops, printed=False, source=source)
            yield from _of(expr.right, loops, printed=False, source=source)
        case Not():
            yield from _of(expr.of, loops, printed=False, source=source)
        case Form():
            yield Use(_title(expr.of, loops), expr.name, printed, source)
        case Name() | Member() | Index():
            title = _title(expr, loops)
            if not title.startswith("loop."):
                yield Use(title, "", printed, source)
        case Other():
            for name in dict.fromkeys(expr.names):
                if name != "loop":
                    yield Use(loops.get(name, name), "", printed, source)
        case _:
            return


def _title(expr: Expr, loops: Mapping[str, str]) -> str:
    match expr:
        case Name():
            return loops.get(expr.name, expr.name)
        case Member():
            return f"{_title(expr.of, loops)}.{expr.name}"
        case Index():
            return _title(expr.of, loops)
        case _:
            return ""


def expressions_of(nodes: tuple[PlanNode, ...]) -> Iterator[tuple[Expr, str]]:
    """Yield every expression, printed or asked, with what its author will find it by."""
    for node in nodes:
        if isinstance(node, Slot):
            yield node.expr, node.source
        elif isinstance(node, Loop):
            yield node.over, f"for {node.target}"
            yield from expressions_of(node.body)
        elif isinstance(node, Choice):
            for condition, body in node.branches:
                if condition is not None:
                    yield condition, "if"
                yield from expressions_of(body)


def forms_of(expr: Expr) -> Iterator[str]:
    """Yield the name of every form that an expression chooses."""
    match expr:
        case Form():
            yield expr.name
            yield from forms_of(expr.of)
        case Member() | Not():
            yield from forms_of(expr.of)
        case Index():
            yield from forms_of(expr.of)
            yield from forms_of(expr.index)
        case Compare() | Logic():
            yield from forms_of(expr.left)
            yield from forms_of(expr.right)
        case _:
            return
