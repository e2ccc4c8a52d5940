"""The receipt: what proves a produced paper. Canonical JSON, the same bytes for the same paper.

Canonical is the form of RFC 8785: sorted keys, no spaces, UTF-8. A receipt holds texts, whole
numbers, true, false and null, and nothing that two programs could write differently.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import orjson

from docgen import intake
from docgen.templating.archive import DEFLATE
from docgen.version import __version__
from docgen.wording import plain_decimal

# Whoever only holds a returned file against a receipt needs none of these rooms.
if TYPE_CHECKING:
    from docgen.audit.papertext import Line
    from docgen.model import Case, Stage
    from docgen.packs import Pack
    from docgen.page.engine import Typeset
    from docgen.proof import Figure, Placed, Value
    from docgen.rules import Finding
    from docgen.templating.compiled import Compiled
    from docgen.templating.manifest import Manifest

__all__ = [
    "FORMAT",
    "Paper",
    "blanks",
    "canonical",
    "canonical_parts_sha256",
    "figure_line",
    "receipt_of",
    "sha256",
    "value_text",
]

#: Name and version of the receipt's shape, ``schemas/json/receipt.schema.json``.
FORMAT = "docgen-receipt/1"
#: Where the pictures lie.
_MEDIA = "word/media/"
_RECEIPT_ROOT = b'<receipt xmlns="urn:docgen:receipt">'


@dataclass(frozen=True, slots=True)
class Paper:
    """All that a receipt is written from, but the files themselves.

    Attributes:
        case: The parcel's file.
        file: Name of the file it was read from; "" when it came from none.
        pack: The jurisdiction's rules.
        manifest: What the template says of itself.
        compiled: The template.
        stage: For which stage the paper was made.
        findings: What the checks found.
        placed: Every figure where the audit found it.
        lines: What the paper says.
        sheet: The laid-out pages; None when nothing was laid out.
        parts: SHA-256 of each part of the Word file by name, as the audit has read it.
    """

    case: Case
    file: str
    pack: Pack
    manifest: Manifest
    compiled: Compiled
    stage: Stage
    findings: Sequence[Finding]
    placed: Sequence[Placed]
    lines: Sequence[Line]
    sheet: Typeset | None
    parts: Mapping[str, str]


def receipt_of(paper: Paper, pdf: bytes | None) -> dict[str, Any]:
    """Return a paper's receipt without the hash of the Word file that may carry it.

    Args:
        paper: What it is written from.
        pdf: The audited PDF; None when none is handed over.
    """
    sheet, manifest, case = paper.sheet, paper.manifest, paper.case
    outputs = {"docx": {"parts_sha256": _parts_sha256(paper.parts)}}
    if pdf is not None:
        outputs["pdf"] = {"sha256": sha256(pdf)}
    return {
        "format": FORMAT,
        "made_by": _made_by(sheet),
        "stage": paper.stage.value,
        "document": {
            "id": manifest.id,
            "name": manifest.short_title,
            "title": manifest.title,
            "version": manifest.version,
            "template_sha256": paper.compiled.sha256,
            "wording_sha256": paper.compiled.plan.wording_sha256,
            **_own_number(paper),
        },
        "case": {
            "file": paper.file.encode("utf-8", "replace").decode("utf-8"),
            "sha256": sha256(canonical(intake.dump_case(case))),
        },
        "parcel": _parcel(case),
        "jurisdiction": paper.pack.jurisdiction or "",
        "pack": _pack(paper.pack),
        "outputs": outputs,
        "page_count": sheet.page_count if sheet else None,
        "fonts": [
            {"named": one.font, "used": one.used, "characters": one.characters}
            for one in (sheet.substitutions if sheet else ())
        ],
        "findings": [{"confirmed": None, **one.as_dict()} for one in paper.findings],
        "blanks": [{"path": one.key, "title": one.title} for one in blanks(paper.placed)],
        "figures": [figure_line(one) for one in paper.placed],
        "text": [
            {
                "part": one.part,
                "paragraph": one.paragraph,
                "clause": one.clause,
                "label": one.label,
                "text": one.text,
            }
            for one in paper.lines
        ],
        "pictures": _pictures(paper.parts, paper.compiled),
    }


def _own_number(paper: Paper) -> dict[str, str]:
    """Return a notice's number, "" where none is written yet; other papers have none."""
    if paper.manifest.kind is None:
        return {}
    notice = paper.case.notice
    return {"number": (notice.document_no if notice else None) or ""}


