"""What is missing, for one person or for everybody, and what would open more vacancies?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from matching.cli.arguments import (
    AsOf,
    CandidatesSource,
    CoursesPath,
    EncoderName,
    Language,
    NoTaxonomy,
    SkipInvalid,
    VacanciesSource,
    read_day,
    read_language,
)
from matching.cli.opening import open_session, read_catalogue
from matching.cli.writing import check_out, write_out
from matching.presentation.csv_lines import csv_text

if TYPE_CHECKING:
    from matching.casework.advising import Case
    from matching.casework.session import Session
    from matching.domain import Candidate
    from matching.domain.course import Course
    from matching.domain.gap import CourseOffer, OccupationGaps, Outlook, PairGaps, Shortage

SHORTAGES_SHOWN = 10
COURSES_SHOWN = 5


class GapsFormat(StrEnum):
    """How gaps are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Grouping(StrEnum):
    """How skills of a population are grouped."""

    ALL = "all"
    REGION = "region"
    ISCO = "isco"


def gaps(
    candidates: CandidatesSource = None,
    vacancies: VacanciesSource = None,
    id_: Annotated[str | None, typer.Option("--id", metavar="ID", help="The person.")] = None,
    vacancy: Annotated[
        str | None, typer.Option("--vacancy", metavar="ID", help="What is missing for this vacancy.")
    ] = None,
    occupation: Annotated[
        str | None, typer.Option("--occupation", help="What is missing for an occupation, in any language.")
    ] = None,
    population: Annotated[
        bool, typer.Option("--population", help="The skills most asked and least held, of everybody.")
    ] = False,
    by: Annotated[Grouping, typer.Option("--by", help="With --population: one list for each of these.")] = Grouping.ALL,
    isco: Annotated[
        Path | None, typer.Option("--isco", help="With --by isco: CSV with vacancy_id,isco.", show_default="none")
    ] = None,
    courses: CoursesPath = None,
    as_of: AsOf = None,
    format_: Annotated[GapsFormat, typer.Option("--format", help="How to write.")] = GapsFormat.TABLE,
    out: Annotated[Path | None, typer.Option("--out", help="File to write.", show_default="the screen")] = None,
    skip_invalid: SkipInvalid = False,
    encoder: EncoderName = None,
    no_taxonomy: NoTaxonomy = False,
    lang: Language = "en",
) -> None:
    """Say what is missing and which single step opens how many more vacancies.

    A vacancy counts only where nothing else mandatory is missing and it was not in reach before.
    """
    day, language = read_day(as_of), read_language(lang)
    if (id_ is None) is not population:
        raise typer.BadParameter("Name one person with --id, or ask for everybody with --population.")
    if population and (vacancy or occupation or courses):
        raise typer.BadParameter("--vacancy, --occupation and --courses are for one person: name one with --id.")
    if out:
        check_out(out, (candidates, vacancies, courses, isco))

    from matching.casework.advising import courses_for, gaps_of_occupation, gaps_towards, open_case, outlook_of

    catalogue = read_catalogue(courses, skip_invalid=skip_invalid)
    codes = _codes(isco)
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
    if population or id_ is None:
        _write_shortages(session, by, codes, format_, out)
        return
    case = open_case(session, id_)
    pairs = gaps_towards(case, (vacancy,)) if vacancy else []
    wished = gaps_of_occupation(case, occupation) if occupation else None
    seen = None if vacancy or occupation else outlook_of(case)
    offers = courses_for(case, catalogue)
    match format_:
        case GapsFormat.TABLE:
            _print_candidate(session, case, pairs, wished, seen, offers, catalogue, out)
        case GapsFormat.JSON:
            whole = {
                "pairs": [one.model_dump(mode="json") for one in pairs],
                "occupation": wished and wished.model_dump(mode="json"),
                "outlook": seen and seen.model_dump(mode="json"),
                "courses": [one.model_dump(mode="json") for one in offers],
            }
            told = {"candidate_id": case.candidate.id, "as_of": str(day)} | {
                name: one for name, one in whole.items() if one
            }
            write_out(json.dumps(told, ensure_ascii=False, indent=2) + "\n", out)
        case GapsFormat.CSV:
            write_out(csv_text(_rows(case.candidate.profile, pairs, wished, seen, offers, catalogue, language)), out)


