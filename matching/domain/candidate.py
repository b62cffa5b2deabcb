"""What is a candidate: a person who seeks work, without identity and without protected traits?"""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StringConstraints, ValidationInfo, field_validator, model_validator

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
from matching.domain.work_time import MOST_MONTHS, ONGOING, months_between, months_lasted, year_and_month

Months = Annotated[int, Field(ge=0, le=MOST_MONTHS)]

YEAR_OR_MONTH = r"(?:19|20)\d{2}(?:-(?:0[1-9]|1[0-2]))?"


def _without_day(value: Any) -> Any:
    """A date, its text, or the number of a year as year and month, or as the year."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    text = value.isoformat() if isinstance(value, date) else value
    return text[:7] if isinstance(text, str) and re.match(r"\d{4}-\d{2}-\d{2}(?:[T ]|$)", text) else text


def _year_or_month(value: Any) -> Any:
    value = _without_day(value)
    if isinstance(value, str) and not re.fullmatch(YEAR_OR_MONTH, value):
        raise ValueError("it is neither a year nor a year and month such as 2019-06")
    return value


def _end(value: Any) -> Any:
    value = _without_day(value)
    if isinstance(value, str) and value != ONGOING and not re.fullmatch(YEAR_OR_MONTH, value):
        raise ValueError(f'it is neither a year, a year and month such as 2019-06, nor "{ONGOING}"')
    return value


YearOrMonth = Annotated[str, StringConstraints(pattern=f"^{YEAR_OR_MONTH}$"), BeforeValidator(_year_or_month)]
"""``2019`` or ``2019-06``: nobody remembers the day."""
WorkEnd = Annotated[str, StringConstraints(pattern=f"^(?:{YEAR_OR_MONTH}|{ONGOING})$"), BeforeValidator(_end)]


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
    """Work done, paid or not: title or description, where, when, for how many months.

    Without ``months``, those between ``started`` and ``ended``. ``ended`` None means that nobody has said when, or
    whether, it ended.
    """

    title: Phrase | None = None
    occupation: str | None = None
    """ESCO occupation URI, where known."""
    country: CountryCode | None = None
    started: YearOrMonth | None = None
    ended: WorkEnd | None = None
    months: Annotated[Months | None, Field(validate_default=True)] = None
    description: FreeText | None = None

    @field_validator("ended")
    @classmethod
    def _not_before_it_started(cls, ended: str | None, info: ValidationInfo) -> str | None:
        started = info.data.get("started")
        if started and ended and ended != ONGOING and months_between(started, ended) < 0:
            raise ValueError(f"it ended in {ended}, before it started in {started}")
        return ended

    @field_validator("months")
    @classmethod
    def _counted(cls, months: int | None, info: ValidationInfo) -> int | None:
        started, ended = info.data.get("started"), info.data.get("ended")
        if months is None and started and ended and ended != ONGOING:
            return months_between(started, ended)
        return months

    def lasted(self, as_of: date | None = None) -> int | None:
        """Months of it as of that day, as ``work_time`` counts them; None where not known."""
        return months_lasted(self, as_of)

    def years_since(self, as_of: date) -> float:
        """Years from its end to ``as_of``, by months; 0 where it goes on, where its end is not known, or is to come.

        Of an end in a year, its December: who says less is not taken to have ended earlier.
        """
        if self.ended is None or self.ended == ONGOING:
            return 0.0
        year, month = year_and_month(self.ended)
        return max(0, 12 * (as_of.year - year) + as_of.month - (month or 12)) / 12


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
