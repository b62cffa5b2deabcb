"""What does a career plan say that a counsellor hands over: where the person stands, what is near, which steps?

A plan holds the person's id and nothing else that identifies; a name is written on the paper only, when it is printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

import numpy as np

from matching.casework.advising import Case
from matching.domain import Candidate, Match, Vacancy
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, GapKind, Outlook, PairGaps, Standing, Step
from matching.domain.match import MessageCode
from matching.engine import Engine
from matching.gaps.pairs import country_of, pair_gaps
from matching.gaps.steps import outlook
from matching.gaps.training import suggest_courses
from matching.presentation import profiles
from matching.presentation.pages import rendered
from matching.presentation.pairs import pair_facts, vacancy_in_words
from matching.presentation.places import place_text
from matching.presentation.profiles import candidate_profile
from matching.presentation.titles import candidate_title, vacancy_title
from matching.wording import sentence, translator, weighed_reasons
from matching.wording.catalogues import date_text
from matching.wording.sentences import shortened
from matching.wording.training import course_dates, course_note, gap_text, opened_text, price_text, step_text

REACHABLE_SHOWN = 3
STRETCH_SHOWN = 2
COURSES_SHOWN = 3
STEPS_SHOWN = 2
"""Steps for which the catalogue has no course."""
REASONS_SHOWN = 2
POINTS_SHOWN = 3
PAPERS_SHOWN = 4
"""Steps of recognition."""
ROOM = 240
"""Characters of one line of the profile: a plan is two pages, the profile holds the rest."""
STANDS_SHOWN = (
    profiles.EXPERIENCE, profiles.CERTIFIED, profiles.SHOWN, profiles.CLAIMED, profiles.CERTIFICATES,
    profiles.LANGUAGES, profiles.EDUCATION, profiles.LICENCES, profiles.PLACE, profiles.MOBILITY, profiles.AVAILABLE,
    profiles.CONTRACT, profiles.HOURS, profiles.WISHED_WAGE,
)  # fmt: skip
"""What the plan tells of where a person stands, in this order."""
LONGEST = 80
"""Characters of somebody's own words on a line of the plan."""


@dataclass(frozen=True, slots=True)
class ProfileLine:
    """What it is about, and what is known of it."""

    term: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlannedVacancy:
    """A vacancy of the plan: why it fits, what is missing, what is to check."""

    id: str
    title: str
    facts: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    to_check: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """One thing to do, with what it takes; ``when`` and ``where`` are empty where they are to be agreed."""

    kind: str
    text: str
    when: str = ""
    where: str = ""
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CareerPlan:
    """A plan in one language, ready to be laid out."""

    candidate_id: str
    language: str
    as_of: date
    title: str
    stands: tuple[ProfileLine, ...]
    reachable: tuple[PlannedVacancy, ...]
    stretch: tuple[PlannedVacancy, ...]
    steps: tuple[PlannedStep, ...]


class PlanLink(NamedTuple):
    """Where a reader of the plan may go on a screen; ``lang`` is the language of what is there, if another."""

    text: str
    address: str
    lang: str | None = None


def career_plan(case: Case, courses: Sequence[Course] = (), language: str = "en") -> CareerPlan:
    """The plan of a person on the day on which the ``case`` was opened.

    Reachable vacancies are the best three in reach (``gaps.reach``); a stretch away are the two with least missing
    among those near. Steps stand in the order in which they are taken: recognise, train, apply. Courses that begin
    too late for every vacancy are not named. Raises ``InvalidValueError`` for an unknown language.
    """
    standing = case.standing
    engine, candidate = standing.engine, case.candidate.profile
    seen = outlook(standing)
    offers = suggest_courses(standing, courses) if courses else []
    near = pair_gaps(standing, standing.nearest())
    near.sort(key=lambda one: (_missing_count(one), -one.score, one.vacancy_id))
    stretch = near[:STRETCH_SHOWN]
    rows = engine.vacancy_rows(seen.in_reach[:REACHABLE_SHOWN])
    matches = standing.matches(rows)
    papers = pair_gaps(standing, rows)
    return CareerPlan(
        candidate_id=candidate.id,
        language=language,
        as_of=standing.as_of,
        title=_short(candidate_title(candidate, language)),
        stands=tuple(_stands(candidate, language, standing.as_of)),
        reachable=tuple(_reachable(engine, candidate, one, language) for one in matches),
        stretch=tuple(_stretch(engine, candidate, one, language) for one in stretch),
        steps=(
            *islice(_recognise(candidate, seen, [*papers, *stretch], language), PAPERS_SHOWN),
            *_train(candidate, seen, _chosen(offers, stretch), {one.id: one for one in courses}, language),
            *_apply(engine, matches, language),
        ),
    )


