"""The pages on which a case is found, begun, filled in and held by versions."""

from __future__ import annotations

import base64
import html
import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from docgen.intake import case_from_mapping, load_case
from docgen.intake.load import dump_case
from docgen.register.desk_records import Role
from docgen.register.records import Act
from tests.desks import Desk, Visit, desk_of

ACT = Act("2026-11-25T09:00:00+08:00", "示例经办")
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "yanshi.yaml"
#: The paper with the fewest fields: what it uses is found out fastest.
PAPER = "credit_commitment"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as made:
        yield made


def saved(desk: Desk, **more: object) -> int:
    """Save a small case; return its number."""
    tree = {
        "jurisdiction": "yanshi",
        "parcel": {"location": "示例大道以北", "granted_area_m2": "100.00"},
        "parties": {"grantees": [{"name": "示例甲公司"}]},
        **more,
    }
    return desk.app.state.office.desk.save_case(tree, ACT).id


def example(desk: Desk) -> int:
    """Save the example; return its number."""
    return desk.app.state.office.desk.save_case(dump_case(load_case(EXAMPLE).case), ACT).id


def newest(desk: Desk, case_id: int) -> dict:
    return dict(desk.app.state.office.desk.case(case_id).data)


def form(based_on: int = 1, **more: str) -> dict[str, str]:
    """Return what the form of the small case sends."""
    return {
        "do": "save",
        "at:based_on": str(based_on),
        "at:document": PAPER,
        "jurisdiction": "yanshi",
        "parcel.location": "示例大道以北",
        "parcel.granted_area_m2": "100.00",
        "parties.grantees.0.name": "示例甲公司",
        **more,
    }


# --- the list ------------------------------------------------------------------------------------


def test_an_empty_list_says_how_to_begin(desk: Desk) -> None:
    answer = desk.visit().get("/cases")
    assert answer.status_code == 200
    assert "还没有案卷" in answer.text


def test_the_list_finds_by_words_and_turns_pages(desk: Desk) -> None:
    for place in range(53):
        saved(desk, contract_no=f"示例出〔2026〕{place + 1}号")
    visit = desk.visit()
    first = visit.get("/cases").text
    assert "共 53 宗" in first
    assert "/cases?offset=50" in first
    assert visit.get("/cases?offset=50").text.count("示例甲公司") == 3
    found = visit.get("/cases", params={"q": "示例出〔2026〕53号"}).text
    assert "找到 1 宗" in found
    assert "没有找到" in visit.get("/cases", params={"q": "没有这样的"}).text


def test_wrong_pages_and_numbers_of_cases_are_answered_plainly(desk: Desk) -> None:
    visit = desk.visit()
    assert visit.get("/cases?offset=-1").status_code == 400
    for address in ("/cases/9/edit", "/cases/9/papers", "/cases/9/versions", "/cases/9/form.xlsx"):
        answer = visit.get(address)
        assert answer.status_code == 404, address
        assert "没有这个案卷" in answer.text
    assert visit.get("/cases/abc/edit").status_code == 400


# --- the form ------------------------------------------------------------------------------------


def test_the_form_shows_what_the_case_holds_and_what_the_paper_lacks(desk: Desk) -> None:
    case_id = saved(desk)
    page = desk.visit().get(f"/cases/{case_id}/edit", params={"document": PAPER}).text
    assert 'name="parcel.location" id="f:parcel.location"' in page
    assert 'value="示例大道以北"' in page
    assert "未填" in page
    assert 'aria-required="true"' in page


def test_hostile_texts_are_shown_as_texts(desk: Desk) -> None:
    tree = {
        "contract_no": HOSTILE,
        "parcel": {"location": HOSTILE},
        "parties": {"grantees": [{"name": HOSTILE}]},
        "grant": {"special_terms": [HOSTILE], "site_condition": HOSTILE},
    }
    case_id = desk.app.state.office.desk.save_case(tree, ACT).id
    visit = desk.visit()
    ways = (f"/edit?document={PAPER}", "/versions", "/papers", "")
    for address in ("/cases", "/cases/new", "/", *(f"/cases/{case_id}{way}" for way in ways)):
        page = visit.get(address).text
        assert "<script>alert" not in page, address
        assert "<img src=x" not in page, address
    edited = visit.post(f"/cases/{case_id}/edit", form(**{"parcel.granted_area_m2": HOSTILE}))
    assert edited.status_code == 422
    assert "<img src=x" not in edited.text


