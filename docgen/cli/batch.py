"""``batch``: a print run from a ledger."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from docgen import glossary
from docgen.cli import show
from docgen.cli.clock import act_now, seconds
from docgen.cli.columns import wrapped
from docgen.errors import UsageError
from docgen.pipeline.needs import check_engine

if TYPE_CHECKING:
    from docgen.batch.reconcile import Reconciliation
    from docgen.batch.run import RunResult

__all__ = ["Progress", "batch", "read_settings"]

#: Reasons and places named on the screen; all of them stand in the reconciliation.
_NAMED, _PLACES = 20, 4
_EVERY_SECONDS = 1.0


def batch(
    notice: Annotated[
        str, typer.Argument(metavar="NOTICE", help="通知书，如 出让价款催缴通知书。")
    ],
    ledger: Annotated[
        list[Path], typer.Argument(metavar="LEDGER", help="台账（.xlsx 或 .csv），可以有几个。")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="输出文件夹。")] = Path(
        "out"
    ),
    jurisdiction: Annotated[
        str | None,
        typer.Option("--jurisdiction", metavar="J", help="辖区规则包；台账里有的不必填。"),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="成文日期；不填的留空手写。")
    ] = None,
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set", metavar="标题=值", help="整批相同的内容，如 联系人=示例某；可以有几个。"
        ),
    ] = None,
    number: Annotated[
        str | None,
        typer.Option(
            "--number",
            metavar="文号",
            help="第一个文号，如 某函〔2026〕12号；某函〔2026〕号 接着编。",
        ),
    ] = None,
    merge: Annotated[
        bool, typer.Option("--merge", help="合成一个打印件（PDF），不出 Word。")
    ] = False,
    sort: Annotated[
        str | None, typer.Option("--sort", metavar="标题", help="按台账的这一列排序。")
    ] = None,
    duplex: Annotated[
        bool, typer.Option("--duplex", help="双面打印：每份从新的一张纸开始。")
    ] = False,
    separators: Annotated[
        bool, typer.Option("--separators", help="排序的每一组前面加一张隔页。")
    ] = False,
    returns: Annotated[bool, typer.Option("--returns", help="每份后面附一张送达回证。")] = False,
    index: Annotated[bool, typer.Option("--index", help="打印件前面加目录。")] = False,
    workers: Annotated[
        int | None, typer.Option("--workers", metavar="N", help="打印进程数；不填用全部处理器核。")
    ] = None,
    pdf_engine: Annotated[
        str, typer.Option("--pdf-engine", metavar="ENGINE", help="PDF 排版引擎。")
    ] = "typst",
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="有未确认的警告的行也不印。")] = False,
    stop_on_error: Annotated[
        bool, typer.Option("--stop-on-error", help="有一行不合就整批不印。")
    ] = False,
    register: Annotated[
        Path | None,
        typer.Option("--register", metavar="FILE", help="登记簿；不填是 OUT/register.sqlite。"),
    ] = None,
    mapping: Annotated[
        Path | None,
        typer.Option("--mapping", metavar="FILE", help="列名与字段的对照（YAML：列名: 字段）。"),
    ] = None,
    sheet: Annotated[
        str | None, typer.Option("--sheet", metavar="NAME", help="工作表；不填取有数据的那一张。")
    ] = None,
    hidden: Annotated[
        bool, typer.Option("--include-hidden", help="隐藏和筛选掉的行也印。")
    ] = False,
    no_embed: Annotated[bool, typer.Option("--no-embed", help="回执不放进 Word 文件里。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON。")] = False,
) -> int:
    """由台账批量打印通知书：逐行检查、编号、打印、回读，最后对账；同样的命令再来一次就接着做。"""
    # The register's library takes a while to load; other commands need not wait for it.
    from docgen.batch.options import RunOptions
    from docgen.batch.run import print_run

    options = RunOptions(
        notice=notice,
        ledgers=tuple(ledger),
        out=out,
        jurisdiction=jurisdiction,
        common=_common(settings or (), date),
        number=number,
        merge=merge,
        sort=sort,
        duplex=duplex,
        separators=separators,
        returns=returns,
        index=index,
        workers=workers,
        pdf_engine=check_engine(pdf_engine),
        templates=templates,
        strict=strict,
        stop_on_error=stop_on_error,
        register=register,
        mapping=mapping,
        sheet=sheet,
        hidden=hidden,
        embed=not no_embed,
    )
    progress = Progress()
    try:
        result = print_run(options, act_now(), watch=progress)
    except KeyboardInterrupt:
        progress.end()
        typer.echo("已停下；印完的都已记下，同样的命令再来一次就接着做。", err=True)
        return 130
    finally:
        progress.end()
    return _tell(result, as_json=as_json)


def _common(settings: Sequence[str], date: str | None) -> dict[str, str]:
    found = read_settings(settings)
    if date is not None:
        found.setdefault(glossary.title("Case", "document_date"), date)
    return found


def read_settings(settings: Sequence[str]) -> dict[str, str]:
    """Return what ``--set 标题=值`` says, by title.

    Args:
        settings: What was given, in its order; of a title given twice the last counts.

    Raises:
        UsageError: One of them is not of that form.
    """
    found: dict[str, str] = {}
    for one in settings:
        title, equals, text = one.partition("=")
        if not equals or not title.strip():
            raise UsageError(f"「{one}」不是 标题=值 的样子。", fix="写成 --set 联系人=示例某。")
        found[title.strip()] = text.strip()
    return found


class Progress:
    """One line on the error stream: what is done, how fast, how long it will still take."""

    def __init__(self) -> None:
        self._shown = False
        self._step, self._since, self._from = "", 0.0, 0
        self._last = 0.0

    def step(self, what: str, done: int, total: int) -> None:
        """Show progress, at most once a second."""
        now = seconds()
        if what != self._step:
            self.end()
            self._step, self._since, self._from, self._last = what, now, done, 0.0
        if now - self._last < _EVERY_SECONDS and done < total:
            return
        self._last = now
        told = f"{what} {done}/{total}" if total else what
        rate = (done - self._from) / (now - self._since) if now > self._since else 0
        if rate and done < total:
            told += f"，每秒 {rate:.0f} 份，还要 {_time(round((total - done) / rate))}"
        if sys.stderr.isatty():
            typer.echo(f"\r\x1b[K{told}", err=True, nl=False)
            self._shown = True
        elif done == total:
            typer.echo(told, err=True)

    def end(self) -> None:
        """Leave the line."""
        if self._shown:
            typer.echo("", err=True)
        self._shown = False


def _time(seconds: int) -> str:
    minutes, seconds = divmod(seconds, 60)
    return f"{minutes} 分 {seconds} 秒" if minutes else f"{seconds} 秒"


def _tell(result: RunResult, *, as_json: bool) -> int:
    from docgen.batch.reconcile_json import as_values, screen_lines

    found = result.reconciliation
    folder = result.folder
    if found is None:
        if as_json:
            show.print_json({"done_before": True, "reconciliation": str(folder.reconciliation)})
            return 0
        typer.echo(f"这一批以前已经印完，这次什么也没有做。对账见 {folder.reconciliation_sheet}。")
        typer.echo(f"要再印其中一份：docgen run reprint {folder.out} 文号")
        return 0
    if as_json:
        show.print_json(as_values(found))
        return found.exit_code
    _tell_notes(found)
    _tell_refused(found)
    for line in screen_lines(found):
        for part in wrapped(line, 0, hang=2):
            typer.echo(part)
    typer.echo(f"对账：{folder.reconciliation_sheet}")
    if found.print_file is not None:
        typer.echo(f"打印件：{folder.print_file}")
    elif found.printed:
        typer.echo(f"文书：{folder.papers}")
    return found.exit_code


def _tell_notes(found: Reconciliation) -> None:
    for note in found.notes[:_NAMED]:
        for part in wrapped(note, 0, hang=2):
            typer.echo(part, err=True)
    left = len(found.notes) - _NAMED
    if left > 0:
        typer.echo(f"另有 {left} 条说明，见对账的「汇总」表。", err=True)


def _tell_refused(found: Reconciliation) -> None:
    """Name what keeps rows from being printed: each reason once, with the rows it keeps."""
    rows: dict[tuple[str, str, str], list[str]] = {}
    for one in found.refused:
        for problem in one.problems:
            what = problem.message.replace(problem.value, "…") if problem.value else problem.message
            key = (problem.code, what, problem.fix)
            rows.setdefault(key, []).append(problem.where or f"{one.file} {one.place}")
    for (code, what, fix), places in list(rows.items())[:_NAMED]:
        told = f"{code} {what}{fix}".strip()
        for line in wrapped(told, 0, hang=5):
            typer.echo(line, err=True)
        more = f" 等 {len(places)} 处" if len(places) > _PLACES else ""
        for line in wrapped(f"{'、'.join(places[:_PLACES])}{more}", 5, hang=5):
            typer.echo(line, err=True)
    left = len(rows) - _NAMED
    if left > 0:
        typer.echo(f"另有 {left} 种问题，见对账的「拒印」表。", err=True)