def plan_html(plan: CareerPlan, *, name: str | None = None, links: Sequence[PlanLink] = ()) -> str:
    """The plan as a page of its own, without any other file, for two sheets of A4; ``links`` are not printed."""
    return _rendered("plan.html", plan, name, links=links)


def plan_markdown(plan: CareerPlan, *, name: str | None = None) -> str:
    """The plan as Markdown."""
    return _rendered("plan.md", plan, name)


def _rendered(template: str, plan: CareerPlan, name: str | None, **context: object) -> str:
    called, day = " ".join((name or "").split()), date_text(plan.as_of, plan.language)
    return rendered(template, plan.language, plan=plan, name=called, day=day, **context) + "\n"


def _stands(candidate: Candidate, language: str, as_of: date) -> Iterator[ProfileLine]:
    say, known = translator(language), candidate_profile(candidate, language, as_of, longest=LONGEST, countries=True)
    yield from (ProfileLine(say(one), _fitting(known[one], language)) for one in STANDS_SHOWN if one in known)


def _fitting(values: Sequence[str], language: str) -> tuple[str, ...]:
    """The first values that a line has room for, and how many more there are."""
    room = ROOM - np.cumsum([len(value) for value in values])
    kept = max(1, int((room >= 0).sum()))
    if kept >= len(values):
        return tuple(values)
    return (*values[:kept], translator(language)("and {count} more").format(count=len(values) - kept))


def _reachable(engine: Engine, candidate: Candidate, match: Match, language: str) -> PlannedVacancy:
    vacancy = engine.vacancy(match.vacancy_id)
    weighed = weighed_reasons(match, language, 6, candidate=candidate, vacancy=vacancy)
    return PlannedVacancy(
        id=vacancy.id,
        title=_short(vacancy_title(vacancy, language)),
        facts=tuple(_facts(candidate, vacancy, language)),
        reasons=tuple(one.text for one in weighed if one.in_favour)[:REASONS_SHOWN],
        to_check=tuple(sentence(note, language) for note in match.to_check)[:POINTS_SHOWN],
    )


def _stretch(engine: Engine, candidate: Candidate, pair: PairGaps, language: str) -> PlannedVacancy:
    vacancy = engine.vacancy(pair.vacancy_id)
    say = translator(language)
    texts = [gap_text(gap, language) for gap in pair.gaps]
    more = len(texts) - POINTS_SHOWN - 1
    if more > 0:
        texts = [*texts[: POINTS_SHOWN + 1], say("and {count} more").format(count=more)]
    return PlannedVacancy(
        id=vacancy.id,
        title=_short(vacancy_title(vacancy, language)),
        facts=tuple(_facts(candidate, vacancy, language)),
        missing=tuple(texts),
        to_check=tuple(sentence(note, language) for note in pair.to_check)[:1],
    )


def _facts(candidate: Candidate, vacancy: Vacancy, language: str) -> Iterator[str]:
    say, told = translator(language), vacancy_in_words(pair_facts(candidate, vacancy), vacancy, language)
    wage = told.wage or say("wage not known")
    yield from (part for part in (told.place, told.from_home, wage, told.open_until) if part)


