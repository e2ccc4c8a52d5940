"""The server killed while it numbers papers: no number is left out, none is given twice."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from docgen.pipeline.returned import verify_bytes
from docgen.register.desk import Desk
from docgen.resources import template_folders
from tests.counts import count
from tests.servers import Served

pytestmark = pytest.mark.e2e

NOTICE, SERIES = "price_demand", "偃自然资函〔2026〕号"
PAPERS, AT_ONCE = 10, 3


def ask(address: str, path: str, body: object, **more: str) -> dict[str, Any]:
    parts = urlsplit(address)
    link = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        head = {"Content-Type": "application/json", **more}
        link.request("POST", f"/api/v1{path}", json.dumps(body).encode(), head)
        answer = link.getresponse()
        told: dict[str, Any] = json.loads(answer.read())
        assert answer.status < 300, told
        return told
    finally:
        link.close()


def hand_in(address: str) -> list[int]:
    (folder,) = [one for one in template_folders() if one.id == NOTICE]
    case = yaml.load(folder.read("sample.yaml") or b"", yaml.BaseLoader)
    del case["notice"]["document_no"]
    handed = []
    for number in range(PAPERS):
        made = ask(address, "/cases", {"case": case})
        body = {"document": NOTICE, "number": SERIES}
        key = {"Idempotency-Key": f"paper-{number}"}
        handed.append(ask(address, f"/cases/{made['id']}/submissions", body, **key)["id"])
    return handed


def approve(address: str, waiting: list[int]) -> None:
    """Let papers out until there is none left or the server is gone."""
    while waiting:
        try:
            ask(address, f"/submissions/{waiting.pop(0)}/approve", {})
        except (OSError, http.client.HTTPException, ValueError, AssertionError, IndexError):
            return


@pytest.mark.parametrize("seed", range(count(10, 1)))
def test_a_server_killed_while_numbering_leaves_no_gap_and_no_repeat(
    seed: int, tmp_path: Path
) -> None:
    dice, killed = random.Random(seed), 0
    desk = Served(tmp_path)
    handed = hand_in(desk.address)
    while True:
        with Desk.open(tmp_path / "register.sqlite") as book:
            waiting = [one for one in handed if not book.issued_paper(one)]
        if not waiting:
            break
        threads = [
            threading.Thread(target=approve, args=(desk.address, waiting)) for _ in range(AT_ONCE)
        ]
        for one in threads:
            one.start()
        # The first paper of a server takes longest: killed this early, it is never through.
        time.sleep(dice.uniform(0.5, 8.0 if killed else 1.5))
        alive = any(one.is_alive() for one in threads)
        desk.kill()
        killed += alive
        for one in threads:
            one.join(60)
        desk = Served(tmp_path)  # finishes what was approved before it says where it is
    assert desk.stop() == 0
    assert killed
    with Desk.open(tmp_path / "register.sqlite") as book:
        papers = [paper for one in handed if (paper := book.issued_paper(one))]
        assert sorted(one.document.number for one in papers) == sorted(
            SERIES.replace("号", f"{number}号") for number in range(1, PAPERS + 1)
        )
        for one in papers:
            docx, receipt = (book.file(one.files[form]) for form in ("docx", "receipt.json"))
            verdict = verify_bytes(docx, name="通知书.docx", receipt=receipt, receipt_name="回执")
            assert verdict.status == "unchanged"
            assert one.document.number in receipt.decode()
