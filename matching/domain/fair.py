"""What is a job fair: a day, its booths, the people invited, the rules of meeting, and the plan of who meets whom?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, model_validator

from matching.domain.terms import DomainModel, Identifier, LanguageCode, Phrase

Minutes = Annotated[int, Field(ge=0, le=24 * 60)]
Count = Annotated[int, Field(ge=0, le=1_000)]
Pair = tuple[Identifier, Identifier]
"""Candidate id, booth id."""


class Rule(StrEnum):
    """How scores and capacities decide who meets whom."""

    MAX_TOTAL = "max-total"
    """The largest sum of scores."""
    FAIR_FIRST = "fair-first"
    """As many people as possible with one meeting, then with two, …, then the largest sum."""
    STABLE = "stable"
    """No person and booth would both rather have each other than what they have."""


class Span(DomainModel):
    """A stretch of the day, local time, the end not included."""

    start: time
    end: time

    @model_validator(mode="after")
    def _ends_later(self) -> Span:
        if self.start >= self.end:
            raise ValueError(f"{self.end:%H:%M} is not after {self.start:%H:%M}")
        return self


class Booth(DomainModel):
    """One employer's table: its vacancies, its interviewers, its own hours (None: those of the fair)."""

    id: Identifier
    employer: Phrase | None = None
    vacancies: tuple[Identifier, ...] = Field(min_length=1)
    interviewers: Annotated[int, Field(ge=1, le=100)] = 1
    """People met at the same time."""
    hours: Span | None = None
    breaks: tuple[Span, ...] = ()
    hall: Phrase | None = None
    """Where the booth stands; walking from one hall to another takes ``Fair.walking_minutes``."""
    languages: tuple[LanguageCode, ...] = ()
    """Spoken at the table; empty where unknown."""
    most_meetings: Count | None = None


class Invitation(DomainModel):
    """A person who is expected, with the hours of stay (None: the whole day)."""

    candidate_id: Identifier
    arrives: time | None = None
    leaves: time | None = None
    accompanied: bool | None = None
    """A counsellor or interpreter comes along: languages at the table do not matter."""
    languages: tuple[LanguageCode, ...] = ()
    """Beside those of the profile."""

    @model_validator(mode="after")
    def _leaves_later(self) -> Invitation:
        if self.arrives and self.leaves and self.arrives >= self.leaves:
            raise ValueError(f"{self.candidate_id} leaves at {self.leaves:%H:%M}, before arriving")
        return self


class Policy(DomainModel):
    """What a good plan is: the rule, and limits that no plan breaks."""

    rule: Rule = Rule.MAX_TOTAL
    least_meetings: Count = 0
    """For each person, where enough eligible booths exist; who falls short is named."""
    most_meetings: Annotated[int, Field(ge=1, le=1_000)] = 4
    most_per_booth: Count | None = None
    travel_km: Annotated[float, Field(gt=0, le=25_000)] | None = None
    """Vacancies farther from a person's home are not offered, unless it is unknown or the person would move."""
    least_score: Annotated[float, Field(ge=0, le=1)] = 0.0
    must_meet: tuple[Pair, ...] = ()
    must_not_meet: tuple[Pair, ...] = ()

    @model_validator(mode="after")
    def _can_hold(self) -> Policy:
        if self.least_meetings > self.most_meetings:
            raise ValueError(f"least_meetings {self.least_meetings} is more than most_meetings {self.most_meetings}")
        if both := sorted(set(self.must_meet) & set(self.must_not_meet)):
            raise ValueError(f"{both[0][0]} and {both[0][1]} both must and must not meet")
        return self


class Fair(DomainModel):
    """One day of meetings in slots of equal length, counted from 1 at ``opens``; breaks stop every booth."""

    name: Phrase
    day: date
    place: Phrase | None = None
    timezone: Phrase = "Asia/Tbilisi"
    """IANA name, for calendar files."""
    opens: time
    closes: time
    slot_minutes: Annotated[int, Field(ge=1, le=24 * 60)] = 20
    breaks: tuple[Span, ...] = ()
    walking_minutes: Minutes = 0
    """Between two halls."""
    booths: tuple[Booth, ...] = Field(min_length=1)
    invitations: tuple[Invitation, ...] = ()
    """People named here come as stated; where the list is empty, all candidates are invited for the whole day."""
    policy: Policy = Policy()

    @model_validator(mode="after")
    def _is_one_day(self) -> Fair:
        if self.opens >= self.closes:
            raise ValueError(f"it closes at {self.closes:%H:%M}, not after it opens at {self.opens:%H:%M}")
        if not self.slots:
            day = f"{self.opens:%H:%M} to {self.closes:%H:%M}"
            raise ValueError(f"slot_minutes {self.slot_minutes} is longer than the day from {day}")
        for what, ids in (
            ("booth", [booth.id for booth in self.booths]),
            ("invited person", [one.candidate_id for one in self.invitations]),
            ("vacancy", [vacancy for booth in self.booths for vacancy in booth.vacancies]),
        ):
            if twice := _first_twice(ids):
                raise ValueError(f'the {what} "{twice}" stands twice')
        booths = {booth.id for booth in self.booths}
        for _, booth in (*self.policy.must_meet, *self.policy.must_not_meet):
            if booth not in booths:
                raise ValueError(f'the policy names the booth "{booth}", which is not at the fair')
        return self

    @property
    def slots(self) -> int:
        """How many whole slots there are between opening and closing."""
        return (_minutes(self.closes) - _minutes(self.opens)) // self.slot_minutes

    def slot_span(self, slot: int) -> tuple[datetime, datetime]:
        """Start and end of ``slot`` (from 1), local time without a zone."""
        start = datetime.combine(self.day, self.opens) + timedelta(minutes=(slot - 1) * self.slot_minutes)
        return start, start + timedelta(minutes=self.slot_minutes)


class Meeting(DomainModel):
    """One person at one booth about one vacancy in one slot (from 1); ``score`` is that of the pair."""

    candidate_id: Identifier
    booth_id: Identifier
    vacancy_id: Identifier
    slot: Annotated[int, Field(ge=1)]
    score: Annotated[float, Field(ge=0, le=1)]


def _first_twice(ids: Iterable[str]) -> str | None:
    return next((one for one, count in Counter(ids).items() if count > 1), None)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
