"""Issued papers: found by number or parcel, voided, and how each was served."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update

from docgen.errors import UsageError
from docgen.register.allocate import turn
from docgen.register.records import (
    Act,
    Document,
    DocumentState,
    NumberState,
    Served,
)
from docgen.register.series import Series, number_of
from docgen.register.tables import documents, keys, rows, runs, series, services
from docgen.register.trail import note

__all__ = ["document_of", "documents_of", "find_documents", "find_numbers", "latest", "void"]

_AT_ONCE = 500
_VALID = "valid"
_newer = documents.alias("newer")
_newer_row = rows.alias("newer_row")


def _documents() -> Select[Any]:
    """Return the query for papers with all that belongs to them."""
    return (
        select(
            documents.c.id,
            documents.c.state,
            documents.c.superseded_by,
            runs.c.kind,
            *(column for column in rows.c if column.name != "state"),
            _newer_row.c.number.label("newer_number"),
            services.c.method,
            services.c.served_on,
            services.c.published_on,
            services.c.signer,
            services.c.mail_no,
            services.c.place.label("served_at"),
            services.c.server,
        )
        .join(runs, runs.c.id == documents.c.run_id)
        .join(rows, (rows.c.run_id == documents.c.run_id) & (rows.c.row == documents.c.row))
        .outerjoin(_newer, _newer.c.id == documents.c.superseded_by)
        .outerjoin(
            _newer_row,
            (_newer_row.c.run_id == _newer.c.run_id) & (_newer_row.c.row == _newer.c.row),
        )
        .outerjoin(
            services, (services.c.document_id == documents.c.id) & (services.c.state == _VALID)
        )
        .order_by(documents.c.id)
    )


def _read(connection: Connection, query: Select[Any]) -> tuple[Document, ...]:
    found = connection.execute(query).all()
    by_row: dict[tuple[int, int], list[str]] = {}
    for start in range(0, len(found), _AT_ONCE):
        some = found[start : start + _AT_ONCE]
        where = (
            keys.c.run_id.in_({one.run_id for one in some}),
            keys.c.row.in_({one.row for one in some}),
        )
        for of_run, row, key in connection.execute(
            select(keys).where(*where).order_by(keys.c.run_id, keys.c.row, keys.c.key)
        ):
            by_row.setdefault((of_run, row), []).append(key)
    return tuple(_document(one, by_row.get((one.run_id, one.row), ())) for one in found)


def _document(row: Row[Any], found_by: Iterable[str]) -> Document:
    return Document(
        id=row.id,
        run_id=row.run_id,
        row=row.row,
        kind=row.kind,
        number=row.number,
        contract_no=row.contract_no,
        addressee=row.addressee,
        dated=row.dated,
        keys=tuple(found_by),
        docx_sha256=row.docx_sha256,
        pdf_sha256=row.pdf_sha256,
        receipt_sha256=row.receipt_sha256,
        first_page=row.first_page,
        pages=row.pages,
        state=DocumentState(row.state),
        superseded_by=row.newer_number or "",
        superseded_by_id=row.superseded_by,
        service=_served(row) if row.method is not None else None,
    )


def _served(row: Row[Any]) -> Served:
    return Served(
        method=row.method,
        served_on=row.served_on,
        signer=row.signer,
        mail_no=row.mail_no,
        place=row.served_at,
        server=row.server,
        published_on=row.published_on,
    )


def document_of(connection: Connection, document_id: int) -> Document:
    """Return a paper by its number in the register.

    Raises:
        UsageError: There is none.
    """
    return documents_of(connection, [document_id])[document_id]


def documents_of(connection: Connection, ids: Sequence[int]) -> dict[int, Document]:
    """Return papers by their numbers in the register.

    Raises:
        UsageError: There is none of one of them.
    """
    found: dict[int, Document] = {}
    for start in range(0, len(ids), _AT_ONCE):
        some = documents.c.id.in_(ids[start : start + _AT_ONCE])
        found |= {one.id: one for one in _read(connection, _documents().where(some))}
    if not found.keys() >= set(ids):
        raise UsageError("登记簿里没有这件文书。", fix="用 docgen register list 查看。")
    return found


def find_numbers(connection: Connection, wanted: Iterable[str]) -> dict[str, Document]:
    """Return the papers that bear numbers; brackets and noughts may be written otherwise.

    Args:
        connection: The connection.
        wanted: Numbers as somebody wrote them.

    Returns:
        By number as it was given; what nobody bears is not in it. A paper may be void.
    """
    asked: dict[Series, dict[int, list[str]]] = {}
    for text in dict.fromkeys(wanted):
        if (parts := number_of(text)) is not None:
            asked.setdefault(parts[0], {}).setdefault(parts[1], []).append(text)
    found: dict[str, Document] = {}
    for of, by_value in asked.items():
        values = list(by_value)
        for start in range(0, len(values), _AT_ONCE):
            for one in _bearing(connection, of, values[start : start + _AT_ONCE]):
                parts = number_of(one.number)
                found |= dict.fromkeys(by_value[parts[1]] if parts else (), one)
    return found


def _bearing(connection: Connection, of: Series, values: Sequence[int]) -> tuple[Document, ...]:
    """Return the papers of a series with some running numbers, the one issued last behind."""
    query = _documents().join(series, series.c.id == rows.c.series_id)
    of_series = (series.c.head == of.head, series.c.tail == of.tail, series.c.width == of.width)
    return _read(connection, query.where(*of_series, rows.c.value.in_(values)))


def find_documents(
    connection: Connection,
    *,
    run_id: int | None = None,
    kind: str | None = None,
    key: str | None = None,
    unserved: bool = False,
) -> tuple[Document, ...]:
    """Return papers in the order they were issued.

    Args:
        connection: The connection.
        run_id: Only those of this run.
        kind: Only those of this kind.
        key: Only those found by this code or number of a parcel or contract.
        unserved: Only those that are valid and of which no service is noted.
    """
    query = _documents()
    if run_id is not None:
        query = query.where(documents.c.run_id == run_id)
    if kind is not None:
        query = query.where(runs.c.kind == kind)
    if unserved:
        query = query.where(documents.c.state == _VALID, services.c.id.is_(None))
    if key is not None:
        query = query.join(
            keys, (keys.c.run_id == documents.c.run_id) & (keys.c.row == documents.c.row)
        ).where(keys.c.key == key)
    return _read(connection, query)


def latest(
    connection: Connection, kinds: Sequence[str], wanted: Iterable[str]
) -> dict[str, dict[str, Document]]:
    """Return the valid paper issued last, for each of many parcels and of each kind.

    Args:
        connection: The connection.
        kinds: Codes of notices or documents.
        wanted: Codes and numbers of parcels or contracts.

    Returns:
        By kind, then by code or number; what has no such paper is not in it.
    """
    found: dict[str, dict[str, Document]] = {kind: {} for kind in kinds}
    every = sorted(set(wanted))
    for start in range(0, len(every), _AT_ONCE):
        some = frozenset(every[start : start + _AT_ONCE])
        of_key = (
            select(documents.c.id)
            .join(keys, (keys.c.run_id == documents.c.run_id) & (keys.c.row == documents.c.row))
            .where(keys.c.key.in_(some))
        )
        query = _documents().where(
            runs.c.kind.in_(kinds), documents.c.state == _VALID, documents.c.id.in_(of_key)
        )
        for one in _read(connection, query):
            # In the order of issue: the last one stays.
            found[one.kind] |= {key: one for key in one.keys if key in some}
    return found


def void(connection: Connection, document_id: int, act: Act) -> Document:
    """Void a paper. Its number is used up for ever.

    Args:
        connection: Within a transaction that writes.
        document_id: The paper.
        act: Who, when and why.

    Returns:
        The paper as it is then.

    Raises:
        UsageError: No reason is given, or the paper is not valid.
    """
    if not act.why.strip():
        raise UsageError("没有写作废的原因。", fix="写明原因，它会留在登记簿里。")
    known = document_of(connection, document_id)
    if known.state is not DocumentState.VALID:
        raise UsageError(f"文书「{known.number}」已经作废或已被更正。", fix="不用再作废。")
    connection.execute(
        update(documents)
        .where(documents.c.id == document_id)
        .values(state=DocumentState.VOID.value)
    )
    used = select(rows.c.series_id, rows.c.value).where(
        rows.c.run_id == known.run_id, rows.c.row == known.row, rows.c.series_id.is_not(None)
    )
    turn(connection, [(a, b) for a, b in connection.execute(used)], NumberState.VOID)
    note(connection, "document.void", act, run_id=known.run_id, document_id=document_id)
    return document_of(connection, document_id)
