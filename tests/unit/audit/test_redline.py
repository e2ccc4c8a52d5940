"""A redline: accepting all gives the later paper, rejecting all the earlier one."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from docgen.audit.redline import redline
from docgen.audit.redline_check import check_redline
from docgen.audit.redline_settle import View
from docgen.audit.returned_package import open_package
from docgen.audit.returned_read import read_stories
from docgen.errors import AuditError
from docgen.wording import ordinal
from tests.counts import count
from tests.wordfiles import R, W, para, table, word_file

NS = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOTES_HEAD = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'


def said(docx: bytes, view: View = "accepted") -> list[tuple[str, list[tuple[str, str]]]]:
    package = open_package(docx, name="文书.docx")
    return [
        (story.kind, [(line.label, line.text) for line in story.lines])
        for story in read_stories(package, view, ordinal)
        if story.lines
    ]


def marked(before: bytes, after: bytes) -> bytes:
    made, unmarked = redline(
        open_package(before, name="原件.docx"), open_package(after, name="改稿.docx")
    )
    assert unmarked == ()
    return made


def holds(before: bytes, after: bytes) -> bytes:
    """Make a redline and check that it gives both papers back."""
    made = marked(before, after)
    assert said(made) == said(after)
    assert said(made, "rejected") == said(before)
    return made


def root(docx: bytes, part: str = "word/document.xml") -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        return etree.fromstring(package.read(part))


def tracked(docx: bytes, name: str) -> list[str]:
    return [
        "".join(one.text or "" for one in node.iter(f"{NS}t", f"{NS}delText"))
        for node in root(docx).iter(f"{NS}{name}")
    ]


def both(old: str, new: str) -> bytes:
    return holds(word_file(old), word_file(new))


def test_a_figure_is_replaced_whole() -> None:
    made = both(para("价款12,345,678.90元"), para("价款12,345,687.90元"))
    assert tracked(made, "del") == ["12,345,678.90"]
    assert tracked(made, "ins") == ["12,345,687.90"]


def test_a_paper_that_stayed_has_no_tracked_change() -> None:
    made = both(
        para("一", level=0) + table([["甲", "乙"]]), para("一", level=0) + table([["甲", "乙"]])
    )
    assert tracked(made, "ins") == tracked(made, "del") == []


def test_changes_bear_author_and_a_day_that_no_clock_told() -> None:
    node = next(root(both(para("甲"), para("乙"))).iter(f"{NS}ins"))
    assert node.get(f"{NS}author") == "docgen"
    assert node.get(f"{NS}date") == "2000-01-01T00:00:00Z"


def test_the_same_two_papers_give_the_same_bytes() -> None:
    before, after = word_file(para("甲乙")), word_file(para("甲丙") + para("丁"))
    assert marked(before, after) == marked(before, after)


def test_the_looks_of_kept_and_of_deleted_words_stay() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>粗的字</w:t></w:r>"
    made = both(para("价款", runs=bold), para("价款"))
    assert root(made).find(f".//{NS}del/{NS}r/{NS}rPr/{NS}b") is not None


CASES = {
    "末段之后加一段": (para("甲"), para("甲") + para("乙")),
    "末段之后加两段": (para("甲", level=0), para("甲", level=0) + para("乙") + para("丙")),
    "删末段": (para("甲") + para("乙"), para("甲")),
    "删末两条": (
        para("甲", level=0) + para("乙", level=0) + para("丙", level=1), para("甲", level=0),
    ),
    "删首段": (para("甲") + para("乙"), para("乙")),
    "全换": (para("甲甲甲"), para("乙乙乙") + para("丙丙丙")),
    "中间删一条": (
        "".join(para(one, level=0) for one in "甲乙丙"),
        "".join(para(one, level=0) for one in "甲丙"),
    ),
    "两段并作一段": (para("甲甲甲，") + para("乙乙乙。"), para("甲甲甲，乙乙乙。")),
    "一段拆作两段": (para("甲甲甲，乙乙乙。"), para("甲甲甲，") + para("乙乙乙。")),
    "表格删一行": (
        table([["甲", "1"], ["乙", "2"], ["丙", "3"]]), table([["甲", "1"], ["丙", "3"]]),
    ),
    "表格加一行": (table([["甲", "1"]]), table([["甲", "1"], ["乙", "2"]])),
    "表格加一列": (table([["甲", "1"], ["乙", "2"]]), table([["甲", "x", "1"], ["乙", "y", "2"]])),
    "表格改一格": (table([["甲", "100"], ["乙", "200"]]), table([["甲", "100"], ["乙", "210"]])),
    "删整张表": (para("甲") + table([["子", "丑"]]) + para("乙"), para("甲") + para("乙")),
    "加整张表": (para("甲") + para("乙"), para("甲") + table([["子", "丑"]]) + para("乙")),
    "表换成段": (para("甲") + table([["子"]]) + para("乙"), para("甲") + para("子") + para("乙")),
    "换一张表": (
        para("甲") + table([["子", "丑"]]) + para("乙"),
        para("甲") + table([["寅"], ["卯"]]) + para("乙"),
    ),
    "只改空白": (para("甲 乙"), para("甲　乙")),
    "空格与制表": (para("甲"), para("甲", runs="<w:r><w:tab/><w:t>乙</w:t><w:br/></w:r>")),
    "加空段": (para("甲") + para("乙"), para("甲") + para("") + para("乙")),
    "格子里加段": (
        table([["甲"]]), table([["甲"]]).replace(para("甲"), para("甲") + para("乙")),
    ),
    "空正文": ("", para("甲")),
    "改成空正文": (para("甲") + para("乙"), ""),
    "控件里的字": (
        para("甲"),
        f"<w:sdt><w:sdtPr/><w:sdtContent>{para('乙')}</w:sdtContent></w:sdt>" + para("甲"),
    ),
    "超链接": (
        para("见", runs="<w:hyperlink w:anchor='a'><w:r><w:t>附件</w:t></w:r></w:hyperlink>"),
        para("见", runs="<w:hyperlink w:anchor='a'><w:r><w:t>附录</w:t></w:r></w:hyperlink>"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_both_papers_come_back(name: str) -> None:
    old, new = CASES[name]
    both(old, new)
    both(new, old)


def test_a_row_of_another_shape_is_replaced_whole() -> None:
    old, new = table([["甲", "1"]]), table([["甲", "1", "x"]])
    made = both(old, new)
    rows = root(made).findall(f".//{NS}tr")
    marks = [[etree.QName(one).localname for one in row.find(f"{NS}trPr")] for row in rows]
    assert marks == [["del"], ["ins"]]


def test_a_field_is_one_thing_in_a_redline() -> None:
    def reference(shown: str) -> str:
        turn = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
        code = "<w:r><w:instrText> REF 付款 \\r \\h </w:instrText></w:r>"
        text = f"<w:r><w:t>{shown}</w:t></w:r>"
        return turn.format("begin") + code + turn.format("separate") + text + turn.format("end")

    made = both(para("见", runs=reference("第九条")), para("见", runs=reference("第十条")))
    assert root(made).find(f".//{NS}del//{NS}delInstrText") is not None
    assert tracked(made, "del") == ["第九条"]


def test_a_footnote_that_went_is_shown_with_its_words() -> None:
    def notes(words: str) -> dict[str, str]:
        note = f'<w:footnote w:id="2">{para(words)}</w:footnote>'
        return {"footnotes.xml": f"<w:footnotes {W}>{NOTES_HEAD}{note}</w:footnotes>"}

    mark = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    before = word_file(para("甲", runs=mark), notes("原来的注"))
    for after in (word_file(para("甲")), word_file(para("甲", runs=mark), notes("后来的注"))):
        made = marked(before, after)
        reference = root(made).find(f".//{NS}del//{NS}footnoteReference")
        note = root(made, "word/footnotes.xml").find(
            f"{NS}footnote[@{NS}id='{reference.get(f'{NS}id')}']"
        )
        assert "".join(note.itertext()) == "原来的注"


def test_a_picture_that_went_is_shown_from_the_earlier_file() -> None:
    drawing = "http://schemas.openxmlformats.org/drawingml/2006/main"
    blip = f'<a:blip xmlns:a="{drawing}" r:embed="r_a.png"/>'
    before = word_file(
        para("图", runs=f"<w:r><w:drawing>{blip}</w:drawing></w:r>"), {"media/a.png": b"picture"}
    )
    made = marked(before, word_file(para("图")))
    package = open_package(made, name="修订稿.docx")
    story = read_stories(package, "rejected", ordinal)[0]
    assert [package.members[one] for line in story.lines for one in line.pictures] == [b"picture"]


def test_headers_are_redlined_too() -> None:
    def head(words: str) -> dict[str, str]:
        return {"header1.xml": f"<w:hdr {W} {R}>{para(words)}</w:hdr>"}

    holds(word_file(para("甲"), head("编号1")), word_file(para("甲"), head("编号2")))


def test_a_header_that_only_one_paper_has_is_told_not_hidden() -> None:
    before = word_file(para("甲"), {"header1.xml": f"<w:hdr {W}>{para('编号1')}</w:hdr>"})
    _, unmarked = redline(
        open_package(before, name="原件.docx"),
        open_package(word_file(para("甲")), name="改稿.docx"),
    )
    assert unmarked == ("只有原件有的页眉没有标进修订稿",)


def test_what_either_paper_tracks_itself_counts_as_accepted() -> None:
    by = 'w:id="1" w:author="对方" w:date="2024-01-02T03:04:05Z"'
    after = word_file(para("甲", runs=f"<w:ins {by}><w:r><w:t>乙</w:t></w:r></w:ins>"))
    before = word_file(para("甲"))
    made = marked(before, after)
    assert said(made) == said(after)
    assert said(made, "rejected") == said(before)
    assert {node.get(f"{NS}author") for node in root(made).iter(f"{NS}ins")} == {"docgen"}


def test_a_redline_that_does_not_give_a_paper_back_is_not_handed_over() -> None:
    before, after, other = (
        open_package(word_file(para(text)), name="文书.docx") for text in ("甲", "乙", "丙")
    )
    made, _ = redline(before, after)
    assert check_redline(made, before, after, ordinal) == ""
    with pytest.raises(AuditError, match="全部拒绝后与原件不符"):
        check_redline(made, other, after, ordinal)
    with pytest.raises(AuditError, match="全部接受后与改稿不符"):
        check_redline(made, before, other, ordinal)


BLOCKS = st.one_of(
    st.tuples(st.text("甲乙丙丁戊 　1", max_size=8), st.sampled_from([None, 0, 1])),
    st.lists(
        st.lists(st.text("甲乙1", max_size=3), min_size=1, max_size=3), min_size=1, max_size=3
    ),
)


def body(blocks: Sequence[object]) -> str:
    return "".join(
        para(one[0], level=one[1]) if isinstance(one, tuple) else table(one)  # type: ignore[arg-type]
        for one in blocks
    )


@settings(max_examples=count(3_000, 20), deadline=None)
@given(st.lists(BLOCKS, max_size=7), st.lists(BLOCKS, max_size=7))
def test_any_two_papers_come_back_from_their_redline(old: list[object], new: list[object]) -> None:
    before, after = word_file(body(old)), word_file(body(new))
    made = marked(before, after)
    assert said(made) == said(after)
    assert said(made, "rejected") == said(before)


@settings(max_examples=count(2_000, 15), deadline=None)
@given(st.data())
def test_an_edited_paper_comes_back_with_its_numbers(data: st.DataObject) -> None:
    blocks = data.draw(st.lists(BLOCKS, min_size=1, max_size=8))
    changed = list(blocks)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(changed)))
        if data.draw(st.booleans()) and at < len(changed):
            del changed[at]
        else:
            changed.insert(at, data.draw(BLOCKS))
    before, after = word_file(body(blocks)), word_file(body(changed))
    made = marked(before, after)
    assert said(made) == said(after)
    assert said(made, "rejected") == said(before)