def _pictures(parts: Mapping[str, str], compiled: Compiled) -> list[str]:
    """Return the hashes of the pictures that the paper shows.

    A place for a picture that no figure filled still holds the template's own, and is not shown.
    """
    fixed = compiled.plan.fixed
    return sorted(
        parts[name]
        for name in parts
        if name.startswith(_MEDIA)
        and not (name in compiled.pictures and parts[name] == fixed.get(name))
    )


def _made_by(sheet: Typeset | None) -> dict[str, str]:
    return {"docgen": __version__, "deflate": DEFLATE, **(sheet.made_by if sheet else {})}


def _parcel(case: Case) -> dict[str, str | None]:
    """Return what tells this parcel and this paper from others."""
    parcel, day = case.parcel, case.document_date
    return {
        "contract_no": case.contract_no,
        "document_date": day.isoformat() if isinstance(day, date) else None,
        "parcel_code": (parcel.parcel_code or parcel.unit_code) if parcel else None,
        "supervision_no": parcel.supervision_no if parcel else None,
    }


def _pack(pack: Pack) -> dict[str, str | None]:
    national = pack.national or pack
    return {
        "sha256": pack.sha256 if pack.national else None,
        "national_sha256": national.sha256,
    }


def canonical(values: object) -> bytes:
    """Return plain JSON values in canonical form.

    Args:
        values: Texts, whole numbers, lists and mappings of them; figures already as text.
    """
    return orjson.dumps(values, option=orjson.OPT_SORT_KEYS)


def sha256(data: bytes) -> str:
    """Return the SHA-256 of a file as lower-case hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def canonical_parts_sha256(docx: bytes) -> str:
    """Return the hash of a Word file's unzipped parts: the same on every deflate library.

    It is the SHA-256 of, for each part in the order of the names, the name in UTF-8, a zero byte
    and the 32 bytes of the part's own SHA-256. The receipt that the file may carry is left out: it
    names this hash.

    Args:
        docx: A readable Word file, with its receipt inside or without.
    """
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    return _parts_sha256(
        {name: sha256(part) for name, part in parts.items() if not _is_receipt(name, part)}
    )


def _is_receipt(name: str, part: bytes) -> bool:
    return name.startswith("customXml/") and _RECEIPT_ROOT in part[:200]


def _parts_sha256(hashes: Mapping[str, str]) -> str:
    told = b"".join(
        name.encode("utf-8") + b"\0" + bytes.fromhex(hashes[name]) for name in sorted(hashes)
    )
    return sha256(told)


def figure_line(placed: Placed) -> dict[str, Any]:
    """Return one line of the receipt: a figure and where it is printed."""
    figure = placed.figure
    value = value_text(figure.value)
    return {
        "absent": figure.absence,
        "basis": figure.basis if value else "",
        "clause": placed.clause,
        "form": placed.form,
        "kind": figure.kind,
        "page": placed.page,
        "paragraph": placed.paragraph,
        "part": placed.part,
        "path": figure.key,
        "printed": placed.printed,
        "title": figure.title,
        "unit": figure.unit,
        "value": value,
    }


def value_text(value: Value) -> str | None:
    """Return a value as text for JSON: plain digits, ISO days, the hash of a picture."""
    if value is None:
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return f"sha256:{sha256(value)}"
    return str(value)


def blanks(placed: Iterable[Placed]) -> list[Figure]:
    """Return the figures that were left to be filled in by hand, each once."""
    seen: dict[str, Figure] = {}
    for one in placed:
        if one.figure.absence == "blank":
            seen.setdefault(one.figure.key, one.figure)
    return list(seen.values())
