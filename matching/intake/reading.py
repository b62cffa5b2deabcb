"""Which people or vacancies are at this path, be it a table, a folder of documents or one document?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from matching.domain import Candidate, Vacancy
from matching.domain.course import Course
from matching.errors import InputFileError, InvalidRowsError, InvalidValueError
from matching.intake.documents import DOCUMENT_ENDINGS, read_documents
from matching.intake.export import write_table
from matching.intake.extraction.discrimination import import_notices
from matching.intake.report import Intake
from matching.intake.tables.headers import CANDIDATES, COURSES, VACANCIES, Layout
from matching.intake.tables.reading import Progress, read_table
from matching.intake.tables.sheets import TABLE_ENDINGS

T = TypeVar("T", Candidate, Vacancy)
_NO_MAP: Mapping[str, str] = {}


def read_candidates(
    path: Path,
    *,
    column_map: Mapping[str, str] = _NO_MAP,
    skip_invalid: bool = False,
    progress: Progress | None = None,
) -> Intake[Candidate]:
    """Candidates at ``path``, without identity.

    ``path`` is a table (``.csv .tsv .xlsx .jsonl .ndjson``, the text ones also ``.gz``), a folder of documents
    (``.txt .md .pdf .docx``) or one document; one row or document is one person. ``column_map`` maps headers of the
    file to our columns. ``progress`` is called with the rows or documents done and their number.

    Raises ``InputFileError`` where the path cannot be read as any of these, ``InvalidRowsError`` with every
    problem where one row is not as it should be, unless ``skip_invalid``: then the good rows are given, and the
    problems beside them.
    """
    return _read(path, CANDIDATES, Candidate, column_map, skip_invalid, progress)


def read_vacancies(
    path: Path,
    *,
    column_map: Mapping[str, str] = _NO_MAP,
    skip_invalid: bool = False,
    progress: Progress | None = None,
) -> Intake[Vacancy]:
    """Vacancies at ``path``, without contact persons; arguments and errors as of ``read_candidates``."""
    return _read(path, VACANCIES, Vacancy, column_map, skip_invalid, progress)


def write_candidates(items: Sequence[Candidate], path: Path) -> None:
    """Write to ``.jsonl`` (canonical), ``.csv`` or ``.xlsx``; ``read_candidates`` reads them equal."""
    write_table(items, Path(path), CANDIDATES)


def write_vacancies(items: Sequence[Vacancy], path: Path) -> None:
    """Write to ``.jsonl`` (canonical), ``.csv`` or ``.xlsx``; :func:`read_vacancies` reads them equal."""
    write_table(items, Path(path), VACANCIES)


def _read(
    path: Path,
    layout: Layout,
    model: type[T],
    column_map: Mapping[str, str],
    skip_invalid: bool,
    progress: Progress | None,
) -> Intake[T]:
    path = Path(path)
    name = path.name.lower()
    if not path.exists():
        raise InputFileError(path, "there is no such file or folder", "Check the path.")
    if path.is_dir() or name.endswith(DOCUMENT_ENDINGS):
        if column_map:
            raise InvalidValueError("Column map", next(iter(column_map)), "Documents have no columns; leave it out.")
        items, findings = read_documents(path, layout, progress)
    elif name.endswith(TABLE_ENDINGS):
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
    path: Path,
    *,
    column_map: Mapping[str, str] = _NO_MAP,
    skip_invalid: bool = False,
    progress: Progress | None = None,
) -> Intake[Course]:
    """Courses of the table at ``path`` (``.csv .tsv .xlsx .jsonl .ndjson``, the text ones also ``.gz``).

    Columns, mapping and errors are as of :func:`matching.intake.read_vacancies`. A course that names neither a skill
    nor a language nor a licence is kept and noted: it closes no gap that anybody could name.
    """
    path = Path(path)
    if not path.exists():
        raise InputFileError(path, "there is no such file", "Check the path of the course catalogue.")
    if path.is_dir() or not path.name.lower().endswith(TABLE_ENDINGS):
        raise InputFileError(
            path, "a course catalogue is a table", f"Name one file, ending in one of {', '.join(TABLE_ENDINGS)}."
        )
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
