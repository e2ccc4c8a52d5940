"""A table row that runs over a page end: its cells are set side by side, page by page.

On each page stands first what the first cell has there, then what the second has, and so on; the
next page goes on in the same order. Where one cell's part ends and the next one's begins is found
by trying: a part ends where a stretch ends, and every letter must be used once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from docgen.audit.pdfunits import Letters, Standing, Unit, end_of

__all__ = ["place_row"]


#: Cells full of the same letters could be shared out in more ways than anyone can wait for.
_MOST_TRIES = 10_000


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a cell has been found: its unit, and the letter in it."""

    unit: int = 0
    letter: int = 0


#: What a cell has on one page: where it stands now, and the pieces found.
_Part = tuple[_Place, list[tuple[Unit, int, int]]]


def place_row(
    letters: Letters, units: Sequence[Unit], at: int, skip_header: Callable[[int, Unit], int]
) -> tuple[list[Standing], int] | None:
    """Return where the units of a row stand, and what follows them; None where they do not.

    Args:
        letters: The letters of the PDF's body.
        units: The units of one row, in order.
        at: Where the row begins.
        skip_header: Steps over header rows that stand again at the head of a page.
    """
    cells: dict[int, list[Unit]] = {}
    for unit in units:
        cells.setdefault(unit.cell, []).append(unit)
    rows = list(cells.values())
    places = [_Place()] * len(rows)
    made = {id(unit): Standing(unit) for unit in units}
    for page in range(letters.page(at), len(letters.page_starts) + 1):
        if page > letters.page(at) and at != letters.page_starts[page - 1]:
            return None
        at = skip_header(at, units[0])
        end = [*letters.page_starts[page:], len(letters.text)][0]
        found = _page(letters, rows, places, [], at, end, count())
        if found is None:
            return None
        parts, at = found
        places = [place for place, _ in parts]
        for _, pieces in parts:
            for unit, begin, stop in pieces:
                made[id(unit)].pieces.append((begin, stop))
        if all(map(_done, rows, places)):
            return [made[id(unit)] for unit in units], at
    return None


def _page(
    letters: Letters,
    cells: list[list[Unit]],
    places: list[_Place],
    done: list[_Part],
    at: int,
    end: int,
    tries: Iterator[int],
) -> tuple[list[_Part], int] | None:
    """Share the letters of one page out to the cells that have no part of it yet."""
    index = len(done)
    if index == len(cells):
        finished = all(_done(cell, part[0]) for cell, part in zip(cells, done, strict=True))
        return (done, at) if at == end or finished else None
    longest = _run(letters.text, cells[index], places[index], at, end)[1]
    for limit in dict.fromkeys([longest, *reversed(letters.starts_between(at, longest)), at]):
        part, behind = _run(letters.text, cells[index], places[index], at, limit)
        if behind == limit and next(tries) < _MOST_TRIES:
            found = _page(letters, cells, places, [*done, part], behind, end, tries)
            if found is not None:
                return found
    return None


def _run(text: str, cell: list[Unit], place: _Place, at: int, limit: int) -> tuple[_Part, int]:
    """Return as much of a cell as stands here before a limit, and where that ends."""
    pieces: list[tuple[Unit, int, int]] = []
    unit, letter = place.unit, place.letter
    while unit < len(cell):
        one = cell[unit]
        if one.label is not None:
            stop = end_of(one, text, at)
            if not 0 <= stop <= limit:
                break
        else:
            wanted = one.letters[letter : letter + limit - at]
            same = next(
                (n for n, (a, b) in enumerate(zip(wanted, text[at:], strict=False)) if a != b),
                min(len(wanted), len(text) - at),
            )
            stop = at + same
            if letter + same < len(one.letters):
                if same:
                    pieces.append((one, at, stop))
                return (_Place(unit, letter + same), pieces), stop
        pieces.append((one, at, stop))
        at, unit, letter = stop, unit + 1, 0
    return (_Place(unit, letter), pieces), at


def _done(cell: list[Unit], place: _Place) -> bool:
    return place.unit == len(cell)
