"""What the ``run`` commands say, on the screen and as JSON."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import typer

from docgen.batch.again import Reprinted
from docgen.batch.served import ServicesNoted
from docgen.batch.status import RunStatus, kind_words
from docgen.batch.withdraw import Stopped, Voided
from docgen.cli.columns import wrapped
from docgen.errors import Problem
from docgen.register.records import Document, DocumentState, Recorded, RunState

__all__ = [
    "command",
    "fault_lines",
    "noted_lines",
    "noted_values",
    "paper_words",
    "reprinted_lines",
    "reprinted_values",
    "say",
    "sheet_lines",
    "status_lines",
    "status_values",
    "stopped_lines",
    "stopped_values",
    "void_warnings",
    "voided_lines",
    "voided_values",
]

_RUN_STATES = {
    RunState.RUNNING: "没有做完",
    RunState.FINISHED: "已做完",
    RunState.STOPPED: "已停止",
}
_PAPER_STATES = {
    DocumentState.VALID: "有效",
    DocumentState.VOID: "已作废",
    DocumentState.SUPERSEDED: "已更正",
}
_NAMED = 6
#: What a shell would not take as one word.
_NEEDS_MARKS = re.compile(r"""[\s&|;<>()$`'*?]""")


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Put lines on the screen, each within its columns; those that hang begin with two blanks."""
    for line in lines:
        indent = len(line) - len(line.lstrip())
        for part in wrapped(line.strip(), indent, hang=2):
            typer.echo(part, err=err)


def command(*words: str | Path, register: Path | None) -> str:
    """Return a command as it is to be typed, for the same register."""
    typed = ["docgen", "run", *(str(word) for word in words)]
    if register is not None:
        typed += ["--register", str(register)]
    return " ".join(f'"{word}"' if _NEEDS_MARKS.search(word) else word for word in typed)


def paper_words(paper: Document) -> str:
    """Return what a paper is called: its number, else its place in the register."""
    return f"「{paper.number}」" if paper.number else f"登记簿第{paper.id}件（无文号）"


def _numbers(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"文号 {numbers[0]}"
    return f"文号 {numbers[0]} 至 {numbers[-1]}，共 {len(numbers)} 个"


def status_lines(one: RunStatus, out: Path, register: Path | None) -> Iterator[str]:
    """Yield how a run stands, and what to type next."""
    begun = one.run.begun
    what = one.notice
    if one.run.order.corrects is not None:
        what += f"（更正{paper_words(one.corrects)}）" if one.corrects else "（更正）"
    yield f"{what} {_RUN_STATES[one.run.state]}"
    yield f"  {begun.at[:16].replace('T', ' ')} {begun.who} 开始"
    counts = [("印出", one.printed), ("拒印", one.refused), ("待印", one.waiting)]
    counts += [("放弃", one.dropped)] if one.dropped else []
    yield f"  {'，'.join(f'{name} {count}' for name, count in counts)}"
    if one.numbers:
        yield f"  {_numbers(one.numbers)}"
    if one.states:
        told = (f"{_PAPER_STATES[at]} {one.states[at]}" for at in DocumentState if one.states[at])
        yield f"  {'，'.join(told)}；没有登记送达 {one.unserved}"
    if one.next == "resume":
        yield "  下一步：用原来的命令接着做；不做了的：" + command(
            "stop", out, "--why", "原因", register=register
        )
    elif one.next == "serve":
        yield f"  下一步：{command('served', out, register=register)}"


def status_values(one: RunStatus) -> dict[str, Any]:
    """Return how a run stands as plain JSON values."""
    return {
        "notice": one.notice,
        "kind": one.run.order.kind,
        "state": one.run.state.value,
        "begun": {"at": one.run.begun.at, "who": one.run.begun.who, "why": one.run.begun.why},
        "corrects": one.corrects.number if one.corrects else None,
        "rows": {
            "printed": one.printed,
            "refused": one.refused,
            "waiting": one.waiting,
            "dropped": one.dropped,
        },
        "numbers": {
            "first": one.numbers[0] if one.numbers else None,
            "last": one.numbers[-1] if one.numbers else None,
            "count": len(one.numbers),
        },
        "papers": {state.value: one.states[state] for state in DocumentState},
        "unserved": one.unserved,
        "next": one.next,
    }


def reprinted_lines(done: Sequence[Reprinted], target: Path) -> Iterator[str]:
    """Yield what was printed again."""
    if not done:
        yield "没有有效的文书，没有补印。"
        return
    yield f"已补印 {len(done)} 份到 {target}，与发出的一致。"
    for one in done[:_NAMED]:
        yield f"  {one.paper.number} {'、'.join(name for name in one.files if _is_paper(name))}"
    if len(done) > _NAMED:
        yield f"  等 {len(done)} 份"


def _is_paper(name: str) -> bool:
    return not name.endswith(".json")


def reprinted_values(done: Sequence[Reprinted], target: Path) -> dict[str, Any]:
    """Return what was printed again as plain JSON values."""
    papers = [{"number": one.paper.number or None, "files": list(one.files)} for one in done]
    return {"folder": str(target), "papers": papers}


def voided_lines(done: Voided) -> Iterator[str]:
    """Yield that a paper was voided."""
    paper = done.paper
    yield f"已作废：{kind_words(paper.kind)}{paper_words(paper)}，{paper.addressee}。"
    yield "文号不再用；纸质件请收回。要重新出一份的，改正台账再打印，或另出新文。"


def void_warnings(done: Voided) -> Iterator[str]:
    """Yield what voiding a paper in the register does not do."""
    if done.paper.service is not None:
        yield (
            f"注意：这一件已于 {done.paper.service.served_on} 送达。"
            "登记作废不等于撤销，还要另行书面告知受送达人。"
        )
    yield from cited_lines(done.cited_by)


def cited_lines(papers: Sequence[Document]) -> Iterator[str]:
    """Yield which papers name one that does not stand any more."""
    for one in papers[:_NAMED]:
        yield f"注意：{kind_words(one.kind)}{paper_words(one)}引用了它的文号，要一并处理。"


def voided_values(done: Voided) -> dict[str, Any]:
    """Return a voided paper as plain JSON values."""
    service = done.paper.service
    return {
        "number": done.paper.number,
        "state": done.paper.state.value,
        "addressee": done.paper.addressee,
        "served_on": str(service.served_on) if service else None,
        "cited_by": [one.number or None for one in done.cited_by],
    }


def stopped_lines(done: Stopped, out: Path, register: Path | None) -> Iterator[str]:
    """Yield that a run was given up, and what became of its numbers."""
    what = "更正" if done.correction else "一批"
    yield f"已停止这{what}（{kind_words(done.run.order.kind)}）。"
    if done.returned:
        yield f"退回{_numbers(done.returned)}，下一批先用。"
    if done.kept:
        yield f"作数的 {len(done.kept)} 份；没有对账，要打印件的逐份补印："
        yield "  " + command("reprint", out, "--all", register=register)


def stopped_values(done: Stopped) -> dict[str, Any]:
    """Return a run that was given up as plain JSON values."""
    return {
        "kind": done.run.order.kind,
        "correction": done.correction,
        "kept": [one.number for one in done.kept],
        "returned": list(done.returned),
    }


def sheet_lines(count: int, target: Path, out: Path, register: Path | None) -> Iterator[str]:
    """Yield that a sheet was written, and what to do with it."""
    if not count:
        yield "没有要登记送达的文书，没有写出清单。"
        return
    yield f"已写出 {target}，共 {count} 份。"
    yield f"  填好送达方式和日期以后：{command('served', out, target, register=register)}"


def fault_lines(faults: Sequence[Problem]) -> Iterator[str]:
    """Yield every fault of a sheet, at its cell."""
    for one in faults:
        code = f"{one.code} " if one.code else ""
        seen = f"（现为 {one.value}）" if one.value else ""
        yield f"{one.where} {code}{one.message}{seen}{one.fix}"


def noted_lines(done: ServicesNoted, out: Path, register: Path | None) -> Iterator[str]:
    """Yield what was noted, and what is still to be served."""
    counts = done.counts
    yield (
        f"新登记 {counts[Recorded.NEW]} 份，更正 {counts[Recorded.CORRECTED]} 份，"
        f"以前登记过 {counts[Recorded.SAME]} 份；没有填的 {done.open} 行。"
    )
    if done.unserved:
        yield f"还有 {done.unserved} 份没有登记送达。"
    if done.faults:
        yield (
            f"有错 {len(done.faults)} 处，那几行没有登记：改正指出的格，再读回同一张表；"
            "登记过的不会重复。"
        )


def noted_values(done: ServicesNoted) -> dict[str, Any]:
    """Return what was noted as plain JSON values."""
    return {
        "recorded": {state.value: done.counts[state] for state in Recorded},
        "faults": [
            {"where": p.where, "code": p.code, "message": p.message, "value": p.value, "fix": p.fix}
            for p in done.faults
        ],
        "open": done.open,
        "unserved": done.unserved,
    }
