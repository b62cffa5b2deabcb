"""How does a fair become a plan: who meets whom, when, and what of the wishes cannot be?

Score all pairs, hold the must-meet pairs that can hold together, allocate by the policy's rule, make the timetable, and
give places that stayed free to those who lost a meeting by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from time import monotonic

import numpy as np

from matching.allocation import ROUNDING, Capacities, MaxTotal, Offers, allocator_for
from matching.domain.fair import Fair, Invitation, Meeting, Rule
from matching.engine import Engine
from matching.errors import InvalidValueError, UnknownIdError
from matching.fairs.plan import FairPlan
from matching.fairs.scheduling.availability import Availability, availability_of, booths_of
from matching.fairs.scheduling.cp_sat import reoptimize
from matching.fairs.scheduling.free_slots import LITERALS, fill_free_slots
from matching.fairs.scheduling.must_meet import select_must_meet
from matching.fairs.scheduling.slot_assignment import UNPLACED, Board, Flags, Floats, Ints, MeetingRequests
from matching.fairs.scheduling.timetable import timetable
from matching.fairs.scoring import Progress, ScoredFair, score_fair
from matching.fairs.summary import finished_plan

FORCED = 1_000.0
"""Worth of a must-meet pair: no sum of others outweighs it."""
JOINT_EFFORT = 3.0
"""Deterministic time (about seconds) of CP-SAT for a small fair as a whole."""
NEEDED = 10.0
"""Worth, beside the score, of a meeting that keeps somebody from falling below the least."""
LEAST_WORTH = 0.001
"""What a meeting is worth beside its score: one more counts, even with a score of 0."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Most meetings of each person and of each booth, int64."""

    person: Ints
    booth: Ints


def plan_fair(
    fair: Fair, engine: Engine, as_of: date, *, time_limit: float = 30.0, progress: Progress | None = None
) -> FairPlan:
    """Plan a fair with the people and vacancies of ``engine``, by the rules as they are on the day ``as_of``.

    The limits of the policy and of the day are never broken; wishes that cannot hold are named. The same input gives
    the same plan unless the work takes longer than ``time_limit`` seconds after scoring: then the best one found so
    far. Raises ``UnknownIdError`` for a person or vacancy that is not in the engine and ``InvalidValueError`` where
    nobody can meet anybody.
    """
    guests = invited(fair, engine)
    scored = score_fair(fair, engine, as_of, guests, progress=progress)
    return plan_scored(fair, engine, guests, scored, time_limit=time_limit, progress=progress)


def plan_scored(
    fair: Fair,
    engine: Engine,
    guests: Sequence[Invitation],
    scored: ScoredFair,
    *,
    time_limit: float = 30.0,
    progress: Progress | None = None,
) -> FairPlan:
    """Plan a fair whose pairs are scored; see ``plan_fair``."""
    if not len(scored.offers.person):
        raise InvalidValueError(
            "The fair", fair.name, "Not one invited person may meet a booth: check the vacancies' dates and the policy."
        )
    begun = monotonic()
    deadline = begun + time_limit
    # Everybody is named, so that who walks in later is not taken for invited.
    fair = fair.model_copy(update={"invitations": tuple(guests)})
    availability = availability_of(fair, guests)
    limits = limits_of(fair, availability)
    must_meet = select_must_meet(fair, guests, availability, scored, limits.person, limits.booth)
    forced = np.zeros(len(scored.offers.person), dtype=bool)
    forced[must_meet.rows] = True
    least = np.minimum(fair.policy.least_meetings, limits.person)
    allocation = allocator_for(fair.policy.rule).allocate(
        scored.offers, Capacities(limits.person, least, limits.booth, forced), time_limit=max(0.1, time_limit / 2)
    )
    chosen = allocation.chosen
    start = np.full(len(chosen), UNPLACED)
    start[np.searchsorted(chosen, must_meet.rows)] = must_meet.columns
    worth = worth_of(fair, scored.offers, chosen) + FORCED * forced[chosen]
    pinned = np.zeros(len(chosen), dtype=bool)
    requests = MeetingRequests(scored.offers.person[chosen], scored.offers.place[chosen], worth, pinned)

    def report(done: int, total: int) -> None:
        if progress:
            progress("Timetable", done, total)

    columns = timetable(availability, requests, start=start, deadline=deadline, progress=report)
    rows, columns = _use_free_slots(fair, availability, limits, scored.offers, forced, chosen, columns, deadline)
    bound = allocation.bound
    if bound is not None and scored.offers.score[rows].sum() > bound + ROUNDING * max(1.0, abs(bound)):
        # Without room for all, the least or the order of the rule gave way: only the sum of scores still bounds.
        nobody = np.zeros_like(limits.person)
        bound = MaxTotal().allocate(scored.offers, Capacities(limits.person, nobody, limits.booth, forced)).bound
    order = np.lexsort((scored.offers.place[rows], scored.offers.person[rows]))
    meetings = meetings_of(fair, engine, guests, scored, rows[order], columns[order])
    return finished_plan(
        fair, engine, guests, scored, meetings, must_meet.conflicts, bound=bound, seconds=lambda: monotonic() - begun
    )


