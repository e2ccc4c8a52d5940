"""What differs between two versions of a case, field by field, as a person reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from docgen.intake.form_names import general, of_path, path_of, rows_of
from docgen.intake.form_plan import FormField, whole_plan
from docgen.intake.naming import shown_path
from docgen.web.casework import pack_choices

__all__ = [
    "Change",
    "Parting",
    "changes",
    "field_of",
    "part_of",
    "partings",
    "shown_value",
    "unit_of",
]


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs.

    Attributes:
        name: Its flat name.
        title: Its Chinese path.
        before: What it said, "" for nothing.
        after: What it says, "" for nothing.
    """

    name: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Parting:
    """What two people have made different: a field, or a table as a whole.

    Attributes:
        name: Flat name of the field or table.
        title: Its Chinese path.
        mine: What the one says, a line each.
        theirs: What the other says, a line each.
        by_me: Whether it differs from what both began with in the one.
        by_them: Whether it does in the other.
    """

    name: str
    title: str
    mine: tuple[str, ...]
    theirs: tuple[str, ...]
    by_me: bool
    by_them: bool

    @property
    def is_clash(self) -> bool:
        """Whether both changed it."""
        return self.by_me and self.by_them


def field_of(name: str) -> FormField | None:
    """Return the field of a flat name, None for none."""
    return _fields().get(general(name))


def shown_value(name: str, text: str) -> str:
    """Return a value as a person reads it: the label of a choice, the unit behind a figure.

    Args:
        name: Flat name of the field.
        text: The value, "" for none.
    """
    field = field_of(name)
    if field is None or not text:
        return text
    if (field.model, field.key) == _NAMES_A_FIELD:
        return shown_path(text)
    labels = dict(field.choices) or {one.id: one.name for one in pack_choices() if name == _PACK}
    if text in labels:
        return labels[text]
    return f"{text} {field.unit}" if field.unit else text


_PACK = "jurisdiction"
#: A confirmation says by its key path which field it is about.
_NAMES_A_FIELD = ("Acknowledgement", "path")


@cache
def _fields() -> Mapping[str, FormField]:
    return {of_path(one.path): one for one in whole_plan().fields()}


@cache
def _order() -> Mapping[str, int]:
    return {name: place for place, name in enumerate(_fields())}


def _rank(name: str) -> tuple[int, list[tuple[int, str]]]:
    steps = [(int(one), "") if one.isdigit() else (0, one) for one in name.split(".")]
    return _order().get(general(name), len(_order())), steps


def changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    """Return what differs, in the order of the form.

    Args:
        before: Flat name → text.
        after: Flat name → text.
    """
    names = {one for one in {*before, *after} if before.get(one, "") != after.get(one, "")}
    return tuple(
        Change(
            name,
            shown_path(path_of(name)),
            shown_value(name, before.get(name, "")),
            shown_value(name, after.get(name, "")),
        )
        for name in sorted(names, key=_rank)
    )


def partings(
    base: Mapping[str, str], mine: Mapping[str, str], theirs: Mapping[str, str]
) -> tuple[Parting, ...]:
    """Return what one has to decide between who has edited and who saved in between.

    A table is decided as a whole: rows of the one and rows of the other do not make a table.

    Args:
        base: Flat name → text of the version that both began with.
        mine: What is to be saved.
        theirs: What was saved in between.
    """
    names = {one for one in {*mine, *theirs} if mine.get(one, "") != theirs.get(one, "")}
    units = dict.fromkeys(unit_of(one) for one in sorted(names, key=_rank))
    return tuple(
        Parting(
            unit,
            shown_path(path_of(unit)),
            _lines(unit, mine),
            _lines(unit, theirs),
            by_me=part_of(unit, mine) != part_of(unit, base),
            by_them=part_of(unit, theirs) != part_of(unit, base),
        )
        for unit in units
    )


def unit_of(name: str) -> str:
    """Return what is decided as a whole: the outermost table of a field, else itself."""
    return next((row.rpartition(".")[0] for row, _ in rows_of(name)), name)


def part_of(unit: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return the values of a field or of a table."""
    return {
        name: text
        for name, text in values.items()
        if text and (name == unit or name.startswith(f"{unit}."))
    }


def _lines(unit: str, values: Mapping[str, str]) -> tuple[str, ...]:
    held = part_of(unit, values)
    if set(held) <= {unit}:
        return (shown_value(unit, held[unit]),) if held else ()
    rows: dict[int, list[str]] = {}
    for name in sorted(held, key=_rank):
        place = int(name[len(unit) + 1 :].split(".", 1)[0])
        rows.setdefault(place, []).append(shown_value(name, held[name]))
    return tuple(f"{count}. {'，'.join(rows[one])}" for count, one in enumerate(sorted(rows), 1))
