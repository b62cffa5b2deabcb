"""What does a user see who asks for matches: of one person, of one vacancy, of everybody?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

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
    ids: Sequence[str] | None = None,
    *,
    top: int = 10,
    refused: bool = True,
    progress: Progress | None = None,
) -> list[Suggestion]:
    """Ranked lists for the given ids, or for everybody, in the order of ids; raises ``UnknownIdError``."""
    queries, targets = _sides(engine, direction)
    wanted = queries.columns.ids if ids is None else list(dict.fromkeys(ids))
    lookup = engine.candidate if direction == "candidates" else engine.vacancy
    rows = np.array([queries.row[lookup(one).id] for one in wanted], dtype=np.int64)
    rank = engine.rank_vacancies if direction == "candidates" else engine.rank_candidates
    found: list[Suggestion] = []
    for query, ranked in zip(wanted, rank(rows, top, refused=refused, progress=progress), strict=True):
        for place, (row, score, eligible) in enumerate(
            zip(ranked.rows, ranked.scores, ranked.eligible, strict=True), start=1
        ):
            result = targets.columns.ids[int(row)]
            pair = (query, result) if direction == "candidates" else (result, query)
            found.append(Suggestion(query, result, place, *pair, float(score), bool(eligible)))
    return found


def explain_suggestions(engine: Engine, suggestions: Sequence[Suggestion]) -> Iterator[tuple[Suggestion, Match]]:
    """Each suggestion with its full ``Match``, in order."""
    for start in range(0, len(suggestions), EXPLAINED_AT_ONCE):
        part = suggestions[start : start + EXPLAINED_AT_ONCE]
        matches = engine.explain_pairs(
            np.array([engine.candidates.row[one.candidate_id] for one in part], dtype=np.int64),
            np.array([engine.vacancies.row[one.vacancy_id] for one in part], dtype=np.int64),
        )
        yield from zip(part, matches, strict=True)


def _sides(engine: Engine, direction: Direction):
    if direction == "candidates":
        return engine.candidates, engine.vacancies
    return engine.vacancies, engine.candidates
