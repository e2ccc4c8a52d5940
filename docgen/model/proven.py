"""Parts made of values that were already read by their fields' own readers.

A ledger has a hundred thousand rows, and a column proves the type of its values once: reading them
again through pydantic would take as long as reading them at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, TypeVar

from docgen.model.part import Part

__all__ = ["absent", "proven"]

_Part = TypeVar("_Part", bound=Part)
_set = object.__setattr__


def proven(model: type[_Part], values: Mapping[str, Any]) -> _Part:
    """Return a part of values that its fields' readers have returned, unread by pydantic.

    Args:
        model: The part's model.
        values: Its fields under their keys; what is absent takes its default. Each must be what
            ``model.model_validate`` would have made of it: nothing is checked here.

    Returns:
        The part, equal to the one that ``model_validate`` makes of the same values.
    """
    defaults, private = _empty(model)
    made = model.__new__(model)
    _set(made, "__dict__", {**defaults, **values})
    _set(made, "__pydantic_fields_set__", set(values))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", dict(private) if private else None)
    return made


@cache
def _empty(model: type[Part]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return fields and private attributes of a part that was given nothing.

    Every default is frozen (None or an empty tuple), so that all parts may share it.
    """
    fields = {name: field.get_default() for name, field in model.model_fields.items()}
    return fields, {name: one.get_default() for name, one in model.__private_attributes__.items()}


@cache
def absent(model: type[_Part]) -> _Part:
    """Return the part of a model that was given nothing, the same one each time.

    Args:
        model: The part's model.
    """
    return proven(model, {})
