"""What is missing, which course helps, and what is the plan, as JSON and on paper?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Body, Query, Response

from matching.api.dependencies import AnswerLanguage, CoursesOf, EngineOf, TodayOf
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
from matching.api.schemas import DEFAULT_TOP, LanguageTag, Top, problems, worded
from matching.casework.planning import CareerPlan, career_plan, plan_html
from matching.domain import Candidate
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, OccupationGaps, PairGaps
from matching.engine import Engine
from matching.errors import MatchingError, UnknownIdError
from matching.gaps.pairs import occupation_gaps, pair_gaps
from matching.gaps.standing import PersonStanding, standing_of
from matching.gaps.steps import outlook
from matching.gaps.training import suggest_courses
from matching.intake import stripped
from matching.web.pages import paper
from matching.wording.labels import vacancy_title
from matching.wording.training import (
    course_dates,
    course_note,
    gap_text,
    opened_text,
    price_text,
    step_text,
    taught_text,
)

NEAREST_SHOWN = 5

router = APIRouter(prefix="/api/v1", tags=["gaps and training"])

Form = Annotated[PlanForm, Query(alias="format", description="`html` is a page of its own that prints on two sheets.")]
_PLAN = {200: {"content": {"text/html": {"schema": {"type": "string"}}}}}


@router.post("/gaps", responses=problems(400, 413, 422), summary="What is missing, and which steps open more")
def gaps(
    wanted: Annotated[GapsRequest, Body(openapi_examples=GAPS_EXAMPLES)],
    engine: EngineOf,
    as_of: TodayOf,
    language: AnswerLanguage,
) -> Gaps:
    """The gaps of a person given whole, or by id, towards vacancies or an occupation. Nothing sent is kept."""
    return _gaps(standing_of(engine, _person(engine, wanted), as_of), wanted.vacancies, wanted.occupation, language)


@router.get(
    "/candidates/{candidate_id:path}/gaps",
    responses=problems(400, 404, 422),
    summary="What is missing for a person, and which steps open more",
)
def gaps_of_candidate(
    candidate_id: str,
    engine: EngineOf,
    as_of: TodayOf,
    language: AnswerLanguage,
    vacancy: Annotated[
        VacancyIds, Query(description="A vacancy to compare; may be repeated. Without it the nearest out of reach.")
    ] = [],  # noqa: B006 - FastAPI copies it
    occupation: Annotated[Wish | None, Query(description="An occupation wished for, in any language.")] = None,
) -> Gaps:
    """The gaps of a person that the server holds."""
    return _gaps(standing_of(engine, engine.candidate(candidate_id), as_of), vacancy, occupation, language)


@router.post("/courses", responses=problems(400, 413, 422), summary="Courses that help a person")
def courses(
    wanted: Annotated[CoursesRequest, Body(openapi_examples=COURSES_EXAMPLES)],
    engine: EngineOf,
    as_of: TodayOf,
    loaded: CoursesOf,
    language: AnswerLanguage,
) -> SuggestedCourses:
    """Courses of the catalogue sent, or else of the server's, that a person can follow and that open something."""
    catalogue = loaded if wanted.courses is None else wanted.courses
    standing = standing_of(engine, _person(engine, wanted), as_of)
    return _courses(standing, catalogue, wanted.top, language, refused=wanted.include_refused)


@router.get(
    "/candidates/{candidate_id:path}/courses",
    responses=problems(404, 422),
    summary="Courses of the server's catalogue that help a person",
)
def courses_of_candidate(
    candidate_id: str,
    engine: EngineOf,
    as_of: TodayOf,
    loaded: CoursesOf,
    language: AnswerLanguage,
    top: Annotated[Top, Query()] = DEFAULT_TOP,
    include_refused: Annotated[bool, Query(description="Also courses that the person cannot follow.")] = False,
) -> SuggestedCourses:
    """Courses that a person whom the server holds can follow and that open something."""
    return _courses(
        standing_of(engine, engine.candidate(candidate_id), as_of), loaded, top, language, refused=include_refused
    )


