"""In which form do requests come in and answers go out?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, model_validator

from matching.casework.session import LanguageTag
from matching.domain import Candidate, Match, Vacancy
from matching.domain.match import Message
from matching.wording import sentence

Top = Annotated[int, Field(ge=1, le=100, description="How many at the most.")]

DEFAULT_TOP = 10


class MatchRequest(BaseModel):
    """A person or a vacancy, whole, to be matched with what the server holds. Nothing of it is kept."""

    model_config = ConfigDict(extra="forbid")

    candidate: Candidate | None = Field(None, description="A person, without name, contacts or protected traits.")
    vacancy: Vacancy | None = Field(None, description="A vacancy.")
    top: Top = DEFAULT_TOP
    include_refused: bool = Field(True, description="Also pairs that a rule refuses, after the eligible ones.")

    @model_validator(mode="after")
    def _one_of_both(self) -> MatchRequest:
        if (self.candidate is None) == (self.vacancy is None):
            raise ValueError("give either a candidate or a vacancy")
        return self


class Sentences(BaseModel):
    """The explanation of a match in words, each list in the order of its weight."""

    refusals: list[str]
    reasons: list[str]
    skills: list[str]
    to_check: list[str]
    changes: list[str]


class ExplainedMatch(BaseModel):
    """A match as data and in words; ``rank`` counts from 1."""

    rank: int
    match: Match
    sentences: Sentences


class Matches(BaseModel):
    """Ranked matches of one person or one vacancy, eligible ones first."""

    kind: Literal["candidate", "vacancy"]
    id: str
    as_of: date
    language: LanguageTag
    matches: list[ExplainedMatch]
    notices: list[str] = Field(
        default=[], description="On a vacancy that was sent: words that seem to choose people by sex, age and so on."
    )


class WordedNote(BaseModel):
    """A fact as data and in words."""

    code: str
    values: dict[str, str | int | float | None]
    sentence: str


class Health(BaseModel):
    """What the server holds."""

    status: Literal["ok"] = "ok"
    candidates: int
    vacancies: int
    courses: int
    encoder: str
    as_of: date


class FieldProblem(BaseModel):
    """One field that does not hold what it should, and what to do about it."""

    field: str
    problem: str
    remedy: str


class Problem(BaseModel):
    """Problem details of RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    problems: list[FieldProblem] | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, object]]:
    """What a route says in its description of the answers to requests that fail."""
    return {status: {"model": Problem, "content": {"application/problem+json": {}}} for status in statuses}


def worded(note: Message, language: str) -> WordedNote:
    """A note with its sentence."""
    return WordedNote(code=note.code, values=note.values, sentence=sentence(note, language))


EXAMPLE_PERSON = {
    "id": "new-1",
    "desired_occupations": ["soudeur"],
    "experiences": [{"title": "soudeur MIG/MAG", "country": "FR", "months": 30}],
    "skills": [
        {"phrase": "soudage MIG/MAG", "evidence": "certified"},
        {"phrase": "lire des plans techniques", "evidence": "shown"},
    ],
    "languages": [{"code": "ka", "level": "C2"}, {"code": "fr", "level": "B1"}],
    "licences": ["B"],
    "place": "Kutaisi",
    "radius_km": 40,
    "available_from": "2026-12-01",
    "wage": {"minimum": 1500, "currency": "GEL", "period": "month"},
}
MATCH_EXAMPLES: dict[str, Example] = {
    "person": {
        "summary": "A person: which vacancies?",
        "value": {
            "candidate": EXAMPLE_PERSON,
            "top": 5,
        },
    },
    "vacancy": {
        "summary": "A vacancy: which people?",
        "value": {
            "vacancy": {
                "id": "new-2",
                "title": "შემდუღებელი",
                "essential_skills": [{"phrase": "MIG/MAG შედუღება"}, {"phrase": "ტექნიკური ნახაზების კითხვა"}],
                "languages": [{"code": "ka", "level": "B1"}],
                "place": "Kutaisi",
                "contract": "permanent",
                "hours": ["full_time"],
                "wage": {"minimum": 1600, "maximum": 2000, "currency": "GEL", "period": "month"},
                "positions": 2,
            },
            "top": 5,
            "include_refused": False,
        },
    },
}
