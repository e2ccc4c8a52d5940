"""JSON, YAML and TOML files, and plain mappings, into a Case; every fault of a file at once."""

from docgen.intake.load import (
    Loaded,
    case_from_bytes,
    case_from_mapping,
    case_from_tree,
    dump_case,
    load_case,
    read_bytes,
    tree_from_json,
)
from docgen.intake.problems import CODES

__all__ = [
    "CODES",
    "Loaded",
    "case_from_bytes",
    "case_from_mapping",
    "case_from_tree",
    "dump_case",
    "load_case",
    "read_bytes",
    "tree_from_json",
]
