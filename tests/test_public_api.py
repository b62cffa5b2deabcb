"""What does a program get from ``import matching``, and what does it wait for?"""

import ast
import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

import matching
from matching import (
    Candidate,
    Engine,
    Intake,
    Match,
    MatchingError,
    Suggestion,
    Vacancy,
    explain_suggestions,
    explanation_lines,
    load_encoder,
    local_session,
    read_candidates,
    read_vacancies,
    reasons,
    suggest,
    to_frame,
)

ROOT = Path(__file__).parent.parent
DEMO = ROOT / "data" / "demo"
TODAY = date(2026, 11, 16)
HEAVY = (
    "numpy", "pydantic", "rich", "pandas", "scipy", "faiss", "sklearn", "torch", "sentence_transformers", "babel",
    "sqlalchemy", "alembic",
)  # fmt: skip
"""Libraries that take longer to load than a person likes to wait for a help text."""


def measured(program: str, seconds: str) -> list[dict]:
    """Three runs of a program in a fresh interpreter: the seconds it names, and the heavy libraries it loaded."""
    script = (
        "import atexit, json, sys, time\n"
        f"def tell():\n    loaded = [name for name in {HEAVY!r} if name in sys.modules]\n"
        f"    print(json.dumps({{'seconds': {seconds}, 'loaded': loaded}}), file=sys.stderr)\n"
        "atexit.register(tell)\nstart = time.perf_counter()\n" + program
    )
    runs = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=True)
        for _ in range(3)
    ]
    return [json.loads(run.stderr.splitlines()[-1]) for run in runs]


@pytest.fixture(scope="module")
def demo() -> Engine:
    people, jobs = read_candidates(DEMO / "candidates.csv"), read_vacancies(DEMO / "vacancies.csv")
    return Engine(people.items[:12], jobs.items, load_encoder())


# The names


def test_every_public_name_is_there():
    for name in matching.__all__:
        assert getattr(matching, name) is not None, name
    assert set(matching.__all__) <= set(dir(matching))
    assert matching.__all__ == sorted(matching.__all__)


def test_a_name_is_the_same_object_as_at_its_home():
    from matching import domain, engine, errors, intake

    assert (Candidate, Vacancy, Match) == (domain.Candidate, domain.Vacancy, domain.Match)
    assert (Engine, Intake, MatchingError) == (engine.Engine, intake.Intake, errors.MatchingError)


def test_a_name_that_there_is_not_is_missing_as_in_any_module():
    with pytest.raises(AttributeError, match="module 'matching' has no attribute 'match_everybody'"):
        matching.match_everybody  # noqa: B018
    assert not hasattr(matching, "__wrapped__")


def test_modules_of_the_package_are_still_imported_by_name():
    from matching import geography

    assert geography.__name__ == "matching.geography"


