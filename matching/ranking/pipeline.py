"""Whom do many people and vacancies meet? First stage, gate, score and order over columns, without domain objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.errors import InvalidValueError
from matching.ranking.blas_threads import one_thread_each
from matching.ranking.columns import CandidateColumns, Floats, VacancyColumns
from matching.ranking.eligibility import Gate, gate
from matching.ranking.explanation import FeaturedPairs
from matching.ranking.features import Calibration, Rows, compute_features
from matching.ranking.first_stage import FirstStage, Sought, Words
from matching.ranking.rankers import Ranker

Direction = Literal["candidates", "vacancies"]
"""For whom matches are sought: for candidates (their vacancies), or for vacancies (their people)."""

Held = TypeVar("Held", CandidateColumns, VacancyColumns)

RETRIEVED = 64
"""Pairs scored for each query at the least: with these, 99 in 100 of the ten best of 10,000 are found."""
RETRIEVED_EACH = 4
"""Pairs scored for each of those asked for, at the least."""
TAKEN_WHOLE = 5
"""Up to so many times the cut a target is taken whole: to choose among few costs more than it saves."""
QUERY_BLOCK = 512
"""Queries worked off at once."""
LOOKS_AT_ONCE = 10_000_000
"""Glances held at once (40 MB)."""


@dataclass(frozen=True, slots=True)
class Rules:
    """By what pairs are scored and gated; ``excluded`` holds pairs (candidate id, vacancy id) never to suggest."""

    ranker: Ranker
    scale: Calibration
    as_of: date
    excluded: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ranked pairs of one query: rows of the other population, best first, eligible ones before the others."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    eligible: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ranked pairs of ``queries`` queries, one query after another, best first, eligible ones before the others."""

    queries: int
    query: Rows
    """Position of the query of each pair."""
    found: Rows
    """Row of the other population."""
    scored: FeaturedPairs
    scores: Floats

    def lists(self) -> list[Ranked]:
        """The same, a list for each query."""
        starts = np.searchsorted(self.query, np.arange(self.queries + 1))
        eligible = self.scored.gate.eligible
        return [
            Ranked(self.found[start:end], self.scores[start:end], eligible[start:end])
            for start, end in pairwise(starts.tolist())
        ]


