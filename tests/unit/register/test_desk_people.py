"""People, sessions, tokens and the log of the desk."""

from __future__ import annotations

from pathlib import Path

import pytest

from docgen.errors import DocgenError, UsageError
from docgen.register.desk import Desk
from docgen.register.desk_records import Role
from tests.deskbooks import ADMIN, CLERK, desk, staff, tree

_AT, _LATER = "2026-11-25T09:00:00+08:00", "2026-11-25T19:00:00+08:00"
_TOKEN, _OTHER = "a" * 64, "b" * 64


def test_people_are_added_found_and_listed(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, reviewer, admin = staff(one)
        assert one.people() == (admin, clerk, reviewer)
        assert one.person(clerk.id) == clerk
        assert one.person_by_login(" ＪingBan ") == clerk
        assert one.person(99) is None
        assert one.person_by_login("nobody") is None
        assert (clerk.role, clerk.active, clerk.failures) == (Role.CLERK, True, 0)
        assert "hash-c" not in repr(clerk)


def test_only_one_can_be_the_first(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        one.add_person("a", "甲", Role.ADMIN, "h", ADMIN, first=True)
        with pytest.raises(UsageError, match="已经设置过"):
            one.add_person("b", "乙", Role.ADMIN, "h", ADMIN, first=True)


@pytest.mark.parametrize(
    ("login", "name", "said"),
    [
        ("JINGBAN", "另一人", "登录名「jingban」已经有人用了"),
        ("other", "示例经办", "姓名「示例经办」已经有人用了"),
        (" ", "另一人", "登录名没有填"),
        ("x" * 101, "另一人", "登录名没有填或不能用"),
        ("other", "一\u202e二", "姓名没有填或不能用"),
    ],
)
def test_a_login_or_name_that_cannot_be_told_apart_is_refused(
    tmp_path: Path, login: str, name: str, said: str
) -> None:
    with desk(tmp_path) as one:
        staff(one)
        with pytest.raises(UsageError, match=said):
            one.add_person(login, name, Role.CLERK, "h", ADMIN)
        assert len(one.people()) == 3


def test_people_are_changed_and_never_deleted(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, _, _ = staff(one)
        changed = one.change_person(clerk.id, ADMIN, role=Role.REVIEWER, name="示例经办（二科）")
        assert (changed.role, changed.name) == (Role.REVIEWER, "示例经办（二科）")
        assert not one.change_person(clerk.id, ADMIN, active=False).active
        assert len(one.people()) == 3
        with pytest.raises(UsageError, match="没有这个人员"):
            one.change_person(99, ADMIN, active=False)


@pytest.mark.parametrize("change", [{"active": False}, {"role": Role.CLERK}])
def test_the_last_who_manages_cannot_be_taken_away(
    tmp_path: Path, change: dict[str, object]
) -> None:
    with desk(tmp_path) as one:
        clerk, _, admin = staff(one)
        with pytest.raises(UsageError, match="最后一名管理人员"):
            one.change_person(admin.id, ADMIN, **change)  # type: ignore[arg-type]
        assert one.person(admin.id) == admin
        one.change_person(clerk.id, ADMIN, role=Role.ADMIN)
        one.change_person(admin.id, ADMIN, **change)  # type: ignore[arg-type]


def test_wrong_passwords_are_counted_and_forgotten_with_the_right_one(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, _, _ = staff(one)
        assert one.note_login(clerk.id, False, _AT) == 1
        assert one.note_login(clerk.id, False, _AT, locked_until=_LATER) == 2
        locked = one.person(clerk.id)
        assert locked is not None
        assert (locked.failures, locked.locked_until) == (2, "2026-11-25T11:00:00.000000+00:00")
        assert one.note_login(clerk.id, True, _AT) == 0
        assert one.person(clerk.id) == clerk
        assert one.note_login(None, False, _AT) == 0
        told = [(entry.what, entry.act.who) for entry in one.log(limit=4)]
        assert told == [
            ("login.failed", ""),
            ("login.ok", "示例经办"),
            ("login.failed", "示例经办"),
            ("login.failed", "示例经办"),
        ]


def test_a_session_holds_until_it_expires_whatever_offset_the_clock_has(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, _, _ = staff(one)
        opened = one.open_session(_TOKEN, clerk.id, "csrf", _AT, _LATER)
        assert opened.person == clerk
        assert one.session(_TOKEN, "2026-11-25T10:59:59+00:00") == opened
        assert one.session(_TOKEN, "2026-11-25T11:00:00+00:00") is None
        assert one.session(_OTHER, _AT) is None
        with pytest.raises(DocgenError, match="时区"):
            one.session(_TOKEN, "2026-11-25T11:00:00")
        with pytest.raises(DocgenError, match="ISO 8601"):
            one.session(_TOKEN, "gestern")


def test_a_session_may_belong_to_nobody_yet(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        assert one.open_session(_TOKEN, None, "csrf", _AT, _LATER).person is None
        found = one.session(_TOKEN, _AT)
        assert found is not None
        assert (found.person, found.csrf) == (None, "csrf")
        one.close_session(_TOKEN)
        one.close_session(_TOKEN)
        assert one.session(_TOKEN, _AT) is None


@pytest.mark.parametrize("change", [{"active": False}, {"password_hash": "new"}])
def test_a_new_password_or_leaving_ends_every_session(
    tmp_path: Path, change: dict[str, object]
) -> None:
    with desk(tmp_path) as one:
        clerk, reviewer, _ = staff(one)
        one.open_session(_TOKEN, clerk.id, "c", _AT, _LATER)
        one.open_session(_OTHER, reviewer.id, "c", _AT, _LATER)
        one.change_person(clerk.id, ADMIN, **change)  # type: ignore[arg-type]
        assert one.session(_TOKEN, _AT) is None
        assert one.session(_OTHER, _AT) is not None


def test_who_has_left_opens_no_session_and_gets_no_token(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, _, _ = staff(one)
        one.change_person(clerk.id, ADMIN, active=False)
        with pytest.raises(UsageError, match="已停用"):
            one.open_session(_TOKEN, clerk.id, "c", _AT, _LATER)
        with pytest.raises(UsageError, match="已停用"):
            one.add_token(clerk.id, "对接", _TOKEN, ADMIN)


def test_a_token_holds_until_it_is_revoked_and_stays_listed(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, _, _ = staff(one)
        made = one.add_token(clerk.id, " 不动产登记  系统 ", _TOKEN, ADMIN)
        assert (made.label, made.person, made.revoked) == ("不动产登记 系统", clerk, None)
        assert one.token(_TOKEN) == made
        revoked = one.revoke_token(made.id, ADMIN)
        assert revoked.revoked == ADMIN
        assert one.revoke_token(made.id, CLERK) == revoked
        assert one.token(_TOKEN) is None
        assert one.tokens() == one.tokens(clerk.id) == (revoked,)
        assert one.tokens(99) == ()
        with pytest.raises(UsageError, match="没有这个令牌"):
            one.revoke_token(99, ADMIN)
        with pytest.raises(UsageError, match="用途"):
            one.add_token(clerk.id, " ", _OTHER, ADMIN)


def test_a_token_of_somebody_who_left_does_not_hold(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, _, _ = staff(one)
        one.add_token(clerk.id, "对接", _TOKEN, ADMIN)
        one.change_person(clerk.id, ADMIN, active=False)
        assert one.token(_TOKEN) is None


def test_the_log_tells_everything_newest_first_in_pages(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        staff(one)
        one.save_case(tree(), CLERK)
        one.note(CLERK, "paper.download", "submission/1")
        whole = one.log()
        assert [entry.what for entry in whole] == [
            "paper.download",
            "case.create",
            *["person.add"] * 3,
        ]
        assert [entry.about for entry in whole[:2]] == ["submission/1", "case/1"]
        assert one.log(limit=2) + one.log(limit=9, before=whole[1].id) == whole
        assert one.log(about="case/1") == whole[1:2]
        assert whole[-1].act == ADMIN


def test_the_desk_and_the_print_runs_see_one_register(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "register.sqlite") as one:
        assert one.register.runs() == ()
