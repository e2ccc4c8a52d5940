"""What each kind of notice is by law: who issues it, what it must hold, what it may not say.

Read from ``schemas/notices.yaml``; the same for every county.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from docgen.packs.dated import Certainty, Source
from docgen.resources import schema_bytes

__all__ = ["NoticeItem", "NoticeLaw", "Remedy", "Track", "chain_kinds", "notice_law", "notice_laws"]

#: As a party to a contract, as an authority, as the tax authority, or neither.
Track: TypeAlias = Literal["contract", "admin", "tax", "none"]
#: Whether it must tell of review and suit, must not, must tell of paying first, or either way.
Remedy: TypeAlias = Literal["review", "none", "tax", ""]


@dataclass(frozen=True, slots=True)
class NoticeItem:
    """Something that the law wants a notice to hold.

    Attributes:
        name: What it is, in Chinese.
        paths: Fields of the case that must all be filled for it.
    """

    name: str
    paths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NoticeLaw:
    """What the law says of one kind of notice.

    Attributes:
        kind: Code of the enumeration NoticeKind.
        track: In which capacity it is issued.
        addressee: ``grantees`` where it goes to them unless the case says otherwise; else empty.
        deadline: Whether it must set a day.
        issuers: Codes of AuthorityKind of which its issuer must be one; empty for any.
        remedy: What it says of review and suit.
        rates: Key of the threshold that its daily rate must equal; empty for none.
        payee: Key of the threshold from whose day on the tax authority collects; empty for none.
        methods: Codes of GrantMethod for which alone it is made; empty for any.
        titles: Titles it may bear; empty for any.
        matters: Codes of BreachMatter that it may be about; empty for any.
        items: What it must hold.
        after: Fields of days that may not be later than the notice.
        review_first: Key of the threshold from whose day on a suit must follow a review; empty
            for none.
        source: Where that stands written.
        certainty: How well it is known.
        jurisdiction: None: the law of the country.
    """

    kind: str
    track: Track
    addressee: str
    deadline: bool
    issuers: tuple[str, ...]
    remedy: Remedy
    rates: str
    payee: str
    methods: tuple[str, ...]
    titles: tuple[str, ...]
    matters: tuple[str, ...]
    items: tuple[NoticeItem, ...]
    after: tuple[str, ...]
    review_first: str
    source: Source
    certainty: Certainty
    jurisdiction: str | None = None


@cache
def chain_kinds() -> Mapping[str, str]:
    """Return which kind of notice each place of a 文书链 is for: field of ``Chain`` → kind."""
    return MappingProxyType(dict(_data()["chain"]))


def notice_law(kind: str) -> NoticeLaw | None:
    """Return what the law says of a kind of notice, None where nothing is laid down.

    Args:
        kind: Code of the enumeration NoticeKind.
    """
    return notice_laws().get(kind)


@cache
def notice_laws() -> Mapping[str, NoticeLaw]:
    """Return what is laid down, by the kind's code."""
    kinds = _data()["kinds"]
    return MappingProxyType({kind: _law(kind, entry) for kind, entry in kinds.items()})


@cache
def _data() -> Mapping[str, Any]:
    import yaml  # only a case with a notice needs it

    found: Mapping[str, Any] = yaml.load(schema_bytes("notices.yaml"), Loader=yaml.CSafeLoader)
    return found


def _law(kind: str, entry: Mapping[str, Any]) -> NoticeLaw:
    items = entry.get("items", ())
    return NoticeLaw(
        kind=kind,
        track=entry["track"],
        addressee=entry.get("addressee", ""),
        deadline=entry.get("deadline", False),
        issuers=tuple(entry.get("issuers", ())),
        remedy=entry.get("remedy", ""),
        rates=entry.get("rates", ""),
        payee=entry.get("payee", ""),
        methods=tuple(entry.get("methods", ())),
        titles=tuple(entry.get("titles", ())),
        matters=tuple(entry.get("matters", ())),
        items=tuple(NoticeItem(one["name"], tuple(one["paths"])) for one in items),
        after=tuple(entry.get("after", ())),
        review_first=entry.get("review_first", ""),
        source=Source(**entry["source"]),
        certainty=entry["certainty"],
    )
