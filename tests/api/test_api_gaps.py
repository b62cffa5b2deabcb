"""Programs ask over HTTP what is missing, which course helps and for the plan: the library's own answers, in words."""

from datetime import date

import pytest
from answers import problem
from builders import candidates, case_of, days, languages, licences, phrases, session_of
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_office import NURSE, PEOPLE, TODAY, WELDER, TrigramEncoder, office

from matching.api.gap_schemas import MOST_COURSES, MOST_VACANCIES
from matching.casework.advising import NEAREST_SHOWN
from matching.casework.planning import career_plan, plan_html
from matching.domain import SkillDemand, Vacancy
from matching.domain.course import Course
from matching.domain.gap import CourseOffer, Gap, Step
from matching.engine import Engine
from matching.gaps.pairs import occupation_gaps
from matching.gaps.standing import standing_of
from matching.gaps.steps import outlook
from matching.gaps.training import suggest_courses
from matching.server import create_app
from matching.wording.training import gap_text, step_text

GAPS, COURSES, PLAN = "/api/v1/gaps", "/api/v1/courses", "/api/v1/plan"
HELD = WELDER.model_dump(mode="json")
LORRY_SCHOOL = Course.model_validate({
    "id": "k-1",
    "title": "Driving lorries with trailers",
    "provider": "Driving school, Kutaisi",
    "licences": ["CE"],
    "languages": [{"code": "ka", "level": "B1"}],
    "place": "Kutaisi",
    "starts_on": "2026-12-01",
    "ends_on": "2027-01-20",
    "seats": 4,
    "price": 0,
})  # fmt: skip
BEGUN = LORRY_SCHOOL.model_copy(update={"id": "k-2", "starts_on": date(2026, 11, 1)})
CATALOGUE = (LORRY_SCHOOL, BEGUN)


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(session_of(office(), CATALOGUE), as_of=TODAY), base_url="http://localhost") as running:
        yield running


def of(one: str, what: str) -> str:
    return f"/api/v1/candidates/{one}/{what}"


def sent(courses=CATALOGUE) -> list[dict]:
    return [one.model_dump(mode="json") for one in courses]


# Gaps


@pytest.mark.parametrize("language", ["en", "fr", "ka"])
def test_steps_and_gaps_are_those_of_the_library_with_sentences(client, language):
    answer = client.get(of("c-1", "gaps"), params={"lang": language})
    found, expected = answer.json(), outlook(standing_of(office(), WELDER, TODAY))
    assert (found["candidate_id"], found["as_of"], found["language"]) == ("c-1", TODAY.isoformat(), language)
    assert answer.headers["content-language"] == language
    assert [one["id"] for one in found["in_reach"]] == list(expected.in_reach)
    assert [Step.model_validate(one["step"]) for one in found["steps"]] == list(expected.steps)
    assert [one["sentence"] for one in found["steps"]] == [step_text(one, WELDER, language) for one in expected.steps]
    assert found["steps"], "a step opens something"
    assert found["steps"][0]["opens"] == [{"id": "v-2", "title": "Welder and lorry driver"}]
    assert [one["vacancy"]["id"] for one in found["vacancies"]] == ["v-2", "v-1"]
    for pair in found["vacancies"]:
        for one in pair["gaps"]:
            assert one["sentence"] == gap_text(Gap.model_validate(one["gap"]), language)
    assert found["occupation"] is None


def test_a_diploma_from_abroad_is_only_to_be_recognised(client):
    pair = client.get(of("c-1", "gaps"), params={"vacancy": "v-1"}).json()["vacancies"][0]
    assert pair["vacancy"] == {"id": "v-1", "title": "Welder"}
    assert {one["gap"]["standing"] for one in pair["gaps"]} == {"recognition", "missing"}
    assert "Only to be recognised: “CAP soudeur” (France)" in [one["sentence"] for one in pair["gaps"]]
    assert not pair["in_reach"]


