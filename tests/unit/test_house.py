"""The house rules that no reader should have to check: floors, words in code, documentation."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml

from docgen import resources

PACKAGE = Path(__file__).resolve().parents[2] / "docgen"
MODULES = sorted(PACKAGE.rglob("*.py"))
#: Floors of ``ARCHITECTURE.md``; a room imports only lower ones.
FLOORS = {
    **dict.fromkeys(("errors", "exprs", "version", "check_digits", "onepdf"), 0),
    **dict.fromkeys(("units", "wording", "reading", "identifiers", "proof", "resources"), 1),
    **dict.fromkeys(("paper", "workbooks"), 1),
    **dict.fromkeys(("glossary", "calendar", "regions", "spotting"), 2),
    "model": 3,
    **dict.fromkeys(("intake", "packs"), 4),
    "figures": 5,
    "rules": 6,
    "templating": 7,
    **dict.fromkeys(("render", "page", "audit"), 8),
    **dict.fromkeys(("delivery", "register"), 9),
    "pipeline": 10,
    **dict.fromkeys(("batch", "ledgers"), 11),
    "web": 12,
    "cli": 13,
    "__init__": 14,
    "__main__": 15,
}
#: Titles that code may name outright, with the reason.
ALLOWED_WORDS = {
    "大写": "name of a form", "小写": "name of a form", "亩": "name of a form",
    "公顷": "name of a form", "万元": "name of a form", "年月日": "name of a form",
    "左": "alignment in template.md", "右": "alignment in template.md",
    "版头": "block in template.md",
    "中": "alignment in template.md", "宽": "option in template.md", "其他": "name of an option",
    "辖区": "heading and word of messages", "全国": "heading of a list on screen",
    "产品约定": "source of rules that are ours", "数据来源": "heading of a list on screen",
    "产业集聚区": "heading of a list on screen", "金额": "word in the message of an error",
    "字段": "heading of a list on screen", "单位": "heading of a list on screen",
    "页": "heading of a list on screen", "文号": "heading of a list on screen",
    "项目": "heading of a list on screen", "批次": "what messages call a print run",
    "序号": "heading of a list on screen", "依据": "heading of a list on screen",
}  # fmt: skip


def room(path: Path) -> str:
    """Return the room a module belongs to."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def name_of(path: Path) -> str:
    """Return a module's name as its path below the package."""
    return path.relative_to(PACKAGE).as_posix()


def imports(tree: ast.Module) -> Iterator[str]:
    """Yield every room that a module imports, within functions and TYPE_CHECKING too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "docgen":
                yield from (alias.name for alias in node.names)
            elif (node.module or "").startswith("docgen."):
                yield (node.module or "").split(".")[1]
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "docgen":
                    yield "__init__"
                elif alias.name.startswith("docgen."):
                    yield alias.name.split(".")[1]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def test_every_room_has_a_floor() -> None:
    assert {room(path) for path in MODULES} <= set(FLOORS)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_room_imports_only_lower_floors(path: Path) -> None:
    own = room(path)
    for other in imports(tree_of(path)):
        if other == own:
            continue
        # ``from docgen import __version__`` names the package itself, which imports nothing.
        assert other in FLOORS or other.startswith("__"), f"{path.name} imports {other}"
        if other in FLOORS and other != "__init__":
            assert FLOORS[other] < FLOORS[own], f"{own} must not import {other}"


def test_the_audit_shares_nothing_with_what_prints() -> None:
    known = {other for path in MODULES if room(path) == "audit" for other in imports(tree_of(path))}
    assert all(FLOORS[other] <= 2 for other in known - {"audit"})
    assert "units" not in known
    # It writes a clause's number to tell the place of a figure or of a line of the receipt;
    # nothing is held against it.
    writers = [path.name for path in MODULES if room(path) == "audit" and _writes(path)]
    assert set(writers) <= {"papertext.py"}


def _writes(path: Path) -> bool:
    return "wording" in set(imports(tree_of(path)))


def test_the_reader_shares_nothing_with_the_writer() -> None:
    assert set(imports(tree_of(PACKAGE / "reading.py"))) <= {"errors"}
    assert "reading" not in set(imports(tree_of(PACKAGE / "wording.py")))


def docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of the constants that are docstrings."""
    found = set()
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list) and body and isinstance(body[0], ast.Expr):
            found.add(id(body[0].value))
    return found


def law_words() -> set[str]:
    """Return every field title, value, county and party of the data."""
    glossary = yaml.safe_load(resources.schema_bytes("glossary.yaml"))
    titles = {one["zh"] for fields in glossary["models"].values() for one in fields.values()}
    titles |= {one["zh"] for one in glossary["derived"].values()}
    titles |= {label for labels in glossary["enums"].values() for label in labels.values()}
    packs = resources.schemas_root().joinpath("packs")
    for folder in [one for one in packs.iterdir() if one.is_dir()]:
        pack = yaml.load(folder.joinpath("pack.yaml").read_bytes(), Loader=yaml.BaseLoader)
        titles |= {one for one in _texts(pack) if 2 <= len(one) <= 8}
    return {one for one in titles if any("\u4e00" <= letter <= "\u9fff" for letter in one)}


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)


def test_no_field_value_or_county_stands_in_code() -> None:
    words = law_words() - set(ALLOWED_WORDS)
    assert len(words) > 150
    found = []
    for path in MODULES:
        tree = tree_of(path)
        skip = docstrings(tree)
        found += [
            f"{name_of(path)}:{node.lineno} {node.value}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and id(node) not in skip and node.value in words
        ]
    assert found == []


def test_no_float_stands_in_code_that_handles_figures() -> None:
    rooms = {"units", "wording", "reading", "figures", "rules", "render", "proof", "model"}
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        if room(path) in rooms
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, float)
    ]
    assert found == []


def test_nothing_reads_a_clock_or_a_die() -> None:
    forbidden = {"random", "time", "secrets", "uuid"}
    found = []
    for path in MODULES:
        if name_of(path) in ("cli/clock.py", "web/clock.py"):  # the places that ask the machine
            continue
        dice = {"secrets"} if name_of(path) in ("web/door/tickets.py", "web/serve.py") else set()
        for node in ast.walk(tree_of(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [f"{name_of(path)}: {name}" for name in names if name in forbidden - dice]
            if isinstance(node, ast.Attribute) and node.attr in ("today", "utcnow"):
                found.append(f"{name_of(path)}:{node.lineno} {node.attr}")
    assert found == []


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_public_name_is_documented(path: Path) -> None:
    tree = tree_of(path)
    assert ast.get_docstring(tree) or not tree.body, f"{name_of(path)} has no docstring"
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            assert ast.get_docstring(node), f"{name_of(path)}: {node.name}"


#: Longer than the house likes; none may grow, and no other may join them.
LONG = {"glossary.py": 330, "page/read_runs.py": 330, "proof.py": 330}


def test_modules_stay_short() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}
    too_long = {name: n for name, n in lengths.items() if n > LONG.get(name, 300)}
    assert too_long == {}
