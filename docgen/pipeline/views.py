"""What a parcel's file shows at one glance: its outline, its indicators, its days.

    seen = overview(case)
    seen.outline             # the outline as SVG, None without boundary points
    seen.bars                # each indicator beside what bounds it
    seen.moments             # each day, and how it stands

All of it from the figures and the packs; drawings in :mod:`docgen.pipeline.views_svg`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from docgen.figures.compose import compose
from docgen.model import Case
from docgen.pipeline.bars import Bar, Limit, indicator_bars
from docgen.pipeline.overview_spec import spec
from docgen.pipeline.run import pack_of, stage_of
from docgen.pipeline.timeline import Moment, moments_of
from docgen.pipeline.views_svg import bar_svg, outline_svg, timeline_svg
from docgen.proof import Group, walk_figures
from docgen.wording import plain_decimal

__all__ = ["Bar", "Fact", "Limit", "Moment", "Overview", "bar_svg", "overview", "timeline_svg"]

_TABLE = "parcel.outline_table"
#: Forms that are numbers in a unit of the same name.
_UNITS = frozenset({"亩", "公顷", "万元"})


@dataclass(frozen=True, slots=True)
class Fact:
    """A value of the head of the page.

    Attributes:
        path: Path of the figure.
        title: What it is.
        value: The value with its unit.
        forms: Further forms of it.
    """

    path: str
    title: str
    value: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """A parcel's file at one glance.

    Attributes:
        outline: Its outline as SVG; None where it has no boundary points.
        area: The area within the outline with its unit, as it is worked out; "" without one.
        bars: Its planning conditions and indicators.
        moments: Its days, the earliest first.
        on: The day from which what lies ahead is reckoned; None for none.
        facts: What the case is about: title, value with its unit, and further forms of it.
    """

    outline: str | None
    area: str
    bars: tuple[Bar, ...]
    moments: tuple[Moment, ...]
    on: date | None
    facts: tuple[Fact, ...]


def overview(case: Case, *, today: date | None = None) -> Overview:
    """Return what a case shows at one glance.

    Args:
        case: The parcel's file.
        today: The day of looking; the case's own 计算截至日 goes before it.

    Raises:
        InputError: The case names a jurisdiction that has no pack.
    """
    pack = pack_of(case)
    figures = compose(case, stage=stage_of(case, None), origins=case.origins, pack=pack)
    on = case.as_of if isinstance(case.as_of, date) else today
    outline, area = _outline(figures)
    return Overview(
        outline,
        area,
        indicator_bars(case, pack),
        moments_of(case, figures, on),
        on,
        tuple(_facts(figures)),
    )


def _facts(figures: Group) -> Iterator[Fact]:
    known = {figure.key: figure for figure in walk_figures(figures) if figure.present}
    for told in spec().facts:
        figure = known.get(told.path)
        if figure is not None:
            forms = tuple(
                f"{figure.forms[form]}{form if form in _UNITS else ''}"
                for form in told.forms
                if form in figure.forms
            )
            title = told.title or figure.title.rpartition(".")[2]
            yield Fact(told.path, title, f"{figure.printed}{figure.unit}", forms)


def _outline(figures: Group) -> tuple[str | None, str]:
    """Return the outline and its area, from the figures of its table."""
    cells: dict[str, dict[str, object]] = {}
    area = ""
    for figure in walk_figures(figures):
        if figure.key.startswith(f"{_TABLE}["):
            row, _, column = figure.key.rpartition(".")
            cells.setdefault(row, {})[column] = figure.value
        elif figure.key == "parcel.outline_area_m2" and figure.present:
            area = f"{figure.printed}{figure.unit}"
    corners: list[tuple[Decimal, Decimal]] = []
    labels, lengths = [], []
    for cell in cells.values():
        x, y, length = cell.get("x"), cell.get("y"), cell.get("length_m")
        if isinstance(x, Decimal) and isinstance(y, Decimal) and isinstance(length, Decimal):
            corners.append((x, y))
            labels.append(str(cell.get("point")))
            lengths.append(plain_decimal(length))
    if not corners:
        return None, ""
    return outline_svg(corners, labels, lengths), area
