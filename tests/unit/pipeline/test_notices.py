"""A notice is made when it is named, of a case that need not be a whole contract."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import pipeline
from docgen.cli.app import run as cli
from docgen.errors import FindingsError, InputError
from docgen.intake import case_from_mapping
from docgen.model import Case, NoticeKind
from docgen.pipeline import Document
from docgen.pipeline.notices import as_notice

ROOT = Path(__file__).resolve().parents[3]
SAMPLE = ROOT / "templates" / "notices" / "price_demand" / "sample.yaml"
TITLE = "出让价款催缴通知书"
NAME = "洛阳市偃师区自然资源和规划局（示例）"


def data(**notice: Any) -> dict[str, Any]:
    held = yaml.load(SAMPLE.read_text("utf-8"), yaml.CBaseLoader)
    held["notice"] = {key: one for key, one in {**held["notice"], **notice}.items() if one}
    return dict(held)


def made(given: Mapping[str, Any], name: str = TITLE) -> Document:
    [document] = pipeline.generate(case_from_mapping(given).case, [name], formats=("docx",))
    return document


def part(document: Document, name: str) -> str:
    with zipfile.ZipFile(BytesIO(document.docx)) as package:
        return package.read(name).decode()


def test_a_notice_is_found_by_its_chinese_name_and_by_its_kind() -> None:
    assert made(data()).docx == made(data(), "price_demand").docx


def test_without_a_name_no_notice_is_made() -> None:
    case = pipeline.load_case(ROOT / "examples" / "yanshi.yaml")
    kinds = [one.receipt["document"]["id"] for one in pipeline.generate(case, formats=("docx",))]
    assert kinds
    assert not {one.value for one in NoticeKind} & set(kinds)


def test_a_notice_that_the_case_does_not_classify_is_of_the_templates_kind() -> None:
    assert made(data(kind="")).docx == made(data()).docx


def test_a_case_of_another_kind_is_refused_with_both_names() -> None:
    with pytest.raises(InputError) as caught:
        made(data(kind="contract_termination"))
    assert "解除合同通知书" in str(caught.value)
    assert TITLE in str(caught.value)


def test_what_only_a_contract_needs_is_not_asked_of_a_notice() -> None:
    assert "planning" not in data()
    assert [one.code for one in made(data()).report.findings] == []


def test_what_the_notice_needs_is_asked_of_it() -> None:
    with pytest.raises(FindingsError) as caught:
        made(data(deadline=""))
    assert "R107" in {one.code for one in caught.value.problems}


@pytest.mark.parametrize("where", ["document_date", "notice"])
def test_the_day_of_case_or_notice_holds_for_both(where: str) -> None:
    given = data()
    day = given.pop("document_date")
    if where == "document_date":
        given["document_date"] = day
    else:
        given["notice"]["date"] = day
    case = as_notice(case_from_mapping(given).case, NoticeKind.PRICE_DEMAND)
    assert case.document_date == date(2022, 3, 10)
    assert case.notice is not None and case.notice.date == date(2022, 3, 10)


def test_a_contract_is_made_of_the_case_as_it_stands() -> None:
    case = Case()
    assert as_notice(case, None) is case


def test_a_notice_bears_its_number_in_its_file_name_and_receipt() -> None:
    document = made(data())
    assert document.stem.endswith(f"-{TITLE}-偃自然资函〔2022〕3号")
    assert document.receipt["document"]["number"] == "偃自然资函〔2022〕3号"


def test_a_notice_without_a_number_leaves_a_line_for_the_hand() -> None:
    document = made(data(document_no=""))
    assert document.receipt["document"]["number"] == ""
    assert "notice.document_no" in {one["path"] for one in document.receipt["blanks"]}


def test_a_number_that_is_not_written_as_offices_write_it_is_told() -> None:
    [found] = made(data(document_no="偃自然资函[2022]第03号")).report.findings
    assert (found.code, found.path) == ("R021", "notice.document_no")


def test_a_case_is_checked_for_the_notice_that_is_named_and_else_as_a_contracts() -> None:
    case = case_from_mapping(data(deadline="")).case
    asked = [one.code for one in pipeline.check(case, [TITLE]).findings]
    assert asked == ["M001", "R107"]
    assert {"R031", "R046"} <= {one.code for one in pipeline.check(case).findings}


def test_the_command_checks_for_a_notice_and_says_how(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli(["check", str(SAMPLE), "-d", TITLE]) == 0
    assert capsys.readouterr().err == ""
    assert cli(["check", str(SAMPLE)]) == FindingsError.exit_code
    assert "-d price_demand" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("engine", ["typst", "weasyprint"])
@pytest.mark.parametrize("letterhead", ["printed", "preprinted", "none"])
def test_both_engines_set_what_the_audit_finds_in_the_word_file(
    engine: Any, letterhead: str
) -> None:
    case = case_from_mapping(data(letterhead=letterhead)).case
    [document] = pipeline.generate(case, [TITLE], pdf_engine=engine)
    assert document.pdf is not None
    assert document.page_count == 3


# --- the head -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letterhead", "names", "rules"),
    [("", 3, 2), ("printed", 3, 2), ("preprinted", 2, 0), ("none", 2, 0)],
)
def test_the_head_is_printed_once_and_not_where_the_paper_bears_it(
    letterhead: str, names: int, rules: int
) -> None:
    document = made(data(letterhead=letterhead))
    body, foot = part(document, "word/document.xml"), part(document, "word/footer2.xml")
    # Head, title and signature name the issuer; the title of the contract's party is another.
    alone = body.count(f">{NAME}<")
    assert alone - body.count("与出让人") == names
    drawn = ('"Letterhead"' in body) + ('"FirstRule"' in foot)
    assert drawn == rules
    assert ('"LetterheadRoom"' in body) is (letterhead == "preprinted")
    assert "偃自然资函〔2022〕3号" in body


# --- what is owed -------------------------------------------------------------------------------


def figures(document: Document) -> dict[str, str]:
    return {one["path"]: one["printed"] for one in document.receipt["figures"]}


def test_a_penalty_runs_on_what_is_owed_from_the_day_after_the_due_day() -> None:
    told = figures(made(data()))
    # 7680003.84 − 3000000.00; 31 December to 9 March, the last day counted: 68 days.
    assert told["arrears.owed_yuan"] == "4680003.84"
    assert told["arrears.table[1].owed_yuan"] == "4680003.84"
    assert told["arrears.table[1].overdue_days"] == "68"
    assert "＝318240.26元" in told["arrears.table[1].working"]
    assert told["arrears.table[0].late_from"] == "/"


def test_an_instalment_of_which_it_is_not_known_what_was_paid_stops_the_demand() -> None:
    given = data()
    del given["grant"]["instalments"][1]["paid_yuan"]
    with pytest.raises(FindingsError) as caught:
        made(given)
    assert "M001" in {one.code for one in caught.value.problems}


def test_a_price_that_is_paid_up_gives_no_demand() -> None:
    given = data()
    given["grant"]["instalments"][1]["paid_yuan"] = given["grant"]["instalments"][1]["amount_yuan"]
    with pytest.raises(FindingsError):
        made(given)


def test_an_instalment_that_is_not_due_yet_is_not_demanded() -> None:
    given = data()
    given["grant"]["instalments"][1]["due_date"] = "2022-03-09"
    with pytest.raises(FindingsError):
        made(given)


def test_a_price_paid_at_once_has_no_number_of_an_instalment() -> None:
    given = data()
    del given["grant"]["instalments"]
    given["grant"] |= {"payment_deadline": "2021-12-31", "paid_yuan": "3000000"}
    told = figures(made(given))
    assert told["arrears.table[0].owed_yuan"] == "12360007.68"
    assert "arrears.table[0].no" not in told
