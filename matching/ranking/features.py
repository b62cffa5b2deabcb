"""What speaks for a pair? Named features over arrays of pairs, each between 0 and 1, NaN where unknown.

No feature depends on the other pairs of a query, so a pair has one score in every direction and batch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.domain.match import Side
from matching.geography import distance_km
from matching.ranking.likeness import Block, best_answers, blocks, mean_answer, total_of
from matching.ranking.population import CandidateColumns, Floats, Phrasing, Ragged, VacancyColumns

Rows = NDArray[np.int64]

SIDES: dict[str, Side] = {
    "occupation": Side.EMPLOYER,
    "essential_skills": Side.EMPLOYER,
    "optional_skills": Side.EMPLOYER,
    "text": Side.EMPLOYER,
    "gist": Side.EMPLOYER,
    "field": Side.EMPLOYER,
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
}
"""Every feature with the side whose wishes it speaks for."""
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


@dataclass(frozen=True, slots=True)
class Scale:
    """Where an encoder's similarities start to mean something, and where they mean "the same".

    ``low`` is the similarity of strangers, ``high`` that of two ways to say one thing; every encoder has its own.
    """

    low: float
    high: float

    def degree(self, similarity: NDArray[np.float32]) -> NDArray[np.float32]:
        """Similarity as a degree between 0 and 1; NaN stays NaN."""
        return np.clip((similarity - self.low) / (self.high - self.low), 0, 1)


def compute_features(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows, scale: Scale
) -> Floats:
    """Features float64[pairs, len(FEATURES)] of the pairs (``candidate[i]``, ``vacancy[i]``), rows of the columns."""
    columns = _spoken(candidates.phrasing, vacancies.phrasing, candidate, vacancy, scale)
    columns |= {
        "languages": _languages(candidates, vacancies, candidate, vacancy),
        "education": _education(candidates, vacancies, candidate, vacancy),
        "experience": np.clip(
            columns.pop("relevant_months") / _demanded(vacancies.experience_months[vacancy]), 0, 1
        ),
        "distance": _nearness(candidates, vacancies, candidate, vacancy),
        "wage": _wage(candidates, vacancies, candidate, vacancy),
        "contract": _wished(candidates.contracts[candidate], vacancies.contract[vacancy]),
        "hours": _wished(candidates.hours[candidate], vacancies.hours[vacancy]),
        "start": _start(candidates, vacancies, candidate, vacancy),
        "training": vacancies.training[vacancy],
    }
    return np.column_stack([columns[name] for name in FEATURES]).astype(float)


def pair_distance_km(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """Kilometres between person and workplace for each pair; NaN where a place is unknown."""
    return distance_km(
        candidates.latitude[candidate],
        candidates.longitude[candidate],
        vacancies.latitude[vacancy],
        vacancies.longitude[vacancy],
    )


def language_ranks(
    candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows
) -> tuple[NDArray[np.int8], NDArray[np.int8]]:
    """CEFR ranks held and asked, int8[pairs, languages asked by anyone]; held 0 is unknown, asked 0 asks nothing."""
    at = {code: column for column, code in enumerate(candidates.language_codes)}
    known = [at.get(code, -1) for code in vacancies.language_codes]
    padded = np.pad(candidates.languages, ((0, 0), (0, 1)))
    return padded[:, known][candidate], vacancies.languages[vacancy]


def _spoken(
    people: Phrasing, jobs: Phrasing, candidate: Rows, vacancy: Rows, scale: Scale
) -> dict[str, Floats]:
    """Features that compare what both say."""
    names = ("occupation", "wish", "relevant_months", "essential_skills", "optional_skills")
    found = {
        name: np.full(len(candidate), np.nan) for name in (*names, "text", "gist", "field", "lexical")
    }
    for block in blocks(candidate, vacancy, people.roles["all"].lengths, jobs.roles["all"].lengths):
        for name, values in _block_features(people, jobs, block, scale).items():
            found[name][block.pairs] = values[block.candidate_of, block.vacancy_of]
        ours, theirs = candidate[block.pairs], vacancy[block.pairs]
        found["gist"][block.pairs] = scale.degree(np.einsum("pd,pd->p", people.gist[ours], jobs.gist[theirs]))
        found["field"][block.pairs] = _inner(people.fields[ours], jobs.fields[theirs])
        found["lexical"][block.pairs] = _lexical(people, jobs, ours, theirs)
    # Blocks multiply matrices of other shapes, whose last bits may differ; a score may not.
    return {name: np.round(values, 5) for name, values in found.items()}


def _inner(ours: csr_matrix, theirs: csr_matrix) -> Floats:
    # In double precision, since the order of summation follows the order of indices in all rows at hand.
    return np.asarray(ours.multiply(theirs).sum(axis=1, dtype=np.float64)).ravel()


def _lexical(people: Phrasing, jobs: Phrasing, candidate: Rows, vacancy: Rows) -> NDArray[np.float32]:
    """Words shared beyond what unrelated texts of these lengths share: 0.5 is what strangers have in common.

    What strangers share was fitted on 20,000 unrelated pairs of demo profiles, demo texts and résumés, in ten
    languages. Only texts in one language are compared: across languages, sharing no words says nothing.
    """
    ours, theirs = people.lexical[candidate], jobs.lexical[vacancy]
    length = np.minimum(np.sqrt(np.diff(ours.indptr) * np.diff(theirs.indptr)), STRANGERS_MOST)
    usual = np.maximum(0, 0.894 * length / (length + STRANGERS_HALF) - 0.088)
    # Chance overlap varies with one over the root of the length: the longer the texts, the surer the surplus.
    surplus = (_inner(ours, theirs) - usual) * np.sqrt(length) / OVERLAP_SPREAD
    numbers = {code: number for number, code in enumerate(sorted({*people.languages, *jobs.languages} - {""}))}
    spoken = np.array([numbers.get(code, -1) for code in people.languages])[candidate]
    asked = np.array([numbers.get(code, -2) for code in jobs.languages])[vacancy]
    return np.where(spoken == asked, np.clip(0.5 + surplus, 0, 1), np.nan).astype(np.float32)


def _block_features(people: Phrasing, jobs: Phrasing, block: Block, scale: Scale) -> dict[str, Floats]:
    """Features float64[candidates of the block, vacancies of the block]."""
    said = {role: ragged.take(block.candidates) for role, ragged in people.roles.items()}
    asked = {role: ragged.take(block.vacancies) for role, ragged in jobs.roles.items()}

    def similarity(ours: Ragged, theirs: Ragged) -> NDArray[np.float32]:
        return people.vectors[ours.phrases] @ jobs.vectors[theirs.phrases].T

    def covered(ours: Ragged, theirs: Ragged) -> NDArray[np.float32]:
        degrees = scale.degree(similarity(ours, theirs)) * ours.weights[:, None]
        return mean_answer(best_answers(degrees, ours.offsets), theirs)

    titles = asked["title"]
    held = said["held"]
    months = scale.degree(similarity(held, titles)) * held.weights[:, None]
    # Squared: many faint likenesses of long texts must not outweigh a few strong ones.
    both_ways = scale.degree(similarity(said["all"], asked["all"])) ** 2
    answered = mean_answer(best_answers(both_ways, said["all"].offsets), asked["all"])
    used = mean_answer(best_answers(both_ways.T, asked["all"].offsets), said["all"])
    return {
        "occupation": covered(said["occupation"], titles),
        "wish": covered(said["wish"], titles),
        "relevant_months": mean_answer(total_of(months, held.offsets), titles),
        "essential_skills": covered(said["asset"], asked["essential"]),
        "optional_skills": covered(said["asset"], asked["optional"]),
        "text": np.sqrt(answered * used.T),
    }


def _languages(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    """Mean over the languages asked whose level is known of held/asked, at most 1."""
    held, asked = language_ranks(candidates, vacancies, candidate, vacancy)
    compared = (asked != 0) & (held > 0)
    share = np.where(compared, np.minimum(held / np.maximum(asked, 1), 1.0), 0.0)
    count = compared.sum(axis=1)
    return np.where(count > 0, share.sum(axis=1) / np.maximum(count, 1), np.nan)


def _education(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
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


def _nearness(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    kilometres = pair_distance_km(candidates, vacancies, candidate, vacancy)
    radius = candidates.radius_km[candidate]
    half = np.where(radius > 0, radius, HALF_DISTANCE_KM)
    near = np.exp2(-kilometres / half)
    near = np.where(candidates.relocation[candidate] == 1, np.fmax(near, RELOCATION_FLOOR), near)
    return np.where((vacancies.remote[vacancy] == 1) & (candidates.remote[candidate] != 0), 1.0, near)


def _wage(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
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


def _wished(wished: NDArray[np.bool_], given: NDArray[np.bool_]) -> Floats:
    """1 where something given is among the wishes, 0 where nothing is, unknown where either side is silent."""
    known = wished.any(axis=1) & given.any(axis=1)
    return np.where(known, (wished & given).any(axis=1), np.nan)


def _start(candidates: CandidateColumns, vacancies: VacancyColumns, candidate: Rows, vacancy: Rows) -> Floats:
    wait = vacancies.starts[vacancy] - candidates.available[candidate]
    return np.where(wait < 0, 0.0, np.exp(-np.abs(wait) / PATIENCE_DAYS))
