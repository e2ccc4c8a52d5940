"""Case, figures and pack → findings: one small function a rule."""

from docgen.rules.catalogue import Branch, Rule, catalogue
from docgen.rules.finding import Confirmation, Finding, FindingSource
from docgen.rules.run import MISSING_FIELD, missing_field_finding, run

__all__ = [
    "MISSING_FIELD",
    "Branch",
    "Confirmation",
    "Finding",
    "FindingSource",
    "Rule",
    "catalogue",
    "missing_field_finding",
    "run",
]
