"""Programs plan a fair over HTTP and repair it; what cannot be is a problem with one sentence."""

import pytest
from answers import problem
from builders import ENCODER
from fastapi.testclient import TestClient
from small_office import PEOPLE, TODAY, VACANCIES, office
from tiny_taxonomy import imported

from matching.api.fair_schemas import MOST_PEOPLE, MOST_SEATS, PLAN_EXAMPLES
from matching.assembly import open_concepts
from matching.casework.session import LOCAL, Session
from matching.config import Settings
from matching.domain import Candidate, Vacancy
from matching.domain.fair import Fair
from matching.engine import Engine
from matching.fairs.planning import plan_fair
from matching.server import create_app
from matching.store.memory import MemoryStore
from matching.wording import sentence

PLAN, REPAIR = "/api/v1/fairs/plan", "/api/v1/fairs/repair"
FAIR = {
    "name": "Fair",
    "day": "2026-12-05",
    "opens": "10:00",
    "closes": "12:00",
    "booths": [
        {"id": "b-1", "vacancies": ["v-1", "v-2", "v-5"], "interviewers": 2},
        {"id": "b-2", "vacancies": ["v-4"]},
    ],
}


def serving(engine: Engine):
    """The server over what the engine holds."""
    store = MemoryStore.of(engine.candidates, engine.vacancies)
    return create_app(Session(LOCAL, engine, store, TODAY), as_of=TODAY)


@pytest.fixture(scope="module")
def client():
    with TestClient(serving(office()), base_url="http://localhost") as running:
        yield running


def changed(**fields) -> dict:
    return {"fair": FAIR | fields}


def test_a_plan_is_the_same_as_that_of_the_library_with_times_and_sentences(client):
    answer = client.post(PLAN, json={"fair": FAIR}, params={"lang": "ka"})
    assert (answer.status_code, answer.headers["content-language"]) == (200, "ka")
    found = answer.json()
    expected = plan_fair(Fair.model_validate(FAIR), office(), TODAY)
    told = [(one["candidate_id"], one["booth_id"], one["vacancy_id"], one["slot"]) for one in found["timetable"]]
    assert told == [(one.candidate_id, one.booth_id, one.vacancy_id, one.slot) for one in expected.meetings]
    assert told, "somebody meets somebody"
    for one in found["timetable"]:
        minutes = 20 * (one["slot"] - 1)
        assert one["start"] == f"{10 + minutes // 60:02}:{minutes % 60:02}:00"
    assert found["summary"]["meetings"] == len(told)
    assert found["summary"]["booth_load"] == expected.summary.booth_load
    assert Fair.model_validate(found["fair"]) == expected.fair
    assert [one["reason"]["sentence"] for one in found["unplaced"]] == [
        sentence(one.reason, "ka") for one in expected.unplaced
    ]


def test_people_and_vacancies_may_be_sent_along_and_are_not_kept(client):
    before = client.get("/healthz").json()
    sent = PLAN_EXAMPLES["fair"]["value"]
    found = client.post(PLAN, json=sent).json()
    assert {one["candidate_id"] for one in found["timetable"]} <= {"new-1", "new-2"}
    assert ("new-2", "b-2") in {(one["candidate_id"], one["booth_id"]) for one in found["timetable"]}
    assert client.get("/healthz").json() == before


def test_a_fair_that_is_sent_is_scored_as_with_files_where_there_is_a_taxonomy(tmp_path):
    imported(tmp_path)
    engine = Engine(PEOPLE, VACANCIES, ENCODER, concepts=open_concepts(Settings(data_dir=tmp_path), ENCODER))
    people = [{"id": "p-1", "desired_occupations": ["pipeline welder"], "place": "Kutaisi"}]
    jobs = [{"id": "j-1", "title": "torch worker", "place": "Kutaisi"}]
    fair = FAIR | {"booths": [{"id": "b-1", "vacancies": ["j-1"]}], "invitations": [{"candidate_id": "p-1"}]}
    with TestClient(serving(engine), base_url="http://localhost") as running:
        found = running.post(PLAN, json={"fair": fair, "candidates": people, "vacancies": jobs}).json()["timetable"]

    def scored(concepts) -> float:
        alone = Engine(
            [Candidate.model_validate(one) for one in people],
            [Vacancy.model_validate(one) for one in jobs],
            ENCODER,
            concepts=concepts,
        )
        return plan_fair(Fair.model_validate(fair), alone, TODAY).meetings[0].score

    assert found[0]["score"] == scored(engine.phrasebook.concepts)
    assert found[0]["score"] > scored(None)


def test_identity_sent_in_a_text_is_stripped_and_a_name_is_no_field(client):
    sent = PLAN_EXAMPLES["fair"]["value"]
    named = {**sent, "candidates": [{"id": "new-1", "text": "welder", "name": "Nino"}]}
    found = problem(client.post(PLAN, json=named), 422)
    assert "Nino" not in str(found)


