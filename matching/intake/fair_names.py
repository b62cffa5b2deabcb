"""What are the people of a fair called? Read when sheets are printed, and kept nowhere."""

from __future__ import annotations

from pathlib import Path

from matching.errors import InputFileError
from matching.intake.two_columns import read_two_columns

COLUMNS = ("candidate_id", "name")
LONGEST_NAME = 200


def read_names(path: Path) -> dict[str, str]:
    """Names by candidate id from a table with the columns ``candidate_id,name``; rows without a name are passed over.

    Raises ``InputFileError`` for a file that is no such table, a name without an id, an id with two names, or a name
    longer than any is.
    """
    names: dict[str, str] = {}
    for row in read_two_columns(path, COLUMNS):
        if not row.second:
            continue
        if not row.first:
            raise InputFileError(path, f"row {row.number} has a name and no candidate_id", "Add the id.")
        if len(row.second) > LONGEST_NAME:
            problem = (
                f"the name in row {row.number} has {len(row.second)} characters, at most {LONGEST_NAME} are printed"
            )
            raise InputFileError(path, problem, "Shorten it, or look for a missing quotation mark.")
        if names.setdefault(row.first, row.second) != row.second:
            problem = f'row {row.number} gives the id "{row.first}" a second name'
            raise InputFileError(path, problem, "Give each person one row.")
    return names
