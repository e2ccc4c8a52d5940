"""A print run's pages: chunks, the file they are put together in, separators and the index."""

from __future__ import annotations

import hashlib
from datetime import date
from io import BytesIO

import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from docgen.errors import EngineError
from docgen.page.read import read
from docgen.page.run import Piece, Span, set_run, spans_of
from docgen.page.run_join import join, places
from docgen.page.run_sheets import (
    IndexWords,
    index_lines,
    index_page_count,
    index_pieces,
    index_spans,
    separator_piece,
)
from docgen.page.typst import typeset
from tests.unit.page.runs import LONG, chunk, joined, notice, number

WORDS = IndexWords("打印件索引", ("序号", "文号", "主送", "页"))


def pages(pdf: bytes) -> list[str]:
    """Return the letters of each page, as a witness of its own reads them."""
    file = pypdfium2.PdfDocument(pdf)
    try:
        shown = [file[index].get_textpage().get_text_range() for index in range(len(file))]
    finally:
        file.close()
    return ["".join(page.split()) for page in shown]


def span(first: int, count: int, kind: str = "notice", name: str = "示例") -> Span:
    return Span("notice" if kind == "notice" else "separator", name, name, first, count)


def test_every_notice_of_a_chunk_begins_on_a_new_page_and_counts_its_own_pages() -> None:
    made = chunk(1, LONG, 3)
    assert made.page_count == 4
    assert [(one.number, one.addressee, one.first, one.count) for one in spans_of(made.pdf)] == [
        (number(1), "示例1公司", 1, 1),
        (number(2), "示例2公司", 2, 2),
        (number(3), "示例3公司", 4, 1),
    ]
    ends = [page[-12:] for page in pages(made.pdf)]
    assert [end[end.rindex("。") + 1 :] for end in ends] == [
        "首页第1页", "首页第1页", "第2页共2页", "首页第1页",
    ]  # fmt: skip


def test_a_notice_in_a_chunk_looks_as_it_does_alone() -> None:
    together = pages(chunk(1, LONG, 3).pdf)
    alone = [pages(typeset(read(notice(one)), document_date=None).pdf) for one in (1, LONG, 3)]
    assert together == [page for paper in alone for page in paper]


def test_the_same_pieces_give_the_same_bytes_whatever_was_set_before() -> None:
    first = chunk(1, 3).pdf
    chunk(4, LONG)
    assert chunk(1, 3).pdf == first


def test_a_run_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="没有要排的文书"):
        set_run([], document_date=None)
    with pytest.raises(EngineError, match="没有要打印的文书"):
        join([], BytesIO(), title="打印件", document_date=None)


@pytest.mark.parametrize("broken", [b"", b"%PDF-1.7 no", notice(1)])
def test_a_chunk_that_is_none_is_told(broken: bytes) -> None:
    with pytest.raises(EngineError, match="打印件的一段读不出来"):
        join([broken], BytesIO(), title="打印件", document_date=None)
    with pytest.raises(EngineError, match="打印件的一段读不出来"):
        spans_of(broken)


def test_a_paper_that_was_not_set_as_a_chunk_is_told() -> None:
    with pytest.raises(EngineError, match="打印件的一段读不出来"):
        spans_of(typeset(read(notice(1)), document_date=None).pdf)


def test_a_print_file_holds_the_chunks_in_order_with_a_bookmark_for_each_notice() -> None:
    one, two = chunk(1, LONG), chunk(3, 4)
    pdf, made = joined(one.pdf, two.pdf)
    assert pages(pdf) == pages(one.pdf) + pages(two.pdf)
    assert made.page_count == 5
    assert made.sha256 == hashlib.sha256(pdf).hexdigest()
    with pikepdf.open(BytesIO(pdf)) as file, file.open_outline() as outline:
        assert [entry.title for entry in outline.root] == [
            f"{number(n)} 示例{n}公司" for n in (1, 2, 3, 4)
        ]
        assert [file.pages.index(pikepdf.Page(entry.destination[0])) for entry in outline.root] == [
            0, 1, 3, 4,
        ]  # fmt: skip
        assert file.check_pdf_syntax() == []
        assert str(file.docinfo["/Title"]) == "打印件"
        assert list(file.docinfo) == ["/Title"]


def test_the_day_of_a_run_stands_in_the_properties_of_its_file() -> None:
    out = BytesIO()
    join([chunk(1).pdf], out, title="打印件", document_date=date(2026, 11, 24))
    with pikepdf.open(out) as file:
        assert str(file.docinfo["/CreationDate"]) == "D:20261124"


