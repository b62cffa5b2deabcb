"""Which courses does a catalogue hold, and how is a catalogue written?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from matching.domain.course import Course
from matching.errors import InputFileError, InvalidRowsError
from matching.intake.columns import COURSES
from matching.intake.export import write_table
from matching.intake.report import Intake
from matching.intake.sheets import TABLE_ENDINGS
from matching.intake.tables import Progress, read_table

_NO_MAP: Mapping[str, str] = {}


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
