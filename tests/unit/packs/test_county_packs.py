"""What the five counties say, held against their policies as they were read by hand."""

from __future__ import annotations

import pickle
from datetime import date
from decimal import Decimal

import pytest

from docgen import glossary
from docgen.errors import InputError
from docgen.packs import Pack, load_pack

NAMES = ("yanshi", "xuchang", "fanxian", "baofeng", "jindong")
PACKS = {name: load_pack(name) for name in NAMES}
XUCHANG, FANXIAN = PACKS["xuchang"], PACKS["fanxian"]
ON = date(2021, 11, 5)


def number(pack: Pack, key: str, zone: str | None = None) -> str | None:
    found = pack.value(key, ON, zone)
    return format(found.number, "f") if found else None


@pytest.mark.parametrize("name", NAMES)
def test_a_pack_survives_being_handed_to_another_process(name: str) -> None:
    assert pickle.loads(pickle.dumps(PACKS[name])) == PACKS[name]


@pytest.mark.parametrize(
    ("name", "number_", "issued", "last"),
    [
        ("yanshi", "", None, date(2024, 8, 31)),
        ("xuchang", "许政办〔2021〕4号", date(2021, 2, 23), None),
        ("fanxian", "", date(2021, 6, 29), date(2022, 12, 31)),
        ("baofeng", "宝政办〔2021〕34号", date(2021, 7, 8), None),
        ("jindong", "", None, None),
    ],
)
def test_a_policy_bears_its_number_and_its_days(
    name: str, number_: str, issued: date | None, last: date | None
) -> None:
    policy = PACKS[name].policy
    assert (policy.number, policy.issued, policy.validity.valid_to) == (number_, issued, last)


def test_only_the_draft_is_not_in_force() -> None:
    assert [name for name in NAMES if not PACKS[name].validity.covers(ON)] == ["jindong"]


def test_fanxian_has_three_papers_and_each_governs_its_own_land() -> None:
    ends = {p.id: p.validity.valid_to for p in FANXIAN.policies}
    assert list(ends.values()) == [date(2022, 12, 31), date(2022, 12, 31), date(2021, 12, 31)]
    assert FANXIAN.policy_for("occupied_unsupplied").id == "regularisation"
    assert FANXIAN.policy_for("inefficient").id == "revitalisation"
    assert FANXIAN.policy_for("idle") is FANXIAN.policy_for(None) is FANXIAN.policy


def test_a_value_lapses_with_the_paper_it_stands_in_and_a_law_does_not() -> None:
    cutoff = FANXIAN.value("occupied_unsupplied_cutoff", ON)
    credit = FANXIAN.value("credit_law", ON)
    check = FANXIAN.value("production_check_within_months", ON)
    assert cutoff and credit and check
    new_year = date(2022, 1, 1)
    assert not FANXIAN.in_force(cutoff.source, new_year)
    assert FANXIAN.in_force(check.source, new_year)
    assert FANXIAN.in_force(credit.source, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("term_unrecognised_max_years", ("20", "20", None, "20", None)),
        ("term_recognised_max_years", ("50", None, None, None, None)),
        ("tax_target_wan_per_mu", ("20", None, None, "15", None)),
        ("batch_supply_min_mu", ("100", "100", None, None, None)),
        ("agreement_signing_max_days", (None, None, "10", None, None)),
        ("production_check_within_months", (None, None, "1", None, None)),
        ("production_recheck_max_months", (None, None, "6", None, None)),
        ("greening_min_pct", ("35", None, None, "20", None)),
        ("greening_max_pct", ("20", "20", None, None, None)),
        ("transition_max_years", (None, None, "5", None, None)),
        ("scattered_parcel_max_mu", (None, None, "3", None, None)),
        ("scattered_total_max_pct", (None, None, "10", None, None)),
        ("rectification_max_years", (None, None, None, None, "1")),
        ("idle_list_min_mu", (None, None, None, None, "20")),
        ("plant_list_min_mu", (None, None, None, None, "5")),
        ("renewal_apply_before_years", ("1", "1", "1", "1", "1")),
        ("idle_fee_pct", ("20", "20", "20", "20", "20")),
        ("planning_permit_lapse_months", (None, "12", None, None, None)),
        ("late_payment_rescission_days", ("60", "60", "60", "60", "60")),
        ("idle_fee_pay_days", ("30", "30", "30", "30", "30")),
        ("temporary_use_max_years", ("2", "2", "2", "2", "2")),
        ("enforcement_apply_months", ("3", "3", "3", "3", "3")),
        ("contact_change_notice_days", ("15", "15", "15", "15", "15")),
    ],
)
def test_a_county_says_what_its_policy_says_and_nothing_more(
    key: str, wanted: tuple[str | None, ...]
) -> None:
    assert tuple(number(PACKS[name], key) for name in NAMES) == wanted


