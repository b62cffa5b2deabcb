"""How do a person and a vacancy compare: from home or not, the wage, the hours, the start, the languages?

One rule each, of one pair. What is not known is neither true nor false. The columns of ``ranking`` say the same of many
pairs at once; tests hold the two equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from matching.domain.candidate import Candidate
from matching.domain.terms import CefrLevel, Wage, highest_level
from matching.domain.vacancy import Vacancy

FOUND_FROM = 0.5
"""Degree of likeness from which a skill asked counts as found in what the person said."""


class LanguageComparison(NamedTuple):
    """A language that a vacancy asks: the highest level held and the highest asked, None where not known."""

    code: str
    held: CefrLevel | None
    asked: CefrLevel | None

    @property
    def below(self) -> bool:
        """Whether it is known that the level held is too low."""
        return is_below(self.held, self.asked)


def works_from_home(candidate: Candidate, vacancy: Vacancy) -> bool:
    """Whether the work can be done from home, and the person has not ruled that out."""
    return vacancy.remote is True and candidate.remote is not False


def offered(wage: Wage | None) -> float | None:
    """The best pay that a vacancy names."""
    return None if wage is None else wage.maximum if wage.maximum is not None else wage.minimum


def reservation(wage: Wage | None) -> float | None:
    """The least pay that a person names."""
    return None if wage is None else wage.minimum if wage.minimum is not None else wage.maximum


def monthly(wage: Wage | None, amount: float | None) -> float:
    """``amount`` of a wage, gross, for a full-time month; NaN where there is none."""
    return float("nan") if wage is None or amount is None else amount * wage.period.per_month


def wage_suffices(candidate: Candidate, vacancy: Vacancy) -> bool | None:
    """Whether the best pay offered reaches the least wished, both gross and for a full-time month.

    None where either is not known, and where the currencies differ: there are no rates.
    """
    given, asked = vacancy.wage, candidate.wage
    if given is None or asked is None or given.currency != asked.currency:
        return None
    return monthly(given, offered(given)) >= monthly(asked, reservation(asked))


def wait_days(candidate: Candidate, vacancy: Vacancy) -> int | None:
    """Days from the day the person is free to the start of the work; negative where the work starts before."""
    if candidate.available_from is None or vacancy.starts_on is None:
        return None
    return (vacancy.starts_on - candidate.available_from).days


def hours_suit(candidate: Candidate, vacancy: Vacancy) -> bool | None:
    """Whether some of the hours offered are among those wished; None where either side is silent."""
    if not candidate.hours or not vacancy.hours:
        return None
    return not set(candidate.hours).isdisjoint(vacancy.hours)


def contract_suits(candidate: Candidate, vacancy: Vacancy) -> bool | None:
    """Whether the contract is among those wished; None where either side is silent."""
    if not candidate.contracts or vacancy.contract is None:
        return None
    return vacancy.contract in candidate.contracts


def is_below(held: CefrLevel | None, asked: CefrLevel | None) -> bool:
    """Whether a language is known, and known less well than asked."""
    return held is not None and asked is not None and held.rank < asked.rank


def compared_languages(candidate: Candidate, vacancy: Vacancy) -> Iterator[LanguageComparison]:
    """Each language that the vacancy asks, once, in its order."""
    for code in dict.fromkeys(one.code for one in vacancy.languages):
        yield LanguageComparison(code, highest_level(candidate.languages, code), highest_level(vacancy.languages, code))
