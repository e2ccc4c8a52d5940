"""Clause numbers of the contract that was signed, by topic, for the notices that cite them.

What the case gives comes first, then the number in the published form that the contract was made
on. A contract of another form, or of none that is told, has only the numbers that the case gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from docgen import glossary
from docgen.figures.make import make
from docgen.model import BreachMatter, Case, Claim, ClaimGround, ContractForm
from docgen.model.clause_numbers import clause_topics
from docgen.packs.contract_forms import form_clause
from docgen.proof import AbsentGroup, Figure, Group

__all__ = ["clause_of_breach", "clauses"]

_PREFIX = "contract.clauses."
#: The topic under which a contract says what a breach costs.
_MATTERS: Mapping[BreachMatter, str] = MappingProxyType(
    {
        BreachMatter.LATE_PAYMENT: "late_payment",
        BreachMatter.LATE_COMMENCEMENT: "late_construction",
        BreachMatter.LATE_COMPLETION: "late_construction",
        BreachMatter.LATE_DELIVERY: "late_delivery",
        BreachMatter.INVESTMENT_TOTAL: "investment_breach",
        BreachMatter.INVESTMENT_INTENSITY: "investment_breach",
        BreachMatter.FLOOR_AREA_RATIO_UNDER: "floor_area_ratio_breach",
        BreachMatter.FLOOR_AREA_RATIO_OVER: "floor_area_ratio_breach",
        # 建筑密度 stands in the article of the floor area ratio (GF-2008, 35).
        BreachMatter.BUILDING_DENSITY_UNDER: "floor_area_ratio_breach",
        BreachMatter.BUILDING_DENSITY_OVER: "floor_area_ratio_breach",
        BreachMatter.GREENING_OVER: "greening_breach",
        BreachMatter.ANCILLARY_LAND_OVER: "ancillary_breach",
        BreachMatter.ANCILLARY_FLOOR_OVER: "ancillary_breach",
    }
)


def clauses(case: Case) -> Group:
    """Return the clause number of each topic under the topic's name, with its basis.

    Args:
        case: The parcel's file.
    """
    contract = case.contract
    return _clauses(contract.form, contract.clauses) if contract else _clauses(None, ())


def clause_of_breach(case: Case, claim: Claim, ground: ClaimGround) -> str | None:
    """Return the clause that says what a breach costs; None where none is known.

    Args:
        case: The parcel's file.
        claim: The breach; the clause that it names itself comes first.
        ground: Whether it is pursued under the contract, or under the agreement, whose clauses
            the claim alone can tell.
    """
    topic = _MATTERS.get(claim.matter) if claim.matter else None
    contract = case.contract
    if claim.clause is not None or topic is None or ground is not ClaimGround.CONTRACT:
        return claim.clause
    return _clause(contract.form, contract.clauses, topic)[0] if contract else None


# The contracts of a print run are mostly on one form: their clauses are looked up once.
@lru_cache(maxsize=256)
def _clauses(form: ContractForm | None, given: tuple[tuple[str, str], ...]) -> Group:
    entries = {
        word: _figure(topic, *_clause(form, given, topic))
        for topic, word in clause_topics().items()
    }
    return Group(entries) if form or given else AbsentGroup(entries)


def _figure(topic: str, number: str | None, basis: str) -> Figure:
    key = f"{_PREFIX}{topic}"
    return make(key, glossary.derived()[key].title, "identifier", number, basis=basis)


def _clause(
    form: ContractForm | None, given: tuple[tuple[str, str], ...], topic: str
) -> tuple[str | None, str]:
    """Return a topic's number, None where it is not known, and where it comes from."""
    said = dict(given)
    title = glossary.derived()[f"{_PREFIX}{topic}"].title
    if topic in said:
        return said[topic], title
    found = form_clause(form.value, topic) if form else None
    if found is None:
        return None, title
    return found.article, f"{found.title} {found.number} {found.article}"
