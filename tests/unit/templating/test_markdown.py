"""``template.md`` is read whole or refused with every fault, its line and how to mend it."""

from __future__ import annotations

import pytest

from docgen.errors import TemplateError
from docgen.templating.markdown import parse
from docgen.templating.markdown_tree import (
    Control,
    ControlRow,
    PageField,
    Pairs,
    Paragraph,
    Row,
    Signature,
    Table,
    Tag,
    Text,
)


def faults(text: str) -> list[tuple[int, str]]:
    """Return line and code of every fault of a text, in order."""
    with pytest.raises(TemplateError) as caught:
        parse(text, name="template.md")
    for problem in caught.value.problems:
        assert problem.fix
        assert problem.where == f"template.md 第{problem.path}行"
    return [(int(problem.path), problem.code) for problem in caught.value.problems]


def paragraphs(text: str) -> list[Paragraph]:
    return [b for b in parse(text, name="t").blocks if isinstance(b, Paragraph)]


def test_every_line_is_one_construct_and_blank_lines_are_for_the_eye() -> None:
    text = "# 名\n## 章\n### 条 {甲}\n正文\n正文\n\n\n- 项\n-- 目\n> 注\n@附件 图 {乙}\n# 图名\n"
    kinds = [block.kind for block in paragraphs(text)]
    assert kinds == [
        "title",
        "chapter",
        "clause",
        "body",
        "body",
        "item",
        "subitem",
        "note",
        "attachment",
        "attachment_title",
    ]


def test_a_label_at_the_end_of_a_heading_is_not_printed() -> None:
    (clause,) = paragraphs("### 出让价款 {价款}")
    assert clause.label == "价款"
    assert clause.inlines == (Text("出让价款"),)


def test_a_page_field_at_the_end_of_a_heading_is_no_label() -> None:
    (clause,) = paragraphs("### 共{页数}")
    assert clause.inlines == (Text("共"), PageField("NUMPAGES"))


def test_a_line_is_taken_apart_into_text_tags_bold_and_fields() -> None:
    (body,) = paragraphs("价款**为{{ 出让.出让价款|大写 }}**元，共{页数}页")
    assert body.inlines == (
        Text("价款"),
        Text("为", bold=True),
        Tag("{{ 出让.出让价款|大写 }}", bold=True),
        Text("元，共"),
        PageField("NUMPAGES"),
        Text("页"),
    )


def test_a_reference_knows_its_label() -> None:
    _, body = paragraphs("### 付款 {付款}\n见{{ 条('付款') }}。")
    assert body.inlines[1] == Tag("{{ 条('付款') }}", label="付款")


def test_a_backslash_makes_a_mark_literal() -> None:
    first, second = paragraphs("\\# 甲\\*乙\\|丙\\{丁\\}\n\\- 戊")
    assert first.inlines == (Text("# 甲*乙|丙{丁}"),)
    assert second.kind == "body"
    assert second.inlines == (Text("- 戊"),)


def test_full_width_spaces_inside_a_line_stay() -> None:
    (body,) = paragraphs("签订日期：　　年　　月　　日")
    assert body.inlines == (Text("签订日期：　　年　　月　　日"),)


def test_a_bar_inside_a_tag_does_not_split_a_cell() -> None:
    text = ":::table 宽=1,2 对齐=中,右\n| 甲 | 乙 |\n| {{ 出让.定金|大写 }} | a\\|b |\n:::"
    (table,) = parse(text, name="t").blocks
    assert isinstance(table, Table)
    assert table.aligns == ("centre", "right")
    row = table.rows[1]
    assert isinstance(row, Row)
    assert row.cells == ((Tag("{{ 出让.定金|大写 }}"),), (Text("a|b"),))


def test_rows_of_a_loop_stand_between_control_rows() -> None:
    text = (
        ":::table 宽=1\n| 甲 |\n{%tr for 期 in 出让.分期 %}\n| {{ 期.金额 }} |\n{%tr endfor %}\n:::"
    )
    (table,) = parse(text, name="t").blocks
    assert isinstance(table, Table)
    assert [type(row) for row in table.rows] == [Row, ControlRow, Row, ControlRow]


