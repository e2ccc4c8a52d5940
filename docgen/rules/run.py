"""Case, figures and pack → findings, all at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation, localcontext

from docgen import glossary
from docgen.errors import DocgenError
from docgen.model import Case
from docgen.model.case import Acknowledgement
from docgen.model.enums import Stage
from docgen.packs.dated import Source
from docgen.packs.model import Pack
from docgen.proof import Group
from docgen.rules.book import checks_for
from docgen.rules.catalogue import Branch, Rule, phrases, rule_of
from docgen.rules.finding import Confirmation, Finding, FindingSource, Lowering, Severity
from docgen.rules.look import Breach, Look, Said, look_at, title_of
from docgen.wording import date_in_chinese

__all__ = [
    "EXACT_DIGITS",
    "MISSING_FIELD",
    "confirmed",
    "finding_of",
    "in_order",
    "missing_field_finding",
    "run",
    "stage_of",
]

#: Digits of every computation in a rule: products of two figures of the model stay exact.
EXACT_DIGITS = 250
_NATIONAL = "default"
_OWN = "P"
#: Code of the finding that a field which a template requires is absent.
MISSING_FIELD = "M001"


def run(
    case: Case,
    figures: Group | None,
    pack: Pack,
    *,
    stage: Stage | str | None = None,
    file: str | None = None,
    row: str = "",
    excerpt: bool = False,
) -> tuple[Finding, ...]:
    """Return everything that the rules find in a case.

    Args:
        case: The parcel's file.
        figures: Its printable values, or None.
        pack: The jurisdiction's pack; the national pack for national rules alone.
        stage: ``announcement``, ``draft`` or ``final``; None takes the case's, else final. In a
            draft what is absent is a warning; before the announcement, so is what cannot exist
            yet (grantee, price, dates). What is contradictory stays an error.
        file: Name of the case's file for the findings.
        row: Place of the case in that file, ``第17行``; empty when the file holds one case.
        excerpt: Whether the case is a row of a ledger: what it does not give is not known, and
            not wrong. Only what it gives is checked; what a paper needs, its manifest demands.

    Returns:
        The findings by code, then path. A warning that an acknowledgement of the case covers
        (same code, path and value) carries who confirmed it and why.
    """
    wanted = stage_of(stage if stage is not None else case.stage)
    look = look_at(case, figures, pack)
    found = []
    with localcontext(prec=EXACT_DIGITS):
        for check in checks_for(look.given, excerpt=excerpt):
            for breach in check.run(look):
                words = rule_of(check.code)
                if not (excerpt and words.spares_rows(breach.branch)):
                    found.append(finding_of(words, breach, look, wanted, file, row=row))
        return in_order(found, case.acknowledgements)


def in_order(
    found: Iterable[Finding], acknowledgements: tuple[Acknowledgement, ...]
) -> tuple[Finding, ...]:
    """Return the findings of one case by code, then path, each with who confirmed it.

    Args:
        found: What the rules found.
        acknowledgements: The case's own.
    """
    told = (confirmed(finding, acknowledgements) for finding in found)
    return tuple(sorted(told, key=lambda finding: (finding.code, finding.path)))


def missing_field_finding(
    path: str, stage: Stage | str | None = None, *, title: str = "", file: str | None = None
) -> Finding:
    """Return the finding that a field which the template requires is absent.

    Args:
        path: English key path of the field.
        stage: As for :func:`run`; in a draft the finding is a warning.
        title: Its dotted Chinese title; by default the glossary's.
        file: Name of the case's file.
    """
    words = rule_of(MISSING_FIELD)
    branch = words.branches["missing"]
    fields = dict(_fields(Breach("missing", path)))
    if title:
        fields |= {"title": title, "place": title}
    return Finding(
        code=words.code,
        severity=_lowered(branch, branch.severity[_NATIONAL], stage_of(stage)),
        path=path,
        title=fields["title"],
        place=fields["place"],
        value="",
        expected=branch.expected.format_map(fields),
        message=branch.message.format_map(fields),
        fix=branch.fix.format_map(fields),
        source=words.source,
        file=file,
    )


def stage_of(stage: Stage | str | None) -> Stage:
    """Return the stage that is asked for; None is final."""
    return Stage(stage) if stage is not None else Stage.FINAL


def finding_of(
    words: Rule,
    breach: Breach,
    look: Look,
    stage: Stage,
    file: str | None,
    *,
    row: str = "",
    place: str = "",
) -> Finding:
    """Return a breach as a finding, in the words of its rule.

    Args:
        words: The rule.
        breach: The place where it is not met.
        look: What it looked at; its pack says the severity and what is in force.
        stage: As for :func:`run`.
        file: Name of the case's file.
        row: Place of the case in a file of many.
        place: Where it is, for a breach that is at no field of the case.

    Raises:
        DocgenError: The rule has no such branch.
    """
    if breach.branch not in words.branches:
        raise DocgenError(f"{words.code} 没有分支「{breach.branch}」。", where="rules.yaml")
    branch = words.branches[breach.branch]
    fields = _fields(breach, place)
    county = look.pack.jurisdiction or _NATIONAL
    severity = branch.severity.get(county, branch.severity[_NATIONAL])
    message, source, jurisdiction = branch.message.format_map(fields), words.source, None
    if breach.basis:
        source = _source(breach.basis.source)
        jurisdiction = breach.basis.jurisdiction
        if not look.pack.in_force(breach.basis.source, look.policy_on):
            message += phrases().out_of_force
        if breach.basis.certainty == "G":
            message += phrases().unseen_source
            severity = "warning" if severity == "error" else severity
    elif words.authority == "J":
        jurisdiction = look.pack.jurisdiction
    severity, lowering = _by_bureau(words, _lowered(branch, severity, stage), look.pack)
    return Finding(
        code=words.code,
        severity=severity,
        path=breach.path,
        title=fields["title"],
        place=fields["place"],
        value=_plain(breach.value),
        expected=branch.expected.format_map(fields),
        message=message,
        fix=branch.fix.format_map(fields),
        source=source,
        jurisdiction=jurisdiction,
        file=file,
        lowered=lowering,
        row=row,
    )


def _by_bureau(words: Rule, severity: Severity, pack: Pack) -> tuple[Severity, Lowering | None]:
    """Return a rule of our own as the bureau takes it, with its word for that."""
    said = next((one for one in pack.lowered if one.code == words.code), None)
    if said is None or severity != "error" or words.authority != _OWN:
        return severity, None
    return "warning", Lowering(said.by, said.reason, said.on.isoformat(), pack.id)


def _source(source: Source) -> FindingSource:
    number = f"（{source.number}）" if source.number else ""
    return FindingSource(f"{source.title}{number}", source.article)


def _lowered(branch: Branch, severity: Severity, stage: Stage) -> Severity:
    excused = stage is Stage.DRAFT or (stage is Stage.ANNOUNCEMENT and branch.awaited)
    return "warning" if branch.absence and excused and severity == "error" else severity


def _fields(breach: Breach, place: str = "") -> Mapping[str, str]:
    said = {name: _shown(value) for name, value in breach.said.items()}
    title = place or title_of(breach.path)
    place = place or glossary.title_path(breach.path)
    return {**said, "value": _shown(breach.value), "title": title, "place": place}


def _shown(value: Said) -> str:
    return date_in_chinese(value) if isinstance(value, date) else _plain(value)


def _plain(value: Said) -> str:
    if value is None:
        return ""
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def confirmed(finding: Finding, acknowledgements: tuple[Acknowledgement, ...]) -> Finding:
    """Return a warning with who confirmed it and why, any other finding as it is.

    Args:
        finding: What a rule found.
        acknowledgements: The case's own.
    """
    if finding.severity != "warning":
        return finding
    for said in acknowledgements:
        named = said.path in (finding.path, finding.place)
        if said.code == finding.code and named and _same(said.value or "", finding.value):
            word = Confirmation(said.by or "", said.reason or "", _plain(said.date))
            return replace(finding, confirmed=word)
    return finding


def _same(confirmed: str, value: str) -> bool:
    if confirmed == value:
        return True
    try:
        return Decimal(confirmed) == Decimal(value)
    except InvalidOperation:
        return False
