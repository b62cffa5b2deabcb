"""Does every lesson run from its first cell to its last, and is what stands in it what it gives today?"""

import re
import shutil
from pathlib import Path

import pytest

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
pytest.importorskip("ipykernel")
pytest.importorskip("altair")
pytest.importorskip("vl_convert")

ROOT = Path(__file__).parent.parent
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def outputs(lesson) -> list:
    return [output for cell in lesson.cells for output in cell.get("outputs", [])]


def text_of(lesson) -> str:
    """Everything that a lesson prints or shows as text."""
    found = outputs(lesson)
    return "\n".join(one.get("text", "") or one.get("data", {}).get("text/plain", "") for one in found)


@pytest.fixture(scope="module")
def workplace(tmp_path_factory) -> Path:
    """A copy of what a lesson reads, so that what it writes stays out of the project."""
    folder = tmp_path_factory.mktemp("lesson")
    shutil.copytree(ROOT / "data" / "demo", folder / "data" / "demo")
    (folder / "notebooks").mkdir()
    return folder


@pytest.fixture(scope="module", params=[path.stem for path in LESSONS])
def lesson(request, workplace):
    """A lesson, executed; a cell that raises fails the test with its traceback."""
    notebook = nbformat.read(ROOT / "notebooks" / f"{request.param}.ipynb", as_version=4)
    place = {"metadata": {"path": str(workplace / "notebooks")}}
    nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3", resources=place).execute()
    return notebook


FIRST_MATCHES = pytest.mark.parametrize("lesson", ["01_first_matches"], indirect=True)
GAPS = pytest.mark.parametrize("lesson", ["02_gaps_and_training"], indirect=True)
JOB_FAIR = pytest.mark.parametrize("lesson", ["03_job_fair"], indirect=True)


def pictures(lesson) -> list[str]:
    return [output.data["image/svg+xml"] for output in outputs(lesson) if "image/svg+xml" in output.get("data", {})]


def test_there_are_lessons():
    assert {"01_first_matches", "02_gaps_and_training", "03_job_fair"} <= {path.stem for path in LESSONS}


def test_a_lesson_runs_without_an_error(lesson):
    assert [output for output in outputs(lesson) if output.output_type == "error"] == []


@FIRST_MATCHES
def test_a_lesson_shows_explained_matches_in_two_languages(lesson):
    told = text_of(lesson)
    assert re.search(r"Score \d+ of 100\. What the employer asks: \d+\. What the candidate wants: \d+\.", told)
    assert "Compétences trouvées" in told
    assert "Skills found" in told
    assert re.search(r"v-\d{3}", told)
    assert re.search(r"c-\d{3}", told)


@FIRST_MATCHES
def test_a_lesson_draws_a_picture_that_needs_no_program_to_be_seen(lesson):
    drawn = pictures(lesson)
    assert len(drawn) == 1
    assert drawn[0].startswith("<svg")
    assert "refused by a rule" in drawn[0]


@FIRST_MATCHES
def test_a_lesson_saves_what_it_found(lesson, workplace):
    lines = (workplace / "var" / "matches.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "candidate_id,rank,vacancy_id,title,score,missing_skills"
    assert len(lines) > 100


@GAPS
def test_shortages_gaps_courses_and_a_plan_are_shown(lesson, workplace):
    told = text_of(lesson)
    assert re.search(r"\d+ skills asked; \d+ that nobody here holds", told)
    assert "Not stated in the profile: " in told
    assert re.search(r"courses that open something: [1-9]", told)
    assert "en · Course: " in told
    drawn = pictures(lesson)
    assert len(drawn) == 2
    assert all(one.startswith("<svg") for one in drawn)
    assert "people who hold it" in drawn[0]
    assert "vacancies opened" in drawn[1]
    (plan,) = [output.data["text/markdown"] for output in outputs(lesson) if "text/markdown" in output.get("data", {})]
    assert "# Career plan c-005" in plan
    for language in ("en", "fr", "ka"):
        page = (workplace / "var" / f"plan-{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page


@JOB_FAIR
def test_the_fair_is_planned_drawn_printed_and_repaired(lesson, workplace):
    told = text_of(lesson)
    assert re.search(r"\d+ booths, \d+ people invited", told)
    assert re.search(r"max-total +\d+ +[\d.]+ +\d+", told)
    assert re.search(r"kept +\d+", told)
    assert "დამსაქმებელს არ მიუთითებია" in told
    drawn = pictures(lesson)
    assert len(drawn) == 5
    assert all(one.startswith("<svg") for one in drawn)
    assert "Who meets whom" in drawn[1]
    assert "before and after the repair" in drawn[3]
    made = {path.name for path in (workplace / "var" / "fair").iterdir()}
    assert made == {"calendar", "checkin.html", "handouts.html", "plan.xlsx"}


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_committed_with_its_outputs_and_without_traces_of_a_machine(path):
    stored = nbformat.read(path, as_version=4)
    nbformat.validate(stored)
    code = [cell for cell in stored.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert all(cell.outputs for cell in code)
    assert {output.output_type for output in outputs(stored)} <= {"stream", "display_data", "execute_result"}
    assert "stderr" not in {output.get("name") for output in outputs(stored)}
    text = path.read_text(encoding="utf-8")
    for trace in ("/home/", "/root/", "/work/", "/tmp/", "\\\\Users"):
        assert trace not in text
