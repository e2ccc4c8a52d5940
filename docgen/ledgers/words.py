"""What ``schemas/ledgers/`` says of each ledger: its columns, what belongs into it, its words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from docgen.model import InventoryKind
from docgen.resources import schema_bytes

__all__ = ["Column", "LedgerSource", "LedgerWords", "PaperPlace", "Way", "ledger_words"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a ledger.

    Attributes:
        key: Its name in ``--json`` and in the sheet's own check.
        title: Its heading.
        unit: Chinese unit of its values; empty when they have none.
        head: Heading over several columns; empty for none.
        sources: Where its value comes from, the first that is there: a key path of a case or of a
            derived figure, or ``fact:`` and what the choice of the case found.
        of: Key of the column of areas in ㎡ that it gives in 亩; empty for a column of its own.
        row: Key of the inventory's row that takes its value for a plan; empty for none.
        required: Whether a case without it is left out.
        total: Whether it is summed.
        width: Its width in letters.
    """

    key: str
    title: str
    unit: str = ""
    head: str = ""
    sources: tuple[str, ...] = ()
    of: str = ""
    row: str = ""
    required: bool = False
    total: bool = False
    width: int = 12


@dataclass(frozen=True, slots=True)
class LedgerSource:
    """What a ledger rests on: an article of a law, or of a county's policy.

    Attributes:
        title: Title of the law; empty for a policy.
        article: Article or place.
        jurisdiction: Id of the pack whose policy it is; empty for a law.
        policy: Id of the policy in that pack.
    """

    title: str
    article: str
    jurisdiction: str = ""
    policy: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """Which values of a field say that land may be supplied to others."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class PaperPlace:
    """Where a case tells of one paper.

    Attributes:
        kind: What the paper is, or ``enum:`` and the path of the field that says it.
        number: Path of its number.
        day: Path of its day; empty for none.
        served: Path of the day of service; empty for none.
        addressee: Path of its addressee; empty for none.
    """

    kind: str
    number: str
    day: str = ""
    served: str = ""
    addressee: str = ""


@dataclass(frozen=True, slots=True)
class LedgerWords:
    """One ledger as data.

    Attributes:
        kind: Which ledger.
        title: What it is called.
        groups: What its rows are grouped by; empty for one group.
        plan: Whether a plan may be made of it.
        sources: What it rests on.
        columns: Its columns in their order.
        rules: Rules whose errors keep a case out.
        reasons: Why a case is left out, by the name of the reason.
        states: Groups or states by their names.
        remarks: Remarks by their names.
        more: The rest: what only one ledger knows.
    """

    kind: InventoryKind
    title: str
    groups: str
    plan: bool
    sources: tuple[LedgerSource, ...]
    columns: tuple[Column, ...]
    rules: frozenset[str]
    reasons: Mapping[str, str]
    states: Mapping[str, str]
    remarks: Mapping[str, str]
    more: Mapping[str, Any]

    @property
    def ways(self) -> Mapping[str, Way]:
        """By source of land, which way of dealing with it lets others have it."""
        given = self.more.get("ways", {})
        return {key: Way(one["field"], frozenset(one["values"])) for key, one in given.items()}

    @property
    def papers(self) -> tuple[PaperPlace, ...]:
        """Where a case tells of papers."""
        return tuple(_paper(one) for one in self.more.get("papers", ()))


@cache
def ledger_words(kind: InventoryKind) -> LedgerWords:
    """Return a ledger's data, read once.

    Args:
        kind: Which ledger.
    """
    import yaml  # only a ledger needs it

    # As for the glossary: libyaml, and every scalar stays the text that it is.
    text = schema_bytes(f"ledgers/{kind.value}.yaml")
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)  # noqa: S506 - safe
    own = ("title", "groups", "plan", "sources", "columns", "rules", "reasons", "states", "remarks")
    return LedgerWords(
        kind=kind,
        title=data["title"],
        groups=data.get("groups", ""),
        plan=data["plan"] == "true",
        sources=tuple(_source(one) for one in data["sources"]),
        columns=tuple(_column(one) for one in data["columns"]),
        rules=frozenset(data["rules"]),
        reasons=MappingProxyType(data["reasons"]),
        states=MappingProxyType(data.get("states", {})),
        remarks=MappingProxyType(data.get("remarks", {})),
        more=MappingProxyType({key: one for key, one in data.items() if key not in own}),
    )


def _column(given: Mapping[str, Any]) -> Column:
    return Column(
        key=given["key"],
        title=given["title"],
        unit=given.get("unit", ""),
        head=given.get("head", ""),
        sources=tuple(given.get("from", ())),
        of=given.get("of", ""),
        row=given.get("row", ""),
        required=given.get("required") == "true",
        total=given.get("total") == "true",
        width=int(given["width"]),
    )


def _source(given: Mapping[str, str]) -> LedgerSource:
    return LedgerSource(
        given.get("title", ""),
        given["article"],
        given.get("jurisdiction", ""),
        given.get("policy", ""),
    )


def _paper(given: Mapping[str, str]) -> PaperPlace:
    part = given.get("part", "")
    if part:
        return PaperPlace(given["kind"], f"{part}.document_no", f"{part}.date", f"{part}.served_on")
    return PaperPlace(
        given["kind"],
        given["number"],
        given.get("day", ""),
        given.get("served", ""),
        given.get("addressee", ""),
    )
