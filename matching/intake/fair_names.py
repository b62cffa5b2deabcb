"""What are the people of a fair called? Read when sheets are printed, and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from matching.errors import InputFileError
from matching.intake.folding import squeezed
from matching.intake.sheets import read_sheet

COLUMNS = ("candidate_id", "name")
LONGEST_NAME = 200


def read_names(path: Path) -> dict[str, str]:
    """Names by candidate id from a table with the columns ``candidate_id,name``; rows without a name are passed over.

    Raises ``InputFileError`` for a file that is no such table, a name without an id, an id with two names, or a name
    longer than any is.
    """
    remedy = f"Give a CSV file with the columns {','.join(COLUMNS)}."
    if path.name.lower().endswith((".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")):
        raise InputFileError(path, "this is not a CSV file", remedy)
    sheet = read_sheet(path, lambda found: len(_positions(found)), lambda record: ({}, record))
    position = _positions(sheet.headers)
    if missing := [name for name in COLUMNS if name not in position]:
        raise InputFileError(path, f"there is no column {' and no column '.join(missing)}", remedy)
    names: dict[str, str] = {}
    for row in sheet.rows:
        one, name = (_cell(row.cells, position[column]) for column in COLUMNS)
        if not name:
            continue
        if not one:
            raise InputFileError(path, f"row {row.number} has a name and no candidate_id", "Add the id.")
        if len(name) > LONGEST_NAME:
            problem = f"the name in row {row.number} has {len(name)} characters, at most {LONGEST_NAME} are printed"
            raise InputFileError(path, problem, "Shorten it, or look for a missing quotation mark.")
        if names.setdefault(one, name) != name:
            problem = f'row {row.number} gives the id "{one}" a second name'
            raise InputFileError(path, problem, "Give each person one row.")
    return names


def _positions(headers: Sequence[str]) -> dict[str, int]:
    """Which of our columns stands where; of two alike the first counts."""
    found: dict[str, int] = {}
    for at, header in enumerate(headers):
        for column in COLUMNS:
            if squeezed(header) == squeezed(column):
                found.setdefault(column, at)
    return found


def _cell(cells: Sequence[str], at: int) -> str:
    """A cell as one line; empty where the row is too short."""
    return " ".join(cells[at].split()) if at < len(cells) else ""
