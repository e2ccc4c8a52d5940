"""Jurisdiction packs: load, check, choose what was in force on a day."""

from docgen.packs.dated import Dated, Key, Source
from docgen.packs.load import is_pack_path, list_packs, load_pack, named_pack, starter_pack
from docgen.packs.model import Pack
from docgen.packs.parts import (
    Authority,
    FormerCode,
    IndicatorKind,
    IndicatorSet,
    LandClass,
    Measure,
    Office,
    Policy,
    Title,
    Validity,
    Zone,
)
from docgen.packs.revisions import Lowered, Renamed

__all__ = [
    "Authority",
    "Dated",
    "FormerCode",
    "IndicatorKind",
    "IndicatorSet",
    "Key",
    "LandClass",
    "Lowered",
    "Measure",
    "Office",
    "Pack",
    "Policy",
    "Renamed",
    "Source",
    "Title",
    "Validity",
    "Zone",
    "is_pack_path",
    "list_packs",
    "load_pack",
    "named_pack",
    "starter_pack",
]
