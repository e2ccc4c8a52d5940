"""Where disputes go."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model.enums import DisputeOption
from docgen.rules.look import Breach, Look, rule

__all__ = ["supervision_goes_to_court"]


@rule("R104", "supervision.dispute_option")
def supervision_goes_to_court(look: Look) -> Iterator[Breach]:
    """行政协议规定 26: an arbitration clause of an administrative agreement is void."""
    supervision = look.case.supervision
    if supervision is not None and supervision.dispute_option is DisputeOption.ARBITRATION:
        option = supervision.dispute_option.label
        yield Breach("arbitration", "supervision.dispute_option", option)
