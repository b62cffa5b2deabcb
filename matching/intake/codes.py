"""Which ISCO-08 code does each vacancy have, where somebody has written them down?"""

from __future__ import annotations

import re
from pathlib import Path

from matching.errors import InputFileError
from matching.intake.two_columns import read_two_columns

COLUMNS = ("vacancy_id", "isco")


def read_codes(path: Path) -> dict[str, str]:
    """ISCO-08 codes (one to four digits) by vacancy id, of a CSV or Excel file with the columns ``vacancy_id,isco``.

    A vacancy whose code is empty is left out. Raises ``InputFileError``.
    """
    codes = {one.first: one.second for one in read_two_columns(path, COLUMNS)}
    for vacancy, code in codes.items():
        if code and not re.fullmatch(r"[0-9]{1,4}", code):
            raise InputFileError(path, f'"{code}" of {vacancy} is no ISCO-08 code', "Write one to four digits.")
    return {vacancy: code for vacancy, code in codes.items() if code}
