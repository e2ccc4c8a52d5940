"""Puts known faults into produced PDFs, one at a time, to see whether the audit finds them.

Knows nothing of docgen: it edits the files with pikepdf, and the fonts in them with fontTools. A
fault takes the file and a seeded source of choices and returns the faulty file, or None where the
file has no place for it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from random import Random

import pikepdf
from fontTools.cffLib import CFFFontSet
from fontTools.ttLib import TTFont

__all__ = ["FAULTS", "PdfFault"]

PdfFault = Callable[[bytes, Random], bytes | None]
#: Changes a file in place; returns whether it found a place.
Change = Callable[[pikepdf.Pdf, Random], bool]

_STRING = rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\)|<[0-9A-Fa-f]+>"
SHOWN = re.compile(rb"\[((?:" + _STRING + rb"|[-0-9.\s])*)\]\s*TJ|(" + _STRING + rb")\s*Tj", re.S)
_PLACED = re.compile(rb"(-?[0-9.]+)\s+(-?[0-9.]+)(\s+Tm\b)")


def edited(change: Change) -> PdfFault:
    """Return the fault that a change makes."""

    def fault(pdf: bytes, rng: Random) -> bytes | None:
        with pikepdf.open(io.BytesIO(pdf)) as file:
            if not change(file, rng):
                return None
            out = io.BytesIO()
            file.save(out, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
            return out.getvalue()

    return fault


def in_content(edit: Callable[[bytes, Random], bytes | None]) -> PdfFault:
    """Return the fault that an edit of one page's content stream makes."""

    def change(file: pikepdf.Pdf, rng: Random) -> bool:
        page = rng.choice(list(file.pages))
        before = page.Contents.read_bytes()
        after = edit(before, rng)
        if after is None or after == before:
            return False
        page.Contents = file.make_stream(after)
        return True

    return edited(change)


def _a_text(data: bytes, rng: Random, least: int = 1) -> re.Match[bytes] | None:
    found = [one for one in SHOWN.finditer(data) if len(_codes(one)) >= least]
    return rng.choice(found) if found else None


def _codes(match: re.Match[bytes]) -> list[bytes]:
    data = b"".join(_bytes(one) for one in re.findall(_STRING, match[1] or match[2], re.S))
    return [data[at : at + 2] for at in range(0, len(data), 2)]


def _bytes(token: bytes) -> bytes:
    if token.startswith(b"<"):
        return bytes.fromhex(token[1:-1].decode())
    plain = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def one(match: re.Match[bytes]) -> bytes:
        return bytes((int(match[1], 8),)) if match[1] else plain.get(match[2], match[2])

    return re.sub(rb"\\(?:([0-7]{1,3})|(.))", one, token[1:-1], flags=re.S)


def _with(data: bytes, match: re.Match[bytes], codes: list[bytes]) -> bytes:
    shown = b"[<" + b"".join(codes).hex().encode() + b">] TJ"
    return data[: match.start()] + shown + data[match.end() :]


def missing_glyph(data: bytes, rng: Random) -> bytes | None:
    """Draw the box of a missing glyph (code 0) instead of one letter."""
    match = _a_text(data, rng)
    if match is None:
        return None
    codes = _codes(match)
    codes[rng.randrange(len(codes))] = b"\0\0"
    return _with(data, match, codes)


def lost_letter(data: bytes, rng: Random) -> bytes | None:
    """Leave one letter out."""
    match = _a_text(data, rng, 2)
    if match is None:
        return None
    codes = _codes(match)
    del codes[rng.randrange(len(codes))]
    return _with(data, match, codes)


def other_letter(data: bytes, rng: Random) -> bytes | None:
    """Draw another letter of the same font instead of one."""
    match = _a_text(data, rng, 2)
    if match is None:
        return None
    codes = _codes(match)
    places = [i for i in range(len(codes) - 1) if codes[i] != codes[i + 1]]
    if not places:
        return None
    at = rng.choice(places)
    codes[at] = codes[at + 1]
    return _with(data, match, codes)


def swapped_letters(data: bytes, rng: Random) -> bytes | None:
    """Exchange two letters that stand side by side."""
    match = _a_text(data, rng, 2)
    if match is None:
        return None
    codes = _codes(match)
    places = [i for i in range(len(codes) - 1) if codes[i] != codes[i + 1]]
    if not places:
        return None
    at = rng.choice(places)
    codes[at : at + 2] = codes[at + 1], codes[at]
    return _with(data, match, codes)


def swapped_texts(data: bytes, rng: Random) -> bytes | None:
    """Exchange two texts of a page."""
    found = list(SHOWN.finditer(data))
    if len(found) < 2:
        return None
    one, two = sorted(rng.sample(found, 2), key=lambda each: each.start())
    if _codes(one) == _codes(two):
        return None
    middle = data[one.end() : two.start()]
    return data[: one.start()] + two[0] + middle + one[0] + data[two.end() :]


def text_twice(data: bytes, rng: Random) -> bytes | None:
    """Show a text twice."""
    match = _a_text(data, rng)
    return None if match is None else data[: match.end()] + b" " + data[match.start() :]


def invisible(data: bytes, rng: Random) -> bytes | None:
    """Show a text in the mode that draws nothing."""
    match = _a_text(data, rng)
    if match is None:
        return None
    return data[: match.start()] + b" 3 Tr " + data[match.start() :]


