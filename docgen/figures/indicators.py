"""The rows of the indicator tables: 3+N+1, or what the county has instead, document by document."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from docgen import glossary
from docgen.model import Case, Direction, ExtraKind, Indicator, Indicators, Range
from docgen.packs import IndicatorSet, Pack
from docgen.proof import Kind, Value

__all__ = ["Row", "extra_note", "indicator_rows"]

#: By English key of the column: kind, value, unit and the key path that the value comes from.
Row: TypeAlias = dict[str, tuple[Kind, Value, str, str]]

_CORE = ("investment_intensity_wan_per_mu", "tax_wan_per_mu", "floor_area_ratio")


def indicator_rows(case: Case, pack: Pack | None = None, document: str | None = None) -> list[Row]:
    """Return one row for each bound of each agreed indicator.

    Args:
        case: The parcel's file.
        pack: The jurisdiction's pack: which indicators a document agrees on, in which order, and
            how the county measures them.
        document: Id of the document whose table is wanted; None for everything that is agreed.

    Returns:
        The county's own set for this document where it has one, else the three core indicators
        and the others in the case's order; then the "1".
    """
    indicators = case.indicators or Indicators()
    chosen = pack.indicators_for(document) if pack is not None and document else None
    if chosen is not None and pack is not None:
        found = [*_of_set(case, indicators, chosen), *_left_over(indicators, chosen, pack)]
    else:
        found = [*_core(indicators), *_others(indicators)]
    found += _extra(case, indicators)
    measured = [_measured(row, pack) for row in found]
    return [{"no": ("count", i, "", "indicators"), **row} for i, row in enumerate(measured, 1)]


def _of_set(case: Case, indicators: Indicators, chosen: IndicatorSet) -> Iterator[Row]:
    for kind in (*chosen.core, *chosen.advised, *chosen.offered):
        if kind.path:
            yield from _held(kind.name, kind.unit, kind.direction, case, kind.path)
        else:
            yield from _others(indicators, only=frozenset({kind.key}))


def _left_over(indicators: Indicators, chosen: IndicatorSet, pack: Pack) -> Iterator[Row]:
    """Yield what the case adds to the county's sets; what belongs to another document is not it."""
    named = {
        kind.key
        for each in (*pack.indicator_sets, chosen)
        for kind in (*each.core, *each.advised, *each.offered)
    }
    kept = frozenset(one.key or "" for one in indicators.others) - named
    yield from _others(indicators, only=kept)


def _core(indicators: Indicators) -> Iterator[Row]:
    case = Case(indicators=indicators)
    for name in _CORE:
        title, unit = glossary.title("Indicators", name), glossary.unit("Indicators", name)
        yield from _held(title, unit, "", case, f"indicators.{name}")


def _held(name: str, unit: str, direction: str, case: Case, path: str) -> Iterator[Row]:
    """Yield the rows of a field of the case: one for a value, one for each bound of a range."""
    value: object = case
    for step in path.split("."):
        value = getattr(value, step, None)
    if isinstance(value, Range):
        if value.min is not None:
            yield _row(name, unit, Direction.AT_LEAST, value.min, f"{path}.min")
        if value.max is not None:
            yield _row(name, unit, Direction.AT_MOST, value.max, f"{path}.max")
    elif isinstance(value, Decimal):
        yield _row(name, unit, Direction(direction or Direction.AT_LEAST), value, path)


def _row(name: str, unit: str, direction: Direction, value: Value, path: str) -> Row:
    return {
        "name": ("text", name, "", path),
        "requirement": ("text", _direction(direction), "", path),
        "value": ("number", value, unit, path),
        "unit": ("text", unit or None, "", path),
        **_nothing("year", "measured_by", "data_source", path=path),
    }


def _others(indicators: Indicators, *, only: frozenset[str] | None = None) -> Iterator[Row]:
    for index, one in enumerate(indicators.others):
        if only is not None and (one.key or "") not in only:
            continue
        path = f"indicators.others[{index}]"
        yield {
            "name": ("text", one.name, "", f"{path}.name"),
            "requirement": ("text", _requirement(one), "", f"{path}.direction"),
            "value": _agreed(one, path),
            "unit": ("text", one.unit, "", f"{path}.unit"),
            "year": ("text", one.year, "", f"{path}.year"),
            "measured_by": ("text", one.measured_by, "", f"{path}.measured_by"),
            "data_source": ("text", one.data_source, "", f"{path}.data_source"),
        }


def _agreed(one: Indicator, path: str) -> tuple[Kind, Value, str, str]:
    if one.value is not None:
        return "number", one.value, one.unit or "", f"{path}.value"
    return "text", one.text, "", f"{path}.text"


def _requirement(one: Indicator) -> str | None:
    if one.direction is None or one.direction is Direction.TEXT:
        return None
    return _direction(one.direction)


def _extra(case: Case, indicators: Indicators) -> Iterator[Row]:
    extra = indicators.extra
    years = case.grant.term_years if case.grant else None
    if extra is None or extra.kind is not ExtraKind.TERM or years is None:
        return
    unit = glossary.extra_unit(extra.kind.value)
    path = "grant.term_years"
    yield {
        "name": ("text", glossary.enum_label("ExtraKind", extra.kind.value), "", path),
        "requirement": ("text", _direction(Direction.EQUAL), "", path),
        "value": ("count", years, unit, path),
        "unit": ("text", unit, "", path),
        **_nothing("year", "measured_by", "data_source", path=path),
    }


def _measured(row: Row, pack: Pack | None) -> Row:
    """Add how the county measures an indicator where the case does not say it."""
    key = row["value"][3].removeprefix("indicators.").partition(".")[0]
    measure = pack.measure(key) if pack else None
    if measure is None:
        return row
    said = {"measured_by": measure.measured_by, "data_source": measure.data_source}
    return row | {
        column: ("text", text, "", "jurisdiction")
        for column, text in said.items()
        if text and row[column][1] is None
    }


def extra_note(case: Case) -> str | None:
    """Return what the case says of the "1" of 3+N+1, or its kind, or None."""
    extra = case.indicators.extra if case.indicators else None
    if extra is None:
        return None
    if extra.text:
        return extra.text
    return glossary.enum_label("ExtraKind", extra.kind.value) if extra.kind else None


def _direction(direction: Direction) -> str:
    return glossary.enum_label("Direction", direction.value)


def _nothing(*columns: str, path: str) -> Row:
    return dict.fromkeys(columns, ("text", None, "", path))
