"""Numbered papers made for the desk: number, audit, files; what stops them; what a death leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from docgen import intake
from docgen.delivery.receipt import sha256
from docgen.errors import DeliveryError, DocgenError, EngineError, FindingsError, UsageError
from docgen.pipeline import Document, generate
from docgen.pipeline import issue as issue_module
from docgen.pipeline.issue import issue, resume
from docgen.register.desk import Desk
from docgen.register.desk_records import IssuedPaper, SubmissionState
from docgen.register.records import Act, DocumentState
from tests.conftest import ROOT
from tests.deskbooks import CLERK, REVIEWER, desk

_COMMITMENT, _DEMAND = "credit_commitment", "price_demand"
_SERIES = "偃产集诺〔2026〕号"
_FIRST = "偃产集诺〔2026〕1号"


@cache
def _sample(path: str) -> str:
    return json.dumps(intake.dump_case(intake.load_case(ROOT / path).case))


def commitment(
    number: str | None = None, path: str = "templates/contracts/credit_commitment/sample.yaml"
) -> dict[str, Any]:
    """Return a case for a commitment; its number is left to the desk unless it is given."""
    data: dict[str, Any] = json.loads(_sample(path))
    data["commitment"].pop("number")
    if number:
        data["commitment"]["number"] = number
    return data


def demand(**notice: str) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(_sample("templates/notices/price_demand/sample.yaml"))
    data["notice"].pop("document_no")
    data["notice"] |= notice
    return data


def approved(
    one: Desk, data: dict[str, Any], document: str = _COMMITMENT, series: str = _SERIES
) -> int:
    head = one.save_case(data, CLERK)
    handed = one.submit(head.id, 1, document, series, CLERK)
    return one.decide(handed.id, REVIEWER, approve=True).id


@pytest.fixture
def one(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path) as opened:
        yield opened


def test_an_approved_paper_is_made_audited_and_filed_under_its_number(one: Desk) -> None:
    made = issue(one, approved(one, commitment()), REVIEWER)
    assert made.document.number == _FIRST
    assert made.document.kind == _COMMITMENT
    assert made.document.contract_no == "偃自然资出〔2021〕12号"
    assert made.submission.state is SubmissionState.ISSUED
    assert made.submission.stem == "偃自然资出〔2021〕12号-信用承诺书"
    files = {ending: one.file(sha) for ending, sha in made.files.items()}
    assert {ending: sha256(data) for ending, data in files.items()} == made.files
    plain = _plain()
    assert files == {
        "docx": plain.docx,
        "pdf": plain.pdf,
        "receipt.json": plain.receipt_json,
    }
    figures = json.loads(files["receipt.json"])["figures"]
    (own,) = [line for line in figures if line["path"] == "commitment.number"]
    assert (own["printed"], own["basis"]) == (_FIRST, "登记簿")


def _plain() -> Document:
    """Make the first case's paper under the first number, with no desk about."""
    name = "案卷第1号第1版"
    loaded = intake.case_from_mapping(commitment(_FIRST), name=name)
    case = loaded.case.read_from({**loaded.origins, "commitment.number": "登记簿"})
    (plain,) = generate(case, [_COMMITMENT], stage="final", file=name)
    return plain


def test_the_case_has_the_number_of_its_contract_paper_from_then_on(one: Desk) -> None:
    issue(one, approved(one, commitment()), REVIEWER)
    now = one.case(1)
    assert now is not None
    assert (now.version, now.act) == (2, REVIEWER)
    assert now.data == commitment(_FIRST)


def test_a_notice_bears_its_number_and_leaves_the_case_to_the_next_one(one: Desk) -> None:
    made = issue(one, approved(one, demand(), _DEMAND, "偃自然资函〔2026〕号"), REVIEWER)
    assert (made.document.number, made.document.kind) == ("偃自然资函〔2026〕1号", _DEMAND)
    assert made.document.addressee == "示例甲机械制造有限公司"
    assert len(one.versions(1)) == 1
    texts = one.register.texts(made.document.run_id, made.document.row)
    assert json.loads(texts.case_json)["notice"]["document_no"] == "偃自然资函〔2026〕1号"
    latest = one.register.latest([_DEMAND], made.document.keys)
    assert set(latest[_DEMAND].values()) == {made.document}


