"""The table of all rules in ``docs/proofs/rules.md``: scope, severity, cases that meet and miss it.

``python -m tests.rules_table`` writes it anew; a test holds that it is true.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from docgen.packs import list_packs
from docgen.rules import Rule, catalogue
from tests.casefiles import read

__all__ = ["COUNT", "TARGET", "missing", "table"]

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests/cases"
TARGET = ROOT / "docs/proofs/rules.md"
#: Rules R001 to R133.
COUNT = 133
SCOPES = {"case": "案卷", "notice": "通知书", "ledger": "台账", "paper": "文书"}
AUTHORITIES = {"N": "全国", "J": "辖区", "P": "产品约定"}
LEVELS = {"error": "错误", "warning": "警告", "info": "提示"}
RANK = ("error", "warning", "info")
HEAD = """\
# 检查规则：R001 至 R{count}

{done} 条在册（另有 {own} 条 M 码是模板与数位的自检）。“合”“不合”是 `tests/cases/good` 和
`tests/cases/bad` 里的案例：文件名（份数），经办人能读。每一份都由 `tests/unit/test_cases.py` 运行：
合的一条不报，不合的不多不少、级别和位置都对，每一种不合的情形至少有一例。级别随情形与辖区而异，
列出会出现的各级。表由 `python -m tests.rules_table` 写出，测试保证它是真的。

| 编号 | 要求 | 范围 | 性质 | 级别 | 合 | 不合 |
|---|---|---|---|---|---|---|
"""


def missing() -> list[str]:
    """Return the numbers from 1 to 133 that no rule bears."""
    known = {rule.code for rule in catalogue()}
    return [
        code for code in (f"R{number:03}" for number in range(1, COUNT + 1)) if code not in known
    ]


def table() -> str:
    """Return the whole page."""
    rules = catalogue()
    numbered = sum(rule.code.startswith("R") for rule in rules)
    good, bad = _files("good"), _files("bad")
    head = HEAD.format(count=COUNT, done=numbered, own=len(rules) - numbered)
    rows = (_row(rule, good.get(rule.code, []), bad.get(rule.code, [])) for rule in rules)
    lacking = missing()
    foot = f"\n没有在册的：{'、'.join(lacking)}。\n" if lacking else ""
    return head + "".join(rows) + foot


def _row(rule: Rule, good: list[str], bad: list[str]) -> str:
    cells = (
        rule.code,
        rule.title,
        SCOPES[rule.scope],
        AUTHORITIES[rule.authority],
        "；".join(_levels(rule)),
        "<br>".join(good) or "—",
        "<br>".join(bad) or "—",
    )
    return f"| {' | '.join(cells)} |\n"


def _levels(rule: Rule) -> Iterator[str]:
    """Yield the severities of a rule, the general ones first, then those of single counties."""
    general = {branch.severity["default"] for branch in rule.branches.values()}
    yield "、".join(LEVELS[level] for level in RANK if level in general)
    names = {pack.id: pack.names[0] for pack in list_packs()}
    special: dict[str, set[str]] = {}
    for branch in rule.branches.values():
        for county, level in branch.severity.items():
            if county != "default":
                special.setdefault(county, set()).add(level)
    for county, levels in sorted(special.items()):
        yield f"{names[county]} " + "、".join(LEVELS[level] for level in RANK if level in levels)


def _files(folder: str) -> dict[str, list[str]]:
    """Return the files that try each rule, with how many documents of each do."""
    found: dict[str, list[str]] = {}
    for path in sorted((CASES / folder).glob("*.yaml")):
        counts: dict[str, int] = {}
        for item in read(path):
            for code in item["rules"]:
                counts[code] = counts.get(code, 0) + 1
        for code, count in counts.items():
            found.setdefault(code, []).append(f"{path.stem}（{count}）")
    return found


if __name__ == "__main__":
    TARGET.write_text(table(), "utf-8")
