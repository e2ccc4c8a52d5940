"""The form of a document: which fields it prints, which it needs, and the law they rest on."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from docgen import glossary
from docgen.figures.compose import compose
from docgen.intake import case_from_bytes
from docgen.intake.form_names import path_of
from docgen.intake.form_plan import (
    FormField,
    FormPlan,
    FormTable,
    FormTopic,
    Need,
    strongest,
    whole_plan,
)
from docgen.intake.form_values import case_from_values, values_of
from docgen.model import Case, Stage
from docgen.packs import list_packs, load_pack
from docgen.pipeline.needs import Needs
from docgen.pipeline.notices import as_notice
from docgen.rules.book import CHECKS
from docgen.rules.catalogue import catalogue, rule_of
from docgen.templating.library import Library, Shelf
from docgen.templating.lint_blocks import title_of, visit
from docgen.templating.lint_names import named
from docgen.templating.lint_schema import entries
from docgen.templating.lint_tags import read_tags
from docgen.templating.package import read_package
from docgen.templating.places import paragraphs

__all__ = ["form_of", "sample_of"]

_PLACE = re.compile(r"\[\d*\]|\.\d+(?=\.|$)")
_NEEDS: Mapping[str, Need] = {"required": "required", "blank": "blank"}
_OWN = "P"
_JURISDICTION = "jurisdiction"
_MOST_SOURCES = 2
_MEMBERS = ("template.docx", "manifest.yaml", "sample.yaml")
#: What templates use, by the hash of their files: it takes a second to find out.
_KNOWN: dict[str, Mapping[str, _Use]] = {}
_MOST_KNOWN = 128


@dataclass(frozen=True, slots=True)
class _Use:
    """What a document has to do with a field."""

    need: Need
    conditional: bool


def form_of(
    document: str | None, *, jurisdiction: str | None = None, templates: Path | None = None
) -> FormPlan:
    """Return the form of a document; every field of a case is in it, marked with its need.

    ``form_of(…).used()`` is the form without what the document has nothing to do with.

    Args:
        document: Id or Chinese name of a document or notice; None for a whole case.
        jurisdiction: Id or name of the pack that it is filled in for; it must be there.
        templates: A bureau's own folder of templates.

    Raises:
        UsageError: There is no such document.
        PackError: There is no such pack.
        TemplateError: The template is at fault.
    """
    load_pack(jurisdiction)
    if document is None:
        return _marked(whole_plan(), None)
    shelf = Library(templates).find(document)
    manifest = shelf.manifest
    plan = replace(
        whole_plan(),
        document=manifest.id,
        title=manifest.short_title,
        document_version=manifest.version,
        notice=manifest.kind.value if manifest.kind else "",
    )
    return _marked(plan, _uses(shelf))


def sample_of(document: str, *, templates: Path | None = None) -> Case | None:
    """Return the case that a template's sample paper is made of; None where it has none.

    Args:
        document: Id or Chinese name of a document or notice.
        templates: A bureau's own folder of templates.
    """
    return _sample(Library(templates).find(document))


def _sample(shelf: Shelf) -> Case | None:
    data = shelf.folder.read("sample.yaml")
    return case_from_bytes(data, name="sample.yaml").case if data else None


# --- marking -------------------------------------------------------------------------------------


def _marked(plan: FormPlan, uses: Mapping[str, _Use] | None) -> FormPlan:
    return replace(plan, topics=tuple(_topic(topic, uses) for topic in plan.topics))


def _topic(topic: FormTopic, uses: Mapping[str, _Use] | None) -> FormTopic:
    fields = tuple(_field(one, uses) for one in topic.fields)
    return replace(topic, fields=fields, tables=tuple(_table(one, uses) for one in topic.tables))


def _table(table: FormTable, uses: Mapping[str, _Use] | None) -> FormTable:
    columns = tuple(_field(one, uses) for one in table.columns)
    return replace(table, columns=columns, need=strongest(one.need for one in columns))


def _field(field: FormField, uses: Mapping[str, _Use] | None) -> FormField:
    source = "；".join(_sources().get(_plain(field.path), ())[:_MOST_SOURCES])
    if field.path == _JURISDICTION:
        field = replace(field, note=f"{field.note}；现有：{'、'.join(_packs())}")
    if uses is None:
        return replace(field, source=source)
    use = uses.get(field.path, _Use("unused", conditional=False))
    # What is said of the case itself (stage, jurisdiction, day) matters for every document.
    need: Need = "optional" if use.need == "unused" and "." not in field.path else use.need
    return replace(field, need=need, conditional=use.conditional, source=source)


def _packs() -> list[str]:
    return [pack.names[0] for pack in list_packs() if pack.code]


def _plain(path: str) -> str:
    """Return a path without places in lists, as rules name fields."""
    return _PLACE.sub("", path)


@cache
def _sources() -> Mapping[str, tuple[str, ...]]:
    """Return by field what law the rules that read it rest on, those of few fields first."""
    found: dict[str, dict[str, None]] = {}
    own = {one.source.title for one in catalogue() if one.authority == _OWN}
    for check in sorted(CHECKS, key=lambda one: sum(need.count("|") + 1 for need in one.needs)):
        rule = rule_of(check.code)
        if rule.source.title in own:
            continue
        said = f"{rule.source.title} {rule.source.article}".strip()
        for path in {one for need in check.needs for one in need.split("|")}:
            for field in _meant(path):
                found.setdefault(field, {})[said] = None
    return {field: tuple(sources) for field, sources in found.items()}


def _meant(need: str) -> Iterator[str]:
    """Yield the fields that a rule's need names: one, or all of a key."""
    if need.startswith("*."):
        yield from (path for path in _plains() if path.endswith(need[1:]))
    elif "." in need:
        yield need


