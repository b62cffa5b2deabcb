"""Which words do people and vacancies share: languages and their levels, contracts, hours, wages, places?"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator


class DomainModel(BaseModel):
    """Frozen, closed model: an unknown field is a mistake, not an extension."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


Identifier = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Phrase = Annotated[str, StringConstraints(min_length=1, max_length=2_000, strip_whitespace=True)]
FreeText = Annotated[str, StringConstraints(max_length=1_000_000, strip_whitespace=True)]
CountryCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]
LanguageCode = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
IscedLevel = Annotated[int, Field(ge=0, le=8)]


Amount = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
MOST = 1_000
"""Items of one list of a person or vacancy: far beyond any real one, so that no request can be without end."""


def _unique(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


Phrases = Annotated[tuple[Phrase, ...], Field(max_length=MOST), AfterValidator(_unique)]


class CefrLevel(StrEnum):
    """Level of the Common European Framework of Reference; ``rank`` orders them, A1 = 1 to C2 = 6."""

    A1 = "A1"
    A2 = "A2"
    B1 = "B1"
    B2 = "B2"
    C1 = "C1"
    C2 = "C2"

    @property
    def rank(self) -> int:
        """A1 = 1 to C2 = 6."""
        return list(CefrLevel).index(self) + 1


class LanguageLevel(DomainModel):
    """A language with the level known or asked; ``level`` None means that it is not known."""

    code: LanguageCode
    level: CefrLevel | None = None


def highest_level(languages: Iterable[LanguageLevel], code: str) -> CefrLevel | None:
    """The highest level known of the language ``code``; None where no level of it is known."""
    levels = [one.level for one in languages if one.code == code and one.level]
    return max(levels, key=lambda level: level.rank, default=None)


class Contract(StrEnum):
    """Kind of engagement."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed_term"
    TEMPORARY = "temporary"
    SEASONAL = "seasonal"
    SELF_EMPLOYED = "self_employed"
    APPRENTICESHIP = "apprenticeship"
    INTERNSHIP = "internship"


class Hours(StrEnum):
    """Whole or part of the usual working week."""

    FULL_TIME = "full_time"
    PART_TIME = "part_time"


class PayPeriod(StrEnum):
    """What an amount of pay is for."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"

    @property
    def per_month(self) -> float:
        """How many such periods a full-time month holds (40 hours a week, 52 weeks a year)."""
        return {"hour": 520 / 3, "day": 65 / 3, "week": 13 / 3, "month": 1.0, "year": 1 / 12}[self.value]


class Wage(DomainModel):
    """An amount or a range of pay, gross, with its currency and period."""

    minimum: Amount | None = None
    maximum: Amount | None = None
    currency: CurrencyCode = "GEL"
    period: PayPeriod = PayPeriod.MONTH

    @model_validator(mode="after")
    def _ordered(self) -> Wage:
        if self.minimum is None and self.maximum is None:
            raise ValueError("a wage needs a minimum or a maximum")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError(f"the minimum wage {self.minimum:g} is above the maximum {self.maximum:g}")
        return self
