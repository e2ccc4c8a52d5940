"""Files from outside are hostile until proven otherwise: each is refused in one sentence."""

from __future__ import annotations

import io
import zipfile

import pytest

from docgen.audit import returned_read
from docgen.audit.returned_package import open_package
from docgen.errors import InputError
from docgen.pipeline.returned import verify_bytes
from tests.wordfiles import W, para, receipt_for, word_file


def zipped(**members: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in members.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return buffer.getvalue()


def with_member(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(word_file(para("字")))) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for one in old.namelist():
            if one != name:
                new.writestr(one, old.read(one))
        new.writestr(name, data)
    return buffer.getvalue()


def encrypted_zip() -> bytes:
    data = bytearray(word_file(para("字")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        data[at + offset] |= 1
    return bytes(data)


ONE = word_file(para("字"))
RECEIPT = receipt_for([{"text": "字"}])
DOCUMENT = f"<w:document {W}><w:body><w:p/></w:body></w:document>".encode()
LAUGHS = b'<!DOCTYPE l [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;&a;">]>' + DOCUMENT.replace(
    b"<w:p/>", b"<w:p><w:r><w:t>&b;</w:t></w:r></w:p>"
)
HOSTILE = {
    "空文件": (b"", "文件是空的"),
    "不是压缩包": (b"hello", "不是 .docx"),
    "旧式 doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧式 .doc"),
    "有密码": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "密码",
    ),
    "截断": (word_file(para("字"))[:-40], "损坏"),
    "压缩包里没有正文": (zipped(a=b"x"), "不是 Word 文档"),
    "表格文件": (zipped(xl__workbook_xml=b"<workbook/>"), "不是 Word 文档"),
    "正文不是 XML": (zipped(word__document_xml=b"<w:document"), "XML"),
    "正文是别的 XML": (zipped(word__document_xml=b"<a/>"), "不是 Word 的格式"),
    "实体炸弹": (zipped(word__document_xml=LAUGHS), "DTD"),
    "样式里的 DTD": (with_member("word/styles.xml", b"<!DOCTYPE a><a/>"), "DTD"),
    "解压炸弹": (with_member("word/media/a.bin", bytes(140 * 1024 * 1024)), "解压后超过"),
    "XML 太大": (
        with_member("word/document.xml", DOCUMENT + b" " * (33 * 1024 * 1024)), "超过 32 MB",
    ),
    "一百兆": (b"PK\x03\x04" + bytes(100_000_000), "超过 64 MB"),
    "加密的压缩包": (encrypted_zip(), "密"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_in_one_sentence_with_exit_three(name: str) -> None:
    data, words = HOSTILE[name]
    with pytest.raises(InputError, match=words) as caught:
        verify_bytes(
            data, name="改稿.docx", receipt=receipt_for([{"text": "字"}]), receipt_name="r"
        )
    assert caught.value.exit_code == 3
    assert len(caught.value.problems) == 1
    assert str(caught.value).startswith("改稿.docx：")


@pytest.mark.parametrize("twin", ["word/Document.xml", "WORD/document.xml"])
def test_two_members_of_one_name_are_refused(twin: str) -> None:
    with pytest.raises(InputError, match="同名"):
        open_package(with_member(twin, DOCUMENT), name="改稿.docx")


def test_too_many_members_are_refused() -> None:
    with pytest.raises(InputError, match="部件"):
        open_package(zipped(**{f"m{at}": b"" for at in range(2_001)}), name="改稿.docx")


def test_more_words_than_any_contract_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(returned_read, "_MAX_LINES", 20)
    data = word_file(para("字" * 100) * 21)
    with pytest.raises(InputError, match="文字太多"):
        verify_bytes(data, name="改稿.docx", receipt=RECEIPT, receipt_name="r")


@pytest.mark.parametrize(
    "receipt",
    [b"", b"{", b"[]", b"{}", b'{"format": 1}', b'{"format": "docgen-receipt/1"}', b"\xff\xfe",
     b'{"format": "docgen-receipt/1", "document": {"title": ""}, "figures": [1], "text": []}',
     b"[" * 100_000],
)  # fmt: skip
def test_what_is_no_receipt_is_refused(receipt: bytes) -> None:
    with pytest.raises(InputError, match="回执"):
        verify_bytes(
            word_file(para("字")), name="改稿.docx", receipt=receipt, receipt_name="回执.json"
        )


def test_without_any_receipt_nothing_is_verified() -> None:
    with pytest.raises(InputError, match="没有可以对照的回执"):
        verify_bytes(word_file(para("字")), name="改稿.docx")


def test_a_receipt_that_holds_no_text_cannot_tell_what_changed() -> None:
    with pytest.raises(InputError, match="没有正文"):
        verify_bytes(
            word_file(para("字")), name="改稿.docx", receipt=receipt_for([]), receipt_name="r"
        )
