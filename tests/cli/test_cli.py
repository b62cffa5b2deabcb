"""What does somebody see who types a command: the matches, one sentence about a mistake, and nothing that is secret?"""

import csv
import io
import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from command_line import Outcome, Run, read_once, typed
from openpyxl import load_workbook
from pypdf import PdfWriter

from matching.cli.app import app
from matching.cli.match import MatchFormat

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"
PEOPLE = [
    {
        "id": "p-1",
        "name": "Giorgi Beridze",
        "desired_occupations": "soudeur",
        "experience_1_title": "Soudeur-tuyauteur",
        "experience_1_months": "54",
        "skills": "soudage TIG; lecture de plans",
        "languages": "ka:C2; fr:B1",
        "licences": "B",
        "place": "Rustavi",
        "country": "GE",
        "radius_km": "60",
        "text": "Je m'appelle Giorgi Beridze, joignable au +995 599 12 34 56 ou giorgi.beridze@example.org. "
        "J'ai soudé des tuyaux en inox.",
    },
    {
        "id": "p-2",
        "name": "Nino Kapanadze",
        "desired_occupations": "ექთანი",
        "skills": "ჭრილობის დამუშავება",
        "place": "Batumi",
        "country": "GE",
        "text": "დავიბადე 1990 წლის 3 მარტს. ვმუშაობდი საავადმყოფოში.",
    },
    {
        "id": "p-3",
        "name": "Ana Lomidze",
        "desired_occupations": "lorry driver",
        "languages": "en:B2; ka:C2",
        "licences": "B; C; CE",
        "place": "Poti",
        "country": "GE",
        "text": "Drove through Poland and Germany.",
    },
]
"""Profiles in three languages, as an office would type them: with names, phones and addresses."""
JOBS = [
    {
        "id": "v-1",
        "title": "შემდუღებელი",
        "description": "მილების შედუღება. დარეკეთ: 599 11 22 33",
        "skills_essential": "შედუღება; ნახაზების კითხვა",
        "place": "Rustavi",
        "closes_on": "2027-01-31",
        "contact": "Tamar Employer",
    },
    {
        "id": "v-2",
        "title": "Nurse",
        "description": "Care of patients on a ward. Write to hr@clinic.example",
        "skills_essential": "wound care; injections",
        "place": "Batumi",
        "closes_on": "2027-01-31",
    },
    {
        "id": "v-3",
        "title": "Chauffeur poids lourd",
        "description": "Transport international",
        "licences": "CE",
        "place": "Poti",
        "closes_on": "2027-01-31",
    },
    {"id": "v-4", "title": "Welder", "description": "Closed long ago", "place": "Rustavi", "closes_on": "2026-01-31"},
]
SECRETS = ("giorgi", "beridze", "kapanadze", "nino", "lomidze", "tamar", "@", "599 12", "599 11", "1990")


@pytest.fixture(scope="module", autouse=True)
def _encoder_read_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture
def run(capsys, monkeypatch) -> Run:
    return typed(capsys, monkeypatch)


@pytest.fixture(scope="module")
def files(tmp_path_factory) -> list[str]:
    """Options that name a small office: three people, four vacancies, and the day."""
    folder = tmp_path_factory.mktemp("office")
    (folder / "people.csv").write_text(table(PEOPLE), encoding="utf-8")
    (folder / "jobs.csv").write_text(table(JOBS), encoding="utf-8")
    people, jobs = str(folder / "people.csv"), str(folder / "jobs.csv")
    return ["--candidates", people, "--vacancies", jobs, "--as-of", "2026-11-16"]


def table(items: list[dict[str, str]]) -> str:
    written = io.StringIO()
    writer = csv.DictWriter(written, dict.fromkeys(name for item in items for name in item), lineterminator="\n")
    writer.writeheader()
    writer.writerows(items)
    return written.getvalue()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def refused(outcome: Outcome) -> str:
    """The one sentence of a command that ended with exit code 1 and no other word."""
    assert outcome.code == 1
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert outcome.err.startswith("Error: ")
    assert outcome.err.count("\n") == 1
    return outcome.err.strip()


