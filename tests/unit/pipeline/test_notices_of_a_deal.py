"""The notices from the deal to the end of the term: what each case makes of their wording."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import pipeline
from docgen.errors import FindingsError
from docgen.intake import case_from_mapping
from docgen.pipeline import Document
from tests.papers import docx_lines

NOTICES = Path(__file__).resolve().parents[3] / "templates" / "notices"


def sample(name: str) -> dict[str, Any]:
    """Return the sample of a template, to be changed at will."""
    held: dict[str, Any] = yaml.load(
        (NOTICES / name / "sample.yaml").read_text("utf-8"), yaml.CBaseLoader
    )
    return copy.deepcopy(held)


def made(name: str, given: dict[str, Any]) -> Document:
    """Return the Word paper of a case."""
    [document] = pipeline.generate(case_from_mapping(given).case, [name], formats=("docx",))
    return document


def text(name: str, given: dict[str, Any]) -> str:
    """Return what the Word paper of a case says, line by line."""
    return "\n".join(docx_lines(made(name, given).docx))


def published(**grant: Any) -> str:
    """Return the publicity of the sample with terms of the grant changed; None takes one out."""
    given = sample("deal_publicity")
    for key, value in grant.items():
        given["grant"].pop(key, None)
        if value is not None:
            given["grant"][key] = value
    return text("deal_publicity", given)


@pytest.mark.parametrize(
    ("method", "says"),
    [
        ("listing", "挂牌出让成交公示"),
        ("auction", "拍卖出让成交公示"),
        ("tender", "招标出让成交公示"),
        ("agreement", "协议出让成交公示"),
        ("allocation", "划拨结果公示"),
    ],
)
def test_a_deal_of_every_method_is_published_under_its_own_title(method: str, says: str) -> None:
    told = published(method=method, use_terms=None, term_years="20")
    assert says in told
    assert ("成交价款" in told) is (method != "allocation")
    assert ("出让" in told.partition("不改变")[0]) is (method != "allocation")


def test_allocated_land_is_published_without_price_and_term() -> None:
    told = published(method="allocation", price_yuan=None, announcement_no=None, term_years=None)
    assert "划拨建设用地使用权人" in told
    assert "小写" not in told
    assert "年限" not in told


def test_each_of_several_uses_is_published_with_its_years_and_area() -> None:
    told = published()
    assert "工业用地20年，30000.00平方米；零售商业用地40年，3333.34平方米" in told


@pytest.mark.parametrize("years", ["0", None])
def test_years_that_nobody_knows_are_a_stroke(years: str | None) -> None:
    assert "工业用地、零售商业用地，/年" in published(use_terms=None, term_years=years)


def test_a_term_beyond_the_law_is_published_as_it_is_and_told() -> None:
    given = sample("deal_publicity")
    given["grant"]["use_terms"] = [{"use": "零售商业用地", "term_years": "41"}]
    told = [one for one in made("deal_publicity", given).report.findings if one.code == "R042"]
    assert [one.severity for one in told] == ["warning"]


def test_land_sold_by_agreement_has_no_confirmation_of_a_deal() -> None:
    given = sample("deal_confirmation")
    given["grant"]["method"] = "agreement"
    with pytest.raises(FindingsError) as caught:
        made("deal_confirmation", given)
    assert [one.code for one in caught.value.problems] == ["R106"]


def test_what_is_owed_of_a_tax_is_worked_out_line_by_line_and_summed() -> None:
    told = text("land_tax_reminder", sample("land_tax_reminder"))
    assert "21500.00 | 10000.00 | 11500.00" in told
    assert "合计 |  |  | 43000.00 | 10000.00 | 33000.00" in told
    assert "人民币叁万叁仟元整（小写33000.00元）" in told


def test_arrears_are_told_to_the_offices_that_the_county_names() -> None:
    given = sample("land_tax_reminder")
    del given["notice"]["report_to"]
    told = text("land_tax_reminder", given)
    assert "报送区产业集聚区、区自然资源和规划局、区工信局" in told
    given["jurisdiction"] = "fanxian"
    assert "报送" not in text("land_tax_reminder", given)


def test_a_reminder_of_tax_does_not_come_from_the_tax_authority_nor_an_order_from_any_other() -> (
    None
):
    for name, kind in (("land_tax_reminder", "tax"), ("tax_order", "natural_resources")):
        given = sample(name)
        given["notice"]["issuer_kind"] = kind
        with pytest.raises(FindingsError) as caught:
            made(name, given)
        assert "R106" in {one.code for one in caught.value.problems}


def test_renewal_is_asked_for_a_year_before_the_end_of_the_term() -> None:
    given = sample("renewal_reminder")
    given["grant"]["term_start"] = "2021-03-01"
    told = text("renewal_reminder", given)
    assert "至2026年2月28日届满" in told
    assert "请不迟于2025年2月28日" in told


def test_a_receipt_of_service_goes_with_any_notice_and_names_it() -> None:
    given = sample("price_demand")
    told = text("service_receipt", given)
    assert "送达文书的名称 | 出让价款催缴通知书" in told
    assert given["notice"]["document_no"] in told
    assert "受送达人 | " + given["parties"]["grantees"][0]["name"] in told
