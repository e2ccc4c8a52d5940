"""What a page asks of whoever prepares a print run: which notices, which packs, what is common."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from docgen import glossary
from docgen.intake.form_plan import FieldKind, FormField
from docgen.packs import list_packs
from docgen.packs.notices import notice_laws
from docgen.pipeline.form import form_of
from docgen.templating.library import Library

__all__ = ["Choice", "Wanted", "lacking", "notices", "packs", "wanted"]

#: What a notice is issued as, in the order of the list.
_TRACKS: Mapping[str, str] = MappingProxyType(
    {"contract": "合同催告与履约", "admin": "行政程序与决定", "tax": "税费", "none": "其他通知"}
)
#: Fields that are commonly the same for a whole run.
_OF_THE_RUN = ("document_date", "as_of", "notice.", "parties.grantor.")
#: Papers before this one are known to the register.
_NOT_OF_A_ROW = (*_OF_THE_RUN, "chain.")
#: What the run itself knows, or each row says.
_NEVER_COMMON = frozenset({"notice.kind", "notice.document_no", "notice.addressee", "notice.date"})
_LIST = "[]"


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to be chosen: its id and its name."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field to be filled in once for the whole run.

    Attributes:
        key: Its dotted Chinese title.
        label: What the page calls it.
        kind: How it is filled in.
        unit: Its unit; may be empty.
        note: How to fill it in; may be empty.
        choices: The labels it may have.
        needed: Whether no notice is made without it.
    """

    key: str
    label: str
    kind: FieldKind
    unit: str
    note: str
    choices: tuple[str, ...]
    needed: bool


def notices(templates: Path | None) -> tuple[tuple[str, tuple[Choice, ...]], ...]:
    """Return the notices that can be printed, by what they are issued as.

    Args:
        templates: A bureau's own folder of templates.
    """
    tracks = {kind: law.track for kind, law in notice_laws().items()}
    groups: dict[str, list[Choice]] = {name: [] for name in _TRACKS}
    for shelf in Library(templates).all():
        kind = shelf.manifest.kind
        if kind is not None:
            one = Choice(shelf.manifest.id, shelf.manifest.short_title)
            groups[tracks.get(kind.value, "none")].append(one)
    return tuple((_TRACKS[name], tuple(some)) for name, some in groups.items() if some)


def packs() -> tuple[Choice, ...]:
    """Return the jurisdictions' packs."""
    return tuple(Choice(one.id, one.names[0]) for one in list_packs())


def wanted(
    notice: str, jurisdiction: str | None, templates: Path | None, found: Mapping[str, Any]
) -> tuple[Wanted, ...]:
    """Return what may be filled in for the whole run: what no column feeds, the needed ones first.

    Args:
        notice: Id or name of the notice.
        jurisdiction: The pack.
        templates: A bureau's own folder of templates.
        found: What the reader of ledgers told of it.
    """
    known = {one["path"] for one in (*found["columns"], *found["common"])}
    some = [
        _wanted(one)
        for one in _fields(notice, jurisdiction, templates)
        if one.path.startswith(_OF_THE_RUN)
        and one.path not in _NEVER_COMMON | known
        and _LIST not in one.path
    ]
    return tuple(sorted(some, key=lambda one: not one.needed))


def lacking(
    notice: str, jurisdiction: str | None, templates: Path | None, found: Mapping[str, Any]
) -> tuple[str, ...]:
    """Return the titles of what the notice needs of each row and no column feeds.

    Args:
        notice: Id or name of the notice.
        jurisdiction: The pack.
        templates: A bureau's own folder of templates.
        found: What the reader of ledgers told of it.
    """
    return tuple(_lacking(notice, jurisdiction, templates, found))


def _lacking(
    notice: str, jurisdiction: str | None, templates: Path | None, found: Mapping[str, Any]
) -> Iterator[str]:
    known = {one["path"].replace("[0]", _LIST) for one in (*found["columns"], *found["common"])}
    for one in _fields(notice, jurisdiction, templates):
        needed = one.need == "required" and not one.conditional
        if needed and not one.path.startswith(_NOT_OF_A_ROW) and one.path not in known:
            yield glossary.title_path(one.path.replace(_LIST, "[0]"))


@lru_cache(maxsize=64)
def _fields(notice: str, jurisdiction: str | None, templates: Path | None) -> Sequence[FormField]:
    plan = form_of(notice, jurisdiction=jurisdiction, templates=templates)
    return tuple(plan.used().fields())


def _wanted(one: FormField) -> Wanted:
    return Wanted(
        key=glossary.title_path(one.path),
        label=one.label,
        kind=one.kind,
        unit=one.unit,
        note=one.note,
        choices=tuple(label for _, label in one.choices),
        needed=one.need == "required",
    )
