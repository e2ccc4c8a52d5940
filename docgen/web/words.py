"""Words of the desk that several pages share."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from docgen.register.desk_records import Role

__all__ = ["ROLES", "moment"]

ROLES: Mapping[Role, str] = MappingProxyType(
    {Role.CLERK: "经办", Role.REVIEWER: "审核", Role.ADMIN: "管理"}
)
_TO_THE_MINUTE = 16


def moment(at: str) -> str:
    """Return a moment as pages show it, ``2026-11-25 09:30``."""
    return at[:_TO_THE_MINUTE].replace("T", " ")
