"""The audit's own reader, counter and evaluator, each by itself."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest
from lxml import etree

from docgen import resources
from docgen.audit.counting import Label, Labels
from docgen.audit.docx import audit_docx
from docgen.audit.evaluate import LoopPlace, look_up, truth
from docgen.audit.readback import disagreement
from docgen.audit.word import read_part, read_word
from docgen.errors import AuditError
from docgen.figures.make import make
from docgen.proof import Figure, Group, Kind, Series, Value
from docgen.render.docx import render
from docgen.templating.build import build, read_layout
from docgen.templating.compiled import compile_template
from docgen.templating.expressions import parse_expression
from tests import records
from tests.fault import members_of, package_of
from tests.tagged import W, compiled, docx, paragraph


def figure(kind: Kind, value: Value, **more: str) -> Figure:
    return make("key", "名", kind, value, **more)


def said(kind: Kind, value: Value, form: str, printed: str) -> bool:
    return disagreement(figure(kind, value), form, printed) == ""


@pytest.mark.parametrize(
    ("kind", "value", "form", "right", "wrong"),
    [
        ("amount", Decimal("1234567.90"), "", "1234567.90", ["1234567.9", "123456790"]),
        ("amount", Decimal("0.50"), "大写", "人民币伍角", ["伍角", "人民币伍分", "人民币伍角整角"]),
        ("amount", Decimal("20000.00"), "万元", "2", ["20", "2.1", "0.2"]),
        ("area", Decimal("66666.67"), "亩", "100.0000", ["99.9995", "100.0001", "100.001"]),
        ("area", Decimal("66666.67"), "公顷", "6.666667", ["6.666666", "66.66667"]),
        ("area", Decimal("10.00"), "", "10.00", ["10", "10.0", "10.000"]),
        ("number", Decimal("1.0"), "", "1.0", ["1.1", "一", "1e0"]),
        ("number", Decimal("-2.5"), "", "-2.5", ["2.5", "－2.5"]),
        ("count", 20, "", "20", ["02", "21", "二十"]),
        ("text", "12", "", "12", ["12 ", "１２", "1２"]),
        ("identifier", "007", "", "007", ["7", "07"]),
    ],
)  # fmt: skip
def test_a_printed_text_is_read_back_to_its_value(
    kind: Kind, value: Value, form: str, right: str, wrong: list[str]
) -> None:
    assert said(kind, value, form, right)
    for printed in wrong:
        assert not said(kind, value, form, printed), printed


def test_an_absent_value_may_only_print_its_mark() -> None:
    blank = Figure("key", "名", "amount", None, "____", absence="blank")
    slash = Figure("key", "名", "amount", None, "/", absence="slash")
    undecided = Figure("key", "名", "amount", None)
    assert disagreement(blank, "", "____") == ""
    assert disagreement(slash, "", "/") == ""
    for absent, printed in (
        (blank, ""),
        (blank, "__1_"),
        (slash, "//"),
        (undecided, ""),
        (slash, "0"),
    ):
        assert disagreement(absent, "", printed), printed


def test_a_label_is_counted_and_read_never_written() -> None:
    label = Label(("第", 21, "条"))
    assert label.stands_as("第二十一条")
    assert label.stands_as("第21条")
    assert not label.stands_as("第二十条")
    assert not label.stands_as("第二十一条款")
    assert not label.stands_as("第二一条")


NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1.%2"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>
<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%4"/></w:lvl>
<w:lvl w:ilvl="4"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%9"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"/></w:num></w:numbering>"""


def numbered(level: int, num: int = 1) -> etree._Element:
    return etree.fromstring(
        f'<w:pPr xmlns:w="{W}"><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'
        "</w:pPr>"
    )


def test_lists_begin_where_they_say_and_restart_below() -> None:
    labels = Labels(None, NUMBERING.encode())
    seen = [labels.next(numbered(level)) for level in (0, 1, 1, 2, 0, 1)]
    wanted = [(3,), (3, ".", 1), (3, ".", 2), ("•",), (4,), (4, ".", 1)]
    assert [one.parts for one in seen if one] == wanted
    assert labels.next(None) is None
    assert labels.next(numbered(0, 0)) is None


@pytest.mark.parametrize("properties", [numbered(3), numbered(4), numbered(0, 2)])
def test_a_list_that_cannot_be_counted_is_refused(properties: etree._Element) -> None:
    with pytest.raises(AuditError):
        Labels(None, NUMBERING.encode()).next(properties)


SCOPE = Group(
    {
        "甲": figure("text", "净地"),
        "无": figure("text", None),
        "旗": figure("flag", True),
        "组": Series((Group({"名": figure("text", "一")}),)),
        "数": figure("count", 2),
    }
)


