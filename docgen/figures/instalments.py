"""What each instalment comes to, where the case gives shares instead of amounts."""

from __future__ import annotations

from decimal import Decimal

from docgen.model import Grant
from docgen.units import split_evenly

__all__ = ["amounts_yuan", "by_shares"]

_WHOLE = Decimal(100)


def by_shares(grant: Grant) -> bool:
    """Return whether the instalments are shares of the price: none has an amount, all a share."""
    return bool(grant.instalments) and all(
        one.amount_yuan is None and one.share_pct is not None for one in grant.instalments
    )


def amounts_yuan(grant: Grant) -> tuple[Decimal | None, ...]:
    """Return the amount of each instalment in yuan, None where it is not known.

    Shares are rounded half up to the fen, and the last instalment takes what is left, so that the
    parts always make the whole; shares that do not make 100 % give no amounts.
    """
    given = tuple(one.amount_yuan for one in grant.instalments)
    shares = [one.share_pct for one in grant.instalments if one.share_pct is not None]
    price = grant.price_yuan
    if not by_shares(grant) or price is None or price <= 0:
        return given
    if sum(shares, Decimal(0)) != _WHOLE or min(shares) <= 0:
        return given
    return split_evenly(price, shares)
