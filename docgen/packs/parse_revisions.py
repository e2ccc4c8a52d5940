"""Reads what a pack says about other words and other rules."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import yaml

from docgen.packs.parse_parts import Known, read_certainty, read_source
from docgen.packs.reader import MapReader
from docgen.packs.revisions import Lowered, Renamed
from docgen.resources import schema_bytes

__all__ = ["read_lowered", "read_renamed"]

_OWN = "P"
#: Why a rule cannot be lowered, by its authority.
_REFUSED = {"N": "全国法律或通行做法", "J": "辖区政策"}


def read_renamed(entry: MapReader, known: Known) -> Renamed:
    """Read an article, a document or an office that bears another name now."""
    since = entry.day("since", required=True)
    found = Renamed(
        old=entry.text("old"),
        new=entry.text("new"),
        since=since or date.max,
        within=entry.text("within", required=False),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
        jurisdiction=known.jurisdiction,
    )
    entry.finish()
    return found


def read_lowered(entry: MapReader) -> Lowered:
    """Read a rule that a bureau lowers; only one of docgen's own can be lowered.

    What the law of the country or the county's policy calls an error stays one, and so does what
    no paper can be made without.
    """
    code = entry.text("rule")
    reason, by = entry.text("reason"), entry.text("by")
    on = entry.day("on", required=True)
    entry.finish()
    rules = _rules()
    if code and code not in rules:
        fix = "用 docgen rules 查看全部编号。"
        entry.problem("rule", f"没有规则「{code}」。", fix, code)
    elif code and rules[code]["authority"] != _OWN:
        kind = _REFUSED[rules[code]["authority"]]
        message = f"{code} 的依据是{kind}，不能降为警告。"
        entry.problem("rule", message, "删去这一项；只有产品约定的规则可以降。", code)
    elif code and rules[code].get("fixed"):
        message = f"{code} 不合时文书印不出来，不能降为警告。"
        entry.problem("rule", message, "删去这一项。", code)
    return Lowered(code, reason, by, on or date.max)


@cache
def _rules() -> Mapping[str, Any]:
    """Return the catalogue's entries; a pack stands below the rules and knows only their words."""
    data = yaml.load(schema_bytes("rules.yaml"), Loader=yaml.CSafeLoader)
    found: Mapping[str, Any] = data["rules"]
    return found
