"""Cases and register → a ledger, written, read back and held against them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from docgen.errors import DocgenError, UsageError
from docgen.ledgers.choose import CHOICES, year_of
from docgen.ledgers.entries import Entry, Refusal, entry_of, told
from docgen.ledgers.made import LeftOut, MadeLedger, MadeRow
from docgen.ledgers.papers import keys_of_parcel, paper_entries
from docgen.ledgers.readback import audit_ledger
from docgen.ledgers.sheet import Draft, written
from docgen.ledgers.values import numbered, totals_of, values_of
from docgen.ledgers.words import LedgerWords, ledger_words
from docgen.model import Case, InventoryKind
from docgen.packs import Pack
from docgen.pipeline.run import pack_of
from docgen.register.register import Register
from docgen.rules import Row, Spot, run_ledger

__all__ = ["find_kind", "make_ledger"]

_TWICE, _BOTH = "R020", "R091"
_PARCEL = "parcel."


def find_kind(name: str) -> InventoryKind | None:
    """Return which ledger a name means, its id or its title; None for none of them."""
    wanted = name.strip()
    return next((one for one in InventoryKind if wanted in (one.value, one.label)), None)


def make_ledger(
    kind: InventoryKind | str,
    cases: Sequence[tuple[str, Case]],
    register: Register | None = None,
    as_of: date | None = None,
    *,
    year: int | None = None,
) -> MadeLedger:
    """Return a ledger of those cases that belong into it; nothing is read or written.

    Args:
        kind: Which ledger: its id or its title.
        cases: Names of the cases, each its own, and what they hold.
        register: The register; without it 一地一档 knows only what the cases tell.
        as_of: The day on which everything is judged; None leaves each case its own day.
        year: Year of 年度可供土地清单; None takes the one that all cases name, else that of
            ``as_of``.

    Raises:
        UsageError: There is no such ledger, or the cases name several years.
        AuditError: Read back, it says something else than the cases.
    """
    found = kind if isinstance(kind, InventoryKind) else find_kind(kind)
    if found is None:
        known = "、".join(one.label for one in InventoryKind)
        raise UsageError(f"没有「{kind}」这种台账。", fix=f"可用：{known}。")
    words = ledger_words(found)
    left: list[LeftOut] = []
    entries = list(_entries(cases, words, as_of, left))
    wanted = _year(entries, year, as_of) if found is InventoryKind.SUPPLY else None
    placed = _placed(entries, words, register, wanted, left)
    pairs = _rows(placed, words, left)
    rows = numbered([row for row, _ in pairs])
    pairs = [(row, entry) for row, (_, entry) in zip(rows, pairs, strict=True)]
    totals = totals_of(rows, words)
    shown = tuple(sorted(left, key=lambda one: [name for name, _ in cases].index(one.case)))
    packs = list(dict.fromkeys(entry.pack.id for _, entry in pairs))
    draft = Draft(
        words=words,
        rows=rows,
        totals=totals,
        left_out=shown,
        below=_below(words, [entry for _, entry in pairs], as_of),
        as_of=as_of,
        year=wanted,
        jurisdiction=_shared([entry.case.jurisdiction for _, entry in pairs]),
        zone=_shared([entry.case.zone for _, entry in pairs]) if len(packs) == 1 else "",
    )
    data = written(draft)
    audit_ledger(data, words, pairs, totals)
    notes = _notes(entries) if found is not InventoryKind.PARCEL else ()
    return MadeLedger(
        found, words.title, data, words.columns, rows, shown, totals, notes, as_of, wanted
    )


def _entries(
    cases: Sequence[tuple[str, Case]],
    words: LedgerWords,
    as_of: date | None,
    left: list[LeftOut],
) -> Iterator[Entry]:
    for name, case in cases:
        try:
            yield entry_of(name, case, pack_of(case), as_of)
        except DocgenError as error:
            left.append(LeftOut(name, words.reasons["broken"].format(value=error)))


def _year(entries: Sequence[Entry], year: int | None, as_of: date | None) -> int | None:
    if year is not None:
        return year
    years = sorted({found for one in entries if (found := year_of(one)) is not None})
    if len(years) <= 1:
        return years[0] if years else as_of.year if as_of else None
    if as_of is not None and as_of.year in years:
        return as_of.year
    told = "、".join(map(str, years))
    raise UsageError(
        f"案卷的供地年度不止一个：{told}。", fix=f"加 --year {years[-1]} 之类指定一个。"
    )


def _placed(
    entries: Sequence[Entry],
    words: LedgerWords,
    register: Register | None,
    year: int | None,
    left: list[LeftOut],
) -> list[Entry]:
    """Return what stands in the ledger, groups together and each in its order."""
    chosen: list[Entry] = []
    if words.kind is InventoryKind.PARCEL:
        for entry, found in paper_entries(entries, words, register):
            if isinstance(found, Refusal):
                left.append(told(entry, words, found))
            else:
                chosen += found
        return chosen
    for entry in entries:
        known = _with_service(entry, register)
        try:
            chosen += CHOICES[words.kind](known, words, year)
        except Refusal as refusal:
            left.append(told(entry, words, refusal))
    chosen = _once(chosen, words, left)
    return _by_county(chosen)


def _with_service(entry: Entry, register: Register | None) -> Entry:
    """Return a case with the day on which the register says that its notice was served."""
    number = entry.case.notice.document_no if entry.case.notice else None
    document = register.find(number) if register is not None and number else None
    if document is None or document.service is None:
        return entry
    return entry.placed(entry.group, register_served_on=document.service.served_on)


def _once(chosen: Sequence[Entry], words: LedgerWords, left: list[LeftOut]) -> list[Entry]:
    """Leave out what names a parcel that stands in the ledger already: it would count twice."""
    rows = (Row(one.case, one.pack, Spot(one.name)) for one in chosen)
    twice: dict[str, str] = {}
    for finding in run_ledger(rows):
        if finding.code == _TWICE and finding.path.startswith(_PARCEL):
            twice.setdefault(str(finding.file), f"{finding.code} {finding.message}")
    for entry in chosen:
        if entry.name in twice:
            left.append(told(entry, words, Refusal("rule", value=twice[entry.name])))
    return [one for one in chosen if one.name not in twice]


def _by_county(chosen: Sequence[Entry]) -> list[Entry]:
    """Return entries by county, group and parcel; several counties are named in the groups."""
    counties = {one.pack.id for one in chosen}

    def order(entry: Entry) -> tuple[str, int, str, str]:
        keys = keys_of_parcel(entry.case)
        return entry.pack.code, entry.order, keys[0] if keys else "", entry.name

    ordered = sorted(chosen, key=order)
    if len(counties) <= 1:
        return ordered
    return [replace(one, group=f"{_name(one.pack)} {one.group}".strip()) for one in ordered]


def _name(pack: Pack) -> str:
    return pack.names[0] if pack.jurisdiction and pack.names else ""


def _rows(
    placed: Sequence[Entry], words: LedgerWords, left: list[LeftOut]
) -> list[tuple[MadeRow, Entry]]:
    pairs = []
    for entry in placed:
        try:
            pairs.append((MadeRow(entry.name, entry.group, values_of(entry, words)), entry))
        except Refusal as refusal:
            left.append(told(entry, words, refusal))
    return pairs


def _notes(entries: Sequence[Entry]) -> tuple[str, ...]:
    """Return what cases show beside each other: one parcel as idle and as a stalled project."""
    rows = (Row(one.case, one.pack, Spot(one.name)) for one in entries)
    return tuple(
        f"{one.code} {one.file}：{one.message}" for one in run_ledger(rows) if one.code == _BOTH
    )


def _shared(values: Sequence[str | None]) -> str:
    found = set(values)
    return (found.pop() or "") if len(found) == 1 else ""


def _below(words: LedgerWords, entries: Sequence[Entry], as_of: date | None) -> str:
    """Return the line below the title: whose, for which day, and what it rests on."""
    packs = {one.pack.id: one.pack for one in entries}
    names = "、".join(name for pack in packs.values() if (name := _name(pack)))
    day = f"基准日：{as_of.isoformat()}" if as_of else ""
    said = [f"范围：{names}" if names else "", day]
    for heading, sources in _sources(words, list(packs.values()), as_of).items():
        said.append(f"{heading}：{'；'.join(sources)}")
    return "　".join(one for one in said if one)


def _sources(words: LedgerWords, packs: Sequence[Pack], as_of: date | None) -> dict[str, list[str]]:
    """Return what the ledger rests on; a policy that is not in force is only a reference."""
    found: dict[str, list[str]] = {}
    for source in words.sources:
        if not source.jurisdiction:
            found.setdefault("依据", []).append(f"《{source.title}》{source.article}")
            continue
        for pack in packs:
            if pack.id == source.jurisdiction:
                policy = next(one for one in pack.policies if one.id == source.policy)
                heading = "依据" if policy.validity.covers(as_of) else "参照（不在有效期内）"
                found.setdefault(heading, []).append(f"《{policy.title}》{source.article}")
    return found