# Matches


def test_everybody_gets_the_vacancy_in_another_language_that_fits(run, files):
    found = rows(run("match", *files, "--format", "csv").out)
    best = {row["query_id"]: row["vacancy_id"] for row in found if row["rank"] == "1"}
    assert best == {"p-1": "v-1", "p-2": "v-2", "p-3": "v-3"}
    assert len(found) == 3 * 4
    assert all(row["candidate_id"] == row["query_id"] for row in found)


def test_every_vacancy_gets_its_person(run, files):
    found = rows(run("match", *files, "--for", "vacancies", "--format", "csv").out)
    best = {row["query_id"]: row["candidate_id"] for row in found if row["rank"] == "1"}
    assert best["v-1"] == "p-1"
    assert best["v-2"] == "p-2"
    assert best["v-3"] == "p-3"
    assert all(row["vacancy_id"] == row["query_id"] for row in found)


def test_a_refused_pair_follows_the_eligible_ones_and_names_its_rule(run, files):
    found = [row for row in rows(run("match", *files, "--format", "csv").out) if row["query_id"] == "p-1"]
    eligible = [row["eligible"] for row in found]
    assert eligible == sorted(eligible, reverse=True)
    closed = next(row for row in found if row["vacancy_id"] == "v-4")
    assert closed["eligible"] == "no"
    assert closed["refusals"] == "The vacancy closed on 31 January 2026"


def test_the_rule_looks_at_the_day_given(run, files):
    earlier = [*files[:-1], "2026-01-15"]
    found = rows(run("match", *earlier, "--id", "p-1", "--format", "csv").out)
    assert {row["vacancy_id"]: row["eligible"] for row in found}["v-4"] == "yes"


def test_only_the_eligible_and_only_so_many(run, files):
    found = rows(run("match", *files, "--eligible-only", "--format", "csv").out)
    assert {row["eligible"] for row in found} == {"yes"}
    assert "v-4" not in {row["vacancy_id"] for row in found}
    first = rows(run("match", *files, "--top", "1", "--format", "csv").out)
    assert [row["query_id"] for row in first] == ["p-1", "p-2", "p-3"]


def test_an_id_asks_for_one_person_and_may_be_repeated(run, files):
    found = rows(run("match", *files, "--id", "p-3", "--id", "p-1", "--id", "p-3", "--top", "1", "--format", "csv").out)
    assert [row["query_id"] for row in found] == ["p-3", "p-1"]


def test_an_excluded_pair_is_never_suggested(run, files, tmp_path):
    (tmp_path / "pairs.csv").write_text("candidate_id,vacancy_id\np-1,v-1\n", encoding="utf-8")
    found = rows(run("match", *files, "--exclude", tmp_path / "pairs.csv", "--id", "p-1", "--format", "csv").out)
    pair = next(row for row in found if row["vacancy_id"] == "v-1")
    assert pair["eligible"] == "no"
    assert pair["refusals"] == "This person and this vacancy are not to be suggested to each other"


def test_a_column_of_another_table_is_mapped(run, files, tmp_path):
    (tmp_path / "jobs.csv").write_text("Numéro;Poste proposé\n7;soudeuse\n", encoding="utf-8")
    words = ("match", *files[:2], "--vacancies", tmp_path / "jobs.csv", "--format", "csv", "--id", "p-1")
    seen = run(*words, "--map", "Numéro=id", "--map", "Poste proposé=title")
    assert [(row["vacancy_id"], row["title"]) for row in rows(seen.out)] == [("7", "soudeuse")]


def test_the_reasons_stand_below_the_scores(run, files):
    seen = run("match", *files, "--id", "p-1", "--top", "1", "--explain")
    assert seen.code == 0
    lines = seen.out.splitlines()
    assert lines[1] == "p-1 · soudeur · Rustavi"
    assert lines[2] == "  #  score  asked  wanted"
    assert re.fullmatch(r"  1 +\d+ +\d+ +\d+  v-1 · შემდუღებელი · Rustavi", lines[3])
    assert "     Reasons" in lines


