"""How long do a fair's allocation, timetable and repair take, and how good are they?

    python -m benchmarks.timetables [--repeat 1]

People and vacancies are generated (``benchmarks.generation``, demo catalogue), three vacancies a booth, at most four
meetings a person, and scored by the engine. A plain fair has one hall and everybody all day; in a busy one
booths stand in three halls a slot's walk apart, a third of the people come late or leave early, every fifth booth opens
for half of the day, and there is a lunch break. In a repair at a third of the day 5 % of the people have not come and
one booth closes.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.generation.catalogue import load_catalogue
from benchmarks.generation.labour_market import generate_population
from matching.domain.fair import Booth, Fair, Invitation, Policy, Rule, Span
from matching.embeddings.encoder import load_encoder
from matching.engine import Engine
from matching.fairs.plan import FairPlan
from matching.fairs.planning import invited, plan_scored
from matching.fairs.repair import repair_scored
from matching.fairs.scheduling.availability import availability_of
from matching.fairs.scheduling.disruptions import Disruptions, changed_fair
from matching.fairs.scheduling.slot_assignment import idle_slots
from matching.fairs.scoring import score_fair

DAY = date(2026, 12, 5)
OPENS = datetime(2026, 12, 5, 8)
SLOT = 20
VACANCIES = 3
LANGUAGES = ("en", "fr")
ABSENT = 0.05
SIZES = ((200, 20, 24), (1_000, 60, 24), (5_000, 150, 32))


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of one piece of work, by the wall and of the processor, and what it gave."""

    wall: float
    processor: float
    given: Any


def timed(work: Callable[[], Any]) -> Run:
    """Do it once."""
    wall, processor = time.perf_counter(), time.process_time()
    given = work()
    return Run(time.perf_counter() - wall, time.process_time() - processor, given)


def fair_of(people: int, booths: int, slots: int, *, busy: bool) -> Fair:
    """A drawn fair with the generated people and vacancies."""
    draw = random.Random(7)

    def clock(slot: int):
        return (OPENS + timedelta(minutes=slot * SLOT)).time()

    tables = [
        Booth(
            id=f"b-{number:03}",
            vacancies=tuple(f"V-{VACANCIES * number + one:06}" for one in range(1, VACANCIES + 1)),
            hall=f"hall {number % 3}" if busy else None,
            hours=Span(start=clock(0), end=clock(slots // 2)) if busy and number % 5 == 0 else None,
        )
        for number in range(booths)
    ]
    guests = []
    for number in range(1, people + 1):
        stay: dict[str, Any] = {}
        if busy and draw.random() < 1 / 3:
            late, early = clock(draw.randrange(1, slots // 2)), clock(draw.randrange(slots // 2 + 2, slots))
            stay = draw.choice(({"arrives": late}, {"leaves": early}))
        guests.append(Invitation(candidate_id=f"P-{number:06}", **stay))
    return Fair(
        name="Benchmark",
        day=DAY,
        opens=clock(0),
        closes=clock(slots),
        slot_minutes=SLOT,
        breaks=(Span(start=clock(slots // 2), end=clock(slots // 2 + 2)),) if busy else (),
        walking_minutes=SLOT // 2 if busy else 0,
        booths=tuple(tables),
        invitations=tuple(guests),
        policy=Policy(rule=Rule.MAX_TOTAL, most_meetings=4),
    )


def waiting(plan: FairPlan) -> tuple[float, float]:
    """Idle slots of those who have two meetings or more: the mean, and the share of people without any."""
    import numpy as np

    availability = availability_of(plan.fair, plan.fair.invitations)
    row = {one.candidate_id: number for number, one in enumerate(plan.fair.invitations)}
    busy = np.zeros(availability.present.shape, dtype=bool)
    for one in plan.meetings:
        busy[row[one.candidate_id], one.slot - 1] = True
    idle = idle_slots(availability, busy)[busy.sum(axis=1) > 1]
    return (float(idle.mean()), float((idle == 0).mean())) if len(idle) else (0.0, 1.0)


def measure(engine: Engine, people: int, booths: int, slots: int, *, busy: bool) -> str:
    """A row of the table."""
    fair = fair_of(people, booths, slots, busy=busy)
    guests = invited(fair, engine)
    scoring = timed(lambda: score_fair(fair, engine, DAY, guests))
    made = timed(lambda: plan_scored(fair, engine, guests, scoring.given, time_limit=300))
    plan: FairPlan = made.given
    draw = random.Random(8)
    absent = frozenset(draw.sample([one.candidate_id for one in guests], round(ABSENT * people)))
    closed = frozenset({max(plan.summary.booth_load, key=lambda one: (plan.summary.booth_load[one], one))})
    now = fair.slot_span(slots // 3 + 1)[0].time()
    disruptions = Disruptions(absent, closed, {}, (), now)
    changed = changed_fair(plan.fair, guests, disruptions)
    scored = score_fair(changed, engine, DAY, invited(changed, engine))
    begun = time.monotonic()
    again = timed(lambda: repair_scored(plan, changed, engine, scored, disruptions, begun=begun, deadline=begun + 300))
    after, changes = again.given
    untouched = {
        (one.candidate_id, one.booth_id, one.slot)
        for one in plan.meetings
        if one.candidate_id not in absent and one.booth_id not in closed
    }
    held = {(one.candidate_id, one.booth_id, one.slot) for one in after.meetings}
    counts = {what: sum(one.what == what for one in changes) for what in ("cancelled", "added")}
    idle, none = waiting(plan)
    return (
        f"| {people:,} × {booths} × {slots} | {'busy' if busy else 'plain'} | {plan.summary.meetings:,} "
        f"| {plan.summary.gap:.5f} | {idle:.2f} | {none:.1%} | {scoring.processor:.1f} | {made.wall:.1f} "
        f"| {made.processor:.1f} | {again.wall:.1f} | {again.processor:.1f} "
        f"| {len(untouched & held) / len(untouched):.1%} | {counts['cancelled']:,} | {counts['added']:,} |"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=5_000, help="leave out fairs with more people")
    chosen = parser.parse_args()
    print(
        "Seconds after scoring; those of the processor tell what an idle machine takes, since all runs in one thread. "
        "Idle slots are those between the first and the last meeting of people with two or more, walks included. "
        "Cancelled meetings of a repair are those of absent people and of the closed booth; added ones fill what fell "
        "free.\n"
    )
    print(
        "| People × booths × slots | Fair | meetings | gap | idle slots a person | people without any | scoring, "
        "processor s | plan, s | plan, processor s | repair, s | repair, processor s | untouched meetings in place "
        "| cancelled | added |"
    )
    print("|---|---|" + "---:|" * 12)
    for people, booths, slots in SIZES:
        if people > chosen.largest:
            continue
        population = generate_population(
            load_catalogue(), people=people, vacancies=VACANCIES * booths, languages=LANGUAGES, seed=3, as_of=DAY
        )
        engine = Engine(*population, load_encoder())
        for busy in (False, True):
            print(measure(engine, people, booths, slots, busy=busy), flush=True)


if __name__ == "__main__":
    main()
