"""What is a vacancy: work that an employer offers, with what it asks and what it gives?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from matching.domain.candidate import Months
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


class SkillDemand(DomainModel):
    """A skill in the employer's words and, if known, its ESCO concept."""

    phrase: Phrase
    concept: str | None = None


class Vacancy(DomainModel):
    """Work on offer. Every field but ``id`` and one of title or description may be unknown."""

    id: Identifier
    title: Phrase | None = None
    description: FreeText | None = None
    occupation: str | None = None
    """ESCO occupation URI, where known."""
    essential_skills: Annotated[tuple[SkillDemand, ...], Field(max_length=MOST)] = ()
    optional_skills: Annotated[tuple[SkillDemand, ...], Field(max_length=MOST)] = ()
    languages: Annotated[tuple[LanguageLevel, ...], Field(max_length=MOST)] = ()
    """Lowest levels asked."""
    education_isced: IscedLevel | None = None
    experience_months: Months | None = None
    licences: Phrases = ()
    """Mandatory ones."""
    place: Phrase | None = None
    country: CountryCode | None = None
    remote: bool | None = None
    contract: Contract | None = None
    hours: tuple[Hours, ...] | None = None
    """Those the employer would agree to."""
    wage: Wage | None = None
    positions: Annotated[int, Field(ge=0, le=100_000)] | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    starts_on: date | None = None
    apprenticeship: bool | None = None
    on_the_job_training: bool | None = None
    wage_subsidy: bool | None = None
    lang: LanguageCode | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Vacancy:
        if not (self.title or self.description):
            raise ValueError("a vacancy needs a title or a description")
        if self.opens_on and self.closes_on and self.opens_on > self.closes_on:
            raise ValueError(f"it opens on {self.opens_on}, after it closes on {self.closes_on}")
        return self
