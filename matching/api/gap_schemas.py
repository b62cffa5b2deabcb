"""In which form do questions about gaps, courses and career plans come in, and answers go out?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from matching.api.schemas import DEFAULT_TOP, EXAMPLE_PERSON, LanguageTag, Top, WordedNote
from matching.domain import Candidate
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, Gap, GapKind, Step
from matching.domain.terms import Identifier

MOST_COURSES = 500
MOST_VACANCIES = 20

PlanForm = Literal["json", "html"]
Wish = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
VacancyIds = Annotated[list[Identifier], Field(max_length=MOST_VACANCIES)]


class PersonRequest(BaseModel):
    """A person, whole or by the id under which the server holds them. Nothing sent is kept."""

    model_config = ConfigDict(extra="forbid")

    candidate: Candidate | None = Field(None, description="A person, without name, contacts or protected traits.")
    candidate_id: Identifier | None = Field(None, description="A person that the server holds.")

    @model_validator(mode="after")
    def _one_of_both(self) -> PersonRequest:
        if (self.candidate is None) == (self.candidate_id is None):
            raise ValueError("give either a candidate or a candidate_id")
        return self


class GapsRequest(PersonRequest):
    """Whose gaps, and towards what."""

    vacancies: VacancyIds = Field([], description="Ids of vacancies to compare; without them the nearest out of reach.")
    occupation: Wish | None = Field(None, description="An occupation wished for, in any language.")


class CareerPlanRequest(PersonRequest):
    """Whose plan, and with which courses."""

    courses: Annotated[list[Course], Field(max_length=MOST_COURSES)] | None = Field(
        None, description="A course catalogue; without it the one that the server was started with."
    )

    @model_validator(mode="after")
    def _courses_differ(self) -> CareerPlanRequest:
        seen: set[str] = set()
        for number, one in enumerate(self.courses or (), start=1):
            if one.id in seen:
                raise ValueError(f"course {number} has the id of an earlier one")
            seen.add(one.id)
        return self


class CoursesRequest(CareerPlanRequest):
    """For whom, of which catalogue, and how many."""

    top: Top = DEFAULT_TOP
    include_refused: bool = Field(False, description="Also courses that the person cannot follow, with the reason.")


class NamedVacancy(BaseModel):
    """A vacancy and what it is called."""

    id: str
    title: str


class ExplainedGap(BaseModel):
    """One thing that is asked and missing, nearly there, or only to be recognised."""

    gap: Gap
    sentence: str


class ExplainedStep(BaseModel):
    """One thing that the person could do, and the vacancies that come into reach by it alone."""

    kind: GapKind
    step: Step
    opens: list[NamedVacancy]
    sentence: str
    effect: str


class VacancyGaps(BaseModel):
    """All that stands between the person and one vacancy; ``obstacles`` are what no training lifts."""

    vacancy: NamedVacancy
    score: float
    in_reach: bool
    gaps: list[ExplainedGap]
    obstacles: list[WordedNote]
    to_check: list[WordedNote]


class SharedGap(ExplainedGap):
    """A gap with the vacancies of the occupation that have it."""

    vacancies: list[str]


class WishedOccupation(BaseModel):
    """What the open vacancies of an occupation ask that the person lacks, the most frequent first."""

    occupation: str
    vacancies: list[NamedVacancy]
    in_reach: list[str]
    gaps: list[SharedGap]


class Gaps(BaseModel):
    """What is in reach, which single steps open more, and what is missing for each vacancy compared.

    A vacancy counts as opened only where nothing else mandatory is missing and it was not in reach before.
    """

    candidate_id: str
    as_of: date
    language: LanguageTag
    in_reach: list[NamedVacancy]
    steps: list[ExplainedStep]
    vacancies: list[VacancyGaps]
    occupation: WishedOccupation | None = Field(None, description="Of the occupation asked for.")


class CourseSentences(BaseModel):
    """A course in words; an empty sentence where nothing is known."""

    dates: str
    price: str
    teaches: str
    effect: str
    refusals: list[str]
    to_check: list[str]


class SuggestedCourse(BaseModel):
    """A course, what it closes and opens, and what is to check; ``rank`` counts from 1."""

    rank: int
    course: Course
    offer: CourseOffer
    opens: list[NamedVacancy]
    sentences: CourseSentences


class SuggestedCourses(BaseModel):
    """Courses that open vacancies to the person or close a gap, those that open most first, then the earliest."""

    candidate_id: str
    as_of: date
    language: LanguageTag
    catalogue: int = Field(
        description="Courses looked at; 0 where none were sent and the server was started without `--courses`."
    )
    courses: list[SuggestedCourse]


_COURSE = {
    "id": "k-1",
    "title": "TIG welding",
    "provider": "Vocational college, Kutaisi",
    "skills": [{"phrase": "TIG welding"}, {"phrase": "read technical drawings"}],
    "languages": [{"code": "ka", "level": "B1"}],
    "place": "Kutaisi",
    "country": "GE",
    "starts_on": "2027-01-11",
    "ends_on": "2027-02-05",
    "seats": 6,
    "price": 0,
    "certificate": "TIG welder",
}

GAPS_EXAMPLES: dict[str, Example] = {
    "person": {"summary": "What is missing, and what would open more?", "value": {"candidate": EXAMPLE_PERSON}},
    "occupation": {
        "summary": "What is missing for an occupation?",
        "value": {"candidate": EXAMPLE_PERSON, "occupation": "welder"},
    },
}
COURSES_EXAMPLES: dict[str, Example] = {
    "catalogue": {
        "summary": "Which of these courses help?",
        "value": {"candidate": EXAMPLE_PERSON, "courses": [_COURSE], "top": 5},
    },
    "loaded": {"summary": "Which courses of the server's catalogue help?", "value": {"candidate": EXAMPLE_PERSON}},
}
CAREER_PLAN_EXAMPLES: dict[str, Example] = {
    "plan": {
        "summary": "A plan with a catalogue of one course",
        "value": {"candidate": EXAMPLE_PERSON, "courses": [_COURSE]},
    },
}
