"""Where the headings of a ledger stand: below titles, in one row or two, with a row of units."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from docgen.errors import InputError
from docgen.intake.ledger_columns import Heading, is_clear, known_headings, unit_row
from docgen.intake.ledger_figures import exact
from docgen.intake.ledger_table import Area, Table
from docgen.intake.ledger_words import ledger_words
from docgen.intake.tree import fault

__all__ = ["Head", "cell_text", "find_head"]


@dataclass(frozen=True, slots=True)
class Head:
    """The headings of a ledger.

    Attributes:
        headings: One a column that has one.
        first: Number of the (first) row of headings.
        last: Number of the last row that is no data yet: headings or units.
        known: How many columns were known.
    """

    headings: tuple[Heading, ...]
    first: int
    last: int
    known: int


def cell_text(value: object) -> str:
    """Return what a cell holds as plain text: numbers in full, days as ISO text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return {True: "TRUE", False: "FALSE"}.get(value, "") if value is not None else ""
    if isinstance(value, int | float):
        return format(exact(value), "f") if value == value else ""
    return value.isoformat() if isinstance(value, date) else str(value)


def find_head(table: Table, mapping: Mapping[str, str]) -> Head:
    """Return the headings of a table: the rows in which most columns are known.

    Args:
        table: The sheet.
        mapping: Plain heading → title, from the user's file.

    Raises:
        InputError: ``L001``, no row has enough known columns.
    """
    words = ledger_words()
    rows = [
        (number, [cell_text(value).strip() for value in cells])
        for number, cells in islice(table.rows(), words.header_rows + 2)
    ]
    best: Head | None = None
    # A title above the headings must not become part of them: one row goes before two.
    for height in (1, 2):
        for at in range(min(len(rows), words.header_rows)):
            head = _head(rows[at : at + height], height, table, mapping)
            if head and (best is None or head.known > best.known):
                best = head
    if best is None or best.known < words.header_least:
        raise _no_head(table, rows)
    after = next((texts for number, texts in rows if number == best.last + 1), ())
    units = unit_row(after)
    if units is None:
        return best
    headings = tuple(
        Heading(one.place, one.text, one.row, units.get(one.place, "")) for one in best.headings
    )
    return Head(headings, best.first, best.last + 1, best.known)


def _no_head(table: Table, rows: Iterable[object]) -> InputError:
    if not list(rows):
        return fault("L029", "表里没有内容。", where=table.place.strip(" !"), fix="核对工作表。")
    message = f"前 {ledger_words().header_rows} 行里找不到表头：没有一行有两个以上认得的列名。"
    fix = "列名用字段的题名（docgen template fields 列出），或者用对照文件写明。"
    return fault("L001", message, where=table.place.strip(" !"), fix=fix)


def _head(
    rows: Sequence[tuple[int, list[str]]], height: int, table: Table, mapping: Mapping[str, str]
) -> Head | None:
    if len(rows) < height:
        return None
    (first, upper), (last, lower) = rows[0], rows[-1]
    if height == 1:
        texts = upper
    else:
        across = [one for one in table.merged if one.top <= first <= one.bottom]
        if last != first + 1 or not any(one.right > one.left for one in across):
            return None
        texts = _joined(upper, lower, across, first, mapping)
    known = known_headings(texts, mapping)
    row = last if height > 1 else first
    headings = tuple(Heading(place, text, row) for place, text in enumerate(texts) if text)
    return Head(headings, first, last, known) if known else None


def _joined(
    upper: list[str], lower: list[str], across: Sequence[Area], row: int, mapping: Mapping[str, str]
) -> list[str]:
    """Return the headings of two rows: what stands over several columns goes before each."""
    spread = list(upper)
    for area in across:
        for place in range(area.left, min(area.right + 1, len(spread))):
            spread[place] = upper[area.left] if area.top == row else ""
    joined = []
    for over, under in zip(spread, lower, strict=False):
        both = [f"{over}{mark}{under}" for mark in ("-", "", ".")] if over and under else []
        clear = (one for one in (*both, under) if one and is_clear(one, mapping))
        joined.append(next(clear, both[0] if both else over or under))
    return joined
