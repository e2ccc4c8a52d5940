"""Links laid over the figures of a page, each to the field that it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from docgen.audit.pdftext import Stretch
from docgen.audit.shown import Seen, Shown
from docgen.page.svg import SVG, Leaf
from docgen.pipeline.preview_fields import field_of
from docgen.proof import Figure
from docgen.rules import Finding

__all__ = ["Link", "links_of", "page_svg"]

#: How far a link reaches above and below the baseline, in parts of the size of its letters.
_ABOVE, _BELOW = 0.92, 0.26
_GRADES = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Link:
    """The place of a figure, or of a part of it that stands in one line, in points.

    Attributes:
        figure: The figure.
        left: Its left edge, from that of the page.
        right: Its right edge.
        baseline: Its baseline, from the upper edge of the page.
        size: Size of its letters.
    """

    figure: Figure
    left: float
    right: float
    baseline: float
    size: float

    def joined(self, after: Link) -> Link | None:
        """Return this place and the one after it as one; None where something stands between."""
        level = abs(self.baseline - after.baseline) < self.size / 2
        near = abs(after.left - self.right) < self.size / 2
        if after.figure.key != self.figure.key or not level or not near:
            return None
        size = max(self.size, after.size)
        return Link(self.figure, self.left, after.right, self.baseline, size)


def links_of(seen: Seen, leaves: Sequence[Leaf]) -> tuple[tuple[Link, ...], ...]:
    """Return the places of the figures on each page.

    Args:
        seen: Which letters of the PDF are those of which figure.
        leaves: The pages of the same source, drawn.
    """
    made: list[list[Link]] = [[] for _ in leaves]
    for shown in seen.shown:
        on_page = made[shown.page - 1]
        link = _link(shown, seen.pages[shown.page - 1], leaves[shown.page - 1])
        joined = on_page[-1].joined(link) if on_page else None
        if joined is None:
            on_page.append(link)
        else:
            on_page[-1] = joined
    return tuple(map(tuple, made))


def _link(shown: Shown, stretches: Sequence[Stretch], leaf: Leaf) -> Link:
    stretch = stretches[shown.stretch]
    places = [edge - stretch.left for edge in _edges(stretch)]
    # Typst draws a page's texts in the same order in both; in SVG each letter has its place.
    if len(leaf.texts) == len(stretches):
        text = leaf.texts[shown.stretch]
        if len(text.letters) == len(stretch.letters):
            places = [*text.letters, stretch.right - stretch.left]
    return Link(
        shown.figure,
        stretch.left + places[shown.first],
        stretch.left + places[shown.last],
        leaf.height - stretch.baseline,
        stretch.size,
    )


def _edges(stretch: Stretch) -> list[float]:
    """Return where each letter begins and the last one ends, taken as equally wide."""
    count = len(stretch.letters)
    width = (stretch.right - stretch.left) / count
    return [stretch.left + index * width for index in range(count)] + [stretch.right]


def page_svg(leaf: Leaf, links: Sequence[Link], name: str, findings: Sequence[Finding]) -> str:
    """Return a page as SVG, with a link over each figure; without the outlines of its letters.

    A link leads to ``#f:`` and the figure's path; ``data-field`` names the field of the form that
    the figure rests on, where that is another. It is of class ``figure``, and ``blank`` where
    the case gives no value, ``error`` or ``warning`` where a finding names that path.

    Args:
        leaf: The page.
        links: The figures on it.
        name: What the page is called for those who cannot see it.
        findings: What the checks found.
    """
    graded = {
        one.path: one.severity
        for grade in reversed(_GRADES)
        for one in findings
        if one.severity == grade and one.confirmed is None
    }
    over = "".join(_anchor(link, graded.get(link.figure.key, "")) for link in links)
    size = f"{_points(leaf.width)} {_points(leaf.height)}"
    return (
        f'<svg xmlns="{SVG}" class="sheet" viewBox="0 0 {size}" role="group"'
        f" aria-label={quoteattr(name)}>{leaf.drawing}<g>{over}</g></svg>"
    )


def _anchor(link: Link, grade: str) -> str:
    figure = link.figure
    kinds = ["figure", *([] if figure.present else ["blank"]), *([grade] if grade else [])]
    told = f"{figure.title}：未填"
    if figure.present:
        basis = f"（{figure.basis}）" if figure.basis else ""
        told = f"{figure.title}：{figure.printed}{figure.unit}{basis}"
    top, height = link.baseline - _ABOVE * link.size, (_ABOVE + _BELOW) * link.size
    sides = {"x": link.left, "y": top, "width": link.right - link.left, "height": height}
    box = " ".join(f'{side}="{_points(value)}"' for side, value in sides.items())
    field = field_of(figure)
    leads = "" if field in ("", figure.key) else f" data-field={quoteattr(field)}"
    return (
        f"<a href={quoteattr(f'#f:{figure.key}')}{leads} class={quoteattr(' '.join(kinds))}>"
        f'<title>{escape(told)}</title><rect {box} fill-opacity="0"/></a>'
    )


def _points(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("", "-0") else text
