"""What names a parcel and a party, so that two rows can be known to speak of one."""

from __future__ import annotations

import unicodedata

from docgen.identifiers import check_parcel_code
from docgen.model import Case
from docgen.model.party import Party
from docgen.packs.model import Pack

__all__ = ["parcel_code_of", "parcel_of", "party_of", "plain_name", "present_code"]

_PARCEL_LENGTH = 19
_OF_A_CITY = "00"


def parcel_code_of(case: Case) -> str:
    """Return the 宗地代码 of a case, else the one within its 不动产单元代码; empty for neither."""
    parcel = case.parcel
    code = (parcel.parcel_code or parcel.unit_code or "") if parcel else ""
    return "".join(code.split())[:_PARCEL_LENGTH]


def present_code(code: str, pack: Pack) -> str:
    """Return a parcel code under the county's present code where it bears a former one.

    Args:
        code: 宗地代码.
        pack: The pack of the county.
    """
    former = {one.code for one in pack.former_codes}
    known = check_parcel_code(code)
    # A city's pack speaks of several counties, and does not say which one a code passed to.
    if known.value and known.value.region in former and not pack.code.endswith(_OF_A_CITY):
        return pack.code + code[len(pack.code) :]
    return code


def parcel_of(case: Case, pack: Pack) -> str:
    """Return what names the parcel: its code, else its supervision number, else the contract's.

    Args:
        case: The parcel's file.
        pack: The pack of its county; a former code of the county counts as the present one.

    Returns:
        The name, empty when the case gives none.
    """
    supervision = case.parcel.supervision_no if case.parcel else None
    code = present_code(parcel_code_of(case), pack)
    return code or supervision or case.contract_no or ""


def party_of(party: Party) -> str:
    """Return what names a party: its credit code or ID number, else its plain name."""
    return party.credit_code or party.id_card or plain_name(party.name or "")


def plain_name(name: str) -> str:
    """Return a name without what only its writing differs in: width, case, blanks."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()
