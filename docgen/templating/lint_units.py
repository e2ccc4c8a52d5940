"""Holds the units printed beside each number against the unit of its field; and 大写 against ¥."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.templating.filters import FORMS
from docgen.templating.lint_names import Printed
from docgen.templating.lint_schema import forms_of_kind
from docgen.templating.lint_words import Fault, fault, words
from docgen.templating.places import Place, SeenParagraph, Spot

__all__ = ["Tables", "check_twins", "check_units", "vicinity"]

_NUMBERS = ("amount", "area", "number", "count")
_LABEL = re.compile(r"[（(]\s*(?:单位[:：]\s*)?([^（）()]{1,8})\s*[）)]")
_LABEL_BEFORE = re.compile(_LABEL.pattern + r"\s*[:：为是]?\s*$")
_LABEL_BEHIND = re.compile(r"\s*" + _LABEL.pattern)
_PER = re.compile(r"[/／每]")
_IN_WORDS, _IN_FIGURES = "大写", ("", "小写")


@dataclass(frozen=True, slots=True)
class _Beside:
    """A unit found beside a number: its standard name, and the letters."""

    unit: str
    spot: Spot
    where: str


class Tables:
    """The cells of a template by table and row, for the labels that stand over and before them."""

    def __init__(self, seen: Sequence[SeenParagraph]) -> None:
        self._rows: dict[tuple[str, int, int], dict[int, list[Place]]] = {}
        self._columns: dict[Place, int] = {}
        for one in seen:
            place = one.place
            if place.table:
                row = self._rows.setdefault((place.part, place.table, place.row), {})
                row.setdefault(one.column, []).append(place)
                self._columns[place] = one.column

    def labels(self, place: Place) -> Iterator[tuple[Place, str]]:
        """Yield the paragraphs that label a cell, the nearest first, and where they stand."""
        if not place.table:
            return
        column = self._columns[place]
        row = self._row(place, place.row)
        for left in sorted((one for one in row if one < column), reverse=True):
            yield from ((one, "左边的格") for one in row[left] if "{" not in one.text)
        for above in range(self._header(place), 0, -1):
            cells = self._row(place, above)
            covering = max((one for one in cells if one <= column), default=-1)
            yield from ((one, "表头") for one in cells.get(covering, ()))

    def _row(self, place: Place, row: int) -> Mapping[int, list[Place]]:
        return self._rows.get((place.part, place.table, row), {})

    def _header(self, place: Place) -> int:
        """Return the number of rows at the head of a table that hold no tag."""
        for row in range(1, place.row):
            cells = self._row(place, row).values()
            if any("{" in one.text for cell in cells for one in cell):
                return row - 1
        return place.row - 1


def check_units(printed: Printed, tables: Tables) -> Iterator[Fault]:
    """Yield a fault for each unit beside a number that is not the field's.

    Args:
        printed: What a tag prints.
        tables: The cells of the template.
    """
    expected = _expected(printed)
    if expected is None:
        return
    spot = printed.visit.tag.spot
    beside = list(_direct(spot)) or list(_labelled(spot.place, tables))[:1]
    for one in beside:
        if _agree(one.unit, expected, printed):
            continue
        shown = expected or ("大写里已有的单位" if printed.form else "个数（没有单位）")
        yield fault(
            "T211", one.spot, tag=printed.visit.tag.source, title=printed.entry.title,
            expected=shown, where=one.where, printed=one.spot.text,
        )  # fmt: skip


def _expected(printed: Printed) -> str | None:
    """Return the unit that a tag prints in, "" for none; None where nothing can be said."""
    entry = printed.entry
    if entry.kind not in _NUMBERS:
        return None
    if not printed.form:
        return entry.unit
    units = words().forms.get(printed.form, {})
    found = units.get(entry.unit, units.get("同"))
    return entry.unit if found == "同" else found


def _agree(unit: str, expected: str, printed: Printed) -> bool:
    if not printed.entry.unit and unit in words().loose_units:
        return True  # 第3日、2023年: words, not a unit
    return unit == expected or ("/" in expected and unit == expected.split("/")[0])


def _direct(spot: Spot) -> Iterator[_Beside]:
    """Yield the units right behind and right before a tag."""
    text = spot.place.text
    rest = text[spot.end :]
    behind = _unit_at(text, spot.end + len(rest) - len(rest.lstrip()))
    if behind is not None:
        yield _Beside(behind[0], Spot(spot.place, behind[1], behind[2]), "后面")
    bracketed = _LABEL_BEHIND.match(rest)
    if bracketed and bracketed[1] in words().units:
        at = Spot(spot.place, spot.end + bracketed.start(1), spot.end + bracketed.end(1))
        yield _Beside(words().units[bracketed[1]], at, "后面的括号里")
    before = text[: spot.start].rstrip()
    for way, unit in words().prefixes.items():
        if before.endswith(way):
            yield _Beside(unit, Spot(spot.place, len(before) - len(way), len(before)), "前面")
            return
    label = _LABEL_BEFORE.search(before)
    if label and label[1] in words().units:
        spot_of = Spot(spot.place, label.start(1), label.end(1))
        yield _Beside(words().units[label[1]], spot_of, "前面的括号里")


def _unit_at(text: str, at: int) -> tuple[str, int, int] | None:
    """Return the unit that begins at a place of a text, with its letters' bounds."""
    first = _longest(text, at)
    if first is None:
        return None
    unit, end = first
    if _PER.match(text[end : end + 1]):
        per = _longest(text, end + 1)
        if per is not None:
            whole = f"{unit}/{per[0]}"
            return words().units.get(whole, whole), at, per[1]
    return unit, at, end


