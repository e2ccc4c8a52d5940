"""The desk as legal staff use it, in a real browser: from an empty desk to paper and back."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from docgen.intake.load import dump_case, load_case
from docgen.pipeline.returned import verify_bytes
from tests.edits import Paper
from tests.servers import Served, browser_page, needs_browser, serve

pytestmark = [pytest.mark.e2e, needs_browser]

PASSWORD = "四个不相干的词 2026"
SERIES = "偃自然资出〔2026〕号"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    with serve(tmp_path / "desk") as running:
        yield running


@pytest.fixture
def unnumbered(root: Path, tmp_path: Path) -> Path:
    """A full case that has no number yet."""
    data = dump_case(load_case(root / "examples" / "yanshi.yaml").case)
    del data["contract_no"]
    path = tmp_path / "案卷.json"
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return path


def set_up(page: Any) -> None:
    page.goto("/")
    for field, text in (("login", "guanli"), ("name", "示例管理员")):
        page.fill(f"[name={field}]", text)
    for field in ("password", "again"):
        page.fill(f"[name={field}]", PASSWORD)
    page.click("text=设立管理员")
    page.wait_for_url("**/")


def add(page: Any, login: str, name: str, role: str) -> None:
    page.goto("/people")
    page.fill("section.card [name=login]", login)
    page.fill("section.card [name=name]", name)
    page.select_option("section.card [name=role]", label=role)
    page.fill("section.card [name=password]", PASSWORD)
    page.click("section.card button.primary")
    page.wait_for_selector(f"td:has-text('{name}')")


def log_in(page: Any, login: str) -> None:
    if page.locator("text=退出").count():
        page.click("text=退出")
    page.goto("/login")
    page.fill("[name=login]", login)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_selector("text=退出")


def bring_in(page: Any, case: Path) -> str:
    """Upload a case; return the address of its pages."""
    page.goto("/cases/new")
    form = page.locator("form[action='/cases/new/file']")
    form.locator("input[type=file]").set_input_files(case)
    form.locator("button").first.click()
    page.wait_for_url(re.compile(r"/cases/\d+/edit"))
    return str(page.url).partition("/edit")[0]


def hand_in(page: Any, case: str, series: str = SERIES) -> None:
    page.goto(f"{case}/papers")
    paper = page.locator("#d-land_grant_contract")
    paper.locator("[name=series]").fill(series)
    paper.get_by_role("button", name="送审").click()
    page.wait_for_selector("#d-land_grant_contract >> text=待审核")


def approve(page: Any, case: str) -> None:
    page.goto(f"{case}/papers")
    page.locator("#d-land_grant_contract").get_by_role("link", name="审核").click()
    page.get_by_role("button", name="批准，编号并发出").click()
    page.locator("#ask").get_by_role("button", name="确定").click()


def downloaded(page: Any, link: str, within: str = "main") -> bytes:
    with page.expect_download() as coming:
        page.locator(within).get_by_role("link", name=link, exact=True).first.click()
    return Path(coming.value.path()).read_bytes()


def test_from_an_empty_desk_to_an_audited_contract_and_back_with_an_edited_one(
    desk: Served, unnumbered: Path, tmp_path: Path
) -> None:
    with browser_page(desk.address) as page:
        set_up(page)
        add(page, "jingban", "示例经办", "经办")
        add(page, "shenhe", "示例审核", "审核")

        log_in(page, "jingban")
        case = bring_in(page, unnumbered)
        price = page.locator("[name='grant.price_yuan']")
        price.fill("一千四百万")
        page.wait_for_selector("[name='grant.price_yuan'][aria-invalid=true]")
        price.fill("14000002.00")
        page.wait_for_selector("text=壹仟肆佰万零贰元整")
        price.fill("14000001.00")
        page.wait_for_selector("text=壹仟肆佰万零壹元整")
        page.wait_for_selector("#preview a[href='#f:grant.price_yuan']", state="attached")
        page.locator("#preview a[href='#f:grant.price_yuan']").first.click()
        assert page.evaluate("document.activeElement.name") == "grant.price_yuan"
        page.fill("[name='at:why']", "核对价款")
        page.keyboard.press("Alt+s")
        page.wait_for_load_state()
        hand_in(page, case)
        assert page.get_by_role("button", name="批准，编号并发出").count() == 0

        log_in(page, "shenhe")
        approve(page, case)
        page.wait_for_selector("text=偃自然资出〔2026〕1号")
        docx = downloaded(page, "Word")
        assert downloaded(page, "PDF").startswith(b"%PDF")
        assert verify_bytes(docx, name="合同.docx").status == "unchanged"
        with zipfile.ZipFile(io.BytesIO(docx)) as package:
            assert "偃自然资出〔2026〕1号" in package.read("word/document.xml").decode()

        edited = Paper(docx)
        amount = edited.texts(r"14000001\.00")[0]
        amount.text = amount.text.replace("14000001.00", "11000001.00")
        back = tmp_path / "对方改稿.docx"
        back.write_bytes(edited.save())
        page.goto("/returned")
        page.set_input_files("form[action='/returned'] [name=file]", back)
        page.click("form[action='/returned'] button")
        page.wait_for_selector(".verdict")
        text = page.inner_text("main")
        assert "登记簿存档的回执" in text
        assert "14000001.00" in text
        assert "11000001.00" in text
        assert "数字 1 处" in text


def test_two_reviewers_at_the_same_moment_get_two_numbers(desk: Served, unnumbered: Path) -> None:
    with browser_page(desk.address) as page:
        set_up(page)
        add(page, "jingban", "示例经办", "经办")
        add(page, "shenhe1", "示例审核甲", "审核")
        add(page, "shenhe2", "示例审核乙", "审核")
        log_in(page, "jingban")
        cases = [bring_in(page, unnumbered) for _ in range(2)]
        for case in cases:
            hand_in(page, case)
        browser = page.context.browser
        reviewers = []
        for login, case in zip(("shenhe1", "shenhe2"), cases, strict=True):
            other = browser.new_context(base_url=desk.address, locale="zh-CN").new_page()
            other.set_default_timeout(60_000)
            log_in(other, login)
            other.goto(f"{case}/papers")
            other.locator("#d-land_grant_contract").get_by_role("link", name="审核").click()
            other.get_by_role("button", name="批准，编号并发出").click()
            reviewers.append(other)
        for other in reviewers:  # sent without waiting for the first to be answered
            other.evaluate("document.querySelector('#ask [value=yes]').click()")
        numbers = set()
        for other in reviewers:
            other.wait_for_selector("text=已签发")
            numbers |= set(re.findall(r"偃自然资出〔2026〕\d+号", other.inner_text("main")))
            other.context.close()
        assert numbers == {"偃自然资出〔2026〕1号", "偃自然资出〔2026〕2号"}
