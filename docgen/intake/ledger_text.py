"""A ledger in a text file: its encoding, what parts its columns, its rows."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from itertools import islice

from docgen.errors import InputError
from docgen.intake.ledger_columns import known_headings
from docgen.intake.ledger_table import Table
from docgen.intake.ledger_words import ledger_words
from docgen.intake.tree import fault

__all__ = ["text_table"]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",\t;|，"
#: A cell of a ledger is a line or two; a quotation mark never closed would swallow the file.
_MOST_IN_A_CELL = 32_767


def text_table(data: bytes, name: str, mapping: Mapping[str, str]) -> Table:
    """Return a text file as a table.

    Args:
        data: UTF-8 with or without a mark, UTF-16 with one, or GB 18030, as Excel writes them.
        name: Its name for messages.
        mapping: Plain heading → title, from the user's file; tells which separator is meant.

    Raises:
        InputError: ``S013`` for another encoding, ``S002`` for what is no table.
    """
    text = _decoded(data, name)
    if "\0" in text:
        raise fault("S002", "不是文字表格：里面有零字节。", where=name, fix="另存为 CSV 再用。")
    separator = max(_SEPARATORS, key=lambda mark: _likeness(text, mark, mapping))

    def rows() -> Iterator[tuple[int, list[object]]]:
        csv.field_size_limit(_MOST_IN_A_CELL)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        number = 0
        try:
            for number, cells in enumerate(reader, start=1):
                yield number, list(cells) if cells else [""]
        except csv.Error as error:
            raise _broken(name, number + 1) from error

    return Table(name, "", rows)


def _broken(name: str, row: int) -> InputError:
    fix = "核对这一行的引号是否成对，或者用 Excel 打开后另存为 .xlsx。"
    return fault("S002", "这一行读不通。", where=f"{name} 第{row}行", fix=fix)


def _decoded(data: bytes, name: str) -> str:
    encoding = next((known for mark, known in _MARKS if data.startswith(mark)), "")
    for candidate in [encoding] if encoding else ["utf-8", "gb18030"]:
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    fix = "用 Excel 打开，另存为“CSV UTF-8”或者 .xlsx。"
    raise fault("S013", "不是 UTF-8，也不是 GB 18030。", where=name, fix=fix)


def _likeness(text: str, mark: str, mapping: Mapping[str, str]) -> int:
    """Return how many known headings stand in one of the first rows when parted by a mark."""
    best = 0
    try:
        reader = csv.reader(io.StringIO(text[:100_000], newline=""), delimiter=mark)
        for cells in islice(reader, ledger_words().header_rows):
            best = max(best, known_headings(cells, mapping))
    except csv.Error:
        return best
    return best
