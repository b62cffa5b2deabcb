"""How does a table read as CSV so that a spreadsheet opens it right and runs nothing of it?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA_START = "=+-@\t\r"
"""What a cell begins with that a spreadsheet takes for a formula."""
EXCEL_MARK = "\ufeff"
"""By it, at the beginning of a file, Excel knows UTF-8."""


def csv_text(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as CSV, each a ``csv_line``."""
    return "".join(csv_line(row) + "\n" for row in rows)


def csv_line(row: Sequence[Any]) -> str:
    """One row as CSV, without its end; text that a spreadsheet would run as a formula is kept as text."""
    written = io.StringIO()
    # The writer quotes a line break in a cell only where it is one of those that end its lines.
    end = "\r\n"
    csv.writer(written, lineterminator=end).writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return written.getvalue().removesuffix(end)


def guarded(cell: str) -> str:
    """``cell`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    escapes = cell[:1] == "'" and cell.lstrip("'")[:1] in FORMULA_START and cell.lstrip("'") != ""
    return "'" + cell if cell and (cell[0] in FORMULA_START or escapes) else cell


def unguarded(cell: str) -> str:
    """What :func:`guarded` made of a cell, undone."""
    return cell[1:] if cell[:1] == "'" and (rest := cell.lstrip("'")) and rest[0] in FORMULA_START else cell


def guarded_text(cell: str) -> str:
    """As :func:`guarded`, for a file that tells text from formula by itself: only apostrophes need another one."""
    return "'" + cell if unguarded(cell) != cell else cell
