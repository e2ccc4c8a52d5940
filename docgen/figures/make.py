"""Makes one :class:`~docgen.proof.Figure` with all its printed forms from one value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from docgen.proof import Figure, Kind, Value
from docgen.units import hectares_from_m2, mu_from_m2, round_half_up, wan_from_yuan
from docgen.wording import (
    MAX_AMOUNT,
    amount_in_words,
    date_in_chinese,
    number_in_words,
    plain_decimal,
)

__all__ = ["make"]

_NO_FORMS: Mapping[str, str] = {}
#: 亩 is printed with four places and 公顷 with six, so that both can be turned back into ㎡ to the
#: second place (1 ㎡ = 0.0015 亩 = 0.0001 公顷).
_MU_PLACES = 4
_HECTARE_PLACES = 6


def make(
    key: str, title: str, kind: Kind, value: Value, *, unit: str = "", basis: str = ""
) -> Figure:
    """Return a figure with its default printed form and every further form of its kind.

    Args:
        key: English path.
        title: Chinese path.
        kind: Amounts print in yuan with two places, areas in ㎡ with two places, dates as
            2021年11月5日, other numbers with the places they were given with.
        value: The value; None when the case gives none. Nothing is rounded: a value finer than
            its form allows, negative or beyond all words prints as it is and has no further
            forms (a check reports it).
        unit: Chinese unit of the value.
        basis: Where the value comes from.
    """
    if value is None:
        return Figure(key, title, kind, None, unit=unit, basis=basis)
    printed, forms = _texts(kind, value)
    return Figure(key, title, kind, value, printed, forms, unit, basis)


class _Forms(Mapping[str, str]):
    """The forms of an amount or an area, written when one of them is first asked for.

    Most figures of a case are printed in one form or not at all.

    Args:
        kind: ``amount`` or ``area``.
        plain: The value with two places.
        printed: Its default form.
    """

    __slots__ = ("_given", "_made")

    def __init__(self, kind: Kind, plain: Decimal, printed: str) -> None:
        self._given = kind, plain, printed
        self._made: dict[str, str] | None = None

    def _all(self) -> dict[str, str]:
        made = self._made
        if made is None:
            # Two threads may both write them, to the same end.
            made = self._made = _number_forms(*self._given)
        return made

    def __getitem__(self, name: str) -> str:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Mapping) and self._all() == dict(other)

    __hash__ = None  # type: ignore[assignment]  # as that of a dict

    def __repr__(self) -> str:
        return repr(self._all())


def _texts(kind: Kind, value: Value) -> tuple[str, Mapping[str, str]]:
    if isinstance(value, bool) or kind in ("flag", "picture"):
        return "", _NO_FORMS
    if isinstance(value, date):
        written = date_in_chinese(value)
        return written, {"年月日": written}
    if isinstance(value, Decimal):
        return _number_texts(kind, value)
    return str(value), _NO_FORMS


def _number_texts(kind: Kind, value: Decimal) -> tuple[str, Mapping[str, str]]:
    if kind not in ("amount", "area"):
        return plain_decimal(value), _NO_FORMS
    plain = round_half_up(value, 2)
    if plain != value or not 0 <= value <= MAX_AMOUNT:
        return plain_decimal(value), _NO_FORMS
    printed = plain_decimal(plain)
    return printed, _Forms(kind, plain, printed)


def _number_forms(kind: Kind, plain: Decimal, printed: str) -> dict[str, str]:
    if kind == "amount":
        return {
            "小写": printed,
            "大写": amount_in_words(plain),
            "万元": _stripped(plain_decimal(wan_from_yuan(plain))),
        }
    return {
        "小写": printed,
        "大写": number_in_words(plain),
        "亩": plain_decimal(round_half_up(mu_from_m2(plain), _MU_PLACES)),
        "公顷": plain_decimal(round_half_up(hectares_from_m2(plain), _HECTARE_PLACES)),
    }


def _stripped(number: str) -> str:
    """Return a written number without the noughts behind its last digit."""
    return number.rstrip("0").rstrip(".") if "." in number else number
