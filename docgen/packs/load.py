"""Finds packs by name or path and loads them.

A shipped pack lies in ``schemas/packs/<code>-<id>/pack.yaml`` and answers to its id, its names and
its administrative codes. An office's own pack is named by its path.
"""

from __future__ import annotations

import difflib
import json
import os
import unicodedata
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from docgen import glossary
from docgen.errors import InputError, PackError
from docgen.packs.dated import Key
from docgen.packs.model import Pack
from docgen.packs.parse import parse_national, parse_pack
from docgen.packs.reader import MAX_BYTES
from docgen.resources import schema_bytes, schemas_root

__all__ = ["is_pack_path", "list_packs", "load_pack", "named_pack", "starter_pack"]

_STARTER = "pack-starter.yaml"
_NATIONAL = "000000-national"
_FILE = "pack.yaml"


def load_pack(name_or_path: str | os.PathLike[str] | None) -> Pack:
    """Return the pack of a jurisdiction.

    Args:
        name_or_path: An id (``yanshi``), a name (偃师区), a code, present or former (410381), or
            the path of a pack file or of the folder that holds its ``pack.yaml``. None or an
            empty text gives the national rules alone.

    Raises:
        InputError: No jurisdiction answers to the name; the nearest names are given.
        PackError: The pack cannot be read; every problem with file, line and key.
    """
    if name_or_path is None:
        return _national()[0]
    if not isinstance(name_or_path, str):
        return _from_path(Path(name_or_path))
    name = name_or_path.strip()
    if not name:
        return _national()[0]
    if is_pack_path(name):
        return _from_path(Path(name))
    return _by_name(name)


def named_pack(name: str | None) -> Pack:
    """Return the pack that something sent by somebody names; it opens no file.

    Args:
        name: Name, id or code of a shipped pack; None or "" for the national one.

    Raises:
        InputError: No shipped pack bears the name, or it is the path of a file.
    """
    if name and is_pack_path(name):
        raise InputError(
            "辖区写成了文件路径，这里只认辖区的名称或代号。",
            where=glossary.title("Case", "jurisdiction"),
            fix="写名称或代号；自己的规则包文件在命令行用 --jurisdiction 指定。",
        )
    return load_pack(name)


def list_packs() -> tuple[Pack, ...]:
    """Return every shipped pack, the national one first, then by administrative code."""
    return tuple(_shipped(folder) for folder in _folders())


def starter_pack(name: str, pack_id: str) -> str:
    """Return the text of a commented pack for an office to fill in; it loads as it stands.

    Args:
        name: Name of the jurisdiction, one line.
        pack_id: Its id: lower-case letters, digits, ``_`` and ``-``.
    """
    text = schema_bytes(_STARTER).decode("utf-8")
    # A JSON string is a YAML string, whatever the name holds.
    quoted = json.dumps(name, ensure_ascii=False)
    return text.replace("{{id}}", json.dumps(pack_id)).replace("{{name}}", quoted)


@cache
def _folders() -> tuple[str, ...]:
    root = schemas_root() / "packs"
    return tuple(sorted(item.name for item in root.iterdir() if (item / _FILE).is_file()))


@cache
def _national() -> tuple[Pack, Mapping[str, Key]]:
    name = f"packs/{_NATIONAL}/{_FILE}"
    return parse_national(schema_bytes(name), file=name)


@cache
def _shipped(folder: str) -> Pack:
    national, keys = _national()
    if folder == _NATIONAL:
        return national
    name = f"packs/{folder}/{_FILE}"
    return parse_pack(schema_bytes(name), file=name, keys=keys, national=national)


def _by_name(name: str) -> Pack:
    wanted = _normal(name)
    known: dict[str, str] = {}
    for folder in _folders():
        code, _, pack_id = folder.partition("-")
        known.update({_normal(code): folder, _normal(pack_id): folder})
    if wanted not in known:
        known.update(_spoken_names())
    if wanted in known:
        return _shipped(known[wanted])
    raise _unknown(name, known)


def _spoken_names() -> dict[str, str]:
    spoken = {}
    for folder in _folders():
        pack = _shipped(folder)
        former = (item.code for item in pack.former_codes)
        spoken.update({_normal(label): folder for label in (*pack.names, *former)})
    return spoken


def _unknown(name: str, known: Mapping[str, str]) -> InputError:
    near = difflib.get_close_matches(_normal(name[:80]), sorted(known), n=3, cutoff=0.4)
    places = [pack.names[0] for pack in list_packs() if pack.national]
    hint = f"相近的有：{'、'.join(near)}。" if near else f"现有：{'、'.join(places)}。"
    return InputError(
        f"没有辖区「{name}」的规则包。",
        where=glossary.title("Case", "jurisdiction"),
        fix=f"{hint}也可写自己的规则包文件的路径；不写辖区则只按全国规则检查。",
    )


def is_pack_path(name: str) -> bool:
    """Return whether a name of a jurisdiction is the path of a pack's file.

    Args:
        name: As a case gives it.
    """
    name = name.strip()
    return name.endswith((".yaml", ".yml")) or "/" in name or "\\" in name


def _from_path(path: Path) -> Pack:
    try:
        target = path / _FILE if path.is_dir() else path
        with target.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise PackError(
            "规则包文件读不到。", where=str(path), fix="核对路径，以及文件是否可读。"
        ) from error
    national, keys = _national()
    return parse_pack(data, file=target.name, keys=keys, national=national, find=_by_name)


def _normal(label: str) -> str:
    return "".join(unicodedata.normalize("NFKC", label).split()).casefold()
