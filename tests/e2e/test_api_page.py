"""What the page on the API says can be done is done as it stands, against a real server."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.servers import serve

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(shutil.which("curl") is None, reason="没有 curl"),
]
BLOCK = re.compile(r"```bash\n(.*?)```", re.DOTALL)
ADDRESS = "http://127.0.0.1:8000"


def test_the_commands_of_the_page_on_the_api_work(root: Path, tmp_path: Path) -> None:
    page = (root / "docs" / "api.md").read_text("utf-8")
    folder = tmp_path / "client"
    folder.mkdir()
    (folder / "examples").symlink_to(root / "examples")
    with serve(tmp_path / "desk") as desk:
        blocks = "\n".join(BLOCK.findall(page)).replace(ADDRESS, desk.address)
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", blocks],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    assert "R060" in done.stdout
    assert '"status":"unchanged"' in done.stdout
    assert '"state":"issued"' in done.stdout
    assert (folder / "签发的合同.pdf").read_bytes().startswith(b"%PDF")
    with zipfile.ZipFile(folder / "文书.zip") as archive:
        assert {name.partition(".")[2] for name in archive.namelist()} == {
            "docx",
            "pdf",
            "receipt.json",
        }
    with zipfile.ZipFile(folder / "结果.zip") as archive:
        assert "对账.json" in archive.namelist()
        told = json.loads(archive.read("对账.json"))
    assert len(told["printed"]) == 3, told


def test_every_kind_of_problem_of_the_contract_stands_in_its_table(root: Path) -> None:
    page = (root / "docs" / "api.md").read_text("utf-8")
    code = "\n".join(
        one.read_text("utf-8") for one in (root / "docgen" / "web" / "api").glob("*.py")
    )
    kinds = set(re.findall(r'ApiFault\(\s*\d{3},\s*"([a-z-]+)"', code))
    kinds |= set(re.findall(r'\((?:\w+Error|Busy|NewerVersion), "([a-z-]+)"', code))
    assert len(kinds) > 15
    assert {one for one in kinds if f"`{one}`" not in page} == set()
