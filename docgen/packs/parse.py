"""One pack file → one Pack; every problem of the file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import cast, get_args

from docgen.errors import InputError
from docgen.packs.dated import Key, Kind
from docgen.packs.model import Pack
from docgen.packs.parse_parts import (
    Known,
    read_authority,
    read_class,
    read_former_code,
    read_indicator_kind,
    read_indicator_set,
    read_measure,
    read_office,
    read_policy,
    read_title,
)
from docgen.packs.parse_revisions import read_lowered, read_renamed
from docgen.packs.parse_values import read_values, read_zone
from docgen.packs.parts import IndicatorKind, Policy, Zone
from docgen.packs.reader import MapReader, read_document

__all__ = ["parse_national", "parse_pack"]

_KINDS = get_args(Kind)
_BASE = "based_on"


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
    pack = _pack(document, keys=keys, national=None)
    return replace(pack, sha256=_sha256(data)), keys


def parse_pack(
    data: bytes,
    *,
    file: str,
    keys: Mapping[str, Key],
    national: Pack,
    find: Callable[[str], Pack] | None = None,
) -> Pack:
    """Read a county's pack, or a bureau's own that stands on a county's.

    Args:
        data: The file's bytes.
        file: The file's name as messages say it.
        keys: Every key that a pack may set.
        national: The pack below.
        find: Finds the shipped pack that a bureau's own pack stands on, by name; it raises
            InputError for an unknown one. None where no pack may stand on another.

    Raises:
        PackError: With every problem of the file.
    """
    document = read_document(data, file=file)
    if find is not None and _BASE in document.names():
        return replace(_on_base(document, find), sha256=_sha256(data))
    return replace(_pack(document, keys=keys, national=national), sha256=_sha256(data))


def _on_base(document: MapReader, find: Callable[[str], Pack]) -> Pack:
    """Read a pack that is a county's but for the rules that it lowers.

    It may say nothing else: a bureau does not change what the law or the county's policy says.
    """
    name = document.text(_BASE)
    lowered = tuple(read_lowered(one) for one in document.mappings("lowered"))
    document.finish()
    base = None
    try:
        base = find(name) if name else None
    except InputError as error:
        problem = error.problems[0]
        document.problem(_BASE, problem.message, problem.fix, name)
    document.notes.raise_if_any()
    # Without problems there is a base.
    return replace(cast(Pack, base), lowered=lowered)


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _keys(document: MapReader) -> Mapping[str, Key]:
    keys: dict[str, Key] = {}
    for name, entry in _entries(document.mapping("keys")):
        kind = cast(Kind, entry.choice("kind", _KINDS, default="number"))
        unit, title = entry.text("unit", required=False), entry.text("title")
        keys[name] = Key(name, kind, unit, title, entry.text("enum", required=kind == "code"))
        entry.finish()
    return keys


def _pack(document: MapReader, *, keys: Mapping[str, Key], national: Pack | None) -> Pack:
    pack_id, code = document.text("id"), document.text("code")
    if code and not (code.isascii() and code.isdigit() and len(code) == 6):
        document.problem("code", f"「{code}」不是行政区划代码。", "写六位数字，加引号。", code)
    policies = _policies(document)
    known = Known(
        keys=keys,
        documents=_documents(document, national),
        kinds=_indicator_kinds(document, national),
        policies=policies,
        jurisdiction=pack_id if national else None,
    )
    pack = Pack(
        id=pack_id,
        names=document.words("names"),
        code=code,
        former_codes=tuple(read_former_code(one) for one in document.mappings("former_codes")),
        policy=policies[0],
        further_policies=policies[1:],
        authorities=tuple(read_authority(one, known) for one in document.mappings("authorities")),
        documents=known.documents,
        titles=tuple(read_title(one, known) for one in document.mappings("titles")),
        zones=_zones(document, known),
        indicator_kinds=known.kinds,
        indicator_sets=tuple(
            read_indicator_set(one, known) for one in document.mappings("indicators")
        ),
        measures=tuple(read_measure(one, known) for one in document.mappings("measures")),
        classes=tuple(read_class(one, known) for one in document.mappings("classes")),
        offices=tuple(read_office(one, known) for one in document.mappings("offices")),
        values=read_values(document, known),
        renamed=tuple(read_renamed(one, known) for one in document.mappings("renamed")),
        lowered=tuple(read_lowered(one) for one in document.mappings("lowered")),
        national=national,
    )
    document.finish()
    document.notes.raise_if_any()
    return pack


def _policies(document: MapReader) -> tuple[Policy, ...]:
    leading = document.mapping("policy")
    policies = [read_policy(leading, leading=True)]
    for entry in document.mappings("further_policies"):
        policy = read_policy(entry, leading=False)
        if any(policy.id == other.id for other in policies):
            entry.problem("id", f"代号「{policy.id}」用了两次。", "各政策的代号不得相同。")
        policies.append(policy)
    return tuple(policies)


def _documents(document: MapReader, national: Pack | None) -> Mapping[str, str]:
    found = dict(national.documents) if national else {}
    entry = document.mapping("documents", required=False)
    if entry:
        found.update({name: entry.text(name) for name in entry.names()})
    return found


def _indicator_kinds(document: MapReader, national: Pack | None) -> Mapping[str, IndicatorKind]:
    found = dict(national.indicator_kinds) if national else {}
    for key, entry in _entries(document.mapping("indicator_kinds", required=False)):
        found[key] = read_indicator_kind(key, entry)
    return found


def _entries(listed: MapReader | None) -> Iterator[tuple[str, MapReader]]:
    for name in listed.names() if listed else ():
        entry = listed.mapping(name) if listed else None
        if entry:
            yield name, entry


def _zones(document: MapReader, known: Known) -> tuple[Zone, ...]:
    zones: list[Zone] = []
    for entry in document.mappings("zones"):
        zone = read_zone(entry, known)
        if any(zone.id == other.id for other in zones):
            entry.problem("id", f"代号「{zone.id}」用了两次。", "各区的代号不得相同。", zone.id)
        zones.append(zone)
    ids = {zone.id for zone in zones}
    for zone in zones:
        for other in zone.alike:
            if other not in ids:
                fix = f"改为其中之一：{'、'.join(sorted(ids))}。"
                document.problem("zones", f"{zone.id} 的 alike 里没有「{other}」这个区。", fix)
    return tuple(zones)
