"""Finds the receipt of a paper on the disk, and holds the paper's files against its hashes.

The receipt beside the files counts. The copy inside a Word file has been wherever that file went;
it is only gone by where there is no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from docgen import intake
from docgen.audit.returned_package import open_package
from docgen.audit.returned_receipt import embedded_receipt
from docgen.delivery.receipt import canonical_parts_sha256, sha256
from docgen.delivery.shape import ReadReceipt, read_receipt
from docgen.errors import InputError

__all__ = ["RECEIPT", "Filed", "Held", "State", "file_paper", "stem_of"]

#: How the name of a receipt ends.
RECEIPT = ".receipt.json"
_KINDS = (".docx", ".pdf")
_MOST = 64 * 1024 * 1024

#: ``same`` to the byte; ``parts`` packed anew, every part the same; ``changed``; ``absent``.
State: TypeAlias = Literal["same", "parts", "changed", "absent"]


@dataclass(frozen=True, slots=True)
class Held:
    """One of a paper's files, held against the receipt.

    Attributes:
        kind: ``docx`` or ``pdf``.
        name: Its file name.
        sha256: The hash that the receipt names; "" where it names none.
        state: What was found.
    """

    kind: str
    name: str
    sha256: str
    state: State


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper on the disk.

    Attributes:
        stem: Name of its files without ending.
        receipt: Its receipt.
        source: Name of the file that the receipt was read from.
        inside: Whether it is the copy inside the Word file.
        receipt_sha256: Hash of the receipt as it was read.
        files: Its files that the receipt names.
    """

    stem: str
    receipt: ReadReceipt
    source: str
    inside: bool
    receipt_sha256: str
    files: tuple[Held, ...]

    @property
    def changed(self) -> tuple[Held, ...]:
        """The files that are not those that were handed over."""
        return tuple(one for one in self.files if one.state == "changed")


def stem_of(path: Path) -> str:
    """Return what the files of one paper share of their names."""
    if path.name.endswith(RECEIPT):
        return path.name.removesuffix(RECEIPT)
    return path.stem if path.suffix.lower() in _KINDS else path.name


def file_paper(path: Path) -> Filed:
    """Read the receipt that belongs to a file, and hold the files beside it against it.

    Args:
        path: A ``.docx``, a ``.pdf`` or a ``.receipt.json``.

    Raises:
        InputError: The file or its receipt cannot be read, or there is no receipt.
    """
    data = intake.read_bytes(path, most=_MOST + 1)
    stem = stem_of(path)
    beside = path.with_name(stem + RECEIPT)
    inside = False
    if path.name.endswith(".json"):
        source, proof = path.name, data
    elif beside.is_file():
        source, proof = beside.name, intake.read_bytes(beside, most=_MOST)
    else:
        source, proof, inside = path.name, _inside(data, path.name), True
    receipt = read_receipt(proof, name=source)
    files = tuple(_held(path, stem, receipt, kind) for kind in _named(receipt))
    return Filed(stem, receipt, source, inside, sha256(proof), files)


def _inside(data: bytes, name: str) -> bytes:
    proof = None if data.startswith(b"%PDF") else embedded_receipt(open_package(data, name=name))
    if proof is None:
        raise InputError(
            "没有回执：旁边没有 .receipt.json，文件里也没有。",
            where=name,
            fix="把出稿时的 .receipt.json 放在它旁边，文件名一致。",
            code="S041",
        )
    return proof


def _named(receipt: ReadReceipt) -> list[str]:
    return ["docx", *(["pdf"] if receipt.outputs.pdf else [])]


def _held(path: Path, stem: str, receipt: ReadReceipt, kind: str) -> Held:
    docx, pdf = receipt.outputs.docx, receipt.outputs.pdf
    wanted = (docx.sha256 if kind == "docx" else pdf.sha256 if pdf else None) or ""
    own = path.suffix.lower() == f".{kind}"
    file = path if own else path.with_name(f"{stem}.{kind}")
    if not file.is_file():
        return Held(kind, file.name, wanted, "absent")
    data = intake.read_bytes(file, most=_MOST + 1)
    if wanted and sha256(data) == wanted:
        return Held(kind, file.name, wanted, "same")
    if kind == "docx":
        open_package(data, name=file.name)
        if canonical_parts_sha256(data) == docx.parts_sha256:
            return Held(kind, file.name, wanted, "parts")
    return Held(kind, file.name, wanted, "changed")
