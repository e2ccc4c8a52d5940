"""Reads a redline back: does accepting it give the later paper, rejecting it the earlier one?"""

from __future__ import annotations

from collections.abc import Sequence

from docgen.audit.redline_settle import View
from docgen.audit.returned_labels import Ordinal
from docgen.audit.returned_package import Package, open_package
from docgen.audit.returned_read import Line, read_stories
from docgen.errors import AuditError

__all__ = ["check_redline"]

_NAME = "修订稿"


def check_redline(data: bytes, before: Package, after: Package, ordinal: Ordinal) -> str:
    """Hold a redline's body against the two papers it was made from.

    Args:
        data: The redline.
        before: The earlier paper.
        after: The later one.
        ordinal: How a count is written in Chinese.

    Returns:
        What a person must know, in Chinese: list numbers follow the later paper's lists, which no
        tracked change can show; "" when there is nothing.

    Raises:
        AuditError: Accepting or rejecting all would give other words; it must not be handed over.
    """
    made = open_package(data, name=_NAME)
    note = ""
    for view, paper in (("accepted", after), ("rejected", before)):
        chosen: View = "accepted" if view == "accepted" else "rejected"
        found = _body(made, chosen, ordinal)
        wanted = _body(paper, "accepted", ordinal)
        _hold(found, wanted, view)
        if [one.label for one in found] != [one.label for one in wanted]:
            note = "两份文书的编号方式不同，修订稿按改稿编号"
    return note


def _body(package: Package, view: View, ordinal: Ordinal) -> Sequence[Line]:
    return read_stories(package, view, ordinal)[0].lines


def _hold(found: Sequence[Line], wanted: Sequence[Line], view: str) -> None:
    left, right = [one.pattern for one in found], [one.pattern for one in wanted]
    if left == right:
        return
    at = next(
        (i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )
    place = wanted[at].place.clause if at < len(wanted) else ""
    side = "全部接受后与改稿" if view == "accepted" else "全部拒绝后与原件"
    raise AuditError(
        f"修订稿{side}不符，没有交付。",
        where=f"{place}第{at + 1}段",
        fix="差异清单仍然可用（不加 -o）；请把两份文书交给维护者。",
        code="A020",
    )
