"""What does somebody see who simulates a fair: three rules side by side, alike for the same seed, or one sentence?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Outcome, Run, read_once, typed

from matching.domain.fair import Rule

PEOPLE = """id,desired_occupations,skills,place,country
p-1,welder,TIG welding; reading drawings,Rustavi,GE
p-2,nurse,wound care; injections,Batumi,GE
p-3,lorry driver,driving; route planning,Poti,GE
"""
JOBS = """id,title,skills_essential,place,positions
v-1,Welder,welding; reading drawings,Rustavi,2
v-2,Nurse,wound care; injections,Batumi,1
v-3,Truck driver,driving lorries,Poti,1
"""
FAIR = """name = "Small fair"
day = 2026-12-05
opens = "10:00"
closes = "12:00"

[[booths]]
id = "b-1"
vacancies = ["v-1", "v-3"]

[[booths]]
id = "b-2"
vacancies = ["v-2"]
"""


@pytest.fixture(scope="module", autouse=True)
def _encoder_read_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Simulate the small fair with further words; files may be given other texts."""

    simulate = typed(capsys, monkeypatch, "fair", "simulate")

    def one(*words: str, fair: str = FAIR, people: str = PEOPLE) -> Outcome:
        files = {"fair.toml": fair, "people.csv": people, "jobs.csv": JOBS}
        for name, text in files.items():
            (tmp_path / name).write_text(text, encoding="utf-8")
        options = zip(("--event", "--candidates", "--vacancies"), files, strict=True)
        named = [word for option, name in options for word in (option, str(tmp_path / name))]
        return simulate(*named, *words)

    return one


def test_three_rules_stand_side_by_side(run: Run) -> None:
    outcome = run()
    assert outcome.code == 0
    assert "Small fair, 2026-12-05: 3 people invited, 15% of them expected to stay away." in outcome.out
    assert [line.split()[0] for line in outcome.out.splitlines() if line.strip().startswith(tuple(Rule))] == list(Rule)
    assert "±" in outcome.out
    assert "as true as the scores are calibrated" in " ".join(outcome.out.split())


def test_json_holds_means_and_errors_and_the_same_seed_gives_the_same(run: Run) -> None:
    first = json.loads(run("--json", "--runs", "50", "--no-show", "0").out)
    assert (first["no_show"], first["runs"], first["seed"]) == (0, 50, 1)
    for rule in Rule:
        found = first["rules"][rule]
        assert found["planned"] >= 3
        assert found["meetings"] == {"mean": found["planned"], "standard_error": 0}
        assert found["people_met"] == {"mean": 3, "standard_error": 0}
        assert 0 < found["placements"]["mean"] <= 3
    assert json.loads(run("--json", "--runs", "50", "--no-show", "0").out) == first
    assert json.loads(run("--json", "--runs", "50", "--no-show", "0", "--seed", "2").out) != first


def test_where_nobody_comes_nobody_is_met(run: Run) -> None:
    rules = json.loads(run("--json", "--no-show", "1").out)["rules"]
    assert {rules[rule][name]["mean"] for rule in Rule for name in ("meetings", "people_met", "placements")} == {0}


@pytest.mark.parametrize(
    ("files", "words", "sentence"),
    [
        ({"fair": FAIR.replace("12:00", "10:05")}, (), "slot_minutes 20 is longer than the day from 10:00 to 10:05."),
        (
            {"fair": FAIR + '[policy]\nmust_not_meet = [["p-9", "b-1"]]\n'},
            (),
            'No invited person has the id "p-9".',
        ),
        (
            {"fair": FAIR + "[policy]\nleast_score = 1.0\n"},
            (),
            'The fair "Small fair" is not possible. Not one invited person may meet a booth: '
            "check the vacancies' dates and the policy.",
        ),
        ({"people": PEOPLE.splitlines()[0]}, (), "people.csv"),
        ({}, ("--as-of", "tomorrow"), '--as-of "tomorrow" is not possible. Write a date as YYYY-MM-DD.'),
    ],
)
def test_a_mistake_is_one_sentence(run: Run, files: dict[str, str], words: tuple[str, ...], sentence: str) -> None:
    outcome = run(*words, **files)
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err.startswith("Error: ")
    assert sentence in outcome.err
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize("words", [("--no-show", "2"), ("--runs", "1")])
def test_a_mistyped_option_ends_with_2(run: Run, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2
