"""What stands between a person and a vacancy, and which single step would open how many?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from matching.domain.match import Message, Probability
from matching.domain.terms import DomainModel, Identifier, LanguageLevel


class GapKind(StrEnum):
    """What is short."""

    RECOGNITION = "recognition"
    LICENCE = "licence"
    LANGUAGE = "language"
    SKILL = "skill"
    EDUCATION = "education"
    EXPERIENCE = "experience"


class Standing(StrEnum):
    """How far the person is from what is asked."""

    MISSING = "missing"
    NEARLY = "nearly"
    """A near skill, a language one CEFR step short, more than half of the experience."""
    RECOGNITION = "recognition"
    """It is there; a paper from abroad is to be recognised."""


class Gap(DomainModel):
    """One thing that a vacancy asks and a person lacks, or nearly has.

    ``asked`` and ``held`` are phrases of the vacancy and of the person; for a language its code in ``asked`` with the
    levels in ``asked_level`` and ``held_level``; for education ISCED levels, for experience months, in digits.
    """

    kind: GapKind
    standing: Standing
    asked: str
    held: str | None = None
    asked_level: str | None = None
    held_level: str | None = None
    likeness: Probability | None = None
    """Of a skill: how near the nearest thing said comes."""
    country: str | None = None
    """Of a paper from abroad."""


class PairGaps(DomainModel):
    """All that stands between one person and one vacancy.

    ``gaps`` can be closed by the person; ``obstacles`` are refusals that no training lifts (closed, too far, …).
    """

    candidate_id: Identifier
    vacancy_id: Identifier
    score: Probability
    in_reach: bool
    gaps: tuple[Gap, ...] = ()
    obstacles: tuple[Message, ...] = ()
    to_check: tuple[Message, ...] = ()


class CommonGap(DomainModel):
    """A gap that several vacancies of one occupation have in common, in the words of the first."""

    gap: Gap
    vacancies: tuple[Identifier, ...]


class OccupationGaps(DomainModel):
    """What the open vacancies of an occupation ask that a person lacks, the most frequent first."""

    candidate_id: Identifier
    occupation: str
    vacancies: tuple[Identifier, ...]
    """Of that occupation, the nearest title first."""
    in_reach: tuple[Identifier, ...]
    gaps: tuple[CommonGap, ...] = ()


class Step(DomainModel):
    """One thing that a person could do; exactly one of the fields before ``opens`` is set.

    ``opens``: the vacancies that come into reach by it alone, the best score first; those already in reach are not
    counted, nor those where anything else mandatory would still be missing.
    """

    kind: GapKind
    skill: str | None = None
    language: LanguageLevel | None = None
    licence: str | None = None
    diploma: Annotated[int, Field(ge=0)] | None = None
    """Position in the person's ``education``."""
    opens: tuple[Identifier, ...] = ()
    score: Probability = 0.0
    """Of the best vacancy that it opens, after the step."""
    likewise: tuple[str, ...] = ()
    """The same skill in the words of other vacancies."""


class Outlook(DomainModel):
    """What is in reach of a person now, and the steps that open more, those that open most first."""

    candidate_id: Identifier
    in_reach: tuple[Identifier, ...] = ()
    steps: tuple[Step, ...] = ()


class CourseOffer(DomainModel):
    """A course for a person: what it closes, what it opens, whether it can be followed, and what is to check.

    ``opens`` are vacancies near the person's work or wishes already (by score) that are in reach on completion and
    still open by then; ``retrains`` are others, for which the course is a change of trade; ``too_late`` would be in
    reach, but close before the course ends.
    """

    course_id: Identifier
    candidate_id: Identifier
    closes: tuple[str, ...] = ()
    """Skills, languages and licences asked by vacancies near the person that it teaches."""
    opens: tuple[Identifier, ...] = ()
    retrains: tuple[Identifier, ...] = ()
    too_late: tuple[Identifier, ...] = ()
    score: Probability = 0.0
    refusals: tuple[Message, ...] = ()
    to_check: tuple[Message, ...] = ()


class Shortage(DomainModel):
    """A skill of one group of vacancies: how often it is asked and by how many people it is held."""

    group: str
    """Region or ISCO major group; empty for all together."""
    skill: str
    """The words in which most vacancies ask it."""
    likewise: tuple[str, ...] = ()
    vacancies: int
    positions: int
    """Of these vacancies; one where their number is not known."""
    people: int
    """Who hold it, with any evidence, and live in the group's region where groups are regions."""
