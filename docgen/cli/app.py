"""All commands, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys

import typer
from typer.exceptions import TyperException

from docgen.cli import (
    batch,
    form,
    jurisdictions,
    ledger,
    papers,
    register,
    returned,
    runs,
    serve,
    sheet,
    templates,
)
from docgen.cli.words import ChineseCommand, ChineseGroup
from docgen.errors import DocgenError
from docgen.version import __version__

__all__ = ["app", "run"]

_INTERRUPTED = 130

app = typer.Typer(
    cls=ChineseGroup,
    help="由经过核验的数字生成土地文书（Word 与 PDF），并逐字回读。",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.command("generate", cls=ChineseCommand)(papers.generate)
app.command("batch", cls=ChineseCommand)(batch.batch)
app.command("check", cls=ChineseCommand)(papers.check)
app.command("form", cls=ChineseCommand)(form.form)
app.command("rules", cls=ChineseCommand)(papers.rules)
app.command("verify", cls=ChineseCommand)(returned.verify)
app.command("compare", cls=ChineseCommand)(returned.compare)
app.command("schema", cls=ChineseCommand)(templates.schema)
app.command("audit-sheet", cls=ChineseCommand)(sheet.audit_sheet)
app.command("ledger", cls=ChineseCommand)(ledger.ledger)
app.command("serve", cls=ChineseCommand)(serve.serve)
app.add_typer(templates.app, name="template")
app.add_typer(jurisdictions.app, name="jurisdiction")
app.add_typer(register.app, name="register")
app.add_typer(runs.app, name="run")


@app.callback()
def _options(
    version: bool = typer.Option(False, "--version", "-V", help="显示版本。"),
) -> None:
    if version:
        typer.echo(f"docgen {__version__}")
        raise typer.Exit


def run(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code; nothing ends in a traceback.

    Args:
        arguments: Words of the command line; by default those of the process.
    """
    try:
        code = int(app(args=arguments, standalone_mode=False, prog_name="docgen") or 0)
        # typer answers Ctrl-C with this code, and says nothing.
        return _interrupted() if code == _INTERRUPTED else code
    except DocgenError as error:
        _say(str(error))
        return error.exit_code
    except typer.Exit as stop:
        return stop.exit_code
    except TyperException as error:
        if type(error).__name__ == "NoArgsIsHelpError":
            typer.echo(error.format_message(), err=True)
        else:
            _say(_usage(error))
        return error.exit_code
    except (KeyboardInterrupt, typer.Abort):
        return _interrupted()
    except BrokenPipeError:
        # The reader of our output went away (docgen … | head); nothing is left to say to it.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        if os.environ.get("DOCGEN_DEBUG"):
            raise
        _say(
            f"docgen 自身出错（{type(error).__name__}），没有交付任何文书。"
            "请把命令和案卷交给维护者；设 DOCGEN_DEBUG=1 可看到详情。"
        )
        return 1


def _interrupted() -> int:
    _say("已中断，没有留下半成品。")
    return _INTERRUPTED


def _say(message: str) -> None:
    for line in message.splitlines() or [""]:
        typer.echo(f"错误 {line}", err=True)


def _usage(error: TyperException) -> str:
    """Put typer's own words about a wrong command line into Chinese."""
    kind = type(error).__name__
    if kind == "NoSuchOption":
        option = getattr(error, "option_name", "")
        near = "、".join(sorted(getattr(error, "possibilities", None) or ()))
        return (
            f"没有选项「{option}」。"
            + (f"是不是 {near}？" if near else "")
            + "用 --help 查看用法。"
        )
    if kind == "MissingParameter":
        param = getattr(error, "param", None)
        name = getattr(param, "metavar", None) or (getattr(param, "name", "") or "").upper()
        return f"缺少「{name}」。用 --help 查看用法。"
    if "No such command" in error.message:
        name, _, near = error.message.removeprefix("No such command ").partition(". Did you mean ")
        hint = f"是不是 {near.rstrip('?')}？" if near else ""
        return f"没有命令 {name.rstrip('.')}。{hint}用 --help 查看全部命令。"
    return f"用法不对：{error.format_message()} 用 --help 查看用法。"
