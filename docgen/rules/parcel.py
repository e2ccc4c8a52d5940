"""The land: codes, areas, boundary."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TypeAlias

from docgen.identifiers import ParcelCode, check_parcel_code, check_supervision_no
from docgen.model.enums import GrantMethod
from docgen.model.parcel import Parcel
from docgen.rules.geometry import Point, area_of, corners_of, first_crossing
from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.units import HECTARES_PER_M2, MU_PER_M2

__all__ = [
    "areas_are_plausible",
    "boundary_encloses_the_area",
    "codes_of_the_parcel_are_right",
    "granted_within_total",
    "land_belongs_to_the_state",
    "large_parcels_come_in_batches",
    "mu_agree_with_m2",
    "mu_are_not_divided_by_a_rounded_factor",
    "supervision_number_is_right",
]

_CORNERS_OF_AN_AREA = 3
_PARCEL_CODE_LENGTH, _UNIT_CODE_LENGTH = 19, 28
_CODES = ("parcel_code", "unit_code")


def _codes(look: Look) -> Iterator[tuple[str, str]]:
    parcel = look.case.parcel
    for name in _CODES if parcel else ():
        code = getattr(parcel, name)
        if code:
            yield f"parcel.{name}", "".join(code.split())


@rule("R014", "parcel")
def codes_of_the_parcel_are_right(look: Look) -> Iterator[Breach]:
    """19 or 28 places of the known form; both codes name one parcel."""
    parts: list[ParcelCode] = []
    for path, code in _codes(look):
        verdict = check_parcel_code(code)
        if not verdict.ok or verdict.value is None:
            yield Breach("wrong", path, code, {"reason": verdict.reason})
        else:
            parts.append(verdict.value)
            if path.endswith("unit_code") and len(code) == _PARCEL_CODE_LENGTH:
                yield Breach("short", path, code)
    if len(parts) == len(_CODES) and parts[0].parcel != parts[1].parcel:
        unit_code = "".join((look.case.parcel.unit_code or "").split()) if look.case.parcel else ""
        yield Breach("differ", "parcel.unit_code", unit_code, {"parcel_code": parts[0].parcel})


@rule("R015", "parcel")
def land_belongs_to_the_state(look: Look) -> Iterator[Breach]:
    """Only state land is granted: the ownership letter of the code must say so."""
    letters = look.threshold("state_land_letters")
    for path, code in _codes(look):
        verdict = check_parcel_code(code)
        if letters and verdict.ok and verdict.value:
            letter = verdict.value.ownership
            if letter not in letters.words:
                yield Breach("ownership", path, code, {"letter": letter})


@rule("R018", "parcel.supervision_no")
def supervision_number_is_right(look: Look) -> Iterator[Breach]:
    """Region, year, letter, serial; the letter of a grant."""
    number = look.case.parcel.supervision_no if look.case.parcel else None
    if not number:
        return
    path = "parcel.supervision_no"
    verdict = check_supervision_no(number)
    letters = look.threshold("grant_supervision_letters")
    if not verdict.ok or verdict.value is None:
        yield Breach("wrong", path, number, {"reason": verdict.reason})
    elif letters and _is_grant(look) and verdict.value.method not in letters.words:
        yield Breach("letter", path, number, {"letter": verdict.value.method})


def _is_grant(look: Look) -> bool:
    grant = look.case.grant
    return grant is not None and grant.method is not GrantMethod.ALLOCATION


@rule("R023", "parcel")
def granted_within_total(look: Look) -> Iterator[Breach]:
    """0 < granted area ≤ total area."""
    parcel = look.case.parcel
    if parcel is None:
        return
    for name in ("total_area_m2", "granted_area_m2"):
        area = getattr(parcel, name)
        if area is not None and area <= 0:
            yield Breach("positive", f"parcel.{name}", area)
    granted, total = parcel.granted_area_m2, parcel.total_area_m2
    if granted is not None and total is not None and granted > total:
        yield Breach("exceeds", "parcel.granted_area_m2", granted, {"total": total})


@rule("R024", "parcel.granted_area_mu", "parcel.granted_area_m2")
def mu_agree_with_m2(look: Look) -> Iterator[Breach]:
    """亩 = ㎡ × 0.0015, within the tolerance or what rounding to the given places explains."""
    parcel = look.case.parcel
    fine, coarse = look.threshold("mu_tolerance"), look.threshold("mu_rounded_tolerance")
    if parcel is None or fine is None or coarse is None:
        return
    given, area, exact = parcel.granted_area_mu, parcel.granted_area_m2, look.granted_mu
    if given is None or area is None or exact is None:
        return
    half_a_place = Decimal(5).scaleb(_exponent(given) - 1)
    tolerance = min(max(fine.number, half_a_place), coarse.number)
    if abs(given - exact) > tolerance:
        said = {"exact": to_places(exact, 4), "area": area}
        yield Breach("differ", "parcel.granted_area_mu", given, said)


@rule("R025", "parcel.granted_area_mu", "parcel.granted_area_m2")
def mu_are_not_divided_by_a_rounded_factor(look: Look) -> Iterator[Breach]:
    """㎡ ÷ 666.67 is no 亩: it differs from ㎡ × 0.0015 in the places that the figure shows."""
    parcel, divisor = look.case.parcel, look.threshold("mu_wrong_divisor")
    if parcel is None or divisor is None:
        return
    given, area, mu = parcel.granted_area_mu, parcel.granted_area_m2, look.granted_mu
    if given is None or area is None or mu is None:
        return
    places = max(-_exponent(given), 0)
    exact = to_places(mu, places)
    if given != exact and given == to_places(area / divisor.number, places):
        said: dict[str, Said] = {"exact": exact, "area": area, "divisor": divisor.number}
        yield Breach("divisor", "parcel.granted_area_mu", given, said)


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


@rule("R026", "parcel")
def areas_are_plausible(look: Look) -> Iterator[Breach]:
    """An area far too small or too large, or a factor of units between two areas."""
    parcel = look.case.parcel
    least, most = look.threshold("area_suspect_min_m2"), look.threshold("area_suspect_max_m2")
    if parcel is None:
        return
    for name in ("total_area_m2", "granted_area_m2"):
        area = getattr(parcel, name)
        if area is None or area <= 0:
            continue
        if least and area < least.number:
            yield Breach("small", f"parcel.{name}", area, {"limit": least.number})
        if most and area > most.number:
            yield Breach("large", f"parcel.{name}", area, {"limit": most.number})
    yield from _slips(look, parcel)


def _slips(look: Look, parcel: Parcel) -> Iterator[Breach]:
    granted, total, mu = parcel.granted_area_m2, parcel.total_area_m2, parcel.granted_area_mu
    if granted is None or granted <= 0:
        return
    if total and _near(look, (total, granted), _BETWEEN_AREAS):
        yield Breach("between_areas", "parcel.granted_area_m2", granted, {"total": total})
    if mu and _near(look, (granted, mu), _M2_OVER_MU):
        yield Breach("mu", "parcel.granted_area_mu", mu, {"area": granted})


_Quotient: TypeAlias = tuple[Decimal, Decimal]
_ONE = Decimal(1)
#: How many of one unit a figure of the other is, as (over, under): ㎡ to 公顷, 亩; 亩 to 公顷.
_BETWEEN_AREAS = ((_ONE, HECTARES_PER_M2), (_ONE, MU_PER_M2), (MU_PER_M2, HECTARES_PER_M2))
#: ㎡ over 亩 ought to be 666.67: 10000 is a figure in 公顷, 1 and 1/15 are ㎡ in the wrong unit.
_M2_OVER_MU = ((_ONE, HECTARES_PER_M2), (_ONE, _ONE), (HECTARES_PER_M2, MU_PER_M2))


def _near(look: Look, ratio: _Quotient, factors: tuple[_Quotient, ...]) -> bool:
    """Return whether a ratio is one of the factors, nearly; nothing is divided, so all is exact."""
    tolerance = look.threshold("unit_slip_tolerance_pct")
    if tolerance is None:
        return False
    for over, under in factors:
        is_, should_be = ratio[0] * under, ratio[1] * over
        if abs(is_ - should_be) * 100 <= tolerance.number * abs(should_be):
            return True
    return False


@rule("R027", "parcel.boundary_points")
def boundary_encloses_the_area(look: Look) -> Iterator[Breach]:
    """Three corners or more, no crossing, and the area that is granted."""
    parcel = look.case.parcel
    if parcel is None or not parcel.boundary_points:
        return
    path, points = "parcel.boundary_points", parcel.boundary_points
    most = look.threshold("boundary_points_max")
    if most and len(points) > most.number:
        yield Breach("many", path, len(points), {"limit": most.number})
        return
    corners = corners_of(points)
    if len(corners) < _CORNERS_OF_AN_AREA:
        yield Breach("few", path, len(corners))
    elif crossing := first_crossing(corners):
        yield Breach("crossing", path, len(points), {"one": crossing[0], "two": crossing[1]})
    else:
        yield from _area_differs(look, parcel, corners)


def _area_differs(look: Look, parcel: Parcel, corners: tuple[Point, ...]) -> Iterator[Breach]:
    fixed, relative = (
        look.threshold("boundary_tolerance_m2"),
        look.threshold("boundary_tolerance_pct"),
    )
    granted = parcel.granted_area_m2
    if granted is None or fixed is None or relative is None:
        return
    enclosed = area_of(corners)
    if abs(enclosed - granted) > max(fixed.number, granted * relative.number / 100):
        said = {
            "enclosed": to_places(enclosed, 2),
            "granted": granted,
            "difference": to_places(abs(enclosed - granted), 2),
        }
        yield Breach("area", "parcel.granted_area_m2", granted, said)


@rule("R028", "parcel.granted_area_m2")
def large_parcels_come_in_batches(look: Look) -> Iterator[Breach]:
    """A large new project is supplied in batches; the special terms must say how.

    The area in 亩 is rounded to four places before it is compared, as it is printed.
    """
    parcel, least = look.case.parcel, look.threshold("batch_supply_min_mu")
    if parcel is None or look.granted_mu is None or least is None:
        return
    mu = to_places(look.granted_mu, 4)
    if mu < least.number:
        return
    words = look.threshold("batch_words")
    terms = look.case.grant.special_terms if look.case.grant else ()
    told = words is not None and any(word in term for word in words.words for term in terms)
    if not told:
        said = {"mu": mu, "limit": least.number}
        yield Breach("unbatched", "parcel.granted_area_m2", parcel.granted_area_m2, said, least)
