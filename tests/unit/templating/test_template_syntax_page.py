"""Every example of docs/template-syntax.md builds, and every fault code it lists exists."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen import resources
from docgen.templating.build import build, read_layout
from tests.structure import problems

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "template-syntax.md").read_text("utf-8")
#: The layout that an example names behind ``text``, and the example.
EXAMPLES = re.findall(r"^```text ?(\w*)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
USUAL = "contract"


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_an_example_of_the_page_builds_into_a_sound_file(name: str, example: str) -> None:
    file = f"layouts/{name or USUAL}.yaml"
    layout = read_layout(resources.schema_bytes(file), name=file)
    assert problems(build(example, layout, name="例")) == []


def test_the_page_has_an_example_for_every_section_of_the_dialect() -> None:
    assert len(EXAMPLES) >= 8


def test_the_page_lists_the_codes_that_the_builder_gives() -> None:
    sources = ROOT / "docgen" / "templating"
    given = {
        code
        for pattern in ("markdown*.py", "build*.py", "package.py")
        for path in sources.glob(pattern)
        for code in re.findall(r'"(T1\d\d)"', path.read_text("utf-8"))
    }
    assert set(re.findall(r"^\| (T1\d\d) ", PAGE, re.MULTILINE)) == given
