"""Who gets whom: the three rules against brute force, a linear programme and instances worked by hand."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from contracts.allocator import AllocatorContract, counts, every_allocation, fairs, offers_of, room
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from matching.allocation import Allocator, Capacities, FairFirst, MaxTotal, Offers, Stable, allocator_for, gap_between
from matching.domain.fair import Rule

NO = np.nan


class TestMaxTotal(AllocatorContract):
    @pytest.fixture
    def allocator(self) -> Allocator:
        return MaxTotal()


class TestFairFirst(AllocatorContract):
    @pytest.fixture
    def allocator(self) -> Allocator:
        return FairFirst()


class TestStable(AllocatorContract):
    @pytest.fixture
    def allocator(self) -> Allocator:
        return Stable()


def met(offers: Offers, rows: Any) -> np.ndarray:
    return counts(offers, rows)[0]


def levels(offers: Offers, rows: Any, upto: np.ndarray | None = None) -> tuple[int, ...]:
    """How many people have at least one meeting, at least two, …; beyond ``upto`` of a person none counts."""
    number = met(offers, rows) if upto is None else np.minimum(met(offers, rows), upto)
    return tuple(int((number >= level).sum()) for level in range(1, 5))


def largest_sum(offers: Offers, capacities: Capacities) -> float:
    """The same optimum by scipy's linear programming; the constraints of a flow have whole-numbered corners."""
    pairs = np.arange(len(offers.person))
    sides = np.concatenate([offers.person, offers.people + offers.place])
    matrix = csr_matrix((np.ones(2 * len(pairs)), (sides, np.tile(pairs, 2))))
    most = np.concatenate([capacities.person_most, capacities.place_most])
    lowest = capacities.forced.astype(float)
    return -linprog(-offers.score, A_ub=matrix, b_ub=most, bounds=np.stack([lowest, lowest * 0 + 1], 1)).fun


def blocking_pairs(offers: Offers, capacities: Capacities, chosen: Any) -> list[int]:
    """Offers whose two sides would both rather have each other than what they have, straight from the definition.

    A side prefers an offer to an empty slot, and to any of its meetings with a lower score that is not forced.
    """
    taken = set(np.asarray(chosen).tolist())
    theirs = offers.score if offers.place_score is None else offers.place_score
    blocking = []
    for row in range(len(offers.person)):
        if row in taken:
            continue
        person = [one for one in taken if offers.person[one] == offers.person[row]]
        place = [one for one in taken if offers.place[one] == offers.place[row]]
        wanted = len(person) < capacities.person_most[offers.person[row]] or any(
            offers.score[one] < offers.score[row] and not capacities.forced[one] for one in person
        )
        asked = len(place) < capacities.place_most[offers.place[row]] or any(
            theirs[one] < theirs[row] and not capacities.forced[one] for one in place
        )
        if wanted and asked:
            blocking.append(row)
    return blocking


def matched(offers: Offers, chosen: Any) -> set[tuple[int, int]]:
    return {(int(offers.person[row]), int(offers.place[row])) for row in chosen}


def preferences(lists: list[list[int]], width: int) -> np.ndarray:
    """A table of scores from lists of rows, the dearest first; NaN for who is not on a list."""
    table = np.full((len(lists), width), np.nan)
    for row, wishes in enumerate(lists):
        table[row, wishes] = width - np.arange(len(wishes))
    return table


@pytest.mark.slow
@settings(deadline=None)
@given(fair=fairs(largest=3))
def test_max_total_is_the_best_of_all_that_miss_as_few_of_the_least_as_can_be(fair: tuple[Offers, Capacities]) -> None:
    offers, capacities = fair
    least = capacities.person_least
    served = {tuple(rows): levels(offers, rows, least) for rows in every_allocation(offers, capacities)}
    best = max((levels_, offers.score[list(rows)].sum()) for rows, levels_ in served.items())
    result = MaxTotal().allocate(offers, capacities)
    assert levels(offers, result.chosen, least) == best[0]
    assert result.objective == pytest.approx(best[1], abs=1e-8)


@settings(deadline=None)
@given(fair=fairs(largest=3))
def test_fair_first_is_the_best_of_all_level_by_level(fair: tuple[Offers, Capacities]) -> None:
    offers, capacities = fair
    tried = every_allocation(offers, capacities)
    best = max((levels(offers, rows), offers.score[rows].sum()) for rows in tried)
    result = FairFirst().allocate(offers, capacities)
    assert levels(offers, result.chosen) == best[0]
    assert result.objective == pytest.approx(best[1], abs=1e-8)


@pytest.mark.parametrize("seed", range(6))
def test_max_total_equals_linear_programming(seed: int) -> None:
    rng = np.random.default_rng(seed)
    table = np.where(rng.random((80, 15)) < 0.4, rng.beta(2, 3, (80, 15)), NO)
    offers = offers_of(table)
    capacities = room(offers, most=rng.integers(0, 5, 80), places=rng.integers(0, 12, 15), forced=[])
    result = MaxTotal().allocate(offers, capacities)
    assert result.objective == pytest.approx(largest_sum(offers, capacities), abs=1e-7)
    assert result.bound == pytest.approx(result.objective, abs=1e-7)


