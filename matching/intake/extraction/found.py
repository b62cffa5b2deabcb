"""What was found in a text, where, how surely, and what is to be checked?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, TypeAlias

from matching.domain import CefrLevel, Contract, Hours, Wage

Kind: TypeAlias = Literal["cv", "advert"]
Importance: TypeAlias = Literal["essential", "optional", "stated"]
PhraseKind: TypeAlias = Literal["occupation", "skill", "certificate", "task"]
FlagKind: TypeAlias = Literal["sex", "age", "looks", "origin", "religion", "marital status"]

SURE = 0.75
"""Least confidence with which a finding is not listed as to check."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: ``text[start:end] == quote``."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class LinkedConcept:
    """A concept of the taxonomy that a phrase may mean; ``evidence`` says how it was found (the label matched, …)."""

    uri: str
    label: str
    lang: str
    confidence: float
    evidence: str = ""


LinkPhrases: TypeAlias = Callable[[Sequence[str], Literal["occupation", "skill"]], Sequence[Sequence[LinkedConcept]]]
"""Ranked concepts of each phrase, none where nothing is near enough: intake knows no taxonomy, it is given a linker."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Base of every finding: its place in the text, and how sure it is (0 to 1)."""

    place: Place
    confidence: float

    @property
    def to_check(self) -> bool:
        """Whether a person should look before it is used."""
        return self.confidence < SURE


@dataclass(frozen=True, slots=True)
class FoundPhrase(Finding):
    """A phrase that names an occupation, a skill, a certificate or a task, with the concepts it may mean.

    Of a job in a CV also when it started and ended, as ``Experience`` has them.
    """

    kind: PhraseKind
    importance: Importance
    concepts: tuple[LinkedConcept, ...] = ()
    started: str | None = None
    ended: str | None = None


@dataclass(frozen=True, slots=True)
class FoundLanguage(Finding):
    """A language with its CEFR level, where told; ``importance`` "stated" in a CV."""

    code: str
    level: CefrLevel | None
    importance: Importance


@dataclass(frozen=True, slots=True)
class FoundExperience(Finding):
    """Months of experience asked (the least of a range) or told."""

    months: int
    importance: Importance


@dataclass(frozen=True, slots=True)
class FoundEducation(Finding):
    """A level of education, ISCED 0 to 8."""

    isced: int
    importance: Importance


@dataclass(frozen=True, slots=True)
class FoundLicence(Finding):
    """A driving licence with its categories, or the licence of a trade in its own words."""

    keys: tuple[str, ...]
    importance: Importance


@dataclass(frozen=True, slots=True)
class FoundWage(Finding):
    """An amount or a range of pay."""

    wage: Wage


@dataclass(frozen=True, slots=True)
class FoundTown(Finding):
    """A place of work or of living; ``town`` is the gazetteer's name where it is known there."""

    town: str
    country: str | None


@dataclass(frozen=True, slots=True)
class FoundTerm(Finding):
    """A kind of contract or of hours."""

    term: Contract | Hours


@dataclass(frozen=True, slots=True)
class FoundDate(Finding):
    """A date with what it is for."""

    field: Literal["opens_on", "closes_on", "starts_on", "available_from"]
    day: date


@dataclass(frozen=True, slots=True)
class Flag:
    """Words of an advert that seem to choose people by what no advert may choose by."""

    kind: FlagKind
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Extracted:
    """Everything found in one text; places are positions in ``text``, from which identity was stripped."""

    text: str
    kind: Kind
    phrases: tuple[FoundPhrase, ...] = ()
    languages: tuple[FoundLanguage, ...] = ()
    experience: tuple[FoundExperience, ...] = ()
    education: tuple[FoundEducation, ...] = ()
    licences: tuple[FoundLicence, ...] = ()
    wages: tuple[FoundWage, ...] = ()
    places: tuple[FoundTown, ...] = ()
    terms: tuple[FoundTerm, ...] = ()
    dates: tuple[FoundDate, ...] = ()
    flags: tuple[Flag, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings in the order of the text; flags apart."""
        found: list[Finding] = [
            *self.phrases, *self.languages, *self.experience, *self.education, *self.licences, *self.wages,
            *self.places, *self.terms, *self.dates,
        ]  # fmt: skip
        return tuple(sorted(found, key=lambda one: (one.place.start, one.place.end, type(one).__name__)))
