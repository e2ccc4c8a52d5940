"""What a notice must hold, and what must have happened before it, as ``notices.yaml`` lists it."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model import NoticeKind
from docgen.packs.notices import notice_law
from docgen.rules.look import Breach, Look, Said, day_of, rule, title_of
from docgen.rules.papers import is_given, notice_of, notice_on, value_at

__all__ = ["missing_items", "notices_hold_their_items"]

#: Kinds whose items the rules of idle land ask for themselves (R082, R086).
_ASKED_ELSEWHERE = frozenset(
    {
        NoticeKind.IDLE_INVESTIGATION,
        NoticeKind.IDLE_RECOGNITION,
        NoticeKind.IDLE_FEE_DECISION,
        NoticeKind.RESUMPTION_DECISION,
    }
)


def missing_items(look: Look) -> Iterator[Breach]:
    """Yield a breach ``item`` for every field that the notice being made must have and has not.

    Args:
        look: What the rules look at.
    """
    kind = notice_of(look).kind
    law = notice_law(kind.value) if kind else None
    for item in law.items if law and kind else ():
        for path in item.paths:
            if not is_given(value_at(look.case, path)):
                said: dict[str, Said] = {"kind": kind.label if kind else None, "item": item.name}
                yield Breach("item", path, None, said, law)


@rule("M004", "notice.kind")
def notices_hold_their_items(look: Look) -> Iterator[Breach]:
    """Every item that the law or the office lists, and no earlier step after the notice."""
    kind, made = notice_of(look).kind, notice_on(look)
    if kind is None:
        return
    if kind not in _ASKED_ELSEWHERE:
        yield from missing_items(look)
    law = notice_law(kind.value)
    for path in law.after if law else ():
        step = day_of(value_at(look.case, path))
        if made and step and step > made:
            said: dict[str, Said] = {"kind": kind.label, "step": title_of(path), "made": made}
            yield Breach("order", path, step, said, law)
