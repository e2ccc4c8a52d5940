"""An open register file, as each of its faces holds it."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from docgen.register.store import Store

__all__ = ["Room"]


class Room:
    """Some calls on an open register, each one transaction."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> Self:
        """Open a register; bring an older one up to date.

        Args:
            path: The file.
            create: Whether to make it, and its folder, where there is none.

        Raises:
            InputError: No such file, no register, damaged, or of a later docgen.
            DeliveryError: It cannot be opened or written.
        """
        return cls(Store(path, create=create))

    def close(self) -> None:
        """Close the file."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
