"""Finds ``templates/`` and ``schemas/``, in a checkout or in an installed wheel.

A wheel carries both folders below ``docgen/_data``; a checkout keeps them at its top level. Nothing
here knows what stands in the files.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from docgen.errors import DocgenError, UsageError

__all__ = [
    "TemplateFolder",
    "region_table",
    "schema_bytes",
    "schemas_root",
    "template_folders",
    "templates_root",
]

_KINDS = ("contracts", "notices")


@dataclass(frozen=True, slots=True)
class TemplateFolder:
    """A folder that holds one template.

    Attributes:
        id: Its name, the template's id.
        kind: ``contracts`` or ``notices``.
        folder: Where it lies.
    """

    id: str
    kind: str
    folder: Traversable

    def read(self, name: str) -> bytes | None:
        """Return one of its files, None when it is not there.

        Args:
            name: ``template.docx``, ``manifest.yaml``, ….
        """
        found = self.folder.joinpath(name)
        return found.read_bytes() if found.is_file() else None


def template_folders(own: Path | None = None) -> tuple[TemplateFolder, ...]:
    """Return every template at hand by id; a bureau's own comes before the shipped one.

    Args:
        own: The bureau's folder: ``<id>/`` or ``contracts/<id>/`` and ``notices/<id>/`` below it.

    Raises:
        UsageError: The bureau's folder does not exist.
    """
    found: dict[str, TemplateFolder] = {}
    for kind in _KINDS:
        found.update({one.id: one for one in _below(templates_root().joinpath(kind), kind)})
    if own is not None:
        if not own.is_dir():
            raise UsageError(f"模板文件夹「{own.name}」不存在。", fix="核对 --templates 的路径。")
        found.update({one.id: one for one in _below(own, "contracts")})
        for kind in _KINDS:
            found.update({one.id: one for one in _below(own / kind, kind)})
    return tuple(found[name] for name in sorted(found))


def _below(root: Traversable, kind: str) -> tuple[TemplateFolder, ...]:
    if not root.is_dir():
        return ()
    return tuple(
        TemplateFolder(folder.name, kind, folder)
        for folder in root.iterdir()
        if folder.is_dir() and folder.joinpath("manifest.yaml").is_file()
    )


def region_table() -> str:
    """Return the table of administrative codes that python-stdnum carries, line by line.

    Raises:
        DocgenError: The library is absent or lacks the table.
    """
    try:
        return files("stdnum.cn").joinpath("loc.dat").read_text("utf-8")
    except (ImportError, OSError) as error:
        fix = "安装 pyproject.toml 所写的版本。"
        raise DocgenError("没有行政区划代码表。", where="python-stdnum", fix=fix) from error


def schemas_root() -> Traversable:
    """Return the folder ``schemas``.

    Raises:
        DocgenError: The installation lacks the folder.
    """
    return _root("schemas")


def templates_root() -> Traversable:
    """Return the folder ``templates``.

    Raises:
        DocgenError: The installation lacks the folder.
    """
    return _root("templates")


def schema_bytes(name: str) -> bytes:
    """Return the bytes of one file below ``schemas``.

    Args:
        name: Path below ``schemas`` with ``/`` between its parts: ``glossary.yaml``,
            ``packs/000000-national/pack.yaml``.

    Raises:
        UsageError: The name leaves the folder, or no such file exists.
    """
    parts = name.split("/")
    if any(part in ("", ".", "..") or _is_odd(part) for part in parts):
        raise UsageError(
            f"资源名「{name}」不能越出 schemas 文件夹。", fix="写 schemas 之下的相对路径。"
        )
    found = schemas_root().joinpath(*parts)
    if not found.is_file():
        raise UsageError(f"schemas 之下没有「{name}」。", fix="核对文件名。")
    return found.read_bytes()


def _is_odd(part: str) -> bool:
    # A drive letter, a backslash or a NUL could lead elsewhere on some system.
    return any(character in part for character in ":\\\0")


def _root(name: str) -> Traversable:
    package = files("docgen")
    # In a checkout the package has no _data, and its top level is the folder above the package.
    for candidate in (package / "_data" / name, package / ".." / name):
        if candidate.is_dir():
            return candidate
    raise DocgenError(f"安装不完整：找不到 {name} 文件夹。", fix="重新安装 docgen。")
