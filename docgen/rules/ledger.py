"""Many cases at once → findings: what no case shows by itself."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import localcontext

from docgen.model import Case
from docgen.model.enums import Stage
from docgen.rules.book import LEDGER_CHECKS
from docgen.rules.catalogue import rule_of
from docgen.rules.finding import Finding
from docgen.rules.look import look_at
from docgen.rules.rows import Row, RowBreach, Sums
from docgen.rules.run import EXACT_DIGITS, finding_of, stage_of

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
        The findings by code, then in the order of the rows; each names file and row.
    """
    wanted = stage_of(stage)
    watches = [(check.code, check.begin()) for check in LEDGER_CHECKS]
    found: dict[str, list[Finding]] = {code: [] for code, _ in watches}

    def take(code: str, breaches: Iterable[RowBreach]) -> None:
        for one in breaches:
            look = look_at(Case(), None, one.pack)
            words, spot = rule_of(code), one.spot
            told = finding_of(words, one.breach, look, wanted, spot.file, row=spot.row)
            found[code].append(told)

    with localcontext(prec=EXACT_DIGITS):
        for row in rows:
            look = look_at(row.case, None, row.pack)
            for code, watch in watches:
                take(code, watch.see(row, look))
        for code, watch in watches:
            take(code, watch.end(sums or Sums()))
    return tuple(finding for code in sorted(found) for finding in found[code])
