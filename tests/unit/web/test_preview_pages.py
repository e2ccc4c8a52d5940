"""A case at one glance, and its papers as pages, as the desk serves them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docgen import pipeline
from docgen.intake import dump_case
from docgen.intake.form_values import values_of
from docgen.register.desk_records import Role
from docgen.register.records import Act
from tests.desks import Desk, Visit, desk_of

ROOT = Path(__file__).resolve().parents[3]
CONTRACT = ROOT / "templates" / "contracts" / "land_grant_contract" / "sample.yaml"
LETTER = "credit_commitment"
ACT = Act("2026-11-25T09:00:00+08:00", "示例经办", "")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as made:
        yield made


@pytest.fixture
def visit(desk: Desk) -> Visit:
    save(desk, dump_case(pipeline.load_case(CONTRACT)))
    return desk.visit()


def save(desk: Desk, data: dict[str, Any]) -> int:
    return desk.app.state.office.desk.save_case(data, ACT).id


def typed(visit: Visit, address: str, values: dict[str, str], have: list[str] | None = None) -> Any:
    found = re.search(r'name="csrf-token" content="([^"]+)"', visit.get("/cases/1").text)
    assert found
    headers = {"X-CSRF-Token": found[1], "HX-Request": "true"}
    told = {"values": values, "have": have or []}
    return visit.client.post(address, json=told, headers=headers, follow_redirects=False)


def digests(text: str) -> list[str]:
    return re.findall(r'data-digest="([0-9a-f]+)"', text)


def test_a_case_is_shown_at_one_glance(visit: Visit) -> None:
    page = visit.get("/cases/1")
    assert page.status_code == 200
    for told in ("宗地界址图", "期限时间线", "建筑系数", "工业项目建设用地控制指标", "100.0000亩"):
        assert told in page.text
    for told in ("签订出让合同", "示例甲机械制造有限公司", "人民币壹仟玖佰贰拾万元零玖角陆分"):
        assert told in page.text
    assert 'href="/cases/1/preview/land_grant_contract"' in page.text
    assert 'href="/cases/1/edit"' in page.text


def test_a_case_with_next_to_nothing_is_shown_too(desk: Desk) -> None:
    number = save(desk, {"parcel": {"location": "示例路"}})
    page = desk.visit().get(f"/cases/{number}")
    assert page.status_code == 200
    assert "没有界址点坐标" in page.text


def test_a_case_of_an_unknown_place_says_what_to_put_right(desk: Desk) -> None:
    number = save(desk, {"jurisdiction": "没有的县", "parcel": {"location": "示例路"}})
    page = desk.visit().get(f"/cases/{number}")
    assert page.status_code == 200
    assert "没有辖区「没有的县」的规则包" in page.text


@pytest.mark.parametrize("address", ["/cases/99", "/cases/99/preview/land_grant_contract"])
def test_a_case_that_there_is_not_is_not_found(visit: Visit, address: str) -> None:
    assert visit.get(address).status_code == 404


def test_hostile_texts_of_a_case_are_text_on_the_page(desk: Desk) -> None:
    bad = "<script>alert(1)</script>"
    number = save(desk, {"parcel": {"location": bad}})
    for address in (f"/cases/{number}", f"/cases/{number}/preview/{LETTER}"):
        text = desk.visit().get(address).text
        assert "<script>alert" not in text
        assert "&lt;script&gt;alert" in text


def test_a_saved_paper_is_shown_as_pages(visit: Visit) -> None:
    page = visit.get("/cases/1/preview/land_grant_contract")
    assert page.status_code == 200
    assert len(digests(page.text)) == 16
    assert 'href="#f:grant.price_yuan"' in page.text
    assert " style=" not in page.text
    part = visit.get(f"/cases/1/preview/{LETTER}", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert digests(part.text)


def test_an_earlier_version_is_shown_as_it_was(desk: Desk) -> None:
    number = save(desk, {"parcel": {"location": "示例东路"}})
    book = desk.app.state.office.desk
    book.save_case({"parcel": {"location": "示例西路"}}, ACT, case_id=number, based_on=1)
    address = f"/cases/{number}/preview/{LETTER}"
    assert "示例西路" in desk.visit().get(address).text
    assert "示例东路" in desk.visit().get(f"{address}?version=1").text
    assert desk.visit().get(f"{address}?version=9").status_code == 404


def test_what_is_typed_is_shown_over_what_is_saved(visit: Visit) -> None:
    answer = typed(visit, f"/cases/1/preview/{LETTER}", {"parcel.location": "示例大街"})
    assert answer.status_code == 200
    assert "示例大街" in answer.text
    assert "示例甲机械制造有限公司" in answer.text


def test_a_row_that_was_taken_out_is_gone_and_a_field_that_was_emptied_is_empty(
    visit: Visit,
) -> None:
    case = pipeline.load_case(CONTRACT)
    values = {**values_of(case), "parties.grantees.0.name": ""}
    answer = typed(visit, f"/cases/1/preview/{LETTER}", values)
    assert "示例甲机械制造有限公司" not in answer.text


def test_a_sheet_that_is_there_already_is_not_sent_again(visit: Visit) -> None:
    address = "/cases/1/preview/land_grant_contract"
    first = typed(visit, address, {})
    have = digests(first.text)
    again = typed(visit, address, {}, have)
    assert digests(again.text) == have
    assert again.text.count("data-kept") == len(have)
    assert "<path" not in again.text
    changed = typed(visit, address, {"contract_no": "示例〔2026〕1号"}, have)
    kept = changed.text.count("data-kept")
    assert len(have) - 2 <= kept < len(have)


def test_what_cannot_be_read_is_told_and_left_blank(visit: Visit) -> None:
    answer = typed(visit, f"/cases/1/preview/{LETTER}", {"parcel.granted_area_m2": "很大"})
    assert answer.status_code == 200
    assert "有 1 项读不出来" in answer.text
    assert digests(answer.text)


def test_a_case_that_was_never_saved_is_shown_while_it_is_typed(visit: Visit) -> None:
    answer = typed(visit, f"/preview/{LETTER}", {"parcel.location": "示例大街"})
    assert answer.status_code == 200
    assert "示例大街" in answer.text


def test_a_paper_that_there_is_not_says_so_without_pages(visit: Visit) -> None:
    answer = typed(visit, "/cases/1/preview/nothing", {})
    assert "没有叫「nothing」的文书" in answer.text
    assert digests(answer.text) == []


def test_what_is_typed_needs_the_token_of_the_session(visit: Visit) -> None:
    told = {"values": {}, "have": []}
    for headers in ({}, {"X-CSRF-Token": "guess"}):
        answer = visit.client.post(f"/preview/{LETTER}", json=told, headers=headers)
        assert answer.status_code == 403


def test_a_body_that_is_none_is_refused(visit: Visit) -> None:
    found = re.search(r'name="csrf-token" content="([^"]+)"', visit.get("/cases/1").text)
    assert found
    for body in ({"values": {"a": 1}}, {"values": []}, {"more": 1}, []):
        answer = visit.client.post(
            f"/preview/{LETTER}", json=body, headers={"X-CSRF-Token": found[1]}
        )
        assert answer.status_code == 400


def test_nobody_sees_a_case_without_logging_in(desk: Desk) -> None:
    save(desk, {"parcel": {"location": "示例路"}})
    desk.set_up()
    for address in ("/cases/1", f"/cases/1/preview/{LETTER}"):
        assert desk.visit().get(address).headers["location"].startswith("/login")


def test_a_reviewer_sees_what_a_clerk_wrote(desk: Desk) -> None:
    save(desk, {"parcel": {"location": "示例路"}})
    keeper = desk.set_up()
    reader = desk.add(keeper, "shenhe", "示例审核", Role.REVIEWER)
    assert reader.get("/cases/1").status_code == 200


def test_the_style_sheet_fetches_nothing() -> None:
    text = (ROOT / "docgen" / "web" / "static" / "case.css").read_text("utf-8")
    assert "@import" not in text
    assert "url(" not in text