@pytest.mark.parametrize(
    ("name", "day"), [("jindong", date(2021, 7, 1)), ("fanxian", date(2022, 1, 1))]
)
def test_the_price_goes_to_the_tax_authority_from_a_day(name: str, day: date) -> None:
    since = PACKS[name].value("payee_tax_since", ON)
    idle = PACKS[name].value("idle_fee_payee_tax_since", ON)
    assert since and since.day == day
    assert idle and idle.day == date(2021, 7, 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_breach_of_the_agreement_is_usually_pursued_as_an_administrative_one(name: str) -> None:
    track = PACKS[name].value("remedy_track_default", ON)
    assert track and glossary.enum_label(track.key.enum, track.text) == "行政"


def test_xuchang_has_ten_zones_with_ids_and_official_names() -> None:
    assert len(XUCHANG.zones) == len({zone.id for zone in XUCHANG.zones}) == 10
    assert XUCHANG.zone("xiangcheng-xunhuan").name == "襄城县循环经济产业集聚区"
    assert XUCHANG.zone("xiangcheng").alike == ("xiangcheng-xunhuan",)


@pytest.mark.parametrize(
    ("zone", "least", "most"),
    [("jingkai", "20", "30"), ("xiangcheng-xunhuan", "18", "25"), ("xiangcheng", "15", None)],
)
def test_the_target_of_a_zone_has_two_ends_or_one(zone: str, least: str, most: str | None) -> None:
    assert number(XUCHANG, "tax_target_wan_per_mu", zone) == least
    assert number(XUCHANG, "tax_target_max_wan_per_mu", zone) == most
    assert number(XUCHANG, "batch_supply_min_mu", zone) == "100"
    assert number(XUCHANG, "tax_target_wan_per_mu") is None


@pytest.mark.parametrize("zone", ["", "襄城县产业集聚区", "Weidu", "shifanqu"])
def test_an_unknown_zone_is_answered_with_all_ten(zone: str) -> None:
    for ask in (XUCHANG.zone, lambda z: XUCHANG.value("tax_target_wan_per_mu", ON, z)):
        with pytest.raises(InputError) as caught:
            ask(zone)
        assert caught.value.exit_code == 3
        said = str(caught.value)
        assert all(f"{one.id}（{one.name}）" in said for one in XUCHANG.zones)


def test_a_county_without_zones_says_so() -> None:
    with pytest.raises(InputError, match="不分区"):
        FANXIAN.zone("weidu")


@pytest.mark.parametrize(
    ("name", "document", "core"),
    [
        ("yanshi", "credit_commitment", "亩均投资强度 亩均税收 容积率"),
        ("yanshi", "redevelopment_agreement", "亩均投资强度 亩均税收"),
        ("xuchang", "supervision_agreement", "亩均投资强度 亩均税收 容积率"),
        ("baofeng", "supervision_agreement", "亩均投资强度 亩均税收 容积率"),
        (
            "fanxian",
            "land_grant_contract",
            "亩均投资强度 容积率 建筑系数 绿地率 非生产设施占地比例",
        ),
        (
            "fanxian",
            "supervision_agreement",
            "产业准入 亩均投资强度 亩均税收 亩均产出 容积率 建筑密度 能耗标准 环境标准",
        ),
        ("jindong", "supervision_agreement", "亩均投资强度 亩均税收"),
    ],
)
def test_a_paper_agrees_on_the_indicators_of_its_county(
    name: str, document: str, core: str
) -> None:
    found = PACKS[name].indicators_for(document)
    assert found and " ".join(kind.name for kind in found.core) == core


def test_what_the_county_leaves_unsaid_stays_unsaid() -> None:
    assert PACKS["jindong"].authority("supervisor") is None
    assert FANXIAN.indicators_for("redevelopment_agreement") is None
    for name in ("xuchang", "baofeng"):
        found = PACKS[name].indicators_for("supervision_agreement")
        assert found and (found.offered, found.extra) == ((), "")
    for name in ("xuchang", "fanxian", "baofeng", "jindong"):
        grantor = PACKS[name].authority("grantor")
        assert grantor and (grantor.name, grantor.certainty) == ("", "G")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("yanshi", "工业用地“标准地”履约监管协议"),
        ("xuchang", "工业用地“标准地”履约监管协议"),
        ("fanxian", "工业用地“标准地”监管协议"),
        ("baofeng", "工业用地“标准地”履约监管协议"),
        ("jindong", "工业用地“标准地”投资建设合同"),
    ],
)
def test_the_supervision_agreement_bears_the_title_of_its_county(name: str, title: str) -> None:
    assert PACKS[name].title("supervision_agreement") == title


