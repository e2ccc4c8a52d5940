"""The words of a PDF side by side with those of the Word file: where each paragraph stands.

White space is no word, and where lines break is the engine's own business; a list number is
compared as a number, and a table's header rows may stand again at the head of a page.
"""

from __future__ import annotations

from itertools import groupby

from docgen.audit.pdfrows import place_row
from docgen.audit.pdfunits import Letters, Standing, Unit, end_of
from docgen.errors import AuditError, Problem

__all__ = ["FIX", "place_units"]

FIX = "这份文书不予交付；请把案卷和模板一并报告给维护者。"
_EXCERPT = 24


def place_units(letters: Letters, units: list[Unit]) -> list[Standing]:
    """Walk the letters of the PDF and the units side by side.

    Args:
        letters: The letters of the PDF's body.
        units: What they must say, in order.

    Returns:
        Where each unit stands.

    Raises:
        AuditError: The two part; names the first place where they do.
    """
    walk = _Walk(letters, units)
    made: list[Standing] = []
    for row, together in groupby(units, key=lambda unit: unit.row):
        members = list(together)
        made += walk.row(members) if row else [walk.place(unit) for unit in members]
    walk.finish()
    return made


class _Walk:
    def __init__(self, letters: Letters, units: list[Unit]) -> None:
        self._letters = letters
        self._text = letters.text
        self._page_heads = frozenset(letters.page_starts[1:])
        self._at = 0
        self._last: Unit | None = None
        self._headers: dict[int, list[Unit]] = {}
        for unit in units:
            if unit.table and unit.header:
                self._headers.setdefault(unit.table, []).append(unit)

    def row(self, units: list[Unit]) -> list[Standing]:
        """Place the units of a table row, whose cells may stand on several pages side by side."""
        start = self._at
        try:
            return [self.place(unit) for unit in units]
        except AuditError:
            found = place_row(self._letters, units, start, self._skip_header)
            if found is None:
                raise
        made, self._at = found
        return made

    def place(self, unit: Unit) -> Standing:
        self._last = unit
        at = self._skip_header(self._at, unit)
        end = end_of(unit, self._text, at)
        if end >= 0:
            self._at = end
            return Standing(unit, [(at, end)])
        return self._place_over_pages(unit, at)

    def finish(self) -> None:
        if self._at != len(self._text):
            self._differ(self._at, "（文书到此结束）", self._last)

    def _skip_header(self, at: int, unit: Unit) -> int:
        """Step over a table's header rows where they stand again at the head of a page."""
        if not unit.table or unit.header or at not in self._page_heads:
            return at
        end = at
        for head in self._headers.get(unit.table, []):
            end = end_of(head, self._text, end)
            if end < 0:
                return at
        return end

    def _place_over_pages(self, unit: Unit, at: int) -> Standing:
        """Match a unit whose row runs over a page end, with header rows between its letters."""
        made = Standing(unit, [])
        start = at
        wanted = unit.letters
        for position, letter in enumerate(wanted):
            skipped = self._skip_header(at, unit) if position else at
            if skipped != at:
                made.pieces.append((start, at))
                start = at = skipped
            if at >= len(self._text) or self._text[at] != letter:
                self._differ(at, wanted[position:], unit)
            at += 1
        if unit.label is not None:
            self._differ(at, "".join(str(part) for part in unit.label.parts), unit)
        made.pieces.append((start, at))
        self._at = at
        return made

    def _differ(self, at: int, wanted: str, unit: Unit | None) -> None:
        shown = self._text[at : at + _EXCERPT] or "（到末页结束）"
        page = self._letters.page(min(at, max(len(self._text) - 1, 0)))
        raise AuditError(
            [
                Problem(
                    f"PDF 与 Word 从这里开始不同：Word 为「{wanted[:_EXCERPT]}」，"
                    f"PDF 为「{shown}」。",
                    f"PDF 第{page}页（正文第{unit.paragraph if unit else 0}段）",
                    FIX,
                    "A011",
                )
            ]
        )
