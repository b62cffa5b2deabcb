"""Does every command that opens the engine do so in the same way: with or without the taxonomy, never over nothing?"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Run, read_once, typed

from matching.cli.batch import PROCESSES, processes_by_default
from matching.taxonomy import FILE_NAME

FAIR = """
name = "Fair"
day = 2026-12-05
opens = "10:00"
closes = "12:00"
[[booths]]
id = "b-1"
vacancies = ["v-1"]
"""
FILES = {
    "people.csv": "id,desired_occupations,skills\nc-1,welder,welding\n",
    "jobs.csv": "id,title,skills_essential\nv-1,welder,welding\n",
    "courses.csv": "id,title,skills\nk-1,Welding,TIG welding\n",
    "fair.toml": FAIR,
}
BOTH = ("--candidates", "people.csv", "--vacancies", "jobs.csv")
ONE = (*BOTH, "--courses", "courses.csv", "--id", "c-1")
PLAN = ("fair", "plan", "--event", "fair.toml", *BOTH, "--out", "plan")
COMMANDS = {
    "match": ("match", *BOTH),
    "batch": ("batch", *BOTH, "--out", "m.csv"),
    "gaps": ("gaps", *ONE),
    "plan": ("plan", *ONE),
    "courses suggest": ("courses", "suggest", *ONE),
    "courses complete": ("courses", "complete", *ONE, "--course", "k-1"),
    "fair plan": PLAN,
    "fair repair": ("fair", "repair", "--plan", "plan", "--out", "again"),
    "fair simulate": ("fair", "simulate", "--event", "fair.toml", *BOTH, "--runs", "2"),
    "demo": ("demo", "--data", str(Path(__file__).parents[2] / "data" / "demo")),
    "serve": ("serve", *BOTH, "--port", "0"),
}


@pytest.fixture(scope="module", autouse=True)
def _encoder_read_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Commands in a folder with the files of a tiny office, and the data folder "var" in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("MATCHING_DATA_DIR", "var")
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")

    return typed(capsys, monkeypatch)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_does_without_the_taxonomy_where_it_is_told_to(run: Run, command: str, monkeypatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    if command == "fair repair":
        assert run(*PLAN).code == 0
    Path("var").mkdir()
    Path("var", FILE_NAME).write_text("damaged", encoding="utf-8")
    used = run(*COMMANDS[command])
    assert (used.code, "it is damaged, or no taxonomy" in used.err) == (1, True)
    without = run(*COMMANDS[command], "--no-taxonomy")
    assert without.code == 0, without.err


def test_a_plan_made_without_the_taxonomy_is_repaired_without_it(run: Run) -> None:
    Path("var").mkdir()
    Path("var", FILE_NAME).write_text("damaged", encoding="utf-8")
    assert run(*PLAN, "--no-taxonomy").code == 0
    assert run(*COMMANDS["fair repair"]).code == 0


@pytest.mark.parametrize("command", [one for one in COMMANDS if one not in ("fair repair", "demo")])
def test_every_command_names_the_rows_and_stops_where_not_one_can_be_used(run: Run, command: str, monkeypatch) -> None:
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    Path("jobs.csv").write_text("id,title,positions\nv-1,welder,many\n", encoding="utf-8")
    told = run(*COMMANDS[command], "--skip-invalid")
    assert (told.code, told.out) == (1, "")
    first, second, last = told.err.splitlines()
    assert first.startswith('jobs.csv row 2: positions "many" is not a whole number.')
    assert second == "jobs.csv: 1 left out."
    assert last.endswith("jobs.csv: not one row of it could be used. Correct the rows listed above.")


@pytest.mark.parametrize(("cores", "taken"), [(1, 1), (2, 2), (PROCESSES, PROCESSES), (64, PROCESSES), (None, 1)])
def test_a_batch_takes_few_processes_by_itself_since_each_takes_memory(monkeypatch, cores, taken: int) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert processes_by_default() == taken
