"""In which order do retrieval, gate, ranking and explanation work? Nobody else knows.

An ``Engine`` holds people and vacancies in memory and answers questions about them, each with the day that counts as
today; a pair has the same score in both directions. Whoever asks about many names them by row: the place in
``engine.candidates`` and ``engine.vacancies``, which stand in the order of their ids.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import pairwise
from threading import RLock
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, Match, Vacancy
from matching.domain.comparing import FOUND_FROM
from matching.embeddings.encoder import Encoder
from matching.embeddings.salience import load_anchors
from matching.embeddings.text import TEXT_VERSION
from matching.encoding import encode_candidates, encode_vacancies
from matching.errors import InvalidValueError, UnknownIdError
from matching.linking import ConceptReader
from matching.linking.phrasebook import Phrasebook
from matching.linking.skill_answers import (
    SkillAnswers,
    SkillsAsked,
    demands_of,
    find_answers,
    found_by_concepts,
    found_in_words,
)
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.eligibility import Gate, still_open
from matching.ranking.explanation import FeaturedPairs, Meaning, explain
from matching.ranking.facts import PairFacts, facts_of_pairs
from matching.ranking.features import Calibration, Rows
from matching.ranking.late_interaction import best_answers
from matching.ranking.pipeline import Direction, Pipeline, Ranked, Rules
from matching.ranking.rankers import Ranker, load_weights

Item = TypeVar("Item", Candidate, Vacancy)
Held = TypeVar("Held", CandidateColumns, VacancyColumns)
Progress = Callable[[int, int], None]

DAYS_KEPT = 2
"""Days for which what depends on the day is kept: today, and yesterday or the day of a fair."""


@dataclass(frozen=True, slots=True)
class Encoded(Generic[Item, Held]):
    """People or vacancies with their columns, row by row."""

    items: tuple[Item, ...]
    columns: Held


EncodedCandidates = Encoded[Candidate, CandidateColumns]


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """Pairs with scores float64[n], features float64[n, len(FEATURES)], and the rules against them."""

    scores: NDArray[np.float64]
    features: NDArray[np.float64]
    gate: Gate


@dataclass(frozen=True, slots=True)
class Holders:
    """Who holds the skills that some vacancies ask: ``held`` bool[people, phrases], of the different phrases asked."""

    asked: SkillsAsked
    phrases: NDArray[np.int64]
    held: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Versions:
    """With what the engine's scores were made; ``taxonomy`` is None where it knows none."""

    encoder: str
    text: str
    taxonomy: str | None
    weights: str


