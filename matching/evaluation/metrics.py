"""How good is a ranking: MAP, nDCG, MRR and recall over judged queries?

``qrels`` maps query id to {document id: grade}, ``run`` maps query id to {document id: score}. A document is relevant
where its grade is above 0. Documents rank by falling score, ties by rising id. Every function returns one value per
query of ``qrels`` that has a relevant document, in that order; a query that ``run`` lacks counts 0.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

Qrels = Mapping[str, Mapping[str, int]]
Run = Mapping[str, Mapping[str, float]]
Gains = Sequence[int] | np.ndarray


def average_precision(gains: Gains, relevant: int) -> float:
    """Mean, over all ``relevant`` documents, of the precision at each one's rank; 0 for those not ranked."""
    hits = np.flatnonzero(np.asarray(gains) > 0)
    return float(np.sum(np.arange(1, len(hits) + 1) / (hits + 1)) / relevant)


def ndcg(gains: Gains, ideal: Gains, depth: int = 10) -> float:
    """Sum of grade / log2(rank + 1) over the first ``depth`` ranks, over the same sum for ``ideal`` order."""
    return _discounted(gains[:depth]) / _discounted(sorted(ideal, reverse=True)[:depth])


def reciprocal_rank(gains: Gains) -> float:
    """1 / rank of the first relevant document, 0 where there is none."""
    hits = np.flatnonzero(np.asarray(gains) > 0)
    return float(1 / (hits[0] + 1)) if len(hits) else 0.0


def recall(gains: Gains, relevant: int, depth: int) -> float:
    """Share of all ``relevant`` documents that stand within the first ``depth`` ranks."""
    return int(np.count_nonzero(np.asarray(gains[:depth]) > 0)) / relevant


def _discounted(gains: Gains) -> float:
    return sum(max(gain, 0) / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


METRICS = ("MAP", "nDCG@10", "MRR", "recall@10", "recall@100")


def measure(gains: Gains, judged: Gains) -> tuple[float, ...]:
    """Return all of ``METRICS`` for one query: ``gains`` in ranked order, ``judged`` every grade that it has."""
    relevant = int(np.count_nonzero(np.asarray(judged) > 0))
    return (
        average_precision(gains, relevant),
        ndcg(gains, judged),
        reciprocal_rank(gains),
        recall(gains, relevant, 10),
        recall(gains, relevant, 100),
    )


def evaluate_run(qrels: Qrels, run: Run) -> dict[str, np.ndarray]:
    """Return each of ``METRICS`` as one value per judged query."""
    rows = []
    for query, grades in qrels.items():
        if any(grade > 0 for grade in grades.values()):
            scores = run.get(query, {})
            ranked = sorted(scores, key=lambda document: (-scores[document], document))
            rows.append(measure([grades.get(document, 0) for document in ranked], list(grades.values())))
    table = np.asarray(rows, dtype=float).reshape(-1, len(METRICS))
    return {metric: table[:, column] for column, metric in enumerate(METRICS)}


@dataclass(frozen=True)
class Estimate:
    """A mean over queries with its standard error (0 where there is one query)."""

    mean: float
    error: float
    queries: int


def estimate(values: np.ndarray) -> Estimate:
    """Return the mean of per-query values and its standard error, s / sqrt(n)."""
    count = len(values)
    error = float(np.std(values, ddof=1) / math.sqrt(count)) if count > 1 else 0.0
    return Estimate(float(np.mean(values)) if count else 0.0, error, count)
