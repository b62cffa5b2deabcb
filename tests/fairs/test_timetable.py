"""When does each meeting take place? Checked by ``fair_checker``, which knows the rules and none of the code."""

from datetime import date, time
from itertools import product

import numpy as np
import pytest
from fair_checker import broken_rules
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain.fair import Booth, Fair, Invitation, Meeting, Span
from matching.fairs.scheduling.availability import NO_HALL, availability_of, booths_of, slots_from
from matching.fairs.scheduling.cp_sat import reoptimize
from matching.fairs.scheduling.slot_assignment import UNPLACED, Board, MeetingRequests, idle_slots
from matching.fairs.scheduling.timetable import timetable

DAY = date(2026, 12, 5)


def at(text: str) -> time:
    return time.fromisoformat(text)


def span(start: str, end: str) -> Span:
    return Span(start=at(start), end=at(end))


def fair_of(booths, people=(), **stated) -> Fair:
    """A fair from 10:00 to 12:00 in slots of 20 minutes, unless stated; booths b-0, b-1, … and people c-0, c-1, …."""
    return Fair.model_validate(
        {
            "name": "Fair",
            "day": DAY,
            "opens": at("10:00"),
            "closes": at("12:00"),
            "booths": [Booth.model_validate({"id": f"b-{n}", "vacancies": [f"v-{n}"], **one}) for n, one in booths],
            "invitations": [Invitation.model_validate({"candidate_id": f"c-{n}", **one}) for n, one in people],
            "policy": {"most_meetings": 1_000},
            **stated,
        }
    )


def same(count: int, **stated):
    return [(number, stated) for number in range(count)]


def scheduled(fair: Fair, pairs, worth=None) -> list[int]:
    """The slot of each pair (person, booth) of numbers, 0 where there is none; the timetable breaks no rule."""
    person, booth = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    requests = MeetingRequests(person, booth, np.ones(len(pairs)) if worth is None else np.array(worth), person < 0)
    columns = timetable(availability_of(fair, fair.invitations), requests)
    check(fair, pairs, columns)
    return (columns + 1).tolist()


def check(fair: Fair, pairs, columns) -> None:
    booths = booths_of(fair)
    made = [
        Meeting(
            candidate_id=fair.invitations[person].candidate_id,
            booth_id=booths[booth].id,
            vacancy_id=booths[booth].vacancies[0],
            slot=int(column) + 1,
            score=0.5,
        )
        for (person, booth), column in zip(pairs, columns, strict=True)
        if column != UNPLACED
    ]
    assert broken_rules(fair, made) == []


# The day as arrays


def test_a_slot_counts_only_if_the_whole_of_it_is_open():
    fair = fair_of(
        [(0, {"interviewers": 3}), (1, {"hours": span("10:10", "11:20")}), (2, {"breaks": [span("10:15", "10:25")]})],
        breaks=[span("11:00", "11:05")],
    )
    availability = availability_of(fair, ())
    assert availability.tables.tolist() == [[3, 3, 3, 0, 3, 3], [0, 1, 1, 0, 0, 0], [0, 0, 1, 0, 1, 1]]
    assert availability.counts.tolist() == [True, True, True, False, True, True]


def test_people_are_there_from_arriving_to_leaving_and_all_day_where_nothing_is_known():
    people = [(0, {}), (1, {"arrives": at("10:30")}), (2, {"leaves": at("11:00")})]
    present = availability_of(fair_of(same(1), people), fair_of(same(1), people).invitations).present
    assert present.astype(int).tolist() == [[1] * 6, [0, 0, 1, 1, 1, 1], [1, 1, 1, 0, 0, 0]]


def test_a_day_may_last_until_midnight():
    fair = fair_of(same(1), opens=at("23:00"), closes=at("23:59"), slot_minutes=59)
    assert availability_of(fair, ()).tables.tolist() == [[1]]


@pytest.mark.parametrize(("walking", "slots"), [(0, 0), (1, 1), (20, 1), (21, 2)])
def test_a_walk_takes_whole_slots(walking, slots):
    availability = availability_of(
        fair_of([(0, {"hall": "B"}), (1, {"hall": "A"}), (2, {})], walking_minutes=walking), ()
    )
    assert (availability.walk, availability.hall.tolist()) == (slots, [1, 0, NO_HALL])


