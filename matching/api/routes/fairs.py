"""Who meets whom at a fair, and what when the day goes otherwise, as JSON?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body

from matching.api.dependencies import SessionOf
from matching.api.fair_schemas import (
    MOST_PEOPLE,
    MOST_SEATS,
    PLAN_EXAMPLES,
    ChangedMeeting,
    PlannedFair,
    PlannedMeeting,
    PlanRequest,
    RepairedFair,
    RepairRequest,
    WithoutMeeting,
)
from matching.api.schemas import problems, worded
from matching.casework.holding_fairs import (
    Disruptions,
    FairPlan,
    PlanChange,
    bringing,
    plan_fair,
    plan_of_timetable,
    repair_fair,
)
from matching.casework.session import LanguageTag, Session
from matching.domain.fair import Meeting
from matching.errors import InvalidValueError, MatchingError, UnknownIdError

router = APIRouter(prefix="/api/v1/fairs", tags=["fairs"])

_RESPONSES = problems(400, 413, 422)


@router.post("/plan", responses=_RESPONSES, summary="Plan a job fair")
def plan(
    wanted: Annotated[PlanRequest, Body(openapi_examples=PLAN_EXAMPLES)],
    session: SessionOf,
) -> PlannedFair:
    """Who meets whom when, who meets nobody and why, and which wishes conflict. Nothing sent is kept."""
    _check_size(wanted, session)
    at_fair = bringing(session, wanted.candidates, wanted.vacancies)
    try:
        found = plan_fair(at_fair, wanted.fair, time_limit=wanted.time_limit)
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None
    return PlannedFair.model_validate(_told(found, session.language))


@router.post("/repair", responses=_RESPONSES, summary="Repair a plan during the day")
def repair(wanted: Annotated[RepairRequest, Body()], session: SessionOf) -> RepairedFair:
    """A new plan that keeps as many of the remaining meetings in place as possible, and what changed and why."""
    _check_size(wanted, session)
    at_fair = bringing(session, wanted.candidates, wanted.vacancies)
    meetings = [Meeting.model_validate(one.model_dump(exclude={"start", "end"})) for one in wanted.timetable]
    happened = Disruptions(
        frozenset(wanted.absent), frozenset(wanted.closed), wanted.late, tuple(wanted.walk_ins), wanted.now
    )
    try:
        found, changes = repair_fair(
            at_fair, plan_of_timetable(wanted.fair, meetings), happened, time_limit=wanted.time_limit
        )
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None
    told = [_change(one, session.language) for one in changes]
    return RepairedFair.model_validate(_told(found, session.language) | {"changes": told})


def _check_size(wanted: PlanRequest, session: Session) -> None:
    """Refuse a fair that a caller would wait for too long; raises ``InvalidValueError``."""
    fair = wanted.fair
    invited = len(fair.invitations) or len(wanted.candidates or session.store.candidates)
    if invited > MOST_PEOPLE:
        raise InvalidValueError(
            "Planning for so many people,", invited, f"Invite at most {MOST_PEOPLE:,}, or use `matching fair plan`."
        )
    seats = fair.slots * sum(booth.interviewers for booth in fair.booths)
    if seats > MOST_SEATS:
        raise InvalidValueError(
            "A fair with so many seats (slots times interviewers),",
            seats,
            f"Ask for at most {MOST_SEATS:,} here, or use `matching fair plan`.",
        )


def _told(found: FairPlan, language: LanguageTag) -> dict[str, object]:
    fair = found.fair
    return {
        "fair": fair,
        "language": language,
        "timetable": [
            PlannedMeeting(
                candidate_id=one.candidate_id,
                booth_id=one.booth_id,
                vacancy_id=one.vacancy_id,
                slot=one.slot,
                start=fair.slot_span(one.slot)[0].time(),
                end=fair.slot_span(one.slot)[1].time(),
                score=one.score,
            )
            for one in found.meetings
        ],
        "summary": found.summary,
        "unplaced": [
            WithoutMeeting(
                candidate_id=one.candidate_id,
                reason=worded(one.reason, language),
                alternatives=list(one.alternatives),
            )
            for one in found.unplaced
        ],
        "conflicts": [worded(one.note, language) for one in found.conflicts],
    }


def _change(one: PlanChange, language: str) -> ChangedMeeting:
    return ChangedMeeting(
        what=one.what,
        candidate_id=one.candidate_id,
        booth_id=one.booth_id,
        vacancy_id=one.vacancy_id,
        slot_before=one.slot_before,
        slot_after=one.slot_after,
        reason=worded(one.reason, language),
    )
