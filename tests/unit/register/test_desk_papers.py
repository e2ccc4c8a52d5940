"""Numbered papers of the desk: handed in, approved by somebody else, issued with their files."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from docgen.errors import DocgenError, InputError, Problem, UsageError
from docgen.register.desk import Desk
from docgen.register.desk_records import NewerVersion, Role, SubmissionState
from docgen.register.records import Act, DocumentState
from tests.deskbooks import (
    ADMIN,
    CLERK,
    REVIEWER,
    SERIES,
    approved,
    desk,
    issue_plainly,
    paper,
    staff,
    tree,
)
from tests.registers import a_run

_CONTRACT = "land_grant_contract"
_FAULT = Problem(
    "定金超过出让价款的百分之二十。", "出让.定金", "改正定金。", "R060", "grant.deposit"
)


def _numbers(*values: int) -> list[str]:
    return [f"偃自然资出〔2026〕{value}号" for value in values]


def test_a_paper_goes_from_hand_to_hand_and_gets_number_files_and_trail(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        staff(one)
        head = one.save_case(tree(contract_no=None), CLERK)
        handed = one.submit(head.id, 1, _CONTRACT, SERIES, CLERK)
        assert (handed.state, handed.submitted) == (SubmissionState.SUBMITTED, CLERK)
        assert (handed.decided, handed.number, handed.document_id) == (None, "", None)
        decided = one.decide(handed.id, REVIEWER, approve=True)
        assert (decided.state, decided.decided) == (SubmissionState.APPROVED, REVIEWER)
        assert one.issued_paper(handed.id) is None
        made = issue_plainly(one, handed.id)
        assert [made.document.number] == _numbers(1)
        assert made.submission == one.submission(handed.id)
        assert (made.submission.state, made.submission.stem) == (SubmissionState.ISSUED, "合同")
        assert one.issued() == one.issued(head.id) == (made,)
        assert one.issued_paper(handed.id) == made
        _, files = paper(f"{handed.id} {made.document.number}")
        assert {ending: one.file(sha) for ending, sha in made.files.items()} == files
        assert one.register.find("偃自然资出〔2026〕1号") == made.document
        assert [event.what for event in one.register.trail(made.document)] == [
            "submission.submit",
            "submission.approve",
            "run.begin",
            "run.reserve",
            "run.finish",
            "document.issue",
        ]


def test_the_number_goes_into_the_newest_version_of_the_case(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        submission = approved(one)
        one.save_case(tree("示例乙公司", contract_no=None), CLERK, case_id=1, based_on=1)
        issue_plainly(one, submission)
        now = one.case(1)
        assert now is not None
        assert now.version == 3
        assert now.data == tree("示例乙公司", contract_no="偃自然资出〔2026〕1号")


def test_a_case_that_bears_another_number_since_stops_everything(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        submission = approved(one)
        one.save_case(tree(contract_no="另一号"), CLERK, case_id=1, based_on=1)
        with pytest.raises(UsageError, match="已经写了编号「另一号」"):
            issue_plainly(one, submission)
        assert one.issued() == ()
        assert one.register.documents() == ()
        assert one.fail(submission, (_FAULT,), REVIEWER).state is SubmissionState.FAILED


def test_a_number_within_a_part_of_the_case_is_put_there(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        issue_plainly(one, approved(one), "supervision.agreement_no")
        now = one.case(1)
        assert now is not None
        assert now.data["supervision"] == {"agreement_no": "偃自然资出〔2026〕1号"}


def test_who_handed_it_in_cannot_approve_it_by_any_name(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        clerk, _, _ = staff(one)
        one.change_person(clerk.id, ADMIN, role=Role.ADMIN)
        head = one.save_case(tree(), CLERK)
        handed = one.submit(head.id, 1, _CONTRACT, SERIES, CLERK)
        for alone in (False, True):
            with pytest.raises(UsageError, match="送审人不能批准"):
                one.decide(handed.id, CLERK, approve=True, alone=alone)
        one.change_person(clerk.id, ADMIN, name="示例改名")
        with pytest.raises(UsageError, match="送审人不能批准"):
            one.decide(handed.id, Act(CLERK.at, "示例改名"), approve=True)
        assert one.decide(handed.id, REVIEWER, approve=True).state is SubmissionState.APPROVED


def test_who_only_drafts_or_has_left_or_is_unknown_approves_nothing(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        staff(one)
        one.add_person("other", "另一经办", Role.CLERK, "h", ADMIN)
        left = one.add_person("left", "离任审核", Role.REVIEWER, "h", ADMIN)
        one.change_person(left.id, ADMIN, active=False)
        head = one.save_case(tree(), CLERK)
        handed = one.submit(head.id, 1, _CONTRACT, SERIES, CLERK)
        for who in ("另一经办", "离任审核", "没有这个人"):
            with pytest.raises(UsageError, match="不能批准"):
                one.decide(handed.id, Act(CLERK.at, who), approve=True)


def test_alone_at_a_desk_without_people_one_approves_ones_own(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        head = one.save_case(tree(), CLERK)
        handed = one.submit(head.id, 1, _CONTRACT, SERIES, CLERK)
        with pytest.raises(UsageError, match="送审人不能批准"):
            one.decide(handed.id, CLERK, approve=True)
        done = one.decide(handed.id, CLERK, approve=True, alone=True)
        assert done.state is SubmissionState.APPROVED


def test_what_is_declined_tells_why_and_may_be_handed_in_again(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        head = one.save_case(tree(), CLERK)
        handed = one.submit(head.id, 1, _CONTRACT, SERIES, CLERK)
        with pytest.raises(UsageError, match="退回的原因"):
            one.decide(handed.id, REVIEWER, approve=False)
        because = Act(REVIEWER.at, REVIEWER.who, "面积与出让公告不同")
        declined = one.decide(handed.id, because, approve=False)
        assert (declined.state, declined.reason) == (
            SubmissionState.DECLINED,
            "面积与出让公告不同",
        )
        assert one.decide(handed.id, because, approve=False) == declined
        with pytest.raises(UsageError, match="已经退回"):
            one.decide(handed.id, REVIEWER, approve=True)
        with pytest.raises(UsageError, match="已经退回"):
            one.withdraw(handed.id, CLERK)
        assert one.submit(head.id, 1, _CONTRACT, SERIES, CLERK).id == 2


def test_a_case_saved_since_is_not_approved(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        head = one.save_case(tree(), CLERK)
        handed = one.submit(head.id, 1, _CONTRACT, SERIES, CLERK)
        one.save_case(tree("示例乙公司"), CLERK, case_id=1, based_on=1)
        with pytest.raises(UsageError, match="第2版，送审的是第1版"):
            one.decide(handed.id, REVIEWER, approve=True)
        with pytest.raises(NewerVersion):
            one.submit(head.id, 1, "supervision_agreement", "", CLERK)


def test_a_paper_is_handed_in_once_at_a_time(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        head = one.save_case(tree(), CLERK)
        handed = one.submit(head.id, 1, _CONTRACT, SERIES, CLERK, request="clerk k1")
        assert one.submit(head.id, 1, _CONTRACT, SERIES, CLERK, request="clerk k1") == handed
        with pytest.raises(UsageError, match="另一件文书"):
            one.submit(head.id, 1, "supervision_agreement", "", CLERK, request="clerk k1")
        with pytest.raises(UsageError, match="已经送审"):
            one.submit(head.id, 1, _CONTRACT, SERIES, CLERK, request="clerk k2")
        with pytest.raises(UsageError, match="已经送审"):
            one.submit(head.id, 1, _CONTRACT, SERIES, CLERK)
        assert one.submissions() == (handed,)


def test_a_version_gives_one_valid_paper_until_it_is_void(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        submission = approved(one, document="price_demand")
        made = issue_plainly(one, submission, "")
        with pytest.raises(UsageError, match="已经出过这件文书（偃自然资出〔2026〕1号）"):
            one.submit(1, 1, "price_demand", SERIES, CLERK)
        void = one.register.void(made.document, Act(ADMIN.at, ADMIN.who, "主送写错"))
        assert void.state is DocumentState.VOID
        assert one.issued()[0].document == void
        assert one.submit(1, 1, "price_demand", SERIES, CLERK).id == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((9, 1, _CONTRACT, SERIES), "没有第9号案卷"),
        ((1, 1, "", SERIES), "哪一种文书"),
        ((1, 1, "x" * 41, SERIES), "哪一种文书"),
        ((1, 1, _CONTRACT, "没有序号"), "认不出文号"),
    ],
)
def test_what_cannot_be_handed_in_is_told(
    tmp_path: Path, values: tuple[int, int, str, str], said: str
) -> None:
    with desk(tmp_path) as one:
        one.save_case(tree(), CLERK)
        with pytest.raises(UsageError, match=said):
            one.submit(*values, CLERK)
        assert one.submissions() == ()
        assert one.submission(1) is None


def test_a_number_reserved_stays_the_same_and_what_failed_gives_it_back(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        first, second = approved(one), approved(one)
        for _ in range(2):
            assert one.reserve_number(first, _CONTRACT, REVIEWER) == _numbers(1)[0]
        reserved = one.submission(first)
        assert reserved is not None
        assert reserved.number == _numbers(1)[0]
        failed = one.fail(first, (_FAULT,), REVIEWER)
        assert (failed.state, failed.number) == (SubmissionState.FAILED, "")
        assert failed.problems == (_FAULT,)
        assert failed.reason == "R060 出让.定金：定金超过出让价款的百分之二十。改正定金。"
        assert one.fail(first, (), REVIEWER) == failed
        assert one.reserve_number(second, _CONTRACT, REVIEWER) == _numbers(1)[0]
        with pytest.raises(UsageError, match="没有批准"):
            one.reserve_number(first, _CONTRACT, REVIEWER)


def test_withdrawn_after_its_approval_it_gives_its_number_back(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        first, second = approved(one), approved(one)
        one.reserve_number(first, _CONTRACT, REVIEWER)
        gone = one.withdraw(first, Act(CLERK.at, CLERK.who, "暂缓"))
        assert (gone.state, gone.reason) == (SubmissionState.WITHDRAWN, "暂缓")
        assert one.withdraw(first, CLERK) == gone
        row, files = paper("x")
        with pytest.raises(UsageError, match="被撤回"):
            one.file_paper(first, row, files, REVIEWER, stem="合同")
        assert [issue_plainly(one, second).document.number] == _numbers(1)
        with pytest.raises(UsageError, match="已经签发"):
            one.withdraw(second, CLERK)


def test_issued_once_it_stays_as_it_is(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        submission = approved(one)
        made = issue_plainly(one, submission)
        row, files = paper("another")
        assert one.file_paper(submission, row, files, REVIEWER, stem="别的") == made
        assert one.fail(submission, (_FAULT,), REVIEWER) == made.submission
        with pytest.raises(UsageError, match="没有这个文件"):
            one.file(row.docx_sha256)


def test_files_of_another_paper_are_not_filed(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        submission = approved(one)
        one.reserve_number(submission, _CONTRACT, REVIEWER)
        row, _ = paper("one")
        _, files = paper("other")
        with pytest.raises(DocgenError, match="对不上"):
            one.file_paper(submission, row, files, REVIEWER, stem="合同")
        with pytest.raises(UsageError, match="没有这个文件"):
            one.file(row.docx_sha256)


def test_a_paper_without_a_number_of_its_own_is_filed_too(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        made = issue_plainly(one, approved(one, series=""), "supervision.agreement_no")
        assert made.document.number == ""
        assert made.document.state is DocumentState.VALID
        assert one.count_cases() == 1
        assert len(one.versions(1)) == 1


def test_the_desk_and_print_runs_share_series_and_never_a_number(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        assert [issue_plainly(one, approved(one)).document.number] == _numbers(1)
        assert a_run(one.register, "run", 3, SERIES) == _numbers(2, 3, 4)
        assert [issue_plainly(one, approved(one)).document.number] == _numbers(5)
        with pytest.raises(UsageError, match="已经用过"):
            one.reserve_number(approved(one, series="偃自然资出〔2026〕3号"), _CONTRACT, REVIEWER)
        with pytest.raises(InputError, match="已经用过"):
            one.reserve_number(approved(one, series=""), _CONTRACT, REVIEWER, number=_numbers(5)[0])


def test_only_a_valid_paper_of_the_same_case_and_kind_is_corrected(tmp_path: Path) -> None:
    because = Act(CLERK.at, CLERK.who, "面积写错")
    with desk(tmp_path) as one:
        first, second = issue_plainly(one, approved(one)), issue_plainly(one, approved(one))
        wrong = {
            "没有写更正的原因": (_CONTRACT, CLERK, first.document.id),
            "不是这份案卷的这种文书": (_CONTRACT, because, second.document.id),
            "不是这份案卷的": ("supervision_agreement", because, first.document.id),
        }
        for said, (document, act, corrects) in wrong.items():
            with pytest.raises(UsageError, match=said):
                one.submit(1, 2, document, SERIES, act, corrects=corrects)
        handed = one.submit(1, 2, _CONTRACT, SERIES, because, corrects=first.document.id)
        assert handed.corrects == first.document.id
        one.decide(handed.id, REVIEWER, approve=True)
        one.register.void(first.document, because)
        with pytest.raises(UsageError, match="已经作废"):
            one.reserve_number(handed.id, _CONTRACT, REVIEWER)
        one.fail(handed.id, (_FAULT,), REVIEWER)
        with pytest.raises(UsageError, match="已经作废"):
            one.submit(1, 2, _CONTRACT, SERIES, because, corrects=first.document.id)


def test_threads_that_file_at_once_get_every_number_once(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        handed = [approved(one) for _ in range(16)]
        with ThreadPoolExecutor(8) as pool:
            made = list(pool.map(lambda which: issue_plainly(one, which), handed))
        values = sorted(each.document.number for each in made)
        assert values == sorted(_numbers(*range(1, 17)))


def test_a_file_that_is_damaged_is_told_and_never_handed_out(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        made = issue_plainly(one, approved(one))
        for ending in ("docx", "receipt.json"):
            with closing(sqlite3.connect(tmp_path / "register.sqlite")) as file:
                file.execute(
                    "UPDATE files SET data = x'00' WHERE sha256 = ?", (made.files[ending],)
                )
                file.commit()
            with pytest.raises(InputError, match="已经损坏"):
                one.file(made.files[ending])


def test_the_same_key_gets_the_answer_that_was_given_first(tmp_path: Path) -> None:
    with desk(tmp_path) as one:
        kept = one.keep_answer("k", "对接系统", "a" * 64, b"{}", CLERK)
        assert one.answer("k", "对接系统") == kept
        assert one.keep_answer("k", "对接系统", "a" * 64, b"[]", REVIEWER) == kept
        assert one.answer("k", "另一系统") is None
        with pytest.raises(UsageError, match="另一个请求"):
            one.keep_answer("k", "对接系统", "b" * 64, b"[]", REVIEWER)
        with pytest.raises(UsageError, match="幂等键"):
            one.keep_answer("", "对接系统", "b" * 64, b"[]", REVIEWER)


def test_submissions_are_listed_by_case_and_state(tmp_path: Path) -> None:
    with Desk.open(tmp_path / "register.sqlite") as one:
        first, second = approved(one), approved(one)
        issue_plainly(one, first)
        assert [each.id for each in one.submissions()] == [second, first]
        assert [each.id for each in one.submissions(case_id=1)] == [first]
        by_state = one.submissions(state=SubmissionState.APPROVED)
        assert [each.id for each in by_state] == [second]
        assert [each.id for each in one.submissions(limit=1, offset=1)] == [first]