@pytest.mark.parametrize(("now", "slot"), [("09:00", 1), ("10:00", 1), ("10:01", 2), ("11:40", 6), ("11:41", 7)])
def test_a_new_meeting_may_begin_now_or_later(now, slot):
    assert slots_from(fair_of(same(1)), at(now)) == slot


def test_waiting_is_what_is_idle_between_meetings_and_no_break():
    fair = fair_of(same(1), breaks=[span("10:40", "11:00")])
    busy = np.array([[1, 0, 0, 1, 0, 0], [1, 1, 0, 1, 0, 0], [0, 0, 0, 0, 0, 1], [0, 0, 0, 0, 0, 0]], dtype=bool)
    assert idle_slots(availability_of(fair, ()), busy).tolist() == [1, 0, 0, 0]


# What has room


def test_everybody_at_every_booth_fills_the_day_to_the_last_slot():
    fair = fair_of(same(6), same(6))
    assert all(scheduled(fair, list(product(range(6), range(6)))))


@pytest.mark.parametrize("seed", range(3))
def test_without_hours_and_walks_all_meetings_fit_where_nobody_has_more_than_there_are_slots(seed):
    random = np.random.default_rng(seed)
    load = dict.fromkeys(range(8), 0)
    pairs = []
    for person, booth in random.permutation(list(product(range(30), range(8)))).tolist():
        if load[booth] < 6 and sum(one == person for one, _ in pairs) < 3:
            load[booth] += 1
            pairs.append((person, booth))
    assert set(load.values()) == {6}
    assert all(scheduled(fair_of(same(8), same(30)), pairs))


def test_interviewers_of_a_booth_work_side_by_side():
    slots = scheduled(fair_of(same(1, interviewers=2), same(12)), [(person, 0) for person in range(12)])
    assert sorted(slots) == sorted([*range(1, 7)] * 2)


def test_what_has_no_room_is_left_out_the_least_worth_first():
    slots = scheduled(fair_of(same(1), same(8)), [(person, 0) for person in range(8)], [3, 1, 4, 1.5, 9, 2, 6, 5])
    assert [person for person, slot in enumerate(slots) if not slot] == [1, 3]


def test_who_is_there_for_one_slot_takes_it_from_those_who_have_others():
    people = [(0, {"arrives": at("10:20"), "leaves": at("10:40")}), *same(6)[1:]]
    slots = scheduled(fair_of(same(1), people), [(person, 0) for person in range(6)])
    assert slots[0] == 2
    assert sorted(slots) == [1, 2, 3, 4, 5, 6]


# What it is like for people


def test_nobody_waits_where_nobody_has_to():
    slots = scheduled(fair_of(same(3), same(2)), list(product(range(2), range(3))))
    for own in (slots[:3], slots[3:]):
        assert max(own) - min(own) == 2


def test_lunch_between_two_meetings_is_no_waiting():
    fair = fair_of(same(2, hours=span("10:00", "12:00")), same(1), breaks=[span("10:20", "11:40")])
    slots = scheduled(fair, [(0, 0), (0, 1)])
    assert sorted(slots) == [1, 6]


def test_halls_are_visited_one_after_the_other():
    fair = fair_of([(n, {"hall": "AB"[n % 2]}) for n in range(4)], same(1), walking_minutes=5)
    slots = scheduled(fair, [(0, booth) for booth in range(4)])
    assert sorted([slots[0], slots[2]]) in ([1, 2], [2, 3], [4, 5], [5, 6])
    assert max(slots) - min(slots) == 4


def test_a_walk_that_leaves_no_time_costs_a_meeting():
    fair = fair_of([(0, {"hall": "A"}), (1, {"hall": "B"})], [(0, {"leaves": at("10:40")})], walking_minutes=1)
    less, more = scheduled(fair, [(0, 0), (0, 1)], [1, 2])
    assert less == 0
    assert more in (1, 2)


def test_a_booth_of_unknown_hall_needs_no_walk():
    fair = fair_of([(0, {"hall": "A"}), (1, {})], [(0, {"leaves": at("10:40")})], walking_minutes=60)
    assert sorted(scheduled(fair, [(0, 0), (0, 1)])) == [1, 2]


# Beginning with a timetable


