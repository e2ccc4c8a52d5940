"""Administrative codes and the years they were in use (GB/T 2260 and its changes).

The table is the one that python-stdnum keeps (``stdnum/cn/loc.dat``), read here by its lines: a
lookup through the library takes a thousand times as long. It tells what a code has meant; whether
a code fits a case is for the rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from docgen.errors import DocgenError
from docgen.resources import region_table

__all__ = ["Region", "province_of", "provinces", "regions_of"]

# ``41 province="河南省"``, then ``  0381 county="[1993-2021]偃师市"``, several parted by commas.
_LINE = re.compile(r' *([0-9]+) (?:province|county)="([^"]*)"')
_NAMED = re.compile(r"(?:\[([0-9]{4})?-([0-9]{4})?\])?([^\[\],]+)")
_PROVINCE_PLACES = 2
_PLACES = 6
#: Fewer codes than this are no table of the country; the library's file has changed.
_FEWEST = 3000


@dataclass(frozen=True, slots=True)
class Region:
    """What a code meant for some years.

    Attributes:
        code: Six digits.
        name: Name of the place then.
        since: First year; None where the table begins with it.
        until: Last year; None where it is still in use.
    """

    code: str
    name: str
    since: int | None
    until: int | None

    def used_in(self, first: int, last: int | None = None) -> bool:
        """Return whether the code was in use in a year or in any of several.

        Args:
            first: The first year that counts.
            last: The last one; None for ever after ``first``.
        """
        ended = self.until is not None and self.until < first
        begun = last is None or self.since is None or self.since <= last
        return begun and not ended


def regions_of(code: str) -> tuple[Region, ...]:
    """Return what an administrative code has meant, the earliest first.

    Args:
        code: Six digits.

    Returns:
        One entry for each name with its years; nothing for a code that there never was.

    Raises:
        DocgenError: The table cannot be made out.
    """
    return _named(code, _table()[0].get(code, ""))


def province_of(code: str) -> str | None:
    """Return the full name of the province that a code lies in, None for no province's.

    Args:
        code: Six digits, or the first two.

    Raises:
        DocgenError: The table cannot be made out.
    """
    return _table()[1].get(code[:_PROVINCE_PLACES])


@cache
def provinces() -> tuple[str, ...]:
    """Return the full names of all provinces.

    Raises:
        DocgenError: The table cannot be made out.
    """
    return tuple(_table()[1].values())


@cache
def _table() -> tuple[Mapping[str, str], Mapping[str, str]]:
    provinces: dict[str, str] = {}
    codes: dict[str, str] = {}
    head = ""
    for line in region_table().splitlines():
        if not (found := _LINE.fullmatch(line)):
            continue
        digits, names = found.groups()
        if len(digits) == _PROVINCE_PLACES:
            head, provinces[digits] = digits, names
        elif len(head + digits) == _PLACES:
            codes[head + digits] = names
    if len(codes) < _FEWEST:
        raise DocgenError(
            "行政区划代码表读不出来。",
            where="python-stdnum",
            fix="安装 pyproject.toml 所写的版本。",
        )
    return codes, provinces


@lru_cache(maxsize=1024)
def _named(code: str, names: str) -> tuple[Region, ...]:
    found = [
        Region(code, name, int(since) if since else None, int(until) if until else None)
        for since, until, name in _NAMED.findall(names)
    ]
    return tuple(sorted(found, key=lambda one: one.since or 0))
