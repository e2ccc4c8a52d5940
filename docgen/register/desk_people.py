"""People who may come in: by login, with a role and the hash of a password."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from docgen.errors import UsageError
from docgen.register.desk_records import Person, Role
from docgen.register.desk_tables import people, sessions
from docgen.register.moments import utc
from docgen.register.records import Act
from docgen.register.room import Room
from docgen.register.trail import note

__all__ = ["People", "folded_login", "person_named", "person_of"]

_MAX_LENGTH = 100
_ADMIN = Role.ADMIN.value


class People(Room):
    """The people of the desk. Nobody is deleted; who has left is no longer active."""

    def add_person(
        self,
        login: str,
        name: str,
        role: Role,
        password_hash: str,
        act: Act,
        *,
        first: bool = False,
    ) -> Person:
        """Add somebody.

        Args:
            login: What they type to come in; width and case do not count.
            name: Their name in the trail; an ``Act`` of theirs bears it as ``who``.
            role: What they may do.
            password_hash: Made by the caller; no password comes in here.
            act: Who adds them, when.
            first: Whether nobody may be there yet (the set-up page: of two at once, one wins).

        Raises:
            UsageError: Login or name is empty, too long or taken; or somebody is there already.
        """
        values = {
            "login": _checked(folded_login(login), "登录名"),
            "name": _checked(name, "姓名"),
            "role": Role(role).value,
            "active": True,
            "password_hash": password_hash,
        }
        with self._store.writing() as connection:
            if first and connection.scalar(select(func.count()).select_from(people)):
                raise UsageError("已经设置过管理人员。", fix="请登录；要加人员的，找管理人员。")
            _nobody_else(connection, None, values)
            made = connection.execute(insert(people).values(**values).returning(people)).one()
            note(connection, "person.add", act, about=f"person/{made.id}")
            return person_of(made)

    def people(self) -> tuple[Person, ...]:
        """Return everybody, also who is no longer active, in the order they were added."""
        with self._store.reading() as connection:
            found = connection.execute(select(people).order_by(people.c.id))
            return tuple(person_of(one) for one in found)

    def person(self, person_id: int) -> Person | None:
        """Return somebody by their number, None for nobody."""
        with self._store.reading() as connection:
            return _find(connection, person_id)

    def person_by_login(self, login: str) -> Person | None:
        """Return somebody by what they type to come in, None for nobody; they may be inactive."""
        query = select(people).where(people.c.login == folded_login(login))
        with self._store.reading() as connection:
            found = connection.execute(query).first()
            return person_of(found) if found is not None else None

    def change_person(
        self,
        person_id: int,
        act: Act,
        *,
        role: Role | None = None,
        name: str | None = None,
        active: bool | None = None,
        password_hash: str | None = None,
    ) -> Person:
        """Change what is given. A new password or no longer being active ends all their sessions.

        Args:
            person_id: Who.
            act: Who changes it, when.
            role: What they may do from now on.
            name: Their name from now on; what was done before keeps the former.
            active: Whether they may come in.
            password_hash: Of the new password; it also opens a door that was locked.

        Raises:
            UsageError: There is no such person; the name is taken; nobody would be left who may
                manage the others.
        """
        values: dict[str, Any] = {}
        if role is not None:
            values["role"] = Role(role).value
        if name is not None:
            values["name"] = _checked(name, "姓名")
        if active is not None:
            values["active"] = active
        if password_hash is not None:
            values |= {"password_hash": password_hash, "failures": 0, "locked_until": ""}
        with self._store.writing() as connection:
            known = _must_be(connection, person_id)
            _nobody_else(connection, person_id, values)
            if values:
                connection.execute(update(people).where(people.c.id == person_id).values(**values))
                _somebody_manages(connection, known)
                if password_hash is not None or active is False:
                    connection.execute(delete(sessions).where(sessions.c.person_id == person_id))
                note(connection, _what(values), act, about=f"person/{person_id}")
            return _must_be(connection, person_id)

    def note_login(
        self,
        person_id: int | None,
        ok: bool,  # noqa: FBT001 - the door's answer, told beside its person
        at: str,
        locked_until: str | None = None,
    ) -> int:
        """Note that somebody came in, or did not.

        Args:
            person_id: Who it was; None where nobody has that login.
            ok: Whether they came in; their wrong passwords are forgotten then.
            at: When, ISO 8601 with its offset.
            locked_until: Until when the door stays shut for them; None leaves it as it is.

        Returns:
            Wrong passwords of theirs since the last right one.

        Raises:
            UsageError: There is no such person.
        """
        with self._store.writing() as connection:
            failures, who = 0, ""
            if person_id is not None:
                known = _must_be(connection, person_id)
                who, failures = known.name, 0 if ok else known.failures + 1
                values: dict[str, Any] = {"failures": failures}
                if ok or locked_until is not None:
                    values["locked_until"] = utc(locked_until) if locked_until else ""
                connection.execute(update(people).where(people.c.id == person_id).values(**values))
            about = f"person/{person_id}" if person_id is not None else ""
            note(connection, "login.ok" if ok else "login.failed", Act(at, who), about=about)
            return failures


def folded_login(login: str) -> str:
    """Return a login as it is compared: width and case folded, nothing around it."""
    return unicodedata.normalize("NFKC", login).casefold().strip()


def person_of(row: Row[Any]) -> Person:
    """Return the person of a row of ``people``."""
    return Person(
        id=row.id,
        login=row.login,
        name=row.name,
        role=Role(row.role),
        active=row.active,
        password_hash=row.password_hash,
        failures=row.failures,
        locked_until=row.locked_until,
    )


def person_named(connection: Connection, name: str) -> int | None:
    """Return the number of the person whose name in the trail it is, None for nobody's."""
    return connection.scalar(select(people.c.id).where(people.c.name == name))


def _find(connection: Connection, person_id: int) -> Person | None:
    found = connection.execute(
        select(people).where(people.c.id == person_id).with_for_update()
    ).first()
    return person_of(found) if found is not None else None


def _must_be(connection: Connection, person_id: int) -> Person:
    found = _find(connection, person_id)
    if found is None:
        raise UsageError("没有这个人员。", fix="从人员列表里选。")
    return found


def _checked(text: str, what: str) -> str:
    text = " ".join(text.split())
    if not text or len(text) > _MAX_LENGTH or not text.isprintable():
        raise UsageError(
            f"{what}没有填或不能用。", fix=f"填不超过{_MAX_LENGTH}个字，不带特殊符号。"
        )
    return text


def _nobody_else(connection: Connection, person_id: int | None, values: dict[str, Any]) -> None:
    """Refuse a login or name that somebody else has; the trail could not tell them apart."""
    for column, what in (("login", "登录名"), ("name", "姓名")):
        if column in values:
            owner = connection.scalar(select(people.c.id).where(people.c[column] == values[column]))
            if owner not in (None, person_id):
                raise UsageError(
                    f"{what}「{values[column]}」已经有人用了。",
                    fix="换一个；同名的，在姓名后面加上科室。",
                )


def _somebody_manages(connection: Connection, known: Person) -> None:
    left = connection.scalar(
        select(func.count()).where(people.c.role == _ADMIN, people.c.active.is_(True))
    )
    if not left and known.active and known.role is Role.ADMIN:
        raise UsageError(
            "这是最后一名管理人员，不能停用或改作别的身份。", fix="先另设一名管理人员。"
        )


def _what(values: dict[str, Any]) -> str:
    if "password_hash" in values:
        return "person.password"
    if "active" in values:
        return "person.activate" if values["active"] else "person.deactivate"
    return "person.change"
