"""Many cases at once → findings: what each row shows, and what no case shows by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import localcontext
from itertools import islice
from typing import TypeAlias

from docgen.model import Acknowledgement, Case
from docgen.model.enums import Stage
from docgen.rules.book import LEDGER_CHECKS, checks_for
from docgen.rules.catalogue import rule_of
from docgen.rules.finding import Finding
from docgen.rules.look import Breach, Check, Look, look_at
from docgen.rules.rows import Row, RowBreach, Spot, Sums
from docgen.rules.run import EXACT_DIGITS, confirmed, finding_of, in_order, stage_of

__all__ = ["run_ledger", "run_rows"]

#: Rows that one rule looks at before the next rule does: changing from rule to rule costs the
#: processor more than most rules do, and many more rows would no longer lie close at hand.
_BATCH = 16
_Looked: TypeAlias = Sequence[tuple[Row, Look]]


def run_ledger(
    rows: Iterable[Row], *, sums: Sums | None = None, stage: Stage | str | None = None
) -> tuple[Finding, ...]:
    """Return what the rules of the ledger find in rows or files taken together.

    The rows are gone through once and not kept, so that a generator may yield them one by one.
    What a single case shows, :func:`docgen.rules.run` finds.

    Args:
        rows: The rows in their order.
        sums: What the summary of the run says, for the rules that hold it against the papers.
        stage: As for :func:`docgen.rules.run`; None is final.

    Returns:
        The findings by code, then as they were found; each names file and row. A warning
        that an acknowledgement of its row's case covers carries who confirmed it and why.
    """
    together = _Together(stage)
    for row in rows:
        together.see(((row, look_at(row.case, None, row.pack)),))
    return together.end(sums)


def run_rows(
    rows: Iterable[Row], *, sums: Sums | None = None, stage: Stage | str | None = None
) -> Iterator[Finding]:
    """Yield what the rows of a ledger show, each by itself and then all together.

    The rows are gone through once, a few at a time, and not kept; nor are the findings of a row.

    Args:
        rows: The rows in their order; what a row does not give is not known, and not wrong.
        sums: As for :func:`run_ledger`.
        stage: As for :func:`docgen.rules.run`; None takes each case's own, else final.

    Yields:
        The findings of each row as :func:`docgen.rules.run` gives them for an excerpt, in the
        order of the rows; then those of :func:`run_ledger`.
    """
    together = _Together(stage)
    waiting = iter(rows)
    while taken := list(islice(waiting, _BATCH)):
        batch = [(row, look_at(row.case, None, row.pack)) for row in taken]
        yield from _alone(batch, stage)
        together.see(batch)
    yield from together.end(sums)


def _alone(batch: _Looked, stage: Stage | str | None) -> list[Finding]:
    """Return what each row shows by itself: every rule goes through its rows at once."""
    found: list[list[Finding]] = [[] for _ in batch]
    with localcontext(prec=EXACT_DIGITS):
        for checks, places in _by_checks(batch):
            looks = [(place, batch[place][1]) for place in places]
            for check in checks:
                for place, look in looks:
                    for breach in check.run(look):
                        found[place] += _told(check, breach, batch[place], stage)
        ordered = [
            in_order(told, row.case.acknowledgements)
            for told, (row, _) in zip(found, batch, strict=True)
            if told
        ]
    return [finding for told in ordered for finding in told]


def _told(
    check: Check, breach: Breach, looked: tuple[Row, Look], stage: Stage | str | None
) -> list[Finding]:
    row, look = looked
    words, spot = rule_of(check.code), row.spot
    if words.spares_rows(breach.branch):
        return []
    wanted = stage_of(stage if stage is not None else row.case.stage)
    return [finding_of(words, breach, look, wanted, spot.file, row=spot.row)]


def _by_checks(batch: _Looked) -> Iterable[tuple[tuple[Check, ...], list[int]]]:
    """Return the rules to be asked, each set with the places of the rows that are asked them."""
    asked: dict[int, tuple[tuple[Check, ...], list[int]]] = {}
    for place, (_, look) in enumerate(batch):
        checks = checks_for(look.given, excerpt=True)
        # Rows of one shape are given the same tuple, which is quicker to know than to compare.
        asked.setdefault(id(checks), (checks, []))[1].append(place)
    return asked.values()


class _Together:
    """The rules of the ledger at work on one: what they found so far."""

    def __init__(self, stage: Stage | str | None) -> None:
        self._stage = stage_of(stage)
        self._watches = [(check.code, check.begin()) for check in LEDGER_CHECKS]
        self._found: dict[str, list[Finding]] = {code: [] for code, _ in self._watches}
        self._words_for: dict[Spot, tuple[Acknowledgement, ...]] = {}

    def see(self, batch: _Looked) -> None:
        """Let each rule look at the next rows."""
        for row, _ in batch:
            if row.case.acknowledgements:
                self._words_for[row.spot] = row.case.acknowledgements
        with localcontext(prec=EXACT_DIGITS):
            for code, watch in self._watches:
                for row, look in batch:
                    self._take(code, watch.see(row, look))

    def end(self, sums: Sums | None) -> tuple[Finding, ...]:
        """Return all that was found, with what only the whole ledger shows."""
        with localcontext(prec=EXACT_DIGITS):
            for code, watch in self._watches:
                self._take(code, watch.end(sums or Sums()))
        return tuple(finding for code in sorted(self._found) for finding in self._found[code])

    def _take(self, code: str, breaches: Iterable[RowBreach]) -> None:
        for one in breaches:
            look = look_at(Case(), None, one.pack)
            words, spot = rule_of(code), one.spot
            told = finding_of(words, one.breach, look, self._stage, spot.file, row=spot.row)
            self._found[code].append(confirmed(told, self._words_for.get(spot, ())))
