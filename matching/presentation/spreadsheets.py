"""How does a table get into an Excel workbook: as text that is never run, in columns that can be read and printed?

The workbooks and sheets are those of openpyxl, which is imported only where one is made.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook

EXCEL_ROWS = 1_048_576
"""Rows of a sheet, its heading included."""
LONGEST_CELL = 32_000
"""A cell holds 32,767 characters; some are left for escapes."""
Sheet = Any
Cell = Any
"""Parts of a workbook; the library's types call optional what every new one has."""
_NOT_IN_EXCEL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_NOT_IN_A_TAB = re.compile(r"[\x00-\x1f\\/*?:\[\]]")
_LONGEST_TAB = 31
_A4 = 9


def new_workbook(*, streamed: bool = False) -> Workbook:
    """A workbook without a sheet; ``streamed`` is for tables of any length, whose rows are written in order."""
    from openpyxl import Workbook

    book = Workbook(write_only=streamed)
    for sheet in book.worksheets:
        book.remove(sheet)
    return book


def saved(book: Workbook) -> bytes:
    """The file of a workbook."""
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def add_sheet(book: Workbook, name: str, widths: Sequence[float] = (), *, freeze: str | None = None) -> Sheet:
    """A new sheet behind the others; ``freeze`` is the first cell that is scrolled, like "A2" below a heading."""
    sheet: Sheet = book.create_sheet(name)
    set_widths(sheet, widths)
    if freeze:
        sheet.freeze_panes = freeze
    return sheet


def set_widths(sheet: Sheet, widths: Sequence[float]) -> None:
    """How wide the first columns are, in characters."""
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def add_row(
    sheet: Sheet,
    values: Sequence[Any],
    *,
    bold: bool = False,
    wraps: bool | Sequence[bool] = True,
    formats: Sequence[str | None] = (),
    left: bool = True,
) -> list[Cell]:
    """One row below the last one; text stays text, whatever it begins with: nothing of it is run as a formula.

    ``wraps``: whether a long text goes on below, of the whole row or of each cell. ``formats``: how numbers are shown.
    ``left``: whether numbers stand at the left as well.
    """
    fonts, alignments = _styles()
    values = values or ("",)
    each = [wraps] * len(values) if isinstance(wraps, bool) else wraps
    cells: list[Cell] = []
    for value, wrapped in zip(values, each, strict=True):
        cell = text_cell(sheet, value[:LONGEST_CELL] if isinstance(value, str) else value)
        cell.alignment = alignments[wrapped, left]
        if bold:
            cell.font = fonts[bold]
        cells.append(cell)
    for cell, shown in zip(cells, formats, strict=False):
        if shown:
            cell.number_format = shown
    sheet.append(cells)
    return cells


def add_plain_row(sheet: Sheet, values: Sequence[str | None]) -> None:
    """One row of texts without any looks: the fastest."""
    sheet.append([None if value is None else text_cell(sheet, value) for value in values])


def text_cell(sheet: Sheet, value: Any) -> Cell:
    """A cell for a row of ``sheet``; a text in it loses the signs that no workbook holds, and is never a formula."""
    from openpyxl.cell.cell import Cell

    cell = Cell(sheet, row=1, column=1)
    if isinstance(value, str):
        cell.value = excel_text(value)
        cell.data_type = "s"
    else:
        cell.value = value
    return cell


def excel_text(text: str) -> str:
    """``text`` with blanks for the signs that no workbook can hold."""
    return _NOT_IN_EXCEL.sub(" ", text)


def add_title(sheet: Sheet, title: str) -> None:
    """A line in large letters."""
    from openpyxl.styles import Font

    cell, *_ = add_row(sheet, (title,), wraps=False)
    cell.font = Font(bold=True, size=14)


def add_filter(sheet: Sheet, columns: int, rows: int) -> None:
    """Let a reader filter and sort a table by its heading; ``rows`` counts the heading."""
    from openpyxl.utils import get_column_letter

    sheet.auto_filter.ref = f"A1:{get_column_letter(columns)}{rows}"


def link_to(cell: Cell, tab: str) -> None:
    """Make a cell lead to another sheet of the workbook."""
    from openpyxl.worksheet.hyperlink import Hyperlink

    quoted = tab.replace("'", "''")
    cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{quoted}'!A1")
    cell.style = "Hyperlink"


def set_print(sheet: Sheet, *, landscape: bool = True, repeat: int = 0) -> None:
    """A4, as wide as the paper, as long as it needs, ``repeat`` rows again on every page, page numbers below."""
    sheet.page_setup.paperSize = _A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.center.text = "&P / &N"
    if repeat:
        sheet.print_title_rows = f"1:{repeat}"


class Tabs:
    """Names of sheets: at most 31 characters, none of those Excel refuses, none twice whatever the case."""

    def __init__(self) -> None:
        # Excel keeps this name for itself.
        self._taken = {"history"}

    def name(self, wanted: str) -> str:
        """The name nearest to ``wanted`` that is free; it is taken from now on."""
        base = _NOT_IN_A_TAB.sub("_", wanted).strip("' ") or "_"
        found, number = base[:_LONGEST_TAB], 1
        while found.casefold() in self._taken:
            number += 1
            ending = f" ({number})"
            found = base[: _LONGEST_TAB - len(ending)] + ending
        self._taken.add(found.casefold())
        return found


@cache
def _styles() -> tuple[dict[bool, Any], dict[tuple[bool, bool], Any]]:
    """Fonts by whether they are bold, alignments by wraps and left: made once, since each takes its time."""
    from openpyxl.styles import Alignment, Font

    both = (False, True)
    fonts = {bold: Font(bold=bold) for bold in both}
    return fonts, {
        (wraps, left): Alignment(wrap_text=wraps, vertical="top", horizontal="left" if left else None)
        for wraps in both
        for left in both
    }