def modules_imported(lesson: Path) -> set[tuple[str, str]]:
    """Module and name of every import in the code of a notebook; of ``import module`` the name is empty."""
    found: set[tuple[str, str]] = set()
    for cell in json.loads(lesson.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            for node in ast.walk(ast.parse("".join(cell["source"]))):
                if isinstance(node, ast.Import):
                    found |= {(one.name, "") for one in node.names}
                elif isinstance(node, ast.ImportFrom):
                    found |= {(node.module or "", one.name) for one in node.names}
    return found


@pytest.mark.parametrize("lesson", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_lesson_needs_nothing_but_the_public_names(lesson):
    ours = {(module, name) for module, name in modules_imported(lesson) if module.partition(".")[0] == "matching"}
    assert ours
    assert {module for module, _ in ours} == {"matching"}
    assert {name for _, name in ours} <= {*matching.__all__, ""}


# What it costs


def test_importing_the_package_loads_nothing_heavy_and_takes_less_than_50_ms():
    runs = measured("import matching\nstart = time.perf_counter() - start", "start")
    assert runs[0]["loaded"] == []
    assert min(run["seconds"] for run in runs) < 0.05


@pytest.mark.parametrize("words", [["--help"], ["match", "--help"], ["--version"]])
def test_help_loads_nothing_heavy_and_takes_less_than_half_a_second(words):
    program = f"sys.argv = ['matching', *{words!r}]\nfrom matching.__main__ import main\nmain()"
    runs = measured(program, "time.process_time()")
    # Typer reads the options of a command through pydantic.
    assert set(runs[0]["loaded"]) <= {"pydantic"}
    assert min(run["seconds"] for run in runs) < 0.5


# What an integrator does with it


def test_from_files_to_explained_matches(demo):
    best, *others = demo.vacancies_for("c-001", TODAY, top=5)
    assert isinstance(best, Match)
    assert best.candidate_id == "c-001"
    assert len(others) == 4
    assert best.eligible
    assert best.score >= max(match.score for match in others if match.eligible)
    assert 0 <= best.employer_fit <= 1
    assert 0 <= best.candidate_fit <= 1
    assert reasons(best, "en")


def test_a_pair_has_one_score_in_both_directions(demo):
    best = demo.vacancies_for("c-001", TODAY, top=1)[0]
    other = next(
        match for match in demo.candidates_for(best.vacancy_id, TODAY, top=12) if match.candidate_id == "c-001"
    )
    assert other.score == pytest.approx(best.score, abs=1e-6)


def test_a_profile_need_not_stand_in_a_file(demo):
    welder = Candidate.model_validate(
        {"id": "new", "desired_occupations": ["spawacz"], "skills": [{"phrase": "spawanie MIG"}], "place": "Rustavi"}
    )
    offer = Vacancy(id="v-new", title="Bricklayer", place="Batumi")
    assert {match.candidate_id for match in demo.vacancies_for(welder, TODAY, top=3)} == {"new"}
    assert {match.vacancy_id for match in demo.candidates_for(offer, TODAY, top=3)} == {"v-new"}


@pytest.mark.parametrize(("language", "score"), [("en", "Score"), ("fr", "Score"), ("ka", "ქულა")])
def test_reasons_come_in_three_languages(demo, language, score):
    first, *rest = explanation_lines(demo.vacancies_for("c-001", TODAY, top=1)[0], language)
    assert first.startswith(score)
    assert rest


def test_lists_for_many_and_their_explanations(demo):
    session = local_session(demo, TODAY)
    listed = suggest(session, "vacancies", ["v-001", "v-046"], top=3)
    assert [one.query_id for one in listed] == ["v-001"] * 3 + ["v-046"] * 3
    assert [one.rank for one in listed] == [1, 2, 3] * 2
    for one, match in explain_suggestions(session, listed):
        assert isinstance(one, Suggestion)
        assert (match.candidate_id, match.vacancy_id) == (one.candidate_id, one.vacancy_id)
        assert match.score == pytest.approx(one.score, abs=1e-9)


def test_an_analyst_comes_with_pandas_and_leaves_with_it(demo):
    people = read_candidates(pd.read_csv(DEMO / "candidates.csv"))
    assert people == read_candidates(DEMO / "candidates.csv")
    assert read_candidates(to_frame(people)).items == people.items
    table = to_frame(demo.vacancies_for("c-001", TODAY, top=3))
    assert table["score"].is_monotonic_decreasing


def test_one_error_class_catches_every_mistake_of_a_user(demo, tmp_path):
    mistakes = (
        lambda: read_candidates(tmp_path / "nobody.csv"),
        lambda: demo.vacancies_for("c-nobody", TODAY),
        lambda: demo.vacancy("v-nobody"),
        lambda: explanation_lines(demo.vacancies_for("c-001", TODAY, top=1)[0], "xx"),
    )
    for mistake in mistakes:
        with pytest.raises(MatchingError) as caught:
            mistake()
        assert "\n" not in str(caught.value)


def test_the_program_in_the_manual_runs_as_it_stands(monkeypatch, capsys):
    monkeypatch.chdir(DEMO.parent.parent)
    (program,) = re.findall(r"(?s)```python\n(.+?)```", Path("README.md").read_text(encoding="utf-8"))
    exec(compile(program, "README.md", "exec"), {})
    assert capsys.readouterr().out.count("Score ") == 3
