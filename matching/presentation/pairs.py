"""What stands beside a score: the facts of one person and one vacancy, as data and in words?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from matching.domain import Candidate, Vacancy
from matching.domain.comparing import (
    LanguageComparison,
    compared_languages,
    contract_suits,
    hours_suit,
    wage_suffices,
    wait_days,
    works_from_home,
)
from matching.geography import kilometres_between, locate
from matching.presentation.places import distance_text, place_text
from matching.wording import label, translator
from matching.wording.catalogues import date_text, level_text, wage_text


@dataclass(frozen=True, slots=True)
class PairInBrief:
    """A person and a vacancy side by side, in no language yet; None where a side is silent."""

    kilometres: float | None
    """Between the person's place and the workplace."""
    from_home: bool
    """Whether the work can be done from home, and the person has not ruled that out."""
    wage_suffices: bool | None
    """Whether the pay offered reaches the pay wished for, both gross and a month."""
    wait_days: int | None
    """From the day the person is free to the start of the work; negative where the work starts before."""
    hours_suit: bool | None
    contract_suits: bool | None
    languages: tuple[LanguageComparison, ...]
    """Each language that is asked."""


class VacancyInWords(NamedTuple):
    """What a person reads of a vacancy, in the order in which it is read; empty where it is not known."""

    place: str
    from_home: str
    contract: str
    hours: str
    wage: str
    starts: str
    open_until: str


class CandidateInWords(NamedTuple):
    """What is read of a person for a vacancy, in the order in which it is read; empty where it is not known."""

    place: str
    languages: str
    available: str
    wage: str


def pair_facts(candidate: Candidate, vacancy: Vacancy) -> PairInBrief:
    """The facts of a pair."""
    return PairInBrief(
        kilometres=kilometres_between(
            locate(candidate.place, candidate.country), locate(vacancy.place, vacancy.country)
        ),
        from_home=works_from_home(candidate, vacancy),
        wage_suffices=wage_suffices(candidate, vacancy),
        wait_days=wait_days(candidate, vacancy),
        hours_suit=hours_suit(candidate, vacancy),
        contract_suits=contract_suits(candidate, vacancy),
        languages=tuple(compared_languages(candidate, vacancy)),
    )


def vacancy_in_words(facts: PairInBrief, vacancy: Vacancy, language: str) -> VacancyInWords:
    """The vacancy of a pair for the person of it."""
    say = translator(language)
    return VacancyInWords(
        place=distance_text(place_text(vacancy.place, vacancy.country, language), facts.kilometres, language),
        from_home=say("remote work possible") if vacancy.remote else "",
        contract=label(vacancy.contract, language) if vacancy.contract else "",
        hours=", ".join(label(one, language) for one in vacancy.hours or ()),
        wage=wage_text(vacancy.wage, language) if vacancy.wage else "",
        starts=say("starts on {day}").format(day=date_text(vacancy.starts_on, language)) if vacancy.starts_on else "",
        open_until=say("open until {day}").format(day=date_text(vacancy.closes_on, language))
        if vacancy.closes_on
        else "",
    )


def candidate_in_words(facts: PairInBrief, candidate: Candidate, language: str) -> CandidateInWords:
    """The person of a pair for the vacancy of it."""
    say = translator(language)
    available = candidate.available_from
    return CandidateInWords(
        place=distance_text(place_text(candidate.place, candidate.country, language), facts.kilometres, language),
        languages=", ".join(level_text(one, language) for one in candidate.languages),
        available=say("available from {day}").format(day=date_text(available, language)) if available else "",
        wage=say("wishes {wage}").format(wage=wage_text(candidate.wage, language)) if candidate.wage else "",
    )
