"""Does every result come as a frame with the columns that are documented, and nothing lost?"""

import re
from dataclasses import replace
from datetime import time
from pathlib import Path

import pandas as pd
import pytest
from small_office import NURSE, PEOPLE, TODAY, VACANCIES, WELDER, office

from matching import (
    Disruptions,
    MatchingError,
    explain_suggestions,
    forecast_fair,
    gaps_of_occupation,
    gaps_towards,
    local_session,
    open_case,
    outlook_of,
    plan_fair,
    read_courses,
    read_vacancies,
    repair_fair,
    shortages_of,
    suggest,
    to_frame,
)
from matching.batch.writing import COLUMNS as BATCH_COLUMNS
from matching.casework.frames import TABLES
from matching.cli import courses as courses_cli
from matching.cli import output as match_cli
from matching.domain.course import Course
from matching.domain.fair import Fair, Meeting
from matching.domain.gap import CourseOffer, Outlook, Step
from matching.domain.match import Message
from matching.fairs.files import CHANGE_COLUMNS
from matching.fairs.files import COLUMNS as TIMETABLE_COLUMNS
from matching.fairs.plan import Conflict, Unplaced
from matching.intake import Intake
from matching.ranking.features import FEATURES

DEMO = Path(__file__).parents[2] / "data" / "demo"


@pytest.fixture(scope="module")
def session():
    return local_session(office(), TODAY)


@pytest.fixture(scope="module")
def plan(session):
    booths = [{"id": "b-1", "employer": "Steel", "vacancies": ["v-1", "v-2"]}, {"id": "b-2", "vacancies": ["v-4"]}]
    fair = Fair.model_validate(
        {"name": "Fair", "day": TODAY, "opens": time(10), "closes": time(12), "slot_minutes": 30, "booths": booths}
    )
    return plan_fair(session, fair)


# Columns


def test_the_documented_columns_are_those_of_each_table():
    told = re.sub(r"\s+", " ", to_frame.__doc__)
    shorter = {
        "matches": [one for one in TABLES["matches"].columns if not one.startswith("adds_")],
        "explained": ["query_id"],
        "occupation": ["candidate_id", "occupation", "count", "vacancies", "kind", "text"],
        "forecast": ["rule", "planned", "meetings", "people_met", "placements", "above_first"],
    }
    for name, kind in TABLES.items():
        (part,) = re.findall(rf'``"{name}"``(?:, [^:;*]*)?: (.*?)(?=; ``"|; \*|\. Several)', told)
        assert re.findall(r"``(\w+)``", part) == shorter.get(name, list(kind.columns)), name


def test_columns_bear_the_names_of_the_files():
    assert set(TABLES["explained"].columns) - {f"adds_{one}" for one in FEATURES} <= set(match_cli.COLUMNS)
    assert set(BATCH_COLUMNS) <= set(TABLES["matches"].columns)
    assert TABLES["meetings"].columns == TIMETABLE_COLUMNS
    assert set(TABLES["changes"].columns) <= set(CHANGE_COLUMNS)
    assert set(TABLES["offers"].columns) <= {*courses_cli.COLUMNS, "score"}


@pytest.mark.parametrize("name", TABLES)
def test_an_empty_list_gives_an_empty_table_by_name(name):
    frame = to_frame([], name)
    assert len(frame) == 0
    assert tuple(frame.columns) == TABLES[name].columns


# Matches


def test_matches_of_a_person(session):
    matches = session.engine.vacancies_for("c-1", TODAY)
    frame = to_frame(matches)
    assert list(frame["vacancy_id"]) == [one.vacancy_id for one in matches]
    assert list(frame["rank"]) == [1, 2, 3, 4, 5]
    assert list(frame["score"]) == [one.score for one in matches]
    assert frame["eligible"].dtype == bool
    first = matches[0]
    assert frame.filter(like="adds_").sum(axis=1)[0] == pytest.approx(sum(one.amount for one in first.contributions))
    assert frame["matched_skills"][0] == "; ".join(one.asked for one in first.matched_skills)
    assert frame.set_index("vacancy_id")["refusals"]["v-3"] == "closed"
    assert to_frame(first).equals(to_frame([first]))


def test_suggestions_with_and_without_their_reasons(session):
    listed = suggest(session, "vacancies", ["v-1", "v-4"], top=2)
    frame = to_frame(listed)
    assert list(frame["query_id"]) == ["v-1", "v-1", "v-4", "v-4"]
    assert list(frame["rank"]) == [1, 2, 1, 2]
    explained = to_frame(explain_suggestions(session, listed))
    pd.testing.assert_frame_equal(explained[list(frame.columns)], frame)
    assert len(to_frame(next(iter(explain_suggestions(session, listed))))) == 1


# Gaps and training


def test_gaps_are_rows_and_pairs_are_rows_of_another_table(session):
    pairs = gaps_towards(open_case(session, "c-1"), ["v-1", "v-2", "v-3"])
    frame = to_frame(pairs)
    assert len(frame) == sum(len(one.gaps) for one in pairs) > 0
    assert set(frame["candidate_id"]) == {"c-1"}
    licence = frame[frame["kind"] == "licence"].iloc[0]
    assert (licence["vacancy_id"], licence["asked"], licence["standing"]) == ("v-2", "CE", "missing")
    assert licence["text"] == "A licence is required that the person does not hold: CE"
    assert "CE" in to_frame(pairs, language="ka").query("kind == 'licence'")["text"].iloc[0]
    told = to_frame(pairs, "pairs")
    assert list(told["count"]) == [len(one.gaps) for one in pairs]
    assert told["obstacles"][2] == "closed"


