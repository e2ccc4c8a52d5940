"""The manifest: what an absent value does at each stage, and every fault told at once."""

from __future__ import annotations

import pytest

from docgen.errors import TemplateError
from docgen.figures.absence import Policy
from docgen.model import NoticeKind, Stage
from docgen.proof import LayoutPromises
from docgen.templating.manifest import read_manifest
from docgen.templating.names import uses
from tests import records

HEAD = "id: a\ntitle: 甲合同\nversion: 1.0.0\nlayout: contract\nnotice: 须审核\n"
FIELDS = """fields:
  甲: required
  乙: {absent: blank, width: 12}
  丙: {absent: required, announcement: blank, width: 4}
  丁: {absent: slash, draft: omit}
"""


def read(text: str) -> object:
    return read_manifest(text.encode(), name="manifest.yaml")


def test_each_stage_has_its_own_policy() -> None:
    manifest = read_manifest((HEAD + FIELDS).encode(), name="m")
    final, early = manifest.policies(Stage.FINAL), manifest.policies(Stage.ANNOUNCEMENT)
    assert final["甲"] == Policy("required")
    assert final["乙"] == Policy("blank", 12)
    assert final["丙"] == Policy("required", 4)
    assert early["丙"] == Policy("blank", 4)
    assert early["甲"] == Policy("required")


def test_a_draft_stops_for_no_absence() -> None:
    manifest = read_manifest((HEAD + FIELDS).encode(), name="m")
    draft = manifest.policies(Stage.DRAFT)
    assert "required" not in {policy.what for policy in draft.values()}
    assert draft["丁"].what == "omit"


def test_what_stops_the_final_paper_is_known_by_title() -> None:
    manifest = read_manifest((HEAD + FIELDS).encode(), name="m")
    assert manifest.required(Stage.FINAL) == {"甲", "丙"}
    assert manifest.required(Stage.ANNOUNCEMENT) == {"甲"}


def test_the_short_title_is_the_title_where_none_is_given() -> None:
    assert read_manifest((HEAD + FIELDS).encode(), name="m").short_title == "甲合同"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "键: 值"),
        ("- 甲", "键: 值"),
        ("a: [", "YAML"),
        ("\t甲: 1", "YAML"),
        (HEAD, "fields"),
        (HEAD + "fields: 甲\n", "fields"),
        (HEAD + FIELDS + "fild: 1\n", "不认识的键「fild」"),
        (HEAD.replace("id: a\n", "") + FIELDS, "缺少「id」"),
        (HEAD + "fields: {甲: maybe}\n", "maybe"),
        (HEAD + "fields: {甲: {absent: blank, width: 0}}\n", "宽度「0」"),
        (HEAD + "fields: {甲: {absent: blank, width: 101}}\n", "宽度「101」"),
        (HEAD + "fields: {甲: {absent: blank, width: ３}}\n", "宽度"),
        (HEAD + "fields: {甲: {width: 3}}\n", "required"),
        (HEAD + "fields: {甲: {absent: blank, colour: red}}\n", "required"),
        (HEAD + FIELDS + "needs: 出让\n", "needs"),
        (HEAD + FIELDS + "law: [甲法]\n", "law"),
        (HEAD + FIELDS + "law: [{title: 甲法, articles: 第一条}]\n", "articles"),
        (HEAD + FIELDS + "id: b\n", "两次"),
        (HEAD + "fields:\n  甲: slash\n  甲: required\n", "两次"),
    ],
)
def test_a_fault_is_named(text: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told) as caught:
        read(text)
    assert all(one.where.startswith("manifest.yaml") for one in caught.value.problems)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(TemplateError) as caught:
        read("fild: 1\nfields: {甲: maybe, 乙: {width: 1}}\n")
    assert len(caught.value.problems) >= 7


def test_every_field_that_the_contract_prints_has_a_policy() -> None:
    compiled, manifest = records.contract()
    printed = {use.title for use in uses(compiled.plan) if use.printed}
    decided = set(manifest.fields)
    known_without = {"文书.成文日期"}
    assert printed - decided - known_without == set()


def test_layout_promises_are_read_and_none_is_made_by_default() -> None:
    assert read_manifest((HEAD + FIELDS).encode(), name="m").layout_promises == LayoutPromises()
    text = HEAD + "layout_promises: {pages: 1, rows_not_split: true}\n" + FIELDS
    made = read_manifest(text.encode(), name="m").layout_promises
    assert made == LayoutPromises(pages=1, rows_not_split=True, signature_block_whole=False)


@pytest.mark.parametrize(
    ("promises", "told"),
    [
        ("{pages: 0}", "页数「0」应为正整数"),
        ("{pages: 一}", "页数「一」应为正整数"),
        ("{rows_not_split: 是}", "「rows_not_split」应为 true 或 false"),
        ("{no_widows: true}", "不认识的版面承诺"),
        ("[rows_not_split]", "不认识的版面承诺"),
    ],
)
def test_a_layout_promise_that_cannot_be_read_is_told(promises: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        read(f"{HEAD}layout_promises: {promises}\n{FIELDS}")


def test_a_notice_says_which_it_is() -> None:
    notice = HEAD.replace("id: a", "id: price_demand") + "kind: price_demand\n" + FIELDS
    assert read_manifest(notice.encode(), name="m").kind is NoticeKind.PRICE_DEMAND
    assert read_manifest((HEAD + FIELDS).encode(), name="m").kind is None


@pytest.mark.parametrize(("kind", "told"), [("demand", "没有「demand」"), ("tax_order", "id 应是")])
def test_a_kind_that_there_is_not_or_of_another_folder_is_told(kind: str, told: str) -> None:
    with pytest.raises(TemplateError, match=told):
        read(HEAD + f"kind: {kind}\n" + FIELDS)
