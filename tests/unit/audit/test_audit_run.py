"""The print file read back: what is not the audited notice, whole and in its place, is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from io import BytesIO
from random import Random

import pikepdf
import pytest

from docgen.audit.run import Expected, audit_run
from docgen.audit.run_pages import Joined, audit_joined, page_marks
from docgen.errors import AuditError
from docgen.page.run import Piece, Span, set_run
from docgen.page.run_sheets import separator_piece
from docgen.proof import LayoutPromises
from tests.pdffault import other_letter
from tests.unit.page.runs import LONG, chunk, joined, notice, number

ONES = (1, LONG, 3, 4)


@cache
def sound() -> tuple[bytes, tuple[Span, ...], tuple[bytes, ...]]:
    """Return a print file on both sides, its pieces, and the chunks that it was made of."""
    chunks = (chunk(1, LONG).pdf, chunk(3, 4).pdf)
    pdf, made = joined(*chunks, duplex=True)
    return pdf, made.spans, chunks


def mark(one: Span) -> str:
    return f"{one.number} {one.addressee}"


def expected() -> list[Expected]:
    return [
        Expected(notice(one), span.first, span.count, mark(span))
        for one, span in zip(ONES, sound()[1], strict=True)
    ]


def marked() -> list[Joined]:
    marks = [one for chunk in sound()[2] for one in page_marks(chunk)]
    made, at = [], 0
    for span in sound()[1]:
        made.append(Joined(marks[at : at + span.count], span.first, mark(span)))
        at += span.count
    return made


def changed(change: Callable[[pikepdf.Pdf], object]) -> bytes:
    """Return the print file with a fault in it."""
    with pikepdf.open(BytesIO(sound()[0])) as file:
        change(file)
        out = BytesIO()
        file.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        return out.getvalue()


def test_a_sound_print_file_passes_both_ways() -> None:
    assert audit_run(sound()[0], expected()) == 7
    assert audit_joined(sound()[0], marked()) == 7
    assert audit_run(changed(lambda _: None), expected()) == 7
    assert audit_joined(changed(lambda _: None), marked()) == 7


def test_a_chunk_is_held_against_its_notices_without_bookmarks() -> None:
    first = Expected(notice(1), 1, 1)
    assert audit_run(sound()[2][0], [first, Expected(notice(LONG), 2, 2)], outline=False) == 3


def test_a_sheet_is_held_against_its_lines() -> None:
    pdf = set_run([separator_piece(["第一组", "示例镇"])], document_date=None).pdf
    audit_run(pdf, [Expected(["第一组", "示例镇"], 1, 1)], outline=False)
    with pytest.raises(AuditError, match="应为「二组示例镇」，印成「一组示例镇」"):
        audit_run(pdf, [Expected(["第二组", "示例镇"], 1, 1)], outline=False)


def _swap(file: pikepdf.Pdf) -> None:
    first, second = file.pages[0].obj, file.pages[4].obj
    first.Contents, second.Contents = second.Contents, first.Contents
    first.Resources, second.Resources = second.Resources, first.Resources


def _foreign_page(file: pikepdf.Pdf) -> None:
    other = pikepdf.open(BytesIO(joined(chunk(9).pdf)[0]))
    page = file.copy_foreign(other.pages[0].obj)
    file.pages[4].obj.Contents, file.pages[4].obj.Resources = page.Contents, page.Resources


def _other_letter(file: pikepdf.Pdf) -> None:
    page = file.pages[0]
    data = other_letter(page.Contents.read_bytes(), Random(0))
    assert data is not None
    page.Contents = file.make_stream(data)


def _letter(file: pikepdf.Pdf) -> None:
    """Show the first text of the first notice twice."""
    page = file.pages[0]
    data = page.Contents.read_bytes()
    start, end = data.index(b"q "), data.index(b"\nQ\n") + 3
    page.Contents = file.make_stream(data[:end] + data[start:end] + data[end:])


def _drawn_on_blank(file: pikepdf.Pdf) -> None:
    file.pages[1].obj.Contents = file.pages[0].obj.Contents
    file.pages[1].obj.Resources = file.pages[0].obj.Resources


def _note(file: pikepdf.Pdf) -> None:
    file.pages[2].obj.Annots = pikepdf.Array([])


def _bookmark(file: pikepdf.Pdf) -> None:
    with file.open_outline() as outline:
        outline.root[1].destination = pikepdf.Array([file.pages[0].obj, pikepdf.Name.Fit])


def _bookmark_name(file: pikepdf.Pdf) -> None:
    with file.open_outline() as outline:
        outline.root[1].title = "示例9公司"


def _no_bookmark(file: pikepdf.Pdf) -> None:
    with file.open_outline() as outline:
        del outline.root[2]


def _one_more_bookmark(file: pikepdf.Pdf) -> None:
    with file.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem("多出", 0))


def _empty_page(file: pikepdf.Pdf, at: int) -> None:
    blank = pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=file.pages[0].mediabox)
    file.pages.insert(at, pikepdf.Page(file.make_indirect(blank)))


FAULTS: dict[str, Callable[[pikepdf.Pdf], object]] = {
    "两份的页对调": _swap,
    "别的通知的一页": _foreign_page,
    "换一个字": _other_letter,
    "文字印两遍": _letter,
    "少一页": lambda file: file.pages.__delitem__(3),
    "少最后一页": lambda file: file.pages.__delitem__(6),
    "多一张白页": lambda file: _empty_page(file, 4),
    "末尾多一张白页": lambda file: _empty_page(file, 7),
    "开头多一张白页": lambda file: _empty_page(file, 0),
    "白页上有字": _drawn_on_blank,
    "页上有批注": _note,
    "两页倒置": lambda file: file.pages.reverse(),
    "书签指错页": _bookmark,
    "书签写错名": _bookmark_name,
    "少一个书签": _no_bookmark,
    "多一个书签": _one_more_bookmark,
    "纸张转了": lambda file: file.pages[0].obj.__setattr__("Rotate", 180),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_in_the_print_file_is_found_both_ways(kind: str) -> None:
    faulty = changed(FAULTS[kind])
    with pytest.raises(AuditError):
        audit_run(faulty, expected())
    with pytest.raises(AuditError):
        audit_joined(faulty, marked())


def test_a_message_names_the_page_and_the_notice() -> None:
    with pytest.raises(AuditError) as caught:
        audit_run(changed(_swap), expected())
    assert caught.value.problems[0].where.startswith(
        f"打印件 第1页 {number(1)} 示例1公司：PDF 第1页"
    )
    with pytest.raises(AuditError, match=f"打印件 第1页 {number(1)}") as told:
        audit_joined(changed(_swap), marked())
    assert told.value.exit_code == 6


@pytest.mark.parametrize(("at", "first", "count"), [(0, 1, 2), (1, 4, 2), (1, 3, 1), (3, 7, 2)])
def test_a_page_range_that_is_not_the_notice_s_is_refused(at: int, first: int, count: int) -> None:
    pieces = expected()
    pieces[at] = replace(pieces[at], first=first, count=count)
    with pytest.raises(AuditError):
        audit_run(sound()[0], pieces)


def test_a_notice_that_was_left_out_or_comes_twice_is_refused() -> None:
    pieces = expected()
    for wrong in (pieces[:-1], pieces[1:], [*pieces, pieces[-1]], [pieces[0], *pieces]):
        with pytest.raises(AuditError):
            audit_run(sound()[0], wrong)


def test_each_notice_keeps_the_promises_of_its_template_in_the_print_file() -> None:
    one, two, *others = expected()
    kept = [replace(one, promises=LayoutPromises(pages=1)), two, *others]
    audit_run(sound()[0], kept)
    with pytest.raises(AuditError, match="应为1页，排成2页"):
        audit_run(sound()[0], [one, replace(two, promises=LayoutPromises(pages=1)), *others])


def test_what_goes_with_a_notice_is_held_against_its_own_word_file() -> None:
    from docgen.page.read import read

    pieces = [Piece(read(notice(1)), "notice", "一"), Piece(read(notice(3)), "attached")]
    pdf, made = joined(set_run(pieces, document_date=None).pdf)
    first, second = made.spans
    right = [Expected(notice(1), first.first, 1, "一"), Expected(notice(3), second.first, 1)]
    audit_run(pdf, right)
    with pytest.raises(AuditError, match="打印件 第2页"):
        audit_run(pdf, [right[0], Expected(notice(4), second.first, 1)])
