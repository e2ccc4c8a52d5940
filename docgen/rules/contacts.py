"""Whom a paper reaches and who may sign it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docgen.model.party import Party
from docgen.rules.look import Breach, Look, Said, rule
from docgen.rules.parties import all_parties

__all__ = [
    "both_sides_can_be_reached",
    "foreign_grantees_can_be_reached",
    "signatories_are_authorised",
]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_REGISTRATION = ("registration_place", "registration_no")


@rule("R011", "*.signatory")
def signatories_are_authorised(look: Look) -> Iterator[Breach]:
    """Whoever signs in place of the legal representative has a numbered authorisation."""
    for path, party in all_parties(look):
        head, signs = party.legal_representative, party.signatory
        if head and signs and head.strip() != signs.strip() and not party.authorization_no:
            said: dict[str, Said] = {"head": head, "name": party.name}
            yield Breach("unauthorised", f"{path}.signatory", signs, said)


@rule("R012", "*.overseas")
def foreign_grantees_can_be_reached(look: Look) -> Iterator[Breach]:
    """A grantee from abroad is registered somewhere, has a Chinese name and a way to be served."""
    grantees = look.case.parties.grantees if look.case.parties else ()
    for index, party in enumerate(grantees):
        if not party.overseas:
            continue
        path, said = f"parties.grantees[{index}]", {"name": party.name}
        for name in _REGISTRATION:
            if not getattr(party, name):
                yield Breach("registration", f"{path}.{name}", None, said)
        if not party.chinese_name and not _has_chinese(party.name):
            yield Breach("translation", f"{path}.chinese_name", None, said)
        if not party.domestic_agent and not _has_chinese(party.service_address):
            yield Breach("service", f"{path}.service_address", party.service_address, said)


def _has_chinese(text: str | None) -> bool:
    return _CHINESE.search(text or "") is not None


@rule("R013", "grant", "parties")
def both_sides_can_be_reached(look: Look) -> Iterator[Breach]:
    """Grantor and grantees of a contract: where to serve, whom to ask, and the telephone.

    The registered address serves where no other is given, as the contract itself says. A case
    about a contract signed before (its breach, the redevelopment of its land) makes none.
    """
    case, parties = look.case, look.case.parties
    if parties is None or case.grant is None or case.contract or case.redevelopment:
        return
    if parties.grantor:
        yield from _unreachable("grantor", "parties.grantor", parties.grantor)
    for index, party in enumerate(parties.grantees):
        yield from _unreachable("grantee", f"parties.grantees[{index}]", party)


def _unreachable(branch: str, path: str, party: Party) -> Iterator[Breach]:
    said: dict[str, Said] = {"name": party.name}
    for name in ("service_address", "contact", "phone"):
        given = getattr(party, name) or (party.address if name == "service_address" else None)
        if not (given or "").strip():
            yield Breach(branch, f"{path}.{name}", None, said)
