"""How well do the phrases of one side answer those of the other, over arrays of pairs?

Late interaction in the sense of ColBERT (Khattab and Zaharia 2020): each phrase asked looks for its best answer
among the phrases of the other side, and the answers are averaged by weight. Pairs of one owner, or of owners who meet
the same partners, are one matrix product, then segment maxima; there is no loop over pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.ranking.columns import Phrasing, Told, side_by_side

BLOCK_CELLS = 2_000_000
"""Similarities held at once (8 MB: what a processor keeps near it)."""

Rows = NDArray[np.int64]
Degree = Callable[[NDArray[np.float32]], NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class Values:
    """Some values for each pair: those of pair i stand at ``offsets[i]:offsets[i + 1]``.

    ``rows`` tells which phrase of the owner's ``Told`` each belongs to.
    """

    offsets: Rows
    rows: Rows


@dataclass(frozen=True, slots=True)
class Answers:
    """For each pair, how what one says is answered by the other.

    ``asked`` has a place for each phrase of the pair's vacancy, ``said`` for each of its person, and ``named`` for each
    name of an occupation that the person gives.
    """

    gist: NDArray[np.float32]
    """Similarity of what each pair says on the whole, one for each pair."""
    asked: Values
    said: Values
    named: Values
    answered: NDArray[np.float32]
    """Similarity of each phrase asked to the nearest that the person says."""
    covered: NDArray[np.float32]
    """Degree to which each skill asked is covered by what the person holds and its evidence; 0 for other phrases."""
    used: NDArray[np.float32]
    """Similarity of each phrase said to the nearest of the vacancy."""
    to_title: NDArray[np.float32]
    """Degree of likeness of each name to the best-fitting part of the title."""


@dataclass(frozen=True, slots=True)
class Group:
    """People who all meet the same vacancies; on one side the leaders, whose pairs stand together."""

    candidates: Rows
    vacancies: Rows
    first: list[int]
    """Position of the first pair of each leader; the others of it follow."""


def leading(candidate: Rows, vacancy: Rows) -> bool:
    """Whether the people of these pairs lead: whoever are fewer. Retrieval gives few owners many partners each."""
    return bool(np.count_nonzero(np.bincount(candidate)) <= np.count_nonzero(np.bincount(vacancy)))


def answers(candidates: Phrasing, vacancies: Phrasing, candidate: Rows, vacancy: Rows, degree: Degree) -> Answers:
    """Let the words of all pairs (``candidate[i]``, ``vacancy[i]``) answer one another.

    Pairs of one leader (see ``leading``) stand together. ``degree`` turns a similarity into a degree of likeness.
    Vectors stand on a grid, so every similarity is exact: a value is the same in whatever company a pair comes.
    """
    asked = Values(*side_by_side(vacancies.words.offsets, vacancy))
    said = Values(*side_by_side(candidates.words.offsets, candidate))
    named = Values(*side_by_side(candidates.names.offsets, candidate))
    gist = np.empty(len(candidate), dtype=np.float32)
    answered = np.empty(len(asked.rows), dtype=np.float32)
    covered = np.zeros(len(asked.rows), dtype=np.float32)
    used = np.empty(len(said.rows), dtype=np.float32)
    to_title = np.empty(len(named.rows), dtype=np.float32)
    skill = (vacancies.words.weights["essential"] > 0) | (vacancies.words.weights["optional"] > 0)
    candidates_lead = leading(candidate, vacancy)
    place = np.zeros(max(len(candidates.vectors), len(vacancies.vectors)), dtype=np.int64)
    for group in groups(candidate, vacancy, np.diff(candidates.words.offsets), np.diff(vacancies.words.offsets)):
        ours, theirs = _Chosen.of(candidates.words, group.candidates), _Chosen.of(vacancies.words, group.vacancies)
        similarity = _similarity(candidates, vacancies, ours.phrases, theirs.phrases, place)
        best = _best_rows(similarity, ours.offsets)
        nearest = np.maximum.reduceat(similarity, theirs.offsets[:-1], axis=1)
        skills = np.flatnonzero(skill[theirs.rows])
        held = degree(similarity[:, skills]) * candidates.words.weights["asset"][ours.rows, None]
        covers = np.zeros_like(best)
        covers[:, skills] = _best_rows(held, ours.offsets)
        names, titles = _Chosen.of(candidates.names, group.candidates), _Chosen.of(vacancies.names, group.vacancies)
        fits = degree(_product(_rows(candidates.vectors, names.phrases), _rows(vacancies.vectors, titles.phrases)))
        fits = np.maximum.reduceat(fits * vacancies.names.weights["title"][titles.rows], titles.offsets[:-1], axis=1)
        alike = _product(_rows(candidates.gist, group.candidates), _rows(vacancies.gist, group.vacancies))
        for leader, pair in enumerate(group.first):
            of_leader = alike[leader] if candidates_lead else alike[:, leader]
            gist[pair : pair + len(of_leader)] = of_leader
            for values, places, found in ((answered, asked, best), (covered, asked, covers)):
                part = (
                    found[leader] if candidates_lead else found[:, theirs.offsets[leader] : theirs.offsets[leader + 1]]
                )
                values[places.offsets[pair] : places.offsets[pair] + part.size] = part.ravel()
            for values, places, found, own in ((used, said, nearest, ours), (to_title, named, fits, names)):
                part = found[own.offsets[leader] : own.offsets[leader + 1]].T if candidates_lead else found[:, leader]
                values[places.offsets[pair] : places.offsets[pair] + part.size] = part.ravel()
    return Answers(gist, asked, said, named, answered, covered, used, to_title)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What some owners told: rows of their ``Told``, its phrases, and where each owner starts and ends among them."""

    offsets: Rows
    rows: Rows
    phrases: Rows

    @classmethod
    def of(cls, told: Told, owners: Rows) -> _Chosen:
        offsets, rows = side_by_side(told.offsets, owners)
        return cls(offsets, rows, told.phrases[rows])


