"""The drawing of one of docxtpl's inline images."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from docgen.errors import TemplateError

__all__ = ["Drawing", "picture_xml"]

_WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A picture in a line of text.

    Attributes:
        width_emu: Its width in EMU (360,000 to the centimetre).
        height_emu: Its height in EMU.
        relation: Id of the relationship that leads to the picture.
        name: The picture's name.
        link: Id of the relationship that a click follows, "" for none.
    """

    width_emu: int
    height_emu: int
    relation: str
    name: str
    link: str = ""

    def with_link(self, link: str) -> Drawing:
        """Return the same picture with what a click on it follows."""
        return Drawing(self.width_emu, self.height_emu, self.relation, self.name, link)

    @property
    def xml(self) -> str:
        """The ``wp:inline`` element; its id is counted later."""
        click = f'<a:hlinkClick xmlns:a="{_A}" r:id="{self.link}"/>' if self.link else ""
        size = f'cx="{self.width_emu}" cy="{self.height_emu}"'
        name = quoteattr(self.name)
        return (
            f'<wp:inline xmlns:wp="{_WP}" xmlns:r="{_R}" distT="0" distB="0" distL="0" distR="0">'
            f'<wp:extent {size}/><wp:docPr id="1" name={name}>{click}</wp:docPr>'
            f'<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="{_A}" noChangeAspect="1"/>'
            f'</wp:cNvGraphicFramePr><a:graphic xmlns:a="{_A}"><a:graphicData uri="{_PIC}">'
            f'<pic:pic xmlns:pic="{_PIC}"><pic:nvPicPr><pic:cNvPr id="0" name={name}>{click}'
            f"</pic:cNvPr><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
            f'<a:blip r:embed="{self.relation}"/><a:stretch><a:fillRect/></a:stretch>'
            f'</pic:blipFill><pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
            f'<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
            f"</a:graphicData></a:graphic></wp:inline>"
        )


def picture_xml(value: Any, adopt: Callable[[bytes, str], str]) -> Drawing:
    """Return the drawing of an ``InlineImage``.

    Args:
        value: The object; its descriptor is a path or an open file.
        adopt: Takes the picture's bytes and its ending, gives the relationship's id.

    Raises:
        TemplateError: The picture cannot be read.
    """
    from docx.image.exceptions import UnrecognizedImageError  # python-docx reads the picture's size
    from docx.image.image import Image

    source = value.image_descriptor
    try:
        if hasattr(source, "seek"):
            source.seek(0)
        image = Image.from_file(source)
    except (OSError, UnrecognizedImageError, ValueError) as error:
        raise TemplateError(
            "图片读不出来。", fix="检查文件是否存在，是否为 PNG、JPEG 等图片。", code="T014"
        ) from error
    width, height = image.scaled_dimensions(value.width, value.height)
    relation = adopt(image.blob, image.ext)
    return Drawing(int(width), int(height), relation, image.filename or "图片")
