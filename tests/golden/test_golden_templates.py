"""Every template and every example say the same: Word, PDF, the second derivation, golden text.

``expected.txt`` of every template is renewed with::

    UPDATE_GOLDEN=1 pytest tests/golden
"""

from __future__ import annotations

import copy
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml

from docgen import glossary, intake, pipeline
from docgen.cli.app import run
from docgen.figures.absence import settle
from docgen.figures.compose import compose
from docgen.figures.shapes import shapes_of
from docgen.model import Case, Part, Stage
from docgen.packs import load_pack
from docgen.pipeline import Document
from docgen.pipeline.notices import as_notice
from docgen.proof import Group
from docgen.render.docx import render
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.manifest import Manifest, read_manifest
from docgen.templating.names import uses
from tests.counts import count
from tests.oracle import Oracle
from tests.papers import docx_lines, edge_lines, letters, parting, pdf_letters
from tests.structure import problems

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
FOLDERS = {path.name: path for path in TEMPLATES.glob("*/*") if path.is_dir()}
EXAMPLES = ROOT / "examples"
NAMES = sorted(FOLDERS)
SOURCES = ("manifest.yaml", "template.md", "template.docx", "sample.yaml")
#: A draft full of hand-fill lines; the samples are the final papers of the quick run.
QUICK = ("real/deal-5.yaml",)
ENUMS: dict[str, dict[str, str]] = yaml.load(
    (ROOT / "schemas" / "glossary.yaml").read_text("utf-8"), yaml.CBaseLoader
)["enums"]

every_template = pytest.mark.parametrize("name", NAMES)
every_example = pytest.mark.parametrize(
    "name",
    [
        pytest.param(one, marks=() if one in QUICK else pytest.mark.e2e)
        for one in sorted(
            path.relative_to(EXAMPLES).as_posix() for path in EXAMPLES.rglob("*.yaml")
        )
    ],
)


@dataclass(frozen=True)
class Paper:
    """A delivered paper with what the second derivation says of it."""

    document: Document
    oracle: Oracle
    told: list[str]
    lines: list[str]


def source(name: str, file: str) -> Path:
    """Return a file of a template; a folder that lacks it fails the test by name."""
    path = FOLDERS[name] / file
    if not path.is_file():
        pytest.fail(f"templates/…/{name} 里没有 {file}", pytrace=False)
    return path


@cache
def manifest_of(name: str) -> Manifest:
    return read_manifest(source(name, "manifest.yaml").read_bytes(), name=f"{name}/manifest.yaml")


@cache
def compiled_of(name: str) -> Compiled:
    return compile_template(source(name, "template.docx").read_bytes(), name=name)


def figures_of(case: Case, name: str, stage: Stage) -> Group:
    case = as_notice(case, manifest_of(name).kind)
    pack = load_pack(case.jurisdiction)
    figures = compose(case, stage=stage, origins=case.origins, pack=pack)
    return settle(figures, manifest_of(name).policies(stage))


def oracle_of(name: str, figures: Group, pages: int) -> Oracle:
    layout = ROOT / "schemas" / "layouts" / f"{manifest_of(name).layout}.yaml"
    text = source(name, "template.md").read_text("utf-8")
    return Oracle(text, figures, layout.read_text("utf-8"), pages=pages)


def paper(case: Case, document: Document) -> Paper:
    name = document.receipt["document"]["id"]
    figures = figures_of(case, name, Stage(document.receipt["stage"]))
    assert document.page_count is not None
    oracle = oracle_of(name, figures, document.page_count)
    return Paper(document, oracle, oracle.body(), docx_lines(document.docx))


@cache
def sample(name: str) -> Paper:
    for file in SOURCES:
        source(name, file)
    case = pipeline.load_case(FOLDERS[name] / "sample.yaml")
    (document,) = pipeline.generate(case, [name])
    return paper(case, document)


def check_pdf(made: Paper) -> None:
    assert made.document.pdf is not None
    shown = pdf_letters(made.document.pdf, made.document.docx, header_rows=made.oracle.header_rows)
    assert parting(shown, letters("\n".join(made.told))) == ""


# --- the samples --------------------------------------------------------------------------------


@every_template
def test_the_word_file_of_a_sample_says_what_expected_txt_says(name: str) -> None:
    lines = sample(name).lines
    if os.environ.get("UPDATE_GOLDEN"):
        (FOLDERS[name] / "expected.txt").write_text("\n".join(lines) + "\n", "utf-8")
    expected = source(name, "expected.txt").read_text("utf-8").splitlines()
    assert parting(lines, expected) == ""


@every_template
def test_the_second_derivation_says_what_the_word_file_of_a_sample_says(name: str) -> None:
    assert parting(sample(name).told, sample(name).lines) == ""


@every_template
def test_the_pdf_of_a_sample_says_what_its_second_derivation_says(name: str) -> None:
    check_pdf(sample(name))


@every_template
def test_header_and_footer_say_what_the_second_derivation_says(name: str) -> None:
    # Word works the numbers of headers and footers out by itself; the file caches a 1.
    text = source(name, "template.md").read_text("utf-8").replace("{页码}", "1")
    oracle = sample(name).oracle
    told = Oracle(text, oracle.figures, oracle.layout, pages=1).edges()
    assert told or manifest_of(name).layout == "card"
    assert told == edge_lines(sample(name).document.docx)


