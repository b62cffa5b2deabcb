"""What does somebody see who asks on the command line for gaps, courses and a plan?"""

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Outcome, read_once, typed

from matching.intake import read_candidates

DEMO = Path(__file__).parents[2] / "data" / "demo"
DAY = ("--as-of", "2026-11-16")
OFFICE = ("--candidates", DEMO / "candidates.csv", "--vacancies", DEMO / "vacancies.csv", *DAY)
COURSES = ("--courses", DEMO / "courses.csv")


@pytest.fixture(scope="module", autouse=True)
def _encoder_read_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture
def run(capsys, monkeypatch):
    return typed(capsys, monkeypatch)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Options of an office of one person and two vacancies, one of them closed."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "people.csv").write_text("id,desired_occupations,skills\np-1,astronaut,space walks\n", encoding="utf-8")
    (folder / "jobs.csv").write_text(
        "id,title,skills_essential,closes_on\nv-1,nurse,injections;blood samples,\nv-2,nurse,,2026-01-31\n",
        encoding="utf-8",
    )
    return ("--candidates", folder / "people.csv", "--vacancies", folder / "jobs.csv", *DAY)


def refused(outcome: Outcome) -> str:
    assert outcome.code == 1
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert outcome.err.count("\n") == 1
    return outcome.err.strip()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_gaps_of_a_person_name_steps_with_the_vacancies_that_they_open(run):
    seen = run("gaps", *OFFICE, "--id", "c-039").out
    assert "No vacancy is in reach at present." in seen
    assert "Learn and have certified: თბილი ურთიერთობა" in seen
    assert "v-045" in seen


def test_gaps_are_written_as_json_and_csv_that_agree(run):
    told = json.loads(run("gaps", *OFFICE, "--id", "c-024", "--format", "json").out)
    listed = rows(run("gaps", *OFFICE, "--id", "c-024", "--format", "csv").out)
    steps = told["outlook"]["steps"]
    assert told["candidate_id"] == "c-024"
    assert [row["vacancies"] for row in listed if row["what"] == "step"] == ["; ".join(one["opens"]) for one in steps]
    assert steps[0]["opens"]


def test_gaps_of_a_pair_and_of_an_occupation(run):
    seen = run("gaps", *OFFICE, "--id", "c-060", "--vacancy", "v-044").out
    assert "Only to be recognised: “Examinierte Pflegefachfrau" in seen
    assert "− Not stated in the profile: ჭრილობის დამუშავება" in seen
    seen = run("gaps", *OFFICE, "--id", "c-007", "--occupation", "chef de rang", "--lang", "fr").out
    assert "offres ouvertes, à portée\u00a0: 0" in seen
    assert "Ne figure pas dans le profil\u00a0: service à table" in seen


def test_the_population_by_region_is_a_table_of_counts(run):
    listed = rows(run("gaps", *OFFICE, "--population", "--by", "region", "--format", "csv").out)
    assert {"Tbilisi", "Imereti", "Adjara"} <= {row["group"] for row in listed}
    assert all(int(row["positions"]) >= 1 for row in listed)
    assert "people who hold it" in run("gaps", *OFFICE, "--population").out


def test_by_isco_codes_are_given_in_a_file(run, tmp_path):
    assert "--isco" in refused(run("gaps", *OFFICE, "--population", "--by", "isco"))
    (tmp_path / "codes.csv").write_text("vacancy_id,isco\nv-001,7212\nv-044,2221\nv-045,\n", encoding="utf-8")
    words = ("gaps", *OFFICE, "--population", "--by", "isco", "--format", "csv", "--isco", tmp_path / "codes.csv")
    assert {row["group"] for row in rows(run(*words).out)} == {"7", "2", "?"}
    (tmp_path / "codes.csv").write_text("vacancy_id,isco\nv-001,welder\n", encoding="utf-8")
    assert "is no ISCO-08 code" in refused(run(*words))


