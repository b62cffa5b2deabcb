"""Which vacancies for this person, which people for this vacancy, as JSON?"""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Body, Query

from matching.api.dependencies import SessionOf
from matching.api.schemas import (
    DEFAULT_TOP,
    MATCH_EXAMPLES,
    ExplainedMatch,
    Matches,
    MatchRequest,
    Sentences,
    Top,
    problems,
)
from matching.casework.disclosing import view_candidate
from matching.casework.session import Session
from matching.casework.suggesting import match_posted, matches_of
from matching.domain import Candidate, Match, Vacancy
from matching.wording import changes, reasons, sentence, skill_line

router = APIRouter(prefix="/api/v1", tags=["matches"])

IncludeRefused = Annotated[bool, Query(description="Also pairs that a rule refuses, after the eligible ones.")]


@router.post("/matches", responses=problems(400, 413, 422), summary="Match a person or a vacancy given whole")
def match_profile(
    wanted: Annotated[MatchRequest, Body(openapi_examples=MATCH_EXAMPLES)], session: SessionOf
) -> Matches:
    """The best vacancies for a person, or people for a vacancy, in the domain's own JSON. Nothing sent is kept."""
    posted = wanted.candidate or wanted.vacancy
    if posted is None:
        raise AssertionError("MatchRequest holds a candidate or a vacancy.")
    found = match_posted(session, posted, top=wanted.top, refused=wanted.include_refused)
    answer = _answer(session, found.asked, found.matches)
    return answer.model_copy(update={"notices": list(found.notices)})


@router.get(
    "/candidates/{candidate_id:path}/matches", responses=problems(404, 422), summary="The best vacancies for a person"
)
def match_candidate(
    candidate_id: str,
    session: SessionOf,
    top: Annotated[Top, Query()] = DEFAULT_TOP,
    include_refused: IncludeRefused = True,
) -> Matches:
    """Explained matches of a person that the server holds."""
    found = matches_of(session, "candidates", candidate_id, top=top, refused=include_refused)
    return _answer(session, view_candidate(session, candidate_id).profile, found)


@router.get(
    "/vacancies/{vacancy_id:path}/matches", responses=problems(404, 422), summary="The best people for a vacancy"
)
def match_vacancy(
    vacancy_id: str,
    session: SessionOf,
    top: Annotated[Top, Query()] = DEFAULT_TOP,
    include_refused: IncludeRefused = True,
) -> Matches:
    """Explained matches of a vacancy that the server holds."""
    found = matches_of(session, "vacancies", vacancy_id, top=top, refused=include_refused)
    return _answer(session, session.store.vacancy(vacancy_id), found)


def _answer(session: Session, asked: Candidate | Vacancy, found: list[Match]) -> Matches:
    kind: Literal["candidate", "vacancy"] = "candidate" if isinstance(asked, Candidate) else "vacancy"
    explained = [
        ExplainedMatch(rank=rank, match=match, sentences=_sentences(session, asked, match))
        for rank, match in enumerate(found, start=1)
    ]
    return Matches(kind=kind, id=asked.id, as_of=session.today, language=session.language, matches=explained)


def _sentences(session: Session, asked: Candidate | Vacancy, match: Match) -> Sentences:
    language = session.language
    candidate = asked if isinstance(asked, Candidate) else view_candidate(session, match.candidate_id).profile
    vacancy = asked if isinstance(asked, Vacancy) else session.store.vacancy(match.vacancy_id)
    return Sentences(
        refusals=[sentence(note, language) for note in match.refusals],
        reasons=reasons(match, language, candidate=candidate, vacancy=vacancy),
        skills=[skill_line(skill, language) for skill in match.matched_skills],
        to_check=[sentence(note, language) for note in match.to_check],
        changes=changes(match, language),
    )
