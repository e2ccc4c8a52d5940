"""What lint says and goes by, from ``schemas/lint.yaml``; and the fault, its one result."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias, cast

import yaml

from docgen.resources import schema_bytes
from docgen.templating.places import Place, Spot

__all__ = ["Fault", "FaultKind", "LintWords", "Severity", "fault", "fault_kinds", "words"]

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class FaultKind:
    """A kind of fault: its code, what it is called, how grave it is with and without manifest."""

    code: str
    name: str
    severity: Severity
    loose: Severity
    message: str
    fix: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is wrong with a template.

    Attributes:
        code: ``T201``…; ``T001``… are those of compilation.
        severity: ``error`` or ``warning``.
        message: What is wrong.
        fix: How to put it right.
        spot: The letters at fault.
        tag: The tag, where there is one.
    """

    code: str
    severity: Severity
    message: str
    fix: str
    spot: Spot
    tag: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the fault as ``template lint --json`` prints it."""
        place = self.spot.place
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "fix": self.fix,
            "where": str(place),
            "part": place.part,
            "paragraph": place.paragraph,
            "text": place.text,
            "table": place.table,
            "row": place.row,
            "cell": place.cell,
            "start": self.spot.start,
            "end": self.spot.end,
            "tag": self.tag,
        }


@dataclass(frozen=True, slots=True)
class LintWords:
    """The data that lint goes by.

    Attributes:
        kinds: Chinese name of each kind of value.
        units: Standard unit by each way of writing it.
        prefixes: Standard unit by what is written before a number.
        loose_units: Units that are plain words behind a number without unit.
        forms: What each form prints its number in, by the field's unit.
        placeholders: What a hand leaves to be filled in.
        chinese_fonts: Names of Chinese fonts that hold no Chinese character.
        japanese_fonts: Names of Japanese fonts.
    """

    kinds: Mapping[str, str]
    units: Mapping[str, str]
    prefixes: Mapping[str, str]
    loose_units: frozenset[str]
    forms: Mapping[str, Mapping[str, str]]
    placeholders: re.Pattern[str]
    chinese_fonts: frozenset[str]
    japanese_fonts: frozenset[str]


@cache
def _data() -> Mapping[str, Any]:
    # Texts only: no key or word is read as a number or a boolean.
    return cast(
        Mapping[str, Any],
        yaml.load(schema_bytes("lint.yaml"), Loader=yaml.CBaseLoader),  # noqa: S506 - safe
    )


@cache
def fault_kinds() -> Mapping[str, FaultKind]:
    """Return every kind of fault by its code, in the catalogue's order."""
    return MappingProxyType(
        {
            code: FaultKind(
                code,
                entry["name"],
                entry["severity"],
                entry.get("loose", entry["severity"]),
                entry.get("message", ""),
                entry.get("fix", ""),
            )
            for code, entry in _data()["faults"].items()
        }
    )


@cache
def words() -> LintWords:
    """Return the data that lint goes by."""
    data = _data()
    return LintWords(
        kinds=MappingProxyType(dict(data["kinds"])),
        units=_by_writing(data["units"]),
        prefixes=_by_writing(data["prefixes"]),
        loose_units=frozenset(data["loose_units"]),
        forms=MappingProxyType({name: dict(units) for name, units in data["forms"].items()}),
        placeholders=re.compile("|".join(data["placeholders"])),
        chinese_fonts=frozenset(one.casefold() for one in data["chinese_fonts"]),
        japanese_fonts=frozenset(one.casefold() for one in data["japanese_fonts"]),
    )


def _by_writing(units: Mapping[str, list[str]]) -> Mapping[str, str]:
    return MappingProxyType({way: unit for unit, ways in units.items() for way in ways})


def fault(
    code: str, spot: Spot | Place, *, loose: bool = False, tag: str = "", **said: str
) -> Fault:
    """Return a fault in the words of the catalogue.

    Args:
        code: Code of the catalogue.
        spot: The letters at fault, or the place as a whole.
        loose: Whether the template has no manifest.
        tag: The tag at fault.
        said: What the catalogue's sentences leave open.
    """
    kind = fault_kinds()[code]
    return Fault(
        code=code,
        severity=kind.loose if loose else kind.severity,
        message=kind.message.format(**said),
        fix=kind.fix.format(**said),
        spot=spot if isinstance(spot, Spot) else Spot(spot),
        tag=tag,
    )
