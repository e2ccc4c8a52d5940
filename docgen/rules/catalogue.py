"""The words of the rules, from ``schemas/rules.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import yaml

from docgen.errors import DocgenError
from docgen.resources import schema_bytes
from docgen.rules.finding import FindingSource, Severity

__all__ = ["Authority", "Branch", "Phrases", "Rule", "Scope", "catalogue", "phrases", "rule_of"]

Scope: TypeAlias = Literal["case", "notice", "ledger", "paper"]
Authority: TypeAlias = Literal["N", "J", "P"]

_RANK = ("info", "warning", "error")
_NOTICE: Scope = "notice"


@dataclass(frozen=True, slots=True)
class Branch:
    """One way in which a rule is not met.

    Attributes:
        severity: By the id of a county's pack; ``default`` for all others.
        message: Template of the message; its fields are what the rule says.
        expected: Template of what would be right, may be empty.
        fix: Template of how to put it right.
        absence: Whether something is missing (a draft may lack it) rather than wrong.
        awaited: Whether what is missing does not exist before the announcement.
    """

    severity: Mapping[str, Severity]
    message: str
    expected: str
    fix: str
    absence: bool
    awaited: bool


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as ``docgen rules`` shows it.

    Attributes:
        code: ``R060``.
        title: What it demands, in Chinese.
        scope: Which data it looks at.
        authority: N national law or practice, J a county's policy, P docgen's own.
        source: What it rests on; a threshold's own source takes its place in a finding.
        branches: Its branches by name.
        example: One case that meets it and one that does not, in Chinese.
    """

    code: str
    title: str
    scope: Scope
    authority: Authority
    source: FindingSource
    branches: Mapping[str, Branch]
    example: str

    @property
    def severity(self) -> Severity:
        """The highest severity that any branch can have."""
        found = {level for branch in self.branches.values() for level in branch.severity.values()}
        return max(found, key=_RANK.index)

    def is_absence(self, branch: str) -> bool:
        """Return whether a branch says that something is missing; an unknown one does not."""
        return branch in self.branches and self.branches[branch].absence

    def spares_rows(self, branch: str) -> bool:
        """Return whether a ledger's row is not told this: what it does not give is not known.

        What the law wants on a notice must be there, also where it is made of a row.
        """
        return self.is_absence(branch) and self.scope != _NOTICE

    @property
    def spares_all_rows(self) -> bool:
        """Whether no branch is told of a ledger's row."""
        return all(self.spares_rows(branch) for branch in self.branches)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Sentences that any finding may need.

    Attributes:
        out_of_force: Said of a threshold whose policy is not in force on the day.
        unseen_source: Said of a threshold whose source nobody has seen in the original.
        whole_paper: Place of a finding that is about a paper as a whole.
        pdf_page: Place on a page of the PDF.
        paragraph: Place of a paragraph of a paper.
        cell: Place in a table.
        within: Brackets around clause and cell.
        comma: Between clause and cell.
        parts: Names of a paper's parts by how their members begin.
    """

    out_of_force: str
    unseen_source: str
    whole_paper: str
    pdf_page: str
    paragraph: str
    cell: str
    within: str
    comma: str
    parts: Mapping[str, str]


def catalogue() -> tuple[Rule, ...]:
    """Return every rule in the order of the codes."""
    return tuple(_load()[0].values())


def rule_of(code: str) -> Rule:
    """Return one rule.

    Raises:
        DocgenError: The catalogue has no such code.
    """
    rules = _load()[0]
    if code not in rules:
        raise DocgenError(f"规则目录里没有 {code}。", where="rules.yaml", fix="补上这条规则。")
    return rules[code]


def phrases() -> Phrases:
    """Return the sentences that any finding may need."""
    return _load()[1]


@cache
def _load() -> tuple[Mapping[str, Rule], Phrases]:
    data = yaml.load(schema_bytes("rules.yaml"), Loader=yaml.CSafeLoader)
    rules = {code: _rule(code, entry) for code, entry in sorted(data["rules"].items())}
    return MappingProxyType(rules), Phrases(**data["phrases"])


def _rule(code: str, entry: Mapping[str, Any]) -> Rule:
    branches = {name: _branch(item, entry) for name, item in entry["branches"].items()}
    return Rule(
        code=code,
        title=entry["title"],
        scope=entry["scope"],
        authority=entry["authority"],
        source=FindingSource(**entry["source"]),
        branches=MappingProxyType(branches),
        example=entry["example"],
    )


def _branch(item: Mapping[str, Any], entry: Mapping[str, Any]) -> Branch:
    severity = item["severity"]
    return Branch(
        severity=MappingProxyType(
            severity if isinstance(severity, dict) else {"default": severity}
        ),
        message=item["message"],
        expected=item.get("expected", ""),
        fix=item.get("fix", entry.get("fix", "")),
        absence=item.get("absence", False),
        awaited=item.get("awaited", False),
    )
