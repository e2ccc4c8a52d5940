"""The listed values. Codes only; the Chinese wording of each stands in the glossary."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Any, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

from docgen import glossary
from docgen.model.types import wrong

__all__ = [
    "AuthorityKind",
    "CommencementStage",
    "ContractForm",
    "DeliveryCondition",
    "DeveloperRole",
    "Direction",
    "DisputeOption",
    "ExpiryOption",
    "ExtraKind",
    "GrantMethod",
    "IdleCause",
    "IdleMode",
    "LandCategory",
    "Listed",
    "PaperKind",
    "PayeeKind",
    "RedevelopmentWay",
    "RemedyTrack",
    "Sharing",
    "Stage",
    "TermStartEvent",
    "TransferOption",
    "UnsuppliedMode",
    "UseChangeOption",
]


#: A column of a ledger says the same few words in every row.
_code_of = lru_cache(maxsize=1024)(glossary.enum_value)


class Listed(StrEnum):
    """Base of the enumerations: read from a code, its Chinese wording or an alias."""

    @classmethod
    def read(cls, value: object) -> Self:
        """Return the member that a value stands for.

        Args:
            value: A member, or text as a user writes it.

        Raises:
            PydanticCustomError: ``docgen_choice``; the message lists what is allowed.
        """
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            text = value.strip()
            # A code needs no glossary.
            known = cls._value2member_map_
            member = known.get(text if text in known else _code_of(cls.__name__, text))
            if isinstance(member, cls):
                return member
        allowed = "、".join(glossary.enum_labels(cls.__name__).values())
        raise wrong(
            "docgen_choice", "「{shown}」不在可选值之内：{allowed}。", value, allowed=allowed
        )

    @property
    def label(self) -> str:
        """The Chinese wording."""
        return glossary.enum_label(type(self).__name__, self.value)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Let pydantic read a field of this type through :meth:`read`."""
        return core_schema.no_info_plain_validator_function(cls.read)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """List codes and Chinese wordings; both are understood."""
        labels = glossary.enum_labels(cls.__name__)
        listed = "；".join(f"{code} {label}" for code, label in labels.items())
        return {"enum": list(dict.fromkeys([*labels, *labels.values()])), "description": listed}


class Stage(Listed):
    """How far a paper is: published with the announcement, negotiated, or final."""

    ANNOUNCEMENT = "announcement"
    DRAFT = "draft"
    FINAL = "final"


class AuthorityKind(Listed):
    """What kind of body a party is."""

    NATURAL_RESOURCES = "natural_resources"
    MANAGEMENT_COMMITTEE = "management_committee"
    TOWNSHIP = "township"
    TAX = "tax"
    GOVERNMENT = "government"
    COURT = "court"
    ENTERPRISE = "enterprise"
    OTHER = "other"


class GrantMethod(Listed):
    """How the land was supplied."""

    LISTING = "listing"
    AUCTION = "auction"
    TENDER = "tender"
    AGREEMENT = "agreement"
    ALLOCATION = "allocation"


class ContractForm(Listed):
    """Which published form the signed contract followed."""

    GF_2025 = "GF-2025"
    GF_2008 = "GF-2008"
    OTHER = "other"


class PayeeKind(Listed):
    """Who collects the price."""

    TAX = "tax"
    NATURAL_RESOURCES = "natural_resources"


class TermStartEvent(Listed):
    """From what day the term runs."""

    DELIVERY = "delivery"
    SIGNING = "signing"
    CONSTRUCTION = "construction"


class DeliveryCondition(Listed):
    """In what condition the land is handed over."""

    CLEARED = "cleared"
    AS_IS = "as_is"


class UseChangeOption(Listed):
    """What follows a change of use."""

    RESUME = "resume"
    REGRANT = "regrant"


class TransferOption(Listed):
    """What a first transfer requires."""

    INVESTMENT = "investment"
    LAND_CONDITION = "land_condition"


class ExpiryOption(Listed):
    """What becomes of buildings when the term ends unrenewed."""

    COMPENSATE = "compensate"
    RESTORE = "restore"


class DisputeOption(Listed):
    """Where disputes go."""

    LITIGATION = "litigation"
    ARBITRATION = "arbitration"


class Sharing(Listed):
    """How several grantees hold the land."""

    SHARES = "shares"
    JOINT = "joint"


class Direction(Listed):
    """In which direction an indicator binds."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EQUAL = "equal"
    TEXT = "text"


class ExtraKind(Listed):
    """What the "1" of 3+N+1 is."""

    TERM = "term"
    CREDIT_COMMITMENT = "credit_commitment"
    OTHER = "other"


class LandCategory(Listed):
    """Which kind of under-used land."""

    APPROVED_UNSUPPLIED = "approved_unsupplied"
    OCCUPIED_UNSUPPLIED = "occupied_unsupplied"
    IDLE = "idle"
    INEFFICIENT = "inefficient"


class RemedyTrack(Listed):
    """How a breach is pursued."""

    CIVIL = "civil"
    ADMIN = "admin"


class RedevelopmentWay(Listed):
    """Five ways of redeveloping inefficient land."""

    OWN = "own"
    TRANSFER = "transfer"
    RESERVE = "reserve"
    LEASE = "lease"
    AUCTION = "auction"


class IdleMode(Listed):
    """Six ways of dealing with idle land by agreement (闲置土地处置办法 12)."""

    EXTEND = "extend"
    ADJUST = "adjust"
    TEMPORARY = "temporary"
    RESUME = "resume"
    REPLACE = "replace"
    OTHER = "other"


class IdleCause(Listed):
    """Whose doing it is that land lies idle."""

    GOVERNMENT = "government"
    ENTERPRISE = "enterprise"
    BOTH = "both"
    FORCE_MAJEURE = "force_majeure"


class UnsuppliedMode(Listed):
    """What becomes of land that was approved and never supplied."""

    SUPPLY = "supply"
    WITHDRAW = "withdraw"


class DeveloperRole(Listed):
    """As what the other party redevelops inefficient land."""

    OWNER = "owner"
    DEVELOPER = "developer"


class PaperKind(Listed):
    """Which paper of the parcel."""

    ANNOUNCEMENT = "announcement"
    DEAL_CONFIRMATION = "deal_confirmation"
    CONTRACT = "contract"
    AGREEMENT = "agreement"
    COMMITMENT = "commitment"


class CommencementStage(Listed):
    """How far building must be to have begun (闲置土地处置办法 30)."""

    PIT = "pit"
    PILES = "piles"
    FOUNDATION = "foundation"
    NONE = "none"
