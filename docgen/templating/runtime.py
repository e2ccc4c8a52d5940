"""What a compiled template meets when it runs: the Jinja environment and the printed values.

A printed value is text that is already escaped, with its other forms beside it, so that a filter
chooses and never computes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

__all__ = [
    "FORMS",
    "Escaped",
    "MissingValueError",
    "Printed",
    "UnprintableError",
    "Unset",
    "environment",
    "escape_text",
]

#: The filters of every template: each chooses a form that ``figures`` has computed.
FORMS = ("大写", "小写", "亩", "公顷", "万元", "年月日")
_BREAKS = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": '</w:t><w:br/><w:t xml:space="preserve">',
        "\r": '</w:t><w:br/><w:t xml:space="preserve">',
        "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
    }
)


# XML 1.0 has no place for controls and surrogates; the noncharacters are marks of our own.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: Values that are no text by themselves: printing one would show Python's own writing.
_WHOLES = (Mapping, list, tuple, set, frozenset, bytes, bytearray)
#: Values whose attributes are Python's, not the data's.
_PLAIN = (str, bytes, int, float, Decimal, list, tuple, set, frozenset)


class MissingValueError(ValueError):
    """A tag met a value that the case does not give; its text names the value."""


class UnprintableError(ValueError):
    """A value holds a character that no Word file can hold; its text names both."""


def escape_text(text: str, *, title: str = "") -> str:
    """Return a text as it stands inside ``w:t``: escaped, line ends and tabs as Word's own.

    Args:
        text: Any text; it is never read as a tag.
        title: What the value is called in messages.

    Raises:
        UnprintableError: It holds a control character, half a surrogate pair or a noncharacter.
    """
    illegal = None if text.isprintable() else _ILLEGAL.search(text)
    if illegal:
        name = f"「{title}」" if title else "数据"
        raise UnprintableError(f"{name}里有不能印出的控制字符（U+{ord(illegal[0]):04X}）。")
    return text.replace("\r\n", "\n").translate(_BREAKS)


class Escaped(Markup):
    """Text that this module has escaped; any other ``Markup`` is escaped like plain text."""

    __slots__ = ()


class Printed(Escaped):
    """A value as it is printed; false in a condition when the case does not give it."""

    __slots__ = ("forms", "label", "present")

    forms: Mapping[str, str]
    label: str
    present: bool

    @classmethod
    def of(cls, text: str, *, forms: Mapping[str, str], present: bool, title: str) -> Printed:
        """Make a printed value from plain, unescaped texts."""
        made = cls(escape_text(text, title=title))
        made.forms = {name: escape_text(form, title=title) for name, form in forms.items()}
        made.present = present
        made.label = title
        return made

    def __bool__(self) -> bool:
        return self.present

    def __eq__(self, other: object) -> bool:
        # A template's author writes 人数 == 2; printed values are texts.
        return str.__eq__(self, str(other) if type(other) is int else other) is True

    def __ne__(self, other: object) -> bool:
        return not self == other

    __hash__ = Markup.__hash__

    def form(self, name: str) -> Markup:
        """Return another form of the value.

        Raises:
            MissingValueError: The value has no such form.
        """
        if name not in self.forms:
            raise MissingValueError(f"「{self.label}」没有「{name}」这种写法。")
        return Escaped(self.forms[name])


class Unset:
    """A value that the case does not give and whose absence nobody decided: printing it fails."""

    __slots__ = ("title",)

    def __init__(self, title: str) -> None:
        self.title = title

    def __bool__(self) -> bool:
        return False

    def __html__(self) -> str:
        raise MissingValueError(f"「{self.title}」没有值。")

    def __str__(self) -> str:
        raise MissingValueError(f"「{self.title}」没有值。")

    def form(self, name: str) -> str:
        """Fail as printing does: there is no value to choose a form of."""
        raise MissingValueError(f"「{self.title}」没有值，印不出「{name}」。")


class _Environment(ImmutableSandboxedEnvironment):
    """A sandbox in which a dot means the data: ``行.items`` is a field, never Python's method."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        if isinstance(obj, (Mapping, Unset, *_PLAIN)):
            return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        if isinstance(obj, list | tuple) and isinstance(argument, int) and argument < len(obj):
            return obj[argument]
        return self.undefined(obj=obj, name=argument)


def environment(filters: Mapping[str, Callable[..., Any]]) -> jinja2.Environment:
    """Return the sandbox in which every template runs.

    Args:
        filters: Further filters by name, beside those of :data:`FORMS`.
    """
    made = _Environment(
        undefined=jinja2.StrictUndefined, autoescape=True, finalize=_finalize, cache_size=0
    )
    made.filters.clear()
    for name in FORMS:
        made.filters[name] = _chooser(name)
    made.filters.update(filters)
    return made


def _chooser(name: str) -> Callable[[Any], Any]:
    def choose(value: Any) -> Any:
        form = getattr(value, "form", None)
        if form is None:
            raise MissingValueError(f"「|{name}」只能用于案卷里的数字，不能用于「{value}」。")
        return form(name)

    return choose


def _finalize(value: Any) -> Any:
    """Give plain values the shape of Word text; a missing one stops the press."""
    if isinstance(value, Escaped | jinja2.Undefined | Unset):
        return value  # the last two fail when they are printed, and say why
    if value is None:
        raise MissingValueError("这个标记没有值。")
    if isinstance(value, _WHOLES) or callable(value):
        raise MissingValueError("这个标记所指的是一组数据或一个函数，不能直接印出。")
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    return Escaped(escape_text(text))