def test_the_same_chunks_give_the_same_file_and_any_other_order_another() -> None:
    one, two = chunk(1).pdf, chunk(3).pdf
    assert joined(one, two)[0] == joined(one, two)[0]
    assert joined(one, two)[0] != joined(two, one)[0]


def test_what_chunks_share_is_written_once() -> None:
    one = chunk(1).pdf
    single, _ = joined(one)
    many, made = joined(*[one] * 20)
    assert made.page_count == 20
    assert len(many) < 2 * len(single)


def test_on_both_sides_each_notice_begins_on_a_front_page() -> None:
    pdf, made = joined(chunk(1, LONG, 3).pdf, chunk(4).pdf, duplex=True)
    assert [(one.first, one.count) for one in made.spans] == [(1, 1), (3, 2), (5, 1), (7, 1)]
    assert made.page_count == 7
    assert [index for index, page in enumerate(pages(pdf), start=1) if not page] == [2, 6]
    with pikepdf.open(BytesIO(pdf)) as file:
        assert {tuple(page.mediabox) for page in file.pages} == {tuple(file.pages[0].mediabox)}


@given(st.lists(st.integers(1, 5)), st.booleans(), st.integers(0, 9))
def test_places_leave_no_page_out_and_use_none_twice(
    counts: list[int], duplex: bool, after: int
) -> None:
    found, last = places([span(1, count) for count in counts], duplex=duplex, after=after)
    at = after
    for one, count in zip(found, counts, strict=True):
        assert one.count == count
        assert 0 <= one.first - 1 - at <= (1 if duplex else 0)
        assert not duplex or one.first % 2
        at = one.first - 1 + count
    assert last == at


def test_a_separator_and_what_goes_with_a_notice_have_no_bookmark() -> None:
    pieces = [
        separator_piece(["第一组", "示例镇"]),
        Piece(read(notice(1)), "notice", number(1)),
        Piece(read(notice(3)), "attached"),
    ]
    pdf, made = joined(set_run(pieces, document_date=None).pdf)
    assert [one.kind for one in made.spans] == ["separator", "notice", "attached"]
    assert pages(pdf)[0] == "第一组示例镇"
    with pikepdf.open(BytesIO(pdf)) as file, file.open_outline() as outline:
        assert [entry.title for entry in outline.root] == [number(1)]


@settings(max_examples=8, deadline=None)
@given(
    st.lists(
        st.tuples(st.text("示例甲0Ａ", max_size=60), st.integers(1, 3)), min_size=1, max_size=90
    )
)
def test_the_index_takes_the_pages_that_were_reckoned(rows: list[tuple[str, int]]) -> None:
    placed, _ = places([span(1, count, name=f"函{name}") for name, count in rows])
    sheets = list(index_pieces(placed, WORDS))
    wanted = ["".join("".join(lines).split()) for lines in index_lines(placed, WORDS)]
    made = [set_run([sheet], document_date=None) for sheet in sheets]
    assert sum(one.page_count for one in made) == index_page_count(placed)
    assert ["".join(pages(one.pdf)) for one in made] == wanted


def test_the_index_names_only_notices_with_their_pages() -> None:
    spans = [span(1, 1, "separator"), span(2, 1, name="甲"), span(3, 2, name="乙")]
    (lines,) = index_lines(spans, WORDS)
    assert lines == ["打印件索引", "序号", "文号", "主送", "页",
                     "1", "甲", "甲", "2", "2", "乙", "乙", "3–4"]  # fmt: skip


def test_how_many_pages_the_index_takes_does_not_hang_on_the_pages_it_names() -> None:
    words = IndexWords("目录", ("序号", "文号", "主送", "页"))
    spans = [
        Span("notice", f"示例函〔2026〕{number}号", f"示例{number}号机械制造有限公司", 0, 3)
        for number in range(1, 90)
    ]
    placed = [
        Span(one.kind, one.number, one.addressee, 29_001 + 4 * at, 3)
        for at, one in enumerate(spans)
    ]
    counted = [span.count for span in index_spans(spans)]
    assert counted == [span.count for span in index_spans(placed)]
    made = [set_run([piece], document_date=None).pdf for piece in index_pieces(placed, words)]
    assert [span.count for pdf in made for span in spans_of(pdf)] == counted
