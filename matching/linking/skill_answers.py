"""What answers each skill that vacancies ask, in the words of people or through a taxonomy?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, SkillDemand, Vacancy
from matching.domain.comparing import FOUND_FROM
from matching.linking.profile_concepts import ConceptReader, Coverage
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.explanation import told_by_concept
from matching.ranking.features import Calibration, Rows
from matching.ranking.late_interaction import best_answers

PHRASES_AT_ONCE = 512
CANDIDATES_AT_ONCE = 512

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class SkillsAsked:
    """The k essential skills that m vacancies ask, vacancy by vacancy: those of vacancy i at offsets[i]:offsets[i + 1].

    ``phrases`` int64[k] numbers the words of each; ``texts[number]`` are the words.
    """

    offsets: NDArray[np.int64]
    phrases: NDArray[np.int64]
    texts: tuple[str, ...]

    @classmethod
    def by(cls, vacancies: VacancyColumns, rows: Rows) -> SkillsAsked:
        """What the vacancies in ``rows`` ask."""
        asked = vacancies.phrasing.roles["essential"].take(rows)
        return cls(asked.offsets, asked.phrases, vacancies.phrasing.texts)

    def text(self, skill: int) -> str:
        """The words of one of the k skills."""
        return self.texts[self.phrases[skill]]

    def of(self, vacancy: int) -> range:
        """The skills that one of the m vacancies asks."""
        return range(int(self.offsets[vacancy]), int(self.offsets[vacancy + 1]))


@dataclass(frozen=True, slots=True)
class SkillAnswers:
    """The answer of each of n people to each of k skills asked, as an explanation of the pair gives it."""

    asked: SkillsAsked
    degrees: NDArray[np.float32]
    """Likeness between 0 and 1, float32[n, k]; 0 of who says nothing."""
    phrases: NDArray[np.int64]
    """Rows of the people's phrases, int64[n, k]; -1 where there is none."""
    spoken: tuple[str, ...]
    """The people's phrases."""
    through: Coverage | None
    """What covers each skill through the taxonomy, of the skills in ``skills``; None without a taxonomy."""
    skills: NDArray[np.int64]
    """For each of the k skills its column in ``through``."""
    by_concept: Flags
    """Whether it is the taxonomy that gives the answer, bool[n, k]."""

    @property
    def uncovered(self) -> NDArray[np.int64]:
        """How many skills of each of m vacancies each person has no answer to, int64[n, m]."""
        missing = np.cumsum(np.pad(self.degrees < FOUND_FROM, ((0, 0), (1, 0))), axis=1, dtype=np.int64)
        return missing[:, self.asked.offsets[1:]] - missing[:, self.asked.offsets[:-1]]

    def words(self, candidate: int, skill: int) -> str | None:
        """The words of a person that answer a skill; None where there are none."""
        if self.through is not None and self.by_concept[candidate, skill]:
            return self.through.claim(int(self.through.by[candidate, self.skills[skill]])).phrase
        phrase = int(self.phrases[candidate, skill])
        return self.spoken[phrase] if phrase >= 0 else None