def test_max_total_equals_linear_programming_with_forced_offers() -> None:
    rng = np.random.default_rng(7)
    offers = offers_of(rng.random((60, 12)))
    forced = np.arange(60) * 12 + rng.integers(0, 12, 60)
    capacities = room(offers, most=3, places=14, forced=forced)
    chosen = MaxTotal().allocate(offers, capacities)
    assert set(forced) <= set(chosen.chosen)
    assert chosen.objective == pytest.approx(largest_sum(offers, capacities), abs=1e-7)


def test_costs_do_not_overflow_where_levels_and_meetings_are_many() -> None:
    offers = offers_of(np.random.default_rng(3).random((150, 150)))
    capacities = room(offers, most=100, places=70)
    chosen, total = FairFirst().allocate(offers, capacities), MaxTotal().allocate(offers, capacities)
    assert np.unique(met(offers, chosen.chosen)).tolist() == [70]
    assert total.objective == pytest.approx(largest_sum(offers, capacities), rel=1e-7)
    assert chosen.gap == total.gap == 0


def test_who_has_a_good_second_choice_leaves_the_crowded_place_to_others() -> None:
    offers = offers_of([[0.9, 0.8], [0.8, 0.1]])
    assert matched(offers, MaxTotal().allocate(offers, room(offers)).chosen) == {(0, 1), (1, 0)}
    assert matched(offers, Stable().allocate(offers, room(offers)).chosen) == {(0, 0), (1, 1)}


def test_max_total_may_leave_out_whom_fair_first_lets_in() -> None:
    offers = offers_of([[0.9, 0.9], [0.3, 0.2]])
    capacities = room(offers, most=2)
    assert met(offers, MaxTotal().allocate(offers, capacities).chosen).tolist() == [2, 0]
    result = FairFirst().allocate(offers, capacities)
    assert matched(offers, result.chosen) == {(0, 1), (1, 0)}
    assert result.objective == pytest.approx(1.2)


def test_a_least_number_is_met_before_the_sum_is_looked_at() -> None:
    offers = offers_of([[0.9, 0.9, 0.9], [0.3, 0.2, NO]])
    result = MaxTotal().allocate(offers, room(offers, most=3, least=[0, 1]))
    assert met(offers, result.chosen).tolist() == [2, 1]


def test_a_least_number_that_cannot_be_met_is_missed_evenly() -> None:
    offers = offers_of([[0.9] * 4, [0.8] * 4, [0.1] * 4])
    assert met(offers, MaxTotal().allocate(offers, room(offers, most=4, least=2)).chosen).tolist() == [2, 1, 1]


def test_a_negative_score_is_only_taken_for_a_least_number() -> None:
    offers = offers_of([[-0.5], [0.5]])
    assert matched(offers, MaxTotal().allocate(offers, room(offers, places=2)).chosen) == {(1, 0)}
    assert len(MaxTotal().allocate(offers, room(offers, places=2, least=1)).chosen) == 2


# Gale and Shapley (1962), example 1: any of the three stable pairings gives all men their first, second or third
# choice; the men propose, so they get their first.
GS_MEN = [[0, 1, 2], [1, 2, 0], [2, 0, 1]]
GS_WOMEN = [[1, 2, 0], [2, 0, 1], [0, 1, 2]]


def test_gale_and_shapley_example_one() -> None:
    offers = offers_of(preferences(GS_MEN, 3), preferences(GS_WOMEN, 3).T)
    assert matched(offers, Stable().allocate(offers, room(offers)).chosen) == {(0, 0), (1, 1), (2, 2)}
    other = offers_of(preferences(GS_WOMEN, 3), preferences(GS_MEN, 3).T)
    assert matched(other, Stable().allocate(other, room(other)).chosen) == {(0, 1), (1, 2), (2, 0)}


def test_four_and_four_by_hand() -> None:
    # Everybody asks 0 or 1 first. Round 1: 0→0, 1→0, 2→1, 3→0; place 0 keeps person 3. Round 2: 0→1, 1→2; place 1
    # keeps person 0 and sends 2 away. Round 3: 2→0, refused for 3; then 2→2, which it prefers to 1. Then 1→1, refused
    # for 0; 1→3, who is free.
    people = [[0, 1, 2, 3], [0, 2, 1, 3], [1, 0, 2, 3], [0, 2, 3, 1]]
    places = [[3, 2, 0, 1], [0, 1, 2, 3], [2, 1, 0, 3], [0, 1, 2, 3]]
    offers = offers_of(preferences(people, 4), preferences(places, 4).T)
    chosen = Stable().allocate(offers, room(offers)).chosen
    assert matched(offers, chosen) == {(0, 1), (1, 3), (2, 2), (3, 0)}


