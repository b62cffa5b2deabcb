"""What is missing, what would open more, and which course helps: for one person, or for everybody?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matching.casework.disclosing import CandidateView, disclosed, view_candidate
from matching.casework.session import Session
from matching.domain import Candidate
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, OccupationGaps, Outlook, PairGaps, Shortage
from matching.gaps.changing import complete_course
from matching.gaps.pairs import occupation_gaps, pair_gaps
from matching.gaps.population import By, shortages
from matching.gaps.reach import ids_in_reach
from matching.gaps.standing import CandidateStanding, standing_of
from matching.gaps.steps import outlook
from matching.gaps.training import suggest_courses
from matching.intake import stripped

NEAREST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Case:
    """A person whose way to work is looked at: what the actor sees of them, and where they stand, worked out once."""

    candidate: CandidateView
    standing: CandidateStanding


@dataclass(frozen=True, slots=True)
class ReachedVacancy:
    """A vacancy in reach after a course; ``new`` where it was not before. Scores are between 0 and 1."""

    vacancy_id: str
    score_before: float
    score_after: float
    new: bool


@dataclass(frozen=True, slots=True)
class Completion:
    """What a completed course changed: the person after it, and each vacancy then in reach with its scores."""

    candidate: CandidateView
    after: Candidate
    reached: tuple[ReachedVacancy, ...]
    held: int
    """Vacancies in reach before."""


def open_case(session: Session, candidate: str | Candidate) -> Case:
    """Where a person stands today: one held, by id, or one given whole, whose texts are stripped of identity first.

    Raises ``UnknownIdError`` and ``NotDisclosedError``.
    """
    if isinstance(candidate, Candidate):
        view = disclosed(session.actor, stripped(candidate))
    else:
        view = view_candidate(session, candidate)
    return Case(view, standing_of(session.engine, view.profile, session.today))


def gaps_towards(case: Case, vacancies: Sequence[str]) -> list[PairGaps]:
    """What stands between the person and each of these vacancies, once each; raises ``UnknownIdError``."""
    return pair_gaps(case.standing, case.standing.engine.vacancy_rows(dict.fromkeys(vacancies)))


def nearest_gaps(case: Case, most: int = NEAREST_SHOWN) -> list[PairGaps]:
    """The same for the vacancies that are nearest of those out of reach."""
    return pair_gaps(case.standing, case.standing.nearest(most))


def gaps_of_occupation(case: Case, occupation: str) -> OccupationGaps:
    """What the open vacancies of an occupation ask that the person lacks; raises ``InvalidValueError``."""
    return occupation_gaps(case.standing, occupation)


def outlook_of(case: Case) -> Outlook:
    """What is in reach, and which single steps open more."""
    return outlook(case.standing)


def courses_for(case: Case, courses: Sequence[Course], *, refused: bool = False) -> list[CourseOffer]:
    """Courses that help the person, those that open most first; with ``refused`` also those that cannot be followed."""
    return suggest_courses(case.standing, courses, refused=refused) if courses else []


def complete(session: Session, candidate_id: str, course_id: str) -> Completion:
    """The person after a course of the store, matched again; raises ``UnknownIdError``."""
    course = session.store.course(course_id)
    case = open_case(session, candidate_id)
    after = complete_course(case.candidate.profile, course)
    engine, before, then = session.engine, case.standing, standing_of(session.engine, after, session.today)
    held, reached = (ids_in_reach(engine, one.reach) for one in (before, then))
    lines = tuple(
        ReachedVacancy(one, float(before.reach.scores[0, row]), float(then.reach.scores[0, row]), one not in held)
        for one, row in zip(reached, engine.vacancy_rows(reached).tolist(), strict=True)
    )
    return Completion(case.candidate, after, lines, len(held))


def shortages_of(session: Session, by: By = By.ALL, *, isco: Mapping[str, str] | None = None) -> list[Shortage]:
    """Skills that open vacancies ask most and people hold least; see ``gaps.population.shortages``."""
    return shortages(session.engine, session.today, by, isco=isco)
