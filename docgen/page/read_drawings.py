"""Pictures that stand in the line; every other drawing is refused by name."""

from __future__ import annotations

from typing import Literal

from lxml import etree

from docgen.page.model import Picture
from docgen.page.read_context import Context

__all__ = ["picture_form", "read_picture"]

_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_EMU_PER_POINT = 12_700


def read_picture(drawing: etree._Element, context: Context) -> Picture | None:
    """Return the picture of a ``w:drawing``, or None when it cannot be shown, which is noted."""
    inline = drawing.find(f"{_WP}inline")
    if inline is None:
        context.refuse("浮动的图片或图形", "把图片的文字环绕改为“嵌入型”。")
        return None
    blip = inline.find(f"{_A}graphic/{_A}graphicData/{_PIC}pic/{_PIC}blipFill/{_A}blip")
    if blip is None:
        context.refuse("图表、图形或文本框", "删去它，或换成图片。")
        return None
    cropped = inline.find(f".//{_A}srcRect")
    if cropped is not None and cropped.attrib:
        context.refuse("裁剪过的图片", "在 Word 中用“压缩图片”删去裁剪区域。")
        return None
    data = context.pictures.get(blip.get(f"{_R}embed", ""))
    form = picture_form(data or b"")
    if data is None or form is None:
        context.refuse("这种图片（只认 PNG 与 JPEG）", "把图片另存为 PNG 后重新插入。")
        return None
    extent = inline.find(f"{_WP}extent")
    width, height = _size(extent, "cx"), _size(extent, "cy")
    if width <= 0 or height <= 0:
        context.refuse("没有大小的图片", "在 Word 中重新插入图片。")
        return None
    described = inline.find(f"{_WP}docPr")
    alt = "" if described is None else described.get("descr", "")
    return Picture(data, form, width, height, alt)


def picture_form(data: bytes) -> Literal["png", "jpg"] | None:
    """Return the form of a picture by its first bytes, None for an unknown one."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "jpg" if data.startswith(b"\xff\xd8\xff") else None


def _size(extent: etree._Element | None, name: str) -> float:
    text = "" if extent is None else extent.get(name, "")
    return int(text) / _EMU_PER_POINT if text.isascii() and text.isdigit() else 0.0