@pytest.mark.parametrize(("language", "heading"), [("en", "Reasons"), ("fr", "Raisons"), ("ka", "მიზეზები")])
def test_reasons_are_worded_in_three_languages(run, files, language, heading):
    seen = run("match", *files, "--id", "p-1", "--top", "1", "--explain", "--lang", language)
    assert heading in seen.out.split("\n     ")[1]


def test_json_lines_hold_the_whole_match(run, files):
    seen = run("match", *files, "--id", "p-1", "--format", "jsonl", "--explain")
    found = [json.loads(line) for line in seen.out.splitlines()]
    assert [one["rank"] for one in found] == [1, 2, 3, 4]
    best = found[0]
    logit = best["prior"] + sum(one["amount"] for one in best["contributions"])
    assert best["score"] == pytest.approx(1 / (1 + 2.718281828459045**-logit), abs=1e-9)
    assert best["sentences"][0].startswith("Score ")
    bare = run("match", *files, "--id", "p-1", "--format", "jsonl").out
    assert "sentences" not in json.loads(bare.splitlines()[0])


def test_a_workbook_holds_what_the_csv_holds(run, files, tmp_path):
    seen = run("match", *files, "--out", tmp_path / "matches.xlsx")
    assert (seen.code, seen.out) == (0, "")
    assert seen.err.splitlines()[-1] == f"12 matches written to {tmp_path / 'matches.xlsx'}."
    run("match", *files, "--out", tmp_path / "matches.csv")
    sheet = load_workbook(tmp_path / "matches.xlsx")["matches"]
    told = [[("" if cell is None else cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    with (tmp_path / "matches.csv").open(encoding="utf-8-sig", newline="") as lines:
        written = list(csv.reader(lines))
    assert told[0] == written[0]
    assert [[str(cell) for cell in row[:7]] for row in told] == [row[:7] for row in written]
    assert [float(row[7]) for row in written[1:]] == [row[7] for row in told[1:]]


def test_a_csv_file_opens_in_excel_with_its_georgian_letters(run, files, tmp_path):
    run("match", *files, "--out", tmp_path / "matches.csv")
    assert (tmp_path / "matches.csv").read_bytes().startswith(b"\xef\xbb\xbfquery_id,rank,")


def test_a_trec_run_reads_in_the_tools_of_the_field(run, files, tmp_path):
    ir_measures = pytest.importorskip("ir_measures")
    seen = run("match", *files, "--for", "vacancies", "--format", "trec", "--out", tmp_path / "run.trec")
    assert seen.code == 0
    told = list(ir_measures.read_trec_run(str(tmp_path / "run.trec")))
    assert len(told) == 4 * 3
    for query in ("v-1", "v-2", "v-3", "v-4"):
        scores = [one.score for one in told if one.query_id == query]
        assert all(one > other for one, other in pairwise(scores))
    qrels = [ir_measures.Qrel(f"v-{n}", f"p-{n}", 1) for n in (1, 2, 3)]
    assert ir_measures.calc_aggregate([ir_measures.RR], qrels, told) == {ir_measures.RR: 1.0}


def test_the_ending_of_the_file_names_the_format(run, files, tmp_path):
    run("match", *files, "--out", tmp_path / "m.jsonl")
    assert json.loads((tmp_path / "m.jsonl").read_text(encoding="utf-8").splitlines()[0])["rank"] == 1
    run("match", *files, "--out", tmp_path / "m.txt")
    assert "  #  score  asked  wanted\n" in (tmp_path / "m.txt").read_text(encoding="utf-8")
    assert "Its ending names no format" in refused(run("match", *files, "--out", tmp_path / "m.docx"))
    assert not (tmp_path / "m.docx").exists()


@pytest.mark.parametrize("form", ["table", "jsonl", "trec"])
def test_the_same_files_give_the_same_output(run, files, form):
    words = ("match", *files, "--format", form, "--explain")
    assert run(*words) == run(*words)


def test_a_folder_of_documents_is_matched_as_well(run, files, tmp_path):
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "cv-1.txt").write_text("Giorgi Beridze\ngiorgi@example.org\n\nСварщик, стаж 5 лет", encoding="utf-8")
    (folder / "cv-2.md").write_text("# Infirmière\n\nSix ans à l'hôpital de Lyon.", encoding="utf-8")
    found = rows(run("match", "--candidates", folder, *files[2:], "--eligible-only", "--format", "csv").out)
    assert {row["query_id"]: row["vacancy_id"] for row in found if row["rank"] == "1"} == {"cv-1": "v-1", "cv-2": "v-2"}


# Nobody's identity


@pytest.mark.parametrize(
    ("side", "form"), [*(("candidates", form) for form in MatchFormat), ("vacancies", "table"), ("vacancies", "jsonl")]
)
def test_no_name_address_or_number_of_a_file_comes_out_again(run, files, tmp_path, side, form):
    out = tmp_path / f"matches.{form}"
    seen = run("match", *files, "--for", side, "--explain", "--format", form, "--out", out)
    assert seen.code == 0
    if form == "xlsx":
        cells = load_workbook(out).active.iter_rows(values_only=True)
        told = "\n".join(str(cell) for row in cells for cell in row)
    else:
        told = out.read_text(encoding="utf-8")
    for secret in SECRETS:
        assert secret not in told.casefold(), secret
        assert secret not in seen.err.casefold(), secret


def test_what_was_left_out_is_counted_not_repeated(run, files):
    seen = run("match", *files, "--id", "p-1", "--top", "1")
    assert 'people.csv: Identity columns "name" not read: 3 values dropped.\n' in seen.err


def test_a_bad_row_is_reported_without_the_name_in_it(run, files, tmp_path):
    table = tmp_path / "people.csv"
    table.write_text("id,name,title,available_from\np-1,Ana Lomidze,nurse,call +995 599 12 34 56\n", encoding="utf-8")
    told = refused(run("match", "--candidates", table, *files[2:]))
    assert "available_from" in told
    assert "Lomidze" not in told
    assert "599" not in told


# Bad input: one sentence, exit code 1, nothing written


def encrypted_pdf(path: Path) -> None:
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    writer.write(path)


BAD_FILES = {
    "an empty file": ("jobs.csv", b"", "the file is empty"),
    "a header without rows": ("jobs.csv", b"id,title\n", "no rows"),
    "another delimiter": ("jobs.csv", b"id^title^place\n1^welder^Poti\n", 'parted by "^"'),
    "unknown columns only": ("jobs.csv", b"foo,bar\n1,2\n", 'no column is known as one of a vacancy: "foo", "bar"'),
    "an id twice": ("jobs.csv", b"id,title\na,welder\na,nurse\n", 'row 3: id "a" already stands in row 2'),
    "a date that is none": ("jobs.csv", b"id,title,closes_on\na,welder,31/02/2026\n", '"31/02/2026" is not a date'),
    "ten megabytes in a cell": ("jobs.csv", b'id,title\na,"' + b"x" * 10_000_000 + b'"\n', "10.0 million characters"),
    "a binary file": ("jobs.csv", bytes(range(256)) * 40, "the file is binary"),
    "a workbook named .csv": ("jobs.csv", b"PK\x03\x04" + bytes(500), "an Excel or zip file"),
    "a text named .xlsx": ("jobs.xlsx", b"id,title\n1,welder\n", "jobs.xlsx"),
    "a broken line of JSON": ("jobs.jsonl", b'{"id": "a", "title": "welder"}\n{"id": \n', "jobs.jsonl"),
    "a file of another kind": ("jobs.mp3", b"ID3", "this kind of file is not known"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_refused_in_one_sentence(run, files, tmp_path, kind):
    name, content, said = BAD_FILES[kind]
    (tmp_path / name).write_bytes(content)
    out = tmp_path / "matches.csv"
    told = refused(run("match", *files[:2], "--vacancies", tmp_path / name, "--out", out))
    assert said in told
    assert name in told
    assert len(told) < 1_000
    assert sorted(path.name for path in tmp_path.iterdir()) == [name]


@pytest.mark.parametrize("whole_folder", [True, False])
def test_a_pdf_with_a_password_is_refused_in_one_sentence(run, files, tmp_path, whole_folder):
    encrypted_pdf(tmp_path / "cv-1.pdf")
    told = refused(run("match", "--candidates", tmp_path if whole_folder else tmp_path / "cv-1.pdf", *files[2:]))
    assert "cv-1.pdf: is protected by a password. Remove the password and save it again." in told


def test_every_bad_row_is_named_and_the_good_ones_load_on_demand(run, files, tmp_path):
    table = tmp_path / "jobs.csv"
    table.write_text("id,title,closes_on\na,welder,never\nb,nurse,soon\nc,cook,2027-01-01\n", encoding="utf-8")
    words = ("match", *files[:2], "--vacancies", table, "--as-of", "2026-11-16", "--id", "p-1", "--format", "csv")
    seen = run(*words)
    assert seen.code == 1
    assert seen.out == ""
    first, second, last = seen.err.splitlines()
    assert (first, second) == (
        'jobs.csv row 2: closes_on "never" is not a date. Write YYYY-MM-DD.',
        'jobs.csv row 3: closes_on "soon" is not a date. Write YYYY-MM-DD.',
    )
    assert last.startswith(f"Error: {table}: 2 problems, nothing was loaded. Correct the rows listed, or load")
    seen = run(*words, "--skip-invalid")
    assert [row["vacancy_id"] for row in rows(seen.out)] == ["c"]
    assert seen.err.splitlines()[-1] == "jobs.csv: 2 left out."


def test_a_file_without_one_good_row_is_refused_even_then(run, files, tmp_path):
    table = tmp_path / "jobs.csv"
    table.write_text("id,title,closes_on\na,welder,never\n", encoding="utf-8")
    seen = run("match", *files[:2], "--vacancies", table, "--skip-invalid")
    assert (seen.code, seen.out) == (1, "")
    last = seen.err.splitlines()[-1]
    assert last == f"Error: {table}: not one row of it could be used. Correct the rows listed above."


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--id", "p-9"], 'No candidate has the id "p-9". Nearest ids: p-'),
        (["--for", "vacancies", "--id", "p-1"], 'No vacancy has the id "p-1".'),
        (["--as-of", "31/02/2026"], '--as-of "31/02/2026" is not possible. Write a date as YYYY-MM-DD.'),
        (["--map", "Titre"], '--map "Titre" is not possible.'),
        (["--map", "Titre=title"], 'there is no column "Titre" to map'),
        (["--map", "id=nothing"], 'Column "nothing" is not possible.'),
        (["--lang", "de"], '--lang "de" is not possible. Choose one of en, fr, ka.'),
        (["--format", "xlsx"], "An Excel workbook needs a file: add --out matches.xlsx."),
        (["--exclude", "nowhere.csv"], "nowhere.csv: the file cannot be read (No such file or directory)."),
        (["--out", "no/such/folder/matches.csv"], "Make it first"),
        (["--out", "matching.db", "--format", "csv"], "files with this ending hold what is registered"),
        (["--candidates", "nowhere.csv"], "nowhere.csv: there is no such file or folder. Check the path."),
    ],
    ids=lambda part: " ".join(part) if isinstance(part, list) else None,
)
def test_a_wrong_value_is_refused_in_one_sentence(run, files, words, said):
    assert said in refused(run("match", *files, *words))


def test_output_is_never_written_over_what_it_is_made_from(run, files):
    people = Path(files[1])
    told = refused(run("match", *files, "--format", "csv", "--out", people))
    assert "would replace what they are made from" in told
    assert people.read_text(encoding="utf-8") == table(PEOPLE)


def test_a_folder_is_no_file_to_write(run, files, tmp_path):
    assert "this is a folder, not a file" in refused(run("match", *files, "--format", "csv", "--out", tmp_path))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write everywhere")
def test_a_place_where_one_may_not_write_is_named_before_the_work(run, files, tmp_path):
    tmp_path.chmod(0o500)
    assert "cannot be written here" in refused(run("match", *files, "--out", tmp_path / "matches.csv"))


@pytest.mark.parametrize("words", [["batch"], ["mach"], ["match", "--top", "0"], ["match", "--format", "docx"]])
def test_a_mistyped_command_ends_with_exit_code_2_and_says_how_to_get_help(run, words):
    seen = run(*words)
    assert seen.code == 2
    assert "--help' for help." in seen.err
    assert "Traceback" not in seen.err


# The demo, the pipe, the manual


def test_the_demo_shows_three_people_one_vacancy_and_what_to_type_next(run, monkeypatch):
    monkeypatch.chdir(ROOT)
    seen = run("demo")
    assert (seen.code, seen.err) == (0, "")
    heads = re.findall(r"(?m)^([cv]-\d+) · .+\n  #  score  asked  wanted$", seen.out)
    assert [head[0] for head in heads] == ["c", "c", "c", "v"]
    for said in ("Reasons", "Skills found", "Not stated in the profile"):
        assert f"     {said}\n" in seen.out
    assert re.search(r"(To check|\? .+)\n", seen.out)
    for command in ("serve", "match"):
        assert re.search(rf"matching {command} --candidates data/demo/candidates.csv", seen.out)
    assert re.search(r"Matched and explained in \d\.\d\d s", seen.out)
    assert max(map(len, seen.out.split("\nNext\n")[0].splitlines())) <= 100


def test_the_demo_says_where_its_data_should_be(run, tmp_path):
    assert "the demo data is not there" in refused(run("demo", "--data", tmp_path))


def test_a_whole_process_prints_matches_only_and_no_bar_in_a_pipe(files):
    ended = subprocess.run(
        [sys.executable, "-m", "matching", "match", *files, "--id", "p-3", "--top", "1", "--format", "csv"],
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0
    assert b"\x1b" not in ended.stdout + ended.stderr
    assert b"Reading" not in ended.stderr
    assert [row["vacancy_id"] for row in rows(ended.stdout.decode("utf-8"))] == ["v-3"]


def test_a_whole_process_ends_with_one_sentence_and_exit_code_1(files):
    words = [sys.executable, "-m", "matching", "match", *files, "--candidates", "nowhere.csv"]
    ended = subprocess.run(words, capture_output=True, check=False, text=True, encoding="utf-8")
    assert ended.returncode == 1
    assert ended.stderr == "Error: nowhere.csv: there is no such file or folder. Check the path.\n"


def commands() -> list[str]:
    named = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    groups = [
        f"{group.name} {command.name or command.callback.__name__}"
        for group in app.registered_groups
        if group.typer_instance
        for command in group.typer_instance.registered_commands
        if command.callback
    ]
    return named + groups


@pytest.mark.parametrize("command", commands())
def test_every_command_stands_in_the_manual(command):
    assert f"matching {command}" in (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def test_every_option_of_match_stands_in_the_manual(run):
    manual = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    options = set(re.findall(r"(?m)^  (--[a-z-]+)", run("match", "--help").out)) - {"--help"}
    assert len(options) > 10
    assert [option for option in sorted(options) if option not in manual] == []


def examples() -> list[str]:
    """Every call of ``matching match`` in the manual's shell examples, on one line each."""
    blocks = re.findall(r"(?s)```sh\n(.+?)```", (ROOT / "README.md").read_text(encoding="utf-8"))
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("matching match")]


@pytest.mark.parametrize("example", examples())
def test_an_example_of_the_manual_runs_as_it_stands(run, monkeypatch, tmp_path, example):
    monkeypatch.chdir(tmp_path)
    words = [word.replace("data/demo", DEMO.as_posix()) for word in shlex.split(example)[1:]]
    seen = run(*words)
    assert seen.code == 0
    assert seen.out or list(tmp_path.iterdir())
