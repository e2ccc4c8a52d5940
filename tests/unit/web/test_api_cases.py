"""Cases through the API: saved with their versions, nobody's change written over."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.apidesk import called, sample, shared, tokens


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with called(tmp_path_factory.mktemp("desk")) as client:
        client.headers = tokens(client)[0]
        yield client


def changed(**grant: str) -> dict[str, object]:
    case = sample()
    case["grant"] |= grant
    return case


def test_a_case_is_added_read_changed_and_keeps_its_versions(desk: TestClient) -> None:
    made = desk.post("/cases", json={"case": sample(), "why": "导入"})
    assert made.status_code == 201
    address = made.headers["location"].removeprefix("/api/v1")
    assert made.headers["etag"] == '"1"'
    assert made.json()["changed"]["who"] == "示例经办"
    read = desk.get(address)
    assert read.headers["etag"] == '"1"'
    assert read.json()["case"]["grant"]["price_yuan"] == "19200000.96"
    body = {"case": changed(deposit_yuan="3000000.00"), "why": "更正定金"}
    saved = desk.put(address, json=body, headers={"If-Match": read.headers["etag"]})
    assert (saved.status_code, saved.headers["etag"]) == (200, '"2"')
    assert desk.get(address).json()["case"]["grant"]["deposit_yuan"] == "3000000.00"
    assert desk.get(address, params={"version": 1}).json() == read.json()
    versions = desk.get(f"{address}/versions").json()["versions"]
    assert [(one["version"], one["changed"]["why"]) for one in versions] == [
        (2, "更正定金"),
        (1, "导入"),
    ]


def test_nobodys_change_is_written_over(desk: TestClient) -> None:
    address = f"/cases/{desk.post('/cases', json={'case': sample()}).json()['id']}"
    first = {"case": changed(deposit_yuan="3000000.00")}
    assert desk.put(address, json=first, headers={"If-Match": '"1"'}).status_code == 200
    late = desk.put(
        address, json={"case": changed(deposit_yuan="2000000.00")}, headers={"If-Match": '"1"'}
    )
    assert late.status_code == 412
    assert late.headers["etag"] == '"2"'
    assert late.json()["type"] == "urn:docgen:problem:newer-version"
    assert desk.put(address, json=first).status_code == 428
    assert desk.put(address, json=first, headers={"If-Match": "*"}).status_code == 422


def test_what_cannot_be_read_is_not_saved(desk: TestClient) -> None:
    count = desk.get("/cases").json()["count"]
    answer = desk.post("/cases", json={"case": changed(price_yuan="一千万")})
    assert answer.status_code == 422
    assert answer.json()["findings"][0]["code"] == "S005"
    assert desk.get("/cases").json()["count"] == count


def test_cases_are_found_by_their_words(desk: TestClient) -> None:
    case = sample()
    case["parcel"]["location"] = "寻得见的路以东"
    made = desk.post("/cases", json={"case": case}).json()
    found = desk.get("/cases", params={"search": "寻得见"}).json()
    assert found == {"count": 1, "cases": [made]}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/cases/999999", 404),
        ("/cases/0", 422),
        ("/cases/99999999999999999999", 422),
        ("/cases/one", 422),
        ("/cases/1?version=9999", 404),
        ("/cases?limit=0", 422),
        ("/cases?limit=100000", 422),
        ("/cases/999999/versions", 404),
    ],
)
def test_what_is_not_there_or_no_number_is_told(
    desk: TestClient, address: str, status: int
) -> None:
    assert desk.get(address).status_code == status


def test_a_case_sent_twice_under_one_key_is_one_case(desk: TestClient) -> None:
    key = {"Idempotency-Key": "case-1"}
    first = desk.post("/cases", json={"case": sample()}, headers=key)
    again = desk.post("/cases", json={"case": sample()}, headers=key)
    assert again.headers["idempotent-replay"] == "true"
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert again.headers["location"] == first.headers["location"]
    other = desk.post("/cases", json={"case": changed(deposit_yuan="1.00")}, headers=key)
    assert (other.status_code, other.json()["type"]) == (422, "urn:docgen:problem:key-reused")
    count = shared(desk).desk.count_cases()
    bad = desk.post("/cases", json={"case": []}, headers={"Idempotency-Key": "case-2"})
    assert bad.status_code == 422
    good = desk.post("/cases", json={"case": sample()}, headers={"Idempotency-Key": "case-2"})
    assert good.status_code == 201
    assert shared(desk).desk.count_cases() == count + 1


@pytest.mark.parametrize("key", ["", " ", "x" * 101, "a b"])
def test_an_odd_key_is_refused(desk: TestClient, key: str) -> None:
    answer = desk.post("/cases", json={"case": sample()}, headers={"Idempotency-Key": key})
    assert answer.status_code == 422
