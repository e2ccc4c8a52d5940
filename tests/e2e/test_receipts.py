"""Receipts outside the house: after LibreOffice, and after a stop in the middle of delivery."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from docgen import pipeline
from tests.fault import members_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.e2e
def test_libreoffice_saves_a_paper_anew_and_keeps_its_receipt(tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        pytest.skip("没有安装 LibreOffice（soffice），无从另存。")
    case = pipeline.load_case(ROOT / "examples" / "yanshi.yaml")
    papers = list(pipeline.generate(case, formats=("docx",)))
    for place, paper in enumerate(papers):
        (tmp_path / f"{place}.docx").write_bytes(paper.docx)
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            *("--convert-to", "docx:MS Word 2007 XML", "--outdir", str(tmp_path / "again")),
            *(str(tmp_path / f"{place}.docx") for place in range(len(papers))),
        ],
        capture_output=True,
        check=True,
        timeout=120,
    )
    for place, paper in enumerate(papers):
        again = (tmp_path / "again" / f"{place}.docx").read_bytes()
        assert again != paper.docx
        [kept] = [
            root.text or ""
            for name, part in members_of(again).items()
            if name.startswith("customXml/") and name.endswith(".xml")
            for root in [etree.fromstring(part)]
            if root.tag == "{urn:docgen:receipt}receipt"
        ]
        expected = json.loads(paper.receipt_json)
        del expected["outputs"]["docx"]["sha256"]
        assert json.loads(kept) == expected