def test_a_cover_gathers_neighbouring_label_lines() -> None:
    document = parse(
        ":::cover\n# 合同\n{%p if 甲 %}\n草稿\n{%p endif %}\n"
        "编号 | {{ 号 }}\n出让人 | 乙\n日期\n:::\n正文",
        name="t",
    )
    assert [type(block) for block in document.cover] == [
        Paragraph,
        Control,
        Paragraph,
        Control,
        Pairs,
        Paragraph,
    ]


def test_a_signature_has_two_columns_or_one_text_over_both() -> None:
    (block,) = parse(":::signature\n甲： | 乙：\n日期：\n:::", name="t").blocks
    assert isinstance(block, Signature)
    assert [len(row.cells) for row in block.rows if isinstance(row, Row)] == [2, 1]


def test_the_first_page_may_have_a_header_of_its_own() -> None:
    document = parse(":::header\n甲\n:::\n:::header 首页\n乙\n:::\n正文", name="t")
    assert isinstance(document.first_header[0], Paragraph)
    assert document.first_header[0].inlines == (Text("乙"),)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲\x07乙", [(1, "T101")]),
        ("甲\t乙", [(1, "T101")]),
        (":::box\n甲\n:::\n正文", [(1, "T102")]),
        ("正文\n@表 甲", [(2, "T102")]),
        ("#甲", [(1, "T102")]),
        ("#### 甲", [(1, "T102")]),
        ("| 甲 | 乙 |", [(1, "T102")]),
        ("正文\n:::table 宽=1\n| 甲 |", [(2, "T103")]),
        ("正文\n:::", [(2, "T103")]),
        (":::table 宽=1,1\n| 甲 | 乙 |\n| 甲 |\n:::", [(3, "T104")]),
        (":::table 宽=1\n甲\n:::", [(2, "T104")]),
        (":::table 宽=大\n| 甲 |\n:::", [(1, "T105")]),
        (":::table\n| 甲 |\n:::", [(1, "T105")]),
        (":::table 宽=1 对齐=上\n| 甲 |\n:::", [(1, "T105")]),
        (":::table 宽=1 色=红\n| 甲 |\n:::", [(1, "T105")]),
        (":::table 宽=1 表头=2\n| 甲 |\n:::", [(1, "T105")]),
        ("@图 宗地.界址图 宽=很宽", [(1, "T105")]),
        ("按第三条办理。", [(1, "T106")]),
        ("按本合同第 {{ 甲 }} 款和第12条办理。", [(1, "T106")]),
        ("见附件2。", [(1, "T106")]),
        ("### 条\n- （一）甲", [(2, "T106")]),
        ("### 甲 {丙}\n### 乙 {丙}", [(2, "T107")]),
        ("### 甲 {1丙}", [(1, "T107")]),
        ("### 甲 {_丙}", [(1, "T107")]),
        ("### 甲 {}", [(1, "T107")]),
        ("{%p for 甲 in 乙 %}\n### 丙 {丁}\n{%p endfor %}", [(2, "T107")]),
        ("见{{ 条('没有') }}。", [(1, "T108")]),
        ("{{ 甲", [(1, "T109")]),
        ("甲 }}", [(1, "T109")]),
        ("｛｛甲｝｝", [(1, "T109")]),
        ("{甲}乙", [(1, "T109")]),
        ("\\{\\{ 甲 \\}\\}", [(1, "T109")]),
        ("{# 甲 #}", [(1, "T109")]),
        ("{{ 甲 * 2 }}", [(1, "T109")]),
        ("{{ 甲() }}", [(1, "T109")]),
        ("**甲", [(1, "T109")]),
        ("{{r 甲 }}", [(1, "T110")]),
        ("{%- if 甲 %}乙{% endif %}", [(1, "T110")]),
        ("{% if 甲 %}乙", [(1, "T110")]),
        ("{% if 甲 %}乙{% endfor %}", [(1, "T110"), (1, "T110")]),
        ("{% include 甲 %}", [(1, "T110")]),
        ("{%p if 甲 %}\n乙", [(1, "T110")]),
        ("乙\n{%p else %}", [(2, "T110")]),
        ("{%p if 甲 %}乙\n{%p endif %}", [(1, "T110")]),
        ("{%tr if 甲 %}\n乙", [(1, "T110")]),
        (":::table 宽=1\n| 甲 |\n{%tr if 甲 %}\n| 乙 |\n:::", [(3, "T110")]),
        ("", [(1, "T111")]),
        (":::cover\n:::\n甲", [(1, "T111")]),
        ("甲\n:::cover\n# 乙\n:::", [(2, "T111")]),
        (":::footer\n甲\n:::\n:::footer\n乙\n:::\n丙", [(4, "T111")]),
        ("### 甲\n## 乙\n- 丙", [(3, "T111")]),
        ("甲\n@分页\n@附件 乙", [(2, "T111")]),
    ],
)
def test_a_fault_is_named_at_its_line(text: str, expected: list[tuple[int, str]]) -> None:
    assert faults(text) == expected


