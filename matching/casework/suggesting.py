"""What does a user see who asks for matches: of one person, of one vacancy, of everybody?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from matching.casework.session import Session
from matching.domain import Candidate, Match, Vacancy
from matching.engine import Progress
from matching.intake import stripped
from matching.intake.extraction.discrimination import vacancy_notices
from matching.ranking.pipeline import Direction

EXPLAINED_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of a list of matches; ``rank`` counts from 1."""

    query_id: str
    result_id: str
    rank: int
    candidate_id: str
    vacancy_id: str
    score: float
    eligible: bool


@dataclass(frozen=True, slots=True)
class Holdings:
    """How many there are to match, and with which encoder."""

    candidates: int
    vacancies: int
    courses: int
    encoder: str


@dataclass(frozen=True, slots=True)
class PostedMatches:
    """Matches of a profile or vacancy that was sent, and what is to be said of its words; nothing sent is kept."""

    asked: Candidate | Vacancy
    matches: list[Match]
    notices: tuple[str, ...] = ()


def holdings(session: Session) -> Holdings:
    """What the session works on, counted."""
    store = session.store
    encoder = session.engine.versions.encoder
    return Holdings(len(store.candidates), len(store.vacancies), len(store.courses), encoder)


def suggest(
    session: Session,
    direction: Direction,
    ids: Sequence[str] | None = None,
    *,
    top: int = 10,
    refused: bool = True,
    progress: Progress | None = None,
) -> list[Suggestion]:
    """Ranked lists for the given ids, or for everybody, in the order of ids; raises ``UnknownIdError``."""
    engine = session.engine
    if direction == "candidates":
        queries, targets, rows_of = engine.candidates, engine.vacancies, engine.candidate_rows
    else:
        queries, targets, rows_of = engine.vacancies, engine.candidates, engine.vacancy_rows
    wanted = [one.id for one in queries] if ids is None else list(dict.fromkeys(ids))
    lists = engine.rank(direction, rows_of(wanted), session.today, top, refused=refused, progress=progress)
    found: list[Suggestion] = []
    for query, ranked in zip(wanted, lists, strict=True):
        for place, (row, score, eligible) in enumerate(
            zip(ranked.rows, ranked.scores, ranked.eligible, strict=True), start=1
        ):
            result = targets[int(row)].id
            pair = (query, result) if direction == "candidates" else (result, query)
            found.append(Suggestion(query, result, place, *pair, float(score), bool(eligible)))
    return found


def explain_suggestions(session: Session, suggestions: Sequence[Suggestion]) -> Iterator[tuple[Suggestion, Match]]:
    """Each suggestion with its full ``Match``, in order."""
    engine = session.engine
    for start in range(0, len(suggestions), EXPLAINED_AT_ONCE):
        part = suggestions[start : start + EXPLAINED_AT_ONCE]
        matches = engine.explain_pairs(
            engine.candidate_rows(one.candidate_id for one in part),
            engine.vacancy_rows(one.vacancy_id for one in part),
            session.today,
        )
        yield from zip(part, matches, strict=True)


def matches_of(
    session: Session, direction: Direction, wanted: str, *, top: int = 10, refused: bool = True
) -> list[Match]:
    """The best matches of a person or vacancy held, explained; raises ``UnknownIdError``."""
    ask = session.engine.vacancies_for if direction == "candidates" else session.engine.candidates_for
    return ask(wanted, session.today, top, refused=refused)


def match_posted(
    session: Session, posted: Candidate | Vacancy, *, top: int = 10, refused: bool = True
) -> PostedMatches:
    """Matches of a person or vacancy given whole; identity in its texts is cut before anything is read."""
    if isinstance(posted, Candidate):
        candidate = stripped(posted)
        return PostedMatches(candidate, session.engine.vacancies_for(candidate, session.today, top, refused=refused))
    vacancy = stripped(posted)
    found = session.engine.candidates_for(vacancy, session.today, top, refused=refused)
    return PostedMatches(vacancy, found, vacancy_notices(vacancy, session.language))
