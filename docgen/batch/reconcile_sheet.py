"""The reconciliation as an Excel workbook: summary, printed rows, refused rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from docgen.batch.reconcile import ColumnSums, Reconciliation
from docgen.batch.workbook import as_text, dress, saved
from docgen.wording import plain_decimal

__all__ = ["as_sheet"]

_PRINTED = (
    "序号",
    "台账位置",
    "文号",
    "收件人",
    "文件",
    "起始页",
    "页数",
    "留待手填",
    "未确认的警告",
)
_REFUSED = ("台账", "位置", "编号", "问题所在", "问题", "改法")


def as_sheet(found: Reconciliation) -> bytes:
    """Return a reconciliation as a workbook, the same bytes for the same run.

    Args:
        found: The reconciliation.
    """
    book = Workbook()
    book.remove(book.worksheets[0])

    def add(
        name: str, head: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int]
    ) -> None:
        title = f"{found.notice}：{name}"
        _fill(book.create_sheet(name), head, rows, widths, title=title)

    add("汇总", ("项目", "数值"), _summary(found), (34, 70))
    add(
        "金额面积",
        ("列", "单位", "台账合计", "印出的行合计", "文书读回合计", "拒印", "以前印过", "核对"),
        (_column(one) for one in found.columns),
        (22, 8, 20, 20, 20, 18, 18, 26),
    )
    add("印出", _PRINTED, _printed(found), (6, 26, 26, 34, 40, 8, 6, 30, 16))
    add("拒印", _REFUSED, _refused(found), (20, 16, 8, 32, 50, 40))
    if found.earlier:
        rows = ((one.place, one.number) for one in found.earlier)
        add("以前印过", ("台账位置", "文号"), rows, (30, 30))
    return saved(book)


def _summary(found: Reconciliation) -> Iterator[Sequence[Any]]:
    numbers = found.numbers
    yield "文书", found.notice
    for name, digest in found.ledgers:
        yield "台账", f"{name}（SHA-256 {digest}）"
    yield "读入行数", found.rows
    yield "印出", len(found.printed)
    yield "拒印", len(found.refused)
    yield "以前印过", len(found.earlier)
    yield "读入 = 印出 + 拒印 + 以前印过", "相符"  # a run that does not add up is not delivered
    if numbers:
        yield "文号", f"{numbers[0]} 至 {numbers[-1]}，共 {len(numbers)} 个"
    if found.print_file is not None:
        yield "打印件", f"{found.print_file.name}，{found.print_file.pages} 页"
        yield "打印件的 SHA-256", found.print_file.sha256
    for title, count in sorted(found.blanks.items()):
        yield f"留待手填：{title}", f"{count} 份"
    for code, count in sorted(found.warnings.items()):
        yield f"未确认的警告：{code}", f"{count} 份"
    for note in found.notes:
        yield "台账说明", note


def _column(one: ColumnSums) -> Sequence[Any]:
    told = "这种文书不印这一项" if one.printed is None else "文书与台账相符"
    shown = "" if one.printed is None else plain_decimal(one.printed)
    figures = (one.ledger, one.printed_rows)
    rest = (one.refused, one.earlier)
    return (
        one.title,
        one.unit,
        *map(plain_decimal, figures),
        shown,
        *map(plain_decimal, rest),
        told,
    )


def _printed(found: Reconciliation) -> Iterator[Sequence[Any]]:
    for number, one in enumerate(found.printed, start=1):
        yield (
            number,
            one.place,
            one.number,
            one.addressee,
            one.stem,
            one.first_page or "",
            one.pages or "",
            "、".join(one.blanks),
            "、".join(one.warnings),
        )


def _refused(found: Reconciliation) -> Iterator[Sequence[Any]]:
    for one in found.refused:
        for problem in one.problems:
            where = problem.where
            yield one.file, one.place, problem.code, where, problem.message, problem.fix


def _fill(
    sheet: Worksheet,
    head: Sequence[str],
    rows: Iterable[Sequence[Any]],
    widths: Sequence[int],
    *,
    title: str,
) -> None:
    # Counted here: a sheet looks through all its cells for its last row.
    for number, row in enumerate(chain([head], rows), start=1):
        for place, value in enumerate(row, start=1):
            cell = sheet.cell(number, place)
            if isinstance(value, str):
                as_text(cell, value)
            else:
                cell.value = value
    dress(sheet, widths, title=title)
    sheet.freeze_panes = "A2"