def test_issued_again_it_is_what_is_there(one: Desk) -> None:
    submission = approved(one, commitment())
    made = issue(one, submission, REVIEWER)
    log = one.log()
    assert issue(one, submission, CLERK) == made
    assert one.log() == log


def test_a_number_that_the_case_brings_is_taken_and_never_twice(one: Desk) -> None:
    made = issue(one, approved(one, commitment("偃产集诺〔2026〕7号"), series=""), REVIEWER)
    assert made.document.number == "偃产集诺〔2026〕7号"
    assert len(one.versions(1)) == 1
    again = approved(one, commitment("偃产集诺〔2026〕7号"), series=_SERIES)
    with pytest.raises(DocgenError, match="已经用过"):
        issue(one, again, REVIEWER)
    failed = one.submission(again)
    assert failed is not None
    assert failed.state is SubmissionState.FAILED
    assert "已经用过" in failed.reason


@pytest.mark.parametrize("series", ["偃产集诺〔2026〕8号", "别诺〔2026〕号"])
def test_another_number_than_the_case_bears_is_not_given(one: Desk, series: str) -> None:
    submission = approved(one, commitment("偃产集诺〔2026〕7号"), series=series)
    with pytest.raises(UsageError, match="与要编的"):
        issue(one, submission, REVIEWER)
    assert one.register.runs() == ()


def test_a_paper_that_bears_no_number_of_its_own_gets_none(one: Desk) -> None:
    data: dict[str, Any] = json.loads(_sample("templates/notices/parcel_card/sample.yaml"))
    with pytest.raises(UsageError, match="没有自己的编号"):
        issue(one, approved(one, data, "parcel_card"), REVIEWER)
    made = issue(one, approved(one, data, "parcel_card", ""), REVIEWER)
    assert made.document.number == ""


def test_what_the_checks_stop_has_failed_with_its_reasons_and_gives_the_number_back(
    one: Desk,
) -> None:
    data = commitment()
    data["commitment"].pop("copies_total", None)
    data["commitment"].pop("publicity", None)
    submission = approved(one, data)
    with pytest.raises(FindingsError) as caught:
        issue(one, submission, REVIEWER)
    failed = one.submission(submission)
    assert failed is not None
    assert (failed.state, failed.number) == (SubmissionState.FAILED, "")
    assert failed.problems == caught.value.problems
    assert all(each.code in failed.reason for each in failed.problems)
    with pytest.raises(UsageError, match="没有批准"):
        issue(one, submission, REVIEWER)
    assert issue(one, approved(one, commitment()), REVIEWER).document.number == _FIRST


def test_strict_stops_on_what_nobody_has_confirmed(one: Desk) -> None:
    data = commitment(path="examples/yanshi.yaml")
    del data["acknowledgements"]
    made = issue(one, approved(one, data), REVIEWER)
    receipt = json.loads(one.file(made.files["receipt.json"]))
    assert [line["severity"] for line in receipt["findings"]] == ["warning"]
    submission = approved(one, data)
    with pytest.raises(FindingsError, match="收款机关类型"):
        issue(one, submission, REVIEWER, strict=True)


def test_what_is_not_approved_is_not_issued(one: Desk) -> None:
    head = one.save_case(commitment(), CLERK)
    handed = one.submit(head.id, 1, _COMMITMENT, _SERIES, CLERK)
    with pytest.raises(UsageError, match="没有批准"):
        issue(one, handed.id, REVIEWER)
    with pytest.raises(UsageError, match="没有这件"):
        issue(one, 99, REVIEWER)
    assert one.register.runs() == ()


def test_an_unknown_document_fails_and_is_told(one: Desk) -> None:
    submission = approved(one, commitment(), "no_such_paper")
    with pytest.raises(UsageError, match="没有叫「no_such_paper」"):
        issue(one, submission, REVIEWER)
    failed = one.submission(submission)
    assert failed is not None
    assert failed.state is SubmissionState.FAILED


