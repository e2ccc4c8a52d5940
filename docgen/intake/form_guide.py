"""The first sheet of a form, which explains it, and the last, which shows it filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docgen.intake.form_dress import colour_of, dress_text
from docgen.intake.form_layout import FormSheet
from docgen.intake.form_names import general, of_path
from docgen.intake.form_plan import FormField, FormPlan, form_version
from docgen.intake.form_words import form_words
from docgen.intake.ledger_book import Book
from docgen.intake.ledger_table import Table
from docgen.intake.ledger_words import plain_label
from docgen.intake.tree import fault
from docgen.workbooks import as_text

__all__ = ["Head", "form_number", "head_of", "refuse_form", "write_example", "write_guide"]

_NEEDS = ("required", "conditional", "blank", "optional")
_GUIDE_WIDTHS, _EXAMPLE_WIDTHS = (16, 30, 60), (22, 34, 60)
_NO_DOCUMENT = "-"
_HEAD_ROWS = 30


@dataclass(frozen=True, slots=True)
class Head:
    """What a workbook says of itself.

    Attributes:
        sheet: Name of the sheet that says it.
        document: Id of the document that it is for; empty for none.
        document_version: Version of the document's wording; empty for none.
        version: Version of the fields; empty where it does not say.
    """

    sheet: str
    document: str = ""
    document_version: str = ""
    version: str = ""


def head_of(table: Table) -> Head:
    """Return what the first sheet of a form says of it.

    Args:
        table: The sheet.
    """
    wanted = plain_label(form_words().words["form_no"])
    for row, cells in table.rows():
        if row > _HEAD_ROWS:
            break
        if len(cells) > 1 and plain_label(str(cells[0])) == wanted:
            steps = str(cells[1]).split()
            if len(steps) == len(("document", "document version", "version")):
                said = ["" if step == _NO_DOCUMENT else step for step in steps]
                return Head(table.sheet, *said)
    return Head(table.sheet)


def refuse_form(book: Book) -> None:
    """Refuse a form that somebody takes for a ledger: its sheets are no rows of parcels.

    Args:
        book: A workbook several of whose sheets look like ledgers.

    Raises:
        InputError: ``L001``, it is a form.
    """
    guide = form_words().words["guide"]
    if guide in book.sheets and head_of(book.table(guide)).version:
        fix = "用 docgen generate 由它出文书；要批量打印，用 docgen ledger 把几份合成台账。"
        raise fault("L001", "这是填写的表单，不是台账。", where=book.name, fix=fix)


def form_number(plan: FormPlan) -> str:
    """Return what a workbook says of itself: document, version of its wording, of the fields."""
    document = plan.document or _NO_DOCUMENT
    return " ".join((document, plan.document_version or _NO_DOCUMENT, form_version()))


def write_guide(book: Any, plan: FormPlan, sheets: Sequence[FormSheet]) -> None:
    """Write the sheet that explains.

    Args:
        book: The workbook.
        plan: The form.
        sheets: Its sheets.
    """
    from openpyxl.styles import Alignment, Font, PatternFill

    words = form_words()
    sheet = book.create_sheet(words.words["guide"])
    named = plan.title or words.words["whole"]
    as_text(sheet.cell(1, 1), words.words["title"].format(title=named))
    sheet.cell(1, 1).font = Font(bold=True, size=16)
    as_text(sheet.cell(2, 1), words.words["form_no"])
    as_text(sheet.cell(2, 2), form_number(plan))
    row = 4
    for number, step in enumerate(words.steps, start=1):
        as_text(sheet.cell(row, 1), f"{number}. {step.format(**words.words)}")
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=3)
        sheet.cell(row, 1).alignment = Alignment(wrap_text=True, vertical="center")
        sheet.row_dimensions[row].height = 32
        row += 1
    row += 1
    _heading(sheet, row, words.words["legend"])
    for need in _NEEDS:
        row += 1
        cell = sheet.cell(row, 2)
        as_text(cell, words.needs[need])
        shown = FormField("", "", "", "", "text", need=_need(need), conditional=need == _NEEDS[1])
        if colour := colour_of(shown):
            cell.fill = PatternFill("solid", fgColor=colour)
    row += 2
    _heading(sheet, row, words.words["sheets"])
    for one in sheets:
        row += 1
        cell = sheet.cell(row, 2)
        as_text(cell, one.name)
        cell.hyperlink = f"#'{one.name}'!A1"
        cell.font = Font(color="0563C1", underline="single")
        as_text(sheet.cell(row, 3), _said_of(one))
    for letter, width in zip("ABC", _GUIDE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    dress_text(sheet, words.words["title"].format(title=named), landscape=False)


def _need(word: str) -> Any:
    return "required" if word == _NEEDS[1] else word


def _heading(sheet: Any, row: int, text: str) -> None:
    from openpyxl.styles import Font

    as_text(sheet.cell(row, 1), text)
    sheet.cell(row, 1).font = Font(bold=True)


def _said_of(sheet: FormSheet) -> str:
    words = form_words().words
    if sheet.fields:
        required = sum(one.need == "required" and not one.conditional for one in sheet.fields)
        return words["filled_in"].format(fields=len(sheet.fields), required=required)
    return words["rows_of"] if sheet.table is not None else words["columns_of"]


def write_example(book: Any, sheets: Sequence[FormSheet], values: Mapping[str, str]) -> None:
    """Write the sheet that shows a form filled in; no reader takes it for data.

    Args:
        book: The workbook.
        sheets: Its sheets.
        values: Flat name → text of the example.
    """
    from openpyxl.styles import Alignment, Font, PatternFill

    words = form_words().words
    sheet = book.create_sheet(words["example"])
    as_text(sheet.cell(1, 1), words["not_data"])
    sheet.cell(1, 1).font = Font(bold=True, color="C00000")
    headings = (words["sheets"], words["label"], words["example"])
    for place, text in enumerate(headings, start=1):
        cell = sheet.cell(3, place)
        as_text(cell, text)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="EDEDED")
    row = 3
    for one in sheets:
        for label, text in _shown(one, values):
            row += 1
            for place, said in enumerate((one.name, label, text), start=1):
                as_text(sheet.cell(row, place), said)
                sheet.cell(row, place).alignment = Alignment(wrap_text=True, vertical="top")
                sheet.cell(row, place).font = Font(color="595959", italic=True)
    for letter, width in zip("ABC", _EXAMPLE_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A4"
    sheet.sheet_properties.tabColor = "A6A6A6"
    dress_text(sheet, words["not_data"], landscape=False)


def _shown(sheet: FormSheet, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    fields = {of_path(one.path): (one.label, one) for one in sheet.fields}
    fields |= {
        of_path(one.field.path): (one.label, one.field) for one in sheet.columns if one.field
    }
    for name, text in values.items():
        found = fields.get(general(name))
        if found is None:
            continue
        label, field = found
        # A coordinate's own last step is no place.
        steps = name.split(".")[: -1 if field.path.endswith((".0", ".1")) else None]
        rows = "、".join(str(int(step) + 1) for step in steps if step.isdigit())
        unit = field.unit if not sheet.columns else ""
        said = dict(field.choices).get(text, text)
        yield (f"第{rows}行 {label}" if rows else label), f"{said}{unit and ' '}{unit}"
