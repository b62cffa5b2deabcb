"""In which order do retrieval, gate, ranking and explanation work? Nobody else knows.

An ``Engine`` holds people and vacancies in memory and answers both directions with the same score for a pair.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, Match, Vacancy
from matching.embeddings.encoder import Encoder
from matching.embeddings.index import FaissIndex, Manifest
from matching.embeddings.lexical import LexicalIndex
from matching.embeddings.salience import load_anchors
from matching.embeddings.text import TEXT_VERSION
from matching.encoding import encode_candidates, encode_vacancies
from matching.errors import InvalidValueError, UnknownIdError
from matching.ranking.eligibility import Gate, gate, still_open
from matching.ranking.explanation import Scored, explain
from matching.ranking.features import Scale, compute_features
from matching.ranking.population import CandidateColumns, Phrasing, VacancyColumns
from matching.ranking.rankers import Ranker, load_weights

Item = TypeVar("Item", Candidate, Vacancy)
Held = TypeVar("Held", CandidateColumns, VacancyColumns)
Progress = Callable[[int, int], None]

RETRIEVED = 300
"""Pairs scored for each query at the least, from each retriever."""
TAKEN_WHOLE = 2
"""Up to so many times the cut a target is taken whole: queries worked off together meet most of it anyway, and to
score a pair more costs less than to choose it."""
FUSION_CONSTANT = 60
"""The k of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009)."""
QUERY_BLOCK = 256
"""Queries worked off at once."""


@dataclass(frozen=True, slots=True)
class Collected(Generic[Item, Held]):
    """One population, ready to be searched."""

    items: tuple[Item, ...]
    columns: Held
    index: FaissIndex
    lexical: LexicalIndex
    row: dict[str, int]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Ranked pairs of one query: rows of the other population, best first, eligible ones before the others."""

    rows: NDArray[np.int64]
    scores: NDArray[np.float64]
    eligible: NDArray[np.bool_]


