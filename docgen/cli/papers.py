"""``generate``, ``check`` and ``rules``."""

from __future__ import annotations

import contextlib
import re
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from docgen import pipeline
from docgen.cli import form_notes, show
from docgen.cli.columns import wrapped
from docgen.cli.rule_sheet import rule_list, rule_sheet
from docgen.errors import DocgenError, FindingsError, UsageError
from docgen.intake import Loaded, load_case
from docgen.model import Case
from docgen.page.engine import PdfEngine
from docgen.pipeline.needs import check_engine
from docgen.pipeline.values import problems_as_findings
from docgen.rules import catalogue

__all__ = ["check", "day_of", "generate", "names_of", "rules"]

_STOPPED = FindingsError.exit_code
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def generate(
    case: Annotated[
        list[Path],
        typer.Argument(
            metavar="CASE", help="案卷（YAML、JSON、TOML）或填好的表单（.xlsx），可以有几个。"
        ),
    ],
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document", "-d", metavar="DOC", help="文书，如 出让合同；不填出全部可出的。"
        ),
    ] = None,
    out: Annotated[Path, typer.Option("--out", "-o", metavar="OUT", help="输出文件夹。")] = Path(
        "out"
    ),
    formats: Annotated[
        str, typer.Option("--format", metavar="docx,pdf", help="格式。")
    ] = "docx,pdf",
    stage: Annotated[
        str | None,
        typer.Option(
            "--stage", metavar="STAGE", help="announcement 公告、draft 草稿、final 定稿。"
        ),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="未确认的警告也不出稿。")] = False,
    templates: Annotated[
        Path | None, typer.Option("--templates", metavar="DIR", help="本单位的模板文件夹。")
    ] = None,
    pdf_engine: Annotated[
        str,
        typer.Option("--pdf-engine", metavar="ENGINE", help="PDF 排版引擎：typst 或 weasyprint。"),
    ] = "typst",
    pdf_a: Annotated[
        bool, typer.Option("--pdf-a", help="PDF 做成可长期保存的 PDF/A-2b；案卷要有成文日期。")
    ] = False,
    no_embed: Annotated[bool, typer.Option("--no-embed", help="回执不放进 Word 文件里。")] = False,
) -> int:
    """由案卷生成文书：先检查，再生成，逐字回读无误后才交付。"""
    wanted = tuple(one.strip() for one in formats.split(",") if one.strip())
    engine = check_engine(pdf_engine)
    worst = 0
    for path in case:
        try:
            _generate_one(
                path,
                document,
                out,
                wanted,
                stage,
                strict=strict,
                templates=templates,
                pdf_engine=engine,
                embed=not no_embed,
                pdf_a=pdf_a,
            )
        except DocgenError as error:
            worst = max(worst, error.exit_code)
            _say_stop(path, form_notes.error_at_cells(path, error), "没有出稿")
            form_notes.comment_error(path, out, error)
    return worst


def _generate_one(
    path: Path,
    documents: list[str] | None,
    out: Path,
    formats: tuple[str, ...],
    stage: str | None,
    *,
    strict: bool,
    templates: Path | None,
    pdf_engine: PdfEngine,
    embed: bool,
    pdf_a: bool,
) -> None:
    loaded = load_case(path)
    form_notes.tell_notes(loaded)
    documents = _wanted(documents, loaded)
    made = list(
        pipeline.generate(
            loaded.case,
            documents,
            formats=formats,
            stage=stage,
            strict=strict,
            templates=templates,
            file=path.name,
            pdf_engine=pdf_engine,
            embed=embed,
            pdf_a=pdf_a,
        )
    )
    pipeline.deliver(made, out, formats=formats)
    if not documents:
        for left in pipeline.left_out(loaded.case, templates=templates):
            lacking = "、".join(f"「{title}」" for title in left.lacking)
            typer.echo(f"{path.name}：没有出{left.title}，案卷没有填{lacking}。", err=True)
    for document in made:
        pages = f"，{document.page_count} 页" if document.page_count else ""
        figures = len(document.receipt["figures"])
        typer.echo(f"{path.name}：{document.title}已生成{pages}，{figures} 处数据逐处回读无误。")
        for name in document.files(formats):
            typer.echo(f"  {out / name}")
        if document.report.findings:
            found = form_notes.at_cells(path, document.report.findings)
            show.findings(found, err=True, named=found != document.report.findings)


