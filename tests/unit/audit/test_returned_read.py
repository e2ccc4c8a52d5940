"""A returned Word file is read whatever program has written it."""

from __future__ import annotations

import io
import zipfile

from docgen.audit.redline_settle import View
from docgen.audit.returned_package import open_package
from docgen.audit.returned_read import Line, read_stories, unspaced
from docgen.audit.returned_traces import read_traces
from docgen.wording import ordinal
from tests.wordfiles import NUMBERING, R, W, para, table, word_file

BY = 'w:id="1" w:author="对方法务" w:date="2024-01-02T03:04:05Z"'


def lines(body: str, view: View = "accepted", **more: object) -> list[Line]:
    package = open_package(word_file(body, **more), name="改稿.docx")  # type: ignore[arg-type]
    return [line for story in read_stories(package, view, ordinal) for line in story.lines]


def texts(body: str, view: View = "accepted", **more: object) -> list[str]:
    return [line.text for line in lines(body, view, **more)]


def test_clauses_and_items_bear_the_numbers_that_word_shows() -> None:
    body = para("价款", level=0) + para("甲", level=1) + para("乙", level=1) + para("交付", level=0)
    assert [(one.label, one.place.clause) for one in lines(body)] == [
        ("第一条", "第一条"), ("（一）", "第一条"), ("（二）", "第一条"), ("第二条", "第二条"),
    ]  # fmt: skip


def test_a_list_that_libreoffice_has_overridden_counts_from_its_own_start() -> None:
    overridden = NUMBERING.replace(
        '<w:abstractNumId w:val="0"/></w:num>',
        '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/>'
        "</w:lvlOverride></w:num>",
    )
    body = para("价款", level=0) + para("交付", level=0)
    assert [one.label for one in lines(body, numbering=overridden)] == ["第七条", "第八条"]


def test_an_overridden_level_is_written_as_the_override_says() -> None:
    overridden = NUMBERING.replace(
        '<w:abstractNumId w:val="0"/></w:num>',
        '<w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:lvl w:ilvl="0">'
        '<w:start w:val="2"/><w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/></w:lvl>'
        "</w:lvlOverride></w:num>",
    )
    body = para("价款", level=0) + para("交付", level=0)
    assert [one.label for one in lines(body, numbering=overridden)] == ["II.", "III."]


def test_both_sides_of_a_tracked_change_are_read() -> None:
    body = para(
        "价款为",
        runs=f"<w:del {BY}><w:r><w:delText>100</w:delText></w:r></w:del>"
        f"<w:ins {BY}><w:r><w:t>200</w:t></w:r></w:ins><w:r><w:t>元</w:t></w:r>",
    )
    assert texts(body) == ["价款为200元"]
    assert texts(body, "rejected") == ["价款为100元"]


def test_a_paragraph_whose_mark_was_inserted_is_one_with_the_next_before_it() -> None:
    body = para("甲", mark=f"<w:ins {BY}/>") + para("乙")
    assert texts(body) == ["甲", "乙"]
    assert texts(body, "rejected") == ["甲乙"]


def test_a_tracked_row_is_there_on_one_side_only() -> None:
    rows = table([["甲", "1"], ["乙", "2"]])
    last = rows.rindex("<w:tr>") + len("<w:tr>")
    body = rows[:last] + f"<w:trPr><w:ins {BY}/></w:trPr>" + rows[last:]
    assert texts(body) == ["甲", "1", "乙", "2"]
    assert texts(body, "rejected") == ["甲", "1"]


def test_a_moved_passage_stands_in_its_new_place_or_its_old_one() -> None:
    body = (
        para("", runs=f"<w:moveFrom {BY}><w:r><w:t>移走的</w:t></w:r></w:moveFrom>")
        + para("中间")
        + para("", runs=f"<w:moveTo {BY}><w:r><w:t>移走的</w:t></w:r></w:moveTo>")
    )
    assert texts(body) == ["中间", "移走的"]
    assert texts(body, "rejected") == ["移走的", "中间"]


def field(code: str, shown: str) -> str:
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText> {code} </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r><w:t>{shown}</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def test_a_field_shows_its_text_and_a_page_number_is_marked_as_one() -> None:
    (line,) = lines(para("见", runs=field("REF 付款 \\r \\h", "第九条") + field("NUMPAGES", "12")))
    assert line.text == "见第九条12"
    assert line.pattern == "见第九条\ufdd0"
    assert line.references == (("付款", "第九条"),)


