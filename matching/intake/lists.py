"""What do small lists of two columns say: pairs never to suggest, ISCO codes of vacancies?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matching.errors import InputFileError
from matching.intake.tables.sheets import read_sheet
from matching.intake.wordlists import squeezed


@dataclass(frozen=True, slots=True)
class TwoColumnRow:
    """One row: its number as a spreadsheet shows it and both cells, each on one line, empty where there is none."""

    number: int
    first: str
    second: str


def read_two_columns(path: Path, columns: tuple[str, str]) -> list[TwoColumnRow]:
    """Both columns of a CSV or Excel file, blank rows left out; raises ``InputFileError``."""
    remedy = f"Give a CSV or Excel file with the columns {','.join(columns)}."
    if path.name.lower().endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")):
        raise InputFileError(path, "this is no CSV or Excel file", remedy)
    sheet = read_sheet(path, lambda found: len(_positions(found, columns)), lambda record: ({}, record))
    position = _positions(sheet.headers, columns)
    if missing := [name for name in columns if name not in position]:
        raise InputFileError(path, f"there is no column {' and no column '.join(missing)}", remedy)
    first, second = (position[name] for name in columns)
    return [TwoColumnRow(row.number, _cell(row.cells, first), _cell(row.cells, second)) for row in sheet.rows]


def _positions(headers: Sequence[str], columns: Sequence[str]) -> dict[str, int]:
    """Which column stands where; of two alike the first counts."""
    found: dict[str, int] = {}
    for at, header in enumerate(headers):
        for column in columns:
            if squeezed(header) == squeezed(column):
                found.setdefault(column, at)
    return found


def _cell(cells: Sequence[str], at: int) -> str:
    return " ".join(cells[at].split()) if at < len(cells) else ""


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


PAIR_COLUMNS = ("candidate_id", "vacancy_id")


def read_pairs(path: Path) -> frozenset[tuple[str, str]]:
    """Pairs of a CSV or Excel file with the columns ``candidate_id,vacancy_id``; raises ``InputFileError``."""
    return frozenset((one.first, one.second) for one in read_two_columns(path, PAIR_COLUMNS))