class Engine:
    """Matches ``candidates`` with ``vacancies``.

    ``excluded`` holds pairs (candidate id, vacancy id) that are never suggested; ``concepts`` reads both sides as
    concepts of a taxonomy, None leaves it at phrases; ``scale`` replaces the encoder's own. The collections do not
    change. ``as_of`` of every question is the day that counts as today: what depends on it is worked out at the first
    question of a day (``prepare`` does so beforehand) and kept for the last ``DAYS_KEPT``. Threads may share an engine.
    """

    def __init__(
        self,
        candidates: Sequence[Candidate],
        vacancies: Sequence[Vacancy],
        encoder: Encoder,
        *,
        ranker: Ranker | None = None,
        excluded: Collection[tuple[str, str]] = (),
        concepts: ConceptReader | None = None,
        scale: Calibration | None = None,
    ) -> None:
        self._anchors = load_anchors(encoder)
        self.ranker = ranker or load_weights()
        self.phrasebook = Phrasebook(encoder, scale or Calibration(*self._anchors.scale), concepts)
        self._excluded = frozenset(excluded)
        self._base: Engine | None = None
        self._candidates = self._candidates_of(candidates)
        self._vacancies = self._vacancies_of(vacancies)
        self._forget_days()

    def over(self, candidates: Sequence[Candidate] | None = None, vacancies: Sequence[Vacancy] | None = None) -> Engine:
        """The same engine over other people or vacancies; None keeps those that it holds, and nothing of these is made
        again. Phrases that this engine knows are not encoded again either."""
        other = copy(self)
        other.phrasebook = Phrasebook(self.phrasebook, self.phrasebook.scale, self.phrasebook.concepts)
        other._base = self if vacancies is None else None
        if candidates is not None:
            other._candidates = other._candidates_of(candidates)
        if vacancies is not None:
            other._vacancies = other._vacancies_of(vacancies)
        other._forget_days()
        return other

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The people held, by id."""
        return self._candidates.items

    @property
    def vacancies(self) -> tuple[Vacancy, ...]:
        """The vacancies held, by id."""
        return self._vacancies.items

    def candidate(self, candidate_id: str) -> Candidate:
        """The person with that id; raises ``UnknownIdError``."""
        return self._candidates.items[self.candidate_rows((candidate_id,))[0]]

    def vacancy(self, vacancy_id: str) -> Vacancy:
        """The vacancy with that id; raises ``UnknownIdError``."""
        return self._vacancies.items[self.vacancy_rows((vacancy_id,))[0]]

    def candidate_rows(self, ids: Iterable[str]) -> Rows:
        """Rows int64[n] of the people with these ids; raises ``UnknownIdError``."""
        return _rows(self._candidates.row, "candidate", ids)

    def vacancy_rows(self, ids: Iterable[str]) -> Rows:
        """Rows int64[n] of the vacancies with these ids; raises ``UnknownIdError``."""
        return _rows(self._vacancy_row, "vacancy", ids)

    @property
    def versions(self) -> Versions:
        """With what scores are made."""
        concepts = self.phrasebook.concepts
        taxonomy = concepts.taxonomy.version if concepts else None
        return Versions(self.phrasebook.name, TEXT_VERSION, taxonomy, self.ranker.version)

    def vacancies_for(
        self, candidate: str | Candidate, as_of: date, top: int = 10, *, refused: bool = True
    ) -> list[Match]:
        """The best vacancies for a person, known by id or given whole, each explained.

        Ineligible pairs follow the eligible ones, or are left out with ``refused=False``. Raises ``UnknownIdError``.
        """
        if isinstance(candidate, str):
            row, candidates = self.candidate_rows((candidate,)), self._held(as_of)
        else:
            row, candidates = np.array([0]), self.encode((candidate,), as_of)
        ranked = self.pipeline(as_of).vacancies_for(row, top, refused=refused, candidates=candidates.columns)
        return self._explained(candidates, self._vacancies, ranked.scored, as_of)

    def candidates_for(
        self, vacancy: str | Vacancy, as_of: date, top: int = 10, *, refused: bool = True
    ) -> list[Match]:
        """The best people for a vacancy, known by id or given whole, each explained; see ``vacancies_for``."""
        if isinstance(vacancy, str):
            row, vacancies = self.vacancy_rows((vacancy,)), self._vacancies
        else:
            row, vacancies = np.array([0]), self._encode_vacancies((vacancy,))
        ranked = self.pipeline(as_of).candidates_for(row, top, refused=refused, vacancies=vacancies.columns)
        return self._explained(self._held(as_of), vacancies, ranked.scored, as_of)

    def rank(
        self,
        direction: Direction,
        rows: Rows,
        as_of: date,
        top: int,
        *,
        refused: bool = True,
        progress: Progress | None = None,
    ) -> list[Ranked]:
        """The best vacancies for the candidates in ``rows``, or the best people for the vacancies, not explained."""
        done: list[Ranked] = []
        for ranking in self.pipeline(as_of).ranked(direction, rows, top, refused=refused):
            done += ranking.lists()
            if progress:
                progress(len(done), len(rows))
        return done

    def encode(self, candidates: Sequence[Candidate], as_of: date) -> EncodedCandidates:
        """People, known here or not, made ready for questions about pairs of their rows on the day ``as_of``.

        To ask about several at once costs less than one by one.
        """
        columns = encode_candidates(candidates, self.phrasebook, self._anchors, self.phrasebook.concepts, as_of)
        return Encoded(tuple(candidates), columns)

    def score_pairs(
        self, candidate: Rows, vacancy: Rows, as_of: date, *, candidates: EncodedCandidates | None = None
    ) -> ScoredPairs:
        """Scores, features and gate of pairs of rows; rows of ``candidates`` (``encode``) where these are given."""
        scored = self._scored(candidates or self._held(as_of), candidate, vacancy, as_of)
        return ScoredPairs(self.ranker.score(scored.features), scored.features, scored.gate)

    def gate_pairs(
        self, candidate: Rows, vacancy: Rows, as_of: date, *, candidates: EncodedCandidates | None = None
    ) -> Gate:
        """What ``score_pairs`` says of the rules, for much less work."""
        columns = (candidates or self._held(as_of)).columns
        return self.pipeline(as_of).gate(columns, self._vacancies.columns, candidate, vacancy)

    def explain_pairs(
        self, candidate: Rows, vacancy: Rows, as_of: date, *, candidates: EncodedCandidates | None = None
    ) -> list[Match]:
        """A full ``Match`` for each pair of rows; rows of ``candidates`` (``encode``) where these are given."""
        candidates = candidates or self._held(as_of)
        return self._explained(candidates, self._vacancies, self._scored(candidates, candidate, vacancy, as_of), as_of)

    def pair_facts(
        self, candidate: Rows, vacancy: Rows, as_of: date, *, candidates: EncodedCandidates | None = None
    ) -> PairFacts:
        """What is known of pairs of rows, not weighed: kilometres, work from home, education."""
        return facts_of_pairs((candidates or self._held(as_of)).columns, self._vacancies.columns, candidate, vacancy)

    def answers(self, candidates: EncodedCandidates, vacancies: Rows, as_of: date) -> SkillAnswers:
        """What each person of ``candidates`` said that answers each essential skill of the vacancies in these rows."""
        sides = (candidates.columns, candidates.items), (self._vacancies.columns, self._vacancies.items)
        return find_answers(*sides, vacancies, self.phrasebook.scale, self.phrasebook.concepts, as_of)

    def holders(self, vacancies: Rows, as_of: date) -> Holders:
        """Who of the people held said something that an explanation would count as a skill these vacancies ask."""
        asked = SkillsAsked.by(self._vacancies.columns, vacancies)
        phrases, place = np.unique(asked.phrases, return_inverse=True)
        candidates = self._held(as_of)
        held = found_in_words(candidates.columns, self._vacancies.columns, phrases, self.phrasebook.scale)
        if self.phrasebook.concepts is not None:
            demands, skills = demands_of([self._vacancies.items[row] for row in vacancies.tolist()])
            phrase = np.zeros(len(demands), dtype=np.int64)
            phrase[skills] = place
            for start, covers in found_by_concepts(candidates.items, demands, self.phrasebook.concepts, as_of):
                candidate, demand = np.nonzero(covers)
                held[start + candidate, phrase[demand]] = True
        return Holders(asked, phrases, held)

    def open_vacancies(self, as_of: date) -> Rows:
        """Rows of the vacancies that are neither closed nor filled."""
        return np.flatnonzero(still_open(self._vacancies.columns, as_of))

    def vacancies_named(self, occupation: str, as_of: date, most: int) -> Rows:
        """Rows of the open vacancies whose title comes as near to an occupation, named in any language, as a skill
        found would: the nearest first, ``most`` at the most."""
        vacancies, book = self._vacancies.columns, self.phrasebook
        titles = vacancies.phrasing.roles["title"]
        likeness = vacancies.phrasing.vectors[titles.phrases] @ book.query(occupation)
        degrees = book.scale.degree(likeness)[:, None] * titles.weights[:, None]
        near = np.nan_to_num(best_answers(degrees.astype(np.float32), titles.offsets)[:, 0])
        rows = np.flatnonzero((near >= FOUND_FROM) & still_open(vacancies, as_of))
        return rows[np.lexsort((rows, -near[rows]))][:most]

    def prepare(self, as_of: date) -> None:
        """Work out now what the first question of that day would."""
        self.pipeline(as_of)

    def pipeline(self, as_of: date) -> Pipeline:
        """People and vacancies as columns with the rules of the day: what a batch sends to other processes.

        Every question about pairs asks here; raises ``InvalidValueError`` for a day that is none.
        """
        if not isinstance(as_of, date):
            raise InvalidValueError("as_of", as_of, "Give a datetime.date.")
        with self._lock:
            found = self._pipelines.get(as_of)
            if found is None:
                candidates = self._candidates.on(as_of)
                latest = next(reversed(self._pipelines.values()), None)
                if self._base is not None:
                    found = self._base.pipeline(as_of).with_candidates(candidates)
                elif latest is not None:
                    found = latest.on(as_of, candidates)
                else:
                    rules = Rules(self.ranker, self.phrasebook.scale, as_of, self._excluded)
                    found = Pipeline(candidates, self._vacancies.columns, rules)
            _keep(self._pipelines, as_of, found)
            return found

    def _forget_days(self) -> None:
        self._lock = RLock()
        self._pipelines: OrderedDict[date, Pipeline] = OrderedDict()

    def _held(self, as_of: date) -> EncodedCandidates:
        return Encoded(self._candidates.items, self.pipeline(as_of).candidates)

    def _candidates_of(self, candidates: Sequence[Candidate]) -> _Candidates:
        return _Candidates(_by_id("candidate", candidates), self.encode, self.phrasebook)

    def _vacancies_of(self, vacancies: Sequence[Vacancy]) -> Encoded[Vacancy, VacancyColumns]:
        encoded = self._encode_vacancies(_by_id("vacancy", vacancies))
        self._vacancy_row = {one.id: row for row, one in enumerate(encoded.items)}
        self.phrasebook.learn(encoded.columns.phrasing)
        return encoded

    def _encode_vacancies(self, vacancies: Sequence[Vacancy]) -> Encoded[Vacancy, VacancyColumns]:
        columns = encode_vacancies(vacancies, self.phrasebook, self._anchors, self.phrasebook.concepts)
        return Encoded(tuple(vacancies), columns)

    def _scored(self, candidates: EncodedCandidates, candidate: Rows, vacancy: Rows, as_of: date) -> FeaturedPairs:
        return self.pipeline(as_of).score(candidates.columns, self._vacancies.columns, candidate, vacancy)

    def _explained(
        self,
        candidates: EncodedCandidates,
        vacancies: Encoded[Vacancy, VacancyColumns],
        scored: FeaturedPairs,
        as_of: date,
    ) -> list[Match]:
        concepts = self.phrasebook.concepts
        meaning = Meaning(partial(concepts.covered, as_of=as_of), concepts.taxonomy.label) if concepts else None
        sides = (candidates.columns, candidates.items), (vacancies.columns, vacancies.items)
        return explain(*sides, scored, self.ranker, self.phrasebook.scale, meaning)


class _Candidates:
    """People by id, with their columns on the days asked last; engines over other vacancies share them."""

    def __init__(
        self,
        items: tuple[Candidate, ...],
        encode: Callable[[Sequence[Candidate], date], EncodedCandidates],
        phrasebook: Phrasebook,
    ) -> None:
        self.items = items
        self.row = {one.id: row for row, one in enumerate(items)}
        self._encode, self._phrasebook = encode, phrasebook
        self._lock = RLock()
        self._days: OrderedDict[date, CandidateColumns] = OrderedDict()

    def on(self, as_of: date) -> CandidateColumns:
        """Columns on that day; only the first day ever asked encodes."""
        with self._lock:
            found = self._days.get(as_of)
            if found is None:
                found = self._encode(self.items, as_of).columns
                if not self._days:
                    self._phrasebook.learn(found.phrasing)
            _keep(self._days, as_of, found)
            return found


Kept = TypeVar("Kept")


def _keep(days: OrderedDict[date, Kept], as_of: date, made: Kept) -> None:
    """Put a day last, and forget the days asked longest ago."""
    days[as_of] = made
    days.move_to_end(as_of)
    while len(days) > DAYS_KEPT:
        days.popitem(last=False)


def _by_id(kind: str, items: Sequence[Item]) -> tuple[Item, ...]:
    """In the order of ids; raises ``InvalidValueError`` for an id that two have."""
    ordered = tuple(sorted(items, key=lambda one: one.id))
    for one, other in pairwise(ordered):
        if one.id == other.id:
            raise InvalidValueError(f"A second {kind} with the id", one.id, "Give each an id of its own.")
    return ordered


def _rows(row: dict[str, int], kind: str, ids: Iterable[str]) -> Rows:
    found: list[int] = []
    for wanted in ids:
        if wanted not in row:
            raise UnknownIdError.among(kind, wanted, row)
        found.append(row[wanted])
    return np.array(found, dtype=np.int64)
