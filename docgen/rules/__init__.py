"""Case, figures and pack → findings: one small function a rule; cases together likewise."""

from docgen.rules.catalogue import Branch, Rule, catalogue
from docgen.rules.finding import Confirmation, Finding, FindingSource, Lowering
from docgen.rules.ledger import run_ledger, run_rows
from docgen.rules.rows import Row, Spot, Sums
from docgen.rules.run import MISSING_FIELD, missing_field_finding, run
from docgen.rules.sheet_run import run_paper

__all__ = [
    "MISSING_FIELD",
    "Branch",
    "Confirmation",
    "Finding",
    "FindingSource",
    "Lowering",
    "Row",
    "Rule",
    "Spot",
    "Sums",
    "catalogue",
    "missing_field_finding",
    "run",
    "run_ledger",
    "run_paper",
    "run_rows",
]
