"""What is missing, which course helps, and what is the plan, as JSON and on paper?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from matching.api.dependencies import SessionOf
from matching.api.gap_schemas import (
    CAREER_PLAN_EXAMPLES,
    COURSES_EXAMPLES,
    GAPS_EXAMPLES,
    CareerPlanRequest,
    CourseSentences,
    CoursesRequest,
    ExplainedGap,
    ExplainedStep,
    Gaps,
    GapsRequest,
    NamedVacancy,
    PersonRequest,
    PlanForm,
    SharedGap,
    SuggestedCourse,
    SuggestedCourses,
    VacancyGaps,
    VacancyIds,
    Wish,
    WishedOccupation,
)
from matching.api.policy import paper
from matching.api.schemas import DEFAULT_TOP, Top, problems, worded
from matching.casework.advising import (
    Case,
    courses_for,
    gaps_of_occupation,
    gaps_towards,
    nearest_gaps,
    open_case,
    outlook_of,
)
from matching.casework.planning import CareerPlan, career_plan, plan_html
from matching.casework.session import Session
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, OccupationGaps, PairGaps
from matching.errors import MatchingError, UnknownIdError
from matching.presentation.titles import vacancy_title
from matching.wording.training import (
    course_dates,
    course_note,
    gap_text,
    opened_text,
    price_text,
    step_text,
    taught_text,
)

router = APIRouter(prefix="/api/v1", tags=["gaps and training"])

Form = Annotated[PlanForm, Query(alias="format", description="`html` is a page of its own that prints on two sheets.")]
_PLAN = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}


@router.post("/gaps", responses=problems(400, 413, 422), summary="What is missing, and which steps open more")
def gaps(wanted: Annotated[GapsRequest, Body(openapi_examples=GAPS_EXAMPLES)], session: SessionOf) -> Gaps:
    """The gaps of a person given whole, or by id, towards vacancies or an occupation. Nothing sent is kept."""
    return _gaps(session, _case(session, wanted), wanted.vacancies, wanted.occupation)


@router.get(
    "/candidates/{candidate_id:path}/gaps",
    responses=problems(400, 404, 422),
    summary="What is missing for a person, and which steps open more",
)
def gaps_of_candidate(
    candidate_id: str,
    session: SessionOf,
    vacancy: Annotated[
        VacancyIds, Query(description="A vacancy to compare; may be repeated. Without it the nearest out of reach.")
    ] = [],  # noqa: B006 - FastAPI copies it
    occupation: Annotated[Wish | None, Query(description="An occupation wished for, in any language.")] = None,
) -> Gaps:
    """The gaps of a person that the server holds."""
    return _gaps(session, open_case(session, candidate_id), vacancy, occupation)


@router.post("/courses", responses=problems(400, 413, 422), summary="Courses that help a person")
def courses(
    wanted: Annotated[CoursesRequest, Body(openapi_examples=COURSES_EXAMPLES)], session: SessionOf
) -> SuggestedCourses:
    """Courses of the catalogue sent, or else of the server's, that a person can follow and that open something."""
    catalogue = _catalogue(session, wanted)
    return _courses(session, _case(session, wanted), catalogue, wanted.top, refused=wanted.include_refused)


@router.get(
    "/candidates/{candidate_id:path}/courses",
    responses=problems(404, 422),
    summary="Courses of the server's catalogue that help a person",
)
def courses_of_candidate(
    candidate_id: str,
    session: SessionOf,
    top: Annotated[Top, Query()] = DEFAULT_TOP,
    include_refused: Annotated[bool, Query(description="Also courses that the person cannot follow.")] = False,
) -> SuggestedCourses:
    """Courses that a person whom the server holds can follow and that open something."""
    catalogue = tuple(session.store.courses.values())
    return _courses(session, open_case(session, candidate_id), catalogue, top, refused=include_refused)


@router.post(
    "/plan", response_model=CareerPlan, responses=_PLAN | problems(400, 413, 422), summary="A career plan to hand over"
)
def plan(
    wanted: Annotated[CareerPlanRequest, Body(openapi_examples=CAREER_PLAN_EXAMPLES)],
    session: SessionOf,
    form: Form = "json",
) -> CareerPlan | Response:
    """Where the person stands, vacancies in reach and a stretch away, and steps with dates. Nothing sent is kept."""
    return _plan(session, _case(session, wanted), _catalogue(session, wanted), form)


