"""A form that was filled in, from its workbook to a case: every value and every fault at its cell.

read = read_form(data, "案卷.xlsx")
read.case, read.notes        # the case without what is at fault; what is wrong, and warnings
read.cell_of("parcel.granted_area_m2")       # ("宗地", "B12")
read.origins["parcel.granted_area_m2"]       # "案卷.xlsx 宗地!B12"
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from docgen.errors import InputError, Problem
from docgen.intake.form_guide import Head, head_of
from docgen.intake.form_items import read_items
from docgen.intake.form_layout import FormSheet, whole_sheets
from docgen.intake.form_names import ITEM, dotted, general, of_path
from docgen.intake.form_plan import form_version
from docgen.intake.form_reading import Reading, SheetReading
from docgen.intake.form_rows import read_fields
from docgen.intake.form_values import Filled, case_from_values
from docgen.intake.form_words import form_words
from docgen.intake.ledger_book import Book, open_book
from docgen.intake.ledger_notes import LedgerNote
from docgen.intake.ledger_shape import Limits
from docgen.intake.ledger_table import Table
from docgen.intake.ledger_words import plain_label
from docgen.intake.tree import fault
from docgen.model.case import Case
from docgen.model.party import Parties
from docgen.model.types import shown

__all__ = ["FormRead", "problems_of", "read_form"]

_MOST_BYTES = 20_000_000
_LIMITS = Limits(unpacked=200_000_000, cells=3_000_000)
_CUTOFF = 0.4
_PARTIES = "parties"
_MOST_SHEETS = 200


@dataclass(frozen=True, slots=True)
class FormRead:
    """What a form says.

    Attributes:
        case: The case; values at fault are left out of it.
        notes: What is wrong and what was put right, each at its cell.
        origins: Key path of every value of the case → ``案卷.xlsx 宗地!B12``.
        document: Id of the document that the form is for; empty for none.
    """

    case: Case
    notes: tuple[LedgerNote, ...]
    origins: Mapping[str, str]
    document: str
    _filled: Filled
    _reading: Reading

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return all(note.severity != "error" for note in self.notes)

    def cell_of(self, path: str) -> tuple[str, str]:
        """Return sheet and cell of a value of the case, or where it would be filled in.

        Args:
            path: Key path, ``grant.instalments[1].amount_yuan``.

        Returns:
            Sheet and cell; the first sheet's first cell where the form has no place for it.
        """
        cells, heads = self._reading.cells, self._reading.heads
        # Parties have short names, and what is worked out has the name of its part.
        first = path.partition(".")[0].partition("[")[0]
        is_short = first not in Case.model_fields and first in Parties.model_fields
        name = self._filled.name_of(f"{_PARTIES}.{path}" if is_short else path)
        plain = {head.replace(f".{ITEM}", ""): cell for head, cell in heads.items()}
        while name:
            found = cells.get(name) or heads.get(general(name)) or plain.get(name)
            below = found or _first_below(name, cells)
            if below:
                return below
            name = name.rpartition(".")[0]
        return form_words().words["guide"], "A1"


def _first_below(name: str, cells: Mapping[str, tuple[str, str]]) -> tuple[str, str] | None:
    return next((cell for held, cell in cells.items() if held.startswith(f"{name}.")), None)


def read_form(data: bytes, name: str) -> FormRead:
    """Read a form.

    Args:
        data: The ``.xlsx`` file.
        name: Its name.

    Raises:
        InputError: It cannot be read at all, or is no form. Faults of cells are notes.
    """
    place = shown(name)
    if len(data) > _MOST_BYTES:
        message = f"文件太大：超过 {_MOST_BYTES // 1_000_000} MB。"
        raise fault("S011", message, where=place, fix="删去贴进去的图片和多余的工作表。")
    book = open_book(data, place, limits=_LIMITS)
    reading = Reading()
    head, found = _sorted_out(book, reading)
    for table, sheet in sorted(found, key=lambda one: bool(one[1].table and one[1].table.above)):
        if sheet.fields:
            read_fields(table, sheet, reading)
        else:
            read_items(table, sheet, reading)
    filled = case_from_values(reading.values, source=place)
    notes = [*_of_versions(head, place), *reading.notes, *_of_values(filled, reading, place)]
    origins = {path: _origin(given, reading, place) for path, given in filled.names.items()}
    return FormRead(
        filled.case.read_from(origins),
        tuple(notes),
        origins,
        head.document if head else "",
        filled,
        reading,
    )


def _origin(given: str, reading: Reading, name: str) -> str:
    sheet, cell = reading.cells[given]
    return f"{name} {sheet}!{cell}{reading.read_as.get(given, '')}"


def problems_of(read: FormRead) -> tuple[Problem, ...]:
    """Return the faults of a form as problems."""
    return tuple(
        Problem(note.message, note.where, note.fix, note.code, note.path, note.value)
        for note in read.notes
        if note.severity == "error"
    )


# --- sheets --------------------------------------------------------------------------------------


def _sorted_out(book: Book, reading: Reading) -> tuple[Head | None, list[tuple[Table, FormSheet]]]:
    """Return what the form says of itself, and its sheets with their tables."""
    known, words = whole_sheets(), form_words().words
    aside = {plain_label(words[key]) for key in ("guide", "example", "choices")}
    head: Head | None = None
    found: list[tuple[Table, FormSheet]] = []
    strange: list[Table] = []
    if len(book.sheets) > _MOST_SHEETS:
        fix = "删去不是表单的工作表。"
        raise fault("S011", f"工作表太多：超过 {_MOST_SHEETS} 张。", where=book.name, fix=fix)
    for name in book.sheets:
        plain = plain_label(name)
        if plain in known:
            found.append((book.table(name), known[plain]))
        elif plain == plain_label(words["guide"]):
            head = head_of(book.table(name))
        elif plain not in aside:
            strange.append(book.table(name))
    if head is None and not found:
        raise _no_form(book)
    for table in strange:
        _strange(table, known, reading)
    for name in book.hidden:
        if plain_label(name) in known:
            message = f"工作表「{shown(name)}」隐藏着，没有读。"
            fix = "取消隐藏；用不着的，删去整张工作表。"
            reading.notes.append(LedgerNote("L015", "error", message, fix, book.name))
    return head, found


def _strange(table: Table, known: Mapping[str, FormSheet], reading: Reading) -> None:
    """Tell of a sheet that no form has; one that was only renamed says on top what it was."""
    title = _top_left(table)
    if plain_label(title) == plain_label(form_words().words["not_data"]):
        return
    if not any(cells.count("") < len(cells) for _, cells in table.rows()):
        return
    near = known.get(plain_label(title)) or _nearest(table.sheet, known)
    hint = f"可能是「{near.name}」，改回这个名称；" if near else ""
    message = f"表单里没有工作表「{shown(table.sheet)}」。"
    fix = f"{hint}不是表单的内容，移到别的文件。"
    SheetReading(table, None, reading).fail(0, 1, "S003", message, fix)


def _top_left(table: Table) -> str:
    for number, cells in table.rows():
        return str(cells[0]) if number == 1 and cells else ""
    return ""


def _nearest(name: str, known: Mapping[str, FormSheet]) -> FormSheet | None:
    close = difflib.get_close_matches(plain_label(name[:40]), known, n=1, cutoff=_CUTOFF)
    return known[close[0]] if close else None


def _no_form(book: Book) -> InputError:
    guide = form_words().words["guide"]
    sheets = "、".join(f"「{shown(one)}」" for one in book.sheets[:5]) or "没有"
    message = f"这不是表单：没有「{guide}」，也没有表单的工作表（现有：{sheets}）。"
    fix = "表单用 docgen form 文书 -o 表单.xlsx 生成；台账用 docgen batch 打印。"
    return fault("S012", message, where=book.name, fix=fix)


# --- what is wrong beyond single cells -----------------------------------------------------------


def _of_versions(head: Head | None, name: str) -> Iterable[LedgerNote]:
    if head is not None and head.version and head.version != form_version():
        message = "这张表单是别的版本的程序做的，字段可能改过名。"
        fix = "没有读出的项，用 docgen form --from 旧表 重做一张再补。"
        yield LedgerNote("F001", "warning", message, fix, f"{name} {head.sheet}", "B2", head.sheet)


def _of_values(filled: Filled, reading: Reading, name: str) -> Iterable[LedgerNote]:
    """Yield what reading the values together showed: halves of points, numbers of clauses."""
    for given, problem in filled.faults:
        found = reading.cells.get(given) or reading.heads.get(of_path(dotted(given)))
        if found is None:
            found = _first_below(given.rpartition(".")[0], reading.cells)
        sheet, cell = found or (form_words().words["guide"], "A1")
        where = f"{name} {sheet}!{cell}"
        yield LedgerNote(
            problem.code, "error", problem.message, problem.fix, where, cell, sheet,
            problem.path, problem.value,
        )  # fmt: skip
