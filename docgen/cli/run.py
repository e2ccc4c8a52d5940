"""``run``: what is done with a run and its papers afterwards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docgen import glossary
from docgen.cli.clock import act_now
from docgen.cli.columns import wrapped
from docgen.cli.words import ChineseCommand, ChineseGroup
from docgen.delivery.write import write_all
from docgen.errors import InputError, UsageError
from docgen.intake import read_bytes
from docgen.register.records import Document, DocumentState, Recorded, RowState, Run, RunState

if TYPE_CHECKING:
    from docgen.register.register import Register

__all__ = ["app"]

_STATES = {RunState.RUNNING: "没有做完", RunState.FINISHED: "已完成", RunState.STOPPED: "已停止"}
_ROWS = {
    RowState.CONFIRMED: "已印",
    RowState.RESERVED: "未印",
    RowState.REFUSED: "退回",
    RowState.DROPPED: "作罢",
}
_Out = Annotated[Path, typer.Argument(metavar="OUT", help="打印的输出文件夹。")]
_Number = Annotated[str, typer.Argument(metavar="NUMBER", help="文号；没有文号的写登记簿编号。")]
_Register = Annotated[
    Path | None,
    typer.Option("--register", metavar="FILE", help="登记簿；不填用 OUT/register.sqlite。"),
]
_Templates = Annotated[
    Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
]
_Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="原因，留在登记簿里。")]
_By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="经办人；不填用登录名。")]

app = typer.Typer(
    cls=ChineseGroup,
    help="打印以后：进度、重印、作废、更正、送达登记、停止。",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("status", cls=ChineseCommand)
def status(out: _Out, register: _Register = None) -> None:
    """各批做到哪里，用了哪些文号。"""
    with _opened(out, register) as opened:
        for run in opened.runs():
            for line in _told(opened, run):
                typer.echo(line)


@app.command("reprint", cls=ChineseCommand)
def reprint_one(
    out: _Out,
    number: _Number,
    register: _Register = None,
    templates: _Templates = None,
    by: _By = None,
) -> None:
    """照原样重印一件；与发出的一字不差才交付。"""
    from docgen.batch.later import reprint  # printing is slow to import

    with _opened(out, register) as opened:
        paper = _paper(opened, number)
        for path in reprint(opened, paper, out, act_now(by), templates=templates):
            typer.echo(f"{path}")


@app.command("void", cls=ChineseCommand)
def void_one(
    out: _Out, number: _Number, register: _Register = None, why: _Why = "", by: _By = None
) -> None:
    """作废一件；它的文号永不再用。"""
    with _opened(out, register) as opened:
        voided = opened.void(_paper(opened, number), act_now(by, why))
    typer.echo(f"已作废 {_name(voided)}。")


@app.command("correct", cls=ChineseCommand)
def correct_one(
    out: _Out,
    number: _Number,
    changes: Annotated[
        list[str], typer.Option("--set", metavar="题名=值", help="改什么，可以有几个。")
    ],
    why: _Why,
    new_number: Annotated[
        str | None,
        typer.Option("--number", metavar="NUMBER", help="新的文号；不填接着原来的往下编。"),
    ] = None,
    register: _Register = None,
    templates: _Templates = None,
    by: _By = None,
) -> None:
    """更正一件：改后另编新号重印，新旧两件互相指明。"""
    from docgen.batch.later import correct

    told = dict(_pair(one) for one in changes)
    with _opened(out, register) as opened:
        paper = _paper(opened, number)
        act = act_now(by, why)
        made, files = correct(opened, paper, told, out, act, number=new_number, templates=templates)
    for path in files:
        typer.echo(f"{path}")
    typer.echo(f"{_name(paper)} 已更正，见 {_name(made)}。")


@app.command("served", cls=ChineseCommand)
def served(
    out: _Out,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="填好的送达登记；不填则写出一份待填的。"),
    ] = None,
    register: _Register = None,
    why: _Why = "",
    by: _By = None,
) -> int:
    """送达登记：写出待填的表，或读回填好的表。"""
    with _opened(out, register) as opened:
        if file is None:
            return _write_sheet(opened, out)
        return _read_sheet(opened, file, why, by)


@app.command("stop", cls=ChineseCommand)
def stop(
    out: _Out,
    why: _Why,
    keep: Annotated[
        bool, typer.Option("--keep", help="已经印出的作数；不加则整批文号退回，印出的都不算。")
    ] = False,
    register: _Register = None,
    by: _By = None,
) -> None:
    """停止没有做完的一批。"""
    with _opened(out, register) as opened:
        running = [run for run in opened.runs() if run.state is RunState.RUNNING]
        if not running:
            raise UsageError("没有未做完的批次。", fix="用 docgen run status 查看。")
        for run in running:
            opened.stop(run, act_now(by, why), keep=keep)
    typer.echo("已停止，" + ("印出的作数。" if keep else "文号已全部退回。"))
    if not keep:
        typer.echo("文件夹里这一批已经写出的文书都不算数，不要发出。", err=True)


def _opened(out: Path, register: Path | None) -> Register:
    from docgen.register.register import Register

    return Register.open(register or out / "register.sqlite", create=False)


def _paper(register: Register, number: str) -> Document:
    """Return the paper that bears a number, or has it in the register."""
    found = register.find(number)
    if found is None and number.isascii() and number.isdigit():
        found = next((one for one in register.documents() if one.id == int(number)), None)
    if found is None:
        raise UsageError(
            f"登记簿里没有文号「{number}」。", fix="用 docgen register list 查看全部文书。"
        )
    return found


def _name(paper: Document) -> str:
    return paper.number or f"登记簿第{paper.id}件"


def _told(register: Register, run: Run) -> Iterator[str]:
    rows = register.rows(run)
    kind = glossary.enum_labels("NoticeKind").get(run.order.kind, run.order.kind)
    counts = Counter(one.state for one in rows)
    told = "，".join(f"{word} {counts[state]}" for state, word in _ROWS.items() if counts[state])
    head = f"{run.begun.at[:16].replace('T', ' ')}　{kind}　{_STATES[run.state]}"
    yield from wrapped(f"{head}：{told or '没有行'}", 0)
    numbers = [one.number for one in rows if one.number and one.state is not RowState.REFUSED]
    if numbers and run.state is not RunState.STOPPED:
        yield from wrapped(f"文号 {_range(numbers)}", 4)


def _range(numbers: Sequence[str]) -> str:
    return (
        numbers[0] if len(numbers) == 1 else f"{numbers[0]} 至 {numbers[-1]}，共 {len(numbers)} 个"
    )


def _pair(text: str) -> tuple[str, str]:
    title, mark, value = text.partition("=")
    if not mark or not title.strip() or not value.strip():
        raise UsageError(f"「{text}」不是 题名=值。", fix="写成 --set 出让.出让价款=14000001.00。")
    return title.strip(), value.strip()


def _write_sheet(register: Register, out: Path) -> int:
    from docgen.batch.service_sheet import FILE_NAME, service_sheet

    papers = [one for one in register.documents() if one.state is DocumentState.VALID]
    write_all(out, {FILE_NAME: service_sheet(papers)})
    typer.echo(f"已写出 {out / FILE_NAME}，共 {len(papers)} 件。")
    return 0


def _read_sheet(register: Register, file: Path, why: str, by: str | None) -> int:
    from docgen.batch.service_read import read_service_sheet

    act = act_now(by, why)
    today = date.fromisoformat(act.at[:10])
    sheet = read_service_sheet(read_bytes(file), name=file.name, register=register, today=today)
    noted = Counter(register.record_services(sheet.services, act))
    typer.echo(
        f"新登记 {noted[Recorded.NEW]} 件，更正 {noted[Recorded.CORRECTED]} 件，"
        f"没有变化 {noted[Recorded.SAME]} 件，未填 {sheet.open} 件，有误 {len(sheet.faults)} 处。"
    )
    for fault in sheet.faults:
        for line in wrapped(f"{fault.code} {fault}".strip(), 2):
            typer.echo(line, err=True)
    return InputError.exit_code if sheet.faults else 0
