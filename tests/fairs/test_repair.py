"""What becomes of a plan on the day? Whoever can keep a meeting keeps it; ``fair_checker`` looks at the rest."""

from datetime import time
from functools import cache

import pytest
from builders import TODAY
from fair_checker import broken_rules
from fairs.test_planning import PEOPLE, fair_of, fairs, town
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain.fair import Fair
from matching.errors import InvalidValueError, UnknownIdError
from matching.fairs.plan import FairPlan
from matching.fairs.planning import plan_fair
from matching.fairs.repair import repair_plan
from matching.wording import LANGUAGES, sentence

INVITED = [{"candidate_id": one} for one in PEOPLE[:10]]
"""c-10 and c-11 may walk in."""


@cache
def plan() -> FairPlan:
    """Three booths of six slots; ten people with two meetings each at the most."""
    return plan_fair(fair_of(invitations=INVITED, policy={"most_meetings": 2}), town(), TODAY)


def repaired(before: FairPlan, **news):
    """The plan after a repair that breaks no rule, with all its changes told and its history untouched."""
    news = {"now": time(10)} | news
    after, changes = repair_plan(before, town(), TODAY, **news)
    assert broken_rules(after.fair, after.meetings, town(), as_of=TODAY, now=news["now"]) == []
    begun = [one for one in before.meetings if start(before.fair, one.slot) < news["now"]]
    assert [one for one in after.meetings if one in begun] == begun
    held = {(one.candidate_id, one.booth_id): one.slot for one in before.meetings}
    for one in changes:
        assert one.slot_before == (None if one.what == "added" else held[one.candidate_id, one.booth_id])
        assert all(sentence(one.reason, language) for language in LANGUAGES)
    told = {(one.candidate_id, one.booth_id, one.slot_after) for one in changes if one.slot_after}
    assert told == {(one.candidate_id, one.booth_id, one.slot) for one in after.meetings}
    assert sum(one.what != "added" for one in changes) == len(before.meetings)
    return after, changes


def start(fair: Fair, slot: int) -> time:
    return fair.slot_span(slot)[0].time()


def kept(changes) -> set[tuple[str, str]]:
    return {(one.candidate_id, one.booth_id) for one in changes if one.what == "kept"}


def test_without_news_nothing_changes():
    after, changes = repaired(plan())
    assert after.meetings == plan().meetings
    assert {one.what for one in changes} == {"kept"}
    assert after.fair == plan().fair


def test_meetings_of_the_absent_fall_away_and_all_others_stay():
    gone = plan().meetings[0].candidate_id
    after, changes = repaired(plan(), absent=[gone])
    others = {(one.candidate_id, one.booth_id) for one in plan().meetings if one.candidate_id != gone}
    assert kept(changes) == others
    assert gone not in {one.candidate_id for one in after.meetings}
    assert {one.reason.code for one in changes if one.what == "cancelled"} == {"person_absent"}
    assert gone not in {one.candidate_id for one in after.unplaced}


def test_people_of_a_closed_booth_get_free_places_elsewhere():
    before = plan_fair(fair_of(invitations=INVITED[:4], policy={"most_meetings": 1}), town(), TODAY)
    closed = before.meetings[0].booth_id
    after, changes = repaired(before, closed=[closed])
    assert closed not in {one.booth_id for one in after.meetings}
    lost = {one.candidate_id for one in before.meetings if one.booth_id == closed}
    assert {one.candidate_id for one in changes if one.what == "added"} == lost
    assert {one.reason.code for one in changes if one.what == "added"} == {"meeting_replaced"}
    assert kept(changes) == {(one.candidate_id, one.booth_id) for one in before.meetings if one.booth_id != closed}


def test_a_late_arrival_moves_only_the_meetings_that_it_misses():
    before = plan_fair(fair_of(invitations=INVITED[:3]), town(), TODAY)
    late = next(one.candidate_id for one in before.meetings if one.slot == 1)
    after, changes = repaired(before, late={late: time(11)})
    moved = [one for one in changes if one.what != "kept"]
    assert {one.candidate_id for one in moved} == {late}
    assert {one.what for one in moved} == {"moved"}
    assert sentence(moved[0].reason, "en") == "The person arrives at 11:00"
    assert len(after.meetings) == len(before.meetings)


def test_who_walks_in_takes_what_is_free_from_now_on():
    after, changes = repaired(plan(), walk_ins=["c-10", "c-11"], absent=["c-00", "c-01"], now=time(10, 50))
    added = [one for one in changes if one.what == "added"]
    assert {one.candidate_id for one in added} == {"c-10", "c-11"}
    assert {one.reason.code for one in added} == {"person_walked_in"}
    assert all(start(after.fair, one.slot_after) >= time(11) for one in added)


def test_a_meeting_that_has_begun_stays_whatever_happens():
    running = [one for one in plan().meetings if one.slot <= 2]
    people, booths = {one.candidate_id for one in running}, {one.booth_id for one in running}
    after, _ = repaired(plan(), absent=sorted(people), closed=sorted(booths), now=time(10, 21))
    assert set(running) <= set(after.meetings)
    assert not [one for one in after.meetings if one.slot > 2 and one.candidate_id in people]


