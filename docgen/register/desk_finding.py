"""What the list of cases shows of a case, and by what it is found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["Shown", "pattern", "shown"]

_PARTIES = ("grantor", "grantees", "supervisor", "township", "owner")
_NAMES = ("name", "former_name", "chinese_name")
_CODES = ("parcel_code", "unit_code", "supervision_no")
_ESCAPE = "\\"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the list of cases shows of one; ``search`` is what its words are looked for in."""

    title: str
    contract_no: str
    parcel_code: str
    jurisdiction: str
    search: str


def shown(data: Mapping[str, Any]) -> Shown:
    """Return what the list shows of a case.

    Args:
        data: Its plain tree under English keys; what is not as it should be is passed over.
    """
    parcel = _part(data, "parcel")
    names = list(_party_names(_part(data, "parties")))
    buyers = [text for role, text in names if role == "grantees"]
    owners = [text for role, text in names if role == "owner"]
    location, contract_no = _text(parcel, "location"), _text(data, "contract_no")
    project = _text(_part(data, "project"), "name")
    codes = [_text(parcel, code) for code in _CODES]
    agreement = _text(_part(data, "supervision"), "agreement_no")
    found_by = [*(text for _, text in names), location, project, contract_no, agreement, *codes]
    head = "、".join(dict.fromkeys(buyers or owners))
    return Shown(
        title=" ".join(text for text in (head, location) if text),
        contract_no=contract_no,
        parcel_code=codes[0],
        jurisdiction=_text(data, "jurisdiction"),
        search="\n".join(dict.fromkeys(_folded(text) for text in found_by if text)),
    )


def pattern(search: str) -> list[str]:
    """Return the patterns that a case must match, all of them, to be found by some words.

    Args:
        search: Words as somebody typed them; parts of words are enough.

    Returns:
        Patterns for LIKE with a backslash as its escape; none for no words.
    """
    words = _folded(search).split()
    for wild in (_ESCAPE, "%", "_"):
        words = [word.replace(wild, _ESCAPE + wild) for word in words]
    return [f"%{word}%" for word in dict.fromkeys(words)]


def _folded(text: str) -> str:
    """Return a text with widths and cases made the same, on one line."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _party_names(parties: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for role in _PARTIES:
        given = parties.get(role)
        for one in given if isinstance(given, list | tuple) else [given]:
            if isinstance(one, Mapping):
                yield from ((role, text) for name in _NAMES if (text := _text(one, name)))


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = data.get(name)
    return part if isinstance(part, Mapping) else {}


def _text(part: Mapping[str, Any], name: str) -> str:
    text = part.get(name)
    return text.strip() if isinstance(text, str) else ""
