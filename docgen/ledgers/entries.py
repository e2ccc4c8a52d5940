"""A case as a ledger looks at it: its pack, its figures, and what was found of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from docgen.figures.compose import compose
from docgen.glossary import title_path
from docgen.ledgers.made import LeftOut, Value
from docgen.ledgers.words import LedgerWords
from docgen.model import Case
from docgen.packs import Pack
from docgen.proof import Figure, Group, Series
from docgen.rules import run

__all__ = ["Entry", "Refusal", "entry_of", "refuse_by_rules", "told", "value_of"]


class Refusal(Exception):  # noqa: N818 - it is an answer, no error
    """A case does not belong into the ledger.

    Args:
        reason: Name of the reason in the ledger's data.
        said: What the reason is filled with.
    """

    def __init__(self, reason: str, **said: Value) -> None:
        super().__init__(reason)
        self.reason, self.said = reason, said


@dataclass(frozen=True, slots=True)
class Entry:
    """One case.

    Attributes:
        name: Name of the case, as the office knows it.
        case: The case, judged on the ledger's day.
        pack: Its jurisdiction's pack.
        figures: All its printable values.
        group: The group of the ledger that it stands in; empty for none.
        facts: What the choice found, by the names that columns ask for.
        order: Where its group stands among all.
    """

    name: str
    case: Case
    pack: Pack
    figures: Group
    group: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    order: int = 0

    def placed(self, group: str, order: int = 0, **facts: Value) -> Entry:
        """Return the entry in a group, with what was found."""
        return replace(self, group=group, order=order, facts={**self.facts, **facts})


def entry_of(name: str, case: Case, pack: Pack, as_of: date | None) -> Entry:
    """Return a case as a ledger looks at it.

    Args:
        name: Name of the case.
        case: The case.
        pack: Its jurisdiction's pack.
        as_of: The day on which it is judged; None leaves the case's own.
    """
    judged = case
    if as_of is not None:
        judged = case.model_copy(update={"as_of": as_of}).read_from(
            case.origins, folder=case.folder
        )
    figures = compose(judged, origins=case.origins, pack=pack)
    return Entry(name, judged, pack, figures)


def refuse_by_rules(
    entry: Entry, words: LedgerWords, decisive: frozenset[str] = frozenset()
) -> None:
    """Refuse a case that the ledger's rules find at fault.

    Args:
        entry: The case.
        words: The ledger's words.
        decisive: Rules of which even a warning keeps a case out: they decide who is listed.

    Raises:
        Refusal: With what the first of them says.
    """
    for finding in run(entry.case, entry.figures, entry.pack):
        wrong = finding.code in words.rules and finding.severity == "error"
        if wrong or finding.code in decisive:
            raise Refusal("rule", value=f"{finding.code} {finding.message}")


def told(entry: Entry, words: LedgerWords, refusal: Refusal) -> LeftOut:
    """Return why a case was left out, in the ledger's words."""
    said = {key: _said(value) for key, value in refusal.said.items()}
    return LeftOut(entry.name, words.reasons[refusal.reason].format_map(said))


def _said(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(entry: Entry, sources: Sequence[str]) -> Value:
    """Return the value that a column asks for, the first of its sources that is there.

    Args:
        entry: The case.
        sources: Key paths and facts, as :class:`~docgen.ledgers.words.Column` lists them.
    """
    for source in sources:
        name = source.removeprefix("fact:")
        value = entry.facts.get(name) if name != source else _figure(entry, source)
        if value not in (None, ""):
            return value
    return None


def _figure(entry: Entry, path: str) -> Value:
    node = entry.figures.find(title_path(path))
    if isinstance(node, Series):
        return "；".join(_texts_of(node)) or None
    if not isinstance(node, Figure) or not node.present or isinstance(node.value, bytes):
        return None
    return node.value


def _texts_of(series: Series) -> list[str]:
    found = (one for item in series.items for one in item.entries.values())
    return [str(one.value) for one in found if isinstance(one, Figure) and one.kind == "text"]
