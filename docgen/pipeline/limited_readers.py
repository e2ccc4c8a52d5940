"""The readers of what somebody sent in, as the limited child calls them: bytes to plain JSON.

The list is closed. Each reader imports what it needs itself, because a child lives for one file.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from docgen.pipeline.kinds import named_as, only, text_kind
from docgen.pipeline.limited_returned import as_letters, read_inside, read_returned, read_two

if TYPE_CHECKING:
    from docgen.intake.ledger import Ledger, LedgerNote
    from docgen.templating.manifest import Manifest

__all__ = ["READERS", "Reader"]

#: Bytes, name for messages, options → plain JSON.
Reader: TypeAlias = Callable[[bytes, str, Mapping[str, Any]], Any]

_MOST_NOTES = 200
_WORD_FIX = "请选 .docx 文件；别的格式用 Word 或 WPS 打开后另存为 .docx。"
_SHEET_FIX = "请选 .xlsx 文件；别的格式用 Excel 或 WPS 打开后另存为 .xlsx。"


def _case(data: bytes, name: str, _: Mapping[str, Any]) -> Any:
    kind = only(data, name, "xlsx", "text", fix="请选填好的 Excel 表，或者 YAML、JSON、TOML 案卷。")
    if kind == "xlsx":
        return _loaded(data, named_as(name, ".xlsx"))
    suffix = text_kind(data)
    return _loaded(data, named_as(name, *((".yaml", ".yml") if suffix == ".yaml" else (suffix,))))


def _form(data: bytes, name: str, _: Mapping[str, Any]) -> Any:
    only(data, name, "xlsx", fix=_SHEET_FIX)
    return _loaded(data, named_as(name, ".xlsx"))


def _commented_form(data: bytes, name: str, _: Mapping[str, Any]) -> Any:
    """Return a copy of a form with a comment at each faulty cell; None where none can be made."""
    only(data, name, "xlsx", fix=_SHEET_FIX)
    from docgen.intake.form_comments import FormAtCells

    made = FormAtCells(named_as(name, ".xlsx"), data=data).commented()
    return as_letters(made) if made else None


def _loaded(data: bytes, name: str) -> Any:
    from docgen.intake.load import case_from_bytes, dump_case

    loaded = case_from_bytes(data, name=name)
    return {
        "data": dump_case(loaded.case),
        "origins": dict(loaded.origins),
        "notes": [asdict(one) for one in loaded.notes],
        "document": loaded.document,
    }


def _read_ledger(data: bytes, name: str, options: Mapping[str, Any]) -> Ledger:
    kind = only(data, name, "xlsx", "text", fix=_SHEET_FIX)
    from docgen.intake.ledger import ledger_from_bytes

    name = named_as(name, *((".xlsx",) if kind == "xlsx" else (".csv", ".tsv", ".txt")))
    return ledger_from_bytes(
        data,
        name=name,
        sheet=options.get("sheet"),
        mapping=options.get("mapping") or {},
        common=options.get("common") or {},
        include_hidden=bool(options.get("include_hidden")),
    )


def _ledger(data: bytes, name: str, options: Mapping[str, Any]) -> Any:
    ledger = _read_ledger(data, name, options)
    told = _ledger_told(ledger, int(options.get("samples", 5)))
    most = int(options.get("cases", 0))
    return {**told, "cases": _cases_told(ledger, most)} if most else told


def _cases_told(ledger: Ledger, most: int) -> list[dict[str, Any]]:
    """Return the first rows as cases, each with what is wrong in it."""
    from docgen.intake.load import dump_case

    return [
        {
            "row": row.number,
            "ok": row.ok,
            "data": dump_case(row.case),
            "faults": [asdict(one) for one in row.faults],
        }
        for row in islice(ledger.rows, most)
    ]


def _ledger_told(ledger: Ledger, samples: int) -> dict[str, Any]:
    rows = good = 0
    faults: list[LedgerNote] = []
    shown: list[Mapping[str, str]] = []
    for row in ledger.rows:
        rows, good = rows + 1, good + row.ok
        faults += islice(row.faults, max(_MOST_NOTES - len(faults), 0))
        if len(shown) < samples:
            shown.append(dict(row.raw))
    from docgen import glossary

    return {
        "name": ledger.name,
        "sheet": ledger.sheet,
        "sha256": ledger.sha256,
        "rows": rows,
        "good": good,
        "columns": [
            {**asdict(one), "title": glossary.title_path(one.path)} for one in ledger.columns
        ],
        "ignored": [asdict(one) for one in ledger.ignored],
        "common": [
            {"path": path, "title": glossary.title_path(path), "where": where}
            for path, where in ledger.common.origins.items()
        ],
        "sums": [
            {"header": one.column.header, "path": one.column.path, "total": f"{one.total:f}",
             "cells": one.cells, "unread": one.unread}
            for one in ledger.sums()
        ],
        "notes": [asdict(one) for one in ledger.notes[:_MOST_NOTES]],
        "faults": [asdict(one) for one in faults],
        "samples": shown,
    }  # fmt: skip


def _commented(data: bytes, name: str, options: Mapping[str, Any]) -> Any:
    """Return a copy of a ledger with every fault of it as a comment, in letters."""
    from docgen.intake.ledger import annotate_bytes

    ledger = _read_ledger(data, name, options)
    notes = [*(fault for row in ledger.rows for fault in row.faults), *ledger.notes]
    made = annotate_bytes(data, notes, name=ledger.name)
    return as_letters(made) if made else None


def _sheet(data: bytes, name: str, options: Mapping[str, Any]) -> Any:
    """Return the cells of one sheet; days are told as ``{"day": ISO}``."""
    only(data, name, "xlsx", fix=_SHEET_FIX)
    from docgen.intake.ledger_book import open_book

    book = open_book(data, named_as(name, ".xlsx"))
    if options["sheet"] not in book.sheets:
        return None
    table = book.table(options["sheet"])
    rows = [[number, [_cell(one) for one in cells]] for number, cells in table.rows()]
    return {"from_1904": table.from_1904, "rows": rows}


def _cell(value: object) -> object:
    if isinstance(value, datetime):
        midnight = (value.hour, value.minute, value.second) == (0, 0, 0)
        return {"day": value.date().isoformat()} if midnight else str(value)
    if isinstance(value, date):
        return {"day": value.isoformat()}
    return value if isinstance(value, str | float | bool) else str(value)


def _template(data: bytes, name: str, options: Mapping[str, Any]) -> Any:
    only(data, name, "docx", fix=_WORD_FIX)
    from docgen.templating.compiled import compile_template

    made = compile_template(data, name=name, general=bool(options.get("general")))
    return {"sha256": made.sha256}


def _lint(data: bytes, name: str, options: Mapping[str, Any]) -> Any:
    only(data, name, "docx", fix=_WORD_FIX)
    from docgen.pipeline.lint import lint
    from docgen.templating.lint_marks import marked_copy
    from docgen.templating.show import show_template
    from docgen.templating.show_fields import fields_of

    manifest = _manifest(options)
    faults = lint(data, name=name, manifest=manifest)
    return {
        "findings": [one.as_dict() for one in faults],
        "marked": as_letters(marked_copy(data, faults, name=name)),
        "lines": [asdict(one) for one in show_template(data, name=name).lines],
        "fields": [
            {**asdict(one), "where": one.where, "written": one.written}
            for one in fields_of(data, name=name, manifest=manifest)
        ],
    }


def _manifest(options: Mapping[str, Any]) -> Manifest | None:
    from docgen.templating.library import Library

    own, document = options.get("templates"), options.get("document")
    return Library(Path(own) if own else None).find(document).manifest if document else None


#: Every reader there is, by its name.
READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "case": _case,
        "form": _form,
        "commented_form": _commented_form,
        "ledger": _ledger,
        "commented": _commented,
        "sheet": _sheet,
        "template": _template,
        "lint": _lint,
        "verify": read_returned,
        "inside": read_inside,
        "compare": read_two,
    }
)
