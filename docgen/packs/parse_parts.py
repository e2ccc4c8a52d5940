"""Reads the parts of a pack, one mapping of the file at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import cast, get_args

from docgen import glossary
from docgen.packs.dated import Certainty, Key, Source
from docgen.packs.parts import (
    MAIN,
    Authority,
    FormerCode,
    IndicatorKind,
    IndicatorSet,
    LandClass,
    Measure,
    Office,
    Policy,
    Shape,
    Status,
    Title,
    Validity,
)
from docgen.packs.reader import MapReader

__all__ = [
    "Known",
    "read_authority",
    "read_certainty",
    "read_class",
    "read_former_code",
    "read_indicator_kind",
    "read_indicator_set",
    "read_measure",
    "read_office",
    "read_policy",
    "read_source",
    "read_title",
]

_CERTAINTIES = get_args(Certainty)
_STATUSES = get_args(Status)
_SHAPES = get_args(Shape)


@dataclass(frozen=True, slots=True)
class Known:
    """What the parts of a pack may refer to.

    Attributes:
        keys: Every key that a pack may set.
        documents: Chinese names of the documents by id.
        kinds: Every indicator by key.
        policies: The pack's own policies, the leading one first.
        jurisdiction: The pack's id; None for the national pack.
    """

    keys: Mapping[str, Key]
    documents: Mapping[str, str]
    kinds: Mapping[str, IndicatorKind]
    policies: tuple[Policy, ...]
    jurisdiction: str | None


def read_policy(entry: MapReader | None, *, leading: bool) -> Policy:
    """Read a policy; an empty one where the file has none (which is noted already)."""
    if entry is None:
        return Policy("", "", None, Validity(), "G")
    status = cast(Status, entry.choice("status", _STATUSES))
    validity = Validity(status, entry.day("valid_from"), entry.day("valid_to"))
    if validity.valid_from and validity.valid_to and validity.valid_from > validity.valid_to:
        entry.problem(
            "valid_to", "有效期的末日早于首日。", "核对两个日期。", str(validity.valid_to)
        )
    policy = Policy(
        title=entry.text("title"),
        number=entry.text("number", required=False),
        issued=entry.day("issued"),
        validity=validity,
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
        id=MAIN if leading else entry.text("id"),
        categories=() if leading else _categories(entry),
    )
    entry.finish()
    return policy


def read_former_code(entry: MapReader) -> FormerCode:
    """Read an administrative code of former times."""
    until = entry.year("until", required=True)
    former = FormerCode(entry.text("code"), entry.text("name"), entry.year("since"), until or 0)
    entry.finish()
    return former


def read_authority(entry: MapReader, known: Known) -> Authority:
    """Read who acts in a role."""
    authority = Authority(
        role=entry.text("role"),
        kind=entry.choice("kind", tuple(glossary.enum_labels("AuthorityKind"))),
        name=entry.text("name", required=False),
        words=entry.words("words", required=False),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
        jurisdiction=known.jurisdiction,
    )
    entry.finish()
    return authority


def read_title(entry: MapReader, known: Known) -> Title:
    """Read the printed title of a document."""
    title = Title(
        document=entry.choice("document", known.documents),
        text=entry.text("text"),
        categories=_categories(entry),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
    )
    entry.finish()
    return title


def read_indicator_kind(key: str, entry: MapReader) -> IndicatorKind:
    """Read an indicator that counties may ask for."""
    path = entry.text("path", required=False)
    parent, _, name = path.rpartition(".")
    model = glossary.model_at(parent) if path else None
    if path and (model is None or name not in glossary.terms(model)):
        entry.problem("path", f"案卷里没有「{path}」。", "改为案卷的键路径，或删去。", path)
    kind = IndicatorKind(
        key=key,
        name=entry.text("name"),
        shape=cast(Shape, entry.choice("shape", _SHAPES, default="number")),
        unit=entry.text("unit", required=False),
        direction=entry.choice(
            "direction", tuple(glossary.enum_labels("Direction")), default="at_least"
        ),
        path=path,
    )
    entry.finish()
    return kind


def read_indicator_set(entry: MapReader, known: Known) -> IndicatorSet:
    """Read the indicators that certain documents agree on."""
    found = IndicatorSet(
        documents=entry.choices("documents", known.documents),
        core=_kinds(entry, "core", known),
        advised=_kinds(entry, "advised", known),
        offered=_kinds(entry, "offered", known),
        extra=entry.choice("extra", tuple(glossary.enum_labels("ExtraKind")), required=False),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
        jurisdiction=known.jurisdiction,
    )
    entry.finish()
    return found


def _kinds(entry: MapReader, key: str, known: Known) -> tuple[IndicatorKind, ...]:
    names = entry.choices(key, known.kinds, required=key == "core")
    return tuple(known.kinds[name] for name in names)


def read_measure(entry: MapReader, known: Known) -> Measure:
    """Read how an indicator is measured and who supplies the data."""
    measure = Measure(
        indicator=entry.choice("indicator", known.kinds),
        measured_by=entry.text("measured_by", required=False),
        data_source=entry.text("data_source", required=False),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
    )
    entry.finish()
    return measure


def read_class(entry: MapReader, known: Known) -> LandClass:
    """Read a class of under-used land."""
    found = LandClass(
        id=entry.text("id"),
        name=entry.text("name"),
        category=entry.choice("category", _category_codes()),
        conditions=entry.words("conditions", required=False),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
    )
    entry.finish()
    return found


def read_office(entry: MapReader, known: Known) -> Office:
    """Read who leads a task."""
    office = Office(
        task=entry.text("task"),
        lead=entry.text("lead", required=False),
        others=entry.words("others", required=False),
        categories=_categories(entry),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
    )
    if not office.lead and not office.others:
        entry.problem("lead", "没有写牵头单位，也没有写责任单位。", "填写 lead 或 others。")
    entry.finish()
    return office


def read_source(entry: MapReader, known: Known) -> Source:
    """Read a source: a policy of the pack by its id, or a law by its title."""
    source = entry.mapping("source")
    if source is None:
        return Source("", "")
    by_id = {policy.id: policy for policy in known.policies}
    named = source.choice("policy", by_id, required=False)
    if named in by_id:
        policy = by_id[named]
        found = Source(
            policy.title, source.text("article"), policy.number, policy.issued, policy.id
        )
    else:
        title = source.text("title", required=not named)
        ids = (policy.id for policy in known.policies if policy.title == title)
        found = Source(
            title=title,
            article=source.text("article"),
            number=source.text("number", required=False),
            issued=source.day("issued"),
            policy=next(ids, ""),
        )
    source.finish()
    return found


def read_certainty(entry: MapReader) -> Certainty:
    """Read how well a fact is known."""
    return cast(Certainty, entry.choice("certainty", _CERTAINTIES))


def _categories(entry: MapReader) -> tuple[str, ...]:
    return entry.choices("categories", _category_codes(), required=False)


def _category_codes() -> Collection[str]:
    return tuple(glossary.enum_labels("LandCategory"))
