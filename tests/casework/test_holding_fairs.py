"""Who holds a fair, over whose people, and from which lists? What is planned is checked in ``tests/fairs``."""

from datetime import time
from pathlib import Path

import pytest
from small_office import PEOPLE, TODAY, VACANCIES, office

from matching.casework.holding_fairs import (
    Inputs,
    bringing,
    forecast_fair,
    inputs_of_repair,
    plan_fair,
    plan_of_timetable,
    read_disruptions,
    read_plan,
    repair_fair,
    write_folder,
)
from matching.casework.session import LOCAL, Actor, Session
from matching.domain import Candidate
from matching.domain.fair import Fair, Rule
from matching.errors import NotDisclosedError
from matching.fairs.planning import plan_fair as planned
from matching.store.memory import MemoryStore

FAIR = Fair.model_validate(
    {
        "name": "Fair",
        "day": "2026-12-05",
        "opens": "10:00",
        "closes": "12:00",
        "booths": [
            {"id": "b-1", "vacancies": ["v-1", "v-2", "v-5"], "interviewers": 2},
            {"id": "b-2", "vacancies": ["v-4"]},
        ],
    }
)
INPUTS = Inputs((Path("people.csv"),), Path("jobs.csv"), TODAY.isoformat(), {})


@pytest.fixture
def session() -> Session:
    return Session(LOCAL, office(), MemoryStore.of(PEOPLE, VACANCIES), TODAY)


def test_a_fair_is_planned_on_the_day_of_the_session(session):
    found = plan_fair(session, FAIR)
    expected = planned(FAIR, office(), TODAY)
    assert found.meetings
    assert (found.meetings, found.unplaced, found.conflicts) == (
        expected.meetings,
        expected.unplaced,
        expected.conflicts,
    )


def test_who_may_not_see_the_cases_holds_no_fair(session, tmp_path):
    plan = plan_fair(session, FAIR)
    stranger = Session(Actor("somebody"), session.engine, session.store, TODAY)
    for ask in (
        lambda: plan_fair(stranger, FAIR),
        lambda: repair_fair(stranger, plan, read_disruptions(now=time(10))),
        lambda: forecast_fair(stranger, FAIR),
        lambda: write_folder(stranger, plan, INPUTS, tmp_path / "plan"),
    ):
        with pytest.raises(NotDisclosedError):
            ask()
    assert list(tmp_path.iterdir()) == []


def test_people_sent_along_take_the_place_of_those_held_without_what_identifies_them(session):
    assert bringing(session, None, None) is session
    sent = Candidate.model_validate({"id": "new-1", "text": "welder, phone +995 555 12 34 56"})
    other = bringing(session, [sent], None)
    assert list(other.store.candidates) == ["new-1"]
    assert "555" not in (other.store.candidate("new-1").text or "")
    assert other.store.candidate("new-1") == other.engine.candidate("new-1")
    assert list(other.store.vacancies) == list(session.store.vacancies)
    assert "new-1" not in session.store.candidates


def test_a_forecast_compares_each_rule_with_the_first(session):
    found = forecast_fair(session, FAIR, runs=20, no_show=0.5)
    assert found.invited == len(PEOPLE)
    assert [one.rule for one in found.rules] == list(Rule)
    first, *others = found.rules
    assert first.above_first is None
    for one in others:
        assert one.above_first is not None
        assert one.above_first.mean == pytest.approx(one.placements.mean - first.placements.mean)
        assert one.meetings.mean <= one.planned


def test_a_plan_kept_in_a_folder_is_read_again_and_repaired(session, tmp_path):
    plan = plan_fair(session, FAIR)
    write_folder(session, plan, INPUTS, tmp_path / "plan", names={"c-1": "Nino"})
    assert (tmp_path / "plan" / "plan.xlsx").exists()
    before, inputs = read_plan(tmp_path / "plan")
    assert (before.meetings, inputs) == (plan.meetings, INPUTS)
    absent = tmp_path / "absent.txt"
    absent.write_text(before.meetings[0].candidate_id + "\n", encoding="utf-8")
    after, changes = repair_fair(session, before, read_disruptions(now=time(10), absent=absent))
    assert before.meetings[0].candidate_id not in {one.candidate_id for one in after.meetings}
    assert "cancelled" in {one.what for one in changes}


def test_the_lists_of_the_day_become_what_happened(tmp_path):
    (tmp_path / "late.csv").write_text("candidate_id,arrives\nc-2,11:20\n", encoding="utf-8")
    (tmp_path / "closed.txt").write_text("b-2\n", encoding="utf-8")
    (tmp_path / "new.csv").write_text("id,desired_occupations\nw-1,welder\n", encoding="utf-8")
    found = read_disruptions(
        now=time(10, 40), closed=tmp_path / "closed.txt", late=tmp_path / "late.csv", walk_ins=tmp_path / "new.csv"
    )
    assert (found.absent, found.closed, found.walk_ins) == (frozenset(), {"b-2"}, ("w-1",))
    assert (found.late, found.now) == ({"c-2": time(11, 20)}, time(10, 40))


def test_a_repair_is_made_from_the_files_of_the_plan_unless_others_are_named():
    assert inputs_of_repair(INPUTS) == INPUTS
    walk_ins = inputs_of_repair(INPUTS, walk_ins=Path("/new.csv"), taxonomy=False)
    assert walk_ins.candidates == (Path("people.csv"), Path("/new.csv"))
    assert not walk_ins.taxonomy
    moved = inputs_of_repair(walk_ins, candidates=Path("/people.csv"), vacancies=Path("/jobs.csv"))
    assert (moved.candidates, moved.vacancies) == ((Path("/people.csv"),), Path("/jobs.csv"))
    assert not moved.taxonomy, "once left out it stays out"


def test_a_plan_known_by_its_meetings_only_counts_them(session):
    plan = plan_fair(session, FAIR)
    found = plan_of_timetable(plan.fair, plan.meetings)
    assert (found.meetings, found.unplaced, found.summary.bound) == (plan.meetings, (), None)
    assert found.summary.booth_load == plan.summary.booth_load
    assert found.summary.mean_score == pytest.approx(plan.summary.mean_score)
    nothing = plan_of_timetable(FAIR, ())
    assert (nothing.summary.meetings, nothing.summary.mean_score) == (0, 0.0)
