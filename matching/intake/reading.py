"""Which people or vacancies are here, be it a table, a folder of documents or one document?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from matching.domain import Candidate, Vacancy
from matching.domain.course import Course
from matching.errors import InputFileError, InvalidRowsError, InvalidValueError
from matching.intake.documents import DOCUMENT_ENDINGS, read_documents
from matching.intake.export import write_table
from matching.intake.extraction.discrimination import import_notices
from matching.intake.report import Findings, Intake
from matching.intake.tables.headers import CANDIDATES, COURSES, VACANCIES, Layout, Record
from matching.intake.tables.reading import Progress, items_of, read_table
from matching.intake.tables.sheets import TABLE_ENDINGS

if TYPE_CHECKING:
    import pandas as pd

T = TypeVar("T", Candidate, Vacancy)
_NO_MAP: Mapping[str, str] = {}


def read_candidates(
    source: Path | str | pd.DataFrame,
    *,
    column_map: Mapping[str, str] = _NO_MAP,
    skip_invalid: bool = False,
    progress: Progress | None = None,
) -> Intake[Candidate]:
    """Candidates in a file, a folder or a ``pandas.DataFrame``, without identity.

    A path is that of a table (``.csv .tsv .xlsx .jsonl .ndjson``, the text ones also ``.gz``), a folder of documents
    (``.txt .md .pdf .docx``) or one document; one row or document is one person. ``column_map`` maps headers to our
    columns. ``progress`` is called with the rows or documents done and their number.

    A frame has the columns of a file. NaN, NaT and None are missing; numbers, dates, booleans and lists are taken as
    such. In messages it is called "table", and its rows by their label where the index is one of different whole
    numbers, else by their place from 0; rows without an id get ``table-<row>``.

    Raises ``InputFileError`` where the source cannot be read as any of these, ``InvalidRowsError`` with every
    problem where one row is not as it should be, unless ``skip_invalid``: then the good rows are given, and the
    problems beside them.
    """
    return _read(source, CANDIDATES, Candidate, column_map, skip_invalid, progress)


def read_vacancies(
    source: Path | str | pd.DataFrame,
    *,
    column_map: Mapping[str, str] = _NO_MAP,
    skip_invalid: bool = False,
    progress: Progress | None = None,
) -> Intake[Vacancy]:
    """Vacancies in a file, a folder or a frame, without contact persons; see ``read_candidates``."""
    return _read(source, VACANCIES, Vacancy, column_map, skip_invalid, progress)


def write_candidates(items: Sequence[Candidate], path: Path) -> None:
    """Write to ``.jsonl`` (canonical), ``.csv`` or ``.xlsx``; ``read_candidates`` reads them equal."""
    write_table(items, Path(path), CANDIDATES)


def write_vacancies(items: Sequence[Vacancy], path: Path) -> None:
    """Write to ``.jsonl`` (canonical), ``.csv`` or ``.xlsx``; :func:`read_vacancies` reads them equal."""
    write_table(items, Path(path), VACANCIES)


def _read(
    source: Path | str | pd.DataFrame,
    layout: Layout,
    model: type[T],
    column_map: Mapping[str, str],
    skip_invalid: bool,
    progress: Progress | None,
) -> Intake[T]:
    path = _path_of(source)
    if path is None:
        path, (items, findings) = _read_frame(source, layout, column_map, progress)
    elif not path.exists():
        raise InputFileError(path, "there is no such file or folder", "Check the path.")
    elif path.is_dir() or path.name.lower().endswith(DOCUMENT_ENDINGS):
        if column_map:
            raise InvalidValueError("Column map", next(iter(column_map)), "Documents have no columns; leave it out.")
        items, findings = read_documents(path, layout, progress)
    elif path.name.lower().endswith(TABLE_ENDINGS):
        items, findings = read_table(path, layout, column_map, progress)
    else:
        raise InputFileError(
            path,
            "this kind of file is not known",
            f"Use {', '.join(TABLE_ENDINGS)}, or a folder of {', '.join(DOCUMENT_ENDINGS)}.",
        )
    if findings.problems and not skip_invalid:
        raise InvalidRowsError(path, [str(problem) for problem in findings.problems])
    good = tuple(item for item in items if isinstance(item, model))
    noticed = import_notices([item for item in good if isinstance(item, Vacancy)])
    return Intake(good, tuple(findings.problems), (*findings.notes(), *noticed))


def read_courses(
    source: Path | str | pd.DataFrame,
    *,
    column_map: Mapping[str, str] = _NO_MAP,
    skip_invalid: bool = False,
    progress: Progress | None = None,
) -> Intake[Course]:
    """Courses of a table: a file (``.csv .tsv .xlsx .jsonl .ndjson``, the text ones also ``.gz``) or a frame.

    Columns, mapping and errors are as of :func:`matching.intake.read_vacancies`. A course that names neither a skill
    nor a language nor a licence is kept and noted: it closes no gap that anybody could name.
    """
    path = _path_of(source)
    if path is None:
        path, (items, findings) = _read_frame(source, COURSES, column_map, progress)
    elif not path.exists():
        raise InputFileError(path, "there is no such file", "Check the path of the course catalogue.")
    elif path.is_dir() or not path.name.lower().endswith(TABLE_ENDINGS):
        raise InputFileError(
            path, "a course catalogue is a table", f"Name one file, ending in one of {', '.join(TABLE_ENDINGS)}."
        )
    else:
        items, findings = read_table(path, COURSES, column_map, progress)
    if findings.problems and not skip_invalid:
        raise InvalidRowsError(path, [str(problem) for problem in findings.problems])
    courses = tuple(item for item in items if isinstance(item, Course))
    if silent := [one.id for one in courses if not (one.skills or one.languages_taught or one.licences)]:
        named = ", ".join(silent[:5]) + (f" and {len(silent) - 5} more" if len(silent) > 5 else "")
        findings.remarks.append(f"No skill, language or licence is named, so never suggested: {named}.")
    return Intake(courses, tuple(findings.problems), findings.notes())


def write_courses(items: Sequence[Course], path: Path) -> None:
    """Write to ``.jsonl`` (canonical), ``.csv`` or ``.xlsx``; :func:`read_courses` reads them equal."""
    write_table(items, Path(path), COURSES)


def _path_of(source: object) -> Path | None:
    return Path(source) if isinstance(source, str | PathLike) else None


def _read_frame(
    frame: Any, layout: Layout, column_map: Mapping[str, str], progress: Progress | None
) -> tuple[Path, tuple[list[Record], Findings]]:
    """What stands for its path in messages, and what a frame holds."""
    # pandas takes a third of a second to import, which whoever reads a file need not wait for.
    from matching.intake.tables.frames import NAME, sheet_of

    return NAME, items_of(NAME, sheet_of(frame, layout), layout, column_map, progress)
