"""A paper's text → findings: the rules that look at what stands written."""

from __future__ import annotations

from docgen.model import Case, Stage
from docgen.packs.model import Pack
from docgen.paper import PaperLine, PaperText
from docgen.rules import sheet_amounts, sheet_page, sheet_words
from docgen.rules.catalogue import phrases, rule_of
from docgen.rules.finding import Finding
from docgen.rules.look import Breach, look_at
from docgen.rules.run import confirmed, finding_of
from docgen.rules.sheet import SheetBreach, SheetCheck, SheetLook

__all__ = ["SHEET_CHECKS", "run_paper"]

#: All rules that look at a paper.
SHEET_CHECKS = tuple(
    sorted(
        (
            one
            for module in (sheet_amounts, sheet_page, sheet_words)
            for one in vars(module).values()
            if isinstance(one, SheetCheck)
        ),
        key=lambda check: check.code,
    )
)
_WHOLE = "paper"


def run_paper(
    paper: PaperText,
    pack: Pack,
    case: Case | None = None,
    *,
    stage: Stage | str | None = None,
    file: str | None = None,
) -> tuple[Finding, ...]:
    """Return everything that the rules find in a paper or in a template.

    Args:
        paper: The text with its places.
        pack: The jurisdiction's pack; the national pack for national rules alone.
        case: The parcel's file; None for a template, which belongs to none.
        stage: Stage of the paper; final when not given.
        file: Name of the case's or the template's file, for the findings.

    Returns:
        The findings by code, then in reading order. ``path`` is ``paper.document[30]`` for the
        31st paragraph of the body and ``paper`` for the paper as a whole; ``place`` says it in
        Chinese. A warning that the case acknowledges by either carries who confirmed it.
    """
    held = case or Case()
    text = "\n".join([line.text for line in paper.lines])
    look = SheetLook(paper, look_at(held, None, pack), text)
    wanted = Stage(stage) if stage is not None else Stage.FINAL
    found = []
    for check in SHEET_CHECKS:
        words = rule_of(check.code)
        for one in check.run(look):
            breach = Breach(one.branch, _path(one), one.value, one.said, one.basis)
            finding = finding_of(words, breach, look.look, wanted, file, place=_place(one))
            found.append(confirmed(finding, held.acknowledgements))
    return tuple(found)


def _path(one: SheetBreach) -> str:
    if one.line is None:
        return _WHOLE
    stem = one.line.part.rpartition("/")[2].removesuffix(".xml")
    return f"{_WHOLE}.{stem}[{one.line.paragraph - 1}]"


def _place(one: SheetBreach) -> str:
    said = phrases()
    if one.line is None:
        return said.pdf_page.format(page=one.page) if one.page else said.whole_paper
    return said.paragraph.format(
        part=_part(one.line), paragraph=one.line.paragraph, within=_within(one.line)
    )


def _part(line: PaperLine) -> str:
    name = line.part.rpartition("/")[2]
    known = phrases().parts
    return next((known[kind] for kind in known if name.startswith(kind)), name)


def _within(line: PaperLine) -> str:
    """Return the clause, the cell and the text of the case, in brackets; "" for none of them."""
    cell = line.cell
    table = (
        phrases().cell.format(table=cell.table, row=cell.row, column=cell.column) if cell else ""
    )
    said = [one for one in (line.clause, table, _field(line)) if one]
    return phrases().within.format(said=phrases().comma.join(said)) if said else ""


def _field(line: PaperLine) -> str:
    """Return the field of the case that gives a line its words; "" where the template does."""
    most = max(line.slots, key=lambda slot: slot.end - slot.start, default=None)
    whole = (
        most is not None and most.kind == "text" and 2 * (most.end - most.start) > len(line.text)
    )
    return most.title if most is not None and whole else ""
