"""What does a user see who asks for matches: of one person, of one vacancy, of everybody?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from matching.domain import Match
from matching.engine import Engine, Progress
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


def suggest(
    engine: Engine,
    direction: Direction,
    as_of: date,
    ids: Sequence[str] | None = None,
    *,
    top: int = 10,
    refused: bool = True,
    progress: Progress | None = None,
) -> list[Suggestion]:
    """Ranked lists on the day ``as_of`` for the given ids, or for everybody, in the order of ids.

    Raises ``UnknownIdError``.
    """
    if direction == "candidates":
        queries, targets, rows_of = engine.candidates, engine.vacancies, engine.candidate_rows
    else:
        queries, targets, rows_of = engine.vacancies, engine.candidates, engine.vacancy_rows
    wanted = [one.id for one in queries] if ids is None else list(dict.fromkeys(ids))
    lists = engine.rank(direction, rows_of(wanted), as_of, top, refused=refused, progress=progress)
    found: list[Suggestion] = []
    for query, ranked in zip(wanted, lists, strict=True):
        for place, (row, score, eligible) in enumerate(
            zip(ranked.rows, ranked.scores, ranked.eligible, strict=True), start=1
        ):
            result = targets[row].id
            pair = (query, result) if direction == "candidates" else (result, query)
            found.append(Suggestion(query, result, place, *pair, float(score), bool(eligible)))
    return found


def explain_suggestions(
    engine: Engine, suggestions: Sequence[Suggestion], as_of: date
) -> Iterator[tuple[Suggestion, Match]]:
    """Each suggestion with its full ``Match`` on the day ``as_of``, in order."""
    for start in range(0, len(suggestions), EXPLAINED_AT_ONCE):
        part = suggestions[start : start + EXPLAINED_AT_ONCE]
        matches = engine.explain_pairs(
            engine.candidate_rows(one.candidate_id for one in part),
            engine.vacancy_rows(one.vacancy_id for one in part),
            as_of,
        )
        yield from zip(part, matches, strict=True)
