"""``run``: how runs stand, given up, papers voided, services noted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen.cli import runs_json as values
from docgen.cli import runs_words as words
from docgen.cli.batch import Progress, read_settings
from docgen.cli.clock import act_now
from docgen.cli.show import print_json
from docgen.cli.words import ChineseCommand, ChineseGroup
from docgen.errors import InputError, UsageError

__all__ = ["app"]

_Out = Annotated[Path, typer.Argument(metavar="OUT", help="打印时的输出文件夹（batch 的 -o）。")]
_Number = Annotated[
    str, typer.Argument(metavar="文号", help="文号；没有文号的写合同编号或宗地代码。")
]
_Register = Annotated[
    Path | None,
    typer.Option("--register", metavar="FILE", help="登记簿；不填是 OUT/register.sqlite。"),
]
_Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="原因，留在登记簿里。")]
_By = Annotated[str | None, typer.Option("--by", metavar="NAME", help="经办人；不填用登录名。")]
_Templates = Annotated[
    Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
]
_Json = Annotated[bool, typer.Option("--json", help="只输出 JSON。")]

_INTERRUPTED = 130

app = typer.Typer(
    cls=ChineseGroup,
    help="打印以后：查看、补印、作废、更正、登记送达、停止。",
    no_args_is_help=True,
    rich_markup_mode=None,
)


@app.command("status", cls=ChineseCommand)
def status(out: _Out, register: _Register = None, as_json: _Json = False) -> None:
    """查看各批：印出几份、用了哪些文号、几份没有登记送达、下一步做什么。"""
    # The register's library takes a while to load; other commands need not wait for it.
    from docgen.batch.issued import issued_in
    from docgen.batch.status import statuses

    with issued_in(out, register) as issued:
        found = statuses(issued)
    if as_json:
        print_json({"folder": str(out), "runs": [values.status_values(one) for one in found]})
        return
    for one in found:
        words.say(words.status_lines(one, out, register))


@app.command("reprint", cls=ChineseCommand)
def reprint_papers(
    out: _Out,
    numbers: Annotated[
        list[str] | None, typer.Argument(metavar="文号", help="文号，可以有几个。")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="全部有效的文书。")] = False,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="DIR", help="补印到哪里；不填是 OUT/补印。"),
    ] = None,
    templates: _Templates = None,
    why: _Why = "",
    by: _By = None,
    register: _Register = None,
    as_json: _Json = False,
) -> None:
    """补印：从登记簿里再印一份，与发出的一字不差才交付。"""
    from docgen.batch.again import REPRINTS, reprint
    from docgen.batch.issued import issued_in

    if bool(numbers) == every:
        raise UsageError("补印哪几份没有说清。", fix="写文号；全部补印的只写 --all。")
    target = target or out / REPRINTS
    progress = Progress()
    try:
        with issued_in(out, register) as issued:
            done = reprint(
                issued,
                numbers or (),
                target,
                act_now(by, why),
                templates=templates,
                watch=progress,
            )
    finally:
        progress.end()
    if as_json:
        print_json(values.reprinted_values(done, target))
        return
    words.say(words.reprinted_lines(done, target))


@app.command("void", cls=ChineseCommand)
def void(
    out: _Out,
    number: _Number,
    why: _Why = "",
    by: _By = None,
    register: _Register = None,
    as_json: _Json = False,
) -> None:
    """作废一件文书；文号从此不再用，文件和登记都留着。"""
    from docgen.batch.issued import issued_in
    from docgen.batch.withdraw import void_paper

    with issued_in(out, register) as issued:
        done = void_paper(issued, number, act_now(by, why))
    if as_json:
        print_json(values.voided_values(done))
        return
    words.say(words.voided_lines(done))
    words.say(words.void_warnings(done), err=True)


@app.command("correct", cls=ChineseCommand)
def correct_paper(
    out: _Out,
    number: _Number,
    settings: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="标题=值", help="改什么，可以有几个；标题= 是清空。"),
    ] = None,
    why: _Why = "",
    new_number: Annotated[
        str | None,
        typer.Option("--number", metavar="文号", help="新文号；不填的接着原来的往下编。"),
    ] = None,
    templates: _Templates = None,
    by: _By = None,
    register: _Register = None,
    as_json: _Json = False,
) -> int:
    """更正一件文书：改几项，另编文号重新出一件，原来的由它代替。"""
    from docgen.batch.correct import correct
    from docgen.batch.issued import issued_in

    try:
        with issued_in(out, register) as issued:
            done = correct(
                issued,
                number,
                read_settings(settings or ()),
                act_now(by, why),
                number=new_number,
                templates=templates,
            )
    except KeyboardInterrupt:
        typer.echo("已停下；同样的命令再来一次就接着做，docgen run stop 可以停止。", err=True)
        return _INTERRUPTED
    if as_json:
        print_json(values.corrected_values(done))
        return 0
    words.say(words.corrected_lines(done, out, register))
    words.say(words.corrected_warnings(done), err=True)
    return 0


@app.command("stop", cls=ChineseCommand)
def stop(
    out: _Out,
    why: _Why = "",
    keep: Annotated[
        bool, typer.Option("--keep", help="已经印完的作数；不加的，整批文号退回。")
    ] = False,
    by: _By = None,
    register: _Register = None,
    as_json: _Json = False,
) -> None:
    """停止没有做完的一批。不加 --keep 的，只在一份都没有发出时用。"""
    from docgen.batch.issued import issued_in
    from docgen.batch.withdraw import stop_run

    with issued_in(out, register) as issued:
        done = stop_run(issued, act_now(by, why), keep=keep)
    if as_json:
        print_json(values.stopped_values(done))
        return
    words.say(words.stopped_lines(done, out, register))


@app.command("served", cls=ChineseCommand)
def served(
    out: _Out,
    sheet: Annotated[
        Path | None,
        typer.Argument(metavar="送达登记.xlsx", help="填好的送达登记；不写的，写出一份来填。"),
    ] = None,
    target: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="FILE", help="写到哪里；不填是 OUT/送达登记.xlsx。"),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="已登记送达的也写出来（用来更正）。")
    ] = False,
    why: _Why = "",
    by: _By = None,
    register: _Register = None,
    as_json: _Json = False,
) -> int:
    """写出没有送达的文书清单；填好以后读回，下一份文书自动引用送达日期。"""
    from docgen.batch.issued import issued_in
    from docgen.batch.served import note_services, write_service_sheet
    from docgen.batch.service_sheet import FILE_NAME

    with issued_in(out, register) as issued:
        if sheet is None:
            target = target or out / FILE_NAME
            count = write_service_sheet(issued, target, every=every)
            return _tell_sheet(count, target, out, register, as_json=as_json)
        done = note_services(issued, sheet, act_now(by, why))
    if as_json:
        print_json(values.noted_values(done))
    else:
        words.say(words.fault_lines(done.faults), err=True)
        words.say(words.noted_lines(done, out, register))
    return InputError.exit_code if done.faults else 0


def _tell_sheet(
    count: int, target: Path, out: Path, register: Path | None, *, as_json: bool
) -> int:
    if as_json:
        print_json({"papers": count, "sheet": str(target) if count else None})
    else:
        words.say(words.sheet_lines(count, target, out, register))
    return 0
