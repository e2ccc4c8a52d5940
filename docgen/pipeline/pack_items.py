"""The plain values in which a jurisdiction pack is told."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Fact", "Item", "PackTold", "PolicyTold", "Section", "ValueTold"]


@dataclass(frozen=True, slots=True)
class Fact:
    """Something said of an item: ``条件：…``."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ValueTold:
    """A dated value.

    Attributes:
        title: What it is.
        text: The value with its unit.
        since: From which day, ISO; empty where the pack does not say.
        source: ``〔2〕第五条``, with how well it is known.
        note: What else is to be said; may be empty.
    """

    title: str
    text: str
    since: str
    source: str
    note: str


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a section.

    Attributes:
        head: What it is.
        facts: What is said of it.
        source: Where that stands; may be empty.
        note: What else is to be said; may be empty.
        values: Values of its own.
    """

    head: str
    facts: tuple[Fact, ...] = ()
    source: str = ""
    note: str = ""
    values: tuple[ValueTold, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Items of one kind under a heading."""

    title: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class PolicyTold:
    """A policy behind the pack, with number, day and validity in words."""

    title: str
    number: str
    issued: str
    validity: str
    certainty: str
    categories: str
    note: str


@dataclass(frozen=True, slots=True)
class PackTold:
    """A pack; what it leaves to the national pack is not repeated.

    Attributes:
        name: Its name.
        code: Administrative code.
        id: What a case calls it.
        policies: The policies behind it.
        former: Codes that the place bore before, in words.
        sections: What it says of authorities, titles, zones, indicators, classes and offices.
        values: Figures, days and words, figures first.
        changes: What papers must call by its present name; which rules were lowered.
        documents: The documents cited, in the order of their numbers.
    """

    name: str
    code: str
    id: str
    policies: tuple[PolicyTold, ...]
    former: tuple[str, ...]
    sections: tuple[Section, ...]
    values: tuple[ValueTold, ...]
    changes: tuple[Section, ...]
    documents: tuple[str, ...]
