"""A receipt that was read back: its shape, and what is held against what.

The shape is that of ``schemas/json/receipt.schema.json``. Keys that it does not know are left
aside, so that the receipt of a later version of the same format can still be read.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from docgen.errors import InputError
from docgen.model.types import shown

__all__ = [
    "BlankLine",
    "FigureLine",
    "FindingLine",
    "FontLine",
    "ReadReceipt",
    "read_receipt",
]

MAX_BYTES = 16 * 1024 * 1024
_Sha = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Count = Annotated[int, Field(ge=1)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", strict=True)


class FigureLine(_Shape):
    """A figure and where it is printed."""

    path: str
    title: str
    kind: str
    value: str | None
    printed: str
    form: str
    unit: str
    part: str
    clause: str
    paragraph: _Count
    page: _Count | None
    basis: str
    absent: str


class ConfirmationLine(_Shape):
    """Who confirmed a warning, why, and when."""

    by: str
    reason: str
    date: str


class LoweringLine(_Shape):
    """Who made a warning of an error of docgen's own rules, why, and when."""

    by: str
    reason: str
    date: str


class SourceLine(_Shape):
    """What a finding rests on."""

    title: str
    article: str


class FindingLine(_Shape):
    """A finding of the checks."""

    code: str
    severity: Literal["error", "warning", "info"]
    path: str
    title: str
    value: str
    message: str
    source: SourceLine
    confirmed: ConfirmationLine | None
    lowered: LoweringLine | None = None


class BlankLine(_Shape):
    """A place left to be filled in by hand."""

    path: str
    title: str


class FontLine(_Shape):
    """A font that stood in for another."""

    named: str
    used: str
    characters: str


class DocumentLine(_Shape):
    """Which paper, from which template; ``number`` is a notice's own, "" where it has none yet."""

    id: str
    name: str
    title: str
    version: str
    template_sha256: _Sha
    wording_sha256: _Sha
    number: str | None = None


class CaseLine(_Shape):
    """The parcel's file."""

    file: str
    sha256: _Sha


class ParcelLine(_Shape):
    """Which parcel, which contract, which day."""

    contract_no: str | None
    document_date: str | None
    parcel_code: str | None
    supervision_no: str | None


class PackLine(_Shape):
    """Hashes of the rules' packs."""

    sha256: _Sha | None
    national_sha256: _Sha


class DocxLine(_Shape):
    """Hashes of the Word file; the copy inside it cannot name the first."""

    sha256: _Sha | None = None
    parts_sha256: _Sha


class PdfLine(_Shape):
    """Hash of the PDF."""

    sha256: _Sha


class OutputLines(_Shape):
    """The files that were handed over."""

    docx: DocxLine
    pdf: PdfLine | None = None


class ReadReceipt(_Shape):
    """A receipt."""

    format: Literal["docgen-receipt/1"]
    made_by: dict[str, str]
    stage: Literal["announcement", "draft", "final"]
    document: DocumentLine
    case: CaseLine
    parcel: ParcelLine
    jurisdiction: str
    pack: PackLine
    outputs: OutputLines
    page_count: _Count | None
    fonts: tuple[FontLine, ...] = Field(strict=False)
    findings: tuple[FindingLine, ...] = Field(strict=False)
    blanks: tuple[BlankLine, ...] = Field(strict=False)
    figures: tuple[FigureLine, ...] = Field(strict=False)


def read_receipt(data: bytes, *, name: str) -> ReadReceipt:
    """Read a receipt.

    Args:
        data: The bytes of the JSON file.
        name: What messages call it.

    Raises:
        InputError: It is no receipt, or has been cut or changed in shape.
    """
    fix = "请用出稿时写在文书旁边的 .receipt.json，一字不改。"
    if len(data) > MAX_BYTES:
        raise InputError("回执太大，不是 docgen 的回执。", where=name, fix=fix, code="S042")
    try:
        return ReadReceipt.model_validate_json(data)
    except ValidationError as error:
        [first, *_] = error.errors(include_url=False, include_context=False)
        if first["type"] == "json_invalid":
            message = "回执不是完好的 JSON。"
        elif first["loc"][:1] == ("format",):
            message = "这不是本版 docgen 的回执。"
        else:
            place = ".".join(str(step) for step in first["loc"])
            message = f"回执的「{shown(place)}」不合格式。"
        raise InputError(message, where=name, fix=fix, code="S042") from error
