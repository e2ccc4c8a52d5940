"""One case, from its file to its audited papers.

The command line, the web desk and other programs all come in here; nothing here touches a file but
through ``intake`` and ``delivery``.
"""

from docgen.pipeline.needs import Omission
from docgen.pipeline.run import (
    check,
    check_together,
    deliver,
    generate,
    left_out,
    load_case,
    load_template,
)
from docgen.pipeline.values import FORMATS, Document, Report, Template

__all__ = [
    "FORMATS",
    "Document",
    "Omission",
    "Report",
    "Template",
    "check",
    "check_together",
    "deliver",
    "generate",
    "left_out",
    "load_case",
    "load_template",
]