def off_the_paper(data: bytes, rng: Random) -> bytes | None:
    """Move a text beyond the paper's edge."""
    found = list(_PLACED.finditer(data))
    if not found:
        return None
    one = rng.choice(found)
    return data[: one.start()] + b"2000 " + one[2] + one[3] + data[one.end() :]


def unembedded(file: pikepdf.Pdf, rng: Random) -> bool:
    """Take a font's program out of the file."""
    found = [one for one in file.objects if _is(one, "/FontDescriptor")]
    one = rng.choice(found)
    for key in ("/FontFile2", "/FontFile3"):
        if key in one:
            del one[key]
    return True


def nameless(file: pikepdf.Pdf, rng: Random) -> bool:
    """Take the names of its letters from a font."""
    found = [one for one in file.objects if _is(one, "/Font") and "/ToUnicode" in one]
    del rng.choice(found)["/ToUnicode"]
    return True


def blank_glyph(file: pikepdf.Pdf, rng: Random) -> bool:
    """Empty the outline of one glyph that is drawn."""
    used = {code for page in file.pages for code in _drawn(page)}
    holders = [one for one in file.objects if _is(one, "/FontDescriptor") and "/FontFile3" in one]
    holder = rng.choice(holders)
    program = holder.FontFile3
    data = program.read_bytes()
    whole = TTFont(io.BytesIO(data)) if data[:4] == b"OTTO" else None
    if whole is not None:
        fonts = whole["CFF "].cff
    else:
        fonts = CFFFontSet()
        fonts.decompile(io.BytesIO(data), None)
    glyphs = fonts[0].CharStrings
    names = [
        name
        for code, name in enumerate(fonts[0].charset)
        if code in used and len(glyphs[name].bytecode or b"") > 12
    ]
    if not names:
        return False
    glyphs[rng.choice(names)].setBytecode(b"\x0e")
    out = io.BytesIO()
    if whole is not None:
        whole.save(out)
    else:
        fonts.compile(out, TTFont(recalcBBoxes=False))
    holder.FontFile3 = file.make_stream(out.getvalue(), Subtype=program.Subtype)
    return True


def _drawn(page: pikepdf.Page) -> set[int]:
    """Return the codes that all fonts of a page draw."""
    return {
        int.from_bytes(code, "big")
        for match in SHOWN.finditer(page.Contents.read_bytes())
        for code in _codes(match)
    }


def annotated(file: pikepdf.Pdf, rng: Random) -> bool:
    """Put a note over a page."""
    page = rng.choice(list(file.pages))
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[100, 100, 300, 130],
        Contents="9999999.99", DA="/Helv 12 Tf 0 g",
    )  # fmt: skip
    page.Annots = pikepdf.Array([file.make_indirect(note)])
    return True


def turned(file: pikepdf.Pdf, rng: Random) -> bool:
    """Turn a page on its side."""
    rng.choice(list(file.pages)).Rotate = 90
    return True


def lost_page(file: pikepdf.Pdf, rng: Random) -> bool:
    """Take a page out."""
    if len(file.pages) < 2:
        return False
    del file.pages[rng.randrange(len(file.pages))]
    return True


def page_twice(file: pikepdf.Pdf, rng: Random) -> bool:
    """Put a page in twice."""
    page = rng.choice(list(file.pages))
    file.pages.append(page)
    return True


def swapped_pages(file: pikepdf.Pdf, rng: Random) -> bool:
    """Exchange two pages."""
    if len(file.pages) < 2:
        return False
    at = rng.randrange(len(file.pages) - 1)
    page = file.pages[at]
    del file.pages[at]
    file.pages.insert(at + 1, page)
    return True


def foreign_form(file: pikepdf.Pdf, rng: Random) -> bool:
    """Draw a form over a page, which may show any text."""
    page = rng.choice(list(file.pages))
    form = file.make_stream(
        b"0 0 50 50 re f", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 50, 50]
    )
    page.Resources = pikepdf.Dictionary(page.Resources)
    held = page.Resources.get("/XObject", pikepdf.Dictionary())
    page.Resources.XObject = pikepdf.Dictionary({**dict(held), "/Over": form})
    page.Contents = file.make_stream(page.Contents.read_bytes() + b"\n/Over Do\n")
    return True


def broken_off(pdf: bytes, rng: Random) -> bytes | None:
    """Break the file off."""
    return pdf[: rng.randrange(len(pdf) // 2, len(pdf) - 16)]


def _is(one: object, kind: str) -> bool:
    return isinstance(one, pikepdf.Dictionary) and one.get("/Type") == kind


FAULTS: dict[str, PdfFault] = {
    "缺字形": in_content(missing_glyph),
    "漏字": in_content(lost_letter),
    "换字": in_content(other_letter),
    "相邻两字颠倒": in_content(swapped_letters),
    "两处文字对调": in_content(swapped_texts),
    "文字重复": in_content(text_twice),
    "隐形文字": in_content(invisible),
    "文字移出纸外": in_content(off_the_paper),
    "字体未嵌入": edited(unembedded),
    "字体没有字表": edited(nameless),
    "字形轮廓为空": edited(blank_glyph),
    "加批注": edited(annotated),
    "转页": edited(turned),
    "缺页": edited(lost_page),
    "页重复": edited(page_twice),
    "页次颠倒": edited(swapped_pages),
    "加盖表单": edited(foreign_form),
    "文件截断": broken_off,
}
