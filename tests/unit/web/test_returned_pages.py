"""A paper that came back is held against what the register keeps, figures first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from docgen.pipeline.kinds import kind_of
from docgen.register.desk_records import Role
from tests.desks import Desk, Visit, desk_of
from tests.edits import Paper
from tests.returnedpapers import ACT, Issued, edited, issued_contract
from tests.wordfiles import para, word_file


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with desk_of(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture(scope="module")
def issued(desk: Desk) -> Issued:
    return issued_contract(desk.app.state.office.desk)


def sent_back(visit: Visit, data: bytes, name: str = "合同.docx", **more: str) -> str:
    """Send a paper in and return the page of its verdict."""
    answer = visit.post("/returned", more, files={"file": (name, data)})
    assert answer.status_code == 303, answer.text
    return visit.get(answer.headers["location"]).text


def words(page: str) -> str:
    """Return what a page says, without its marks."""
    main = page.partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.mark.slow
def test_the_very_paper_is_unchanged_by_the_filed_receipt(desk: Desk, issued: Issued) -> None:
    page = words(sent_back(desk.visit(), issued.docx))
    assert "未改动" in page
    assert "登记簿存档的回执" in page
    assert issued.paper.document.number in page


@pytest.mark.slow
def test_changed_figures_come_first_with_what_the_case_says(desk: Desk, issued: Issued) -> None:
    back = edited(issued.docx, ("53333.60", "53233.60"), ("拍卖", "挂牌"), ("示例沟", "示例河"))
    page = sent_back(desk.visit(), back)
    said = words(page)
    assert "已改动" in said
    assert "<del>53333.60</del>" in page
    assert re.search(r"<ins[^>]*>53233\.60</ins>", page)
    assert "第六条（三） 出让宗地面积" in said
    assert "大写未同步修改" in said
    assert "不一致 案卷为 53333.60" in said
    assert re.search(r"其中 \d+ 处数字与案卷第 \d+ 版不一致", said)


@pytest.mark.slow
def test_the_case_as_it_is_now_decides_whether_a_figure_agrees(desk: Desk, issued: Issued) -> None:
    visit, book = desk.visit(), desk.app.state.office.desk
    newest = book.case(issued.case_id)
    data = {**newest.data, "parcel": {**newest.data["parcel"], "granted_area_m2": "53233.60"}}
    book.save_case(data, replace(ACT, why="重测"), case_id=issued.case_id, based_on=newest.version)
    try:
        said = words(sent_back(visit, edited(issued.docx, ("53333.60", "53233.60"))))
        assert "改过的数字与案卷" in said
        assert "与案卷一致" in said
    finally:
        book.save_case(
            newest.data, ACT, case_id=issued.case_id, based_on=book.case(issued.case_id).version
        )


@pytest.mark.slow
def test_changed_words_stand_clause_by_clause_side_by_side(desk: Desk, issued: Issued) -> None:
    back = edited(issued.docx, ("对方有权解除本合同并请求赔偿损失", "对方可以请求赔偿损失"))
    page = sent_back(desk.visit(), back)
    assert "改写" in words(page)
    assert "<del>有权解除本合同并</del>" in page or "<del>" in page
    clause = page.partition('class="clause"')[2]
    assert re.search(r"第.+条", clause[:120])


@pytest.mark.slow
def test_a_receipt_inside_that_was_tampered_with_is_not_gone_by(desk: Desk, issued: Issued) -> None:
    back = edited(issued.docx, ("53333.60", "53233.60"))
    # Paper and receipt inside are both changed, so that they agree with each other.
    paper = Paper(back)
    for name, held in paper.members.items():
        if b"urn:docgen:receipt" in held:
            paper.members[name] = held.replace(b"53333.60", b"53233.60").replace(
                b'"parts_sha256":"', b'"parts_sha256":"0'
            )
    page = sent_back(desk.visit(), paper.save())
    assert "已改动" in words(page)
    assert "不是同一份，没有采用" in words(page)
    assert "<del>53333.60</del>" in page


@pytest.mark.slow
def test_without_a_receipt_inside_the_chosen_paper_is_gone_by(desk: Desk, issued: Issued) -> None:
    visit = desk.visit()
    bare = edited(issued.docx, ("53333.60", "53233.60"), receipt=False)
    refused = visit.post("/returned", files={"file": ("合同.docx", bare)})
    assert refused.status_code == 400
    assert "认不出" in refused.text
    way = f"/returned?case={issued.case_id}"
    assert f'href="{way}"' in visit.get(f"/cases/{issued.case_id}/papers").text
    asked = visit.get(way).text
    assert f'<option value="{issued.paper.submission.id}">' in asked
    said = words(sent_back(visit, bare, paper=str(issued.paper.submission.id)))
    assert "登记簿存档的回执" in said
    assert "数字" in said


@pytest.mark.slow
def test_a_pdf_is_known_by_its_hash_alone(desk: Desk, issued: Issued) -> None:
    visit, book = desk.visit(), desk.app.state.office.desk
    pdf = book.file(issued.paper.files["pdf"])
    assert "未改动" in words(sent_back(visit, pdf, "合同.pdf"))
    changed = sent_back(visit, pdf + b"\n", "合同.pdf", paper=str(issued.paper.submission.id))
    assert "PDF 只能核对" in words(changed)
    assert "修订稿" not in words(changed)
    assert visit.post("/returned", files={"file": ("x.pdf", b"%PDF-1.7 x")}).status_code == 400


@pytest.mark.slow
def test_a_paper_that_the_register_does_not_know_is_said_to_be_so(
    tmp_path: Path, issued: Issued
) -> None:
    with desk_of(tmp_path) as other:
        said = words(sent_back(other.visit(), edited(issued.docx, ("53333.60", "53233.60"))))
    assert "登记簿里没有这份文书" in said
    assert "可能被改" in said


@pytest.mark.slow
def test_the_redline_holds_both_papers(desk: Desk, issued: Issued) -> None:
    visit = desk.visit()
    back = edited(issued.docx, ("拍卖", "挂牌"))
    answer = visit.post("/returned", files={"file": ("../../合同.docx", back)})
    page = visit.get(answer.headers["location"]).text
    link = re.search(r'href="(/returned/[^"]+redline\.docx)"', page)
    assert link
    redline = visit.get(link[1])
    assert kind_of(redline.content) == "docx"
    assert redline.headers["content-disposition"].startswith("attachment")
    assert (
        "%E5%90%88%E5%90%8C-%E4%BF%AE%E8%AE%A2%E7%A8%BF.docx"
        in (redline.headers["content-disposition"])
    )


def test_two_papers_are_compared_and_marked(desk: Desk) -> None:
    visit = desk.visit()
    files = {
        "old": ("原.docx", word_file(para("甲方应当在2026年3月1日前付款。"))),
        "new": ("改.docx", word_file(para("甲方可以在2026年4月1日前付款。"))),
    }
    answer = visit.post("/returned/compare", files=files)
    page = visit.get(answer.headers["location"]).text
    assert "<del>2026年3月1日</del>" in page
    assert "<del>应当</del>" in page
    assert "<ins>可以</ins>" in page
    link = re.search(r'href="([^"]+redline\.docx)"', page)
    assert link
    assert kind_of(visit.get(link[1]).content) == "docx"
    same = visit.post("/returned/compare", files={"old": files["old"], "new": files["old"]})
    assert "一字不差" in visit.get(same.headers["location"]).text


def test_what_is_said_in_a_paper_is_no_mark_of_the_page(desk: Desk) -> None:
    visit = desk.visit()
    files = {
        "old": ("原.docx", word_file(para("甲。"))),
        "new": (
            '<b onload="x">.docx',
            word_file(para("甲&lt;script&gt;alert(1)&lt;/script&gt;。")),
        ),
    }
    answer = visit.post("/returned/compare", files=files)
    page = visit.get(answer.headers["location"]).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page
    assert "<b onload" not in page


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"", "空的"), (b"\0\1" * 99, "认不出格式"), (b"PK\x03\x04 cut", "不完整"), (b"text", "文本")],
)
def test_what_is_no_paper_is_refused_in_one_sentence(desk: Desk, data: bytes, said: str) -> None:
    answer = desk.visit().post("/returned", files={"file": ("合同.docx", data)})
    assert answer.status_code == 422
    assert said in answer.text
    assert "Traceback" not in answer.text


def test_no_file_is_told_as_that(desk: Desk) -> None:
    answer = desk.visit().post("/returned", {"paper": ""})
    assert answer.status_code == 400
    assert "没有选收回的文书" in answer.text


@pytest.mark.slow
def test_a_verdict_is_its_owners_alone(tmp_path: Path, issued: Issued) -> None:
    with desk_of(tmp_path) as other:
        keeper = other.set_up()
        clerk = other.add(keeper, "jia", "示例甲", Role.CLERK)
        place = clerk.post("/returned", files={"file": ("合同.docx", issued.docx)}).headers[
            "location"
        ]
        assert clerk.get(place).status_code == 200
        assert keeper.get(place).status_code == 404
        assert other.visit().get(place).status_code == 303
        assert "比对收回的文书" in keeper.get("/log").text