class Engine:
    """Matches ``candidates`` with ``vacancies`` on the day ``as_of``.

    ``excluded`` holds pairs (candidate id, vacancy id) that are never suggested. The collections do not change.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        vacancies: Sequence[Vacancy],
        encoder: Encoder,
        *,
        as_of: date,
        ranker: Ranker | None = None,
        excluded: Collection[tuple[str, str]] = (),
    ) -> None:
        self.encoder = encoder
        self.as_of = as_of
        self.ranker = ranker or load_weights()
        self.excluded = frozenset(excluded)
        self._anchors = load_anchors(encoder)
        self.scale = Scale(*self._anchors.scale)
        people = tuple(sorted(candidates, key=lambda one: one.id))
        jobs = tuple(sorted(vacancies, key=lambda one: one.id))
        for kind, items in (("candidate", people), ("vacancy", jobs)):
            for one, other in pairwise(items):
                if one.id == other.id:
                    raise InvalidValueError(f"A second {kind} with the id", one.id, "Give each an id of its own.")
        self.candidates: Collected[Candidate, CandidateColumns] = self._collect(
            people, encode_candidates(people, encoder, self._anchors)
        )
        self.vacancies: Collected[Vacancy, VacancyColumns] = self._collect(
            jobs, encode_vacancies(jobs, encoder, self._anchors)
        )
        self._open = np.flatnonzero(still_open(self.vacancies.columns, as_of))

    def candidate(self, candidate_id: str) -> Candidate:
        """The person with that id; raises ``UnknownIdError``."""
        return self.candidates.items[self._row(self.candidates, "candidate", candidate_id)]

    def vacancy(self, vacancy_id: str) -> Vacancy:
        """The vacancy with that id; raises ``UnknownIdError``."""
        return self.vacancies.items[self._row(self.vacancies, "vacancy", vacancy_id)]

    def vacancies_for(self, person: str | Candidate, top: int = 10, *, refused: bool = True) -> list[Match]:
        """The best vacancies for a person, known by id or given whole, each explained.

        Ineligible pairs follow the eligible ones, or are left out with ``refused=False``.
        """
        if isinstance(person, str):
            row = self._row(self.candidates, "candidate", person)
            people, persons = self.candidates.columns, self.candidates.items
        else:
            row, persons = 0, (person,)
            people = encode_candidates(persons, self.encoder, self._anchors)
        query = np.array([row])
        ranked = self._rank_vacancies(people, query, top, refused)[0]
        return self._explain(people, persons, np.full(len(ranked.rows), row), ranked.rows)

    def candidates_for(self, offer: str | Vacancy, top: int = 10, *, refused: bool = True) -> list[Match]:
        """The best people for a vacancy, known by id or given whole, each explained; see ``vacancies_for``."""
        if isinstance(offer, str):
            row = self._row(self.vacancies, "vacancy", offer)
            jobs, offers = self.vacancies.columns, self.vacancies.items
        else:
            row, offers = 0, (offer,)
            jobs = encode_vacancies(offers, self.encoder, self._anchors)
        ranked = self._rank_candidates(jobs, np.array([row]), top, refused)[0]
        return self._explain(
            self.candidates.columns,
            self.candidates.items,
            ranked.rows,
            np.full(len(ranked.rows), row),
            jobs=(jobs, offers),
        )

    def rank_vacancies(
        self, rows: NDArray[np.int64], top: int, *, refused: bool = True, progress: Progress | None = None
    ) -> list[Ranked]:
        """The best vacancies for the people in ``rows`` of ``self.candidates``, without explanations."""
        people = self.candidates.columns
        return _in_blocks(rows, progress, lambda block: self._rank_vacancies(people, block, top, refused))

    def rank_candidates(
        self, rows: NDArray[np.int64], top: int, *, refused: bool = True, progress: Progress | None = None
    ) -> list[Ranked]:
        """The best people for the vacancies in ``rows`` of ``self.vacancies``, without explanations."""
        jobs = self.vacancies.columns
        return _in_blocks(rows, progress, lambda block: self._rank_candidates(jobs, block, top, refused))

    def explain_pairs(self, candidate: NDArray[np.int64], vacancy: NDArray[np.int64]) -> list[Match]:
        """A full ``Match`` for each pair of rows."""
        return self._explain(self.candidates.columns, self.candidates.items, candidate, vacancy)

    def _rank_vacancies(
        self, people: CandidateColumns, rows: NDArray[np.int64], top: int, refused: bool
    ) -> list[Ranked]:
        query, found = _retrieve(people.phrasing, rows, self.vacancies, top, self._open)
        scored = self._score(people, self.vacancies.columns, rows[query], found)
        return self._order(scored, query, found, len(rows), top, refused)

    def _rank_candidates(self, jobs: VacancyColumns, rows: NDArray[np.int64], top: int, refused: bool) -> list[Ranked]:
        everybody = np.arange(len(self.candidates.items))
        query, found = _retrieve(jobs.phrasing, rows, self.candidates, top, everybody)
        scored = self._score(self.candidates.columns, jobs, found, rows[query])
        return self._order(scored, query, found, len(rows), top, refused)

    def _score(
        self, people: CandidateColumns, jobs: VacancyColumns, candidate: NDArray[np.int64], vacancy: NDArray[np.int64]
    ) -> Scored:
        decided: Gate = gate(people, jobs, candidate, vacancy, as_of=self.as_of, excluded=self.excluded)
        features = compute_features(people, jobs, candidate, vacancy, self.scale)
        return Scored(candidate, vacancy, features, decided)

    def _order(
        self,
        scored: Scored,
        query: NDArray[np.int64],
        found: NDArray[np.int64],
        queries: int,
        top: int,
        refused: bool,
    ) -> list[Ranked]:
        if top < 1:
            raise InvalidValueError("Number of matches", top, "Ask for 1 or more.")
        scores = self.ranker.score(scored.features)
        eligible = scored.gate.eligible
        # Rows follow the order of ids, so the last key breaks ties by id.
        order = np.lexsort((found, -scores, ~eligible, query))
        if not refused:
            order = order[eligible[order]]
        starts = np.searchsorted(query[order], np.arange(queries + 1))
        return [
            Ranked(found[chosen], scores[chosen], eligible[chosen])
            for chosen in (order[start : min(end, start + top)] for start, end in pairwise(starts))
        ]

    def _explain(
        self,
        people: CandidateColumns,
        persons: tuple[Candidate, ...],
        candidate: NDArray[np.int64],
        vacancy: NDArray[np.int64],
        *,
        jobs: tuple[VacancyColumns, tuple[Vacancy, ...]] | None = None,
    ) -> list[Match]:
        offers = jobs or (self.vacancies.columns, self.vacancies.items)
        scored = self._score(people, offers[0], candidate, vacancy)
        return explain((people, persons), offers, scored, self.ranker, self.scale)

    def _collect(self, items: tuple[Item, ...], columns: Held) -> Collected[Item, Held]:
        index = FaissIndex(Manifest(self.encoder.name, TEXT_VERSION, self.encoder.dim))
        index.upsert(columns.ids, columns.phrasing.gist)
        row = {one: number for number, one in enumerate(columns.ids)}
        return Collected(items, columns, index, LexicalIndex(columns.ids, columns.phrasing.said), row)

    @staticmethod
    def _row(held: Collected[Item, Held], kind: str, wanted: str) -> int:
        if wanted not in held.row:
            raise UnknownIdError(kind, wanted, difflib.get_close_matches(wanted, held.row, n=3))
        return held.row[wanted]


def _in_blocks(
    rows: NDArray[np.int64], progress: Progress | None, work: Callable[[NDArray[np.int64]], list[Ranked]]
) -> list[Ranked]:
    done: list[Ranked] = []
    for start in range(0, len(rows), QUERY_BLOCK):
        done += work(rows[start : start + QUERY_BLOCK])
        if progress:
            progress(len(done), len(rows))
    return done


def _retrieve(
    asking: Phrasing,
    rows: NDArray[np.int64],
    target: Collected[Item, Held],
    top: int,
    first: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs worth scoring: for each query the union of dense and lexical neighbours, fused by reciprocal rank.

    Returns positions in ``rows`` and rows of ``target``. A target little larger than the cut is taken whole. Rows named
    ``first`` are not crowded out by others: beyond the cut only they are searched, below it all of them are taken.
    """
    size, depth = len(target.items), max(RETRIEVED, 3 * top)
    if size <= TAKEN_WHOLE * depth:
        return np.repeat(np.arange(len(rows)), size), np.tile(np.arange(size), len(rows))
    allowed = [target.columns.ids[row] for row in first] if depth < len(first) < size else None
    taken = first if len(first) <= depth else first[:0]
    dense = target.index.search(asking.gist[rows], depth, allowed=allowed)
    lexical = target.lexical.search([asking.said[row] for row in rows], depth, allowed=allowed)
    queries: list[NDArray[np.int64]] = []
    found: list[NDArray[np.int64]] = []
    for number, both in enumerate(zip(dense.ids, lexical.ids, strict=True)):
        fused = np.zeros(size)
        for ids in both:
            at = np.array([target.row[one] for one in ids], dtype=np.int64)
            fused[at] += 1 / (FUSION_CONSTANT + 1 + np.arange(len(at)))
        hits = np.flatnonzero(fused)
        chosen = np.union1d(hits[np.lexsort((hits, -fused[hits]))][:depth], taken)
        queries.append(np.full(len(chosen), number))
        found.append(chosen)
    return np.concatenate(queries), np.concatenate(found)
