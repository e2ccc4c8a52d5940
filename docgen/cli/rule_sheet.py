"""The rules as lines that an officer can read: all of them, or one with all its branches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from docgen.cli.columns import cells, wrapped
from docgen.pipeline.rules_told import told_rule
from docgen.rules import Rule

__all__ = ["rule_list", "rule_sheet"]

_WIDTHS = (4, 4, 6, 8, 50)


def rule_list(rules: Iterable[Rule]) -> Iterator[str]:
    """Yield the lines of the list of rules: number, severity, scope, authority, title and source.

    Args:
        rules: The rules, in the order of their codes.
    """
    yield from cells(("编号", "级别", "范围", "性质", "要求与依据"), _WIDTHS)
    listed = tuple(map(told_rule, rules))
    for one in listed:
        head = (one.code, one.severity, one.scope, one.authority)
        source = f"（{one.source}）" if one.source else ""
        yield from cells((*head, f"{one.title}{source}"), _WIDTHS)
    yield f"共 {len(listed)} 条。用 docgen rules 编号 看说明和例子。"


def rule_sheet(rule: Rule) -> Iterator[str]:
    """Yield the lines that explain one rule.

    Args:
        rule: The rule.
    """
    one = told_rule(rule)
    yield f"{one.code} {one.title}"
    yield f"级别：{one.severity}　范围：{one.scope}"
    yield f"性质：{one.authority}"
    yield from wrapped(f"依据：{rule.source.title} {rule.source.article}", 0, hang=6)
    yield from wrapped(f"例：{one.example}", 0)
    yield "不合的情形："
    for branch in one.branches:
        yield from wrapped(f"{branch.severity}　{branch.message}", 2)
        if branch.expected:
            yield from wrapped(f"应为：{branch.expected}", 6)
        if branch.fix:
            yield from wrapped(f"改法：{branch.fix}", 6)
