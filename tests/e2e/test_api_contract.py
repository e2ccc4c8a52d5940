"""The API tried by its own contract: no answer breaks a promise."""

from __future__ import annotations

import collections
from pathlib import Path

import pytest

from docgen.web.api.contract import contract
from tests.apidesk import called, sample, tokens
from tests.counts import count

schemathesis = pytest.importorskip("schemathesis")

from schemathesis.config import SchemathesisConfig  # noqa: E402
from schemathesis.engine import Status, events, from_schema  # noqa: E402

pytestmark = pytest.mark.e2e

#: What a request may be answered that is as the contract says: the rules want more than a shape.
LAWFUL = ["2xx", "400", "401", "403", "404", "409", "412", "422", "428", "429", "503"]
EXAMPLES = count(full=100, reduced=5)
#: A case has six hundred fields: trying each of them in turn in all four takes an hour.
WITH_CASE = ["POST /check", "POST /generate", "POST /cases", "PUT /cases/{case_id}"]
NOT_IN_TURN = WITH_CASE[count(full=1, reduced=0) :]


def config(headers: dict[str, str]) -> SchemathesisConfig:
    return SchemathesisConfig.from_dict(
        {
            "headers": headers,
            "continue-on-failure": True,
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "database": "none"},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": LAWFUL},
                # RFC 6585 has a status of its own for a header that should have been there.
                "missing_required_header": {"expected-statuses": ["401", "422", "428"]},
            },
            "operations": [
                {"include-name": name, "phases": {"coverage": {"enabled": False}}}
                for name in NOT_IN_TURN
            ],
        }
    )


def test_no_answer_breaks_a_promise_of_the_contract(tmp_path: Path) -> None:
    with called(tmp_path) as client:
        clerk, reviewer, _ = tokens(client)
        made = client.post("/cases", json={"case": sample()}, headers=clerk)
        assert made.status_code == 201, made.text
        schema = schemathesis.openapi.from_asgi(
            "/api/v1/openapi.json", client.app, config=config(reviewer)
        )
        failures, tried, errors = [], collections.Counter(), []
        for event in from_schema(schema).execute():
            if isinstance(event, events.NonFatalError | events.FatalError):
                errors.append(repr(event))
            if isinstance(event, events.ScenarioFinished):
                tried[event.recorder.label] += len(event.recorder.cases)
                failures += [
                    f"{event.recorder.label} {one.name}: {one.failure_info.failure.message}\n"
                    f"{one.failure_info.code_sample}"
                    for checks in event.recorder.checks.values()
                    for one in checks
                    if one.status is Status.FAILURE and one.failure_info is not None
                ]
    assert errors == []
    assert failures == [], f"{len(failures)} failures\n" + "\n\n".join(failures[:20])
    told = {
        f"{method.upper()} {path}" for path, item in contract()["paths"].items() for method in item
    }
    assert told - {"GET /openapi.json"} == {
        name for name, times in tried.items() if times and " /" in name
    }
