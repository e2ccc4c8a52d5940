"""Excel workbooks as a run writes them: plain, ready to print, the same bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from docgen.workbooks import TEXT, as_text, saved

__all__ = ["TEXT", "as_text", "dress", "saved"]


def dress(sheet: Any, widths: Sequence[int], *, title: str) -> None:
    """Set up a sheet whose first row holds the headings.

    Args:
        sheet: The sheet, its cells filled.
        widths: Width of each column in characters.
        title: What is printed at the head of each page.
    """
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    line = Side(style="thin", color="999999")
    border = Border(left=line, right=line, top=line, bottom=line)
    alignment = Alignment(vertical="top", wrap_text=True)
    for cells in sheet.iter_rows():
        for cell in cells:
            cell.alignment, cell.border = alignment, border
    for cell in sheet[1]:
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E7E6E6")
    for index, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    sheet.auto_filter.ref = sheet.dimensions
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    # In a header & begins a code.
    sheet.oddHeader.center.text = title.replace("&", "&&")
    sheet.oddFooter.center.text = "第&P页 共&N页"
