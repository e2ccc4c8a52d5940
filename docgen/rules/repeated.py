"""What several papers of one parcel say of the same thing: it must be one thing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen import glossary
from docgen.model.enums import PaperKind
from docgen.model.papers import StatedPaper
from docgen.model.parcel import Planning, Range
from docgen.model.project import Indicator, Indicators
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["contract_repeats_the_planning", "indicators_are_the_same_everywhere"]

_BOUND_BY_PLANNING = (PaperKind.CONTRACT, PaperKind.DEAL_CONFIRMATION)
_RANGES = tuple(name for name in Planning.model_fields if name.endswith(("_pct", "_m2", "_m")))
_LIMITS = ("floor_area_ratio", *_RANGES)
_CORE = ("investment_intensity_wan_per_mu", "tax_wan_per_mu")
#: A plot ratio of nought is R033's matter.
_NOUGHT_ALLOWED = frozenset({"floor_area_ratio"})


def _name(paper: StatedPaper) -> str:
    return paper.kind.label if paper.kind else paper.number or ""


@rule("R032", "planning")
def contract_repeats_the_planning(look: Look) -> Iterator[Breach]:
    """Each limit of a contract is that of the planning conditions; what is not set is no nought."""
    planning = look.case.planning
    if planning is None:
        return
    yield from _stand_ins(look, planning)
    for index, paper in enumerate(look.case.papers):
        if paper.kind in _BOUND_BY_PLANNING and paper.planning is not None:
            path = f"papers[{index}].planning"
            for name in _LIMITS:
                yield from _held_against(path, name, paper.planning, planning, _name(paper))


def _stand_ins(look: Look, planning: Planning) -> Iterator[Breach]:
    placeholders = look.threshold("limit_placeholders")
    known = [Decimal(word) for word in placeholders.words] if placeholders else []
    for name, side, value in _sides(planning):
        path = f"planning.{name}.{side}"
        if value == 0 and name not in _NOUGHT_ALLOWED:
            yield Breach("nought", path, value)
        elif value in known and not name.endswith("_m2"):
            yield Breach("stand_in", path, value)


def _sides(planning: Planning) -> Iterator[tuple[str, str, Decimal]]:
    for name in _LIMITS:
        for side in ("min", "max"):
            value = _side(planning, name, side)
            if value is not None:
                yield name, side, value


def _held_against(
    path: str, name: str, stated: Planning, wanted: Planning, paper: str
) -> Iterator[Breach]:
    for side in ("min", "max"):
        ours, theirs = _side(stated, name, side), _side(wanted, name, side)
        if ours == theirs:
            continue
        place = f"{path}.{name}.{side}"
        said: dict[str, Said] = {"paper": paper, "wanted": theirs}
        branch = "unset" if theirs is None else ("left_out" if ours is None else "differ")
        yield Breach(branch, place, ours, said)


def _side(planning: Planning, name: str, side: str) -> Decimal | None:
    limits: Range | None = getattr(planning, name)
    value: Decimal | None = getattr(limits, side) if limits else None
    return value


@rule("R074", "indicators")
def indicators_are_the_same_everywhere(look: Look) -> Iterator[Breach]:
    """Contract, agreement and commitment give an indicator of one name one value and one unit."""
    indicators = look.case.indicators
    if indicators is None:
        return
    yield from _within(look, indicators)
    for index, paper in enumerate(look.case.papers):
        if paper.indicators is not None:
            path = f"papers[{index}].indicators"
            yield from _between(path, _name(paper), paper.indicators, indicators)


def _within(look: Look, indicators: Indicators) -> Iterator[Breach]:
    planning, ratio = look.case.planning, indicators.floor_area_ratio
    theirs = planning.floor_area_ratio if planning else None
    # A redevelopment aims at more than the planning conditions ask for; a grant repeats them.
    repeated = ratio and theirs and look.case.redevelopment is None
    for side in ("min", "max") if repeated else ():
        one, other = getattr(ratio, side), getattr(theirs, side)
        if one is not None and other is not None and one != other:
            yield Breach("planning", f"indicators.floor_area_ratio.{side}", one, {"wanted": other})
    seen: dict[str, Indicator] = dict(_core(indicators))
    for index, one in enumerate(indicators.others):
        name = (one.name or "").strip()
        earlier = seen.setdefault(name, one)
        if name and _differ(earlier, one):
            place = f"indicators.others[{index}].value"
            yield Breach("twice", place, one.value, _both(name, one, earlier))


def _core(indicators: Indicators) -> Iterator[tuple[str, Indicator]]:
    for key in _CORE:
        value = getattr(indicators, key)
        name, unit = glossary.title("Indicators", key), glossary.unit("Indicators", key)
        if value is not None:
            yield name, Indicator(name=name, value=value, unit=unit)


def _between(path: str, paper: str, stated: Indicators, wanted: Indicators) -> Iterator[Breach]:
    for key in _CORE:
        ours, theirs = getattr(stated, key), getattr(wanted, key)
        if ours is not None and theirs is not None and ours != theirs:
            said: dict[str, Said] = {"paper": paper, "wanted": theirs}
            yield Breach("differ", f"{path}.{key}", ours, said)
    ours, theirs = stated.floor_area_ratio or Range(), wanted.floor_area_ratio or Range()
    for side in ("min", "max"):
        one, other = getattr(ours, side), getattr(theirs, side)
        if one is not None and other is not None and one != other:
            said = {"paper": paper, "wanted": other}
            yield Breach("differ", f"{path}.floor_area_ratio.{side}", one, said)
    known = {**dict(_core(wanted)), **{(one.name or "").strip(): one for one in wanted.others}}
    for index, one in enumerate(stated.others):
        name = (one.name or "").strip()
        if name in known and _differ(known[name], one):
            said = {"paper": paper, **_both(name, one, known[name])}
            yield Breach("other", f"{path}.others[{index}].value", one.value, said)


def _differ(one: Indicator, other: Indicator) -> bool:
    return (one.value, one.unit or "", one.text) != (other.value, other.unit or "", other.text)


def _both(name: str, one: Indicator, other: Indicator) -> dict[str, Said]:
    return {"name": name, "here": _worded(one), "there": _worded(other)}


def _worded(one: Indicator) -> str:
    number = format(one.value, "f") if one.value is not None else ""
    return f"{number}{one.unit or ''}{one.text or ''}"