def test_saving_makes_a_version_and_leaves_out_what_was_emptied(desk: Desk) -> None:
    case_id = saved(desk)
    told = form(**{"parcel.location": "示例二路以南", "parcel.granted_area_m2": " "})
    answer = desk.visit().post(f"/cases/{case_id}/edit", {**told, "at:why": "改坐落"})
    assert answer.status_code == 303
    assert answer.headers["location"].endswith("saved=2")
    assert newest(desk, case_id)["parcel"] == {"location": "示例二路以南"}
    assert desk.app.state.office.desk.versions(case_id)[0].act.why == "改坐落"


def test_what_cannot_be_read_is_not_saved_and_stays_on_the_page(desk: Desk) -> None:
    case_id = saved(desk)
    told = form(**{"parcel.granted_area_m2": "约一百", "parcel.location": "新写的坐落"})
    answer = desk.visit().post(f"/cases/{case_id}/edit", told)
    assert answer.status_code == 422
    assert "没有保存" in answer.text
    assert 'value="约一百"' in answer.text
    assert 'value="新写的坐落"' in answer.text
    assert "不是数" in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert desk.app.state.office.desk.case_head(case_id).version == 1


def test_a_jurisdiction_is_no_path_of_a_file(desk: Desk) -> None:
    case_id = saved(desk)
    answer = desk.visit().post(f"/cases/{case_id}/edit", form(jurisdiction="/etc/passwd"))
    assert answer.status_code == 422
    assert "没有这个辖区" in answer.text


def test_a_check_answers_at_its_fields_and_saves_nothing(desk: Desk) -> None:
    case_id = saved(desk)
    told = form(**{"parcel.granted_area_m2": "约一百", "parcel.total_area_m2": "50"})
    answer = desk.visit().post(f"/cases/{case_id}/check", told)
    assert answer.status_code == 200
    assert '<div data-part="slot" data-at="parcel.granted_area_m2" data-wrong' in answer.text
    assert 'data-part="summary"' in answer.text
    assert re.search(r'data-part="topic" data-at="parcel" data-count="[1-9]', answer.text)
    assert desk.app.state.office.desk.case_head(case_id).version == 1


def test_amounts_are_told_in_words_and_areas_in_other_units(desk: Desk) -> None:
    case_id = saved(desk)
    told = form(**{"grant.instalments.3.amount_yuan": "7000000.50", "grant.price_yuan": "很多"})
    answer = desk.visit().post(f"/cases/{case_id}/check", told).text
    assert re.search(r'data-at="grant.instalments.3.amount_yuan">人民币柒佰万元零伍角', answer)
    assert re.search(r'data-part="echo" data-at="parcel.granted_area_m2">0.15', answer)
    assert 'data-part="echo" data-at="grant.price_yuan"' not in answer


def test_a_finding_of_a_table_stands_at_the_row_as_the_page_numbers_it(desk: Desk) -> None:
    case_id = saved(desk)
    told = form(**{"parties.grantees.4.credit_code": "914103000000000000"})
    answer = desk.visit().post(f"/cases/{case_id}/check", told)
    assert 'data-at="parties.grantees.4.credit_code"' in answer.text


def test_forms_of_another_site_are_refused(desk: Desk) -> None:
    case_id = saved(desk)
    visit = desk.visit()
    for way in ("edit", "check", "versions/1/restore", f"papers/{PAPER}/submit"):
        answer = visit.client.post(f"/cases/{case_id}/{way}", data=form(), follow_redirects=False)
        assert answer.status_code == 403, way
    for way in ("empty", "copy", "rows"):
        assert visit.client.post(f"/cases/new/{way}", data={}).status_code == 403


def test_without_a_script_rows_are_added_and_dropped_by_the_server(desk: Desk) -> None:
    case_id = saved(desk)
    visit = desk.visit()
    added = visit.post(f"/cases/{case_id}/edit", form() | {"do": "add:parties.grantees"})
    assert added.status_code == 200
    assert 'name="parties.grantees.1.name"' in added.text
    assert "data-unsaved" in added.text
    dropped = visit.post(f"/cases/{case_id}/edit", form() | {"do": "drop:parties.grantees.0"})
    assert 'value="示例甲公司"' not in dropped.text
    assert desk.app.state.office.desk.case_head(case_id).version == 1


