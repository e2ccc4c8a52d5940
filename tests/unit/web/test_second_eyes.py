"""A numbered paper needs two people, whichever door each of them takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from docgen.intake import load_case
from docgen.intake.load import dump_case
from docgen.register.desk import Desk as Book
from docgen.register.desk_records import Role, SubmissionState
from docgen.register.records import Act
from docgen.web.door.tickets import fingerprint
from tests.deskbooks import ADMIN
from tests.desks import Desk, Visit, desk_of

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "yanshi.yaml"
#: The shortest paper with a number of its own.
PAPER, SERIES = "credit_commitment", "偃集诺〔2026〕号"
CLERK = Act("2026-11-25T09:00:00+08:00", "示例经办")
REVIEWER = Act("2026-11-25T09:00:00+08:00", "示例审核")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as made:
        yield made


def book(desk: Desk) -> Book:
    return desk.app.state.office.desk


def people(desk: Desk) -> tuple[Visit, Visit]:
    """Set up clerk and reviewer, each with a token; return the keeper's and reviewer's browser."""
    keeper = desk.set_up()
    for login, name, role in (
        ("jingban", CLERK.who, Role.CLERK),
        ("shenhe", REVIEWER.who, Role.REVIEWER),
    ):
        visit = desk.add(keeper, login, name, role)
        person = book(desk).person_by_login(login)
        book(desk).add_token(person.id, "办公系统", fingerprint(login), ADMIN)
    return keeper, visit


def handed_in(desk: Desk, by: Act) -> int:
    tree = dump_case(load_case(EXAMPLE).case)
    del tree["commitment"]["number"]
    case_id = book(desk).save_case(tree, CLERK).id
    return book(desk).submit(case_id, 1, PAPER, SERIES, by).id


def by_page(desk: Desk, visit: Visit, one: int) -> int:
    case_id = book(desk).submission(one).case_id
    return visit.post(f"/cases/{case_id}/papers/{one}/approve").status_code


def by_program(desk: Desk, login: str, one: int) -> int:
    head = {"Authorization": f"Bearer {login}"}
    return desk.visit().client.post(f"/api/v1/submissions/{one}/approve", headers=head).status_code


def test_nobody_approves_their_own_paper_through_the_other_door(desk: Desk) -> None:
    _, reviewer = people(desk)
    one = handed_in(desk, REVIEWER)
    assert by_program(desk, "shenhe", one) == 400
    assert by_page(desk, reviewer, one) == 400
    assert book(desk).submission(one).state is SubmissionState.SUBMITTED


def test_who_is_no_reviewer_any_more_lets_nothing_out(desk: Desk) -> None:
    keeper, reviewer = people(desk)
    one = handed_in(desk, CLERK)
    person = book(desk).person_by_login("shenhe")
    assert keeper.post(f"/people/{person.id}/role", {"role": "clerk"}).status_code == 303
    assert by_page(desk, reviewer, one) == 403
    assert by_program(desk, "shenhe", one) == 403
    assert keeper.post(f"/people/{person.id}/active", {"active": "false"}).status_code == 303
    assert by_page(desk, reviewer, one) == 303  # to the log-in page
    assert by_program(desk, "shenhe", one) == 401
    assert book(desk).submission(one).state is SubmissionState.SUBMITTED


def test_nobody_is_alone_where_there_are_people(desk: Desk) -> None:
    people(desk)
    one = handed_in(desk, CLERK)
    assert by_page(desk, desk.visit(), one) == 303
    assert by_program(desk, "", one) == 401
    assert book(desk).submission(one).state is SubmissionState.SUBMITTED


def test_approved_at_once_through_both_doors_papers_have_numbers_of_their_own(desk: Desk) -> None:
    _, reviewer = people(desk)
    first, second = handed_in(desk, CLERK), handed_in(desk, CLERK)
    doors: list[Callable[[], int]] = [
        lambda: by_page(desk, reviewer, first),
        lambda: by_program(desk, "shenhe", second),
        lambda: by_program(desk, "shenhe", first),
    ]
    with ThreadPoolExecutor(len(doors)) as pool:
        told = [one.result() for one in [pool.submit(door) for door in doors]]
    # The page of a paper that the program has let out already says so.
    assert told in ([303, 200, 200], [400, 200, 200])
    numbers = {one.document.number for one in book(desk).issued()}
    assert numbers == {SERIES.replace("号", f"{no}号") for no in (1, 2)}