@pytest.mark.parametrize(
    ("source", "holds"),
    [
        ("甲", True), ("无", False), ("not 无", True), ("旗", True), ("组", True),
        ("甲 == '净地'", True), ("甲 != '净地'", False), ("无 == '净地'", False),
        ("无 != '净地'", True), ("旗 == true", True), ("旗 == false", False),
        ("数 == 2", True), ("'净' in 甲", True), ("甲 and 无", False), ("无 or 旗", True),
        ("组[0].名 == '一'", True),
    ],
)  # fmt: skip
def test_a_condition_is_decided_from_the_figures(source: str, holds: bool) -> None:
    assert truth(parse_expression(source), SCOPE.entries) is holds


@pytest.mark.parametrize(
    "source", ["乙", "甲.名", "组[1]", "组['x']", "甲 < '乙'", "旗 in 甲", "组|大写"]
)
def test_a_condition_that_cannot_be_decided_is_refused(source: str) -> None:
    with pytest.raises(AuditError):
        truth(parse_expression(source), SCOPE.entries)


def test_a_loop_knows_its_place() -> None:
    scope = {"loop": LoopPlace(2, 2)}
    wanted = {"index": 2, "index0": 1, "length": 2, "first": False, "last": True}
    found = {name: look_up(parse_expression(f"loop.{name}"), scope) for name in wanted}
    assert found == wanted


BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)


def test_a_file_with_two_members_of_one_name_is_refused() -> None:
    made = docx(paragraph("甲"))
    twice = package_of({**members_of(made), "WORD/document.xml": b"<x/>"})
    with pytest.raises(AuditError, match="同名"):
        read_word(twice)
    for broken in (b"", b"PK", made[:-30]):
        with pytest.raises(AuditError):
            read_word(broken)


@pytest.mark.parametrize(
    "inner",
    [
        '<w:ins><w:r><w:t>甲</w:t></w:r></w:ins>',
        '<w:moveTo><w:r><w:t>甲</w:t></w:r></w:moveTo>',
        '<w:fldSimple w:instr="PAGE"/>',
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r>',
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>',
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
        f'{BEGIN}<w:r><w:instrText>DATE</w:instrText></w:r>{SEPARATE}{END}',
    ],
)  # fmt: skip
def test_what_the_reader_does_not_know_is_refused(inner: str) -> None:
    with pytest.raises(AuditError):
        read_part(read_word(docx(f"<w:p>{inner}</w:p>")), "word/document.xml")


def test_a_bookmark_that_stands_twice_is_told() -> None:
    mark = '<w:bookmarkStart w:id="{n}" w:name="甲"/><w:bookmarkEnd w:id="{n}"/>'
    template = compiled(docx(*(f"<w:p>{mark.format(n=n)}</w:p>" for n in (1, 2))))
    with pytest.raises(AuditError, match="两次"):
        audit_docx(package_of(dict(template.members)), template.plan, Group({}))


def test_two_pictures_that_changed_places_are_found() -> None:
    layout = read_layout(resources.schema_bytes("layouts/contract.yaml"), name="layout")
    text = "甲\n@图 图一\n乙\n@图 图二\n"
    template = compile_template(build(text, layout, name="试"), name="试")
    figures = Group({name: figure("picture", name.encode()) for name in ("图一", "图二")})
    made = render(template, figures)
    audit_docx(made, template.plan, figures)
    members = members_of(made)
    one, two = "word/media/image1.png", "word/media/image2.png"
    members[one], members[two] = members[two], members[one]
    with pytest.raises(AuditError, match="图"):
        audit_docx(package_of(members), template.plan, figures)


def test_what_was_found_is_told_with_its_clause_and_paragraph() -> None:
    made = records.notice(Random(0))
    docx_bytes = render(made.compiled, made.figures)
    placed = audit_docx(docx_bytes, made.compiled.plan, made.figures)
    price = [one for one in placed if one.figure.key == "record.价款"]
    assert {one.form for one in price} == {"大写", "", "万元"}
    assert len({one.clause for one in price}) == 1
    assert {one.paragraph for one in price} == {4}


def test_a_receipt_names_the_heading_of_a_plan_and_the_attachment_of_a_contract(root) -> None:
    from docgen import generate, load_case

    plan = load_case(root / "templates/contracts/disposal_plan/sample.yaml")
    (paper,) = generate(plan, ["处置方案"], formats=("docx",))
    assert {"一、", "三、", "六、"} <= {line["clause"] for line in paper.receipt["figures"]}
    contract = load_case(root / "templates/contracts/land_grant_contract/sample.yaml")
    (paper,) = generate(contract, ["出让合同"], formats=("docx",))
    assert {"第十一条", "附件3"} <= {line["clause"] for line in paper.receipt["figures"]}
