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
        "experience": np.clip(columns.pop("relevant_months") / _demanded(vacancies.experience_months[vacancy]), 0, 1),
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


def _spoken(people: Phrasing, jobs: Phrasing, candidate: Rows, vacancy: Rows, scale: Scale) -> dict[str, Floats]:
    """Features that compare what both say."""
    skills = ("essential_skills", "optional_skills")
    names = ("occupation", "wish", "relevant_months", *skills, "text", "gist", "lexical")
    found = {name: np.full(len(candidate), np.nan) for name in names}
    for block in blocks(candidate, vacancy, people.roles["all"].lengths, jobs.roles["all"].lengths):
        for name, values in _block_features(people, jobs, block, scale).items():
            found[name][block.pairs] = values[block.candidate_of, block.vacancy_of]
    # Blocks multiply matrices of other shapes, whose last bits may differ; a score may not.
    return {name: values.round(5) for name, values in found.items()}


def _block_features(people: Phrasing, jobs: Phrasing, block: Block, scale: Scale) -> dict[str, NDArray[np.floating]]:
    """Features float[candidates of the block, vacancies of the block]."""
    said = {role: one.take(block.candidates) for role, one in people.roles.items()}
    asked = {role: one.take(block.vacancies) for role, one in jobs.roles.items()}
    our_phrases, said = _distinct(said, len(people.vectors))
    their_phrases, asked = _distinct(asked, len(jobs.vectors))
    similarity = people.vectors[our_phrases] @ jobs.vectors[their_phrases].T
    turned = np.ascontiguousarray(similarity.T)

    def covered(ours: Ragged, theirs: Ragged) -> NDArray[np.float64]:
        degrees = scale.degree(similarity[np.ix_(ours.phrases, theirs.phrases)]) * ours.weights[:, None]
        return mean_answer(best_answers(degrees, ours.offsets), theirs)

    titles, held = asked["title"], said["held"]
    fits = scale.degree(turned[titles.phrases]) * titles.weights[:, None]
    # Likeness of each phrase to the best-fitting part of each title, float32[phrases, vacancies].
    to_titles = np.ascontiguousarray(best_answers(fits, titles.offsets).T)

    def near_titles(ours: Ragged) -> NDArray[np.float32]:
        return best_answers(to_titles[ours.phrases] * ours.weights[:, None], ours.offsets)

    # Squared: many faint likenesses of long texts must not outweigh a few strong ones. A degree rises with the
    # similarity, so the best of degrees is the degree of the best: taken last, there are far fewer to compute.
    answers = scale.degree(best_answers(similarity, said["all"].offsets, said["all"].phrases)) ** 2
    uses = scale.degree(best_answers(turned, asked["all"].offsets, asked["all"].phrases)) ** 2
    answered = mean_answer(answers[:, asked["all"].phrases], asked["all"])
    used = mean_answer(uses[:, said["all"].phrases], said["all"])
    return {
        "occupation": near_titles(said["occupation"]),
        "wish": near_titles(said["wish"]),
        "relevant_months": total_of(to_titles[held.phrases] * held.weights[:, None], held.offsets),
        "essential_skills": covered(said["asset"], asked["essential"]),
        "optional_skills": covered(said["asset"], asked["optional"]),
        "text": np.sqrt(answered * used.T),
        "gist": scale.degree(people.gist[block.candidates] @ jobs.gist[block.vacancies].T),
        "lexical": _lexical(people, jobs, block.candidates, block.vacancies),
    }


def _distinct(roles: dict[str, Ragged], phrases: int) -> tuple[Rows, dict[str, Ragged]]:
    """Which of ``phrases`` occur in any role, and the roles with each phrase as its position among these."""
    occurs = np.zeros(phrases, dtype=bool)
    for one in roles.values():
        occurs[one.phrases] = True
    place = np.cumsum(occurs) - 1
    placed = {role: Ragged(one.offsets, place[one.phrases], one.weights) for role, one in roles.items()}
    return np.flatnonzero(occurs), placed


def _inner(ours: csr_matrix, theirs: csr_matrix) -> Floats:
    """Inner products of all rows of one with all of the other, float64[n, m]."""
    # In double precision, since the order of summation follows the order of indices in all rows at hand.
    return (ours.astype(np.float64) @ theirs.T.astype(np.float64)).toarray()


def _lexical(people: Phrasing, jobs: Phrasing, candidates: Rows, vacancies: Rows) -> Floats:
    """Words shared beyond what unrelated texts of these lengths share: 0.5 is what strangers have in common.

    What strangers share was fitted on 20,000 unrelated pairs of demo profiles, demo texts and résumés, in ten
    languages. Only texts in one language are compared: across languages, sharing no words says nothing.
    Of all these candidates with all these vacancies, float64[n, m].
    """
    ours, theirs = people.lexical[candidates], jobs.lexical[vacancies]
    length = np.minimum(np.sqrt(np.outer(np.diff(ours.indptr), np.diff(theirs.indptr))), STRANGERS_MOST)
    usual = np.maximum(0, 0.654 * length / (length + STRANGERS_HALF) - 0.069)
    # Chance overlap varies with one over the root of the length: the longer the texts, the surer the surplus.
    surplus = (_inner(ours, theirs) - usual) * np.sqrt(length) / OVERLAP_SPREAD
    spoken = np.array([people.languages[row] for row in candidates])
    asked = np.array([jobs.languages[row] for row in vacancies])
    together = (spoken[:, None] == asked) & (asked != "")
    return np.where(together, np.clip(0.5 + surplus, 0, 1), np.nan)


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
