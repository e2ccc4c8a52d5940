"""Indicators and planning conditions beside what bounds them, and what was reached beside them.

What was agreed and what was reached comes from ``figures``, what the law and the county demand from
the packs, which value is held against which from ``schemas/overview.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, TypeAlias

from docgen import glossary
from docgen.figures.compared import compare_indicators, compare_planning
from docgen.figures.indicators import Row, indicator_rows
from docgen.model import Case, Direction, Range
from docgen.packs import Pack
from docgen.packs.dated import Certainty, Dated
from docgen.pipeline.overview_spec import spec
from docgen.rules.look import Look, look_at
from docgen.rules.term import longest_term
from docgen.units import round_half_up
from docgen.wording import plain_decimal

__all__ = ["Bar", "Limit", "indicator_bars"]

State: TypeAlias = Literal["ok", "below", "above", "unknown"]
_DOCUMENT = "supervision_agreement"
_PLACES = 4
_ROOM = Decimal("1.2")  # how far the scale reaches beyond the largest number on it
_SIDES = {Direction.AT_LEAST: "low", Direction.AT_MOST: "high"}


@dataclass(frozen=True, slots=True)
class Limit:
    """A bound.

    Attributes:
        number: Its value, as it is written.
        at: Its place on the scale, from 0 to 1.
        title: What says so: a law, a policy, the parcel's own planning conditions.
        article: Where in it.
        certainty: How well it is known; "" for a bound that the case itself sets.
    """

    number: str
    at: str
    title: str
    article: str
    certainty: Certainty | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value on a scale that begins at 0.

    Attributes:
        path: Path of the value in the case.
        title: What it is.
        unit: Its unit.
        of: ``agreed`` for what was agreed, held against law and policy; ``reached`` for what was
            measured, held against what was agreed.
        value: The value as it is said: ``≥1.0``, ``0.8～2.5``, ``300``; "" where there is none.
        low: The lower end of the value on the scale, from 0 to 1; "" where it has none.
        high: The upper end; the same as ``low`` for a single number.
        least: What it may not fall below.
        most: What it may not exceed.
        state: Whether it keeps its bounds; unknown where there is none, or they exclude each other.
    """

    path: str
    title: str
    unit: str
    of: Literal["agreed", "reached"]
    value: str
    low: str
    high: str
    least: Limit | None
    most: Limit | None
    state: State


@dataclass(slots=True)
class _Agreed:
    title: str
    unit: str
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Bound:
    number: Decimal
    title: str
    article: str
    certainty: Certainty | Literal[""] = ""


def indicator_bars(case: Case, pack: Pack) -> tuple[Bar, ...]:
    """Return the planning conditions and indicators of a case, in the order of their schema.

    Args:
        case: The parcel's file.
        pack: The jurisdiction's rules.
    """
    look = look_at(case, None, pack)
    agreed = _agreed(case, pack)
    reached = _reached(case, pack)
    bars: list[Bar] = []
    for path, one in agreed.items():
        least, most = _bounds(look, path)
        bars.append(_bar(path, one, "agreed", least, most))
        if path in reached:
            value, met = reached[path]
            here = _Agreed(one.title, one.unit, value, value)
            place = glossary.title_path(path)
            own = [
                None if side is None else _Bound(side, place, "") for side in (one.low, one.high)
            ]
            made = _bar(path, here, "reached", own[0], own[1])
            bars.append(_judged(made, one, met=met))
    return tuple(bars)


def _agreed(case: Case, pack: Pack) -> Mapping[str, _Agreed]:
    """Return what was agreed, by path: what the schema names, then the county's further ones."""
    found: dict[str, _Agreed] = {}
    for path in spec().bars:
        model, _, field = path.rpartition(".")
        name = glossary.model_at(model) or ""
        value = _at(case, path)
        one = _Agreed(glossary.title(name, field), glossary.unit(name, field))
        if isinstance(value, Range):
            one.low, one.high = value.min, value.max
        elif isinstance(value, Decimal):
            one.low = value
        elif isinstance(value, int):
            one.low = one.high = Decimal(value)
        if one.low is not None or one.high is not None:
            found[path] = one
    for row in indicator_rows(case, pack, _DOCUMENT):
        kind, value, unit, path = row["value"]
        if path.startswith("indicators.others") and isinstance(value, Decimal) and kind == "number":
            one = _Agreed(str(row["name"][1] or ""), unit, *_ends(row, value))
            found[path.rpartition(".")[0]] = one
    return found