def test_all_faults_of_a_file_come_at_once_in_the_order_of_lines() -> None:
    assert faults("{{ 甲\n:::box\n乙\n:::\n#丙\n**丁") == [
        (1, "T109"),
        (2, "T102"),
        (5, "T102"),
        (6, "T109"),
    ]


def test_a_table_that_may_lose_all_its_rows_is_refused() -> None:
    text = ":::table 宽=1 表头=0\n{%tr for 甲 in 乙 %}\n| {{ 甲 }} |\n{%tr endfor %}\n:::"
    assert faults(text) == [(1, "T104")]


@pytest.mark.parametrize(
    "text",
    [
        "依照《中华人民共和国民法典》第五百八十六条办理。",
        "依照《中华人民共和国民法典》第五百八十六条、第五百八十七条第二款和第六百条办理。",
        "依照《甲法》（2019年修正）第十二条之一第三款第（二）项以及《乙法》第九条办理。",
        "按《甲办法》第8条执行。",
        "本条第二款所称期限。",
    ],
)
def test_a_citation_of_a_law_is_not_a_number_typed_by_hand(text: str) -> None:
    assert paragraphs(text)


@pytest.mark.parametrize(
    "text",
    [
        "依照《民法典》和本合同第十条办理。",
        "依照《民法典》第五百条办理。见第十条。",
        "《出让合同》载明的第十条。",
    ],
)
def test_a_typed_number_near_a_citation_is_still_found(text: str) -> None:
    assert faults(text) == [(1, "T106")]


def test_line_ends_of_any_system_and_a_byte_order_mark_read_the_same() -> None:
    plain = parse("# 甲\n乙", name="t")
    assert parse("\ufeff# 甲\r\n乙\r\n", name="t") == plain


# --- notices ------------------------------------------------------------------------------------

HEAD = ":::版头\n{{ 甲 }}\n{{ 乙 }}\n:::\n"


def test_the_blocks_of_a_notice_are_read() -> None:
    text = (
        HEAD
        + "# 名\n@主送 {{ 丙 }}：\n文。\n@附件说明 附件：单\n:::落款\n甲\n乙\n:::\n@附注 （丁）\n"
    )
    made = parse(text + ":::版记\n抄送：戊。\n:::\n", name="t").blocks
    assert [type(one).__name__ for one in made if not isinstance(one, Paragraph)] == [
        "Letterhead",
        "Closing",
        "Imprint",
    ]
    assert [one.kind for one in made if isinstance(one, Paragraph)] == [
        "title",
        "addressee",
        "body",
        "attachment_note",
        "contact",
    ]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("文。\n" + HEAD, (2, "T111")),
        (HEAD + HEAD + "文。\n", (5, "T111")),
        (":::版头\n甲\n乙\n丙\n:::\n文。\n", (1, "T111")),
        (":::落款\n甲\n:::\n", (1, "T111")),
        (":::落款 左\n甲\n乙\n:::\n", (1, "T105")),
        (":::版记\n甲 | 乙\n:::\n", (2, "T104")),
        (":::版记\n{%tr for 一 in 甲 %}\n{{ 一.乙 }}\n{%tr endfor %}\n:::\n", (1, "T104")),
        ("@主送\n", (1, "T102")),
    ],
)
def test_what_is_wrong_with_the_blocks_of_a_notice_is_told(
    text: str, fault: tuple[int, str]
) -> None:
    assert faults(text) == [fault]
