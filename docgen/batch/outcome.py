"""Which rows of a run are still to be printed, and what became of those that were."""

from __future__ import annotations

from collections.abc import Sequence

from docgen.batch.chunks import Chunks
from docgen.batch.merge import Merged
from docgen.batch.plan import RunPlan
from docgen.batch.reconcile import Earlier, Printed
from docgen.batch.rows import Good, Refused
from docgen.errors import AuditError
from docgen.register.records import Run, RunRow
from docgen.register.register import Register

__all__ = ["not_printed_yet", "outcome_of"]


def not_printed_yet(
    register: Register, kind: str, good: Sequence[Good], before: Run | None
) -> tuple[list[Good], tuple[Earlier, ...]]:
    """Part the rows of which a valid paper with the very same content was issued before.

    A run that goes on keeps to the rows that it was begun with.

    Args:
        register: The register.
        kind: Code of the notice.
        good: The rows that may be printed.
        before: The run that goes on; None for a new one.

    Returns:
        The rows to be printed, and those printed before.
    """
    papers = register.latest([kind], [one.content for one in good]).get(kind, {})
    begun = {one.place for one in register.rows(before)} if before is not None else set()
    fresh = [one for one in good if (one.place in begun if begun else one.content not in papers)]
    chosen = {one.no for one in fresh}
    left = [one for one in good if one.no not in chosen]
    return fresh, tuple(
        Earlier(one.place, papers[one.content].number if one.content in papers else "", one.amounts)
        for one in sorted(left, key=lambda one: one.no)
    )


def outcome_of(
    chunks: Chunks, plan: RunPlan, rows: Sequence[RunRow], merged: Merged | None
) -> tuple[tuple[Printed, ...], tuple[Refused, ...]]:
    """Return what was printed and what was refused while printing.

    Args:
        chunks: The chunks, all of them done.
        plan: The rows in the order of printing.
        rows: The same as the register has them.
        merged: The print file; None without one.

    Raises:
        AuditError: The print file has another number of pages of a notice than was set.
    """
    numbers = {one.row: one.number for one in rows}
    places = iter(merged.places if merged else ())
    printed: list[Printed] = []
    refused: list[Refused] = []
    for line in chunks.lines():
        good = plan.rows[line.row - 1]
        if line.problems:
            refused.append(good.refused(line.problems, line.exit_code))
            continue
        first, pages = next(places, (None, 0))
        printed.append(
            Printed(
                line.row,
                good.place,
                numbers[line.row],
                line.addressee,
                line.stem,
                first,
                line.pages,
                good.amounts,
                line.totals,
                line.blanks,
                line.warnings,
            )
        )
        if pages != line.pages:
            raise AuditError(
                f"打印件里这一份有{pages}页，排出来是{line.pages}页。", where=good.place
            )
    return tuple(printed), tuple(refused)
