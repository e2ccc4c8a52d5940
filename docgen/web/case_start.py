"""Beginnings of a case: read from what somebody sent, from a ledger's rows, from another case."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docgen import intake
from docgen.errors import InputError, UsageError
from docgen.pipeline.limited import limited
from docgen.register.desk_finding import shown
from docgen.templating.library import Library

__all__ = [
    "MOST_ROWS",
    "LedgerChoice",
    "chosen_rows",
    "commented",
    "copied",
    "read_case",
    "read_ledger",
]

#: Rows of a ledger that are offered at once; more are not chosen by hand.
MOST_ROWS = 500
_ZIP = b"PK"
_WORDS = "acknowledgements"


@dataclass(frozen=True, slots=True)
class LedgerChoice:
    """A row of a ledger to be chosen.

    Attributes:
        row: Its number in the sheet.
        title: What its case would be called in the list.
        ok: Whether it can be read.
        faults: What is wrong in it, Chinese sentences.
        data: Its case as JSON.
    """

    row: int
    title: str
    ok: bool
    faults: tuple[str, ...]
    data: str


def read_case(data: bytes, name: str) -> Mapping[str, Any]:
    """Return the plain tree of a case that somebody sent: a filled form, YAML, JSON or TOML.

    Args:
        data: The file.
        name: Its name.

    Raises:
        InputError: All that is wrong in it, each at its cell or line.
    """
    tree: Mapping[str, Any] = limited("case", data, name=name)["data"]
    return tree


def commented(data: bytes, name: str) -> str:
    """Return a copy of a form with its faults as comments, base64; "" where there can be none.

    Args:
        data: The file; it could not be read as a case.
        name: Its name.
    """
    if not data.startswith(_ZIP):
        return ""
    try:
        return limited("commented_form", data, name=name) or ""
    except InputError:
        return ""


def read_ledger(data: bytes, name: str) -> tuple[LedgerChoice, ...]:
    """Return the rows of a ledger that somebody sent.

    Args:
        data: The file.
        name: Its name.

    Raises:
        InputError: It is no ledger, or has no rows.
    """
    told = limited("ledger", data, name=name, options={"cases": MOST_ROWS, "samples": 0})
    if not told["cases"]:
        raise InputError("台账里没有数据行。", where=told["name"], fix="核对是否选错了工作表。")
    return tuple(_choice(one) for one in told["cases"])


def _choice(one: Mapping[str, Any]) -> LedgerChoice:
    of_list = shown(one["data"])
    return LedgerChoice(
        row=one["row"],
        title=" ".join(filter(None, (of_list.title, of_list.contract_no, of_list.parcel_code))),
        ok=bool(one["ok"]),
        faults=tuple(
            f"{each['where']}：{each['message']}{each['fix']}"
            for each in one["faults"]
            if each["severity"] == "error"
        ),
        data=json.dumps(one["data"], ensure_ascii=False),
    )


def chosen_rows(texts: Sequence[str]) -> tuple[Mapping[str, Any], ...]:
    """Return the cases of the rows that were chosen, read again: the page that sends them is open.

    Args:
        texts: Each case as JSON.

    Raises:
        UsageError: None was chosen, too many, or one is no case.
    """
    if not texts:
        raise UsageError("没有选中任何一行。", fix="回到上一页，勾选要建案卷的行。")
    if len(texts) > MOST_ROWS:
        raise UsageError(f"一次至多建 {MOST_ROWS} 宗。", fix="分几次选。")
    return tuple(_tree(one) for one in texts)


def _tree(text: str) -> Mapping[str, Any]:
    read = intake.case_from_bytes(text.encode(), name="台账行.json")
    return intake.dump_case(read.case)


def copied(data: Mapping[str, Any], templates: Path | None) -> dict[str, Any]:
    """Return a case to begin another with: without the numbers and confirmations of the one.

    Args:
        data: The plain tree of the case.
        templates: A bureau's own folder of templates, which say where papers' numbers stand.
    """
    made = {key: value for key, value in data.items() if key != _WORDS}
    for shelf in Library(templates).all():
        path = shelf.manifest.own_number
        if path:
            made = _without(made, path.split("."))
    return made


def _without(node: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    first, *rest = keys
    inner = node.get(first)
    if rest and isinstance(inner, Mapping):
        return {**node, first: _without(inner, rest)}
    return {key: value for key, value in node.items() if key != first or rest}
