"""Damaged and hostile documents: read, or refused with a message, never a traceback."""

from __future__ import annotations

import io
import random
import re
import zipfile

import pytest

from docgen.errors import DocgenError
from docgen.page.read import read
from docgen.page.typst import typeset
from tests.counts import count
from tests.unit.page.samples import docx, field, paragraph

VALUES = [
    "", "-1", "0", "99999999", "abc", "1e9", "nan", "&quot;);#panic()", "-99999", "auto", "both",
    "１２", "0x10", "3.5",
]  # fmt: skip
ATTRIBUTE = re.compile(r' w:\w+="([^"]*)"|<w:\w+[^>]*/>')
FOOTER = "<w:p>" + field("PAGE", "1") + "</w:p>"


def sample() -> dict[str, bytes]:
    merged = '<w:vMerge w:val="restart"/><w:vAlign w:val="center"/><w:shd w:fill="DDDDDD"/>'
    cell = (
        f'<w:tc><w:tcPr><w:tcW w:w="2000" w:type="dxa"/>{merged}</w:tcPr>{paragraph("乙")}</w:tc>'
    )
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{paragraph("丙")}</w:tc>'
    body = paragraph("总则", style="Chapter") + paragraph("价款", style="Clause")
    body += paragraph("第1期12.00元", style="Item", ppr='<w:ind w:left="480" w:hanging="480"/>')
    body += (
        '<w:tbl><w:tblPr><w:jc w:val="center"/><w:tblInd w:w="10" w:type="dxa"/></w:tblPr>'
        '<w:tblGrid><w:gridCol w:w="2000"/><w:gridCol w:w="2000"/></w:tblGrid>'
        f'<w:tr><w:trPr><w:trHeight w:val="600" w:hRule="exact"/></w:trPr>{cell}{cell}</w:tr>'
        f"<w:tr>{wide}</w:tr></w:tbl>"
    )
    body += paragraph("甲", rpr='<w:color w:val="FF0000"/><w:sz w:val="30"/><w:spacing w:val="9"/>')
    section = '<w:docGrid w:type="linesAndChars" w:linePitch="579" w:charSpace="100"/>'
    data = docx(body, parts={"footer1": ("default", FOOTER)}, section=section)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def spoilt(parts: dict[str, bytes], seed: int) -> bytes:
    chance = random.Random(seed)
    name = chance.choice([n for n in sorted(parts) if n.startswith("word/") and n.endswith(".xml")])
    text = parts[name].decode()
    for _ in range(chance.randint(1, 4)):
        places = list(ATTRIBUTE.finditer(text))
        if places:
            place = chance.choice(places)
            group = 1 if place[1] is not None else 0
            value = chance.choice(VALUES) if group else ""
            text = text[: place.start(group)] + value + text[place.end(group) :]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for part, content in parts.items():
            package.writestr(part, text if part == name else content)
    return out.getvalue()


def holds(parts: dict[str, bytes], seed: int) -> bool:
    try:
        typeset(read(spoilt(parts, seed)), document_date=None)
    except DocgenError as error:
        assert all(problem.message and problem.where for problem in error.problems)
        return False
    return True


@pytest.mark.slow
def test_a_spoilt_document_is_set_or_refused_with_a_message() -> None:
    parts = sample()
    outcomes = [holds(parts, seed) for seed in range(40)]
    assert any(outcomes)
    assert not all(outcomes)


@pytest.mark.slow
def test_many_spoilt_documents_are_set_or_refused_with_a_message() -> None:
    parts = sample()
    for seed in range(1000, 1000 + count(full=5_000, reduced=400)):
        holds(parts, seed)


def test_a_document_type_declaration_is_refused() -> None:
    parts = sample()
    bomb = b'<!DOCTYPE a [<!ENTITY b "c">]>'
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"?>", b"?>" + bomb, 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    with pytest.raises(DocgenError, match="DOCTYPE"):
        read(out.getvalue())