def _similarity(
    candidates: Phrasing, vacancies: Phrasing, ours: Rows, theirs: Rows, place: Rows
) -> NDArray[np.float32]:
    """Similarities of all phrases of one with all of the other; ``place`` is room for a number for each phrase."""
    # Partners of one leader are alike and share phrases: each of the longer side is multiplied once.
    if len(ours) <= len(theirs):
        once, again = _distinct(theirs, place)
        return _product(_rows(candidates.vectors, ours), _rows(vacancies.vectors, once)).take(
            again, axis=1, mode="clip"
        )
    once, again = _distinct(ours, place)
    return _product(_rows(candidates.vectors, once), _rows(vacancies.vectors, theirs)).take(again, axis=0, mode="clip")


def _distinct(phrases: Rows, place: Rows) -> tuple[Rows, Rows]:
    """The different ones of ``phrases``, and where each of ``phrases`` stands among them."""
    positions = np.arange(len(phrases))
    place[phrases] = positions
    last = place[phrases]
    kept = np.flatnonzero(last == positions)
    place[phrases[kept]] = np.arange(len(kept))
    return phrases[kept], place[phrases]


def _rows(vectors: NDArray[np.float32], rows: Rows) -> NDArray[np.float32]:
    # All rows are there: the mode only spares the check.
    return vectors.take(rows, axis=0, mode="clip")


