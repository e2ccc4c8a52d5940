"""What a request may bring that no page sends: far too much, half characters, names of files."""

from __future__ import annotations

import errno
import logging
import sqlite3
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import anyio
import pytest

from docgen.batch.cases import row_case
from docgen.batch.job import RowData
from docgen.errors import InputError, UsageError
from docgen.ledgers.run import make_ledger
from docgen.model import Case, InventoryKind, NoticeKind
from docgen.register import store
from docgen.register.desk_records import Role
from docgen.register.records import Act
from docgen.web.door import passwords
from docgen.web.door.tickets import COOKIE
from docgen.web.downloads import download, download_zip
from docgen.web.run_order import RunWish
from tests.apidesk import called
from tests.desks import PASSWORD, Desk, desk_of

ACT = Act("2026-11-25T09:00:00+08:00", "示例经办")
SECRET = "示例某 410300199001010010"
HALF = '"\\ud800"'


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as made:
        yield made


def test_a_case_of_many_hundred_rows_is_saved_from_its_form(desk: Desk) -> None:
    book = desk.app.state.office.desk
    case_id = book.save_case({}, ACT).id
    rows = {f"grant.instalments.{place}.no": str(place + 1) for place in range(1_500)}
    told = {"do": "save", "at:based_on": "1", **rows}
    assert desk.visit().post(f"/cases/{case_id}/edit", told).status_code == 303
    assert len(book.case(case_id).data["grant"]["instalments"]) == 1_500


def test_thousands_of_rows_are_not_drawn_while_they_are_typed(desk: Desk) -> None:
    case_id = desk.app.state.office.desk.save_case({}, ACT).id
    visit = desk.visit()
    typed = {"values": {f"grant.special_terms.{place}": "甲" for place in range(3_001)}}
    head = {"X-CSRF-Token": visit.token(), "HX-Request": "true"}
    way = f"/cases/{case_id}/preview/land_grant_contract"
    answer = visit.client.post(way, json=typed, headers=head)
    assert answer.status_code == 400
    assert "不随填随看" in answer.text
    assert answer.headers["hx-retarget"] == "#faults"


def test_a_form_larger_than_any_case_is_not_read(desk: Desk) -> None:
    case_id = desk.app.state.office.desk.save_case({}, ACT).id
    visit = desk.visit()
    head = {"X-CSRF-Token": visit.token(), "Content-Type": "application/x-www-form-urlencoded"}
    for address in (f"/cases/{case_id}/edit", "/login"):
        answer = visit.client.post(address, content=b"a=1&" * 60_000, headers=head)
        assert answer.status_code == 400, address


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("/cases", f'{{"case": {{}}, "why": {HALF}}}'),
        ("/cases", f'{{"case": {{"contract_no": {HALF}}}}}'),
        ("/check", f'{{"case": {{}}, "documents": [{HALF}]}}'),
        ("/check", f'{{"case": {{}}, {HALF}: 1}}'),
        ("/generate", f'{{"case": {{}}, "as": {HALF}}}'),
    ],
)
def test_half_a_character_is_refused_in_words(tmp_path: Path, address: str, body: str) -> None:
    with called(tmp_path) as client:
        head = {"Content-Type": "application/json"}
        answer = client.post(address, content=body.encode(), headers=head)
    assert answer.status_code == 422
    assert answer.json()["problems"]


@pytest.mark.parametrize("name", ["/etc/pack.yaml", "../pack.yaml", "pack.yml", "C:\\pack"])
def test_no_file_of_the_machine_is_opened_as_a_pack(name: str) -> None:
    with pytest.raises(UsageError, match="文件路径"):
        RunWish("price_demand", jurisdiction=name).tidied()
    row = RowData(1, "台账.xlsx", "第2行", 2, {"jurisdiction": name}, {}, {})
    with pytest.raises(InputError, match="文件路径"):
        row_case(row, NoticeKind.PRICE_DEMAND, None)
    assert row_case(row, NoticeKind.PRICE_DEMAND, name).jurisdiction == name
    made = make_ledger(InventoryKind.PARCEL, [("案卷1", Case(jurisdiction=name))])
    assert "文件路径" in made.left_out[0].reason


@pytest.mark.parametrize(
    "name", ['合同".docx', 'a.do"; filename=x', "a.exe\r\nX: 1", "甲’乙%.pdf", "\ud800.docx", ""]
)
def test_the_name_of_a_download_ends_where_it_ends(name: str) -> None:
    told = download(name, b"").headers["content-disposition"]
    plain, mark, whole = told.removeprefix('attachment; filename="').partition(
        "\"; filename*=UTF-8''"
    )
    assert mark
    assert plain.removeprefix("docgen").removeprefix(".").isalnum() or plain == "docgen"
    assert whole.isascii()
    assert not set(whole) & set("\"'; \r\n,")


