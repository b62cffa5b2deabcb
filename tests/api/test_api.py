"""Programs ask over HTTP: explained matches come back, mistakes come back as problem details, nothing else does."""

import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import date

import pytest
import typer
from answers import problem
from builders import session_of
from fastapi.testclient import TestClient
from small_office import ARABIC, NURSE, PEOPLE, TODAY, UNKNOWN, VACANCIES, WELDER, WELDING, TrigramEncoder, office
from typer.testing import CliRunner

from matching.api.fair_schemas import PLAN_EXAMPLES
from matching.api.gap_schemas import CAREER_PLAN_EXAMPLES, COURSES_EXAMPLES, GAPS_EXAMPLES
from matching.api.guard import LARGEST_BODY
from matching.api.schemas import MATCH_EXAMPLES
from matching.cli.serve import listening, serve
from matching.domain import Match
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.server import create_app
from matching.wording import reasons

MATCHES = "/api/v1/matches"
PRIVATE = "zx" * 20


@pytest.fixture(scope="module")
def client():
    with TestClient(create_app(session_of(office()), as_of=TODAY), base_url="http://localhost") as running:
        yield running


def post(client, content: bytes, **headers: str):
    return client.post(MATCHES, content=content, headers={"content-type": "application/json"} | headers)


# Matches


def test_health_says_what_the_server_holds(client):
    assert client.get("/healthz").json() == {
        "status": "ok",
        "candidates": len(PEOPLE),
        "vacancies": len(VACANCIES),
        "courses": 0,
        "encoder": TrigramEncoder.name,
        "as_of": TODAY.isoformat(),
    }


def test_a_known_person_gets_the_matches_of_the_engine_with_sentences(client):
    found = client.get("/api/v1/candidates/c-1/matches").json()
    assert (found["kind"], found["id"], found["as_of"], found["language"]) == ("candidate", "c-1", "2026-11-16", "en")
    assert [one["rank"] for one in found["matches"]] == [1, 2, 3, 4, 5]
    assert [Match.model_validate(one["match"]) for one in found["matches"]] == office().vacancies_for("c-1", TODAY)
    best = found["matches"][0]
    assert best["match"]["vacancy_id"] == "v-1"
    assert "MIG welding — certified" in best["sentences"]["skills"]
    match = Match.model_validate(best["match"])
    assert best["sentences"]["reasons"] == reasons(match, "en", candidate=WELDER, vacancy=WELDING)
    assert best["sentences"]["refusals"] == []
    refused = {one["match"]["vacancy_id"]: one["sentences"]["refusals"] for one in found["matches"][2:]}
    assert refused["v-2"] == ["A licence is required that the person does not hold: CE"]
    assert refused["v-3"] == ["The vacancy closed on 31 October 2026"]


def test_a_known_vacancy_gets_people(client):
    found = client.get("/api/v1/vacancies/v-1/matches", params={"top": 2}).json()
    assert (found["kind"], len(found["matches"])) == ("vacancy", 2)
    assert found["matches"][0]["match"]["candidate_id"] == "c-1"


def test_a_profile_given_whole_scores_like_the_same_one_held(client):
    sent = client.post(MATCHES, json={"candidate": WELDER.model_dump(mode="json"), "top": 5}).json()
    assert sent == client.get("/api/v1/candidates/c-1/matches", params={"top": 5}).json()
    offered = client.post(MATCHES, json={"vacancy": WELDING.model_dump(mode="json"), "top": 4}).json()
    assert offered == client.get("/api/v1/vacancies/v-1/matches", params={"top": 4}).json()


def test_refused_pairs_can_be_left_out(client):
    found = client.get("/api/v1/candidates/c-1/matches", params={"include_refused": False}).json()
    assert [one["match"]["vacancy_id"] for one in found["matches"]] == ["v-1", "v-5"]
    sent = client.post(MATCHES, json={"candidate": WELDER.model_dump(mode="json"), "include_refused": False}).json()
    assert len(sent["matches"]) == 2


