"""A parcel at one glance: outline, bars, days; nothing that the figures and packs do not say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen import glossary, pipeline
from docgen.errors import InputError
from docgen.intake import case_from_mapping
from docgen.model import Case
from docgen.page.svg import SVG
from docgen.pipeline.overview_spec import spec
from docgen.pipeline.run import pack_of
from docgen.pipeline.views import Bar, Moment, Overview, bar_svg, overview, timeline_svg
from docgen.pipeline.views_svg import outline_svg
from tests.counts import count

ROOT = Path(__file__).resolve().parents[3]
CONTRACT = ROOT / "templates" / "contracts" / "land_grant_contract" / "sample.yaml"
LOOKED = date(2022, 1, 15)
ELEMENTS = {"svg", "g", "path", "rect", "circle", "polygon", "text", "title"}
NS = {"s": SVG}


@cache
def contract() -> Overview:
    return overview(pipeline.load_case(CONTRACT), today=LOOKED)


def case(**parts: Any) -> Case:
    return case_from_mapping(parts).case


def bars(**parts: Any) -> dict[str, Bar]:
    seen = overview(case(**parts)).bars
    return {f"{one.path}/{one.of}": one for one in seen}


def moments(today: date | None, **parts: Any) -> dict[str, Moment]:
    return {one.title: one for one in overview(case(**parts), today=today).moments}


def drawn(text: str) -> etree._Element:
    root = etree.fromstring(text)
    for node in root.iter():
        assert etree.QName(node).namespace == SVG
        assert etree.QName(node).localname in ELEMENTS
        assert "style" not in node.attrib
        assert not any(name.startswith("on") for name in node.attrib)
    return root


# --- outline ---


def test_the_outline_shows_each_corner_and_the_length_of_each_side() -> None:
    assert contract().outline is not None
    root = drawn(contract().outline or "")
    texts = [node.text for node in root.iterfind(".//s:text", NS)]
    assert [text for text in texts if text and text.startswith("J")] == [
        "J1",
        "J2",
        "J3",
        "J4",
        "J5",
    ]
    assert {"277.56", "139.37", "100.48", "275.45", "239.63", "北"} <= set(texts)
    assert contract().area == "66666.64平方米"


def test_north_is_at_the_top_and_east_to_the_right() -> None:
    square = [(Decimal(x), Decimal(y)) for x, y in ((0, 0), (100, 0), (100, 50), (0, 50))]
    root = drawn(outline_svg(square, ["甲", "乙", "丙", "丁"], ["100"] * 4))
    polygon = root.find("s:polygon", NS)
    assert polygon is not None
    places = [tuple(map(float, one.split(","))) for one in str(polygon.get("points")).split()]
    (south_x, south_y), (north_x, north_y), (east_x, _), _ = places
    assert north_y < south_y
    assert north_x == south_x < east_x


def test_a_parcel_without_corners_has_no_outline() -> None:
    assert overview(Case()).outline is None
    assert overview(case(宗地={"坐落": "示例路"})).outline is None


@settings(max_examples=count(300, 30), deadline=None)
@given(
    points=st.lists(
        st.tuples(
            st.decimals(-(10**7), 10**7, places=3, allow_nan=False),
            st.decimals(-(10**7), 10**7, places=3, allow_nan=False),
        ),
        min_size=3,
        max_size=60,
    )
)
def test_any_corners_stay_on_the_drawing(points: list[tuple[Decimal, Decimal]]) -> None:
    labels = [f"J{number}" for number in range(len(points))]
    root = drawn(outline_svg(points, labels, ["1"] * len(points)))
    for node in root.iterfind("s:circle", NS):
        assert 0 <= float(node.get("cx")) <= 420
        assert 0 <= float(node.get("cy")) <= 420


# --- bars ---


def test_an_agreed_value_is_held_against_the_law_with_its_article() -> None:
    found = bars(jurisdiction="yanshi", planning={"ancillary_land_pct": {"max": "8"}})
    bar = found["planning.ancillary_land_pct/agreed"]
    assert (bar.value, bar.unit, bar.state) == ("≤8", "%", "above")
    assert bar.most is not None
    assert bar.most.number == "7"
    assert bar.most.article == "第十条"
    assert bar.least is None
    within = bars(jurisdiction="yanshi", planning={"ancillary_land_pct": {"max": "7"}})
    assert within["planning.ancillary_land_pct/agreed"].state == "ok"


def test_a_lower_bound_that_is_missed_is_below() -> None:
    found = bars(jurisdiction="yanshi", indicators={"tax_wan_per_mu": "19.99"})
    assert found["indicators.tax_wan_per_mu/agreed"].state == "below"
    found = bars(jurisdiction="yanshi", indicators={"tax_wan_per_mu": "20"})
    assert found["indicators.tax_wan_per_mu/agreed"].state == "ok"


def test_the_limit_of_a_zone_goes_before_that_of_the_county() -> None:
    for zone, state in (("yuzhou", "ok"), ("jingkai", "below")):
        found = bars(jurisdiction="xuchang", zone=zone, indicators={"tax_wan_per_mu": "18"})
        assert found["indicators.tax_wan_per_mu/agreed"].state == state


def test_an_indicator_is_held_against_the_planning_conditions_of_its_parcel() -> None:
    found = bars(
        planning={"floor_area_ratio": {"min": "1.0", "max": "2.0"}},
        indicators={"floor_area_ratio": {"min": "0.8"}},
    )
    bar = found["indicators.floor_area_ratio/agreed"]
    assert bar.state == "below"
    assert bar.least is not None
    assert bar.least.title == glossary.title_path("planning.floor_area_ratio")


def test_laws_that_exclude_each_other_decide_nothing() -> None:
    found = bars(
        jurisdiction="yanshi",
        grant={"signing_date": "2021-11-05"},
        planning={"greening_ratio_pct": {"max": "20"}},
    )
    bar = found["planning.greening_ratio_pct/agreed"]
    assert bar.state == "unknown"
    assert bar.least is not None
    assert bar.most is not None
    assert Decimal(bar.least.number) > Decimal(bar.most.number)


def test_the_term_is_held_against_the_longest_of_its_use() -> None:
    grant = {"term_years": "51"}
    found = bars(parcel={"use": "工业用地"}, grant=grant)["grant.term_years/agreed"]
    assert (found.value, found.state) == ("51", "above")
    assert found.most is not None
    assert found.most.number == "50"
    mixed = bars(parcel={"use": "工业用地、商业用地"}, grant=grant)["grant.term_years/agreed"]
    assert mixed.most is not None
    assert mixed.most.number == "40"


def test_what_was_reached_is_held_against_what_was_agreed() -> None:
    found = bars(
        planning={"floor_area_ratio": {"min": "1.0", "max": "2.0"}},
        performance={"measured": {"floor_area_ratio": "0.62"}},
    )
    bar = found["planning.floor_area_ratio/reached"]
    assert (bar.value, bar.state) == ("0.62", "below")
    found = bars(
        planning={"floor_area_ratio": {"min": "1.0", "max": "2.0"}},
        performance={"measured": {"floor_area_ratio": "2.5"}},
    )
    assert found["planning.floor_area_ratio/reached"].state == "above"


def test_the_countys_further_indicators_are_told_as_they_are_directed() -> None:
    others = [
        {"name": "能耗", "value": "0.35", "unit": "吨", "direction": "at_most"},
        {"name": "就业", "value": "300", "unit": "人", "direction": "at_least"},
    ]
    found = bars(indicators={"others": others})
    assert [one.value for one in found.values()] == ["≤0.35", "≥300"]


def test_what_no_law_bounds_is_told_and_not_judged() -> None:
    found = bars(indicators={"investment_intensity_wan_per_mu": "200"})
    bar = found["indicators.investment_intensity_wan_per_mu/agreed"]
    assert (bar.value, bar.least, bar.most, bar.state) == ("≥200", None, None, "unknown")


def test_every_place_on_a_bar_is_a_share_of_its_scale() -> None:
    for bar in contract().bars:
        ends = [bar.low, bar.high, *(one.at for one in (bar.least, bar.most) if one)]
        for end in filter(None, ends):
            assert 0 <= Decimal(end) <= 1
        drawn(bar_svg(bar))


def test_a_bar_is_told_in_words_for_who_cannot_see_it() -> None:
    bar = next(one for one in contract().bars if one.path == "planning.building_coefficient_pct")
    assert bar.least is not None
    name = etree.fromstring(bar_svg(bar)).get("aria-label")
    assert name == f"{bar.title}：≥40%，应不低于{bar.least.number}%"


# --- days ---


def test_the_days_stand_in_their_order_with_where_they_come_from() -> None:
    found = contract().moments
    assert [one.day for one in found] == sorted(one.day for one in found)
    ends = next(one for one in found if one.path == "grant.term_end")
    assert (ends.day, ends.state) == (date(2041, 12, 30), "ahead")
    assert "出让年限" in ends.basis


def test_a_day_that_is_over_is_late_only_where_it_is_told_when_it_was_done() -> None:
    grant = {"commencement_date": "2022-06-30"}
    after = date(2023, 1, 1)
    assert moments(after, grant=grant)["开工"].state == "untold"
    assert moments(date(2022, 6, 30), grant=grant)["开工"].state == "ahead"
    assert moments(date(2022, 7, 1), grant=grant)["开工"].days == -1
    late = {"actual_commencement_date": "2022-07-01"}
    found = moments(after, grant=grant, performance=late)["开工"]
    assert (found.state, found.done) == ("late", date(2022, 7, 1))
    in_time = {"actual_commencement_date": "2022-06-30"}
    assert moments(after, grant=grant, performance=in_time)["开工"].state == "done"


def test_without_a_today_nothing_is_ahead_or_behind() -> None:
    found = moments(None, grant={"commencement_date": "2022-06-30"})["开工"]
    assert (found.state, found.days) == ("unknown", None)


def test_the_cases_own_day_goes_before_that_of_the_clock() -> None:
    seen = overview(case(as_of="2022-01-01"), today=date(2030, 1, 1))
    assert seen.on == date(2022, 1, 1)


@pytest.mark.parametrize(
    ("paid", "state"), [("500000", "done"), ("499999.99", "overdue"), (None, "untold")]
)
def test_an_instalment_is_done_when_all_of_it_is_paid(paid: str | None, state: str) -> None:
    one = {"amount_yuan": "500000", "due_date": "2021-12-03"}
    grant = {"instalments": [one | ({"paid_yuan": paid} if paid else {})]}
    assert moments(date(2022, 1, 1), grant=grant)["第1期付款"].state == state


def test_an_instalment_without_a_day_of_its_own_is_due_by_its_period() -> None:
    grant = {
        "signing_date": "2021-11-05",
        "instalments": [{"amount_yuan": "1", "due_within_days": "30"}],
    }
    assert moments(None, grant=grant)["第1期付款"].day == date(2021, 12, 5)


def test_a_later_word_takes_the_place_of_the_day_that_was_agreed() -> None:
    extended = [{"applied_on": "2022-05-01", "consent_no": "示例〔2022〕1号",
                 "new_commencement_date": "2023-01-31"}]  # fmt: skip
    grant = {"commencement_date": "2022-06-30"}
    found = moments(date(2022, 8, 1), grant=grant, changes={"extensions": extended})
    assert found["开工"].state == "replaced"
    assert found["延期后开工"].state == "ahead"
    wish = [{"applied_on": "2022-05-01", "new_commencement_date": "2023-01-31"}]
    found = moments(date(2022, 8, 1), grant=grant, changes={"extensions": wish})
    assert found["开工"].state == "untold"
    assert found["延期后开工"].state == "replaced"


def test_a_period_that_the_agreement_adds_is_counted_by_the_calendar() -> None:
    found = moments(
        None,
        project={"full_production_date": "2025-08-31"},
        supervision={"production_check_months": "1", "recheck_months": "6"},
    )
    assert found["达产认定期满"].day == date(2025, 9, 30)
    assert found["重约达产的最晚日"].day == date(2026, 2, 28)
    assert "达产日期" in found["达产认定期满"].basis


def test_days_beyond_the_calendar_are_left_out() -> None:
    found = moments(
        None,
        project={"full_production_date": "9999-12-01"},
        supervision={"production_check_months": "999"},
    )
    assert "达产认定期满" not in found
    assert found["达产"].day == date(9999, 12, 1)


def test_the_timeline_names_every_day_and_marks_today() -> None:
    root = drawn(timeline_svg(contract().moments, LOOKED))
    groups = root.findall("s:g", NS)
    assert len(groups) == len(contract().moments)
    assert root.find("s:path[@class='today']", NS) is not None
    assert drawn(timeline_svg((), LOOKED)).find("s:path[@class='today']", NS) is None


def test_hostile_words_are_text_in_every_drawing() -> None:
    bad = "</text><script>alert(1)</script>\"'"
    others = [{"name": bad, "value": "1", "unit": bad, "direction": "at_least"}]
    seen = overview(case(indicators={"others": others}, parcel={"location": bad}))
    for bar in seen.bars:
        assert bar.title == bad
        drawn(bar_svg(bar))
    assert seen.facts[0].value == bad


# --- what is shown ---


def test_every_path_of_the_overview_is_one_of_the_model() -> None:
    told = spec()
    paths = [one.path for one in told.bars.values()]
    paths += [one.within for one in told.bars.values() if one.within]
    for one in told.moments:
        paths += [one.path, *filter(None, (one.done, one.months))]
    paths += [one.path for one in told.facts]
    derived = set(glossary.derived())
    for path in paths:
        plain = path.replace("[]", "")
        model, _, field = plain.rpartition(".")
        assert plain in derived or field in glossary.terms(glossary.model_at(model) or ""), path
    for path in (one for chain in told.replaced.values() for one in chain):
        assert path in {one.path for one in told.moments}


def test_every_key_of_the_overview_is_one_that_packs_set() -> None:
    pack = pack_of(case(jurisdiction="yanshi"))
    assert pack.national is not None
    for one in spec().bars.values():
        for key in filter(None, (one.least, one.most)):
            known = any(
                pack_of(case(jurisdiction=name)).threshold(key, None)
                for name in ("yanshi", "xuchang", "baofeng")
            )
            assert known, key


def test_a_case_of_an_unknown_place_is_told_so() -> None:
    with pytest.raises(InputError):
        overview(case(jurisdiction="没有的县"))


@pytest.mark.parametrize("name", ["/etc/passwd", "../x.yaml", "x\\y", "/dev/stdin", "a/b"])
def test_a_case_that_came_from_no_folder_opens_no_file_as_its_pack(name: str) -> None:
    with pytest.raises(InputError, match="文件路径"):
        overview(case(jurisdiction=name))


@pytest.mark.slow
@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/**/*.yaml")), ids=lambda one: one.stem)
def test_every_example_has_its_overview(path: Path) -> None:
    seen = overview(pipeline.load_case(path), today=LOOKED)
    for bar in seen.bars:
        drawn(bar_svg(bar))
    drawn(timeline_svg(seen.moments, seen.on))
    if seen.outline:
        drawn(seen.outline)
