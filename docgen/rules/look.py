"""What a rule sees and what it may say.

A rule is a function of a :class:`Look` that yields a :class:`Breach` for every place that is wrong.
It carries its code and no words: title, severity, message, fix and source of each branch stand in
``schemas/rules.yaml``, thresholds in the packs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import Generic, Protocol, TypeAlias, TypeVar

from docgen import glossary
from docgen.model import Case, Party
from docgen.model.types import UnclearDate
from docgen.packs.dated import Certainty, Dated, Source
from docgen.packs.model import Law, Pack
from docgen.packs.parts import Zone
from docgen.proof import Group
from docgen.rules.leaves import Leaves, leaves_of
from docgen.rules.own_numbers import own_numbers_of
from docgen.units import mu_from_m2

__all__ = [
    "Basis",
    "Breach",
    "Check",
    "Look",
    "Said",
    "day_of",
    "look_at",
    "rule",
    "title_of",
    "to_places",
]

_ROLES = ("grantor", "supervisor", "township", "owner")

T = TypeVar("T")

#: What a message may be filled with.
Said: TypeAlias = Decimal | date | int | str | None


class Basis(Protocol):
    """What a finding may rest on instead of its rule's own source: a value, a set, a role."""

    @property
    def source(self) -> Source:
        """Where it stands written."""

    @property
    def certainty(self) -> Certainty:
        """How well it is known."""

    @property
    def jurisdiction(self) -> str | None:
        """Id of the county's pack that says so; None for the national pack."""


class _once(Generic[T]):  # noqa: N801 - it is used as property is
    """A value worked out when it is first asked for, without the lock of ``cached_property``.

    Two threads could work it out twice, to the same end.
    """

    def __init__(self, work: Callable[[Look], T]) -> None:
        self._work, self._name = work, work.__name__
        self.__doc__ = work.__doc__

    def __get__(self, look: Look, owner: type[Look]) -> T:
        found = look.__dict__[self._name] = self._work(look)
        return found


@dataclass(frozen=True)
class Look:
    """What the rules look at. What several rules ask of it is worked out once.

    Attributes:
        case: The parcel's file.
        figures: The printable values, None where none were composed.
        pack: The jurisdiction's pack.
        on: The day whose law is asked: signing, else deal, else date of the document; None when
            the case gives none of them.
        on_path: Path of the field that gave the day.
        policy_on: The day on which the county's policy must be in force: the document's for land
            that is to be redeveloped (its grant may be old), else ``on``.
        policy_on_path: Path of the field that gave that day.
    """

    case: Case
    figures: Group | None
    pack: Pack
    on: date | None = None
    on_path: str = ""
    policy_on: date | None = None
    policy_on_path: str = ""

    @_once
    def zone(self) -> Zone | None:
        """The zone that the case names; None where it names none or one that there is not."""
        return next((one for one in self.pack.zones if one.id == self.case.zone), None)

    @_once
    def leaves(self) -> Leaves:
        """Every value that the case gives."""
        return leaves_of(self.case)

    @property
    def days(self) -> Mapping[str, date | UnclearDate]:
        """Every day that the case gives, and every text that stands for one, by its path."""
        return self.leaves.days

    @_once
    def given(self) -> frozenset[str]:
        """Every top part that the case has and the field of every value: the case's shape."""
        held, tops = self.case.__dict__, self.case.model_fields_set
        given = [name for name in tops if held[name] or held[name] is False]
        return frozenset([*given, *self.leaves.fields])

    @_once
    def own_numbers(self) -> tuple[tuple[str, str, date | None], ...]:
        """Path, number and day of each paper of the case that bears a number of its own."""
        return own_numbers_of(self.case, lambda path: self.day(self.days.get(path)))

    @_once
    def granted_mu(self) -> Decimal | None:
        """The granted area in 亩, exact; None where the case gives none."""
        area = self.case.parcel.granted_area_m2 if self.case.parcel else None
        return mu_from_m2(area) if area is not None else None

    @_once
    def parties(self) -> tuple[tuple[str, Party], ...]:
        """Path and party of everybody that the case names."""
        named = self.case.parties
        if named is None:
            return ()
        roles = [(role, getattr(named, role)) for role in _ROLES]
        found = [(f"parties.{role}", party) for role, party in roles if party is not None]
        found += [(f"parties.grantees[{i}]", party) for i, party in enumerate(named.grantees)]
        return tuple(found)

    def threshold(self, key: str) -> Dated | None:
        """Return the threshold of the day and the zone, None when the jurisdiction has none."""
        law = self._law
        known = law.known
        return known[key] if key in known else law.threshold(key)

    @_once
    def _law(self) -> Law:
        return self.pack.law(self.on, self.zone.id if self.zone else None)

    def day(self, value: object) -> date | None:
        """Return a real day; None for an absent, unclear or placeholder one."""
        if not isinstance(value, date) or value in self._placeholders:
            return None
        return value

    @_once
    def _placeholders(self) -> frozenset[date]:
        known = self.threshold("placeholder_dates")
        return _days(known.words) if known else frozenset()


