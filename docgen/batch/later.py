"""What is done with a paper after its run: printed once more, or corrected under a new number."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic_core import PydanticCustomError

from docgen.batch.chunks import ATTACHED
from docgen.batch.job import Chunk, Job, RowData
from docgen.batch.stored import outcome_for_register, read_stored
from docgen.batch.work import Worker
from docgen.delivery.receipt import canonical, sha256
from docgen.delivery.write import write_all
from docgen.errors import AuditError, FindingsError, TemplateError, UsageError
from docgen.intake.ledger_fields import Field, find_field
from docgen.intake.ledger_words import ledger_words
from docgen.register.records import Act, Document, DocumentState, RowPlan, Run, RunOrder, RunState
from docgen.register.register import Register
from docgen.register.series import number_of
from docgen.templating.library import Library

__all__ = ["correct", "reprint"]

_REPRINTS, _CORRECTIONS = "重印", "更正"
_STEP = re.compile(r"[^.\[\]]+|\[[0-9]+\]")
#: The day of a notice and that of its paper are one.
_SAME_DAY = ("notice.date", "document_date")
_LISTED = re.compile("[\n；;]+")


def reprint(
    register: Register, paper: Document, out: Path, act: Act, *, templates: Path | None = None
) -> tuple[Path, ...]:
    """Print an issued paper once more, to the same letters.

    Args:
        register: The register.
        paper: The paper.
        out: Folder of its run.
        act: Who, when; it goes into the trail.
        templates: A bureau's own folder of templates.

    Returns:
        The files: the Word file of a run that made Word files, the pages of one that made a
        print file.

    Raises:
        UsageError: The paper is void or corrected.
        TemplateError: The template is not the one that it was printed with.
        AuditError: What was printed is not what was issued; nothing is delivered.
    """
    _must_stand(paper)
    run = register.run_of(paper)
    worker = _worker(run, paper.kind, templates)
    row = read_stored(register.texts(paper.run_id, paper.row).case_json)
    chunk = worker.make([row])
    _stop_at_problems(chunk)
    if chunk.rows[0].docx_sha256 != paper.docx_sha256:
        raise AuditError(
            f"重新印出的「{paper.number}」与发出的一份不同，没有交付。",
            fix="用当时那个版本的 docgen 和字体再印，或从存档复印。",
        )
    written = write_all(out / _REPRINTS, _files(chunk))
    register.note_reprint(paper, act)
    return written


def correct(
    register: Register,
    paper: Document,
    changes: Mapping[str, str],
    out: Path,
    act: Act,
    *,
    number: str | None = None,
    templates: Path | None = None,
) -> tuple[Document, tuple[Path, ...]]:
    """Print a corrected paper under a number of its own, and link it with the one it corrects.

    Called again after a death, it goes on with the same number.

    Args:
        register: The register.
        paper: The paper to be corrected.
        changes: What is otherwise: Chinese title → text.
        out: Folder of its run.
        act: Who, when and why.
        number: The new number; None goes on in the series of the old one.
        templates: A bureau's own folder of templates.

    Returns:
        The corrected paper, and its files.

    Raises:
        UsageError: The paper does not stand any more, nothing is changed, a title is unknown, or
            the number is in use.
        FindingsError: The checks stop the corrected paper.
    """
    if not act.why.strip() or not changes:
        raise UsageError("更正要写明改了什么和原因。", fix="用 --set 题名=值 和 --why 原因。")
    source = register.run_of(paper)
    worker = _worker(source, paper.kind, templates)
    row = _changed(read_stored(register.texts(paper.run_id, paper.row).case_json), changes)
    order = _order(source, paper, changes, number)
    if not any(one.order.key == order.key for one in register.runs()):
        _must_stand(paper)
    examined = worker.examine(row)
    if examined.problems:
        raise FindingsError(examined.problems)
    run = register.begin_run(order, act)
    plan = RowPlan(1, 0, f"{_CORRECTIONS} {paper.number or paper.contract_no}")
    (reserved,) = register.reserve(run, [plan], act, number=_number(paper, number))
    chunk = worker.make([replace(row, number=reserved.number)])
    written: tuple[Path, ...] = ()
    if not chunk.rows[0].problems:
        written = write_all(out / _CORRECTIONS, _files(chunk))
    if run.state is RunState.RUNNING:
        register.confirm(run, 0, [outcome_for_register(chunk.rows[0], "")], act)
        register.finish(run, act)
    _stop_at_problems(chunk)
    (made,) = register.documents(run=run)
    return made, written


def _must_stand(paper: Document) -> None:
    if paper.state is not DocumentState.VALID:
        raise UsageError(
            f"文书「{paper.number}」已经作废或已被更正。",
            fix="用 docgen register show 查看它现在的效力。",
        )


def _worker(run: Run, kind: str, templates: Path | None) -> Worker:
    """Return what prints as the run did.

    Raises:
        TemplateError: The template is another one by now.
    """
    shelf = Library(templates).find(kind)
    if shelf.compiled().sha256 != run.order.template_sha256:
        raise TemplateError(
            "模板在印这一批之后改过，印不出原样的一份。",
            where=shelf.folder.id,
            fix="用 --templates 指明当时的模板文件夹。",
        )
    options = {name: json.loads(text) for name, text in run.order.options.items()}
    return Worker(
        Job(
            document=shelf.folder.id,
            templates=templates,
            jurisdiction=options["jurisdiction"],
            strict=options["strict"],
            merge=options["merge"],
            returns="service_receipt" if options["returns"] else None,
            embed=options["embed"],
            pdf_engine=options["pdf_engine"],
        )
    )


def _files(chunk: Chunk) -> dict[str, bytes]:
    made = chunk.rows[0]
    files = {f"{made.stem}.receipt.json": made.receipt_json}
    if chunk.pdf:
        files[f"{made.stem}.pdf"] = chunk.pdf
    if made.docx:
        files[f"{made.stem}.docx"] = made.docx
    if made.attached:
        files[f"{made.stem}{ATTACHED}.docx"] = made.attached
    return files


def _stop_at_problems(chunk: Chunk) -> None:
    if problems := chunk.rows[0].problems:
        raise FindingsError(problems)


def _order(
    source: Run, paper: Document, changes: Mapping[str, str], number: str | None
) -> RunOrder:
    told = [source.order.key, paper.id, sorted(changes.items()), number]
    return RunOrder(
        key=sha256(canonical({"correction": told})),
        kind=paper.kind,
        folder=f"{source.order.folder}/{_CORRECTIONS}/{paper.id}",
        ledger_sha256=source.order.ledger_sha256,
        template_sha256=source.order.template_sha256,
        options=source.order.options,
        corrects=paper.id,
    )


def _number(paper: Document, number: str | None) -> str:
    """Return what the register is asked for: a number, or the series of the old one."""
    parts = number_of(paper.number)
    if number is not None or parts is None:
        return number or ""
    series = parts[0]
    if series.width:
        raise UsageError(f"「{paper.number}」不是发文字号。", fix="用 --number 写明新的文号。")
    return f"{series.head}{series.tail}"


def _changed(row: RowData, changes: Mapping[str, str]) -> RowData:
    """Return a row with other values, and without the number of the paper it was."""
    data, origins = copy.deepcopy(dict(row.data)), dict(row.origins)
    data.get("notice", {}).pop("document_no", None)
    grantees = _grantees(data)
    for title, text in changes.items():
        field, path = _field(title)
        value = _value(field, title, text)
        for one in _SAME_DAY if path in _SAME_DAY else (path,):
            _put(data, one, value)
            origins[one] = _CORRECTIONS
    if grantees != _grantees(data) and data.get("notice", {}).get("addressee") == grantees:
        # It was addressed to the grantees because nobody else was named; so it is again.
        del data["notice"]["addressee"]
    return replace(row, data=data, origins=origins, stem=f"{row.stem}-{_CORRECTIONS}")


def _grantees(data: Mapping[str, Any]) -> str:
    parties = data.get("parties", {}).get("grantees", [])
    return "、".join(str(one.get("name", "")) for one in parties)


def _field(title: str) -> tuple[Field, str]:
    found = find_field(title, first=ledger_words().common_first)
    if found.field is None:
        which = f"可以是{'、'.join(found.others)}" if found.others else "没有这个字段"
        raise UsageError(f"「{title}」{which}。", fix="写出字段的全名，如 出让.出让价款。")
    return found.field, found.path


def _value(field: Field, title: str, text: str) -> str | list[str]:
    """Return what the model reads; a text that it would not read is told now."""
    parts = [part.strip() for part in _LISTED.split(text)] if field.kind == "texts" else [text]
    kept = [part for part in parts if part]
    try:
        for part in kept:
            field.reader(part)
    except PydanticCustomError as error:
        raise UsageError(f"「{title}」：{error.message()}", fix="改正 --set 的值。") from error
    return kept if field.kind == "texts" else text


def _put(data: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a key path; parts and items that are not there yet are made."""
    steps = [int(one[1:-1]) if one.startswith("[") else one for one in _STEP.findall(path)]
    at: Any = data
    for step, following in zip(steps, [*steps[1:], None], strict=True):
        below: Any = value if following is None else [] if isinstance(following, int) else {}
        if isinstance(at, dict):
            at[step] = value if following is None else at.get(step) or below
        elif isinstance(step, int) and step <= len(at):
            if step == len(at):
                at.append(below)
            elif following is None:
                at[step] = value
        else:
            raise UsageError(f"「{path}」前面还缺一项。", fix="从头一项写起。")
        at = at[step]