def test_pinned_meetings_keep_their_slot_and_the_others_make_room():
    fair = fair_of(same(1), same(3))
    requests = MeetingRequests(np.arange(3), np.zeros(3, np.int64), np.ones(3), np.array([True, False, False]))
    columns = timetable(availability_of(fair, fair.invitations), requests, start=np.array([4, UNPLACED, UNPLACED]))
    assert columns[0] == 4
    assert len({*columns.tolist()} - {UNPLACED}) == 3


def test_the_same_input_gives_the_same_timetable():
    random = np.random.default_rng(5)
    pairs = [(int(person), int(booth)) for person, booth in random.permutation(list(product(range(20), range(6))))[:36]]
    assert scheduled(fair_of(same(6), same(20)), pairs) == scheduled(fair_of(same(6), same(20)), pairs)


def test_a_deadline_that_has_passed_still_gives_a_timetable():
    fair = fair_of(same(4), same(4))
    person, booth = np.array(list(product(range(4), range(4)))).T
    columns = timetable(
        availability_of(fair, fair.invitations),
        MeetingRequests(person, booth, np.ones(16), np.zeros(16, bool)),
        deadline=0.0,
    )
    check(fair, list(zip(person, booth, strict=True)), columns)
    assert (columns != UNPLACED).sum() >= 12


def test_nothing_wanted_is_nothing_planned():
    assert scheduled(fair_of(same(1), same(1)), []) == []


def test_cp_sat_finds_what_a_booth_alone_cannot():
    # c-0 holds the only slot of b-1 that c-1 could have, and b-0's rows are full: three meetings have to turn.
    fair = fair_of([(0, {}), (1, {"hours": span("10:00", "10:40")})], [(0, {}), (1, {"leaves": at("10:40")})])
    requests = MeetingRequests(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1]), np.ones(4), np.zeros(4, bool))
    board = Board(availability_of(fair, fair.invitations), requests, np.array([1, 0, 0, UNPLACED]))
    reoptimize(board, np.arange(4), np.ones(6, bool), effort=1.0)
    assert (board.at != UNPLACED).all()
    check(fair, [(0, 0), (0, 1), (1, 0), (1, 1)], board.at)


# Any fair


clocks = st.integers(0, 12).map(lambda number: time(10 + number // 6, number % 6 * 10))
spans = st.tuples(clocks, clocks).filter(lambda both: both[0] < both[1]).map(lambda b: Span(start=b[0], end=b[1]))
booths = st.fixed_dictionaries(
    {"interviewers": st.integers(1, 2)},
    optional={
        "hours": spans,
        "breaks": st.lists(spans, max_size=1).map(tuple),
        "hall": st.sampled_from(("A", "B", "C")),
    },
)
stays = st.one_of(
    st.just({}),
    clocks.map(lambda clock: {"arrives": clock}),
    clocks.map(lambda clock: {"leaves": clock}),
    spans.map(lambda both: {"arrives": both.start, "leaves": both.end}),
)


@st.composite
def wished(draw):
    tables, people = draw(st.lists(booths, min_size=1, max_size=5)), draw(st.lists(stays, min_size=1, max_size=7))
    pairs = list(product(range(len(people)), range(len(tables))))
    fair = fair_of(
        list(enumerate(tables)),
        list(enumerate(people)),
        breaks=draw(st.lists(spans, max_size=1)),
        slot_minutes=draw(st.sampled_from((10, 20, 25))),
        walking_minutes=draw(st.sampled_from((0, 10, 30))),
    )
    return fair, draw(st.lists(st.sampled_from(pairs), unique=True))


@settings(max_examples=60, deadline=None)
@given(wished())
def test_no_timetable_of_any_fair_breaks_a_rule(instance):
    fair, pairs = instance
    slots = scheduled(fair, pairs)
    # Whoever has no slot cannot simply be given one: somebody else would have to go.
    availability = availability_of(fair, fair.invitations)
    for (person, booth), slot in zip(pairs, slots, strict=True):
        if not slot:
            for column in range(availability.slots):
                tried = [column + 1 if pair == (person, booth) else now for pair, now in zip(pairs, slots, strict=True)]
                with pytest.raises(AssertionError):
                    check(fair, pairs, np.array(tried) - 1)
