"""``template.docx``: sound, the same every time, readable by others, numbered as Word numbers."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import jinja2
import pytest
from docxtpl import DocxTemplate
from lxml import etree

from docgen import resources
from docgen.errors import TemplateError
from docgen.templating.build import Layout, build, read_layout
from docgen.templating.build_layout import twips_from_mm
from docgen.templating.build_tables import share
from tests.structure import problems

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LAYOUT_NAME = "layouts/contract.yaml"

TEXT = """
:::header
编号：{{ 编号 }}
:::
:::footer
第{页码}页 共{页数}页
:::
:::cover
# 示例合同
合同编号 | {{ 编号 }}
出让人 | {{ 出让人.名称 }}
:::
# 示例合同
双方“自愿”订立本合同……
## 总则
### 依据 {依据}
依照《民法典》第五百八十六条订立，价款见{{ 条('价款') }}，**图见{{ 条('图') }}**，共{页数}页。
- 甲项
- 乙项
-- 甲目
-- 乙目
- 丙项
-- 又一目
{%p if 有定金 %}
### 定金
定金{{ 定金 }}元。
{%p endif %}
## 价款
### 出让价款 {价款}
价款{{ 价款 }}元{% if 有定金 %}，含定金{% endif %}。
- 又一项
:::table 宽=1,3,2 对齐=中,左,右
| 期次 | 日期 | 金额 |
{%tr for 期 in 分期 %}
| {{ 期.次 }} | {{ 期.日 }} | {{ 期.额 }} |
{%tr endfor %}
:::
:::table 宽=1 表头=0
| 独行 |
:::
> 注
本合同自签字之日起生效。
:::signature
出让人（章）： | 受让人（章）：
签订日期：　　年　　月　　日
:::
@附件 平面界址图 {图}
- 附件里的项
@图 界址图 宽=120
@附件 其他
# 其他
- 再一项
"""

VALUES = {
    "编号": "〔2021〕1号",
    "出让人": {"名称": "示例甲公司"},
    "有定金": False,
    "定金": "1.00",
    "价款": "2.00",
    "分期": [{"次": "1", "日": "一月", "额": "5.00"}, {"次": "2", "日": "二月", "额": "6.00"}],
}

STARTS = ("第一", "第二", "（", "1.", "2.", "附件")
EXPECTED = [
    "第一章 总则",
    "第一条 依据",
    "（一）甲项",
    "（二）乙项",
    "1.甲目",
    "2.乙目",
    "（三）丙项",
    "1.又一目",
    "第二章 价款",
    "第二条 出让价款",
    "（一）又一项",
    "附件1 平面界址图",
    "（一）附件里的项",
    "附件2 其他",
    "（一）再一项",
]


@pytest.fixture(scope="module")
def layout() -> Layout:
    return read_layout(resources.schema_bytes(LAYOUT_NAME), name=LAYOUT_NAME)


@pytest.fixture(scope="module")
def made(layout: Layout) -> bytes:
    return build(TEXT, layout, name="template.md")


@pytest.fixture(scope="module")
def document(made: bytes) -> etree._Element:
    return part(made, "word/document.xml")


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def text(node: etree._Element) -> str:
    return "".join(piece.text or "" for piece in node.iter(f"{W}t"))


def paragraph_with(root: etree._Element, words: str) -> etree._Element:
    (found,) = (p for p in root.iter(f"{W}p") if words in text(p))
    return found


def rendered(made: bytes) -> bytes:
    template = DocxTemplate(io.BytesIO(made))
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    context = {**VALUES, "条": lambda label: f"〔{label}〕", "界址图": ""}
    template.render(context, environment, autoescape=True)
    buffer = io.BytesIO()
    template.save(buffer)
    return buffer.getvalue()


def test_word_would_repair_nothing(made: bytes) -> None:
    assert problems(made) == []


def test_word_would_repair_nothing_after_docxtpl_has_filled_it(made: bytes) -> None:
    assert problems(rendered(made)) == []


def test_the_checker_sees_what_word_would_repair(made: bytes) -> None:
    def broken(name: str, old: bytes, new: bytes) -> bytes:
        buffer = io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(made)) as source,
            zipfile.ZipFile(buffer, "w") as target,
        ):
            for entry in source.namelist():
                content = source.read(entry)
                if entry == name:
                    assert old in content
                    content = content.replace(old, new, 1)
                target.writestr(entry, content)
        return buffer.getvalue()

    body = "word/document.xml"
    for name, old, new in (
        (body, b'w:pStyle w:val="Body"', b'w:pStyle w:val="Nowhere"'),
        (body, b'<w:numId w:val="3"/>', b'<w:numId w:val="9"/>'),
        (body, b'w:bookmarkStart w:id="2"', b'w:bookmarkStart w:id="1"'),
        (body, b"</w:p></w:tc>", b"</w:p><w:p/><w:tbl/></w:tc>"),
        (body, b'<w:gridSpan w:val="3"/>', b'<w:gridSpan w:val="2"/>'),
        (body, b'w:fldCharType="end"', b'w:fldCharType="separate"'),
        (body, b'r:embed="rIdPicture1"', b'r:embed="rIdPicture9"'),
        ("word/_rels/document.xml.rels", b"styles.xml", b"style.xml"),
        ("[Content_Types].xml", b'Extension="png"', b'Extension="gif"'),
        ("word/styles.xml", b"<w:keepNext/><w:keepLines/>", b"<w:keepLines/><w:keepNext/>"),
        ("word/numbering.xml", b'<w:start w:val="1"/>', b'<w:start w:val="one"/>'),
    ):
        assert problems(broken(name, old, new)), (name, new)


def test_the_same_text_gives_the_same_bytes_in_another_process(made: bytes) -> None:
    code = (
        "import sys, hashlib; from docgen import resources;"
        "from docgen.templating.build import build, read_layout;"
        f"layout = read_layout(resources.schema_bytes({LAYOUT_NAME!r}), name='l');"
        "sys.stdout.buffer.write(build(sys.stdin.read(), layout, name='template.md'))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONUTF8": "1", "TZ": "Asia/Shanghai"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=TEXT.encode(),
        capture_output=True,
        check=True,
        env=environment,
    )
    assert done.stdout == made


def test_python_docx_reads_the_paragraphs_with_their_styles(made: bytes) -> None:
    opened = docx.Document(io.BytesIO(made))
    styles = {p.text: p.style.name for p in opened.paragraphs if p.text and p.style}
    assert styles["总则"] == "章"
    assert styles["依据"] == "条"
    assert styles["甲项"] == "项"
    assert styles["甲目"] == "目"
    assert opened.core_properties.title == "示例合同"


def test_docxtpl_fills_it_and_leaves_no_tag(made: bytes) -> None:
    opened = docx.Document(io.BytesIO(rendered(made)))
    texts = [p.text for p in opened.paragraphs]
    assert "依照《民法典》第五百八十六条订立，价款见〔价款〕，图见〔图〕，共1页。" in texts
    assert "价款2.00元。" in texts
    assert not any("定金" in line or "{" in line for line in texts)
    rows = [[cell.text for cell in row.cells] for row in opened.tables[1].rows]
    assert rows == [["期次", "日期", "金额"], ["1", "一月", "5.00"], ["2", "二月", "6.00"]]


def test_every_tag_lies_whole_in_one_run_of_its_own(document: etree._Element) -> None:
    for run in document.iter(f"{W}t"):
        words = run.text or ""
        if "{{" in words or "{%" in words:
            assert words.startswith("{")
            assert words.endswith("}")
            assert words.count("{{") + words.count("{%") == 1


def test_a_bold_tag_stays_bold(document: etree._Element) -> None:
    for run in paragraph_with(document, "图见").iter(f"{W}r"):
        bold = run.find(f"{W}rPr/{W}b") is not None
        assert bold == (text(run) in ("图见", "{{ 条('图') }}"))


def test_a_label_is_a_bookmark_around_the_heading(document: etree._Element) -> None:
    heading = paragraph_with(document, "出让价款")
    kinds = [child.tag.removeprefix(W) for child in heading]
    assert kinds == ["pPr", "bookmarkStart", "r", "bookmarkEnd"]
    assert heading[1].get(f"{W}name") == "价款"


def test_page_fields_are_fields_and_not_text(made: bytes, document: etree._Element) -> None:
    footer = part(made, "word/footer1.xml")
    codes = [node.text for node in footer.iter(f"{W}instrText")]
    assert codes == [" PAGE ", " NUMPAGES "]
    assert [node.text for node in document.iter(f"{W}instrText")] == [" NUMPAGES "]


def test_the_cover_has_an_empty_header_and_footer_of_its_own(
    made: bytes, document: etree._Element
) -> None:
    assert document.find(f".//{W}sectPr/{W}titlePg") is not None
    assert text(part(made, "word/header2.xml")) == ""
    assert text(part(made, "word/footer2.xml")) == ""


def test_without_a_cover_every_page_has_the_same_header(layout: Layout) -> None:
    data = build(":::header\n甲\n:::\n乙", layout, name="t")
    assert part(data, "word/document.xml").find(f".//{W}titlePg") is None
    assert problems(data) == []


def test_tables_are_as_wide_as_the_text_and_keep_their_rows_whole(
    document: etree._Element, layout: Layout
) -> None:
    page = layout.page
    width = twips_from_mm(page.width_mm) - twips_from_mm(page.left_mm)
    width -= twips_from_mm(page.right_mm)
    table = next(t for t in document.iter(f"{W}tbl") if "期次" in text(t))
    columns = [int(c.get(f"{W}w", "0")) for c in table.iter(f"{W}gridCol")]
    assert sum(columns) == width
    assert table.find(f"{W}tblPr/{W}tblLayout").get(f"{W}type") == "fixed"
    rows = table.findall(f"{W}tr")
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert headers == [True, False, False, False]


def test_tables_that_follow_each_other_do_not_touch(document: etree._Element) -> None:
    table = next(t for t in document.iter(f"{W}tbl") if "期次" in text(t))
    between = table.getnext()
    assert between.find(f"{W}pPr/{W}pStyle").get(f"{W}val") == "TableGap"
    assert text(between.getnext()) == "独行"


def test_what_announces_a_table_stays_on_its_page(layout: Layout) -> None:
    source = "甲段\n如下：\n:::table 宽=1\n| 乙 |\n:::\n丙段"
    root = part(build(source, layout, name="t"), "word/document.xml")
    assert [kept(root, words) for words in ("甲段", "如下：", "丙段")] == [False, True, False]


def test_what_announces_items_stays_with_the_first_of_them(layout: Layout) -> None:
    root = part(build("甲段\n如下：\n- 乙\n- 丙\n丁段", layout, name="t"), "word/document.xml")
    words = ("甲段", "如下：", "乙", "丙", "丁段")
    assert [kept(root, one) for one in words] == [False, True, False, False, False]


def test_the_contact_of_a_notice_does_not_stand_alone_on_its_last_page() -> None:
    letter = read_layout(resources.schema_bytes("layouts/letter.yaml"), name="letter")
    for below, held in (("@附注 （丙）", True), ("丙", False)):
        data = build(f":::落款\n甲\n乙\n:::\n{below}", letter, name="t")
        assert kept(part(data, "word/document.xml"), "乙") is held


@pytest.mark.parametrize(
    ("rows", "whole"),
    [
        (["| 甲 |", "| 乙 |", "| 丙 |"], True),
        (["| 甲 |"] * 8, True),
        (["| 甲 |"] * 9, False),
        (["| 甲 |", "{%tr for 期 in 分期 %}", "| {{ 期.次 }} |", "{%tr endfor %}"], False),
    ],
)
def test_a_short_table_of_fixed_rows_stays_whole_and_others_may_break(
    rows: list[str], whole: bool, layout: Layout
) -> None:
    source = "\n".join([":::table 宽=1 表头=0", *rows, ":::"])
    root = part(build(source, layout, name="t"), "word/document.xml")
    made = [row.find(f".//{W}keepNext") is not None for row in root.iter(f"{W}tr")]
    assert made == [whole] * (len(rows) - 1) + [False]


def test_shares_of_a_width_add_up_exactly() -> None:
    for total in (1, 7, 8835, 8844):
        for weights in ((1,), (1, 1, 1), (2, 3, 3), (14, 38, 40, 38, 26), (1, 100)):
            assert sum(share(total, weights)) == total


def kept(root: etree._Element, words: str) -> bool:
    return paragraph_with(root, words).find(f"{W}pPr/{W}keepNext") is not None


def test_the_paragraph_before_a_signature_is_kept_with_it(
    made: bytes, document: etree._Element
) -> None:
    assert kept(document, "自签字之日起生效")
    styles = part(made, "word/styles.xml")
    (style,) = (s for s in styles.iter(f"{W}style") if s.get(f"{W}styleId") == "Signature")
    assert style.find(f"{W}pPr/{W}keepNext") is not None
    assert style.find(f"{W}pPr/{W}keepLines") is not None


def test_a_paragraph_that_may_drop_out_does_not_leave_a_signature_alone(layout: Layout) -> None:
    source = "甲段\n乙段\n{%p if 丁 %}\n丙段\n{%p endif %}\n:::signature\n签 | 字\n:::"
    root = part(build(source, layout, name="t"), "word/document.xml")
    assert [kept(root, words) for words in ("甲段", "乙段", "丙段")] == [False, True, True]


def test_a_picture_carries_its_tag_and_its_size(document: etree._Element) -> None:
    (name,) = document.iter("{*}docPr")
    assert name.get("descr") == "{{ 界址图 }}"
    (extent,) = document.iter("{*}extent")
    assert extent.get("cx") == extent.get("cy") == str(120 * 36_000)


def test_two_pictures_have_ids_of_their_own(layout: Layout) -> None:
    data = build("@图 甲 宽=300 高=150\n@图 乙", layout, name="t")
    root = part(data, "word/document.xml")
    assert [node.get("id") for node in root.iter("{*}docPr")] == ["1", "2"]
    wide = next(root.iter("{*}extent"))
    text_mm = layout.page.width_mm - layout.page.left_mm - layout.page.right_mm
    assert Decimal(wide.get("cx", "0")) == text_mm * 36_000
    assert int(wide.get("cx", "0")) == 2 * int(wide.get("cy", "0"))
    assert problems(data) == []


def test_all_four_font_slots_are_named(made: bytes) -> None:
    styles = part(made, "word/styles.xml")
    fonts = styles.find(f"{W}docDefaults//{W}rFonts")
    slots = {key.removeprefix(W) for key in map(str, fonts.attrib)}
    assert slots == {"ascii", "hAnsi", "eastAsia", "cs"}


def test_quotation_marks_are_drawn_with_the_chinese_font(document: etree._Element) -> None:
    (run,) = (r for r in document.iter(f"{W}r") if "“自愿”" in text(r))
    assert run.find(f"{W}rPr/{W}rFonts").get(f"{W}hint") == "eastAsia"


def test_markup_in_the_text_stays_text(layout: Layout) -> None:
    data = build("甲<乙>&丙", layout, name="t")
    assert text(paragraph_with(part(data, "word/document.xml"), "甲")) == "甲<乙>&丙"
    assert problems(data) == []


def test_a_faulty_text_makes_no_file(layout: Layout) -> None:
    with pytest.raises(TemplateError, match="第2行"):
        build("甲\n{{ 乙", layout, name="template.md")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("id: contract", "id: [", "YAML"),
        ("  Body:", "  Boddy:", "缺少样式 Body"),
        ("top_mm: 26", "top_mm: 宽", "page.top_mm"),
        ("language: zh-CN", "languages: zh-CN", "languages"),
        ("east_asia: 宋体", "east_asia: 隶书", "隶书"),
        ("based_on: CellLeft, align: centre", "based_on: CellCentre", "based_on"),
    ],
)
def test_a_faulty_layout_is_refused_with_its_place(old: str, new: str, message: str) -> None:
    source = resources.schema_bytes(LAYOUT_NAME).decode()
    assert old in source
    with pytest.raises(TemplateError, match=message):
        read_layout(source.replace(old, new), name=LAYOUT_NAME)


@pytest.mark.e2e
def test_libreoffice_numbers_clauses_through_and_items_anew(made: bytes, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("LibreOffice is not installed")
    source = tmp_path / "made.docx"
    source.write_bytes(rendered(made))
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            "--convert-to",
            "txt:Text (encoded):UTF8",
            "--outdir",
            str(tmp_path),
            str(source),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    lines = (tmp_path / "made.txt").read_text("utf-8-sig").split("\n")
    # The text export puts a space behind every number, also where the page shows none.
    stripped = [line.strip() for line in lines]
    numbered = [re.sub("([）.]) ", r"\1", line) for line in stripped if line.startswith(STARTS)]
    assert numbered == EXPECTED
