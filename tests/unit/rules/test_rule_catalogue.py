"""rules.yaml and the functions belong together, branch by branch."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from docgen.errors import DocgenError
from docgen.packs import list_packs, load_pack
from docgen.rules import book, catalogue
from docgen.rules.catalogue import rule_of
from docgen.rules.sheet_run import SHEET_CHECKS

ROOM = Path(book.__file__).parent
RULES = {rule.code: rule for rule in catalogue()}
DEMANDED = {
    "R001", "R003", "R015", "R023", "R031", "R033", "R042", "R043", "R045", "R053", "R054", "R059",
    "R060", "R062", "R070", "R071", "R075",
}  # fmt: skip


def functions() -> dict[str, ast.FunctionDef | ast.ClassDef]:
    found = {}
    for path in ROOM.glob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.decorator_list:
                call = node.decorator_list[0]
                if (
                    isinstance(call, ast.Call)
                    and call.args
                    and isinstance(call.args[0], ast.Constant)
                ):
                    found[str(call.args[0].value)] = node
    return found


def test_every_function_has_its_words_and_every_rule_its_function() -> None:
    checks = (*book.CHECKS, *book.LEDGER_CHECKS, *SHEET_CHECKS)
    assert {check.code for check in checks} == set(RULES) - {"M001"}
    assert set(functions()) == set(RULES) - {"M001"}
    assert set(RULES) >= DEMANDED


def test_no_code_is_given_twice() -> None:
    codes = [check.code for check in (*book.CHECKS, *book.LEDGER_CHECKS, *SHEET_CHECKS)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("code", sorted(RULES))
def test_a_rule_is_told_completely(code: str) -> None:
    rule = RULES[code]
    assert rule.title and rule.example
    assert rule.scope in ("case", "notice", "ledger", "paper")
    assert rule.authority in ("N", "J", "P")
    assert rule.source.title and rule.source.article
    assert rule.branches
    for name, branch in rule.branches.items():
        assert branch.message.endswith(("。", "{note}")), name
        assert branch.expected and branch.fix, name
        assert "default" in branch.severity, name
        assert set(branch.severity.values()) <= {"error", "warning", "info"}
        assert branch.absence or not branch.awaited, name


def test_a_rule_of_our_own_rests_on_the_product_and_its_code() -> None:
    for code, rule in RULES.items():
        own = rule.source.title == "产品约定"
        if rule.authority == "P":
            assert own and rule.source.article == code
        if own:
            assert rule.source.article == code


def test_severities_name_only_packs_that_exist() -> None:
    packs = {pack.id for pack in list_packs()} | {"default"}
    for rule in RULES.values():
        for branch in rule.branches.values():
            assert set(branch.severity) <= packs


def test_the_functions_hold_no_law_county_or_chinese_name() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    # Separators between the uses of a parcel are punctuation and conjunctions, no names.
    allowed = {"（）", r"[、，,；;/\\+＋和及与\s]+"}
    for path in ROOM.glob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        docs = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        raised = {
            id(part)
            for node in ast.walk(tree)
            if isinstance(node, ast.Raise)
            for part in ast.walk(node)
        }
        number = {"（", "）", "大写", "小写"}  # brackets and the names of forms
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                exempt = id(node) in docs | raised or node.value in allowed | number
                assert exempt or not chinese.search(node.value), f"{path.name}: {node.value}"


def test_an_unknown_code_is_a_fault_of_the_catalogue() -> None:
    with pytest.raises(DocgenError):
        rule_of("R999")


def test_the_highest_severity_of_the_branches_is_the_rules() -> None:
    assert RULES["R043"].severity == "error"
    assert RULES["R047"].severity == "warning"
    assert RULES["R065"].severity == "info"


def test_a_rule_asks_only_for_keys_that_packs_may_set() -> None:
    known = set(load_pack(None).values) | {k for pack in list_packs() for k in pack.values}
    known |= {k for pack in list_packs() for zone in pack.zones for k in zone.values}
    asked = {
        node.args[0].value
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "threshold"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(asked) > 30 and asked <= known
