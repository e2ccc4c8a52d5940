"""The API's contract says what the API does: its routes, its answers, its examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest

from docgen.web.api.app import create_api
from docgen.web.api.contract import contract
from tests.apidesk import called, shared, tokens

METHODS = ("get", "post", "put")
SHARED = contract()["components"]["examples"]


@pytest.fixture(scope="module")
def told() -> dict[str, Any]:
    return contract()


def operations(told: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in told["paths"].items():
        for method in METHODS:
            if method in item:
                yield path, method, item[method]


def test_every_route_stands_in_the_contract_and_no_other(
    told: dict[str, Any], tmp_path: Any
) -> None:
    with called(tmp_path) as client:
        api = create_api(shared(client))
    routes = {(path, method) for path, item in api.openapi()["paths"].items() for method in item}
    assert routes == {(path, method) for path, method, _ in operations(told)}


def test_every_operation_is_named_and_told_in_chinese(told: dict[str, Any]) -> None:
    names = [one["operationId"] for _, _, one in operations(told)]
    assert len(names) == len(set(names))
    tags = {one["name"] for one in told["tags"]}
    for path, method, one in operations(told):
        for word in ("summary", "description"):
            assert re.search("[\u4e00-\u9fff]", one[word]), (path, method, word)
        assert set(one["tags"]) <= tags


def test_every_call_with_a_token_tells_what_may_go_wrong(told: dict[str, Any]) -> None:
    for path, method, one in operations(told):
        if path == "/openapi.json":
            continue
        assert {"401", "403", "429", "500", "503"} <= set(one["responses"])
        if method == "post":
            assert {"400", "413", "415", "422"} <= set(one["responses"]), path


def examples(node: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """Yield schema and example of every body."""
    if isinstance(node, dict):
        if "schema" in node:
            for name, one in node.get("examples", {}).items():
                yield node["schema"], one["value"] if "value" in one else SHARED[name]["value"]
        for one in node.values():
            yield from examples(one)
    elif isinstance(node, list):
        for one in node:
            yield from examples(one)


def test_every_example_is_what_its_schema_says(told: dict[str, Any]) -> None:
    found = list(examples(told))
    assert len(found) > 20
    for schema, value in found:
        whole = {**schema, "components": told["components"]}
        jsonschema.Draft202012Validator(whole).validate(value)


@pytest.mark.e2e
def test_the_requests_that_are_given_as_examples_succeed(
    told: dict[str, Any], tmp_path: Any
) -> None:
    with called(tmp_path) as client:
        clerk, _, _ = tokens(client)
        for path in ("/check", "/generate"):
            body = told["paths"][path]["post"]["requestBody"]["content"]["application/json"]
            for one in body["examples"].values():
                answer = client.post(path, json=one["value"], headers=clerk)
                assert answer.status_code == 200, answer.text


def test_the_finding_that_is_shown_is_one_that_is_found(
    told: dict[str, Any], tmp_path: Any
) -> None:
    shown = told["components"]["examples"]["finding"]["value"]
    [value] = told["paths"]["/check"]["post"]["requestBody"]["content"]["application/json"][
        "examples"
    ].values()
    case = value["value"]["case"]
    case["grant"]["deposit_yuan"] = shown["value"]
    with called(tmp_path) as client:
        answer = client.post("/check", json={"case": case, "documents": ["出让合同"]})
    assert shown in answer.json()["findings"]
