"""What becomes of a plan on the day, when people stay away, come late, come unasked, or a booth closes?

Nobody whose meeting can still take place is asked to change it: that is the first aim. Then meetings that cannot stay
get another slot, and places that fell free go to people who lost a meeting, who walked in or who had none.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from time import monotonic
from typing import Literal

import numpy as np

from matching.domain.fair import Fair, Invitation, Meeting
from matching.domain.match import Message, MessageCode
from matching.engine import Engine
from matching.fairs.plan import FairPlan, PlanChange
from matching.fairs.planning import FORCED, LEAST_WORTH, invited, meetings_of
from matching.fairs.scheduling.availability import Availability, availability_of, booths_of, slots_from
from matching.fairs.scheduling.disruptions import Disruptions, changed_fair, check_disruptions, has_left
from matching.fairs.scheduling.free_slots import fill_free_slots
from matching.fairs.scheduling.slot_assignment import UNPLACED, Board, Ints, MeetingRequests
from matching.fairs.scoring import Progress, ScoredFair, score_fair
from matching.fairs.summary import finished_plan

MOVED_WORTH = 10.0
"""What a meeting planned before is worth beside a new one: it would rather move than be lost."""
_NO_LIMIT = 1_000_000

Values = dict[str, str | int | float | None]


def repair_plan(
    plan: FairPlan,
    engine: Engine,
    as_of: date,
    *,
    absent: Collection[str] = (),
    closed: Collection[str] = (),
    late: Mapping[str, time] | None = None,
    walk_ins: Sequence[str] = (),
    now: time,
    time_limit: float = 30.0,
    progress: Progress | None = None,
) -> tuple[FairPlan, list[PlanChange]]:
    """The plan for the rest of the day, by the rules as on the day ``as_of``, and what became of every meeting.

    ``absent`` and ``walk_ins`` are candidate ids, ``closed`` booth ids, ``late`` the time of arrival by candidate id.
    Meetings that began before ``now`` stay as they are; new ones begin at ``now`` or later. The fair of the new plan
    holds what happened (who left, who came, breaks to the end for closed booths), so that it can be repaired again. A
    repaired plan has no bound. Raises ``UnknownIdError`` and ``InvalidValueError``.
    """
    begun = monotonic()
    disruptions = Disruptions(frozenset(absent), frozenset(closed), dict(late or {}), tuple(walk_ins), now)
    before = invited(plan.fair, engine)
    check_disruptions(disruptions, plan.fair, before, engine)
    fair = changed_fair(plan.fair, before, disruptions)
    scored = score_fair(fair, engine, as_of, invited(fair, engine), progress=progress)
    return repair_scored(plan, fair, engine, scored, disruptions, begun=begun, deadline=monotonic() + time_limit)


def repair_scored(
    plan: FairPlan,
    fair: Fair,
    engine: Engine,
    scored: ScoredFair,
    disruptions: Disruptions,
    *,
    begun: float,
    deadline: float,
) -> tuple[FairPlan, list[PlanChange]]:
    """Repair a plan for the changed ``fair``, whose pairs are scored; see ``repair_plan``. Times are ``monotonic``."""
    guests = invited(fair, engine)
    rest = _Rest.of(plan, fair, guests, disruptions)
    board, rows = _filled(plan, fair, guests, rest, scored, deadline)
    met = np.flatnonzero(board.at[len(rest.stays) :] != UNPLACED)
    planned = meetings_of(fair, engine, guests, scored, rows[met], board.at[len(rest.stays) :][met])
    lost = {one.candidate_id for one in (*rest.moves, *rest.cancelled)}
    earlier = {(one.candidate_id, one.booth_id): one for one in rest.moves}
    meetings = [*rest.stays]
    changes = [_change("kept", one, one.slot, one.slot, MessageCode.MEETING_KEPT) for one in rest.stays]
    for one in planned:
        if old := earlier.pop((one.candidate_id, one.booth_id), None):
            # What the two were to talk about stays, as their score does.
            meetings.append(old.model_copy(update={"slot": one.slot}))
            changes.append(_change("moved", old, old.slot, one.slot, *_why(old, disruptions)))
        else:
            meetings.append(one)
            changes.append(_change("added", one, None, one.slot, _why_added(one.candidate_id, lost, disruptions)))
    lost_for_good = (*rest.cancelled, *earlier.values())
    changes += [_change("cancelled", one, one.slot, None, *_why(one, disruptions)) for one in lost_for_good]
    changes.sort(key=lambda one: (one.what == "kept", one.candidate_id, one.slot_before or one.slot_after or 0))
    gone = frozenset(one.candidate_id for one in guests if has_left(one, fair, disruptions.now))
    repaired = finished_plan(
        fair, engine, guests, scored, meetings, (), bound=None, seconds=lambda: monotonic() - begun, gone=gone
    )
    return repaired, changes


@dataclass(frozen=True, slots=True)
class _Rest:
    """The meetings that stay in their slot, those that need another one, and those that are lost.

    ``day`` has the hours of the changed fair; nobody meets anew in a column before ``first``.
    """

    availability: Availability
    first: int
    stays: tuple[Meeting, ...]
    moves: tuple[Meeting, ...]
    cancelled: tuple[Meeting, ...]

    @classmethod
    def of(cls, plan: FairPlan, fair: Fair, guests: Sequence[Invitation], disruptions: Disruptions) -> _Rest:
        availability = availability_of(fair, guests)
        first = slots_from(fair, disruptions.now) - 1
        of = {one.candidate_id: row for row, one in enumerate(guests)}
        at = {one.id: row for row, one in enumerate(booths_of(fair))}
        stays: list[Meeting] = []
        moves: list[Meeting] = []
        cancelled: list[Meeting] = []
        for one in plan.meetings:
            column = one.slot - 1
            if column < first:
                stays.append(one)
            elif one.candidate_id in disruptions.absent or one.booth_id in disruptions.closed:
                cancelled.append(one)
            elif availability.present[of[one.candidate_id], column] and availability.tables[at[one.booth_id], column]:
                stays.append(one)
            else:
                moves.append(one)
        availability.present[:, :first] = False
        return cls(availability, first, tuple(stays), tuple(moves), tuple(cancelled))


def _filled(
    plan: FairPlan, fair: Fair, guests: Sequence[Invitation], rest: _Rest, scored: ScoredFair, deadline: float
) -> tuple[Board, Ints]:
    """A board with what stays on its first rows, then the offers (returned) that may have filled what is free."""
    of = {one.candidate_id: row for row, one in enumerate(guests)}
    at = {one.id: row for row, one in enumerate(booths_of(fair))}
    offers, people, booths = scored.offers, len(guests), len(at)
    pair = offers.person * booths + offers.place

    def pairs(meetings: Sequence[Meeting]) -> Ints:
        return np.array([of[one.candidate_id] * booths + at[one.booth_id] for one in meetings], dtype=np.int64)

    stays, moves = pairs(rest.stays), pairs(rest.moves)
    lost = np.bincount(np.concatenate([moves, pairs(rest.cancelled)]) // booths, minlength=people)
    planned = {one.candidate_id for one in plan.meetings}
    without = np.array([one.candidate_id not in planned for one in guests], dtype=bool)
    here = rest.availability.present.any(axis=1)
    rows = np.flatnonzero((here & ((lost > 0) | without))[offers.person] & ~np.isin(pair, stays))
    must = np.array([of[one] * booths + at[other] for one, other in fair.policy.must_meet], dtype=np.int64)
    worth = LEAST_WORTH + offers.score[rows]
    worth += MOVED_WORTH * np.isin(pair[rows], moves) + FORCED * np.isin(pair[rows], must)
    requests = MeetingRequests(
        np.concatenate([stays // booths, offers.person[rows]]),
        np.concatenate([stays % booths, offers.place[rows]]),
        np.concatenate([np.ones(len(stays)), worth]),
        np.arange(len(stays) + len(rows)) < len(stays),
    )
    start = np.array([one.slot - 1 for one in rest.stays] + [UNPLACED] * len(rows), dtype=np.int64)
    board = Board(rest.availability, requests, start)
    had = np.bincount(stays // booths, minlength=people)
    load = np.bincount(stays % booths, minlength=booths)
    most_of_booth = _booth_limits(fair)
    # First everybody gets back what was lost, or one meeting; then who had none may have more.
    for most in (np.where(lost > 0, lost, 1), np.where(lost > 0, lost, fair.policy.most_meetings)):
        placed = board.at[len(stays) :] != UNPLACED
        new = np.bincount(offers.person[rows[placed]], minlength=people)
        busier = load + np.bincount(offers.place[rows[placed]], minlength=booths)
        room = np.minimum(most, fair.policy.most_meetings - had) - new
        fill_free_slots(
            board,
            len(stays) + np.flatnonzero(~placed),
            np.maximum(room, 0),
            np.maximum(most_of_booth - busier, 0),
            deadline=deadline,
        )
    return board, rows


def _booth_limits(fair: Fair) -> Ints:
    """Most meetings of each booth in the whole day; its hours are looked after by the seats."""
    policy = fair.policy.most_per_booth
    return np.array(
        [min(_NO_LIMIT if most is None else most for most in (one.most_meetings, policy)) for one in booths_of(fair)],
        dtype=np.int64,
    )


def _why(meeting: Meeting, disruptions: Disruptions) -> tuple[MessageCode, Values]:
    if meeting.candidate_id in disruptions.absent:
        return MessageCode.PERSON_ABSENT, {}
    if meeting.booth_id in disruptions.closed:
        return MessageCode.BOOTH_CLOSED, {}
    arrives = disruptions.late.get(meeting.candidate_id)
    return (MessageCode.PERSON_LATE, {"time": f"{arrives:%H:%M}"}) if arrives else (MessageCode.HOURS_CHANGED, {})


def _why_added(candidate_id: str, lost: Collection[str], disruptions: Disruptions) -> MessageCode:
    if candidate_id in disruptions.walk_ins:
        return MessageCode.PERSON_WALKED_IN
    return MessageCode.MEETING_REPLACED if candidate_id in lost else MessageCode.SLOT_FELL_FREE


def _change(
    what: Literal["kept", "moved", "cancelled", "added"],
    meeting: Meeting,
    before: int | None,
    after: int | None,
    code: MessageCode,
    values: Values | None = None,
) -> PlanChange:
    reason = Message(code=code, values=values or {})
    return PlanChange(what, meeting.candidate_id, meeting.booth_id, meeting.vacancy_id, before, after, reason)
