"""Which pairs are worth a closer look? What a pair looks like at a glance, before its phrases answer one another.

A glance sums what the facts of both sides, their gists, the words and the concepts they share would add to
logit(score): facts and gists as the inner product of one vector for each person and each vacancy, rare words and
concepts as sparse products, common words by a signed hash (Weinberger et al. 2009). It chooses which pairs are scored,
and never enters a score.

All numbers of the vectors are multiples of 2**-8 and every partial sum stays below 2**8, so that float32 holds it
exactly: a pair looks the same alone and among a million, whatever order a matrix library sums in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack

from matching.ranking.columns import CandidateColumns, Floats, Phrasing, VacancyColumns
from matching.ranking.concept_features import HELD_AND_ASKED
from matching.ranking.eligibility import lacks_language, lacks_licence, not_yet_available, out_of_reach, still_open
from matching.ranking.features import (
    FEATURES,
    OVERLAP_SPREAD,
    STRANGERS_MOST,
    Calibration,
    Rows,
    contract_wished,
    education_reached,
    hours_wished,
    languages_held,
    nearness,
    start_near,
    strangers_share,
    wage_reached,
)
from matching.ranking.rankers import Ranker

Singles = NDArray[np.float32]

STEP = 2.0**-8
REFUSED = 40.0
"""What a refusal takes from a glance: more than all else together gives."""
GIST_STANDS_FOR = 2.5
"""Titles, skills and phrases agree where gists do: the gist counts for them too. Fitted on generated pairs, where the
ten best of 10,000 then stand among the first 64 in 99 of 100 cases."""
STEEPEST = 20.0
"""Most that the whole range of gists adds."""
COMMON_SHARE = 0.05
"""Share of the vacancies of a language that holds a term from which it is common."""
COMMON_FROM = 100
"""Vacancies that hold a common term at the least."""
HASHED = 256
"""Numbers that stand for the common terms."""
WAGE_STEP = 0.05
"""Wages are glanced at in steps of five per cent."""
START_DAYS = 14
"""Starts are glanced at by fortnights."""
LENGTH_STEP = 0.5
"""Lengths of texts are glanced at in steps of the square root of two."""

Fact = Callable[[CandidateColumns, VacancyColumns, Rows, Rows], Floats]
Rule = Callable[[CandidateColumns, VacancyColumns, Rows, Rows], NDArray[np.bool_]]


@dataclass(frozen=True, slots=True)
class Kinds:
    """Vacancies that are alike in one respect: the kind of each, and one vacancy of each kind."""

    of: Rows
    example: Rows

    @classmethod
    def by(cls, *columns: NDArray[np.generic] | Sequence[str]) -> Kinds:
        """Vacancies of one kind agree in all ``columns``; unknown agrees with unknown."""
        numbers = [np.unique(np.asarray(one), axis=0, return_inverse=True)[1].ravel() for one in columns]
        _, example, of = np.unique(np.column_stack(numbers), axis=0, return_index=True, return_inverse=True)
        return cls(of.ravel(), example)


@dataclass(frozen=True, slots=True)
class Aspect:
    """One respect in which people and vacancies agree or not: vacancies by kind, a feature, and a rule that refuses."""

    kinds: Kinds
    feature: str | None
    value: Fact | None
    refuses: Rule | None


@dataclass(frozen=True, slots=True)
class Words:
    """Which terms are common, and what weight words have at a glance."""

    common: NDArray[np.bool_]

    @classmethod
    def of(cls, vacancies: Phrasing) -> Words:
        """As the vacancies use them."""
        _, terms = vacancies.lexical.get_shape()
        common = np.zeros(terms, dtype=bool)
        languages = np.array(vacancies.languages)
        for code in np.unique(languages[languages != ""]):
            rows = np.flatnonzero(languages == code)
            used = np.bincount(csr_matrix(vacancies.lexical[rows]).indices, minlength=len(common))
            common |= used > max(COMMON_FROM, COMMON_SHARE * len(rows))
        return cls(common)

    def rare(self, phrasing: Phrasing, rows: Rows, factor: float = 1.0) -> csr_matrix:
        """Rare terms of the texts in ``rows``, weighted so that products are amounts of surplus words."""
        chosen = csr_matrix(phrasing.lexical[rows])
        weights = np.where(self.common[chosen.indices], 0.0, np.asarray(chosen.data)) * np.repeat(
            factor * _root_length(chosen), np.diff(chosen.indptr)
        )
        found = csr_matrix((weights.astype(np.float32), chosen.indices, chosen.indptr), shape=chosen.shape)
        found.eliminate_zeros()
        return found

    def hashed(self, phrasing: Phrasing, rows: Rows) -> Floats:
        """Common terms of the texts in ``rows`` as float64[rows, HASHED]; texts of no known language give zeros."""
        chosen = csr_matrix(phrasing.lexical[rows])
        owner = np.repeat(np.arange(len(rows)), np.diff(chosen.indptr))
        seeds = np.array([crc32(phrasing.languages[row].encode()) if phrasing.languages[row] else 0 for row in rows])
        counted = np.flatnonzero(self.common[chosen.indices] & (seeds[owner] > 0))
        owner = owner[counted]
        mixed = (chosen.indices[counted].astype(np.uint64) * 2_654_435_761 + seeds[owner].astype(np.uint64)) * 40_503
        places = owner * HASHED + (mixed >> 9 & (HASHED - 1)).astype(np.int64)
        signed = np.where(mixed >> 20 & 1, 1.0, -1.0) * chosen.data[counted] * _root_length(chosen)[owner]
        summed = np.bincount(places, weights=signed, minlength=len(rows) * HASHED).astype(float)
        return summed.reshape(len(rows), HASHED)


class FirstStage:
    """How people and vacancies are looked at, given the vacancies ``vacancies`` at hand on the day ``as_of``."""

    def __init__(
        self, vacancies: VacancyColumns, words: Words, *, ranker: Ranker, scale: Calibration, as_of: date
    ) -> None:
        rounded = _rounded(vacancies)
        length = np.round(np.log2(np.maximum(np.diff(vacancies.phrasing.lexical.indptr), 1)) / LENGTH_STEP)
        self.words = words
        self._vacancies, self._rounded = vacancies, rounded
        self._closed = ~still_open(vacancies, as_of)
        ends = np.full((2, len(FEATURES)), 0.0)
        ends[1] = 1.0
        self._ends = np.array([
            ranker.contributions(np.where(np.arange(len(FEATURES)) == at, ends, np.nan))[:, at]
            for at in range(len(FEATURES))
        ])  # fmt: skip
        slope = GIST_STANDS_FOR * float(np.diff(self._ends[FEATURES.index("gist")])[0])
        self._gist = min(slope / (scale.high - scale.low), STEEPEST)
        self._surplus = float(np.diff(self._ends[FEATURES.index("lexical")])[0]) / OVERLAP_SPREAD
        self._aspects = [
            Aspect(Kinds.by(vacancies.latitude, vacancies.longitude, vacancies.regions, vacancies.remote == 1),
                   "distance", nearness, out_of_reach),
            Aspect(Kinds.by(vacancies.languages), "languages", languages_held, lacks_language),
            Aspect(Kinds.by(vacancies.isced), "education", education_reached, None),
            Aspect(Kinds.by(vacancies.licences), None, None, lacks_licence),
            Aspect(Kinds.by(vacancies.contract), "contract", contract_wished, None),
            Aspect(Kinds.by(vacancies.hours), "hours", hours_wished, None),
            Aspect(Kinds.by(rounded.wage, vacancies.currency), "wage", wage_reached, None),
            Aspect(Kinds.by(rounded.starts), "start", start_near, not_yet_available),
            Aspect(Kinds.by(length, vacancies.phrasing.languages), "lexical", self._strangers, None),
        ]  # fmt: skip

    def of_vacancies(self, rows: Rows) -> Singles:
        """Vectors float32[rows, d] of these vacancies."""
        vacancies = self._vacancies
        own = self._amount("training", vacancies.training[rows]) - REFUSED * self._closed[rows]
        parts = [vacancies.phrasing.gist[rows], own[:, None], self.words.hashed(vacancies.phrasing, rows)]
        parts.append(self._silence_of_vacancies(rows))
        for aspect in self._aspects:
            kinds = np.zeros((len(rows), len(aspect.kinds.example)), dtype=np.float32)
            kinds[np.arange(len(rows)), aspect.kinds.of[rows]] = 1
            parts.append(kinds)
        return _on_step(parts)

    def of_candidates(self, candidates: CandidateColumns, rows: Rows) -> Singles:
        """Vectors float32[rows, d] of these people."""
        parts = [
            candidates.phrasing.gist[rows] * self._gist,
            np.ones((len(rows), 1)),
            self.words.hashed(candidates.phrasing, rows) * self._surplus,
            _known_of_candidates(candidates, rows),
        ]
        for aspect in self._aspects:
            kinds = len(aspect.kinds.example)
            pairs = np.repeat(rows, kinds), np.tile(aspect.kinds.example, len(rows))
            amounts = np.zeros(len(pairs[0]))
            if aspect.feature and aspect.value:
                amounts += self._amount(aspect.feature, aspect.value(candidates, self._rounded, *pairs))
            if aspect.refuses:
                amounts -= REFUSED * aspect.refuses(candidates, self._rounded, *pairs)
            parts.append(amounts.reshape(len(rows), kinds))
        return _on_step(parts)

    def rare_of_vacancies(self, rows: Rows) -> csr_matrix:
        """Rare terms of these vacancies, csr float32."""
        return self.words.rare(self._vacancies.phrasing, rows)

    def rare_of_candidates(self, candidates: CandidateColumns, rows: Rows) -> csr_matrix:
        """Rare terms of these people, csr float32."""
        return self.words.rare(candidates.phrasing, rows, self._surplus)

    def concepts_of_vacancies(self, rows: Rows) -> csr_matrix | None:
        """What each concept of these vacancies adds where it is wholly held, csr float32; None without a taxonomy."""
        asked = self._vacancies.concepts
        if asked is None:
            return None
        parts: dict[str, csr_matrix] = {}
        for feature, (held, name) in HELD_AND_ASKED.items():
            chosen = csr_matrix(getattr(asked, name)[rows])
            total = np.asarray(chosen.sum(axis=1, dtype=np.float64)).ravel()
            none, all_ = self._ends[FEATURES.index(feature)]
            # A share counts squared, so a straight line flatters those in the middle: a glance may.
            each = np.repeat((all_ - none) / np.maximum(total, STEP), np.diff(chosen.indptr))
            weights = (np.asarray(chosen.data) * each).astype(np.float32)
            amounts = csr_matrix((weights, chosen.indices, chosen.indptr), shape=chosen.shape)
            amounts.eliminate_zeros()
            parts[held] = amounts if held not in parts else csr_matrix(parts[held] + amounts)
        return csr_matrix(hstack([parts[held] for held in sorted(parts)]))

    def concepts_of_candidates(self, candidates: CandidateColumns, rows: Rows) -> csr_matrix | None:
        """How far these people hold each concept, csr float32; None without a taxonomy."""
        if candidates.concepts is None:
            return None
        held = sorted({held for held, _ in HELD_AND_ASKED.values()})
        return csr_matrix(hstack([getattr(candidates.concepts, name)[rows] for name in held]))

    def _silence_of_vacancies(self, rows: Rows) -> Floats:
        """What each feature of concepts adds where it is known and nothing is held, float64[rows, features]."""
        found = np.zeros((len(rows), len(HELD_AND_ASKED)))
        if self._vacancies.concepts is not None:
            for at, (feature, (_, name)) in enumerate(HELD_AND_ASKED.items()):
                asked = np.diff(getattr(self._vacancies.concepts, name).indptr)[rows] > 0
                found[:, at] = np.where(asked, self._ends[FEATURES.index(feature), 0], 0.0)
        return found

    def _amount(self, feature: str, values: Floats) -> Floats:
        """What a feature adds, as a straight line between what its ends add; unknown adds nothing."""
        none, all_ = self._ends[FEATURES.index(feature)]
        return np.nan_to_num(none + (all_ - none) * values, nan=0.0)

    def _strangers(
        self, candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
    ) -> Floats:
        """The lexical feature of texts that share no word."""
        codes = {
            code: at for at, code in enumerate(sorted({*candidates.phrasing.languages, *vacancies.phrasing.languages}))
        }
        ours = np.array([codes[code] if code else -1 for code in candidates.phrasing.languages])[candidate]
        theirs = np.array([codes[code] if code else -2 for code in vacancies.phrasing.languages])[vacancy]
        said = np.diff(candidates.phrasing.lexical.indptr)[candidate].astype(float)
        asked = np.diff(vacancies.phrasing.lexical.indptr)[vacancy]
        asked = 2.0 ** (np.round(np.log2(np.maximum(asked, 1)) / LENGTH_STEP) * LENGTH_STEP)
        length = np.minimum(np.sqrt(said * asked), STRANGERS_MOST)
        shared = 0.5 - strangers_share(length) * np.sqrt(length) / OVERLAP_SPREAD
        return np.where(ours == theirs, shared, np.nan)


def _known_of_candidates(candidates: CandidateColumns, rows: Rows) -> Floats:
    """Whether each feature of concepts is known of these people, float64[rows, features]."""
    found = np.zeros((len(rows), len(HELD_AND_ASKED)))
    if candidates.concepts is not None:
        for at, (held, _) in enumerate(HELD_AND_ASKED.values()):
            found[:, at] = np.diff(getattr(candidates.concepts, held).indptr)[rows] > 0
    return found


def _rounded(vacancies: VacancyColumns) -> VacancyColumns:
    """The vacancies with wages and starts in the steps at which they are glanced at."""
    with np.errstate(divide="ignore"):
        wage = np.where(
            vacancies.wage > 0, np.exp(np.round(np.log(vacancies.wage) / WAGE_STEP) * WAGE_STEP), vacancies.wage
        )
    starts = np.ceil(vacancies.starts / START_DAYS) * START_DAYS
    return replace(vacancies, wage=wage, starts=starts)


def _root_length(texts: csr_matrix) -> Floats:
    """One side's share of the square root of a pair's length."""
    return np.minimum(np.diff(texts.indptr), STRANGERS_MOST) ** 0.25


def _on_step(parts: Sequence[NDArray[np.floating]]) -> Singles:
    return np.round(np.concatenate(parts, axis=1, dtype=np.float32) / np.float32(STEP)) * np.float32(STEP)


@dataclass(frozen=True, slots=True)
class Sought:
    """One population, ready to be searched at a glance: those of one language stand together, in ``order``."""

    order: Rows
    vectors: Singles
    terms: dict[str, tuple[slice, csr_matrix]]
    """For each language which places in ``order`` it takes, and its rare terms, csr float32[terms, places]."""
    concepts: csr_matrix | None
    """csr float32[concepts, places]; None without a taxonomy."""

    @classmethod
    def of(cls, languages: Sequence[str], vectors: Singles, rare: csr_matrix, concepts: csr_matrix | None) -> Sought:
        """From vectors, rare terms and concepts of all, row by row."""
        order, spans = _by_language(np.array(languages, dtype=str))
        terms = {code: (span, rare[order[span]].T.tocsr()) for code, span in spans if code}
        meant = None if concepts is None else csr_matrix(concepts[order].T)
        return cls(order, vectors[order], terms, meant)

    def best(
        self,
        vectors: Singles,
        rare: csr_matrix,
        concepts: csr_matrix | None,
        languages: Sequence[str],
        depth: int,
        struck: tuple[Rows, Rows] | None = None,
    ) -> tuple[Rows, Rows]:
        """The ``depth`` best-looking of all for each query, as positions of queries and rows sought, both ascending.

        ``struck`` are pairs (query, row sought) that count as refused. Ties break by row.
        """
        looks = vectors @ self.vectors.T
        order, spans = _by_language(np.array(languages, dtype=str))
        for code, span in spans:
            if code in self.terms:
                places, terms = self.terms[code]
                shared = (rare[order[span]] @ terms).toarray()
                for row, amounts in zip(order[span].tolist(), shared, strict=True):
                    looks[row, places] += amounts
        if concepts is not None and self.concepts is not None:
            looks += csr_matrix(concepts @ self.concepts).toarray()
        if struck is not None and len(struck[0]):
            place = np.empty_like(self.order)
            place[self.order] = np.arange(len(self.order))
            looks[struck[0], place[struck[1]]] -= REFUSED
        return self._chosen(looks, depth)

    def _chosen(self, looks: Singles, depth: int) -> tuple[Rows, Rows]:
        least = _bound(looks, depth)
        # Who is refused once or often is refused alike: it tells only where there are too few others.
        short = np.flatnonzero(least < -REFUSED / 2)
        if len(short):
            times = np.maximum(np.round(-looks[short] / np.float32(REFUSED)), 1)
            looks[short] += np.where(looks[short] < -REFUSED / 2, (times - 1) * np.float32(REFUSED), 0)
            least[short] = _bound(looks[short], depth)
        hits = np.flatnonzero(looks >= least[:, None])
        query, place = np.divmod(hits, looks.shape[1])
        row = self.order[place]
        best = np.lexsort((row, -looks.ravel()[hits], query))
        query = query[best]
        within = np.arange(len(query)) - np.searchsorted(query, query)
        kept = best[within < depth]
        query, row = np.divmod(hits[kept], looks.shape[1])[0], row[kept]
        ordered = np.lexsort((row, query))
        return query[ordered], row[ordered]


LOOKED_AT_TOGETHER = 16
"""Looks of which only the best is compared, to find a bound for the rest."""


def _bound(looks: Singles, depth: int) -> Singles:
    """A bound that at least ``depth`` of each row reach, and few more."""
    together = min(LOOKED_AT_TOGETHER, looks.shape[1] // (2 * depth))
    if together > 1:
        part = looks.shape[1] // together
        best = looks[:, :part].copy()
        for at in range(1, together):
            np.maximum(best, looks[:, at * part : (at + 1) * part], out=best)
        looks = best
    return np.partition(looks, looks.shape[1] - depth, axis=1)[:, looks.shape[1] - depth].copy()


def _by_language(languages: NDArray[np.str_]) -> tuple[Rows, Iterator[tuple[str, slice]]]:
    """Rows in the order of their languages, and the span of each language in it."""
    order = np.argsort(languages, kind="stable")
    codes, starts = np.unique(languages[order], return_index=True)
    ends = [*starts[1:].tolist(), len(order)]
    return order, (
        (str(code), slice(start, end)) for code, start, end in zip(codes, starts.tolist(), ends, strict=True)
    )
