"""What a compiled template meets when it runs: the Jinja environment and the printed values.

A printed value is text that is already escaped, with its other forms beside it, so that a filter
chooses and never computes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import jinja2
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

__all__ = ["FORMS", "MissingValueError", "Printed", "Unset", "environment", "escape_text"]

#: The filters of every template: each chooses a form that ``figures`` has computed.
FORMS = ("大写", "小写", "亩", "公顷", "万元", "年月日")
_BREAKS = str.maketrans(
    {
        "&": "&amp;",
        "<": "&lt;",
        ">": "&gt;",
        '"': "&quot;",
        "\n": '</w:t><w:br/><w:t xml:space="preserve">',
        "\t": '</w:t><w:tab/><w:t xml:space="preserve">',
    }
)


class MissingValueError(ValueError):
    """A tag met a value that the case does not give; its text names the value."""


def escape_text(text: str) -> str:
    """Return a text as it stands inside ``w:t``: escaped, line ends and tabs as Word's own."""
    return text.translate(_BREAKS)


class Printed(Markup):
    """A value as it is printed; false in a condition when the case does not give it."""

    __slots__ = ("forms", "label", "present")

    forms: Mapping[str, str]
    label: str
    present: bool

    @classmethod
    def of(cls, text: str, *, forms: Mapping[str, str], present: bool, title: str) -> Printed:
        """Make a printed value from plain, unescaped texts."""
        made = cls(escape_text(text))
        made.forms = {name: escape_text(form) for name, form in forms.items()}
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
        return Markup(self.forms[name])  # noqa: S704 - escaped in ``of``


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


def environment(filters: Mapping[str, Callable[..., Any]]) -> jinja2.Environment:
    """Return the sandbox in which every template runs.

    Args:
        filters: Further filters by name, beside those of :data:`FORMS`.
    """
    made = ImmutableSandboxedEnvironment(
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
    if value is None:
        raise MissingValueError("这个标记没有值。")
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(escape_text(value))  # noqa: S704 - escaped on the spot
    return value
