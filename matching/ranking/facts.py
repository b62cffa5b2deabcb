"""What is known of pairs before anything is weighed: how far, from home or not, which education?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking.columns import CandidateColumns, Floats, VacancyColumns
from matching.ranking.features import Rows, from_home, pair_distance_km


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Facts of n pairs, arrays [n]; NaN where unknown."""

    kilometres: Floats
    """Between the person's place and the workplace."""
    from_home: NDArray[np.bool_]
    """Whether the work can be done from home, and the person has not ruled that out."""
    would_move: NDArray[np.bool_]
    """Whether the person said so."""
    isced_held: Floats
    isced_recognised: Floats
    """Highest level whose recognition nobody denies."""
    isced_asked: Floats


def facts_of_pairs(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> PairFacts:
    """Facts of the pairs (``candidate[i]``, ``vacancy[i]``), rows of the columns."""
    return PairFacts(
        kilometres=pair_distance_km(candidates, vacancies, candidate, vacancy),
        from_home=from_home(candidates, vacancies, candidate, vacancy),
        would_move=candidates.relocation[candidate] == 1,
        isced_held=candidates.isced[candidate],
        isced_recognised=candidates.isced_recognised[candidate],
        isced_asked=vacancies.isced[vacancy],
    )
