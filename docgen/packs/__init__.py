"""Jurisdiction packs: load, check, choose what was in force on a day."""

from docgen.packs.dated import Dated, Key, Source
from docgen.packs.load import list_packs, load_pack
from docgen.packs.model import (
    Authority,
    FormerCode,
    IndicatorSet,
    Pack,
    Policy,
    Validity,
)

__all__ = [
    "Authority",
    "Dated",
    "FormerCode",
    "IndicatorSet",
    "Key",
    "Pack",
    "Policy",
    "Source",
    "Validity",
    "list_packs",
    "load_pack",
]
