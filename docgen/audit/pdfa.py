"""Looks whether a PDF that calls itself PDF/A-2b keeps what can be seen of that standard.

ISO 19005-2: file identifier, no encryption (6.1.3), output intent (6.2.3), pictures that are not
smoothed (6.2.8), metadata that name the standard and the same day as the document's properties
(6.6), nothing that acts or refers to elsewhere (6.5, 6.9). That fonts are embedded is seen where
its letters are read. This is a look of our own at the produced bytes, no certificate.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from docgen.audit.pdffile import PdfFile
from docgen.audit.pdfsyntax import PdfStream
from docgen.errors import AuditError, Problem

__all__ = ["check_pdf_a"]

_FIX = "这份文书不予交付；请去掉 --pdf-a，或把案卷和模板一并报告给维护者。"
_ACTING = ("AA", "OpenAction", "AcroForm", "Collection", "Names")
_PART = re.compile(r"pdfaid:part(?:=\"|>)2(?:\"|<)")
_CONFORMANCE = re.compile(r"pdfaid:conformance(?:=\"|>)[ABU](?:\"|<)")
_CREATED = re.compile(r"xmp:CreateDate(?:=\"|>)([0-9]{4})-([0-9]{2})-([0-9]{2})")


def check_pdf_a(file: PdfFile, day: date | None) -> None:
    """Refuse a PDF that lacks what PDF/A-2b demands.

    Args:
        file: The PDF.
        day: The day that its properties must name.

    Raises:
        AuditError: Everything that is missing.
    """
    problems = [Problem(f"PDF/A：{what}。", "PDF", _FIX, "A017") for what in _faults(file, day)]
    if problems:
        raise AuditError(problems)


def _faults(file: PdfFile, day: date | None) -> Iterator[str]:
    if len(file.array(file.trailer.get("ID"))) != 2:
        yield "缺少文件标识（ID）"
    intents = [file.dictionary(one) for one in file.array(file.root.get("OutputIntents"))]
    profiles = [file.get(one.get("DestOutputProfile")) for one in intents]
    named = [one for one in intents if one.get("S") == "GTS_PDFA1"]
    if not named or not all(isinstance(profile, PdfStream) for profile in profiles):
        yield "缺少输出意图和色彩特性文件（OutputIntent）"
    for key in _ACTING:
        if key in file.root:
            yield f"含有 {key}"
    if any(_smoothed(one) for one in file.objects()):
        yield "图片要求平滑插值"
    metadata = file.get(file.root.get("Metadata"))
    if not isinstance(metadata, PdfStream):
        yield "缺少元数据（XMP）"
        return
    text = file.bytes_of(metadata).decode("utf-8", "replace")
    if not _PART.search(text) or not _CONFORMANCE.search(text):
        yield "元数据没有写明 PDF/A-2"
    yield from _dates(file, text, day)


def _smoothed(one: object) -> bool:
    return isinstance(one, PdfStream) and one.entries.get("Interpolate") is True


def _dates(file: PdfFile, text: str, day: date | None) -> Iterator[str]:
    info = file.get(file.trailer.get("Info"))
    created = info.get("CreationDate") if isinstance(info, dict) else None
    in_metadata = _CREATED.search(text)
    if day is None or in_metadata is None:
        yield "元数据没有写明成文日期"
    elif tuple(map(int, in_metadata.groups())) != (day.year, day.month, day.day):
        yield "元数据里的日期不是成文日期"
    given = created if isinstance(created, bytes) and day is not None else None
    if given is not None and not given.startswith(f"D:{day:%Y%m%d}".encode()):
        yield "文件属性里的日期不是成文日期"
