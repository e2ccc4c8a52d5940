"""当事人: who signs."""

from __future__ import annotations

from docgen.model.enums import AuthorityKind, Sharing
from docgen.model.part import Part
from docgen.model.types import Flag, Quantity, Text

__all__ = ["Parties", "Party"]


class Party(Part):
    """One body or person."""

    name: Text | None = None
    authority_kind: AuthorityKind | None = None
    credit_code: Text | None = None
    id_card: Text | None = None
    address: Text | None = None
    service_address: Text | None = None
    postcode: Text | None = None
    legal_representative: Text | None = None
    signatory: Text | None = None
    authorization_no: Text | None = None
    contact: Text | None = None
    phone: Text | None = None
    email: Text | None = None
    share_pct: Quantity | None = None
    former_name: Text | None = None
    overseas: Flag | None = None
    registration_place: Text | None = None
    registration_no: Text | None = None
    chinese_name: Text | None = None
    domestic_agent: Text | None = None


class Parties(Part):
    """Everybody who has a part in the parcel."""

    grantor: Party | None = None
    grantees: tuple[Party, ...] = ()
    grantee_sharing: Sharing | None = None
    supervisor: Party | None = None
    township: Party | None = None
    owner: Party | None = None
