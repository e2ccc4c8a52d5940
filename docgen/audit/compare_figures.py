"""Which figures changed between two lines, and whether their other forms changed with them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from docgen.audit.compare_tokens import Hunk, Token, cut, value_of
from docgen.audit.compare_values import FigureChange, OldLine, Spot
from docgen.audit.readback import disagreement
from docgen.proof import Figure

__all__ = ["Fate", "changes", "fates", "seen_figures"]

_TITLES = {
    "date": "年月日",
    "words": "大写",
    "number": "数字",
    "code": "号码",
    "numeral": "数字",
    "letter": "文字",
    "clause": "条号",
}
_WORDS_FORM = "大写"
_PLAIN_FORM = "小写"
_FEW = 3


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a figure: where it stood, what it said, what stands there now."""

    spot: Spot
    line: OldLine
    old: str
    new: str

    @property
    def changed(self) -> bool:
        """Whether something else stands there now."""
        return self.old != self.new


def seen_figures(line: OldLine) -> tuple[Spot, ...]:
    """Return a line's known figures and, besides, every number, day and code seen in its text."""
    taken = [(one.start, one.end) for one in line.spots]
    found = list(line.spots)
    for token in cut(line.text):
        if not token.is_figure or any(a < token.end and token.start < b for a, b in taken):
            continue
        value = value_of(token.text)
        form = _WORDS_FORM if token.kind == "words" else ""
        twin = value if token.kind in ("words", "number") else token.start
        path = f"{line.part}#{line.paragraph}#{twin}"
        found.append(Spot(_TITLES[token.kind], path, form, token.start, token.end, known=False))
    return tuple(sorted(found, key=lambda one: one.start))


def fates(line: OldLine, new: str | None, found: Sequence[Hunk]) -> list[Fate]:
    """Return what became of each figure of a line.

    Args:
        line: The earlier line.
        new: The later line; None when the line is gone.
        found: Where the two differ.
    """
    spots = seen_figures(line)
    if new is None:
        return [Fate(one, line, line.text[one.start : one.end], "") for one in spots]
    return [
        Fate(one, line, line.text[one.start : one.end], _mapped(one, line.text, new, found, spots))
        for one in spots
    ]


def _mapped(spot: Spot, old: str, new: str, found: Sequence[Hunk], spots: Sequence[Spot]) -> str:
    """Return what stands in the new line where a figure stood in the old one."""
    text, at = "", spot.start
    for hunk in found:
        if hunk.a2 < spot.start or hunk.a1 > spot.end or _only_touches(hunk, spot):
            continue
        if hunk.a1 < spot.start or hunk.a2 > spot.end:
            return _in_hunk(spot, old, new, hunk, spots)
        text += old[at : hunk.a1] + new[hunk.b1 : hunk.b2]
        at = hunk.a2
    return text + old[at : spot.end]


def _only_touches(hunk: Hunk, spot: Spot) -> bool:
    """Return whether a stretch lies beside the figure: words put before or behind it."""
    return hunk.a2 <= spot.start or hunk.a1 >= spot.end


def _in_hunk(spot: Spot, old: str, new: str, hunk: Hunk, spots: Sequence[Spot]) -> str:
    """Return the figure's counterpart where the words around it changed too."""
    kind = _kind(old[spot.start : spot.end])
    rivals = [
        one
        for one in spots
        if one.start < hunk.a2 and hunk.a1 < one.end and _kind(old[one.start : one.end]) == kind
    ]
    alike = [one.text for one in cut(new[hunk.b1 : hunk.b2]) if one.kind == kind]
    at = rivals.index(spot)
    if kind == "letter":
        inner = new[hunk.b1 : hunk.b2]
        return inner if len(rivals) == 1 else ""
    return alike[at] if at < len(alike) else ""


def _kind(text: str) -> str:
    tokens: tuple[Token, ...] = cut(text)
    return tokens[0].kind if len(tokens) == 1 else "letter"


