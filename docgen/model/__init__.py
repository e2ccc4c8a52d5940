"""What we were told: the Case and its parts, frozen, every figure a Decimal."""

from docgen.model.case import Acknowledgement, Case
from docgen.model.enums import (
    AuthorityKind,
    ContractForm,
    DeliveryCondition,
    DeveloperRole,
    Direction,
    DisputeOption,
    ExpiryOption,
    ExtraKind,
    GrantMethod,
    IdleCause,
    IdleMode,
    LandCategory,
    PayeeKind,
    RedevelopmentWay,
    RemedyTrack,
    Sharing,
    Stage,
    TermStartEvent,
    TransferOption,
    UnsuppliedMode,
    UseChangeOption,
)
from docgen.model.grant import Grant, Instalment, SignedContract
from docgen.model.lists import ListKind, ScatteredParcel
from docgen.model.parcel import Boundaries, Parcel, Planning, Range
from docgen.model.part import Part
from docgen.model.party import Parties, Party
from docgen.model.performance import (
    Performance,
    PerformanceYear,
    Redevelopment,
    RedevelopmentStep,
)
from docgen.model.project import ExtraIndicator, Indicator, Indicators, Project
from docgen.model.supervision import Commitment, Supervision
from docgen.model.types import UnclearDate

__all__ = [
    "Acknowledgement",
    "AuthorityKind",
    "Boundaries",
    "Case",
    "Commitment",
    "ContractForm",
    "DeliveryCondition",
    "DeveloperRole",
    "Direction",
    "DisputeOption",
    "ExpiryOption",
    "ExtraIndicator",
    "ExtraKind",
    "Grant",
    "GrantMethod",
    "IdleCause",
    "IdleMode",
    "Indicator",
    "Indicators",
    "Instalment",
    "LandCategory",
    "ListKind",
    "Parcel",
    "Part",
    "Parties",
    "Party",
    "PayeeKind",
    "Performance",
    "PerformanceYear",
    "Planning",
    "Project",
    "Range",
    "Redevelopment",
    "RedevelopmentStep",
    "RedevelopmentWay",
    "RemedyTrack",
    "ScatteredParcel",
    "Sharing",
    "SignedContract",
    "Stage",
    "Supervision",
    "TermStartEvent",
    "TransferOption",
    "UnclearDate",
    "UnsuppliedMode",
    "UseChangeOption",
]
