"""In a real browser: a contract comes back changed; rules are found while one types."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.pipeline.kinds import kind_of
from docgen.register.desk import Desk
from tests.returnedpapers import edited, issued_contract
from tests.servers import Served, browser_page, needs_browser, serve

pytestmark = [pytest.mark.e2e, needs_browser]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("desk")
    with Desk.open(folder / "register.sqlite") as book:
        issued = issued_contract(book)
    changes = (("53333.60", "53233.60"), ("有权解除本合同并请求", "可以请求"))
    folder.joinpath("合同-收回.docx").write_bytes(edited(issued.docx, *changes))
    return folder


@pytest.fixture(scope="module")
def desk(data: Path) -> Iterator[Served]:
    with serve(data) as running:
        yield running


def test_a_contract_that_came_back_is_shown_figures_first_and_marked(
    data: Path, desk: Served, tmp_path: Path
) -> None:
    with browser_page(desk.address, downloads=tmp_path) as page:
        page.goto(f"{desk.address}/returned?case=1")
        page.set_input_files("input[name=file]", data / "合同-收回.docx")
        page.click("button:has-text('比对')")
        page.wait_for_selector(".verdict")
        assert "已改动" in page.inner_text(".verdict")
        assert page.inner_text("table.beside ins >> nth=0") == "53233.60"
        assert "第五条" in page.inner_text("tr.clause >> nth=0")
        with page.expect_download() as caught:
            page.click("text=下载修订稿")
        saved = tmp_path / "修订稿.docx"
        caught.value.save_as(saved)
        assert caught.value.suggested_filename == "合同-收回-修订稿.docx"
        assert kind_of(saved.read_bytes()) == "docx"
        page.reload()
        assert "已改动" in page.inner_text(".verdict")


def test_rules_are_found_while_one_types_and_reached_by_keys_alone(desk: Served) -> None:
    with browser_page(desk.address) as page:
        page.goto(f"{desk.address}/rules")
        page.keyboard.press("/")
        page.keyboard.type("定金不超过")
        page.wait_for_selector("#found:has-text('找到')")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/rules/R060")
        assert "定金" in page.inner_text("h1")
        page.goto(f"{desk.address}/rules")
        page.select_option("select[name=scope]", "paper")
        page.wait_for_selector("#found:has-text('找到')")
        assert page.locator("#found h2").count() == 1
        assert "scope=paper" in page.url


@pytest.mark.parametrize("size", [(1092, 614), (1366, 768)], ids=["125%", "100%"])
def test_no_page_is_wider_than_the_window(desk: Served, size: tuple[int, int]) -> None:
    addresses = (
        "/rules", "/rules/R060", "/fields", "/fields/出让.出让价款", "/templates",
        "/templates/land_grant_contract", "/jurisdictions", "/jurisdictions/xuchang", "/returned",
    )  # fmt: skip
    with browser_page(desk.address, size=size) as page:
        for address in addresses:
            page.goto(desk.address + address)
            wide = "document.documentElement.scrollWidth - window.innerWidth"
            assert page.evaluate(wide) <= 0, address