def _product(ours: NDArray[np.float32], theirs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Inner products of all rows of one with all of the other, float32[n, m]."""
    # Matrix libraries are much faster with the longer side first.
    return ours @ theirs.T if len(ours) >= len(theirs) else np.ascontiguousarray((theirs @ ours.T).T)


def _best_rows(values: NDArray[np.float32], offsets: Rows) -> NDArray[np.float32]:
    """Best row of each segment, none empty: float32[rows, m] and offsets[n + 1] give float32[n, m]."""
    if len(offsets) == 2:
        return values.max(axis=0, keepdims=True)
    return np.maximum.reduceat(values, offsets[:-1], axis=0)


def groups(candidate: Rows, vacancy: Rows, height: Rows, width: Rows) -> Iterator[Group]:
    """Cut pairs, those of one leader together, into groups; ``height`` and ``width`` are each owner's phrases.

    A group holds no more than ``BLOCK_CELLS`` similarities of phrases, unless one pair alone does.
    """
    if leading(candidate, vacancy):
        for leaders, partners, first in _led(candidate, vacancy, height, width):
            yield Group(leaders, partners, first)
    else:
        for leaders, partners, first in _led(vacancy, candidate, width, height):
            yield Group(partners, leaders, first)


def _led(leader: Rows, partner: Rows, height: Rows, width: Rows) -> Iterator[tuple[Rows, Rows, list[int]]]:
    starts = np.flatnonzero(np.diff(leader, prepend=-1))
    counts = np.diff(starts, append=len(leader))
    at = 0
    while at < len(starts):
        start, count = starts[at], counts[at]
        met = partner[start : start + count]
        reached = np.cumsum(width[met])
        end, rows = at + 1, int(height[leader[start]])
        while end < len(starts) and counts[end] == count:
            rows += int(height[leader[starts[end]]])
            if rows * reached[-1] > BLOCK_CELLS or not np.array_equal(partner[starts[end] :][:count], met):
                break
            end += 1
        leaders = leader[starts[at:end]]
        for part in _portions(reached, max(1, BLOCK_CELLS // int(height[leaders].sum()))):
            yield leaders, met[part], (starts[at:end] + part.start).tolist()
        at = end


def _portions(reached: Rows, most: int) -> Iterator[slice]:
    """Slices whose sum, ``reached`` by running totals, is at most ``most`` each, or that hold one item."""
    start = 0
    while start < len(reached):
        before = reached[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(reached, before + most, side="right")))
        yield slice(start, end)
        start = end


def shared_words(ours: csr_matrix, theirs: csr_matrix, one: Rows, other: Rows) -> NDArray[np.float64]:
    """Inner product of each pair of rows, float64[pairs]; pairs of one leader stand together.

    Weights of words stand on a grid, so the order of summation does not show.
    """
    if not leading(one, other):
        return shared_words(theirs, ours, other, one)
    found = np.zeros(len(one))
    ours_at, ours_words, ours_weights = _parts(ours)
    theirs_at, theirs_words, theirs_weights = _parts(theirs)
    spread = np.zeros(1 + max(int(ours_words.max(initial=0)), int(theirs_words.max(initial=0))))
    starts = np.flatnonzero(np.diff(one, prepend=-1))
    for start, end in pairwise([*starts.tolist(), len(one)]):
        own = slice(ours_at[one[start]], ours_at[one[start] + 1])
        words = ours_words[own]
        spread[words] = ours_weights[own]
        offsets, rows = side_by_side(theirs_at, other[start:end])
        filled = np.diff(offsets) > 0
        if filled.any():
            products = spread.take(theirs_words[rows], mode="clip") * theirs_weights[rows]
            found[start:end][filled] = np.add.reduceat(products, offsets[:-1][filled])
        spread[words] = 0
    return found


def _parts(texts: csr_matrix) -> tuple[Rows, NDArray[np.integer], NDArray[np.floating]]:
    """Where each text begins, and its words with their weights."""
    return np.asarray(texts.indptr).astype(np.int64), np.asarray(texts.indices), np.asarray(texts.data, dtype=float)


def segment_totals(values: NDArray[np.floating], offsets: Rows) -> NDArray[np.float64]:
    """Sum of each segment of ``values``, none empty: offsets[n + 1] give float64[n].

    In double precision, so that the order of summation cannot show in a rounded score.
    """
    return np.add.reduceat(values.astype(np.float64), offsets[:-1]) if len(values) else np.zeros(len(offsets) - 1)


def segment_best(values: NDArray[np.float32], offsets: Rows) -> NDArray[np.float32]:
    """Largest value of each segment of ``values``, none empty: offsets[n + 1] give float32[n]."""
    return np.maximum.reduceat(values, offsets[:-1]) if len(values) else np.zeros(len(offsets) - 1, np.float32)


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
