"""What is in force on a day, and what the shipped packs say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from docgen.errors import PackError
from docgen.packs import Validity, list_packs, load_pack

YANSHI = load_pack("yanshi")
NATIONAL = load_pack(None)


def test_the_deposit_cap_is_twenty_per_cent_since_the_civil_code() -> None:
    cap = NATIONAL.value("deposit_max_pct", date(2021, 1, 1))
    assert cap is not None
    assert cap.number == Decimal(20)
    assert (cap.source.title, cap.source.article) == ("中华人民共和国民法典", "第五百八十六条")
    assert cap.certainty == "L"


def test_an_old_contract_keeps_the_old_value() -> None:
    before = NATIONAL.value("building_coefficient_min_pct", date(2023, 6, 25))
    after = NATIONAL.value("building_coefficient_min_pct", date(2023, 6, 26))
    assert before and after
    assert (before.number, after.number) == (Decimal(30), Decimal(40))


def test_nothing_was_in_force_before_the_first_value() -> None:
    assert NATIONAL.value("deposit_max_pct", date(1990, 1, 1)) is None


def test_without_a_day_the_newest_value_is_taken() -> None:
    newest = NATIONAL.value("building_coefficient_min_pct", None)
    assert newest and newest.number == Decimal(40)


def test_a_county_answers_before_the_country_and_the_country_where_the_county_is_silent() -> None:
    on = date(2021, 11, 5)
    target = YANSHI.value("tax_target_wan_per_mu", on)
    deposit = YANSHI.value("deposit_max_pct", on)
    assert target and target.jurisdiction == "yanshi"
    assert deposit and deposit.jurisdiction is None
    assert NATIONAL.value("tax_target_wan_per_mu", on) is None


def test_a_countys_threshold_is_checked_before_its_first_day_but_is_no_value_of_that_day() -> None:
    early = date(2021, 9, 29)
    assert YANSHI.value("tax_target_wan_per_mu", early) is None
    threshold = YANSHI.threshold("tax_target_wan_per_mu", early)
    assert threshold and threshold.number == Decimal(20)


def test_a_national_value_is_no_threshold_before_its_first_day() -> None:
    assert NATIONAL.threshold("deposit_max_pct", date(1990, 1, 1)) is None


def test_the_policy_of_yanshi_holds_where_every_possible_day_of_publication_agrees() -> None:
    # 2021年9月, three years from publication: 1 to 30 September 2021.
    first, last = date(2021, 9, 30), date(2024, 8, 31)
    assert (YANSHI.validity.valid_from, YANSHI.validity.valid_to) == (first, last)
    assert YANSHI.validity.covers(first) and YANSHI.validity.covers(last)
    assert not YANSHI.validity.covers(date(2021, 9, 29))
    assert not YANSHI.validity.covers(date(2024, 9, 1))
    assert "交集" in YANSHI.policy.note


def test_a_policy_without_an_end_counts_as_in_force_and_a_draft_never() -> None:
    assert Validity("in_force").covers(date(2099, 1, 1))
    assert not Validity("draft").covers(date(2021, 11, 5))
    assert not Validity("draft").covers(None)
    assert not Validity("expired-unknown").covers(date(2021, 11, 5))


def test_yanshi_asks_for_three_indicators_and_the_term() -> None:
    indicators = YANSHI.indicators_for("supervision_agreement")
    assert indicators is not None
    assert [kind.name for kind in indicators.core] == ["亩均投资强度", "亩均税收", "容积率"]
    assert "亩均产值" in [kind.name for kind in indicators.offered]
    assert indicators.extra == "term"


def test_a_title_of_the_county_stands_before_the_countrys() -> None:
    assert YANSHI.title("redevelopment_agreement") == "低效用地再开发监管协议"
    assert YANSHI.title("land_grant_contract") == "国有建设用地使用权出让合同"
    assert YANSHI.title("nothing") is None


def test_the_legal_maximum_of_industrial_land_is_fifty_years() -> None:
    cap = NATIONAL.value("term_industrial_max_years", date(2021, 11, 5))
    assert cap and cap.number == 50 and cap.source.article == "第十二条"


def test_a_value_asked_as_another_kind_is_refused() -> None:
    since = NATIONAL.value("payee_tax_since", None)
    words = NATIONAL.value("committee_words", None)
    assert since and since.day == date(2022, 1, 1)
    assert words and "管委会" in words.words
    for ask in (lambda: since.number, lambda: since.words, lambda: words.day):
        with pytest.raises(PackError):
            ask()


def test_every_value_has_a_source_and_a_day_on_which_it_was_checked() -> None:
    for pack in list_packs():
        for history in pack.values.values():
            for value in history:
                assert value.source.title and value.source.article, value.key.name
                assert value.checked_on >= date(2026, 1, 1)
                assert value.jurisdiction == pack.jurisdiction


def test_a_value_of_our_own_names_the_rule_that_uses_it() -> None:
    for history in NATIONAL.values.values():
        for value in history:
            if value.source.title == "产品约定":
                assert value.source.article[0] == "R" and value.source.article[1:].isdigit()
