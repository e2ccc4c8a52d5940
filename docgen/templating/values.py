"""A value on its way into Word's XML: escaped, or refused in words that name it."""

from __future__ import annotations

import re
from collections.abc import Mapping

from markupsafe import escape

__all__ = [
    "MissingValueError",
    "Printed",
    "TooMuchError",
    "UnprintableError",
    "Unset",
    "Xml",
    "escape_flat",
    "escape_text",
]

# XML 1.0 has no place for controls and surrogates; the noncharacters are marks of our own.
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
#: In a template without manifest \a begins a paragraph and \f a page, as docxtpl has it.
_ILLEGAL_GENERAL = re.compile(_ILLEGAL.pattern.replace("\x08\x0b\x0c", "\x06\x08\x0b"))
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


class MissingValueError(ValueError):
    """A tag met a value that the case does not give; its text names the value."""


class UnprintableError(ValueError):
    """A value that no Word file can hold, or of a type that is not data; its text names it."""


class TooMuchError(ValueError):
    """A template asks for more rounds or text than any honest paper has."""


class Xml(str):
    """XML that this package has made; it is printed as it is."""

    __slots__ = ()


class Printed(str):
    """A value as it is printed, with its other forms; false when the case does not give it."""

    __slots__ = ("forms", "label", "present")

    forms: Mapping[str, str]
    label: str
    present: bool

    @classmethod
    def of(cls, text: str, *, forms: Mapping[str, str], present: bool, title: str) -> Printed:
        """Make a printed value from plain texts."""
        made = cls(text)
        made.forms = forms
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

    __hash__ = str.__hash__

    def form(self, name: str) -> Printed:
        """Return another form of the value; a form is there when it holds any text.

        Raises:
            MissingValueError: The value has no such form.
        """
        text = self.forms.get(name)
        if text is None:
            raise MissingValueError(f"「{self.label}」没有「{name}」这种写法。")
        return Printed.of(text, forms={}, present=bool(text), title=self.label)


class Unset:
    """A value that the case does not give and whose absence nobody decided: printing it fails."""

    __slots__ = ("title",)

    def __init__(self, title: str) -> None:
        self.title = title

    def __bool__(self) -> bool:
        return False

    def fail(self, form: str = "") -> MissingValueError:
        """Return the error of printing it."""
        tail = f"，印不出「{form}」" if form else ""
        return MissingValueError(f"「{self.title}」没有值{tail}。")

    def form(self, name: str) -> str:
        """Fail as printing does: there is no value to choose a form of."""
        raise self.fail(name)


def escape_text(text: str, *, title: str = "", general: bool = False) -> str:
    r"""Return a text as it stands inside ``w:t``: escaped, line ends and tabs as Word's own.

    Args:
        text: Any text; it is never read as a tag.
        title: What the value is called in messages.
        general: Whether \a and \f stay, for the breaks that docxtpl makes of them.

    Raises:
        UnprintableError: It holds a control character, half a surrogate pair or a noncharacter.
    """
    if text.isalnum():
        return text
    if text.isprintable():
        if "&" in text or "<" in text or ">" in text:
            return str.__str__(escape(text))
        return text
    _refuse_illegal(text, title, _ILLEGAL_GENERAL if general else _ILLEGAL)
    flat = str.__str__(escape(text.replace("\r\n", "\n").replace("\r", "\n")))
    return flat.replace("\n", _BREAK).replace("\t", _TAB)


def escape_flat(text: str, *, title: str = "") -> str:
    """Return a text as it stands where Word has no breaks: in an attribute or a property.

    Raises:
        UnprintableError: It holds a character that XML cannot hold.
    """
    _refuse_illegal(text, title, _ILLEGAL)
    return str.__str__(escape(text))


def _refuse_illegal(text: str, title: str, illegal: re.Pattern[str]) -> None:
    found = illegal.search(text)
    if found:
        name = f"「{title}」" if title else "数据"
        raise UnprintableError(f"{name}里有不能印出的控制字符（U+{ord(found[0]):04X}）。")
