"""宗地档案: all that is known of one parcel and its project."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import PrivateAttr

from docgen.model.changes import Changes
from docgen.model.claims import Claim, Refund
from docgen.model.enums import RemedyTrack, Stage
from docgen.model.grant import Grant, SignedContract
from docgen.model.inventory import Inventory, Scheme, Supply
from docgen.model.notices import Announcement, Chain, Notice
from docgen.model.papers import StatedPaper, Valuation
from docgen.model.parcel import Parcel, Planning
from docgen.model.part import Part
from docgen.model.party import Parties
from docgen.model.performance import Performance, Redevelopment
from docgen.model.project import Indicators, Project
from docgen.model.supervision import Commitment, Supervision
from docgen.model.types import Day, Text

__all__ = ["Acknowledgement", "Case"]


class Acknowledgement(Part):
    """Somebody's word for one warning; it lapses when the value at ``path`` changes."""

    code: Text | None = None
    path: Text | None = None
    value: Text | None = None
    reason: Text | None = None
    by: Text | None = None
    date: Day | None = None


class Case(Part):
    """宗地档案. Every field may be absent; what a paper needs is for the checks to say."""

    jurisdiction: Text | None = None
    zone: Text | None = None
    document_date: Day | None = None
    as_of: Day | None = None
    stage: Stage | None = None
    contract_no: Text | None = None
    contract: SignedContract | None = None
    parcel: Parcel | None = None
    planning: Planning | None = None
    parties: Parties | None = None
    grant: Grant | None = None
    project: Project | None = None
    indicators: Indicators | None = None
    supervision: Supervision | None = None
    commitment: Commitment | None = None
    redevelopment: Redevelopment | None = None
    supply: Supply | None = None
    inventory: Inventory | None = None
    scheme: Scheme | None = None
    performance: Performance | None = None
    claims: tuple[Claim, ...] = ()
    refund: Refund | None = None
    announcement: Announcement | None = None
    notice: Notice | None = None
    chain: Chain | None = None
    changes: Changes | None = None
    valuation: Valuation | None = None
    papers: tuple[StatedPaper, ...] = ()
    remedy_track: RemedyTrack | None = None
    acknowledgements: tuple[Acknowledgement, ...] = ()

    # Origins and folder in one: a ledger's rows have neither, and every attribute costs each row.
    _read: tuple[Mapping[str, str], str] | None = PrivateAttr(default=None)

    @property
    def origins(self) -> Mapping[str, str]:
        """Where each value was read: English key path to ``案卷.yaml 第23行``.

        No part of its worth: two cases with the same values are equal wherever they were read.
        """
        return self._read[0] if self._read else {}

    @property
    def folder(self) -> str:
        """Folder of the file it was read from, "" for none; relative paths in it start there."""
        return self._read[1] if self._read else ""

    def read_from(self, origins: Mapping[str, str], *, folder: str = "") -> Case:
        """Return the same case with the places it was read from.

        Args:
            origins: English key path to place.
            folder: Folder of its file.
        """
        made = self.model_copy()
        made._read = (dict(origins), folder)
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Case) and self.__dict__ == other.__dict__

    __hash__ = Part.__hash__
