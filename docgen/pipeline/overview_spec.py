"""What a parcel's overview shows: read once from ``schemas/overview.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import yaml

from docgen.resources import schema_bytes

__all__ = ["BarSpec", "FactSpec", "MomentSpec", "Spec", "spec"]


@dataclass(frozen=True, slots=True)
class BarSpec:
    """A value and what bounds it.

    Attributes:
        path: Path of the value in the case.
        least: Key of the pack that it may not fall below; "" for none.
        most: Key of the pack that it may not exceed.
        within: Path of another range of the case that it must keep.
        of_use: Whether the law's longest term for the parcel's use bounds it.
    """

    path: str
    least: str = ""
    most: str = ""
    within: str = ""
    of_use: bool = False


@dataclass(frozen=True, slots=True)
class MomentSpec:
    """A day.

    Attributes:
        path: Path of the figure that is the day; ``[]`` stands for each place in a list.
        kind: Whether it happened, or is the last day of something.
        title: What it is called; "" for the field's own name, ``{n}`` for the place in the list.
        done: Path of the day on which it was really done.
        paid: Field beside it that says how much was paid.
        due: Field beside it that says how much was to be paid.
        months: Path of a count of months that are added to the day.
    """

    path: str
    kind: Literal["event", "deadline"]
    title: str = ""
    done: str = ""
    paid: str = ""
    due: str = ""
    months: str = ""


@dataclass(frozen=True, slots=True)
class FactSpec:
    """A value of the head of the page.

    Attributes:
        path: Path of its figure.
        forms: Further forms of it that are told.
        title: What it is called; "" for the field's own name.
    """

    path: str
    forms: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Spec:
    """What an overview shows.

    Attributes:
        bars: By the path of the value.
        moments: In the order in which they are told on the same day.
        replaced: Paths of the days on which something was agreed one after the other.
        facts: What the head tells.
    """

    bars: Mapping[str, BarSpec]
    moments: tuple[MomentSpec, ...]
    replaced: Mapping[str, tuple[str, ...]]
    facts: tuple[FactSpec, ...]


@cache
def spec() -> Spec:
    """Return what an overview shows."""
    held: dict[str, Any] = yaml.safe_load(schema_bytes("overview.yaml"))
    bars = (BarSpec(**entry) for entry in held["bars"])
    return Spec(
        {one.path: one for one in bars},
        tuple(MomentSpec(**entry) for entry in held["moments"]),
        {what: tuple(paths) for what, paths in held["replaced"].items()},
        tuple(FactSpec(**{**one, "forms": tuple(one.get("forms", ()))}) for one in held["facts"]),
    )
