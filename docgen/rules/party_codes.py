"""What the codes of parties tell beyond their check digits: where they were given, and slips."""

from __future__ import annotations

from collections.abc import Iterator

from docgen.identifiers import check_credit_code, check_id_card, complete_credit_code
from docgen.regions import province_of, provinces, regions_of
from docgen.rules.look import Breach, Look, Said, rule
from docgen.rules.parties import all_parties

__all__ = [
    "credit_codes_hold_an_organization_code",
    "credit_codes_name_a_region",
    "id_cards_are_right",
    "id_cards_name_a_region_of_the_time",
]

_FIRST_17 = 17


@rule("R005", "*.credit_code")
def credit_codes_name_a_region(look: Look) -> Iterator[Breach]:
    """Places 3 to 8 are a region code; a body registered in another province is worth a look."""
    national = look.threshold("national_registration_regions")
    for path, party in all_parties(look):
        code = party.credit_code or ""
        known = check_credit_code(code)
        if not known.ok or known.value is None:
            continue
        region = known.value.region
        if national and region in national.words:
            continue
        province = province_of(region)
        said: dict[str, Said] = {"region": region, "province": province}
        address = party.address or ""
        if not regions_of(region):
            yield Breach("unknown", f"{path}.credit_code", code, said)
        elif province and address.startswith(province):
            continue
        elif home := _province_in(address):
            yield Breach("province", f"{path}.credit_code", code, {**said, "home": home})


def _province_in(address: str) -> str | None:
    """Return the province that an address begins with in full; None where it names none."""
    if not address.startswith(provinces()):
        return None
    return next(name for name in provinces() if address.startswith(name))


@rule("R006", "*.id_card")
def id_cards_are_right(look: Look) -> Iterator[Breach]:
    """18 places, a real birth date, check digit mod 11, X a capital (GB 11643)."""
    for path, party in all_parties(look):
        if party.id_card and not (verdict := check_id_card(party.id_card)).ok:
            branch = "suggested" if verdict.suggestion else "wrong"
            said: dict[str, Said] = {"reason": verdict.reason}
            yield Breach(branch, f"{path}.id_card", _hidden(party.id_card), said)


@rule("R007", "*.id_card")
def id_cards_name_a_region_of_the_time(look: Look) -> Iterator[Breach]:
    """The region of an ID number was in use in some year from the holder's birth on."""
    for path, party in all_parties(look):
        card = check_id_card(party.id_card or "").value
        if card is None or not party.id_card:
            continue
        periods = regions_of(card.region)
        said: dict[str, Said] = {"region": card.region, "born": card.born_on.year}
        if not periods:
            yield Breach("unknown", f"{path}.id_card", _hidden(party.id_card), said)
        elif not any(one.used_in(card.born_on.year) for one in periods):
            said |= {"name": periods[-1].name, "until": periods[-1].until}
            yield Breach("ended", f"{path}.id_card", _hidden(party.id_card), said)


def _hidden(id_card: str) -> str:
    """Return an ID number with its middle covered: a finding may be filed and passed on."""
    return f"{id_card[:6]}********{id_card[14:]}" if len(id_card) > 14 else "*" * len(id_card)


@rule("R130", "*.credit_code")
def credit_codes_hold_an_organization_code(look: Look) -> Iterator[Breach]:
    """Place 17 checks places 9 to 16 (GB 11714); where Σ ≡ 0 mod 31, place 18 is 0."""
    for path, party in all_parties(look):
        code = party.credit_code or ""
        known = check_credit_code(code)
        if known.value is None:
            continue
        if known.ok and not known.value.organization_ok:
            said: dict[str, Said] = {"organization": known.value.organization}
            yield Breach("inner", f"{path}.credit_code", code, said)
        elif not known.ok and complete_credit_code(code[:_FIRST_17]).endswith("0"):
            right = complete_credit_code(code[:_FIRST_17])
            yield Breach("zero", f"{path}.credit_code", code, {"right": right, "last": code[-1]})