@pytest.mark.parametrize(
    ("query", "header", "language", "refusal"),
    [
        ({"lang": "fr"}, "ka", "fr", "L’offre est close depuis le 31 octobre 2026"),
        ({}, "de;q=1, ka-GE;q=0.9, en;q=0.5", "ka", "ვაკანსია დაიხურა: 31 ოქტომბერი, 2026"),
        ({}, "fr;q=0.2,en;q=0.8", "en", "The vacancy closed on 31 October 2026"),
        ({}, "*;;q=x", "en", "The vacancy closed on 31 October 2026"),
    ],
)
def test_sentences_come_in_the_language_asked(client, query, header, language, refusal):
    answer = client.get("/api/v1/candidates/c-1/matches", params=query, headers={"accept-language": header})
    assert (answer.json()["language"], answer.headers["content-language"]) == (language, language)
    assert answer.headers["vary"] == "Accept-Language"
    assert refusal in [text for one in answer.json()["matches"] for text in one["sentences"]["refusals"]]


def test_an_id_may_hold_slashes_and_any_letters(client):
    assert client.get("/api/v1/candidates/c-3%2F%E1%83%9D/matches").json()["id"] == UNKNOWN.id


def test_nothing_sent_is_kept(client):
    before = client.get("/healthz").json()
    client.post(MATCHES, json={"candidate": {"id": "passing", "text": "welder"}})
    assert client.get("/healthz").json() == before
    problem(client.get("/api/v1/candidates/passing/matches"), 404)


def test_openapi_describes_every_address_with_examples_that_work(client):
    described = client.get("/openapi.json").json()
    assert set(described["paths"]) == {
        "/healthz",
        MATCHES,
        "/api/v1/candidates/{candidate_id}/matches",
        "/api/v1/vacancies/{vacancy_id}/matches",
        "/api/v1/gaps",
        "/api/v1/candidates/{candidate_id}/gaps",
        "/api/v1/courses",
        "/api/v1/candidates/{candidate_id}/courses",
        "/api/v1/plan",
        "/api/v1/candidates/{candidate_id}/plan",
        "/api/v1/fairs/plan",
        "/api/v1/fairs/repair",
    }
    examples = {
        MATCHES: MATCH_EXAMPLES,
        "/api/v1/gaps": GAPS_EXAMPLES,
        "/api/v1/courses": COURSES_EXAMPLES,
        "/api/v1/plan": CAREER_PLAN_EXAMPLES,
        "/api/v1/fairs/plan": PLAN_EXAMPLES,
    }
    for path, expected in examples.items():
        body = described["paths"][path]["post"]["requestBody"]["content"]["application/json"]
        assert set(body["examples"]) == set(expected)
        for example in body["examples"].values():
            assert client.post(path, json=example["value"]).status_code == 200, path
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert operation["summary"]
            if path != "/healthz":
                assert "application/problem+json" in operation["responses"]["422"]["content"]


# Mistakes


def test_an_unknown_id_is_named_with_the_nearest_ones(client):
    found = problem(client.get("/api/v1/candidates/c-11/matches"), 404)
    assert found["detail"].startswith('No candidate has the id "c-11". Nearest ids: c-1')
    assert "aaaa" not in problem(client.get(f"/api/v1/vacancies/{'a' * 5000}/matches"), 404)["detail"]


def test_an_unknown_address_and_a_wrong_method_are_problems(client):
    problem(client.get("/api/v2/anything"), 404)
    answer = client.delete(MATCHES)
    problem(answer, 405)
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    ("body", "field", "words"),
    [
        ({}, "body", "either a candidate or a vacancy"),
        ({"candidate": {"id": "a", "text": "b"}, "vacancy": {"id": "a", "title": "b"}}, "body", "either"),
        ({"candidate": {"id": "a"}}, "candidate", "at least one title, skill or text"),
        ({"candidate": {"text": "welder"}}, "candidate.id", "is missing"),
        ({"candidate": {"id": "a", "text": "b", "radius_km": -1}}, "candidate.radius_km", "greater than or equal to 0"),
        ({"candidate": {"id": "a", "text": "b", "available_from": "31/02/2026"}}, "candidate.available_from", "date"),
        ({"candidate": {"id": "a", "experiences": [{"title": "b", "months": 10**60}]}}, None, "900"),
        ({"vacancy": {"id": "a", "title": "b", "contract": "forever"}}, "vacancy.contract", "permanent"),
        ({"candidate": {"id": "a", "text": "b"}, "top": 0}, "top", "greater than or equal to 1"),
        ({"candidate": {"id": "a", "text": "b"}, "top": 10**20}, "top", "less than or equal to 100"),
        ([1], "body", "is not a JSON object"),
        (None, "body", "is missing"),
    ],
)
def test_a_wrong_field_is_named_with_what_to_do(client, body, field, words):
    found = problem(client.post(MATCHES, json=body), 422)
    assert words in found["problems"][0]["problem"]
    assert found["problems"][0]["field"] == (field or "candidate.experiences.0.months")
    assert found["problems"][0]["remedy"].endswith(".")