@cache
def _plains() -> frozenset[str]:
    return frozenset(_plain(one.path) for one in whole_plan().fields())


# --- what a document uses ------------------------------------------------------------------------


def _uses(shelf: Shelf) -> Mapping[str, _Use]:
    members = (shelf.folder.read(name) or b"" for name in _MEMBERS)
    key = hashlib.sha256(b"".join(hashlib.sha256(one).digest() for one in members)).hexdigest()
    if key not in _KNOWN:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = _found(shelf)
    return _KNOWN[key]


def _found(shelf: Shelf) -> Mapping[str, _Use]:
    found = {
        path: _use(title, shelf, certain=certain)
        for path, (title, certain) in _named(shelf).items()
    }
    case = _sample(shelf)
    if case is not None:
        values, lacks = values_of(case), _lacks(shelf)
        for path in dict.fromkeys(map(_general, values)):
            left = {name: text for name, text in values.items() if _general(name) != path}
            found[path] = _tried(found.get(path), lacking=lacks(case_from_values(left).case))
    if shelf.manifest.kind is not None:
        found["notice.kind"] = _Use("required", conditional=False)
    return found


def _tried(said: _Use | None, *, lacking: bool) -> _Use:
    """Return what a field is to a document whose sample was tried without it.

    Args:
        said: What template and manifest say of it; None where the template does not name it.
        lacking: Whether the paper is not made without it: something that it prints rests on it.
    """
    if lacking:
        return said if said and said.need == "required" else _Use("required", conditional=False)
    if said is None or (said.need == "required" and not said.conditional):
        # What is not given is taken from elsewhere, or only the checks read it.
        return _Use("optional", conditional=False)
    return said


def _use(title: str, shelf: Shelf, *, certain: bool) -> _Use:
    by_stage = shelf.manifest.fields.get(title)
    what = by_stage["absent"].what if by_stage else "omit"
    need = _NEEDS.get(what, "optional")
    return _Use(need, conditional=not certain and need == "required")


def _named(shelf: Shelf) -> Mapping[str, tuple[str, bool]]:
    """Return the fields that a template names: by path, the title and whether it surely prints."""
    found: dict[str, tuple[str, bool]] = {}
    name = shelf.manifest.id
    for _, seen in paragraphs(
        read_package(shelf.folder.read("template.docx") or b"", name=name), name=name
    ):
        visits, _ = visit([tag for one in seen for tag in read_tags(one)[0]], loose=True)
        for one in visits:
            for expr in named(one.tag.expr) if one.tag.expr is not None else ():
                title = title_of(expr, one.loops)
                prints = one.tag.word == "print" and not one.facts
                for path in _paths().get(title, ()):
                    known, certain = found.get(path, (title, False))
                    found[path] = known, certain or prints
    return found


@cache
def _paths() -> Mapping[str, tuple[str, ...]]:
    """Return the fields that a title of a template stands for."""
    item, parties = glossary.list_item()["text"], f"{glossary.title('Case', 'parties')}."
    found: dict[str, list[str]] = {}
    for table in whole_plan().tables():
        if table.plain:
            found[f"{_title(table.path)}.{item}"] = [table.columns[0].path]
    for one in whole_plan().fields():
        title = _title(one.path)
        found.setdefault(title, []).append(one.path)
        short = title.removeprefix(parties)
        if short != title and short in entries():
            found.setdefault(short, []).append(one.path)
    return {title: tuple(paths) for title, paths in found.items()}


def _title(path: str) -> str:
    return glossary.title_path(path.replace("[]", ""))


def _general(name: str) -> str:
    """Return the path of a flat name with ``[]`` for places; numbers of pairs stay."""
    path = re.sub(r"\[\d+\]", "[]", path_of(name))
    pair = path.removesuffix("[][]")
    return path if pair == path else f"{pair}[].{name.rpartition('.')[2]}"


def _lacks(shelf: Shelf) -> Callable[[Case], bool]:
    """Return what says whether the paper of a case is not made for want of a value."""
    needs, pack = Needs(shelf.manifest, shelf.compiled(), Stage.FINAL), load_pack(None)

    def lacks(case: Case) -> bool:
        seen = as_notice(case, shelf.manifest.kind)
        return bool(needs.missing(compose(seen, stage=Stage.FINAL, pack=pack), None))

    return lacks