@router.get(
    "/candidates/{candidate_id:path}/plan",
    response_model=CareerPlan,
    responses=_PLAN | problems(404, 422),
    summary="The career plan of a person",
)
def plan_of_candidate(candidate_id: str, session: SessionOf, form: Form = "json") -> CareerPlan | Response:
    """The plan of a person that the server holds, with its course catalogue."""
    return _plan(session, open_case(session, candidate_id), tuple(session.store.courses.values()), form)


def _case(session: Session, wanted: PersonRequest) -> Case:
    try:
        return open_case(session, wanted.candidate or wanted.candidate_id or "")
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None


def _catalogue(session: Session, wanted: CareerPlanRequest) -> tuple[Course, ...]:
    return tuple(session.store.courses.values() if wanted.courses is None else wanted.courses)


def _gaps(session: Session, case: Case, vacancies: Sequence[str], occupation: str | None) -> Gaps:
    language, candidate = session.language, case.candidate.profile
    try:
        compared = gaps_towards(case, vacancies) if vacancies else None
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None
    wished = gaps_of_occupation(case, occupation) if occupation else None
    seen = outlook_of(case)
    return Gaps(
        candidate_id=candidate.id,
        as_of=session.today,
        language=language,
        in_reach=_named(session, seen.in_reach),
        steps=[
            ExplainedStep(
                kind=step.kind,
                step=step,
                opens=_named(session, step.opens),
                sentence=step_text(step, candidate, language),
                effect=opened_text(len(step.opens), language),
            )
            for step in seen.steps
        ],
        vacancies=[_pair(session, one) for one in (nearest_gaps(case) if compared is None else compared)],
        occupation=wished and _occupation(session, wished),
    )


def _pair(session: Session, pair: PairGaps) -> VacancyGaps:
    language = session.language
    return VacancyGaps(
        vacancy=_named(session, (pair.vacancy_id,))[0],
        score=pair.score,
        in_reach=pair.in_reach,
        gaps=[ExplainedGap(gap=one, sentence=gap_text(one, language)) for one in pair.gaps],
        obstacles=[worded(one, language) for one in pair.obstacles],
        to_check=[worded(one, language) for one in pair.to_check],
    )


def _occupation(session: Session, wished: OccupationGaps) -> WishedOccupation:
    return WishedOccupation(
        occupation=wished.occupation,
        vacancies=_named(session, wished.vacancies),
        in_reach=list(wished.in_reach),
        gaps=[
            SharedGap(gap=one.gap, sentence=gap_text(one.gap, session.language), vacancies=list(one.vacancies))
            for one in wished.gaps
        ],
    )


def _named(session: Session, ids: Sequence[str]) -> list[NamedVacancy]:
    return [NamedVacancy(id=one, title=vacancy_title(session.store.vacancy(one), session.language)) for one in ids]


def _courses(session: Session, case: Case, catalogue: Sequence[Course], top: int, *, refused: bool) -> SuggestedCourses:
    known = {one.id: one for one in catalogue}
    offers = courses_for(case, catalogue, refused=refused)[:top]
    return SuggestedCourses(
        candidate_id=case.candidate.id,
        as_of=session.today,
        language=session.language,
        catalogue=len(catalogue),
        courses=[
            SuggestedCourse(
                rank=rank,
                course=known[offer.course_id],
                offer=offer,
                opens=_named(session, offer.opens),
                sentences=_course_sentences(offer, known[offer.course_id], session.language),
            )
            for rank, offer in enumerate(offers, start=1)
        ],
    )


def _course_sentences(offer: CourseOffer, course: Course, language: str) -> CourseSentences:
    return CourseSentences(
        dates=course_dates(course, language),
        price=price_text(course, language),
        teaches=taught_text(course, language),
        effect=opened_text(len(offer.opens), language) if offer.opens else "",
        refusals=[course_note(one, language) for one in offer.refusals],
        to_check=[course_note(one, language) for one in offer.to_check],
    )


def _plan(session: Session, case: Case, catalogue: Sequence[Course], form: PlanForm) -> CareerPlan | Response:
    found = career_plan(case, catalogue, session.language)
    return found if form == "json" else paper(plan_html(found), session.language)
