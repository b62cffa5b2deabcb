"""What speaks for a pair? Named features over arrays of pairs, each between 0 and 1, NaN where unknown.

No feature depends on the other pairs of a query, so a pair has one score in every direction and batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.domain.match import Side
from matching.geography import distance_km
from matching.ranking.columns import CandidateColumns, Floats, Parallel, Phrasing, VacancyColumns, side_by_side
from matching.ranking.concept_features import CONCEPT_FEATURES, concept_features
from matching.ranking.late_interaction import Values, answers, leading, segment_best, segment_totals, shared_words

Rows = NDArray[np.int64]

SIDES: dict[str, Side] = {
    "occupation": Side.EMPLOYER,
    "essential_skills": Side.EMPLOYER,
    "optional_skills": Side.EMPLOYER,
    "text": Side.EMPLOYER,
    "gist": Side.EMPLOYER,
    "lexical": Side.EMPLOYER,
    "languages": Side.EMPLOYER,
    "education": Side.EMPLOYER,
    "experience": Side.EMPLOYER,
    "wish": Side.CANDIDATE,
    "distance": Side.CANDIDATE,
    "wage": Side.CANDIDATE,
    "contract": Side.CANDIDATE,
    "hours": Side.CANDIDATE,
    "start": Side.CANDIDATE,
    "training": Side.CANDIDATE,
    **dict.fromkeys(CONCEPT_FEATURES, Side.EMPLOYER),
}
"""Every feature with the side whose wishes it speaks for.

Those of concepts come last: where there is no taxonomy they add zeros, which change no sum of those before them.
"""
FEATURES = tuple(SIDES)

UNRECOGNISED_SHARE = 0.5
"""What a diploma counts while its recognition is denied: half, since recognition can be obtained."""
RELOCATION_FLOOR = 0.6
"""Nearness of any place to a person who would move."""
HALF_DISTANCE_KM = 40.0
"""Commute at which nearness has fallen to one half where no radius is stated."""
PATIENCE_DAYS = 90.0
"""Wait for a start at which its worth has fallen to 1/e."""


STRANGERS_HALF = 800.0
"""Length (distinct terms, geometric mean of both texts) at which strangers share half of what they ever share."""
STRANGERS_MOST = 600.0
"""Length beyond which a longer text is no longer excused: long texts share more because they say more."""

OVERLAP_SPREAD = 20.0
"""Surplus overlap, in units of its chance variation, that spans the whole feature."""

VALUES_AT_ONCE = 1_000_000
"""Answers of phrases held side by side."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Where an encoder's similarities start to mean something, and where they mean "the same".

    ``low`` is the similarity of strangers, ``high`` that of two ways to say one thing; every encoder has its own.
    """

    low: float
    high: float

    def degree(self, similarity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Similarity as a degree between 0 and 1; NaN stays NaN."""
        return np.clip((similarity - self.low) / (self.high - self.low), 0, 1)


def compute_features(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows, scale: Calibration
) -> Floats:
    """Features float64[pairs, len(FEATURES)] of the pairs (``candidate[i]``, ``vacancy[i]``), rows of the columns."""
    columns = _spoken(candidates.phrasing, vacancies.phrasing, candidate, vacancy, scale)
    columns |= {
        "languages": languages_held(candidates, vacancies, candidate, vacancy),
        "education": education_reached(candidates, vacancies, candidate, vacancy),
        "experience": np.clip(columns.pop("relevant_months") / _demanded(vacancies.experience_months[vacancy]), 0, 1),
        "distance": nearness(candidates, vacancies, candidate, vacancy),
        "wage": wage_reached(candidates, vacancies, candidate, vacancy),
        "contract": contract_wished(candidates, vacancies, candidate, vacancy),
        "hours": hours_wished(candidates, vacancies, candidate, vacancy),
        "start": start_near(candidates, vacancies, candidate, vacancy),
        "training": vacancies.training[vacancy],
    } | concept_features(candidates.concepts, vacancies.concepts, candidate, vacancy)
    return np.column_stack([columns[name] for name in FEATURES]).astype(float)


