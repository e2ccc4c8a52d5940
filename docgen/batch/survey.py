"""Before a run: every row read and checked, so that it is known which ones will be printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice, repeat

from docgen import glossary
from docgen.batch.cases import row_case
from docgen.batch.chain import Chain
from docgen.batch.job import RowData
from docgen.batch.pool import Pool
from docgen.batch.rows import Column, Good, Refused, sorted_by
from docgen.batch.watch import Watch
from docgen.batch.work import examine
from docgen.delivery.names import file_stem, safe_name
from docgen.delivery.receipt import canonical, sha256
from docgen.errors import FindingsError, InputError, Problem
from docgen.intake.ledger import Ledger, LedgerNote, LedgerRow
from docgen.model import Case
from docgen.packs import Pack, load_pack, named_pack
from docgen.pipeline.found_by import keys_of
from docgen.rules import Finding, Row, Spot, run_ledger
from docgen.templating.manifest import Manifest

__all__ = ["Survey", "Surveyor"]

#: Rows that a process examines at a time.
_AT_ONCE = 100
#: A field of each kind of column that is summed, for its unit.
_UNITS = {"money": ("Grant", "price_yuan"), "area": ("Parcel", "granted_area_m2")}
#: Rows that the register is asked about at a time.
_TOGETHER = 500


@dataclass(frozen=True, slots=True)
class Survey:
    """What reading and checking the ledgers showed.

    Attributes:
        rows: How many rows of data they have.
        good: The rows to be printed.
        refused: The rows that are not.
        columns: The columns of money and area.
        notes: Notes of the ledgers' readers, by the name of the ledger.
        table_notes: What was said of columns and whole tables, and of rows held against others.
        packs: Hashes of the packs that its rows stand under.
    """

    rows: int
    good: tuple[Good, ...]
    refused: tuple[Refused, ...]
    columns: tuple[Column, ...]
    notes: Mapping[str, tuple[LedgerNote, ...]]
    table_notes: tuple[str, ...]
    packs: tuple[str, ...]


class Surveyor:
    """Reads and checks the ledgers of one run.

    Args:
        manifest: The notice's manifest.
        jurisdiction: The run's pack, for rows that name none.
        pool: What examines the rows.
        chain: What the register knows of the notices before.
        sort: Title of the column to sort by; None for ledger order.
        number: A number as the register will give them out, for the rules about numbers.
        strict: Whether an unconfirmed warning keeps a row from being printed.
    """

    def __init__(
        self,
        manifest: Manifest,
        jurisdiction: str | None,
        pool: Pool,
        chain: Chain,
        *,
        sort: str | None,
        number: str = "",
        strict: bool = False,
    ) -> None:
        self._strict = strict
        self._number = number
        self._manifest, self._jurisdiction = manifest, jurisdiction
        self._pool, self._chain, self._sort = pool, chain, sort
        self._packs: dict[str | None, Pack] = {}
        self._refused: list[Refused] = []
        self._notes: dict[str, list[LedgerNote]] = defaultdict(list)
        self._good: dict[int, Good] = {}
        self._spots: dict[tuple[str, str], int] = {}
        self._rows = 0

    def survey(self, ledgers: Sequence[Ledger], watch: Watch) -> Survey:
        """Return which rows are to be printed, and why the others are not.

        Args:
            ledgers: The ledgers, in their order.
            watch: Is told of the progress.

        Raises:
            InputError: No ledger has a column of the name to sort by.
            FindingsError: The rows are wrong together, and not at one of them.
        """
        self._find_sort(ledgers)
        together = run_ledger(self._read(ledgers))
        beside = self._together(together)
        tables = [(one.name, note) for one in ledgers for note in one.notes]
        for name, note in tables:
            self._notes[name].append(note)
        self._examine(watch)
        ordered = sorted(self._good.values(), key=lambda one: (sorted_by(one.order), one.no))
        return Survey(
            self._rows,
            tuple(ordered),
            tuple(sorted(self._refused, key=lambda one: one.no)),
            tuple(_columns(ledgers)),
            {name: tuple(some) for name, some in self._notes.items()},
            (*(str(note) for _, note in tables), *map(_told, beside)),
            tuple(sorted(one.sha256 for one in self._packs.values())),
        )

    def _find_sort(self, ledgers: Sequence[Ledger]) -> None:
        if self._sort is None:
            return
        for ledger in ledgers:
            titles = {
                *(one.header for one in ledger.columns),
                *(one.header for one in ledger.ignored),
            }
            if self._sort not in titles:
                raise InputError(
                    f"台账里没有「{self._sort}」这一列，不能按它排序。",
                    where=ledger.name,
                    fix=f"可用的列：{'、'.join(sorted(titles))}。",
                    code="B002",
                )

    def _read(self, ledgers: Sequence[Ledger]) -> Iterator[Row]:
        """Yield the rows that could be read, for the rules that hold them against each other."""
        for ledger in ledgers:
            waiting = iter(ledger.rows)
            while block := list(islice(waiting, _TOGETHER)):
                readable = [one for one in map(self._read_row, repeat(ledger), block) if one]
                whole = self._chain.filled([(data, keys_of(case)) for data, case, _ in readable])
                for data, (given, _, order) in zip(whole, readable, strict=True):
                    yield self._take(data, self._content(given), order)

    def _read_row(self, ledger: Ledger, row: LedgerRow) -> tuple[RowData, Case, str] | None:
        self._rows += 1
        self._notes[ledger.name] += row.faults
        if not row.ok:
            self._refuse_unread(ledger, row)
            return None
        data = RowData(
            self._rows,
            ledger.name,
            _place(ledger, row),
            row.number,
            row.data,
            dict(row.origins),
            dict(row.amounts),
        )
        return data, row.case, row.raw.get(self._sort, "") if self._sort else ""

    def _take(self, data: RowData, content: str, order: str) -> Row:
        no, place = data.no, data.place
        case = row_case(data, self._manifest.kind, self._jurisdiction)
        stem = file_stem(case, self._manifest.short_title)
        if not keys_of(case):
            stem = safe_name(f"{place}-{stem}")
        data = replace(data, stem=stem)
        self._good[no] = Good(
            no,
            f"{data.file} {place}",
            content,
            keys_of(case),
            data.amounts,
            order,
            Good.pack(data),
        )
        self._spots[data.file, place] = no
        amount = case.notice.amount_yuan if case.notice else None
        spot = Spot(data.file, place)
        # The numbers are not given out yet; they will part names that are the same without them.
        numbered = self._number or self._good[no].own_number
        named = f"{stem}-{no}" if numbered else stem
        return Row(case, self._pack(case), spot, no, None, amount, named)

    def _refuse_unread(self, ledger: Ledger, row: LedgerRow) -> None:
        problems = tuple(
            Problem(note.message, note.where, note.fix, note.code, note.path, note.value)
            for note in row.faults
            if note.severity == "error"
        )
        self._refused.append(
            Refused(
                self._rows,
                ledger.name,
                _place(ledger, row),
                row.number,
                problems,
                InputError.exit_code,
                dict(row.amounts),
            )
        )

    def _together(self, found: Iterable[Finding]) -> tuple[Finding, ...]:
        """Refuse the rows that are wrong beside others; return what stops none.

        Raises:
            FindingsError: Something is wrong that is at no row.
        """
        stopping: dict[int, list[Problem]] = defaultdict(list)
        whole: list[Problem] = []
        told: list[Finding] = []
        for one in found:
            unconfirmed = one.severity == "warning" and one.confirmed is None
            if one.severity != "error" and not (self._strict and unconfirmed):
                told.append(one)
                continue
            no = self._spots.get((one.file or "", one.row))
            at = whole if no is None else stopping[no]
            where = f"{one.file} {one.row} {one.title}".strip()
            at.append(Problem(one.message, where, one.fix, one.code, one.path, one.value))
        if whole:
            raise FindingsError(whole)
        for no, problems in stopping.items():
            self._refuse(no, tuple(problems), FindingsError.exit_code)
        return tuple(told)

    def _examine(self, watch: Watch) -> None:
        """Refuse the rows that the checks stop; keep what they say of the others."""
        done, total = 0, len(self._good)
        for _, examined in self._pool.map(examine, self._chunks()):
            done += len(examined)
            watch.step("检查", done, total)
            for one in examined:
                if one.problems:
                    self._refuse(one.no, one.problems, one.exit_code)
                else:
                    self._good[one.no] = replace(self._good[one.no], findings=one.findings)

    def _chunks(self) -> Iterator[tuple[int, list[RowData]]]:
        waiting = iter(list(self._good.values()))
        number = 0
        while taken := list(islice(waiting, _AT_ONCE)):
            yield number, [one.row("" if one.own_number else self._number) for one in taken]
            number += 1

    def _refuse(self, no: int, problems: tuple[Problem, ...], exit_code: int) -> None:
        self._refused.append(self._good.pop(no).refused(problems, exit_code))

    def _content(self, data: RowData) -> str:
        told = [self._manifest.id, self._manifest.version, self._jurisdiction, data.data]
        return sha256(canonical(told))

    def _pack(self, case: Case) -> Pack:
        name = case.jurisdiction
        if name not in self._packs:
            # The run's own pack may be an office's file; a row that names another opens none.
            chosen = name == self._jurisdiction
            self._packs[name] = load_pack(name) if chosen else named_pack(name)
        return self._packs[name]


def _told(finding: Finding) -> str:
    where = f"{finding.file} {finding.row}".strip()
    return f"{where}：{finding.code} {finding.message}{finding.fix}"


def _place(ledger: Ledger, row: LedgerRow) -> str:
    return row.place.removeprefix(ledger.name).strip()


def _columns(ledgers: Sequence[Ledger]) -> Iterator[Column]:
    """Yield the columns of money and area, those of one field of all ledgers together."""
    found: dict[str, Column] = {}
    for ledger in ledgers:
        for one in ledger.sums():
            column = one.column
            held = found.get(column.path)
            before = held.total if held else Decimal(0)
            unit = glossary.unit(*_UNITS[column.kind])
            found[column.path] = Column(column.path, column.header, unit, before + one.total)
    yield from found.values()