def test_residents_and_hospitals_by_hand() -> None:
    # Hospitals 0, 1, 2 with 2, 1, 1 posts; hospital 1 does not list resident 4, nor does he list hospital 2.
    # Round 1: 0→0, 1→0, 2→0, 3→1, 4→0; hospital 0 keeps 4 and 2. Round 2: 0→1, 1→2; hospital 1 prefers 0 to 3.
    # Round 3: 3→0, preferred to 2, who goes to 1, refused for 0, and to 2, preferred to 1. 1→1, refused for 0, alone.
    residents = [[0, 1, 2], [0, 2, 1], [0, 1, 2], [1, 0, 2], [0]]
    hospitals = [[4, 3, 2, 0, 1], [0, 1, 2, 3], [2, 1, 0, 3]]
    ours = preferences(residents, 3)
    theirs = preferences(hospitals, 5).T
    offers = offers_of(np.where(np.isnan(theirs), NO, ours), theirs)
    chosen = Stable().allocate(offers, room(offers, places=[2, 1, 1])).chosen
    assert matched(offers, chosen) == {(4, 0), (3, 0), (0, 1), (2, 2)}


def test_room_for_several_on_both_sides_by_hand() -> None:
    # Both people want 0 and 1 first; place 0 prefers person 1, place 1 person 0, each has one slot. Refused there,
    # person 0 goes on to 2 and person 1 to 3.
    offers = offers_of([[4, 3, 2, 1], [4, 3, 1, 2]], [[1, 2, 1, 1], [2, 1, 2, 2]])
    assert matched(offers, Stable().allocate(offers, room(offers, most=2)).chosen) == {(0, 1), (0, 2), (1, 0), (1, 3)}


def test_tied_wishes_go_by_row() -> None:
    offers = offers_of(np.full((3, 3), 0.5))
    assert matched(offers, Stable().allocate(offers, room(offers)).chosen) == {(0, 0), (1, 1), (2, 2)}
    assert matched(offers, Stable().allocate(offers, room(offers, places=[2, 0, 0])).chosen) == {(0, 0), (1, 0)}


@pytest.mark.slow
@settings(deadline=None)
@given(fair=fairs(), seed=st.none() | st.integers(0, 50))
def test_no_pair_would_both_rather_have_each_other(fair: tuple[Offers, Capacities], seed: int | None) -> None:
    offers, capacities = fair
    if seed is not None:
        theirs = np.random.default_rng(seed).integers(0, 4, len(offers.person)) / 4
        offers = Offers(offers.person, offers.place, offers.score, offers.people, offers.places, theirs)
    assert blocking_pairs(offers, capacities, Stable().allocate(offers, capacities).chosen) == []


def test_the_other_rules_are_not_stable_in_general() -> None:
    offers = offers_of([[0.9, 0.8], [0.8, 0.1]])
    for allocator in (MaxTotal(), FairFirst()):
        assert blocking_pairs(offers, room(offers), allocator.allocate(offers, room(offers)).chosen) == [0]


@settings(deadline=None)
@given(fair=fairs(largest=3), seed=st.integers(0, 50))
def test_no_stable_allocation_gives_a_single_meeting_better_to_anybody(
    fair: tuple[Offers, Capacities], seed: int
) -> None:
    offers, _ = fair
    theirs = np.random.default_rng(seed).permutation(len(offers.person)).astype(float)
    ours = np.random.default_rng(seed + 1).permutation(len(offers.person)).astype(float)
    strict = Offers(offers.person, offers.place, ours, offers.people, offers.places, theirs)
    capacities = room(strict)
    found = Stable().allocate(strict, capacities).chosen
    best = np.full(strict.people, -1.0)
    for rows in every_allocation(strict, capacities):
        if not blocking_pairs(strict, capacities, rows):
            best[strict.person[rows]] = np.maximum(best[strict.person[rows]], ours[rows])
    got = np.full(strict.people, -1.0)
    got[strict.person[found]] = ours[found]
    assert got.tolist() == best.tolist()


def test_a_forced_pair_keeps_its_slot_and_blocks_nothing() -> None:
    offers = offers_of([[0.9, 0.5], [0.8, 0.4]])
    capacities = room(offers, forced=[2])
    chosen = Stable().allocate(offers, capacities).chosen
    assert matched(offers, chosen) == {(1, 0), (0, 1)}
    assert blocking_pairs(offers, capacities, chosen) == []


def test_each_rule_has_its_allocator() -> None:
    assert [type(allocator_for(rule)) for rule in Rule] == [MaxTotal, FairFirst, Stable]


def test_a_gap_is_a_share_of_the_bound_and_rounding_is_none() -> None:
    assert gap_between(90, 100) == pytest.approx(0.1)
    assert gap_between(0.2, 0.5) == pytest.approx(0.3)
    assert gap_between(100 - 1e-9, 100) == 0
