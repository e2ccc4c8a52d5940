"""The check digits of identifiers: GB 32100-2015, GB 11714, GB 11643.

Whether a code is right, and which part is wrong, :mod:`docgen.identifiers` says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import mul

__all__ = [
    "CREDIT_CODE",
    "CREDIT_SIGN",
    "complete_credit_code",
    "complete_organization_code",
    "id_card_check",
]


def _values(signs: str) -> Mapping[str, int]:
    return {sign: value for value, sign in enumerate(signs)}


# GB 32100-2015: no I, O, Z, S, V; the weight of place i is 3^i mod 31.
_CREDIT_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_VALUES = _values(_CREDIT_SIGNS)
_CREDIT_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
# GB 11714: digits and all capitals; the letter A is 10.
_ORGANIZATION_VALUES = _values("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_ORGANIZATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_ORGANIZATION_CHECKS = "0123456789X"
# GB 11643 (ISO 7064 MOD 11-2).
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"

#: 18 signs of a 统一社会信用代码, whatever its check digit.
CREDIT_CODE = re.compile(f"[{_CREDIT_SIGNS}]{{18}}")
CREDIT_SIGN = re.compile(f"[{_CREDIT_SIGNS}]")


def complete_credit_code(first17: str) -> str:
    """Return 17 places of a 统一社会信用代码 with the check digit added: (31 − Σ mod 31) mod 31.

    Raises:
        ValueError: Not 17 signs of the code.
    """
    if len(first17) != 17 or not _CREDIT_VALUES.keys() >= set(first17):
        raise ValueError("须给出统一社会信用代码的前17位（数字和除 I、O、Z、S、V 外的大写字母）")
    total = _weighted(first17, _CREDIT_VALUES, _CREDIT_WEIGHTS)
    # The second modulo: where Σ ≡ 0 the check digit is 0, not a 32nd sign.
    return first17 + _CREDIT_SIGNS[-total % 31]


def complete_organization_code(first8: str) -> str:
    """Return 8 places of a 主体标识码 with its check added (GB 11714): 11 − Σ mod 11, 10 is X.

    Raises:
        ValueError: Not 8 digits or capitals.
    """
    if len(first8) != 8 or not _ORGANIZATION_VALUES.keys() >= set(first8):
        raise ValueError("须给出主体标识码的前8位（数字和大写字母）")
    total = _weighted(first8, _ORGANIZATION_VALUES, _ORGANIZATION_WEIGHTS)
    return first8 + _ORGANIZATION_CHECKS[-total % 11]


def id_card_check(first17: str) -> str:
    """Return the check digit of 17 digits of a 公民身份号码, X for 10."""
    return _ID_CHECKS[_weighted(first17, _ORGANIZATION_VALUES, _ID_WEIGHTS) % 11]


def _weighted(text: str, values: Mapping[str, int], weights: tuple[int, ...]) -> int:
    """Return Σ value × weight over a text as long as its weights."""
    return sum(map(mul, map(values.__getitem__, text), weights))