def pair_distance_km(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """Kilometres between person and workplace for each pair; NaN where a place is unknown."""
    return distance_km(
        candidates.latitude[candidate],
        candidates.longitude[candidate],
        vacancies.latitude[vacancy],
        vacancies.longitude[vacancy],
    )


def from_home(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    """``domain.comparing.works_from_home`` of each pair."""
    return (vacancies.remote[vacancy] == 1) & (candidates.remote[candidate] != 0)


def language_ranks(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """CEFR ranks held and asked, int8[pairs, languages asked by anyone]; held 0 is unknown, asked 0 asks nothing."""
    at = {code: column for column, code in enumerate(candidates.language_codes)}
    known = [at.get(code, -1) for code in vacancies.language_codes]
    padded = np.pad(candidates.languages, ((0, 0), (0, 1)))
    return padded[:, known][candidate], vacancies.languages[vacancy]


def _spoken(
    candidates: Phrasing, vacancies: Phrasing, candidate: Rows, vacancy: Rows, scale: Calibration
) -> dict[str, Floats]:
    """Features that compare what both say."""
    skills = ("essential_skills", "optional_skills")
    names = ("occupation", "wish", "relevant_months", *skills, "text", "gist", "lexical")
    found = {name: np.full(len(candidate), np.nan) for name in names}
    if not len(candidates.vectors) or not len(vacancies.vectors):
        return found
    order = np.argsort(candidate if leading(candidate, vacancy) else vacancy, kind="stable")
    phrases = np.diff(candidates.words.offsets)[candidate[order]] + np.diff(vacancies.words.offsets)[vacancy[order]]
    # Cut by what the answers of a pair need to stand side by side.
    cuts = np.flatnonzero(np.diff(np.cumsum(phrases) // VALUES_AT_ONCE)) + 1
    for pairs in np.split(order, cuts):
        for name, values in _answered(candidates, vacancies, candidate[pairs], vacancy[pairs], scale).items():
            found[name][pairs] = values
    # What sums of other orders would leave in the last bits may not show in a score.
    return {name: values.round(5) for name, values in found.items()}


def _answered(
    candidates: Phrasing, vacancies: Phrasing, candidate: Rows, vacancy: Rows, scale: Calibration
) -> dict[str, NDArray[np.floating]]:
    """Features of pairs, those of one leader together (see ``likeness``)."""
    found = answers(candidates, vacancies, candidate, vacancy, scale.degree)
    asked, said, named = found.asked, found.said, found.named

    def known(role: str, phrasing: Phrasing, owners: Rows, values: NDArray[np.floating]) -> NDArray[np.floating]:
        return np.where(phrasing.roles[role].lengths[owners] > 0, values, np.nan)

    def mean(values: NDArray[np.floating], weights: NDArray[np.float32], places: Values) -> Floats:
        importance = weights[places.rows]
        with np.errstate(invalid="ignore"):
            return segment_totals(values * importance, places.offsets) / segment_totals(importance, places.offsets)

    def nearest(role: str) -> NDArray[np.floating]:
        weighted = found.to_title * candidates.names.weights[role][named.rows]
        return titled(role, segment_best(weighted, named.offsets))

    def titled(role: str, values: NDArray[np.floating]) -> NDArray[np.floating]:
        return known("title", vacancies, vacancy, known(role, candidates, candidate, values))

    def covered(role: str) -> NDArray[np.floating]:
        return known("asset", candidates, candidate, mean(found.covered, vacancies.words.weights[role], asked))

    # Squared: many faint likenesses of long texts must not outweigh a few strong ones. A degree rises with the
    # similarity, so the best of degrees is the degree of the best: taken last, there are far fewer to compute.
    answered = mean(scale.degree(found.answered) ** 2, vacancies.words.weights["all"], asked)
    used = mean(scale.degree(found.used) ** 2, candidates.words.weights["all"], said)
    months = segment_totals(found.to_title * candidates.names.weights["held"][named.rows], named.offsets)
    months -= _counted_again(candidates.parallel, candidate, found.to_title, named.offsets)
    return {
        "occupation": nearest("occupation"),
        "wish": nearest("wish"),
        "relevant_months": titled("held", months),
        "essential_skills": covered("essential"),
        "optional_skills": covered("optional"),
        "text": known("all", candidates, candidate, known("all", vacancies, vacancy, np.sqrt(answered * used))),
        "gist": scale.degree(found.gist),
        "lexical": _lexical(candidates, vacancies, candidate, vacancy),
    }


def _counted_again(
    parallel: Parallel, candidate: Rows, to_title: NDArray[np.float32], offsets: Rows
) -> NDArray[np.float64]:
    """Months of each pair that several jobs held at once count, but for the job that counts most: float64[pairs].

    ``to_title`` is the degree of likeness of each name of an occupation of each pair, those of pair i from
    ``offsets[i]`` on.
    """
    again = np.zeros(len(candidate))
    pairs = np.flatnonzero(np.diff(parallel.offsets)[candidate])
    if not len(pairs):
        return again
    stretches, rows = side_by_side(parallel.offsets, candidate[pairs])
    jobs, at = side_by_side(parallel.jobs, rows)
    pair_of_job = np.repeat(np.repeat(pairs, np.diff(stretches)), np.diff(jobs))
    counted = to_title[offsets[pair_of_job] + parallel.names[at]].astype(np.float64) * parallel.months[at]
    surplus = np.add.reduceat(counted, jobs[:-1]) - np.maximum.reduceat(counted, jobs[:-1])
    again[pairs] = np.add.reduceat(surplus, stretches[:-1])
    return again


def strangers_share(length: NDArray[np.floating]) -> NDArray[np.floating]:
    """Inner product of the lexical rows of unrelated texts of one language; ``length`` as in ``STRANGERS_HALF``.

    Fitted on 20,000 unrelated pairs of demo profiles, demo texts and résumés, in ten languages.
    """
    return np.maximum(0, 0.654 * length / (length + STRANGERS_HALF) - 0.069)


def _lexical(candidates: Phrasing, vacancies: Phrasing, candidate: Rows, vacancy: Rows) -> Floats:
    """Words shared beyond what unrelated texts of these lengths share: 0.5 is what strangers have in common.

    Only texts in one language are compared: across languages, sharing no words says nothing.
    """
    values = np.full(len(candidate), np.nan)
    codes = {code: number for number, code in enumerate(sorted({*candidates.languages, *vacancies.languages} - {""}))}
    spoken = np.array([codes.get(code, -1) for code in candidates.languages])[candidate]
    asked = np.array([codes.get(code, -2) for code in vacancies.languages])[vacancy]
    together = np.flatnonzero(spoken == asked)
    ours, theirs = candidate[together], vacancy[together]
    lengths = (
        np.diff(candidates.lexical.indptr)[ours].astype(float),
        np.diff(vacancies.lexical.indptr)[theirs].astype(float),
    )
    length = np.minimum(np.sqrt(lengths[0] * lengths[1]), STRANGERS_MOST)
    # Chance overlap varies with one over the root of the length: the longer the texts, the surer the surplus.
    surplus = (shared_words(candidates.lexical, vacancies.lexical, ours, theirs) - strangers_share(length)) * np.sqrt(
        length
    )
    values[together] = np.clip(0.5 + surplus / OVERLAP_SPREAD, 0, 1)
    return values


def languages_held(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """Mean over the languages asked whose level is known of held/asked, at most 1."""
    held, asked = language_ranks(candidates, vacancies, candidate, vacancy)
    compared = (asked != 0) & (held > 0)
    share = np.where(compared, np.minimum(held / np.maximum(asked, 1), 1.0), 0.0)
    count = compared.sum(axis=1)
    return np.where(count > 0, share.sum(axis=1) / np.maximum(count, 1), np.nan)


def education_reached(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> Floats:
    """1 where the level suffices, a quarter less for each ISCED level short; unrecognised counts by half."""
    asked = _demanded(vacancies.isced[vacancy])

    def reached(level: Floats) -> Floats:
        return np.clip(1 - 0.25 * (asked - level), 0, 1)

    full, recognised = reached(candidates.isced[candidate]), reached(candidates.isced_recognised[candidate])
    recognised = np.where(np.isnan(recognised), 0, recognised)
    return np.where(np.isnan(full), np.nan, np.maximum(recognised, UNRECOGNISED_SHARE * full))


def _demanded(asked: Floats) -> Floats:
    """What is asked; NaN where that is nothing."""
    return np.where(asked > 0, asked, np.nan)


def nearness(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """Halved with every radius of distance; 1 for work from home, more than ``RELOCATION_FLOOR`` for who would move."""
    kilometres = pair_distance_km(candidates, vacancies, candidate, vacancy)
    radius = candidates.radius_km[candidate]
    half = np.where(radius > 0, radius, HALF_DISTANCE_KM)
    near = np.exp2(-kilometres / half)
    near = np.where(candidates.relocation[candidate] == 1, np.fmax(near, RELOCATION_FLOOR), near)
    return np.where(from_home(candidates, vacancies, candidate, vacancy), 1.0, near)


def wage_reached(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """1 where the best pay named reaches the reservation wage, 0 where it is half of it or less."""
    given, asked = vacancies.wage[vacancy], candidates.wage[candidate]
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.where(given >= asked, 1.0, np.clip(2 * given / asked - 1, 0, 1))
    return np.where(same_currency(candidates, vacancies, candidate, vacancy), reached, np.nan)


def same_currency(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> NDArray[np.bool_]:
    """Whether both sides of each pair name a wage in one currency: without rates, others cannot be compared."""
    codes = {code: number for number, code in enumerate(sorted({*candidates.currency, *vacancies.currency} - {""}))}
    ours = np.array([codes.get(code, -1) for code in candidates.currency])[candidate]
    theirs = np.array([codes.get(code, -2) for code in vacancies.currency])[vacancy]
    return ours == theirs


def contract_wished(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """Whether the contract is among those wished."""
    return _wished(candidates.contracts[candidate], vacancies.contract[vacancy])


def hours_wished(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """Whether some of the hours are among those wished."""
    return _wished(candidates.hours[candidate], vacancies.hours[vacancy])


def _wished(wished: NDArray[np.bool_], given: NDArray[np.bool_]) -> Floats:
    """1 where something given is among the wishes, 0 where nothing is, unknown where either side is silent."""
    known = wished.any(axis=1) & given.any(axis=1)
    return np.where(known, (wished & given).any(axis=1), np.nan)


def start_near(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """1 for a start on the day a person is free, less for a longer wait, 0 for an earlier one."""
    wait = vacancies.starts[vacancy] - candidates.available[candidate]
    return np.where(wait < 0, 0.0, np.exp(-np.abs(wait) / PATIENCE_DAYS))
