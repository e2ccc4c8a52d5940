"""The JSON Schema (2020-12) of a case, for systems that write cases.

Keys are the English ones; titles, units and notes come from the glossary. Run
``python -m docgen.model.schema > schemas/json/case.schema.json`` after a change of the models; a
test holds the file to them.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from docgen import glossary
from docgen.model.case import Case

__all__ = ["case_schema", "schema_bytes"]


def case_schema() -> dict[str, Any]:
    """Return the schema of a case.

    Every property has its Chinese ``title`` and a ``description`` with unit and note. A figure is
    text of plain digits or a whole number, never a number with a point: its digits would be lost.
    """
    made = Case.model_json_schema(ref_template="#/$defs/{model}")
    parts: dict[str, dict[str, Any]] = made.pop("$defs")
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "宗地档案",
        "description": "一宗地及其项目的全部已知数据；键用英文，也可以用中文名。",
        **_described("Case", made),
        "$defs": {name: _described(name, parts[name]) for name in sorted(parts)},
    }
    return schema


def schema_bytes() -> bytes:
    """Return the schema as the file ``schemas/json/case.schema.json`` holds it (UTF-8)."""
    return (json.dumps(case_schema(), ensure_ascii=False, indent=2) + "\n").encode()


def _described(model: str, part: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            key: _property(glossary.terms(model)[key], entry)
            for key, entry in part["properties"].items()
        },
    }


def _property(term: glossary.Term, entry: dict[str, Any]) -> dict[str, Any]:
    body = {key: value for key, value in entry.items() if key not in ("title", "default")}
    said = [f"单位：{term.unit}"] if term.unit else []
    said += [term.note] if term.note else []
    described = {"description": "；".join(said)} if said else {}
    return {"title": term.title, **described, **body}


if __name__ == "__main__":
    sys.stdout.buffer.write(schema_bytes())
