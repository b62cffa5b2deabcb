"""How well do the phrases of one side answer those of the other, over arrays of pairs?

Late interaction in the sense of ColBERT (Khattab and Zaharia 2020): each phrase asked looks for its best answer
among the phrases of the other side, and the answers are averaged by weight. Pairs are worked off in blocks of
owners: one matrix product for all phrases of a block, then segment maxima; there is no loop over pairs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.ranking.population import Ragged

BLOCK_CELLS = 16_000_000
"""Similarities held at once: 64 MB, and once more turned round."""
FREE_CELLS = 2_000_000
"""A block up to this size costs less than starting another, whatever part of it is wanted."""


@dataclass(frozen=True, slots=True)
class Block:
    """Some pairs of few candidates: positions in the arrays of pairs, and the owners among them."""

    pairs: NDArray[np.int64]
    candidates: NDArray[np.int64]
    """Distinct candidates of the block."""
    vacancies: NDArray[np.int64]
    """Distinct vacancies of the block."""
    candidate_of: NDArray[np.int64]
    """For each pair the position in ``candidates``."""
    vacancy_of: NDArray[np.int64]
    """For each pair the position in ``vacancies``."""


def blocks(
    candidate: NDArray[np.int64],
    vacancy: NDArray[np.int64],
    candidate_phrases: NDArray[np.int64],
    vacancy_phrases: NDArray[np.int64],
) -> Iterator[Block]:
    """Cut pairs into blocks whose similarity matrix stays under ``BLOCK_CELLS``, unless one pair alone exceeds it.

    ``candidate`` and ``vacancy`` int64[pairs] are rows; the other two give how many phrases each row has.
    """
    # Retrieval gives few owners many partners each: led by those owners, blocks hold little that nobody asked for.
    if len(np.unique(candidate)) <= len(np.unique(vacancy)):
        runs = _runs(candidate, vacancy, candidate_phrases, vacancy_phrases)
    else:
        runs = _runs(vacancy, candidate, vacancy_phrases, candidate_phrases)
    for pairs in runs:
        people, candidate_of = np.unique(candidate[pairs], return_inverse=True)
        jobs, vacancy_of = np.unique(vacancy[pairs], return_inverse=True)
        yield Block(pairs, people, jobs, candidate_of, vacancy_of)


def _runs(
    leader: NDArray[np.int64], partner: NDArray[np.int64], height: NDArray[np.int64], width: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """Positions of pairs for one block after another; ``height`` and ``width`` are phrases of leaders and partners."""
    met = np.zeros(len(width), dtype=bool)
    run: list[NDArray[np.int64]] = []
    rows = columns = wanted = 0
    for pairs in _by_leader(leader, partner, height, width):
        partners = partner[pairs]
        more_rows = int(height[leader[pairs[0]]])
        more_wanted = more_rows * int(width[partners].sum())
        strangers = np.unique(partners[~met[partners]])
        more_columns = int(width[strangers].sum())
        cells = (rows + more_rows) * (columns + more_columns)
        wasteful = cells > max(FREE_CELLS, 2 * (wanted + more_wanted))
        if run and (cells > BLOCK_CELLS or wasteful):
            yield np.concatenate(run)
            met[:] = False
            run, rows, columns, wanted = [], 0, 0, 0
            strangers = np.unique(partners)
            more_columns = int(width[strangers].sum())
        run.append(pairs)
        met[strangers] = True
        rows, columns, wanted = rows + more_rows, columns + more_columns, wanted + more_wanted
    if run:
        yield np.concatenate(run)


def _by_leader(
    leader: NDArray[np.int64], partner: NDArray[np.int64], height: NDArray[np.int64], width: NDArray[np.int64]
) -> Iterator[NDArray[np.int64]]:
    """Positions of the pairs of each leader, in parts where its partners are too many for one block."""
    order = np.argsort(leader, kind="stable")
    owners, starts = np.unique(leader[order], return_index=True)
    for owner, pairs in zip(owners, np.split(order, starts[1:]), strict=False):
        reached = np.cumsum(width[partner[pairs]])
        most = BLOCK_CELLS // max(1, int(height[owner]))
        start = 0
        while start < len(pairs):
            before = reached[start - 1] if start else 0
            end = max(start + 1, int(np.searchsorted(reached, before + most, side="right")))
            yield pairs[start:end]
            start = end


def best_answers(
    similarity: NDArray[np.float32], answering: NDArray[np.int64], rows: NDArray[np.int64] | None = None
) -> NDArray[np.float32]:
    """Best similarity within each segment: float32[phrases, m] and offsets[n + 1] give float32[n, m].

    Segment i holds the rows ``offsets[i]`` to ``offsets[i + 1]``, or those that ``rows`` lists at these places. An
    empty segment gives NaN: who says nothing is unknown, not unlike.
    """
    starts, lengths = answering[:-1], np.diff(answering)
    best = np.full((len(lengths), similarity.shape[1]), np.nan, dtype=similarity.dtype)
    longest = int(lengths.max(initial=0))
    if longest < len(lengths):
        # Many short segments: the first answer of each, then the second of those that have one, and so on.
        order = np.argsort(-lengths, kind="stable")
        counts = np.searchsorted(-lengths[order], -np.arange(longest)).tolist()
        front = np.full((max(counts, default=0), similarity.shape[1]), -np.inf, dtype=similarity.dtype)
        for place, count in enumerate(counts):
            at = starts[order[:count]] + place
            np.maximum(front[:count], similarity[at if rows is None else rows[at]], out=front[:count])
        best[order[: len(front)]] = front
        return best
    for owner in np.flatnonzero(lengths).tolist():
        said = slice(answering[owner], answering[owner + 1])
        similarity[said if rows is None else rows[said]].max(axis=0, out=best[owner])
    return best


def mean_answer(best: NDArray[np.floating], asked: Ragged) -> NDArray[np.float64]:
    """Mean over what each owner asks, by its weights: float[n, phrases asked] gives float64[n, len(asked)].

    An owner who asks nothing gives NaN.
    """
    return (total_of((best * asked.weights).T, asked.offsets) / total_of(asked.weights[:, None], asked.offsets)).T


def total_of(values: NDArray[np.floating], offsets: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sum of each segment of rows: float[rows, m] and offsets[n + 1] give float64[n, m]; an empty segment gives NaN.

    In double precision, so that the order of summation cannot show in a rounded score.
    """
    result = np.full((len(offsets) - 1, values.shape[1]), np.nan)
    filled = np.diff(offsets) > 0
    if filled.any():
        result[filled] = np.add.reduceat(values.astype(np.float64), offsets[:-1][filled], axis=0)
    return result
