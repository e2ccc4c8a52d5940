"""Many cases at once → findings: what no case shows by itself."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import localcontext

from docgen.model import Acknowledgement, Case
from docgen.model.enums import Stage
from docgen.rules.book import LEDGER_CHECKS
from docgen.rules.catalogue import rule_of
from docgen.rules.finding import Finding
from docgen.rules.look import look_at
from docgen.rules.rows import Row, RowBreach, Spot, Sums
from docgen.rules.run import EXACT_DIGITS, confirmed, finding_of, stage_of

__all__ = ["run_ledger"]


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
    wanted = stage_of(stage)
    watches = [(check.code, check.begin()) for check in LEDGER_CHECKS]
    found: dict[str, list[Finding]] = {code: [] for code, _ in watches}
    words_for: dict[Spot, tuple[Acknowledgement, ...]] = {}

    def take(code: str, breaches: Iterable[RowBreach]) -> None:
        for one in breaches:
            look = look_at(Case(), None, one.pack)
            words, spot = rule_of(code), one.spot
            told = finding_of(words, one.breach, look, wanted, spot.file, row=spot.row)
            found[code].append(confirmed(told, words_for.get(spot, ())))

    with localcontext(prec=EXACT_DIGITS):
        for row in rows:
            look = look_at(row.case, None, row.pack)
            if row.case.acknowledgements:
                words_for[row.spot] = row.case.acknowledgements
            for code, watch in watches:
                take(code, watch.see(row, look))
        for code, watch in watches:
            take(code, watch.end(sums or Sums()))
    return tuple(finding for code in sorted(found) for finding in found[code])
