"""What the desk is started with."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Limits", "Settings", "is_loopback"]

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one request may ask for.

    Attributes:
        body_bytes: Largest body; a ledger of some ten thousand rows has a few megabytes.
        seconds: How long an answer may take.
        heavy: Papers that are made at once, for all visitors together.
        wait_seconds: How long a request waits for its turn before it is told to come back.
        requests: Requests that are served at once; further ones are told to come back.
        each: Requests of one caller of the API that are served at once.
    """

    body_bytes: int = 32 * _MEGABYTE
    seconds: float = 120.0
    heavy: int = 2
    wait_seconds: float = 20.0
    requests: int = 64
    each: int = 16


@dataclass(frozen=True, slots=True)
class Settings:
    """What the desk is started with.

    Attributes:
        data: Folder of the register and of the print runs.
        host: Address that it listens on.
        port: Port that it listens on; 0 for a free one.
        templates: A bureau's own folder of templates.
        setup_code: What the first user must know who is set up from another machine; "" where only
            this machine may do it.
        processes: Processes that make papers; 0 for none, so that the desk's own threads make them.
        limits: How much one request may ask for.
    """

    data: Path
    host: str = "127.0.0.1"
    port: int = 8000
    templates: Path | None = None
    setup_code: str = ""
    processes: int = 0
    limits: Limits = Limits()

    @property
    def register_path(self) -> Path:
        """Where the register lies."""
        return self.data / "register.sqlite"

    @property
    def runs(self) -> Path:
        """Folder of the print runs."""
        return self.data / "runs"

    @property
    def only_here(self) -> bool:
        """Whether it listens to this machine alone."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Return whether an address or name is this machine's own.

    Args:
        host: ``127.0.0.1``, ``::1``, ``[::1]`` or ``localhost``.
    """
    name = host.strip("[]").lower()
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
