"""What the desk knows can be looked up: rules, fields, templates, packs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from docgen.packs import list_packs
from docgen.pipeline.fields_told import key_of, told_fields
from docgen.pipeline.kinds import kind_of
from docgen.rules import catalogue
from docgen.templating.library import Library
from docgen.web import clock
from docgen.web.door.visitor import Visitor
from docgen.web.shelf import Kept, Shelf
from tests.desks import Visit, desk_of
from tests.tagged import docx, paragraph

EMPTY = Visitor(None)


@pytest.fixture(scope="module")
def visit(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    with desk_of(tmp_path_factory.mktemp("desk")) as desk:
        yield desk.visit()


def page(visit: Visit, address: str) -> str:
    answer = visit.get(address)
    assert answer.status_code == 200, answer.text
    return unescape(answer.text)


@pytest.mark.slow
def test_every_rule_is_listed_and_each_can_be_opened(visit: Visit) -> None:
    listed = page(visit, "/rules")
    for one in catalogue():
        assert f'href="/rules/{one.code}"' in listed
        assert one.title in listed
        told = page(visit, f"/rules/{one.code}")
        assert one.example.strip() in told
        assert all(branch.fix.split("{")[0] in told for branch in one.branches.values())


def test_a_rule_is_explained_with_its_example(visit: Visit) -> None:
    told = page(visit, "/rules/r060")
    assert "例" in told
    assert "改法" in told
    assert 'href="/rules/R061"' in told


def test_rules_are_searched_by_any_of_their_words(visit: Visit) -> None:
    def codes(address: str) -> set[str]:
        return set(re.findall(r'href="/rules/(\w+)"', page(visit, address)))

    assert "R060" in codes("/rules?q=定金 上限")
    assert codes("/rules?q=r060") >= {"R060"}
    assert codes("/rules?q=没有这样的话") == set()
    papers = {one.code for one in catalogue() if one.scope == "paper"}
    assert codes("/rules?scope=paper") == papers
    errors = {one.code for one in catalogue() if one.severity == "error"}
    assert codes("/rules?severity=error") == errors
    assert codes("/rules?scope=paper&severity=error") == papers & errors


def test_every_pack_is_shown_with_its_sources(visit: Visit) -> None:
    listed = page(visit, "/jurisdictions")
    for pack in list_packs():
        assert f'href="/jurisdictions/{pack.id}"' in listed
        told = page(visit, f"/jurisdictions/{pack.id}")
        assert pack.policy.title in told
        for one in pack.authorities:
            assert one.source.article in told
        assert not re.search(r"<td>[a-z_]+</td>", told)
        for history in pack.values.values():
            assert all(value.key.title in told for value in history)


def test_a_packs_values_are_searched(visit: Visit) -> None:
    whole, some = (page(visit, f"/jurisdictions/national{q}") for q in ("", "?q=定金"))
    count = re.compile(r"用语 <span class=\"count\">(\d+) 项")
    assert 0 < int(count.findall(some)[0]) < int(count.findall(whole)[0])


@pytest.mark.slow
def test_fields_are_searched_and_tell_where_they_are_printed(visit: Visit) -> None:
    assert f"共 {len(told_fields())} 个字段" in page(visit, "/fields")
    found = page(visit, "/fields?q=出让价款")
    assert 'href="/fields/' in found
    told = page(visit, f"/fields/{quote('出让.出让价款')}")
    assert "grant.price_yuan" in told
    assert 'href="/templates/land_grant_contract"' in told
    assert "第十一条" in told
    assert "大写" in told


@pytest.mark.slow
def test_the_pages_of_the_fields_hold_every_field_once(visit: Visit) -> None:
    titles: list[str] = []
    for offset in range(0, 2000, 100):
        titles += re.findall(
            r'<td><a href="/fields/[^"]+">([^<]+)</a>', page(visit, f"/fields?offset={offset}")
        )
    assert titles == [one.title for one in told_fields()]


@pytest.mark.slow
def test_keys_lead_to_the_fields_that_are_titled_so() -> None:
    assert key_of("出让.出让价款") == "grant.price_yuan"
    assert key_of("宗地.四至.东至").startswith("parcel.")
    assert key_of("没有.这样的") == ""
    keyed = [one for one in told_fields() if one.key]
    assert len(keyed) > 0.8 * len(told_fields())


def test_every_template_is_shown_with_its_lines_and_fields(visit: Visit) -> None:
    listed = page(visit, "/templates")
    for shelf in Library().all():
        assert f'href="/templates/{shelf.folder.id}"' in listed
    told = page(visit, "/templates/land_grant_contract")
    assert '<span class="tag print">{{ 文书.合同编号 }}</span>' in told
    assert '<span class="tag way">' in told
    assert "出让.出让价款" in told
    assert "价款催缴" in page(visit, "/templates?q=催缴")
    file = visit.get("/templates/land_grant_contract/template.docx")
    assert kind_of(file.content) == "docx"


def test_a_template_sent_in_is_checked_and_comes_back_with_comments(visit: Visit) -> None:
    data = docx(paragraph("受让人{{ 受让人.名称 }}，价款{{ 出让.出让价钱 }}元。"))
    answer = visit.post(
        "/templates", {"document": "land_grant_contract"}, files={"file": ("我的.docx", data)}
    )
    assert answer.status_code == 303, answer.text
    told = page(visit, answer.headers["location"])
    assert "出让价钱" in told
    assert "对照《出让合同》" in told
    assert 'class="finding error"' in told
    assert 'class="at-fault"' in told
    marked = visit.get(f"{answer.headers['location']}/marked.docx")
    assert kind_of(marked.content) == "docx"
    assert len(marked.content) > len(data)


def test_what_is_no_template_is_refused(visit: Visit) -> None:
    answer = visit.post("/templates", files={"file": ("a.docx", b"%PDF-1.7")})
    assert answer.status_code == 422
    assert "PDF" in answer.text
    assert visit.post("/templates", {"document": ""}).status_code == 400


@pytest.mark.slow
def test_a_shipped_template_stands_the_check(visit: Visit) -> None:
    answer = visit.post("/templates/land_grant_contract/check")
    assert "没有发现问题" in page(visit, answer.headers["location"])


def test_a_bureaus_own_template_is_told_as_its_own(tmp_path: Path) -> None:
    shelf = Library().find("credit_commitment")
    own = tmp_path / "own" / "credit_commitment"
    own.mkdir(parents=True)
    for name in ("template.docx", "manifest.yaml"):
        own.joinpath(name).write_bytes(shelf.folder.read(name) or b"")
    with desk_of(tmp_path / "data", templates=tmp_path / "own") as desk:
        assert page(desk.visit(), "/templates").count(">本单位<") == 1
        assert ">本单位<" in page(desk.visit(), "/templates/credit_commitment")


@pytest.mark.parametrize(
    "address",
    ["/rules/R999", "/fields/没有", "/templates/没有", "/jurisdictions/没有",
     "/templates/checked/x", "/returned/x", "/templates/..%2fx/template.docx"],
)  # fmt: skip
def test_what_is_not_there_is_told_as_that(visit: Visit, address: str) -> None:
    answer = visit.get(address)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text


def test_words_searched_for_are_no_marks_of_the_page(visit: Visit) -> None:
    for address in ("/rules", "/fields", "/templates", "/jurisdictions/yanshi"):
        assert "<script>alert" not in visit.get(f'{address}?q="><script>alert(1)</script>').text


def test_somebody_who_did_not_log_in_sees_none_of_it(tmp_path: Path) -> None:
    with desk_of(tmp_path) as desk:
        desk.set_up()
        for address in ("/rules", "/fields", "/templates", "/jurisdictions", "/returned"):
            assert desk.visit().get(address).headers["location"].startswith("/login")


def test_a_shelf_keeps_little_and_not_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, now = Shelf(), [0.0]
    monkeypatch.setattr(clock, "seconds", lambda: now[0])
    monkeypatch.setattr("docgen.web.shelf._MOST", 3)
    monkeypatch.setattr("docgen.web.shelf._MOST_BYTES", 100)
    keys = [shelf.put(EMPTY, Kept("a", {"n": n})) for n in range(4)]
    assert shelf.get(EMPTY, keys[0], "a") is None
    assert [shelf.get(EMPTY, key, "a").values["n"] for key in keys[1:]] == [1, 2, 3]
    assert shelf.get(EMPTY, keys[3], "b") is None
    large = shelf.put(EMPTY, Kept("a", {}, {"f": b"x" * 200}))
    assert shelf.get(EMPTY, keys[3], "a") is None
    assert shelf.get(EMPTY, large, "a") is not None
    now[0] = 3 * 3600
    assert shelf.get(EMPTY, large, "a") is None
