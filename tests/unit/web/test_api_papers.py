"""The API makes the same papers and finds the same as the command line."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from docgen.cli.app import run
from docgen.web.api.order import FILE
from tests.apidesk import CONTRACT, called, sample, tokens

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with called(tmp_path_factory.mktemp("desk")) as client:
        yield client


def saved(folder: Path, case: dict[str, Any], name: str = FILE) -> str:
    path = folder / name
    path.write_text(json.dumps(case), "utf-8")
    return str(path)


def wrong(**grant: str) -> dict[str, Any]:
    case = sample()
    case["grant"] |= grant
    return case


def test_it_finds_what_the_command_line_finds(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = wrong(deposit_yuan="9000000.00")
    answer = client.post("/check", json={"case": case, "documents": [CONTRACT]})
    assert run(["check", saved(tmp_path, case), "-d", CONTRACT, "--json"]) == 4
    told = json.loads(capsys.readouterr().out)
    assert answer.status_code == 200
    assert answer.json() == {"ok": False, **told}
    assert "R060" in {one["code"] for one in told["findings"]}


def test_a_case_that_cannot_be_read_is_told_as_the_command_line_tells_it(
    client: TestClient, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = sample() | {"没有这一项": "1"}
    case["grant"] |= {"price_yuan": "一千万"}
    path = tmp_path / FILE
    body = {"case": case}
    path.write_text(json.dumps(case), "utf-8")
    answer = client.post("/check", json=body)
    assert run(["check", str(path), "--json"]) == 3
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["findings"] == json.loads(capsys.readouterr().out)["findings"]
    assert [one["code"] for one in answer.json()["problems"]] == ["S005", "S003"]


def test_the_same_data_make_the_same_bytes_as_the_command_line(
    client: TestClient, tmp_path: Path
) -> None:
    case = sample()
    answer = client.post("/generate", json={"case": case, "documents": [CONTRACT]})
    assert answer.status_code == 200, answer.text
    assert answer.headers["docgen-sha256"] == hashlib.sha256(answer.content).hexdigest()
    out = tmp_path / "out"
    assert run(["generate", saved(tmp_path, case), "-d", CONTRACT, "-o", str(out)]) == 0
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        made = {name: hashlib.sha256(archive.read(name)).hexdigest() for name in archive.namelist()}
    assert made == {one.name: hashlib.sha256(one.read_bytes()).hexdigest() for one in out.iterdir()}
    assert len(made) == 3
    [receipt] = [digest for name, digest in made.items() if name.endswith(".json")]
    assert answer.headers["docgen-receipt"] == receipt


def test_one_paper_in_one_format_is_one_file(client: TestClient, tmp_path: Path) -> None:
    body = {"case": sample(), "documents": [CONTRACT], "formats": ["docx"], "name": "七号地.json"}
    answer = client.post("/generate", json=body)
    path = saved(tmp_path, sample(), "七号地.json")
    assert run(["generate", path, "-d", CONTRACT, "--format", "docx", "-o", str(tmp_path)]) == 0
    [made] = tmp_path.glob("*.docx")
    assert answer.headers["content-type"] == DOCX
    assert answer.content == made.read_bytes()


def test_what_the_client_accepts_chooses_the_format(client: TestClient) -> None:
    body = {"case": sample(), "documents": [CONTRACT]}
    answer = client.post("/generate", json=body, headers={"Accept": DOCX})
    assert answer.headers["content-type"] == DOCX
    body["formats"] = ["docx"]
    answer = client.post("/generate", json=body, headers={"Accept": "application/zip"})
    assert answer.headers["content-type"] == "application/zip"


def test_chinese_titles_are_read_as_english_keys_are(client: TestClient) -> None:
    parcel = {"出让宗地面积": "66666.67", "坐落": "示例路以东"}
    answer = client.post("/check", json={"case": {"辖区": "偃师区", "宗地": parcel}})
    english = {"granted_area_m2": "66666.67", "location": "示例路以东"}
    other = client.post("/check", json={"case": {"jurisdiction": "yanshi", "parcel": english}})
    assert answer.status_code == 200
    assert answer.json() == other.json()


def test_no_digit_of_a_bare_number_is_lost(client: TestClient) -> None:
    digits = "12345678901234567890.1234567890123456789"
    body = f'{{"case": {{"grant": {{"price_yuan": {digits}, "deposit_yuan": {digits}}}}}}}'
    answer = client.post("/check", content=body, headers={"Content-Type": "application/json"})
    found = [one for one in answer.json()["findings"] if one["path"] == "grant.deposit_yuan"]
    assert any(one["value"] == digits for one in found)


def test_a_paper_that_the_checks_stop_is_not_made_and_every_finding_is_told(
    client: TestClient,
) -> None:
    body = {"case": wrong(deposit_yuan="9000000.00"), "documents": [CONTRACT]}
    answer = client.post("/generate", json=body)
    assert answer.status_code == 422
    told = answer.json()
    assert told["type"] == "urn:docgen:problem:findings"
    assert [one["code"] for one in told["problems"]] == ["R060"]
    assert told["findings"] == client.post("/check", json=body).json()["findings"]


def test_a_warning_stops_where_it_is_asked_to(client: TestClient) -> None:
    body = {"case": sample(), "documents": [CONTRACT], "formats": ["docx"], "strict": True}
    answer = client.post("/generate", json=body)
    assert answer.status_code == 422
    assert {one["code"] for one in answer.json()["problems"]} == {"R028", "R039", "R114"}


@pytest.mark.parametrize(
    ("more", "status", "said"),
    [
        ({"documents": ["出让合伙"]}, 400, "出让合同"),
        ({"formats": ["doc"]}, 400, "docx"),
        ({"as": "tar"}, 400, "zip"),
        ({"as": "file"}, 400, "一个文件"),
        ({"stage": "定了"}, 400, "final"),
        ({"pdf_engine": "word"}, 400, "typst"),
        ({"strict": "yes"}, 422, "strict"),
        ({"documents": "出让合同"}, 422, "documents"),
        ({"documents": [1]}, 422, "documents"),
        ({"stage": 1}, 422, "stage"),
        ({"name": "../a.json"}, 422, "name"),
        ({"tempaltes": []}, 422, "tempaltes"),
    ],
)
def test_what_is_asked_for_wrongly_is_told(
    client: TestClient, more: dict[str, Any], status: int, said: str
) -> None:
    answer = client.post("/generate", json={"case": sample(), **more})
    assert answer.status_code == status, answer.text
    assert said in answer.json()["detail"]


@pytest.mark.parametrize(
    "name", ["/etc/passwd", "packs/mine", "mine.yaml", "..\\mine", " mine.yml "]
)
def test_no_request_opens_a_file_of_the_desk(client: TestClient, name: str) -> None:
    for case in ({"jurisdiction": name}, {"辖区": name}):
        answer = client.post("/check", json={"case": case})
        assert answer.status_code == 422
        assert "路径" in answer.json()["detail"]


def test_a_request_without_a_case_is_told_so(client: TestClient) -> None:
    for body in ({}, {"case": None}):
        answer = client.post("/check", json=body)
        assert answer.status_code == 422
        assert "case" in answer.json()["detail"]


def test_a_member_that_stands_twice_is_refused(client: TestClient) -> None:
    answer = client.post(
        "/check", content=b'{"case": {}, "case": {}}', headers={"Content-Type": "application/json"}
    )
    assert answer.status_code == 422
    assert answer.json()["problems"][0]["code"] == "S004"


def test_where_there_are_people_no_final_paper_goes_out_beside_a_second_pair_of_eyes(
    tmp_path: Path,
) -> None:
    with called(tmp_path) as peopled:
        _, reviewer, _ = tokens(peopled)
        body = {"case": sample(), "documents": [CONTRACT], "formats": ["docx"]}
        refused = peopled.post("/generate", json=body, headers=reviewer)
        assert refused.status_code == 400
        assert "submissions" in refused.json()["detail"]
        draft = peopled.post("/generate", json=body | {"stage": "draft"}, headers=reviewer)
        assert draft.status_code == 200
