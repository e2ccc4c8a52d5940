"""送达登记.xlsx filled in: how each paper was served, and every fault at its cell.

A row says which paper it means three times over (its number in the register, 文号, 受送达人); where
these part, the row was mixed up, and nothing of it is taken. What the law says of service (R113:
the day, and by public notice the days to pass) is asked of the rule that checks cases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from pydantic import ValidationError

from docgen import glossary
from docgen.batch.service_sheet import SHEET, columns
from docgen.errors import InputError, Problem
from docgen.intake.ledger_book import open_book
from docgen.intake.ledger_table import cell_name
from docgen.intake.load import case_from_bytes
from docgen.model import Case, Notice, Service
from docgen.model.types import shown
from docgen.packs import Pack, load_pack
from docgen.register.records import Document, DocumentState, Served
from docgen.register.register import Register
from docgen.rules import run

__all__ = ["ServiceSheet", "check_sheet", "read_service_sheet", "services_of"]

_HEADER_ROWS = 10
_SAYS_WHICH = ("id", "number", "kind", "recipient")
_LAW = "R113"
_OWN_COPY = "用 docgen run served 写出的那一份填写。"


@dataclass(frozen=True, slots=True)
class ServiceSheet:
    """What a filled-in sheet says.

    Attributes:
        services: Papers and how each was served; rows without a fault only.
        faults: What is wrong, by cell; a row with a fault is in no other list.
        open: Rows in which nothing was filled in yet.
    """

    services: tuple[tuple[Document, Served], ...]
    faults: tuple[Problem, ...]
    open: int


@dataclass(frozen=True, slots=True)
class _Row:
    """A row by the keys of its columns, each with its cell."""

    values: Mapping[str, str | date | float | bool]
    cells: Mapping[str, str]

    def text(self, key: str) -> str:
        """Return a cell as the text it shows."""
        value = self.values.get(key, "")
        whole = isinstance(value, float) and value.is_integer()
        return str(int(value) if whole and isinstance(value, float) else value).strip()

    def fault(self, key: str, message: str, fix: str) -> Problem:
        """Return a fault at one of its cells."""
        return Problem(message, self.cells[key], fix, value=shown(self.text(key)))


def read_service_sheet(data: bytes, *, name: str, register: Register, today: date) -> ServiceSheet:
    """Read a filled-in sheet and hold it against the register.

    Args:
        data: The workbook.
        name: Its name for messages.
        register: Where the papers stand; nothing is written to it.
        today: A service cannot be later.

    Raises:
        InputError: It is no such workbook.
    """
    return services_of(_table(data, name), name=name, register=register, today=today)


def services_of(
    table: Sequence[tuple[int, Sequence[object]]], *, name: str, register: Register, today: date
) -> ServiceSheet:
    """Hold the cells of a filled-in sheet against the register.

    Args:
        table: Number and cells of each row.
        name: Name of its file for messages.
        register: Where the papers stand; nothing is written to it.
        today: A service cannot be later.

    Raises:
        InputError: It is no such sheet.
    """
    services: list[tuple[Document, Served]] = []
    faults: list[Problem] = []
    seen: dict[int, _Row] = {}
    still_open = 0
    papers = {str(one.id): one for one in register.documents()}
    for row in _rows(table, name):
        if not any(row.text(key) for key in row.values if key not in _SAYS_WHICH):
            still_open += bool(row.text("id") or row.text("number"))
            continue
        found = _paper(row, papers, seen)
        if isinstance(found, Problem):
            faults.append(found)
            continue
        told = _service(row, found, today)
        if not isinstance(told, Served):
            faults += told
            continue
        breaches = [] if told == found.service else _unlawful(row, found, told, register)
        faults += breaches
        if not breaches:
            services.append((found, told))
    return ServiceSheet(tuple(services), tuple(faults), still_open)


def _rows(table: Sequence[tuple[int, Sequence[object]]], name: str) -> Iterator[_Row]:
    """Yield the rows below the headings."""
    titles = {_plain(title): key for key, title in columns().items()}
    at, places = _headings([cells for _, cells in table], titles)
    if "method" not in places:
        raise _no_sheet(name, f"找不到列「{columns()['method']}」")
    absent = [title for key, title in columns().items() if key not in places]
    if absent:
        raise _no_sheet(name, f"少了列「{'」「'.join(absent)}」")
    for number, cells in table[at + 1 :]:
        yield _Row(
            {key: _tidy(cells[place]) for key, place in places.items()},
            {key: f"{name} {SHEET}!{cell_name(place, number)}" for key, place in places.items()},
        )


def _headings(
    table: Sequence[Sequence[object]], titles: Mapping[str, str]
) -> tuple[int, dict[str, int]]:
    """Return the row of the headings, and the place of each column by its key."""
    best: tuple[int, dict[str, int]] = (0, {})
    for at, cells in enumerate(table[:_HEADER_ROWS]):
        labels = [_plain(cell) for cell in cells]
        places = {titles[label]: i for i, label in enumerate(labels) if label in titles}
        if len(places) > len(best[1]):
            best = at, places
    return best


def _table(data: bytes, name: str) -> list[tuple[int, list[object]]]:
    book = open_book(data, name)
    table = book.table(SHEET) if SHEET in book.sheets else None
    check_sheet(name, found=table is not None, from_1904=table is not None and table.from_1904)
    return list(table.rows()) if table is not None else []


def check_sheet(name: str, *, found: bool, from_1904: bool) -> None:
    """Refuse a workbook that is none in which services are noted.

    Args:
        name: Its name.
        found: Whether it has the sheet.
        from_1904: Whether its days count from 1904.

    Raises:
        InputError: It is none.
    """
    if not found:
        raise _no_sheet(name, f"没有工作表「{SHEET}」")
    if from_1904:
        raise _no_sheet(name, "工作簿用 1904 年日期系统，日期会差四年")


def _no_sheet(name: str, what: str) -> InputError:
    return InputError(f"{what}。", where=name, fix=_OWN_COPY)


def _plain(cell: object) -> str:
    return "".join(str(cell).split())


def _tidy(cell: object) -> str | date | float | bool:
    if isinstance(cell, datetime):
        return cell.date() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else str(cell)
    if isinstance(cell, str | date | float | bool):
        return cell
    return str(cell)


def _paper(row: _Row, papers: Mapping[str, Document], seen: dict[int, _Row]) -> Document | Problem:
    """Return the paper that a row means, or what is wrong with it."""
    found = papers.get(row.text("id"))
    if found is None:
        return row.fault(
            "id", "登记簿里没有这个登记簿编号。", "登记簿编号不要改动，照写出的那一份填。"
        )
    for key, right in (("number", found.number), ("recipient", found.addressee)):
        if row.text(key) != right:
            what = f"与登记簿里登记簿编号{found.id}的「{right}」不同。"
            return row.fault(key, what, "这一行多半串了行，照写出的那一份重填。")
    if found.id in seen:
        what = f"与{seen[found.id].cells['id']}是同一件文书。"
        return row.fault("id", what, "一件文书只留一行。")
    seen[found.id] = row
    if found.state is not DocumentState.VALID:
        what = "这件文书已经作废或已被更正，不再登记送达。"
        return row.fault("number", what, "登记在更正后的文书上，或清空这一行。")
    return found


def _service(row: _Row, paper: Document, today: date) -> Served | list[Problem]:
    """Return what a row says of the service, or every fault of it."""
    faults: list[Problem] = []
    method = glossary.enum_value("ServiceMethod", row.text("method"))
    if method is None:
        choices = "、".join(glossary.enum_labels("ServiceMethod").values())
        what = "不是送达方式。" if row.text("method") else "没有填写。"
        faults.append(row.fault("method", what, f"填一种：{choices}。"))
    days = {key: _day(row, key, faults) for key in ("served_on", "published_on")}
    served_on = days["served_on"]
    if served_on is None and not row.text("served_on"):
        faults.append(row.fault("served_on", "没有填写。", "填写送达的日期，如 2026-11-30。"))
    for key, day in days.items():
        if day is not None and day > today:
            faults.append(row.fault(key, "晚于今天。", "核对日期，送达以后再登记。"))
        if day is not None and paper.dated is not None and day < paper.dated:
            what = f"早于文书的成文日期{paper.dated}。"
            faults.append(row.fault(key, what, "核对回证上的日期。"))
    if faults or method is None or served_on is None:
        return faults
    return Served(
        method=method,
        served_on=served_on,
        published_on=days["published_on"],
        **{key: row.text(key) for key in ("signer", "mail_no", "place", "server")},
    )


def _day(row: _Row, key: str, faults: list[Problem]) -> date | None:
    """Return the day in a cell, None where there is none that can be read."""
    value = row.values[key]
    if isinstance(value, date):
        return value
    if value == "":
        return None
    try:
        read = Service.model_validate({"served_on": value}).served_on
    except ValidationError:
        read = None
    if isinstance(read, date):
        return read
    what = f"「{shown(row.text(key))}」不是日期。"
    faults.append(row.fault(key, what, "写成 2026-11-30。"))
    return None


def _unlawful(row: _Row, paper: Document, told: Served, register: Register) -> list[Problem]:
    """Return what the law has against a service, at its cells."""
    case = _case(paper, register)
    notice = (case.notice or Notice()).model_copy(update={"service": _as_service(told)})
    look_at = case.model_copy(update={"notice": notice})
    found = run(look_at, None, _pack(case), excerpt=True)
    return [
        Problem(one.message, row.cells[key], one.fix, one.code, one.path, one.value)
        for one in found
        if one.code == _LAW and one.severity == "error"
        for key in [one.path.rpartition(".")[2]]
        if key in row.cells
    ]


def _as_service(told: Served) -> Service:
    values = {key: getattr(told, key) for key in Served.__slots__}
    return Service.model_validate({key: value for key, value in values.items() if value})


def _case(paper: Document, register: Register) -> Case:
    return case_from_bytes(
        register.texts(paper.run_id, paper.row).case_json, name="登记簿.json"
    ).case


def _pack(case: Case) -> Pack:
    return load_pack(case.jurisdiction)
