"""The audit's own evaluator: what an expression of the Plan means for a case's figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from docgen.errors import AuditError
from docgen.proof import (
    Compare,
    Const,
    Expr,
    Figure,
    Form,
    Group,
    Index,
    Logic,
    Member,
    Name,
    Node,
    Not,
    Other,
    Series,
)

__all__ = ["Chosen", "LoopPlace", "Scope", "look_up", "truth"]


@dataclass(frozen=True, slots=True)
class LoopPlace:
    """Where a loop stands: ``loop.index`` and its like.

    Attributes:
        index: Place of the current item, from 1.
        length: Number of items.
    """

    index: int
    length: int


@dataclass(frozen=True, slots=True)
class Chosen:
    """A figure and the form that a tag chose; "" for the default form."""

    figure: Figure
    form: str


Found: TypeAlias = Node | Chosen | LoopPlace | str | int | bool | None
Scope: TypeAlias = Mapping[str, Node | LoopPlace]


def look_up(expr: Expr, scope: Scope) -> Found:
    """Return what an expression names or says.

    Raises:
        AuditError: The expression names something that the figures do not have.
    """
    match expr:
        case Name():
            if expr.name not in scope:
                raise AuditError(f"版面计划里的「{expr.name}」在数据里没有。", code="A001")
            return scope[expr.name]
        case Member():
            return _member(look_up(expr.of, scope), expr.name)
        case Index():
            return _item(look_up(expr.of, scope), look_up(expr.index, scope))
        case Const():
            return expr.value
        case Form():
            chosen = look_up(expr.of, scope)
            if isinstance(chosen, Figure):
                return Chosen(chosen, expr.name)
            raise AuditError(f"「|{expr.name}」只能用于数字。", code="A001")
        case Compare() | Logic() | Not():
            return truth(expr, scope)
        case Other():
            raise AuditError(f"「{expr.source}」的写法审核不能另行推算。", code="A001")


def _member(held: Found, name: str) -> Found:
    if isinstance(held, Group) and name in held.entries:
        return held.entries[name]
    if isinstance(held, LoopPlace):
        places: Mapping[str, int | bool] = {
            "index": held.index,
            "index0": held.index - 1,
            "length": held.length,
            "first": held.index == 1,
            "last": held.index == held.length,
        }
        if name in places:
            return places[name]
    raise AuditError(f"版面计划里的「{name}」在数据里没有。", code="A001")


def _item(held: Found, place: Found) -> Found:
    if isinstance(held, Series) and isinstance(place, int) and 0 <= place < len(held.items):
        return held.items[place]
    if isinstance(held, Group) and isinstance(place, str) and place in held.entries:
        return held.entries[place]
    raise AuditError(f"版面计划里的第「{place}」项在数据里没有。", code="A001")


def truth(expr: Expr, scope: Scope) -> bool:
    """Return whether a condition holds: a figure holds when the case gives it.

    Raises:
        AuditError: The condition cannot be decided from the figures.
    """
    match expr:
        case Not():
            return not truth(expr.of, scope)
        case Logic(op="and"):
            return truth(expr.left, scope) and truth(expr.right, scope)
        case Logic():
            return truth(expr.left, scope) or truth(expr.right, scope)
        case Compare():
            return _compare(look_up(expr.left, scope), expr.op, look_up(expr.right, scope))
        case _:
            return _holds(look_up(expr, scope))


def _holds(found: Found) -> bool:
    if isinstance(found, Figure):
        return found.present
    if isinstance(found, Chosen):
        return bool(_text(found))
    if isinstance(found, Series):
        return bool(found.items)
    if isinstance(found, Group):
        return bool(found.entries)
    return bool(found)


def _compare(left: Found, op: str, right: Found) -> bool:
    if op == "==":
        return _text(left) == _text(right)
    if op == "!=":
        return _text(left) != _text(right)
    if op in ("in", "notin"):
        within, text = _text(right), _text(left)
        if not isinstance(within, str) or not isinstance(text, str):
            raise AuditError("条件「in」只能用于文字。", code="A001")
        return (text in within) is (op == "in")
    raise AuditError(f"条件里的「{op}」不能用于印出的数字。", code="A001")


def _text(found: Found) -> str | bool | None:
    """Return what a comparison sees: a text, a flag, or None for a value that is not there."""
    if isinstance(found, bool):
        return found
    if isinstance(found, Figure) and found.kind == "flag":
        return found.present
    if isinstance(found, Chosen):
        return found.figure.forms.get(found.form)
    if isinstance(found, Figure):
        return found.printed if found.present or found.absence in ("blank", "slash") else None
    if isinstance(found, LoopPlace | Group | Series) or found is None:
        return None
    return str(found)
