"""The paper beside its form in a real browser: from a figure to its field and back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docgen.intake import dump_case, load_case
from docgen.register.desk import Desk
from docgen.register.records import Act
from tests.servers import Served, browser_page, needs_browser, serve

pytestmark = [pytest.mark.e2e, needs_browser]

EDIT = "/cases/1/edit?document=land_grant_contract"
PRICE = 'a.figure[href="#f:grant.price_yuan"]'
FIELD = "() => document.activeElement.dataset.path"


@pytest.fixture
def desk(root: Path, tmp_path: Path) -> Iterator[Served]:
    data = tmp_path / "desk"
    data.mkdir()
    sample = root / "templates" / "contracts" / "land_grant_contract" / "sample.yaml"
    with Desk.open(data / "register.sqlite") as book:
        book.save_case(
            dump_case(load_case(sample).case), Act("2026-11-25T09:00:00+08:00", "示例", "")
        )
    with serve(data) as running:
        yield running


@pytest.fixture
def page(desk: Served) -> Iterator[Any]:
    with browser_page(desk.address) as opened:
        yield opened


def shown(page: Any) -> None:
    page.goto(EDIT)
    page.wait_for_selector("#preview .leaf svg")


def within(page: Any, link: str) -> bool:
    """Whether a figure can be seen in the paper's frame."""
    return page.locator(link).first.evaluate(
        """(link) => {
          const at = link.getBoundingClientRect();
          const box = link.closest(".sheets").getBoundingClientRect();
          return at.top >= box.top && at.bottom <= box.bottom;
        }"""
    )


def test_a_click_on_a_figure_leads_to_its_field_and_back(page: Any) -> None:
    shown(page)
    page.locator(PRICE).first.click()
    assert page.evaluate(FIELD) == "grant.price_yuan"
    assert page.locator(f"{PRICE}.here").count() >= 2
    page.locator(
        'input[data-path="parcel.location"], textarea[data-path="parcel.location"]'
    ).focus()
    place = 'a.figure[href="#f:parcel.location"]'
    page.wait_for_selector(f"{place}.here", state="attached")
    assert page.locator(".figure.here").count() == page.locator(place).count()
    assert within(page, f"{place}.here")
    assert not within(page, PRICE)


def test_what_is_typed_is_shown_and_the_paper_stays_where_it_was(page: Any) -> None:
    shown(page)
    page.locator(PRICE).first.click()
    before = page.evaluate("() => document.querySelector('.sheets').scrollTop")
    assert before > 0
    kept = page.evaluate(
        "() => { const leaf = document.querySelector('.leaf[data-page=\"3\"]'); leaf.mine = true; }"
    )
    assert kept is None
    page.keyboard.type("25000000")
    title = page.locator(f"{PRICE} title", has_text="25000000.00元").first
    title.wait_for(state="attached")
    assert page.evaluate("() => document.querySelector('.sheets').scrollTop") == before
    assert page.evaluate(FIELD) == "grant.price_yuan"
    assert page.locator(f"{PRICE}.here").count() >= 2
    # A sheet on which nothing changed is the very one that was there.
    assert page.evaluate("() => document.querySelector('.leaf[data-page=\"3\"]').mine") is True
    names = page.evaluate(
        "() => [...document.querySelectorAll('svg path[id]')].map((one) => one.id)"
    )
    assert len(names) == len(set(names))


def test_a_figure_that_is_worked_out_tells_from_what(page: Any) -> None:
    shown(page)
    page.locator('a.figure[href="#f:grant.term_end"]').first.click()
    assert page.evaluate(FIELD) == "grant.term_start"
    assert "出让年限" in page.locator(".sheets-note").text_content()
    page.locator('[data-path="grant.price_yuan"]').first.focus()
    assert page.locator(".sheets-note").count() == 0


def test_what_cannot_be_read_is_told_over_the_paper(page: Any) -> None:
    shown(page)
    page.fill('[data-path="parcel.granted_area_m2"]', "很大")
    page.wait_for_selector("#preview .sheets-told")
    assert page.locator("#preview .leaf svg").count() > 10


def test_the_paper_of_a_saved_case_leads_to_the_form(page: Any) -> None:
    page.goto("/cases/1/preview/land_grant_contract")
    page.locator(PRICE).first.click()
    page.wait_for_url("**/edit?document=land_grant_contract#f:grant.price_yuan")
    page.wait_for_selector("#preview .leaf svg")
    assert page.evaluate(FIELD) == "grant.price_yuan"


@pytest.mark.parametrize("address", ["/cases/1", "/cases/1/preview/land_grant_contract", EDIT])
def test_the_pages_fit_the_screen_of_an_office(page: Any, address: str) -> None:
    page.goto(address)
    assert page.evaluate("() => document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator(".outline, .sheets").count() > 0
