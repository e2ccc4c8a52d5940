"""Cells that do not say what they seem to: merged ones, formulas without value, error values."""

from __future__ import annotations

from collections.abc import Mapping

from docgen.intake.ledger_cell import Facts
from docgen.intake.ledger_notes import Column, LedgerNote
from docgen.intake.ledger_table import Area, Odd, Table
from docgen.intake.tree import fault

__all__ = ["merged_cells", "odd_note"]

#: Cells below merged ones that are remembered; a sheet merged from end to end is no ledger.
_MOST = 500_000
_UNMERGE = "取消合并，每行各填一格。"
_VALUE = "重新计算后保存，或者把公式改成数值。"
_ODD: Mapping[str, tuple[str, str, str]] = {
    "uncached": ("L013", "公式「{text}」没有保存计算结果。", _VALUE),
    "error": ("L014", "单元格是错误值「{text}」。", "改正公式，或者直接填写数值。"),
    "external": ("L031", "公式「{text}」引用了别的工作簿，值可能已经过时。", "把公式改成数值。"),
}


def odd_note(
    facts: Facts, what: Odd | None, area: Area | None, *, row: int, value: object
) -> LedgerNote | None:
    """Return what is wrong with a cell; None where it may be read all the same.

    Args:
        facts: Those of its column.
        what: What is odd about it.
        area: The merged cells that it is one of.
        row: Its row.
        value: What it holds.
    """
    if area is not None:
        message = f"合并单元格 {area} 只有左上角有值，不知道各行是多少。"
        return facts.note("L017", "error", message, _UNMERGE, row=row, value=value)
    said = _ODD.get(what.kind) if what else None
    if what is None or said is None:
        return None
    code, message, fix = said
    return facts.note(code, "error", message.format(text=what.text), fix, row=row, value=value)


def merged_cells(
    table: Table, first: int, columns: Mapping[int, Column]
) -> Mapping[int, Mapping[int, Area]]:
    """Return row → column → area of every cell of data that does not say what it seems to.

    The first cell of an area holds its value, but an amount that stands for several rows is that
    of none of them.

    Raises:
        InputError: ``S011``, more cells are merged than any ledger has.
    """
    found: dict[int, dict[int, Area]] = {}
    if sum(one.bottom - max(one.top, first) for one in table.merged) > _MOST:
        where = table.place.strip(" !")
        raise fault("S011", "合并的单元格太多。", where=where, fix="取消合并，每行各填一格。")
    for area in table.merged:
        for place in range(area.left, area.right + 1):
            column = columns.get(place)
            if column is None:
                continue
            summed = column.kind in ("money", "area") and area.bottom > area.top
            for row in range(max(area.top, first), area.bottom + 1):
                if summed or (row, place) != (area.top, area.left):
                    found.setdefault(row, {})[place] = area
    return found