def test_changing_the_paper_keeps_what_is_typed(desk: Desk) -> None:
    case_id = saved(desk)
    told = form(**{"parcel.location": "还没有保存的坐落"}) | {"do": "show", "at:scope": "all"}
    page = desk.visit().post(f"/cases/{case_id}/edit", told).text
    assert 'value="还没有保存的坐落"' in page
    assert 'data-scope="all"' in page


def test_a_warning_is_confirmed_with_a_reason_in_the_name_of_who_is_there(desk: Desk) -> None:
    case_id = example(desk)
    tree = newest(desk, case_id)
    tree.pop("acknowledgements")
    desk.app.state.office.desk.save_case(tree, ACT, case_id=case_id, based_on=1)
    visit = desk.visit()
    page = visit.get(f"/cases/{case_id}/edit", params={"document": PAPER}).text
    key = re.search(r'name="why:([^"]+)"', page).group(1)
    told = dict(re.findall(r'<input name="([^":]+)"[^>]* value="([^"]+)"', page))
    told |= dict(re.findall(r'<input type="date" name="([^":]+)"[^>]* value="([^"]+)"', page))
    told = {name: html.unescape(text) for name, text in told.items()}
    for name, body in re.findall(r'<select name="([^":]+)".*?>(.*?)</select>', page):
        chosen = re.search(r'value="([^"]*)" selected', body)
        told[name] = chosen.group(1) if chosen else ""
    for name, body in re.findall(r'<textarea name="([^":]+)"[^>]*>\n?(.*?)</textarea>', page, re.S):
        told[name] = html.unescape(body)
    told |= {"do": f"confirm:{key}", "at:document": PAPER, "at:based_on": "2"}
    refused = visit.post(f"/cases/{case_id}/edit", told)
    assert "没有写明依据" in refused.text
    done = visit.post(f"/cases/{case_id}/edit", told | {f"why:{key}": "已核对凭证"})
    assert "已由本机使用者确认" in done.text
    assert 'name="acknowledgements.0.reason"' in done.text
    assert "已核对凭证" in done.text