def _ends(row: Row, value: Decimal) -> tuple[Decimal | None, Decimal | None]:
    code = glossary.enum_value("Direction", str(row["requirement"][1] or ""))
    side = _SIDES.get(Direction(code)) if code else None
    return (None if side == "high" else value), (None if side == "low" else value)


def _reached(case: Case, pack: Pack) -> Mapping[str, tuple[Decimal, bool]]:
    """Return what was measured, by the path of what was agreed, and whether it was met."""
    found: dict[str, tuple[Decimal, bool]] = {}
    for row in (*compare_planning(case).rows, *compare_indicators(case, pack).rows):
        value, path = row["actual"][1], _base(row["value"][3])
        if isinstance(value, Decimal):
            before = found.get(path, (value, True))[1]
            found[path] = value, before and bool(row["reached"][1])
    return found


def _base(path: str) -> str:
    head, _, last = path.rpartition(".")
    return head if last in ("min", "max", "value") else path


def _bounds(look: Look, path: str) -> tuple[_Bound | None, _Bound | None]:
    known = spec().bars.get(path)
    if known is None:
        return None, None
    if known.within:
        limits = _at(look.case, known.within)
        place = glossary.title_path(known.within)
        ends = (limits.min, limits.max) if isinstance(limits, Range) else (None, None)
        return (
            None if ends[0] is None else _Bound(ends[0], place, ""),
            None if ends[1] is None else _Bound(ends[1], place, ""),
        )
    most = longest_term(look) if known.of_use else _threshold(look, known.most)
    return _bound(_threshold(look, known.least)), _bound(most)


def _threshold(look: Look, key: str) -> Dated | None:
    return look.threshold(key) if key else None


def _bound(dated: Dated | None) -> _Bound | None:
    if dated is None:
        return None
    return _Bound(dated.number, dated.source.title, dated.source.article, dated.certainty)


def _bar(
    path: str,
    one: _Agreed,
    of: Literal["agreed", "reached"],
    least: _Bound | None,
    most: _Bound | None,
) -> Bar:
    numbers = [n for n in (one.low, one.high) if n is not None]
    numbers += [bound.number for bound in (least, most) if bound is not None]
    scale = max([*numbers, Decimal(0)]) * _ROOM
    return Bar(
        path,
        one.title,
        one.unit,
        of,
        _said(one.low, one.high),
        _place(one.low, scale),
        _place(one.high, scale),
        _limit(least, scale),
        _limit(most, scale),
        _state(one, least, most),
    )


def _limit(bound: _Bound | None, scale: Decimal) -> Limit | None:
    if bound is None:
        return None
    number = plain_decimal(bound.number)
    return Limit(number, _place(bound.number, scale), bound.title, bound.article, bound.certainty)


def _place(number: Decimal | None, scale: Decimal) -> str:
    if number is None:
        return ""
    share = min(max(number / scale, Decimal(0)), Decimal(1)) if scale else Decimal(0)
    return plain_decimal(round_half_up(share, _PLACES))


def _said(low: Decimal | None, high: Decimal | None) -> str:
    if low is not None and high is not None:
        ends = (plain_decimal(low), plain_decimal(high))
        return ends[0] if low == high else "～".join(ends)
    if low is not None:
        return f"≥{plain_decimal(low)}"
    return "" if high is None else f"≤{plain_decimal(high)}"


def _state(one: _Agreed, least: _Bound | None, most: _Bound | None) -> State:
    low = one.low if one.low is not None else one.high
    high = one.high if one.high is not None else one.low
    if low is None or high is None or (least is None and most is None):
        return "unknown"
    if least is not None and most is not None and least.number > most.number:
        return "unknown"
    if least is not None and low < least.number:
        return "below"
    return "above" if most is not None and high > most.number else "ok"


def _judged(bar: Bar, agreed: _Agreed, *, met: bool) -> Bar:
    """Return the bar of what was reached with the comparison's word, which is the exact one."""
    if met:
        return replace(bar, state="ok")
    short = agreed.low is not None and bar.state != "above"
    return replace(bar, state="below" if short else "above")


def _at(case: Case, path: str) -> object:
    value: object = case
    for step in path.split("."):
        value = getattr(value, step, None)
    return value
