"""The glossary as a list to search: every field a template may print, and where it is printed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

from docgen import glossary
from docgen.templating.library import Library, Shelf
from docgen.templating.manifest import read_manifest
from docgen.templating.show_fields import FieldRow, all_fields, fields_of

__all__ = ["FieldTold", "Use", "key_of", "template_fields", "told_field", "told_fields"]

_DOCX, _MANIFEST = "template.docx", "manifest.yaml"


@dataclass(frozen=True, slots=True)
class Use:
    """A template that names a field.

    Attributes:
        document: Id of the template.
        name: What it is called.
        where: The clauses in which it stands.
        absent: What stands there when it has no value.
    """

    document: str
    name: str
    where: str
    absent: str


@dataclass(frozen=True, slots=True)
class FieldTold:
    """A field.

    Attributes:
        title: Dotted Chinese title, as a template writes it.
        key: English key path, as a case or another program may write it; empty for none.
        unit: Chinese unit; empty for none.
        kind: What it holds.
        source: Where its value comes from, how to fill it in.
        forms: The forms in which it can be printed, besides its own.
        uses: The templates that name it.
    """

    title: str
    key: str
    unit: str
    kind: str
    source: str
    forms: tuple[str, ...]
    uses: tuple[Use, ...] = ()

    @property
    def topic(self) -> str:
        """The first step of its title."""
        return self.title.partition(".")[0]

    def says(self, words: str) -> bool:
        """Return whether every one of some words stands in it.

        Args:
            words: Parted by white space; none are in every field.
        """
        whole = "\n".join((self.title, self.key, self.unit, self.kind, self.source)).casefold()
        return all(word in whole for word in words.casefold().split())


def told_fields(templates: Path | None = None) -> tuple[FieldTold, ...]:
    """Return every field that a template may print, with the templates that name it.

    Args:
        templates: The bureau's own folder of templates.
    """
    uses: dict[str, list[Use]] = {}
    for shelf in Library(templates).all():
        manifest = shelf.manifest
        for row in template_fields(shelf):
            use = Use(manifest.id, manifest.short_title, row.where, row.absent)
            uses.setdefault(row.title, []).append(use)
    return tuple(replace(one, uses=tuple(uses.get(title, ()))) for title, one in _all().items())


def told_field(title: str, templates: Path | None = None) -> FieldTold | None:
    """Return one field, None where there is none of that title.

    Args:
        title: Dotted Chinese title.
        templates: The bureau's own folder of templates.
    """
    if title not in _all():
        return None
    return next(one for one in told_fields(templates) if one.title == title)


def template_fields(shelf: Shelf) -> tuple[FieldRow, ...]:
    """Return the fields that a template of the library names; none where it has no Word file.

    Args:
        shelf: The template.
    """
    data = shelf.folder.read(_DOCX)
    if data is None:
        return ()
    return _fields(data, shelf.folder.read(_MANIFEST) or b"", shelf.manifest.short_title)


@lru_cache(maxsize=256)
def _fields(data: bytes, manifest: bytes, name: str) -> tuple[FieldRow, ...]:
    """Return a template's fields; the same files are read once in a process."""
    return fields_of(data, name=name, manifest=read_manifest(manifest, name=_MANIFEST))


@cache
def _all() -> Mapping[str, FieldTold]:
    """Return every field by title, without its uses."""
    return MappingProxyType(
        {
            row.title: FieldTold(
                row.title, key_of(row.title), row.unit, row.kind, row.source, row.known
            )
            for row in all_fields()
        }
    )


@cache
def _derived() -> Mapping[str, str]:
    return MappingProxyType({one.title: one.key for one in glossary.derived().values()})


def key_of(title: str) -> str:
    """Return the English key path of a dotted title; ``""`` where a case has no such key.

    Args:
        title: As a template writes it, without places in lists.
    """
    if title in _derived():
        return _derived()[title]
    for prefix in ("", f"{glossary.title('Case', 'parties')}."):
        key = _path(f"{prefix}{title}")
        if key:
            return key
    return ""


def _path(title: str) -> str:
    model: str | None = "Case"
    keys: list[str] = []
    for step in title.split("."):
        key = glossary.key_for(model, step) if model else None
        if key is None:
            return ""
        keys.append(key)
        model = glossary.child(model or "", key)
    return ".".join(keys)
