"""文书链 out of the register: what was issued before for a parcel, and when it was served."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from docgen import glossary
from docgen.packs.notices import chain_kinds
from docgen.register.records import Document, DocumentState
from docgen.register.register import Register
from docgen.register.series import number_of

__all__ = ["Chains"]

_PLACE = "登记簿"


class Chains:
    """The papers issued before, for all parcels of a run; read from the register once.

    Args:
        register: The register.
        keys: Codes and numbers of the parcels and contracts of the run.
    """

    def __init__(self, register: Register, keys: Iterable[str]) -> None:
        self._register = register
        wanted = list(dict.fromkeys(keys))
        self._latest: dict[str, Mapping[str, Document]] = {
            slot: register.latest(kind, wanted) for slot, kind in chain_kinds().items()
        }

    def fill(
        self, data: Mapping[str, Any], origins: Mapping[str, str], keys: Sequence[str]
    ) -> tuple[dict[str, Any], dict[str, str]]:
        """Return a row with what the register knows of its chain.

        What the row itself says stands. Where it names a paper, only that very paper tells the
        rest; where it names none, the one issued last does.

        Args:
            data: The row's texts under English keys.
            origins: Where each was read.
            keys: Codes and numbers of its parcel and contract.

        Returns:
            The row and its origins, with number, day and service of the papers before.
        """
        chain: dict[str, Any] = dict(data.get("chain") or {})
        places = dict(origins)
        for slot in self._latest:
            own = dict(chain.get(slot) or {})
            paper = self._paper(slot, own, keys)
            if paper is None:
                continue
            for name, text in _told(paper).items():
                if text and not own.get(name):
                    own[name] = text
                    places[f"chain.{slot}.{name}"] = _place(paper)
            chain[slot] = own
        return ({**data, "chain": chain} if chain else dict(data)), places

    def _paper(self, slot: str, own: Mapping[str, Any], keys: Sequence[str]) -> Document | None:
        if named := own.get("document_no"):
            return self._named(str(named), chain_kinds()[slot])
        if any(own.values()):
            # It tells of a paper without its number: which one cannot be known.
            return None
        found = [one for key in keys if (one := self._latest[slot].get(key)) is not None]
        return max(found, key=lambda one: one.id, default=None)

    def _named(self, number: str, kind: str) -> Document | None:
        paper = self._register.find(number) if number_of(number) else None
        stands = paper is not None and paper.state is DocumentState.VALID and paper.kind == kind
        return paper if stands else None


def _told(paper: Document) -> dict[str, str]:
    service = paper.service
    return {
        "document_no": paper.number,
        "date": paper.dated.isoformat() if paper.dated else "",
        "served_on": service.served_on.isoformat() if service else "",
    }


def _place(paper: Document) -> str:
    kind = glossary.enum_labels("NoticeKind").get(paper.kind, paper.kind)
    return f"{_PLACE} {paper.number or kind}"
