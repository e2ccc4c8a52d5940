"""The package reader trusts nothing; the writer repeats itself."""

from __future__ import annotations

import io
import zipfile

import pytest

from docgen.errors import TemplateError
from docgen.templating import package


def zipped(*entries: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return buffer.getvalue()


def test_what_was_written_reads_back_in_the_same_order() -> None:
    parts = [("b.xml", b"<b/>"), ("a/c.xml", b"\x00\xff")]
    assert list(package.read_package(package.write_package(parts), name="t").items()) == parts


def test_a_package_carries_no_date_of_today() -> None:
    with zipfile.ZipFile(io.BytesIO(package.write_package([("a", b"x")]))) as archive:
        assert [entry.date_time for entry in archive.infolist()] == [(1980, 1, 1, 0, 0, 0)]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 nonsense",
        zipped(("a.xml", b"x" * 100))[:-30],
        zipped(("../a.xml", b"x")),
        zipped(("/a.xml", b"x")),
        zipped(("a.xml", b"x"), ("A.XML", b"y")),
        zipped(("a.xml", b"x" * 100), method=zipfile.ZIP_LZMA),
        zipped(*((f"{n}.xml", b"") for n in range(package.MAX_PARTS + 1))),
    ],
    ids=["empty", "garbage", "cut", "climbs", "absolute", "twice", "lzma", "too many"],
)
def test_a_package_that_is_not_sound_is_refused_with_a_message(data: bytes) -> None:
    with pytest.raises(TemplateError) as caught:
        package.read_package(data, name="坏.docx")
    assert caught.value.problems[0].where == "坏.docx"
    assert caught.value.problems[0].fix


def test_a_zip_bomb_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TOTAL_BYTES", 1_000)
    with pytest.raises(TemplateError, match="解压后超过"):
        package.read_package(zipped(("a", b"0" * 600), ("b", b"0" * 600)), name="t")


def test_a_size_that_lies_does_not_help_a_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_TOTAL_BYTES", 1_000)
    data = zipped(("a", b"0" * 5_000))
    lying = data.replace((5_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lying != data
    with pytest.raises(TemplateError):
        package.read_package(lying, name="t")


@pytest.mark.parametrize(
    "content",
    [b"<a>", b"", b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>', b"<!DOCTYPE a><a/>"],
)
def test_xml_that_is_broken_or_declares_a_type_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateError):
        package.parse_xml(content, name="t", part="word/document.xml")


def test_a_document_type_in_another_encoding_is_refused_too() -> None:
    content = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")
    with pytest.raises(TemplateError, match="DOCTYPE"):
        package.parse_xml(content, name="t", part="p")


def test_a_member_read_before_is_checked_like_any_other() -> None:
    sound = package.write_package([("word/document.xml", b"<w:document/>" * 9)])
    before = package.read_package(sound, name="t")
    assert package.read_package(sound, name="t") == before
    directory = sound.index(b"PK\x01\x02")
    for at in (directory + 16, 30):  # its checksum, and its name in its own header
        damaged = sound[:at] + bytes((sound[at] ^ 1,)) + sound[at + 1 :]
        with pytest.raises(TemplateError, match="不是完整的 Word 文件"):
            package.read_package(damaged, name="t")
