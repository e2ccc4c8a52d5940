"""Numbers of papers: how a 发文字号 is written, and whose year it bears."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.identifiers import check_document_no, check_supervision_no
from docgen.rules.look import Breach, Look, Said, rule

__all__ = [
    "own_numbers_are_well_written",
    "supervision_number_is_of_the_year",
]


@rule("R021", "contract_no|*.agreement_no|commitment|redevelopment|notice")
def own_numbers_are_well_written(look: Look) -> Iterator[Breach]:
    """六角括号, no 第, no leading noughts (GB/T 9704-2012), wherever a number is meant as one.

    A contract may be numbered in another way altogether; that is no 发文字号, and not judged.
    """
    for path, number, _ in look.own_numbers:
        verdict = check_document_no(number)
        if not verdict.ok and verdict.suggestion:
            said: dict[str, Said] = {"reason": verdict.reason, "right": verdict.suggestion}
            yield Breach("form", path, number, said)
        elif not verdict.ok and verdict.value:
            yield Breach("year", path, number, {"reason": verdict.reason})


@rule("R019", "parcel.supervision_no", "grant.signing_date")
def supervision_number_is_of_the_year(look: Look) -> Iterator[Breach]:
    """The year in the supervision number is that of the contract, or next to it."""
    parcel, grant = look.case.parcel, look.case.grant
    most = look.threshold("supervision_year_max_distance")
    if parcel is None or grant is None or most is None or not parcel.supervision_no:
        return
    number, signed = check_supervision_no(parcel.supervision_no).value, look.day(grant.signing_date)
    if number and signed and abs(number.year - signed.year) > most.number:
        said: dict[str, Said] = {"year": number.year, "signed": signed, "limit": most.number}
        yield Breach("year", "parcel.supervision_no", parcel.supervision_no, said)