@pytest.mark.parametrize(
    ("name", "category", "word"),
    [
        ("yanshi", "idle", "一宗一策"),
        ("yanshi", "inefficient", "一企一策"),
        ("xuchang", "idle", "一地一策"),
        ("xuchang", "inefficient", None),
        ("fanxian", "inefficient", "一宗一策"),
        ("fanxian", "occupied_unsupplied", None),
        ("baofeng", "inefficient", "一宗一策"),
        ("jindong", "idle", None),
    ],
)
def test_a_disposal_plan_is_called_by_the_countys_word(
    name: str, category: str, word: str | None
) -> None:
    found, title = PACKS[name].plan_word(category, ON), PACKS[name].title("disposal_plan", category)
    assert (found.text if found else None) == word
    assert title and (f"“{word}”" in title if word else title == "处置方案")


def test_the_classes_of_inefficient_land_are_the_countys() -> None:
    counts = {name: len(PACKS[name].classes_of("inefficient")) for name in NAMES}
    assert counts == {"yanshi": 6, "xuchang": 0, "fanxian": 3, "baofeng": 0, "jindong": 0}
    stalled = next(c for c in PACKS["yanshi"].classes if c.id == "stalled")
    assert len(stalled.conditions) == 4


def test_who_leads_a_disposal_is_told_by_category() -> None:
    office = PACKS["baofeng"].office_for("occupied_unsupplied")
    assert office and office.lead == "宝丰县自然资源局"
    assert PACKS["fanxian"].office_for("idle") is None


def test_yanshi_tells_how_tax_is_measured_and_baofeng_who_counts() -> None:
    yanshi = PACKS["yanshi"].measure("tax_wan_per_mu")
    baofeng = PACKS["baofeng"].measure("tax_wan_per_mu")
    assert yanshi and "承租企业" in yanshi.measured_by and yanshi.data_source == ""
    assert baofeng and baofeng.data_source == "宝丰县统计局" and baofeng.measured_by == ""
    assert FANXIAN.measure("tax_wan_per_mu") is None


@pytest.mark.parametrize("name", NAMES)
def test_everything_a_pack_says_has_its_place(name: str) -> None:
    pack = PACKS[name]
    parts = (
        *pack.authorities, *pack.titles, *pack.zones, *pack.indicator_sets,
        *pack.measures, *pack.classes, *pack.offices,
    )  # fmt: skip
    assert parts
    for part in parts:
        assert part.source.title and part.source.article, part


def test_a_shape_of_an_indicator_may_be_words() -> None:
    kinds = PACKS["yanshi"].indicator_kinds
    assert kinds["work_safety"].shape == "text"
    assert kinds["output_wan_per_mu"].unit == "万元/亩"
    assert number(PACKS["yanshi"], "stalled_investment_over_pct") == str(Decimal(25))


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("ledger_elements", (5, None, None, 5, None)),
        ("plan_elements", (None, None, None, None, 5)),
        ("redevelopment_modes", (5, None, None, None, None)),
        ("court_hint_items", (2, None, None, None, 4)),
        ("net_land_conditions", (5, 5, 5, 5, 5)),
        ("idle_settlement_modes", (6, 6, 6, 6, 6)),
        ("idle_disposal_modes", (None, None, None, 5, None)),
        ("supply_modes", (None, 4, None, 3, None)),
    ],
)
def test_a_county_lists_what_its_policy_lists(key: str, wanted: tuple[int | None, ...]) -> None:
    found = (PACKS[name].value(key, ON) for name in NAMES)
    assert tuple(len(one.words) if one else None for one in found) == wanted


def test_a_value_nobody_has_seen_is_marked_so() -> None:
    hearing = PACKS["yanshi"].value("land_hearing_working_days", ON)
    assert hearing and hearing.certainty == "G"


def test_net_land_in_fanxian_is_told_by_its_own_policy_and_elsewhere_by_the_countrys() -> None:
    fanxian, yanshi = (
        PACKS[name].value("net_land_conditions", ON) for name in ("fanxian", "yanshi")
    )
    assert fanxian and fanxian.jurisdiction == "fanxian"
    assert yanshi and yanshi.jurisdiction is None