def test_the_vacancies_asked_for_are_compared_once_each_and_no_other(client):
    found = client.get(of("c-1", "gaps"), params={"vacancy": ["v-4", "v-1", "v-4"]}).json()
    assert [one["vacancy"]["id"] for one in found["vacancies"]] == ["v-4", "v-1"]
    closed = client.post(GAPS, json={"candidate_id": "c-1", "vacancies": ["v-3"]}).json()["vacancies"][0]
    assert [one["code"] for one in closed["obstacles"]] == ["closed"]
    assert closed["obstacles"][0]["sentence"] == "The vacancy closed on 31 October 2026"


def test_no_more_than_the_nearest_vacancies_are_compared():
    offers = [
        Vacancy(id=f"v-{n}", title="Welder", essential_skills=(SkillDemand(phrase="bees"),), place="Kutaisi")
        for n in range(NEAREST_SHOWN + 3)
    ]
    engine = Engine(PEOPLE, offers, TrigramEncoder())
    with TestClient(create_app(session_of(engine), as_of=TODAY), base_url="http://localhost") as running:
        assert len(running.get(of("c-1", "gaps")).json()["vacancies"]) == NEAREST_SHOWN


def test_an_occupation_wished_for_is_compared_with_its_open_vacancies(client):
    found = client.get(of("c-2", "gaps"), params={"occupation": " welder "}).json()["occupation"]
    expected = occupation_gaps(standing_of(office(), NURSE, TODAY), "welder")
    assert found["occupation"] == "welder"
    assert [one["id"] for one in found["vacancies"]] == list(expected.vacancies)
    assert "v-3" not in expected.vacancies, "it is closed"
    assert [one["vacancies"] for one in found["gaps"]] == [list(one.vacancies) for one in expected.gaps]
    assert found["gaps"][0]["sentence"] == gap_text(expected.gaps[0].gap, "en")


@pytest.mark.parametrize(("path", "what"), [(GAPS, "gaps"), (COURSES, "courses"), (PLAN, "plan")])
def test_a_profile_given_whole_or_by_id_is_answered_like_the_one_held(client, path, what):
    held = client.get(of("c-1", what)).json()
    assert client.post(path, json={"candidate": HELD}).json() == held
    assert client.post(path, json={"candidate_id": "c-1"}).json() == held


def test_nothing_sent_is_kept(client):
    before = client.get("/healthz").json()
    assert before["courses"] == len(CATALOGUE)
    for path in (GAPS, COURSES, PLAN):
        assert client.post(path, json={"candidate": {"id": "passing", "text": "welder"}}).status_code == 200
    client.post(COURSES, json={"candidate_id": "c-1", "courses": sent()[:1]})
    assert client.get("/healthz").json() == before
    problem(client.get(of("passing", "gaps")), 404)


# Courses


def test_courses_are_those_of_the_library_with_what_they_open(client):
    found = client.get(of("c-1", "courses")).json()
    expected = suggest_courses(standing_of(office(), WELDER, TODAY), CATALOGUE)
    assert found["catalogue"] == 2
    assert [CourseOffer.model_validate(one["offer"]) for one in found["courses"]] == expected
    best = found["courses"][0]
    assert (best["rank"], best["course"]["id"], best["offer"]["opens"]) == (1, "k-1", ["v-2"])
    assert best["opens"] == [{"id": "v-2", "title": "Welder and lorry driver"}]
    assert best["sentences"] == {
        "dates": "starts on 1 December 2026, ends on 20 January 2027",
        "price": "free of charge",
        "teaches": "licence CE",
        "effect": "opens 1 vacancy",
        "refusals": [],
        "to_check": [],
    }


