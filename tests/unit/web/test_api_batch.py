"""Print runs through the API: begun, let out by another, watched, stopped, their results taken."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from docgen.pipeline.limited_readers import READERS
from docgen.web import runs
from tests.apidesk import called, shared, tokens
from tests.runledger import write_ledger

PLAIN = {"notice": "price_demand", "jurisdiction": "yanshi", "merge": False}
NUMBERED = PLAIN | {"number": "偃自然资函〔2022〕3号"}


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Read ledgers here, and let no process begin; return the names of the runs that would."""

    def here(call: str, data: bytes, *, name: str, options: Mapping[str, Any]) -> Any:
        return READERS[call](data, name, options)

    told: list[str] = []
    monkeypatch.setattr(runs, "limited", here)
    monkeypatch.setattr(runs, "start_process", lambda _, name, __: told.append(name))
    return told


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with called(tmp_path / "desk") as client:
        yield client


@pytest.fixture
def ledger(tmp_path: Path) -> bytes:
    path = tmp_path / "台账.xlsx"
    write_ledger(path, 3)
    return path.read_bytes()


def send(client: TestClient, ledger: bytes, options: dict[str, Any], **headers: str) -> Response:
    return client.post(
        "/batch",
        files={"ledger": ("台账.xlsx", ledger)},
        data={"options": json.dumps(options)},
        headers=headers,
    )


def test_a_run_without_numbers_begins_at_once(
    client: TestClient, ledger: bytes, begun: list[str]
) -> None:
    clerk, _, _ = tokens(client)
    answer = send(client, ledger, PLAIN, **clerk)
    assert answer.status_code == 202, answer.text
    name = answer.json()["name"]
    assert begun == [name]
    assert answer.headers["location"] == f"/api/v1/batch/{name}"
    told = client.get(f"/batch/{name}", headers=clerk).json()
    assert (told["notice"], told["numbered"], told["printed"]) == ("price_demand", False, 0)
    listed = client.get("/batch", headers=clerk).json()
    assert (listed["count"], [one["name"] for one in listed["batches"]]) == (1, [name])


def test_a_run_with_numbers_is_let_out_by_another_person(
    client: TestClient, ledger: bytes, begun: list[str]
) -> None:
    clerk, reviewer, admin = tokens(client)
    made = send(client, ledger, NUMBERED, **reviewer)
    name = made.json()["name"]
    assert (made.json()["state"], begun) == ("prepared", [])
    assert client.post(f"/batch/{name}/resume", headers=clerk).status_code == 403
    assert client.post(f"/batch/{name}/resume", headers=reviewer).status_code == 400
    assert client.post(f"/batch/{name}/resume", headers=admin).status_code == 202
    assert begun == [name]


def test_at_a_desk_without_people_a_run_with_numbers_begins_at_once(
    client: TestClient, ledger: bytes, begun: list[str]
) -> None:
    assert send(client, ledger, NUMBERED).json()["name"] == begun[0]


def test_sent_again_under_one_key_it_is_one_run(
    client: TestClient, ledger: bytes, begun: list[str]
) -> None:
    key = {"Idempotency-Key": "run-1"}
    first = send(client, ledger, PLAIN, **key)
    again = send(client, ledger, PLAIN, **key)
    assert again.content == first.content
    assert len(begun) == 1
    assert send(client, ledger + b" ", PLAIN, **key).status_code == 422


def test_what_a_run_delivered_is_taken_in_one_zip_or_file_by_file(
    client: TestClient, ledger: bytes, begun: list[str]
) -> None:
    name = send(client, ledger, PLAIN).json()["name"]
    out = shared(client).settings.runs / name
    assert client.get(f"/batch/{name}/results").status_code in (200, 404)
    (out / "打印件.pdf").write_bytes(b"%PDF-1.7")
    (out / ".secret").write_bytes(b"x")
    found = {one["name"]: one["address"] for one in client.get(f"/batch/{name}").json()["files"]}
    assert "打印件.pdf" in found
    file = client.get(found["打印件.pdf"].removeprefix("/api/v1"))
    assert (file.content, file.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    whole = client.get(f"/batch/{name}/results")
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert "打印件.pdf" in archive.namelist()
        assert ".secret" not in archive.namelist()
    for odd in (".secret", "..%2Fregister.sqlite", "%2e%2e", "没有.pdf"):
        assert client.get(f"/batch/{name}/files/{odd}").status_code == 404
    assert "%" not in unquote(found["打印件.pdf"])


def test_what_is_not_there_or_not_going_on_is_told(
    client: TestClient, ledger: bytes, begun: list[str]
) -> None:
    for address in ("/batch/2026-01-01-9", "/batch/..", "/batch/%2e%2e", "/batch/x/results"):
        assert client.get(address).status_code == 404
    assert client.post("/batch/2026-01-01-9/stop").status_code == 404
    name = send(client, ledger, PLAIN).json()["name"]
    assert client.post(f"/batch/{name}/stop").status_code == 400


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ({}, 400),
        ({"notice": "没有这种"}, 400),
        (PLAIN | {"merge": "no"}, 422),
        (PLAIN | {"common": ["x"]}, 422),
        (PLAIN | {"common": {"通知.联系人": 1}}, 422),
        (PLAIN | {"duplex": True}, 400),
        (PLAIN | {"workers": 9}, 422),
    ],
)
def test_what_is_asked_of_a_run_wrongly_is_told(
    client: TestClient, ledger: bytes, begun: list[str], options: dict[str, Any], status: int
) -> None:
    answer = send(client, ledger, options)
    assert answer.status_code == status, answer.text
    assert begun == []


def test_a_ledger_that_cannot_be_read_begins_nothing(client: TestClient, begun: list[str]) -> None:
    answer = send(client, b"PK\x03\x04 broken", PLAIN)
    assert (answer.status_code, begun) == (422, [])
    assert client.get("/batch").json()["count"] == 0
