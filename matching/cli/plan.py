"""What does a counsellor hand over at the end of a talk?"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from matching.cli.arguments import (
    AsOf,
    CandidatesSource,
    CoursesPath,
    EncoderName,
    Language,
    NoTaxonomy,
    PersonId,
    SkipInvalid,
    VacanciesSource,
    read_day,
    read_language,
)
from matching.cli.opening import open_session, read_catalogue
from matching.cli.writing import check_out, write_out


class Form(StrEnum):
    """How a plan is written."""

    HTML = "html"
    MD = "md"


def plan(
    *,
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    id_: PersonId,
    courses: CoursesPath = None,
    name: Annotated[
        str | None,
        typer.Option(
            "--name", help="Written on this paper only, nowhere else.", show_default="none: the id stands alone"
        ),
    ] = None,
    as_of: AsOf = None,
    format_: Annotated[
        Form | None, typer.Option("--format", help="How to write.", show_default="by the suffix of --out, else md")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write.", show_default="the screen")] = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Write a career plan: where the person stands, vacancies in reach and a stretch away, steps with dates.

    The web page (html) prints on two A4 pages and needs no other file.
    """
    day, language = read_day(as_of), read_language(lang)
    if out:
        check_out(out, (candidates, vacancies, courses))

    from matching.casework.advising import open_case
    from matching.casework.planning import career_plan, plan_html, plan_markdown

    catalogue = read_catalogue(courses, skip_invalid=skip_invalid)
    session = open_session(
        candidates,
        vacancies,
        day,
        encoder,
        no_taxonomy=no_taxonomy,
        skip_invalid=skip_invalid,
        courses=catalogue,
        language=language,
    )
    found = career_plan(open_case(session, id_), catalogue, language)
    page = format_ is Form.HTML or (format_ is None and out is not None and out.suffix.lower() in (".html", ".htm"))
    write_out((plan_html if page else plan_markdown)(found, name=name), out)
