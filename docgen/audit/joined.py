"""Holds a print file against the chunks that it was put together from: the very same pages.

The chunks were held against the audited Word files, letter by letter. So here nothing need be read
again: each page must be a chunk's next page, object for object, down to the outlines of its fonts,
and nothing else may stand in the file but the blank pages that were asked for and the bookmarks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docgen.audit.pdffile import PdfFile
from docgen.audit.pdfsyntax import Dictionary, Object, PdfStream, Ref
from docgen.audit.pdftext import PdfPages
from docgen.audit.run import hold_outline, print_file_problem

__all__ = ["audit_joined"]

#: What a page shows, and all that it may have.
_SHOWN = ("MediaBox", "Resources", "Contents")
_ALLOWED = frozenset({"Type", "Parent", *_SHOWN})
#: Of a chunk's page, what shows nothing and may be left behind.
_LEFT = frozenset({"Type", "Parent", "Group", "StructParents", "Tabs"})


def audit_joined(
    pdf: bytes,
    chunks: Iterable[bytes],
    *,
    blanks: frozenset[int],
    marks: Sequence[tuple[str, int]],
) -> int:
    """Hold a print file against its chunks.

    Args:
        pdf: The print file.
        chunks: The audited chunks in order; read one after the other and not kept.
        blanks: Which pages of the file are blank ones, from 1.
        marks: Title and page of each bookmark, in order.

    Returns:
        How many pages it has.

    Raises:
        AuditError: A page is not its chunk's, is missing or one too many, or a bookmark leads
            elsewhere.
    """
    file = PdfFile(pdf)
    pages = PdfPages(file)
    number = 0
    for chunk in chunks:
        source = PdfFile(chunk)
        twins = _Twins(source, file)
        for entries in PdfPages(source).entries():
            number = _after_blanks(pages, number, blanks)
            if number > len(pages):
                raise print_file_problem(f"缺页：没有第{number}页", f"打印件 第{number}页")
            if not twins.same_page(entries, pages.entries_of(number)):
                raise print_file_problem("与审核过的那一页不同", f"打印件 第{number}页")
    if number != len(pages):
        raise print_file_problem(f"多出{len(pages) - number}页", f"打印件 第{number + 1}页")
    hold_outline(file, pages, marks)
    return number


def _after_blanks(pages: PdfPages, number: int, blanks: frozenset[int]) -> int:
    number += 1
    while number in blanks:
        if number > len(pages) or not pages.is_blank(number):
            raise print_file_problem("补足正反面的页上有内容", f"打印件 第{number}页")
        number += 1
    return number


class _Twins:
    """Compares objects of two files; what two references lead to is compared once.

    Args:
        left: The one file.
        right: The other.
    """

    def __init__(self, left: PdfFile, right: PdfFile) -> None:
        self._left, self._right = left, right
        self._same: dict[int, int] = {}

    def same_page(self, left: Dictionary, right: Dictionary) -> bool:
        """Return whether two pages show the same, and the second does nothing besides."""
        return (
            set(right) <= _ALLOWED
            and set(left) <= {*_SHOWN, *_LEFT}
            and all(self._alike(left.get(name), right.get(name)) for name in _SHOWN)
        )

    def _alike(self, left: Object, right: Object) -> bool:
        if isinstance(left, Ref) and isinstance(right, Ref):
            if self._same.get(left.number) == right.number:
                return True
            # Taken for the same while it is looked at: an object may lead back to itself.
            self._same[left.number] = right.number
            return self._equal(self._left.get(left), self._right.get(right))
        return self._equal(self._left.get(left), self._right.get(right))

    def _equal(self, left: Object, right: Object) -> bool:
        if type(left) is not type(right):
            return False
        if isinstance(left, PdfStream) and isinstance(right, PdfStream):
            return left.raw == right.raw and self._dictionaries(left.entries, right.entries)
        if isinstance(left, dict) and isinstance(right, dict):
            return self._dictionaries(left, right)
        if isinstance(left, list) and isinstance(right, list):
            return len(left) == len(right) and all(map(self._alike, left, right))
        return left == right

    def _dictionaries(self, left: Dictionary, right: Dictionary) -> bool:
        return left.keys() == right.keys() and all(
            self._alike(value, right[name]) for name, value in left.items()
        )
