"""Cases and their versions: saved, found, read back. A version, once saved, stays as it is."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from typing import Any

import orjson
from isal import isal_zlib
from sqlalchemy import Connection, Row, Select, func, insert, select, update

from docgen.errors import DocgenError, UsageError
from docgen.register.desk_finding import pattern, shown
from docgen.register.desk_records import CaseHead, CaseVersion, NewerVersion
from docgen.register.desk_tables import case_versions, cases
from docgen.register.records import Act
from docgen.register.room import Room
from docgen.register.trail import note

__all__ = ["Cases", "head_of", "save", "version_of"]

_LEVEL = 1
#: As much as a file of a case may have.
_MAX_BYTES = 5_000_000


class Cases(Room):
    """The cases of the desk."""

    def save_case(
        self,
        data: Mapping[str, Any],
        act: Act,
        *,
        case_id: int | None = None,
        based_on: int | None = None,
    ) -> CaseHead:
        """Save a case as its next version; saved unchanged, it stays at the version it has.

        Args:
            data: The plain tree under English keys.
            act: Who, when, why.
            case_id: The case; None for a new one.
            based_on: The version it was edited from; needed for a case that is there.

        Returns:
            The case as it is then.

        Raises:
            NewerVersion: Somebody saved it in between.
            UsageError: There is no such case, or ``based_on`` is missing.
        """
        packed = _packed(data)
        with self._store.writing() as connection:
            return save(connection, data, packed, act, case_id=case_id, based_on=based_on)

    def cases(self, search: str = "", *, limit: int = 50, offset: int = 0) -> tuple[CaseHead, ...]:
        """Return cases, the one changed last first.

        Args:
            search: Words that must all be found in names, location, project, codes and numbers;
                parts of them are enough.
            limit: At most so many.
            offset: So many are passed over.
        """
        query = _matching(select(cases), search).order_by(cases.c.turn.desc())
        with self._store.reading() as connection:
            found = connection.execute(query.limit(limit).offset(offset))
            return tuple(_head(one) for one in found)

    def count_cases(self, search: str = "") -> int:
        """Return how many cases there are, or match some words."""
        with self._store.reading() as connection:
            query = _matching(select(func.count()).select_from(cases), search)
            return int(connection.scalar(query) or 0)

    def case_head(self, case_id: int) -> CaseHead | None:
        """Return what the list shows of one case, None for no such case."""
        with self._store.reading() as connection:
            return head_of(connection, case_id)

    def case(self, case_id: int, version: int | None = None) -> CaseVersion | None:
        """Return a version of a case, by default the newest; None for none such."""
        with self._store.reading() as connection:
            return version_of(connection, case_id, version)

    def versions(self, case_id: int) -> tuple[CaseVersion, ...]:
        """Return the versions of a case without their data, newest first."""
        query = (
            select(*(one for one in case_versions.c if one.name != "data"))
            .where(case_versions.c.case_id == case_id)
            .order_by(case_versions.c.version.desc())
        )
        with self._store.reading() as connection:
            return tuple(
                CaseVersion(one.case_id, one.version, {}, Act(one.at, one.who, one.why))
                for one in connection.execute(query)
            )


def save(
    connection: Connection,
    data: Mapping[str, Any],
    packed: bytes | None,
    act: Act,
    *,
    case_id: int | None,
    based_on: int | None,
) -> CaseHead:
    """Save a case as its next version.

    Args:
        connection: Within a transaction that writes.
        data: The plain tree under English keys.
        packed: The same, ready to be kept; None to have it made.
        act: Who, when, why.
        case_id: The case; None for a new one.
        based_on: The version it was edited from.

    Raises:
        NewerVersion: Somebody saved it in between.
        UsageError: There is no such case, or ``based_on`` is missing.
    """
    kept = _packed(data) if packed is None else packed
    known = None
    if case_id is not None:
        known = _must_be(connection, case_id)
        if based_on is None:
            raise UsageError("没有写明案卷是从哪一版改起的。", fix="带上版本号再保存。")
        if known.version != based_on:
            raise NewerVersion(known)
        now = connection.scalar(_version(case_id, known.version, case_versions.c.data))
        if now == kept:
            return known
    made = _put(connection, data, act, known)
    connection.execute(
        insert(case_versions).values(
            case_id=made.id,
            version=made.version,
            data=kept,
            at=act.at,
            who=act.who,
            why=act.why,
        )
    )
    what = "case.save" if known else "case.create"
    note(connection, what, act, about=f"case/{made.id}")
    return made


def _must_be(connection: Connection, case_id: int) -> CaseHead:
    # On a database with locks of rows, whoever holds the case's row saves it.
    found = connection.execute(select(cases).where(cases.c.id == case_id).with_for_update()).first()
    if found is None:
        raise UsageError(f"没有第{case_id}号案卷。", fix="从案卷列表里选。")
    return _head(found)


def _put(
    connection: Connection, data: Mapping[str, Any], act: Act, known: CaseHead | None
) -> CaseHead:
    """Write what the list shows of a case; return it."""
    of_list = shown(data)
    values: dict[str, Any] = {
        "version": known.version + 1 if known else 1,
        "turn": int(connection.scalar(select(func.coalesce(func.max(cases.c.turn), 0))) or 0) + 1,
        "title": of_list.title,
        "contract_no": of_list.contract_no,
        "parcel_code": of_list.parcel_code,
        "jurisdiction": of_list.jurisdiction,
        "search": of_list.search,
        "changed_at": act.at,
        "changed_by": act.who,
        "changed_why": act.why,
    }
    if known is None:
        made = connection.execute(insert(cases).values(**values).returning(cases)).one()
    else:
        query = update(cases).where(cases.c.id == known.id, cases.c.version == known.version)
        made = connection.execute(query.values(**values).returning(cases)).one()
    return _head(made)


def head_of(connection: Connection, case_id: int) -> CaseHead | None:
    """Return what the list shows of a case, None for no such case."""
    found = connection.execute(select(cases).where(cases.c.id == case_id)).first()
    return _head(found) if found is not None else None


def version_of(
    connection: Connection, case_id: int, version: int | None = None
) -> CaseVersion | None:
    """Return a version of a case, by default the newest; None for none such."""
    query = select(case_versions).where(case_versions.c.case_id == case_id)
    if version is not None:
        query = query.where(case_versions.c.version == version)
    one = connection.execute(query.order_by(case_versions.c.version.desc()).limit(1)).first()
    if one is None:
        return None
    data: dict[str, Any] = orjson.loads(zlib.decompress(one.data))
    return CaseVersion(one.case_id, one.version, data, Act(one.at, one.who, one.why))


def _version(case_id: int, version: int, what: Any) -> Select[Any]:
    return select(what).where(
        case_versions.c.case_id == case_id, case_versions.c.version == version
    )


def _matching(query: Select[Any], search: str) -> Select[Any]:
    return query.where(*(cases.c.search.like(one, escape="\\") for one in pattern(search)))


def _head(row: Row[Any]) -> CaseHead:
    return CaseHead(
        id=row.id,
        title=row.title,
        contract_no=row.contract_no,
        parcel_code=row.parcel_code,
        jurisdiction=row.jurisdiction,
        version=row.version,
        changed=Act(row.changed_at, row.changed_by, row.changed_why),
    )


def _packed(data: Mapping[str, Any]) -> bytes:
    """Return the tree as it is kept: JSON with sorted keys, compressed.

    Raises:
        DocgenError: It is no plain tree.
        UsageError: It is larger than a case may be.
    """
    try:
        plain = orjson.dumps(data, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise DocgenError("案卷里有不能登记的值。") from error
    if len(plain) > _MAX_BYTES:
        raise UsageError("案卷太大，没有保存。", fix="核对有没有误填了很长的文字。")
    return isal_zlib.compress(plain, _LEVEL)
