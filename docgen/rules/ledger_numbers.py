"""Numbers that may stand once in a ledger: contracts, parcels, papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from docgen.identifiers import check_document_no
from docgen.rules.identity import parcel_code_of
from docgen.rules.look import Breach, Look, Said
from docgen.rules.rows import Row, RowBreach, Spot, Sums, ledger_rule

__all__ = ["IdentifiersStandOnce", "NumbersRunOn"]

_CONTRACT, _SUPERVISION = "contract_no", "parcel.supervision_no"
_PARCEL = "parcel.parcel_code"


@ledger_rule("R020")
class IdentifiersStandOnce:
    """Contract number, supervision number and parcel code name one row of a ledger each.

    A supplementary agreement repeats those of its contract.
    """

    def __init__(self) -> None:
        # By field, then number: a hundred thousand keys of two would weigh as much again.
        self._first: dict[str, dict[str, Spot]] = {_CONTRACT: {}, _SUPERVISION: {}, _PARCEL: {}}

    def see(self, row: Row, look: Look) -> Iterator[RowBreach]:
        """Tell the numbers of the row that an earlier one bears."""
        contract = row.case.contract
        if contract is not None and contract.supplement_no:
            return
        for path, number in _identifiers(row):
            seen = self._first[path]
            if first := seen.get(number):
                breach = Breach("again", path, number, {"first": str(first)})
                yield RowBreach(row.spot, row.pack, breach)
            else:
                seen[number] = row.spot

    def end(self, sums: Sums) -> Iterator[RowBreach]:
        """Tell nothing more."""
        return iter(())


def _identifiers(row: Row) -> Iterator[tuple[str, str]]:
    case = row.case
    if case.contract_no:
        yield _CONTRACT, case.contract_no
    if case.parcel and case.parcel.supervision_no:
        yield _SUPERVISION, case.parcel.supervision_no
    if code := parcel_code_of(case):
        yield _PARCEL, code


@ledger_rule("R022")
class NumbersRunOn:
    """A 发文字号 is given once a year by an agency, in the year of its paper."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, int, int], tuple[Spot, str]] = {}

    def see(self, row: Row, look: Look) -> Iterator[RowBreach]:
        """Tell the numbers given before and those of another year than their paper."""
        for path, text, day in _numbers(row, look):
            number = check_document_no(text).value
            if number is None:
                continue
            mine, key = (row.spot, path), (number.agency, number.year, number.serial)
            first = self._first.setdefault(key, mine)
            # Contract numbers of two rows are for R020.
            again = first != mine and not path == first[1] == _CONTRACT
            another_year = day is not None and number.year != day.year
            if again or another_year:
                said: dict[str, Said] = {"first": str(first[0]), "year": number.year, "day": day}
                for branch, told in (("again", again), ("year", another_year)):
                    if told:
                        yield RowBreach(row.spot, row.pack, Breach(branch, path, text, said))

    def end(self, sums: Sums) -> Iterator[RowBreach]:
        """Tell nothing more."""
        return iter(())


def _numbers(row: Row, look: Look) -> Iterator[tuple[str, str, date | None]]:
    yield from look.own_numbers
    if row.document_no:
        yield "row.document_no", row.document_no, look.day(row.case.document_date)
