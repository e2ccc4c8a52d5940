"""Numbered papers through the API: handed in once, let out by another, one number each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from docgen import intake
from docgen.register.desk import Desk
from tests.apidesk import called, shared, tokens
from tests.conftest import ROOT

DEMAND, SERIES = "出让价款催缴通知书", "偃自然资函〔2026〕号"


@dataclass
class Staffed:
    """A desk with a clerk and a reviewer."""

    client: TestClient
    clerk: dict[str, str]
    reviewer: dict[str, str]
    admin: dict[str, str]
    keys: int = 0

    def case(self, **notice: str) -> int:
        """Save a case for a notice without its number; return its id."""
        data = intake.dump_case(
            intake.load_case(ROOT / "templates/notices/price_demand/sample.yaml").case
        )
        data["notice"].pop("document_no")
        data["notice"] |= notice
        made = self.client.post("/cases", json={"case": data}, headers=self.clerk)
        return int(made.json()["id"])

    def hand_in(
        self, case: int, key: str = "", who: dict[str, str] | None = None, **more: Any
    ) -> Response:
        self.keys += 1
        body = {"document": DEMAND, "number": SERIES} | more
        headers = (who or self.clerk) | {"Idempotency-Key": key or f"key-{self.keys}"}
        return self.client.post(f"/cases/{case}/submissions", json=body, headers=headers)

    def step(self, submission: int, step: str, who: dict[str, str], **body: str) -> Response:
        more = {"json": body} if body else {}
        return self.client.post(f"/submissions/{submission}/{step}", headers=who, **more)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staffed]:
    with called(tmp_path_factory.mktemp("desk")) as client:
        yield Staffed(client, *tokens(client))


def kind(answer: Response) -> str:
    return str(answer.json()["type"]).removeprefix("urn:docgen:problem:")


def test_a_paper_is_handed_in_let_out_by_another_and_downloaded(desk: Staffed) -> None:
    handed = desk.hand_in(desk.case(), number="偃自然资全〔2026〕号")
    assert handed.status_code == 201
    number = handed.json()["id"]
    assert handed.json()["state"] == "submitted"
    assert kind(desk.step(number, "approve", desk.clerk)) == "forbidden"
    made = desk.step(number, "approve", desk.reviewer)
    assert made.status_code == 200, made.text
    told = made.json()
    assert (told["state"], told["number"]) == ("issued", "偃自然资全〔2026〕1号")
    assert told["decided"]["who"] == "示例审核"
    assert {one["ending"] for one in told["paper"]["files"]} == {"docx", "pdf", "receipt.json"}
    for one in told["paper"]["files"]:
        file = desk.client.get(one["address"].removeprefix("/api/v1"), headers=desk.clerk)
        assert file.status_code == 200
        assert hashlib.sha256(file.content).hexdigest() == one["sha256"]
        assert file.headers["docgen-sha256"] == one["sha256"]
        if one["ending"] == "receipt.json":
            assert json.loads(file.content)["document"]["number"] == told["number"]
    paper = desk.client.get(f"/papers/{quote(told['number'])}", headers=desk.clerk)
    assert paper.json() == told["paper"]["document"]
    assert desk.step(number, "approve", desk.admin).json() == told


def test_nobody_lets_out_what_they_handed_in(desk: Staffed) -> None:
    handed = desk.hand_in(desk.case(), who=desk.reviewer).json()["id"]
    answer = desk.step(handed, "approve", desk.reviewer)
    assert (answer.status_code, kind(answer)) == (400, "usage")
    assert desk.step(handed, "approve", desk.admin).json()["state"] == "issued"


def test_without_a_key_nothing_is_handed_in(desk: Staffed) -> None:
    body = {"document": DEMAND, "number": SERIES}
    case = desk.case()
    answer = desk.client.post(f"/cases/{case}/submissions", json=body, headers=desk.clerk)
    assert (answer.status_code, kind(answer)) == (428, "key-required")


def test_handed_in_again_under_one_key_it_is_one_submission(desk: Staffed) -> None:
    case = desk.case()
    first, again = desk.hand_in(case, "same"), desk.hand_in(case, "same")
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["idempotent-replay"] == "true"
    assert kind(desk.hand_in(case, "same", why="另一件")) == "key-reused"
    # Another's key of the same letters is another key; the paper is open already.
    assert kind(desk.hand_in(case, "same", who=desk.reviewer)) == "usage"


def test_requests_that_race_under_one_key_hand_in_one_paper(desk: Staffed) -> None:
    case = desk.case()
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: desk.hand_in(case, "race"), range(16)))
    assert {one.status_code for one in answers} <= {201, 409}
    assert {kind(one) for one in answers if one.status_code == 409} <= {"key-busy"}
    made = {one.json()["id"] for one in answers if one.status_code == 201}
    assert made == {desk.hand_in(case, "race").json()["id"]}
    listed = desk.client.get("/submissions", params={"case": case}, headers=desk.clerk)
    assert [one["id"] for one in listed.json()["submissions"]] == list(made)


def test_an_answer_lost_in_a_crash_is_found_again_under_its_key(
    desk: Staffed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def died(*_: object) -> None:
        raise OSError

    case = desk.case()
    with monkeypatch.context() as broken:
        broken.setattr(Desk, "keep_answer", died)
        assert desk.hand_in(case, "lost").status_code == 500
    answer = desk.hand_in(case, "lost")
    assert answer.status_code == 201
    listed = desk.client.get("/submissions", params={"case": case}, headers=desk.clerk)
    assert [one["id"] for one in listed.json()["submissions"]] == [answer.json()["id"]]


def test_two_who_let_out_the_same_paper_at_once_give_it_one_number(desk: Staffed) -> None:
    handed = desk.hand_in(desk.case(), number="偃自然资双〔2026〕号").json()["id"]
    with ThreadPoolExecutor(4) as pool:
        who = [desk.reviewer, desk.admin] * 2
        answers = list(pool.map(lambda one: desk.step(handed, "approve", one), who))
    assert {one.json()["number"] for one in answers} == {"偃自然资双〔2026〕1号"}
    assert {one.status_code for one in answers} == {200}


def test_what_the_checks_stop_gets_no_number_and_every_problem_is_told(desk: Staffed) -> None:
    handed = desk.hand_in(desk.case(deadline="2022-03-01"), number="偃自然资停〔2026〕号").json()[
        "id"
    ]
    answer = desk.step(handed, "approve", desk.reviewer)
    assert (answer.status_code, kind(answer)) == (422, "findings")
    told = desk.client.get(f"/submissions/{handed}", headers=desk.clerk).json()
    assert (told["state"], told["number"], told["paper"]) == ("failed", "", None)
    assert told["problems"] == answer.json()["problems"]
    good = desk.hand_in(desk.case(), number="偃自然资停〔2026〕号").json()["id"]
    made = desk.step(good, "approve", desk.reviewer).json()
    assert made["number"] == "偃自然资停〔2026〕1号"


def test_a_paper_is_sent_back_with_a_reason(desk: Staffed) -> None:
    handed = desk.hand_in(desk.case()).json()["id"]
    assert kind(desk.step(handed, "decline", desk.clerk, why="不")) == "forbidden"
    assert kind(desk.step(handed, "decline", desk.reviewer, why=" ")) == "usage"
    told = desk.step(handed, "decline", desk.reviewer, why="坐落不一致").json()
    assert (told["state"], told["reason"]) == ("declined", "坐落不一致")
    assert desk.step(handed, "approve", desk.reviewer).status_code == 400


def test_a_clerk_takes_back_only_what_they_handed_in(desk: Staffed) -> None:
    own = desk.hand_in(desk.case()).json()["id"]
    others = desk.hand_in(desk.case(), who=desk.reviewer).json()["id"]
    assert desk.step(own, "withdraw", desk.clerk).json()["state"] == "withdrawn"
    assert kind(desk.step(others, "withdraw", desk.clerk)) == "forbidden"
    assert desk.step(others, "withdraw", desk.admin).json()["state"] == "withdrawn"


def test_a_case_saved_since_is_not_handed_in_by_mistake(desk: Staffed) -> None:
    answer = desk.hand_in(desk.case(), version=7)
    assert (answer.status_code, kind(answer)) == (409, "newer-version")


@pytest.mark.parametrize(
    ("more", "status"),
    [
        ({"document": "催缴书"}, 400),
        ({"number": "没有编号样子的"}, 400),
        ({"version": "1"}, 422),
        ({"version": 10**12}, 422),
        ({"nmuber": "x"}, 422),
    ],
)
def test_what_is_handed_in_wrongly_is_told(
    desk: Staffed, more: dict[str, Any], status: int
) -> None:
    assert desk.hand_in(desk.case(), **more).status_code == status


def test_what_is_not_there_is_told(desk: Staffed) -> None:
    handed = desk.hand_in(desk.case()).json()["id"]
    assert desk.hand_in(999999).status_code == 404
    for address in (
        "/submissions/999999",
        f"/submissions/{handed}/files/docx",
        f"/submissions/{handed}/files/exe",
        "/papers/没有这个号",
    ):
        assert desk.client.get(address, headers=desk.clerk).status_code == 404
    assert desk.step(999999, "approve", desk.reviewer).status_code == 404


def test_a_desk_without_people_lets_out_its_own_papers(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with called(tmp_path_factory.mktemp("alone")) as client:
        alone = Staffed(client, {}, {}, {})
        handed = alone.hand_in(alone.case()).json()["id"]
        made = alone.step(handed, "approve", {}).json()
        assert made["number"] == "偃自然资函〔2026〕1号"
        assert shared(client).desk.issued_paper(handed) is not None