@every_template
@pytest.mark.slow
def test_word_has_nothing_to_repair_in_a_sample(name: str) -> None:
    assert problems(sample(name).document.docx) == []


@every_template
def test_a_sample_is_a_final_paper_whose_figures_were_all_read_back(name: str) -> None:
    receipt = sample(name).document.receipt
    assert receipt["stage"] == "final"
    listed = [one for one in receipt["figures"] if one["part"] == "word/document.xml"]
    assert len(listed) == len(sample(name).oracle.printed)


# --- the examples -------------------------------------------------------------------------------


@every_example
def test_the_papers_of_an_example_say_the_same_three_ways(name: str) -> None:
    case = pipeline.load_case(EXAMPLES / name)
    documents = list(pipeline.generate(case, file=name))
    assert documents
    for document in documents:
        made = paper(case, document)
        assert parting(made.told, made.lines) == "", document.title
        check_pdf(made)


# --- papers of cases that lack something --------------------------------------------------------


def thinned(node: Any, rng: Random) -> Any:
    """Return data of which parts are left out, lists are cut or doubled, choices made anew."""
    if isinstance(node, dict):
        return {key: thinned(one, rng) for key, one in node.items() if rng.random() > 0.12}
    if isinstance(node, list):
        # A list in a list is a point: its coordinates belong together.
        whole = [one if isinstance(one, list) else thinned(one, rng) for one in node]
        kept = [one for one in whole if rng.random() > 0.2]
        return kept + copy.deepcopy(kept[:1]) if rng.random() < 0.3 else kept
    others = [codes for codes in ENUMS.values() if node in codes]
    return rng.choice(sorted(others[0])) if len(others) == 1 and rng.random() < 0.5 else node


def drafts(name: str, seeds: range) -> Iterator[tuple[int, Group]]:
    data = yaml.load(source(name, "sample.yaml").read_text("utf-8"), yaml.CBaseLoader)
    for seed in seeds:
        rng = Random(seed)
        given = {**thinned(data, rng), "jurisdiction": data["jurisdiction"]}
        given.get("notice", {}).pop("kind", None)  # the template's own, whatever was drawn
        case = intake.case_from_mapping({**given, "stage": "draft"}).case
        yield seed, figures_of(case, name, Stage.DRAFT)


def check_drafts(name: str, seeds: range) -> None:
    for seed, figures in drafts(name, seeds):
        lines = docx_lines(render(compiled_of(name), figures, pages=7))
        assert parting(oracle_of(name, figures, 7).body(), lines) == "", f"case {seed}"


@every_template
def test_drafts_with_gaps_say_the_same_as_the_second_derivation(name: str) -> None:
    check_drafts(name, range(3))


@pytest.mark.slow
@every_template
def test_very_many_drafts_with_gaps_say_the_same_as_the_second_derivation(name: str) -> None:
    check_drafts(name, range(100, 100 + count(300, 30)))


# --- the folders --------------------------------------------------------------------------------


@every_template
def test_the_folder_of_a_template_is_whole(name: str) -> None:
    missing = [one for one in (*SOURCES, "expected.txt") if not (FOLDERS[name] / one).is_file()]
    assert missing == [], f"templates/…/{name} 里没有：{'、'.join(missing)}"


@every_template
def test_the_word_file_of_a_template_is_built_from_its_text(name: str) -> None:
    for file in ("manifest.yaml", "template.md", "template.docx"):
        source(name, file)
    assert run(["template", "build", str(FOLDERS[name]), "--check"]) == 0


@every_template
def test_a_template_bears_the_name_of_its_folder(name: str) -> None:
    assert manifest_of(name).id == name


def test_no_two_templates_share_a_name() -> None:
    for names in (
        [manifest_of(name).short_title for name in NAMES],
        [manifest_of(name).title for name in NAMES],
    ):
        assert [one for one, times in Counter(names).items() if times > 1] == []


@every_template
def test_a_manifest_decides_on_what_is_printed_and_on_nothing_else(name: str) -> None:
    printed = {use.title for use in uses(compiled_of(name).plan) if use.printed}
    decided = set(manifest_of(name).fields)
    assert sorted(printed - decided) == [], "没有写明没有值时怎么办"
    assert sorted(decided - printed) == [], "清单写了而模板没有印"


@every_template
def test_every_name_that_a_template_uses_exists(name: str) -> None:
    used = {use.title for use in uses(compiled_of(name).plan)}
    used.update(manifest_of(name).fields, manifest_of(name).needs)
    assert sorted(used - known_names()) == []


@cache
def known_names() -> frozenset[str]:
    """Return every name of a case, of what is derived from it, and of the items of its lists."""
    found = set(_names(Case, ""))
    for entry in glossary.derived().values():
        found.add(entry.title)
        found.update(f"{entry.title}.{column}" for column in entry.rows.values())
    parties = f"{glossary.title('Case', 'parties')}."
    return frozenset(found | {one.removeprefix(parties) for one in found})


def _names(model: type[Part], prefix: str) -> Iterator[str]:
    for shape in shapes_of(model):
        title = f"{prefix}{shape.title}"
        yield title
        if shape.part is not None:
            yield from _names(shape.part, f"{title}.")
        elif shape.many:
            yield from (f"{title}.{one}" for one in glossary.list_item().values())
