"""What do findings suggest for the fields of a vacancy or a candidate, each to be confirmed by a person?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from matching.domain import Certificate, Contract, Education, Experience, Hours, LanguageLevel, SkillClaim, Wage
from matching.domain.licences import is_driving
from matching.domain.vacancy import SkillDemand
from matching.intake.extraction.found import Extracted, Finding, FoundLicence, FoundPhrase, Place

Value: TypeAlias = (
    SkillDemand
    | SkillClaim
    | LanguageLevel
    | Certificate
    | Education
    | Experience
    | Wage
    | Contract
    | Hours
    | date
    | str
    | int
)

_LONGEST_PHRASE = 2_000


@dataclass(frozen=True, slots=True)
class SuggestedField:
    """A value for the field ``field`` of a vacancy or candidate, with the words it was read from.

    A suggestion is no demand: it informs the score and stands among what is to check until it is confirmed.
    """

    field: str
    value: Value
    place: Place
    confidence: float
    to_check: bool


def suggested_demands(extracted: Extracted) -> tuple[SuggestedField, ...]:
    """Suggestions for a ``Vacancy``, by field, in the order of the text."""
    return _sorted(_demands(extracted))


def suggested_claims(extracted: Extracted) -> tuple[SuggestedField, ...]:
    """Suggestions for a ``Candidate``, by field, in the order of the text."""
    return _sorted(_claims(extracted))


def _demands(extracted: Extracted) -> Iterator[SuggestedField]:
    for phrase in extracted.phrases:
        match phrase.kind:
            case "occupation":
                yield _suggestion("title", phrase.place.quote, phrase)
                if phrase.concepts:
                    yield _suggestion("occupation", phrase.concepts[0].uri, phrase)
            case "skill":
                field = "optional_skills" if phrase.importance == "optional" else "essential_skills"
                yield _suggestion(field, SkillDemand(phrase=_short(phrase), concept=_concept(phrase)), phrase)
            case _:
                continue
    for one in extracted.languages:
        if one.importance != "optional":
            yield _suggestion("languages", LanguageLevel(code=one.code, level=one.level), one)
    for one in extracted.experience:
        if one.importance != "optional":
            yield _suggestion("experience_months", one.months, one)
    asked = [one for one in extracted.education if one.importance != "optional"]
    if asked:
        # "Bachelor's or Master's degree": the lower is enough.
        lowest = min(asked, key=lambda one: (one.isced, one.place.start))
        yield _suggestion("education_isced", lowest.isced, lowest)
    for one in extracted.licences:
        if one.importance != "optional":
            for name in _licence_names(one):
                yield _suggestion("licences", name, one)
    yield from _shared(extracted)


def _claims(extracted: Extracted) -> Iterator[SuggestedField]:
    for phrase in extracted.phrases:
        match phrase.kind:
            case "occupation":
                work = Experience(
                    title=_short(phrase), occupation=_concept(phrase), started=phrase.started, ended=phrase.ended
                )
                yield _suggestion("experiences", work, phrase)
            case "skill":
                yield _suggestion("skills", SkillClaim(phrase=_short(phrase), concept=_concept(phrase)), phrase)
            case "certificate":
                yield _suggestion("certificates", Certificate(name=_short(phrase)), phrase)
            case _:
                continue
    for one in extracted.languages:
        yield _suggestion("languages", LanguageLevel(code=one.code, level=one.level), one)
    for one in extracted.education:
        yield _suggestion("education", Education(title=" ".join(one.place.quote.split()), isced=one.isced), one)
    for one in extracted.licences:
        for name in _licence_names(one):
            yield _suggestion("licences", name, one)
    yield from _shared(extracted)


def _shared(extracted: Extracted) -> Iterator[SuggestedField]:
    for one in extracted.wages:
        yield _suggestion("wage", one.wage, one)
    for one in extracted.places:
        yield _suggestion("place", one.town, one)
        if one.country:
            yield _suggestion("country", one.country, one)
    for one in extracted.terms:
        field = "hours" if isinstance(one.term, Hours) else ("contract" if extracted.kind == "advert" else "contracts")
        yield _suggestion(field, one.term, one)
    for one in extracted.dates:
        yield _suggestion(one.field, one.day, one)


def _suggestion(field: str, value: Value, finding: Finding) -> SuggestedField:
    return SuggestedField(field, value, finding.place, finding.confidence, finding.to_check)


def _short(phrase: FoundPhrase) -> str:
    return " ".join(phrase.place.quote.split())[:_LONGEST_PHRASE]


def _licence_names(one: FoundLicence) -> tuple[str, ...]:
    """Driving categories as they are; the licence of a trade in its own words."""
    return one.keys if all(map(is_driving, one.keys)) else (one.place.quote,)


def _concept(phrase: FoundPhrase) -> str | None:
    return phrase.concepts[0].uri if phrase.concepts else None


def _sorted(suggestions: Iterator[SuggestedField]) -> tuple[SuggestedField, ...]:
    return tuple(sorted(suggestions, key=lambda one: (one.field, one.place.start, one.place.end, str(one.value))))
