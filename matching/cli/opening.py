"""How does a command open a session over files or the store, saying what was noticed and refusing empty ones?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from matching.cli.arguments import remark
from matching.cli.progress import Report, progress_bar
from matching.errors import InputFileError

if TYPE_CHECKING:
    from matching.assembly import Assembled
    from matching.casework.session import LanguageTag, Session
    from matching.config import Settings
    from matching.domain.course import Course


def settings_of(encoder: str | None, *, no_taxonomy: bool) -> Settings:
    """The settings that ``--encoder`` and ``--no-taxonomy`` ask for; all else is as the environment says."""
    from matching.config import Settings

    return Settings(encoder=encoder, taxonomy=False) if no_taxonomy else Settings(encoder=encoder)


def open_session(
    candidates: Path | None,
    vacancies: Path | None,
    day: date,
    encoder: str | None,
    *,
    no_taxonomy: bool = False,
    column_map: Mapping[str, str] | None = None,
    skip_invalid: bool = False,
    excluded: Collection[tuple[str, str]] = (),
    joining: Sequence[Path] = (),
    courses: Sequence[Course] = (),
    language: LanguageTag = "en",
    report: Report | None = None,
) -> Session:
    """A session on ``day``, with what was noticed in files on standard error; arguments as ``assemble_session``.

    Raises ``InputFileError`` where not one row of a file can be used, and all that ``assemble_session`` raises.
    """
    from matching.assembly import assemble_session

    with nullcontext(report) if report else progress_bar() as told:
        assembled = assemble_session(
            candidates,
            vacancies,
            settings_of(encoder, no_taxonomy=no_taxonomy),
            as_of=day,
            column_map=column_map,
            skip_invalid=skip_invalid,
            excluded=excluded,
            progress=told,
            joining=joining,
            courses=courses,
            language=language,
        )
    remark_on_both(assembled, candidates, vacancies)
    return assembled.session


def remark_on_both(assembled: Assembled, candidates: Path | None, vacancies: Path | None) -> None:
    """Say what was noticed in the files; raises ``InputFileError`` where not one row of a file can be used."""
    for intake, path in ((assembled.candidates, candidates), (assembled.vacancies, vacancies)):
        if path is None:
            continue
        remark(intake, path)
        if not intake.items:
            raise InputFileError(path, "not one row of it could be used", "Correct the rows listed above.")


def read_catalogue(path: Path | None, *, skip_invalid: bool) -> tuple[Course, ...]:
    """The courses of a file, none without one; raises ``InputFileError`` where not one of them can be used."""
    if path is None:
        return ()
    from matching.casework.reading import read_courses

    with progress_bar() as report:
        read = read_courses(
            path, skip_invalid=skip_invalid, progress=lambda done, total: report("Reading courses", done, total)
        )
    remark(read, path)
    if not read.items:
        raise InputFileError(path, "there is no course in it that could be used", "Add courses, or another file.")
    return read.items
