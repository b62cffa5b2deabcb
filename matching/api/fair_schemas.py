"""In which form do fairs come in and plans go out?"""

from __future__ import annotations

from datetime import time
from typing import Annotated, Literal

from fastapi.openapi.models import Example
from pydantic import BaseModel, ConfigDict, Field, model_validator

from matching.api.schemas import WordedNote
from matching.casework.holding_fairs import Summary
from matching.casework.session import LanguageTag
from matching.domain import Candidate, Vacancy
from matching.domain.fair import Fair
from matching.domain.terms import Identifier

MOST_PEOPLE = 2_000
MOST_SEATS = 5_000
"""Slots times interviewers of all booths. Beyond these a plan takes longer than a caller should wait."""
LONGEST_SEARCH = 60.0

People = Annotated[list[Candidate], Field(max_length=MOST_PEOPLE)]
Ids = Annotated[list[Identifier], Field(max_length=MOST_PEOPLE)]


class PlanRequest(BaseModel):
    """A fair, with the people and vacancies of it where these are not the server's own. Nothing of it is kept."""

    model_config = ConfigDict(extra="forbid")

    fair: Fair = Field(description="The day, its booths, the people invited, the policy.")
    candidates: People | None = Field(None, description="People; without them those that the server holds.")
    vacancies: Annotated[list[Vacancy], Field(max_length=MOST_PEOPLE)] | None = Field(
        None, description="Vacancies; without them those that the server holds."
    )
    time_limit: Annotated[float, Field(gt=0, le=LONGEST_SEARCH)] = Field(
        10.0, description="Seconds to search for a better plan; most fairs need one or two."
    )


class PlannedMeeting(BaseModel):
    """One meeting; slots count from 1, times are local and may be left out of a request."""

    model_config = ConfigDict(extra="forbid")

    candidate_id: Identifier
    booth_id: Identifier
    vacancy_id: Identifier
    slot: Annotated[int, Field(ge=1)]
    start: time | None = None
    end: time | None = None
    score: Annotated[float, Field(ge=0, le=1)]


class RepairRequest(PlanRequest):
    """The fair and the timetable as they were answered, and what happened since."""

    timetable: Annotated[list[PlannedMeeting], Field(max_length=MOST_SEATS)] = Field(
        description="The timetable of the plan, as it was answered."
    )
    now: time = Field(description="Local time; meetings that have begun stay as they are.")
    absent: Ids = Field([], description="People who do not come.")
    closed: Ids = Field([], description="Booths that close now.")
    late: Annotated[dict[Identifier, time], Field(max_length=MOST_PEOPLE)] = Field(
        {}, description="People who come later, with the time."
    )
    walk_ins: Ids = Field([], description="People who came without an invitation.")

    @model_validator(mode="after")
    def _is_of_the_fair(self) -> RepairRequest:
        booths = {booth.id: booth for booth in self.fair.booths}
        for number, one in enumerate(self.timetable, start=1):
            booth = booths.get(one.booth_id)
            if booth is None:
                raise ValueError(f"meeting {number} of the timetable is at a booth that is not at the fair")
            if one.vacancy_id not in booth.vacancies:
                raise ValueError(f"meeting {number} of the timetable is about a vacancy of another booth")
            if one.slot > self.fair.slots:
                raise ValueError(f"meeting {number} of the timetable is in slot {one.slot} of {self.fair.slots}")
        return self


class WithoutMeeting(BaseModel):
    """A person who meets nobody or fewer than the policy's least; vacancies that could suit, eligible ones first."""

    candidate_id: str
    reason: WordedNote
    alternatives: list[str]


class PlannedFair(BaseModel):
    """A plan: the timetable, its figures, who falls short, and wishes that could not be met together."""

    fair: Fair
    """As planned for; of a repair with what happened, to be sent with the next one."""
    language: LanguageTag
    timetable: list[PlannedMeeting]
    summary: Summary
    unplaced: list[WithoutMeeting]
    conflicts: list[WordedNote]


class ChangedMeeting(BaseModel):
    """What became of one meeting; a slot is null where there was or is none."""

    what: Literal["kept", "moved", "cancelled", "added"]
    candidate_id: str
    booth_id: str
    vacancy_id: str
    slot_before: int | None
    slot_after: int | None
    reason: WordedNote


class RepairedFair(PlannedFair):
    """A plan with what changed."""

    changes: list[ChangedMeeting]


PLAN_EXAMPLES: dict[str, Example] = {
    "fair": {
        "summary": "A small fair with its own people and vacancies",
        "value": {
            "fair": {
                "name": "Kutaisi job fair",
                "day": "2026-12-05",
                "opens": "10:00",
                "closes": "11:00",
                "booths": [
                    {"id": "b-1", "employer": "A workshop", "vacancies": ["j-1"]},
                    {"id": "b-2", "employer": "A bakery", "vacancies": ["j-2"]},
                ],
                "policy": {"rule": "fair-first", "most_meetings": 2},
            },
            "candidates": [
                {"id": "new-1", "desired_occupations": ["soudeur"], "place": "Kutaisi"},
                {"id": "new-2", "desired_occupations": ["baker"], "place": "Kutaisi"},
            ],
            "vacancies": [
                {"id": "j-1", "title": "შემდუღებელი", "place": "Kutaisi"},
                {"id": "j-2", "title": "Bread baker", "place": "Kutaisi"},
            ],
            "time_limit": 5,
        },
    },
}
