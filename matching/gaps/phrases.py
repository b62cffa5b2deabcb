"""Which phrases mean the same, by likeness or by the concept of a taxonomy?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack

from matching.engine import Engine
from matching.ranking.features import Calibration

SAME_FROM = 0.85
"""Degree of likeness from which two phrases stand for one skill: among the demo skills, 0.7 joined filling in waybills
with filling shelves, and 0.85 still joins "service à table" with "serving tables"."""
ROWS_AT_ONCE = 1_024

Concepts = Mapping[str, str]
"""Concept by phrase, as a taxonomy's linker gives it; phrases that it does not know are compared by likeness."""


def group_skills(engine: Engine, skills: Sequence[str], weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """``group_phrases`` of different skills that the engine's vacancies ask, by its taxonomy where it has one."""
    book = engine.phrasebook
    return group_phrases(skills, book.vectors(skills), weights, book.scale, book.concepts_of(skills))


def group_phrases(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    weights: NDArray[np.float64],
    scale: Calibration,
    concepts: Concepts | None = None,
) -> NDArray[np.int64]:
    """For each phrase the row of the phrase that stands for its group, int64[n].

    The heaviest phrase not yet taken leads a group and takes every free phrase of its concept, or, where either has no
    concept, of its meaning. Ties by text. A group is never chained: all its phrases are like the one that leads.
    """
    known = [(concepts or {}).get(text) for text in texts]
    numbers = {concept: number for number, concept in enumerate(sorted({one for one in known if one}))}
    concept = np.array([numbers.get(one or "", -1) for one in known], dtype=np.int64)
    alike = _alike(vectors, scale)
    leader = np.full(len(texts), -1, dtype=np.int64)
    for row in sorted(range(len(texts)), key=lambda at: (-weights[at], texts[at])):
        if leader[row] >= 0:
            continue
        near = alike.indices[alike.indptr[row] : alike.indptr[row + 1]]
        if concept[row] >= 0:
            near = near[concept[near] < 0]
            near = np.concatenate([near, np.flatnonzero(concept == concept[row])])
        leader[near[leader[near] < 0]] = row
        leader[row] = row
    return leader


def _alike(vectors: NDArray[np.float32], scale: Calibration) -> csr_matrix:
    """Which phrases mean the same as which, sparse [n, n]."""
    parts = [
        csr_matrix(scale.degree(vectors[start : start + ROWS_AT_ONCE] @ vectors.T) >= SAME_FROM)
        for start in range(0, len(vectors), ROWS_AT_ONCE)
    ]
    return csr_matrix(vstack(parts)) if parts else csr_matrix((0, 0))
