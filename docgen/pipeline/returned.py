"""The return check and the comparison of two papers: files in, a verdict out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from docgen import intake
from docgen.audit.compare import as_old, compare_lines
from docgen.audit.compare_align import align
from docgen.audit.compare_values import Differences, OldLine, WordChange
from docgen.audit.redline import redline
from docgen.audit.redline_check import check_redline
from docgen.audit.returned import check_returned, shown_pictures
from docgen.audit.returned_package import Package, open_package
from docgen.audit.returned_read import Story, read_stories
from docgen.audit.returned_receipt import Printed, embedded_receipt, read_receipt
from docgen.audit.returned_traces import read_traces
from docgen.delivery.receipt import canonical_parts_sha256, sha256
from docgen.delivery.write import write_all
from docgen.errors import InputError, UsageError
from docgen.wording import ordinal

__all__ = [
    "Comparison",
    "Verdict",
    "compare",
    "compare_bytes",
    "verify",
    "verify_bytes",
    "write_redline",
]

Status = Literal["unchanged", "resaved", "changed"]

_MAX_FILE_BYTES = 64 * 1024 * 1024
_BESIDE = ".receipt.json"
_PDF = b"%PDF"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the return check found.

    Attributes:
        file: Name of the file.
        status: ``unchanged`` (the very file), ``resaved`` (written anew, the words are the same)
            or ``changed``.
        title: Name of the document by its receipt.
        receipt: Where the receipt was found: a file name, or "" for the copy inside the file.
        differences: What is otherwise; empty unless changed.
        is_pdf: Whether it is a PDF, which is held by its hash alone.
    """

    file: str
    status: Status
    title: str
    receipt: str
    differences: Differences
    is_pdf: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two papers differ in.

    Attributes:
        differences: Figures first.
        redline: The later paper with the differences as tracked changes; None unless asked for.
        unmarked: What differs and no tracked change can show, in Chinese.
    """

    differences: Differences
    redline: bytes | None
    unmarked: tuple[str, ...]


def verify(path: Path, *, receipt: Path | None = None) -> Verdict:
    """Hold a returned file against the receipt of the paper that went out.

    Args:
        path: The returned ``.docx`` or ``.pdf``.
        receipt: The receipt; by default the one beside the file, else the copy inside it.

    Raises:
        InputError: The file or the receipt cannot be read, or there is no receipt to go by.
    """
    data = intake.read_bytes(path, most=_MAX_FILE_BYTES + 1)
    beside = path.with_name(path.stem + _BESIDE)
    chosen = receipt or (beside if beside.is_file() else None)
    proof = intake.read_bytes(chosen, most=_MAX_FILE_BYTES) if chosen else None
    return verify_bytes(
        data, name=path.name, receipt=proof, receipt_name=chosen.name if chosen else ""
    )


def verify_bytes(
    data: bytes, *, name: str, receipt: bytes | None = None, receipt_name: str = ""
) -> Verdict:
    """Hold a returned file against its receipt; nothing touches the disk.

    Args:
        data: The returned file.
        name: What messages call it.
        receipt: The receipt; None to go by the copy inside the file.
        receipt_name: What messages call the receipt.

    Raises:
        InputError: As :func:`verify`.
    """
    if data.startswith(_PDF):
        return _verify_pdf(data, name, receipt, receipt_name)
    package = open_package(data, name=name)
    inside = receipt is None
    proof = embedded_receipt(package) if receipt is None else receipt
    if proof is None:
        raise _no_receipt(name)
    printed = read_receipt(proof, name=f"{name}内嵌的回执" if inside else receipt_name)
    if printed.docx and _is_same(data, printed):
        return Verdict(name, "unchanged", printed.title, receipt_name, Differences())
    if not printed.lines:
        raise InputError(
            "回执里没有正文，核不出改了什么。",
            where=receipt_name or name,
            fix="请用本版 docgen 出稿时的回执；或用 docgen compare 与原件逐条比较。",
            code="S043",
        )
    found = check_returned(package, printed.lines, printed.pictures, ordinal)
    status: Status = "resaved" if found.none else "changed"
    return Verdict(name, status, printed.title, receipt_name, found)


def _is_same(data: bytes, printed: Printed) -> bool:
    return printed.docx.get("sha256") == sha256(data) or printed.docx.get(
        "parts_sha256"
    ) == canonical_parts_sha256(data)


def _verify_pdf(data: bytes, name: str, receipt: bytes | None, receipt_name: str) -> Verdict:
    if receipt is None:
        raise _no_receipt(name)
    printed = read_receipt(receipt, name=receipt_name)
    if not printed.pdf:
        raise InputError(
            "回执里没有 PDF 的哈希，核不了这份 PDF。",
            where=receipt_name,
            fix="请用出这份 PDF 时的回执，或核对 Word 文件。",
            code="S043",
        )
    status: Status = "unchanged" if printed.pdf == sha256(data) else "changed"
    return Verdict(name, status, printed.title, receipt_name, Differences(), is_pdf=True)


def _no_receipt(name: str) -> InputError:
    return InputError(
        "没有可以对照的回执：旁边没有 .receipt.json，文件里也没有内嵌回执。",
        where=name,
        fix="用 --receipt 指定出稿时的回执；没有回执的，用 docgen compare 与原件比较。",
        code="S041",
    )


def compare(old: Path, new: Path, *, with_redline: bool = False) -> Comparison:
    """Compare two Word files; figures are named when the earlier one's receipt is at hand.

    Args:
        old: The earlier paper.
        new: The later one.
        with_redline: Whether to make the paper with tracked changes.

    Raises:
        InputError: A file cannot be read.
        AuditError: The redline does not give back both papers; it is not handed over.
    """
    beside = old.with_name(old.stem + _BESIDE)
    before, after = (intake.read_bytes(path, most=_MAX_FILE_BYTES + 1) for path in (old, new))
    proof = intake.read_bytes(beside) if beside.is_file() else None
    return compare_bytes(
        (before, old.name), (after, new.name), receipt=proof, with_redline=with_redline
    )


def compare_bytes(
    old: tuple[bytes, str],
    new: tuple[bytes, str],
    *,
    receipt: bytes | None = None,
    with_redline: bool = False,
) -> Comparison:
    """Compare two Word files; nothing touches the disk.

    Args:
        old: The earlier paper and what messages call it.
        new: The later one.
        receipt: That of the earlier one, to name its figures by; None for the copy inside it.
        with_redline: Whether to make the paper with tracked changes.

    Raises:
        InputError: As :func:`compare`.
        AuditError: As :func:`compare`.
    """
    before, after = (open_package(data, name=name) for data, name in (old, new))
    left = read_stories(before, "accepted", ordinal)
    right = read_stories(after, "accepted", ordinal)
    proof = receipt or embedded_receipt(before)
    lines = _with_spots([as_old(line) for story in left for line in story.lines], proof, old[1])
    odd = frozenset(one for story in left for line in story.lines for one in line.oddities)
    found = compare_lines(lines, right, known_odd=odd)
    found = replace(
        found,
        words=(*found.words, *_picture_changes(before, left, after, right)),
        traces=read_traces(after, ordinal),
    )
    if not with_redline:
        return Comparison(found, None, ())
    marked, unmarked = redline(before, after)
    note = check_redline(marked, before, after, ordinal)
    return Comparison(found, marked, (*unmarked, note) if note else unmarked)


def _with_spots(lines: list[OldLine], proof: bytes | None, name: str) -> list[OldLine]:
    """Name the figures of a paper by its receipt, where the paper still says what it printed."""
    if proof is None:
        return lines
    printed = read_receipt(proof, name=f"{name}的回执").lines
    named = list(lines)
    for i, j in align([one.text for one in printed], [one.text for one in lines]):
        if i is not None and j is not None and printed[i].text == lines[j].text:
            named[j] = replace(lines[j], spots=printed[i].spots)
    return named


def _picture_changes(
    before: Package, left: Sequence[Story], after: Package, right: Sequence[Story]
) -> list[WordChange]:
    old, new = shown_pictures(before, left), shown_pictures(after, right)
    count = max(Counter.total(old - new), Counter.total(new - old))
    return [WordChange("picture", "", "", "body", "", "", count)] if count else []


def write_redline(path: Path, data: bytes, *, inputs: Sequence[Path]) -> Path:
    """Write the paper with tracked changes, whole or not at all.

    Args:
        path: Where to.
        data: The file.
        inputs: The papers compared; none of them is written over.

    Raises:
        UsageError: The path is no ``.docx``, or one of the papers compared.
        DeliveryError: It cannot be written.
    """
    if path.suffix.lower() != ".docx":
        raise UsageError(f"修订稿「{path.name}」应以 .docx 结尾。", fix="例如 -o 修订稿.docx。")
    if any(path.resolve() == one.resolve() for one in inputs):
        raise UsageError(f"「{path.name}」是要比较的文件，不能覆盖。", fix="给修订稿另起一个名字。")
    return write_all(path.parent, {path.name: data})[0]
