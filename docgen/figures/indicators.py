"""The rows of the 3+N+1 table: three core indicators, N others, and one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from docgen import glossary
from docgen.model import Case, Direction, ExtraKind, Indicator, Indicators
from docgen.proof import Kind, Value

__all__ = ["extra_note", "indicator_rows"]

Row: TypeAlias = dict[str, tuple[Kind, Value, str, str]]

_AT_LEAST, _AT_MOST, _EQUAL = Direction.AT_LEAST, Direction.AT_MOST, Direction.EQUAL


def indicator_rows(case: Case) -> list[Row]:
    """Return one row for each bound of each agreed indicator, in the order 3, N, 1."""
    indicators = case.indicators
    if indicators is None:
        return []
    found = [*_core(indicators), *_others(indicators), *_extra(case, indicators)]
    return [{"no": ("count", i, "", "indicators"), **row} for i, row in enumerate(found, start=1)]


def _core(indicators: Indicators) -> Iterator[Row]:
    for name in ("investment_intensity_wan_per_mu", "tax_wan_per_mu"):
        value = getattr(indicators, name)
        if value is not None:
            yield _row(name, _AT_LEAST, value, f"indicators.{name}")
    bounds = indicators.floor_area_ratio
    if bounds is not None:
        path = "indicators.floor_area_ratio"
        if bounds.min is not None:
            yield _row("floor_area_ratio", _AT_LEAST, bounds.min, f"{path}.min")
        if bounds.max is not None:
            yield _row("floor_area_ratio", _AT_MOST, bounds.max, f"{path}.max")


def _row(name: str, direction: Direction, value: Value, path: str) -> Row:
    return {
        "name": ("text", glossary.title("Indicators", name), "", path),
        "requirement": ("text", _direction(direction), "", path),
        "value": ("number", value, glossary.unit("Indicators", name), path),
        "unit": ("text", glossary.unit("Indicators", name) or None, "", path),
        **_nothing("year", "measured_by", "data_source", path=path),
    }


def _others(indicators: Indicators) -> Iterator[Row]:
    for index, one in enumerate(indicators.others):
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
        "requirement": ("text", _direction(_EQUAL), "", path),
        "value": ("count", years, unit, path),
        "unit": ("text", unit, "", path),
        **_nothing("year", "measured_by", "data_source", path=path),
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
