"""The reconciliation as JSON and as lines for the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import orjson

from docgen.batch.reconcile import ColumnSums, Printed, Reconciliation
from docgen.batch.rows import Refused
from docgen.version import __version__
from docgen.wording import plain_decimal

__all__ = ["FORMAT", "as_json", "as_values", "screen_lines"]

#: Name and version of the shape.
FORMAT = "docgen-reconciliation/1"


def as_values(found: Reconciliation) -> dict[str, Any]:
    """Return a reconciliation as plain JSON values; figures are texts."""
    numbers = found.numbers
    return {
        "format": FORMAT,
        "made_by": {"docgen": __version__},
        "notice": found.notice,
        "run": found.key,
        "ledgers": [{"file": name, "sha256": digest} for name, digest in found.ledgers],
        "rows": {
            "read": found.rows,
            "printed": len(found.printed),
            "refused": len(found.refused),
            "earlier": len(found.earlier),
        },
        "numbers": {
            "first": numbers[0] if numbers else None,
            "last": numbers[-1] if numbers else None,
            "count": len(numbers),
        },
        "columns": [_column(one) for one in found.columns],
        "print_file": None
        if found.print_file is None
        else {
            "name": found.print_file.name,
            "pages": found.print_file.pages,
            "sha256": found.print_file.sha256,
        },
        "blanks": dict(sorted(found.blanks.items())),
        "warnings": dict(sorted(found.warnings.items())),
        "printed": [_printed(one) for one in found.printed],
        "refused": [_refused(one) for one in found.refused],
        "earlier": [{"place": one.place, "number": one.number} for one in found.earlier],
        "notes": list(found.notes),
        "exit_code": found.exit_code,
    }


def as_json(found: Reconciliation) -> bytes:
    """Return a reconciliation as JSON, the same bytes for the same run."""
    return orjson.dumps(as_values(found), option=orjson.OPT_INDENT_2) + b"\n"


def _column(one: ColumnSums) -> Mapping[str, str | None]:
    return {
        "title": one.title,
        "unit": one.unit,
        "ledger": plain_decimal(one.ledger),
        "printed_rows": plain_decimal(one.printed_rows),
        "printed": _shown(one.printed),
        "refused": plain_decimal(one.refused),
        "earlier": plain_decimal(one.earlier),
    }


def _shown(value: Decimal | None) -> str | None:
    return None if value is None else plain_decimal(value)


def _printed(one: Printed) -> Mapping[str, Any]:
    return {
        "place": one.place,
        "number": one.number,
        "file": one.stem,
        "first_page": one.first_page,
        "pages": one.pages,
        "blanks": list(one.blanks),
        "warnings": list(one.warnings),
    }


def _refused(one: Refused) -> Mapping[str, Any]:
    return {
        "file": one.file,
        "place": one.place,
        "problems": [
            {"code": p.code, "where": p.where, "message": p.message, "fix": p.fix}
            for p in one.problems
        ],
    }


def screen_lines(found: Reconciliation) -> Iterator[str]:
    """Yield a reconciliation as a person reads it on the screen."""
    yield (
        f"读 {found.rows} 行 = 印出 {len(found.printed)} + 拒印 {len(found.refused)}"
        f" + 以前印过 {len(found.earlier)}"
    )
    if found.numbers:
        yield f"文号：{found.numbers[0]} 至 {found.numbers[-1]}，共 {len(found.numbers)} 个"
    for one in found.columns:
        yield from _column_lines(one)
    if found.print_file is not None:
        yield f"打印件：{found.print_file.name}，{found.print_file.pages} 页"
    if found.blanks:
        told = "、".join(f"{title}（{count}份）" for title, count in sorted(found.blanks.items()))
        yield f"留待手填：{told}"
    if found.warnings:
        told = "、".join(f"{code}（{count}份）" for code, count in sorted(found.warnings.items()))
        yield f"未确认的警告：{told}；用 docgen rules 编号 查看"


def _column_lines(one: ColumnSums) -> Iterator[str]:
    parts = [f"印出 {plain_decimal(one.printed_rows)}"]
    if one.refused:
        parts.append(f"拒印 {plain_decimal(one.refused)}")
    if one.earlier:
        parts.append(f"以前印过 {plain_decimal(one.earlier)}")
    yield f"{one.title}：台账 {plain_decimal(one.ledger)} {one.unit} = {' + '.join(parts)}"
    if one.printed is None:
        yield "  这种文书不印这一项，没有可以从纸面核对的数"
    else:
        yield f"  从文书上读回的合计 {plain_decimal(one.printed)} {one.unit}，相符"