def test_all_findings_of_a_saved_case_stand_on_one_page_with_their_sources(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    page = visit.get(f"/cases/{case_id}/check", params={"document": PAPER}).text
    assert "提醒：核对属实的可以确认" in page
    assert "已由" in page
    assert f"/cases/{case_id}/edit?document={PAPER}#f:" in page
    assert visit.get(f"/cases/{case_id}/check?document=none").status_code == 404
    assert visit.get(f"/cases/{case_id}/check?stage=none").status_code == 400


# --- two at once ---------------------------------------------------------------------------------


def test_who_saves_later_sees_what_differs_and_chooses(desk: Desk) -> None:
    case_id, book = saved(desk), desk.app.state.office.desk
    theirs = newest(desk, case_id) | {"contract_no": "示例出〔2026〕7号"}
    theirs["parcel"] = theirs["parcel"] | {"location": "别人写的"}
    book.save_case(theirs, Act(ACT.at, "示例乙"), case_id=case_id, based_on=1)
    visit = desk.visit()
    told = form(**{"parcel.location": "我写的", "parcel.granted_area_m2": "200.00"})
    clash = visit.post(f"/cases/{case_id}/edit", told)
    assert clash.status_code == 409
    assert "示例乙" in clash.text
    for text in ("我写的", "别人写的", "200.00", "两人都改过"):
        assert text in clash.text
    assert book.case_head(case_id).version == 2
    unchosen = visit.post(f"/cases/{case_id}/edit", told | {"at:seen": "2"})
    assert unchosen.status_code == 409
    picks = {
        "at:seen": "2",
        "pick:parcel.location": "mine",
        "pick:parcel.granted_area_m2": "mine",
        "pick:contract_no": "theirs",
    }
    assert visit.post(f"/cases/{case_id}/edit", told | picks).status_code == 303
    after = newest(desk, case_id)
    assert after["contract_no"] == "示例出〔2026〕7号"
    assert after["parcel"] == {"location": "我写的", "granted_area_m2": "200.00"}


def test_a_third_one_who_saved_meanwhile_is_shown_again(desk: Desk) -> None:
    case_id, book = saved(desk), desk.app.state.office.desk
    for version in (1, 2):
        tree = newest(desk, case_id) | {"contract_no": f"示例出〔2026〕{version}号"}
        book.save_case(tree, ACT, case_id=case_id, based_on=version)
    picks = {"at:seen": "2", "pick:contract_no": "mine"}
    answer = desk.visit().post(f"/cases/{case_id}/edit", form() | picks)
    assert answer.status_code == 409
    assert book.case_head(case_id).version == 3


def test_a_page_that_saves_by_itself_is_told_of_the_newer_version(desk: Desk) -> None:
    case_id, visit = saved(desk), desk.visit()
    quiet = {"x-desk": "save"}
    first = visit.post(f"/cases/{case_id}/edit", form(contract_no="一"), headers=quiet)
    assert first.json()["version"] == 2
    second = visit.post(f"/cases/{case_id}/edit", form(contract_no="二"), headers=quiet)
    assert second.status_code == 409
    assert second.json() == {"version": 2}


def test_a_table_is_taken_as_a_whole_from_the_one_or_the_other(desk: Desk) -> None:
    case_id, book = saved(desk), desk.app.state.office.desk
    theirs = newest(desk, case_id)
    theirs["parties"] = {"grantees": [{"name": "示例丙公司"}, {"name": "示例丁公司"}]}
    book.save_case(theirs, ACT, case_id=case_id, based_on=1)
    told = form(
        **{"parties.grantees.0.name": "示例甲公司", "parties.grantees.1.name": "示例乙公司"}
    )
    picks = {"at:seen": "2", "pick:parties.grantees": "theirs"}
    assert desk.visit().post(f"/cases/{case_id}/edit", told | picks).status_code == 303
    assert newest(desk, case_id)["parties"] == theirs["parties"]


# --- versions ------------------------------------------------------------------------------------


def test_versions_are_held_against_each_other_and_brought_back(desk: Desk) -> None:
    case_id, visit = saved(desk), desk.visit()
    visit.post(f"/cases/{case_id}/edit", form(**{"parcel.granted_area_m2": "250.50"}))
    page = visit.get(f"/cases/{case_id}/versions").text
    assert "宗地.出让宗地面积" in page
    assert "<del>100.00 平方米</del>" in page
    assert "<ins>250.50 平方米</ins>" in page
    back = visit.post(f"/cases/{case_id}/versions/1/restore", {"based_on": "2"})
    assert back.status_code == 303
    assert newest(desk, case_id)["parcel"]["granted_area_m2"] == "100.00"
    assert desk.app.state.office.desk.versions(case_id)[0].act.why == "恢复第1版"
    stale = visit.post(f"/cases/{case_id}/versions/1/restore", {"based_on": "2"})
    assert stale.status_code == 409
    assert visit.get(f"/cases/{case_id}/versions?new=9").status_code == 404


# --- begun ---------------------------------------------------------------------------------------


def test_an_empty_case_begins_with_its_jurisdiction_and_its_notice(desk: Desk) -> None:
    visit = desk.visit()
    told = {"jurisdiction": "yanshi", "document": "idle_investigation"}
    answer = visit.post("/cases/new/empty", told)
    assert answer.headers["location"] == "/cases/1/edit?document=idle_investigation"
    assert newest(desk, 1) == {"jurisdiction": "yanshi", "notice": {"kind": "idle_investigation"}}
    assert visit.post("/cases/new/empty", {"document": "none"}).status_code == 404
    wrong = {"jurisdiction": "/etc/passwd", "document": PAPER}
    assert visit.post("/cases/new/empty", wrong).status_code == 400


def test_a_copy_has_no_numbers_and_no_confirmations(desk: Desk) -> None:
    case_id = example(desk)
    before = newest(desk, case_id)
    answer = desk.visit().post("/cases/new/copy", {"case_id": str(case_id)})
    assert answer.status_code == 303
    after = newest(desk, 2)
    assert "contract_no" not in after
    assert "acknowledgements" not in after
    assert "agreement_no" not in after["supervision"]
    assert after["parcel"] == before["parcel"]


def test_a_case_goes_out_as_a_file_and_comes_in_again(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    out = visit.get(f"/cases/{case_id}/case.yaml")
    assert "filename*=UTF-8''" in out.headers["content-disposition"]
    sent = visit.post("/cases/new/file", files={"file": ("案卷.yaml", out.content)})
    assert sent.headers["location"] == "/cases/2/edit"
    assert newest(desk, 2) == newest(desk, case_id)


def test_a_file_that_cannot_be_read_makes_no_case_and_names_its_places(desk: Desk) -> None:
    bad = "parcel:\n  granted_area_m2: 约一百\n".encode()
    answer = desk.visit().post("/cases/new/file", files={"file": (f"{HOSTILE}.yaml", bad)})
    assert answer.status_code == 422
    assert "第2行" in answer.text
    assert "<img src=x" not in answer.text
    assert desk.app.state.office.desk.count_cases() == 0


def test_a_faulty_form_comes_back_with_its_faults_at_their_cells(desk: Desk) -> None:
    tree = {"parcel": {"location": "示例大道以北"}, "acknowledgements": []}
    case_id, visit = desk.app.state.office.desk.save_case(tree, ACT).id, desk.visit()
    book = openpyxl.load_workbook(
        io.BytesIO(visit.get(f"/cases/{case_id}/form.xlsx", params={"document": PAPER}).content)
    )
    cell = next(
        row[at + 1]
        for sheet in book
        for row in sheet.iter_rows()
        for at, one in enumerate(row[:-1])
        if str(one.value).startswith("出让宗地面积") and row[at + 1].value is None
    )
    cell.value = "很大"
    out = io.BytesIO()
    book.save(out)
    answer = visit.post("/cases/new/file", files={"file": ("表单.xlsx", out.getvalue())})
    assert answer.status_code == 422
    assert f"{cell.parent.title}!{cell.coordinate}" in answer.text
    copy = re.search(r'download="批注-表单.xlsx" href="data:[^,]*,([^"]+)"', answer.text).group(1)
    held = openpyxl.load_workbook(io.BytesIO(base64.b64decode(copy)))
    assert held[cell.parent.title][cell.coordinate].comment is not None


def test_a_form_filled_in_becomes_the_same_case(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    form_of_case = visit.get(f"/cases/{case_id}/form.xlsx", params={"document": PAPER}).content
    answer = visit.post("/cases/new/file", files={"file": ("表单.xlsx", form_of_case)})
    assert answer.status_code == 303, answer.text
    # A cell keeps no noughts at the end: the figures are the same, not their letters.
    first, second = (case_from_mapping(newest(desk, one)).case for one in (case_id, 2))
    assert first == second


def test_chosen_rows_of_a_ledger_become_cases(desk: Desk) -> None:
    table = (
        "受让人,宗地坐落,出让宗地面积（平方米）\n示例甲公司,一号路,100.00\n示例乙公司,二号路,很大\n"
    )
    visit = desk.visit()
    page = visit.post("/cases/new/ledger", files={"file": ("台账.csv", table.encode())})
    assert page.status_code == 200
    values = [html.unescape(one) for one in re.findall(r'name="row" value="([^"]*)"', page.text)]
    assert len(values) == 2
    assert page.text.count("disabled>") == 1
    made = visit.post("/cases/new/rows", {"row": values[0]})
    assert made.headers["location"] == "/cases"
    assert newest(desk, 1)["parties"] == {"grantees": [{"name": "示例甲公司"}]}
    assert visit.post("/cases/new/rows", {}).status_code == 400
    assert visit.post("/cases/new/rows", {"row": "{]"}).status_code == 422


def test_who_is_not_logged_in_sees_no_case(desk: Desk) -> None:
    case_id = saved(desk)
    desk.set_up()
    stranger = desk.visit()
    for way in ("/edit", "/papers", "/versions", "/case.yaml", "/form.xlsx"):
        answer = stranger.get(f"/cases/{case_id}{way}")
        assert answer.status_code == 303, way
        assert answer.headers["location"].startswith("/login")


def test_somebody_with_the_least_rights_may_write_cases(desk: Desk) -> None:
    keeper: Visit = desk.set_up()
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    case_id = saved(desk)
    assert clerk.post(f"/cases/{case_id}/edit", form(contract_no="三")).status_code == 303
    assert desk.app.state.office.desk.case_head(case_id).changed.who == "示例经办"
