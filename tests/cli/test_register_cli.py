"""What sees who stores people and vacancies once, and does every command find the same there as in files?"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from command_line import Outcome, Run, read_once, typed

from matching.intake import read_candidates, read_vacancies

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
    "people.csv": "id,desired_occupations,skills,place,wage_min\n"
    "c-1,welder,welding; grinding,Kutaisi,1500\nc-2,nurse,wound care,Batumi,\nc-3,cook,ხინკალი,,900\n",
    "jobs.csv": "id,title,skills_essential,place\n"
    "v-1,welder,welding,Kutaisi\nv-2,nurse,wound care,\nv-3,baker,dough,\n",
    "courses.csv": "id,title,skills\nk-1,Welding,TIG welding\n",
    "fair.toml": FAIR,
}
PEOPLE, JOBS = ("--candidates", "people.csv"), ("--vacancies", "jobs.csv")
BOTH = (*PEOPLE, *JOBS)
DAY = ("--as-of", "2026-11-16")
COMMANDS = {
    "match": ("match", "--format", "csv", *DAY),
    "match one": ("match", "--id", "v-1", "--for", "vacancies", "--explain", *DAY),
    "batch": ("batch", "--out", "m.csv", *DAY),
    "gaps": ("gaps", "--id", "c-1", *DAY),
    "shortages": ("gaps", "--population", *DAY),
    "plan": ("plan", "--id", "c-1", "--courses", "courses.csv", *DAY),
    "suggest": ("courses", "suggest", "--courses", "courses.csv", "--id", "c-1", *DAY),
    "complete": ("courses", "complete", "--courses", "courses.csv", "--id", "c-1", "--course", "k-1", *DAY),
    "simulate": ("fair", "simulate", "--event", "fair.toml", "--runs", "3", "--json"),
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
    monkeypatch.delenv("MATCHING_DATABASE_URL", raising=False)
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")

    return typed(capsys, monkeypatch)


def refused(told: Outcome) -> str:
    """The one sentence of a command that ended with exit code 1 and no other word."""
    assert (told.code, told.out) == (1, "")
    assert told.err.startswith("Error: ")
    assert told.err.count("\n") == 1
    return told.err.removeprefix("Error: ").strip()


STORE = str(Path("var", "matching.db"))


# Storing


def test_an_import_says_what_is_new_what_changed_and_what_is_as_it_was(run):
    told = run("register", "import", *BOTH)
    assert told == (
        0,
        "people     3 new, 0 changed, 0 unchanged\nvacancies  3 new, 0 changed, 0 unchanged\n",
        f"Stored in {STORE}.\n",
    )
    Path("people.csv").write_text("id,desired_occupations,place\nc-2,nurse,Poti\nc-4,cook,\n", encoding="utf-8")
    assert run("register", "import", *PEOPLE).out == "people     1 new, 1 changed, 0 unchanged\n"
    assert run("register", "import", *BOTH).out == (
        "people     0 new, 0 changed, 2 unchanged\nvacancies  0 new, 0 changed, 3 unchanged\n"
    )
    told = run("register", "info")
    assert [line.split() for line in told.out.splitlines()[:3]] == [
        ["store", f"{STORE},", "version", "0001"],
        ["4", "people"],
        ["3", "vacancies"],
    ]
    assert told.out.splitlines()[3].startswith("changes    2, the last on 20")


def test_columns_are_mapped_and_good_rows_loaded_as_elsewhere(run):
    Path("jobs.csv").write_text("id,Intitule,positions\nv-1,welder,2\nv-2,nurse,many\n", encoding="utf-8")
    told = run("register", "import", *BOTH, "--map", "Intitule=title", "--skip-invalid")
    assert told.code == 0
    assert "vacancies  1 new, 0 changed, 0 unchanged\n" in told.out
    assert 'jobs.csv row 3: positions "many" is not a whole number.' in told.err
    told = run("register", "import", *JOBS, "--map", "Intitule=title", "--skip-invalid")
    assert told.out == "vacancies  0 new, 0 changed, 1 unchanged\n"


@pytest.mark.parametrize("words", [BOTH, JOBS])
def test_one_bad_row_and_nothing_of_either_file_is_stored(run, words):
    Path("jobs.csv").write_text("id,title,positions\nv-1,welder,many\n", encoding="utf-8")
    assert 'jobs.csv row 2: positions "many" is not a whole number.' in refused(run("register", "import", *words))
    assert not Path("var").exists()
    told = run("register", "import", *words, "--skip-invalid")
    assert (told.code, told.out) == (1, "")
    assert told.err.endswith("jobs.csv: not one row of it could be used. Correct the rows listed above.\n")
    assert not Path("var").exists()


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("import",), 'An import of "nothing" is not possible. Add --candidates, --vacancies, or both.'),
        (("export",), 'An export of "nothing" is not possible. Add --candidates, --vacancies, or both.'),
        (("remove",), 'A removal of "nothing" is not possible. Add --candidates ID, --vacancies ID, or both.'),
        (("import", "--candidates", "gone.csv"), "gone.csv: there is no such file or folder. Check the path."),
        (
            ("export", "--candidates", "x.csv"),
            f"{STORE}: nothing is stored there yet. Fill it: matching register import --candidates FILE "
            "--vacancies FILE",
        ),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_made(run, words, expected):
    before = sorted(Path.cwd().iterdir())
    assert refused(run("register", *words)) == expected
    assert sorted(Path.cwd().iterdir()) == before


def test_info_of_no_store_says_how_to_fill_it(run):
    told = run("register", "info")
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith(f"{STORE}: nothing is stored there yet. Fill it: matching register import")


# Writing out


@pytest.mark.parametrize("suffix", ["csv", "jsonl", "xlsx"])
def test_what_is_exported_is_what_was_imported_ordered_by_id(run, suffix):
    run("register", "import", *BOTH)
    people, jobs = Path(f"p.{suffix}"), Path(f"j.{suffix}")
    told = run("register", "export", "--candidates", str(people), "--vacancies", str(jobs))
    assert told == (0, "", f"3 people written to {people}.\n3 vacancies written to {jobs}.\n")
    assert read_candidates(people).items == read_candidates(Path("people.csv")).items
    assert read_vacancies(jobs).items == read_vacancies(Path("jobs.csv")).items


def test_an_export_that_cannot_be_is_refused_before_anything_is_written(run):
    run("register", "import", *PEOPLE)
    both = ("--candidates", "p.csv", "--vacancies")
    assert refused(run("register", "export", *both, "j.csv")).startswith(f"{STORE}: no vacancies are stored there yet.")
    assert 'vacancies "p.csv" is not possible' in refused(run("register", "export", *both, "p.csv"))
    assert "this is a folder, not a file" in refused(run("register", "export", "--candidates", "var"))
    assert "this ending is not known" in refused(run("register", "export", "--candidates", "p.odt"))
    assert "hold what is registered" in refused(run("register", "export", "--candidates", "p.db"))
    assert not Path("p.csv").exists()


# Removing


def test_a_removal_asks_first_and_removes_what_is_named_or_nothing(run, monkeypatch):
    run("register", "import", *BOTH)
    words = ("register", "remove", "--candidates", "c-1", "--candidates", "c-3", "--vacancies", "v-3")
    monkeypatch.setattr("typer.confirm", lambda text, **_: asked.append(text))
    asked: list[str] = []
    assert 'No candidate has the id "c-9". Nearest ids: ' in refused(run(*words, "--candidates", "c-9"))
    assert 'No vacancy has the id "?".' in refused(run(*words, "--vacancies", "?"))
    assert asked == []
    told = run(*words)
    assert asked == [f"Remove 2 people and 1 vacancy from {STORE} for good?"]
    assert told == (0, "", f"2 people and 1 vacancy removed from {STORE}.\n")
    assert run("register", "remove", "--candidates", "c-2", "--yes").code == 0
    assert len(asked) == 1
    assert [line.split()[0] for line in run("register", "info").out.splitlines()[1:3]] == ["0", "2"]


def test_who_does_not_say_yes_removes_nothing(run, monkeypatch):
    run("register", "import", *BOTH)
    for answer in ("n\n", ""):
        monkeypatch.setattr("sys.stdin", io.StringIO(answer))
        told = run("register", "remove", "--candidates", "c-1")
        assert told.code == 1
        assert f"Remove 1 person from {STORE} for good?" in told.err
        assert "Aborted" in told.err
    assert "3  people" in run("register", "info").out


# Matching from there


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_gives_from_the_store_what_it_gives_from_files(run, command):
    def seen(*files: str) -> tuple[int, str, str]:
        told = run(*COMMANDS[command], *files)
        written = Path("m.csv").read_text(encoding="utf-8-sig") if command == "batch" else ""
        return told.code, told.out, written

    expected = seen(*BOTH)
    assert expected[0] == 0
    assert len(expected[1] + expected[2]) > 100
    run("register", "import", *BOTH)
    assert seen() == expected
    if command in ("match", "batch"):
        assert [seen(*PEOPLE), seen(*JOBS)] == [expected] * 2


def test_who_is_removed_or_added_is_so_in_the_next_matches(run):
    run("register", "import", *BOTH)
    run("register", "remove", "--candidates", "c-1", "--yes")
    Path("people.csv").write_text("id,desired_occupations\nc-0,baker\n", encoding="utf-8")
    run("register", "import", *PEOPLE)
    found = csv.DictReader(run("match", "--format", "csv", *DAY).out.splitlines())
    assert list(dict.fromkeys(row["query_id"] for row in found)) == ["c-0", "c-2", "c-3"]


def test_the_pages_open_over_the_store(run, monkeypatch):
    monkeypatch.setattr("uvicorn.Server.run", lambda server, sockets: None)
    run("register", "import", *BOTH)
    told = run("serve", "--port", "0", *DAY)
    assert (told.code, told.err) == (0, "")
    assert "3 people and 3 vacancies. Open http://127.0.0.1:" in told.out


def test_a_fair_is_planned_and_repaired_from_the_store(run):
    fair = ("fair", "plan", "--event", "fair.toml", "--out")
    assert run(*fair, "files", *BOTH).code == 0
    run("register", "import", *BOTH)
    assert run(*fair, "stored").code == 0
    timetable = Path("files", "timetable.csv").read_text(encoding="utf-8")
    assert Path("stored", "timetable.csv").read_text(encoding="utf-8") == timetable
    Path("more.csv").write_text("id,desired_occupations\nw-1,welder\n", encoding="utf-8")
    repair = ("fair", "repair", "--plan", "stored", "--out", "again", "--walk-ins", "more.csv")
    told = run(*repair)
    assert told.code == 0, told.err
    assert "w-1" in Path("again", "changes.csv").read_text(encoding="utf-8")
    assert run("fair", "repair", "--plan", "again", "--out", "third").code == 0
    run("register", "remove", "--vacancies", "v-1", "--vacancies", "v-2", "--vacancies", "v-3", "--yes")
    assert "no vacancies are stored there yet" in refused(run("fair", "repair", "--plan", "again", "--out", "fourth"))


@pytest.mark.parametrize("command", COMMANDS)
def test_without_a_store_a_command_says_so_and_how_to_fill_it(run, command):
    told = refused(run(*COMMANDS[command]))
    assert told == (
        f"{STORE}: nothing is stored there yet. Add --candidates FILE --vacancies FILE, or store them once: "
        "matching register import --candidates FILE --vacancies FILE"
    )
    assert not Path("var").exists()
    assert refused(run(*COMMANDS[command], *PEOPLE)).endswith("register import --vacancies FILE")


def test_a_store_with_people_alone_misses_vacancies_only(run):
    run("register", "import", *PEOPLE)
    assert refused(run("match")) == (
        f"{STORE}: no vacancies are stored there yet. Add --candidates FILE --vacancies FILE, or store them once: "
        "matching register import --candidates FILE --vacancies FILE"
    )
    assert run("match", *JOBS, *DAY).code == 0
    assert refused(run("match", *PEOPLE)).endswith("or store them once: matching register import --vacancies FILE")


def test_a_column_can_be_mapped_in_a_file_and_not_in_the_store(run):
    run("register", "import", *BOTH)
    Path("jobs.csv").write_text("id,Intitule\nv-1,welder\n", encoding="utf-8")
    assert run("match", *JOBS, "--map", "Intitule=title", *DAY).code == 0
    assert refused(run("match", *DAY, "--map", "Intitule=title")).startswith('Column map "Intitule" is not possible.')


def test_files_need_no_store_not_even_one_that_works(run, monkeypatch):
    monkeypatch.setenv("MATCHING_DATABASE_URL", "mysql://u:geheim@host/name")
    assert run("match", *BOTH, *DAY).code == 0
    for words in (("match", *PEOPLE), ("register", "info"), ("register", "import", *BOTH)):
        told = refused(run(*words))
        assert told.startswith('MATCHING_DATABASE_URL: the address of the database begins with "mysql"')
        assert "geheim" not in told


def test_a_server_in_place_of_a_file(run, monkeypatch, postgres):
    address = postgres()
    monkeypatch.setenv("MATCHING_DATABASE_URL", address.render_as_string(hide_password=False))
    called = f"postgresql:///{address.database}"
    assert refused(run("match")).startswith(f"{called}: nothing is stored there yet. Add --candidates FILE")
    told = run("register", "import", *BOTH)
    assert (told.code, told.err) == (0, f"Stored in {called}.\n")
    expected = run("match", *BOTH, *DAY, "--format", "csv").out
    assert run("match", *DAY, "--format", "csv").out == expected
    assert f"store      {called}, version 0001\n        3  people" in run("register", "info").out
    assert not Path("var").exists()
