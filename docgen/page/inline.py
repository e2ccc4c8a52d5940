"""What stands in a line of the page model: runs, fields, pictures; and the lines of borders.

Lengths are points, as in :mod:`docgen.page.model`, which is where other rooms import these from.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = [
    "NO_BORDERS",
    "Border",
    "Borders",
    "Inline",
    "Label",
    "LineBreak",
    "PageField",
    "Picture",
    "Run",
    "RunStyle",
    "Tab",
    "TabStop",
]


_THIN = 0.75  # the thin line of a double one, and the gap between, as Word draws them
_USUAL_SPACE = 1.0


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How a piece of text looks.

    Attributes:
        latin: Font that the document names for Latin letters and digits.
        east_asia: Font that the document names for Chinese.
        size: Size in points.
        tracking: Space added after every character.
        color: RRGGBB; "" for the page's own black.
        shift: Superscript, subscript or neither.
    """

    latin: str
    east_asia: str
    size: float
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    tracking: float = 0.0
    color: str = ""
    shift: Literal["", "super", "sub"] = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one look; without line ends and tabs."""

    text: str
    style: RunStyle


@dataclass(frozen=True, slots=True)
class PageField:
    """A number that the engine fills in: this page's, or how many pages there are."""

    name: Literal["PAGE", "NUMPAGES"]
    style: RunStyle
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Tab:
    """A jump to the next tab stop; with a line below it, a place to be filled in by hand."""

    underline: bool = False


@dataclass(frozen=True, slots=True)
class LineBreak:
    """A new line within the paragraph."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that stands in the line.

    Attributes:
        data: The bytes of a PNG or JPEG file.
        form: Which of the two.
        alt: Its description for those who cannot see it.
    """

    data: bytes
    form: Literal["png", "jpg"]
    width: float
    height: float
    alt: str = ""


Inline: TypeAlias = Run | PageField | Tab | LineBreak | Picture


@dataclass(frozen=True, slots=True)
class Label:
    """The list number of a paragraph, as text, and what stands after it."""

    text: str
    style: RunStyle
    suffix: Literal["tab", "space", "nothing"]


@dataclass(frozen=True, slots=True)
class TabStop:
    """A tab stop, measured from the left edge of the text block."""

    position: float
    align: Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Border:
    """A line: its width, colour (RRGGBB, "" for black) and pattern.

    Attributes:
        width: Of the line; of the thick one where a thin one goes with it.
        space: Between it and the text of a paragraph. Where that is more than Word's usual point,
            or the line is of two, it takes room; the usual one takes none.
    """

    width: float
    color: str = ""
    dash: Literal["solid", "dotted", "dashed", "double", "thick-thin", "thin-thick"] = "solid"
    space: float = 1.0

    @property
    def bars(self) -> tuple[tuple[float, float], ...]:
        """The bars it is made of where it takes room: gap above each, and its height."""
        thin = (_THIN, _THIN)
        if self.dash == "thick-thin":
            return (0.0, self.width), thin
        if self.dash == "thin-thick":
            return (0.0, _THIN), (_THIN, self.width)
        return ((0.0, self.width),) if self.space > _USUAL_SPACE else ()


@dataclass(frozen=True, slots=True)
class Borders:
    """The lines around a paragraph or a cell; None is no line."""

    top: Border | None = None
    right: Border | None = None
    bottom: Border | None = None
    left: Border | None = None


NO_BORDERS = Borders()
