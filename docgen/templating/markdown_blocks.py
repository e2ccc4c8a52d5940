"""The blocks of ``template.md`` that stand between ``:::`` lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from docgen.templating.markdown_inline import Report, check_balance, parse_inlines, split_cells
from docgen.templating.markdown_tree import (
    Align,
    Block,
    Closing,
    Control,
    ControlRow,
    Imprint,
    Inline,
    Letterhead,
    Pairs,
    Paragraph,
    Row,
    Signature,
    Table,
    TableRow,
)

__all__ = [
    "FENCES",
    "Line",
    "ReportAt",
    "parse_closing",
    "parse_cover",
    "parse_edge",
    "parse_imprint",
    "parse_letterhead",
    "parse_signature",
    "parse_table",
]

#: Names of the blocks.
FENCES = ("header", "footer", "cover", "table", "signature", "版头", "落款", "版记")

#: Gives the report of a line.
ReportAt = Callable[[int], Report]

_ALIGNS: dict[str, Align] = {"左": "left", "中": "centre", "右": "right"}
_MAX_COLUMNS = 20


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not blank, with its number from 1 and without its outer spaces."""

    number: int
    text: str


def parse_table(opening: Line, options: str, body: Sequence[Line], report_at: ReportAt) -> Table:
    """Return the table of a ``:::table`` block."""
    report = report_at(opening.number)
    found = _options(options, report)
    widths = _widths(found.get("宽", ""), report)
    aligns = _aligns(found.get("对齐", ""), len(widths), report)
    header = _header_rows(found.get("表头", "1"), report)
    rows = tuple(_table_row(line, len(widths), report_at(line.number)) for line in body)
    _check_rows(rows, report_at, report)
    if not all(isinstance(row, Row) for row in rows[:header]) or len(rows) < header:
        report(
            f"表头占 {header} 行，表格开头却没有这么多行。",
            "表头行写在最前面，不放进循环。",
            "T105",
        )
    return Table(widths, aligns, header, rows, opening.number)


def parse_signature(opening: Line, body: Sequence[Line], report_at: ReportAt) -> Signature:
    """Return the signature block: ``左 | 右`` lines, or one text over both columns."""
    rows = tuple(_pair_row(line, report_at(line.number), at_most=2) for line in body)
    _check_rows(rows, report_at, report_at(opening.number))
    return Signature(rows, opening.number)


def parse_letterhead(opening: Line, body: Sequence[Line], report_at: ReportAt) -> Letterhead:
    """Return the head of a ``:::版头`` block: the issuer's name, then the paper's number."""
    lines = _one_or_two(opening, body, report_at, "版头写一行发文机关，再写一行文号（可不写）。")
    return Letterhead(lines[0], lines[1], opening.number)


def parse_closing(opening: Line, body: Sequence[Line], report_at: ReportAt) -> Closing:
    """Return the end of a ``:::落款`` block: the issuer's name, then the day."""
    fix = "落款写两行：署名在前，成文日期在后。"
    lines = _one_or_two(opening, body, report_at, fix)
    if not lines[1]:
        report_at(opening.number)("落款不是两行。", fix, "T111")
    return Closing(lines[0], lines[1], opening.number)


def parse_imprint(opening: Line, body: Sequence[Line], report_at: ReportAt) -> Imprint:
    """Return the lines of a ``:::版记`` block; ``{%tr … %}`` stands alone on its line."""
    rows = tuple(_pair_row(line, report_at(line.number), at_most=1) for line in body)
    _check_rows(rows, report_at, report_at(opening.number))
    return Imprint(rows, opening.number)


def _one_or_two(
    opening: Line, body: Sequence[Line], report_at: ReportAt, fix: str
) -> tuple[tuple[Inline, ...], tuple[Inline, ...]]:
    if len(body) > 2:
        report_at(opening.number)(f"这个块有 {len(body)} 行。", fix, "T111")
    lines = [parse_inlines(line.text, report_at(line.number)) for line in body[:2]]
    return lines[0], lines[1] if len(lines) > 1 else ()


def parse_cover(body: Sequence[Line], report_at: ReportAt) -> tuple[Block, ...]:
    """Return the blocks of a cover; neighbouring ``label | value`` lines form one table."""
    blocks: list[Block] = []
    rows: list[TableRow] = []
    for line in body:
        report = report_at(line.number)
        if line.text.startswith("{%tr ") or len(split_cells(line.text)) > 1:
            rows.append(_pair_row(line, report, at_most=2))
            continue
        _close_pairs(blocks, rows, report_at)
        if line.text.startswith("{%p "):
            blocks.append(Control(line.text, line.number))
        elif line.text.startswith("# "):
            inlines = parse_inlines(line.text[2:].strip(" "), report)
            blocks.append(Paragraph("cover_title", inlines, line.number))
        else:
            blocks.append(Paragraph("cover_line", parse_inlines(line.text, report), line.number))
    _close_pairs(blocks, rows, report_at)
    return tuple(blocks)


