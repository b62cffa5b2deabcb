"""What does somebody see who imports ESCO, looks up a concept, or checks what people and vacancies name?"""

import json
from pathlib import Path

import pytest
import taxonomy_files as files
from taxonomy_files import BAKER, TIG, WELDER
from typer.testing import CliRunner

from matching.cli.app import app
from matching.errors import MatchingError


def run(*words: object) -> tuple[int, str, str]:
    """Exit code, standard output and the notes or the sentence about a mistake."""
    done = CliRunner().invoke(app, [str(word) for word in ("taxonomy", *words)])
    if isinstance(done.exception, MatchingError):
        return 1, done.output, str(done.exception)
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("MATCHING_DATA_DIR", str(tmp_path / "var"))
    return tmp_path


@pytest.fixture
def imported(folder) -> Path:
    code, _, _ = run("import", *files.downloads(folder), files.write_rome(folder / "rome.xlsx"))
    assert code == 0
    return folder


def test_import_says_what_it_made(folder):
    code, out, notes = run("import", *files.downloads(folder))
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "ESCO 1.1.1: 3 occupations, 5 skills, 619 ISCO-08 groups, 1 skill group."
    assert lines[1] == "3 languages: en fr ka."
    assert lines[2] == "4 essential, 2 optional, 614 broader, 2 related relations."
    assert lines[3].endswith(f"MB in {folder / 'var' / 'taxonomy.zip'}.")
    assert notes.splitlines() == ["Note: 4 files hold nothing that is needed, and not read."]


def test_an_import_that_fails_is_one_sentence(imported):
    before = (imported / "var" / "taxonomy.zip").read_bytes()
    (imported / "page.zip").write_text("<html>", encoding="utf-8")
    code, out, told = run("import", imported / "page.zip")
    assert (code, out) == (1, "")
    assert told == f"{imported / 'page.zip'}: this is no zip archive, or its download broke off. Download it again."
    assert (imported / "var" / "taxonomy.zip").read_bytes() == before


def test_a_newer_import_says_how_many_concepts_are_gone(imported):
    newer = files.write_zip(imported / "v1.2.0.zip", files.classification("1.2.0", "en", without=[BAKER]))
    _, _, notes = run("import", newer)
    assert "Note: 1 concept of the taxonomy before is gone." in notes


def test_info(imported):
    code, out, _ = run("info")
    assert code == 0
    lines = out.splitlines()
    for line in (
        "ESCO       1.1.1",
        "        3  occupations",
        "        2  ROME codes",
        "      634  en",
        "      619  ka",
    ):
        assert line in lines, out
    assert "  rome.xlsx" in lines


def test_info_without_esco_says_what_is_there_all_the_same(folder):
    code, out, _ = run("info")
    assert code == 0
    assert out.splitlines()[0].startswith("ESCO       not imported")
    assert out.splitlines()[1] == "ISCO-08    619 groups in en fr ka, part of the program"


def test_search_in_one_language(imported):
    code, out, _ = run("search", "soudeur", "--lang", "fr", "--kind", "occupation")
    assert code == 0
    assert out.splitlines() == [
        "soudeur/soudeuse (fr: soudeur) · occupation, ISCO-08 7212 · exact",
        f"    {WELDER}",
        "soudeur de tuyaux/soudeuse de tuyaux · occupation, ISCO-08 7212 · prefix",
        f"    {files.PIPE_WELDER}",
    ]


def test_search_that_finds_nothing(imported):
    assert run("search", "xyzzy")[1] == 'Nothing found for "xyzzy". Try fewer or other words.\n'


@pytest.mark.parametrize("name", [WELDER, "soudeuse", "welder", "WELDER"])
def test_show_an_occupation(imported, name):
    code, out, _ = run("show", name)
    lines = out.splitlines()
    assert code == 0
    assert lines[:2] == ["welder · occupation, ISCO-08 7212", WELDER]
    assert "  fr  soudeur/soudeuse · soudeur · soudeuse" in lines
    assert lines[lines.index("ISCO-08 (4)") + 1] == "  7212  Welders and flame cutters"
    assert lines[lines.index("Essential skills (2)") :][:3] == [
        "Essential skills (2)",
        "  choose a shielding gas",
        "  read drawings of parts",
    ]
    assert lines[lines.index("Optional skills (1)") + 1] == "  TIG-weld stainless steel"
    assert lines[lines.index("Narrower (1)") + 1] == "  pipe welder"


def test_show_a_skill_and_who_needs_it(imported):
    lines = run("show", TIG, "--lang", "fr")[1].splitlines()
    assert lines[0] == "souder l’inox au TIG · skill"
    assert lines[lines.index("Essential for (1)") + 1] == "  soudeur de tuyaux/soudeuse de tuyaux"
    assert lines[lines.index("Optional for (1)") + 1] == "  soudeur/soudeuse"