def test_nothing_near_is_said_with_what_to_do(run, small):
    seen = run("gaps", *small, "--id", "p-1").out
    assert "No vacancy is in reach at present." in seen
    assert "add skills and wishes to it, or look for another occupation" in " ".join(seen.split())


def test_courses_are_suggested_with_dates_price_and_what_they_open(run):
    seen = run("courses", "suggest", *OFFICE, *COURSES, "--id", "c-039").out
    assert "k-030" in seen
    assert "apply until 3 December 2026" in seen
    assert "+ v-045" in seen
    listed = rows(run("courses", "suggest", *OFFICE, *COURSES, "--id", "c-039", "--format", "csv").out)
    assert (listed[0]["course_id"], listed[0]["opens"], listed[0]["price"]) == ("k-030", "v-045", "0.0")
    told = json.loads(run("courses", "suggest", *OFFICE, *COURSES, "--id", "c-039", "--format", "json").out)
    assert [one["course_id"] for one in told] == [row["course_id"] for row in listed]


def test_a_completed_course_is_entered_and_the_person_matched_again(run, tmp_path):
    out = tmp_path / "person.jsonl"
    seen = run("courses", "complete", *OFFICE, *COURSES, "--id", "c-039", "--course", "k-030", "--out", out)
    assert "in reach before: 0, after: 1" in seen.out
    assert "+ v-045" in seen.out
    one = read_candidates(out).items[0]
    assert one.id == "c-039"
    assert "მომვლელის სერტიფიკატი" in [paper.name for paper in one.certificates]
    again = run("gaps", "--candidates", out, *OFFICE[2:], "--id", "c-039").out
    assert "In reach now" in again


def test_a_plan_is_written_as_a_page_or_as_text(run, tmp_path):
    page = tmp_path / "plan.html"
    words = ("plan", *OFFICE, *COURSES, "--id", "c-013")
    done = run(*words, "--lang", "ka", "--out", page, "--name", "ვიღაც")
    assert (done.code, done.out) == (0, "")
    assert "ვიღაც" not in done.err
    assert "კარიერის გეგმა" in page.read_text(encoding="utf-8")
    assert "ვიღაც" in page.read_text(encoding="utf-8")
    text = run(*words, "--lang", "fr").out
    assert text.startswith("# Plan de carrière c-013\n")
    assert "Faire reconnaître le diplôme" in text
    assert run(*words, "--format", "html").out.startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("gaps", "--id", "c-999"), 'No candidate has the id "c-999"'),
        (("gaps", "--id", "c-001", "--vacancy", "v-999"), 'No vacancy has the id "v-999"'),
        (("gaps", "--id", "c-001", "--occupation", "xyzzyx qwrtp"), "No open vacancy has such a title"),
        (("plan", "--id", "c-999"), 'No candidate has the id "c-999"'),
        (("plan", "--id", "c-001", "--courses", "nowhere.csv"), "there is no such file"),
        (("courses", "suggest", "--id", "c-001", "--courses", "nowhere.csv"), "there is no such file"),
        (("courses", "complete", "--id", "c-001", *COURSES, "--course", "k-99"), 'No course has the id "k-99"'),
    ],
)
def test_a_mistake_is_one_sentence(run, words, said):
    command = 2 if words[0] == "courses" else 1
    assert said in refused(run(*words[:command], *OFFICE, *words[command:]))


def test_gaps_are_of_one_person_or_of_everybody(run):
    for words in ((), ("--id", "c-001", "--population"), ("--population", "--vacancy", "v-001")):
        outcome = run("gaps", *OFFICE, *words)
        assert (outcome.code, outcome.out) == (2, "")


def test_a_file_that_is_read_is_not_written_over(run):
    people = DEMO / "candidates.csv"
    before = people.read_bytes()
    assert "replace" in refused(run("plan", *OFFICE, "--id", "c-001", "--out", people))
    assert people.read_bytes() == before
