"""What must every allocator hold? Subclass, and give it a fixture ``allocator``."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.allocation import Allocator, Capacities, Offers
from matching.errors import InvalidValueError

SHARED = (HealthCheck.function_scoped_fixture, HealthCheck.differing_executors)


def offers_of(scores: Any, place_scores: Any = None) -> Offers:
    """Offers from a table, people by places; NaN where the two may not meet."""
    table = np.asarray(scores, dtype=float)
    person, place = np.nonzero(~np.isnan(table))
    theirs = None if place_scores is None else np.asarray(place_scores, dtype=float)[person, place]
    return Offers(person, place, table[person, place], *table.shape, theirs)


def room(offers: Offers, most: Any = 1, places: Any = 1, least: Any = 0, forced: Any = ()) -> Capacities:
    """Capacities, one number for all or one for each; ``forced`` are rows."""
    marked = np.zeros(len(offers.person), dtype=bool)
    marked[list(forced)] = True
    return Capacities(
        np.broadcast_to(most, offers.people).astype(np.int64),
        np.broadcast_to(least, offers.people).astype(np.int64),
        np.broadcast_to(places, offers.places).astype(np.int64),
        marked,
    )


def counts(offers: Offers, chosen: Any) -> tuple[np.ndarray, np.ndarray]:
    """Meetings of each person and of each place."""
    return (
        np.bincount(offers.person[chosen], minlength=offers.people),
        np.bincount(offers.place[chosen], minlength=offers.places),
    )


def every_allocation(offers: Offers, capacities: Capacities) -> list[list[int]]:
    """All sets of offers that break no capacity and leave out no forced offer, by trying all."""
    found = []
    for size in range(len(offers.person) + 1):
        for rows in combinations(range(len(offers.person)), size):
            met, hosted = counts(offers, list(rows))
            held = (met <= capacities.person_most).all() and (hosted <= capacities.place_most).all()
            if held and set(np.flatnonzero(capacities.forced)) <= set(rows):
                found.append(list(rows))
    return found


@st.composite
def fairs(draw: st.DrawFn, largest: int = 7) -> tuple[Offers, Capacities]:
    """Any fair, scores from few values so that many tie, with forced offers for which there is room."""
    people, places = draw(st.integers(0, largest)), draw(st.integers(0, largest))
    score = st.sampled_from([np.nan, 0.1, 0.2, 0.2, 0.5, 0.75, 0.9]) | st.floats(0, 1)
    table = [[draw(score) for _ in range(places)] for _ in range(people)]
    offers = offers_of(np.array(table, dtype=float).reshape(people, places))
    most = np.array([draw(st.integers(0, 4)) for _ in range(people)], dtype=np.int64)
    least = np.array([draw(st.integers(0, one)) for one in most.tolist()], dtype=np.int64)
    hosts = np.array([draw(st.integers(0, 4)) for _ in range(places)], dtype=np.int64)
    wished = draw(st.sets(st.integers(0, len(offers.person) - 1), max_size=3)) if len(offers.person) else set()
    capacities = room(offers, most, hosts, least)
    for row in sorted(wished):
        met, hosted = counts(offers, np.flatnonzero(capacities.forced))
        if met[offers.person[row]] < most[offers.person[row]] and hosted[offers.place[row]] < hosts[offers.place[row]]:
            capacities.forced[row] = True
    return offers, capacities


class AllocatorContract:
    """The suite."""

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(fair=fairs())
    def test_capacities_hold_and_forced_offers_stay(
        self, allocator: Allocator, fair: tuple[Offers, Capacities]
    ) -> None:
        offers, capacities = fair
        result = allocator.allocate(offers, capacities)
        assert result.chosen.tolist() == sorted(set(result.chosen.tolist()))
        assert set(np.flatnonzero(capacities.forced)) <= set(result.chosen.tolist()) <= set(range(len(offers.person)))
        met, hosted = counts(offers, result.chosen)
        assert (met <= capacities.person_most).all()
        assert (hosted <= capacities.place_most).all()
        assert result.objective == pytest.approx(offers.score[result.chosen].sum(), abs=1e-9)
        assert (result.bound is None) == (result.gap is None)
        if result.bound is not None:
            assert result.objective <= result.bound == pytest.approx(result.objective, abs=1e-7)
            assert result.gap == 0

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(fair=fairs())
    def test_nobody_with_room_stays_beside_a_place_with_room(
        self, allocator: Allocator, fair: tuple[Offers, Capacities]
    ) -> None:
        offers, capacities = fair
        chosen = allocator.allocate(offers, capacities).chosen
        met, hosted = counts(offers, chosen)
        both = (met < capacities.person_most)[offers.person] & (hosted < capacities.place_most)[offers.place]
        both[chosen] = False
        assert not (both & (offers.score > 1e-6)).any()

    @settings(suppress_health_check=SHARED, deadline=None)
    @given(fair=fairs(), seed=st.integers(0, 9))
    def test_the_order_of_the_offers_changes_nothing(
        self, allocator: Allocator, fair: tuple[Offers, Capacities], seed: int
    ) -> None:
        offers, capacities = fair
        order = np.random.default_rng(seed).permutation(len(offers.person))
        shuffled = replace(offers, person=offers.person[order], place=offers.place[order], score=offers.score[order])
        other = allocator.allocate(shuffled, replace(capacities, forced=capacities.forced[order]))
        assert sorted(order[other.chosen].tolist()) == allocator.allocate(offers, capacities).chosen.tolist()

    @pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3), (3, 3)])
    def test_where_nobody_may_meet_the_answer_is_empty(self, allocator: Allocator, shape: tuple[int, int]) -> None:
        offers = offers_of(np.full(shape, np.nan))
        result = allocator.allocate(offers, room(offers, most=2, places=2))
        assert result.chosen.tolist() == []
        assert result.objective == 0

    def test_one_star_does_not_take_every_place(self, allocator: Allocator) -> None:
        offers = offers_of([[0.9] * 5, [0.4] * 5, [0.3] * 5])
        met, hosted = counts(offers, allocator.allocate(offers, room(offers, most=2, places=1)).chosen)
        assert met.tolist() == [2, 2, 1]
        assert hosted.tolist() == [1] * 5

    def test_one_place_does_not_take_everybody(self, allocator: Allocator) -> None:
        offers = offers_of([[0.9, 0.2]] * 4)
        met, hosted = counts(offers, allocator.allocate(offers, room(offers, most=1, places=[3, 5])).chosen)
        assert met.tolist() == [1] * 4
        assert hosted.tolist() == [3, 1]

    def test_a_thousand_who_want_the_same_three_slots(self, allocator: Allocator) -> None:
        offers = offers_of(np.full((1_000, 1), 0.5))
        assert len(allocator.allocate(offers, room(offers, places=3)).chosen) == 3

    def test_a_forced_offer_displaces_a_better_one(self, allocator: Allocator) -> None:
        offers = offers_of([[0.9], [0.1]])
        assert allocator.allocate(offers, room(offers, forced=[1])).chosen.tolist() == [1]

    @pytest.mark.parametrize(
        ("capacities", "sentence"),
        [
            (
                {"forced": [0, 1]},
                'Forced meetings of the person in row 0: "2" is not possible. There is room for 1; force fewer, or '
                "make room.",
            ),
            ({"most": -1, "least": -1}, 'A person_most "-1" is not possible. Give 0 or more.'),
            (
                {"least": 2},
                'The least of the person in row 0 "2" is not possible. It must not exceed the most, 1.',
            ),
        ],
    )
    def test_what_cannot_hold_is_said(self, allocator: Allocator, capacities: dict, sentence: str) -> None:
        offers = offers_of([[0.9, 0.8]])
        with pytest.raises(InvalidValueError) as caught:
            allocator.allocate(offers, room(offers, **capacities))
        assert str(caught.value) == sentence

    @pytest.mark.parametrize(
        ("wrong", "sentence"),
        [
            ({"score": np.array([0.1, np.nan])}, 'An offer\'s score "nan" is not possible.'),
            ({"place": np.array([0, 2])}, 'Row of a place "2" is not possible. Rows run from 0 to 1.'),
            ({"place": np.array([1, 1])}, 'A second offer for person and place "0, 1" is not possible.'),
            ({"score": np.array([0.1])}, 'Length of score "1" is not possible. It must be 2.'),
        ],
    )
    def test_offers_that_do_not_fit_are_said(self, allocator: Allocator, wrong: dict, sentence: str) -> None:
        offers = offers_of([[0.9, 0.8]])
        with pytest.raises(InvalidValueError) as caught:
            allocator.allocate(replace(offers, **wrong), room(offers))
        assert str(caught.value).startswith(sentence)
