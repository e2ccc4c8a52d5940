"""A print run in a real browser: a clerk sends the ledger in, another lets it out, it adds up."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.test_desk_in_a_browser import add, log_in, set_up
from tests.runledger import write_ledger
from tests.servers import Served, browser_page, needs_browser, serve

pytestmark = [pytest.mark.e2e, needs_browser]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    with serve(tmp_path / "desk") as running:
        yield running


def test_a_ledger_becomes_a_print_file_that_adds_up(desk: Served, tmp_path: Path) -> None:
    ledger = write_ledger(tmp_path / "催缴台账.xlsx", 4, spoiled={2: {"出让价款（元）": "无"}})
    with browser_page(desk.address) as page:
        set_up(page)
        add(page, "jingban", "示例经办", "经办")
        add(page, "shenhe", "示例审核", "审核")
        log_in(page, "jingban")
        page.goto("/runs")
        page.click("text=新建一批")
        page.select_option("[name=notice]", label="出让价款催缴通知书")
        page.select_option("[name=jurisdiction]", label="偃师区")
        page.set_input_files("[name=ledger]", str(ledger))
        page.click("text=读取台账")
        page.wait_for_selector("text=共 4 行，读得出 3 行，读不出 1 行")
        page.wait_for_selector("text=「无」不是数")
        page.fill("[name=number]", "偃自然资函〔2022〕号")
        page.wait_for_selector("#next-number:has-text('偃自然资函〔2022〕1号')")
        page.check("[name=index]")
        page.click("text=完成，交付打印")
        page.wait_for_selector("text=待审核")
        assert page.locator("text=审核并打印").count() == 0
        name = page.url.rpartition("/")[2]

        log_in(page, "shenhe")
        page.goto("/")
        page.click(f"a:has-text('{name}')")
        page.click("text=审核并打印")
        page.wait_for_selector("h2:has-text('对账')", timeout=180_000)
        page.wait_for_selector("text=读 4 行 = 印出 3 + 拒印 1 + 以前印过 0")
        with page.expect_download() as told:
            page.click("text=下载打印件")
        data = Path(told.value.path()).read_bytes()
        assert data.startswith(b"%PDF")
        kept = json.loads((tmp_path / "desk" / "runs" / name / "对账.json").read_bytes())
        assert kept["print_file"]["sha256"] == hashlib.sha256(data).hexdigest()
        page.click("text=文书、补印、送达")
        with page.expect_download() as told:
            page.locator("button:has-text('补印')").first.click()
        assert Path(told.value.path()).read_bytes().startswith(b"%PDF")
