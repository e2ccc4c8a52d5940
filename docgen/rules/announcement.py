"""What bidders were shown: agreement and commitment belong to the announcement."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model import Case
from docgen.rules.look import Breach, Look, Said, rule, title_of

__all__ = ["agreements_were_announced"]

_PAPERS = ("agreement", "commitment")


@rule("R123", "announcement")
def agreements_were_announced(look: Look) -> Iterator[Breach]:
    """通则解释 4: nothing is added after the hammer fell; the wording is the announced one."""
    shown = look.case.announcement
    if shown is None:
        return
    for name in _PAPERS:
        attached = getattr(shown, f"{name}_attached")
        path = f"announcement.{name}_attached"
        what = title_of(_PATHS[name])
        if attached is False and _is_used(look.case, name):
            yield Breach("missing", path, None, {"what": what})
        announced = getattr(shown, f"{name}_wording_sha256")
        signed = getattr(shown, f"{name}_signed_wording_sha256")
        if announced and signed and announced.casefold() != signed.casefold():
            said: dict[str, Said] = {"announced": announced, "what": what}
            yield Breach("differ", f"announcement.{name}_signed_wording_sha256", signed, said)


_PATHS = {"agreement": "supervision", "commitment": "commitment"}


def _is_used(case: Case, name: str) -> bool:
    return getattr(case, _PATHS[name]) is not None