def test_identity_is_refused_and_not_repeated(client):
    person = {"id": "a", "text": "welder", "name": "Nino Beridze", "Nino Beridze +995 599": "Nino Beridze"}
    answer = client.post(MATCHES, json={"candidate": person | {"radius_km": "Nino Beridze"}})
    found = problem(answer, 422)
    assert {one["field"] for one in found["problems"]} == {
        "candidate.name",
        "candidate.(another field)",
        "candidate.radius_km",
    }
    assert "Nino" not in answer.text
    assert "995" not in answer.text


def test_at_most_fifty_problems_are_listed(client):
    found = problem(client.post(MATCHES, json={"candidate": {"id": "a", "skills": [1] * 400}}), 422)
    assert found["detail"].startswith("400 fields")
    assert len(found["problems"]) == 50


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"", 422),
        (b"\xff\xfe", 422),
        (b"\x00", 422),
        (b'{"candidate": ', 422),
        (b'{"candidate":{"id":"a\\ud800","text":"b"}}', 422),
        (b'{"vacancy":{"id":"a","title":"b","wage":{"minimum":Infinity}}}', 422),
        (b'{"top":' + b"9" * 5000 + b"}", 400),
        (b"[" * 100_000, 400),
        (b"x" * (LARGEST_BODY + 1), 413),
    ],
)
def test_a_body_that_is_no_request_is_a_problem_and_never_a_crash(client, content, status):
    problem(post(client, content), status)


def test_a_body_sent_in_pieces_is_bounded_as_well(client):
    answer = client.post(MATCHES, content=(b" " * 1000 for _ in range(1001)), headers={"transfer-encoding": "chunked"})
    problem(answer, 413)


@pytest.mark.parametrize(
    "candidate",
    [
        {"text": "\x00"},
        {"text": "...!!!"},
        {"desired_occupations": ["🔥"], "place": "\x00"},
        {"desired_occupations": ["لحام"], "text": "\u202eabc"},
        {"skills": [{"phrase": "{asked} %(x)s {0}"}], "licences": ["{}"]},
        {"text": "b", "available_from": "9999-12-31", "languages": [{"code": "zzz", "level": "C2"}]},
        {"text": "b", "wage": {"minimum": 0}, "country": "ZZ", "place": "Nowhere"},
    ],
)
def test_odd_but_possible_profiles_are_answered(client, candidate):
    for language in ("en", "fr", "ka"):
        answer = client.post(MATCHES, params={"lang": language}, json={"candidate": {"id": "odd"} | candidate})
        assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("query", [{"top": "abc"}, {"top": "-1"}, {"top": "9" * 30}, {"lang": "xx"}])
def test_a_wrong_query_is_a_problem(client, query):
    found = problem(client.get("/api/v1/candidates/c-1/matches", params=query), 422)
    assert [one["field"] for one in found["problems"]] == list(query)


def test_a_fault_of_the_server_shows_no_traceback_and_is_logged_without_the_profile(caplog):
    class Broken(TrigramEncoder):
        def encode(self, texts, *, role="query"):
            if any(PRIVATE in text for text in texts):
                raise RuntimeError("broken")
            return super().encode(texts, role=role)

    engine = Engine(PEOPLE, VACANCIES, Broken())
    with (
        TestClient(create_app(session_of(engine), as_of=TODAY), base_url="http://localhost") as running,
        caplog.at_level(logging.ERROR),
    ):
        answer = running.post(MATCHES, json={"candidate": {"id": "a", "text": PRIVATE}})
    problem(answer, 500)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "RuntimeError: broken" in caplog.text
    assert PRIVATE not in caplog.text


