"""A row of a ledger as its readers see it: a case, texts, origins, faults."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from docgen.intake.ledger_figures import ABSENT
from docgen.intake.ledger_heading import cell_text
from docgen.intake.ledger_notes import LedgerNote
from docgen.intake.ledger_plan import nested
from docgen.model.case import Case

if TYPE_CHECKING:
    from docgen.intake.ledger_rows import RowReader

__all__ = ["LedgerRow"]


class LedgerRow:
    """One row of a ledger.

    Attributes:
        number: Number of the row in the sheet, or of the record in a text file.
        faults: What is to be told of it; a row with an error among them is not to be printed.
    """

    __slots__ = ("_cells", "_reader", "_values", "faults", "number")

    def __init__(
        self,
        reader: RowReader,
        number: int,
        values: list[Any],
        cells: list[object],
        faults: tuple[LedgerNote, ...],
    ) -> None:
        self.number, self.faults = number, faults
        self._reader, self._values, self._cells = reader, values, cells

    @property
    def ok(self) -> bool:
        """Whether nothing in the row is an error."""
        return all(note.severity != "error" for note in self.faults)

    @property
    def place(self) -> str:
        """Where the row stands: ``台账.xlsx 公示 第5行``."""
        return self._reader.table.row_place(self.number)

    @property
    def case(self) -> Case:
        """What could be read of the row, with what is common to the run, as a case.

        It equals ``Case.model_validate(row.data)``; nothing is read a second time, and no origins
        are kept in it (``case.read_from(row.origins)`` adds them).
        """
        return self._reader.plan.case(self._values)

    @property
    def data(self) -> Mapping[str, object]:
        """The same as nested texts under English keys, ready for ``Case.model_validate``."""
        return nested(self.case)

    @property
    def origins(self) -> Mapping[str, str]:
        """Key path of every value → its cell, with the words of the cell where they were converted.

        ``台账.xlsx 公示!E5（原文 2.61142公顷）``.
        """
        return self._reader.origins(self.number, self._values, self._cells)

    @property
    def raw(self) -> Mapping[str, str]:
        """What the row's cells say, by the headings of all its columns, ignored ones too."""
        cells = self._cells
        return {
            heading: cell_text(cells[place]) if place < len(cells) else ""
            for place, heading in self._reader.headings
        }

    @property
    def amounts(self) -> Mapping[str, Decimal]:
        """The figures of the row's columns of money and area by key path, in 元 and ㎡."""
        found = {}
        for place, column in self._reader.summed:
            if (value := self._values[place]) is not ABSENT:
                found[self._reader.path_of(column, self._values)] = value
        return found
