"""docgen: legally binding land papers from validated figures, read back before delivery.

    import docgen

    case = docgen.load_case("案卷.yaml")
    report = docgen.check(case)
    for document in docgen.generate(case, ["出让合同"], formats=("docx", "pdf")):
        document.docx, document.pdf, document.receipt

Names are loaded on first use, so that ``import docgen`` costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module

from docgen.version import __version__ as __version__

# Type checkers take this name for typing's own; importing typing would double the time this takes.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from docgen.errors import (
        AuditError,
        DeliveryError,
        DocgenError,
        EngineError,
        FindingsError,
        InputError,
        PackError,
        Problem,
        TemplateError,
        UsageError,
    )
    from docgen.model import Case
    from docgen.pipeline import (
        Document,
        Report,
        Template,
        check,
        check_together,
        generate,
        load_case,
        load_template,
    )

_HOMES = {
    "AuditError": "docgen.errors",
    "Case": "docgen.model",
    "DeliveryError": "docgen.errors",
    "DocgenError": "docgen.errors",
    "Document": "docgen.pipeline",
    "EngineError": "docgen.errors",
    "FindingsError": "docgen.errors",
    "InputError": "docgen.errors",
    "PackError": "docgen.errors",
    "Problem": "docgen.errors",
    "Report": "docgen.pipeline",
    "Template": "docgen.pipeline",
    "TemplateError": "docgen.errors",
    "UsageError": "docgen.errors",
    "check": "docgen.pipeline",
    "check_together": "docgen.pipeline",
    "generate": "docgen.pipeline",
    "load_case": "docgen.pipeline",
    "load_template": "docgen.pipeline",
}

__all__ = [
    "AuditError",
    "Case",
    "DeliveryError",
    "DocgenError",
    "Document",
    "EngineError",
    "FindingsError",
    "InputError",
    "PackError",
    "Problem",
    "Report",
    "Template",
    "TemplateError",
    "UsageError",
    "check",
    "check_together",
    "generate",
    "load_case",
    "load_template",
]


def __getattr__(name: str) -> object:
    """Load a public name from its room on first use."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'docgen' has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__
