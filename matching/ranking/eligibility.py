"""Why is a pair refused, and what should somebody check before it is referred?

Only what is stated and known excludes. What is unknown is listed to check.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntFlag

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.domain.licences import is_driving
from matching.domain.match import MessageCode
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.features import Rows, from_home, language_ranks, pair_distance_km, same_currency

Bits = NDArray[np.uint16]

USUAL_COMMUTE_KM = 50.0
"""Beyond it, the commute is to be checked with a person who named no radius."""


class Refusal(IntFlag):
    """Hard rules. A pair with any of them is not eligible."""

    CLOSED = 1
    FILLED = 2
    LICENCE = 4
    LANGUAGE = 8
    OUT_OF_REACH = 16
    NOT_YET_AVAILABLE = 32
    EXCLUDED = 64

    @property
    def code(self) -> MessageCode:
        """The code of the note by which a match gives this one rule."""
        return _CODES[self]


_CODES = {
    Refusal.CLOSED: MessageCode.CLOSED,
    Refusal.FILLED: MessageCode.FILLED,
    Refusal.LICENCE: MessageCode.LICENCE_ABSENT,
    Refusal.LANGUAGE: MessageCode.LANGUAGE_BELOW,
    Refusal.OUT_OF_REACH: MessageCode.OUT_OF_REACH,
    Refusal.NOT_YET_AVAILABLE: MessageCode.NOT_YET_AVAILABLE,
    Refusal.EXCLUDED: MessageCode.EXCLUDED,
}


class Check(IntFlag):
    """What nobody knows yet and somebody should ask."""

    LICENCE = 1
    LANGUAGE = 2
    REACH = 4
    AVAILABILITY = 8
    WAGE = 16
    EDUCATION = 32
    RECOGNITION = 64
    EXPERIENCE = 128
    NOT_OPEN_YET = 256


@dataclass(frozen=True, slots=True)
class Gate:
    """For each pair the rules that refuse it and the points to check, as bits of ``Refusal`` and ``Check``."""

    refusals: Bits
    checks: Bits

    @property
    def eligible(self) -> NDArray[np.bool_]:
        """Pairs that no rule refuses."""
        return self.refusals == 0

    def take(self, pairs: NDArray[np.int64]) -> Gate:
        """The same for a choice of pairs, in that order."""
        return Gate(self.refusals[pairs], self.checks[pairs])


def still_open(vacancies: VacancyColumns, as_of: date) -> NDArray[np.bool_]:
    """Vacancies neither closed nor filled on the day ``as_of``: bool[vacancies]."""
    return ~(vacancies.closes < as_of.toordinal()) & (vacancies.positions != 0)


def gate(
    candidates: CandidateColumns,
    vacancies: VacancyColumns,
    candidate: Rows,
    vacancy: Rows,
    *,
    as_of: date,
    excluded: Collection[tuple[str, str]] = (),
) -> Gate:
    """Apply the rules to the pairs (``candidate[i]``, ``vacancy[i]``), rows of the columns, on the day ``as_of``.

    ``excluded`` holds pairs of (candidate id, vacancy id) that must not be suggested.
    """
    today = as_of.toordinal()
    absent, unsure = _licences(candidates, vacancies, candidate, vacancy)
    held, asked = language_ranks(candidates, vacancies, candidate, vacancy)
    far, doubtful = _reach(candidates, vacancies, candidate, vacancy)
    available, starts = candidates.available[candidate], vacancies.starts[vacancy]
    level, asked_level = candidates.isced[candidate], vacancies.isced[vacancy]
    recognised = candidates.isced_recognised[candidate]
    known_months = candidates.phrasing.roles["held"].lengths[candidate] > 0
    refused = {
        Refusal.CLOSED: vacancies.closes[vacancy] < today,
        Refusal.FILLED: vacancies.positions[vacancy] == 0,
        Refusal.LICENCE: absent,
        Refusal.LANGUAGE: _below(held, asked),
        Refusal.OUT_OF_REACH: far,
        Refusal.NOT_YET_AVAILABLE: not_yet_available(candidates, vacancies, candidate, vacancy),
        Refusal.EXCLUDED: _excluded(candidates, vacancies, candidate, vacancy, excluded),
    }
    to_check = {
        Check.LICENCE: unsure,
        Check.LANGUAGE: ((held == 0) & (asked != 0)).any(axis=1),
        Check.REACH: doubtful,
        Check.AVAILABILITY: np.isnan(starts) & (available > today),
        Check.WAGE: _wage_in_doubt(candidates, vacancies, candidate, vacancy),
        Check.EDUCATION: np.isnan(level) & (asked_level > 0),
        Check.RECOGNITION: (level >= asked_level) & (asked_level > 0) & ~(recognised >= asked_level),
        Check.EXPERIENCE: (vacancies.experience_months[vacancy] > 0) & ~known_months,
        Check.NOT_OPEN_YET: vacancies.opens[vacancy] > today,
    }
    return Gate(_bits(refused, len(candidate)), _bits(to_check, len(candidate)))


def _bits(rules: Mapping[Refusal, NDArray[np.bool_]] | Mapping[Check, NDArray[np.bool_]], pairs: int) -> Bits:
    found = np.zeros(pairs, dtype=np.uint16)
    for rule, holds in rules.items():
        found[holds] |= np.uint16(rule.value)
    return found


def _excluded(
    candidates: CandidateColumns,
    vacancies: VacancyColumns,
    candidate: Rows,
    vacancy: Rows,
    excluded: Collection[tuple[str, str]],
) -> NDArray[np.bool_]:
    if not excluded:
        return np.zeros(len(candidate), dtype=bool)
    candidate_row = {one: row for row, one in enumerate(candidates.ids)}
    vacancy_row = {one: row for row, one in enumerate(vacancies.ids)}
    known = [
        candidate_row[one] * len(vacancy_row) + vacancy_row[other]
        for one, other in excluded
        if one in candidate_row and other in vacancy_row
    ]
    return np.isin(candidate * len(vacancy_row) + vacancy, known)


def lacks_licence(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    """Pairs where a licence is known to be absent."""
    return _licences(candidates, vacancies, candidate, vacancy)[0]


def lacks_language(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    """Pairs where a language is known to be below the level asked."""
    return _below(*language_ranks(candidates, vacancies, candidate, vacancy))


def out_of_reach(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    """Pairs known to be too far apart."""
    return _reach(candidates, vacancies, candidate, vacancy)[0]


def not_yet_available(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    """Pairs where the work starts before the person is free."""
    return candidates.available[candidate] > vacancies.starts[vacancy]


def _below(held: NDArray[np.int8], asked: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Whether any language of a pair is, by ``domain.comparing.is_below``."""
    return np.logical_or.reduce((held > 0) & (held < asked), axis=1)


