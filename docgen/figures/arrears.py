"""What is owed of the price on a day: each instalment due, paid and owed, and its penalty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from docgen.calendar import next_working_day_after_holiday
from docgen.figures import penalties
from docgen.figures.formulas import Worked
from docgen.figures.instalments import amounts_yuan, due_dates
from docgen.model import Case, Grant

__all__ = ["Arrear", "arrears_of", "counted_until"]


@dataclass(frozen=True, slots=True)
class Arrear:
    """One instalment that is due; a price paid at once is one instalment without a number.

    Attributes:
        number: Its number; None for a price paid at once.
        path: Where the case tells of it.
        due: The day agreed.
        amount_yuan: What was to be paid.
        paid_yuan: What has been paid; None where the case does not say, and then nothing that
            follows from it is known.
        late_from: The first day of delay: a due day on a holiday has moved before.
        days: Days of delay, the day of counting included.
        penalty: The penalty on what is owed; None where nothing is owed or the rate is unknown.
    """

    number: int | None
    path: str
    due: date
    amount_yuan: Decimal | None
    paid_yuan: Decimal | None
    late_from: date
    days: int
    penalty: Worked | None

    @property
    def owed_yuan(self) -> Decimal | None:
        """What is owed of it, never below nothing; None where that is not known."""
        if self.amount_yuan is None or self.paid_yuan is None:
            return None
        return max(self.amount_yuan - self.paid_yuan, Decimal(0))


def counted_until(case: Case) -> date | None:
    """Return the day up to which arrears are counted: the case's ``as_of``, else the notice's."""
    days = (case.as_of, case.notice.date if case.notice else None, case.document_date)
    return next((day for day in days if isinstance(day, date)), None)


def arrears_of(case: Case) -> tuple[Arrear, ...]:
    """Return the instalments that were due before the day of counting, those paid in full too.

    A penalty is counted on what is still owed; what was paid late before is a claim of its own.

    Args:
        case: The parcel's file.
    """
    grant, until = case.grant, counted_until(case)
    if grant is None or until is None:
        return ()
    made = []
    for number, path, due, amount, paid in _payments(grant):
        day = due if isinstance(due, date) else None
        if day is None or (days := penalties.overdue_days(day, until)) == 0:
            continue
        moved = next_working_day_after_holiday(day).day
        owed = amount - paid if amount is not None and paid is not None else None
        made.append(
            Arrear(
                number,
                path,
                day,
                amount,
                paid,
                moved + timedelta(days=1),
                days,
                _penalty(owed, grant.late_payment_rate_permille_per_day, days),
            )
        )
    return tuple(made)


def _penalty(owed: Decimal | None, rate: Decimal | None, days: int) -> Worked | None:
    if owed is None or rate is None:
        return None
    return penalties.daily("late_payment", owed, rate, days)


_Payment = tuple[int | None, str, object, Decimal | None, Decimal | None]


def _payments(grant: Grant) -> Iterator[_Payment]:
    if not grant.instalments:
        yield None, "grant", grant.payment_deadline, grant.price_yuan, grant.paid_yuan
        return
    reckoned = zip(grant.instalments, amounts_yuan(grant), due_dates(grant), strict=True)
    for index, (one, amount, due) in enumerate(reckoned):
        path = f"grant.instalments[{index}]"
        yield one.no or index + 1, path, one.due_date or due, amount, one.paid_yuan
