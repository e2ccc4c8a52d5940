"""What lies in a folder of papers: receipts, files, and what has no receipt."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from docgen.delivery.filed import RECEIPT, Filed, file_paper, stem_of
from docgen.errors import InputError

__all__ = ["Folder", "open_folder"]

_KINDS = (".docx", ".pdf", RECEIPT)
#: Papers about papers: an audit sheet has no receipt of its own.
_SHEET = re.compile(r"-核验单(\.|$)")


@dataclass(frozen=True, slots=True)
class Folder:
    """What lies in a folder.

    Attributes:
        papers: Every paper that has a receipt, by path; its stem starts at the folder.
        files: Every Word file and PDF that may have come back changed.
        faults: Why receipts without any file of theirs cannot be read.
    """

    papers: tuple[Filed, ...]
    files: tuple[Path, ...]
    faults: tuple[InputError, ...]


def open_folder(folder: Path) -> Folder:
    """Read the receipts of every paper in a folder and in the folders below it.

    Args:
        folder: The folder; hidden files and programs' lock files are left aside.

    Raises:
        InputError: The folder holds no paper at all.
    """
    groups: dict[Path, list[Path]] = defaultdict(list)
    for path in _paths(folder):
        groups[path.parent / stem_of(path)].append(path)
    papers: dict[tuple[str, str, str], Filed] = {}
    faults: list[InputError] = []
    for group in groups.values():
        try:
            filed = file_paper(min(group, key=lambda one: _KINDS.index(_kind(one))))
        except InputError as error:
            if all(_kind(path) == RECEIPT for path in group):
                faults.append(error)
            continue
        receipt = filed.receipt
        # A copy of a paper under another name is the same paper.
        same = (receipt.document.id, receipt.case.sha256, receipt.outputs.docx.parts_sha256)
        place = (group[0].parent.relative_to(folder) / filed.stem).as_posix()
        papers.setdefault(same, replace(filed, stem=place))
    if not groups:
        raise InputError(
            "文件夹里没有文书（.docx、.pdf、.receipt.json）。",
            where=folder.name or str(folder),
            fix="指定放着交付文件和回执的文件夹。",
            code="S044",
        )
    files = tuple(path for path in _paths(folder) if _kind(path) != RECEIPT)
    return Folder(tuple(papers.values()), files, tuple(faults))


def _paths(folder: Path) -> list[Path]:
    return [
        path
        # Of a paper and its copies the one nearest to the top gives the name.
        for path in sorted(folder.rglob("*"), key=lambda one: (len(one.parts), one))
        if _kind(path)
        and path.is_file()
        and not _SHEET.search(path.name)
        and not any(step.startswith((".", "~$")) for step in path.relative_to(folder).parts)
    ]


def _kind(path: Path) -> str:
    return next((kind for kind in _KINDS if path.name.lower().endswith(kind)), "")
