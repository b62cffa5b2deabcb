"""Where does a person stand among all vacancies on a day? Worked out once, for gaps, steps, courses and the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np

from matching.domain import Candidate, Match
from matching.engine import EncodedCandidates, Engine
from matching.gaps.reach import LEAST_SCORE, Reach, Reached, reach, reached
from matching.linking.skill_answers import SkillAnswers
from matching.ranking.eligibility import Refusal
from matching.ranking.features import Rows

NEAR_VACANCIES = 20
"""Vacancies out of reach, by score, whose gaps a course may close."""
_LIFTED = Refusal.LICENCE | Refusal.LANGUAGE
"""Refusals that a step can lift."""


@dataclass(frozen=True)
class CandidateStanding:
    """A person, known to the engine or not, on the day ``as_of``: what she answers to every vacancy and reaches.

    ``reach`` and ``answers`` hold one person and all vacancies: vacancy i is row i of the engine.
    """

    engine: Engine
    candidate: Candidate
    as_of: date
    encoded: EncodedCandidates
    answers: SkillAnswers
    reach: Reach
    _explained: dict[int, Match] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def hopeful(self) -> Rows:
        """Rows of the vacancies that are not in reach, but might be after a step."""
        lifted = self.reach.refusals[0] & ~np.uint16(int(_LIFTED)) == 0
        return np.flatnonzero(lifted & self.reach.possible[0] & ~self.reach.inside[0])

    @cached_property
    def near(self) -> Rows:
        """Those of ``hopeful`` that fit the person's work or wishes already, by their score today.

        A single skill may also open a vacancy of a strange trade that asks little else; nobody is sent there by a
        table.
        """
        return self.hopeful[self.reach.scores[0, self.hopeful] >= LEAST_SCORE]

    def nearest(self, most: int = NEAR_VACANCIES) -> Rows:
        """Rows of the vacancies worth working towards: out of reach for what can be learnt, the best score first."""
        return self.near[np.lexsort((self.near, -self.reach.scores[0, self.near]))][:most]

    def matches(self, vacancies: Rows) -> list[Match]:
        """The explained matches with the vacancies in these rows; each is explained once."""
        new = np.array([row for row in dict.fromkeys(vacancies.tolist()) if row not in self._explained], dtype=np.int64)
        if len(new):
            found = self.engine.explain_pairs(np.zeros_like(new), new, self.as_of, candidates=self.encoded)
            self._explained.update(zip(new.tolist(), found, strict=True))
        return [self._explained[row] for row in vacancies.tolist()]

    def reached_after(self, changed: Sequence[Candidate], vacancies: Rows) -> Reached:
        """What of the vacancies in these rows, none in reach today, each of the changed persons reaches.

        All are encoded together; whom nothing changed reaches nothing new, and is not asked about again.
        """
        new = [at for at, one in enumerate(changed) if one != self.candidate]
        found = reached(self.engine, [changed[at] for at in new], self.as_of, vacancies)
        inside, scores = np.zeros((len(changed), len(vacancies)), dtype=bool), np.zeros((len(changed), len(vacancies)))
        inside[new], scores[new] = found.inside, found.scores
        return Reached(vacancies, inside, scores)


def standing_of(engine: Engine, candidate: Candidate, as_of: date) -> CandidateStanding:
    """Where ``candidate`` stands on the day ``as_of``: encodes her once and walks all vacancies once."""
    everything = np.arange(len(engine.vacancies))
    encoded = engine.encode((candidate,), as_of)
    answers = engine.answers(encoded, everything, as_of)
    return CandidateStanding(
        engine, candidate, as_of, encoded, answers, reach(engine, encoded, answers, everything, as_of)
    )
