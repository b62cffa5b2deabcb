"""Who gets whom at a fair: how long do the three rules take, and what do they give beside greedy top-K?

    python -m benchmarks.fairs [--seeds 3]

Scores are drawn: people and booths have trades, popular ones more often; a pair's score rises with the nearness of the
trades, with how good the person is and how well the booth is liked, so that many want the same booths and many booths
the same people; some pairs are refused, some people live too far from some regions. Nobody meets more than four
booths; a booth meets one person a slot. Greedy top-K is what peers do: one person after the other takes the booths of
highest score that still have room. "One each" is max-total with a least of one meeting a person.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from matching.allocation import Allocation, Capacities, FairFirst, MaxTotal, Offers, Stable

MOST = 4
TRADES = 24
REGIONS = 11
REFUSED = 0.1
"""Share of pairs that some rule refuses, whatever the trade."""
RARE = 0.02
"""A score below this is not offered."""


@dataclass(frozen=True, slots=True)
class Size:
    """People, booths, and meetings that a booth has time for."""

    people: int
    booths: int
    slots: int

    def __str__(self) -> str:
        return f"{self.people:,} people × {self.booths} booths × {self.slots} slots"


SIZES = (Size(200, 20, 24), Size(1_000, 60, 24), Size(5_000, 150, 32))


def random_fair(size: Size, seed: int) -> tuple[Offers, Capacities]:
    """Offers and capacities of one drawn fair."""
    rng = np.random.default_rng(seed)
    popular = 1 / np.arange(1, TRADES + 1) ** 0.7
    trade_of_person = rng.choice(TRADES, size.people, p=popular / popular.sum())
    # Employers' trades are spread otherwise than people's: some trades are crowded, some in demand.
    trade_of_booth = rng.choice(TRADES, (size.booths, 2), p=np.roll(popular, TRADES // 3) / popular.sum())
    place = rng.normal(size=(TRADES, 3))
    nearness = -np.linalg.norm(place[:, None] - place[None], axis=2)
    near = nearness[trade_of_person[:, None, None], trade_of_booth[None]].max(axis=2)
    good, liked = rng.normal(size=size.people), rng.normal(size=size.booths)
    logit = 1.5 + 1.6 * near + 0.8 * good[:, None] + 0.6 * liked[None] + rng.normal(0, 0.7, (size.people, size.booths))
    score = expit(logit)
    home, region = rng.integers(0, REGIONS, size.people), rng.integers(0, REGIONS, size.booths)
    stays = rng.random(size.people) < 0.5
    reachable = ~stays[:, None] | (np.abs(home[:, None] - region[None]) <= 3)
    offered = reachable & (rng.random(score.shape) >= REFUSED) & (score >= RARE)
    person, booth = np.nonzero(offered)
    offers = Offers(person, booth, score[person, booth], size.people, size.booths)
    return offers, Capacities(
        np.full(size.people, MOST), np.zeros(size.people, np.int64), np.full(size.booths, size.slots),
        np.zeros(len(person), bool),
    )  # fmt: skip


def greedy(offers: Offers, capacities: Capacities) -> Allocation:
    """What peers do: in the order of ids, each person takes the places of highest score that still have room."""
    order = np.lexsort((offers.place, -offers.score, offers.person))
    room = capacities.place_most.copy()
    left = capacities.person_most.copy()
    taken = []
    for row in order.tolist():
        person, place = offers.person[row], offers.place[row]
        if left[person] and room[place]:
            left[person] -= 1
            room[place] -= 1
            taken.append(row)
    chosen = np.sort(np.array(taken, dtype=np.int64))
    return Allocation(chosen, float(offers.score[chosen].sum()), None, None)


def bare_flow(offers: Offers, capacities: Capacities) -> None:
    """The floor: OR-tools' flow of the same pairs, scores in millionths, nothing around it."""
    from ortools.graph.python import min_cost_flow

    flow: Any = min_cost_flow.SimpleMinCostFlow()
    add = flow.add_arcs_with_capacity_and_unit_cost
    people, places = np.arange(offers.people), offers.people + np.arange(offers.places)
    source, sink = offers.people + offers.places, offers.people + offers.places + 1
    costs = np.rint(-1e6 * offers.score).astype(np.int64)
    add(offers.person, offers.people + offers.place, np.ones_like(offers.person), costs)
    add(np.full_like(people, source), people, capacities.person_most, np.zeros_like(people))
    add(places, np.full_like(places, sink), capacities.place_most, np.zeros_like(places))
    most = int(min(capacities.person_most.sum(), capacities.place_most.sum()))
    flow.add_arc_with_capacity_and_unit_cost(source, sink, most, 0)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([most, -most]))
    flow.solve()