def parse_edge(
    kind: Literal["header", "footer"], body: Sequence[Line], report_at: ReportAt
) -> tuple[Block, ...]:
    """Return the paragraphs of a header or footer."""
    return tuple(
        Control(line.text, line.number)
        if line.text.startswith("{%p ")
        else Paragraph(kind, parse_inlines(line.text, report_at(line.number)), line.number)
        for line in body
    )


def _close_pairs(blocks: list[Block], rows: list[TableRow], report_at: ReportAt) -> None:
    if rows:
        _check_rows(rows, report_at, report_at(rows[0].line))
        blocks.append(Pairs(tuple(rows), rows[0].line))
        rows.clear()


def _options(options: str, report: Report) -> dict[str, str]:
    found: dict[str, str] = {}
    for option in options.split():
        key, _, value = option.partition("=")
        if key not in ("宽", "表头", "对齐") or key in found:
            report(
                f"表格选项「{option}」不认识或重复。", "只用 宽=、表头=、对齐=，各写一次。", "T105"
            )
        found[key] = value
    return found


def _widths(text: str, report: Report) -> tuple[int, ...]:
    parts = text.replace("，", ",").split(",")
    if not all(part.isdecimal() and 0 < int(part) <= 100 for part in parts):
        report(
            f"「宽={text}」不认识。", "写各列宽度之比，如「宽=2,3,3」，每个数 1 至 100。", "T105"
        )
        return tuple(1 for _ in parts)
    if len(parts) > _MAX_COLUMNS:
        report(f"表格有 {len(parts)} 列。", f"不超过 {_MAX_COLUMNS} 列。", "T105")
    return tuple(int(part) for part in parts)


def _aligns(text: str, columns: int, report: Report) -> tuple[Align, ...]:
    if not text:
        return _left(columns)
    parts = text.replace("，", ",").split(",")
    if len(parts) != columns or any(part not in _ALIGNS for part in parts):
        report(f"「对齐={text}」不认识。", f"为 {columns} 列各写左、中或右，以逗号分开。", "T105")
        return _left(columns)
    return tuple(_ALIGNS[part] for part in parts)


def _left(columns: int) -> tuple[Align, ...]:
    return tuple("left" for _ in range(columns))


def _header_rows(text: str, report: Report) -> int:
    if text.isdecimal() and int(text) <= 5:
        return int(text)
    report(f"「表头={text}」不认识。", "写表头的行数，0 至 5。", "T105")
    return 0


def _table_row(line: Line, columns: int, report: Report) -> TableRow:
    if line.text.startswith("{%tr "):
        return ControlRow(line.text, line.number)
    cells = split_cells(line.text)
    if len(cells) < 3 or cells[0] or cells[-1]:
        report(f"「{line.text[:20]}」不是表格行。", "表格行以「|」开头、以「|」结尾。", "T104")
        return Row((), line.number)
    inner = cells[1:-1]
    if len(inner) != columns:
        report(f"这一行有 {len(inner)} 格，应为 {columns} 格。", "补足或删去多余的格。", "T104")
    return Row(tuple(parse_inlines(cell, report) for cell in inner), line.number)


def _pair_row(line: Line, report: Report, *, at_most: int) -> TableRow:
    if line.text.startswith("{%tr "):
        return ControlRow(line.text, line.number)
    cells = split_cells(line.text)
    if len(cells) > at_most:
        report(f"这一行有 {len(cells)} 格，最多 {at_most} 格。", "删去多余的「|」。", "T104")
    return Row(tuple(parse_inlines(cell, report) for cell in cells), line.number)


def _check_rows(rows: Sequence[TableRow], report_at: ReportAt, report: Report) -> None:
    """Report row statements out of balance, and a table that may lose all its rows."""
    controls = [row for row in rows if isinstance(row, ControlRow)]
    check_balance([(row.source, report_at(row.line)) for row in controls])
    depth = 0
    for row in rows:
        if isinstance(row, Row) and depth == 0:
            return
        if isinstance(row, ControlRow):
            depth += 1 if row.source.split()[1] in ("if", "for") else 0
            depth -= 1 if row.source.split()[1] in ("endif", "endfor") else 0
    report(
        "各行都在循环或条件之内，可能一行也不剩。",
        "给表格一个表头行，或把 {%p … %} 写在整块之外。",
        "T104",
    )
