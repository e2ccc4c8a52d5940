"""Land built on before it was supplied: who may still have it put right, and on what papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen import glossary
from docgen.model.enums import LandCategory
from docgen.model.performance import Redevelopment
from docgen.packs.dated import Dated
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["occupation_is_filed", "occupation_is_valued_from_its_beginning"]

_SINCE = "redevelopment.occupied_since"


def _occupied(look: Look) -> Redevelopment | None:
    found = look.case.redevelopment
    of_kind = found is not None and found.category is LandCategory.OCCUPIED_UNSUPPLIED
    return found if of_kind else None


@rule("R068", "redevelopment.category")
def occupation_is_valued_from_its_beginning(look: Look) -> Iterator[Breach]:
    """范县: begun by 2018-12-31, accepted in writing; valued, and let, from when building began."""
    found, papers = _occupied(look), look.threshold("occupied_acceptance_papers")
    if found is None or papers is None:
        return
    yield from _begun_in_time(look, found)
    yield from _papers(found, papers)
    since = look.day(found.occupied_since)
    if since is None:
        return
    grant = look.case.grant
    for path, value in (
        ("redevelopment.appraisal_date", found.appraisal_date),
        ("grant.term_start", grant.term_start if grant else None),
    ):
        day = look.day(value)
        if day and day != since:
            yield Breach("day", path, day, {"since": since}, papers)


@rule("R069", "redevelopment.category")
def occupation_is_filed(look: Look) -> Iterator[Breach]:
    """宝丰: begun by 2018-12-31, filed with the province, recognised by the county."""
    found, papers = _occupied(look), look.threshold("occupied_filing_papers")
    if found is None or papers is None:
        return
    yield from _begun_in_time(look, found)
    yield from _papers(found, papers)


def _begun_in_time(look: Look, found: Redevelopment) -> Iterator[Breach]:
    cutoff, since = look.threshold("occupied_unsupplied_cutoff"), look.day(found.occupied_since)
    if cutoff and since and since > _last(cutoff):
        said: dict[str, Said] = {"cutoff": _last(cutoff)}
        yield Breach("begun_late", _SINCE, since, said, cutoff)
    elif cutoff and found.occupied_since is None:
        yield Breach("missing", _SINCE, None, {}, cutoff)


def _last(cutoff: Dated) -> date:
    return cutoff.day


def _papers(found: Redevelopment, papers: Dated) -> Iterator[Breach]:
    for title in papers.words:
        name = glossary.key_for("Redevelopment", title) or title
        if not (getattr(found, name) or "").strip():
            yield Breach("missing", f"redevelopment.{name}", None, {}, papers)