def changes(all_fates: Sequence[Fate]) -> list[FigureChange]:
    """Return the figures that changed, in order, each with what was not changed with it."""
    by_path: dict[str, list[Fate]] = {}
    for one in all_fates:
        by_path.setdefault(one.spot.path, []).append(one)
    names = _names(all_fates)
    swapped = _swapped(all_fates)
    return [
        FigureChange(
            names[one.spot.path],
            one.spot.path if one.spot.known else "",
            one.spot.form,
            one.line.clause,
            one.line.label,
            one.line.story,
            one.old,
            one.new,
            (*_unmoved(one, by_path[one.spot.path]), *_swap_note(one, swapped, names)),
        )
        for one in all_fates
        if one.changed and not one.spot.absent
    ]


def _names(all_fates: Iterable[Fate]) -> dict[str, str]:
    """Return for each field the shortest end of its title that no other field shares."""
    titles = {one.spot.path: one.spot.title for one in all_fates}
    known = {one.spot.path for one in all_fates if one.spot.known}
    names: dict[str, str] = {}
    for path, title in titles.items():
        parts = title.split(".")
        names[path] = title
        for length in range(1, len(parts) + 1):
            short = ".".join(parts[-length:])
            rivals = {
                other
                for other in known
                if other != path and f".{titles[other]}".endswith(f".{short}")
            }
            if not rivals:
                names[path] = short
                break
    return names


def _unmoved(changed: Fate, family: Sequence[Fate]) -> list[str]:
    """Say which other places of the same field no longer agree with this one."""
    if not changed.new:
        return []
    apart = [one for one in family if one is not changed and one.new and not _agree(changed, one)]
    return [*_other_forms(changed, family, apart), *_other_places(changed, apart)]


def _other_forms(changed: Fate, family: Sequence[Fate], apart: Sequence[Fate]) -> list[str]:
    """Tell of the figure's other forms; of those beside it, where there are any."""
    form = changed.spot.form
    beside = [one for one in family if one.line is changed.line and one.spot.form != form]
    notes = []
    for other in apart:
        if other.spot.form == form or (beside and other not in beside):
            continue
        name = other.spot.form or _PLAIN_FORM
        where = "" if other.line is changed.line else f"{_clause(other)}的"
        if other.changed:
            notes.append(f"{where}{name}改成了另一个数「{other.new}」")
        else:
            notes.append(f"{where}{name}未同步修改")
    return list(dict.fromkeys(notes))


def _other_places(changed: Fate, apart: Sequence[Fate]) -> list[str]:
    """Tell where else the same field still says the former thing in the same form."""
    places = list(
        dict.fromkeys(
            _clause(one)
            for one in apart
            if one.spot.form == changed.spot.form and one.spot.known and not one.changed
        )
    )
    if not places:
        return []
    more = f"等{len(places)}处" if len(places) > _FEW else ""
    return [f"{'、'.join(places[:_FEW])}{more}的同一数据未同步修改"]


def _clause(one: Fate) -> str:
    return one.line.clause or "条款之外"


def _agree(one: Fate, other: Fate) -> bool:
    """Return whether two places of one field say the same."""
    if one.spot.form == other.spot.form:
        left, right = value_of(one.new), value_of(other.new)
        return one.new == other.new or (left is not None and left == right)
    for base, form in ((one, other), (other, one)):
        if base.spot.form in ("", _PLAIN_FORM):
            value = value_of(base.new)
            if not one.spot.known:
                return value is not None and value == value_of(form.new)
            return isinstance(value, Decimal | date) and not _disagree(value, form)
    return True  # 亩 and 大写 are each held against the plain form, not against each other.


def _disagree(value: Decimal | date, other: Fate) -> bool:
    kind = "amount" if other.new.startswith("人民币") else "number"
    figure = Figure(
        key=other.spot.path,
        title=other.spot.title,
        kind="date" if isinstance(value, date) else "amount" if kind == "amount" else "number",
        value=value,
        printed=other.new,
    )
    return disagreement(figure, other.spot.form, other.new) != ""


def _swapped(all_fates: Sequence[Fate]) -> Mapping[tuple[str, str], Fate]:
    """Return the changed figures by what they said and say, to find those that changed places."""
    return {(one.old, one.new): one for one in all_fates if one.changed and one.new}


def _swap_note(
    one: Fate, swapped: Mapping[tuple[str, str], Fate], names: Mapping[str, str]
) -> list[str]:
    other = swapped.get((one.new, one.old))
    if other is None or not one.new or other.spot.path == one.spot.path:
        return []
    return [f"与「{names[other.spot.path]}」互换了"]
