"""A ledger that another program opened, filled in and saved is still known, cell by cell."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from pathlib import Path

import pytest

from docgen.intake import case_from_bytes
from docgen.ledgers.run import make_ledger
from tests.parcelcases import inefficient, supply

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice 未安装"),
]


@pytest.mark.parametrize(
    ("kind", "case"), [("低效用地工作台账", inefficient()), ("年度可供土地清单", supply())]
)
def test_a_ledger_saved_by_libreoffice_gives_the_same_inventory(
    kind: str, case: object, tmp_path: Path
) -> None:
    made = make_ledger(kind, [("案卷", case)], None, date(2022, 3, 10))  # type: ignore[list-item]
    (tmp_path / "台账.xlsx").write_bytes(made.data)
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["nice", "soffice", f"-env:UserInstallation={profile}", "--headless",
         "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "台账.xlsx")],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    again = (tmp_path / "out" / "台账.xlsx").read_bytes()
    assert again != made.data
    given, other = (case_from_bytes(data, name="台账.xlsx").case for data in (made.data, again))
    assert other == given
