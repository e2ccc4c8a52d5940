"""Print runs of a desk for tests: what they deliver, what the register says, a browser at it."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path

import httpx2 as httpx

from docgen.register.records import Act
from docgen.register.register import Register
from docgen.web.run_order import RunWish
from docgen.web.run_state import DeskRun
from docgen.web.runs import Runs

SERIES = "偃自然资函〔2022〕号"
WISH = RunWish("price_demand", jurisdiction="yanshi", number="偃自然资函〔2022〕3号", index=True)
CLERK = Act("2026-11-25T09:00:00+08:00", "示例经办")
REVIEWER = Act("2026-11-25T10:00:00+08:00", "示例审核")
_CSRF = re.compile(r'name="csrf-token" content="([0-9a-f]+)"')
_LONGEST = 600.0


def delivered(out: Path) -> dict[str, str]:
    """Return the hashes of what a run delivered, by name."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file()
        and not any(one.startswith(".") for one in path.relative_to(out).parts)
        and path.relative_to(out).parts[0] not in ("in", "desk.json")
    }


def numbers(register: Path) -> list[int]:
    """Return the running numbers of all papers issued."""
    with Register.open(register, create=False) as opened:
        return [int(re.findall(r"(\d+)号", one.number)[-1]) for one in opened.documents()]


def wait_until(true: Callable[[], object], seconds: float = _LONGEST) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to it in time"
        time.sleep(0.05)


def ended(runs: Runs, name: str) -> DeskRun:
    """Wait until no process prints a run; return how it stands."""
    wait_until(lambda: not runs.state(name).is_alive)
    return runs.state(name)


class Browser:
    """A browser at a desk that runs as a program of its own."""

    def __init__(self, address: str) -> None:
        self.client = httpx.Client(base_url=address, timeout=60)
        self.client.get("/runs")

    def close(self) -> None:
        self.client.close()

    def post(self, address: str, data: dict[str, str], **more: object) -> httpx.Response:
        """Send a form as a page does."""
        found = _CSRF.search(self.client.get("/runs").text)
        assert found is not None
        return self.client.post(address, data={"csrf": found[1], **data}, **more)  # type: ignore[arg-type]

    def new_run(self, ledger: Path, number: str) -> str:
        """Send a ledger in and have it printed; return the run's name."""
        told = {"notice": WISH.notice, "jurisdiction": "yanshi"}
        with ledger.open("rb") as file:
            answer = self.post("/runs/new", told, files={"ledger": (ledger.name, file)})
        assert answer.status_code == 303, answer.text
        name = answer.headers["location"].split("/")[2]
        more = {
            "jurisdiction": "yanshi",
            "number": number,
            "merge": "one",
            "index": "1",
            "go": "go",
        }
        answer = self.post(f"/runs/{name}/options", more)
        assert answer.status_code == 303, answer.text
        return name
