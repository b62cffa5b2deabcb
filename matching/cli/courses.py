"""Which courses help a person, and what does it change to complete one?"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matching.cli.arguments import (
    AsOf,
    CandidatesSource,
    EncoderName,
    Language,
    NoTaxonomy,
    PersonId,
    SkipInvalid,
    VacanciesSource,
    read_day,
    read_language,
)
from matching.cli.gaps import GapsFormat, print_offer
from matching.cli.opening import open_session, read_catalogue
from matching.cli.writing import check_out, replace_file, write_out
from matching.presentation.csv_lines import csv_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matching.casework.advising import Completion
    from matching.casework.session import Session
    from matching.domain.course import Course
    from matching.domain.gap import CourseOffer

courses_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
Catalogue = Annotated[Path, typer.Option("--courses", help="Course catalogue: CSV, Excel or JSON Lines.")]
COLUMNS = (
    "candidate_id", "course_id", "title", "provider", "place", "starts_on", "ends_on", "apply_by", "seats", "price",
    "currency", "opens", "retrains", "too_late", "closes", "refusals", "to_check",
)  # fmt: skip


@courses_app.command(short_help="Courses that open vacancies to a person or close gaps.")
def suggest(
    *,
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    courses: Catalogue,
    id_: PersonId,
    top: Annotated[int, typer.Option(min=1, metavar="N", help="Courses shown.")] = 10,
    refused: Annotated[bool, typer.Option("--refused", help="Also courses that cannot be followed, and why.")] = False,
    as_of: AsOf = None,
    format_: Annotated[GapsFormat, typer.Option("--format", help="How to write.")] = GapsFormat.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="File to write.", show_default="the screen")] = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Courses that a person can follow, those that open most vacancies first, then the earliest."""
    day, language = read_day(as_of), read_language(lang)
    if out:
        check_out(out, (candidates, vacancies, courses))

    from matching.casework.advising import courses_for, open_case

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
    case = open_case(session, id_)
    offers = courses_for(case, catalogue, refused=refused)[:top]
    named = {one.id: one for one in catalogue}
    if format_ is GapsFormat.JSON:
        listed = [
            one.model_dump(mode="json") | {"course": named[one.course_id].model_dump(mode="json")} for one in offers
        ]
        write_out(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", out)
    elif format_ is GapsFormat.CSV:
        write_out(csv_text([COLUMNS, *(_row(one, named[one.course_id], language) for one in offers)]), out)
    else:
        _print_offers(session, case.candidate.id, offers, named, out)


@courses_app.command(short_help="The person after a course, and what it changed.")
def complete(
    *,
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    courses: Catalogue,
    id_: PersonId,
    course: Annotated[str, typer.Option("--course", metavar="ID", help="The course completed.")],
    out: Annotated[
        Path | None, typer.Option("--out", help="JSON Lines file for the changed person.", show_default="none")
    ] = None,
    as_of: AsOf = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Show what a completed course changes: its skills are certified, and the person is matched again.

    Nothing is stored: --out writes the changed profile, which `matching register import` takes.
    """
    day, language = read_day(as_of), read_language(lang)
    if out:
        check_out(out, (candidates, vacancies, courses))

    from matching.casework.advising import complete as complete_course

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
    done = complete_course(session, id_, course)
    _print_change(session, done, session.store.course(course))
    if out:
        replace_file(out, (done.after.model_dump_json(exclude_defaults=True) + "\n").encode("utf-8"))
        typer.echo(f"The changed profile is written to {out}.", err=True)


def _print_offers(
    session: Session, candidate_id: str, offers: Sequence[CourseOffer], named: dict[str, Course], out: Path | None
) -> None:
    from matching.cli.screen import candidate_line, print_hanging, screen, write_screen
    from matching.wording import translator

    say = translator(session.language)
    console = screen(sys.stdout if out is None else None)
    print_hanging(console, "", candidate_line(session, candidate_id), style="bold")
    if not offers:
        print_hanging(console, "  ", say("No course of the catalogue helps."))
        hint = "With --refused the courses are listed that cannot be followed, and why."
        print_hanging(console, "  ", hint, style="dim")
    else:
        print_hanging(console, "opens  ", say("Courses"), style="dim")
    for offer in offers:
        print_offer(console, session, offer, named[offer.course_id])
    if out:
        write_out(write_screen(console), out)


def _print_change(session: Session, done: Completion, course: Course) -> None:
    from matching.cli.screen import candidate_line, print_hanging, screen, vacancy_line
    from matching.wording import translator
    from matching.wording.sentences import score_of_100

    say = translator(session.language)
    console = screen(sys.stdout)
    print_hanging(console, "", candidate_line(session, done.candidate.id), style="bold")
    print_hanging(console, "  ", " · ".join(part for part in (course.id, course.title, course.provider) if part))
    console.print(f"  in reach before: {done.held}, after: {len(done.reached)}", style="dim")
    console.print("  before  after", style="dim")
    for one in done.reached:
        scores = score_of_100(one.score_before), score_of_100(one.score_after)
        mark = "+" if one.new else " "
        print_hanging(console, "  {:>6}  {:>5} {} ".format(*scores, mark), vacancy_line(session, one.vacancy_id))
    if not done.reached:
        print_hanging(console, "  ", say("No vacancy is in reach at present."))
    if done.candidate.profile == done.after:
        print_hanging(console, "  ", "The course changes nothing in this profile: all that it teaches is certified.")


def _row(offer: CourseOffer, course: Course, language: str) -> tuple[Any, ...]:
    from matching.wording.training import course_note

    return (
        offer.candidate_id, course.id, course.title, course.provider or "", course.place or "", course.starts_on or "",
        course.ends_on or "", course.apply_by or "", "" if course.seats is None else course.seats,
        "" if course.price is None else course.price, course.currency or "", "; ".join(offer.opens),
        "; ".join(offer.retrains), "; ".join(offer.too_late), "; ".join(offer.closes),
        "; ".join(course_note(note, language) for note in offer.refusals),
        "; ".join(course_note(note, language) for note in offer.to_check),
    )  # fmt: skip
