"""What do two columns of a small CSV file say, row by row?"""

from __future__ import annotations

import csv
from pathlib import Path

from matching.errors import InputFileError


def read_two_columns(path: Path, columns: tuple[str, str]) -> list[tuple[str, str]]:
    """The trimmed cells of both columns in each row, empty where a row is too short; raises ``InputFileError``."""
    remedy = f"Give a CSV file with the columns {','.join(columns)}."
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(columns) <= set(rows.fieldnames or ()):
                raise InputFileError(path, f"its columns are {', '.join(rows.fieldnames or ['none'])}", remedy)
            first, second = columns
            return [((row[first] or "").strip(), (row[second] or "").strip()) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputFileError(path, "it cannot be read as a CSV file", remedy) from None
