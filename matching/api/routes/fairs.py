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
from matching.api.schemas import LanguageTag, problems, worded
from matching.domain.fair import Meeting
from matching.engine import Engine
from matching.errors import InvalidValueError, MatchingError, UnknownIdError
from matching.fairs.plan import FairPlan, PlanChange, Summary
from matching.fairs.planning import plan_fair
from matching.fairs.repair import repair_plan
from matching.intake import stripped

router = APIRouter(prefix="/api/v1/fairs", tags=["fairs"])

_RESPONSES = problems(400, 413, 422)


@router.post("/plan", responses=_RESPONSES, summary="Plan a job fair")
def plan(
    wanted: Annotated[PlanRequest, Body(openapi_examples=PLAN_EXAMPLES)],
    session: SessionOf,
) -> PlannedFair:
    """Who meets whom when, who meets nobody and why, and which wishes conflict. Nothing sent is kept."""
    at_fair = _engine_for(wanted, session.engine)
    try:
        found = plan_fair(wanted.fair, at_fair, session.today, time_limit=wanted.time_limit)
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None
    return PlannedFair.model_validate(_told(found, session.language))


@router.post("/repair", responses=_RESPONSES, summary="Repair a plan during the day")
def repair(wanted: Annotated[RepairRequest, Body()], session: SessionOf) -> RepairedFair:
    """A new plan that keeps as many of the remaining meetings in place as possible, and what changed and why."""
    at_fair = _engine_for(wanted, session.engine)
    meetings = tuple(Meeting.model_validate(one.model_dump(exclude={"start", "end"})) for one in wanted.timetable)
    before = FairPlan(wanted.fair, meetings, (), _unknown_summary(wanted))
    try:
        found, changes = repair_plan(
            before,
            at_fair,
            session.today,
            absent=wanted.absent,
            closed=wanted.closed,
            late=wanted.late,
            walk_ins=wanted.walk_ins,
            now=wanted.now,
            time_limit=wanted.time_limit,
        )
    except UnknownIdError as fault:
        raise MatchingError(str(fault)) from None
    told = [_change(one, session.language) for one in changes]
    return RepairedFair.model_validate(_told(found, session.language) | {"changes": told})


def _engine_for(wanted: PlanRequest, engine: Engine) -> Engine:
    """The server's own data, or what was sent in place of it; raises ``InvalidValueError`` for a fair too large."""
    fair = wanted.fair
    people = len(fair.invitations) or len(wanted.candidates or engine.candidates)
    if people > MOST_PEOPLE:
        raise InvalidValueError(
            "Planning for so many people,", people, f"Invite at most {MOST_PEOPLE:,}, or use `matching fair plan`."
        )
    seats = fair.slots * sum(booth.interviewers for booth in fair.booths)
    if seats > MOST_SEATS:
        raise InvalidValueError(
            "A fair with so many seats (slots times interviewers),",
            seats,
            f"Ask for at most {MOST_SEATS:,} here, or use `matching fair plan`.",
        )
    if wanted.candidates is None and wanted.vacancies is None:
        return engine
    return engine.over(
        None if wanted.candidates is None else [stripped(one) for one in wanted.candidates],
        None if wanted.vacancies is None else [stripped(one) for one in wanted.vacancies],
    )


def _unknown_summary(wanted: RepairRequest) -> Summary:
    """What is known of a plan that comes back as its meetings only."""
    load = {booth.id: 0 for booth in wanted.fair.booths}
    for one in wanted.timetable:
        load[one.booth_id] = load.get(one.booth_id, 0) + 1
    met = {one.candidate_id for one in wanted.timetable}
    total = sum(one.score for one in wanted.timetable)
    return Summary(
        policy=wanted.fair.policy.rule.value,
        objective=total,
        bound=None,
        gap=None,
        seconds=0.0,
        candidates=len(wanted.fair.invitations) or len(met),
        candidates_met=len(met),
        meetings=len(wanted.timetable),
        booth_load=load,
        mean_score=total / max(1, len(wanted.timetable)),
        first_choice_share=0.0,
        exposure_gini=0.0,
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
