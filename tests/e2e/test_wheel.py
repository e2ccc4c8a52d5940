"""What ``pip install .`` leaves on a machine: everything, and nothing that needs the checkout.

The oracle for what must be inside is git's own list of files, not the build configuration.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest

# The builds are made once for the module, so its tests stay with one worker.
pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("wheel")]

DATA = ("templates/", "schemas/")

FAR_AWAY = """
import json, sys
from pathlib import Path

import docgen
from docgen import resources

case = docgen.load_case(sys.argv[1])
papers = list(docgen.generate(case, ["land_grant_contract"]))
print(json.dumps({
    "package": str(Path(docgen.__file__).parent),
    "templates": str(resources.templates_root()),
    "schemas": str(resources.schemas_root()),
    "glossary": len(resources.schema_bytes("glossary.yaml")),
    "docx": [paper.docx[:2].decode() for paper in papers],
    "pdf": [paper.pdf[:5].decode() for paper in papers],
    "figures": [len(paper.receipt["figures"]) for paper in papers],
}))
"""


@dataclass(frozen=True)
class Built:
    """A clean tree, its sdist, the wheel made from the sdist and the one from the tree."""

    tracked: frozenset[str]
    sdist: Path
    wheel: Path
    tree_wheel: Path


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def tracked_files(root: Path) -> frozenset[str]:
    # A checkout that belongs to somebody else (containers) is still only listed, never run.
    names = run("git", "-c", "safe.directory=*", "ls-files", "-z", cwd=root).split("\0")
    return frozenset(name for name in names if name and (root / name).is_file())


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    if not (root / ".git").exists():
        pytest.skip("只有 git 检出才知道哪些文件属于项目")
    tracked = tracked_files(root)
    base = tmp_path_factory.mktemp("wheel")
    tree = base / "tree"
    for name in sorted(tracked):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / name, tree / name)
    # Without options, build makes the sdist first and the wheel out of the sdist.
    run(sys.executable, "-m", "build", "-o", base / "dist", tree, cwd=base)
    run(sys.executable, "-m", "build", "--wheel", "-o", base / "direct", tree, cwd=base)
    (sdist,) = (base / "dist").glob("*.tar.gz")
    (wheel,) = (base / "dist").glob("*.whl")
    (tree_wheel,) = (base / "direct").glob("*.whl")
    return Built(tracked, sdist, wheel, tree_wheel)


@pytest.fixture(scope="module")
def venv(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel and this one's third-party packages, but not the checkout."""
    place = tmp_path_factory.mktemp("installed") / "venv"
    run(sys.executable, "-m", "venv", "--without-pip", place, cwd=place.parent)
    python = place / "bin" / "python"
    run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps",
        "--no-index", built.wheel, cwd=place.parent)  # fmt: skip
    (site,) = place.glob("lib/python*/site-packages")
    # Only the folder itself is added: .pth files inside it, such as that of an editable
    # installation of the checkout, are not followed.
    (site / "third_party.pth").write_text(sysconfig.get_paths()["purelib"] + "\n", "utf-8")
    return place


def names_in(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if not name.endswith("/")}


def without_metadata(names: set[str]) -> set[str]:
    return {name for name in names if ".dist-info/" not in name}


def test_the_wheel_holds_every_tracked_template_and_schema_and_no_other_data(built: Built) -> None:
    expected = {f"docgen/_data/{name}" for name in built.tracked if name.startswith(DATA)}
    held = {name for name in names_in(built.wheel) if name.startswith("docgen/_data/")}
    assert any(name.endswith("manifest.yaml") for name in expected)
    assert held == expected


def test_the_wheel_holds_every_tracked_module_and_nothing_from_elsewhere(built: Built) -> None:
    code = {name for name in built.tracked if name.startswith("docgen/")}
    held = without_metadata(names_in(built.wheel))
    assert {name for name in held if not name.startswith("docgen/_data/")} == code
    assert "docgen/py.typed" in held


def test_the_wheel_from_the_tree_is_the_wheel_from_the_sdist(built: Built) -> None:
    assert built.tree_wheel.name == built.wheel.name
    with zipfile.ZipFile(built.wheel) as left, zipfile.ZipFile(built.tree_wheel) as right:
        assert sorted(left.namelist()) == sorted(right.namelist())
        differing = [
            name
            for name in left.namelist()
            if not name.endswith("RECORD") and left.read(name) != right.read(name)
        ]
    assert differing == []


def test_the_sdist_holds_what_is_needed_to_set_up_and_test(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        held = {name.partition("/")[2] for name in archive.getnames()}
    wanted = ("docgen/", "templates/", "schemas/", "examples/", "tests/", "scripts/", "benchmarks/")
    missing = {name for name in built.tracked if name.startswith(wanted)} - held
    assert missing == set()
    assert {"Makefile", "README.md", "pyproject.toml"} <= held


def test_an_installed_docgen_makes_a_paper_far_from_any_checkout(
    venv: Path, root: Path, tmp_path: Path
) -> None:
    case = tmp_path / "案卷.yaml"
    shutil.copy(root / "templates/contracts/land_grant_contract/sample.yaml", case)
    # -I leaves out the working directory, PYTHONPATH and the user's own packages.
    told = json.loads(run(venv / "bin/python", "-I", "-c", FAR_AWAY, case, cwd=tmp_path))
    assert Path(told["package"]).is_relative_to(venv)
    assert Path(told["templates"]) == Path(told["package"]) / "_data" / "templates"
    assert Path(told["schemas"]) == Path(told["package"]) / "_data" / "schemas"
    assert told["glossary"] == (root / "schemas/glossary.yaml").stat().st_size
    assert told["docx"] == ["PK"]
    assert told["pdf"] == ["%PDF-"]
    assert told["figures"][0] > 0


def test_the_installed_command_delivers_files(venv: Path, root: Path, tmp_path: Path) -> None:
    case = tmp_path / "案卷.yaml"
    shutil.copy(root / "templates/contracts/land_grant_contract/sample.yaml", case)
    command = venv / "bin" / "docgen"
    assert run(command, "--version", cwd=tmp_path).startswith("docgen ")
    run(command, "generate", case, "-o", tmp_path / "out", cwd=tmp_path)
    made = [path.name for path in (tmp_path / "out").iterdir() if path.stat().st_size]
    for ending in (".docx", ".pdf", ".receipt.json"):
        assert any(name.endswith(ending) for name in made), made
