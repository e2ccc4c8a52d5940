"""What ``schemas/ledger.yaml`` says of ledgers: names of columns, units, placeholders, totals."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from docgen.resources import schema_bytes

__all__ = ["LedgerWords", "UseWords", "ledger_words", "plain_label"]


@dataclass(frozen=True, slots=True)
class UseWords:
    """How several uses with their terms stand in one cell.

    Attributes:
        path: Key path of the list they go to.
        use: Key path of the column of uses.
        term: Key path of the column of terms.
        between: What parts one use from the next.
        before_years: What stands between a use and its term.
        years: The word behind a number of years.
    """

    path: str
    use: str
    term: str
    between: tuple[str, ...]
    before_years: tuple[str, ...]
    years: str


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """The data of ``schemas/ledger.yaml``.

    Attributes:
        columns: Plain label → key path; ``{n}`` in both for a number counted from 1.
        left_out: Plain label → why no field takes such a column.
        common_first: Key paths whose fields an unqualified title of 批次 means first.
        not_in_ledgers: Key paths below which no column leads.
        numbered: Key path of a list → key of the number that tells the place in it.
        most_in_a_list: No list of a row is longer.
        header_rows: Within how many rows a heading is looked for.
        header_least: How many columns must be known for a row to be the heading.
        common_sheets: Names of the sheet of what is common to the run.
        common_titles: Plain labels that head its column of titles.
        ignore: Word of a mapping file for a column to be left unread.
        totals: Words that begin a row of totals.
        total_functions: Names of functions whose formula makes a row one of totals.
        nothing: Texts that say that there is nothing.
        no_day: Texts of days that say that there is no day.
        nought_is_nothing: Key paths where a nought says that nothing was agreed.
        day_years: First and last year that a plain number may stand for a day of.
        codes: Keys of fields that are codes, kept as text.
        most_digits: How many digits of a number a spreadsheet keeps.
        kept: (Key path, unit of the ledger) → key path that keeps a figure with no exact value.
        never_negative: Units whose figures are never below nought.
        money: Units of fields that are sums of money.
        areas: Units of fields that are areas.
        uses: How uses and terms stand in one cell.
        units: Plain word → unit.
        factors: (Unit of the ledger, unit of the field) → what to multiply by.
    """

    columns: Mapping[str, str]
    left_out: Mapping[str, str]
    common_first: tuple[str, ...]
    not_in_ledgers: tuple[str, ...]
    numbered: Mapping[str, str]
    most_in_a_list: int
    header_rows: int
    header_least: int
    common_sheets: tuple[str, ...]
    common_titles: frozenset[str]
    ignore: str
    totals: tuple[str, ...]
    total_functions: tuple[str, ...]
    nothing: frozenset[str]
    no_day: frozenset[str]
    nought_is_nothing: frozenset[str]
    day_years: tuple[int, int]
    codes: frozenset[str]
    most_digits: int
    kept: Mapping[tuple[str, str], str]
    never_negative: frozenset[str]
    money: frozenset[str]
    areas: frozenset[str]
    uses: UseWords
    units: Mapping[str, str]
    factors: Mapping[tuple[str, str], Fraction]


def plain_label(text: str) -> str:
    """Return a heading as headings are compared: NFKC, no white space or invisible letters."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(c for c in folded if not c.isspace() and c.isprintable()).casefold()


@cache
def ledger_words() -> LedgerWords:
    """Return the data, read once."""
    # As for the glossary: libyaml, and every scalar stays the text that it is.
    import yaml

    data = yaml.load(schema_bytes("ledger.yaml"), Loader=yaml.CBaseLoader)  # noqa: S506 - safe
    units: Mapping[str, Mapping[str, Any]] = data["units"]
    return LedgerWords(
        columns=_labels(data["columns"]),
        left_out=MappingProxyType({plain_label(k): v for k, v in data["left_out"].items()}),
        common_first=tuple(data["common_first"]),
        not_in_ledgers=tuple(data["not_in_ledgers"]),
        numbered=MappingProxyType(dict(data["numbered"])),
        most_in_a_list=int(data["most_in_a_list"]),
        header_rows=int(data["header_rows"]),
        header_least=int(data["header_least"]),
        common_sheets=tuple(data["common_sheets"]),
        common_titles=frozenset(plain_label(one) for one in data["common_titles"]),
        ignore=data["ignore"],
        totals=tuple(data["totals"]),
        total_functions=tuple(data["total_functions"]),
        nothing=frozenset(data["nothing"]),
        no_day=frozenset(data["no_day"]),
        nought_is_nothing=frozenset(data["nought_is_nothing"]),
        day_years=(int(data["day_years"][0]), int(data["day_years"][1])),
        codes=frozenset(data["codes"]),
        most_digits=int(data["most_digits"]),
        kept=MappingProxyType(
            {(p, unit): to for p, said in data["kept"].items() for unit, to in said.items()}
        ),
        never_negative=frozenset(data["never_negative"]),
        money=frozenset(data["money"]),
        areas=frozenset(data["areas"]),
        uses=_uses(data["uses"]),
        units=_units(units),
        factors=_factors(units),
    )


def _labels(paths: Mapping[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType(
        {plain_label(label): path for path, labels in paths.items() for label in labels}
    )


def _uses(said: Mapping[str, Any]) -> UseWords:
    return UseWords(
        path=said["path"],
        use=said["use"],
        term=said["term"],
        between=tuple(said["between"]),
        before_years=tuple(said["before_years"]),
        years=said["years"],
    )


def _units(units: Mapping[str, Mapping[str, Any]]) -> Mapping[str, str]:
    return MappingProxyType(
        {
            plain_label(word): name
            for name, said in units.items()
            for word in (name, *said.get("also", ()))
        }
    )


def _factors(units: Mapping[str, Mapping[str, Any]]) -> Mapping[tuple[str, str], Fraction]:
    return MappingProxyType(
        {
            (name, to): Fraction(factor)
            for name, said in units.items()
            for to, factor in said.get("to", {}).items()
        }
    )
