"""Where the land lies and what stands on it, as its codes tell."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.identifiers import BARE_LAND_UNIT, check_parcel_code, check_supervision_no
from docgen.model.enums import DeliveryCondition, GrantMethod
from docgen.regions import province_of
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["cleared_land_bears_nothing", "codes_are_of_the_county"]

_CITY_PLACES, _CITY_ENDING = 4, "00"


@rule("R016", "grant.delivery_condition", "parcel")
def cleared_land_bears_nothing(look: Look) -> Iterator[Breach]:
    """Land granted as 净地 has no structures: the last nine places are W00000000."""
    grant, parcel = look.case.grant, look.case.parcel
    if grant is None or parcel is None or grant.delivery_condition is not DeliveryCondition.CLEARED:
        return
    code = "".join((parcel.unit_code or "").split())
    known = check_parcel_code(code).value
    allocated = grant.method is GrantMethod.ALLOCATION
    if known and known.unit and known.unit != BARE_LAND_UNIT and not allocated:
        yield Breach("built", "parcel.unit_code", code, {"unit": known.unit})


@rule("R017", "parcel")
def codes_are_of_the_county(look: Look) -> Iterator[Breach]:
    """Codes begin with the county's; a former code is right for what was signed in its years."""
    parcel = look.case.parcel
    if parcel is None or look.pack.national is None:
        return
    present = _present(look)
    for name, given in (("parcel_code", parcel.parcel_code), ("unit_code", parcel.unit_code)):
        code = "".join((given or "").split())
        known = check_parcel_code(code).value if code else None
        if known and known.region not in present:
            yield from _foreign(look, f"parcel.{name}", code, known.region)
    number = parcel.supervision_no or ""
    supervision = check_supervision_no(number).value if number else None
    region = supervision.region if supervision else None
    # The market system also numbers under the code of the city that the county belongs to.
    if region and region not in present and not _is_city(look, region):
        yield from _foreign(look, "parcel.supervision_no", number, region)


def _present(look: Look) -> tuple[str, ...]:
    named = look.threshold("parcel_region_codes")
    if named:
        return named.words
    # A pack whose office has not yet put its own code in says nothing of where land lies.
    return (look.pack.code,) if province_of(look.pack.code) else ()


def _is_city(look: Look, region: str) -> bool:
    return region in {code[:_CITY_PLACES] + _CITY_ENDING for code in _present(look)}


def _foreign(look: Look, path: str, code: str, region: str) -> Iterator[Breach]:
    present, former = _present(look), [x for x in look.pack.former_codes if x.code == region]
    if not present:
        return
    grant = look.case.grant
    signed = look.day(grant.signing_date) if grant else None
    said: dict[str, Said] = {"region": region, "present": "、".join(present)}
    if not former:
        yield Breach("foreign", path, code, said)
    elif signed and signed.year > former[0].until:
        said |= {"name": former[0].name, "until": former[0].until, "signed": signed}
        yield Breach("former", path, code, said)