def test_a_page_number_that_somebody_typed_words_over_is_no_page_number() -> None:
    (line,) = lines(para("共", runs=field("NUMPAGES", "若干页")))
    assert line.pattern == "共若干页"


def test_of_nested_fields_only_what_is_on_the_paper_is_read() -> None:
    inner = field("MERGEFIELD 金额", "5")
    code = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>'
        + inner
        + '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>是</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert texts(para("", runs=code)) == ["是"]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{para('框里的字')}</w:txbxContent>"
    both = (
        f"<w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{box}</wps:txbx>"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        "</mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert texts(para("外面", runs=both)) == ["外面", "框里的字"]


def test_content_controls_hide_no_words() -> None:
    body = f"<w:sdt><w:sdtPr/><w:sdtContent>{para('控件里')}</w:sdtContent></w:sdt>" + para(
        "行内", runs="<w:sdt><w:sdtContent><w:r><w:t>也在</w:t></w:r></w:sdtContent></w:sdt>"
    )
    assert texts(body) == ["控件里", "行内也在"]


def test_headers_and_notes_are_read_after_the_body() -> None:
    parts = {
        "header1.xml": f"<w:hdr {W}>{para('页眉')}</w:hdr>",
        "footnotes.xml": f'<w:footnotes {W}><w:footnote w:id="2">{para("脚注")}</w:footnote>'
        "</w:footnotes>",
    }
    assert texts(para("正文"), parts=parts) == ["正文", "页眉", "脚注"]


def test_words_that_print_otherwise_than_they_read_are_marked() -> None:
    def run(look: str, text: str) -> str:
        return f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>"

    (line,) = lines(
        para(
            "看得见",
            runs=run("<w:vanish/>", "甲") + run('<w:vanish w:val="0"/>', "乙")
            + run('<w:color w:val="FFFFFF"/>', "丙") + run('<w:sz w:val="2"/>', "丁")
            + run("<w:strike/>", "戊"),
        )
    )  # fmt: skip
    assert line.text == "看得见甲乙丙丁戊"
    assert line.oddities == (
        ("隐藏文字", "甲"), ("白色文字", "丙"), ("字号极小", "丁"), ("划了删除线", "戊"),
    )  # fmt: skip


def test_a_style_that_hides_is_seen_too() -> None:
    styles = (
        f'<w:styles {W}><w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr>'
        '</w:style><w:style w:type="character" w:styleId="hh"><w:basedOn w:val="h"/>'
        "</w:style></w:styles>"
    )
    body = para("", runs='<w:r><w:rPr><w:rStyle w:val="hh"/></w:rPr><w:t>藏</w:t></w:r>')
    (line,) = lines(body, parts={"styles.xml": styles})
    assert line.oddities == (("隐藏文字", "藏"),)


def test_a_strict_file_is_read_as_any_other() -> None:
    usual = word_file(para("正文", level=0))
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(usual)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(
                name,
                old.read(name)
                .replace(W[9:-1].encode(), b"http://purl.oclc.org/ooxml/wordprocessingml/main")
                .replace(
                    R[9:-1].encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
                ),
            )
    package = open_package(buffer.getvalue(), name="严格.docx")
    (line,) = read_stories(package, "accepted", ordinal)[0].lines
    assert (line.label, line.text) == ("第一条", "正文")


def test_blanks_between_chinese_characters_do_not_count_and_between_digits_do() -> None:
    assert unspaced(" 出 让　人\t") == "出让人"
    assert unspaced("12 345") == "12 345"
    assert unspaced("共 12 页") == "共12页"


def test_tracked_changes_and_comments_are_listed_with_author_words_and_clause() -> None:
    body = para("价款", level=0) + para(
        "",
        runs='<w:commentRangeStart w:id="5"/><w:r><w:t>100元</w:t></w:r><w:commentRangeEnd '
        'w:id="5"/><w:r><w:commentReference w:id="5"/></w:r>'
        f"<w:ins {BY}><w:r><w:t>含税</w:t></w:r></w:ins>"
        f"<w:ins {BY}><w:r><w:t>价</w:t></w:r></w:ins>",
    )
    comment = f'<w:comment w:id="5" w:author="王某">{para("请核")}</w:comment>'
    comments = f"<w:comments {W}>{comment}</w:comments>"
    package = open_package(word_file(body, {"comments.xml": comments}), name="改稿.docx")
    told = [
        (one.kind, one.author, one.text, one.about, one.clause)
        for one in read_traces(package, ordinal)
    ]
    assert told == [
        ("comment", "王某", "请核", "100元", "第一条"),
        ("insertion", "对方法务", "含税价", "", "第一条"),
    ]
