"""What a tag may say, as frozen plain values: the expressions of a Plan.

``templating`` parses them once; ``audit`` evaluates them with code of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "Compare",
    "Const",
    "Expr",
    "Form",
    "Index",
    "Logic",
    "Member",
    "Name",
    "Not",
    "Other",
]


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the context or of a loop: ``出让``, ``期``, ``loop``."""

    name: str


@dataclass(frozen=True, slots=True)
class Member:
    """``of.name``."""

    of: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Index:
    """``of[index]``."""

    of: Expr
    index: Expr


@dataclass(frozen=True, slots=True)
class Const:
    """A text or whole number written in the template."""

    value: str | int | bool | None


@dataclass(frozen=True, slots=True)
class Form:
    """``of|name``: the figure in another of its forms."""

    of: Expr
    name: str


@dataclass(frozen=True, slots=True)
class Compare:
    """``left op right`` with op one of ``== != < <= > >= in notin``."""

    left: Expr
    op: str
    right: Expr


@dataclass(frozen=True, slots=True)
class Logic:
    """``left and right`` or ``left or right``."""

    op: Literal["and", "or"]
    left: Expr
    right: Expr


@dataclass(frozen=True, slots=True)
class Not:
    """``not of``."""

    of: Expr


@dataclass(frozen=True, slots=True)
class Other:
    """An expression of a template without manifest that these values have no word for.

    The audit refuses it: what it prints cannot be derived a second time.
    """

    source: str
    names: tuple[str, ...]


Expr: TypeAlias = Name | Member | Index | Const | Form | Compare | Logic | Not | Other
