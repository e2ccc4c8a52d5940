"""The templates at hand: found by id or Chinese name, compiled once and kept."""

from __future__ import annotations

import difflib
import hashlib
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from docgen.errors import TemplateError, UsageError
from docgen.resources import TemplateFolder, template_folders
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.manifest import Manifest, read_manifest
from docgen.templating.slot import with_receipt_slot

__all__ = ["Library", "Shelf"]


@dataclass(frozen=True, slots=True)
class Shelf:
    """One template of the library: its folder and what it says of itself."""

    folder: TemplateFolder
    manifest: Manifest

    def compiled(self, *, receipt: bool = True) -> Compiled:
        """Return the compiled template; the same bytes are compiled once in a process.

        Args:
            receipt: Whether its papers will carry their receipts inside.

        Raises:
            TemplateError: The Word file is missing or at fault.
        """
        data = self.folder.read("template.docx")
        if data is None:
            raise TemplateError(
                "模板文件夹里没有 template.docx。",
                where=self.folder.id,
                fix="用 docgen template build 生成，或放入 Word 文件。",
                code="T021",
            )
        return _compiled(data, self.manifest.title, receipt=receipt)


@lru_cache(maxsize=32)
def _compiled(data: bytes, name: str, *, receipt: bool) -> Compiled:
    if not receipt:
        return compile_template(data, name=name)
    made = compile_template(with_receipt_slot(data, name=name), name=name)
    # The hash is that of the file that lies in the folder.
    return replace(made, sha256=hashlib.sha256(data).hexdigest())


class Library:
    """Every template at hand; a bureau's own comes before the shipped one of the same id."""

    def __init__(self, own: Path | None = None) -> None:
        self._shelves = {
            folder.id: Shelf(folder, _manifest(folder)) for folder in template_folders(own)
        }

    def all(self) -> tuple[Shelf, ...]:
        """Return every template by id."""
        return tuple(self._shelves.values())

    def find(self, name: str) -> Shelf:
        """Return a template by id, title or short title.

        Raises:
            UsageError: There is none of that name; the nearest is named.
        """
        names: dict[str, Shelf] = {}
        for shelf in self._shelves.values():
            manifest = shelf.manifest
            for known in (shelf.folder.id, manifest.title, manifest.short_title):
                names.setdefault(known, shelf)
        if name in names:
            return names[name]
        near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
        hint = f"是不是「{near[0]}」？" if near else ""
        raise UsageError(
            f"没有叫「{name}」的文书。{hint}", fix="用 docgen template list 查看全部文书。"
        )


def _manifest(folder: TemplateFolder) -> Manifest:
    return _read(folder.read("manifest.yaml") or b"", f"{folder.id}/manifest.yaml")


@lru_cache(maxsize=128)
def _read(data: bytes, name: str) -> Manifest:
    """Return a manifest; the same bytes are read once in a process."""
    return read_manifest(data, name=name)
