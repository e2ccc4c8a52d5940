"""Every error docgen raises on purpose.

* DocgenError            exit 1   a fault of docgen itself
  + UsageError           exit 2   a wrong option or argument
  + InputError           exit 3   a file, a cell, a key that cannot be read
    + PackError          exit 3   a jurisdiction pack that cannot be read
  + FindingsError        exit 4   the checks stopped the document
  + TemplateError        exit 5   a template, a manifest
  + AuditError           exit 6   the produced paper is not what the data say
  + EngineError          exit 1   a PDF engine is absent or refused the page
  + DeliveryError        exit 3   a folder or file that cannot be written

Each says what is wrong, where, and how to put it right; ``problems`` lists all of them at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = [
    "AuditError",
    "DeliveryError",
    "DocgenError",
    "EngineError",
    "FindingsError",
    "InputError",
    "PackError",
    "Problem",
    "TemplateError",
    "UsageError",
    "error_of",
]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    Attributes:
        message: What is wrong, a Chinese sentence with the value seen.
        where: File, cell, field or clause, as a person would say it; empty when unknown.
        fix: How to put it right, an imperative Chinese sentence; may be empty.
        code: ``S001``… for input that cannot be read, ``T001``… for templates, ``A001``… for
            audits; empty where no code is needed.
        path: Key path in English (``grant.instalments[1].amount_yuan``) where one is known.
        value: The value as it was read, where one is known.
    """

    message: str
    where: str = ""
    fix: str = ""
    code: str = ""
    path: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Return ``where: message fix`` in one line."""
        head = f"{self.where}：" if self.where else ""
        return f"{head}{self.message}{self.fix}"


class DocgenError(Exception):
    """Base of every error raised on purpose; its ``str`` lists every problem, one a line."""

    exit_code = 1

    def __init__(
        self,
        message: str | Sequence[Problem],
        *,
        where: str = "",
        fix: str = "",
        code: str = "",
    ) -> None:
        if isinstance(message, str):
            self.problems: tuple[Problem, ...] = (Problem(message, where, fix, code),)
        else:
            self.problems = tuple(message)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    def __reduce__(self) -> tuple[type[DocgenError], tuple[tuple[Problem, ...]]]:
        """Let an error cross a process border with all its problems."""
        return type(self), (self.problems,)


class UsageError(DocgenError):
    """A wrong option, argument or name on the command line or in a call."""

    exit_code = 2


class InputError(DocgenError):
    """Input that cannot be read: a missing file, broken YAML, an unknown key, not a number."""

    exit_code = 3


class PackError(InputError):
    """A jurisdiction pack that cannot be read; names file, line and key."""


class DeliveryError(DocgenError):
    """A folder or file that cannot be written; nothing half-written is left."""

    exit_code = 3


class FindingsError(DocgenError):
    """The checks found errors; no document is made."""

    exit_code = 4


class TemplateError(DocgenError):
    """A template or its manifest is at fault."""

    exit_code = 5


class AuditError(DocgenError):
    """The produced paper does not say what the data say; it is not delivered."""

    exit_code = 6


class EngineError(DocgenError):
    """A PDF engine is absent or could not set the page."""

    exit_code = 1


def error_of(exit_code: int) -> type[DocgenError]:
    """Return the plainest error that a command ends with this exit code for.

    Args:
        exit_code: The code, as one of them has it.
    """
    plain = (UsageError, InputError, FindingsError, TemplateError, AuditError)
    return next((one for one in plain if one.exit_code == exit_code), DocgenError)
