"""The drawings of a parcel's overview as SVG: classes only, so that one style sheet dresses them.

Every text is escaped; nothing is drawn that is not told in words or numbers beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from xml.sax.saxutils import escape, quoteattr

from docgen.model import Direction
from docgen.page.svg import SVG
from docgen.pipeline.bars import Bar, Limit
from docgen.pipeline.timeline import Moment
from docgen.units import round_half_up
from docgen.wording import plain_decimal

__all__ = ["bar_svg", "outline_svg", "timeline_svg"]

_SIDE, _MARGIN = 420, 56
_LABELS, _LENGTHS = 40, 16  # more corners, more sides than these would cover each other
_AWAY = Decimal(17)
_BAR_WIDTH, _BAR_HEIGHT = 240, 22
_ROW, _STEP, _EDGE, _AXIS = 122, 94, 52, 46
_A_ROW = 11
_LETTERS = 7
_Place = tuple[Decimal, Decimal]


def outline_svg(corners: Sequence[_Place], labels: Sequence[str], lengths: Sequence[str]) -> str:
    """Return a parcel's outline, north at the top.

    Args:
        corners: X (north) and Y (east) of each corner in metres, in order.
        labels: The label of each corner.
        lengths: The length of the side that begins at each corner, as it is told.
    """
    places = _on_canvas(corners)
    middle = _middle(places)
    every = -(-len(places) // _LABELS)
    drawn = [f'<polygon class="land" points="{" ".join(map(_pair, places))}"/>']
    for index, place in enumerate(places):
        drawn.append(f'<circle class="corner" cx="{_n(place[0])}" cy="{_n(place[1])}" r="3.5"/>')
        if index % every == 0:
            drawn.append(_text("corner", place, middle, labels[index]))
    if len(places) <= _LENGTHS:
        for index, place in enumerate(places):
            side = _middle([place, places[(index + 1) % len(places)]])
            drawn.append(_text("length", side, middle, lengths[index]))
    top = _SIDE - 12
    drawn.append(
        f'<g class="north"><path d="M{top - 12} 12l-8 30 8-7 8 7z"/>'
        f'<text x="{top - 12}" y="58" text-anchor="middle">北</text></g>'
    )
    return _svg("outline", _SIDE, _SIDE, "宗地界址图", drawn)


def _on_canvas(corners: Sequence[_Place]) -> list[_Place]:
    """Map metres to the canvas with one scale for both axes, the outline in the middle."""
    north, east = [x for x, _ in corners], [y for _, y in corners]
    span = max(max(north) - min(north), max(east) - min(east)) or Decimal(1)
    scale = Decimal(_SIDE - 2 * _MARGIN) / span
    left = (_SIDE - (max(east) - min(east)) * scale) / 2
    top = (_SIDE - (max(north) - min(north)) * scale) / 2
    return [(left + (y - min(east)) * scale, top + (max(north) - x) * scale) for x, y in corners]


def _middle(places: Sequence[_Place]) -> _Place:
    count = Decimal(len(places))
    return sum((x for x, _ in places), Decimal(0)) / count, sum(
        (y for _, y in places), Decimal(0)
    ) / count


def bar_svg(bar: Bar) -> str:
    """Return a value and its bounds on one scale: the room between the bounds, and the value."""
    top, height = 7, 8
    least = _share(bar.least.at) if bar.least else Decimal(0)
    most = _share(bar.most.at) if bar.most else Decimal(_BAR_WIDTH)
    drawn = [f'<rect class="scale" x="0" y="{top}" width="{_BAR_WIDTH}" height="{height}" rx="2"/>']
    if (bar.least or bar.most) and most >= least:
        width = _n(most - least)
        drawn.append(
            f'<rect class="room" x="{_n(least)}" y="{top}" width="{width}" height="{height}"/>'
        )
    low = _share(bar.low) if bar.low else Decimal(0)
    high = _share(bar.high) if bar.high else Decimal(_BAR_WIDTH)
    if bar.low and bar.low == bar.high:
        drawn.append(f'<circle class="value" cx="{_n(low)}" cy="{top + height // 2}" r="5"/>')
    elif bar.low or bar.high:
        at, width = _n(low), _n(max(high - low, Decimal(1)))
        drawn.append(f'<rect class="value" x="{at}" y="{top + 2}" width="{width}" height="4"/>')
        drawn += [
            f'<rect class="value" x="{_n(end - 1)}" y="{top - 3}" width="2" height="14"/>'
            for end, there in ((low, bar.low), (high, bar.high))
            if there
        ]
    for bound in (bar.least, bar.most):
        if bound is not None:
            at = _n(_share(bound.at))
            drawn.append(f'<path class="bound" d="M{at} 1v20"/>')
    return _svg(f"bar {bar.state}", _BAR_WIDTH, _BAR_HEIGHT, _bar_words(bar), drawn)


def _bar_words(bar: Bar) -> str:
    bounds = [
        f"{side.label}{bound.number}{bar.unit}"
        for side, bound in ((Direction.AT_LEAST, bar.least), (Direction.AT_MOST, bar.most))
        if isinstance(bound, Limit)
    ]
    return f"{bar.title}：{bar.value}{bar.unit}" + (f"，应{'、'.join(bounds)}" if bounds else "")


def _share(at: str) -> Decimal:
    return Decimal(at) * _BAR_WIDTH


def timeline_svg(moments: Sequence[Moment], today: date | None) -> str:
    """Return days in their order, evenly spaced, with today among them.

    Args:
        moments: The days, the earliest first.
        today: The day that is marked; None marks none.
    """
    rows = max(1, -(-len(moments) // _A_ROW))
    a_row = max(1, -(-len(moments) // rows))
    width = 2 * _EDGE + (min(a_row, len(moments) or 1) - 1) * _STEP
    drawn: list[str] = []
    for row in range(rows):
        part = moments[row * a_row : (row + 1) * a_row]
        base = row * _ROW + _AXIS
        drawn.append(f'<path class="axis" d="M8 {base}H{width - 8}"/>')
        for index, one in enumerate(part):
            drawn += _moment(one, _EDGE + index * _STEP, base)
    if today is not None and moments:
        drawn.append(_today(moments, today, a_row, width))
    return _svg("timeline", width, rows * _ROW, "期限时间线", drawn)


def _moment(one: Moment, x: int, base: int) -> list[str]:
    lines = [one.title[at : at + _LETTERS] for at in range(0, len(one.title), _LETTERS)][:2]
    told = _days(one)
    texts = [_line("day", x, base - 14, one.day.isoformat())]
    texts += [_line("what", x, base + 22 + 16 * i, line) for i, line in enumerate(lines)]
    if told:
        texts.append(_line("left", x, base + 22 + 16 * len(lines), told))
    return [
        f'<g class="moment {one.kind} {one.state}"><title>{escape(_moment_words(one))}</title>'
        f'<circle cx="{x}" cy="{base}" r="6"/>{"".join(texts)}</g>'
    ]


def _days(one: Moment) -> str:
    if one.state == "replaced":
        return "已改定"
    if one.done is not None:
        return f"{one.done.isoformat()}{'迟延' if one.state == 'late' else '完成'}"
    if one.state == "done":
        return "已付清"
    if one.state == "untold":
        return "已过，未记实际"
    if one.days is None or one.state == "past":
        return ""
    if one.state == "overdue":
        return f"逾期{-one.days}天"
    return "今天" if one.days == 0 else f"还有{one.days}天"


def _moment_words(one: Moment) -> str:
    return "，".join(filter(None, [one.title, one.day.isoformat(), _days(one), one.basis]))


def _today(moments: Sequence[Moment], today: date, a_row: int, width: int) -> str:
    before = sum(one.day <= today for one in moments)
    row = min(before, len(moments) - 1) // a_row
    x = _EDGE + (before - row * a_row) * _STEP - _STEP // 2
    top = row * _ROW + 4
    x = min(max(x, 5), width - 5)
    return (
        f'<path class="today" d="M{x} {top}v{_ROW - 12}"><title>{today.isoformat()}</title></path>'
    )


def _line(kind: str, x: int, y: int, text: str) -> str:
    return f'<text class="{kind}" x="{x}" y="{y}" text-anchor="middle">{escape(text)}</text>'


def _text(kind: str, place: _Place, middle: _Place, text: str) -> str:
    """Return a text outside the outline: beside it, or above or below it."""
    across, down = place[0] - middle[0], place[1] - middle[1]
    far = (across * across + down * down).sqrt() or Decimal(1)
    x, y = place[0] + across / far * _AWAY, place[1] + down / far * _AWAY + 4
    anchor = "middle"
    if abs(across) > abs(down):
        anchor, x = ("start", x - _AWAY / 2) if across > 0 else ("end", x + _AWAY / 2)
    return (
        f'<text class="{kind}" x="{_n(x)}" y="{_n(y)}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def _pair(place: _Place) -> str:
    return f"{_n(place[0])},{_n(place[1])}"


def _n(value: Decimal) -> str:
    return plain_decimal(round_half_up(value, 2))


def _svg(kinds: str, width: int, height: int, name: str, drawn: Sequence[str]) -> str:
    return (
        f'<svg xmlns="{SVG}" class="{kinds}" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-label={quoteattr(name)}>{"".join(drawn)}</svg>'
    )