@router.post(
    "/plan", response_model=CareerPlan, responses=_PLAN | problems(400, 413, 422), summary="A career plan to hand over"
)
def plan(
    wanted: Annotated[CareerPlanRequest, Body(openapi_examples=CAREER_PLAN_EXAMPLES)],
    engine: EngineOf,
    as_of: TodayOf,
    loaded: CoursesOf,
    language: AnswerLanguage,
    form: Form = "json",
) -> CareerPlan | Response:
    """Where the person stands, vacancies in reach and a stretch away, and steps with dates. Nothing sent is kept."""
    catalogue = loaded if wanted.courses is None else wanted.courses
    return _plan(standing_of(engine, _person(engine, wanted), as_of), catalogue, language, form)


@router.get(
    "/candidates/{candidate_id:path}/plan",
    response_model=CareerPlan,
    responses=_PLAN | problems(404, 422),
    summary="The career plan of a person",
)
def plan_of_candidate(
    candidate_id: str,
    engine: EngineOf,
    as_of: TodayOf,
    loaded: CoursesOf,
    language: AnswerLanguage,
    form: Form = "json",
) -> CareerPlan | Response:
    """The plan of a person that the server holds, with its course catalogue."""
    return _plan(standing_of(engine, engine.candidate(candidate_id), as_of), loaded, language, form)


def _person(engine: Engine, wanted: PersonRequest) -> Candidate:
    if wanted.candidate is not None:
        return stripped(wanted.candidate)
    try:
        return engine.candidate(wanted.candidate_id or "")
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None


def _gaps(standing: PersonStanding, vacancies: Sequence[str], occupation: str | None, language: LanguageTag) -> Gaps:
    engine, person = standing.engine, standing.person
    try:
        rows = engine.vacancy_rows(dict.fromkeys(vacancies))
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None
    wished = occupation_gaps(standing, occupation) if occupation else None
    compared = rows if len(rows) else standing.nearest(NEAREST_SHOWN)
    seen = outlook(standing)
    return Gaps(
        candidate_id=person.id,
        as_of=standing.as_of,
        language=language,
        in_reach=_named(engine, seen.in_reach, language),
        steps=[
            ExplainedStep(
                kind=step.kind,
                step=step,
                opens=_named(engine, step.opens, language),
                sentence=step_text(step, person, language),
                effect=opened_text(len(step.opens), language),
            )
            for step in seen.steps
        ],
        vacancies=[_pair(engine, one, language) for one in pair_gaps(standing, compared)],
        occupation=wished and _occupation(engine, wished, language),
    )


def _pair(engine: Engine, pair: PairGaps, language: str) -> VacancyGaps:
    return VacancyGaps(
        vacancy=_named(engine, (pair.vacancy_id,), language)[0],
        score=pair.score,
        in_reach=pair.in_reach,
        gaps=[ExplainedGap(gap=one, sentence=gap_text(one, language)) for one in pair.gaps],
        obstacles=[worded(one, language) for one in pair.obstacles],
        to_check=[worded(one, language) for one in pair.to_check],
    )


def _occupation(engine: Engine, wished: OccupationGaps, language: str) -> WishedOccupation:
    return WishedOccupation(
        occupation=wished.occupation,
        vacancies=_named(engine, wished.vacancies, language),
        in_reach=list(wished.in_reach),
        gaps=[
            SharedGap(gap=one.gap, sentence=gap_text(one.gap, language), vacancies=list(one.vacancies))
            for one in wished.gaps
        ],
    )


def _named(engine: Engine, ids: Sequence[str], language: str) -> list[NamedVacancy]:
    return [NamedVacancy(id=one, title=vacancy_title(engine.vacancy(one), language)) for one in ids]


def _courses(
    standing: PersonStanding, catalogue: Sequence[Course], top: int, language: LanguageTag, *, refused: bool
) -> SuggestedCourses:
    engine = standing.engine
    known = {one.id: one for one in catalogue}
    offers = suggest_courses(standing, catalogue, refused=refused)[:top]
    return SuggestedCourses(
        candidate_id=standing.person.id,
        as_of=standing.as_of,
        language=language,
        catalogue=len(catalogue),
        courses=[
            SuggestedCourse(
                rank=rank,
                course=known[offer.course_id],
                offer=offer,
                opens=_named(engine, offer.opens, language),
                sentences=_course_sentences(offer, known[offer.course_id], language),
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


def _plan(
    standing: PersonStanding, catalogue: Sequence[Course], language: LanguageTag, form: PlanForm
) -> CareerPlan | Response:
    found = career_plan(standing, catalogue, language)
    return found if form == "json" else paper(plan_html(found), language)
