"""Every code for input that cannot be read, and the model's errors put into words.

S001 the file is missing or unreadable · S002 broken syntax, with line and column · S003 unknown
key, with the nearest known one · S004 repeated key · S005 not a number · S006 a unit in a number ·
S007 not a date · S008 not a listed value · S009 wrong shape · S010 illegal character · S011 too
large or too deep · S012 unsupported kind of file · S013 not UTF-8 ·
S014 a ledger changed after it was made.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from docgen import glossary
from docgen.errors import Problem
from docgen.intake.naming import Places
from docgen.model.types import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

__all__ = ["CODES", "MAX_PROBLEMS", "code_and_fix", "to_problem"]

#: Code → what it means, for the user guide.
CODES: Mapping[str, str] = MappingProxyType(
    {
        "S001": "文件不存在或不能读",
        "S002": "文件的写法读不通",
        "S003": "没有这一项",
        "S004": "同一项写了两次",
        "S005": "不是数",
        "S006": "数字带有单位",
        "S007": "不是日期",
        "S008": "不在可选值之内",
        "S009": "形状不对：应为对照、列表或单个值",
        "S010": "有不能写进文书的字符",
        "S011": "内容太多或层次太深",
        "S012": "不支持的文件种类",
        "S013": "不是 UTF-8 编码",
        "S014": "台账在做成以后被改动",
    }
)

#: More problems of one file help nobody; the rest is counted.
MAX_PROBLEMS = 200

_CODE_OF = {
    "docgen_number": "S005",
    "docgen_unit": "S006",
    "docgen_date": "S007",
    "docgen_choice": "S008",
    "docgen_shape": "S009",
    "docgen_character": "S010",
    "docgen_duplicate": "S004",
    "extra_forbidden": "S003",
}
_FIXES = {
    "S004": "只留一处。",
    "S007": "写作 2021-11-05 或 2021年11月5日。",
    "S008": "改写为其中之一。",
    "S010": "删去该字符。",
}
_SHAPES = {
    "model_type": "应为若干“名称：值”",
    "tuple_type": "应为列表",
    "missing": "少了一个值",
    "too_long": "多了值",
}


def to_problem(error: ErrorDetails, places: Places) -> Problem:
    """Return one error of the model as a problem with code, place and fix.

    Args:
        error: One entry of ``ValidationError.errors()``; its keys are English.
        places: Where the paths of the file stand.
    """
    path = _path(error["loc"])
    code = _CODE_OF.get(error["type"], "S009")
    if code == "S003":
        message, fix = _unknown(path, str(error["loc"][-1]))
    elif error["type"] in _CODE_OF:
        message, fix = error["msg"], _fix(code, path, str(error.get("ctx", {}).get("unit", "")))
    else:
        message, fix = _shape(error, path)
    value = error["input"]
    seen = "" if isinstance(value, dict | list | tuple) else shown(value)
    return Problem(message, places.where(path), fix, code, path, seen)


def code_and_fix(kind: str, unit: str, context: Mapping[str, object]) -> tuple[str, str]:
    """Return the code of a reader's refusal and how to put it right.

    Args:
        kind: One of the model's error types, ``docgen_number``.
        unit: Chinese unit of the field; empty when it has none.
        context: What the error carries beside its message.
    """
    code = _CODE_OF.get(kind, "S009")
    return code, _fix_for(code, unit, str(context.get("unit", "")))


def _path(loc: tuple[int | str, ...]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in loc)
    return "".join(steps).removeprefix(".")


def _unit(path: str) -> str:
    """Return the unit of the field at a path; a limit has the unit of its range."""
    while path:
        path, _, key = path.rpartition(".")
        model = glossary.model_at(path)
        term = glossary.terms(model).get(key.partition("[")[0]) if model else None
        if model != "Range":
            return term.unit if term else ""
    return ""


def _unknown(path: str, label: str) -> tuple[str, str]:
    parent = path.removesuffix(label).removesuffix(".")
    model = glossary.model_at(parent)
    holder = f"「{glossary.title_path(parent)}」" if parent else "案卷"
    message = f"{holder}之下没有「{shown(label)}」这一项。"
    if home := _home(label):
        return message, f"移到「{home}」之下。"
    near = glossary.nearest(model, label) if model else None
    if model is None or near is None:
        return message, "删去这一项，或核对它应写在何处。"
    return message, f"可能是「{glossary.title(model, near)}」（{near}）；否则删去。"


def _home(label: str) -> str | None:
    """Return the Chinese path of the first part of a case that knows a label, or None."""
    paths = [key for key, term in glossary.terms("Case").items() if term.of]
    for path in paths:
        model = glossary.model_at(path) or ""
        if glossary.key_for(model, label):
            return glossary.title_path(path)
        paths += [f"{path}.{key}" for key, term in glossary.terms(model).items() if term.of]
    return None


def _fix(code: str, path: str, seen: str) -> str:
    return _FIXES[code] if code in _FIXES else _fix_for(code, _unit(path), seen)


def _fix_for(code: str, unit: str, seen: str) -> str:
    if code in _FIXES:
        return _FIXES[code]
    said = f"本项单位为{unit}，" if unit else ""
    if code == "S006":
        return f"{said}去掉单位。" if seen in ("", unit) else f"{said}换算后只写数字。"
    if code == "S005":
        return f"{said}用数字写；没有就删去这一项。"
    return "改写为单个值；文字加引号。"


def _shape(error: ErrorDetails, path: str) -> tuple[str, str]:
    expected = _SHAPES.get(error["type"], "写法不对")
    message = f"{expected}，现在是「{_kind(error['input'])}」。"
    if glossary.model_at(path) == "Range" and error["type"] == "model_type":
        return message, "写作 {下限: …, 上限: …}，两者可缺其一。"
    return message, "按案卷的层次重写。"


def _kind(value: object) -> str:
    if isinstance(value, dict):
        return "若干“名称：值”"
    return "列表" if isinstance(value, list | tuple) else shown(value)
