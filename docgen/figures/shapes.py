"""What kinds of figures a model holds, read from the model itself and the glossary."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, get_args, get_origin

from docgen import glossary
from docgen.model import Part
from docgen.proof import Kind

__all__ = ["Shape", "known_titles", "shapes_of"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What one field of a model becomes.

    Attributes:
        name: English name of the field.
        title: Chinese title.
        unit: Chinese unit, "" for none.
        kind: Kind of the figure; None when the field holds a model.
        part: The model that the field (or each of its items) holds; None for plain values.
        many: Whether the field holds several.
    """

    name: str
    title: str
    unit: str
    kind: Kind | None
    part: type[Part] | None
    many: bool


@cache
def shapes_of(model: type[Part]) -> tuple[Shape, ...]:
    """Return the shapes of a model's fields, in their order."""
    # get_type_hints keeps Annotated only when asked to; without it a Quantity is a plain Decimal.
    hints = typing.get_type_hints(model)
    return tuple(_shape(model.__name__, name, hints[name]) for name in model.__pydantic_fields__)


def _shape(model: str, name: str, hint: Any) -> Shape:
    title, unit = glossary.title(model, name), glossary.unit(model, name)
    core, many = _core(hint)
    if isinstance(core, type) and issubclass(core, Part):
        return Shape(name, title, unit, None, core, many)
    return Shape(name, title, unit, _kind(name, core), None, many)


def _core(hint: Any) -> tuple[Any, bool]:
    """Return the type behind Optional and ``tuple[…, ...]``, and whether it was a tuple."""
    if get_origin(hint) in (typing.Union, types.UnionType):
        inner = [one for one in get_args(hint) if one is not type(None)]
        return _core(inner[0])
    if get_origin(hint) is tuple and len(get_args(hint)) == 2 and get_args(hint)[1] is Ellipsis:
        return _core(get_args(hint)[0])[0], True
    return hint, False


def _kind(name: str, core: Any) -> Kind:
    if core is Decimal:
        if name.endswith("_yuan") or "_yuan_per_" in name:
            return "amount"
        return "area" if name.endswith("_m2") else "number"
    if core is bool:
        return "flag"
    if core is int:
        return "count"
    if isinstance(core, type) and issubclass(core, date):
        return "date"
    if isinstance(core, type) and issubclass(core, Enum):
        return "text"
    return "identifier" if name.endswith(("_no", "_code", "id_card")) else "text"


def known_titles(model: type[Part], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Yield every dotted Chinese title below a model, series without index, and its unit.

    Args:
        model: Model to start from.
        prefix: Title of the model itself, "" for the case.
    """
    for shape in shapes_of(model):
        title = f"{prefix}.{shape.title}" if prefix else shape.title
        if shape.part is None:
            yield title, shape.unit
        else:
            yield from known_titles(shape.part, title)
