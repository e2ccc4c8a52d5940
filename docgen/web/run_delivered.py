"""What a print run of the desk delivered, as it lies in its folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from docgen.batch.folder import RunFolder

__all__ = ["own_files", "papers", "reconciliation"]

_OURS = ("desk.json",)


def reconciliation(out: Path) -> Mapping[str, Any] | None:
    """Return the reconciliation of a run as plain JSON values; None before it is done.

    Args:
        out: The run's folder.
    """
    try:
        found = json.loads(RunFolder(out, 1).reconciliation.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def own_files(out: Path) -> Mapping[str, Path]:
    """Return a run's own files by name: print file, reconciliation, receipts, commented ledger.

    Args:
        out: The run's folder.
    """
    found = sorted(one for one in out.iterdir() if one.is_file() and not one.is_symlink())
    return {one.name: one for one in found if not one.name.startswith(".") and _is_shown(one)}


def papers(out: Path) -> Sequence[Path]:
    """Return the Word files and receipts of a run that makes no print file, by name.

    Args:
        out: The run's folder.
    """
    folder = RunFolder(out, 1).papers
    return sorted(folder.iterdir()) if folder.is_dir() else ()


def _is_shown(path: Path) -> bool:
    return path.name not in _OURS
