"""The rules as lines that an officer can read: all of them, or one with all its branches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from docgen.cli.columns import cells, wrapped
from docgen.packs import list_packs
from docgen.rules import Branch, Rule

__all__ = ["AUTHORITY", "SCOPE", "SEVERITY", "rule_list", "rule_sheet"]

#: Severities, scopes and authorities of rules in words.
SEVERITY = {"error": "错误", "warning": "警告", "info": "提示"}
SCOPE = {"case": "案卷", "notice": "通知书", "ledger": "台账", "paper": "文书"}
AUTHORITY = {"N": "全国", "J": "辖区", "P": "产品约定"}
_WIDTHS = (4, 4, 6, 8, 50)
_FIELD = re.compile(r"\{\w+\}")


def rule_list(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the lines of the list of rules: number, severity, scope, authority, title and source.

    Args:
        rules: The rules, in the order of their codes.
    """
    yield from cells(("编号", "级别", "范围", "性质", "要求与依据"), _WIDTHS)
    listed = tuple(rules)
    for one in listed:
        head = (one.code, SEVERITY[one.severity], SCOPE[one.scope], AUTHORITY[one.authority])
        own = one.source.article == one.code
        source = "" if own else f"（{one.source.title} {one.source.article}）"
        yield from cells((*head, f"{one.title}{source}"), _WIDTHS)
    yield f"共 {len(listed)} 条。用 docgen rules 编号 看说明和例子。"


def rule_sheet(rule: Rule) -> Iterator[str]:
    """Yield the lines that explain one rule.

    Args:
        rule: The rule.
    """
    yield f"{rule.code} {rule.title}"
    yield f"级别：{SEVERITY[rule.severity]}　范围：{SCOPE[rule.scope]}"
    yield f"性质：{AUTHORITY[rule.authority]}"
    yield from wrapped(f"依据：{rule.source.title} {rule.source.article}", 0, hang=6)
    yield from wrapped(f"例：{rule.example.strip()}", 0)
    yield "不合的情形："
    for branch in rule.branches.values():
        yield from wrapped(f"{_severities(branch)}　{_plain(branch.message)}", 2)
        if branch.expected:
            yield from wrapped(f"应为：{_plain(branch.expected)}", 6)
        if branch.fix:
            yield from wrapped(f"改法：{_plain(branch.fix)}", 6)


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
