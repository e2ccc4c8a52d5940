"""The pages on which a paper is made, handed in, looked at by another, issued and voided."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from docgen.intake import load_case
from docgen.intake.load import dump_case
from docgen.register.desk import Desk as Book
from docgen.register.desk_records import Role, SubmissionState
from docgen.register.records import Act, DocumentState
from tests.desks import Desk, Visit, desk_of

ACT = Act("2026-11-25T09:00:00+08:00", "示例经办")
EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "yanshi.yaml"
#: The shortest paper with a number of its own.
PAPER = "credit_commitment"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path) as made:
        yield made


def book(desk: Desk) -> Book:
    return desk.app.state.office.desk


def example(desk: Desk, *, numbered: bool = False) -> int:
    """Save the example, its commitment without a number unless it is to have one."""
    tree = dump_case(load_case(EXAMPLE).case)
    if not numbered:
        del tree["commitment"]["number"]
    return book(desk).save_case(tree, ACT).id


def people(desk: Desk) -> tuple[Visit, Visit, Visit]:
    """Set up an administrator, a clerk and a reviewer; return their browsers."""
    keeper = desk.set_up()
    clerk = desk.add(keeper, "jingban", "示例经办", Role.CLERK)
    return keeper, clerk, desk.add(keeper, "shenhe", "示例审核", Role.REVIEWER)


def hand_in(visit: Visit, case_id: int, **more: str):
    told = {"version": "1", "series": "偃集诺〔2026〕号", "key": "k", **more}
    return visit.post(f"/cases/{case_id}/papers/{PAPER}/submit", told)


def test_an_empty_case_says_that_no_paper_can_be_made_yet(desk: Desk) -> None:
    case_id = book(desk).save_case({}, ACT).id
    page = desk.visit().get(f"/cases/{case_id}/papers").text
    assert "还不够出任何一种文书" in page
    assert "还没有资料的文书" in page


@pytest.mark.e2e
def test_papers_without_numbers_are_made_at_once_in_every_form(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    page = visit.get(f"/cases/{case_id}/papers?stage=draft").text
    assert f"/cases/{case_id}/papers/{PAPER}/make/docx?stage=draft" in page
    begins = {"docx": b"PK", "pdf": b"%PDF", "receipt.json": b"{", "sheet": b"%PDF"}
    for form, begin in begins.items():
        answer = visit.get(f"/cases/{case_id}/papers/{PAPER}/make/{form}?stage=draft")
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(begin)
        assert answer.headers["content-disposition"].startswith("attachment;")
    assert visit.get(f"/cases/{case_id}/papers/{PAPER}/make/exe?stage=draft").status_code == 400
    assert visit.get(f"/cases/{case_id}/papers/none/make/pdf?stage=draft").status_code == 404
    assert visit.get(f"/cases/{case_id}/papers?stage=none").status_code == 400
    assert book(desk).submissions() == ()


def test_no_final_paper_with_a_number_is_made_beside_the_register(desk: Desk) -> None:
    case_id, visit = example(desk, numbered=True), desk.visit()
    answer = visit.get(f"/cases/{case_id}/papers/{PAPER}/make/docx?stage=final")
    assert answer.status_code == 400
    assert "经审核后由系统发出" in answer.text
    # The stage of the case is final, so saying nothing of it is no way around.
    assert visit.get(f"/cases/{case_id}/papers/{PAPER}/make/docx").status_code == 400
    assert visit.get(f"/cases/{case_id}/papers.zip?stage=final").status_code == 400


def test_at_a_desk_without_people_a_paper_is_issued_in_one_step(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    assert "尚未设立用户" in visit.get(f"/cases/{case_id}/papers").text
    answer = hand_in(visit, case_id)
    assert answer.status_code == 303, answer.text
    (paper,) = book(desk).issued(case_id)
    assert paper.document.number == "偃集诺〔2026〕1号"
    assert paper.submission.decided.who == "本机使用者"
    page = visit.get(f"/cases/{case_id}/papers").text
    assert "偃集诺〔2026〕1号" in page
    # The case got its number by that and says nothing else: it is not offered once more.
    assert "这一版已经签发" in page
    assert f"/cases/{case_id}/papers/credit_commitment/submit" not in page
    again = hand_in(visit, case_id)
    assert again.status_code == 303
    assert len(book(desk).issued(case_id)) == 1
    way = f"/cases/{case_id}/papers/{paper.submission.id}"
    word = visit.get(f"{way}/file/docx")
    assert word.content == book(desk).file(paper.files["docx"])
    assert visit.get(f"{way}/file/sheet").content.startswith(b"%PDF")
    with zipfile.ZipFile(io.BytesIO(visit.get(f"/cases/{case_id}/issued.zip").content)) as held:
        assert len(held.namelist()) == 3


def test_a_case_that_says_something_else_may_have_another_paper(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    hand_in(visit, case_id)
    newest = book(desk).case(case_id)
    data = {**newest.data, "grant": {**newest.data["grant"], "signing_place": "示例大厅"}}
    book(desk).save_case(data, newest.act, case_id=case_id, based_on=newest.version)
    page = visit.get(f"/cases/{case_id}/papers").text
    assert "这一版已经签发" not in page
    assert f"/cases/{case_id}/papers/credit_commitment/submit" in page


def test_a_numbered_paper_needs_a_second_pair_of_eyes(desk: Desk) -> None:
    _, clerk, reviewer = people(desk)
    case_id = example(desk)
    assert hand_in(clerk, case_id, why="请审").status_code == 303
    (one,) = book(desk).submissions(case_id=case_id)
    assert one.state is SubmissionState.SUBMITTED
    assert "信用承诺书　示例乙" in reviewer.get("/").text
    way = f"/cases/{case_id}/papers/{one.id}"
    page = reviewer.get(way).text
    assert "请审" in page
    assert "批准，编号并发出" in page
    assert '<svg xmlns="http://www.w3.org/2000/svg" class="sheet"' in page
    refused = clerk.post(f"{way}/approve")
    assert refused.status_code == 403
    assert reviewer.post(f"{way}/approve").status_code == 303
    (paper,) = book(desk).issued(case_id)
    assert (paper.submission.submitted.who, paper.submission.decided.who) == (
        "示例经办",
        "示例审核",
    )
    assert "没有待审核的文书" in reviewer.get("/").text


def test_nobody_approves_what_they_handed_in_themselves(desk: Desk) -> None:
    _, _, reviewer = people(desk)
    case_id = example(desk)
    hand_in(reviewer, case_id)
    (one,) = book(desk).submissions(case_id=case_id)
    way = f"/cases/{case_id}/papers/{one.id}"
    assert "要由另一个人审核" in reviewer.get(way).text
    assert reviewer.post(f"{way}/approve").status_code == 400
    assert book(desk).issued(case_id) == ()


def test_a_paper_is_sent_back_with_a_reason_that_the_clerk_sees(desk: Desk) -> None:
    _, clerk, reviewer = people(desk)
    case_id = example(desk)
    hand_in(clerk, case_id)
    (one,) = book(desk).submissions(case_id=case_id)
    way = f"/cases/{case_id}/papers/{one.id}"
    assert clerk.post(f"{way}/decline", {"why": "x"}).status_code == 403
    assert reviewer.post(f"{way}/decline", {"why": " "}).status_code == 400
    assert reviewer.post(f"{way}/decline", {"why": "承诺事项第2项不全"}).status_code == 303
    page = clerk.get(f"/cases/{case_id}/papers").text
    assert "承诺事项第2项不全" in page
    assert hand_in(clerk, case_id, key="second").status_code == 303


def test_a_case_changed_since_cannot_be_approved(desk: Desk) -> None:
    _, clerk, reviewer = people(desk)
    case_id = example(desk)
    hand_in(clerk, case_id)
    tree = dict(book(desk).case(case_id).data) | {"contract_no": "偃自然资出〔2021〕22号"}
    book(desk).save_case(tree, ACT, case_id=case_id, based_on=1)
    (one,) = book(desk).submissions(case_id=case_id)
    way = f"/cases/{case_id}/papers/{one.id}"
    assert "不能批准送审的这一版" in reviewer.get(way).text
    assert reviewer.post(f"{way}/approve").status_code == 400
    assert clerk.post(f"{way}/withdraw").status_code == 303
    assert hand_in(clerk, case_id, version="1", key="again").status_code == 409


def test_what_the_checks_stop_is_not_handed_in(desk: Desk) -> None:
    case_id = example(desk)
    tree = dict(book(desk).case(case_id).data)
    tree["parcel"] = tree["parcel"] | {"granted_area_m2": "99999.99"}
    book(desk).save_case(tree, ACT, case_id=case_id, based_on=1)
    answer = hand_in(desk.visit(), case_id, version="2")
    assert answer.status_code == 422
    assert book(desk).submissions() == ()


@pytest.mark.e2e
def test_the_next_version_shows_what_differs_from_the_paper_issued_before(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    hand_in(visit, case_id)
    _, clerk, reviewer = people(desk)
    held = book(desk).case(case_id)
    tree = dict(held.data)
    tree["commitment"] = {k: v for k, v in tree["commitment"].items() if k != "number"}
    tree["parcel"] = tree["parcel"] | {"location": "洛阳市偃师区示例新址"}
    head = book(desk).save_case(tree, ACT, case_id=case_id, based_on=held.version)
    assert hand_in(clerk, case_id, version=str(head.version), key="n").status_code == 303
    one = book(desk).submissions(case_id=case_id, state=SubmissionState.SUBMITTED)[0]
    page = reviewer.get(f"/cases/{case_id}/papers/{one.id}").text
    assert "与上一次签发的不同" in page
    assert "洛阳市偃师区示例新址" in page


def test_a_paper_is_voided_with_a_reason_by_who_may(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    hand_in(visit, case_id)
    (paper,) = book(desk).issued(case_id)
    _, clerk, reviewer = people(desk)
    way = f"/cases/{case_id}/papers/{paper.submission.id}"
    assert clerk.post(f"{way}/void", {"why": "写错"}).status_code == 403
    assert reviewer.post(f"{way}/void", {"why": ""}).status_code == 400
    assert reviewer.post(f"{way}/void", {"why": "受让人名称有误"}).status_code == 303
    assert book(desk).issued(case_id)[0].document.state is DocumentState.VOID
    assert "已作废" in clerk.get(f"/cases/{case_id}/papers").text


def test_a_paper_of_another_case_is_not_reached_through_this_one(desk: Desk) -> None:
    case_id, visit = example(desk), desk.visit()
    other = example(desk)
    hand_in(visit, case_id)
    (paper,) = book(desk).issued(case_id)
    for way in ("", "/file/docx"):
        answer = visit.get(f"/cases/{other}/papers/{paper.submission.id}{way}")
        assert answer.status_code == 404
    assert (
        visit.post(f"/cases/{other}/papers/{paper.submission.id}/void", {"why": "x"}).status_code
        == 404
    )
    assert visit.get(f"/cases/{case_id}/papers/999").status_code == 404


@pytest.mark.e2e
def test_what_death_left_behind_is_issued_when_the_desk_starts(tmp_path: Path) -> None:
    with desk_of(tmp_path) as desk:
        case_id = example(desk)
        one = book(desk).submit(case_id, 1, PAPER, "偃集诺〔2026〕号", ACT)
        book(desk).decide(one.id, Act(ACT.at, "示例审核"), approve=True, alone=True)
    with desk_of(tmp_path) as desk:
        (paper,) = book(desk).issued(case_id)
        assert paper.document.number == "偃集诺〔2026〕1号"
        assert paper.submission.decided.who == "示例审核"