def print_offer(console: Any, session: Session, offer: CourseOffer, course: Course) -> None:
    """One course: what, where and when, what it opens, what is to check."""
    from matching.cli.screen import print_hanging, vacancy_line
    from matching.presentation.places import place_text
    from matching.wording import translator
    from matching.wording.training import course_dates, course_note, price_text, taught_text

    language = session.language
    say = translator(language)
    lead = f"{len(offer.opens):>5}  "
    place = place_text(course.place, course.country, language)
    where = " · ".join(part for part in (course.id, course.title, course.provider, place) if part)
    print_hanging(console, lead, where, style="" if not offer.refusals else "dim")
    facts = (course_dates(course, language), price_text(course, language))
    remarks = [", ".join(part for part in facts if part)]
    remarks += [say("Teaches: {skills}").format(skills=taught_text(course, language))]
    for one in offer.opens:
        remarks.append(f"+ {vacancy_line(session, one)}")
    if offer.retrains:
        text = say("In another trade: {vacancies}")
        remarks.append(text.format(vacancies=", ".join(offer.retrains)))
    if offer.too_late:
        text = say("Closed before the course ends: {vacancies}")
        remarks.append(text.format(vacancies=", ".join(offer.too_late)))
    remarks += [f"✗ {course_note(note, language)}" for note in offer.refusals]
    remarks += [f"? {course_note(note, language)}" for note in offer.to_check]
    for text in remarks:
        print_hanging(console, " " * len(lead), text, hang=2, style="dim")


def _codes(path: Path | None) -> dict[str, str] | None:
    if path is None:
        return None
    from matching.casework.reading import read_codes

    return read_codes(path)


def _print_candidate(
    session: Session,
    case: Case,
    pairs: Sequence[PairGaps],
    wished: OccupationGaps | None,
    seen: Outlook | None,
    offers: Sequence[CourseOffer],
    catalogue: Sequence[Course],
    out: Path | None,
) -> None:
    from matching.cli.screen import candidate_line, print_hanging, screen, vacancy_line, write_screen
    from matching.wording import sentence, translator
    from matching.wording.training import gap_text, opened_text, step_text

    language, candidate = session.language, case.candidate.profile
    say = translator(language)
    console = screen(sys.stdout if out is None else None)
    print_hanging(console, "", candidate_line(session, candidate.id), style="bold")
    for pair in pairs:
        print_hanging(console, "  ", vacancy_line(session, pair.vacancy_id))
        if pair.in_reach:
            print_hanging(console, "    ", say("In reach: nothing that is known stands against it."))
        for note in pair.obstacles:
            print_hanging(console, "    ", f"✗ {sentence(note, language)}", hang=2)
        for gap in pair.gaps:
            print_hanging(console, "    ", f"− {gap_text(gap, language)}", hang=2)
        for note in pair.to_check:
            print_hanging(console, "    ", f"? {sentence(note, language)}", hang=2, style="dim")
    if wished:
        print_hanging(
            console,
            "  ",
            say("“{occupation}”: {count} open vacancies, in reach: {reached}").format(
                occupation=wished.occupation, count=len(wished.vacancies), reached=len(wished.in_reach)
            ),
        )
        for one in wished.gaps:
            print_hanging(console, f"{len(one.vacancies):>5}  ", gap_text(one.gap, language))
    if seen:
        title = say("In reach now") if seen.in_reach else say("No vacancy is in reach at present.")
        print_hanging(console, "  ", title, style="dim")
        for one in seen.in_reach:
            print_hanging(console, "    ", vacancy_line(session, one))
        if seen.steps:
            print_hanging(console, "  ", say("Single steps that open more"), style="dim")
        else:
            print_hanging(console, "  ", say("No single step opens more vacancies today."), style="dim")
            _print_nearest(console, session, case)
        for step in seen.steps:
            print_hanging(console, f"{len(step.opens):>5}  ", step_text(step, candidate, language))
            print_hanging(console, "       ", opened_text(len(step.opens), language), style="dim")
            for one in step.opens:
                print_hanging(console, "       ", vacancy_line(session, one), hang=2, style="dim")
    if catalogue:
        useful = offers[:COURSES_SHOWN]
        print_hanging(
            console, "  ", say("Courses") if useful else say("No course of the catalogue helps."), style="dim"
        )
        courses = {one.id: one for one in catalogue}
        for offer in useful:
            print_offer(console, session, offer, courses[offer.course_id])
    if out:
        write_out(write_screen(console), out)