def _say_stop(path: Path, error: DocgenError, what: str) -> None:
    typer.echo(f"错误 {path.name}：{what}。", err=True)
    for problem in error.problems:
        code = f"{problem.code} " if problem.code else ""
        for line in wrapped(f"{code}{problem}", 2, hang=5):
            typer.echo(line, err=True)


def check(
    case: Annotated[
        list[Path],
        typer.Argument(
            metavar="CASE", help="案卷（YAML、JSON、TOML）或填好的表单（.xlsx），可以有几个。"
        ),
    ],
    document: Annotated[
        list[str] | None,
        typer.Option(
            "--document", "-d", metavar="DOC", help="只为这种文书检查，如 出让价款催缴通知书。"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="只输出 JSON。")] = False,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="计算截至日，如 2021-11-05。"),
    ] = None,
) -> int:
    """只检查案卷，列出每一条发现、依据和改法；有几个案卷的，再互相核对。"""
    day = day_of(as_of)
    worst = 0
    collected: list[dict[str, object]] = []
    read: list[tuple[str, Case]] = []
    names = names_of(case)
    for path, name in zip(case, names, strict=True):
        try:
            given = load_case(path)
            loaded = _at(given.case, day)
            report = pipeline.check(loaded, _wanted(document, given), file=name)
        except DocgenError as error:
            worst = max(worst, error.exit_code)
            collected.extend(problems_as_findings(error, name))
            if not as_json:
                _say_stop(path, error, "不能检查")
                form_notes.comment_error(path, path.parent, error)
            continue
        read.append((name, loaded))
        worst = max(worst, 0 if report.ok else _STOPPED)
        found = form_notes.at_cells(path, report.findings)
        collected.extend(show.findings_json(found))
        if not as_json:
            typer.echo(name)
            form_notes.tell_notes(given)
            show.findings(found, named=found != report.findings)
            form_notes.comment_findings(path, path.parent, found)
            _hint(loaded, _wanted(document, given))
    together = pipeline.check_together(read)
    collected.extend(show.findings_json(together.findings))
    if together.findings and not as_json:
        typer.echo("各案卷对照")
        show.findings(together.findings, named=True)
    if as_json:
        show.print_json({"findings": collected})
    return worst if together.ok else max(worst, _STOPPED)


def _wanted(documents: list[str] | None, loaded: Loaded) -> list[str] | None:
    """Return the papers asked for; a form asks for its own where nothing else was named."""
    return documents or ([loaded.document] if loaded.document else None)


def _hint(case: Case, documents: list[str] | None) -> None:
    """Say how to check the case of a notice, which need not be the whole file of a contract."""
    kind = case.notice.kind if case.notice else None
    if kind is not None and not documents:
        typer.echo(f"以上按整份案卷检查；只为{kind.label}检查的，加 -d {kind.value}。", err=True)


def names_of(paths: list[Path]) -> list[str]:
    """Return what to call each file: its name, or the whole path where two bear one name."""
    names = [path.name for path in paths]
    return [
        name if names.count(name) == 1 else str(path)
        for name, path in zip(names, paths, strict=True)
    ]


def day_of(text: str | None) -> date | None:
    """Return the day that an option gives, None for none.

    Raises:
        UsageError: It is no day.
    """
    if text is None:
        return None
    with contextlib.suppress(ValueError):
        if _DATE.match(text):
            return date.fromisoformat(text)
    raise UsageError(f"「{text}」不是日期。", fix="写成 2021-11-05 的样子。")


def _at(case: Case, day: date | None) -> Case:
    if day is None:
        return case
    changed = case.model_copy(update={"as_of": day})
    return changed.read_from(case.origins, folder=case.folder)


def rules(
    code: Annotated[str | None, typer.Argument(metavar="CODE", help="规则编号，如 R060。")] = None,
) -> int:
    """列出全部规则；给出编号则说明那一条。"""
    found = catalogue()
    if code is None:
        for line in rule_list(found):
            typer.echo(line)
        return 0
    wanted = [one for one in found if one.code == code.upper()]
    if not wanted:
        raise UsageError(f"没有规则「{code}」。", fix="用 docgen rules 查看全部编号。")
    for one in wanted:
        for line in rule_sheet(one):
            typer.echo(line)
    return 0
