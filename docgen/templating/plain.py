"""A plain value as text: what a caller may hand to a template, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

import jinja2

from docgen.templating.values import MissingValueError, UnprintableError, Unset

__all__ = ["SCALARS", "foreign", "plain_text"]

#: Values whose attributes are Python's, not the data's.
SCALARS = (str, bytes, int, float, Decimal, list, tuple, set, frozenset, time)
#: Values that are no text by themselves: printing one would show Python's own writing.
_WHOLES = (Mapping, list, tuple, set, frozenset, bytes, bytearray)


def plain_text(value: Any) -> str:
    """Return a plain value as text.

    Raises:
        MissingValueError: There is no value, or it is no single one.
        UnprintableError: It is of a type that is not data.
    """
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, Unset):
        raise value.fail()
    if isinstance(value, jinja2.Undefined):
        return str(value)  # which fails and names it
    if value is None:
        raise MissingValueError("这个标记没有值。")
    if isinstance(value, _WHOLES) or callable(value):
        raise MissingValueError("这个标记所指的是一组数据或一个函数，不能直接印出。")
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int | float | date | time):
        return str(value)
    raise foreign(value)


def foreign(value: Any) -> UnprintableError:
    """Return the error about an object that is no data."""
    return UnprintableError(
        f"数据里有「{type(value).__name__}」这种对象；只接受文字、数字、日期、列表和映射。"
    )
