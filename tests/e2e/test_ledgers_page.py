"""What the page on ledgers says can be done is done as it stands."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from docgen.cli.app import run
from docgen.intake.ledger import LEDGER_CODES, read_ledger
from tests.ledgersamples import ROWS_SHOWN, deals_book, demands_book

pytestmark = pytest.mark.e2e
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_commands_and_the_code_of_the_page_on_ledgers_work(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(root / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    blocks = BLOCK.findall((root / "docs" / "ledgers.md").read_text("utf-8"))
    commands = [line for kind, body in blocks if kind == "bash" for line in body.splitlines()]
    assert len(commands) == 2
    for line in commands:
        assert run(shlex.split(line)[1:]) == 0, line
    assert len(list((tmp_path / "out" / "催缴" / "文书").glob("*.docx"))) == 12
    assert len(list((tmp_path / "out" / "公示" / "文书").glob("*.docx"))) == ROWS_SHOWN
    [code] = [body for kind, body in blocks if kind == "python"]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "面积(公顷) 251100.00" in done.stdout
    [mapping] = [body for kind, body in blocks if kind == "yaml"]
    (tmp_path / "对照.yaml").write_text(mapping, "utf-8")
    (tmp_path / "甲.csv").write_text("地块,总钱数（万元）,电话\n甲地,3,1\n", "utf-8")
    (row,) = read_ledger(tmp_path / "甲.csv", mapping=tmp_path / "对照.yaml").rows
    assert row.data == {"parcel": {"location": "甲地"}, "grant": {"price_yuan": "30000.00"}}


def test_the_page_lists_every_code(root: Path) -> None:
    text = (root / "docs" / "ledgers.md").read_text("utf-8")
    assert dict(re.findall(r"^\| (L\d{3}) \| (.+) \|$", text, re.MULTILINE)) == dict(LEDGER_CODES)


def test_the_examples_are_the_samples(root: Path) -> None:
    folder = root / "examples" / "ledgers"
    assert parts((folder / "成交公示.xlsx").read_bytes()) == parts(deals_book(ROWS_SHOWN))
    assert parts((folder / "价款催缴.xlsx").read_bytes()) == parts(demands_book())


def test_a_thousand_deals_of_every_use_and_method_are_read(tmp_path: Path) -> None:
    file = tmp_path / "供地结果.xlsx"
    file.write_bytes(deals_book(1_000))
    rows = list(read_ledger(file).rows)
    assert len(rows) == 1_000
    assert all(row.ok and not row.faults for row in rows)
    grants = [row.case.grant for row in rows]
    assert {grant.method for grant in grants if grant} >= {"listing", "allocation", "tender"}
    assert sum(1 for grant in grants if grant and grant.use_terms) > 150
