"""Answers of the API: JSON, files with their hashes, problems (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from fastapi.responses import Response

from docgen.delivery.receipt import sha256
from docgen.errors import Problem
from docgen.web.downloads import download
from docgen.wording import plain_decimal

__all__ = ["JSON", "PROBLEM", "ApiFault", "as_json", "file_answer", "plain", "problem"]

JSON = "application/json"
PROBLEM = "application/problem+json"
_KIND = "urn:docgen:problem:"


class ApiFault(Exception):  # noqa: N818 - an answer, not a fault of ours
    """A request that gets a problem for an answer.

    Attributes:
        status: HTTP status.
        kind: What programs tell problems by; the end of the problem's ``type``.
        title: What is wrong, short.
        problems: What exactly.
        headers: Further headers.
    """

    def __init__(
        self,
        status: int,
        kind: str,
        title: str,
        problems: Sequence[Problem] = (),
        *,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(kind)
        self.status, self.kind, self.title = status, kind, title
        self.problems, self.headers = tuple(problems), dict(headers or {})


def problem(fault: ApiFault, findings: Sequence[Mapping[str, Any]] = ()) -> Response:
    """Return a problem as RFC 9457 has it.

    Args:
        fault: What is wrong.
        findings: The findings of a case, in the shape of ``check --json``.
    """
    told = {
        "type": _KIND + fault.kind,
        "title": fault.title,
        "status": fault.status,
        "detail": "\n".join(str(one) for one in fault.problems) or fault.title,
        "problems": [asdict(one) for one in fault.problems],
        "findings": list(findings),
    }
    return Response(orjson.dumps(told), fault.status, fault.headers, PROBLEM)


def as_json(value: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return plain values and dataclasses as JSON; figures and days are texts.

    Args:
        value: What to tell.
        status: HTTP status.
        headers: Further headers.
    """
    return Response(orjson.dumps(plain(value)), status, dict(headers or {}), JSON)


def plain(value: object) -> Any:
    """Return a value as JSON knows it: Decimals as plain digits, days in ISO, None stays."""
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    if is_dataclass(value) and not isinstance(value, type):
        return {
            name: plain(getattr(value, name))
            for name in value.__dataclass_fields__
            if not name.startswith("_")
        }
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def file_answer(name: str, data: bytes, *, receipts: Sequence[str] = ()) -> Response:
    """Return a file to be saved, with its SHA-256.

    Args:
        name: Its name; the ending says what it is.
        data: The file.
        receipts: SHA-256 of the receipts of the papers in it.
    """
    answer = download(name, data)
    answer.headers["Docgen-SHA256"] = sha256(data)
    if receipts:
        answer.headers["Docgen-Receipt"] = ", ".join(receipts)
    return answer
