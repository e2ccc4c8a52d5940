"""一地一档: the papers of a parcel, out of the register and out of its cases, each once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from docgen.ledgers.entries import Entry, Refusal
from docgen.ledgers.made import Value
from docgen.ledgers.words import LedgerWords, PaperPlace
from docgen.model import Case, NoticeKind, ServiceMethod
from docgen.model.enums import Listed
from docgen.register.records import Document, DocumentState
from docgen.register.register import Register
from docgen.rules.identity import parcel_code_of
from docgen.rules.papers import value_at
from docgen.templating.library import Library

__all__ = ["keys_of_parcel", "paper_entries"]

_ENUM = "enum:"


@dataclass(frozen=True, slots=True)
class _Paper:
    kind: str
    number: str
    day: date | None
    addressee: str = ""
    pages: int | None = None
    state: str = ""
    method: str = ""
    served_on: date | None = None
    signer: str = ""
    source: str = ""
    remark: str = ""

    def facts(self) -> Mapping[str, Value]:
        return {name: getattr(self, name) for name in self.__slots__}


def keys_of_parcel(case: Case) -> tuple[str, ...]:
    """Return the codes and numbers by which the register knows a parcel, the best first."""
    parcel = case.parcel
    given = (parcel.parcel_code, parcel.unit_code, parcel.supervision_no) if parcel else ()
    found = (parcel_code_of(case), *given, case.contract_no)
    return tuple(dict.fromkeys(one for one in found if one))


def paper_entries(
    entries: Sequence[Entry], words: LedgerWords, register: Register | None
) -> Iterator[tuple[Entry, Sequence[Entry] | Refusal]]:
    """Yield for each case the rows of its parcel's papers, or why there are none.

    Several cases of one parcel (one for each notice) give one list, under the first of them.

    Args:
        entries: The cases.
        words: The ledger's words.
        register: The register; None where there is none.
    """
    parcels: dict[str, list[Entry]] = {}
    for entry in entries:
        keys = keys_of_parcel(entry.case)
        if keys:
            parcels.setdefault(keys[0], []).append(entry)
        else:
            yield entry, Refusal("no_code")
    for order, (code, some) in enumerate(sorted(parcels.items())):
        keys = tuple(dict.fromkeys(key for one in some for key in keys_of_parcel(one.case)))
        known = _from_cases(some, words)
        issued = _from_register(register, keys, words) if register else []
        papers = sorted(_together(issued, known, words), key=_order)
        if not papers:
            yield some[0], Refusal("no_papers")
        else:
            yield some[0], [some[0].placed(code, order, **one.facts()) for one in papers]


def _order(paper: _Paper) -> tuple[date, str, str]:
    return paper.day or date.max, paper.number, paper.kind


def _from_register(register: Register, keys: Iterable[str], words: LedgerWords) -> list[_Paper]:
    found: dict[int, Document] = {}
    for key in keys:
        found.update({one.id: one for one in register.documents(key=key)})
    return [_issued(one, words) for _, one in sorted(found.items())]


def _issued(one: Document, words: LedgerWords) -> _Paper:
    state = words.states[one.state.value]
    if one.state is DocumentState.SUPERSEDED:
        state = state.format(value=one.superseded_by)
    service = one.service
    return _Paper(
        kind=_kind(one.kind),
        number=one.number,
        day=one.dated,
        addressee=one.addressee,
        pages=one.pages,
        state=state,
        method=ServiceMethod(service.method).label if service else "",
        served_on=service.served_on if service else None,
        signer=service.signer if service else "",
        source=words.more["places"]["register"],
    )


def _kind(code: str) -> str:
    if code in {one.value for one in NoticeKind}:
        return NoticeKind(code).label
    return Library(None).find(code).manifest.title


def _from_cases(entries: Sequence[Entry], words: LedgerWords) -> list[_Paper]:
    found: dict[str, _Paper] = {}
    for entry in entries:
        for place in words.papers:
            paper = _told(entry.case, place, words)
            if paper is not None:
                known = found.get(paper.number)
                found[paper.number] = _filled(known, paper) if known else paper
    return list(found.values())


def _told(case: Case, place: PaperPlace, words: LedgerWords) -> _Paper | None:
    number = value_at(case, place.number)
    if not isinstance(number, str) or not number.strip():
        return None
    kind: object = place.kind
    if place.kind.startswith(_ENUM):
        kind = value_at(case, place.kind.removeprefix(_ENUM))
    named = kind.label if isinstance(kind, Listed) else kind
    if not isinstance(named, str):
        return None
    addressee = value_at(case, place.addressee) if place.addressee else None
    return _Paper(
        kind=named,
        number=number,
        day=_day(value_at(case, place.day)) if place.day else None,
        addressee=addressee if isinstance(addressee, str) else "",
        served_on=_day(value_at(case, place.served)) if place.served else None,
        state=words.states["case"],
        source=words.more["places"]["case"],
    )


def _filled(one: _Paper, other: _Paper) -> _Paper:
    """Return what two cases tell of one paper; the earlier case's word stands."""
    return replace(
        one,
        day=one.day or other.day,
        served_on=one.served_on or other.served_on,
        addressee=one.addressee or other.addressee,
    )


def _together(
    issued: Sequence[_Paper], known: Sequence[_Paper], words: LedgerWords
) -> Iterator[_Paper]:
    """Yield every paper once; what the register says of one stands, and what differs is told."""
    by_number = {one.number: one for one in known}
    seen = set()
    for paper in issued:
        other = by_number.get(paper.number) if paper.number else None
        if other is None:
            yield paper
            continue
        seen.add(paper.number)
        remarks = [
            words.remarks[name].format(value=mine.isoformat())
            for name, mine, theirs in (
                ("day", paper.day, other.day),
                ("service", paper.served_on, other.served_on),
            )
            if mine is not None and theirs is not None and mine != theirs
        ]
        yield replace(
            paper,
            day=paper.day or other.day,
            served_on=paper.served_on or other.served_on,
            addressee=paper.addressee or other.addressee,
            source=words.more["places"]["both"],
            remark="".join(remarks),
        )
    yield from (one for one in known if one.number not in seen)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