def test_gaps_of_an_occupation(session):
    found = gaps_of_occupation(open_case(session, "c-2"), "welder")
    frame = to_frame(found)
    assert list(frame["count"]) == [len(one.vacancies) for one in found.gaps]
    assert set(frame["occupation"]) == {"welder"}


def test_an_outlook_has_steps_and_what_is_in_reach():
    steps = (
        Step(kind="language", language={"code": "en", "level": "B2"}, opens=("v-1", "v-2"), score=0.5),
        Step(kind="recognition", diploma=0, opens=("v-3",), score=0.25),
    )
    seen = Outlook(candidate_id="c-1", in_reach=("v-4",), steps=steps)
    frame = to_frame(seen)
    assert list(frame["language"].dropna()) == ["en:B2"]
    assert frame["diploma"].tolist() == [pd.NA, 0]
    assert list(frame["vacancies"]) == ["v-1; v-2", "v-3"]
    assert to_frame(seen, "in_reach").to_dict("records") == [{"candidate_id": "c-1", "vacancy_id": "v-4"}]


def test_outlooks_of_many_people_are_one_table(session):
    outlooks = [outlook_of(open_case(session, one.id)) for one in PEOPLE]
    frame = to_frame(outlooks, "in_reach")
    assert len(frame) == sum(len(one.in_reach) for one in outlooks)


def test_course_offers_and_shortages(session):
    refusal = Message(code="course_full")
    offer = CourseOffer(course_id="k-1", candidate_id="c-1", opens=("v-1", "v-2"), score=0.5, refusals=(refusal,))
    (row,) = to_frame([offer]).to_dict("records")
    assert (row["opens"], row["refusals"], row["score"]) == ("v-1; v-2", "course_full", 0.5)
    found = shortages_of(session)
    assert to_frame(found).to_dict("records") == [
        one.model_dump() | {"likewise": "; ".join(one.likewise)} for one in found
    ]


# Fairs


def test_a_plan_has_five_tables(plan):
    meetings = to_frame(plan)
    assert len(meetings) == len(plan.meetings) > 0
    assert set(meetings["start"]) <= {"10:00", "10:30", "11:00", "11:30"}
    booths = to_frame(plan, "booths").set_index("booth_id")
    assert booths["meetings"].to_dict() == dict(plan.summary.booth_load)
    (summary,) = to_frame(plan, "summary").to_dict("records")
    assert summary["meetings"] == len(plan.meetings)
    open_ = replace(
        plan,
        unplaced=(Unplaced("c-9", Message(code="booths_full"), ("v-1", "v-2")),),
        conflicts=(Conflict(Message(code="booths_full")),),
    )
    (unplaced,) = to_frame(open_, "unplaced").to_dict("records")
    assert (unplaced["code"], unplaced["alternatives"]) == ("booths_full", "v-1; v-2")
    assert to_frame(open_, "conflicts")["reason"][0] == unplaced["reason"] != ""


def test_changes_of_a_repair_and_a_forecast(session, plan):
    absent = frozenset({plan.meetings[0].candidate_id})
    _, changes = repair_fair(session, plan, Disruptions(absent, frozenset(), {}, (), time(10)))
    frame = to_frame(changes)
    assert list(frame["what"]) == [one.what for one in changes]
    assert str(frame.dtypes["slot_after"]) == "Int64"
    assert frame.query("what == 'cancelled'")["slot_after"].isna().all()
    forecast = to_frame(forecast_fair(session, plan.fair, runs=10))
    assert list(forecast["rule"]) == ["max-total", "fair-first", "stable"]
    assert forecast["above_first"].isna().tolist() == [True, False, False]


# People, vacancies, courses


def test_an_engine_gives_its_people_and_vacancies(session):
    assert list(to_frame(session.engine)["id"]) == [one.id for one in PEOPLE]
    vacancies = to_frame(session.engine, "vacancies")
    assert read_vacancies(vacancies).items == VACANCIES
    assert to_frame([WELDER, NURSE])["place"].tolist() == ["Kutaisi", "Tbilisi"]
    assert to_frame(VACANCIES).equals(vacancies)


def test_what_was_read_is_a_frame_that_reads_back_equal():
    read = read_courses(DEMO / "courses.csv")
    assert isinstance(read, Intake)
    assert read_courses(to_frame(read)).items == read.items
    assert to_frame({one.id: one for one in read.items}).equals(to_frame(read))
    assert list(to_frame([], "courses").columns) == ["id", "description"]
    assert to_frame(Course(id="k-1", title="Welding"))["title"].tolist() == ["Welding"]


# What has no table


def test_what_has_no_such_table_is_refused_in_one_sentence(session, plan):
    meeting = Meeting(candidate_id="c-1", booth_id="b-1", vacancy_id="v-1", slot=1, score=0.5)
    names = ", ".join((*TABLES, "candidates", "vacancies", "courses"))
    whole = "Give what a function of matching returned, one or a list."
    empty = 'An empty list does not say what it is of: name the table, as in to_frame(found, "matches").'
    of_plans = "It gives: meetings, unplaced, conflicts, booths, summary."
    refused = (
        ([], None, f'A table of "nothing" is not possible. {empty}'),
        ([meeting], None, f'A table of "Meeting" is not possible. {whole}'),
        ("abc", None, f'A table of "str" is not possible. {whole}'),
        (plan, "steps", f'The table "steps" of "FairPlan" is not possible. {of_plans}'),
        (plan, "maps", f'The table "maps" is not possible. Name one of: {names}.'),
        (session.engine, "steps", 'The table "steps" of "Engine" is not possible. It gives: candidates, vacancies.'),
        (session.engine, "courses", 'The table "courses" of "Engine" is not possible. Give courses.'),
    )
    for found, table, text in refused:
        with pytest.raises(MatchingError) as caught:
            to_frame(found, table)
        assert str(caught.value) == text
