"""Whether building has begun: a permit and a stage, not somebody's word."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model.enums import CommencementStage
from docgen.model.evidence import CommencementProof
from docgen.model.proven import absent
from docgen.rules.look import Breach, Look, Said, rule

__all__ = ["begun_building_is_proved"]

_PATH = "performance.commencement_proof"


@rule("R117", "performance.actual_commencement_date")
def begun_building_is_proved(look: Look) -> Iterator[Breach]:
    """闲置土地处置办法 30: a permit, and a pit, all piles or a third of the base done."""
    performance = look.case.performance
    if performance is None or performance.actual_commencement_date is None:
        return
    proof = performance.commencement_proof or absent(CommencementProof)
    for name in ("permit_no", "permit_date", "stage"):
        if getattr(proof, name) in (None, ""):
            yield Breach("missing", f"{_PATH}.{name}")
    if proof.stage is CommencementStage.NONE:
        yield Breach("stage", f"{_PATH}.stage", proof.stage.label)
    begun, permitted = look.day(performance.actual_commencement_date), look.day(proof.permit_date)
    if begun and permitted and begun < permitted:
        said: dict[str, Said] = {"permitted": permitted}
        yield Breach("unpermitted", "performance.actual_commencement_date", begun, said)
