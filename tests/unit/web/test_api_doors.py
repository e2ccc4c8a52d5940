"""Who may call the API, and what it answers beyond its limits."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from docgen import pipeline
from docgen.web.settings import Limits
from tests.apidesk import called, sample, shared, token, tokens
from tests.deskbooks import ADMIN, staff


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with called(tmp_path_factory.mktemp("desk")) as client:
        yield client


def kind(answer: object) -> str:
    told = answer.json()  # type: ignore[attr-defined]
    assert set(told) == {"type", "title", "status", "detail", "problems", "findings"}
    assert told["status"] == answer.status_code  # type: ignore[attr-defined]
    return str(told["type"]).removeprefix("urn:docgen:problem:")


def test_a_desk_without_people_is_open_to_its_own_machine_alone(tmp_path: Path) -> None:
    with called(tmp_path) as client:
        assert client.get("/rules").status_code == 200
        outside = TestClient(client.app, base_url="http://127.0.0.1/api/v1", client=("10.0.0.9", 1))
        assert kind(outside.get("/rules")) == "not-set-up"
        # A foreign page could have its own name lead here; a proxy could pass others on.
        assert kind(client.get("/rules", headers={"Host": "evil.example"})) == "not-set-up"
        assert kind(client.get("/rules", headers={"X-Forwarded-For": "10.0.0.9"})) == "not-set-up"


def test_with_people_every_call_needs_a_token_that_holds(tmp_path: Path) -> None:
    with called(tmp_path) as client:
        clerk, _, _ = tokens(client)
        assert client.get("/rules", headers=clerk).status_code == 200
        wrong = (
            {},
            {"Authorization": "Bearer docgen_x"},
            {"Authorization": clerk["Authorization"].replace("Bearer", "Basic")},
            {"Authorization": "Bearer"},
            {"Cookie": "docgen_session=" + "x" * 43},
        )
        for headers in wrong:
            answer = client.get("/rules", headers=headers)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"] == "Bearer"
            assert kind(answer) == "unauthorized"


def test_a_token_taken_back_or_of_somebody_gone_lets_nobody_in(tmp_path: Path) -> None:
    with called(tmp_path) as client:
        desk = shared(client).desk
        clerk, reviewer, _ = staff(desk)
        first, second = token(client, clerk), token(client, reviewer)
        desk.revoke_token(desk.tokens(clerk.id)[0].id, ADMIN)
        desk.change_person(reviewer.id, ADMIN, active=False)
        assert client.get("/rules", headers=first).status_code == 401
        assert client.get("/rules", headers=second).status_code == 401


def test_what_another_sites_page_sends_is_refused(client: TestClient) -> None:
    for headers in ({"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert kind(client.get("/rules", headers=headers)) == "another-site"
        answer = client.post("/check", json={"case": {}}, headers=headers)
        assert kind(answer) == "another-site"
    answer = client.options(
        "/check",
        headers={"Origin": "http://evil.example", "Access-Control-Request-Method": "POST"},
    )
    assert not [one for one in answer.headers if one.startswith("access-control")]


def test_only_the_contract_is_open_to_everybody(tmp_path: Path) -> None:
    with called(tmp_path) as client:
        tokens(client)
        assert client.get("/openapi.json").json()["openapi"] == "3.1.0"


def test_an_unknown_address_or_method_is_a_problem(client: TestClient) -> None:
    assert kind(client.get("/nothing")) == "not-found"
    assert kind(client.get("/rules/R999")) == "not-found"
    answer = client.get("/check")
    assert kind(answer) == "method"
    assert answer.headers["allow"] == "POST"


def test_a_body_too_large_is_refused(tmp_path: Path) -> None:
    with called(tmp_path, limits=Limits(body_bytes=6_000_000)) as client:
        headers = {"Content-Type": "application/json"}
        json_limit = client.post("/check", content=b" " * 5_000_001, headers=headers)
        assert (json_limit.status_code, kind(json_limit)) == (413, "too-large")
        desk_limit = client.post("/verify", files={"file": ("a.docx", b"x" * 6_000_001)})
        assert (desk_limit.status_code, kind(desk_limit)) == (413, "too-large")


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off_too(tmp_path: Path) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(64):
            yield b" " * 1_000_000

    with called(tmp_path, limits=Limits(body_bytes=3_000_000)) as client:
        kinds = ("application/json", "multipart/form-data; boundary=x")
        for address, sort in zip(("/check", "/verify"), kinds, strict=True):
            answer = client.post(address, content=endless(), headers={"Content-Type": sort})
            assert (answer.status_code, kind(answer)) == (413, "too-large")


def test_a_body_of_another_kind_is_refused(client: TestClient) -> None:
    answer = client.post("/check", content=b"case: {}", headers={"Content-Type": "text/yaml"})
    assert (answer.status_code, kind(answer)) == (415, "media-type")
    assert client.post("/verify", json={}).status_code == 415


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"case":' * 50_000,
        b'{"case": {"grant": {"price_yuan": ' + b"9" * 1_000_000 + b"}}}",
        b'{"case": {"grant": {"price_yuan": 1e999999999}}}',
        b'{"case": {"grant": {"price_yuan": NaN}}}',
        b'{"case": [' + b"1," * 200_000 + b"1]}",
        b"\xff\xfe{}",
        b"",
        b"null",
        b'{"case": {"\\ud800": 1}}',
    ],
)
def test_json_bombs_are_refused_plainly(client: TestClient, body: bytes) -> None:
    answer = client.post("/check", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, kind(answer)) == (422, "input")


def test_one_caller_cannot_crowd_out_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()
    real = pipeline.check

    def slow(*args: object, **options: object) -> object:
        begun.set()
        assert go_on.wait(10)
        return real(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline, "check", slow)
    with called(tmp_path, limits=Limits(each=1)) as client:
        clerk, reviewer, _ = tokens(client)
        got: list[int] = []

        def call() -> None:
            answer = client.post("/check", json={"case": {}}, headers=clerk)
            got.append(answer.status_code)

        thread = threading.Thread(target=call)
        thread.start()
        assert begun.wait(10)
        refused = client.get("/rules", headers=clerk)
        other = client.get("/rules", headers=reviewer)
        go_on.set()
        thread.join()
        assert (refused.status_code, kind(refused)) == (429, "too-many")
        assert refused.headers["retry-after"].isdigit()
        assert other.status_code == 200
        assert got == [200]
        assert client.get("/rules", headers=clerk).status_code == 200


def test_without_a_turn_in_time_the_caller_is_told_to_come_back(tmp_path: Path) -> None:
    with called(tmp_path, limits=Limits(heavy=1, wait_seconds=0.01)) as client:
        with shared(client).turn():
            answer = client.post("/generate", json={"case": sample()})
        assert (answer.status_code, kind(answer)) == (503, "busy")
        assert answer.headers["retry-after"].isdigit()


def test_an_unforeseen_fault_is_a_problem_and_its_words_stay_out_of_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("示例甲公司 9000000.00")

    monkeypatch.setattr(pipeline, "check", broken)
    caplog.set_level(logging.DEBUG)
    with called(tmp_path) as client:
        answer = client.post("/check", json={"case": {}})
    assert (answer.status_code, kind(answer)) == (500, "fault")
    assert "示例甲公司" not in answer.text
    assert "示例甲公司" not in caplog.text
    assert "ValueError" in caplog.text


def test_the_log_tells_the_route_and_no_more(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "docgen.web")
    with called(tmp_path) as client:
        client.get("/schemas/示例甲公司")
    assert "GET /api/v1/schemas/{document} 404" in caplog.text
    assert "示例甲公司" not in caplog.text
