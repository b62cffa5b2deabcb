"""Which invited person could meet which booth, about which of its vacancies, and what stands in the way elsewhere?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from matching.allocation import Offers
from matching.domain.fair import Booth, Fair, Invitation
from matching.engine import Engine
from matching.fairs.scheduling.availability import booths_of

PAIRS_AT_ONCE = 100_000
"""Pairs of a person and a vacancy scored in one go: what bounds the memory."""

Progress = Callable[[str, int, int], None]


class Barrier(IntEnum):
    """What keeps a person from a booth: the last gate that none of its vacancies passed, in the order of the gates."""

    NONE = 0
    RULES = 1
    """Every vacancy is refused by a rule of ``matching.ranking.eligibility``."""
    FAR = 2
    SCORE = 3
    LANGUAGE = 4
    NOT_TO_MEET = 5


@dataclass(frozen=True, slots=True)
class ScoredFair:
    """Offers between people and booths (rows as given and as ``booths_of`` orders them), by person, then booth.

    ``vacancy`` int64[k] is the row, in the engine, of the best vacancy of each offer; ``barriers`` int8[people, booths]
    holds a ``Barrier`` for each pair. ``as_of`` is the day on which they were scored.
    """

    offers: Offers
    vacancy: NDArray[np.int64]
    barriers: NDArray[np.int8]
    as_of: date

    def row(self, person: int, booth: int) -> int | None:
        """The offer of a pair, None where there is none."""
        key = self.offers.person * self.offers.places + self.offers.place
        at = int(np.searchsorted(key, person * self.offers.places + booth))
        return at if at < len(key) and key[at] == person * self.offers.places + booth else None


def score_fair(
    fair: Fair, engine: Engine, as_of: date, invitations: Sequence[Invitation], *, progress: Progress | None = None
) -> ScoredFair:
    """Score all people invited with all vacancies of all booths, on the day ``as_of``.

    The best vacancy of a booth, by score, then id, is what the pair would talk about. Raises ``UnknownIdError``.
    """
    booths = booths_of(fair)
    people = engine.candidate_rows(one.candidate_id for one in invitations)
    jobs = [sorted(engine.vacancy_rows(booth.vacancies).tolist()) for booth in booths]
    vacancies = np.array([row for rows in jobs for row in rows], dtype=np.int64)
    starts = np.cumsum([0, *(len(rows) for rows in jobs)])
    best = np.zeros((len(people), len(booths)))
    vacancy = np.zeros((len(people), len(booths)), dtype=np.int64)
    barriers = np.zeros((len(people), len(booths)), dtype=np.int8)
    step = max(1, PAIRS_AT_ONCE // len(vacancies))
    for start in range(0, len(people), step):
        block = slice(start, start + step)
        score, passed = _pairs(fair, engine, as_of, people[block], vacancies)
        for booth in range(len(booths)):
            own = slice(starts[booth], starts[booth + 1])
            # Rows follow ids, and argmax takes the first: ties go to the first id.
            pick = np.argmax(np.where(passed[:, own] == len(Barrier), score[:, own], -1.0), axis=1)
            best[block, booth] = np.take_along_axis(score[:, own], pick[:, None], axis=1)[:, 0]
            vacancy[block, booth] = vacancies[own][pick]
            barriers[block, booth] = passed[:, own].max(axis=1) % len(Barrier)
        if progress:
            progress("Scoring", min(start + step, len(people)), len(people))
    barriers[(barriers == Barrier.NONE) & ~_understood(booths, engine, invitations)] = Barrier.LANGUAGE
    at = {one.id: column for column, one in enumerate(booths)}
    of = {one.candidate_id: row for row, one in enumerate(invitations)}
    for candidate, booth in fair.policy.must_not_meet:
        if candidate in of:
            barriers[of[candidate], at[booth]] = Barrier.NOT_TO_MEET
    person, place = np.nonzero(barriers == Barrier.NONE)
    offers = Offers(person, place, best[person, place], len(people), len(booths))
    return ScoredFair(offers, vacancy[person, place], barriers, as_of)


def _pairs(
    fair: Fair, engine: Engine, as_of: date, people: NDArray[np.int64], vacancies: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """Scores and the first ``Barrier`` of each pair, both [people, vacancies]; ``len(Barrier)`` where there is none."""
    candidate, vacancy = np.repeat(people, len(vacancies)), np.tile(vacancies, len(people))
    scored = engine.score_pairs(candidate, vacancy, as_of)
    score = scored.scores
    passed = np.full(len(candidate), len(Barrier), dtype=np.int8)
    passed[score < fair.policy.least_score] = Barrier.SCORE
    if fair.policy.travel_km is not None:
        facts = engine.pair_facts(candidate, vacancy, as_of)
        far = facts.kilometres > fair.policy.travel_km
        passed[far & ~facts.from_home & ~facts.would_move] = Barrier.FAR
    passed[~scored.gate.eligible] = Barrier.RULES
    shape = (len(people), len(vacancies))
    return score.reshape(shape), passed.reshape(shape)


def _understood(booths: Sequence[Booth], engine: Engine, invitations: Sequence[Invitation]) -> NDArray[np.bool_]:
    """Whether nothing known says that a person and a booth lack a common language, bool[people, booths]."""
    codes: dict[str, int] = {}

    def number(code: str) -> int:
        return codes.setdefault(code, len(codes))

    spoken: list[set[int]] = []
    settled = np.zeros(len(invitations), dtype=bool)
    for row, one in enumerate(invitations):
        person = engine.candidate(one.candidate_id)
        stated = {*(known.code for known in person.languages), *one.languages}
        settled[row] = one.accompanied is True or not stated
        spoken.append({number(code) for code in (*sorted(stated), *([person.lang] if person.lang else []))})
    tables = [{number(code) for code in booth.languages} for booth in booths]
    shared = _flags(spoken, len(codes)) @ _flags(tables, len(codes)).T > 0
    silent = np.array([not booth.languages for booth in booths])
    return shared | settled[:, None] | silent


def _flags(sets: Sequence[set[int]], width: int) -> NDArray[np.int64]:
    found = np.zeros((len(sets), width), dtype=np.int64)
    for row, one in enumerate(sets):
        found[row, sorted(one)] = 1
    return found
