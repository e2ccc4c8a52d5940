"""The files that pages are dressed with: read once, served from memory, named by their hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from types import MappingProxyType

__all__ = ["Asset", "asset_url", "assets"]

_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
_HASH_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that pages are dressed with."""

    data: bytes
    media_type: str
    version: str


@cache
def assets() -> Mapping[str, Asset]:
    """Return all of them by name."""
    found = {}
    for file in files("docgen.web").joinpath("static").iterdir():
        suffix = file.name.rpartition(".")[2]
        if suffix in _TYPES:
            data = file.read_bytes()
            found[file.name] = Asset(data, _TYPES[suffix], sha256(data).hexdigest()[:_HASH_LETTERS])
    return MappingProxyType(found)


def asset_url(name: str) -> str:
    """Return where a file is found; another content has another address.

    Raises:
        KeyError: There is no such file.
    """
    return f"/static/{name}?v={assets()[name].version}"
