"""What is a match: one candidate, one vacancy, a score, and every reason for it?"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import ConfigDict, Field

from matching.domain.candidate import Evidence
from matching.domain.terms import CountryCode, DomainModel, Identifier

Probability = Annotated[float, Field(ge=0, le=1)]


class Side(StrEnum):
    """Whose wishes a feature speaks for."""

    EMPLOYER = "employer"
    CANDIDATE = "candidate"


class Message(DomainModel):
    """One fact in a form that any language can word: a stable code and the values to put into its sentence."""

    code: str
    values: dict[str, str | int | float | None] = Field(default_factory=dict)


class Contribution(DomainModel):
    """What one feature adds to logit(score); ``value`` None means unknown, which adds exactly 0."""

    feature: str
    side: Side
    value: float | None
    amount: float


class SkillMatch(DomainModel):
    """A skill asked, and the nearest thing that the person said, with its evidence and likeness (0 to 1)."""

    asked: str
    essential: bool
    found: str
    evidence: Evidence | None
    """None where the phrase comes from a title or free text rather than from a skill claim."""
    likeness: Probability
    country: CountryCode | None = None
    """Where it was gained, where that is known."""


class Change(DomainModel):
    """What would change the result: the score if one thing were otherwise."""

    note: Message
    score: Probability


class Match(DomainModel):
    """A scored pair with its reasons.

    ``logit(score) = prior + sum(c.amount for c in contributions)`` to 1e-9. ``employer_fit`` and ``candidate_fit`` are
    the two parts shown apart: what the employer asks, and what the candidate wants, each a probability of its own. In
    files they are called ``asked`` and ``wanted``.
    """

    model_config = ConfigDict(validate_by_name=True, validate_by_alias=True, serialize_by_alias=True)

    candidate_id: Identifier
    vacancy_id: Identifier
    score: Probability
    employer_fit: Annotated[Probability, Field(alias="asked")]
    candidate_fit: Annotated[Probability, Field(alias="wanted")]
    eligible: bool
    refusals: tuple[Message, ...] = ()
    to_check: tuple[Message, ...] = ()
    prior: float
    contributions: tuple[Contribution, ...] = ()
    matched_skills: tuple[SkillMatch, ...] = ()
    missing_skills: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
