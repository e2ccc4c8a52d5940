"""``audit-sheet``: a receipt as a page that can be filed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from docgen.pipeline import filing

__all__ = ["audit_sheet"]


def audit_sheet(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="出过的 .docx、.pdf 或 .receipt.json。")
    ],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="PDF", help="写到哪里；不填写在 FILE 旁边。"),
    ] = None,
) -> int:
    """把一份文书的回执排成一两页的核验单（PDF），供归档。"""
    sheet = filing.audit_sheet(file, out)
    typer.echo(f"{sheet.path}")
    for line in sheet.notes:
        typer.echo(line, err=True)
    return 0
