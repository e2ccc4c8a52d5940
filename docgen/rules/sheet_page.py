"""The page: its size, its margins, its letters, its page numbers, the way days are written."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.paper import PaperLine, PaperPage
from docgen.rules.look import Said, to_places
from docgen.rules.sheet import BODY, SheetBreach, SheetLook, sheet_rule
from docgen.spotting import chinese_dates, may_hold_date

__all__ = ["page_is_as_offices_set_it"]

_SIDES = ("top", "right", "bottom", "left")
_RIGHT, _LEFT, _CENTRE = "right", "left", "center"
_MM_PER_PT = Decimal("25.4") / 72
# A heading is short; a line as long as this is running text.
_RUNNING = 28


@sheet_rule("R111")
def page_is_as_offices_set_it(look: SheetLook) -> Iterator[SheetBreach]:
    """A4 and Arabic days for every paper; the page of GB/T 9704 for official ones."""
    paper = look.paper
    for line in paper.lines if may_hold_date(look.text) else ():
        for day in chinese_dates(line.text):
            yield SheetBreach("day", line, day)
    for one in paper.drawn:
        if one.characters:
            said: dict[str, Said] = {"named": one.named, "used": one.used}
            yield SheetBreach("letters", None, one.characters, said)
    if paper.page is None:
        return
    yield from _size(look, paper.page)
    letter = paper.layout in look.words("letter_layouts")
    if letter or paper.layout in look.words("official_layouts"):
        yield from _margins(look, paper.page)
        yield from _lines(look, paper.page)
        yield from _numbers(look, paper.page, letter=letter)


def _size(look: SheetLook, page: PaperPage) -> Iterator[SheetBreach]:
    for name, size in (("width", page.width_mm), ("height", page.height_mm)):
        if _off(look, size, f"sheet_{name}_mm", "sheet_tolerance_mm"):
            shown = f"{to_places(page.width_mm, 0)}×{to_places(page.height_mm, 0)}"
            yield SheetBreach("size", None, shown)
            return


def _margins(look: SheetLook, page: PaperPage) -> Iterator[SheetBreach]:
    given = {side: getattr(page, f"{side}_mm") for side in _SIDES}
    wanted = {side: _number(look, f"official_{side}_mm") for side in _SIDES}
    keys = {side: f"official_{side}_mm" for side in _SIDES}
    if any(_off(look, given[side], keys[side], "official_tolerance_mm") for side in _SIDES):
        said: dict[str, Said] = {"limit": _shown(wanted)}
        basis = look.threshold("official_top_mm")
        yield SheetBreach("margins", None, _shown(given), said, basis)


def _shown(sides: dict[str, Decimal | None]) -> str:
    return "/".join(str(to_places(one, 0)) if one is not None else "" for one in sides.values())


def _lines(look: SheetLook, page: PaperPage) -> Iterator[SheetBreach]:
    """Height of the lines and letters of running text; one finding each."""
    running = [
        line
        for line in look.paper.lines
        if line.part == BODY
        and line.cell is None
        and line.align != _CENTRE  # a title, however long
        and len(line.text) >= _RUNNING
    ]
    least, most = look.threshold("official_line_min_pt"), look.threshold("official_line_max_pt")
    size, fonts = look.threshold("official_size_pt"), look.words("official_fonts")
    if least is None or most is None or size is None:
        return
    # LibreOffice and Word give a line its own fixed height before the grid's.
    heights = [(line, line.line_pt or page.pitch_pt) for line in running]
    wrong = (one for one in heights if not _within(one[1], least.number, most.number))
    for line, height in list(wrong)[:1]:
        said: dict[str, Said] = {"least": least.number, "most": most.number}
        yield SheetBreach("pitch", line, height, said, most)
    for line in [one for one in running if one.size_pt != size.number][:1]:
        yield SheetBreach("size_pt", line, line.size_pt, {"limit": size.number}, size)
    for line in [one for one in running if fonts and one.font not in fonts][:1]:
        yield SheetBreach("font", line, line.font, {"fonts": "、".join(fonts)})


def _within(height: Decimal | None, least: Decimal, most: Decimal) -> bool:
    # A twip is a twentieth of a point: heights come in steps of 0.05.
    return height is not None and least <= height <= most


def _numbers(look: SheetLook, page: PaperPage, *, letter: bool) -> Iterator[SheetBreach]:
    """Page numbers: dashes, right on odd and left on even pages, none on a letter's first."""
    dash = look.threshold("page_number_dash")
    by_type = {kind: _paged(look, part) for kind, part in page.footers.items()}
    odd, even = by_type.get("default"), by_type.get("even")
    if odd is None:
        yield SheetBreach("number", None)
        return
    for line, side in ((odd, _RIGHT), (even if page.even_differs else odd, _LEFT)):
        if line is None or line.align != side:
            yield SheetBreach("side", line or odd, side)
            break
    if dash and not (
        odd.text.strip().startswith(dash.text) and odd.text.strip().endswith(dash.text)
    ):
        yield SheetBreach("dash", odd, odd.text, {"dash": dash.text}, dash)
    yield from _gap(look, page, odd)
    first = by_type.get("first") if page.first_differs else odd
    if letter and first is not None:
        yield SheetBreach("first", first)


def _gap(look: SheetLook, page: PaperPage, number: PaperLine) -> Iterator[SheetBreach]:
    """The dashes stand so far below the text: bottom margin less footer, letters and space."""
    if number.line_pt is None and number.size_pt is None:
        return
    height = (number.line_pt or number.size_pt or Decimal(0)) + number.after_pt
    height_mm = height * _MM_PER_PT
    gap = page.bottom_mm - page.footer_mm - height_mm
    if _off(look, gap, "page_number_gap_mm", "page_number_gap_tolerance_mm"):
        limit = _number(look, "page_number_gap_mm")
        basis = look.threshold("page_number_gap_mm")
        yield SheetBreach("gap", number, to_places(gap, 1), {"limit": limit}, basis)


def _paged(look: SheetLook, part: str) -> PaperLine | None:
    return next((line for line in look.paper.lines if line.part == part and line.paged), None)


def _off(look: SheetLook, given: Decimal, key: str, tolerance: str) -> bool:
    wanted, within = look.threshold(key), look.threshold(tolerance)
    return wanted is not None and within is not None and abs(given - wanted.number) > within.number


def _number(look: SheetLook, key: str) -> Decimal | None:
    found = look.threshold(key)
    return found.number if found else None