class Pipeline:
    """People and vacancies as columns, in the order of their ids, and the rules by which they meet."""

    def __init__(self, candidates: CandidateColumns, vacancies: VacancyColumns, rules: Rules) -> None:
        self.candidates, self.vacancies, self.rules = candidates, vacancies, rules

    def with_candidates(self, candidates: CandidateColumns) -> Pipeline:
        """The same with other people; what was made of the vacancies is shared."""
        other = Pipeline(candidates, self.vacancies, self.rules)
        for made in ("_words", "_glance", "_vacancies_sought"):
            if made in self.__dict__:
                other.__dict__[made] = self.__dict__[made]
        return other

    def on(self, as_of: date, candidates: CandidateColumns) -> Pipeline:
        """The same on another day, with the columns that ``candidates`` have then."""
        other = Pipeline(candidates, self.vacancies, replace(self.rules, as_of=as_of))
        if "_words" in self.__dict__:
            other.__dict__["_words"] = self.__dict__["_words"]
        return other

    def vacancies_for(
        self, rows: Rows, top: int, *, refused: bool = True, candidates: CandidateColumns | None = None
    ) -> Ranking:
        """The ``top`` vacancies for each of the people in ``rows``, of this market or of ``candidates``.

        Ineligible pairs follow the eligible ones, or are left out without ``refused``. Raises ``InvalidValueError``.
        """
        asking = self.candidates if candidates is None else candidates
        depth = _depth(top)
        with one_thread_each():
            chosen = asking.take(rows)
            if len(self.vacancies) <= TAKEN_WHOLE * depth:
                query, found = _all_pairs(len(rows), len(self.vacancies))
            else:
                everyone = np.arange(len(rows))
                query, found = self._vacancies_sought.best(
                    self._glance.of_candidates(chosen, everyone),
                    self._glance.rare_of_candidates(chosen, everyone),
                    self._glance.concepts_of_candidates(chosen, everyone),
                    chosen.phrasing.languages,
                    depth,
                    self._struck(asking.ids, self.vacancies.ids, rows, asking is self.candidates),
                )
            scored = self.score(chosen, self.vacancies, query, found)
            return self._ordered(scored, rows[query], scored.vacancy, query, found, top, refused, len(rows))

    def candidates_for(
        self, rows: Rows, top: int, *, refused: bool = True, vacancies: VacancyColumns | None = None
    ) -> Ranking:
        """The ``top`` people for each of the vacancies in ``rows``, of this market or of ``vacancies``; see above."""
        asking = self.vacancies if vacancies is None else vacancies
        depth = _depth(top)
        with one_thread_each():
            chosen = asking.take(rows)
            if len(self.candidates) <= TAKEN_WHOLE * depth:
                query, found = _all_pairs(len(rows), len(self.candidates))
            else:
                own = asking is self.vacancies
                glance = self._glance if own else self._glance_at(asking)
                sought = self._candidates_sought if own else self._candidates_under(glance)
                struck = self._struck(self.candidates.ids, asking.ids, rows, own, turned=True)
                query, found = sought.best(
                    glance.of_vacancies(rows),
                    glance.rare_of_vacancies(rows),
                    glance.concepts_of_vacancies(rows),
                    chosen.phrasing.languages,
                    depth,
                    struck,
                )
            scored = self.score(self.candidates, chosen, found, query)
            return self._ordered(scored, found, rows[query], query, found, top, refused, len(rows))

    def score(
        self, candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
    ) -> FeaturedPairs:
        """Gate and features of pairs of rows of ``candidates`` and ``vacancies``."""
        ours, one = _only(candidates, candidate)
        theirs, other = _only(vacancies, vacancy)
        with one_thread_each():
            decided = self.gate(ours, theirs, one, other)
            features = compute_features(ours, theirs, one, other, self.rules.scale)
        return FeaturedPairs(candidate, vacancy, features, decided)

    def gate(self, candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Gate:
        """The gate alone, which costs little, of pairs of rows of ``candidates`` and ``vacancies``."""
        rules = self.rules
        return gate(candidates, vacancies, candidate, vacancy, as_of=rules.as_of, excluded=rules.excluded)

    def prepare(self, direction: Direction) -> None:
        """Make now what the first search would make."""
        _ = self._vacancies_sought if direction == "candidates" else self._candidates_sought

    def ranked(self, direction: Direction, rows: Rows, top: int, *, refused: bool = True) -> Iterator[Ranking]:
        """Rankings of one block of ``rows`` after another, in their order.

        However rows are cut, every pair, score and order is the same.
        """
        _depth(top)
        work = self.vacancies_for if direction == "candidates" else self.candidates_for
        targets = len(self.vacancies if direction == "candidates" else self.candidates)
        size = max(1, min(QUERY_BLOCK, LOOKS_AT_ONCE // max(1, targets)))
        for start in range(0, len(rows), size):
            yield work(rows[start : start + size], top, refused=refused)

    def _ordered(
        self,
        scored: FeaturedPairs,
        candidate: Rows,
        vacancy: Rows,
        query: Rows,
        found: Rows,
        top: int,
        refused: bool,
        queries: int,
    ) -> Ranking:
        """The best of ``scored``; ``candidate`` and ``vacancy`` are their rows in the whole populations."""
        scores = self.rules.ranker.score(scored.features)
        eligible = scored.gate.eligible
        # Rows follow the order of ids, so the last key breaks ties by id.
        order = np.lexsort((found, -scores, ~eligible, query))
        if not refused:
            order = order[eligible[order]]
        starts = np.searchsorted(query[order], np.arange(queries))
        order = order[np.arange(len(order)) - starts[query[order]] < top]
        kept = FeaturedPairs(candidate[order], vacancy[order], scored.features[order], scored.gate.take(order))
        return Ranking(queries, query[order], found[order], kept, scores[order])

    @cached_property
    def _words(self) -> Words:
        return Words.of(self.vacancies.phrasing)

    def _glance_at(self, vacancies: VacancyColumns) -> FirstStage:
        rules = self.rules
        return FirstStage(vacancies, self._words, ranker=rules.ranker, scale=rules.scale, as_of=rules.as_of)

    @cached_property
    def _glance(self) -> FirstStage:
        return self._glance_at(self.vacancies)

    @cached_property
    def _vacancies_sought(self) -> Sought:
        rows = np.arange(len(self.vacancies))
        vectors, rare = self._glance.of_vacancies(rows), self._glance.rare_of_vacancies(rows)
        return Sought.of(self.vacancies.phrasing.languages, vectors, rare, self._glance.concepts_of_vacancies(rows))

    @cached_property
    def _candidates_sought(self) -> Sought:
        return self._candidates_under(self._glance)

    def _candidates_under(self, glance: FirstStage) -> Sought:
        candidates = self.candidates
        vectors = [
            glance.of_candidates(candidates.take(rows), np.arange(len(rows)))
            for rows in np.split(np.arange(len(candidates)), np.arange(QUERY_BLOCK, len(candidates), QUERY_BLOCK))
        ]
        everyone = np.arange(len(candidates))
        rare, concepts = (
            glance.rare_of_candidates(candidates, everyone),
            glance.concepts_of_candidates(candidates, everyone),
        )
        return Sought.of(candidates.phrasing.languages, np.concatenate(vectors), rare, concepts)

    @cached_property
    def _excluded_rows(self) -> tuple[Rows, Rows]:
        return _rows_of(self.rules.excluded, self.candidates.ids, self.vacancies.ids)

    def _struck(
        self, candidates: tuple[str, ...], vacancies: tuple[str, ...], rows: Rows, own: bool, *, turned: bool = False
    ) -> tuple[Rows, Rows]:
        """Excluded pairs of the queries in ``rows``, as positions of queries and rows sought."""
        pairs = self._excluded_rows if own else _rows_of(self.rules.excluded, candidates, vacancies)
        asking, sought = pairs[::-1] if turned else pairs
        order = np.argsort(rows, kind="stable")
        at = np.searchsorted(rows, asking, sorter=order)
        at = order[np.minimum(at, len(rows) - 1)] if len(rows) else at
        here = np.flatnonzero(rows[at] == asking) if len(rows) else at[:0]
        return at[here], sought[here]


def _only(held: Held, rows: Rows) -> tuple[Held, Rows]:
    """Columns of those in ``rows`` only, where they are few, and their rows in these."""
    met = np.zeros(len(held), dtype=bool)
    met[rows] = True
    few = np.flatnonzero(met)
    if 2 * len(few) > len(held):
        return held, rows
    return held.take(few), (np.cumsum(met) - 1)[rows]


def _rows_of(
    excluded: frozenset[tuple[str, str]], candidates: tuple[str, ...], vacancies: tuple[str, ...]
) -> tuple[Rows, Rows]:
    if not excluded:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    ours, theirs = ({one: row for row, one in enumerate(ids)} for ids in (candidates, vacancies))
    known = sorted((ours[one], theirs[other]) for one, other in excluded if one in ours and other in theirs)
    both = np.array(known, dtype=np.int64).reshape(-1, 2)
    return both[:, 0], both[:, 1]


def _depth(top: int) -> int:
    if top < 1:
        raise InvalidValueError("Number of matches", top, "Ask for 1 or more.")
    return max(RETRIEVED, RETRIEVED_EACH * top)


def _all_pairs(queries: int, targets: int) -> tuple[Rows, Rows]:
    return np.repeat(np.arange(queries), targets), np.tile(np.arange(targets), queries)
