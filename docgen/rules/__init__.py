"""Case, figures and pack → findings: one small function a rule."""

from docgen.rules.catalogue import Branch, Rule, catalogue
from docgen.rules.finding import Confirmation, Finding, FindingSource, Lowering
from docgen.rules.run import MISSING_FIELD, missing_field_finding, run
from docgen.rules.sheet_run import run_paper

__all__ = [
    "MISSING_FIELD",
    "Branch",
    "Confirmation",
    "Finding",
    "FindingSource",
    "Lowering",
    "Rule",
    "catalogue",
    "missing_field_finding",
    "run",
    "run_paper",
]
