"""What are the best matches of everybody, as columns, with what each feature adds?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from matching.domain.match import Side
from matching.ranking.columns import Floats
from matching.ranking.eligibility import Refusal
from matching.ranking.pipeline import Direction, Pipeline, Ranking
from matching.ranking.rankers import Ranker, side_score

Progress = Callable[[int, int], None]
"""Told how many queries are done, of how many."""


@dataclass(frozen=True, slots=True)
class MatchColumns:
    """Some matches, ordered by query and rank: arrays of one length.

    ``contributions`` float64[matches, features] is what each feature adds to logit(score), in the order of
    ``FEATURES``; ``refusals`` holds bits of ``Refusal``; ranks count from 1.
    """

    candidate: NDArray[np.int64]
    """Rows of people, in the order of their ids."""
    vacancy: NDArray[np.int64]
    rank: NDArray[np.int32]
    score: Floats
    asked: Floats
    wanted: Floats
    refusals: NDArray[np.uint16]
    contributions: Floats

    @classmethod
    def of(cls, ranking: Ranking, ranker: Ranker) -> MatchColumns:
        """The pairs of a ranking with their contributions."""
        scored = ranking.scored
        contributions = ranker.contributions(scored.features)
        starts = np.searchsorted(ranking.query, np.arange(ranking.queries))
        return cls(
            candidate=scored.candidate,
            vacancy=scored.vacancy,
            rank=(np.arange(len(ranking.query)) - starts[ranking.query] + 1).astype(np.int32),
            score=ranking.scores,
            asked=side_score(ranker, contributions, Side.EMPLOYER),
            wanted=side_score(ranker, contributions, Side.CANDIDATE),
            refusals=scored.gate.refusals,
            contributions=contributions,
        )

    def __len__(self) -> int:
        return len(self.rank)

    def arrays(self) -> dict[str, NDArray[np.generic]]:
        """Its arrays by name."""
        return {one.name: getattr(self, one.name) for one in fields(self)}

    def shifted(self, rows: int) -> MatchColumns:
        """The same matches where the rows of people begin ``rows`` later."""
        return replace(self, candidate=self.candidate + rows)


def refusal_codes(refusals: NDArray[np.uint16]) -> NDArray[np.str_]:
    """The codes of each match's refusals, in the order of the rules, joined by "; "."""
    kinds, place = np.unique(refusals, return_inverse=True)
    worded = ["; ".join(rule.code for rule in Refusal(int(kind))) for kind in kinds]
    return np.array(worded, dtype=object)[place]


def match_all(
    market: Pipeline,
    direction: Direction,
    *,
    top: int,
    refused: bool = True,
    progress: Progress | None = None,
) -> Iterator[MatchColumns]:
    """The ``top`` matches of everybody on one side, in the order of ids, part by part in bounded memory.

    The same pairs, scores and order as one query after another. Raises ``InvalidValueError``.
    """
    queries = len(market.candidates if direction == "candidates" else market.vacancies)
    done = 0
    for ranking in market.ranked(direction, np.arange(queries), top, refused=refused):
        yield MatchColumns.of(ranking, market.rules.ranker)
        done += ranking.queries
        if progress:
            progress(done, queries)
