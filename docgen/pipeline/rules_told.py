"""The rules in words: what each demands, on what it rests, how it can be broken.

The command line prints them, the desk shows and searches them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from docgen.packs import list_packs
from docgen.rules import Branch, Rule, catalogue
from docgen.rules.finding import Severity

__all__ = [
    "AUTHORITY",
    "SCOPE",
    "SEVERITY",
    "BranchTold",
    "RuleTold",
    "told_rule",
    "told_rules",
]

#: Severities, scopes and authorities of rules in words.
SEVERITY: dict[Severity, str] = {"error": "错误", "warning": "警告", "info": "提示"}
SCOPE = {"case": "案卷", "notice": "通知书", "ledger": "台账", "paper": "文书"}
AUTHORITY = {"N": "全国", "J": "辖区", "P": "产品约定"}
_FIELD = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class BranchTold:
    """One way in which a rule is not met.

    Attributes:
        severity: How grave it is, county by county where that differs.
        message: What is then said, with dots for what depends on the case.
        expected: What would be right; may be empty.
        fix: How to put it right; may be empty.
    """

    severity: str
    message: str
    expected: str
    fix: str


@dataclass(frozen=True, slots=True)
class RuleTold:
    """One rule.

    Attributes:
        code: ``R060``.
        title: What it demands.
        level: Code of its highest severity.
        severity: The same in words.
        scope: What it looks at.
        authority: Whose rule it is.
        source: Title and article that it rests on; empty for one of docgen's own.
        example: One case that meets it and one that does not.
        branches: The ways in which it is not met.
    """

    code: str
    title: str
    level: Severity
    severity: str
    scope: str
    authority: str
    source: str
    example: str
    branches: tuple[BranchTold, ...]

    def says(self, words: str) -> bool:
        """Return whether every one of some words stands in it.

        Args:
            words: Parted by white space; none are in every rule.
        """
        whole = "\n".join(
            (
                *(self.code, self.title, self.severity, self.scope, self.authority, self.source),
                self.example,
                *(f"{one.message}\n{one.expected}\n{one.fix}" for one in self.branches),
            )
        ).casefold()
        return all(word in whole for word in words.casefold().split())


def told_rules() -> tuple[RuleTold, ...]:
    """Return every rule in words, in the order of the codes."""
    return tuple(told_rule(one) for one in catalogue())


def told_rule(rule: Rule) -> RuleTold:
    """Return one rule in words.

    Args:
        rule: The rule.
    """
    own = rule.source.article == rule.code
    return RuleTold(
        code=rule.code,
        title=rule.title,
        level=rule.severity,
        severity=SEVERITY[rule.severity],
        scope=SCOPE[rule.scope],
        authority=AUTHORITY[rule.authority],
        source="" if own else f"{rule.source.title} {rule.source.article}",
        example=rule.example.strip(),
        branches=tuple(map(_branch, rule.branches.values())),
    )


def _branch(branch: Branch) -> BranchTold:
    return BranchTold(
        _severities(branch), _plain(branch.message), _plain(branch.expected), _plain(branch.fix)
    )


def _severities(branch: Branch) -> str:
    names = {pack.id: pack.names[0] for pack in list_packs()}
    general = SEVERITY[branch.severity["default"]]
    others = [
        f"{names.get(county, county)}为{SEVERITY[level]}"
        for county, level in branch.severity.items()
        if county != "default"
    ]
    draft = ["草稿为警告"] if branch.absence and "error" in branch.severity.values() else []
    said = "，".join((*others, *draft))
    return f"{general}（{said}）" if said else general


def _plain(text: str) -> str:
    """Return a template of a message with its fields as dots."""
    return _FIELD.sub("…", text)
