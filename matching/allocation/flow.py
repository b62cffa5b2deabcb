"""Which allocation has the largest sum, or serves as many people as possible before it looks at the sum?

Both rules are one minimum-cost flow (OR-tools, cost scaling; Goldberg and Tarjan 1990): source → person → place →
sink, one unit for each meeting. A person's first, second, … meeting runs through arcs of their own, whose rewards
outweigh all scores together and fall gently from one level to the next.

Gently falling rewards are enough for "as many as possible with one meeting, then with two, …": the numbers of meetings
that an allocation can give people form an integral polymatroid, and its bases have one least majorised vector (up to
order), which is best for every symmetric concave reward at once (Tamir 1995; Frank and Murota, Decreasing minimization
on M-convex sets, 2022). So no reward need dwarf the next, and whole numbers do not overflow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matching.allocation.problem import Allocation, Capacities, Offers, Remaining, gap_between, set_forced_aside

FINEST = 10**10
"""Whole units for the largest score; fewer where rewards, meetings and nodes are so many that costs would overflow."""
LARGEST_COST = 2**60
"""OR-tools multiplies costs by the number of nodes and keeps them in 64 bits."""


class MaxTotal:
    """The largest sum of scores, once everybody has their least number of meetings as far as that can be.

    Where not all least numbers can be met, as few meetings as possible are missing, and they are missing evenly. Offers
    with a negative score are taken only for a least number.
    """

    def allocate(self, offers: Offers, capacities: Capacities, *, time_limit: float = 30.0) -> Allocation:  # noqa: ARG002
        """Choose among ``offers``; a proven optimum in polynomial time, so ``time_limit`` is not needed."""
        return _allocate(offers, capacities, capacities.person_least)


class FairFirst:
    """As many people as possible with one meeting, then with two, …, up to their most; then the largest sum."""

    def allocate(self, offers: Offers, capacities: Capacities, *, time_limit: float = 30.0) -> Allocation:  # noqa: ARG002
        """Choose among ``offers``; a proven optimum in polynomial time, so ``time_limit`` is not needed."""
        return _allocate(offers, capacities, capacities.person_most)


@dataclass(frozen=True, slots=True)
class _Units:
    """Scores as whole numbers of ``unit``, and the reward that outweighs all of them together."""

    scores: NDArray[np.int64]
    unit: float
    reward: int


def _allocate(offers: Offers, capacities: Capacities, rewarded: NDArray[np.int64]) -> Allocation:
    """The best allocation when each person's meetings up to ``rewarded`` come before all scores."""
    left = set_forced_aside(offers, capacities)
    levels = np.clip(rewarded - left.had, 0, left.person_room)
    highest = int((left.had + levels).max(initial=0))
    units = _in_units(left, highest)
    taken = _solve(left, levels, highest, units)
    chosen = np.sort(np.concatenate([np.flatnonzero(capacities.forced), left.rows[taken]]))
    objective = float(offers.score[chosen].sum())
    bound = objective + _rounding(left, units, taken)
    return Allocation(chosen, objective, bound, gap_between(objective, bound))


def _in_units(left: Remaining, highest: int) -> _Units:
    largest = float(np.abs(left.score).max(initial=0.0)) or 1.0
    nodes = len(left.had) + len(left.place_room) + 3
    finest = max(1, min(FINEST, LARGEST_COST // (nodes * (highest + 2) * (2 * left.meetings + 1))))
    unit = largest / finest or 1.0  # the least of all floats, parted, is nothing
    return _Units(np.rint(left.score / unit).astype(np.int64), unit, 2 * left.meetings * finest + 1)


def _rounding(left: Remaining, units: _Units, taken: NDArray[np.bool_]) -> float:
    """How much more than the one found another allocation may sum to: what rounding hid from the solver, at most."""
    hidden = left.score - units.scores * units.unit
    most = np.sort(np.maximum(hidden, 0.0))[::-1][: left.meetings].sum()
    return max(0.0, float(most - hidden[taken].sum()))


def _solve(left: Remaining, levels: NDArray[np.int64], highest: int, units: _Units) -> NDArray[np.bool_]:
    """Which free offers carry flow."""
    if not left.meetings:
        return np.zeros(len(left.rows), dtype=bool)
    from ortools.graph.python import min_cost_flow

    people, places = len(left.had), len(left.place_room)
    source, sink = people + places, people + places + 1
    flow: Any = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    person, place = np.arange(people), people + np.arange(places)
    offered = add(left.person, people + left.place, np.ones_like(left.person), -units.scores)
    above = np.repeat(person, levels)
    level = left.had[above] + np.arange(len(above)) - np.repeat(np.cumsum(levels) - levels, levels)
    add(np.full_like(above, source), above, np.ones_like(above), (level - highest) * units.reward)
    add(np.full_like(person, source), person, left.person_room - levels, np.zeros_like(person))
    add(place, np.full_like(place, sink), left.place_room, np.zeros_like(place))
    # What nobody gains from goes straight to the sink, so that a solution always exists.
    flow.add_arc_with_capacity_and_unit_cost(source, sink, left.meetings, 0)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([left.meetings, -left.meetings]))
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise ArithmeticError(f"minimum-cost flow ended with {status}")
    return flow.flows(offered) > 0
