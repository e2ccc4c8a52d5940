"""What stands in the cells of a form, and what Excel lets be typed into them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from docgen.intake.form_plan import FormField
from docgen.intake.form_words import form_words
from docgen.intake.ledger_figures import exact
from docgen.intake.ledger_words import ledger_words
from docgen.workbooks import TEXT, as_text

__all__ = ["Lists", "fill", "format_of", "guard", "hint"]

_DAY = "yyyy-mm-dd"
_MONEY = "#,##0.00"
_GENERAL = "General"
_FIRST_DAY = date(1900, 3, 1)
_TEXTS = ("text", "longtext", "code", "month")
#: Excel stops a value that a list does not have; of others it warns where a blank is still open.
_STOP, _WARN = "stop", "warning"
_LAST_YEAR = 2999
_MOST_MESSAGE, _MOST_TITLE = 220, 30


@dataclass(frozen=True, slots=True)
class Lists:
    """Where the drop-downs of a workbook stand.

    Attributes:
        ranges: Allowed labels → the cells that hold them, ``选项!$A$2:$A$5``.
    """

    ranges: Mapping[tuple[str, ...], str]

    def of(self, field: FormField) -> str:
        """Return the cells with the choices of a field."""
        return self.ranges[tuple(label for _, label in field.choices)]


def format_of(field: FormField) -> str:
    """Return the number format of a field's cells."""
    if field.kind == "day":
        return _DAY
    if field.kind in _TEXTS:
        return TEXT
    return _MONEY if field.kind == "number" and field.decimals == len("00") else _GENERAL


def fill(cell: Any, field: FormField, text: str) -> None:
    """Write a value as a clerk would: figures and days as such, all else as text.

    What a spreadsheet would not keep to the letter (``1.0``, more than fifteen digits, days before
    1900) is written as text; the reader takes it all the same.

    Args:
        cell: The cell.
        field: Its field.
        text: The value as a form's values hold it.
    """
    cell.number_format = format_of(field)
    if field.choices:
        as_text(cell, dict(field.choices).get(text, text))
        return
    number = _number(field, text)
    day = _day(field, text)
    if number is not None:
        cell.value = number
    elif day is not None:
        cell.value = day
    else:
        as_text(cell, text)


def _number(field: FormField, text: str) -> Decimal | None:
    if field.kind not in ("number", "count"):
        return None
    value = Decimal(text)
    if len(value.as_tuple().digits) > ledger_words().most_digits:
        return None
    # A workbook keeps a number as a binary one: what it cannot keep to the digit goes in as text.
    kept = exact(float(value))
    # Money and areas print with two decimals however they are written.
    same = kept == value if field.decimals is not None else format(kept, "f") == text
    return value if same else None


def _day(field: FormField, text: str) -> date | None:
    if field.kind != "day":
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day >= _FIRST_DAY else None


def hint(field: FormField) -> str:
    """Return how a field is filled in: its note, its bounds, an example of its writing."""
    said = [field.note, form_words().hints.get(field.kind, "")]
    return "；".join(one.strip("。") for one in said if one)


def guard(field: FormField, cells: str, lists: Lists) -> Any | None:
    """Return what Excel holds a field's cells to; None for plain texts.

    Args:
        field: The field.
        cells: Its cells, ``B5`` or ``C4:C2000``.
        lists: Where the drop-downs stand.
    """
    from openpyxl.worksheet.datavalidation import DataValidation

    made = _rule(field, cells.partition(":")[0], lists)
    law = f"{form_words().words['source']}：{field.source}" if field.source else ""
    said = "\n".join(one for one in (hint(field), law) if one)
    if made is None and not (said and ":" in cells):
        return None
    rule = DataValidation(**made[0]) if made else DataValidation(type=None)
    rule.sqref = cells
    rule.allow_blank = True
    if made:
        rule.showErrorMessage, rule.errorTitle, rule.error = (
            True,
            field.label[:_MOST_TITLE],
            made[1],
        )
    if said and ":" in cells:
        # Beside a single cell the sheet says it; a column of a table has no room for it.
        rule.showInputMessage = True
        rule.promptTitle, rule.prompt = field.label[:_MOST_TITLE], said[:_MOST_MESSAGE]
    return rule


def _rule(field: FormField, first: str, lists: Lists) -> tuple[dict[str, Any], str] | None:
    words = form_words().words
    if field.choices:
        return {"type": "list", "formula1": lists.of(field)}, words["choose"]
    match field.kind:
        case "number":
            return _figure(field, first)
        case "count":
            bounds = _between(field)
            return {"type": "whole", **bounds}, f"{words['whole_wanted']}{_bounds_said(field)}"
        case "day":
            days = {"operator": "between", "formula1": "DATE(1950,1,1)"}
            last = f"DATE({_LAST_YEAR},12,31)"
            rule = {"type": "date", **days, "formula2": last, "errorStyle": _WARN}
            return rule, words["day_wanted"]
        case "month":
            rule = {"type": "textLength", "operator": "equal", "formula1": "7"}
            return {**rule, "errorStyle": _WARN}, words["month_wanted"]
        case _ if field.length:
            rule = {"type": "textLength", "operator": "equal", "formula1": str(field.length)}
            message = words["length_wanted"].format(length=field.length)
            return {**rule, "errorStyle": _WARN}, message
    return None


def _between(field: FormField) -> dict[str, str]:
    least = format(field.least if field.least is not None else Decimal(0), "f")
    if field.most is None:
        return {"operator": "greaterThanOrEqual", "formula1": least}
    return {"operator": "between", "formula1": least, "formula2": format(field.most, "f")}


def _figure(field: FormField, first: str) -> tuple[dict[str, Any], str]:
    """Return the check of a figure: a number, also as text (``1.0``), fine and large as allowed."""
    words = form_words().words
    asked = [f"ISNUMBER({first}*1)"]
    if field.least is not None:
        asked.append(f"{first}*1>={field.least:f}")
    if field.most is not None:
        asked.append(f"{first}*1<={field.most:f}")
    if field.decimals is not None:
        asked.append(f"ROUND({first}*1,{field.decimals})={first}*1")
    wanted = words["number_wanted"].format(unit=field.unit) if field.unit else ""
    said = f"{wanted or words['plain_number_wanted']}{_bounds_said(field)}"
    return {"type": "custom", "formula1": f"AND({','.join(asked)})"}, said


def _bounds_said(field: FormField) -> str:
    words = form_words().words
    said = ""
    if field.least is not None:
        said += words["least"].format(least=format(field.least, "f"))
    if field.most is not None:
        said += words["most"].format(most=format(field.most, "f"))
    if field.decimals is not None:
        said += words["decimals"].format(decimals=field.decimals)
    return said
