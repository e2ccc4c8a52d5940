"""Formulas with the numbers put in, from ``schemas/formulas.yaml``: what was worked out and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from docgen.resources import schema_bytes
from docgen.wording import plain_decimal

__all__ = ["Form", "Formula", "Worked", "form", "formula", "work"]

_NO_FORM = "GF-2025"
_TWO_PLACES = 2


@dataclass(frozen=True, slots=True)
class Formula:
    """One formula.

    Attributes:
        key: ``late_payment``.
        number: Its number on papers, ``W-01``.
        title: What it gives, in Chinese.
        words: The formula in words.
        text: The formula with places for the numbers.
        certainty: How well its source is known; a formula marked G may warn, never block.
    """

    key: str
    number: str
    title: str
    words: str
    text: str
    certainty: str


@dataclass(frozen=True, slots=True)
class Worked:
    """A result and how it came about.

    Attributes:
        formula: The formula used.
        exact: The result before rounding.
        value: The result rounded half up, once.
        text: The formula with the numbers put in, ready to print.
    """

    formula: Formula
    exact: Fraction
    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class Form:
    """What a published form of contract says differently of penalties.

    Attributes:
        late_commencement_cap_years: Years after which late commencement costs no more; None for
            no such limit.
        completion_on_unfinished: Whether late completion is measured on what is unfinished.
    """

    late_commencement_cap_years: int | None
    completion_on_unfinished: bool


def formula(key: str) -> Formula:
    """Return a formula.

    Raises:
        KeyError: There is none of that key.
    """
    return _load()[0][key]


def form(code: str | None) -> Form:
    """Return what a form of contract says of penalties.

    Args:
        code: Code of the enumeration ContractForm; None takes the form in use today.
    """
    return _load()[1][code or _NO_FORM]


def work(key: str, exact: Fraction, places: int = _TWO_PLACES, **numbers: Decimal | int) -> Worked:
    """Round a result once and write down how it came about.

    Args:
        key: Key of the formula.
        exact: The result, unrounded.
        places: Decimal places to keep; amounts in yuan have two.
        numbers: What stands at the formula's places.
    """
    used = formula(key)
    value = _half_up(exact, places)
    said = {name: _written(number) for name, number in numbers.items()}
    text = used.text.format(**said, result=plain_decimal(value))
    if Fraction(value) != exact:
        text += _load()[2].format(places=places)
    return Worked(used, exact, value, text)


def _written(number: Decimal | int) -> str:
    return str(number) if isinstance(number, int) else plain_decimal(number)


def _half_up(exact: Fraction, places: int) -> Decimal:
    scaled = abs(exact) * 10**places
    units = int(scaled + Fraction(1, 2))
    return Decimal((int(exact < 0 and units > 0), tuple(map(int, str(units))), -places))


@cache
def _load() -> tuple[Mapping[str, Formula], Mapping[str, Form], str]:
    import yaml  # a case without figures to work out never needs it

    data = yaml.load(schema_bytes("formulas.yaml"), Loader=yaml.CSafeLoader)
    formulas = {key: _formula(key, entry) for key, entry in data["formulas"].items()}
    forms = {code: _form(entry) for code, entry in data["forms"].items()}
    return MappingProxyType(formulas), MappingProxyType(forms), data["rounded"]


def _formula(key: str, entry: Mapping[str, Any]) -> Formula:
    names = ("number", "title", "words", "text", "certainty")
    return Formula(key, **{name: entry[name] for name in names})


def _form(entry: Mapping[str, Any]) -> Form:
    cap = entry.get("late_commencement_cap_years")
    return Form(int(cap) if cap is not None else None, bool(entry["completion_on_unfinished"]))