def _recognise(candidate: Candidate, seen: Outlook, pairs: Sequence[PairGaps], language: str) -> Iterator[PlannedStep]:
    """Diplomas whose recognition opens something, then papers from abroad that the vacancies of the plan ask for."""
    say = translator(language)
    where = say("the authority that recognises papers from abroad")
    named: set[str | None] = set()
    for step in seen.steps:
        if step.kind is GapKind.RECOGNITION and step.diploma is not None:
            named.add(candidate.education[step.diploma].title)
            yield PlannedStep(
                "recognise",
                step_text(step, candidate, language),
                say("as soon as possible"),
                where,
                (opened_text(len(step.opens), language),),
            )
    gaps = {gap: None for pair in pairs for gap in pair.gaps if gap.standing is Standing.RECOGNITION}
    for gap in gaps:
        if gap.held not in named:
            named.add(gap.held)
            yield PlannedStep("recognise", gap_text(gap, language), say("as soon as possible"), where)
    for number, diploma in enumerate(candidate.education):
        if diploma.recognised is False and diploma.title not in named:
            step = Step(kind=GapKind.RECOGNITION, diploma=number)
            yield PlannedStep("recognise", step_text(step, candidate, language), where=where)
    foreign = [one for one in candidate.certificates if country_of(one) and one.recognised is None]
    if rest := [one.name for one in foreign if one.name not in named and country_of(one) != "GE"]:
        names = ", ".join(_short(one) for one in rest[:POINTS_SHOWN])
        yield PlannedStep("recognise", say("Ask whether these papers count here: {papers}").format(papers=names))


def _chosen(offers: Sequence[CourseOffer], stretch: Sequence[PairGaps]) -> list[CourseOffer]:
    """Courses that each open something near that none before does, else those that close a gap of the vacancies a
    stretch away."""
    opening: list[CourseOffer] = []
    for offer in offers:
        if not {one for before in opening for one in before.opens}.issuperset(offer.opens):
            opening.append(offer)
    if opening:
        return opening[:COURSES_SHOWN]
    wanted = {gap.asked if gap.asked_level is None else f"{gap.asked} {gap.asked_level}"
              for pair in stretch for gap in pair.gaps}  # fmt: skip
    closing = [one for one in offers if wanted & set(one.closes)]
    return sorted(closing, key=lambda one: -len(wanted & set(one.closes)))[:COURSES_SHOWN]


def _train(
    candidate: Candidate, seen: Outlook, offers: Sequence[CourseOffer], courses: dict[str, Course], language: str
) -> Iterator[PlannedStep]:
    say = translator(language)
    opened = {one for offer in offers for one in offer.opens}
    for offer in sorted(offers, key=lambda one: (courses[one.course_id].starts_on or date.max, one.course_id)):
        course = courses[offer.course_id]
        skills = ", ".join(_short(one) for one in offer.closes[:POINTS_SHOWN])
        details = [
            opened_text(len(offer.opens), language)
            if offer.opens
            else say("brings nearer: {skills}").format(skills=skills),
            price_text(course, language),
            *(
                course_note(note, language)
                for note in offer.to_check[:2]
                if note.code != MessageCode.CHECK_COURSE_PRICE
            ),
        ]
        place = say("distance learning") if course.remote else place_text(course.place, course.country, language)
        yield PlannedStep(
            "train",
            say("Course: {title}").format(title=_short(course.title)),
            course_dates(course, language),
            ", ".join(part for part in (course.provider, place) if part),
            tuple(details),
        )
    others = [step for step in seen.steps if step.kind is not GapKind.RECOGNITION and not opened.issuperset(step.opens)]
    for step in others[:STEPS_SHOWN]:
        yield PlannedStep(
            "train", step_text(step, candidate, language), details=(opened_text(len(step.opens), language),)
        )


def _apply(engine: Engine, matches: Sequence[Match], language: str) -> Iterator[PlannedStep]:
    say = translator(language)
    vacancies = [engine.vacancy(match.vacancy_id) for match in matches]
    for vacancy in sorted(vacancies, key=lambda one: (one.closes_on or date.max, one.id)):
        closes = say("until {day}").format(day=date_text(vacancy.closes_on, language)) if vacancy.closes_on else ""
        text = say("Apply: {title} ({id})").format(title=_short(vacancy_title(vacancy, language)), id=vacancy.id)
        yield PlannedStep("apply", text, closes, place_text(vacancy.place, vacancy.country, language))


def _missing_count(pair: PairGaps) -> int:
    """How much stands in the way: what is nearly there counts half."""
    return sum(1 if gap.standing is Standing.NEARLY else 2 for gap in pair.gaps)


def _short(phrase: str) -> str:
    return shortened(phrase, LONGEST)
