"""Receipts: complete, canonical, the same beside the file and inside it, and true."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import zipfile
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import etree

from docgen import pipeline, resources
from docgen.audit.delivered import audit_delivered
from docgen.delivery import package
from docgen.delivery.receipt import canonical, canonical_parts_sha256
from docgen.delivery.seal import seal
from docgen.errors import AuditError, DeliveryError, TemplateError
from docgen.packs import load_pack
from docgen.pipeline import Document
from docgen.templating.slot import with_receipt_slot
from tests.fault import members_of, package_of
from tests.structure import problems
from tests.tagged import docx, paragraph

ROOT = Path(__file__).resolve().parents[3]
CASE = ROOT / "examples" / "yanshi.yaml"
SCHEMA = jsonschema.Draft202012Validator(
    json.loads(resources.schema_bytes("json/receipt.schema.json"))
)
ITEM = "customXml/item1.xml"


@cache
def paper(*, embed: bool = True, pdf: bool = False) -> Document:
    case = pipeline.load_case(CASE)
    formats = ("docx", "pdf") if pdf else ("docx",)
    made = pipeline.generate(case, ["信用承诺书"], formats=formats, embed=embed, file=CASE.name)
    return next(iter(made))


def inside(made: bytes) -> dict[str, Any]:
    """Return the receipt inside a file, found by its namespace."""
    found = [
        root.text or ""
        for name, part in members_of(made).items()
        if name.startswith("customXml/") and name.endswith(".xml")
        for root in [etree.fromstring(part)]
        if root.tag == "{urn:docgen:receipt}receipt"
    ]
    assert len(found) == 1
    return json.loads(found[0])


@pytest.mark.parametrize("pdf", [False, True])
@pytest.mark.parametrize("embed", [False, True])
def test_a_receipt_is_of_the_published_shape(embed: bool, pdf: bool) -> None:
    made = paper(embed=embed, pdf=pdf)
    SCHEMA.validate(json.loads(made.receipt_json))
    assert json.loads(made.receipt_json) == made.receipt
    assert ("pdf" in made.receipt["outputs"]) == pdf


def test_the_schema_refuses_what_is_no_receipt() -> None:
    for key in paper().receipt:
        assert not SCHEMA.is_valid({k: v for k, v in paper().receipt.items() if k != key}), key
    for change in ({"more": 1}, {"stage": "end"}, {"page_count": "3"}, {"format": "2"}):
        assert not SCHEMA.is_valid({**paper().receipt, **change})


def test_the_copy_inside_lacks_nothing_but_the_hash_of_the_file_it_lies_in() -> None:
    outer = copy.deepcopy(dict(paper(pdf=True).receipt))
    assert (
        outer["outputs"]["docx"].pop("sha256") == hashlib.sha256(paper(pdf=True).docx).hexdigest()
    )
    assert inside(paper(pdf=True).docx) == outer
    SCHEMA.validate(outer)


def test_a_receipt_is_written_as_rfc_8785_says() -> None:
    said = paper().receipt_json
    plain = json.dumps(json.loads(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert said == plain.encode()
    assert not any(isinstance(one, float) for one in scalars(json.loads(said)))


def scalars(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [one for child in value.values() for one in scalars(child)]
    if isinstance(value, list):
        return [one for child in value for one in scalars(child)]
    return [value]


def test_hashes_can_be_worked_out_by_hand() -> None:
    made, receipt = paper(pdf=True), paper(pdf=True).receipt
    assert made.pdf is not None
    assert receipt["outputs"]["pdf"]["sha256"] == hashlib.sha256(made.pdf).hexdigest()
    told = hashlib.sha256()
    for name, part in sorted(members_of(made.docx).items()):
        if name != ITEM:
            told.update(name.encode() + b"\0" + hashlib.sha256(part).digest())
    assert receipt["outputs"]["docx"]["parts_sha256"] == told.hexdigest()
    assert canonical_parts_sha256(made.docx) == told.hexdigest()
    folder = ROOT / "templates" / "contracts" / receipt["document"]["id"]
    template = hashlib.sha256((folder / "template.docx").read_bytes()).hexdigest()
    assert receipt["document"]["template_sha256"] == template
    packs = ROOT / "schemas" / "packs"
    for key, name in (("sha256", "410307-yanshi"), ("national_sha256", "000000-national")):
        [file] = packs.glob(f"{name}/pack.yaml")
        assert receipt["pack"][key] == hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_same_parts_packed_otherwise_have_the_same_parts_hash() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as packed:
        for name, part in reversed(members_of(paper().docx).items()):
            packed.writestr(name, part)
    said = paper().receipt["outputs"]["docx"]["parts_sha256"]
    assert canonical_parts_sha256(buffer.getvalue()) == said
    assert hashlib.sha256(buffer.getvalue()).hexdigest() != hashlib.sha256(paper().docx).hexdigest()


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_any_changed_part_changes_the_parts_hash(name: str) -> None:
    members = members_of(paper().docx)
    members[name] = members[name] + b"\n"
    said = paper().receipt["outputs"]["docx"]["parts_sha256"]
    assert canonical_parts_sha256(package_of(members)) != said


def test_a_word_file_with_its_receipt_is_sound_and_says_the_same_without() -> None:
    assert problems(paper().docx) == []
    bare = paper(embed=False).docx
    assert not [name for name in members_of(bare) if name.startswith("customXml/")]
    with_receipt, without = members_of(paper().docx), members_of(bare)
    assert with_receipt["word/document.xml"] == without["word/document.xml"]
    assert problems(bare) == []


def test_without_embedding_the_receipt_lies_beside_and_names_the_bare_file() -> None:
    made = paper(embed=False)
    outputs = made.receipt["outputs"]["docx"]
    assert outputs["sha256"] == hashlib.sha256(made.docx).hexdigest()
    assert outputs["parts_sha256"] == canonical_parts_sha256(made.docx)
    assert set(made.files()) == {f"{made.stem}.docx", f"{made.stem}.receipt.json"}


def test_the_same_case_gives_the_same_bytes() -> None:
    case = pipeline.load_case(CASE)
    again = next(iter(pipeline.generate(case, ["信用承诺书"], formats=("docx",), file=CASE.name)))
    assert again.docx == paper().docx
    assert again.receipt_json == paper().receipt_json


def test_what_was_confirmed_and_what_was_not_is_said() -> None:
    case = pipeline.load_case(ROOT / "examples" / "real" / "deal-5.yaml")
    made = next(iter(pipeline.generate(case, ["出让合同"], formats=("docx",))))
    warned = [one for one in made.receipt["findings"] if one["severity"] == "warning"]
    assert warned
    assert all(one["confirmed"] is None for one in warned)


# --- nothing unaudited is handed over -------------------------------------------------------------


@cache
def sealed() -> tuple[bytes, bytes, bytes]:
    """Return the file that was audited, the one to be handed over, and its receipt."""
    delivered = paper().docx
    held = package.directory(delivered)
    last = held.members[-1]
    inner = json.dumps(inside(delivered), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    listed = 46 + len(ITEM)
    end = delivered[-22:]
    count, size = len(held.members) - 1, held.size - listed
    audited = (
        delivered[: last.offset]
        + delivered[held.start : held.start + size]
        + end[:8]
        + count.to_bytes(2, "little") * 2
        + size.to_bytes(4, "little")
        + last.offset.to_bytes(4, "little")
        + bytes(2)
    )
    return audited, delivered, inner.encode()


def test_the_file_handed_over_is_the_audited_one_and_one_receipt() -> None:
    audited, delivered, inner = sealed()
    audit_delivered(delivered, audited, ITEM, inner)
    assert package.append(audited, package.directory(audited), ITEM, part(inner)) == delivered


def part(inner: bytes, *, before: bytes = b"", after: bytes = b"") -> bytes:
    text = inner.replace(b"&", b"&amp;").replace(b"<", b"&lt;").replace(b">", b"&gt;")
    return (
        b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        b'<receipt xmlns="urn:docgen:receipt">' + before + text + b"</receipt>" + after
    )


def refused(delivered: bytes) -> None:
    audited, _, inner = sealed()
    with pytest.raises(AuditError):
        audit_delivered(delivered, audited, ITEM, inner)


def test_no_byte_of_the_file_can_be_changed_on_the_way() -> None:
    audited, delivered, _ = sealed()
    borders = package.directory(audited).start, package.directory(delivered).start
    every = {*range(0, len(delivered), 53)}
    for border in (*borders, len(delivered) - 1):
        every |= {*range(border - 60, min(border + 60, len(delivered)))}
    for at in sorted(every):
        changed = bytearray(delivered)
        changed[at] ^= 0x11
        if not _says_the_same(bytes(changed), delivered):
            refused(bytes(changed))


def _says_the_same(changed: bytes, delivered: bytes) -> bool:
    """Tell the few bytes of a packed text that do not change the text: fill bits, for one."""
    if changed[-22:] != delivered[-22:]:
        return False
    last = package.directory(delivered).members[-1]
    begin = last.offset + 30 + len(ITEM)
    end = begin + last.packed
    if changed[:begin] + changed[end:] != delivered[:begin] + delivered[end:]:
        return False
    try:
        return zlib.decompress(changed[begin:end], -15) == zlib.decompress(
            delivered[begin:end], -15
        )
    except zlib.error:
        return False


@pytest.mark.parametrize(
    "change",
    [
        lambda inner: part(inner.replace(b'"final"', b'"draft"')),
        lambda inner: part(inner, before=b"<x/>"),
        lambda inner: part(inner, before=b"<!-- -->"),
        lambda inner: part(inner, after=b"<!-- -->"),
        lambda inner: part(inner) + b"\n",
        lambda _: b"",
    ],
)
def test_only_the_receipt_itself_can_be_put_in(change) -> None:
    audited, _, inner = sealed()
    refused(package.append(audited, package.directory(audited), ITEM, change(inner)))


def test_no_second_part_can_be_put_in() -> None:
    audited, delivered, inner = sealed()
    refused(audited)
    refused(package.append(delivered, package.directory(delivered), "word/x.xml", b"<x/>"))
    other = package.append(audited, package.directory(audited), "word/x.xml", b"<x/>")
    refused(package.append(other, package.directory(other), ITEM, part(inner)))
    refused(package.append(audited, package.directory(audited), "word/x.xml", part(inner)))


# --- room for a receipt ---------------------------------------------------------------------------


def test_a_template_that_has_custom_parts_already_keeps_them() -> None:
    other = b"<other/>"
    made = with_receipt_slot(docx(paragraph("文"), extra={ITEM: other}), name="试")
    members = members_of(made)
    assert members[ITEM] == other
    assert {"customXml/itemProps2.xml", "customXml/_rels/item2.xml.rels"} <= set(members)
    sealed_file = seal(made, dict(receipt_values()), embed=True).docx
    assert inside(sealed_file)["stage"] == "final"


def receipt_values() -> dict[str, Any]:
    values = copy.deepcopy(dict(paper().receipt))
    del values["outputs"]["docx"]["sha256"]
    return values


def test_relationship_names_of_a_template_are_left_alone() -> None:
    links = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="ridreceipt" Type="t" Target="x.xml"/></Relationships>'
    )
    template = docx(paragraph("文"), extra={"word/_rels/document.xml.rels": links})
    made = members_of(with_receipt_slot(template, name="试"))
    root = etree.fromstring(made["word/_rels/document.xml.rels"])
    assert [node.get("Id") for node in root] == ["ridreceipt", "rIdReceipt0"]


def test_a_delivered_paper_is_no_template_until_its_receipt_is_taken_out() -> None:
    with pytest.raises(TemplateError) as caught:
        with_receipt_slot(paper().docx, name="旧文书")
    [problem] = caught.value.problems
    assert problem.code == "T130"
    assert "检查文档" in problem.fix


def test_a_file_without_room_is_not_given_a_receipt() -> None:
    with pytest.raises(DeliveryError):
        seal(docx(paragraph("文")), receipt_values(), embed=True)


@pytest.mark.parametrize("broken", [b"", b"PK\x05\x06" + bytes(18) + b"x", bytes(100)])
def test_what_is_no_zip_file_has_no_directory(broken: bytes) -> None:
    with pytest.raises(DeliveryError):
        package.directory(broken)


def test_a_pack_answers_for_its_own_file() -> None:
    assert load_pack("yanshi").sha256 != load_pack(None).sha256
    assert len(load_pack(None).sha256) == 64


def test_canonical_json_sorts_and_has_no_spaces() -> None:
    assert canonical({"乙": 1, "a": [None, True, "é<"]}) == '{"a":[null,true,"é<"],"乙":1}'.encode()
