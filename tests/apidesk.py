"""A desk's API for tests, called in this very process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from docgen.register.desk_records import Person
from docgen.web.api.contract import contract_bytes
from docgen.web.door.tickets import fingerprint
from docgen.web.office import Office
from docgen.web.settings import Limits
from tests.deskbooks import ADMIN, staff
from tests.desks import desk_of

CONTRACT = "出让合同"


@contextmanager
def called(folder: Path, *, limits: Limits | None = None) -> Iterator[TestClient]:
    """Yield a client on the same machine as a desk without people."""
    with desk_of(folder, limits=limits or Limits()) as desk:
        yield TestClient(
            desk.app, base_url="http://127.0.0.1:8000/api/v1", client=("127.0.0.1", 50000)
        )


def shared(client: TestClient) -> Office:
    """Return what the desk's requests share."""
    found: Office = client.app.state.office  # type: ignore[attr-defined]
    return found


def token(client: TestClient, person: Person, secret: str = "") -> dict[str, str]:
    """Give somebody a token; return the header that brings it."""
    secret = secret or f"docgen_{person.login}"
    shared(client).desk.add_token(person.id, "办公系统", fingerprint(secret), ADMIN)
    return {"Authorization": f"Bearer {secret}"}


def tokens(client: TestClient) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Set up a clerk, a reviewer and somebody who manages; return a header for each."""
    clerk, reviewer, admin = (token(client, one) for one in staff(shared(client).desk))
    return clerk, reviewer, admin


def sample() -> dict[str, Any]:
    """Return the case of the contract's own example."""
    content = json.loads(contract_bytes())["paths"]["/generate"]["post"]["requestBody"]["content"]
    found: dict[str, Any] = content["application/json"]["examples"]["word"]["value"]["case"]
    return found
