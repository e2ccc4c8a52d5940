"""One body, one name; one parcel, one list."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.model.enums import LandCategory
from docgen.packs.model import Pack
from docgen.rules.identity import parcel_of, plain_name
from docgen.rules.look import Breach, Look, Said
from docgen.rules.parties import all_parties
from docgen.rules.rows import Row, RowBreach, Spot, Sums, ledger_rule

__all__ = ["OneListForAParcel", "OneNameForACode"]


@ledger_rule("R009")
class OneNameForACode:
    """A credit code that stands under two names: a body renamed, or one of the two is wrong.

    A name is excused where any row with the code gives it as the former name, so only the end of
    the ledger can tell. Nothing of a body is kept but its names and where each first stood.
    """

    def __init__(self) -> None:
        self._names: dict[str, dict[str, tuple[Spot, Pack, str]]] = {}
        self._former: dict[str, set[str]] = {}

    def see(self, row: Row, look: Look) -> Iterator[RowBreach]:
        """Remember the names of the row."""
        for path, party in all_parties(look):
            if party.credit_code and party.name:
                names = self._names.setdefault(party.credit_code, {})
                names.setdefault(party.name, (row.spot, row.pack, path))
                if party.former_name:
                    self._former.setdefault(party.credit_code, set()).add(party.former_name)
        return iter(())

    def end(self, sums: Sums) -> Iterator[RowBreach]:
        """Tell each name of a code that is neither the first one nor a former one."""
        for code, names in self._names.items():
            former = {plain_name(name) for name in self._former.get(code, ())}
            present = [name for name in names if plain_name(name) not in former]
            for name in present[1:]:
                spot, pack, path = names[name]
                same = plain_name(name) == plain_name(present[0])
                said: dict[str, Said] = {
                    "code": code,
                    "other": present[0],
                    "first": str(names[present[0]][0]),
                }
                breach = Breach("writing" if same else "renamed", f"{path}.name", name, said)
                yield RowBreach(spot, pack, breach)


@ledger_rule("R091")
class OneListForAParcel:
    """Land that is idle is not stalled: a class that excludes idle land excludes its list too."""

    def __init__(self) -> None:
        self._idle: dict[str, Spot] = {}
        self._stalled: dict[str, Spot] = {}

    def see(self, row: Row, look: Look) -> Iterator[RowBreach]:
        """Tell a parcel that an earlier row puts into the other list."""
        redevelopment = row.case.redevelopment
        if redevelopment is None:
            return
        words, parcel = look.threshold("not_idle_class_words"), parcel_of(row.case, row.pack)
        if not parcel or words is None:
            return
        named = redevelopment.classification or ""
        if redevelopment.category is LandCategory.IDLE:
            mine, other, branch = self._idle, self._stalled, "idle"
            path, value = "redevelopment.category", LandCategory.IDLE.label
        elif any(word in named for word in words.words):
            mine, other, branch = self._stalled, self._idle, "stalled"
            path, value = "redevelopment.classification", named
        else:
            return
        mine.setdefault(parcel, row.spot)
        if parcel in other:
            said: dict[str, Said] = {"parcel": parcel, "first": str(other[parcel])}
            yield RowBreach(row.spot, row.pack, Breach(branch, path, value, said))

    def end(self, sums: Sums) -> Iterator[RowBreach]:
        """Tell nothing more."""
        return iter(())