def test_a_place_that_falls_free_goes_to_somebody_who_had_none():
    before = plan_fair(fair_of(policy={"most_per_booth": 3, "most_meetings": 1}, invitations=INVITED), town(), TODAY)
    assert before.unplaced
    gone = before.meetings[0].candidate_id
    after, changes = repaired(before, absent=[gone])
    [added] = [one for one in changes if one.what == "added"]
    assert added.candidate_id in {one.candidate_id for one in before.unplaced}
    assert added.reason.code == "slot_fell_free"
    assert after.summary.meetings == before.summary.meetings


def test_a_repair_can_be_repaired():
    first, _ = repaired(plan(), absent=["c-02"], closed=["b-3"], now=time(10, 20))
    second, changes = repaired(first, absent=["c-04"], walk_ins=["c-10"], now=time(11))
    late = [one for one in second.meetings if one.slot > 1]
    assert not {"c-02"} & {one.candidate_id for one in late}
    assert not {"b-3"} & {one.booth_id for one in late}
    assert {one.candidate_id for one in changes if one.what == "cancelled"} <= {"c-04"}


def test_somebody_given_up_may_turn_up_after_all():
    before = plan_fair(fair_of(invitations=INVITED[:3]), town(), TODAY)
    first, _ = repaired(before, absent=["c-02"])
    assert "c-02" not in {one.candidate_id for one in first.meetings}
    walked_in, _ = repaired(first, walk_ins=["c-02"], now=time(10, 30))
    came_late, _ = repaired(first, late={"c-02": time(10, 30)}, now=time(10, 20))
    for second in (walked_in, came_late):
        assert "c-02" in {one.candidate_id for one in second.meetings}


def test_the_limit_of_meetings_counts_those_that_are_over():
    before = plan_fair(fair_of(invitations=INVITED, policy={"most_meetings": 1}), town(), TODAY)
    after, _ = repaired(before, closed=["b-1"], now=time(11))
    counts = [sum(one.candidate_id == who for one in after.meetings) for who in PEOPLE]
    assert max(counts) == 1


def test_a_repaired_plan_has_no_bound():
    after, _ = repaired(plan(), absent=["c-00"])
    assert (after.summary.bound, after.summary.gap) == (None, None)


@pytest.mark.parametrize(
    ("news", "error", "expected"),
    [
        ({"absent": ["c-99"]}, UnknownIdError, 'No invited person has the id "c-99"'),
        ({"absent": ["c-10"]}, UnknownIdError, 'No invited person has the id "c-10"'),
        ({"late": {"c-99": time(11)}}, UnknownIdError, 'No invited person has the id "c-99"'),
        ({"closed": ["b-9"]}, UnknownIdError, 'No booth of the fair has the id "b-9".*b-1'),
        ({"walk_ins": ["c-99"]}, UnknownIdError, 'No candidate has the id "c-99"'),
        ({"walk_ins": ["c-00"]}, InvalidValueError, "is invited already"),
        ({"walk_ins": ["c-10", "c-10"]}, InvalidValueError, "stands twice"),
        ({"absent": ["c-00"], "late": {"c-00": time(11)}}, InvalidValueError, "one of the two lists"),
        ({"now": time(12)}, InvalidValueError, "closes at 12:00"),
    ],
)
def test_news_that_cannot_be_is_refused(news, error, expected):
    with pytest.raises(error, match=expected):
        repair_plan(plan(), town(), TODAY, **({"now": time(10)} | news))


def test_who_would_arrive_after_leaving_is_to_be_named_as_absent():
    guests = [{"candidate_id": "c-00", "leaves": "11:00"}, {"candidate_id": "c-01"}]
    before = plan_fair(fair_of(invitations=guests), town(), TODAY)
    with pytest.raises(InvalidValueError, match="The stay ends at 11:00: name the person as absent"):
        repair_plan(before, town(), TODAY, late={"c-00": time(11, 30)}, now=time(10))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(
    fairs(),
    st.sets(st.sampled_from(PEOPLE[:8]), max_size=4),
    st.sets(st.sampled_from(["b-1", "b-2", "b-3"]), max_size=2),
    st.dictionaries(st.sampled_from(PEOPLE[8:10]), st.sampled_from((time(10, 30), time(11)))),
    st.sampled_from((time(9), time(10), time(10, 35), time(11, 59))),
)
def test_no_repair_of_any_plan_breaks_a_rule_and_all_that_can_stay_stays(fair, absent, closed, late, now):
    fair = fair.model_copy(update={"invitations": fair.invitations[:10]})
    late = {one: clock for one, clock in late.items() if clock > now}
    policy = fair.policy
    known = {
        name: tuple(pair for pair in getattr(policy, name) if pair[0] in PEOPLE[:10])
        for name in ("must_meet", "must_not_meet")
    }
    before = plan_fair(fair.model_copy(update={"policy": policy.model_copy(update=known)}), town(), TODAY)
    _, changes = repaired(before, absent=absent, closed=closed, late=late, walk_ins=["c-11"], now=now)
    untouched = {
        (one.candidate_id, one.booth_id)
        for one in before.meetings
        if one.candidate_id not in absent | set(late) and one.booth_id not in closed
    }
    assert untouched <= kept(changes)
