"""Lines around paragraphs and cells, and text frames."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from docgen.page.model import Border, Borders, Frame
from docgen.page.read_context import Context
from docgen.page.read_properties import Props, color_of, points

__all__ = ["paragraph_borders", "read_border", "read_frame", "refuse_frame"]

_EIGHTHS = 8
_DASHES: Mapping[
    str, Literal["solid", "dotted", "dashed", "double", "thick-thin", "thin-thick"]
] = {
    "dotted": "dotted", "dashed": "dashed", "dashSmallGap": "dashed", "dotDash": "dashed",
    "dotDotDash": "dashed", "double": "double", "thinThickSmallGap": "thin-thick",
    "thickThinSmallGap": "thick-thin",
}  # fmt: skip


def paragraph_borders(ppr: Props) -> Borders:
    """Return the lines around a paragraph."""
    sides = {side: read_border(ppr.get(f"pBdr.{side}")) for side in ("top", "bottom")}
    return Borders(
        top=sides["top"],
        right=read_border(ppr.get("pBdr.right")),
        bottom=sides["bottom"],
        left=read_border(ppr.get("pBdr.left")),
    )


def read_border(attributes: Mapping[str, str] | None) -> Border | None:
    """Return the line that a border element describes, None for none."""
    if attributes is None or attributes.get("val", "nil") in ("nil", "none", ""):
        return None
    return Border(
        width=points(attributes.get("sz"), _EIGHTHS) or 0.5,
        color=color_of(attributes.get("color")),
        dash=_DASHES.get(attributes["val"], "solid"),
        space=points(attributes["space"], 1) if "space" in attributes else 1.0,
    )


def read_frame(attributes: Mapping[str, str]) -> Frame | None:
    """Return the place of a frame in the middle of the sheet with no text beside it, else None."""
    fixed = {"hAnchor": "page", "vAnchor": "page", "xAlign": "center", "wrap": "notBeside"}
    if any(attributes.get(name) != value for name, value in fixed.items()):
        return None
    if not {"w", "y"} <= attributes.keys() or attributes.keys() & {"h", "hRule", "dropCap"}:
        return None
    return Frame(points(attributes["w"]), points(attributes["y"]))


def refuse_frame(context: Context) -> None:
    """Note a text frame that the page model cannot show."""
    context.refuse("图文框", "在 Word 中删去图文框，改用段落或表格。")
