"""Which pairs of a person and a vacancy must not be suggested?"""

from __future__ import annotations

from pathlib import Path

from matching.intake.two_columns import read_two_columns

COLUMNS = ("candidate_id", "vacancy_id")


def read_pairs(path: Path) -> frozenset[tuple[str, str]]:
    """Pairs of a CSV or Excel file with the columns ``candidate_id,vacancy_id``; raises ``InputFileError``."""
    return frozenset((one.first, one.second) for one in read_two_columns(path, COLUMNS))
