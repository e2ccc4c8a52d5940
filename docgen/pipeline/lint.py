"""Lint of a template: what its tags get wrong, and what its PDF could not show."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from docgen.errors import TemplateError
from docgen.packs import load_pack
from docgen.page.read import read as read_page
from docgen.pipeline.proofread import proofread_template
from docgen.rules import Finding
from docgen.templating.lint import faults_of_problems, lint_template
from docgen.templating.lint_words import Fault
from docgen.templating.manifest import Manifest
from docgen.templating.package import read_package
from docgen.templating.places import BODY, Place, Spot, paragraphs

__all__ = ["lint"]

#: Path of a finding about one paragraph of a paper.
_PATH = re.compile(r"paper\.(\w+)\[(\d+)\]")


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
    found += tuple(_proofread(data, name, manifest, found))
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


def _proofread(
    data: bytes, name: str, manifest: Manifest | None, told: tuple[Fault, ...]
) -> Iterator[Fault]:
    """Yield what the rules about papers find in the template's own words."""
    package = read_package(data, name=name)
    seen = {
        (one.place.part, one.place.paragraph): one.place
        for _, held in paragraphs(package, name=name)
        for one in held
    }
    known = {(one.spot.place.part, one.spot.place.paragraph, one.spot.text) for one in told}
    document, layout = (manifest.id, manifest.layout) if manifest else ("", "")
    for one in proofread_template(data, document=document, layout=layout, pack=load_pack(None)):
        spot = _spot(one, seen)
        place = spot.place
        # What lint says in its own words of the same letters need not be said twice.
        said = any(
            any(letters in text for letters in one.value.split())
            for part, paragraph, text in known
            if (part, paragraph) == (place.part, place.paragraph)
        )
        if one.severity != "info" and not said:
            yield Fault(one.code, one.severity, one.message, one.fix, spot)


def _spot(finding: Finding, seen: Mapping[tuple[str, int], Place]) -> Spot:
    match = _PATH.fullmatch(finding.path)
    if match is None:
        return Spot(Place(BODY))
    key = (f"word/{match[1]}.xml", int(match[2]) + 1)
    place = seen.get(key, Place(*key))
    for letters in (finding.value, *finding.value.split()[:1]):
        at = place.text.find(letters) if letters else -1
        if at >= 0:
            return Spot(place, at, at + len(letters))
    return Spot(place)
