"""What the land is used for, and which papers may be made for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.model import Case
from docgen.model.notice_enums import NoticeKind
from docgen.model.parcel import Parcel
from docgen.rules.look import Breach, Look, rule

__all__ = ["deal_is_published", "standard_land_is_industrial", "uses_in", "uses_of"]

_SEPARATORS = re.compile(r"[、，,；;/\\+＋和及与\s]+")
#: Papers of any land: they tell what happened and promise nothing.
_OF_ANY_LAND = (NoticeKind.DEAL_PUBLICITY, NoticeKind.SERVICE_RECEIPT)


def uses_of(parcel: Parcel | None) -> tuple[str, ...]:
    """Return the uses of a parcel one by one, as they are written.

    Args:
        parcel: The parcel; None has no use.
    """
    return uses_in(parcel.use if parcel else None)


def uses_in(text: str | None) -> tuple[str, ...]:
    """Return the uses that a text names one by one.

    Args:
        text: ``工业用地、零售商业用地``; None names none.
    """
    return tuple(part for part in _SEPARATORS.split(text or "") if part)


def deal_is_published(case: Case) -> bool:
    """Return whether the notice in the making tells of a deal that is done and cannot be mended."""
    return case.notice is not None and case.notice.kind is NoticeKind.DEAL_PUBLICITY


@rule("R041", "parcel.use", "indicators|supervision|commitment")
def standard_land_is_industrial(look: Look) -> Iterator[Breach]:
    """Indicators, supervision and commitment are for industrial and storage land alone."""
    case, words = look.case, look.threshold("standard_land_use_words")
    promised = case.indicators or case.supervision or case.commitment
    general = case.notice is not None and case.notice.kind in _OF_ANY_LAND
    uses = uses_of(case.parcel)
    if words is None or promised is None or general or not uses:
        return
    if not any(word in use for word in words.words for use in uses):
        yield Breach("other", "parcel.use", case.parcel.use if case.parcel else None)
