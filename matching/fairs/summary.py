"""What does a finished plan leave open, and what is it in figures?"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from matching.allocation import gap_between
from matching.domain.fair import Fair, Invitation, Meeting
from matching.domain.match import Message, MessageCode
from matching.engine import Engine
from matching.fairs.plan import Conflict, FairPlan, Summary, Unplaced
from matching.fairs.scheduling.availability import availability_of, booths_of
from matching.fairs.scheduling.must_meet import unmet_requirements
from matching.fairs.scheduling.slot_assignment import Ints
from matching.fairs.scoring import Barrier, ScoredFair

ALTERNATIVES = 3
"""Vacancies named to somebody who meets nobody."""
ABSENCES = {
    Barrier.RULES: MessageCode.NOTHING_ELIGIBLE,
    Barrier.FAR: MessageCode.NOTHING_WITHIN_REACH,
    Barrier.SCORE: MessageCode.NOTHING_FITS_WELL,
    Barrier.LANGUAGE: MessageCode.NO_LANGUAGE_SHARED,
    Barrier.NOT_TO_MEET: MessageCode.NOT_TO_MEET,
}
"""Why somebody has no booth to go to, by the last gate that any booth reached."""


def finished_plan(
    fair: Fair,
    engine: Engine,
    guests: Sequence[Invitation],
    scored: ScoredFair,
    meetings: Sequence[Meeting],
    conflicts: Sequence[Conflict],
    *,
    bound: float | None,
    seconds: Callable[[], float],
    gone: frozenset[str] = frozenset(),
) -> FairPlan:
    """The plan with what it leaves open and its figures; people in ``gone`` are not named as unplaced."""
    ordered = tuple(sorted(meetings, key=lambda one: (one.slot, one.booth_id, one.candidate_id)))
    met: dict[str, set[str]] = {}
    for one in ordered:
        met.setdefault(one.candidate_id, set()).add(one.booth_id)
    bookable = np.bincount(scored.offers.person, minlength=len(guests))
    could = {one.candidate_id: int(bookable[row]) for row, one in enumerate(guests) if one.candidate_id not in gone}
    unmet = unmet_requirements(fair, met, could, conflicts)
    return FairPlan(
        fair,
        ordered,
        _unplaced(fair, engine, guests, scored, met, gone),
        _summary(fair, guests, scored, ordered, met, bookable, bound, seconds),
        (*conflicts, *unmet),
    )


def _unplaced(
    fair: Fair,
    engine: Engine,
    guests: Sequence[Invitation],
    scored: ScoredFair,
    met: dict[str, set[str]],
    gone: frozenset[str],
) -> tuple[Unplaced, ...]:
    rows = [row for row, one in enumerate(guests) if one.candidate_id not in met and one.candidate_id not in gone]
    if not rows:
        return ()
    availability = availability_of(fair, guests)
    people = engine.candidate_rows(guests[row].candidate_id for row in rows)
    best = engine.rank("candidates", people, scored.as_of, ALTERNATIVES)
    found: list[Unplaced] = []
    for row, ranked in zip(rows, best, strict=True):
        reached = scored.barriers[row]
        if (reached == Barrier.NONE).any():
            there = availability.present[row] & (availability.tables[reached == Barrier.NONE] > 0)
            code = MessageCode.BOOTHS_FULL if there.any() else MessageCode.NO_COMMON_TIME
        else:
            code = ABSENCES[Barrier(int(reached.max()))]
        alternatives = tuple(engine.vacancies[vacancy].id for vacancy in ranked.rows)
        found.append(Unplaced(guests[row].candidate_id, Message(code=code), alternatives))
    return tuple(found)


def _summary(
    fair: Fair,
    guests: Sequence[Invitation],
    scored: ScoredFair,
    meetings: Sequence[Meeting],
    met: dict[str, set[str]],
    bookable: Ints,
    bound: float | None,
    seconds: Callable[[], float],
) -> Summary:
    booths = booths_of(fair)
    load = dict.fromkeys((one.id for one in booths), 0)
    for one in meetings:
        load[one.booth_id] += 1
    objective = float(sum(one.score for one in meetings))
    counts = np.array([len(met.get(one.candidate_id, ())) for one in guests])
    return Summary(
        policy=fair.policy.rule.value,
        objective=objective,
        bound=bound,
        gap=None if bound is None else gap_between(objective, bound),
        seconds=round(seconds(), 3),
        candidates=len(guests),
        candidates_met=len(met),
        meetings=len(meetings),
        booth_load=load,
        mean_score=objective / len(meetings) if meetings else 0.0,
        first_choice_share=_first_choices(guests, scored, met, [one.id for one in booths]),
        exposure_gini=gini(counts[bookable > 0]),
    )


def _first_choices(
    guests: Sequence[Invitation], scored: ScoredFair, met: dict[str, set[str]], booths: Sequence[str]
) -> float:
    """Share of the people met whose best booth is among theirs; of equally good booths any is the best."""
    offers = scored.offers
    best = np.full(offers.people, -np.inf)
    np.maximum.at(best, offers.person, offers.score)
    first: dict[str, set[str]] = {}
    for row in np.flatnonzero(offers.score == best[offers.person]):
        first.setdefault(guests[int(offers.person[row])].candidate_id, set()).add(booths[int(offers.place[row])])
    return sum(bool(first.get(one, set()) & where) for one, where in met.items()) / len(met) if met else 0.0


def gini(counts: Ints) -> float:
    """Gini coefficient of non-negative numbers, 0 for equal ones; 0 also where there are none or all are 0.

    ``sum_i (2 i - n - 1) x_i / (n sum x)`` over ascending ``x_i``, i from 1 (Dixon et al. 1987, without correction).
    """
    ordered = np.sort(counts).astype(float)
    if not ordered.sum():
        return 0.0
    n = len(ordered)
    return float(((2 * np.arange(1, n + 1) - n - 1) * ordered).sum() / (n * ordered.sum()))