def test_courses_that_cannot_be_followed_come_where_they_are_asked_for_with_the_reason(client):
    assert [one["course"]["id"] for one in client.get(of("c-1", "courses")).json()["courses"]] == ["k-1"]
    found = client.get(of("c-1", "courses"), params={"include_refused": True, "lang": "fr"}).json()["courses"]
    assert [one["course"]["id"] for one in found] == ["k-1", "k-2"]
    assert found[1]["sentences"]["refusals"] == ["Elle a commencé\u00a0: 1 novembre 2026"]
    first = client.post(COURSES, json={"candidate_id": "c-1", "include_refused": True, "top": 1}).json()["courses"]
    assert [one["course"]["id"] for one in first] == ["k-1"]


def test_a_catalogue_that_is_sent_takes_the_place_of_the_one_loaded(client):
    other = LORRY_SCHOOL.model_copy(update={"id": "other"})
    found = client.post(COURSES, json={"candidate_id": "c-1", "courses": sent([other])}).json()
    assert (found["catalogue"], [one["course"]["id"] for one in found["courses"]]) == (1, ["other"])
    none = client.post(COURSES, json={"candidate_id": "c-1", "courses": []}).json()
    assert (none["catalogue"], none["courses"]) == (0, [])


# Plans


@pytest.mark.parametrize("language", ["en", "fr", "ka"])
def test_a_plan_comes_as_data_and_as_the_page_to_print(client, language):
    expected = career_plan(case_of(office(), WELDER, TODAY), CATALOGUE, language)
    data = client.get(of("c-1", "plan"), params={"lang": language})
    assert data.json()["steps"] == [
        {"kind": one.kind, "text": one.text, "when": one.when, "where": one.where, "details": list(one.details)}
        for one in expected.steps
    ]
    assert "k-1" not in data.text, "a plan is words"
    assert [one["id"] for one in data.json()["stretch"]] == [one.id for one in expected.stretch]
    for page in (
        client.get(of("c-1", "plan"), params={"lang": language, "format": "html"}),
        client.post(PLAN, params={"lang": language, "format": "html"}, json={"candidate": HELD}),
    ):
        assert page.headers["content-type"] == "text/html; charset=utf-8"
        assert (page.headers["content-language"], page.headers["vary"]) == (language, "Accept-Language")
        assert page.text == plan_html(expected)


def test_a_plan_names_the_course_that_was_sent(client):
    other = LORRY_SCHOOL.model_copy(update={"title": "Big lorries"})
    found = client.post(PLAN, json={"candidate_id": "c-1", "courses": sent([other])}).json()
    assert "Course: Big lorries" in [one["text"] for one in found["steps"]]
    bare = client.post(PLAN, json={"candidate_id": "c-1", "courses": []}).json()
    assert "Obtain the licence: CE" in [one["text"] for one in bare["steps"]]


# Mistakes


@pytest.mark.parametrize("what", ["gaps", "courses", "plan"])
def test_an_unknown_person_is_named_with_the_nearest_ids(client, what):
    assert "Nearest ids: c-1" in problem(client.get(of("c-11", what)), 404)["detail"]
    assert "Nearest ids: c-1" in problem(client.post(f"/api/v1/{what}", json={"candidate_id": "c-11"}), 400)["detail"]