def _print_nearest(console: Any, session: Session, case: Case) -> None:
    """Where no step is enough: the nearest vacancies with all that is missing, so that nobody leaves with nothing."""
    from matching.casework.advising import nearest_gaps
    from matching.cli.screen import print_hanging, vacancy_line
    from matching.wording import translator
    from matching.wording.training import gap_text

    language, pairs = session.language, nearest_gaps(case, 3)
    say = translator(language)
    if not pairs:
        text = say("No open vacancy is near this profile: add skills and wishes to it, or look for another occupation.")
        print_hanging(console, "    ", text)
        return
    print_hanging(console, "  ", say("The nearest vacancies, and all that is missing"), style="dim")
    for pair in pairs:
        print_hanging(console, "    ", vacancy_line(session, pair.vacancy_id))
        for gap in pair.gaps:
            print_hanging(console, "      ", f"− {gap_text(gap, language)}", hang=2, style="dim")


def _rows(
    candidate: Candidate,
    pairs: Sequence[PairGaps],
    wished: OccupationGaps | None,
    seen: Outlook | None,
    offers: Sequence[CourseOffer],
    catalogue: Sequence[Course],
    language: str,
) -> list[tuple[Any, ...]]:
    from matching.wording import sentence
    from matching.wording.training import gap_text, step_text

    def told() -> Iterator[tuple[Any, ...]]:
        for pair in pairs:
            for note in pair.obstacles:
                yield "obstacle", note.code, sentence(note, language), 1, pair.vacancy_id
            for gap in pair.gaps:
                yield "gap", gap.standing, gap_text(gap, language), 1, pair.vacancy_id
        for one in wished.gaps if wished else ():
            yield "gap", one.gap.standing, gap_text(one.gap, language), len(one.vacancies), "; ".join(one.vacancies)
        if seen:
            yield "in reach", "", "", len(seen.in_reach), "; ".join(seen.in_reach)
            for step in seen.steps:
                yield "step", step.kind, step_text(step, candidate, language), len(step.opens), "; ".join(step.opens)
        titles = {one.id: f"{one.id} {one.title}" for one in catalogue}
        for offer in offers:
            yield "course", "", titles[offer.course_id], len(offer.opens), "; ".join(offer.opens)

    return [("candidate_id", "what", "kind", "text", "count", "vacancies"), *((candidate.id, *row) for row in told())]


def _write_shortages(
    session: Session, by: Grouping, codes: dict[str, str] | None, format_: GapsFormat, out: Path | None
) -> None:
    from matching.casework.advising import By, shortages_of

    found = shortages_of(session, By(by.value), isco=codes)
    if format_ is GapsFormat.JSON:
        listed = [one.model_dump(mode="json") for one in found]
        write_out(json.dumps(listed, ensure_ascii=False, indent=2) + "\n", out)
    elif format_ is GapsFormat.CSV:
        rows = [
            (one.group, one.skill, one.vacancies, one.positions, one.people, "; ".join(one.likewise)) for one in found
        ]
        write_out(csv_text([("group", "skill", "vacancies", "positions", "people", "likewise"), *rows]), out)
    else:
        _print_shortages(found, out)


def _print_shortages(found: Sequence[Shortage], out: Path | None) -> None:
    from itertools import groupby

    from matching.cli.screen import print_hanging, screen, write_screen

    console = screen(sys.stdout if out is None else None)
    if not found:
        print_hanging(console, "", "No open vacancy names a skill.")
    for name, group in groupby(found, key=lambda one: one.group):
        if name:
            title = "Region or occupation not known" if name == "?" else name
            print_hanging(console, "", title, style="bold")
        console.print("  positions  vacancies  people who hold it", style="dim")
        for one in list(group)[:SHORTAGES_SHOWN]:
            words = one.skill if not one.likewise else f"{one.skill} (also: {'; '.join(one.likewise[:3])})"
            print_hanging(console, f"  {one.positions:>9}  {one.vacancies:>9}  {one.people:>6}  ", words)
    if out:
        write_out(write_screen(console), out)
