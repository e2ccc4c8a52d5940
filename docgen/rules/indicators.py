"""What is promised: the three core indicators and the county's target."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model.parcel import Range
from docgen.model.project import Indicators
from docgen.rules.look import Breach, Look, rule

__all__ = ["core_indicators_are_there", "tax_reaches_the_target"]


@rule("R071")
def core_indicators_are_there(look: Look) -> Iterator[Breach]:
    """Where the county has a 3+N+1, none of the three may be missing."""
    case, wanted = look.case, look.pack.indicators
    if wanted is None or (case.grant is None and case.indicators is None):
        return
    given = case.indicators or Indicators()
    for key in wanted.core:
        value = getattr(given, key, None)
        if value is None or value == Range():
            yield Breach("missing", f"indicators.{key}", None, basis=wanted)


@rule("R075")
def tax_reaches_the_target(look: Look) -> Iterator[Breach]:
    """A tax per 亩 below the county's target; the target is a policy's aim, not a floor in law."""
    indicators, target = look.case.indicators, look.threshold("tax_target_wan_per_mu")
    value = indicators.tax_wan_per_mu if indicators else None
    if value is not None and target and value < target.number:
        said = {"target": target.number}
        yield Breach("below", "indicators.tax_wan_per_mu", value, said, target)
