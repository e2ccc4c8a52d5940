"""开工证明 and 入园企业: the proof that building began, and whose results make a workshop's."""

from __future__ import annotations

from docgen.model.enums import CommencementStage
from docgen.model.part import Part
from docgen.model.types import Day, Quantity, Text

__all__ = ["CommencementProof", "WorkshopTenant"]


class CommencementProof(Part):
    """What shows that building began (闲置土地处置办法 30): permit and stage reached."""

    permit_no: Text | None = None
    permit_date: Day | None = None
    stage: CommencementStage | None = None


class WorkshopTenant(Part):
    """An enterprise on the land of another: in a standard workshop, or as a tenant."""

    name: Text | None = None
    tax_wan: Quantity | None = None
    output_wan: Quantity | None = None