def test_what_was_answered_can_be_sent_back_for_a_repair(client):
    planned = client.post(PLAN, json={"fair": FAIR}).json()
    gone = planned["timetable"][0]["candidate_id"]
    answer = client.post(
        REPAIR,
        json={"fair": planned["fair"], "timetable": planned["timetable"], "now": "09:30", "absent": [gone]},
        params={"lang": "en"},
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert gone not in {one["candidate_id"] for one in found["timetable"]}
    what = {(one["candidate_id"], one["what"]) for one in found["changes"]}
    assert (gone, "cancelled") in what
    others = [one for one in planned["timetable"] if one["candidate_id"] != gone]
    kept = {
        (one["candidate_id"], one["booth_id"], one["slot_after"]) for one in found["changes"] if one["what"] == "kept"
    }
    assert kept == {(one["candidate_id"], one["booth_id"], one["slot"]) for one in others}
    assert all(one["reason"]["sentence"] for one in found["changes"])
    again = client.post(
        REPAIR, json={"fair": found["fair"], "timetable": found["timetable"], "now": "10:10", "closed": ["b-2"]}
    )
    assert again.status_code == 200, again.text
    late = [one for one in again.json()["timetable"] if one["booth_id"] == "b-2" and one["start"] >= "10:10:00"]
    assert late == []


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({}, 422, "fair"),
        (changed(booths=[]), 422, "booths"),
        (changed(closes="09:00"), 422, "not after it opens"),
        (changed(slot_minutes=300), 422, "longer than the day"),
        (changed(booths=[{"id": "b-1", "vacancies": ["v-9"]}]), 400, 'No vacancy has the id \\"v-9\\"'),
        (changed(invitations=[{"candidate_id": "c-9"}]), 400, 'No candidate has the id \\"c-9\\"'),
        (changed(booths=[{"id": "b-1", "vacancies": ["v-3"]}]), 400, "Not one invited person may meet a booth"),
        (changed() | {"time_limit": 0}, 422, "time_limit"),
        (changed() | {"time_limit": 61}, 422, "less than or equal to 60"),
        (changed() | {"candidates": [{"id": "a", "text": "b"}] * (MOST_PEOPLE + 1)}, 422, "at most 2000"),
        (changed() | {"candidates": [{"id": "a", "text": "b"}] * 2}, 400, "A second candidate with the id"),
        (changed(invitations=[{"candidate_id": f"p-{n}"} for n in range(MOST_PEOPLE + 1)]), 400, "at most 2,000"),
        (changed(slot_minutes=1, booths=[{"id": f"b-{n}", "vacancies": [f"v-{n}"]} for n in range(50)]), 400, "6000"),
    ],
)
def test_what_cannot_be_planned_is_a_problem_with_one_sentence(client, body, status, words):
    answer = client.post(PLAN, json=body)
    problem(answer, status)
    assert words in answer.text


def test_a_fair_as_large_as_allowed_is_not_refused_for_its_size(client):
    assert MOST_SEATS >= 1_440
    assert len(PEOPLE) < MOST_PEOPLE
    assert len(VACANCIES) < MOST_PEOPLE


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"booth_id": "b-9"}, "meeting 1 of the timetable is at a booth that is not at the fair"),
        ({"vacancy_id": "v-4"}, "meeting 1 of the timetable is about a vacancy of another booth"),
        ({"slot": 7}, "meeting 1 of the timetable is in slot 7 of 6"),
        ({"slot": 0}, "greater than or equal to 1"),
        ({"score": 2}, "less than or equal to 1"),
    ],
)
def test_a_timetable_of_another_fair_is_refused(client, fields, words):
    meeting = {"candidate_id": "c-1", "booth_id": "b-1", "vacancy_id": "v-1", "slot": 1, "score": 0.5} | fields
    answer = client.post(REPAIR, json={"fair": FAIR, "timetable": [meeting], "now": "10:00"})
    problem(answer, 422)
    assert words in answer.text


@pytest.mark.parametrize(
    ("news", "words"),
    [({"absent": ["c-99"]}, "c-99"), ({"closed": ["b-9"]}, "b-9"), ({"walk_ins": ["nobody"]}, "nobody")],
)
def test_news_of_somebody_unknown_is_one_sentence(client, news, words):
    meeting = {"candidate_id": "c-1", "booth_id": "b-1", "vacancy_id": "v-1", "slot": 1, "score": 0.5}
    answer = client.post(REPAIR, json={"fair": FAIR, "timetable": [meeting], "now": "10:00"} | news)
    assert words in problem(answer, 400)["detail"]


def test_a_body_beyond_the_limit_is_refused(client):
    people = [{"id": f"p-{number}", "text": "x" * 2_000} for number in range(600)]
    problem(client.post(PLAN, json={"fair": FAIR, "candidates": people}), 413)
