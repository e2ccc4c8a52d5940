"""What reading one part of a document carries along, and how it speaks of what it cannot show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from docgen.errors import Problem
from docgen.page.model import Borders
from docgen.page.read_styles import Styles
from docgen.templating.numbering import Counter, Numbering

__all__ = ["Context", "FieldState", "Frame", "Grid"]

_SNIPPET = 12


@dataclass(frozen=True, slots=True)
class Grid:
    """The document grid (17.6.5): height of a line and space added to a character, in points."""

    pitch: float = 0.0
    tracking: float = 0.0


@dataclass(frozen=True, slots=True)
class Frame:
    """What a cell is without what stands in it; cells with the same properties share it.

    Attributes:
        columns: How many columns it takes.
        goes_on: Whether it goes on with the cell above it.
    """

    columns: int
    goes_on: bool
    align: Literal["top", "center", "bottom"]
    borders: Borders
    margins: tuple[float, float, float, float]
    fill: str


@dataclass(slots=True)
class FieldState:
    """A complex field that has begun: its code so far, and whether its result has begun."""

    code: str = ""
    in_result: bool = False
    silent: bool = False


@dataclass(slots=True)
class Context:
    """Reading of one part: the body, a header or a footer.

    Attributes:
        name: What messages call the part: 正文, 页眉, 页脚.
        pictures: Pictures of the part by relationship id.
        problems: Shared by all parts; what the page model cannot show.
        tables_hang: Whether a table's text, not its edge, stands at the margin: Word before 2013.
        paragraph: Number of the paragraph being read, from 1.
        fields: Fields that are open, the outermost first.
        formats: Paragraph formats that were worked out, by the properties they come from.
        frames: The same of the cells of tables.
    """

    name: str
    styles: Styles
    numbering: Numbering
    counter: Counter
    pictures: Mapping[str, bytes]
    problems: list[Problem]
    default_tab: float
    tables_hang: bool
    grid: Grid
    paragraph: int = 0
    fields: list[FieldState] = field(default_factory=list)
    formats: dict[tuple[object, ...], object] = field(default_factory=dict)
    frames: dict[tuple[object, ...], Frame] = field(default_factory=dict)

    def refuse(self, what: str, fix: str, *, near: str = "") -> None:
        """Note a construct that cannot be shown; reading goes on, so that all are reported.

        Args:
            what: Its Chinese name, as the menus of Word and WPS call it.
            fix: How to do without it.
            near: Text that helps to find the place.
        """
        where = self.name
        if self.paragraph:
            where += f"第 {self.paragraph} 段"
        if near:
            where += f"「{near[:_SNIPPET]}」"
        problem = Problem(f"PDF 版面不支持{what}。", where, fix, "T200")
        if problem not in self.problems:
            self.problems.append(problem)
