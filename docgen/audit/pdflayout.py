"""What the pages of a PDF must keep together: figures with their units, rows, signature blocks.

Where a line or page may end inside a figure:

* a number in digits, a code, a number and its unit: nowhere. What is wider than every line of its
  paragraph, or a code longer than :data:`_LONGEST_WORD` letters, cannot but be broken;
* a date: behind 年 and 月, each number staying with its own 年, 月, 日;
* an amount or area in words (壹仟贰佰万元整): before a numeral only, so that a numeral stays with
  its 仟, 佰, 万, 元, 角, 分.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cache

from docgen.audit.pdfunits import Letters, Standing
from docgen.audit.pdfwords import FIX
from docgen.errors import Problem
from docgen.glossary import units
from docgen.proof import LayoutPromises, Placed

__all__ = ["figure_problems", "promise_problems", "signature_problems"]

_LONGEST_WORD = 32
_WORD = "0-9A-Za-z.,%‰"
_IN_WORDS = "零壹贰叁肆伍陆柒捌玖"
_POWERS = "拾佰仟万亿元角分整点"
#: What takes more than this of a page may run on to the next one, whatever was promised of it.
_SURELY_FITS = Decimal("0.6")


def figure_problems(
    letters: Letters, standing: Sequence[Standing], placed: Iterable[Placed]
) -> list[Problem]:
    """Return the figures that a line or a page parts from their digits or their unit.

    Args:
        letters: The letters of the PDF's body.
        standing: Where each unit of the Word file stands among them.
        placed: The figures that the audit of the Word file found, to name them by.
    """
    by_paragraph: dict[int, list[Placed]] = {}
    for figure in placed:
        if figure.part == "word/document.xml":
            by_paragraph.setdefault(figure.paragraph, []).append(figure)
    problems = []
    for one in standing:
        ends = [line for piece in one.pieces for line in letters.lines(*piece)]
        at = 0
        for first, last in ends[:-1]:
            at += last - first
            span = _broken(one.unit.letters, at, one.unit.gaps)
            if span is not None and not _too_wide(letters, span, ends):
                page = letters.page(first)
                broken = one.unit.letters[slice(*span)]
                problems.append(_parted(broken, one, by_paragraph, page))
    return problems


def _too_wide(letters: Letters, span: tuple[int, int], lines: list[tuple[int, int]]) -> bool:
    """Return whether what was broken is wider than every line of its paragraph."""
    widest = max(letters.width(*line) for line in lines)
    width, at = 0.0, 0
    for first, last in lines:
        begin = max(span[0] - at, 0) + first
        end = min(span[1] - at + first, last)
        if begin < end:
            width += letters.width(begin, end)
        at += last - first
    return width > widest


def _broken(text: str, at: int, gaps: frozenset[int]) -> tuple[int, int] | None:
    """Return what must not be broken at an index of a paragraph; None where it may be."""
    if at in gaps or not _may_be_inside().fullmatch(text[at - 1]):
        return None
    # White space parts what stands before it from what stands behind it.
    first = max((gap for gap in gaps if gap < at), default=0)
    last = min((gap for gap in gaps if gap > at), default=len(text))
    for found in _whole().finditer(text, first, last):
        if found.start() < at < found.end():
            may = found.lastgroup == "words" and text[at] in _IN_WORDS
            return None if may else found.span()
        if found.start() >= at:
            break
    return None


@cache
def _whole() -> re.Pattern[str]:
    """Return the pattern of what stands in one line."""
    unit = "|".join(map(re.escape, units()))
    return re.compile(
        rf"(?P<words>[{_IN_WORDS}][{_IN_WORDS}{_POWERS}]+(?:{unit})?)"
        rf"|(?<![{_WORD}])(?P<number>[0-9][0-9,.]{{0,24}}[%‰]?(?:{unit}|[\u3300-\u33ff\u4e00-\u9fff]))"
        rf"|(?<![{_WORD}])(?P<code>(?=[A-Za-z.,]*[0-9])[{_WORD}]{{2,{_LONGEST_WORD}}})(?![{_WORD}])"
    )


@cache
def _may_be_inside() -> re.Pattern[str]:
    """Return the pattern of a letter behind which something that stands in one line may go on."""
    inner = "".join({letter for unit in units() for letter in unit[:-1]})
    return re.compile(f"[{_WORD}{_IN_WORDS}{_POWERS}{re.escape(inner)}]")


def _parted(
    broken: str, one: Standing, by_paragraph: dict[int, list[Placed]], page: int
) -> Problem:
    number = one.unit.paragraph
    named = next(
        (
            found
            for found in by_paragraph.get(number, [])
            if (bare := "".join(found.printed.split())) and (bare in broken or broken in bare)
        ),
        None,
    )
    what = f"「{named.figure.title}」" if named else ""
    clause = f" {named.clause}" if named and named.clause else ""
    return Problem(
        f"{what}「{broken}」被拆在两行或两页。",
        f"PDF 第{page}页{clause}（正文第{number}段）",
        FIX,
        "A014",
        named.figure.key if named else "",
    )


def signature_problems(
    letters: Letters, standing: Sequence[Standing], signed: frozenset[int]
) -> list[Problem]:
    """Return the signature blocks that stand alone on a page.

    The page on which a block begins must hold text of the paragraph before it, so that nobody can
    lay the signatures behind another text.

    Args:
        letters: The letters of the PDF's body.
        standing: Where each unit of the Word file stands among them.
        signed: Numbers of the paragraphs of signature blocks.
    """
    problems = []
    before: Standing | None = None
    for one in standing:
        if one.unit.paragraph in signed and before is not None:
            page = letters.page(one.pieces[0][0])
            starts_block = before.unit.paragraph not in signed
            if starts_block and letters.page(before.pieces[-1][1] - 1) != page:
                problems.append(
                    Problem(
                        "签署栏单独在一页上，没有连着前文。",
                        f"PDF 第{page}页（正文第{one.unit.paragraph}段）",
                        FIX,
                        "A015",
                    )
                )
        before = one
    return problems


def promise_problems(
    letters: Letters,
    standing: Sequence[Standing],
    signed: frozenset[int],
    promises: LayoutPromises,
    text_height: Decimal,
) -> list[Problem]:
    """Return the promises of the manifest that the pages do not keep.

    Args:
        letters: The letters of the PDF's body.
        standing: Where each unit of the Word file stands among them.
        signed: Numbers of the paragraphs of signature blocks.
        promises: What the template promises.
        text_height: Height of the text block in points.
    """
    problems = []
    pages = len(letters.page_starts)
    if promises.pages is not None and pages != promises.pages:
        problems.append(_broken_promise(f"应为{promises.pages}页，排成{pages}页", "PDF"))
    held: dict[tuple[str, int], list[Standing]] = {}
    block = 0
    for one in standing:
        if promises.rows_not_split and one.unit.row:
            held.setdefault(("row", one.unit.row), []).append(one)
        if one.unit.paragraph in signed:
            if promises.signature_block_whole:
                held.setdefault(("block", block), []).append(one)
        else:
            block += 1
    rows_before: dict[int, int] = {}
    for (kind, row), members in held.items():
        first, last = members[0].pieces[0][0], members[-1].pieces[-1][1] - 1
        table = members[0].unit.table
        rows_before.setdefault(table, row)
        ends = [end - 1 for one in members for _, end in one.pieces]
        last = max(ends, default=last)
        start, end = letters.page(first), letters.page(last)
        if start == end or not _fits(letters, members, text_height):
            continue
        where = f"PDF 第{start}页至第{end}页（正文第{members[0].unit.paragraph}段起）"
        if kind == "row":
            number = row - rows_before[table] + 1
            problems.append(_broken_promise(f"第{table}张表的第{number}行不得拆到两页", where))
        else:
            problems.append(_broken_promise("签署栏不得拆到两页", where))
    return problems


def _broken_promise(what: str, where: str) -> Problem:
    return Problem(f"模板清单承诺的版面没有做到：{what}。", where, FIX, "A016")


def _fits(letters: Letters, members: Sequence[Standing], text_height: Decimal) -> bool:
    """Return whether what was parted would have fitted on one page, by the lines it takes."""
    lows: dict[int, list[float]] = {}
    for one in members:
        for begin, end in one.pieces:
            for at in (begin, end - 1):
                found = letters.stretch(at)
                lows.setdefault(found.page, []).extend(
                    (found.baseline, found.baseline + found.size)
                )
    taken = sum(max(each) - min(each) for each in lows.values())
    return taken <= float(_SURELY_FITS * text_height)
