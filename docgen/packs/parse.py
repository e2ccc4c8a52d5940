"""One pack file → one Pack; every problem of the file at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from types import MappingProxyType
from typing import cast, get_args

from docgen import glossary
from docgen.packs.dated import Certainty, Dated, Key, Kind, Scalar, Source
from docgen.packs.model import (
    Authority,
    FormerCode,
    IndicatorSet,
    Pack,
    Policy,
    Status,
    Validity,
)
from docgen.packs.reader import MapReader, read_document

__all__ = ["parse_national", "parse_pack"]

_KINDS = get_args(Kind)
_CERTAINTIES = get_args(Certainty)
_STATUSES = get_args(Status)


def parse_national(data: bytes, *, file: str) -> tuple[Pack, Mapping[str, Key]]:
    """Read the national pack, which also lists every key that any pack may set.

    Args:
        data: The file's bytes.
        file: The file's name as messages say it.

    Raises:
        PackError: With every problem of the file.
    """
    document = read_document(data, file=file)
    keys = _keys(document)
    return _pack(document, keys=keys, national=None), keys


def parse_pack(data: bytes, *, file: str, keys: Mapping[str, Key], national: Pack) -> Pack:
    """Read a county's pack.

    Args:
        data: The file's bytes.
        file: The file's name as messages say it.
        keys: Every key that a pack may set.
        national: The pack below.

    Raises:
        PackError: With every problem of the file.
    """
    return _pack(read_document(data, file=file), keys=keys, national=national)


def _keys(document: MapReader) -> Mapping[str, Key]:
    listed = document.mapping("keys")
    if listed is None:
        return MappingProxyType({})
    keys = {}
    for name in listed.names():
        entry = listed.mapping(name)
        if entry is None:
            continue
        kind = cast(Kind, entry.choice("kind", _KINDS, default="number"))
        unit = entry.text("unit", required=False)
        keys[name] = Key(name, kind, unit, entry.text("title"))
        entry.finish()
    return MappingProxyType(keys)


def _pack(document: MapReader, *, keys: Mapping[str, Key], national: Pack | None) -> Pack:
    pack_id = document.text("id")
    code = document.text("code")
    if code and not (code.isascii() and code.isdigit() and len(code) == 6):
        document.problem("code", f"「{code}」不是行政区划代码。", "写六位数字，加引号。", code)
    jurisdiction = pack_id if national else None
    pack = Pack(
        id=pack_id,
        names=document.words("names"),
        code=code,
        former_codes=tuple(_former_code(item) for item in document.mappings("former_codes")),
        policy=_policy(document),
        authorities=tuple(_authority(item) for item in document.mappings("authorities")),
        titles=_titles(document),
        indicators=_indicators(document, jurisdiction),
        values=_values(document, keys=keys, jurisdiction=jurisdiction),
        national=national,
    )
    document.finish()
    document.notes.raise_if_any()
    return pack


def _policy(document: MapReader) -> Policy:
    entry = document.mapping("policy")
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
        certainty=_certainty(entry),
        note=entry.text("note", required=False),
    )
    entry.finish()
    return policy


def _former_code(entry: MapReader) -> FormerCode:
    until = entry.year("until", required=True)
    former = FormerCode(entry.text("code"), entry.text("name"), entry.year("since"), until or 0)
    entry.finish()
    return former


def _authority(entry: MapReader) -> Authority:
    authority = Authority(
        role=entry.text("role"),
        kind=entry.choice("kind", tuple(glossary.enum_labels("AuthorityKind"))),
        name=entry.text("name", required=False),
        certainty=_certainty(entry),
        note=entry.text("note", required=False),
    )
    entry.finish()
    return authority


def _titles(document: MapReader) -> Mapping[str, str]:
    entry = document.mapping("titles", required=False)
    if entry is None:
        return MappingProxyType({})
    return MappingProxyType({name: entry.text(name) for name in entry.names()})


def _indicators(document: MapReader, jurisdiction: str | None) -> IndicatorSet | None:
    entry = document.mapping("indicators", required=False)
    if entry is None:
        return None
    found = IndicatorSet(
        core=_core(entry),
        offered=entry.words("offered", required=False),
        extra=entry.choice("extra", tuple(glossary.enum_labels("ExtraKind")), required=False),
        source=_source(entry),
        certainty=_certainty(entry),
        note=entry.text("note", required=False),
        jurisdiction=jurisdiction,
    )
    entry.finish()
    return found


def _core(entry: MapReader) -> tuple[str, ...]:
    known = glossary.terms("Indicators")
    core = entry.words("core")
    for key in core:
        if key not in known:
            fix = f"改为其中之一：{'、'.join(known)}。"
            entry.problem("core", f"「{key}」不是指标的键。", fix, key)
    return core


def _values(
    document: MapReader, *, keys: Mapping[str, Key], jurisdiction: str | None
) -> Mapping[str, tuple[Dated, ...]]:
    listed = document.mapping("values", required=False)
    if listed is None:
        return MappingProxyType({})
    histories = {}
    for name in listed.names():
        if name not in keys:
            listed.unknown(name, keys)
            continue
        items = [_dated(item, keys[name], jurisdiction) for item in listed.mappings(name)]
        history = tuple(item for item in items if item is not None)
        _check_order(listed, name, history)
        histories[name] = history
    return MappingProxyType(histories)


def _dated(entry: MapReader, key: Key, jurisdiction: str | None) -> Dated | None:
    value = _scalar(entry, key.kind)
    unit = entry.text("unit", required=bool(key.unit))
    if unit and unit != key.unit:
        entry.problem("unit", f"单位「{unit}」不对。", f"本项单位为「{key.unit or '无'}」。", unit)
    since = entry.day("since")
    source = _source(entry)
    certainty = _certainty(entry)
    checked_on = entry.day("checked_on", required=True)
    note = entry.text("note", required=False)
    entry.finish()
    if value is None or checked_on is None:
        return None
    return Dated(key, value, since, source, certainty, checked_on, note, jurisdiction)


def _scalar(entry: MapReader, kind: Kind) -> Scalar | None:
    if kind == "number":
        return entry.number("value")
    if kind == "date":
        return entry.day("value", required=True)
    if kind == "words":
        return entry.words("value")
    return entry.text("value")


def _check_order(listed: MapReader, name: str, history: tuple[Dated, ...]) -> None:
    days = [item.since or date.min for item in history]
    if any(later <= earlier for earlier, later in pairwise(days)):
        listed.problem(name, "各值的 since 没有由早到晚排列。", "旧值在前、新值在后，不得同日。")


def _source(entry: MapReader) -> Source:
    source = entry.mapping("source")
    if source is None:
        return Source("", "")
    found = Source(
        title=source.text("title"),
        article=source.text("article"),
        number=source.text("number", required=False),
        issued=source.day("issued"),
    )
    source.finish()
    return found


def _certainty(entry: MapReader) -> Certainty:
    return cast(Certainty, entry.choice("certainty", _CERTAINTIES))