def test_a_package_that_nobody_waits_for_does_not_stay_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    (tmp_path / "甲.docx").write_bytes(b"PK")
    answer = download_zip("文书.zip", {"甲.docx": tmp_path / "甲.docx"})

    async def gone(_: object) -> None:
        raise ConnectionResetError

    async def nothing() -> dict[str, str]:
        return {"type": "http.disconnect"}

    scope = {"type": "http", "method": "GET", "headers": [], "path": "/"}
    with pytest.raises(ConnectionResetError):
        anyio.run(answer, scope, nothing, gone)
    assert [one.name for one in tmp_path.iterdir()] == ["甲.docx"]


def test_whoever_tries_passwords_does_not_keep_the_others_waiting(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.set_up()
    visit = desk.visit()
    told = {"login": "guanli", "password": PASSWORD}
    monkeypatch.setattr(passwords, "_IN_LINE", threading.BoundedSemaphore(1))
    with passwords._turn():
        answer = visit.post("/login", told)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert visit.post("/login", told).status_code == 303


@pytest.mark.parametrize(
    "way", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "x"]
)
def test_logging_in_leads_to_no_other_site_and_into_a_session_of_its_own(
    desk: Desk, way: str
) -> None:
    desk.set_up()
    visit = desk.visit()
    told = {"login": "guanli", "password": PASSWORD, "next": way}
    visit.get("/login")
    before = visit.client.cookies[COOKIE]
    answer = visit.post("/login", told)
    where = urljoin("http://127.0.0.1:8000/login", answer.headers["location"])
    assert urlsplit(where).netloc == "127.0.0.1:8000"
    assert before not in (visit.client.cookies[COOKIE], "")
    stranger = desk.visit()
    stranger.client.cookies.set(COOKIE, before)
    assert stranger.get("/cases").status_code == 303


def test_nobody_takes_back_what_others_handed_in_unless_they_may_decide_it(desk: Desk) -> None:
    keeper = desk.set_up()
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    other = desk.add(keeper, "jingban2", "示例经办乙", Role.CLERK)
    reviewer = desk.add(keeper, "shenhe", "示例审核", Role.REVIEWER)
    book = desk.app.state.office.desk
    case_id = book.save_case({}, ACT).id
    for visit in (clerk, reviewer):
        one = book.submit(case_id, 1, "land_grant_contract", "", ACT)
        way = f"/cases/{case_id}/papers/{one.id}/withdraw"
        assert other.post(way).status_code == 403
        assert visit.post(way).status_code == 303


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        (RuntimeError(SECRET), 500, "RuntimeError"),
        (OSError(errno.ENOSPC, SECRET), 507, "磁盘已满"),
        (PermissionError(errno.EACCES, SECRET), 507, "没有写入的权限"),
    ],
)
def test_a_fault_nobody_foresaw_is_answered_and_logged_without_its_words(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    fault: Exception,
    status: int,
    said: str,
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise fault

    monkeypatch.setattr(desk.app.state.office.desk, "cases", broken)
    with caplog.at_level(logging.DEBUG):
        # Were it let through, the server beneath would log it; this client would raise it.
        answer = desk.visit().get("/cases")
    assert answer.status_code == status
    assert said in answer.text
    assert "content-security-policy" in answer.headers
    assert SECRET not in answer.text + caplog.text
    assert "fault " in caplog.text
    program = desk.visit().client.get("/api/v1/cases")
    assert program.status_code == status
    assert program.headers["content-type"] == "application/problem+json"
    assert SECRET not in program.text + caplog.text


def test_a_register_in_use_is_busy_and_not_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_WAIT_SECONDS", 0.05)
    with called(tmp_path) as client, sqlite3.connect(tmp_path / "register.sqlite") as other:
        visit = Desk(client.app, client.app.state.office.settings).visit()  # type: ignore[attr-defined]
        case_id = client.post("/cases", json={"case": {}}).json()["id"]
        told = {"csrf": visit.token(), "do": "save", "at:based_on": "1", "contract_no": "甲"}
        other.execute("BEGIN IMMEDIATE")
        answer = client.post("/cases", json={"case": {}})
        assert (answer.status_code, answer.json()["type"]) == (503, "urn:docgen:problem:busy")
        page = visit.client.post(f"/cases/{case_id}/edit", data=told)
        assert page.status_code == 503
        assert {answer.headers["retry-after"], page.headers["retry-after"]} == {"5"}
        other.rollback()
        assert client.post("/cases", json={"case": {}}).status_code == 201
    other.close()