def find_answers(
    candidates: tuple[CandidateColumns, Sequence[Candidate]],
    vacancies: tuple[VacancyColumns, Sequence[Vacancy]],
    rows: Rows,
    scale: Calibration,
    concepts: ConceptReader | None,
    as_of: date,
) -> SkillAnswers:
    """The nearest answers of all ``candidates`` to the essential skills of the vacancies in ``rows``.

    Of several answers the one counts that weighs most by likeness and evidence, as in ``Match.matched_skills``; with a
    taxonomy that of the concepts where it weighs more than that of the words, and these are not the same as what is
    asked. Both sides are columns and the objects they were made from, row by row.
    """
    columns, items = candidates
    asked = SkillsAsked.by(vacancies[0], rows)
    said = columns.phrasing.roles["asset"]
    distinct, column = np.unique(asked.phrases, return_inverse=True)
    spoken, row = np.unique(said.phrases, return_inverse=True)
    likeness = columns.phrasing.vectors[spoken] @ vacancies[0].phrasing.vectors[distinct].T
    degree = np.round(scale.degree(likeness), 5)
    best, shares = np.zeros((2, len(columns), len(distinct)), dtype=np.float32)
    phrases = np.full((len(columns), len(distinct)), -1, dtype=np.int64)
    # The people are few, and each says as much as one to three pages hold; their pairs are never looped over.
    for candidate in np.flatnonzero(said.lengths):
        own = slice(said.offsets[candidate], said.offsets[candidate + 1])
        degrees = degree[row[own]]
        weighted = degrees * said.weights[own, None]
        nearest = weighted.argmax(axis=0)
        best[candidate] = degrees[nearest, np.arange(len(distinct))]
        shares[candidate] = weighted[nearest, np.arange(len(distinct))]
        phrases[candidate] = said.phrases[own][nearest]
    degrees, shares, phrases = best[:, column], shares[:, column], phrases[:, column]
    texts = columns.phrasing.texts
    if concepts is None:
        skills = np.zeros(degrees.shape[1], dtype=np.int64)
        return SkillAnswers(asked, degrees, phrases, texts, None, skills, np.zeros(degrees.shape, dtype=bool))
    demands, skills = demands_of([vacancies[1][at] for at in rows.tolist()])
    through = concepts.coverage(items, demands, as_of)
    by_concept = told_by_concept(
        degrees.astype(np.float64), shares, through.likeness[:, skills], through.share[:, skills]
    )
    degrees = np.where(by_concept, through.likeness[:, skills], degrees).astype(np.float32)
    return SkillAnswers(asked, degrees, phrases, texts, through, skills, by_concept)


def demands_of(vacancies: Sequence[Vacancy]) -> tuple[list[SkillDemand], NDArray[np.int64]]:
    """The different skills that these vacancies ask, and which of them each is, vacancy by vacancy."""
    place: dict[SkillDemand, int] = {}
    skills: list[int] = []
    for one in vacancies:
        # Of a phrase that one vacancy states with several concepts the last counts, as in an explanation.
        stated = {demand.phrase: demand for demand in one.essential_skills}
        skills += [place.setdefault(stated[demand.phrase], len(place)) for demand in one.essential_skills]
    return list(place), np.array(skills, dtype=np.int64)


def found_in_words(
    candidates: CandidateColumns, vacancies: VacancyColumns, phrases: NDArray[np.int64], scale: Calibration
) -> Flags:
    """Who said what an explanation would count as each of these phrases of vacancies: bool[people, phrases]."""
    said = candidates.phrasing.roles["asset"]
    spoken, row = np.unique(said.phrases, return_inverse=True)
    held = np.zeros((len(candidates), len(phrases)), dtype=bool)
    for start in range(0, len(phrases), PHRASES_AT_ONCE):
        part = slice(start, start + PHRASES_AT_ONCE)
        likeness = candidates.phrasing.vectors[spoken] @ vacancies.phrasing.vectors[phrases[part]].T
        degree = np.round(scale.degree(likeness), 5)
        held[:, part] = np.nan_to_num(best_answers(degree, said.offsets, row)) >= FOUND_FROM
    return held


def found_by_concepts(
    candidates: Sequence[Candidate], demands: Sequence[SkillDemand], concepts: ConceptReader, as_of: date
) -> Iterator[tuple[int, Flags]]:
    """Blocks of people, by the row of the first, and whether their concepts cover each demand: bool[block, demands]."""
    for start in range(0, len(candidates), CANDIDATES_AT_ONCE):
        some = candidates[start : start + CANDIDATES_AT_ONCE]
        yield start, concepts.coverage(some, demands, as_of).likeness >= FOUND_FROM
