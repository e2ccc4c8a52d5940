"""The API's contract: ``schemas/api/v1.yaml`` with what is worked out from the model."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import orjson
import yaml

from docgen.errors import DocgenError
from docgen.model.schema import case_schema
from docgen.resources import schema_bytes, template_folders
from docgen.web.api.answers import PROBLEM

__all__ = ["PREFIX", "contract", "contract_bytes"]

#: Where the API is mounted.
PREFIX = "/api/v1"
_FILE = "api/v1.yaml"
_METHODS = frozenset({"get", "post", "put"})
_DEFS, _HERE = "#/$defs/", "#/components/schemas/Case_"
#: Answers that every call with a token may get.
_ALWAYS = {
    "401": "Unauthorized",
    "403": "Forbidden",
    "429": "TooMany",
    "500": "Fault",
    "503": "Busy",
}


@cache
def contract_bytes() -> bytes:
    """Return the contract as ``GET /openapi.json`` gives it."""
    return orjson.dumps(contract())


def contract() -> dict[str, Any]:
    """Return the contract, OpenAPI 3.1."""
    raw = yaml.load(schema_bytes(_FILE), Loader=yaml.CSafeLoader)
    told: dict[str, Any] = _filled(raw, raw["components"]["examples"])
    for operation in _operations(told):
        if not operation.pop("x-open", False):
            for status, name in _ALWAYS.items():
                reference = {"$ref": f"#/components/responses/{name}"}
                operation["responses"].setdefault(status, reference)
    told["components"]["schemas"] |= _case_schemas()
    return told


def _operations(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for path in told["paths"].values():
        yield from (path[method] for method in _METHODS if method in path)


def _filled(node: Any, examples: Mapping[str, Any]) -> Any:
    """Return a part of the contract with its short forms written out."""
    if isinstance(node, list):
        return [_filled(one, examples) for one in node]
    if not isinstance(node, dict):
        return node
    if "$sample" in node:
        return _sample(node["$sample"])
    if "$example" in node:
        return examples[node["$example"]]["value"]
    filled = {name: _filled(one, examples) for name, one in node.items()}
    if "$problem" in filled:
        status, kind, title, message, *finding = filled.pop("$problem")
        found = [examples[one]["value"] for one in finding]
        filled = _problem_answer(status, kind, title, message, found) | filled
    return filled


def _problem_answer(
    status: int, kind: str, title: str, message: str, findings: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """Return an answer that is a problem, with an example."""
    item = {"message": message} | dict.fromkeys(("where", "fix", "code", "path", "value"), "")
    item |= {name: str(one[name]) for one in findings for name in item if name in one}
    example = {
        "type": f"urn:docgen:problem:{kind}",
        "title": title,
        "status": status,
        "detail": message,
        "problems": [item],
        "findings": list(findings),
    }
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": title,
        "content": {PROBLEM: {"schema": schema, "examples": {kind: {"value": example}}}},
    }


def _sample(document: str) -> Any:
    """Return a case that comes with a template, every value as its text."""
    folder = next((one for one in template_folders() if one.id == document), None)
    data = folder.read("sample.yaml") if folder else None
    if data is None:
        raise DocgenError(f"安装不完整：模板「{document}」没有例子。", fix="重新安装 docgen。")
    return yaml.load(data, Loader=yaml.CBaseLoader)  # noqa: S506 - our own file, texts only


def _case_schemas() -> dict[str, Any]:
    """Return the schema of a case and its parts, as the API reads them."""
    schema = case_schema()
    parts = schema.pop("$defs")
    schema.pop("$schema")
    made = {"Case": schema} | {f"Case_{name}": part for name, part in parts.items()}
    return {name: _read_so(part) for name, part in made.items()}


def _read_so(node: Any) -> Any:
    """Return a part of the case's schema as a body is read: a number may be written bare.

    A text is taken from any plain value, whose letters stay as they were written.
    """
    if isinstance(node, list):
        return [_read_so(one) for one in node]
    if not isinstance(node, dict):
        return node
    read = {name: _read_so(one) for name, one in node.items()}
    if isinstance(read.get("$ref"), str):
        read["$ref"] = read["$ref"].replace(_DEFS, _HERE)
    kinds = read.get("type")
    if kinds == "string":
        read["type"] = ["string", "number", "boolean"]
    elif kinds == ["string", "integer"]:
        read["type"] = ["string", "number"]
    return read
