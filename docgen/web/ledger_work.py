"""Ledgers of parcels out of the desk's cases, and the plans that are made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from docgen import intake
from docgen.errors import UsageError
from docgen.intake.inventory import plan_sheet
from docgen.ledgers.made import MadeLedger
from docgen.ledgers.run import make_ledger
from docgen.model import Case, InventoryKind, Stage
from docgen.pipeline.limited import limited
from docgen.pipeline.needs import of_many
from docgen.pipeline.run import generate
from docgen.register.desk_records import CaseHead
from docgen.templating.library import Library, Shelf
from docgen.web.casework import case_of
from docgen.web.office import Office

__all__ = ["MOST_CASES", "all_cases", "day_told", "made_ledger", "made_plan", "plans", "year_told"]

#: Cases of one ledger; a county has fewer parcels under review.
MOST_CASES = 5000
_AT_ONCE = 500
_FIRST_YEAR, _LAST_YEAR = 1990, 2100


def all_cases(shared: Office, search: str = "") -> tuple[CaseHead, ...]:
    """Return the cases that some words find, all of them.

    Args:
        shared: The office.
        search: The words; "" for every case.

    Raises:
        UsageError: There are more than a ledger takes.
    """
    if shared.desk.count_cases(search) > MOST_CASES:
        raise UsageError(
            f"案卷超过 {MOST_CASES} 宗，一本台账写不下。", fix="先查找，分几次出，如按乡镇。"
        )
    found: list[CaseHead] = []
    while some := shared.desk.cases(search, limit=_AT_ONCE, offset=len(found)):
        found += some
    return tuple(found)


def made_ledger(
    shared: Office,
    kind: InventoryKind,
    case_ids: Sequence[int],
    as_of: date | None,
    year: int | None,
) -> MadeLedger:
    """Return a ledger of some cases, as they are saved now.

    Args:
        shared: The office.
        kind: Which ledger.
        case_ids: The cases.
        as_of: The day on which everything is judged; None leaves each case its own day.
        year: Year of a list of land to be supplied.

    Raises:
        UsageError: There is no such case, or the cases name several years.
        InputError: A case cannot be read any more.
        AuditError: Read back, it says something else than the cases.
    """
    cases = [_named(shared, one) for one in dict.fromkeys(case_ids)]
    with shared.turn():
        return make_ledger(kind, cases, shared.desk.register, as_of, year=year)


def _named(shared: Office, case_id: int) -> tuple[str, Case]:
    version, head = shared.desk.case(case_id), shared.desk.case_head(case_id)
    if version is None or head is None:
        raise UsageError(f"没有案卷{case_id}。", fix="刷新页面，重新选。")
    called = head.contract_no or head.parcel_code or head.title
    return f"案卷{case_id} {called}".strip(), case_of(version)


def plans(templates: Path | None) -> tuple[Shelf, ...]:
    """Return the templates of plans that are made of a ledger.

    Args:
        templates: A bureau's own folder of templates.
    """
    return tuple(one for one in Library(templates).all() if of_many(one.manifest))


def made_plan(
    shared: Office, document: str, data: bytes, name: str, stage: Stage | None
) -> dict[str, bytes]:
    """Return the files of a plan that is made of a ledger, its own sheet filled in.

    Args:
        shared: The office.
        document: Id of the plan.
        data: The ledger as docgen wrote it.
        name: Its name.
        stage: The plan's stage; None for what the ledger says.

    Raises:
        InputError: It is no ledger that docgen wrote, or a cell of it was changed.
        FindingsError: The checks stop the plan.
        AuditError: The plan is not what the ledger says.
    """
    if document not in [one.folder.id for one in plans(shared.settings.templates)]:
        raise UsageError("没有选方案。", fix="从列表里选一种。")
    told = limited("case", data, name=name)
    loaded = intake.case_from_mapping(told["data"], name=name)
    if loaded.case.inventory is None:
        raise UsageError(
            f"「{name}」不是由本系统写出、带「{plan_sheet()}」页的台账。",
            fix="先在这里出台账，填好那一页，再传回来。",
        )
    case = loaded.case.read_from(told["origins"])
    files: dict[str, bytes] = {}
    with shared.turn():
        for one in generate(
            case, [document], stage=stage, templates=shared.settings.templates, file=name
        ):
            files |= one.files()
    return files


def day_told(text: str) -> date | None:
    """Return a day of a form; None for "".

    Raises:
        UsageError: It is none.
    """
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise UsageError("基准日不是日期。", fix="写成 2026-11-25。") from error


def year_told(text: str) -> int | None:
    """Return a year of a form; None for "".

    Raises:
        UsageError: It is none.
    """
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and _FIRST_YEAR <= int(text) <= _LAST_YEAR):
        raise UsageError("年度写得不对。", fix="写成四位数字，如 2027。")
    return int(text)
