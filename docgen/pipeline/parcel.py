"""Holds the papers of one parcel against each other: the same field must say the same everywhere.

What is compared are the receipts: values that the audit proved to stand on the papers. Which fields
all papers share is data, ``schemas/parcel-fields.yaml``. There is no clock: of two versions of one
paper the later is the one with the later day on it, and a draft gives way to what is no draft.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from docgen.delivery.filed import Filed
from docgen.delivery.shape import ReadReceipt
from docgen.pipeline.parcel_fields import Told, plain_worth, titles_of, told

__all__ = ["Paper", "Parcel", "Parting", "Saying", "hold"]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of the folder.

    Attributes:
        filed: Its files and receipt.
        superseded_by: Stem of the later version of the same paper; "" for one that stands.
    """

    filed: Filed
    superseded_by: str = ""


@dataclass(frozen=True, slots=True)
class Saying:
    """What some papers say of a field.

    Attributes:
        value: The value with its unit.
        places: For each paper that says so: its stem, and clauses and pages where it does.
    """

    value: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Parting:
    """A field of which papers say different things.

    Attributes:
        title: Chinese name of the field.
        path: English key path.
        sayings: What they say; at least two.
        current: Whether papers that stand part; else only a superseded version says otherwise.
    """

    title: str
    path: str
    sayings: tuple[Saying, ...]
    current: bool


@dataclass(frozen=True, slots=True)
class Parcel:
    """The papers of one parcel and where they part."""

    papers: tuple[Paper, ...]
    partings: tuple[Parting, ...]

    @property
    def undated(self) -> tuple[tuple[str, str], ...]:
        """Versions of one paper of which nothing tells the later, by their stems."""
        standing = [one.filed for one in self.papers if not one.superseded_by]
        return tuple(
            (one.stem, other.stem)
            for one, other in combinations(standing, 2)
            if _same_paper(one, other)
        )

    @property
    def name(self) -> str:
        """What tells this parcel from others: a code or number that its papers bear."""
        for paper in self.papers:
            for name in _identities(paper.filed):
                return name
        return ""


def hold(papers: Iterable[Filed]) -> tuple[Parcel, ...]:
    """Hold papers against each other, parcel by parcel.

    Args:
        papers: Papers of one or more parcels; two that share a parcel code, an electronic
            supervision number or a contract number belong to one parcel.

    Returns:
        The parcels in the order of their first papers.
    """
    return tuple(_parcel(group) for group in _by_parcel(list(papers)))


def _identities(filed: Filed) -> list[str]:
    told = filed.receipt.parcel
    return [one for one in (told.parcel_code, told.supervision_no, told.contract_no) if one]


def _by_parcel(papers: Sequence[Filed]) -> list[list[Filed]]:
    """Gather papers that bear a common number, directly or through others."""
    groups: list[tuple[set[str], list[Filed]]] = []
    for filed in papers:
        names, members = set(_identities(filed)), [filed]
        for other in [one for one in groups if one[0] & names]:
            groups.remove(other)
            names |= other[0]
            members = [*other[1], *members]
        groups.append((names, members))
    order = {id(filed): place for place, filed in enumerate(papers)}
    return [sorted(members, key=lambda one: order[id(one)]) for _, members in groups]


def _parcel(group: Sequence[Filed]) -> Parcel:
    papers = tuple(_versions(group))
    return Parcel(papers, tuple(_partings(papers)))


# --- versions of one paper ------------------------------------------------------------------------


def _versions(group: Sequence[Filed]) -> Iterator[Paper]:
    for filed in group:
        later = [one for one in group if _supersedes(one, filed)]
        last = max(later, key=lambda one: one.receipt.parcel.document_date or "", default=None)
        yield Paper(filed, last.stem if last else "")


def _supersedes(one: Filed, other: Filed) -> bool:
    """Return whether a paper takes another's place.

    What was published with the announcement binds the later contract, so it is only superseded by
    another announcement.
    """
    new, old = one.receipt, other.receipt
    if new.document.id != old.document.id or not _may_be_versions(new, old):
        return False
    same_number = new.parcel.contract_no == old.parcel.contract_no
    if new.stage != old.stage:
        # A draft may not have its number yet.
        return old.stage == "draft" and (same_number or old.parcel.contract_no is None)
    new_day, old_day = new.parcel.document_date, old.parcel.document_date
    return same_number and bool(new_day and old_day and new_day > old_day)


def _may_be_versions(new: ReadReceipt, old: ReadReceipt) -> bool:
    """Return whether two papers of a kind may be one: notices are, when they bear one number.

    A notice without its number yet is a draft of the other, or a paper of its own.
    """
    if new.document.number is None or old.document.number is None:
        return True
    if not old.document.number and old.stage == "draft":
        return True
    return bool(new.document.number) and new.document.number == old.document.number


def _same_paper(one: Filed, other: Filed) -> bool:
    new, old = one.receipt, other.receipt
    return _may_be_versions(new, old) and (new.document.id, new.stage, new.parcel.contract_no) == (
        old.document.id,
        old.stage,
        old.parcel.contract_no,
    )


# --- what parts -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Voice:
    told: Told
    paper: Paper


def _partings(papers: Sequence[Paper]) -> Iterator[Parting]:
    titles = titles_of(line for paper in papers for line in paper.filed.receipt.figures)
    by_path: dict[str, list[_Voice]] = defaultdict(list)
    for paper in papers:
        for one in told(paper.filed.receipt.figures, titles):
            by_path[one.path].append(_Voice(one, paper))
    for path, voices in by_path.items():
        sayings = _sayings(voices)
        if len(sayings) > 1:
            standing = _sayings(one for one in voices if not one.paper.superseded_by)
            yield Parting(voices[0].told.title, path, sayings, current=len(standing) > 1)


def _sayings(voices: Iterable[_Voice]) -> tuple[Saying, ...]:
    voices = list(voices)
    units = {one.told.line.unit for one in voices if one.told.line.unit}
    # A paper that prints a bare number says nothing of its unit.
    bare = units.pop() if len(units) == 1 else ""
    values: dict[tuple[str, str], list[_Voice]] = defaultdict(list)
    for one in voices:
        values[plain_worth(one.told.line), one.told.line.unit or bare].append(one)
    return tuple(
        Saying(f"{group[0].told.line.value} {unit}".rstrip(), tuple(_places(group)))
        for (_, unit), group in values.items()
    )


def _places(group: Sequence[_Voice]) -> Iterator[tuple[str, str]]:
    by_paper: dict[str, list[str]] = defaultdict(list)
    for one in group:
        line = one.told.line
        page = f"第{line.page}页" if line.page else ""
        place = "，".join(step for step in (line.clause, page) if step)
        places = by_paper[one.paper.filed.stem]
        if place and place not in places:
            places.append(place)
    for stem, places in by_paper.items():
        yield stem, "；".join(places)
