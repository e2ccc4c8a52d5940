"""The filters of a template: forms that ``figures`` computed, and Jinja's own within limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

import jinja2
from jinja2.filters import FILTERS as JINJA_FILTERS

from docgen.templating.general import FILTERS
from docgen.templating.plain import plain_text
from docgen.templating.values import (
    MissingValueError,
    Printed,
    TooMuchError,
    UnprintableError,
    Unset,
    Xml,
    escape_flat,
)

__all__ = ["FORMS", "MAX_TEXT", "ROUNDS", "check_text", "filters_of", "listed", "numbers"]

#: The filters of every template: each chooses a form that ``figures`` has computed.
FORMS = ("大写", "小写", "亩", "公顷", "万元", "年月日")
#: Rounds of all loops of one part together; a table of 5,000 rows and 20 columns takes 100,000.
ROUNDS = 1_000_000
#: Letters that one part, or one text within a template, may come to.
MAX_TEXT = 64 * 1024 * 1024
#: Filters that only say that a text is or is not to be escaped: here every text is, once.
_ESCAPERS = ("e", "escape", "forceescape", "safe")
_MAX_PLACES = 20
_MAX_SLICES = 1_000


def filters_of(own: Mapping[str, Callable[..., Any]], *, general: bool) -> dict[str, Any]:
    """Return every filter that a template's programs may call.

    Args:
        own: The caller's own, by name.
        general: Whether Jinja's listed filters are there as well.
    """
    found: dict[str, Any] = {}
    if general:
        found.update({name: JINJA_FILTERS[name] for name in FILTERS})
        found.update(dict.fromkeys(_ESCAPERS, _as_it_is))
        found.update(replace=_replace, join=_join, round=_round, slice=_slice)
    found.update({name: _chooser(name) for name in FORMS})
    found.update(own)
    found.update(_flat=_flat, _span=_span, _colour=_colour)
    return found


def check_text(length: int) -> None:
    """Refuse a text that no honest template makes.

    Raises:
        TooMuchError: It is longer than :data:`MAX_TEXT`.
    """
    if length > MAX_TEXT:
        raise TooMuchError(f"模板拼出的文字超过 {MAX_TEXT // 1024 // 1024} 兆字。")


def listed(over: Any, most: int) -> list[Any]:
    """Return what can be gone over as a list, one longer than allowed at the most.

    Raises:
        UnprintableError: It cannot be gone over.
    """
    plain = isinstance(over, Mapping) or type(over).__module__ == "builtins"
    if not plain or not isinstance(over, Iterable) or isinstance(over, bytes):
        raise UnprintableError("循环所指的不是一组数据。")
    return list(islice(over, most + 1))


def _chooser(name: str) -> Callable[[Any], Any]:
    def choose(value: Any) -> Any:
        form = getattr(value, "form", None) if isinstance(value, Printed | Unset) else None
        if form is None:
            if isinstance(value, jinja2.Undefined):
                return str(value)  # which fails and names it
            raise MissingValueError(f"「|{name}」只能用于案卷里的数字，不能用于「{value}」。")
        return form(name)

    return choose


def _as_it_is(value: Any) -> Any:
    return value


def _replace(value: Any, old: str, new: str, count: int | None = None) -> str:
    text = plain_text(value)
    found = text.count(old) if count is None else min(count, text.count(old))
    check_text(len(text) + found * len(new))
    return text.replace(old, new, -1 if count is None else count)


@jinja2.pass_environment
def _join(
    env: jinja2.Environment, value: Any, d: str = "", attribute: str | int | None = None
) -> str:
    items = listed(value, ROUNDS)
    if attribute is not None:
        for step in str(attribute).split("."):
            items = [env.getitem(one, int(step) if step.isdigit() else step) for one in items]
    texts = [plain_text(one) for one in items]
    check_text(sum(map(len, texts)) + len(d) * len(texts))
    return d.join(texts)


def _round(value: Any, precision: int = 0, method: str = "common") -> Any:
    if not isinstance(precision, int) or abs(precision) > _MAX_PLACES:
        raise UnprintableError(f"保留的位数不能超过 {_MAX_PLACES} 位。")
    return JINJA_FILTERS["round"](value, precision, method)


def _slice(value: Any, slices: int, fill_with: Any = None) -> Any:
    if not isinstance(slices, int) or not 0 < slices <= _MAX_SLICES:
        raise UnprintableError(f"分组的数目不能超过 {_MAX_SLICES}。")
    return JINJA_FILTERS["slice"](listed(value, ROUNDS), slices, fill_with)


def numbers(*bounds: int) -> list[int]:
    """Return the numbers of ``range`` as a list.

    Raises:
        UnprintableError: It was not given one to three whole numbers.
        TooMuchError: They are too many.
    """
    if not all(isinstance(one, int) for one in bounds) or len(bounds) not in (1, 2, 3):
        raise UnprintableError("range 只接受一至三个整数。")
    if len(range(*bounds)) > ROUNDS:
        raise TooMuchError(f"range 的数目超过 {ROUNDS}。")
    return list(range(*bounds))


def _flat(value: Any) -> Xml:
    """Print into an attribute or a property, where Word has no breaks."""
    return Xml(escape_flat(plain_text(value)))


def _span(value: Any) -> Xml:
    """Print the number of columns that a cell takes."""
    text = plain_text(value)
    if not (text.isascii() and text.isdigit() and 0 < int(text) <= 63):
        raise UnprintableError(f"colspan 应是 1 至 63 的整数，现在是「{text}」。")
    return Xml(text)


def _colour(value: Any) -> Xml:
    """Print the colour of a cell."""
    text = plain_text(value).removeprefix("#")
    if text != "auto" and not (len(text) == 6 and set(text) <= set("0123456789abcdefABCDEF")):
        raise UnprintableError(f"cellbg 应是六位十六进制颜色或 auto，现在是「{text}」。")
    return Xml(text)
