"""Which vacancies for this person, which people for this vacancy, as JSON?"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query

from matching.api.dependencies import AnswerLanguage, EngineOf, TodayOf
from matching.api.schemas import (
    DEFAULT_TOP,
    MATCH_EXAMPLES,
    ExplainedMatch,
    LanguageTag,
    Matches,
    MatchRequest,
    Sentences,
    Top,
    problems,
)
from matching.domain import Candidate, Match, Vacancy
from matching.engine import Engine
from matching.intake import stripped
from matching.intake.extraction.discrimination import vacancy_notices
from matching.wording import changes, reasons, sentence, skill_line

router = APIRouter(prefix="/api/v1", tags=["matches"])

IncludeRefused = Annotated[bool, Query(description="Also pairs that a rule refuses, after the eligible ones.")]


@router.post("/matches", responses=problems(400, 413, 422), summary="Match a person or a vacancy given whole")
def match_profile(
    wanted: Annotated[MatchRequest, Body(openapi_examples=MATCH_EXAMPLES)],
    engine: EngineOf,
    as_of: TodayOf,
    language: AnswerLanguage,
) -> Matches:
    """The best vacancies for a person, or people for a vacancy, in the domain's own JSON. Nothing sent is kept."""
    if wanted.candidate is not None:
        found = engine.vacancies_for(stripped(wanted.candidate), as_of, wanted.top, refused=wanted.include_refused)
        return _answer(engine, wanted.candidate, found, as_of, language)
    if wanted.vacancy is None:
        raise AssertionError("MatchRequest holds a candidate or a vacancy.")
    offer = stripped(wanted.vacancy)
    found = engine.candidates_for(offer, as_of, wanted.top, refused=wanted.include_refused)
    answer = _answer(engine, wanted.vacancy, found, as_of, language)
    return answer.model_copy(update={"notices": list(vacancy_notices(offer, language))})


@router.get(
    "/candidates/{candidate_id:path}/matches", responses=problems(404, 422), summary="The best vacancies for a person"
)
def match_candidate(
    candidate_id: str,
    engine: EngineOf,
    as_of: TodayOf,
    language: AnswerLanguage,
    top: Annotated[Top, Query()] = DEFAULT_TOP,
    include_refused: IncludeRefused = True,
) -> Matches:
    """Explained matches of a person that the server holds."""
    found = engine.vacancies_for(candidate_id, as_of, top, refused=include_refused)
    return _answer(engine, engine.candidate(candidate_id), found, as_of, language)


@router.get(
    "/vacancies/{vacancy_id:path}/matches", responses=problems(404, 422), summary="The best people for a vacancy"
)
def match_vacancy(
    vacancy_id: str,
    engine: EngineOf,
    as_of: TodayOf,
    language: AnswerLanguage,
    top: Annotated[Top, Query()] = DEFAULT_TOP,
    include_refused: IncludeRefused = True,
) -> Matches:
    """Explained matches of a vacancy that the server holds."""
    found = engine.candidates_for(vacancy_id, as_of, top, refused=include_refused)
    return _answer(engine, engine.vacancy(vacancy_id), found, as_of, language)


def _answer(
    engine: Engine, asked: Candidate | Vacancy, found: list[Match], as_of: date, language: LanguageTag
) -> Matches:
    kind: Literal["candidate", "vacancy"] = "candidate" if isinstance(asked, Candidate) else "vacancy"
    explained = [
        ExplainedMatch(rank=rank, match=match, sentences=_sentences(engine, asked, match, language))
        for rank, match in enumerate(found, start=1)
    ]
    return Matches(kind=kind, id=asked.id, as_of=as_of, language=language, matches=explained)


def _sentences(engine: Engine, asked: Candidate | Vacancy, match: Match, language: str) -> Sentences:
    person = asked if isinstance(asked, Candidate) else engine.candidate(match.candidate_id)
    offer = asked if isinstance(asked, Vacancy) else engine.vacancy(match.vacancy_id)
    return Sentences(
        refusals=[sentence(note, language) for note in match.refusals],
        reasons=reasons(match, language, candidate=person, vacancy=offer),
        skills=[skill_line(skill, language) for skill in match.matched_skills],
        to_check=[sentence(note, language) for note in match.to_check],
        changes=changes(match, language),
    )
