"""What a returned paper says otherwise than its receipt: figures first, then words."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from docgen.audit.compare_values import Differences
from docgen.pipeline.returned import Verdict, verify_bytes
from tests.wordfiles import W, para, receipt_for, table, word_file

PRICE = {"path": "grant.price_yuan", "title": "出让.出让价款", "paragraph": 2, "clause": "第一条"}
SMALL, LARGE = "12345678.90", "人民币壹仟贰佰叁拾肆万伍仟陆佰柒拾捌元玖角整"
SENTENCE = "出让价款为{large}（小写{small}元），于2021年11月5日前付清。"
LINES: list[dict[str, Any]] = [
    {"text": "价款", "clause": "第一条", "label": "第一条"},
    {"text": SENTENCE.format(large=LARGE, small=SMALL), "clause": "第一条"},
    {"text": "交付", "clause": "第二条", "label": "第二条"},
    {"text": "宗地按照现状交付，受让人不得转让。", "clause": "第二条"},
    {"text": "其他", "clause": "第三条", "label": "第三条"},
    {"text": f"本合同价款{SMALL}元含税。", "clause": "第三条"},
]
FIGURES = [
    {**PRICE, "printed": LARGE, "form": "大写"},
    {**PRICE, "printed": SMALL, "form": ""},
    {**PRICE, "printed": SMALL, "form": "", "paragraph": 6, "clause": "第三条"},
]
RECEIPT = receipt_for(LINES, FIGURES)


def paper(
    small: str = SMALL, large: str = LARGE, delivery: str = LINES[3]["text"], more: str = ""
) -> str:
    return (
        para("价款", level=0)
        + para(SENTENCE.format(large=large, small=small))
        + more
        + para("交付", level=0)
        + para(delivery)
        + para("其他", level=0)
        + para(LINES[5]["text"])
    )


def verdict(body: str, receipt: bytes = RECEIPT, **parts: Any) -> Verdict:
    data = word_file(body, **parts)
    return verify_bytes(data, name="改稿.docx", receipt=receipt, receipt_name="回执.json")


def found(body: str, receipt: bytes = RECEIPT, **parts: Any) -> Differences:
    return verdict(body, receipt, **parts).differences


def test_a_file_with_the_same_words_was_only_saved_again() -> None:
    assert verdict(paper()).status == "resaved"


def test_white_space_and_empty_paragraphs_are_no_change() -> None:
    spaced = paper(
        delivery="宗地按照 现状　交付，\u00a0受让人不得转让。", more=para(" ") + para("")
    )
    assert verdict(spaced).status == "resaved"


def test_a_changed_amount_is_named_with_what_was_not_changed_with_it() -> None:
    (change,) = found(paper(small="12345687.90")).figures
    assert (change.clause, change.title, change.old, change.new) == (
        "第一条", "出让价款", "12345678.90", "12345687.90",
    )  # fmt: skip
    assert change.notes == ("大写未同步修改", "第三条的同一数据未同步修改")


def test_a_changed_amount_in_words_tells_that_the_digits_stayed() -> None:
    (change,) = found(paper(large=LARGE.replace("壹仟", "贰仟"))).figures
    assert change.form == "大写"
    assert change.notes == ("小写未同步修改",)


def test_both_forms_changed_alike_are_told_only_of_the_place_that_stayed() -> None:
    large = LARGE.replace("壹仟", "贰仟")
    words, digits = found(paper(small="22345678.90", large=large)).figures
    assert words.notes == ()
    assert digits.notes == ("第三条的同一数据未同步修改",)


def test_both_forms_changed_apart_are_told() -> None:
    large = LARGE.replace("壹仟", "叁仟")
    words, digits = found(paper(small="22345678.90", large=large)).figures
    assert words.notes == ("小写改成了另一个数「22345678.90」",)
    assert digits.notes[0] == f"大写改成了另一个数「{large}」"


def test_a_day_that_no_receipt_names_is_still_a_figure() -> None:
    body = paper().replace("2021年11月5日", "2021年12月5日")
    (change,) = found(body).figures
    assert (change.title, change.old, change.new) == ("年月日", "2021年11月5日", "2021年12月5日")


def test_two_amounts_that_changed_places_are_told_as_such() -> None:
    lines = [{"text": "定金100元，价款200元。", "clause": "第一条"}]
    figures = [
        {"path": "a", "title": "出让.定金", "printed": "100", "paragraph": 1},
        {"path": "b", "title": "出让.出让价款", "printed": "200", "paragraph": 1},
    ]
    one, other = found(para("定金200元，价款100元。"), receipt_for(lines, figures)).figures
    assert (one.title, one.notes) == ("定金", ("与「出让价款」互换了",))
    assert (other.title, other.notes) == ("出让价款", ("与「定金」互换了",))


def test_a_figure_is_told_by_its_place_not_by_its_digits() -> None:
    lines = [{"text": "共1期，第1期付1元", "clause": "第一条"}]
    figures = [
        {"path": path, "title": title, "printed": "1", "paragraph": 1}
        for path, title in (("n", "期数"), ("m", "期次"), ("y", "金额"))
    ]
    (change,) = found(para("共1期，第1期付2元"), receipt_for(lines, figures)).figures
    assert change.title == "金额"


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        ("宗地按照现状交付，受让人得转让。", "reworded"),
        ("宗地不按照现状交付，受让人不得转让。", "reworded"),
        ("宗地按照现状交付，受让人不得转\u200b让。", "reworded"),
        ("", "dropped"),
    ],
)
def test_changed_words_are_told_with_their_clause(new: str, kind: str) -> None:
    (change,) = found(paper(delivery=new)).words
    assert (change.kind, change.clause) == (kind, "第二条")


def test_the_words_around_a_change_cut_no_figure_in_two() -> None:
    body = paper().replace("前付清", "前缴清")
    (change,) = found(body).words
    assert change.old == "2021年11月5日前付清。"
    long = paper().replace(f"{SMALL}元含税", f"{SMALL}元不含税")
    (change,) = found(long).words
    assert change.old == f"本合同价款{SMALL}元含税。"[-len(change.old) :]
    assert SMALL in change.old


def test_a_character_that_no_eye_sees_is_written_out() -> None:
    (change,) = found(paper(delivery="宗地按照现状交付，受让人不得转\u200b让。")).words
    assert "〔U+200B〕" in change.new


def test_a_dropped_clause_renumbers_those_behind_it_and_that_is_one_line() -> None:
    body = paper().replace(para("交付", level=0) + para(LINES[3]["text"]), "")
    dropped, renumbered = found(body).words
    assert (dropped.kind, dropped.clause, dropped.count) == ("dropped", "第二条", 2)
    assert (renumbered.kind, renumbered.old, renumbered.new) == ("renumbered", "第三条", "第二条")


def test_an_added_clause_is_told() -> None:
    words = found(paper(more=para("受让人放弃抗辩。"))).words
    assert [(one.kind, one.new) for one in words] == [("added", "受让人放弃抗辩。")]


def test_a_clause_in_another_place_was_moved_neither_dropped_nor_added() -> None:
    lines = [{"text": f"这是第{name}段，内容各不相同{name}"} for name in "甲乙丙丁"]
    body = "".join(para(lines[at]["text"]) for at in (1, 2, 0, 3))
    assert [one.kind for one in found(body, receipt_for(lines)).words] == ["moved"]


def test_a_dropped_row_is_one_change_and_its_figures_are_named() -> None:
    cells = [["期次", "金额"], ["1", "100"], ["2", "200"]]
    lines = [{"text": cell} for row in cells for cell in row]
    figures = [
        {"path": "i[0].a", "title": "分期[1].金额", "printed": "100", "paragraph": 4},
        {"path": "i[1].a", "title": "分期[2].金额", "printed": "200", "paragraph": 6},
    ]
    difference = found(table([cells[0], cells[2]]), receipt_for(lines, figures))
    assert [(one.title, one.old, one.new) for one in difference.figures] == [
        ("分期[1].金额", "100", "")
    ]
    assert [(one.kind, one.count) for one in difference.words] == [("dropped", 2)]


def test_a_hand_fill_line_that_was_filled_in_is_no_false_figure() -> None:
    figures = [
        {"path": "p", "title": "受让人.名称", "printed": "____", "absent": "blank", "paragraph": 1}
    ]
    receipt = receipt_for([{"text": "受让人：____"}], figures)
    difference = found(para("受让人：示例甲公司"), receipt)
    assert difference.figures == ()
    assert [(one.kind, one.old, one.new) for one in difference.words] == [
        ("filled", "受让人.名称", "示例甲公司")
    ]


def test_a_change_without_a_trace_is_marked_in_a_file_that_tracks_others() -> None:
    by = 'w:id="1" w:author="对方" w:date="2024-01-02T03:04:05Z"'
    added = f"<w:ins {by}><w:r><w:t>另加一段。</w:t></w:r></w:ins>"
    tracked = para("", runs=added, mark=f"<w:ins {by}/>")
    difference = found(paper(small="12345687.90", more=tracked))
    assert [one.silent for one in difference.figures] == [True]
    assert [(one.kind, one.silent) for one in difference.words] == [("added", False)]
    assert {one.author for one in difference.traces} == {"对方"}


def test_a_comment_alone_makes_a_file_a_changed_one() -> None:
    comment = f'<w:comment w:id="5" w:author="王某">{para("请核")}</w:comment>'
    comments = f"<w:comments {W}>{comment}</w:comments>"
    body = paper(more=para("", runs='<w:r><w:commentReference w:id="5"/></w:r>'))
    assert verdict(body, parts={"comments.xml": comments}).status == "changed"


def test_a_page_number_may_differ_and_words_beside_it_may_not() -> None:
    def footer(words: str, number: str) -> dict[str, str]:
        shown = (
            '<w:fldSimple w:instr=" PAGE "><w:r><w:t>' + number + "</w:t></w:r></w:fldSimple>"
            f"<w:r><w:t>{words}</w:t></w:r>"
        )
        return {"footer7.xml": f"<w:ftr {W}>{para('第', runs=shown)}</w:ftr>"}

    receipt = receipt_for([{"text": "字"}, {"text": "第1页", "part": "word/footer1.xml"}])
    assert verdict(para("字"), receipt, parts=footer("页", "9")).status == "resaved"
    assert verdict(para("字"), receipt, parts=footer("页改", "9")).status == "changed"


def test_a_picture_that_is_not_the_receipts_is_told() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    blip = f'<a:blip xmlns:a="{drawing}" r:embed="r_a.png"/>'
    shown = f"<w:r><w:drawing>{blip}</w:drawing></w:r>"
    picture = hashlib.sha256(b"one").hexdigest()
    receipt = receipt_for([{"text": "图"}], pictures=[picture])
    body = para("图", runs=shown)
    assert verdict(body, receipt, parts={"media/a.png": b"one"}).status == "resaved"
    other = found(body, receipt, parts={"media/a.png": b"two"})
    assert [one.kind for one in other.words] == ["picture"]
    assert [one.kind for one in found(para("图"), receipt).words] == ["picture"]


TRICKS = {
    "域代替数字": (
        '<w:fldSimple w:instr=" DOCPROPERTY 价款 "><w:r><w:t>{}</w:t></w:r></w:fldSimple>',
        "会自己变的域",
    ),
    "两套内容": (
        '<w:r><mc:AlternateContent><mc:Choice Requires="x"><w:t>{}</w:t></mc:Choice>'
        "<mc:Fallback><w:t>别的</w:t></mc:Fallback></mc:AlternateContent></w:r>",
        "同一处有两套内容，各程序显示不同",
    ),
    "反写": ('<w:bdo w:val="rtl"><w:r><w:t>{}</w:t></w:r></w:bdo>', "改了文字方向"),
    "反写的字": ("<w:r><w:rPr><w:rtl/></w:rPr><w:t>{}</w:t></w:r>", "改了文字方向"),
    "绑定外部数据": (
        '<w:sdt><w:sdtPr><w:dataBinding w:xpath="/a"/></w:sdtPr><w:sdtContent>'
        "<w:r><w:t>{}</w:t></w:r></w:sdtContent></w:sdt>",
        "内容控件绑定了外部数据",
    ),
    "近于白色": (
        '<w:r><w:rPr><w:color w:val="FEFEFE"/></w:rPr><w:t>{}</w:t></w:r>', "白色文字",
    ),
    "压成一线": ('<w:r><w:rPr><w:w w:val="1"/></w:rPr><w:t>{}</w:t></w:r>', "字号极小"),
}  # fmt: skip


@pytest.mark.parametrize("name", TRICKS)
def test_words_that_read_the_same_and_may_print_otherwise_are_told(name: str) -> None:
    trick, how = TRICKS[name]
    receipt = receipt_for([{"text": "价款为100元"}])
    difference = found(
        para("价款为", runs=trick.format("100") + "<w:r><w:t>元</w:t></w:r>"), receipt
    )
    assert [(one.kind, one.note) for one in difference.words] == [("odd", how)]


def test_what_a_foreign_element_wraps_is_not_on_the_paper() -> None:
    wrapped = (
        '<x:wrap xmlns:x="urn:x"><w:r><w:t>不</w:t></w:r></x:wrap><w:r><w:t>得转让</w:t></w:r>'
    )
    difference = found(para("受让人", runs=wrapped), receipt_for([{"text": "受让人不得转让"}]))
    assert [one.kind for one in difference.words] == ["reworded"]


def test_another_document_that_is_pulled_in_is_told() -> None:
    difference = found(para("字") + '<w:altChunk r:id="x"/>', receipt_for([{"text": "字"}]))
    assert [one.note for one in difference.words] == ["打开时会并入另一份文档"]


def test_a_default_style_that_hides_everything_is_seen() -> None:
    styles = (
        f"<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr><w:vanish/></w:rPr></w:rPrDefault>"
        "</w:docDefaults></w:styles>"
    )
    difference = found(para("字"), receipt_for([{"text": "字"}]), parts={"styles.xml": styles})
    assert [one.note for one in difference.words] == ["隐藏文字"]


def test_a_reference_turned_to_another_clause_is_told() -> None:
    def paper_with(shown: str) -> str:
        field = f'<w:fldSimple w:instr=" REF 甲 \\r "><w:r><w:t>{shown}</w:t></w:r></w:fldSimple>'
        return (
            para(
                "",
                level=0,
                runs='<w:bookmarkStart w:id="1" w:name="甲"/><w:r><w:t>付款</w:t></w:r>',
            )
            + para("交付", level=0)
            + para("见", runs=field)
        )

    lines = [
        {"text": "付款", "clause": "第一条", "label": "第一条"},
        {"text": "交付", "clause": "第二条", "label": "第二条"},
        {"text": "见第二条", "clause": "第二条"},
    ]
    difference = found(paper_with("第二条"), receipt_for(lines))
    assert [(one.kind, one.old, one.new) for one in difference.words] == [
        ("stale", "第二条", "第一条")
    ]
