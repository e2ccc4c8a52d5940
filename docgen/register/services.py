"""How papers were served: noted, and put right with the former note kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, insert, select, update

from docgen.errors import DocgenError, UsageError
from docgen.register.papers import documents_of
from docgen.register.records import Act, Document, DocumentState, Recorded, Served
from docgen.register.tables import events, services

__all__ = ["record"]

_AT_ONCE = 500
_VALID, _REPLACED = "valid", "replaced"
_WHAT = {Recorded.NEW: "service.record", Recorded.CORRECTED: "service.correct"}


def record(
    connection: Connection, told: Sequence[tuple[int, Served]], act: Act
) -> tuple[Recorded, ...]:
    """Note how papers were served.

    Args:
        connection: Within a transaction that writes.
        told: Number of a paper in the register, and how it was served; no paper twice.
        act: Who notes it, when; why, where it changes what was noted before.

    Returns:
        For each, whether it is new, the same as before, or a correction; the former stays in the
        register.

    Raises:
        UsageError: A paper is not valid any more, or is none.
        DocgenError: A paper comes twice.
    """
    known = documents_of(connection, [paper for paper, _ in told])
    if len(known) != len(told):
        raise DocgenError("同一件文书登记了两次送达。")
    outcomes = tuple(_outcome(known[paper], served) for paper, served in told)
    changed = [
        (known[paper], served, outcome)
        for (paper, served), outcome in zip(told, outcomes, strict=True)
        if outcome is not Recorded.SAME
    ]
    if changed:
        _write(connection, changed, act)
    return outcomes


def _outcome(paper: Document, served: Served) -> Recorded:
    if paper.service == served:
        return Recorded.SAME
    if paper.state is not DocumentState.VALID:
        raise UsageError(
            f"文书「{paper.number}」已经作废或已被更正，不再登记送达。",
            fix="登记在更正后的文书上。",
        )
    return Recorded.NEW if paper.service is None else Recorded.CORRECTED


def _write(
    connection: Connection, changed: Sequence[tuple[Document, Served, Recorded]], act: Act
) -> None:
    corrected = [paper.id for paper, _, outcome in changed if outcome is Recorded.CORRECTED]
    former = _former(connection, corrected)
    if former:
        connection.execute(
            update(services).where(services.c.id == bindparam("at")).values(state=_REPLACED),
            [{"at": one} for one in former.values()],
        )
    connection.execute(
        insert(services),
        [
            {name: getattr(served, name) for name in Served.__slots__}
            | {"document_id": paper.id, "state": _VALID, "replaces": former.get(paper.id)}
            for paper, served, _ in changed
        ],
    )
    connection.execute(
        insert(events),
        [
            {
                "at": act.at,
                "who": act.who,
                "why": act.why,
                "what": _WHAT[outcome],
                "run_id": paper.run_id,
                "document_id": paper.id,
            }
            for paper, _, outcome in changed
        ],
    )


def _former(connection: Connection, papers: Sequence[int]) -> dict[int, int]:
    """Return the numbers of the notes that stand, by paper."""
    found: dict[int, int] = {}
    for start in range(0, len(papers), _AT_ONCE):
        some = services.c.document_id.in_(papers[start : start + _AT_ONCE])
        query = select(services.c.document_id, services.c.id).where(some)
        standing = connection.execute(query.where(services.c.state == _VALID))
        found |= {one.document_id: one.id for one in standing}
    return found
