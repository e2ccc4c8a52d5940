"""Who signs: kinds of bodies, identifiers, names, shares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from docgen import glossary
from docgen.identifiers import check_credit_code
from docgen.model.enums import AuthorityKind, Sharing
from docgen.model.party import Parties, Party
from docgen.rules.look import Breach, Look, Said, rule

__all__ = [
    "all_parties",
    "bodies_are_the_countys",
    "credit_codes_are_right",
    "grantor_is_the_land_authority",
    "names_are_clean",
    "rare_letters_keep_the_check_digit",
    "shares_make_a_whole",
]

_HALF_WIDTH, _FULL_WIDTH = "()", "（）"
_WHOLE_PCT = Decimal(100)
#: Role in the pack by the party of the case.
_ROLES = {"supervisor": "supervisor", "township": "redevelopment_party"}


def all_parties(look: Look) -> Sequence[tuple[str, Party]]:
    """Return path and party of everybody that the case names."""
    return look.parties


def _grantees(parties: Parties) -> Iterator[tuple[str, Party]]:
    for index, party in enumerate(parties.grantees):
        yield f"parties.grantees[{index}]", party


@rule("R001", "parties")
def grantor_is_the_land_authority(look: Look) -> Iterator[Breach]:
    """A development-zone committee cannot grant land; the land authority must."""
    grantor = look.case.parties.grantor if look.case.parties else None
    if grantor is None:
        return
    path, kind, name = "parties.grantor.authority_kind", grantor.authority_kind, grantor.name or ""
    words = look.threshold("committee_words")
    named_committee = words is not None and any(word in name for word in words.words)
    if kind is AuthorityKind.MANAGEMENT_COMMITTEE:
        yield Breach("committee", path, kind.label, {"name": name})
    elif kind is None and named_committee:
        yield Breach("committee", "parties.grantor.name", name, {"name": name})
    elif kind is None:
        yield Breach("unstated", path)
    elif kind is not AuthorityKind.NATURAL_RESOURCES:
        yield Breach("other", path, kind.label, {"name": name})
    elif named_committee:
        yield Breach("name", "parties.grantor.name", name)


@rule("R002", "parties")
def bodies_are_the_countys(look: Look) -> Iterator[Breach]:
    """Supervisor and redevelopment party are of the kind, and the name, that the policy says."""
    parties = look.case.parties
    if parties is None:
        return
    roles = [("supervisor", parties.supervisor)]
    if look.case.redevelopment is not None:
        roles.append(("township", parties.township))
    for name, party in roles:
        wanted = look.pack.authority(_ROLES[name])
        if party is None or wanted is None:
            continue
        said: dict[str, Said] = {
            "wanted": glossary.enum_label("AuthorityKind", wanted.kind),
            "words": "、".join(wanted.words),
            "name": party.name or "",
        }
        kind = party.authority_kind
        if kind is not None and kind.value != wanted.kind:
            yield Breach("kind", f"parties.{name}.authority_kind", kind.label, said, wanted)
        elif party.name and wanted.words and not any(w in party.name for w in wanted.words):
            yield Breach("name", f"parties.{name}.name", party.name, said, wanted)


@rule("R003", "parties")
def credit_codes_are_right(look: Look) -> Iterator[Breach]:
    """18 places, the listed signs, check digit mod 31; a domestic grantee must have one."""
    for path, party in all_parties(look):
        if party.overseas:
            continue
        if party.credit_code:
            verdict = check_credit_code(party.credit_code)
            if not verdict.ok:
                said = {"reason": verdict.reason, "suggestion": verdict.suggestion}
                branch = "suggested" if verdict.suggestion else "wrong"
                yield Breach(branch, f"{path}.credit_code", party.credit_code, said)
        elif path.startswith("parties.grantees") and not party.id_card:
            yield Breach("missing", f"{path}.credit_code", None, {"name": party.name or ""})


@rule("R004", "*.credit_code")
def rare_letters_keep_the_check_digit(look: Look) -> Iterator[Breach]:
    """N, A and Y may stand first, but free no code of its check digit."""
    letters = look.threshold("rare_credit_letters")
    if letters is None:
        return
    for path, party in all_parties(look):
        code = party.credit_code or ""
        if code[:1] in letters.words and not check_credit_code(code).ok:
            yield Breach("wrong", f"{path}.credit_code", code, {"letter": code[:1]})


@rule("R008", "parties")
def names_are_clean(look: Look) -> Iterator[Breach]:
    """A party's name is given, has no blanks around it and brackets of one width."""
    for path, party in all_parties(look):
        name = party.name
        if name is None or not name.strip():
            yield Breach("empty", f"{path}.name", name)
        elif name != name.strip():
            yield Breach("blanks", f"{path}.name", name)
        elif any(c in name for c in _HALF_WIDTH) and any(c in name for c in _FULL_WIDTH):
            yield Breach("brackets", f"{path}.name", name)


@rule("R010", "parties")
def shares_make_a_whole(look: Look) -> Iterator[Breach]:
    """Joint grantees hold by shares that make 100 %, or jointly without shares."""
    parties = look.case.parties
    if parties is None or not parties.grantees:
        return
    shares = [party.share_pct for party in parties.grantees]
    known = [share for share in shares if share is not None]
    if parties.grantee_sharing is Sharing.JOINT:
        if known:
            yield Breach("joint", "parties.grantee_sharing", Sharing.JOINT.label)
        return
    if len(shares) > 1 and len(known) < len(shares):
        yield from _without_share(parties, unstated=not known)
        return
    yield from _sum_of_shares(look, known)


def _without_share(parties: Parties, *, unstated: bool) -> Iterator[Breach]:
    if unstated and parties.grantee_sharing is None:
        yield Breach("unstated", "parties.grantee_sharing")
        return
    for path, party in _grantees(parties):
        if party.share_pct is None:
            yield Breach("missing", f"{path}.share_pct", None, {"name": party.name or ""})


def _sum_of_shares(look: Look, shares: list[Decimal]) -> Iterator[Breach]:
    tolerance = look.threshold("share_tolerance_pct")
    total = sum(shares, Decimal(0))
    if shares and tolerance and abs(total - _WHOLE_PCT) > tolerance.number:
        yield Breach("sum", "parties.grantees[0].share_pct", shares[0], {"total": total})
