"""Which vacancies are in reach of a person as things stand?

A vacancy is **in reach** when nothing that is known stands against it:

1. no hard rule refuses the pair (open, unfilled, not too far, languages, licences, dates; ``ranking.eligibility``);
2. every essential skill that it names is found in what the person said, at the likeness from which an explanation
   counts it as found (``ranking.explanation.FOUND_FROM``): by words or, with a taxonomy, by concepts (``answers``);
3. the education asked is held and not denied recognition, or is not known;
4. known experience in such work is at least half of what is asked, or is not known. Half, since months are weighed by
   how near the work done comes to the title, which counts less than an employer would;
5. the score is at least ``LEAST_SCORE``: a vacancy that names no skill would otherwise be in reach of everybody.

What is unknown never takes a vacancy out of reach; it is to check.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, SkillDemand
from matching.engine import Engine
from matching.linking import Coverage
from matching.ranking.columns import CandidateColumns, Ragged
from matching.ranking.explanation import FOUND_FROM, told_by_concept
from matching.ranking.features import FEATURES, Rows

LEAST_SCORE = 0.25
"""Pages fold matches below it as weak."""
ENOUGH_EXPERIENCE = 0.5
"""Share of the months asked from which experience stands in nobody's way."""
PEOPLE_AT_ONCE = 128

Flags = NDArray[np.bool_]


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
class ReachAnswers:
    """The answer of each of n people to each of k skills asked, as an explanation of the pair gives it."""

    asked: Ragged
    """Which vacancy asks which phrases: rows of the vacancies' phrases."""
    degrees: NDArray[np.float32]
    """Likeness between 0 and 1, float32[n, k]; 0 of who says nothing."""
    phrases: NDArray[np.int64]
    """Rows of the people's phrases, int64[n, k]; -1 where there is none."""
    through: Coverage | None
    """What covers each skill through the taxonomy, of the skills in ``skills``; None without a taxonomy."""
    skills: NDArray[np.int64]
    """For each of the k skills its column in ``through``."""
    by_concept: Flags
    """Whether it is the taxonomy that gives the answer, bool[n, k]."""

    def words(self, people: CandidateColumns, person: int, skill: int) -> str | None:
        """The words of a person that answer a skill; None where there are none."""
        if self.through is not None and self.by_concept[person, skill]:
            return self.through.claim(int(self.through.by[person, self.skills[skill]])).phrase
        phrase = int(self.phrases[person, skill])
        return people.phrasing.texts[phrase] if phrase >= 0 else None


def reach(engine: Engine, persons: Sequence[Candidate], vacancies: Rows | None = None) -> Reach:
    """How far ``persons``, known to the engine or not, reach the vacancies in these rows, by default all of them."""
    rows = np.arange(len(engine.vacancies.items)) if vacancies is None else vacancies
    batches = [persons[start : start + PEOPLE_AT_ONCE] for start in range(0, max(len(persons), 1), PEOPLE_AT_ONCE)]
    parts = [reach_of(engine, engine.columns_of(some), rows, some) for some in batches]
    return Reach(
        rows,
        np.concatenate([part.refusals for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.uncovered for part in parts]),
        np.concatenate([part.below_education for part in parts]),
        np.concatenate([part.unrecognised for part in parts]),
        np.concatenate([part.short_experience for part in parts]),
    )


def answers(engine: Engine, people: CandidateColumns, vacancies: Rows, persons: Sequence[Candidate]) -> ReachAnswers:
    """The nearest answers of all ``people`` to the essential skills of these vacancies.

    Of several answers the one counts that weighs most by likeness and evidence, as in ``Match.matched_skills``; with a
    taxonomy that of the concepts where it weighs more than that of the words, and these are not the same as what is
    asked. ``persons``: whose columns ``people`` are.
    """
    jobs, scale = engine.vacancies.columns, engine.scale
    asked = jobs.phrasing.roles["essential"].take(vacancies)
    said = people.phrasing.roles["asset"]
    distinct, column = np.unique(asked.phrases, return_inverse=True)
    spoken, row = np.unique(said.phrases, return_inverse=True)
    likeness = people.phrasing.vectors[spoken] @ jobs.phrasing.vectors[distinct].T
    degree = np.round(scale.degree(likeness), 5)
    best, shares = np.zeros((2, len(people), len(distinct)), dtype=np.float32)
    phrases = np.full((len(people), len(distinct)), -1, dtype=np.int64)
    # The people are few, and each says as much as one to three pages hold; their pairs are never looped over.
    for person in np.flatnonzero(said.lengths):
        own = slice(said.offsets[person], said.offsets[person + 1])
        degrees = degree[row[own]]
        weighted = degrees * said.weights[own, None]
        nearest = weighted.argmax(axis=0)
        best[person] = degrees[nearest, np.arange(len(distinct))]
        shares[person] = weighted[nearest, np.arange(len(distinct))]
        phrases[person] = said.phrases[own][nearest]
    degrees, shares, phrases = best[:, column], shares[:, column], phrases[:, column]
    if engine.concepts is None:
        skills = np.zeros(degrees.shape[1], dtype=np.int64)
        return ReachAnswers(asked, degrees, phrases, None, skills, np.zeros(degrees.shape, dtype=bool))
    demands, skills = demands_of(engine, vacancies)
    through = engine.concepts.coverage(persons, demands, engine.as_of)
    by_concept = told_by_concept(
        degrees.astype(np.float64), shares, through.likeness[:, skills], through.share[:, skills]
    )
    degrees = np.where(by_concept, through.likeness[:, skills], degrees).astype(np.float32)
    return ReachAnswers(asked, degrees, phrases, through, skills, by_concept)


def demands_of(engine: Engine, vacancies: Rows) -> tuple[list[SkillDemand], NDArray[np.int64]]:
    """The different skills that these vacancies ask, and which of them each is, vacancy by vacancy."""
    place: dict[SkillDemand, int] = {}
    skills: list[int] = []
    for row in vacancies.tolist():
        asked = engine.vacancies.items[row].essential_skills
        # Of a phrase that one vacancy states with several concepts the last counts, as in an explanation.
        stated = {one.phrase: one for one in asked}
        skills += [place.setdefault(stated[one.phrase], len(place)) for one in asked]
    return list(place), np.array(skills, dtype=np.int64)


def reach_of(engine: Engine, people: CandidateColumns, vacancies: Rows, persons: Sequence[Candidate]) -> Reach:
    """As ``reach``, of people whose columns (``Engine.columns_of``) are at hand; ``persons`` as in ``answers``."""
    rows, jobs = vacancies, engine.vacancies.columns
    shape = (len(people), len(rows))
    candidate, vacancy = np.repeat(np.arange(shape[0]), shape[1]), np.tile(rows, shape[0])
    scored = engine.score_pairs(people, candidate, vacancy)
    found = answers(engine, people, rows, persons)
    starts = found.asked.offsets
    missing = np.cumsum(np.pad(found.degrees < FOUND_FROM, ((0, 0), (1, 0))), axis=1, dtype=np.int64)
    level, asked = people.isced[candidate], jobs.isced[vacancy]
    demanded, held = asked > 0, level >= asked
    recognised = people.isced_recognised[candidate] >= asked
    experience = scored.features[:, FEATURES.index("experience")]
    return Reach(
        rows,
        scored.gate.refusals.reshape(shape),
        engine.ranker.score(scored.features).reshape(shape),
        missing[:, starts[1:]] - missing[:, starts[:-1]],
        (demanded & (level < asked)).reshape(shape),
        (demanded & held & ~recognised).reshape(shape),
        (experience < ENOUGH_EXPERIENCE).reshape(shape),
    )
