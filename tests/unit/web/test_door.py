"""The door of the desk: who comes in, who does not, and what every answer says."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.register.desk_records import Role
from docgen.web.serve import _without_trace
from docgen.web.settings import Limits, is_loopback
from tests.desks import PASSWORD, Desk, desk_of


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as made:
        yield made


def test_the_first_page_answers_before_anybody_is_set_up(desk: Desk) -> None:
    answer = desk.visit().get("/")
    assert answer.status_code == 200
    assert "设立管理员" in answer.text


def test_without_people_another_machine_sees_the_set_up_page_and_nothing_else(desk: Desk) -> None:
    stranger = desk.visit(here=False)
    assert stranger.get("/").status_code == 200
    assert "只能在运行本系统的那台电脑上设立" in stranger.get("/").text
    for address in ("/people", "/log", "/me"):
        assert stranger.get(address).headers["location"] == "/"


def test_a_name_that_leads_here_from_elsewhere_does_not_open_the_desk(desk: Desk) -> None:
    visit = desk.visit()
    for headers in ({"host": "evil.example"}, {"x-forwarded-for": "192.0.2.1"}):
        assert visit.get("/log", headers=headers).headers["location"] == "/"


def test_another_machine_sets_up_the_first_user_only_with_the_code(tmp_path: Path) -> None:
    told = {"login": "guanli", "name": "示例管理员", "password": PASSWORD, "again": PASSWORD}
    with desk_of(tmp_path, host="192.0.2.1", setup_code="code-of-the-terminal") as desk:
        stranger = desk.visit(here=False)
        assert "设立码不对" in stranger.post("/setup", {**told, "code": "guess"}).text
        answer = stranger.post("/setup", {**told, "code": "code-of-the-terminal"})
        assert answer.status_code == 303
        assert stranger.get("/people").status_code == 200


def test_the_first_user_is_set_up_once(desk: Desk) -> None:
    desk.set_up()
    told = {"login": "second", "name": "示例乙", "password": PASSWORD, "again": PASSWORD}
    answer = desk.visit().post("/setup", told)
    assert answer.status_code == 400
    assert "已经" in answer.text


def test_with_people_nobody_comes_in_without_logging_in(desk: Desk) -> None:
    desk.set_up()
    answer = desk.visit().get("/log?before=9")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Flog%3Fbefore%3D9"


def test_after_logging_in_one_goes_on_where_one_wanted_to(desk: Desk) -> None:
    desk.set_up()
    visit = desk.visit()
    told = {"login": "guanli", "password": PASSWORD}
    assert visit.post("/login", {**told, "next": "/log"}).headers["location"] == "/log"
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        assert visit.post("/login", {**told, "next": elsewhere}).headers["location"] == "/"


def test_logging_in_ends_with_logging_out(desk: Desk) -> None:
    visit = desk.set_up()
    kept = dict(visit.client.cookies)
    assert visit.post("/logout").status_code == 303
    visit.client.cookies.update(kept)
    assert visit.get("/log").headers["location"].startswith("/login")


def test_wrong_names_and_wrong_passwords_get_the_same_answer(desk: Desk) -> None:
    desk.set_up()
    texts = []
    for login, password in (("nobody", PASSWORD), ("guanli", "wrong password")):
        answer = desk.visit().post("/login", {"login": login, "password": password})
        assert answer.status_code == 400
        texts.append(answer.text.replace(login, ""))
    assert "登录名或密码不对" in texts[0]
    assert "登录名或密码不对" in texts[1]


def test_after_five_wrong_passwords_the_right_one_has_to_wait(desk: Desk) -> None:
    desk.set_up()
    visit = desk.visit()
    for _ in range(5):
        visit.post("/login", {"login": "guanli", "password": "wrong password"})
    answer = visit.post("/login", {"login": "guanli", "password": PASSWORD})
    assert "暂时不能登录" in answer.text


@pytest.mark.parametrize(
    ("password", "said"),
    [("short", "至少"), ("a" * 10, "一猜就中"), ("x" * 201, "至多")],
)
def test_a_weak_password_is_refused(desk: Desk, password: str, said: str) -> None:
    told = {"login": "guanli", "name": "示例甲", "password": password, "again": password}
    assert said in desk.visit().post("/setup", told).text


def test_passwords_and_tickets_lie_nowhere_in_the_register(desk: Desk) -> None:
    visit = desk.set_up()
    ticket = visit.client.cookies["docgen_session"]
    held = b"".join(
        one.read_bytes() for one in desk.settings.data.iterdir() if one.name.startswith("register")
    )
    assert PASSWORD.encode() not in held
    assert ticket.encode() not in held
    assert b"$argon2id$" in held


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(desk: Desk) -> None:
    cookie = (
        desk.visit().get("/login", headers={}).headers.get("set-cookie")
        or desk.visit().get("/").headers["set-cookie"]
    )
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie


def test_behind_a_proxy_that_encrypts_the_cookie_never_goes_in_the_open(desk: Desk) -> None:
    desk.set_up()
    plain = desk.visit().get("/login").headers["set-cookie"]
    behind = desk.visit().get("/login", headers={"x-forwarded-proto": "https"})
    assert "Secure" not in plain
    assert "Secure" in behind.headers["set-cookie"]


def test_a_form_without_its_token_is_refused(desk: Desk) -> None:
    visit = desk.set_up()
    told = {"login": "jia", "name": "示例甲", "role": "clerk", "password": PASSWORD}
    for csrf in ({}, {"csrf": "0" * 64}):
        answer = visit.client.post("/people", data={**told, **csrf}, follow_redirects=False)
        assert answer.status_code == 403
        assert "已经过期" in answer.text
    assert len(desk.app.state.office.desk.people()) == 1


def test_a_form_of_another_site_is_refused_even_with_the_token(desk: Desk) -> None:
    visit = desk.set_up()
    told = {"login": "jia", "name": "示例甲", "role": "clerk", "password": PASSWORD}
    for headers in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
        assert visit.post("/people", told, headers=headers).status_code == 403


def test_each_role_may_do_what_it_is_for(desk: Desk) -> None:
    keeper = desk.set_up()
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    reviewer = desk.add(keeper, "shenhe", "示例审核", Role.REVIEWER)
    for visit in (clerk, reviewer):
        answer = visit.get("/people")
        assert answer.status_code == 403
        assert "没有这个权限" in answer.text
        assert "要由「管理」来做" in answer.text
        assert visit.post("/register/backup").status_code == 403
    assert keeper.get("/people").status_code == 200


def test_who_is_stopped_is_out_at_once(desk: Desk) -> None:
    keeper = desk.set_up()
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    assert clerk.get("/me").status_code == 200
    assert keeper.post("/people/2/active", {"active": "false"}).status_code == 303
    assert clerk.get("/me").headers["location"].startswith("/login")
    refused = desk.visit().post("/login", {"login": "jingban", "password": PASSWORD})
    assert refused.status_code == 400


def test_a_new_password_ends_the_other_sessions(desk: Desk) -> None:
    keeper = desk.set_up()
    other = desk.log_in("guanli")
    fresh = "另外四个词 2027"
    told = {"old": PASSWORD, "password": fresh, "again": fresh}
    assert keeper.post("/me/password", told).status_code == 303
    assert keeper.get("/me").status_code == 200
    assert other.get("/me").headers["location"].startswith("/login")


def test_a_token_is_shown_once_and_taken_back(desk: Desk) -> None:
    keeper = desk.set_up()
    shown = keeper.post("/me/tokens", {"label": "办公系统"})
    assert "docgen_" in shown.text
    assert "docgen_" not in keeper.get("/me").text.replace("docgen_session", "")
    assert keeper.post("/me/tokens/1/revoke").status_code == 303
    assert "已收回" in keeper.get("/me").text


def test_nobody_takes_back_the_tokens_of_others(desk: Desk) -> None:
    keeper = desk.set_up()
    keeper.post("/me/tokens", {"label": "办公系统"})
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    assert clerk.post("/me/tokens/1/revoke").status_code == 400


def test_every_answer_tells_the_browser_what_to_keep_shut(desk: Desk) -> None:
    visit = desk.visit()
    for address in ("/", "/nowhere", "/static/desk.css", "/log"):
        headers = visit.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"


def test_a_page_that_is_not_there_says_so_in_chinese(desk: Desk) -> None:
    answer = desk.visit().get("/nowhere")
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


@pytest.mark.parametrize("name", ["../settings.py", "%2e%2e%2fapp.py", "desk.py"])
def test_only_the_assets_are_served(desk: Desk, name: str) -> None:
    assert desk.visit().get(f"/static/{name}").status_code == 404


def test_a_body_beyond_the_limit_is_refused(tmp_path: Path) -> None:
    with desk_of(tmp_path, limits=Limits(body_bytes=1000)) as desk:
        answer = desk.visit().client.post("/login", data={"login": "a" * 2000})
        assert answer.status_code == 413


def test_a_body_without_a_length_is_counted_as_it_comes(tmp_path: Path) -> None:
    with desk_of(tmp_path, limits=Limits(body_bytes=1000)) as desk:
        pieces = (b"login=" + b"a" * 400 for _ in range(5))
        headers = {"content-type": "application/x-www-form-urlencoded"}
        answer = desk.visit().client.post("/login", content=pieces, headers=headers)
        assert answer.status_code == 413


def test_more_requests_than_are_served_at_once_are_told_to_come_back(tmp_path: Path) -> None:
    with desk_of(tmp_path, limits=Limits(requests=0)) as desk:
        answer = desk.visit().get("/")
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0


def test_the_log_of_requests_holds_routes_and_nothing_that_was_asked_for(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    visit = desk.set_up()
    with caplog.at_level(logging.INFO, logger="docgen.web"):
        visit.get("/?q=示例甲公司410307001002GB00123")
        desk.visit().post("/login", {"login": "guanli", "password": "wrong password"})
    told = caplog.text
    assert "GET / 200" in told
    assert "POST /login 400" in told
    for secret in ("示例甲公司", "GB00123", "guanli", "wrong password"):
        assert secret not in told


def test_the_log_of_the_server_holds_no_trace_and_no_message_of_an_error() -> None:
    try:
        raise ValueError("示例甲公司 14000001.00")
    except ValueError:
        record = logging.LogRecord("uvicorn.error", 40, "", 0, "Exception", (), sys.exc_info())
    assert _without_trace(record)
    assert logging.Formatter().format(record) == "unanswered ValueError"


def test_the_backup_is_a_whole_register(desk: Desk, tmp_path: Path) -> None:
    from docgen.register.desk import Desk as Book

    keeper = desk.set_up()
    answer = keeper.post("/register/backup")
    assert answer.status_code == 200
    copy = tmp_path / "copy.sqlite"
    copy.write_bytes(answer.content)
    with Book.open(copy, create=False) as book:
        assert [one.login for one in book.people()] == ["guanli"]


@pytest.mark.parametrize(
    ("host", "here"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("::1", True), ("[::1]", True), ("localhost", True),
     ("0.0.0.0", False), ("10.0.0.1", False), ("localhost.evil.example", False), ("", False)],
)  # fmt: skip
def test_only_this_machine_is_this_machine(host: str, *, here: bool) -> None:
    assert is_loopback(host) is here
