"""Holds a produced Word file, paragraph by paragraph, against the Plan and the figures."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from docgen.audit.counting import Label
from docgen.audit.expect import FIELD, PICTURE, Paragraph, Piece, Structure, expect, words
from docgen.audit.members import FIX, fixed_problems, media_of, without_restarts
from docgen.audit.papertext import CLAUSE, Line, label_words, lines_of
from docgen.audit.readback import disagreement
from docgen.audit.word import Found, FoundField, FoundStructure, WordFile, read_part, read_word
from docgen.errors import AuditError, Problem
from docgen.proof import Figure, Group, Placed, Plan

__all__ = ["Audited", "audit_docx", "audit_paper"]

_MOST_PROBLEMS = 50
_EXCERPT = 40
_STRUCTURE_NAMES = {
    "tbl": "〔表〕", "/tbl": "〔表尾〕",
    "tr": "〔行〕", "/tr": "〔行尾〕",
    "tc": "〔格〕", "/tc": "〔格尾〕",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Audited:
    """A Word file that agrees with its figures, as it was read for that.

    Attributes:
        placed: Every figure with the place where it was found.
        file: The opened file.
        found: What stands in each part that holds words.
    """

    placed: tuple[Placed, ...]
    file: WordFile
    found: Mapping[str, Sequence[Found | FoundStructure]]

    def lines(self) -> tuple[Line, ...]:
        """Return what the paper says, for its receipt."""
        return lines_of(self.file, self.found)


def audit_docx(
    docx: bytes, plan: Plan, figures: Group, *, pages: int | None = None
) -> tuple[Placed, ...]:
    """Return every figure of a produced Word file, as :func:`audit_paper` finds it.

    Raises:
        AuditError: The paper differs; every difference names field, value, print and place.
    """
    return audit_paper(docx, plan, figures, pages=pages).placed


def audit_paper(docx: bytes, plan: Plan, figures: Group, *, pages: int | None = None) -> Audited:
    """Read a produced Word file anew and hold it against what it must say.

    Args:
        docx: The produced file.
        plan: What the template says.
        figures: All figures of the case, settled.
        pages: The page count that the layout engine found, held against the file's own; None when
            nothing was laid out.

    Raises:
        AuditError: The paper differs; every difference names field, value, print and place.
    """
    file = read_word(docx)
    problems: list[Problem] = []
    placed: list[Placed] = []
    planned = {part.name for part in plan.parts} | set(plan.fixed) | set(plan.extended)
    for extra in [name for name in file.members if name not in planned]:
        problems.append(Problem(f"文件里多出了部件 {extra}。", extra, FIX, "A004"))
    read: dict[str, list[Found | FoundStructure]] = {}
    for part in plan.parts:
        auditor = _PartAudit(part.name, file, pages)
        read[part.name] = auditor.found
        auditor.compare(expect(part, figures))
        problems.extend(auditor.problems)
        placed.extend(auditor.placed)
    for member, digest in plan.fixed.items():
        problems.extend(fixed_problems(member, digest, file, figures))
    for member, digest in plan.extended.items():
        if without_restarts(file.members.get(member, b"")) != digest:
            problems.append(Problem(f"部件 {member} 与模板里的不同。", member, FIX, "A004"))
    if problems:
        raise AuditError(problems[:_MOST_PROBLEMS])
    return Audited(tuple(placed), file, read)


class _PartAudit:
    """Compares one part and gathers what was found where."""

    def __init__(self, name: str, file: WordFile, pages: int | None) -> None:
        self.problems: list[Problem] = []
        self.placed: list[Placed] = []
        self._name = name
        self._clause = ""
        self._file = file
        self._media = media_of(file, name)
        found = self.found = read_part(file, name)
        self._pages = pages
        # Word keeps the page count of headers and footers up to date by itself.
        self._counted = pages is not None and name == "word/document.xml"
        self._bookmarks: dict[str, Label | None] = {}
        for one in [block for block in found if isinstance(block, Found) and block.bookmarks]:
            for mark in one.bookmarks:
                if mark in self._bookmarks:
                    self._problem(f"书签「{mark}」出现两次，引用它的条号不能确定。", one)
                self._bookmarks[mark] = one.label

    def compare(self, expected: list[Paragraph | Structure]) -> None:
        """Hold the found blocks against the expected ones, in order."""
        if len(expected) != len(self.found):
            self._tell_difference(expected)
            return
        before = len(self.problems), len(self.placed)
        for wanted, one in zip(expected, self.found, strict=True):
            if isinstance(wanted, Structure):
                paired = isinstance(one, FoundStructure) and wanted.kind == one.kind
            elif paired := isinstance(one, Found):
                self._paragraph(wanted, one)
            if not paired:
                # Blocks that do not pair say nothing of the figures in them.
                del self.problems[before[0] :], self.placed[before[1] :]
                self._tell_difference(expected)
                return

    def _paragraph(self, wanted: Paragraph, found: Found) -> None:
        if found.label is not None:
            self._note_clause(found.label)
        if wanted.text != found.text:
            self._wrong_text(wanted, found)
        elif not wanted.plain:
            self._pieces(wanted, found)

    def _note_clause(self, label: Label) -> None:
        shown = _words(label)
        if CLAUSE.match(shown):
            self._clause = shown

    def _pieces(self, wanted: Paragraph, found: Found) -> None:
        """The text agrees letter for letter; read every figure back and check every field."""
        fields, pictures = iter(found.fields), iter(found.pictures)
        at = 0
        for piece in _one_by_one(wanted) if found.pictures else wanted.pieces:
            start, at = at, at + len(piece.text)
            if piece.field:
                self._field(piece, next(fields), found)
            elif piece.figure is not None:
                self._figure(piece, piece.figure, found.text[start:at], found)
            elif piece.text == PICTURE:
                self._picture(piece, next(pictures), found)

    def _figure(self, piece: Piece, figure: Figure, printed: str, found: Found) -> None:
        reason = disagreement(figure, piece.form, printed)
        if reason:
            self._problem(f"「{figure.title}」{reason}。", found, figure)
            return
        self.placed.append(
            Placed(figure, piece.form, printed, self._name, self._clause, found.number)
        )

    def _picture(self, piece: Piece, relation: str, found: Found) -> None:
        """A picture that a figure gives must be shown at its own place, byte for byte."""
        figure = piece.picture
        if figure is None or not isinstance(figure.value, bytes):
            return
        if self._file.members.get(self._media.get(relation, "")) != figure.value:
            self._problem(f"「{figure.title}」的图不是由数据画出的那一张。", found, figure)

    def _field(self, piece: Piece, field: FoundField, found: Found) -> None:
        instruction, shown = field.instruction, field.shown
        if instruction != piece.field:
            self._problem(f"此处应为域「{piece.field}」，现为「{instruction}」。", found)
        elif piece.field.startswith("REF "):
            label = self._bookmarks.get(piece.field[4:])
            if label is None or not label.stands_as(shown):
                self._problem(
                    f"「{piece.source}」应引用「{_words(label)}」，印成「{shown}」。", found
                )
        elif piece.field == "NUMPAGES" and self._counted and shown != str(self._pages):
            self._problem(f"总页数应为 {self._pages}，印成「{shown}」。", found)

    def _wrong_text(self, wanted: Paragraph, found: Found) -> None:
        """Name the figure that differs where the words around it still tell where it stood."""
        told = False
        for piece, printed in _by_pieces(wanted, found.text):
            if piece.figure is not None and printed != piece.text:
                told = True
                self._problem(
                    f"「{piece.figure.title}」应为「{piece.text}」，印成「{printed}」。",
                    found,
                    piece.figure,
                )
        if not told:
            self._problem(
                f"文字应为「{_around(wanted.text, found.text)}」，"
                f"印成「{_around(found.text, wanted.text)}」。",
                found,
            )

    def _problem(self, message: str, found: Found, figure: Figure | None = None) -> None:
        clause = f" {self._clause}" if self._clause else ""
        self.problems.append(
            Problem(
                message,
                f"{self._name}{clause} 第{found.number}段",
                FIX,
                "A005",
                figure.key if figure else "",
            )
        )

    def _tell_difference(self, expected: list[Paragraph | Structure]) -> None:
        wanted = [(_shape(one), _line(one)) for one in expected]
        found = [(_shape(one), _line(one)) for one in self.found]
        matcher = difflib.SequenceMatcher(a=wanted, b=found, autojunk=False)
        for what, a1, a2, b1, b2 in matcher.get_opcodes():
            if what == "equal":
                continue
            missing = "、".join(line for _, line in wanted[a1:a2])
            extra = "、".join(line for _, line in found[b1:b2])
            parts = [f"少了「{_cut(missing)}」"] if missing else []
            parts += [f"多了「{_cut(extra)}」"] if extra else []
            self.problems.append(Problem("，".join(parts) + "。", self._name, FIX, "A006"))


def _shape(one: Paragraph | Structure | Found | FoundStructure) -> str:
    return one.kind if isinstance(one, Structure | FoundStructure) else "p"


def _line(one: Paragraph | Structure | Found | FoundStructure) -> str:
    if isinstance(one, Structure | FoundStructure):
        return _STRUCTURE_NAMES[one.kind]
    return _shown(one.text) or "〔空段〕"


def _shown(text: str) -> str:
    return words(text.replace(PICTURE, "〔图〕")).replace(FIELD, "〔域〕")


def _cut(text: str) -> str:
    return text if len(text) <= _EXCERPT * 2 else text[: _EXCERPT * 2] + "…"


def _around(text: str, other: str) -> str:
    """Return the part of a text around the first letter in which it differs from another."""
    at = next((i for i, (a, b) in enumerate(zip(text, other, strict=False)) if a != b), None)
    at = min(len(text), len(other)) if at is None else at
    return _shown(text[max(0, at - 10) : at + 15])


def _words(label: Label | None) -> str:
    return label_words(label) if label is not None else "（没有编号的段落）"


def _by_pieces(wanted: Paragraph, text: str) -> Iterator[tuple[Piece, str]]:
    """Split a text that differs by the template's own words; nothing when they do not fit."""
    pattern = "".join(
        "(.*?)" if piece.figure is not None else f"({re.escape(piece.text)})"
        for piece in wanted.pieces
    )
    match = re.fullmatch(pattern, text, re.DOTALL)
    if match:
        yield from zip(wanted.pieces, match.groups(), strict=True)


def _one_by_one(wanted: Paragraph) -> Iterator[Piece]:
    """Yield the pieces, each of the template's own pictures as a piece of its own."""
    for piece in wanted.pieces:
        if piece.figure is None and piece.picture is None and PICTURE in piece.text:
            yield from (Piece(text) for text in re.split(f"({PICTURE})", piece.text) if text)
        else:
            yield piece
