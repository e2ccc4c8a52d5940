"""Which zone of the jurisdiction the parcel lies in."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.packs.parts import Zone
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["zone_is_chosen_by_its_id"]

_PATH = "zone"


@rule("R076")
def zone_is_chosen_by_its_id(look: Look) -> Iterator[Breach]:
    """Where a jurisdiction has zones the case names one by its id; names are too alike."""
    zones, given = look.pack.zones, look.case.zone
    if not zones:
        if given:
            yield Breach("needless", _PATH, given)
        return
    said: dict[str, Said] = {"zones": "、".join(f"{one.id}（{one.name}）" for one in zones)}
    if not given:
        yield Breach("missing", _PATH, None, said, zones[0])
        return
    if look.zone is None:
        named = next((one for one in zones if given in (one.name, *one.aliases)), None)
        said["id"] = named.id if named else None
        yield Breach("name" if named else "unknown", _PATH, given, said, zones[0])
        return
    yield from _another_zone(look, look.zone)


def _another_zone(look: Look, zone: Zone) -> Iterator[Breach]:
    parties = look.case.parties
    body = parties.supervisor.name if parties and parties.supervisor else None
    for other in look.pack.zones:
        if other.id == zone.id or not _named(body, other) or _named(body, zone):
            continue
        said: dict[str, Said] = {"name": zone.name, "body": body, "other": other.name}
        yield Breach("alike", _PATH, zone.id, {**said, "id": other.id}, zone)


def _named(body: str | None, zone: Zone) -> bool:
    return any(name in (body or "") for name in (zone.name, *zone.aliases))
