"""What is allocated: which pairs may meet, how many meetings each side has room for, and what counts as an answer?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from matching.errors import InvalidValueError

ROUNDING = 1e-7
"""A relative gap below this comes from rounding scores to whole numbers, and counts as proven: 0."""


@dataclass(frozen=True, slots=True)
class Offers:
    """Possible meetings between ``people`` persons and ``places`` places, one entry for each pair, in any order.

    ``person`` and ``place`` are rows (int64[k], from 0), ``score`` float64[k] any finite numbers, higher is better. The
    rows stand in the order of ids: they break ties. ``place_score`` float64[k] is what the places prefer where they do
    not share the people's order; only ``Stable`` looks at it.
    """

    person: NDArray[np.int64]
    place: NDArray[np.int64]
    score: NDArray[np.float64]
    people: int
    places: int
    place_score: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Capacities:
    """Room on both sides: int64[people] most and least meetings of a person, int64[places] most of a place.

    ``forced`` bool[k] marks offers that must be in the result, whatever they cost. ``person_least`` is met as far as
    the offers and the places' room allow; ``Stable`` knows no least.
    """

    person_most: NDArray[np.int64]
    person_least: NDArray[np.int64]
    place_most: NDArray[np.int64]
    forced: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Allocation:
    """Chosen rows of the offers, sorted, and how good they are.

    ``objective`` is the sum of their scores; ``bound`` the most that any allocation reaches under the same rule, and
    ``gap`` as ``gap_between`` has it; both are None where the rule seeks no sum.
    """

    chosen: NDArray[np.int64]
    objective: float
    bound: float | None
    gap: float | None


class Allocator(Protocol):
    """A rule by which scores and capacities become an allocation; the same input gives the same answer."""

    def allocate(self, offers: Offers, capacities: Capacities, *, time_limit: float = 30.0) -> Allocation:
        """Choose among ``offers`` in at most ``time_limit`` seconds.

        Raises ``InvalidValueError`` where the arrays do not fit one another, a pair stands twice, a score is not a
        number, or the forced offers alone need more room than there is.
        """
        ...


def gap_between(objective: float, bound: float) -> float:
    """``(bound - objective) / max(1, |bound|)``, and 0 where that is less than ``ROUNDING``."""
    gap = (bound - objective) / max(1.0, abs(bound))
    return gap if gap >= ROUNDING else 0.0


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left to decide beside forced offers: free offers, in the order of person and place, and room.

    ``rows`` are rows of the offers; ``had`` the forced meetings of each person; ``person_room`` and ``place_room`` what
    remains for others, no more than the free offers of each.
    """

    rows: NDArray[np.int64]
    person: NDArray[np.int64]
    place: NDArray[np.int64]
    score: NDArray[np.float64]
    had: NDArray[np.int64]
    person_room: NDArray[np.int64]
    place_room: NDArray[np.int64]

    @property
    def meetings(self) -> int:
        """No allocation can choose more free offers than this."""
        return int(min(self.person_room.sum(), self.place_room.sum()))


def set_forced_aside(offers: Offers, capacities: Capacities) -> Remaining:
    """Check offers and capacities, and take the forced offers out; raises as ``Allocator.allocate``."""
    _check(offers, capacities)
    had = np.bincount(offers.person[capacities.forced], minlength=offers.people)
    taken = np.bincount(offers.place[capacities.forced], minlength=offers.places)
    for who, needed, most in (("person", had, capacities.person_most), ("place", taken, capacities.place_most)):
        if len(over := np.flatnonzero(needed > most)):
            row = over[0]
            raise InvalidValueError(
                f"Forced meetings of the {who} in row {row}:",
                needed[row],
                f"There is room for {most[row]}; force fewer, or make room.",
            )
    free = np.flatnonzero(~capacities.forced)
    free = free[np.lexsort((offers.place[free], offers.person[free]))]
    person, place = offers.person[free], offers.place[free]
    return Remaining(
        rows=free,
        person=person,
        place=place,
        score=offers.score[free],
        had=had,
        person_room=np.minimum(capacities.person_most - had, np.bincount(person, minlength=offers.people)),
        place_room=np.minimum(capacities.place_most - taken, np.bincount(place, minlength=offers.places)),
    )


def _check(offers: Offers, capacities: Capacities) -> None:
    pairs = len(offers.person)
    lengths = {
        "place": (len(offers.place), pairs),
        "score": (len(offers.score), pairs),
        "place_score": (pairs if offers.place_score is None else len(offers.place_score), pairs),
        "forced": (len(capacities.forced), pairs),
        "person_most": (len(capacities.person_most), offers.people),
        "person_least": (len(capacities.person_least), offers.people),
        "place_most": (len(capacities.place_most), offers.places),
    }
    for name, (found, expected) in lengths.items():
        if found != expected:
            raise InvalidValueError(f"Length of {name}", found, f"It must be {expected}.")
    for name, rows, count in (("person", offers.person, offers.people), ("place", offers.place, offers.places)):
        if len(outside := rows[(rows < 0) | (rows >= count)]):
            raise InvalidValueError(f"Row of a {name}", outside[0], f"Rows run from 0 to {count - 1}.")
    for name, scores in (("score", offers.score), ("place_score", offers.place_score)):
        if scores is not None and len(odd := scores[~np.isfinite(scores)]):
            raise InvalidValueError(f"An offer's {name}", odd[0], "Give a finite number, or leave the offer out.")
    if len(same := _repeated(offers)):
        pair = f"{offers.person[same[0]]}, {offers.place[same[0]]}"
        raise InvalidValueError("A second offer for person and place", pair, "Give one offer for each pair.")
    for name in ("person_most", "person_least", "place_most"):
        values = getattr(capacities, name)
        if len(negative := values[values < 0]):
            raise InvalidValueError(f"A {name}", negative[0], "Give 0 or more.")
    if len(crossed := np.flatnonzero(capacities.person_least > capacities.person_most)):
        row = crossed[0]
        least, most = capacities.person_least[row], capacities.person_most[row]
        raise InvalidValueError(f"The least of the person in row {row}", least, f"It must not exceed the most, {most}.")


def _repeated(offers: Offers) -> NDArray[np.int64]:
    order = np.lexsort((offers.place, offers.person))
    again = (np.diff(offers.person[order]) == 0) & (np.diff(offers.place[order]) == 0)
    return order[1:][again]