# Who may ask, and headers


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:1", "127.8.0.1", "[::1]:8000"])
def test_the_server_answers_to_the_names_of_this_machine(client, host):
    assert client.get("/healthz", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver", "127.0.0.1.evil.example", "0.0.0.0", "10.0.0.1", "[", "", "[::2]"]
)
def test_the_server_answers_to_no_other_name(client, host):
    problem(client.get("/healthz", headers={"host": host}), 421)


@pytest.mark.parametrize("path", ["/", "/healthz", "/candidates/c-1", "/nothing", "/static/matching.css"])
def test_every_answer_carries_the_security_headers(client, path):
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'self'")
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == ("no-cache" if path.startswith("/static/") else "no-store")


# Serving


def test_only_this_machine_may_be_served(tmp_path):
    for host in ("0.0.0.0", "::", "192.168.1.5", "example.org", ""):
        with pytest.raises(InvalidValueError, match="no accounts yet"):
            listening(host, 0)
    for host in ("127.0.0.1", "localhost", "LocalHost"):
        with listening(host, 0) as listener:
            assert listener.getsockname()[0] == "127.0.0.1"


def test_a_port_in_use_is_said_in_one_sentence():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InvalidValueError, match=rf'--port "{port}" is not possible\. .*Choose another'):
            listening("127.0.0.1", port)


def test_serve_refuses_before_it_reads_anything(tmp_path):
    app = typer.Typer()
    app.command()(serve)
    missing = str(tmp_path / "none.csv")
    result = CliRunner().invoke(app, ["--candidates", missing, "--vacancies", missing, "--host", "0.0.0.0"])
    assert isinstance(result.exception, InvalidValueError)
    assert "only this machine may ask" in str(result.exception)


@pytest.mark.skipif(os.name != "posix", reason="sends the signal that Ctrl-C sends on POSIX")
def test_serve_answers_until_ctrl_c(tmp_path):
    for name, items in (("people", PEOPLE), ("jobs", VACANCIES)):
        lines = "".join(one.model_dump_json() + "\n" for one in items if "/" not in one.id)
        (tmp_path / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    course = {"id": "k-1", "title": "TIG welding", "skills": [{"phrase": "TIG welding"}]}
    (tmp_path / "courses.jsonl").write_text(json.dumps(course) + "\n", encoding="utf-8")
    files = ["--candidates", tmp_path / "people.jsonl", "--vacancies", tmp_path / "jobs.jsonl"]
    files += ["--courses", tmp_path / "courses.jsonl"]
    command = [sys.executable, "-m", "matching", "serve", *files, "--port", "0", "--as-of", "2026-11-16"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        # Line by line: communicate() would not see what readline() has read ahead.
        first, second, third = (running.stdout.readline() for _ in range(3))
        address = re.search(r"http://127\.0\.0\.1:\d+/", first)
        assert address, first + running.communicate(timeout=10)[1]
        with urllib.request.urlopen(f"{address[0]}healthz", timeout=20) as answer:
            held = json.load(answer)
        assert (held["as_of"], held["courses"]) == ("2026-11-16", 1)
        running.send_signal(signal.SIGINT)
        rest, complaints = running.communicate(timeout=20)
    assert running.returncode == 0
    assert second.startswith("It answers on this machine only. There are no accounts yet")
    assert third == "Ctrl-C stops it.\n"
    assert rest.splitlines()[-1] == "Stopped."
    assert "Traceback" not in complaints


def test_people_without_a_word_in_common_are_still_answered(client):
    for person in (NURSE, ARABIC):
        found = client.get(f"/api/v1/candidates/{person.id}/matches").json()
        assert len(found["matches"]) == len(VACANCIES)
        assert json.dumps(found)


def test_without_a_day_of_its_own_the_server_takes_the_day_of_each_request(monkeypatch):
    class Calendar(date):
        @classmethod
        def today(cls):
            return days.pop(0)

    days = [date(2026, 11, 16), date(2027, 6, 1)]
    monkeypatch.setattr("matching.api.dependencies.date", Calendar)
    with TestClient(create_app(session_of(office())), base_url="http://localhost") as running:
        told = [running.get("/api/v1/candidates/c-1/matches").json() for _ in range(2)]
    assert [one["as_of"] for one in told] == ["2026-11-16", "2027-06-01"]
