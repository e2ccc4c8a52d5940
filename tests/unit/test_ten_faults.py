"""One case of each county made wrong in ten ways: all ten are found in one run, at their places."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from docgen import pipeline
from docgen.cli.app import run
from docgen.packs import list_packs
from tests.casefiles import changed, read

CASES = Path(__file__).parent.parent / "cases"
FILES = sorted((CASES / "ten").glob("*.yaml"))


def wrong(path: Path, folder: Path) -> tuple[Path, dict[str, Any]]:
    """Write the wrong case to a file, and return it with what must be found."""
    (item,) = read(path)
    data = copy.deepcopy(read(CASES / item["base"])[0])
    for place, value in item["change"].items():
        changed(data, place, value)
    file = folder / "案卷.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return file, item


def test_every_county_has_such_a_case() -> None:
    assert {path.stem for path in FILES} == {pack.id for pack in list_packs() if pack.national}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_all_ten_faults_are_found_at_once_with_their_places(path: Path, tmp_path: Path) -> None:
    file, item = wrong(path, tmp_path)
    wanted = item["findings"]
    assert len(item["change"]) == len(wanted) == 10
    assert len({(one["code"], one["path"]) for one in wanted}) == 10
    found = pipeline.check(pipeline.load_case(file), file=file.name).findings
    for one in wanted:
        (seen,) = [
            finding
            for finding in found
            if (finding.code, finding.place) == (one["code"], one["path"])
            and finding.message.startswith(one["text"])
        ]
        assert (seen.severity, seen.file) == (one["severity"], "案卷.yaml")
        assert seen.fix and seen.source.article


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_one_run_of_check_names_all_ten_on_the_screen_and_in_json(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, item = wrong(path, tmp_path)
    assert run(["check", str(file)]) == 4
    shown = "".join(capsys.readouterr().out.split())
    for one in item["findings"]:
        assert f"{one['code']}{one['path']}{''.join(one['text'].split())}" in shown
    assert run(["check", "--json", str(file)]) == 4
    listed = [one["code"] for one in json.loads(capsys.readouterr().out)["findings"]]
    assert {one["code"] for one in item["findings"]} <= set(listed)