def test_a_corrected_paper_gets_a_number_of_its_own_and_supersedes_the_first(one: Desk) -> None:
    first = issue(one, approved(one, commitment()), REVIEWER)
    data = commitment(_FIRST)
    data["commitment"]["publicity"] = "示例区政务服务网"
    head = one.save_case(data, CLERK, case_id=1, based_on=2)
    because = Act(CLERK.at, CLERK.who, "公示渠道写错")
    handed = one.submit(1, head.version, _COMMITMENT, _SERIES, because, corrects=first.document.id)
    one.decide(handed.id, REVIEWER, approve=True)
    made = issue(one, handed.id, REVIEWER)
    assert made.document.number == "偃产集诺〔2026〕2号"
    old = one.register.find(_FIRST)
    assert old is not None
    assert (old.state, old.superseded_by) == (DocumentState.SUPERSEDED, made.document.number)
    now = one.case(1)
    assert now is not None
    assert now.version == 4
    assert now.data["commitment"]["number"] == made.document.number
    assert [event.what for event in one.register.trail(old)][-1] == "document.correct"


class _Death(BaseException):
    """The program is gone."""


@pytest.mark.parametrize("step", ["reserve_number", "file_paper", "generate", "after"])
def test_a_death_between_any_two_steps_is_finished_with_the_same_number_and_bytes(
    one: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    submission, other = approved(one, commitment()), approved(one, commitment())
    with monkeypatch.context() as patched:
        _dies(patched, step)
        with pytest.raises(_Death):
            issue(one, submission, REVIEWER)
    done = resume(one, REVIEWER)
    assert [each.id for each in done][-1] == other
    assert {each.state for each in done} == {SubmissionState.ISSUED}
    papers = [one.issued_paper(each) for each in (submission, other)]
    assert [each.document.number for each in papers if each] == [_FIRST, "偃产集诺〔2026〕2号"]
    first = papers[0]
    assert first is not None
    assert one.file(first.files["docx"]) == _plain().docx
    assert resume(one, REVIEWER) == ()


def _dies(patched: pytest.MonkeyPatch, step: str) -> None:
    if step == "generate":
        patched.setattr(issue_module, "generate", _die)
        return
    name = "file_paper" if step == "after" else step
    real = getattr(Desk, name)

    def dies(*args: Any, **options: Any) -> IssuedPaper:
        if step in ("after", "reserve_number"):  # the transaction was kept, its answer was not
            real(*args, **options)
        raise _Death

    patched.setattr(Desk, name, dies)


def _die(*_args: object, **_options: object) -> None:
    raise _Death


@pytest.mark.parametrize("error", [EngineError("没有排版引擎。"), DeliveryError("磁盘已满。")])
def test_what_may_pass_lets_the_paper_wait_with_its_number(
    one: Desk, monkeypatch: pytest.MonkeyPatch, error: DocgenError
) -> None:
    submission = approved(one, commitment())

    def absent(*_args: object, **_options: object) -> None:
        raise error

    with monkeypatch.context() as patched:
        patched.setattr(issue_module, "generate", absent)
        with pytest.raises(type(error)):
            issue(one, submission, REVIEWER)
        (waits,) = resume(one, REVIEWER)
        assert (waits.state, waits.number) == (SubmissionState.APPROVED, _FIRST)
    assert [each.state for each in resume(one, REVIEWER)] == [SubmissionState.ISSUED]


def test_what_fails_does_not_keep_the_others_from_being_finished(one: Desk) -> None:
    bad, good = approved(one, commitment(), "no_such_paper"), approved(one, commitment())
    done = {each.id: each.state for each in resume(one, REVIEWER)}
    assert done == {bad: SubmissionState.FAILED, good: SubmissionState.ISSUED}


def test_another_program_that_was_faster_leaves_one_paper(
    one: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    submission = approved(one, commitment())
    real, made = generate, []

    def slower(*args: Any, **options: Any) -> Any:
        with monkeypatch.context() as patched:
            patched.setattr(issue_module, "generate", real)
            made.append(issue(one, submission, CLERK))
        return real(*args, **options)

    monkeypatch.setattr(issue_module, "generate", slower)
    assert issue(one, submission, REVIEWER) == made[0]
    assert [each.document for each in one.issued()] == list(one.register.documents())
    assert [row.number for run in one.register.runs() for row in one.register.rows(run)] == [_FIRST]