def gini(counts: NDArray[np.int64]) -> float:
    """Gini coefficient of counts: 0 where all are equal, near 1 where one has everything."""
    ordered = np.sort(counts)
    if not ordered.sum():
        return 0.0
    rank = np.arange(1, len(ordered) + 1)
    return float((2 * rank - len(ordered) - 1) @ ordered / (len(ordered) * ordered.sum()))


RULES: dict[str, Callable[[Offers, Capacities], Allocation]] = {
    "greedy top-K": greedy,
    "max-total": MaxTotal().allocate,
    "max-total, one each": lambda offers, capacities: MaxTotal().allocate(
        offers, replace(capacities, person_least=np.ones_like(capacities.person_most))
    ),
    "fair-first": FairFirst().allocate,
    "stable": Stable().allocate,
}


def measure(size: Size, seeds: int, repeat: int = 3) -> None:
    """Print the table of one size: means over the seeds, for seconds the best of some runs."""
    fairs = [random_fair(size, seed) for seed in range(1, seeds + 1)]
    floor = np.mean([best_of(repeat, bare_flow, fair)[0][1] for fair in fairs])
    offered = np.mean([len(offers.person) for offers, _ in fairs])
    room = size.booths * size.slots
    print(f"### {size}\n\n{offered:,.0f} pairs offered, room for {room:,} meetings; bare flow {floor:.3f} s.\n")
    print(
        "| Rule | sum of scores | to max-total | meetings | people without any | exposure Gini "
        "| seconds | processor seconds | ratio to the bare flow | largest gap |"
    )
    print("|---|" + "---:|" * 9)
    totals = np.mean([MaxTotal().allocate(*fair).objective for fair in fairs])
    for name, rule in RULES.items():
        found = [best_of(repeat, rule, fair) for fair in fairs]
        rows = [figures(fair[0], allocation) for fair, (_, allocation) in zip(fairs, found, strict=True)]
        total, meetings, alone, uneven = np.mean(rows, axis=0)
        wall, processor = np.mean([seconds for seconds, _ in found], axis=0)
        gaps = [allocation.gap for _, allocation in found if allocation.gap is not None]
        print(
            f"| {name} | {total:,.1f} | {total / totals:.1%} | {meetings:,.0f} | {alone:,.1f} | {uneven:.3f} "
            f"| {wall:.3f} | {processor:.3f} | {processor / floor:.1f} | {f'{max(gaps):g}' if gaps else ''} |",
            flush=True,
        )
    print()


def best_of(repeat: int, work: Callable[..., Any], fair: tuple[Offers, Capacities]) -> tuple[tuple[float, float], Any]:
    """Seconds by the wall and of the processor, of the run that took least of the latter, and what it gave."""
    runs, given = [], None
    for _ in range(repeat):
        wall, processor = time.perf_counter(), time.process_time()
        given = work(*fair)
        runs.append((time.perf_counter() - wall, time.process_time() - processor))
    return min(runs, key=itemgetter(1)), given


def figures(offers: Offers, allocation: Allocation) -> tuple[float, int, int, float]:
    """Sum of scores, meetings, people with an offer and no meeting, Gini over the people with an offer."""
    could = np.bincount(offers.person, minlength=offers.people) > 0
    met = np.bincount(offers.person[allocation.chosen], minlength=offers.people)[could]
    return allocation.objective, len(allocation.chosen), int((met == 0).sum()), gini(met)


def main() -> None:
    """Print a table for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="fairs drawn of each size")
    chosen = parser.parse_args()
    print(
        f"Means over {chosen.seeds} drawn fairs; at most {MOST} meetings a person, one person a booth and slot; "
        "best of 3 runs. Seconds are those of allocation alone, after scoring; the ratio is of processor seconds.\n"
    )
    for size in SIZES:
        measure(size, chosen.seeds)


if __name__ == "__main__":
    main()
