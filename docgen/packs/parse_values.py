"""Reads the dated values of a pack and of its zones."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from docgen import glossary
from docgen.packs.dated import Dated, Key, Scalar
from docgen.packs.parse_parts import Known, read_certainty, read_source
from docgen.packs.parts import Zone
from docgen.packs.reader import MapReader

__all__ = ["read_values", "read_zone"]


def read_zone(entry: MapReader, known: Known) -> Zone:
    """Read a zone with its values."""
    zone = Zone(
        id=entry.text("id"),
        name=entry.text("name"),
        aliases=entry.words("aliases", required=False),
        alike=entry.words("alike", required=False),
        source=read_source(entry, known),
        certainty=read_certainty(entry),
        note=entry.text("note", required=False),
        jurisdiction=known.jurisdiction,
        values=read_values(entry, known),
    )
    entry.finish()
    return zone


def read_values(holder: MapReader, known: Known) -> Mapping[str, tuple[Dated, ...]]:
    """Read ``values``: the history of each key, oldest first."""
    listed = holder.mapping("values", required=False)
    histories: dict[str, tuple[Dated, ...]] = {}
    if listed is None:
        return histories
    for name in listed.names():
        if name not in known.keys:
            listed.unknown(name, known.keys)
            continue
        items = [_dated(item, known.keys[name], known) for item in listed.mappings(name)]
        history = tuple(item for item in items if item is not None)
        _check_order(listed, name, history)
        histories[name] = history
    return histories


def _dated(entry: MapReader, key: Key, known: Known) -> Dated | None:
    value = _scalar(entry, key)
    unit = entry.text("unit", required=bool(key.unit))
    if unit and unit != key.unit:
        entry.problem("unit", f"单位「{unit}」不对。", f"本项单位为「{key.unit or '无'}」。", unit)
    since = entry.day("since")
    source = read_source(entry, known)
    certainty = read_certainty(entry)
    checked_on = entry.day("checked_on", required=True)
    note = entry.text("note", required=False)
    entry.finish()
    if value is None or checked_on is None:
        return None
    return Dated(key, value, since, source, certainty, checked_on, note, known.jurisdiction)


def _scalar(entry: MapReader, key: Key) -> Scalar | None:
    if key.kind == "number":
        return entry.number("value")
    if key.kind == "date":
        return entry.day("value", required=True)
    if key.kind == "words":
        return entry.words("value")
    if key.kind == "code":
        return entry.choice("value", tuple(glossary.enum_labels(key.enum)))
    return entry.text("value")


def _check_order(listed: MapReader, name: str, history: tuple[Dated, ...]) -> None:
    days = [item.since or date.min for item in history]
    if any(later <= earlier for earlier, later in pairwise(days)):
        listed.problem(name, "各值的 since 没有由早到晚排列。", "旧值在前、新值在后，不得同日。")
