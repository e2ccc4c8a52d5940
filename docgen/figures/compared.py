"""What was agreed beside what was reached: planning conditions and indicators, row by row."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from docgen import glossary
from docgen.figures.formulas import Worked
from docgen.figures.indicators import Row, indicator_rows
from docgen.figures.performance import latest_year, measured_intensity, output_per_mu, tax_per_mu
from docgen.model import Case, Direction, Measured, MeasuredIndicator
from docgen.packs import Pack

__all__ = ["Compared", "compare_indicators", "compare_planning"]

_AGREEMENT = "supervision_agreement"
_PLANNING = (
    "floor_area_ratio",
    "building_coefficient_pct",
    "building_density_pct",
    "greening_ratio_pct",
    "ancillary_land_pct",
    "ancillary_floor_area_pct",
)
_OTHERS = "indicators.others"
#: Indicators that follow from a year's figures, by their code among the others.
_OUTPUTS = frozenset({"output_wan_per_mu", "yield_wan_per_mu"})
_MEASURED = "performance.measured"


@dataclass(frozen=True, slots=True)
class Compared:
    """Rows of a table of comparison, and the names of what fell short or was not yet measured.

    Attributes:
        rows: By English key of the column; ``reached`` is a flag.
        unmet: Names of the rows that do not reach what was agreed.
        unchecked: Names of what was agreed and not yet measured.
    """

    rows: tuple[Row, ...]
    unmet: tuple[str, ...]
    unchecked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Actual:
    """What was reached: as printed, exactly, how it was worked out, and where it comes from."""

    value: Decimal | str
    exact: Fraction | None
    reached: bool | None
    working: str | None
    path: str


def compare_planning(case: Case) -> Compared:
    """Return the planning conditions that were measured, one row for each bound.

    Args:
        case: The parcel's file.
    """
    rows: list[Row] = []
    unchecked: list[str] = []
    for name in _PLANNING:
        limits = getattr(case.planning, name, None)
        actual = _measured(case, name)
        for side, direction in (("min", Direction.AT_LEAST), ("max", Direction.AT_MOST)):
            bound = getattr(limits, side, None)
            if bound is None:
                continue
            title = glossary.title("Planning", name)
            if actual is None:
                unchecked.append(title)
                continue
            path, unit = f"planning.{name}.{side}", glossary.unit("Planning", name)
            agreed: Row = {
                "name": ("text", title, "", path),
                "requirement": ("text", direction.label, "", path),
                "value": ("number", bound, unit, path),
                "unit": ("text", unit or None, "", path),
            }
            rows.append(_row(agreed, actual, _holds(direction, bound, actual)))
    return _compared(rows, unchecked)


def compare_indicators(case: Case, pack: Pack | None) -> Compared:
    """Return the indicators of the supervision agreement that were measured, beside their values.

    Values per 亩 are compared unrounded. The grant's term is no indicator that is measured.

    Args:
        case: The parcel's file.
        pack: The jurisdiction's pack: which indicators the agreement holds.
    """
    rows: list[Row] = []
    unchecked: list[str] = []
    for agreed in indicator_rows(case, pack, _AGREEMENT):
        path = agreed["value"][3]
        if not path.startswith(("indicators.", "planning.")):
            continue
        actual = _actual(case, path)
        if actual is None:
            unchecked.append(str(agreed["name"][1]))
            continue
        rows.append(_row(agreed, actual, _meets(agreed, actual)))
    return _compared(rows, unchecked)


def _compared(rows: list[Row], unchecked: list[str]) -> Compared:
    numbered = [
        {**row, "no": ("count", index, "", row["value"][3])} for index, row in enumerate(rows, 1)
    ]
    unmet = [str(row["name"][1]) for row in rows if not row["reached"][1]]
    return Compared(tuple(numbered), tuple(dict.fromkeys(unmet)), tuple(dict.fromkeys(unchecked)))


def _row(agreed: Row, actual: _Actual, reached: bool) -> Row:  # noqa: FBT001 - a result
    kind, unit = agreed["value"][0], agreed["value"][2]
    written = "text" if isinstance(actual.value, str) else kind
    return {
        **agreed,
        "actual": (written, actual.value, unit, actual.path),
        "working": ("text", actual.working, "", actual.path),
        "reached": ("flag", reached, "", actual.path),
    }


def _meets(agreed: Row, actual: _Actual) -> bool:
    value = agreed["value"][1]
    label = str(agreed["requirement"][1] or "")
    code = glossary.enum_value("Direction", label)
    if actual.reached is not None or not isinstance(value, Decimal) or code is None:
        return bool(actual.reached)
    return _holds(Direction(code), value, actual)


def _holds(direction: Direction, agreed: Decimal, actual: _Actual) -> bool:
    if actual.exact is None:
        return bool(actual.reached)
    if direction is Direction.AT_MOST:
        return actual.exact <= Fraction(agreed)
    if direction is Direction.EQUAL:
        return actual.exact == Fraction(agreed)
    return actual.exact >= Fraction(agreed)


def _actual(case: Case, path: str) -> _Actual | None:
    """Return what was reached of the indicator that stands at a path of the case."""
    name = path.split(".")[1]
    if path.startswith(_OTHERS):
        return _other(case, path)
    if path == "indicators.investment_intensity_wan_per_mu":
        return _worked(measured_intensity(case), f"{_MEASURED}.fixed_asset_invested_wan")
    if path == "indicators.tax_wan_per_mu":
        return _of_the_year(case, output=False)
    return _measured(case, name)


def _other(case: Case, path: str) -> _Actual | None:
    index = int(path.partition("[")[2].partition("]")[0])
    key = case.indicators.others[index].key if case.indicators else None
    found = _given(case, key) if key else None
    if found is None:
        return _of_the_year(case, output=True) if key in _OUTPUTS else None
    place, one = found
    where = f"{_MEASURED}.others[{place}]"
    if one.value is not None:
        return _Actual(one.value, Fraction(one.value), one.reached, None, f"{where}.value")
    return _Actual(one.text or "", None, one.reached, None, f"{where}.text") if one.text else None


def _given(case: Case, key: str) -> tuple[int, MeasuredIndicator] | None:
    others = _of(case).others
    return next(((i, one) for i, one in enumerate(others) if one.key == key), None)


def _of_the_year(case: Case, *, output: bool) -> _Actual | None:
    year = latest_year(case)
    if year is None:
        return None
    worked = output_per_mu(year) if output else tax_per_mu(year)
    return _worked(worked, "performance.years")


def _worked(worked: Worked | None, path: str) -> _Actual | None:
    if worked is None:
        return None
    return _Actual(worked.value, worked.exact, None, worked.text, path)


def _measured(case: Case, name: str) -> _Actual | None:
    value = getattr(_of(case), name, None)
    if not isinstance(value, Decimal):
        return None
    return _Actual(value, Fraction(value), None, None, f"{_MEASURED}.{name}")


def _of(case: Case) -> Measured:
    performance = case.performance
    return (performance.measured if performance else None) or Measured()
