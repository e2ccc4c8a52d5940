"""One result of a check."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Confirmation", "Finding", "FindingSource", "Lowering", "Severity"]

Severity: TypeAlias = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class FindingSource:
    """What a finding rests on.

    Attributes:
        title: Title of the law, policy or standard; 产品约定 for a rule of our own.
        article: Article in it; the rule's code for a rule of our own.
    """

    title: str
    article: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Somebody's word for a warning.

    Attributes:
        by: Who confirmed it.
        reason: Why.
        on: The day as it was given, ISO; empty when none was given.
    """

    by: str
    reason: str
    on: str = ""


@dataclass(frozen=True, slots=True)
class Lowering:
    """A bureau's decision to take an error of docgen's own rules for a warning.

    Attributes:
        by: Who decided it.
        reason: Why.
        on: The day of the decision, ISO.
        pack: Id of the bureau's pack that says so.
    """

    by: str
    reason: str
    on: str
    pack: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule found at one place of the case.

    Attributes:
        code: ``R060``.
        severity: An error stops the document; warning and info do not.
        path: English key path, ``grant.deposit_yuan``.
        title: Chinese title of the field, 定金.
        place: Chinese path of the field, 出让.定金.
        value: The value as it was read; empty when it is absent.
        expected: What would be right; empty where nothing can be named.
        message: What is wrong, one or more Chinese sentences.
        fix: How to put it right.
        source: What it rests on.
        jurisdiction: Id of the county's pack it rests on; None for national rules.
        file: Name of the case's file, None when it came from no file.
        row: Place of the case in a file of many, ``第17行``; empty when the file holds one.
        confirmed: Who confirmed the warning and why; None when nobody did.
        lowered: Who made a warning of the error and why; None when nobody did.
    """

    code: str
    severity: Severity
    path: str
    title: str
    place: str
    value: str
    expected: str
    message: str
    fix: str
    source: FindingSource
    jurisdiction: str | None = None
    file: str | None = None
    row: str = ""
    confirmed: Confirmation | None = None
    lowered: Lowering | None = None

    def as_dict(self) -> dict[str, object]:
        """Return the finding as ``check --json`` prints it.

        ``row``, ``confirmed`` and ``lowered`` stand there only where they say something.
        """
        shape: dict[str, object] = {
            "code": self.code,
            "severity": self.severity,
            "path": self.path,
            "title": self.title,
            "value": self.value,
            "expected": self.expected,
            "message": self.message,
            "fix": self.fix,
            "source": {"title": self.source.title, "article": self.source.article},
            "jurisdiction": self.jurisdiction,
            "file": self.file,
        }
        if self.row:
            shape["row"] = self.row
        if self.confirmed:
            by, reason, on = self.confirmed.by, self.confirmed.reason, self.confirmed.on
            shape["confirmed"] = {"by": by, "reason": reason, "date": on}
        if self.lowered:
            shape["lowered"] = {
                "by": self.lowered.by,
                "reason": self.lowered.reason,
                "date": self.lowered.on,
                "pack": self.lowered.pack,
            }
        return shape
