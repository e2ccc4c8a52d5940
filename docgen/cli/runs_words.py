"""What the ``run`` commands say on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from docgen import glossary
from docgen.cli.columns import wrapped
from docgen.errors import Problem
from docgen.register.records import Document, DocumentState, Recorded, RunState

if TYPE_CHECKING:
    from docgen.batch.again import Reprinted
    from docgen.batch.correct import Corrected
    from docgen.batch.served import ServicesNoted
    from docgen.batch.status import RunStatus
    from docgen.batch.withdraw import Stopped, Voided

__all__ = [
    "command",
    "corrected_lines",
    "corrected_warnings",
    "fault_lines",
    "kind_words",
    "noted_lines",
    "paper_words",
    "reprinted_lines",
    "say",
    "sheet_lines",
    "status_lines",
    "stopped_lines",
    "titles",
    "void_warnings",
    "voided_lines",
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


def kind_words(kind: str) -> str:
    """Return a kind of notice, contract or plan in Chinese."""
    return glossary.enum_labels("NoticeKind").get(kind) or titles().get(kind, kind)


@cache
def titles() -> Mapping[str, str]:
    """Return what papers are called, by the code of their kind."""
    from docgen.templating.library import Library  # reads every manifest

    return {one.folder.id: one.manifest.short_title for one in Library().all()}


def _numbers(numbers: Sequence[str]) -> str:
    if len(numbers) == 1:
        return f"文号 {numbers[0]}"
    return f"文号 {numbers[0]} 至 {numbers[-1]}，共 {len(numbers)} 个"


def status_lines(one: RunStatus, out: Path, register: Path | None) -> Iterator[str]:
    """Yield how a run stands, and what to type next."""
    begun = one.run.begun
    what = kind_words(one.run.order.kind)
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


def corrected_lines(done: Corrected, out: Path, register: Path | None) -> Iterator[str]:
    """Yield that a paper was corrected, by what, and what it says otherwise."""
    kind, old, new = kind_words(done.new.kind), paper_words(done.old), paper_words(done.new)
    if done.reconciliation is None:
        yield f"{old}以前已经这样更正为{new}，这次什么也没有做。"
        return
    yield f"已更正：{kind}{old}由{new}代替，两件互相指明。"
    for one in done.changes:
        yield f"  {one}"
    yield f"成文日期：{done.new.dated or '手填'}"
    folder = done.folder
    if done.reconciliation.print_file is not None:
        yield f"打印件：{folder.print_file}"
    else:
        yield f"文书：{folder.papers}"
    yield f"对账：{folder.reconciliation_sheet}"
    yield f"  更正后的要重新送达：{command('served', out, register=register)}"


def corrected_warnings(done: Corrected) -> Iterator[str]:
    """Yield what correcting a paper does not do."""
    if done.old.service is not None:
        yield (
            f"注意：原来的一件已于 {done.old.service.served_on} 送达，"
            "更正后的要另行送达，并说明代替哪一件。"
        )
    yield from cited_lines(done.cited_by)


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


def stopped_lines(done: Stopped, out: Path, register: Path | None) -> Iterator[str]:
    """Yield that a run was given up, and what became of its numbers."""
    what = "更正" if done.correction else "一批"
    yield f"已停止这{what}（{kind_words(done.run.order.kind)}）。"
    if done.returned:
        yield f"退回{_numbers(done.returned)}，下一批先用。"
    if done.moved is not None:
        yield f"印过的移到了 {done.moved}，不要发出。"
    if done.kept:
        yield f"作数的 {len(done.kept)} 份；没有对账，要打印件的逐份补印："
        yield "  " + command("reprint", out, "--all", register=register)


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
