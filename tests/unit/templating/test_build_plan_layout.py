"""The layout of plans: 一、（一）1. as one list, counted by two counters that share nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from lxml import etree

from docgen import resources
from docgen.audit.counting import Label, Labels
from docgen.errors import TemplateError
from docgen.templating.build import Layout, build, read_layout
from docgen.templating.numbering import Numbering

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NAME = "layouts/plan.yaml"
SOURCE = resources.schema_bytes(NAME).decode()
TEXT = """
# 示例方案
## 基本信息
### 概况
- 甲
- 乙
-- 子
### 认定
- 丙
## 措施
### 方式
- 丁
@附件 示例图
- 戊
"""
SHOWN = [
    "一、", "（一）", "1.", "2.", "（1）", "（二）", "1.", "二、", "（一）", "1.", "附件1", "1."
]  # fmt: skip


@pytest.fixture(scope="module")
def layout() -> Layout:
    return read_layout(SOURCE, name=NAME)


@pytest.fixture(scope="module")
def parts(layout: Layout) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(build(TEXT, layout, name="t"))) as package:
        return {name: package.read(name) for name in package.namelist()}


def properties(parts: dict[str, bytes]) -> list[etree._Element | None]:
    root = etree.fromstring(parts["word/document.xml"])
    return [paragraph.find(f"{W}pPr") for paragraph in root.iter(f"{W}p")]


def test_every_level_of_a_plan_begins_anew_under_the_one_above(parts: dict[str, bytes]) -> None:
    numbering = Numbering.parse(parts["word/styles.xml"], parts["word/numbering.xml"])
    counter = numbering.counter()
    places = [numbering.level_of(one) for one in properties(parts)]
    assert [counter.next(*place) for place in places if place] == SHOWN


def test_the_audit_counts_a_plan_as_it_is_printed(parts: dict[str, bytes]) -> None:
    labels = Labels(parts["word/styles.xml"], parts["word/numbering.xml"])
    counted = [label for one in properties(parts) if (label := labels.next(one)) is not None]
    assert len(counted) == len(SHOWN)
    assert all(Label.stands_as(label, text) for label, text in zip(counted, SHOWN, strict=True))


def test_a_list_without_levels_is_not_written(parts: dict[str, bytes]) -> None:
    root = etree.fromstring(parts["word/numbering.xml"])
    written = [one.get(f"{W}abstractNumId") for one in root.iter(f"{W}abstractNum")]
    assert written == ["1", "3"]
    assert [one.get(f"{W}numId") for one in root.iter(f"{W}num")] == ["1", "3"]


@pytest.mark.parametrize(
    ("line", "style"),
    [
        ("    - {style: Clause, format: chineseCountingThousand, text: （%2）", "Clause"),
        ("    - {style: SubItem, format: decimal, text: （%4）", "SubItem"),
    ],
)
def test_a_layout_that_leaves_a_heading_unnumbered_is_refused(line: str, style: str) -> None:
    kept = [one for one in SOURCE.splitlines() if not one.startswith(line)]
    assert len(kept) == len(SOURCE.splitlines()) - 1
    with pytest.raises(TemplateError, match=f"样式 {style} 没有编号"):
        read_layout("\n".join(kept), name=NAME)
