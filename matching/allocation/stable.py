"""Which allocation leaves no person and place who would both rather have each other?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from matching.allocation.problem import Allocation, Capacities, Offers, Remaining, set_forced_aside

Rows = NDArray[np.int64]


class Stable:
    """Deferred acceptance, people proposing, with room for several on both sides and incomplete lists.

    Gale and Shapley 1962; with capacities on both sides Roth 1984, Baïou and Balinski 2000. Preferences are responsive:
    each side wants the offers of highest score that it has room for, and any offer rather than an empty slot. Equal
    scores are ordered by row, so no pair blocks the result, neither with ties broken nor without (weak stability).

    1. Forced offers are set aside with their room.
    2. Everybody with room left proposes to the best places not yet asked, as many as there is room for.
    3. Each place keeps the best it has room for, of those held and those new, and sends the others away.
    4. Back to 2 until nobody has both room and a place left to ask.

    Among stable allocations this is the best for every person. Where places share the people's scores
    (``place_score`` None), preferences are aligned and there is only one: the best pair of all meets, then the next, ….
    Stability knows no least number of meetings: ``person_least`` is not looked at.
    """

    def allocate(self, offers: Offers, capacities: Capacities, *, time_limit: float = 30.0) -> Allocation:  # noqa: ARG002
        """Choose among ``offers``; each is proposed at most once, so ``time_limit`` is not needed."""
        left = set_forced_aside(offers, capacities)
        seen_by_places = left.score if offers.place_score is None else offers.place_score[left.rows]
        held = _defer(left, seen_by_places)
        chosen = np.sort(np.concatenate([np.flatnonzero(capacities.forced), left.rows[held]]))
        return Allocation(chosen, float(offers.score[chosen].sum()), None, None)


def _defer(left: Remaining, place_score: NDArray[np.float64]) -> Rows:
    """The free offers held when nobody proposes any more."""
    people = len(left.had)
    asked = np.lexsort((left.place, -left.score, left.person))
    starts = np.searchsorted(left.person[asked], np.arange(people + 1))
    preferred = np.lexsort((left.person, -place_score, left.place))
    rank = np.empty(len(preferred), dtype=np.int64)
    rank[preferred] = np.arange(len(preferred))
    upto, ends = starts[:-1].copy(), starts[1:]
    room = left.person_room.copy()
    held = np.empty(0, dtype=np.int64)
    while True:
        proposing = np.flatnonzero((room > 0) & (upto < ends))
        if not len(proposing):
            return held
        count = np.minimum(room[proposing], ends[proposing] - upto[proposing])
        first = np.cumsum(count) - count
        new = asked[np.repeat(upto[proposing] - first, count) + np.arange(count.sum())]
        upto[proposing] += count
        room[proposing] -= count
        held, refused = _keep_best(np.concatenate([held, new]), rank, left)
        room += np.bincount(left.person[refused], minlength=people)


def _keep_best(offered: Rows, rank: Rows, left: Remaining) -> tuple[Rows, Rows]:
    """The offers that places keep, and those they refuse; ``rank`` orders all offers by place, then by its wish."""
    offered = offered[np.argsort(rank[offered])]
    place = left.place[offered]
    position = np.arange(len(offered)) - np.searchsorted(place, place)
    kept = position < left.place_room[place]
    return offered[kept], offered[~kept]
