"""Which of two files does a mapping of columns speak of?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from matching.errors import InputFileError
from matching.intake.columns import CANDIDATES, VACANCIES, Layout, known_count, numbered, quoted
from matching.intake.folding import squeezed
from matching.intake.objects import flatten
from matching.intake.sheets import TABLE_ENDINGS, read_sheet


def split_map(
    column_map: Mapping[str, str], candidates: Path, vacancies: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The part of ``column_map`` (header to our column) that speaks of candidates, and that of vacancies.

    A header speaks of the file that has it; where both do, of those whose records have such a column. Raises
    :class:`InputFileError` for a header that neither file has, or a file that cannot be read.
    """
    if not column_map:
        return {}, {}
    files = ((candidates, CANDIDATES), (vacancies, VACANCIES))
    headers = [_headers(path, layout) for path, layout in files]
    parts: tuple[dict[str, str], dict[str, str]] = ({}, {})
    for source, target in column_map.items():
        having = [at for at in (0, 1) if squeezed(source) in map(squeezed, headers[at])]
        if not having:
            both = [header for found in headers for header in found]
            names = f"{candidates.name}, {vacancies.name}"
            raise InputFileError(names, f'there is no column "{source}" to map', f"Their columns are {quoted(both)}.")
        knowing = [at for at in having if target in files[at][1].columns or numbered(target, files[at][1])]
        for at in knowing or having:
            parts[at][source] = target
    return parts


def _headers(path: Path, layout: Layout) -> tuple[str, ...]:
    """Headers of a table; none for documents, and for what is not there, which its reader will say better."""
    if not path.is_file() or not path.name.lower().endswith(TABLE_ENDINGS):
        return ()
    sheet = read_sheet(path, lambda found: known_count(found, layout), lambda record: flatten(record, layout))
    return tuple(sheet.headers)