def _licences(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pairs where a licence is known to be absent, and pairs where nobody knows.

    Driving categories are a closed list: stated licences without the category mean that it is absent. A trade's
    licence has many names; a person with any trade paper may hold it under another one.
    """
    at = {key: column for column, key in enumerate(candidates.licence_keys)}
    columns = [at.get(key, -1) for key in vacancies.licence_keys]
    # Sparse, since every trade adds a column and most vacancies ask for none.
    held = csr_matrix(np.pad(candidates.licences, ((0, 0), (0, 1)))[:, columns], dtype=np.int32)[candidate]
    asked = csr_matrix(vacancies.licences, dtype=np.int32)[vacancy]
    missing = asked - asked.multiply(held)
    driving = np.array([is_driving(key) for key in vacancies.licence_keys], dtype=bool)
    lacks_driving, lacks_trade = missing @ driving > 0, missing @ ~driving > 0
    stated = candidates.licences_known[candidate]
    papers = candidates.trade_papers[candidate]
    absent = stated & (lacks_driving | (lacks_trade & ~papers))
    return absent, (lacks_driving | lacks_trade) & ~absent


def _reach(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Pairs known to be too far apart, and pairs whose commute is in doubt."""
    kilometres = pair_distance_km(candidates, vacancies, candidate, vacancy)
    radius = candidates.radius_km[candidate]
    settled = from_home(candidates, vacancies, candidate, vacancy)
    moving = candidates.relocation[candidate] == 1
    settled |= moving | _region_wished(candidates, vacancies, candidate, vacancy)
    far = (kilometres > radius) & ~settled
    placed = ~np.isnan(vacancies.latitude[vacancy])
    limited = ~np.isnan(radius) | ~np.isnan(candidates.latitude[candidate])
    doubtful = np.isnan(kilometres) & (limited | placed) | (np.isnan(radius) & (kilometres > USUAL_COMMUTE_KM))
    return far, doubtful & ~settled & ~far


def _region_wished(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    names = sorted({*vacancies.regions, *(name for wished in candidates.wished_regions for name in wished)} - {""})
    number = {name: column for column, name in enumerate(names)}
    wished = np.zeros((len(candidates), len(names) + 1), dtype=bool)
    for row, regions in enumerate(candidates.wished_regions):
        wished[row, [number[name] for name in regions]] = True
    region = np.array([number.get(name, -1) for name in vacancies.regions], dtype=np.int64)
    return wished[candidate, region[vacancy]]


def _wage_in_doubt(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    """Where the person named a wage, and the vacancy names none, another currency, or less."""
    asked, given = candidates.wage[candidate], vacancies.wage[vacancy]
    compared = same_currency(candidates, vacancies, candidate, vacancy)
    return ~np.isnan(asked) & ~(compared & (given >= asked))
