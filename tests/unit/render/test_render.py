"""Printing: values never become tags, absences never become silence, threads never meet."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from docxtpl import DocxTemplate
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from docgen import resources
from docgen.audit.docx import audit_docx
from docgen.errors import TemplateError
from docgen.figures.absence import Policy, settle
from docgen.figures.make import make
from docgen.proof import Group, Series
from docgen.render.docx import render, render_values
from docgen.templating.build import build, read_layout
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.package import write_package
from tests import records
from tests.counts import count
from tests.structure import problems
from tests.tagged import compiled, docx, lines, paragraph, printed, table

ODD_VALUES = [
    "A & B", "<甲>", "\"甲\"和'乙'", "&amp;", "&#65;", "]]>", "<!-- -->", "<w:t>", "𠮷野䶮",
    "{{ 乙 }}", "{% if x %}", "{# 注 #}", "{{", "}}", "%}", "{%p endif %}", "_T0", "${x}", "\\1",
    "\\n", " 前后 ", "", "e\u0301", "👨‍👩‍👧", "第一条", "{页码}", "\u200b", "\u00a0", "REF 付款",
]  # fmt: skip
ENDS = [("一\n二", "一\n二"), ("一\t二", "一\t二"), ("一\r\n二", "一\n二"), ("一\r二", "一\n二")]
ILLEGAL = ["\x00", "\x07", "\x0b", "\x1b", "\ud800", "\ufdd0", "\ufdd3", "\ufffe", "\uffff"]
NO_FIELDS = [
    "甲.upper", "甲.format", "甲['upper']", "甲[0]", "行.items", "数.real", "组.append", "组[9]",
    "组.count",
]  # fmt: skip


@pytest.mark.parametrize("value", ODD_VALUES)
def test_a_value_is_printed_letter_for_letter(value: str) -> None:
    made = docx(paragraph("甲{{ 值 }}乙"), header=paragraph("{{ 值 }}"))
    assert printed(made, {"值": value}) == [f"甲{value}乙"]
    assert printed(made, {"值": value}, "word/header1.xml") == [value]


@pytest.mark.parametrize("value", ODD_VALUES)
def test_a_figure_is_printed_letter_for_letter_and_audited(value: str) -> None:
    template = compiled(docx(paragraph("甲{{ 值 }}乙")))
    figures = Group({"值": make("value", "值", "text", value or "空")})
    made = render(template, figures)
    assert lines(made) == [f"甲{value or '空'}乙"]
    assert [one.printed for one in audit_docx(made, template.plan, figures)] == [value or "空"]


@pytest.mark.parametrize(("value", "shown"), ENDS)
def test_line_ends_and_tabs_become_words_own(value: str, shown: str) -> None:
    assert printed(docx(paragraph("{{ 值 }}")), {"值": value}) == [shown]


@pytest.mark.parametrize("letter", ILLEGAL)
def test_a_character_that_word_cannot_hold_is_refused(letter: str) -> None:
    template = compiled(docx(paragraph("{{ 值 }}")))
    with pytest.raises(TemplateError, match=f"U\\+{ord(letter):04X}"):
        render_values(template, {"值": f"甲{letter}"})
    with pytest.raises(TemplateError, match="「值」"):
        render(template, Group({"值": make("value", "值", "text", f"甲{letter}")}))


def test_a_value_that_looks_like_an_inner_mark_is_refused_and_never_replaced() -> None:
    template = compiled(docx(paragraph("{{ 值 }}")))
    for value in ("\ufdd0R付款\ufdd1", "\ufdd0P\ufdd1"):
        with pytest.raises(TemplateError):
            render_values(template, {"值": value})


def test_markup_from_outside_is_text_like_any_other() -> None:
    assert printed(docx(paragraph("{{ 值 }}")), {"值": Markup("<w:b/>")}) == ["<w:b/>"]


def test_plain_values_print_as_they_are_written() -> None:
    values = {"数": Decimal("1E+3"), "整": 7, "日": date(2021, 11, 5), "零": Decimal("0.10")}
    made = docx(paragraph("{{ 数 }}|{{ 整 }}|{{ 日 }}|{{ 零 }}|{{ 日.year }}"))
    assert printed(made, values) == ["1000|7|2021-11-05|0.10|2021"]


@pytest.mark.parametrize(
    "value", [["甲"], ("甲",), {"甲": 1}, {"甲"}, b"x", None, len, object.__init__]
)
def test_what_is_no_text_is_refused(value: Any) -> None:
    with pytest.raises(TemplateError):
        printed(docx(paragraph("{{ 值 }}")), {"值": value})


def test_a_dot_means_the_data_and_never_a_method() -> None:
    made = docx(paragraph("{{ 行.items }}{{ 行.keys }}{{ 行['get'] }}"))
    assert printed(made, {"行": {"items": "一", "keys": "二", "get": "三"}}) == ["一二三"]


@pytest.mark.parametrize("tag", NO_FIELDS)
def test_attributes_of_plain_values_do_not_exist(tag: str) -> None:
    values = {"甲": "abc", "行": {}, "数": 1, "组": ["一"]}
    with pytest.raises(TemplateError, match="未定义"):
        printed(docx(paragraph(f"{{{{ {tag} }}}}")), values)


def test_a_name_without_a_value_stops_the_press_and_is_named() -> None:
    for tag, name in (("甲", "甲"), ("甲.乙", "甲"), ("丙.乙", "乙")):
        with pytest.raises(TemplateError, match=f"「{name}」"):
            printed(docx(paragraph(f"{{{{ {tag} }}}}")), {"丙": {}})


def test_a_condition_on_an_unknown_name_stops_too() -> None:
    with pytest.raises(TemplateError):
        printed(docx(paragraph("{% if 甲 == '乙' %}x{% endif %}")), {})


def figures(**given: Any) -> Group:
    return Group({title: make(title, title, "text", value) for title, value in given.items()})


@pytest.mark.parametrize(
    ("policy", "shown"),
    [("blank", "甲____乙"), ("slash", "甲/乙")],
)
def test_an_absent_value_prints_what_its_policy_says(policy: Any, shown: str) -> None:
    template = compiled(docx(paragraph("甲{{ 值 }}乙{% if 值 %}有{% endif %}")))
    group = settle(figures(值=None), {"值": Policy(policy, 2)})
    made = render(template, group)
    assert lines(made) == [shown]
    audit_docx(made, template.plan, group)


@pytest.mark.parametrize("policy", ["omit", "required"])
def test_an_absent_value_that_is_printed_all_the_same_is_refused(policy: Any) -> None:
    template = compiled(docx(paragraph("{{ 值 }}")))
    with pytest.raises(TemplateError, match="「值」没有值"):
        render(template, settle(figures(值=None), {"值": Policy(policy)}))


def test_a_form_that_a_figure_does_not_have_is_refused() -> None:
    template = compiled(docx(paragraph("{{ 值|大写 }}")))
    with pytest.raises(TemplateError, match="大写"):
        render(template, figures(值="甲"))


def test_a_condition_that_names_a_value_in_brackets_holds() -> None:
    template = compiled(docx(paragraph("{% if 值 == '镇（街道）' %}是{% else %}否{% endif %}")))
    group = figures(值="镇（街道）")
    assert lines(render(template, group)) == ["是"]
    audit_docx(render(template, group), template.plan, group)


def test_loops_count_from_one_and_know_their_ends() -> None:
    rows = Series(tuple(figures(名=name) for name in "甲乙丙"))
    tags = "{% for 行 in 组 %}{{ loop.index }}{{ 行.名 }}"
    tags += "{% if not loop.last %}、{% endif %}{% endfor %}"
    template = compiled(docx(paragraph(tags)))
    group = Group({"组": rows})
    made = render(template, group)
    assert lines(made) == ["1甲、2乙、3丙"]
    audit_docx(made, template.plan, group)


def test_an_empty_loop_over_rows_leaves_no_row() -> None:
    template = compiled(docx(table("头", "{%tr for 行 in 组 %}", "{{ 行.名 }}", "{%tr endfor %}")))
    group = Group({"组": Series(())})
    assert lines(render(template, group)) == ["头"]
    audit_docx(render(template, group), template.plan, group)


NUMBERED = """
### 一 {甲}
见{{ 条('乙') }}和{{ 条('丙') }}。
{%p if 有 %}
### 二 {乙}
见{{ 条('甲') }}。
{%p endif %}
### 三 {丙}
见{{ 条('甲') }}、{% if 有 %}{{ 条('乙') }}{% endif %}。
"""


def _numbered(*, guarded: bool) -> Compiled:
    text = NUMBERED
    if guarded:
        text = text.replace("见{{ 条('乙') }}和", "见{% if 有 %}{{ 条('乙') }}和{% endif %}")
    layout = read_layout(resources.schema_bytes("layouts/contract.yaml"), name="layout")
    return compile_template(build(text, layout, name="试"), name="试")


def test_references_lead_forwards_and_backwards_over_dropped_clauses() -> None:
    template = _numbered(guarded=True)
    for given, wanted in (
        (True, ["一", "见第二条和第三条。", "二", "见第一条。", "三", "见第一条、第二条。"]),
        (False, ["一", "见第二条。", "三", "见第一条、。"]),
    ):
        group = Group({"有": make("有", "有", "flag", given)})
        made = render(template, group)
        assert lines(made) == wanted
        audit_docx(made, template.plan, group)
        assert problems(made) == []


def test_a_reference_to_a_dropped_clause_is_refused_by_its_name() -> None:
    with pytest.raises(TemplateError, match="条\\('乙'\\)"):
        render(_numbered(guarded=False), Group({"有": make("有", "有", "flag", False)}))


def test_a_cached_page_count_cut_into_two_runs_is_filled_once() -> None:
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    code = "<w:r><w:instrText>NUMPAGES</w:instrText></w:r>"
    cached = "<w:r><w:t>1</w:t></w:r><w:r><w:t>2</w:t></w:r>"
    field = begin + code + separate + cached + end
    template = compiled(docx(f"<w:p>{field}</w:p>"))
    made = render(template, Group({}), pages=18)
    assert lines(made) == ["18"]
    audit_docx(made, template.plan, Group({}), pages=18)


def test_threads_that_share_a_template_never_meet() -> None:
    template = records.notice(Random(0)).compiled
    rounds = count(10_000, 25)

    def work(thread: int) -> int:
        for turn in range(rounds):
            group = records.notice(Random(thread * 1_000_000 + turn)).figures
            audit_docx(render(template, group), template.plan, group)
        return rounds

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(work, range(8))) == 8 * rounds


SCRIPT = """
import hashlib
from random import Random
from tests import records
from docgen.render.docx import render
compiled, _ = records.contract()
made = render(compiled, records.settled(records.contract_case(Random(4))), pages=9)
print(hashlib.sha256(made).hexdigest(), compiled.plan.wording_sha256)
"""


@pytest.mark.slow
def test_another_process_with_another_hash_seed_gives_the_same_bytes() -> None:
    root = Path(records.__file__).parents[1]
    seen = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(root)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    here = records.contract()[0]
    made = render(here, records.settled(records.contract_case(Random(4))), pages=9)
    assert seen == {f"{hashlib.sha256(made).hexdigest()} {here.plan.wording_sha256}\n"}


# --- docxtpl as the oracle -----------------------------------------------------------------------

BLOCKS = [
    paragraph("甲{{ 甲 }}乙"),
    paragraph("{{ 甲", " }}", "{{ 行.名 }}"),
    paragraph("{% if 有 %}是{% else %}否{% endif %}"),
    paragraph("{%p if 有 %}") + paragraph("一{{ 甲 }}") + paragraph("{%p endif %}"),
    paragraph("{%p for 项 in 组 %}")
    + paragraph("{{ loop.index }}{{ 项.名 }}")
    + paragraph("{%p endfor %}"),
    table("头‖{{ 甲 }}", "{%tr for 项 in 组 %}", "{{ 项.名 }}‖{{ 项.数 }}", "{%tr endfor %}"),
    table("{%tr if 有 %}", "{{ 甲 }}", "{%tr endif %}", "尾"),
    paragraph("{% for 项 in 组 %}{{ 项.名 }}{% if not loop.last %}、{% endif %}{% endfor %}。"),
    paragraph("{% if 甲 != '别的' and not 无 %}同{% elif 有 %}有{% endif %}"),
]
VALUES: dict[str, Any] = {
    "甲": "值 & 乙", "有": True, "无": False, "行": {"名": "<名>"},
    "组": [{"名": "一", "数": 1}, {"名": "二<", "数": 22}],
}  # fmt: skip


def docxtpl_lines(made: bytes, values: dict[str, Any]) -> list[str]:
    template = DocxTemplate(io.BytesIO(made))
    template.render(values, jinja_env=Environment(undefined=StrictUndefined), autoescape=True)
    out = io.BytesIO()
    template.save(out)
    return lines(out.getvalue())


@pytest.mark.parametrize("seed", range(25))
def test_docxtpl_prints_the_same_words(seed: int) -> None:
    rng = Random(seed)
    blocks = [rng.choice(BLOCKS) for _ in range(rng.randint(1, 6))]
    made = docx(*blocks, paragraph("完"))
    values = {**VALUES, "有": rng.random() < 0.5, "组": VALUES["组"][: rng.randint(0, 2)]}
    assert printed(made, values) == docxtpl_lines(made, values)


def plain(node: Any) -> Any:
    """Return figures as plain values for docxtpl: texts, lists and mappings."""
    if isinstance(node, Group):
        return {name: plain(child) for name, child in node.entries.items()}
    if isinstance(node, Series):
        return [plain(item) for item in node.items]
    if node.kind == "flag" or not (node.present or node.absence in ("blank", "slash")):
        return node.present
    return _Text(node.printed, dict(node.forms), present=node.present)


class _Text(str):
    forms: dict[str, str]
    present: bool

    def __new__(cls, text: str, forms: dict[str, str], *, present: bool) -> _Text:
        made = super().__new__(cls, text)
        made.forms, made.present = forms, present
        return made

    def __bool__(self) -> bool:
        return self.present


def test_docxtpl_prints_the_contract_in_the_same_words() -> None:
    template, _ = records.contract()
    group = records.settled(records.contract_case(Random(11)))
    ours = lines(render(template, group))
    environment = Environment(undefined=StrictUndefined)
    for name in ("大写", "小写", "亩", "公顷", "万元"):
        environment.filters[name] = lambda value, name=name: value.forms[name]
    environment.globals["条"] = lambda label: f"〔{label}〕"
    peer = DocxTemplate(io.BytesIO(write_package(template.members.items())))
    peer.render(plain(group), jinja_env=environment, autoescape=True)
    out = io.BytesIO()
    peer.save(out)
    theirs = lines(out.getvalue())
    assert len(ours) == len(theirs)
    different = [
        (one, two) for one, two in zip(ours, theirs, strict=True) if one != two and "〔" not in two
    ]
    assert different == []
    assert sum("〔" in line for line in theirs) > 10
