"""What a jurisdiction pack says once it is read, and how it is asked.

A pack is one county's policy as data. The national pack stands below every county's pack: a key
that the county does not set is answered by the law of the country. A pack holds plain values only,
so it can be pickled and handed to another process.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from docgen import glossary
from docgen.errors import InputError
from docgen.packs.dated import Dated, Source
from docgen.packs.parts import (
    Authority,
    FormerCode,
    IndicatorKind,
    IndicatorSet,
    LandClass,
    Measure,
    Office,
    Policy,
    Title,
    Validity,
    Zone,
)
from docgen.packs.revisions import Lowered, Renamed

__all__ = ["Law", "Pack"]


@dataclass(frozen=True, slots=True)
class Pack:
    """One jurisdiction's rules as data, standing on the national pack.

    Attributes:
        id: Short name, ``yanshi``; ``national`` for the country's.
        names: Every other name that it answers to; the first is the one to print.
        code: Administrative code, six digits.
        former_codes: Codes that the place bore before.
        policy: The leading document behind the pack.
        further_policies: Further documents of the county with a validity of their own.
        authorities: Who acts in which role.
        documents: Chinese names of the documents by id, the country's included.
        titles: Titles that this pack itself prescribes.
        zones: Its zones; empty when the county has none.
        indicator_kinds: Every indicator it knows by key, the country's included.
        indicator_sets: The indicators that its documents agree on.
        measures: How indicators are measured, and who supplies the data.
        classes: The classes of under-used land that it tells apart.
        offices: Who leads which task.
        values: Every value of each key that this pack itself sets, oldest first.
        national: The pack below; None for the national pack itself.
        renamed: What this pack itself says papers must call by its present name.
        lowered: The rules of docgen's own that this bureau takes for warnings.
        sha256: Hash of its file.
    """

    id: str
    names: tuple[str, ...]
    code: str
    former_codes: tuple[FormerCode, ...]
    policy: Policy
    further_policies: tuple[Policy, ...]
    authorities: tuple[Authority, ...]
    documents: Mapping[str, str]
    titles: tuple[Title, ...]
    zones: tuple[Zone, ...]
    indicator_kinds: Mapping[str, IndicatorKind]
    indicator_sets: tuple[IndicatorSet, ...]
    measures: tuple[Measure, ...]
    classes: tuple[LandClass, ...]
    offices: tuple[Office, ...]
    values: Mapping[str, tuple[Dated, ...]]
    national: Pack | None = None
    renamed: tuple[Renamed, ...] = ()
    lowered: tuple[Lowered, ...] = ()
    sha256: str = ""
    # Kept for speed alone, and no part of the pack's worth; see law().
    _laws: dict[tuple[int | None, str | None], Law] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )
    _changes: tuple[date, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        days = {one.since for one in self._every_value() if one.since}
        below = self.national._changes if self.national else ()
        object.__setattr__(self, "_changes", tuple(sorted({*days, *below})))

    @property
    def validity(self) -> Validity:
        """When the pack's leading policy is law."""
        return self.policy.validity

    @property
    def jurisdiction(self) -> str | None:
        """The pack's id, None for the national pack."""
        return self.id if self.national else None

    @property
    def policies(self) -> tuple[Policy, ...]:
        """All documents behind the pack, the leading one first."""
        return (self.policy, *self.further_policies)

    def policy_for(self, category: str | None) -> Policy:
        """Return the policy that governs a category of land.

        Args:
            category: Code of LandCategory; None for a grant as such.

        Returns:
            The further policy that names the category, else the leading one.
        """
        named = (one for one in self.further_policies if category in one.categories)
        return next(named, self.policy)

    def in_force(self, source: Source, on: date | None) -> bool:
        """Return whether what a source says is law on a day, as far as the pack knows.

        A law that stands by itself does not lapse with the pack's policies.

        Args:
            source: Source of a value, title or set of this pack.
            on: The day; None asks only whether it is a policy in force at all.
        """
        known = {one.id: one.validity for one in self.policies}
        return not source.policy or known[source.policy].covers(on)

    def authority(self, role: str) -> Authority | None:
        """Return who acts in a role, the county's word before the country's.

        Args:
            role: ``grantor``, ``supervisor``, ``redevelopment_party``, ``payee``.
        """
        found = next((one for one in self.authorities if one.role == role), None)
        return found or (self.national.authority(role) if self.national else None)

    def title(self, document: str, category: str | None = None) -> str | None:
        """Return the printed title of a document, the county's before the country's.

        Args:
            document: Id of the document, ``supervision_agreement``.
            category: Code of LandCategory, where the county's title depends on it.
        """
        mine = [one for one in self.titles if one.document == document]
        special = next((one for one in mine if category in one.categories), None)
        found = special or next((one for one in mine if not one.categories), None)
        if found:
            return found.text
        return self.national.title(document, category) if self.national else None

    def zone(self, zone_id: str) -> Zone:
        """Return a zone.

        Args:
            zone_id: Its id, ``weidu``. A name is no id: names of zones are too alike.

        Raises:
            InputError: No zone has the id; every zone is named with its id.
        """
        found = next((one for one in self.zones if one.id == zone_id), None)
        if found:
            return found
        listed = "、".join(f"{one.id}（{one.name}）" for one in self.zones)
        fix = f"填写代号，可选：{listed}。" if listed else "本辖区不分区，删去这一项。"
        title = glossary.title("Case", "zone")
        raise InputError(f"{self.names[0]}没有代号为「{zone_id}」的{title}。", where=title, fix=fix)

    def renamed_words(self) -> tuple[Renamed, ...]:
        """Return what papers must call by its present name, the country's included."""
        return self.renamed + (self.national.renamed if self.national else ())

    def indicators_for(self, document: str) -> IndicatorSet | None:
        """Return the indicators that a document agrees on; None when the county names none.

        Args:
            document: Id of the document, ``supervision_agreement``.
        """
        return next((one for one in self.indicator_sets if document in one.documents), None)

    def measure(self, indicator: str) -> Measure | None:
        """Return how an indicator is measured here; None when the policy does not say.

        Args:
            indicator: Key of the indicator, ``tax_wan_per_mu``.
        """
        return next((one for one in self.measures if one.indicator == indicator), None)

    def classes_of(self, category: str) -> tuple[LandClass, ...]:
        """Return the classes of a category of under-used land, in the policy's order.

        Args:
            category: Code of LandCategory, ``inefficient``.
        """
        return tuple(one for one in self.classes if one.category == category)

    def office_for(self, category: str) -> Office | None:
        """Return who leads the disposal of a category of land; None when the policy is silent.

        Args:
            category: Code of LandCategory.
        """
        return next((one for one in self.offices if category in one.categories), None)

    def plan_word(self, category: str | None, on: date | None = None) -> Dated | None:
        """Return the county's word for a disposal plan; None when it has none.

        Args:
            category: Code of LandCategory; a word for it stands before the general one.
            on: The day; None takes the newest word.
        """
        special = f"plan_word_{category}"
        return self.value(special, on) or self.value("plan_word", on)

    def value(self, key: str, on: date | None, zone: str | None = None) -> Dated | None:
        """Return the value in force on a day: the zone's, else the county's, else the country's.

        Args:
            key: ``deposit_max_pct``.
            on: The day; None takes the newest value.
            zone: Id of a zone, None for the county at large.

        Returns:
            The value with source and certainty, or None when nothing was in force that day.

        Raises:
            InputError: No zone has the id.
        """
        begun = [item for item in self._history(key, zone) if on is None or not _later(item, on)]
        if begun:
            return begun[-1]
        return self.national.value(key, on) if self.national else None

    def threshold(self, key: str, on: date | None, zone: str | None = None) -> Dated | None:
        """Return the value that a check holds a case against.

        As :meth:`value`, but a county's threshold is used before its first day too: outside the
        validity of a policy its thresholds are still checked, and the finding says so.

        Raises:
            InputError: No zone has the id.
        """
        history = self._history(key, zone)
        early = on is not None and all(_later(item, on) for item in history)
        if history and self.national and early:
            return history[0]
        return self.value(key, on, zone)

    def law(self, on: date | None, zone: str | None = None) -> Law:
        """Return the thresholds of a day, each looked up once however many cases ask for it.

        All days between two changes of the pack share one law.

        Args:
            on: The day; None takes the newest values.
            zone: Id of a zone, None for the county at large.
        """
        changes = None if on is None else bisect_right(self._changes, on)
        if (changes, zone) not in self._laws:
            self._laws[changes, zone] = Law(self, on, zone)
        return self._laws[changes, zone]

    def _every_value(self) -> Iterator[Dated]:
        for values in (self.values, *(zone.values for zone in self.zones)):
            for history in values.values():
                yield from history

    def _history(self, key: str, zone: str | None) -> tuple[Dated, ...]:
        mine = self.values.get(key, ())
        return self.zone(zone).values.get(key, mine) if zone is not None else mine


class Law:
    """The thresholds of one jurisdiction, day and zone: :meth:`Pack.threshold`, remembered."""

    __slots__ = ("_on", "_pack", "_zone", "known")

    def __init__(self, pack: Pack, on: date | None, zone: str | None) -> None:
        self._pack, self._on, self._zone = pack, on, zone
        #: Every answer given so far.
        self.known: dict[str, Dated | None] = {}

    def threshold(self, key: str) -> Dated | None:
        """Return the value that a check holds a case against, None when there is none.

        Raises:
            InputError: No zone has the id.
        """
        if key not in self.known:
            self.known[key] = self._pack.threshold(key, self._on, self._zone)
        return self.known[key]


def _later(item: Dated, on: date) -> bool:
    return item.since is not None and item.since > on
