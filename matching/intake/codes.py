"""Which ISCO-08 code does each vacancy have, where somebody has written them down?"""

from __future__ import annotations

import csv
import re
from pathlib import Path

from matching.errors import InputFileError

COLUMNS = ("vacancy_id", "isco")


def read_codes(path: Path) -> dict[str, str]:
    """ISCO-08 codes (one to four digits) by vacancy id, of a CSV file with the columns ``vacancy_id,isco``.

    A vacancy whose code is empty is left out. Raises ``InputFileError``.
    """
    remedy = f"Give a CSV file with the columns {','.join(COLUMNS)}."
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise InputFileError(path, f"its columns are {', '.join(rows.fieldnames or ['none'])}", remedy)
            codes = {str(row["vacancy_id"]).strip(): str(row["isco"] or "").strip() for row in rows}
    except (OSError, UnicodeDecodeError, csv.Error):
        raise InputFileError(path, "it cannot be read as a CSV file", remedy) from None
    for vacancy, code in codes.items():
        if code and not re.fullmatch(r"[0-9]{1,4}", code):
            raise InputFileError(path, f'"{code}" of {vacancy} is no ISCO-08 code', "Write one to four digits.")
    return {vacancy: code for vacancy, code in codes.items() if code}
