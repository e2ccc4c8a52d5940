"""A print run as a whole: no paper twice, every file named, the summary adds up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from docgen.packs.model import Pack
from docgen.rules.identity import parcel_of, party_of, plain_name
from docgen.rules.look import Breach, Look, Said
from docgen.rules.rows import Row, RowBreach, Spot, Sums, ledger_rule

__all__ = ["PapersStandOnce"]


@ledger_rule("R109")
class PapersStandOnce:
    """One paper for parcel, party and amount; its file says whose it is; the total is the sum."""

    def __init__(self) -> None:
        self._papers: dict[tuple[str, tuple[str, ...], Decimal], Spot] = {}
        self._files: dict[str, Spot] = {}
        self._total = Decimal(0)
        self._last: tuple[Spot, Pack] | None = None

    def see(self, row: Row, look: Look) -> Iterator[RowBreach]:
        """Tell a paper or a file that an earlier row makes, and a file without its number."""
        yield from self._paper(row)
        if row.stem is not None:
            yield from self._file(row, row.stem)

    def _paper(self, row: Row) -> Iterator[RowBreach]:
        amount = row.amount_yuan
        if amount is None:
            return
        self._total += amount
        self._last = (row.spot, row.pack)
        grantees = row.case.parties.grantees if row.case.parties else ()
        parcel = parcel_of(row.case, row.pack)
        parties = tuple(sorted(party_of(party) for party in grantees))
        if not parcel or not any(parties):
            return
        # Equal amounts are one key however many noughts end them.
        if first := self._papers.get((parcel, parties, amount)):
            said: dict[str, Said] = {"parcel": parcel, "first": str(first)}
            breach = Breach("again", "row.amount_yuan", amount, said)
            yield RowBreach(row.spot, row.pack, breach)
        else:
            self._papers[parcel, parties, amount] = row.spot

    def _file(self, row: Row, stem: str) -> Iterator[RowBreach]:
        name = plain_name(stem)
        if first := self._files.get(name):
            breach = Breach("file", "row.stem", stem, {"first": str(first)})
            yield RowBreach(row.spot, row.pack, breach)
        else:
            self._files[name] = row.spot
        number = _number_of(row)
        if number and _letters(number) not in _letters(stem):
            breach = Breach("unnumbered", "row.stem", stem, {"number": number})
            yield RowBreach(row.spot, row.pack, breach)

    def end(self, sums: Sums) -> Iterator[RowBreach]:
        """Tell a total that is not the sum of the papers, to the fen."""
        total = sums.amount_yuan
        if total is None or self._last is None or total == self._total:
            return
        said: dict[str, Said] = {"sum": self._total, "difference": abs(total - self._total)}
        spot, pack = self._last
        breach = Breach("total", "run.amount_yuan", total, said)
        yield RowBreach(Spot(spot.file), pack, breach)


def _number_of(row: Row) -> str:
    case, parcel = row.case, row.case.parcel
    codes = (parcel.parcel_code, parcel.unit_code, parcel.supervision_no) if parcel else ()
    number = next((one for one in (case.contract_no, *codes) if one), None)
    return number or (str(row.no) if row.no is not None else "")


def _letters(text: str) -> str:
    """Return letters and digits alone: a file name bears no slashes, whatever stands for them."""
    return "".join(letter for letter in plain_name(text) if letter.isalnum())
