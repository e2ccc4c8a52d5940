"""What a jurisdiction pack says once it is read: frozen values, nothing left to check.

A pack is one county's policy as data. The national pack stands below every county's pack: a key
that the county does not set is answered by the law of the country.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from docgen.packs.dated import Certainty, Dated, Source

__all__ = [
    "Authority",
    "FormerCode",
    "IndicatorSet",
    "Pack",
    "Policy",
    "Status",
    "Validity",
]

Status: TypeAlias = Literal["in_force", "draft", "expired-unknown"]


@dataclass(frozen=True, slots=True)
class Validity:
    """When a policy is law.

    Attributes:
        status: ``draft`` is never in force; ``expired-unknown`` has ended on an unknown day.
        valid_from: First day; None when unknown or unbounded.
        valid_to: Last day, itself included; None for a policy without an end.
    """

    status: Status = "in_force"
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, on: date | None) -> bool:
        """Return whether the policy is in force on a day.

        Args:
            on: The day; None (no date known yet) asks only whether it is a policy in force at all.
        """
        if self.status != "in_force":
            return False
        if on is None:
            return True
        begun = self.valid_from is None or self.valid_from <= on
        return begun and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Policy:
    """The document that a pack puts into data.

    Attributes:
        title: Its title.
        number: Its document number; empty when unknown.
        issued: Day of issue, None when unknown.
        validity: When it is law.
        certainty: How well title and validity are known.
        note: What a reader must know, for instance how an unknown day was dealt with.
    """

    title: str
    number: str
    issued: date | None
    validity: Validity
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormerCode:
    """An administrative code that the place bore before.

    Attributes:
        code: Six digits.
        name: Name of the place then.
        since: First year of the code, None when unknown.
        until: Last year of the code.
    """

    code: str
    name: str
    since: int | None
    until: int


@dataclass(frozen=True, slots=True)
class Authority:
    """Who acts in a role.

    Attributes:
        role: ``grantor``, ``supervisor``, ``redevelopment_party``, …
        kind: A code of the enumeration AuthorityKind.
        name: Name of the body; empty when the pack leaves it to the case.
        certainty: How well this is known.
        note: What a reader should know besides.
    """

    role: str
    kind: str
    name: str
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """The 3+N+1 of a county.

    Attributes:
        core: Keys of the indicators that must be agreed (the 3).
        offered: Names of the further indicators on offer (the N).
        extra: Code of the enumeration ExtraKind (the 1); empty when the county has none.
        source: Where the set stands written.
        certainty: How well the set is known.
        note: What a reader should know besides.
        jurisdiction: Id of the county's pack that sets it; None for a national set.
    """

    core: tuple[str, ...]
    offered: tuple[str, ...]
    extra: str
    source: Source
    certainty: Certainty
    note: str = ""
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """One jurisdiction's rules as data, standing on the national pack.

    Attributes:
        id: Short name, ``yanshi``; ``national`` for the country's.
        names: Every other name that it answers to.
        code: Administrative code, six digits.
        former_codes: Codes that the place bore before.
        policy: The document behind the pack.
        authorities: Who acts in which role.
        titles: Printed title of each document by the document's id.
        indicators: The county's 3+N+1; None when it has none.
        values: Every value of each key that this pack itself sets, oldest first.
        national: The pack below; None for the national pack itself.
    """

    id: str
    names: tuple[str, ...]
    code: str
    former_codes: tuple[FormerCode, ...]
    policy: Policy
    authorities: tuple[Authority, ...]
    titles: Mapping[str, str]
    indicators: IndicatorSet | None
    values: Mapping[str, tuple[Dated, ...]]
    national: Pack | None = None

    @property
    def validity(self) -> Validity:
        """When the pack's policy is law."""
        return self.policy.validity

    @property
    def jurisdiction(self) -> str | None:
        """The pack's id, None for the national pack."""
        return self.id if self.national else None

    def title(self, document: str) -> str | None:
        """Return the printed title of a document, the county's before the country's.

        Args:
            document: Id of the document, ``supervision_agreement``.
        """
        if document in self.titles:
            return self.titles[document]
        return self.national.title(document) if self.national else None

    def value(self, key: str, on: date | None) -> Dated | None:
        """Return the value in force on a day, the county's before the country's.

        Args:
            key: ``deposit_max_pct``.
            on: The day; None takes the newest value.

        Returns:
            The value with source and certainty, or None when nothing was in force that day.
        """
        history = self.values.get(key, ())
        begun = [item for item in history if item.since is None or on is None or item.since <= on]
        if begun:
            return begun[-1]
        return self.national.value(key, on) if self.national else None

    def threshold(self, key: str, on: date | None) -> Dated | None:
        """Return the value that a check holds a case against.

        As :meth:`value`, but a county's threshold is used before its first day too: outside the
        validity of a policy its thresholds are still checked, and the finding says so.
        """
        history = self.values.get(key, ())
        if (
            history
            and self.national
            and on is not None
            and all(_later(item, on) for item in history)
        ):
            return history[0]
        return self.value(key, on)


def _later(item: Dated, on: date) -> bool:
    return item.since is not None and item.since > on
