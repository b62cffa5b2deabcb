"""In which order do retrieval, gate, ranking and explanation work? Nobody else knows.

An ``Engine`` holds people and vacancies in memory and answers both directions with the same score for a pair.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, Match, Vacancy
from matching.embeddings.encoder import Encoder
from matching.embeddings.salience import load_anchors
from matching.encoding import encode_candidates, encode_vacancies
from matching.errors import InvalidValueError, UnknownIdError
from matching.linking import ConceptReader
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.explanation import Meaning, ScoredPairs, explain
from matching.ranking.features import Calibration
from matching.ranking.pipeline import Direction, Pipeline, Ranked, Rules
from matching.ranking.rankers import Ranker, load_weights

Item = TypeVar("Item", Candidate, Vacancy)
Held = TypeVar("Held", CandidateColumns, VacancyColumns)
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Collected(Generic[Item, Held]):
    """One population, ready to be searched."""

    items: tuple[Item, ...]
    columns: Held
    row: dict[str, int]


class Engine:
    """Matches ``candidates`` with ``vacancies`` on the day ``as_of``.

    ``excluded`` holds pairs (candidate id, vacancy id) that are never suggested; ``concepts`` reads both sides as
    concepts of a taxonomy, None leaves it at phrases. The collections do not change.
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
        concepts: ConceptReader | None = None,
    ) -> None:
        self.encoder = encoder
        self.concepts = concepts
        self._meaning = Meaning(partial(concepts.covered, as_of=as_of), concepts.taxonomy.label) if concepts else None
        self.as_of = as_of
        self.ranker = ranker or load_weights()
        self.excluded = frozenset(excluded)
        self._anchors = load_anchors(encoder)
        self.scale = Calibration(*self._anchors.scale)
        people = tuple(sorted(candidates, key=lambda one: one.id))
        jobs = tuple(sorted(vacancies, key=lambda one: one.id))
        for kind, items in (("candidate", people), ("vacancy", jobs)):
            for one, other in pairwise(items):
                if one.id == other.id:
                    raise InvalidValueError(f"A second {kind} with the id", one.id, "Give each an id of its own.")
        self.candidates: Collected[Candidate, CandidateColumns] = self._collect(people, self.columns_of(people))
        self.vacancies: Collected[Vacancy, VacancyColumns] = self._collect(jobs, self._jobs_of(jobs))
        self.market = Pipeline(
            self.candidates.columns,
            self.vacancies.columns,
            Rules(self.ranker, self.scale, as_of, self.excluded),
        )

    def over(self, candidates: Sequence[Candidate] | None = None, vacancies: Sequence[Vacancy] | None = None) -> Engine:
        """The same engine, concepts and all, over other people or vacancies; None keeps those that it holds."""
        return Engine(
            self.candidates.items if candidates is None else candidates,
            self.vacancies.items if vacancies is None else vacancies,
            self.encoder,
            as_of=self.as_of,
            ranker=self.ranker,
            excluded=self.excluded,
            concepts=self.concepts,
        )

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
            people = self.columns_of(persons)
        ranked = self.market.vacancies_for(np.array([row]), top, refused=refused, people=people)
        return explain(
            (people, persons),
            (self.vacancies.columns, self.vacancies.items),
            ranked.scored,
            self.ranker,
            self.scale,
            self._meaning,
        )

    def candidates_for(self, offer: str | Vacancy, top: int = 10, *, refused: bool = True) -> list[Match]:
        """The best people for a vacancy, known by id or given whole, each explained; see ``vacancies_for``."""
        if isinstance(offer, str):
            row = self._row(self.vacancies, "vacancy", offer)
            jobs, offers = self.vacancies.columns, self.vacancies.items
        else:
            row, offers = 0, (offer,)
            jobs = self._jobs_of(offers)
        ranked = self.market.candidates_for(np.array([row]), top, refused=refused, jobs=jobs)
        everybody = self.candidates.columns, self.candidates.items
        return explain(everybody, (jobs, offers), ranked.scored, self.ranker, self.scale, self._meaning)

    def rank_vacancies(
        self, rows: NDArray[np.int64], top: int, *, refused: bool = True, progress: Progress | None = None
    ) -> list[Ranked]:
        """The best vacancies for the people in ``rows`` of ``self.candidates``, without explanations."""
        return self._rank("candidates", rows, top, refused, progress)

    def rank_candidates(
        self, rows: NDArray[np.int64], top: int, *, refused: bool = True, progress: Progress | None = None
    ) -> list[Ranked]:
        """The best people for the vacancies in ``rows`` of ``self.vacancies``, without explanations."""
        return self._rank("vacancies", rows, top, refused, progress)

    def explain_pairs(self, candidate: NDArray[np.int64], vacancy: NDArray[np.int64]) -> list[Match]:
        """A full ``Match`` for each pair of rows."""
        return self._explain(self.candidates.columns, self.candidates.items, candidate, vacancy)

    def columns_of(self, persons: Sequence[Candidate]) -> CandidateColumns:
        """Columns of ``persons``, known here or not, row by row."""
        return encode_candidates(persons, self.encoder, self._anchors, self.concepts, self.as_of)

    def _jobs_of(self, offers: Sequence[Vacancy]) -> VacancyColumns:
        return encode_vacancies(offers, self.encoder, self._anchors, self.concepts)

    def score_pairs(
        self, people: CandidateColumns, candidate: NDArray[np.int64], vacancy: NDArray[np.int64]
    ) -> ScoredPairs:
        """Gate and features of pairs of rows of ``people``, from ``columns_of``, and of ``self.vacancies``."""
        return self.market.score(people, self.vacancies.columns, candidate, vacancy)

    def explain_person(self, person: Candidate, people: CandidateColumns, vacancy: NDArray[np.int64]) -> list[Match]:
        """A full ``Match`` of one person, whose columns are ``people``, with each of the vacancies in these rows."""
        return self._explain(people, (person,), np.zeros(len(vacancy), dtype=np.int64), vacancy)

    def _rank(
        self, direction: Direction, rows: NDArray[np.int64], top: int, refused: bool, progress: Progress | None
    ) -> list[Ranked]:
        done: list[Ranked] = []
        for ranking in self.market.ranked(direction, rows, top, refused=refused):
            done += ranking.lists()
            if progress:
                progress(len(done), len(rows))
        return done

    def _explain(
        self,
        people: CandidateColumns,
        persons: tuple[Candidate, ...],
        candidate: NDArray[np.int64],
        vacancy: NDArray[np.int64],
    ) -> list[Match]:
        jobs = self.vacancies.columns, self.vacancies.items
        scored = self.market.score(people, jobs[0], candidate, vacancy)
        return explain((people, persons), jobs, scored, self.ranker, self.scale, self._meaning)

    @staticmethod
    def _collect(items: tuple[Item, ...], columns: Held) -> Collected[Item, Held]:
        return Collected(items, columns, {one: row for row, one in enumerate(columns.ids)})

    @staticmethod
    def _row(held: Collected[Item, Held], kind: str, wanted: str) -> int:
        if wanted not in held.row:
            raise UnknownIdError(kind, wanted, difflib.get_close_matches(wanted, held.row, n=3))
        return held.row[wanted]
