"""A list that a loop prints again begins anew where its author says so, and goes on elsewhere."""

from __future__ import annotations

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from docgen import resources
from docgen.audit.docx import audit_docx
from docgen.audit.word import read_word
from docgen.errors import AuditError, TemplateError
from docgen.figures.make import make
from docgen.proof import Group, Series
from docgen.render.docx import render, render_values
from docgen.templating.build import build, read_layout
from docgen.templating.compiled import Compiled, compile_template
from docgen.templating.package import read_members, write_package
from tests.structure import problems

TEXT = """
### 户
{%p for 户 in 户们 %}
{{ 户.名 }}：
{%p for 地 in 户.地 %}
- {% if loop.first %}{% 重新编号 %}{% endif %}{{ 地.名 }}
{%p endfor %}
{%p endfor %}
### 末
- 最后一项
"""


def template(text: str = TEXT) -> Compiled:
    layout = read_layout(resources.schema_bytes("layouts/contract.yaml"), name="layout")
    return compile_template(_built(text, layout), name="试")


def _built(text: str, layout: object) -> bytes:
    """Build the text; the tag goes in afterwards, as an author types it in Word."""
    made = build(text.replace("{% 重新编号 %}", "〔重〕"), layout, name="试")  # type: ignore[arg-type]
    members = {name: one.data for name, one in read_members(made, name="试").items()}
    body = members["word/document.xml"].decode()
    members["word/document.xml"] = body.replace("〔重〕", "{% 重新编号 %}").encode()
    return write_package(members.items())


def name(text: str) -> object:
    return make("name", "名", "text", text)


def households(*counts: int) -> Group:
    made = [
        Group({
            "名": name(f"第{n}家"),
            "地": Series(tuple(Group({"名": name(f"地{n}{k}")}) for k in range(count))),
        })
        for n, count in enumerate(counts)
    ]  # fmt: skip
    return Group({"户们": Series(tuple(made))})


def test_each_household_counts_its_parcels_from_one() -> None:
    compiled, figures = template(), households(2, 3, 1)
    made = render(compiled, figures)
    placed = audit_docx(made, compiled.plan, figures)
    assert len(placed) == 9
    assert problems(made) == []


def test_nothing_is_added_where_no_list_begins_anew() -> None:
    compiled, figures = template(), households()
    made = render(compiled, figures)
    audit_docx(made, compiled.plan, figures)
    original = compiled.members["word/numbering.xml"]
    assert read_word(made).members["word/numbering.xml"] == original


def test_a_restart_that_is_lost_or_made_up_is_found_by_the_audit() -> None:
    compiled, figures = template(), households(2, 2)
    made = render(compiled, figures)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        members = {one: package.read(one) for one in package.namelist()}
    body = members["word/document.xml"].decode()
    for old, new in (("10001", "10000"), ('w:val="10000"', 'w:val="10001"')):
        assert old in body
        changed = {**members, "word/document.xml": body.replace(old, new).encode()}
        with pytest.raises(AuditError):
            audit_docx(write_package(changed.items()), compiled.plan, figures)
    for old, new in (
        (b'startOverride w:val="1"', b'startOverride w:val="2"'),
        (b"decimal", b"bullet"),
    ):
        numbering = members["word/numbering.xml"].replace(old, new)
        assert numbering != members["word/numbering.xml"]
        changed = {**members, "word/numbering.xml": numbering}
        with pytest.raises(AuditError):
            audit_docx(write_package(changed.items()), compiled.plan, figures)


def test_a_restart_outside_a_list_is_named() -> None:
    layout = read_layout(resources.schema_bytes("layouts/contract.yaml"), name="layout")
    for text in ("### 甲\n文字{% 重新编号 %}", "### 甲\n- 先有字{% 重新编号 %}"):
        with pytest.raises(TemplateError, match="不在编号段落的开头"):
            compile_template(_built(text, layout), name="试")


def test_a_general_template_may_begin_lists_anew_too() -> None:
    layout = read_layout(resources.schema_bytes("layouts/contract.yaml"), name="layout")
    general = compile_template(_built(TEXT, layout), name="试", general=True)
    values = {"户们": [{"名": "甲", "地": [{"名": "一"}, {"名": "二"}]}] * 2}
    made = render_values(general, values)
    numbering = read_word(made).members["word/numbering.xml"]
    assert numbering.count(b"startOverride") == 2


@pytest.mark.e2e
def test_libreoffice_counts_as_we_say(tmp_path: Path) -> None:
    made = render(template(), households(2, 3, 1))
    (tmp_path / "x.docx").write_bytes(made)
    subprocess.run(
        ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path), "x.docx"],
        cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    text = (tmp_path / "x.txt").read_text("utf-8-sig")
    said = [line.strip().replace(" ", "") for line in text.splitlines() if "地" in line]
    assert said == [
        "（一）地00",
        "（二）地01",
        "（一）地10",
        "（二）地11",
        "（三）地12",
        "（一）地20",
    ]
