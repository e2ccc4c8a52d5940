"""docs/proofs/rules.md is what the catalogue and the cases say."""

from __future__ import annotations

from docgen.rules import catalogue
from tests.rules_table import TARGET, table


def test_the_table_of_rules_is_true() -> None:
    said = "写旧了：运行 python -m tests.rules_table"
    assert TARGET.read_text("utf-8") == table(), said


def test_every_rule_but_the_templates_own_has_cases_on_both_sides() -> None:
    for line in table().splitlines():
        if line.startswith("| R"):
            assert "| — |" not in line, line


def test_the_rules_are_numbered_within_the_list() -> None:
    codes = [rule.code for rule in catalogue()]
    assert codes == sorted(set(codes))
    assert all(1 <= int(code[1:]) <= 133 for code in codes if code.startswith("R"))
