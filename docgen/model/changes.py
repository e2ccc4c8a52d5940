"""变更: what became of the contract after it was signed, as far as a check asks for it."""

from __future__ import annotations

from docgen.model.part import Part
from docgen.model.types import Count, Day, Quantity, Text

__all__ = ["Changes", "Extension", "IdleSupplement", "LandReturn", "Transfer"]


class Extension(Part):
    """延建: one later day for building, asked for before the agreed one (GF-2008 16)."""

    applied_on: Day | None = None
    consent_no: Text | None = None
    new_commencement_date: Day | None = None
    new_completion_date: Day | None = None


class Transfer(Part):
    """转让: the land in other hands for the rest of its term (房地产管理法 43)."""

    date: Day | None = None
    term_end: Day | None = None
    remaining_years: Quantity | None = None
    new_term_start: Day | None = None
    new_term_years: Count | None = None


class LandReturn(Part):
    """退地: the grantee gives the land back of its own accord (GF-2008 31)."""

    applied_on: Day | None = None
    approving_authority: Text | None = None


class IdleSupplement(Part):
    """闲置补充协议: a later day for building on idle land (闲置土地处置办法 12)."""

    number: Text | None = None
    signing_date: Day | None = None
    new_commencement_date: Day | None = None
    new_completion_date: Day | None = None
    liability: Text | None = None


class Changes(Part):
    """变更: extensions, the check of full production, a transfer, a return, a renewal."""

    extensions: tuple[Extension, ...] = ()
    production_check_date: Day | None = None
    transfer: Transfer | None = None
    land_return: LandReturn | None = None
    idle_supplement: IdleSupplement | None = None
    renewal_applied_on: Day | None = None
