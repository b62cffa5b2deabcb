"""Which pairs of a person and a vacancy must not be suggested?"""

from __future__ import annotations

import csv
from pathlib import Path

from matching.errors import InputFileError

COLUMNS = ("candidate_id", "vacancy_id")


def read_pairs(path: Path) -> frozenset[tuple[str, str]]:
    """Pairs of a CSV file with the columns ``candidate_id,vacancy_id``; raises ``InputFileError``."""
    remedy = f"Give a CSV file with the columns {','.join(COLUMNS)}."
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise InputFileError(path, f"its columns are {', '.join(rows.fieldnames or ['none'])}", remedy)
            pairs = {(str(row["candidate_id"]).strip(), str(row["vacancy_id"]).strip()) for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputFileError(path, "it cannot be read as a CSV file", remedy) from None
    return frozenset(pairs)
