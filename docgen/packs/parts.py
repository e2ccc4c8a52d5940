"""The parts of a jurisdiction pack: frozen values, each with its source.

Whatever a check may rest on carries ``source``, ``certainty`` and ``jurisdiction``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypeAlias

from docgen.packs.dated import Certainty, Dated, Source

__all__ = [
    "MAIN",
    "Authority",
    "FormerCode",
    "IndicatorKind",
    "IndicatorSet",
    "LandClass",
    "Measure",
    "Office",
    "Policy",
    "Shape",
    "Status",
    "Title",
    "Validity",
    "Zone",
]

Status: TypeAlias = Literal["in_force", "draft", "expired-unknown"]

#: What is agreed for an indicator: a figure, a requirement in words, or either.
Shape: TypeAlias = Literal["number", "text", "any"]

#: Id of a pack's leading policy.
MAIN = "main"


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
    """A document that a pack puts into data.

    Attributes:
        title: Its title.
        number: Its document number; empty when unknown.
        issued: Day of issue, None when unknown.
        validity: When it is law.
        certainty: How well title and validity are known.
        note: What a reader must know, for instance how an unknown day was dealt with.
        id: Name that the pack's sources call it by; ``main`` for the leading one.
        categories: Codes of LandCategory that it and not the leading policy governs.
    """

    title: str
    number: str
    issued: date | None
    validity: Validity
    certainty: Certainty
    note: str = ""
    id: str = MAIN
    categories: tuple[str, ...] = ()


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
        words: Words of which the body's name must bear one; empty when any name will do.
        source: Where the role stands written.
        certainty: How well this is known.
        note: What a reader should know besides.
        jurisdiction: Id of the county's pack that says so; None for the national pack.
    """

    role: str
    kind: str
    name: str
    words: tuple[str, ...]
    source: Source
    certainty: Certainty
    note: str = ""
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Title:
    """The title that a jurisdiction prints on a document.

    Attributes:
        document: Id of the document, ``supervision_agreement``.
        text: The printed title.
        categories: Codes of LandCategory that it is for; empty for all.
        source: Where it stands written.
        certainty: How well it is known.
        note: What a reader should know besides.
    """

    document: str
    text: str
    categories: tuple[str, ...]
    source: Source
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorKind:
    """One indicator that a county may ask for.

    Attributes:
        key: ``tax_wan_per_mu``; among the others of a case it is ``others[].key``.
        name: Its Chinese name, 亩均税收.
        shape: What is agreed for it: number, text or any.
        unit: Chinese unit of a number; empty when it has none or none is fixed.
        direction: Code of the enumeration Direction that is usual for it.
        path: Field of the case that holds it; empty when it stands among the others.
    """

    key: str
    name: str
    shape: Shape
    unit: str
    direction: str
    path: str


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """The indicators that certain documents of a county agree on: its 3+N+1 or what it has instead.

    Attributes:
        documents: Ids of the documents that print the set.
        core: What must be agreed (the 3).
        advised: What ought to be agreed; its absence is only a warning.
        offered: What may be agreed besides (the N); empty when the policy names none.
        extra: Code of the enumeration ExtraKind (the 1); empty when the county does not say.
        source: Where the set stands written.
        certainty: How well the set is known.
        note: What a reader should know besides.
        jurisdiction: Id of the county's pack that sets it; None for a national set.
    """

    documents: tuple[str, ...]
    core: tuple[IndicatorKind, ...]
    advised: tuple[IndicatorKind, ...]
    offered: tuple[IndicatorKind, ...]
    extra: str
    source: Source
    certainty: Certainty
    note: str = ""
    jurisdiction: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """How an indicator is measured in a county and who supplies the data.

    Attributes:
        indicator: Key of the indicator.
        measured_by: How it is worked out; empty when the policy does not say.
        data_source: Office that supplies the data; empty when the policy does not say.
        source: Where it stands written.
        certainty: How well it is known.
    """

    indicator: str
    measured_by: str
    data_source: str
    source: Source
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of a jurisdiction with values of its own.

    Attributes:
        id: What a case names it by; names alone are too alike.
        name: Official name.
        aliases: Other names it goes by in the policy.
        alike: Ids of zones whose names are easily taken for its own.
        values: Every value of each key that the zone sets, oldest first.
        source: Where the list of zones stands written.
        certainty: How well it is known.
        note: What a reader should know besides.
        jurisdiction: Id of the county's pack.
    """

    id: str
    name: str
    aliases: tuple[str, ...]
    alike: tuple[str, ...]
    source: Source
    certainty: Certainty
    note: str = ""
    jurisdiction: str | None = None
    values: Mapping[str, tuple[Dated, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LandClass:
    """A class of under-used land that a county tells apart.

    Attributes:
        id: Short name, ``stalled``.
        name: Its Chinese name, as a case and a paper give it.
        category: Code of LandCategory that it belongs to.
        conditions: What must be true of the land, one sentence each.
        source: Where it stands written.
        certainty: How well it is known.
        note: What a reader should know besides.
    """

    id: str
    name: str
    category: str
    conditions: tuple[str, ...]
    source: Source
    certainty: Certainty
    note: str = ""


@dataclass(frozen=True, slots=True)
class Office:
    """Who leads a task of the policy, and with whom.

    Attributes:
        task: The task, in Chinese.
        lead: The leading unit.
        others: Responsible units besides.
        categories: Codes of LandCategory whose disposal is this task; empty for other tasks.
        source: Where it stands written.
        certainty: How well it is known.
        note: What a reader should know besides.
    """

    task: str
    lead: str
    others: tuple[str, ...]
    categories: tuple[str, ...]
    source: Source
    certainty: Certainty
    note: str = ""