def _longest(text: str, at: int) -> tuple[str, int] | None:
    units = words().units
    for length in range(6, 0, -1):
        way = text[at : at + length]
        if len(way) == length and way in units:
            # km is a unit, the m of "max" is none.
            follows = text[at + length : at + length + 1]
            if way[-1].isascii() and way[-1].isalpha() and follows.isascii() and follows.isalnum():
                continue
            return units[way], at + length
    return None


def _labelled(place: Place, tables: Tables) -> Iterator[_Beside]:
    """Yield the units in the labels of a cell: before it in its row, above it in the header."""
    for label, where in tables.labels(place):
        found = [one for one in _LABEL.finditer(label.text) if one[1] in words().units]
        if len(found) == 1:
            spot = Spot(label, found[0].start(1), found[0].end(1))
            yield _Beside(words().units[found[0][1]], spot, where)


def check_twins(
    printed: Sequence[Printed], doubtful: Callable[[Place, str], bool]
) -> Iterator[Fault]:
    """Yield each 大写 whose figure is not printed in the same paragraph or the same row.

    Args:
        printed: All that the template prints.
        doubtful: Whether a tag at fault in the same row or paragraph may be the figure of a title.
    """
    figures = {
        (vicinity(_place_of(one)), one.entry.title)
        for one in printed
        # A form that does not exist is told by itself; it may have been meant for the figure.
        if one.form in _IN_FIGURES or one.form not in FORMS
    }
    for one in printed:
        place, title = _place_of(one), one.entry.title
        if one.form != _IN_WORDS or _IN_WORDS not in forms_of_kind(one.entry.kind):
            continue
        if (vicinity(place), title) in figures or doubtful(place, title):
            continue
        tag = one.visit.tag
        twin = tag.source.replace(f"|{_IN_WORDS}", "").replace(f"| {_IN_WORDS}", "")
        yield fault("T212", tag.spot, tag=tag.source, title=title, twin=twin)


def _place_of(printed: Printed) -> Place:
    """Return the paragraph in which something is printed."""
    return printed.visit.tag.spot.place


def vicinity(place: Place) -> tuple[str, int, int]:
    """Return what a reader takes in at one look: the row of a table, else the paragraph."""
    if place.table:
        return place.part, -place.table, place.row
    return place.part, place.paragraph, 0
