"""Papers that went out and came back through LibreOffice: edited, or only saved again."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest

import docgen
from docgen.audit.redline import redline
from docgen.audit.returned_package import open_package
from docgen.audit.returned_read import read_stories
from docgen.pipeline import returned
from docgen.wording import ordinal
from tests.counts import count
from tests.edits import EDITS, HARMLESS, Paper
from tests.office import Office

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("soffice")]

Edit = Callable[[Paper, Random], None]


@pytest.fixture(scope="module")
def papers(root: Path, tmp_path_factory: pytest.TempPathFactory) -> list[tuple[bytes, bytes]]:
    """Word file and receipt of every paper of one example for each county."""
    made = []
    for name in sorted(root.glob("examples/*.yaml")):
        for paper in docgen.generate(docgen.load_case(name), formats=("docx",)):
            files = paper.files(("docx",))
            made.append((files[f"{paper.stem}.docx"], files[f"{paper.stem}.receipt.json"]))
    assert len(made) >= 3
    return made


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if shutil.which("soffice") is None:
        pytest.skip("没有 LibreOffice")
    return Office(tmp_path_factory.mktemp("office"))


def edited(
    papers: list[tuple[bytes, bytes]], edits: dict[str, Edit], number: int, folder: Path
) -> list[tuple[str, Path, bytes]]:
    """Write so many edited papers; return kind, file and receipt of each."""
    names = sorted(edits)
    made = []
    for at in range(number):
        kind = names[at % len(names)]
        docx, receipt = papers[(at + at // len(names)) % len(papers)]
        paper = Paper(docx)
        edits[kind](paper, Random(at))
        path = folder / f"{at:03}.docx"
        path.write_bytes(paper.save())
        made.append((kind, path, receipt))
    return made


def verdicts(
    made: list[tuple[str, Path, bytes]], saved: list[Path]
) -> list[tuple[str, returned.Verdict]]:
    return [
        (kind, returned.verify_bytes(path.read_bytes(), name=path.name, receipt=receipt))
        for (kind, _, receipt), path in zip(made, saved, strict=True)
    ]


def tell(kind: str, found: list[tuple[str, returned.Verdict]]) -> None:
    """Print the table that ``docs/proofs/returned.md`` keeps."""
    total = Counter(name for name, _ in found)
    seen = Counter(name for name, verdict in found if verdict.status == "changed")
    print(f"\n| {kind} | 份数 | 判为已改动 |\n|---|---|---|")
    for name in total:
        print(f"| {name} | {total[name]} | {seen[name]} |")


def test_every_edit_is_caught_after_libreoffice_has_saved_it_again(
    papers: list[tuple[bytes, bytes]], office: Office, tmp_path: Path
) -> None:
    made = edited(papers, EDITS, count(200, 6), tmp_path)
    saved = office.save_again([path for _, path, _ in made], tmp_path / "saved")
    found = verdicts(made, saved)
    tell("改动", found)
    assert [kind for kind, verdict in found if verdict.status != "changed"] == []


def test_what_was_only_saved_again_raises_no_alarm(
    papers: list[tuple[bytes, bytes]], office: Office, tmp_path: Path
) -> None:
    made = edited(papers, HARMLESS, count(200, 6), tmp_path)
    saved = office.save_again([path for _, path, _ in made], tmp_path / "saved")
    found = verdicts(made, saved)
    tell("没有改动", found)
    assert [
        (kind, verdict.differences) for kind, verdict in found if verdict.status != "resaved"
    ] == []


def words(docx: bytes) -> list[str]:
    """Return what the body says; of a reference only that it is one, LibreOffice counts anew."""
    body = read_stories(open_package(docx, name="文书"), "accepted", ordinal)[0]
    said = []
    for line in body.lines:
        text = line.pattern
        for _, shown in line.references:
            text = text.replace(shown, "〔引用〕", 1)
        said.append(text)
    return said


@pytest.mark.parametrize("side", ["accept", "reject"])
def test_libreoffice_gets_either_paper_back_from_a_redline(
    papers: list[tuple[bytes, bytes]], office: Office, tmp_path: Path, side: str
) -> None:
    kinds = {name: edit for name, edit in EDITS.items() if "脚注" not in name}
    made = edited(papers, kinds, count(100, 6), tmp_path)
    wanted, redlines = [], []
    for at, (_, path, _) in enumerate(made):
        after = path.read_bytes()
        before = papers[(at + at // len(kinds)) % len(papers)][0]
        marked, _ = redline(open_package(before, name="甲"), open_package(after, name="乙"))
        target = tmp_path / f"redline-{at:03}.docx"
        target.write_bytes(marked)
        redlines.append(target)
        wanted.append(words(after if side == "accept" else before))
    settled = office.settle(redlines, tmp_path / side, accept=side == "accept")
    parted = [
        made[at][0]
        for at, path in enumerate(settled)
        if "".join(words(path.read_bytes())) != "".join(wanted[at])
    ]
    assert parted == []
