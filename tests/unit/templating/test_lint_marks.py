"""The marked copy: comments at the exact letters, the words untouched, a file Word opens."""

from __future__ import annotations

import io
import zipfile

import pytest
from docx import Document
from lxml import etree

from docgen.templating.lint import lint_template
from docgen.templating.lint_marks import marked_copy
from docgen.templating.manifest import read_manifest
from tests.linttemplates import NOTICE, manifest_of, notice
from tests.structure import problems
from tests.tagged import W, docx, lines, paragraph, table


def marked(data: bytes) -> bytes:
    manifest = read_manifest(manifest_of(NOTICE), name="清单")
    found = lint_template(data, name="试", manifest=manifest)
    return marked_copy(data, found, name="试")


def part(data: bytes, name: str) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read(name))


def commented(data: bytes) -> dict[str, str]:
    """Return the text that each comment of the body stands at, by the comment's first line."""
    body, comments = part(data, "word/document.xml"), part(data, "word/comments.xml")
    said = {
        one.get(f"{{{W}}}id"): "".join(next(one.iter(f"{{{W}}}p")).itertext()) for one in comments
    }
    texts = dict.fromkeys(said, "")
    open_now: set[str] = set()
    for node in body.iter():
        key = node.get(f"{{{W}}}id") or ""
        if node.tag == f"{{{W}}}commentRangeStart":
            open_now.add(key)
        elif node.tag == f"{{{W}}}commentRangeEnd":
            open_now.discard(key)
        elif node.tag == f"{{{W}}}t":
            for one in open_now:
                texts[one] += node.text or ""
    return {said[key]: text for key, text in texts.items()}


def test_a_comment_stands_at_the_exact_letters_of_its_fault():
    data = docx(
        paragraph("位于{{ 宗地.坐", "洛 }}，见第八条，{{ 出让.定金 }}万元。"),
        table("甲‖{{ 出让.定金|大血 }}"),
    )
    found = {said.split(" ")[0]: text for said, text in commented(marked(data)).items()}
    assert found["T201"] == "宗地.坐洛"
    assert found["T213"] == "第八条"
    assert found["T211"] == "万元"
    assert found["T007"] == "{{ 出让.定金|大血 }}"


def test_the_words_of_the_copy_are_those_of_the_template():
    data = docx(paragraph("{{ 宗地.坐洛 }}", "见第八条"), header=paragraph("{{ 甲 }}"))
    made = marked(data)
    assert lines(made) == lines(data)
    assert lines(made, "word/header1.xml") == lines(data, "word/header1.xml")


def test_a_fault_in_a_header_is_marked_yellow_there_and_told_in_the_body():
    data = docx(paragraph("正文"), header=paragraph("编号{{ 文书.合同编好 }}。"))
    made = marked(data)
    (run,) = part(made, "word/header1.xml").iter(f"{{{W}}}highlight")
    text = "".join(run.getparent().getparent().itertext())
    assert text == "文书.合同编好"
    assert any("页眉" in said for said in commented(made))


def test_two_faults_may_share_letters():
    data = docx(paragraph("{{ 出让.定金|亩 }}万元，第八条第九条"))
    assert len(commented(marked(data))) >= 3


def test_comments_that_are_there_already_are_kept():
    own = (
        f'<w:comments xmlns:w="{W}"><w:comment w:id="7" w:author="甲"><w:p><w:r><w:t>原有</w:t>'
        "</w:r></w:p></w:comment></w:comments>"
    ).encode()
    made = marked(docx(paragraph("见第八条"), extra={"word/comments.xml": own}))
    ids = [one.get(f"{{{W}}}id") for one in part(made, "word/comments.xml")]
    assert ids[0] == "7" and len(set(ids)) == len(ids) > 1


def test_a_clean_template_gives_a_copy_without_comments():
    with zipfile.ZipFile(io.BytesIO(marked(notice()))) as package:
        assert "word/comments.xml" not in package.namelist()


def test_the_same_template_gives_the_same_copy():
    data = docx(paragraph("{{ 宗地.坐洛 }}见第八条"))
    assert marked(data) == marked(data)


@pytest.mark.parametrize("name", ["land_grant_contract", "credit_commitment"])
@pytest.mark.slow
def test_word_has_nothing_to_repair_in_the_copy(name, root):
    data = (root / f"templates/contracts/{name}/template.docx").read_bytes()
    found = lint_template(data, name="试", manifest=read_manifest(manifest_of(NOTICE), name="清单"))
    assert len(found) > 20, "held against a foreign manifest it has faults"
    made = marked_copy(data, found, name="试")
    assert problems(made) == []
    assert len(list(Document(io.BytesIO(made)).comments)) == len(found)