@pytest.mark.parametrize(
    ("path", "body", "field", "words"),
    [
        (GAPS, {}, "body", "either a candidate or a candidate_id"),
        (PLAN, {"candidate_id": "c-1", "candidate": HELD}, "body", "either"),
        (GAPS, {"candidate": {"id": "a"}}, "candidate", "at least one title, skill or text"),
        (GAPS, {"candidate_id": "c-1", "occupation": " "}, "occupation", "at least 1 character"),
        (GAPS, {"candidate_id": "c-1", "occupation": "x" * 201}, "occupation", "at most 200"),
        (GAPS, {"candidate_id": "c-1", "vacancies": ["v-1"] * (MOST_VACANCIES + 1)}, "vacancies", "at most 20"),
        (GAPS, {"candidate_id": "c-1", "courses": []}, "courses", "is not a known field"),
        (COURSES, {"candidate_id": "c-1", "courses": [{"id": "k"}]}, "courses.0.title", "is missing"),
        (COURSES, {"candidate_id": "c-1", "top": 0}, "top", "greater than or equal to 1"),
        (PLAN, {"candidate_id": "c-1", "courses": sent([LORRY_SCHOOL] * 2)}, "body", "course 2 has the id of an earl"),
        (
            PLAN,
            {"candidate_id": "c-1", "courses": [{"id": str(n), "title": "x"} for n in range(MOST_COURSES + 1)]},
            "courses",
            "at most 500",
        ),
        (
            COURSES,
            {"candidate_id": "c-1", "courses": [sent()[0] | {"ends_on": "2026-01-01"}]},
            "courses.0",
            "it starts on 2026-12-01, after it ends",
        ),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(client, path, body, field, words):
    found = problem(client.post(path, json=body), 422)["problems"][0]
    assert found["field"] == field
    assert words in found["problem"]
    assert found["remedy"].endswith(".")


def test_identity_is_refused_and_not_repeated(client):
    for path in (GAPS, COURSES, PLAN):
        answer = client.post(path, json={"candidate": {"id": "a", "text": "welder", "name": "Nino Beridze"}})
        problem(answer, 422)
        assert "Nino" not in answer.text


@pytest.mark.parametrize(
    ("query", "words"),
    [({"vacancy": "v-9"}, 'No vacancy has the id "v-9"'), ({"occupation": "zzz"}, "No open vacancy has such a title")],
)
def test_what_is_not_there_is_one_sentence(client, query, words):
    assert words in problem(client.get(of("c-1", "gaps"), params=query), 400)["detail"]


@pytest.mark.parametrize("query", [{"format": "pdf"}, {"lang": "xx"}])
def test_a_wrong_query_is_a_problem(client, query):
    found = problem(client.get(of("c-1", "plan"), params=query), 422)
    assert [one["field"] for one in found["problems"]] == list(query)


courses = st.builds(
    Course,
    id=st.just("k"),
    title=phrases,
    skills=st.lists(st.builds(SkillDemand, phrase=phrases), max_size=3).map(tuple),
    languages_taught=languages,
    licences=licences,
    languages=languages,
    education_isced=st.none() | st.integers(0, 8),
    place=st.none() | st.sampled_from(("Kutaisi", "Nowhere at all")),
    remote=st.sampled_from((None, True, False)),
    starts_on=days,
    seats=st.none() | st.integers(0, 2),
)


@pytest.mark.slow
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(candidates(), courses, st.sampled_from(["en", "fr", "ka"]), st.none() | phrases)
def test_whatever_is_known_of_a_person_and_a_course_there_is_an_answer(client, person, course, language, wish):
    whole = {"candidate": person.model_dump(mode="json")}
    asked = {"courses": [course.model_dump(mode="json")], "include_refused": True}
    assert client.post(COURSES, params={"lang": language}, json=whole | asked).status_code == 200
    asked.pop("include_refused")
    for form in ("json", "html"):
        page = client.post(PLAN, params={"lang": language, "format": form}, json=whole | asked)
        assert page.status_code == 200, page.text
    answer = client.post(GAPS, params={"lang": language}, json=whole | {"occupation": wish})
    if answer.status_code != 200:
        assert "No open vacancy has such a title" in problem(answer, 400)["detail"]


@pytest.mark.parametrize(
    "candidate",
    [
        {"text": "\x00"},
        {"desired_occupations": ["🔥"], "place": "\x00"},
        {"skills": [{"phrase": "{asked} %(x)s {0}"}], "licences": ["{}"]},
        {"text": "b", "languages": [{"code": "zzz", "level": "C2"}], "education": [{"recognised": False, "isced": 3}]},
        {"certificates": [{"name": "(Turkey, )", "country": "ZZ"}]},
    ],
)
def test_odd_but_possible_profiles_are_answered(client, candidate):
    whole = {"candidate": {"id": "odd"} | candidate}
    for path in (GAPS, COURSES, PLAN, f"{PLAN}?format=html"):
        assert client.post(path, json=whole).status_code == 200
