"""Prices by agreement and bonds: the floor under a price, and what a bond is worth."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.model.enums import GrantMethod, LandCategory
from docgen.model.papers import Valuation
from docgen.rules.look import Breach, Look, Said, rule, to_places

__all__ = [
    "bond_as_deposit_is_within_the_cap",
    "bonds_say_whether_they_are_deposits",
    "negotiated_price_reaches_the_minimum",
    "occupied_land_is_not_sold_below_cost",
]

_PRICE = "grant.price_yuan"
_WHOLE_PCT = 100


@rule("R061", "grant|supervision")
def bonds_say_whether_they_are_deposits(look: Look) -> Iterator[Breach]:
    """合同编通则解释 67: a bond that is not agreed to be a deposit has no deposit's effect."""
    grant, supervision = look.case.grant, look.case.supervision
    words, nature = look.threshold("bond_words"), look.threshold("deposit_words")
    if words is None or nature is None:
        return
    for path, terms in (
        ("grant.special_terms", grant.special_terms if grant else ()),
        ("supervision.special_terms", supervision.special_terms if supervision else ()),
    ):
        for index, term in enumerate(terms):
            word = next((one for one in words.words if one in term), None)
            if word and not any(one in term for one in nature.words):
                yield Breach("term", f"{path}[{index}]", term, {"word": word})
    if grant and grant.bid_bond_yuan is not None and grant.deposit_yuan is None:
        yield Breach("bond", "grant.deposit_yuan", None, {"bond": grant.bid_bond_yuan})


@rule("R067", "grant.price_yuan", "valuation.minimum_price_yuan")
def negotiated_price_reaches_the_minimum(look: Look) -> Iterator[Breach]:
    """国有土地合同司法解释 3: below the local minimum the price clause is void."""
    grant, valuation = look.case.grant, look.case.valuation
    if grant is None or valuation is None or grant.method is not GrantMethod.AGREEMENT:
        return
    price, least = grant.price_yuan, valuation.minimum_price_yuan
    if price is not None and least is not None and price < least:
        yield Breach("low", _PRICE, price, {"least": least, "short": to_places(least - price, 2)})


@rule("R124", "grant.bid_bond_yuan", "grant.price_yuan")
def bond_as_deposit_is_within_the_cap(look: Look) -> Iterator[Breach]:
    """民法典 586: what a bidder's bond has above 20 % of the price is a part of the price only."""
    grant, cap = look.case.grant, look.threshold("deposit_max_pct")
    words = look.threshold("bond_excess_words")
    if grant is None or grant.bid_bond_yuan is None or grant.price_yuan is None or cap is None:
        return
    limit = grant.price_yuan * cap.number / _WHOLE_PCT
    told = words is not None and any(
        one in term for one in words.words for term in grant.special_terms
    )
    if grant.bid_bond_yuan > limit and not told:
        said: dict[str, Said] = {
            "price": grant.price_yuan,
            "pct": cap.number,
            "limit": to_places(limit, 2),
            "excess": to_places(grant.bid_bond_yuan - limit, 2),
        }
        yield Breach("over", "grant.bid_bond_yuan", grant.bid_bond_yuan, said, cap)


@rule("R125", "grant.price_yuan", "valuation")
def occupied_land_is_not_sold_below_cost(look: Look) -> Iterator[Breach]:
    """协议出让国有土地使用权规定 5: cost, and 70 % of the benchmark price, are the floor."""
    grant, redevelopment = look.case.grant, look.case.redevelopment
    valuation, least = look.case.valuation, look.threshold("agreement_price_min_pct")
    occupied = redevelopment and redevelopment.category is LandCategory.OCCUPIED_UNSUPPLIED
    if grant is None or valuation is None or least is None or not occupied:
        return
    if grant.price_yuan is None:
        return
    price, cost = grant.price_yuan, valuation.cost_yuan
    if cost is not None and price < cost:
        yield Breach("cost", _PRICE, price, {"cost": cost}, least)
    floor = _floor(look, valuation, least.number)
    if floor is not None and price < floor:
        said: dict[str, Said] = {
            "benchmark": valuation.benchmark_price_yuan_per_m2,
            "pct": least.number,
            "floor": to_places(floor, 2),
        }
        yield Breach("benchmark", _PRICE, price, said, least)


def _floor(look: Look, valuation: Valuation, pct: Decimal) -> Decimal | None:
    benchmark = valuation.benchmark_price_yuan_per_m2
    area = look.case.parcel.granted_area_m2 if look.case.parcel else None
    if benchmark is None or area is None:
        return None
    return benchmark * area * pct / _WHOLE_PCT
