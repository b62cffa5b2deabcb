"""What comes of a plan when people stay away: figures worked by hand, chances met, the same for the same seed."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain.fair import Meeting
from matching.errors import InvalidValueError
from matching.fairs.simulation import Figure, Forecast, simulate


def meeting(person: str, vacancy: str, score: float = 1.0, slot: int = 1) -> Meeting:
    return Meeting(candidate_id=person, booth_id="b", vacancy_id=vacancy, slot=slot, score=score)


def play(meetings: list[Meeting], positions: dict[str, int | None] | None = None, **options: float) -> Forecast:
    people = {one.candidate_id for one in meetings}
    return simulate({"only": meetings}, people, positions or {}, **{"no_show": 0.0, "runs": 4, **options})["only"]  # type: ignore[arg-type]


def every(forecast: Forecast) -> tuple[set[int], set[int], set[int]]:
    return set(forecast.meetings.tolist()), set(forecast.people_met.tolist()), set(forecast.placements.tolist())


def test_where_all_come_and_all_agree_everything_happens() -> None:
    forecast = play([meeting("c-1", "v-1"), meeting("c-2", "v-2")])
    assert forecast.planned == 2
    assert every(forecast) == ({2}, {2}, {2})


def test_where_nobody_comes_nothing_happens() -> None:
    assert every(play([meeting("c-1", "v-1")], no_show=1.0)) == ({0}, {0}, {0})


def test_a_score_of_nought_never_leads_to_a_placement() -> None:
    assert every(play([meeting("c-1", "v-1", 0.0)])) == ({1}, {1}, {0})


def test_nobody_is_placed_twice() -> None:
    assert every(play([meeting("c-1", "v-1"), meeting("c-1", "v-2")])) == ({2}, {1}, {1})


@pytest.mark.parametrize(("positions", "placed"), [(0, 0), (1, 1), (2, 2), (9, 3), (None, 1)])
def test_a_vacancy_takes_no_more_than_it_has_positions(positions: int | None, placed: int) -> None:
    three = [meeting(person, "v-1") for person in ("c-1", "c-2", "c-3")]
    assert every(play(three, {"v-1": positions})) == ({3}, {3}, {placed})


def test_the_higher_score_is_placed_first_whatever_the_slot() -> None:
    # c-1 takes v-1, for which its score is highest, and v-2 is left to c-2: two placements. By slots c-1 would take
    # v-2, and c-2, who only met v-2, nothing.
    meetings = [meeting("c-1", "v-2", 0.999999, slot=1), meeting("c-1", "v-1", 1.0, slot=2), meeting("c-2", "v-2", 1.0)]
    assert every(play(meetings)) == ({3}, {2}, {2})


def test_chances_are_met() -> None:
    meetings = [meeting(f"c-{number}", f"v-{number}", 0.3) for number in range(50)]
    forecast = play(meetings, no_show=0.2, runs=4_000)
    for found, expected, spread in ((forecast.meetings, 40, 8.0), (forecast.placements, 12, 50 * 0.24 * 0.76)):
        figure = Figure.of(found)
        assert figure.mean == pytest.approx(expected, abs=5 * figure.error)
        assert figure.error == pytest.approx((spread / 4_000) ** 0.5, rel=0.1)


def test_who_stays_away_misses_all_meetings_at_once() -> None:
    forecast = play([meeting("c-1", f"v-{number}", slot=number + 1) for number in range(3)], no_show=0.5, runs=100)
    assert set(forecast.meetings.tolist()) == {0, 3}
    assert (forecast.people_met * 3 == forecast.meetings).all()


def test_plans_are_played_with_the_same_people_away_and_the_same_interest() -> None:
    meetings = [meeting(f"c-{number}", f"v-{number}", 0.5) for number in range(20)]
    found = simulate({"a": meetings, "b": meetings, "fewer": meetings[:10]}, [], {}, no_show=0.3, runs=30)
    assert found["a"].placements.tolist() == found["b"].placements.tolist()
    assert (found["fewer"].placements <= found["a"].placements).all()
    assert Figure.of(found["a"].placements - found["b"].placements) == Figure(0.0, 0.0)


def test_people_without_a_meeting_change_nothing_but_their_own_chance() -> None:
    assert every(simulate({"none": []}, ["c-1"], {}, runs=3)["none"]) == ({0}, {0}, {0})
    assert simulate({}, ["c-1"], {}) == {}


@settings(deadline=None, max_examples=40)
@given(
    pairs=st.sets(st.tuples(st.integers(0, 5), st.integers(0, 4)), max_size=15),
    positions=st.lists(st.none() | st.integers(0, 3), min_size=5, max_size=5),
    no_show=st.floats(0, 1),
    seed=st.integers(0, 5),
)
def test_no_run_breaks_a_limit(
    pairs: set[tuple[int, int]], positions: list[int | None], no_show: float, seed: int
) -> None:
    meetings = [meeting(f"c-{person}", f"v-{vacancy}", 0.8) for person, vacancy in sorted(pairs)]
    offered = {f"v-{number}": count for number, count in enumerate(positions)}
    forecast = play(meetings, offered, no_show=no_show, runs=7, seed=seed)
    again = play(meetings[::-1], offered, no_show=no_show, runs=7, seed=seed)
    for name in ("meetings", "people_met", "placements"):
        assert getattr(forecast, name).tolist() == getattr(again, name).tolist()
        assert getattr(forecast, name).shape == (7,)
    rooms = sum(1 if offered[one] is None else offered[one] for one in {one.vacancy_id for one in meetings})
    assert (forecast.placements <= np.minimum(forecast.people_met, rooms)).all()
    assert (forecast.people_met <= forecast.meetings).all()


def test_more_runs_than_fit_into_one_block() -> None:
    forecast = play([meeting("c-1", "v-1", 0.5)], runs=1_201)
    assert forecast.placements.shape == (1_201,)
    assert 0.4 < forecast.placements[1_000:].mean() < 0.6


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            {"no_show": 1.2},
            'The share of people who stay away "1.2" is not possible. Give a number from 0 to 1.',
        ),
        ({"runs": 1}, 'Number of runs "1" is not possible. Give 2 or more, else there is no standard error.'),
    ],
)
def test_what_cannot_be_played_is_said(options: dict, sentence: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        play([meeting("c-1", "v-1")], **options)
    assert str(caught.value) == sentence
