"""A file, its bytes or a mapping into a Case, with the place of every value."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from docgen.errors import InputError, Problem
from docgen.intake.inventory_check import is_inventory
from docgen.intake.jsontext import read_json
from docgen.intake.ledger_shape import check_suffix
from docgen.intake.naming import Named, to_named
from docgen.intake.problems import MAX_PROBLEMS, to_problem
from docgen.intake.tomltext import read_toml
from docgen.intake.tree import MAX_BYTES, Entries, Leaf, Node, Tally, fault, from_python
from docgen.intake.yamltext import read_yaml
from docgen.model.case import Case
from docgen.model.types import shown

if TYPE_CHECKING:
    from docgen.intake.ledger_notes import LedgerNote

__all__ = [
    "Loaded",
    "case_from_bytes",
    "case_from_mapping",
    "case_from_tree",
    "dump_case",
    "load_case",
    "read_bytes",
    "tree_from_json",
]

_READERS: Mapping[str, Callable[[str, str], Node]] = MappingProxyType(
    {".yaml": read_yaml, ".yml": read_yaml, ".json": read_json, ".toml": read_toml}
)


_FORM = ".xlsx"
#: A form with pictures in it may be larger than a case; its reader says where it stops.
_MOST_READ = 20_000_001


@dataclass(frozen=True, slots=True)
class Loaded:
    """A case and where its values come from.

    Attributes:
        case: The case.
        origins: English key path of every value given → its place, ``案卷.yaml 第23行``,
            ``案卷.xlsx 宗地!B12``.
        notes: What was put right or assumed in the cells of a form.
        document: Id of the document that a form is for; empty for other files.
    """

    case: Case
    origins: Mapping[str, str]
    notes: tuple[LedgerNote, ...] = ()
    document: str = ""


def load_case(source: str | os.PathLike[str]) -> Loaded:
    """Read a case from a YAML, JSON or TOML file, or from a form that was filled in (.xlsx).

    Args:
        source: Path; the suffix (.yaml, .yml, .json, .toml, .xlsx) says what it is.

    Raises:
        InputError: Every problem of the file, with codes as ``docgen.intake.problems`` lists them.
    """
    path = Path(source)
    loaded = case_from_bytes(read_bytes(path, most=_MOST_READ), name=path.name)
    case = loaded.case.read_from(loaded.origins, folder=str(path.parent))
    return replace(loaded, case=case)


def read_bytes(source: str | os.PathLike[str], *, most: int = 64_000_000) -> bytes:
    """Read a file's bytes, at most so many.

    Args:
        source: Path of the file.
        most: Where to stop reading.

    Raises:
        InputError: There is no such file, or it cannot be read.
    """
    path = Path(source)
    name = _file_name(path.name or str(path))
    try:
        if not path.is_file():
            message = "不是文件。" if path.exists() else "没有这个文件。"
            raise fault("S001", message, where=name, fix="核对路径和文件名。")
        with path.open("rb") as stream:
            return stream.read(most)
    except (OSError, ValueError) as error:
        fix = "核对路径和读取权限。"
        raise fault("S001", "文件不能读。", where=name, fix=fix) from error


def case_from_bytes(data: bytes, *, name: str) -> Loaded:
    """Read a case from the bytes of a file, for callers that hold no file.

    Args:
        data: UTF-8 with or without a byte order mark; or a form as a workbook.
        name: File name; its suffix says what the bytes are.

    Raises:
        InputError: As :func:`load_case`.
    """
    place = _file_name(name)
    if len(data) <= MAX_BYTES and is_inventory(data):
        return _of_inventory(data, place)
    if PurePath(name).suffix.lower() == _FORM:
        return _from_form(data, place)
    read = _reader_for(PurePath(name).suffix, place)
    if len(data) > MAX_BYTES:
        message = f"文件太大：超过 {MAX_BYTES // 1_000_000} MB。"
        raise fault("S011", message, where=place, fix="一个文件只写一宗地的档案。")
    return _to_loaded(read(_decode(data, place), place), place)


def _of_inventory(data: bytes, place: str) -> Loaded:
    """Return the inventory of a ledger as a case; every origin is a cell."""
    from docgen.intake.inventory import read_inventory  # its reader of workbooks is heavy

    read = read_inventory(data, place)
    loaded = _to_loaded(from_python(read.data, Tally(place), leaf=lambda value: value), place)
    origins = {path: read.origins.get(path, at) for path, at in loaded.origins.items()}
    return Loaded(loaded.case.read_from(origins), MappingProxyType(origins))


def tree_from_json(data: bytes, *, name: str) -> Node:
    """Read JSON that holds a case among other things; every number stays its text.

    Args:
        data: UTF-8 with or without a byte order mark.
        name: What messages call it.

    Raises:
        InputError: As :func:`load_case`: not UTF-8, broken syntax, too large, too deep.
    """
    if len(data) > MAX_BYTES:
        message = f"内容太多：超过 {MAX_BYTES // 1_000_000} MB。"
        raise fault("S011", message, where=name, fix="一次只写一宗地的档案。")
    return read_json(_decode(data, name), name)


def case_from_tree(node: Node, *, name: str) -> Loaded:
    """Read a case from a tree, or from a part of one.

    Args:
        node: The tree.
        name: What messages call its source.

    Raises:
        InputError: As :func:`load_case`.
    """
    return _to_loaded(node, name)


def case_from_mapping(data: Mapping[str, object], *, name: str = "数据") -> Loaded:
    """Read a case from a mapping of plain Python values.

    Args:
        data: English keys or Chinese titles; figures as text, int or Decimal.
        name: What to call the source in messages.

    Raises:
        InputError: As :func:`load_case`, without lines.
    """
    return _to_loaded(from_python(data, Tally(name), leaf=lambda value: value), name)


def dump_case(case: Case) -> dict[str, Any]:
    """Return a case as plain JSON values under English keys, absent fields left out.

    Figures are text, days ISO text; ``case_from_mapping(dump_case(case))`` gives the case again.
    """
    return case.model_dump(mode="json", exclude_defaults=True)


def _from_form(data: bytes, name: str) -> Loaded:
    # A reader of workbooks takes a while to load; other files need none.
    from docgen.intake.form_read import problems_of, read_form

    read = read_form(data, name)
    if not read.ok:
        raise InputError(problems_of(read))
    return Loaded(read.case, MappingProxyType(dict(read.origins)), read.notes, read.document)


def _file_name(name: str) -> str:
    return shown(PurePath(name).name or name)


def _reader_for(suffix: str, name: str) -> Callable[[str, str], Node]:
    reader = _READERS.get(suffix.lower())
    if reader is None:
        # Old and strange spreadsheets are told how to become a form.
        check_suffix(name)
        message = f"不支持「{shown(suffix) or '没有后缀'}」这一种文件。"
        fix = f"案卷用这些后缀之一：{'、'.join((*_READERS, _FORM))}。"
        raise fault("S012", message, where=name, fix=fix)
    return reader


def _decode(data: bytes, name: str) -> str:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _not_utf8("UTF-16", name)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # GB18030 is what older Windows editors save as ANSI. Reading it silently could turn a
        # damaged UTF-8 name into another name, so it is named but not read.
        try:
            data.decode("gb18030")
        except UnicodeDecodeError:
            line = data.count(b"\n", 0, error.start) + 1
            raise _not_utf8(f"第{line}行不是文字", name) from error
        raise _not_utf8("看来是 GB18030（ANSI）", name) from error


def _not_utf8(seen: str, name: str) -> InputError:
    message = f"不是 UTF-8 编码：{seen}。"
    fix = "用记事本打开，另存为，编码选 UTF-8。"
    return fault("S013", message, where=name, fix=fix)


def _to_loaded(node: Node, name: str) -> Loaded:
    if isinstance(node, Leaf) and node.value is None:
        raise fault("S009", "文件是空的。", where=name, fix="写入案卷内容。")
    if not isinstance(node, Entries):
        raise fault("S009", "应为若干“名称：值”。", where=name, fix="按案卷的层次重写。")
    named = to_named(node, name)
    try:
        case = Case.model_validate(named.data)
    except ValidationError as error:
        raise InputError(_all_problems(named, error)) from error
    if named.problems:
        raise InputError(_all_problems(named, None))
    origins = {path: named.places.origin(path) for path in named.leaves}
    return Loaded(case.read_from(origins), MappingProxyType(origins))


def _all_problems(named: Named, error: ValidationError | None) -> list[Problem]:
    details = error.errors(include_url=False) if error else []
    room = max(MAX_PROBLEMS - len(named.problems), 0)
    problems = list(named.problems[:MAX_PROBLEMS])
    problems += [to_problem(detail, named.places) for detail in details[:room]]
    problems.sort(key=lambda problem: named.places.order(problem.path))
    left = len(named.problems) + len(details) - len(problems)
    if left:
        message = f"另有 {left} 处问题没有列出。"
        problems.append(Problem(message, named.places.name, "先改正以上各处。"))
    return problems
