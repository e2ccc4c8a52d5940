"""Whatever a case holds, its figures are composed: what cannot be worked out is absent."""

from __future__ import annotations

from itertools import product

import pytest

from docgen.figures.compose import compose
from docgen.intake import case_from_mapping
from docgen.packs import list_packs
from docgen.proof import walk_figures
from tests.property.test_rules_on_extremes import COUNTS, DAYS, NUMBERS, part_of


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.slow
def test_no_figure_stumbles_over_a_case_full_of_extremes(day: str) -> None:
    packs = list_packs()
    for turn, (number, count) in enumerate(product(NUMBERS[:4], COUNTS)):
        pack = packs[turn % len(packs)]
        data = part_of("", (day, number, count), turn) | {"stage": "final", "zone": None}
        data["parcel"]["boundary_points"] = []
        case = case_from_mapping(data | {"jurisdiction": pack.id}).case
        assert any(one.present for one in walk_figures(compose(case, pack=pack)))
