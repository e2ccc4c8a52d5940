"""What a run tells of its progress; it neither prints nor knows the time."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Silent", "Watch"]


class Watch(Protocol):
    """Is told how far a run has come."""

    def step(self, what: str, done: int, total: int) -> None:
        """Take note of progress.

        Args:
            what: What is being done, in Chinese.
            done: How many rows are.
            total: How many there are; 0 where that is not known yet.
        """


class Silent:
    """Says nothing."""

    def step(self, what: str, done: int, total: int) -> None:
        """Take no note."""
