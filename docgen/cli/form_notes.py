"""What ``generate`` and ``check`` say of a form at its cells: on the screen and in a copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from docgen.cli.columns import wrapped
from docgen.delivery.write import write_all
from docgen.errors import DeliveryError, DocgenError, InputError, Problem, error_of
from docgen.intake import Loaded
from docgen.rules import Finding

if TYPE_CHECKING:
    from docgen.intake.form_comments import FormAtCells

__all__ = ["at_cells", "comment_error", "comment_findings", "error_at_cells", "tell_notes"]

_SUFFIX = ".xlsx"
_SAID = ("error", "warning")


def _form(path: Path) -> FormAtCells | None:
    """Return a file as a form; None for another file, or where it cannot be read as one."""
    if path.suffix.lower() != _SUFFIX:
        return None
    # Only forms need a reader of workbooks.
    from docgen.intake.form_comments import FormAtCells

    try:
        return FormAtCells(path)
    except InputError:
        return None


def tell_notes(loaded: Loaded) -> None:
    """Print what was put right or assumed in the cells of a form."""
    for note in loaded.notes:
        if note.severity in _SAID:
            for line in wrapped(f"{note.code} {note}", 2, hang=5):
                typer.echo(line, err=True)


def at_cells(path: Path, findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return findings with the cells they are about, where the file is a form.

    Args:
        path: The file.
        findings: What the checks found in it.
    """
    form = _form(path) if findings else None
    if form is None:
        return tuple(findings)
    return tuple(replace(one, row=form.place(one.path)) for one in findings)


def error_at_cells(path: Path, error: DocgenError) -> DocgenError:
    """Return an error whose problems name the cells they are about, where the file is a form.

    Args:
        path: The file.
        error: What stopped its papers.
    """
    form = _form(path)
    if form is None or isinstance(error, InputError):
        return error
    problems = [
        replace(one, where=f"{path.name} {form.place(one.path)} {one.where}") if one.path else one
        for one in error.problems
    ]
    return error_of(error.exit_code)(problems)


def comment_findings(path: Path, folder: Path, findings: Iterable[Finding]) -> None:
    """Write a copy of a form with comments at the cells of its findings.

    Args:
        path: The form; of another file no copy is written.
        folder: Where to.
        findings: What the checks found.
    """
    form = _form(path)
    if form is None:
        return
    found = [
        (
            one.severity,
            Problem(one.message, one.place, one.fix, one.code, one.path, one.value),
        )
        for one in findings
        if one.severity in _SAID and one.confirmed is None
    ]
    _write(path, folder, form.commented(found))


def comment_error(path: Path, folder: Path, error: DocgenError) -> None:
    """Write a copy of a form with comments at the cells that keep a paper from being made.

    Args:
        path: The form; of another file no copy is written.
        folder: Where to.
        error: What stopped its papers.
    """
    form = _form(path)
    if form is None:
        return
    # What the reader found is with the form; an error of another kind is about no cell.
    found = [] if isinstance(error, InputError) else [one for one in error.problems if one.path]
    _write(path, folder, form.commented([("error", one) for one in found]))


def _write(path: Path, folder: Path, data: bytes | None) -> None:
    if data is None:
        return
    name = f"{path.stem}-批注{_SUFFIX}"
    try:
        write_all(folder, {name: data})
    except DeliveryError as error:
        # The findings stand on the screen; the copy is a help on top.
        for line in wrapped(f"批注没有写成：{error}", 0, hang=2):
            typer.echo(line, err=True)
        return
    typer.echo(f"出错的格子都加了批注：{folder / name}", err=True)
