"""What will come of a plan when some people stay away: how many meetings, how many people met, how many placements?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from matching.domain.fair import Fair, Meeting, Rule
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.fairs.plan import FairPlan
from matching.fairs.planning import invited, plan_scored
from matching.fairs.scoring import Progress, score_fair

BLOCK = 500
"""Runs drawn at once, so that many runs do not fill the memory."""
POSITIONS = 1
"""Of a vacancy that does not say how many it has."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A mean over runs with its standard error."""

    mean: float
    error: float

    @classmethod
    def of(cls, runs: NDArray[np.int64]) -> Figure:
        """From one number for each run, of two runs at the least."""
        return cls(float(runs.mean()), float(runs.std(ddof=1) / len(runs) ** 0.5))


@dataclass(frozen=True, slots=True)
class Forecast:
    """One plan played ``runs`` times: int64[runs] each, run i of every plan with the same people away.

    ``Figure.of(one.placements - other.placements)`` is therefore a paired comparison of two plans.
    """

    planned: int
    """Meetings in the plan."""
    meetings: NDArray[np.int64]
    people_met: NDArray[np.int64]
    placements: NDArray[np.int64]


def simulate(
    plans: Mapping[str, Sequence[Meeting]],
    people: Iterable[str],
    positions: Mapping[str, int | None],
    *,
    no_show: float = 0.15,
    runs: int = 200,
    seed: int = 1,
) -> dict[str, Forecast]:
    """Play each of ``plans`` ``runs`` times; ``people`` are all who are invited, ``positions`` those of each vacancy.

    Everybody stays away with chance ``no_show``, independently; a slot that falls free stays empty (no repair). A
    meeting held ends in mutual interest with a chance equal to its score, which is as true as the score is calibrated.
    After the day the interested pairs are placed by falling score, ties by id: at most one placement for a person, and
    no more for a vacancy than it has positions (``POSITIONS`` where it does not say). The same people stay away and
    the same pairs take to each other in every plan. Raises ``InvalidValueError``.
    """
    if not 0 <= no_show <= 1:
        raise InvalidValueError("The share of people who stay away", no_show, "Give a number from 0 to 1.")
    if runs < 2:
        raise InvalidValueError("Number of runs", runs, "Give 2 or more, else there is no standard error.")
    row = {one: number for number, one in enumerate(sorted(set(people) | _people_of(plans)))}
    pairs = sorted({(one.candidate_id, one.vacancy_id) for meetings in plans.values() for one in meetings})
    column = {pair: number for number, pair in enumerate(pairs)}
    ordered = {
        name: sorted(meetings, key=lambda one: (-one.score, one.candidate_id, one.vacancy_id))
        for name, meetings in plans.items()
    }
    rng = np.random.default_rng(seed)
    played: dict[str, list[NDArray[np.int64]]] = {name: [] for name in plans}
    for start in range(0, runs, BLOCK):
        count = min(BLOCK, runs - start)
        present = rng.random((len(row), count)) >= no_show
        drawn = rng.random((len(pairs), count))
        for name, meetings in ordered.items():
            played[name].append(_play(meetings, row, column, positions, present, drawn))
    return {
        name: Forecast(len(ordered[name]), *np.concatenate(blocks, axis=1).astype(np.int64))
        for name, blocks in played.items()
    }


def plan_by_each_rule(
    fair: Fair, engine: Engine, as_of: date, *, time_limit: float = 30.0, progress: Progress | None = None
) -> dict[Rule, FairPlan]:
    """The plan of ``fair`` under every rule, all else of its policy the same; each may take ``time_limit`` seconds.

    The pairs are scored once. Raises as ``plan_fair``.
    """
    guests = invited(fair, engine)
    scored = score_fair(fair, engine, as_of, guests, progress=progress)
    plans: dict[Rule, FairPlan] = {}
    for rule in Rule:
        ruled = fair.model_copy(update={"policy": fair.policy.model_copy(update={"rule": rule})})
        plans[rule] = plan_scored(ruled, engine, guests, scored, time_limit=time_limit)
        if progress:
            progress("Planning", len(plans), len(Rule))
    return plans


def _people_of(plans: Mapping[str, Sequence[Meeting]]) -> set[str]:
    return {one.candidate_id for meetings in plans.values() for one in meetings}


def _play(
    meetings: Sequence[Meeting],
    row: Mapping[str, int],
    column: Mapping[tuple[str, str], int],
    positions: Mapping[str, int | None],
    present: NDArray[np.bool_],
    drawn: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Meetings held, people met and placements int64[3, runs]; ``meetings`` stand in the order of placing."""
    who = np.array([row[one.candidate_id] for one in meetings], dtype=np.int64)
    pair = np.array([column[one.candidate_id, one.vacancy_id] for one in meetings], dtype=np.int64)
    score = np.array([one.score for one in meetings])
    vacancies = {one: number for number, one in enumerate(sorted({meeting.vacancy_id for meeting in meetings}))}
    offered = [positions.get(one) for one in vacancies]
    left = np.array([POSITIONS if one is None else one for one in offered], dtype=np.int64)
    left = np.repeat(left[:, None], present.shape[1], axis=1)
    held = present[who]
    interested = held & (drawn[pair] < score[:, None])
    unplaced = np.ones_like(present)
    placements = np.zeros(present.shape[1], dtype=np.int64)
    # Who is placed depends on who was before, so the order of meetings is a loop; the runs are not.
    for number, meeting in enumerate(meetings):
        vacancy, person = vacancies[meeting.vacancy_id], who[number]
        placed = interested[number] & unplaced[person] & (left[vacancy] > 0)
        unplaced[person] &= ~placed
        left[vacancy] -= placed
        placements += placed
    return np.stack([held.sum(axis=0), present[np.unique(who)].sum(axis=0), placements])
