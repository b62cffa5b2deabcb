"""Which vacancies are in reach of a person as things stand?

A vacancy is **in reach** when nothing that is known stands against it:

1. no hard rule refuses the pair (open, unfilled, not too far, languages, licences, dates; ``ranking.eligibility``);
2. every essential skill that it names is found in what the person said, at the likeness from which an explanation
   counts it as found (``domain.comparing.FOUND_FROM``): by words or, with a taxonomy, by concepts
   (``Engine.answers``);
3. the education asked is held and not denied recognition, or is not known;
4. known experience in such work is at least half of what is asked, or is not known. Half, since months are weighed by
   how near the work done comes to the title, which counts less than an employer would;
5. the score is at least ``LEAST_SCORE``: a vacancy that names no skill would otherwise be in reach of everybody.

What is unknown never takes a vacancy out of reach; it is to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate
from matching.engine import EncodedCandidates, Engine
from matching.linking.skill_answers import SkillAnswers
from matching.ranking.features import FEATURES, Rows

LEAST_SCORE = 0.25
"""Pages fold matches below it as weak."""
ENOUGH_EXPERIENCE = 0.5
"""Share of the months asked from which experience stands in nobody's way."""
CANDIDATES_AT_ONCE = 128

Flags = NDArray[np.bool_]
_EXPERIENCE = FEATURES.index("experience")


@dataclass(frozen=True, slots=True)
class Reach:
    """Of n people and m vacancies, arrays [n, m]: rules that refuse, and each other condition of being in reach."""

    vacancies: Rows
    """Rows of the engine's vacancies."""
    refusals: NDArray[np.uint16]
    scores: NDArray[np.float64]
    uncovered: NDArray[np.int64]
    """Essential skills not found."""
    below_education: Flags
    unrecognised: Flags
    """The level asked is held, but recognition is denied."""
    short_experience: Flags

    @property
    def possible(self) -> Flags:
        """In reach but for skills, languages, licences and recognition, which a step can change."""
        return ~self.below_education & ~self.short_experience

    @property
    def inside(self) -> Flags:
        """In reach, by the five conditions of this module."""
        return (
            (self.refusals == 0)
            & (self.uncovered == 0)
            & ~self.unrecognised
            & self.possible
            & (self.scores >= LEAST_SCORE)
        )


@dataclass(frozen=True, slots=True)
class Reached:
    """Which of m vacancies are in reach of each of n people, bool[n, m], with their scores; 0 where not."""

    vacancies: Rows
    """Rows of the engine's vacancies."""
    inside: Flags
    scores: NDArray[np.float64]


def reach(engine: Engine, candidates: EncodedCandidates, answers: SkillAnswers, vacancies: Rows, as_of: date) -> Reach:
    """How far ``candidates`` reach the vacancies in these rows, to whose skills ``answers`` are theirs."""
    shape = (len(candidates.items), len(vacancies))
    pairs = _crossed(shape[0], vacancies)
    scored = engine.score_pairs(*pairs, as_of, candidates=candidates)
    below, unrecognised = _education(engine, candidates, pairs, as_of)
    return Reach(
        vacancies,
        scored.gate.refusals.reshape(shape),
        scored.scores.reshape(shape),
        answers.uncovered,
        below.reshape(shape),
        unrecognised.reshape(shape),
        (scored.features[:, _EXPERIENCE] < ENOUGH_EXPERIENCE).reshape(shape),
    )


def reached(engine: Engine, candidates: Sequence[Candidate], as_of: date, vacancies: Rows | None = None) -> Reached:
    """What is in reach of ``candidates``, known to the engine or not, of these rows of vacancies, by default of all.

    As ``reach`` says, for less: a pair is scored only where nothing else stands against it.
    """
    rows = np.arange(len(engine.vacancies)) if vacancies is None else vacancies
    batches = [
        candidates[start : start + CANDIDATES_AT_ONCE] for start in range(0, len(candidates), CANDIDATES_AT_ONCE)
    ]
    parts = [_reached(engine, engine.encode(some, as_of), rows, as_of) for some in batches]
    nobody = np.zeros((0, len(rows)))
    return Reached(
        rows,
        np.concatenate([nobody.astype(bool), *(part.inside for part in parts)]),
        np.concatenate([nobody, *(part.scores for part in parts)]),
    )


def ids_in_reach(engine: Engine, found: Reach | Reached, candidate: int = 0) -> tuple[str, ...]:
    """Ids of the vacancies in reach of one of the people of ``found``, the best score first, ties by id."""
    inside = np.flatnonzero(found.inside[candidate])
    ordered = inside[np.lexsort((found.vacancies[inside], -found.scores[candidate, inside]))]
    return tuple(engine.vacancies[row].id for row in found.vacancies[ordered].tolist())


def _reached(engine: Engine, candidates: EncodedCandidates, vacancies: Rows, as_of: date) -> Reached:
    shape = (len(candidates.items), len(vacancies))
    candidate, vacancy = _crossed(shape[0], vacancies)
    gate = engine.gate_pairs(candidate, vacancy, as_of, candidates=candidates)
    below, unrecognised = _education(engine, candidates, (candidate, vacancy), as_of)
    uncovered = engine.answers(candidates, vacancies, as_of).uncovered.ravel()
    open_ = np.flatnonzero(gate.eligible & ~below & ~unrecognised & (uncovered == 0))
    scored = engine.score_pairs(candidate[open_], vacancy[open_], as_of, candidates=candidates)
    enough = ~(scored.features[:, _EXPERIENCE] < ENOUGH_EXPERIENCE) & (scored.scores >= LEAST_SCORE)
    inside, scores = np.zeros(shape, dtype=bool), np.zeros(shape)
    inside.flat[open_[enough]] = True
    scores.flat[open_[enough]] = scored.scores[enough]
    return Reached(vacancies, inside, scores)


def _crossed(candidates: int, vacancies: Rows) -> tuple[Rows, Rows]:
    """Every person with every vacancy."""
    return np.repeat(np.arange(candidates), len(vacancies)), np.tile(vacancies, candidates)


def _education(
    engine: Engine, candidates: EncodedCandidates, pairs: tuple[Rows, Rows], as_of: date
) -> tuple[Flags, Flags]:
    """Whether the education of each pair is below what is asked, and whether recognition of it is denied."""
    facts = engine.pair_facts(*pairs, as_of, candidates=candidates)
    demanded, held = facts.isced_asked > 0, facts.isced_held >= facts.isced_asked
    recognised = facts.isced_recognised >= facts.isced_asked
    return demanded & (facts.isced_held < facts.isced_asked), demanded & held & ~recognised
