"""How well do a person and a vacancy agree as concepts of the taxonomy: occupations, and skills through its graph?

Every feature is the product of a row of the person and a row of the vacancy over what the vacancy asks in all, so it
never looks beyond the pair. Shares are squared, as likeness of texts is: many faint agreements must not outweigh a few
strong ones. Unknown (no taxonomy, nothing linked) is NaN.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.ranking.concept_columns import AskedConcepts, HeldConcepts
from matching.ranking.late_interaction import leading, shared_words

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]

HELD_AND_ASKED = {
    "occupation_kinship": ("occupations", "occupations"),
    "skills_covered": ("skills", "essential"),
    "skills_expected": ("skills", "expected"),
    "transferability": ("work", "needed"),
}
"""Which of ``HeldConcepts`` and which of ``AskedConcepts`` each feature compares."""
CONCEPT_FEATURES = tuple(HELD_AND_ASKED)


def concept_features(
    candidates: HeldConcepts | None, vacancies: AskedConcepts | None, candidate: Rows, vacancy: Rows
) -> dict[str, Floats]:
    """``CONCEPT_FEATURES`` of the pairs (``candidate[i]``, ``vacancy[i]``), float64[pairs], NaN where unknown."""
    if candidates is None or vacancies is None:
        return {name: np.full(len(candidate), np.nan) for name in CONCEPT_FEATURES}
    order = np.argsort(candidate if leading(candidate, vacancy) else vacancy, kind="stable")
    pairs = order, candidate[order], vacancy[order]
    return {
        name: _share(getattr(candidates, held), getattr(vacancies, asked), *pairs)
        for name, (held, asked) in HELD_AND_ASKED.items()
    }


def _share(held: csr_matrix, asked: csr_matrix, order: Rows, candidate: Rows, vacancy: Rows) -> Floats:
    """The squared share of what is asked that is held, in the old order of pairs; they come by leader."""
    found = np.full(len(order), np.nan)
    total = np.asarray(asked.sum(axis=1, dtype=np.float64)).ravel()
    known = np.flatnonzero((np.diff(held.indptr)[candidate] > 0) & (total[vacancy] > 0))
    products = shared_words(held, asked, candidate[known], vacancy[known])
    found[order[known]] = np.round(np.minimum(products / total[vacancy[known]], 1) ** 2, 5)
    return found
