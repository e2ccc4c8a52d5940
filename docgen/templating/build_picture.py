"""The placeholder of a picture: a white square that the compiler exchanges for the real one."""

from __future__ import annotations

import struct
import zlib
from decimal import Decimal

from lxml import etree

from docgen.templating.build_xml import NS, element, w
from docgen.templating.markdown_tree import Picture

__all__ = ["picture_run", "placeholder_png"]

EMU_PER_MM = 36_000
_SIDE_PX = 8


def placeholder_png() -> bytes:
    """Return a white PNG; its data are stored, not deflated, so that no library changes them."""
    header = struct.pack(">IIBBBBB", _SIDE_PX, _SIDE_PX, 8, 0, 0, 0, 0)
    rows = (b"\x00" + b"\xff" * _SIDE_PX) * _SIDE_PX
    chunks = (b"IHDR", header), (b"IDAT", zlib.compress(rows, 0)), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def picture_run(
    picture: Picture, *, number: int, relationship: str, max_width_mm: Decimal
) -> etree._Element:
    """Return the run of an inline picture.

    Args:
        picture: Its box, in millimetres, and the expression, which stands as a tag in ``descr``.
        number: Unique id of the drawing.
        relationship: Id of the relationship to the placeholder.
        max_width_mm: Width between the margins; a wider box is made smaller in proportion.
    """
    scale = min(Decimal(1), max_width_mm / picture.width_mm)
    extent = {
        "cx": str(int(picture.width_mm * EMU_PER_MM * scale)),
        "cy": str(int(picture.height_mm * EMU_PER_MM * scale)),
    }
    names = {"id": str(number), "name": f"Picture {number}"}
    inline = element(
        "wp:inline",
        dict.fromkeys(("distT", "distB", "distL", "distR"), "0"),
        element("wp:extent", extent),
        element("wp:docPr", {**names, "descr": f"{{{{ {picture.expression} }}}}"}),
        element(
            "wp:cNvGraphicFramePr", None, element("a:graphicFrameLocks", {"noChangeAspect": "1"})
        ),
        element(
            "a:graphic",
            None,
            element("a:graphicData", {"uri": NS["pic"]}, _pic(names, extent, relationship)),
        ),
    )
    return w("r", w("drawing", inline))


def _pic(names: dict[str, str], extent: dict[str, str], relationship: str) -> etree._Element:
    return element(
        "pic:pic",
        None,
        element("pic:nvPicPr", None, element("pic:cNvPr", names), element("pic:cNvPicPr")),
        element(
            "pic:blipFill",
            None,
            element("a:blip", {"r:embed": relationship}),
            element("a:stretch", None, element("a:fillRect")),
        ),
        element(
            "pic:spPr",
            None,
            element(
                "a:xfrm", None, element("a:off", {"x": "0", "y": "0"}), element("a:ext", extent)
            ),
            element("a:prstGeom", {"prst": "rect"}, element("a:avLst")),
        ),
    )


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)
