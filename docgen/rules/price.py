"""What is paid: unit price and total, deposit, rates, and who collects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from docgen.model.enums import PayeeKind
from docgen.model.grant import Grant
from docgen.packs.dated import Dated
from docgen.rules.look import Breach, Look, Said, rule, to_places
from docgen.units import WAN_PER_YUAN, YUAN_PER_WAN

__all__ = [
    "deposit_is_within_the_cap",
    "magnitudes_are_plausible",
    "payee_fits_the_day",
    "rates_are_per_mille",
    "unit_price_makes_the_price",
]

#: Both sides' delay, which the law treats alike; then the other daily rates.
_PAIR = ("late_payment_rate_permille_per_day", "late_delivery_rate_permille_per_day")
_OTHER_RATES = ("late_commencement_rate_permille_per_day", "late_completion_rate_permille_per_day")


@rule("R059", "grant.price_yuan", "grant.unit_price_yuan_per_m2", "parcel.granted_area_m2")
def unit_price_makes_the_price(look: Look) -> Iterator[Breach]:
    """Unit price × granted area = price, within what rounding the unit price to fen explains."""
    grant, parcel = look.case.grant, look.case.parcel
    fixed = look.threshold("money_tolerance_yuan")
    per_m2 = look.threshold("unit_price_tolerance_yuan_per_m2")
    if grant is None or parcel is None or fixed is None or per_m2 is None:
        return
    price, unit, area = grant.price_yuan, grant.unit_price_yuan_per_m2, parcel.granted_area_m2
    if price is None or unit is None or area is None:
        return
    difference = abs(unit * area - price)
    tolerance = max(fixed.number, area * per_m2.number)
    if difference > tolerance:
        said: dict[str, Said] = {
            "unit": unit,
            "area": area,
            "product": to_places(unit * area, 2),
            "difference": to_places(difference, 2),
            "tolerance": to_places(tolerance, 2),
        }
        yield Breach("differ", "grant.price_yuan", price, said)


@rule("R060", "grant.deposit_yuan", "grant.price_yuan")
def deposit_is_within_the_cap(look: Look) -> Iterator[Breach]:
    """民法典 586: a deposit has its effect up to 20 % of the price, that figure included."""
    grant, cap = look.case.grant, look.threshold("deposit_max_pct")
    if grant is None or grant.deposit_yuan is None or grant.price_yuan is None or cap is None:
        return
    limit = grant.price_yuan * cap.number / 100
    if grant.deposit_yuan > limit:
        said: dict[str, Said] = {
            "price": grant.price_yuan,
            "pct": cap.number,
            "limit": to_places(limit, 2),
            "excess": to_places(grant.deposit_yuan - limit, 2),
        }
        yield Breach("over", "grant.deposit_yuan", grant.deposit_yuan, said, cap)


@rule("R066", "grant.price_yuan|*.investment_intensity_wan_per_mu|*.tax_wan_per_mu")
def magnitudes_are_plausible(look: Look) -> Iterator[Breach]:
    """元 taken for 万元 or the other way round."""
    yield from _price_slip(look)
    grant, indicators = look.case.grant, look.case.indicators
    least = look.threshold("price_suspect_min_yuan")
    price = grant.price_yuan if grant else None
    if price is not None and least and price < least.number:
        yield Breach("small", "grant.price_yuan", price, {"limit": least.number})
    for name, key in (
        ("investment_intensity_wan_per_mu", "intensity_suspect_max_wan_per_mu"),
        ("tax_wan_per_mu", "tax_suspect_max_wan_per_mu"),
    ):
        value = getattr(indicators, name) if indicators else None
        most = look.threshold(key)
        if value is not None and most and value > most.number:
            yield Breach("large", f"indicators.{name}", value, {"limit": most.number})


def _price_slip(look: Look) -> Iterator[Breach]:
    grant, parcel = look.case.grant, look.case.parcel
    tolerance = look.threshold("unit_slip_tolerance_pct")
    if grant is None or parcel is None or tolerance is None:
        return
    price, unit, area = grant.price_yuan, grant.unit_price_yuan_per_m2, parcel.granted_area_m2
    if not price or not unit or not area:
        return
    # Nothing is divided: products are exact, and quotients of many places are dear.
    for branch, factor in (("price_high", YUAN_PER_WAN), ("price_low", WAN_PER_YUAN)):
        slipped = unit * area * factor
        if abs(price - slipped) * 100 <= tolerance.number * abs(slipped):
            said: dict[str, Said] = {"unit": unit, "product": to_places(unit * area, 2)}
            yield Breach(branch, "grant.price_yuan", price, said)


@rule("R070", "grant")
def rates_are_per_mille(look: Look) -> Iterator[Breach]:
    """Daily rates: 1‰ is usual, more is rare, 1 % is a slip; both sides bear the same."""
    grant, usual = look.case.grant, look.threshold("late_rate_permille_per_day")
    slip = look.threshold("rate_slip_from_permille_per_day")
    if grant is None or usual is None or slip is None:
        return
    for name in (*_PAIR, *_OTHER_RATES):
        rate = getattr(grant, name)
        if rate is not None:
            yield from _rate(name, rate, usual, slip.number)
    ours, theirs = (getattr(grant, name) for name in _PAIR)
    if ours is not None and theirs is not None and ours != theirs:
        yield Breach("unequal", f"grant.{_PAIR[1]}", theirs, {"payment": ours})


def _rate(name: str, rate: Decimal, usual: Dated, slip: Decimal) -> Iterator[Breach]:
    said: dict[str, Said] = {
        "usual": usual.number,
        "slip": slip,
        "percent": to_places(rate / 10, 4).normalize(),
    }
    if rate >= slip:
        yield Breach("percent", f"grant.{name}", rate, said)
    elif rate > usual.number:
        yield Breach("high", f"grant.{name}", rate, said, usual)
    elif name in _PAIR and rate != usual.number:
        yield Breach("unusual", f"grant.{name}", rate, said, usual)


@rule("R114", "grant.payee_kind|grant.payee_name")
def payee_fits_the_day(look: Look) -> Iterator[Breach]:
    """Instalments due from the day of transfer on go to the tax authority."""
    grant, since = look.case.grant, look.threshold("payee_tax_since")
    if grant is None or since is None:
        return
    due = sorted(_due_days(look, grant))
    last = due[-1] if due else look.day(grant.signing_date)
    if last is None:
        return
    said: dict[str, Said] = {"due": last, "since": since.day, "name": grant.payee_name or ""}
    if grant.payee_kind is PayeeKind.NATURAL_RESOURCES:
        branch = "payee" if last >= since.day else "earlier"
        yield Breach(branch, "grant.payee_kind", grant.payee_kind.label, said, since)
    elif last >= since.day and _names_another(look, grant.payee_name or ""):
        yield Breach("name", "grant.payee_name", grant.payee_name, said, since)


def _due_days(look: Look, grant: Grant) -> Iterator[date]:
    dues = [instalment.due_date for instalment in grant.instalments]
    for value in (*dues, grant.payment_deadline):
        if day := look.day(value):
            yield day


def _names_another(look: Look, name: str) -> bool:
    words = look.threshold("payee_excluded_words")
    return words is not None and any(word in name for word in words.words)
