"""The lines of taxes that a notice lists: each adds up, and the notice asks for their sum."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.figures.taxes import owed_yuan, sum_yuan
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["tax_lines_add_up"]


@rule("M003", "notice.taxes.owed_yuan|notice.taxes.due_yuan|notice.taxes.period_end")
def tax_lines_add_up(look: Look) -> Iterator[Breach]:
    """Due less paid is owed, a period ends after it begins, and the lines make the amount."""
    notice = look.case.notice
    if notice is None:
        return
    for index, item in enumerate(notice.taxes):
        path = f"notice.taxes[{index}]"
        if None not in (item.due_yuan, item.paid_yuan, item.owed_yuan):
            wanted = owed_yuan(item.model_copy(update={"owed_yuan": None}))
            if wanted != item.owed_yuan:
                said: dict[str, Said] = {
                    "due": item.due_yuan, "paid": item.paid_yuan, "wanted": wanted,
                }  # fmt: skip
                yield Breach("row", f"{path}.owed_yuan", item.owed_yuan, said)
        start, end = look.day(item.period_start), look.day(item.period_end)
        if start and end and end < start:
            yield Breach("period", f"{path}.period_end", end, {"start": start})
    total = sum_yuan(owed_yuan(one) for one in notice.taxes)
    if notice.amount_yuan is not None and total is not None and notice.amount_yuan != total:
        yield Breach("total", "notice.amount_yuan", notice.amount_yuan, {"wanted": total})
