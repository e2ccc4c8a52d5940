"""Lint of a template: what its tags get wrong, and what its PDF could not show."""

from __future__ import annotations

from docgen.errors import TemplateError
from docgen.page.read import read as read_page
from docgen.templating.lint import faults_of_problems, lint_template
from docgen.templating.lint_words import Fault
from docgen.templating.manifest import Manifest
from docgen.templating.package import read_package
from docgen.templating.places import paragraphs

__all__ = ["lint"]


def lint(data: bytes, *, name: str, manifest: Manifest | None = None) -> tuple[Fault, ...]:
    """Return everything that is known to be wrong with a template before any data exists.

    Args:
        data: The ``.docx`` file.
        name: What to call it in messages.
        manifest: Its manifest; without one nothing is held against a schema.

    Raises:
        TemplateError: The file is no readable Word file.
    """
    found = lint_template(data, name=name, manifest=manifest)
    try:
        read_page(data, name=name)
    except TemplateError as error:
        seen = [
            one for _, held in paragraphs(read_package(data, name=name), name=name) for one in held
        ]
        told = {one.message for one in found}
        problems = [one for one in error.problems if one.message not in told]
        found += tuple(faults_of_problems(problems, seen, loose=manifest is None))
    return found
