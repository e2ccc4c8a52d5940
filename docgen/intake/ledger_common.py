"""What is the same for a whole run: options, the workbook's own sheet for it, the mapping file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from docgen.errors import InputError, Problem
from docgen.intake.ledger_fields import Field, find_field, title_of
from docgen.intake.ledger_figures import ABSENT
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_notes import Column, Common, LedgerNote
from docgen.intake.ledger_plan import Plan, nested
from docgen.intake.ledger_table import Table, letter_of
from docgen.intake.ledger_values import ColumnReader
from docgen.intake.ledger_words import ledger_words, plain_label
from docgen.intake.load import read_bytes
from docgen.intake.tree import fault
from docgen.model.types import shown

__all__ = ["common_of", "read_mapping"]

_MOST_BYTES = 1_000_000


def read_mapping(path: Path | None) -> Mapping[str, str]:
    """Return a mapping file as plain heading → title of a field.

    Args:
        path: YAML of ``列名: 字段题名``; None for none.

    Raises:
        InputError: It cannot be read, or a title in it is that of no field.
    """
    if path is None:
        return MappingProxyType({})
    data = read_bytes(path, most=_MOST_BYTES)
    try:
        read = yaml.load(data.decode("utf-8-sig"), Loader=yaml.CBaseLoader)  # noqa: S506 - safe
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        fix = "每行写“列名: 字段题名”，存为 UTF-8。"
        raise fault("S002", "对照文件读不通。", where=path.name, fix=fix) from error
    if not isinstance(read, dict) or not all(
        isinstance(key, str) and isinstance(value, str) for key, value in read.items()
    ):
        fix = "每行写“列名: 字段题名”。"
        raise fault("S009", "对照文件应为若干“列名: 字段题名”。", where=path.name, fix=fix)
    wrong = [
        _no_such_title(value, path.name, key) for key, value in read.items() if _unknown(value)
    ]
    if wrong:
        raise InputError(wrong)
    return MappingProxyType({plain_label(key): value for key, value in read.items()})


def _unknown(title: str) -> bool:
    return title != ledger_words().ignore and find_field(title).field is None


def _no_such_title(title: str, where: str, label: str) -> Problem:
    found = find_field(title)
    message = f"「{shown(label)}」所对的「{shown(title)}」不是字段的题名。"
    if found.others:
        message = f"「{shown(label)}」所对的「{shown(title)}」可以是几个字段。"
        return Problem(message, where, f"写全：{'、'.join(found.others[:6])}。", "S003")
    return Problem(message, where, "题名见 docgen template fields；不读的列写“忽略”。", "S003")


def common_of(options: Mapping[str, str], table: Table | None) -> tuple[Common, Mapping[str, Any]]:
    """Return what is common to a run.

    Args:
        options: Chinese title → text, from the command line; they go before the sheet.
        table: The sheet for it; None for none.

    Returns:
        The data for messages and papers, and key path → value as the field's reader gave it.

    Raises:
        InputError: Every title that is none and every value that cannot be read.
    """
    entries: dict[str, tuple[str, object, str, str]] = {} if table is None else _entries(table)
    for label, text in options.items():
        entries[_key(label)] = (label, text, f"--set {shown(label)}", "")
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    wrong: list[Problem] = []
    for label, said, where, unit in entries.values():
        found = find_field(label, first=ledger_words().common_first)
        if found.field is None:
            wrong.append(_no_common_title(label, where))
            continue
        value, notes = _read(found.field, found.path, said, where, unit)
        wrong += [Problem(n.message, where, n.fix, n.code, found.path, n.value) for n in notes]
        if value is not ABSENT:
            values[found.path], origins[found.path] = value, where
    if wrong:
        raise InputError(wrong)
    data = nested(Plan((), values).case(()))
    return Common(MappingProxyType(data), MappingProxyType(origins)), values


def _key(label: str) -> str:
    return find_field(label, first=ledger_words().common_first).path or plain_label(label)


def _no_common_title(label: str, where: str) -> Problem:
    found = find_field(label, first=ledger_words().common_first)
    message = f"没有「{shown(label)}」这一项。"
    if found.others:
        message = f"「{shown(label)}」可以是几个字段。"
        return Problem(message, where, f"写全：{'、'.join(found.others[:6])}。", "L030")
    return Problem(message, where, "题名见 docgen template fields。", "L030")


def _read(
    of: Field, path: str, text: object, where: str, unit: str
) -> tuple[Any, list[LedgerNote]]:
    known = ledger_words().units.get(plain_label(unit), of.unit) if of.unit else ""
    column = Column("", title_of(path), path, known, of.kind, 0)
    looked = ColumnReader(column, of, place=where, sheet="").look(text, 0)
    return looked.value, [note for note in looked.notes if note.severity == "error"]


def _entries(table: Table) -> dict[str, tuple[str, object, str, str]]:
    """Return the rows of the sheet: title, value and perhaps unit, one below the other."""
    entries: dict[str, tuple[str, object, str, str]] = {}
    for number, cells in table.rows():
        row = [*cells, "", "", ""]
        label = cell_text(row[0]).strip()
        if not label or plain_label(label) in ledger_words().common_titles or row[1] == "":
            continue
        where = f"{table.place}{letter_of(1)}{number}"
        entries[_key(label)] = (label, row[1], where, cell_text(row[2]).strip())
    return entries
