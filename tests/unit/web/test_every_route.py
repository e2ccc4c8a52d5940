"""Every way into the desk, as the application itself lists them: who is kept out of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from docgen.register.desk_records import Role
from docgen.web.api.caller import caller
from docgen.web.api.contract import PREFIX
from docgen.web.door.tickets import fingerprint
from docgen.web.door.who import admin, clerk, reviewer, visitor
from tests.deskbooks import ADMIN
from tests.desks import Desk, desk_of

#: What somebody may open before saying who they are: three pages, their dress, the contract.
PUBLIC = {
    "GET /",
    "GET /login",
    "POST /login",
    "GET /setup",
    "POST /setup",
    "GET /static/{name}",
    f"GET {PREFIX}/openapi.json",
}
#: What only whoever lets papers out may do; a route that is added here on purpose.
REVIEWERS = {
    "POST /cases/{case_id}/papers/{submission_id}/approve",
    "POST /cases/{case_id}/papers/{submission_id}/decline",
    "POST /cases/{case_id}/papers/{submission_id}/void",
    "POST /runs/{name}/void",
    "POST /runs/{name}/give-up",
    f"POST {PREFIX}/submissions/{{submission_id}}/approve",
    f"POST {PREFIX}/submissions/{{submission_id}}/decline",
}
#: What only whoever keeps the desk may do.
ADMINS = {
    "GET /log",
    "POST /register/backup",
    "GET /people",
    "POST /people",
    "POST /people/{person_id}/role",
    "POST /people/{person_id}/active",
    "POST /people/{person_id}/password",
}
KEPT_OUT = {303, 401, 403}
_HUGE = "9" * 20
_PLACE = re.compile(r"\{(\w+)(?::\w+)?\}")


def _bare(place: re.Match[str]) -> str:
    return f"{{{place[1]}}}"


@dataclass(frozen=True)
class Way:
    """One method of one route."""

    method: str
    path: str
    route: APIRoute

    @property
    def name(self) -> str:
        return f"{self.method} {_PLACE.sub(_bare, self.path)}"

    @property
    def of_the_api(self) -> bool:
        return self.path.startswith(PREFIX)

    def address(self, place: str = "1") -> str:
        return _PLACE.sub(place, self.path)

    def calls(self) -> set[object]:
        """Return the dependencies of the route, those of its router too."""

        def below(one: Any) -> Iterator[object]:
            yield one.call
            for other in one.dependencies:
                yield from below(other)

        return set(below(self.route.dependant))


def _routes(routes: Any, prefix: str = "") -> Iterator[Way]:
    for one in routes:
        if isinstance(one, APIRoute):
            yield from (Way(method, prefix + one.path, one) for method in sorted(one.methods))
        elif hasattr(one, "original_router"):
            yield from _routes(one.original_router.routes, prefix)
        elif hasattr(one, "app"):
            yield from _routes(one.app.routes, prefix + one.path)
        else:
            pytest.fail(f"no test knows this kind of route: {one!r}")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_of(tmp_path_factory.mktemp("desk")) as made:
        made.set_up()
        yield made


@pytest.fixture(scope="module")
def ways(desk: Desk) -> list[Way]:
    found = list(_routes(desk.app.routes))
    assert len(found) > 90
    assert {one.name for one in found} >= PUBLIC | REVIEWERS | ADMINS
    return found


def _shut(ways: list[Way]) -> list[Way]:
    return [one for one in ways if one.name not in PUBLIC]


def _asked(client: TestClient, way: Way, place: str = "1", **more: Any) -> int:
    return client.request(
        way.method, way.address(place), follow_redirects=False, **more
    ).status_code


def test_a_stranger_comes_in_nowhere(desk: Desk, ways: list[Way]) -> None:
    for here in (True, False):
        client = desk.visit(here=here).client
        answers = {one.name: _asked(client, one) for one in _shut(ways)}
        assert {name: told for name, told in answers.items() if told not in KEPT_OUT} == {}


def test_a_stranger_with_the_token_of_a_form_comes_in_nowhere(desk: Desk, ways: list[Way]) -> None:
    visit = desk.visit()
    told = {"X-CSRF-Token": visit.token()}
    for one in _shut(ways):
        answer = visit.client.request(
            one.method, one.address(), headers=told, follow_redirects=False
        )
        wanted = 401 if one.of_the_api else 303
        assert answer.status_code == wanted, one.name
        assert one.of_the_api or answer.headers["location"].startswith("/login?next=")


def test_what_changes_something_is_refused_without_the_token_of_the_form(
    desk: Desk, ways: list[Way]
) -> None:
    keeper = desk.log_in("guanli").client
    for one in ways:
        if one.method != "GET" and not one.of_the_api:
            assert _asked(keeper, one) == 403, one.name
            wrong = {"X-CSRF-Token": "0" * 64}
            assert _asked(keeper, one, headers=wrong) == 403, one.name


def test_a_session_opens_nothing_of_the_api(desk: Desk, ways: list[Way]) -> None:
    keeper = desk.log_in("guanli")
    told = {"X-CSRF-Token": keeper.token()}
    for one in _shut(ways):
        if one.of_the_api:
            assert _asked(keeper.client, one, headers=told) == 401, one.name


def test_every_role_is_kept_to_what_it_is_for(desk: Desk, ways: list[Way]) -> None:
    keeper = desk.log_in("guanli")
    some = {role: f"role-{role.value}" for role in (Role.CLERK, Role.REVIEWER)}
    closed = {Role.CLERK: REVIEWERS | ADMINS, Role.REVIEWER: ADMINS}
    for role, login in some.items():
        visit = desk.add(keeper, login, f"示例{role.value}", role)
        person = desk.app.state.office.desk.person_by_login(login)
        desk.app.state.office.desk.add_token(person.id, "测试", fingerprint(login), ADMIN)
        page = {"headers": {"X-CSRF-Token": visit.token()}}
        program = {"headers": {"Authorization": f"Bearer {login}"}, "json": {}}
        for one in _shut(ways):
            if one.name in closed[role]:
                told = program if one.of_the_api else page
                assert _asked(visit.client, one, **told) == 403, (role, one.name)


def test_what_a_route_depends_on_is_what_the_lists_say(ways: list[Way]) -> None:
    for one in _shut(ways):
        calls = one.calls()
        if one.of_the_api:
            # The router brings the caller; some routes name more.
            assert (one.name in REVIEWERS) == any(
                getattr(call, "__qualname__", "").startswith("_at_least") for call in calls
            ), one.name
            continue
        assert visitor in calls, one.name
        assert (admin in calls) == (one.name in ADMINS), one.name
        assert (reviewer in calls) == (one.name in REVIEWERS), one.name
        changes = one.method != "GET" and not one.path.startswith(("/me", "/logout"))
        if changes and one.name not in REVIEWERS | ADMINS and clerk not in calls:
            # Reads what is sent in and keeps nothing in the register.
            assert one.path.startswith(("/templates", "/returned", "/cases/{case_id}/preview")), (
                one.name
            )
    assert any(caller in one.calls() for one in ways if one.of_the_api)


@pytest.mark.parametrize(
    "place", [_HUGE, "0", "-1", "..", "%2e%2e%2fregister.sqlite", "示例", "%00"]
)
def test_no_name_in_an_address_leads_anywhere_or_breaks_anything(
    desk: Desk, ways: list[Way], place: str
) -> None:
    keeper, book = desk.log_in("guanli"), desk.app.state.office.desk
    book.add_token(book.person_by_login("guanli").id, "测试", fingerprint(place), ADMIN)
    head = {"Authorization": f"Bearer {place}".encode()}
    for one in ways:
        if "{" in one.path and one.method == "GET":
            answer = keeper.client.get(one.address(place), headers=head, follow_redirects=False)
            assert answer.status_code < 500, one.name
            assert not answer.content.startswith(b"SQLite format"), one.name
            kinds = ("text/html", "application/json")
            assert answer.status_code != 200 or answer.headers["content-type"].startswith(kinds)
