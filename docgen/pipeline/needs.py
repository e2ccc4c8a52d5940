"""Which papers a case can have, and what they still need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from docgen import glossary
from docgen.audit.expect import Paragraph, expect
from docgen.errors import AuditError, InputError, UsageError
from docgen.figures.absence import Settler, plain_title, worded
from docgen.model import Stage
from docgen.page.engine import PDF_ENGINES, PdfEngine
from docgen.pipeline.values import FORMATS
from docgen.proof import Figure, Group
from docgen.rules import Finding, missing_field_finding
from docgen.templating.compiled import Compiled
from docgen.templating.library import Library, Shelf
from docgen.templating.manifest import Manifest

__all__ = [
    "Needs",
    "Omission",
    "applicable",
    "check_engine",
    "check_formats",
    "chosen",
    "missing",
    "of_many",
    "omissions",
]


def check_formats(formats: Sequence[str]) -> None:
    """Refuse formats that no paper comes in.

    Raises:
        UsageError: None was named, or an unknown one.
    """
    unknown = [one for one in formats if one not in FORMATS]
    if unknown or not formats:
        raise UsageError(
            f"没有「{'、'.join(unknown)}」这种格式。" if unknown else "没有指定格式。",
            fix=f"可用：{'、'.join(FORMATS)}。",
        )


def check_engine(name: str) -> PdfEngine:
    """Return the PDF engine of a name.

    Raises:
        UsageError: There is no such engine.
    """
    for engine in PDF_ENGINES:
        if engine == name:
            return engine
    raise UsageError(f"没有「{name}」这种 PDF 引擎。", fix=f"可用：{'、'.join(PDF_ENGINES)}。")


def applicable(library: Library, figures: Group) -> list[Shelf]:
    """Return the templates for which the case has data, by what their manifests need.

    A notice is made when it is asked for by name, never by itself.
    """
    return [shelf for shelf in _unasked(library) if _has_data(shelf.manifest, figures)]


def _unasked(library: Library) -> list[Shelf]:
    return [shelf for shelf in library.all() if shelf.manifest.kind is None]


@dataclass(frozen=True, slots=True)
class Omission:
    """A paper that is not made, and why.

    Attributes:
        title: Name of the document.
        lacking: Chinese titles of what the case does not give.
    """

    title: str
    lacking: tuple[str, ...]


def omissions(library: Library, figures: Group) -> tuple[Omission, ...]:
    """Return the papers for which the case has no data, each with what is lacking.

    A plan for many parcels lacks nothing in the file of one, nor a contract in an inventory.
    """
    many = _any_present(figures.find(glossary.title("Case", "inventory")))
    return tuple(
        Omission(
            shelf.manifest.short_title,
            tuple(title for title in shelf.manifest.needs if not _any_present(figures.find(title))),
        )
        for shelf in _unasked(library)
        if not _has_data(shelf.manifest, figures) and of_many(shelf.manifest) == many
    )


def of_many(manifest: Manifest) -> bool:
    """Return whether a paper is about many parcels: a plan out of a ledger."""
    part = glossary.title("Case", "inventory")
    return any(title.partition(".")[0] == part for title in manifest.needs)


def _has_data(manifest: Manifest, figures: Group) -> bool:
    return all(_any_present(figures.find(title)) for title in manifest.needs)


def _any_present(node: object) -> bool:
    if isinstance(node, Figure):
        return node.present
    if isinstance(node, Group):
        return any(_any_present(child) for child in node.entries.values())
    return any(_any_present(item) for item in getattr(node, "items", ()))


def chosen(
    library: Library, documents: Sequence[str] | None, figures: Callable[[], Group]
) -> list[Shelf]:
    """Return the templates asked for, or all for which the case has data.

    Args:
        library: The templates at hand.
        documents: Names that were asked for; None or none of them for all that can be made.
        figures: Gives the figures of the case, which only the choice of all needs.

    Raises:
        UsageError: A name that no template bears.
        InputError: Nothing was named and the case has data for none.
    """
    if documents:
        return [library.find(name) for name in documents]
    able = applicable(library, figures())
    if not able:
        raise InputError(
            "案卷里的资料不够出任何一种文书。",
            fix="补填「出让」等部分，或用 -d 指定文书看缺什么。",
            code="S020",
        )
    return able


def missing(
    manifest: Manifest, compiled: Compiled, figures: Group, stage: Stage, file: str | None
) -> tuple[Finding, ...]:
    """Return a finding for each field that this paper would print, needs and does not have."""
    return Needs(manifest, compiled, stage).missing(figures, file)


class Needs:
    """What papers of one template need at one stage.

    Args:
        manifest: What the template says of itself.
        compiled: The template.
        stage: The stage.
    """

    def __init__(self, manifest: Manifest, compiled: Compiled, stage: Stage) -> None:
        self._parts, self._stage = compiled.plan.parts, stage
        self._required = manifest.required(stage)
        self._settler = Settler(manifest.policies(stage))

    def missing(self, figures: Group, file: str | None) -> tuple[Finding, ...]:
        """Return a finding for each field that a paper would print, needs and does not have.

        Args:
            figures: All figures of its case.
            file: Name of the case's file.
        """
        settled = self._settler.settle(figures)
        try:
            seen = self._lacking(settled)
        except AuditError:
            # A value beyond all words (negative, too fine) is for the rules to find, not for this.
            seen = self._lacking(worded(settled))
        return tuple(
            missing_field_finding(key, self._stage, title=one.title, file=file)
            for key, one in seen.items()
        )

    def _lacking(self, settled: Group) -> dict[str, Figure]:
        seen: dict[str, Figure] = {}
        for part in self._parts:
            for block in expect(part, settled):
                for piece in block.pieces if isinstance(block, Paragraph) else ():
                    if piece.figure is not None and self._lacks(piece.figure):
                        seen.setdefault(piece.figure.key, piece.figure)
        return seen

    def _lacks(self, figure: Figure) -> bool:
        if figure.present:
            return False
        return figure.absence == "" or plain_title(figure.title) in self._required
