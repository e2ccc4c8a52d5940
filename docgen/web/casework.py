"""Cases as pages read them: opened by number, their flat values, the papers they may have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType

from docgen import glossary, intake
from docgen.errors import DocgenError, InputError, Problem, UsageError
from docgen.figures.compose import compose
from docgen.intake.form_names import flat
from docgen.intake.form_values import Filled, case_from_values
from docgen.model import Case, Stage
from docgen.packs import list_packs
from docgen.pipeline.needs import applicable
from docgen.pipeline.run import pack_of
from docgen.register.desk_records import CaseHead, CaseVersion
from docgen.templating.library import Library, Shelf
from docgen.web.door.who import NotHere
from docgen.web.office import Office

__all__ = [
    "PackChoice",
    "case_of",
    "first_document",
    "found_case",
    "found_head",
    "pack_choices",
    "read_values",
    "shelf_of",
    "stage_named",
    "stages",
    "texts_of",
]

_JURISDICTION = "jurisdiction"


@dataclass(frozen=True, slots=True)
class PackChoice:
    """A jurisdiction to choose: the id that a case holds, and its name."""

    id: str
    name: str


@cache
def pack_choices() -> Sequence[PackChoice]:
    """Return the jurisdictions that a case may name, without the country as a whole."""
    packs = (one for one in list_packs() if one.national is not None)
    return tuple(PackChoice(one.id, one.names[0] if one.names else one.id) for one in packs)


@cache
def stages() -> Mapping[str, str]:
    """Return the stages of a paper with their Chinese names, in their order."""
    return MappingProxyType(dict(glossary.enum_labels(Stage.__name__)))


def stage_named(text: str) -> Stage | None:
    """Return the stage of a name; None for "", which is the case's own.

    Raises:
        UsageError: There is no such stage.
    """
    if not text:
        return None
    try:
        return Stage(text)
    except ValueError as error:
        raise UsageError("没有这个阶段。", fix="从阶段列表里选。") from error


def found_head(shared: Office, case_id: int) -> CaseHead:
    """Return what the list shows of a case.

    Raises:
        NotHere: There is no such case.
    """
    head = shared.desk.case_head(case_id)
    if head is None:
        raise NotHere("案卷")
    return head


def found_case(shared: Office, case_id: int, version: int | None = None) -> CaseVersion:
    """Return a version of a case, by default the newest.

    Raises:
        NotHere: There is none such.
    """
    found = shared.desk.case(case_id, version)
    if found is None:
        raise NotHere("案卷" if version is None else "版本")
    return found


def texts_of(version: CaseVersion) -> dict[str, str]:
    """Return a version as flat names and texts, as the form shows it."""
    return dict(flat(version.data))


def case_of(version: CaseVersion) -> Case:
    """Return the case of a version.

    Raises:
        InputError: It was saved under other rules and cannot be read any more, or names a
            jurisdiction that is none of ours.
    """
    case = intake.case_from_mapping(version.data, name=f"案卷{version.case_id}").case
    if not _is_known(case.jurisdiction):
        raise InputError([_unknown_pack()])
    return case


def read_values(values: Mapping[str, str]) -> Filled:
    """Read what was filled into a form.

    A jurisdiction can be the path of a file elsewhere; here only the shipped ones are taken.

    Args:
        values: Flat name → text.
    """
    filled = case_from_values(values)
    if _is_known(filled.case.jurisdiction):
        return filled
    case = filled.case.model_copy(update={_JURISDICTION: None})
    return replace(filled, case=case, faults=(*filled.faults, (_JURISDICTION, _unknown_pack())))


def _unknown_pack() -> Problem:
    title = glossary.title_path(_JURISDICTION)
    return Problem(f"没有这个{title}。", title, "从列表里选。", path=_JURISDICTION)


def _is_known(name: str | None) -> bool:
    return name is None or any(
        name in (one.id, one.code, *one.names) for one in list_packs() if one.national is not None
    )


def shelf_of(document: str, templates: Path | None) -> Shelf:
    """Return the template of a document.

    Raises:
        NotHere: There is none such.
    """
    try:
        return Library(templates).find(document)
    except UsageError as error:
        raise NotHere("文书") from error


def first_document(case: Case, templates: Path | None) -> str:
    """Return the paper that a case is most likely worked on for.

    Args:
        case: The case.
        templates: A bureau's own folder of templates.
    """
    library = Library(templates)
    if case.notice is not None and case.notice.kind is not None:
        kind = case.notice.kind
        of_kind = (one for one in library.all() if one.manifest.kind is kind)
        return next((one.folder.id for one in of_kind), kind.value)
    try:
        able = applicable(library, compose(case, pack=pack_of(case)))
    except DocgenError:
        able = []
    plain = [one for one in library.all() if one.manifest.kind is None]
    # The one that the others follow from has the most to be filled in.
    return max(able or plain, key=lambda one: len(one.manifest.fields)).folder.id
