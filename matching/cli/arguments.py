"""Which options do several commands share, and how are they read?"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matching.errors import InvalidValueError

if TYPE_CHECKING:
    from matching.casework.reading import Intake
    from matching.casework.session import LanguageTag
    from matching.domain import Candidate, Vacancy
    from matching.domain.course import Course

CandidatesSource = Annotated[
    Path | None,
    typer.Option(
        "--candidates", help="People: CSV, Excel, JSON Lines, or a folder of documents.", show_default="the store"
    ),
]
VacanciesSource = Annotated[
    Path | None,
    typer.Option(
        "--vacancies", help="Vacancies: CSV, Excel, JSON Lines, or a folder of documents.", show_default="the store"
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The day that counts as today (YYYY-MM-DD).", show_default="today"),
]
ColumnMap = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="COLUMN=FIELD", help='What a column of yours means, e.g. --map "Titre=title".'),
]
SkipInvalid = Annotated[bool, typer.Option("--skip-invalid", help="Load the good rows and report the others.")]
EncoderName = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        envvar="MATCHING_ENCODER",
        metavar="NAME",
        help="sentence-transformers name or folder.",
        show_default="bundled",
    ),
]
NoTaxonomy = Annotated[bool, typer.Option("--no-taxonomy", help="Compare words only, even where ESCO was imported.")]
PersonId = Annotated[str, typer.Option("--id", metavar="ID", help="The person.")]
CoursesPath = Annotated[
    Path | None, typer.Option("--courses", help="Course catalogue: CSV, Excel or JSON Lines.", show_default="none")
]
FairPath = Annotated[Path, typer.Option("--event", help="The fair: TOML or JSON.")]
FairDay = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        metavar="DATE",
        help="The day that counts as today (YYYY-MM-DD).",
        show_default="the day of the fair",
    ),
]
Language = Annotated[str, typer.Option("--lang", metavar="en|fr|ka", help="Language of the sentences.")]


def read_day(value: str | None) -> date:
    """The day named by ``--as-of``, or today; raises ``InvalidValueError``."""
    if value is None:
        return datetime.now().astimezone().date()
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise InvalidValueError("--as-of", value, "Write a date as YYYY-MM-DD.") from None


def read_map(pairs: list[str] | None) -> dict[str, str]:
    """The mapping that ``--map`` gives; raises ``InvalidValueError``."""
    mapping: dict[str, str] = {}
    for pair in pairs or []:
        column, sign, field = pair.rpartition("=")
        if not sign or not column.strip() or not field.strip():
            raise InvalidValueError("--map", pair, 'Write it as --map "Your column=field", for example "Titre=title".')
        mapping[column.strip()] = field.strip()
    return mapping


def read_language(value: str) -> LanguageTag:
    """The language of sentences; raises ``InvalidValueError``."""
    from matching.casework.session import LANGUAGE_TAGS

    for language in LANGUAGE_TAGS:
        if value == language:
            return language
    raise InvalidValueError("--lang", value, f"Choose one of {', '.join(LANGUAGE_TAGS)}.")


def remark(intake: Intake[Candidate] | Intake[Vacancy] | Intake[Course], path: Path) -> None:
    """Say on standard error what was noticed when a file was read, and which rows were left out."""
    for note in intake.notes:
        typer.echo(f"{path.name}: {note}", err=True)
    for problem in intake.problems:
        typer.echo(str(problem), err=True)
    if left_out := len({(problem.file, problem.row) for problem in intake.problems}):
        typer.echo(f"{path.name}: {left_out:,} left out.", err=True)
