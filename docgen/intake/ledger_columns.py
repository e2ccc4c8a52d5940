"""From headings to columns: which field each feeds, in which unit, and which are left out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from docgen.intake.ledger_fields import Field, find_field, title_of
from docgen.intake.ledger_figures import convertible
from docgen.intake.ledger_notes import Column, IgnoredColumn, LedgerNote, Severity
from docgen.intake.ledger_table import Table, cell_name, letter_of
from docgen.intake.ledger_words import ledger_words, plain_label
from docgen.intake.tree import fault
from docgen.model.types import shown

__all__ = ["Columns", "Heading", "columns_of", "is_clear", "known_headings", "unit_row"]

_BRACKETED = re.compile(r"(.+?)[(（\[【]([^()（）\[\]【】]*)[)）\]】]\s*", re.DOTALL)
_BEHIND_MARK = re.compile(r"(.+?)[/:：,，](.+)", re.DOTALL)
_REMARKS = re.compile("[,;:、]")
#: What marks a bracket as one of a unit that is not known, rather than a remark.
_UNIT_LETTERS = re.compile("[亩顷元米㎡%％‰]|m2|ha")


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of a column.

    Attributes:
        place: Place of the column from 0.
        text: What it says, the headings above joined to it.
        row: The row it stands in.
        unit: The unit that a row of units gives below it.
    """

    place: int
    text: str
    row: int
    unit: str = ""


@dataclass(slots=True)
class Columns:
    """What a ledger's headings lead to.

    Attributes:
        columns: The columns that feed a field, with their fields.
        ignored: Those that do not.
        notes: What is to be told of them.
    """

    columns: list[tuple[Column, Field]] = field(default_factory=list)
    ignored: list[IgnoredColumn] = field(default_factory=list)
    notes: list[LedgerNote] = field(default_factory=list)


def known_headings(texts: Sequence[str], mapping: Mapping[str, str]) -> int:
    """Return how many of some texts are headings of columns that a field takes or words know."""
    return sum(1 for text in texts if text and _is_known(text, mapping))


def _is_known(text: str, mapping: Mapping[str, str]) -> bool:
    if plain_label(text) in mapping:
        return True
    found = find_field(_parted(text)[0])
    return bool(found.field or found.left_out or found.others)


def is_clear(text: str, mapping: Mapping[str, str]) -> bool:
    """Return whether a heading leads to one field, or to words for leaving it out."""
    found = find_field(_parted(text)[0])
    return plain_label(text) in mapping or bool(found.field or found.left_out)


def unit_row(texts: Sequence[str]) -> Mapping[int, str] | None:
    """Return the unit below each column where a row holds nothing but units, else None."""
    units: dict[int, str] = {}
    for place, text in enumerate(texts):
        plain = plain_label(text).strip("()[]【】")
        if not plain or plain in ledger_words().nothing:
            continue
        if plain not in ledger_words().units:
            return None
        units[place] = ledger_words().units[plain]
    return units or None


def columns_of(
    headings: Sequence[Heading], table: Table, mapping: Mapping[str, str], *, hidden: bool
) -> Columns:
    """Return the columns of a ledger.

    Args:
        headings: The headings in the order of the columns.
        table: The sheet.
        mapping: Plain heading → title of a field, from the user's file.
        hidden: Whether hidden columns are read too.

    Raises:
        InputError: ``L005``, a heading bears a unit that cannot be converted to the field's: its
            figures would be read wrongly.
    """
    found = Columns()
    for heading in headings:
        if heading.place in table.hidden_columns and not hidden:
            _leave_out(found, heading, table, "这一列隐藏着，没有读", "L015")
        else:
            _place(found, heading, table, mapping)
    return found


def _place(found: Columns, heading: Heading, table: Table, mapping: Mapping[str, str]) -> None:
    label, unit_text = _parted(heading.text)
    mapped = mapping.get(plain_label(heading.text)) or mapping.get(plain_label(label))
    if mapped == ledger_words().ignore:
        _leave_out(found, heading, table, "对照文件说不读这一列", "")
        return
    led = find_field(mapped or label)
    if led.field is None and not mapped and unit_text:
        led = find_field(heading.text)
    if led.field is None:
        if led.left_out:
            _leave_out(found, heading, table, led.left_out, "")
        elif led.others:
            reason = f"可以是{'、'.join(led.others[:6])}{'等' if len(led.others) > 6 else ''}"
            _leave_out(found, heading, table, reason, "L004")
        else:
            _leave_out(found, heading, table, "没有哪个字段收它", "L002")
        return
    unit = _unit(found, heading, table, led.field, unit_text)
    column = Column(
        letter_of(heading.place), heading.text, led.path, unit, led.field.kind, heading.place
    )
    found.columns.append((column, led.field))


def _leave_out(found: Columns, heading: Heading, table: Table, reason: str, code: str) -> None:
    name = shown(heading.text)
    found.ignored.append(IgnoredColumn(letter_of(heading.place), heading.text, reason))
    if not code:
        return
    fix = {
        "L002": "不需要就不必管；需要就改用字段的题名，或者用对照文件写明。",
        "L004": "把列名写全，如“受让人.联系电话”。",
        "L015": "取消隐藏，或者用 --include-hidden 一并读。",
    }[code]
    message = f"列「{name}」{reason}。" if code == "L015" else f"列「{name}」已忽略：{reason}。"
    severity: Severity = "info" if code == "L002" else "warning"
    cell = cell_name(heading.place, heading.row)
    where = f"{table.place}{cell}"
    found.notes.append(
        LedgerNote(code, severity, message, fix, where, cell, table.sheet, value=name)
    )


def _parted(text: str) -> tuple[str, str]:
    """Return a heading without its unit or remark, and that; ``""`` where there is none."""
    text = unicodedata.normalize("NFKC", text).strip()
    if found := _BRACKETED.fullmatch(text):
        return found[1], found[2]
    found = _BEHIND_MARK.fullmatch(text)
    if found and plain_label(found[2]) in ledger_words().units:
        return found[1], found[2]
    return text, ""


def _unit_in(plain: str) -> str:
    """Return the unit that a bracket names, alone or behind a remark: 含税，万元."""
    units = ledger_words().units
    parts = (units.get(part, "") for part in (plain, *_REMARKS.split(plain)))
    return next((unit for unit in parts if unit), "")


def _unit(found: Columns, heading: Heading, table: Table, of: Field, written: str) -> str:
    """Return the unit of a column's figures: of its heading, of the row of units, of its field."""
    plain = plain_label(written)
    unit = _unit_in(plain) or heading.unit
    cell = cell_name(heading.place, heading.row)
    if not of.unit:
        return ""
    odd = bool(not unit and plain and _UNIT_LETTERS.search(plain))
    if odd or (unit and not convertible(unit, of.unit)):
        message = f"列「{shown(heading.text)}」的单位换算不成{of.unit}。"
        own = title_of(of.path).rpartition(".")[2]
        fix = f"把数值换算成{of.unit}，列名写作“{own}（{of.unit}）”。"
        raise fault("L005", message, where=f"{table.place}{cell}", fix=fix)
    if not unit and of.kind in ("money", "area"):
        message = f"列「{shown(heading.text)}」没有写单位，按{of.unit}读。"
        fix = f"核对数值；在列名里写上单位，如“{shown(heading.text)}（{of.unit}）”。"
        found.notes.append(
            LedgerNote(
                "L006", "warning", message, fix, f"{table.place}{cell}", cell, table.sheet, of.path
            )
        )
    return unit or of.unit
