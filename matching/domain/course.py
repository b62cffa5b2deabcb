"""What is a course: training on offer, with the skills that it teaches?"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from matching.domain.terms import (
    MOST,
    CountryCode,
    DomainModel,
    FreeText,
    Identifier,
    IscedLevel,
    LanguageLevel,
    Phrase,
    Phrases,
)
from matching.domain.vacancy import SkillDemand


class Course(DomainModel):
    """Training on offer. Every field but ``id`` and ``title`` may be unknown."""

    id: Identifier
    title: Phrase
    provider: Phrase | None = None
    description: FreeText | None = None
    skills: Annotated[tuple[SkillDemand, ...], Field(max_length=MOST)] = ()
    """Skills taught."""
    languages_taught: Annotated[tuple[LanguageLevel, ...], Field(max_length=MOST)] = ()
    """Levels that those who complete it have reached."""
    licences: Phrases = ()
    """Driving categories and licences of a trade that those who complete it receive."""
    languages: Annotated[tuple[LanguageLevel, ...], Field(max_length=MOST)] = ()
    """Languages of teaching, with the lowest level needed to follow; one of them is enough."""
    education_isced: IscedLevel | None = None
    """Lowest level needed to be admitted."""
    place: Phrase | None = None
    country: CountryCode | None = None
    remote: bool | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    apply_by: date | None = None
    seats: Annotated[int, Field(ge=0, le=100_000)] | None = None
    """Seats still free."""
    price: Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)] | None = None
    """For the whole course, in ``currency``; 0 is free."""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None = None
    certificate: Phrase | None = None
    """The paper that those who complete it receive."""
    lang: Annotated[str, Field(pattern=r"^[a-z]{2,3}$")] | None = None

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Course:
        if self.starts_on and self.ends_on and self.starts_on > self.ends_on:
            raise ValueError(f"it starts on {self.starts_on}, after it ends on {self.ends_on}")
        if self.price and self.currency is None:
            raise ValueError("a price needs a currency")
        return self
