"""docs/template-engine.md: its Python runs, and its list of filters is the engine's own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docgen.templating.filters import FORMS
from docgen.templating.general import FILTERS


@pytest.fixture
def page(root: Path) -> str:
    return (root / "docs" / "template-engine.md").read_text("utf-8")


def test_the_python_of_the_page_runs(
    page: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(root)
    (body,) = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    exec(body, {})


def test_the_page_lists_every_filter_and_no_other(page: str) -> None:
    listed = page.partition("列明的过滤器：")[2].partition("\n\n")[0]
    assert set(re.findall(r"\b[a-z]+\b", listed)) == FILTERS
    assert all(form in listed for form in FORMS)
