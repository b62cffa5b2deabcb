"""What is a candidate: a person who seeks work, without identity and without protected traits?"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from matching.domain.terms import (
    MOST,
    Contract,
    CountryCode,
    DomainModel,
    FreeText,
    Hours,
    Identifier,
    IscedLevel,
    LanguageCode,
    LanguageLevel,
    Phrase,
    Phrases,
    Wage,
)

Months = Annotated[int, Field(ge=0, le=900)]


class Evidence(StrEnum):
    """How a skill is known: certified is stronger than shown by experience, which is stronger than claimed."""

    CLAIMED = "claimed"
    SHOWN = "shown"
    CERTIFIED = "certified"


class SkillClaim(DomainModel):
    """A skill in the person's own words, with its evidence and, if known, its ESCO concept and country."""

    phrase: Phrase
    evidence: Evidence = Evidence.CLAIMED
    concept: str | None = None
    country: CountryCode | None = None


class Experience(DomainModel):
    """Work done, paid or not: title or description, where, for how many months."""

    title: Phrase | None = None
    occupation: str | None = None
    """ESCO occupation URI, where known."""
    country: CountryCode | None = None
    months: Months | None = None
    description: FreeText | None = None


class Education(DomainModel):
    """A diploma or years at school; ``recognised`` None means that nobody has checked."""

    title: Phrase | None = None
    isced: IscedLevel | None = None
    country: CountryCode | None = None
    recognised: bool | None = None


class Certificate(DomainModel):
    """A certificate of a skill or course; ``recognised`` None means that nobody has checked."""

    name: Phrase
    country: CountryCode | None = None
    recognised: bool | None = None


class ReturnStatus(StrEnum):
    """Plain information for the counsellor; nothing in a score depends on it."""

    RETURNEE = "returnee"
    PREPARING_RETURN = "preparing_return"
    INTERNALLY_DISPLACED = "internally_displaced"
    LOCAL = "local"


class Candidate(DomainModel):
    """A person who seeks work. Every field but ``id`` and one of title or text may be unknown.

    Names, phones, e-mails, document numbers, sex, birth date, disability and origin are no fields of it.
    ``licences`` and ``contracts`` None means unknown; an empty tuple means that it is known that there are none.
    """

    id: Identifier
    desired_occupations: Phrases = ()
    experiences: Annotated[tuple[Experience, ...], Field(max_length=MOST)] = ()
    skills: Annotated[tuple[SkillClaim, ...], Field(max_length=MOST)] = ()
    languages: Annotated[tuple[LanguageLevel, ...], Field(max_length=MOST)] = ()
    education: Annotated[tuple[Education, ...], Field(max_length=MOST)] = ()
    certificates: Annotated[tuple[Certificate, ...], Field(max_length=MOST)] = ()
    licences: Phrases | None = None
    """Driving categories (``B``, ``CE``) and licences of a trade."""
    place: Phrase | None = None
    country: CountryCode | None = None
    radius_km: Annotated[float, Field(ge=0, le=20_100)] | None = None
    regions: Phrases = ()
    relocation: bool | None = None
    remote: bool | None = None
    available_from: date | None = None
    contracts: tuple[Contract, ...] | None = None
    hours: tuple[Hours, ...] | None = None
    wage: Wage | None = None
    """Reservation wage: below its ``minimum`` the person would rather not start."""
    return_status: ReturnStatus | None = None
    text: FreeText | None = None
    """Free text: a CV, a message, notes of an interview, with identity stripped."""
    lang: LanguageCode | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Candidate:
        spoken = (
            self.desired_occupations
            or self.skills
            or self.certificates
            or self.text
            or any(item.title or item.description for item in self.experiences)
            or any(item.title for item in self.education)
        )
        if not spoken:
            raise ValueError("a candidate needs at least one title, skill or text")
        return self
