"""The audit sheet of a paper that was delivered: from its receipt to a PDF beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from docgen.delivery.filed import Filed, file_paper
from docgen.delivery.sheet import audit_sheet as set_sheet
from docgen.delivery.write import write_all
from docgen.errors import AuditError, Problem

__all__ = ["Sheet", "audit_sheet"]

_ENDING = "-核验单.pdf"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A written audit sheet.

    Attributes:
        path: Where it lies.
        notes: What its reader should know, Chinese sentences.
    """

    path: Path
    notes: tuple[str, ...]


def audit_sheet(file: Path, out: Path | None = None) -> Sheet:
    """Make the audit sheet of a paper and write it.

    Args:
        file: A Word file, a PDF or a receipt.
        out: Where to; by default beside the file.

    Raises:
        InputError: The file or its receipt cannot be read, or there is no receipt.
        AuditError: A file of the paper is not the one that was handed over.
        EngineError: WeasyPrint is absent, or a font is missing.
        DeliveryError: The folder cannot be written.
    """
    filed = file_paper(file)
    if filed.changed:
        raise AuditError([_changed(one.name, filed.source) for one in filed.changed])
    target = out or file.with_name(filed.stem + _ENDING)
    [path] = write_all(target.parent, {target.name: set_sheet(filed)})
    return Sheet(path, tuple(_notes(filed)))


def _changed(name: str, source: str) -> Problem:
    return Problem(
        f"与回执（{source}）不符，不是交付的那一份，不出核验单。",
        name,
        f"用 docgen verify {name} 看改了什么；或换回交付的原件。",
        "A008",
    )


def _notes(filed: Filed) -> list[str]:
    notes = []
    if filed.inside:
        notes.append(
            "旁边没有存档的回执，据文件内嵌的回执填写；内嵌的随文件走过外面，归档以存档的为准。"
        )
    absent = [one.name for one in filed.files if one.state == "absent"]
    if absent:
        notes.append(f"没有见到 {'、'.join(absent)}，核验单上写明“未见文件”。")
    return notes