def invited(fair: Fair, engine: Engine) -> tuple[Invitation, ...]:
    """Everybody who is invited, in the order of ids; raises ``UnknownIdError`` for any id that nobody has."""
    everybody = (Invitation(candidate_id=one.id) for one in engine.candidates)
    guests = tuple(sorted(fair.invitations or everybody, key=lambda one: one.candidate_id))
    for one in guests:
        engine.candidate(one.candidate_id)
    for booth in booths_of(fair):
        for vacancy in booth.vacancies:
            engine.vacancy(vacancy)
    known = {one.candidate_id for one in guests}
    for candidate, _ in (*fair.policy.must_meet, *fair.policy.must_not_meet):
        if candidate not in known:
            raise UnknownIdError("invited person", candidate)
    return guests


def limits_of(fair: Fair, availability: Availability) -> Limits:
    """How many meetings there is room for on each side, by the hours and the policy."""
    policy = fair.policy
    open_slots = availability.present & (availability.tables.sum(axis=0) > 0)
    booth = availability.tables.sum(axis=1)
    for row, one in enumerate(booths_of(fair)):
        for most in (one.most_meetings, policy.most_per_booth):
            booth[row] = booth[row] if most is None else min(booth[row], most)
    return Limits(np.minimum(open_slots.sum(axis=1), policy.most_meetings), booth)


def worth_of(fair: Fair, offers: Offers, rows: Ints) -> Floats:
    """What each of the meetings ``rows`` is worth to the timetable, float64, should it not have room for all.

    It is the score; a meeting without which somebody falls below the least counts more, and under ``fair-first`` so
    does a person's only meeting beside one of several.
    """
    count = np.bincount(offers.person[rows], minlength=offers.people)[offers.person[rows]]
    worth = LEAST_WORTH + offers.score[rows] + NEEDED * (count <= fair.policy.least_meetings)
    return worth + 2.0 / count if fair.policy.rule is Rule.FAIR_FIRST else worth


def _use_free_slots(
    fair: Fair,
    availability: Availability,
    limits: Limits,
    offers: Offers,
    forced: Flags,
    chosen: Ints,
    columns: Ints,
    deadline: float,
) -> tuple[Ints, Ints]:
    """Fill what a timetable without room for all left free: rows of the offers that meet, and their columns.

    Who is below the least goes first. Where nothing but the sum of scores is the aim and the fair is small, CP-SAT then
    decides on people, booths and slots at once.
    """
    if (columns != UNPLACED).all():
        return chosen, columns
    at = np.full(len(offers.person), UNPLACED)
    at[chosen] = columns
    worth = LEAST_WORTH + offers.score + FORCED * forced
    board = Board(availability, MeetingRequests(offers.person, offers.place, worth, at != UNPLACED), at)
    highest = int(np.bincount(offers.person[chosen]).max())
    fewest = range(1, highest + 1) if fair.policy.rule is Rule.FAIR_FIRST else ()
    for most in (fair.policy.least_meetings, *fewest, fair.policy.most_meetings):
        met = at != UNPLACED
        had, load = (
            np.bincount(rows[met], minlength=count)
            for rows, count in ((offers.person, offers.people), (offers.place, offers.places))
        )
        room = np.maximum(np.minimum(limits.person, most) - had, 0)
        fill_free_slots(board, np.flatnonzero(~met), room, limits.booth - load, deadline=deadline)
    summed = fair.policy.rule is Rule.MAX_TOTAL and not fair.policy.least_meetings
    if summed and int((availability.tables[offers.place] > 0).sum()) <= LITERALS:
        everything, whenever = np.arange(len(at)), np.ones(availability.slots, dtype=bool)
        rooms = (limits.person, limits.booth)
        reoptimize(board, everything, whenever, effort=JOINT_EFFORT, deadline=deadline, rooms=rooms)
    met = np.flatnonzero(board.at != UNPLACED)
    return met, board.at[met]


def meetings_of(
    fair: Fair, engine: Engine, guests: Sequence[Invitation], scored: ScoredFair, rows: Ints, columns: Ints
) -> tuple[Meeting, ...]:
    """The offers ``rows`` in ``columns`` as meetings, in their order."""
    booths, offers = booths_of(fair), scored.offers
    return tuple(
        Meeting(
            candidate_id=guests[int(offers.person[row])].candidate_id,
            booth_id=booths[int(offers.place[row])].id,
            vacancy_id=engine.vacancies[int(scored.vacancy[row])].id,
            slot=column + 1,
            score=float(offers.score[row]),
        )
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
    )
