"""A case put into a form and read again is the same case."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from docgen.intake import case_from_mapping, dump_case, load_case
from docgen.intake.form_book import form_book
from docgen.intake.form_plan import FormPlan, whole_plan
from docgen.intake.form_read import read_form
from docgen.intake.form_values import case_from_values, unheld, values_of
from docgen.model import Case
from tests.counts import count
from tests.formcases import FIELDS, bare_plan, values_of_any_case

ROOT = Path(__file__).parents[2]
CASES = sorted(
    [
        *ROOT.glob("examples/*.yaml"),
        *ROOT.glob("templates/*/*/sample.yaml"),
        *ROOT.glob("tests/cases/base*.yaml"),
    ]
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
SOME = settings(max_examples=count(400, 25), deadline=None, suppress_health_check=SLOW)
FEW = settings(max_examples=count(300, 8), deadline=None, suppress_health_check=SLOW)
BARE = bare_plan()


def again(case: Case, plan: FormPlan) -> Case:
    """Return a case after it was written as a form and read."""
    book = form_book(plan, case=case)
    read = read_form(book.data, "案卷.xlsx")
    assert [note for note in read.notes if note.severity == "error"] == []
    assert book.left_out == ()
    return read.case


@SOME
@given(values=values_of_any_case())
def test_any_case_as_flat_texts_is_the_same_again(values: dict[str, str]) -> None:
    filled = case_from_values(values)
    assert filled.faults == ()
    assert case_from_values(values_of(filled.case)).case == filled.case
    assert unheld(filled.case) == ()


@pytest.mark.slow
@FEW
@given(values=values_of_any_case())
def test_any_case_in_a_workbook_is_the_same_again(values: dict[str, str]) -> None:
    case = case_from_values(values).case
    assert again(case, BARE) == case


@pytest.mark.slow
@FEW
@given(
    values=st.dictionaries(
        st.sampled_from([one.name(*[0] * one.path.count("[]")) for one in FIELDS]),
        st.text(max_size=30)
        | st.sampled_from(["-", " ", "=1+1", "'1", "1e5", "_x000D_", "\u200b甲"]),
        max_size=6,
    )
)
def test_what_comes_out_otherwise_was_told(values: dict[str, str]) -> None:
    """Whatever a case's texts are, nothing is lost without a word."""
    case = case_from_values(values).case
    book = form_book(BARE, case=case)
    read = read_form(book.data, "案卷.xlsx").case
    told = {one.path for one in book.left_out}
    before, after = dump_case(case), dump_case(read)
    assert before == after or told or read == case


@pytest.mark.slow
@pytest.mark.parametrize("path", CASES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_example_and_sample_in_the_whole_form_is_the_same_again(path: Path) -> None:
    case = load_case(path).case
    assert again(case, whole_plan()) == case


def test_the_empty_case_is_an_empty_form() -> None:
    assert again(case_from_mapping({}).case, BARE) == Case()
