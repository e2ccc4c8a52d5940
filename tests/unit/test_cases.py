"""Runs the cases that an officer can read: ``tests/cases/good`` and ``tests/cases/bad``.

A file holds one or more documents. ``name`` says what is seen, ``rules`` which codes are under
test, ``change`` (Chinese path → value, null to take away) what is changed in ``base.yaml``, or
``case`` a whole case, or ``rows`` several of them (each with ``change`` or ``case`` and what stands
beside it: place, no, document_no, amount_yuan, stem; ``total_yuan`` is their summary's) that are
held against each other; with ``paper`` the text of a paper (see :mod:`tests.papertext`) is looked
at instead; ``stage`` is final unless it says otherwise. ``findings`` are all findings of those
codes, each with code and severity, and if wanted path, row, a fragment of the message (text), what
is expected, and source.
"""

from __future__ import annotations

import copy
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from docgen.intake import case_from_mapping
from docgen.model import Case
from docgen.packs import Pack, load_pack
from docgen.rules import Finding, Row, Spot, Sums, catalogue, run, run_ledger, run_paper
from tests.casefiles import changed, read
from tests.papertext import paper_of

CASES = Path(__file__).parent.parent / "cases"
PAPER_RULES = {"M001"}  # made by the pipeline from a template's manifest
# Needs thousands of boundary points; tests/unit/rules/test_rule_geometry.py makes them.
LONG = {("R027", "many")}
KEYS = {
    "name", "rules", "case", "base", "change", "stage", "findings", "rows", "total_yuan", "paper",
}  # fmt: skip


def documents(folder: str) -> list[Any]:
    return [
        pytest.param(item, id=f"{path.stem}: {item.get('name')}")
        for path in sorted((CASES / folder).glob("*.yaml"))
        for item in read(path)
    ]


def findings_of(item: dict[str, Any]) -> list[Finding]:
    assert set(item) <= KEYS, set(item) - KEYS
    if "rows" in item:
        total = Decimal(item["total_yuan"]) if "total_yuan" in item else None
        rows = [row_of(one, item, no) for no, one in enumerate(item["rows"], 1)]
        found = run_ledger(rows, sums=Sums(total), stage=item.get("stage"))
        found += tuple(finding for row in rows for finding in alone(row, item.get("stage")))
    elif "paper" in item:
        case = case_of(item)
        paper, pack = paper_of(item["paper"]), pack_of(case.jurisdiction)
        found = run_paper(paper, pack, case, stage=item.get("stage"))
    else:
        case = case_of(item)
        found = run(case, None, pack_of(case.jurisdiction), stage=item.get("stage"))
    return [finding for finding in found if finding.code in item["rules"]]


def alone(row: Row, stage: str | None) -> tuple[Finding, ...]:
    """What the rules of a case find in one row of a ledger."""
    spot = row.spot
    return run(row.case, None, row.pack, stage=stage, row=spot.row, file=spot.file, excerpt=True)


def row_of(one: dict[str, Any], item: dict[str, Any], no: int) -> Row:
    case = case_of({"base": item.get("base", "base.yaml"), **one})
    amount = one.get("amount_yuan")
    return Row(
        case,
        pack_of(case.jurisdiction),
        Spot("台账.xlsx", one.get("place", f"第{no}行")),
        no=int(one.get("no", no)),
        document_no=one.get("document_no"),
        amount_yuan=Decimal(amount) if amount else None,
        stem=one.get("stem"),
    )


def case_of(item: dict[str, Any]) -> Case:
    whole = CASES / f"{item.get('base', 'base.yaml').removesuffix('.yaml')}.yaml"
    data = copy.deepcopy(item["case"] if "case" in item else read(whole)[0])
    for path, value in item.get("change", {}).items():
        changed(data, path, value)
    return case_from_mapping(data, name="案例.yaml").case


def pack_of(jurisdiction: str | None) -> Pack:
    own = jurisdiction is not None and jurisdiction.endswith(".yaml")
    return load_pack(CASES / str(jurisdiction) if own else jurisdiction)


def agrees(finding: Finding, wanted: dict[str, str]) -> bool:
    return (
        finding.code == wanted["code"]
        and finding.severity == wanted["severity"]
        and wanted.get("path", finding.place) in (finding.place, finding.path)
        and wanted.get("row", finding.row) == finding.row
        and wanted.get("text", "") in finding.message
        and wanted.get("expected", finding.expected) == finding.expected
        and wanted.get("source", "") in f"{finding.source.title} {finding.source.article}"
    )


@pytest.mark.parametrize("item", documents("good"))
def test_a_good_case_finds_nothing_under_test(item: dict[str, Any]) -> None:
    assert "findings" not in item
    found = findings_of(item)
    assert found == [], [finding.message for finding in found]


@pytest.mark.parametrize("item", documents("bad"))
def test_a_bad_case_finds_exactly_what_it_lists(item: dict[str, Any]) -> None:
    found = findings_of(item)
    wanted = item["findings"]
    seen = [(f.code, f.severity, f.place, f.message) for f in found]
    assert wanted and len(found) == len(wanted), seen
    for one in wanted:
        matching = [finding for finding in found if agrees(finding, one)]
        assert matching, (one, seen)
        found.remove(matching[0])


def test_the_shared_case_satisfies_every_rule() -> None:
    codes = [rule.code for rule in catalogue()]
    assert [f.message for f in findings_of({"rules": codes})] == []


@pytest.mark.parametrize("folder", ["good", "bad"])
def test_every_rule_has_a_case_in_each_folder(folder: str) -> None:
    tested = {
        code for path in (CASES / folder).glob("*.yaml") for i in read(path) for code in i["rules"]
    }
    assert tested == {rule.code for rule in catalogue()} - PAPER_RULES


def test_every_branch_of_every_rule_has_a_bad_case() -> None:
    said = [finding for param in documents("bad") for finding in findings_of(param.values[0])]
    for rule in catalogue():
        for name, branch in rule.branches.items():
            if rule.code in PAPER_RULES or (rule.code, name) in LONG:
                continue
            shape = re.sub(r"\\\{\w+\\\}", ".*", re.escape(branch.message))
            seen = [
                f for f in said if f.code == rule.code and re.match(shape, f.message, re.DOTALL)
            ]
            assert seen, f"{rule.code} {name}"