@lru_cache(maxsize=64)
def _days(texts: tuple[str, ...]) -> frozenset[date]:
    """Return days from their ISO texts; a text that is no day is the text of none."""
    days = set()
    for text in texts:
        with suppress(ValueError):
            days.add(date.fromisoformat(text))
    return frozenset(days)


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a rule is not met.

    Attributes:
        branch: Which of the rule's branches in ``rules.yaml``.
        path: English key path of the field at fault.
        value: The field's value; None when it is absent.
        said: Further values for the message, by the names that it uses.
        basis: What was missed (threshold, indicator set, role, zone); its source then stands in
            the finding instead of the rule's.
    """

    branch: str
    path: str
    value: Said = None
    said: Mapping[str, Said] = field(default_factory=lambda: MappingProxyType({}))
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A rule: its code, its function, and what it says nothing without.

    Attributes:
        code: Number of the rule in the catalogue.
        run: The function.
        needs: English key paths, without places in lists, of top parts (``grant``) or plain values
            (``grant.price_yuan``); ``a|b`` for either of two, ``*.id_card`` for a field of that
            name anywhere. Where the case lacks one of them the rule is silent, so that it need
            not be asked: a ledger's rows hold twenty values of hundreds.
    """

    code: str
    run: Callable[[Look], Iterable[Breach]]
    needs: tuple[str, ...] = ()


def rule(code: str, *needs: str) -> Callable[[Callable[[Look], Iterator[Breach]]], Check]:
    """Make a function the rule of a code.

    Args:
        code: Number of the rule in the catalogue, ``R060``.
        needs: What it says nothing without, as in :class:`Check`; none for a rule that may speak
            of any case.
    """

    def make(function: Callable[[Look], Iterator[Breach]]) -> Check:
        return Check(code, function, needs)

    return make


def look_at(case: Case, figures: Group | None, pack: Pack) -> Look:
    """Return what the rules look at, with the days whose law is asked.

    Args:
        case: The parcel's file.
        figures: Its printable values, or None.
        pack: The jurisdiction's pack.
    """
    on, on_path = _day_of_law(case)
    return Look(case, figures, pack, on, on_path, *_day_of_policy(case, on, on_path))


def _day_of_law(case: Case) -> tuple[date | None, str]:
    grant = case.grant
    if grant is not None:
        if day := day_of(grant.signing_date):
            return day, "grant.signing_date"
        if day := day_of(grant.deal_date):
            return day, "grant.deal_date"
    if day := day_of(case.document_date):
        return day, "document_date"
    return None, ""


def _day_of_policy(case: Case, on: date | None, on_path: str) -> tuple[date | None, str]:
    if case.redevelopment is not None and (document := day_of(case.document_date)):
        return document, "document_date"
    return on, on_path


def day_of(value: object) -> date | None:
    """Return a date as it is, None for an absent or unclear one."""
    return value if isinstance(value, date) else None


def to_places(value: Decimal, places: int) -> Decimal:
    """Return a value rounded half up, for a message or where a rule says so.

    Unlike :func:`docgen.units.round_half_up` it takes quotients of any length.

    Args:
        value: What was computed.
        places: Decimal places to keep.
    """
    return value.quantize(_place(places), ROUND_HALF_UP)


@lru_cache(maxsize=64)
def _place(places: int) -> Decimal:
    return Decimal(1).scaleb(-places)


def title_of(path: str) -> str:
    """Return the Chinese title of a field alone: 定金 for ``grant.deposit_yuan``.

    Args:
        path: English key path; a list place stays with its list, 分期[2].
    """
    return glossary.title_path(path).rpartition(".")[2]