@pytest.mark.parametrize("code", ["7212", "C7212", "H2913"])
def test_show_a_group_by_its_codes(imported, code):
    lines = run("show", code, "--lang", "ka")[1].splitlines()
    assert lines[0] == "შემდუღებლები და ლითონის აირით მჭრელები · ISCO-08 group 7212"
    above = [line for line in lines[lines.index("ISCO-08 (3)") + 1 :] if not line.startswith("    ")]
    assert [line.split()[0] for line in above[:3]] == ["721", "72", "7"]


def test_long_lists_are_cut_unless_all_is_asked(imported, monkeypatch):
    monkeypatch.setattr("matching.cli.taxonomy._LISTED", 2)
    below = ["  Handicraft workers", "  Printing trades workers"]
    cut, full = run("show", "72")[1].splitlines(), run("show", "72", "--all")[1].splitlines()
    assert cut[-1] == "  … and 1 more (--all)"
    assert "(--all)" not in " ".join(full)
    assert run("show", "73")[1].splitlines()[-2:] == below


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("show", "7219"), 'No ISCO-08 group has the id "7219". Nearest ids: 7211, 7212, 7213, 7214, 7215.'),
        (("show", "H2999"), 'No ROME code has the id "H2999". Nearest ids: H2913.'),
        (
            ("show", "dough kneader"),
            'The concept "dough kneader" is not possible. It is no code, no URI and no whole label here.',
        ),
        (
            ("show", "xyzzy"),
            'The concept "xyzzy" is not possible. It is no code, no URI and no whole label here. Look for it',
        ),
        (("search", "welder", "--lang", "xx"), '--lang "xx" is not possible. The taxonomy has labels in en, fr, ka.'),
        (("search", "welder", "--kind", "job"), '--kind "job" is not possible. Choose one of occupation, skill,'),
        (("check",), 'A check of "nothing" is not possible. Add --candidates FILE'),
    ],
)
def test_a_mistake_is_one_sentence(imported, words, told):
    code, out, error = run(*words)
    assert (code, out) == (1, "")
    assert error.startswith(told)
    assert "\n" not in error


def test_a_label_of_several_concepts_is_not_guessed(imported):
    labels = dict(files.LABELS["en"]) | {BAKER: ("baker", "metal joiner"), WELDER: ("welder", "metal joiner")}
    rows = [
        {"conceptUri": uri, "preferredLabel": first, "altLabels": "\n".join(others)}
        for uri, (first, *others) in labels.items()
        if "/occupation/" in uri
    ]
    (imported / "occupations_en.csv").write_bytes(files.table(["conceptUri", "preferredLabel", "altLabels"], rows))
    run("import", imported / "occupations_en.csv")
    code, _, told = run("show", "metal joiner")
    assert code == 1
    assert told.endswith(f"give one URI: baker <{BAKER}>; welder <{WELDER}>.")


def test_show_of_a_rome_code_without_its_table(folder):
    run("import", *files.downloads(folder))
    assert "it holds no ROME–ISCO table. Run: matching taxonomy import TABLE" in run("show", "H2913")[2]


def test_isco_codes_work_without_esco(folder):
    code, out, notes = run("show", "C721")
    lines = out.splitlines()
    assert code == 0
    assert (
        lines[0] == "Sheet and structural metal workers, moulders and welders, and related workers · ISCO-08 group 721"
    )
    assert "  7212  Welders and flamecutters" in lines
    assert notes == "ESCO is not imported: occupations and skills are not known.\n"
    assert "no taxonomy is imported yet. Run: matching taxonomy import" in run("show", "welder")[2]


def test_check_reports_vanished_concepts_and_changes_nothing(imported):
    people = imported / "people.jsonl"
    gone = f"{files.ESCO}skill/gone"
    person = {
        "id": "p-1",
        "text": "welder",
        "skills": [{"phrase": "TIG", "concept": TIG}, {"phrase": "a", "concept": gone}],
    }
    person |= {"experiences": [{"title": "welder", "occupation": "7219"}, {"title": "baker", "occupation": "7512"}]}
    people.write_text(json.dumps(person) + "\n", encoding="utf-8")
    jobs = imported / "jobs.jsonl"
    job = {"id": "v-1", "title": "baker", "occupation": BAKER, "essential_skills": [{"phrase": "b", "concept": gone}]}
    jobs.write_text(json.dumps(job) + "\n", encoding="utf-8")
    before = people.read_bytes(), jobs.read_bytes()
    code, out, notes = run("check", "--candidates", people, "--vacancies", jobs)
    assert code == 1
    assert out.splitlines() == ["p-1: experiences: 7219", f"p-1: skills: {gone}", f"v-1: essential_skills: {gone}"]
    assert notes.splitlines()[-1] == "ESCO 1.1.1: 2 of 5 concepts named are not in it."
    assert (people.read_bytes(), jobs.read_bytes()) == before
    job["essential_skills"] = []
    jobs.write_text(json.dumps(job) + "\n", encoding="utf-8")
    assert run("check", "--vacancies", jobs)[:2] == (0, "")
