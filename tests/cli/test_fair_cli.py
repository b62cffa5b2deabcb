"""What does an organiser see who plans a fair, repairs it, or hands in a list with a mistake in it?"""

import csv
import json
from collections.abc import Callable, Iterator
from datetime import time
from pathlib import Path

import pytest
from command_line import Outcome, read_once, typed
from fair_checker import broken_rules, read_timetable

from matching.errors import InputFileError
from matching.fairs.files import COLUMNS, read_plan
from matching.fairs.lists import clock, read_ids, read_late
from matching.fairs.reading import read_fair

TRADES = ("welder", "nurse", "baker")
FAIR = """
name = "Fair"
day = 2026-12-05
opens = "10:00"
closes = "12:00"
slot_minutes = 20
walking_minutes = 5
{more}
[policy]
most_meetings = 2
{policy}
[[booths]]
id = "b-1"
vacancies = ["v-0", "v-3"]
hall = "A"
[[booths]]
id = "b-2"
vacancies = ["v-1"]
hall = "B"
{booths}
"""
SUMMARY = [
    "policy", "objective", "bound", "gap", "seconds", "candidates", "candidates_met", "meetings", "booth_load",
    "mean_score", "first_choice_share", "exposure_gini",
]  # fmt: skip
SHEETS = {"plan.xlsx", "handouts.html", "checkin.html", "calendar"}


@pytest.fixture(scope="module", autouse=True)
def _encoder_read_once() -> Iterator[None]:
    with read_once():
        yield


@pytest.fixture
def run(capsys, monkeypatch) -> Callable[..., Outcome]:
    return typed(capsys, monkeypatch, "fair")


@pytest.fixture
def office(tmp_path) -> Path:
    """Six people (c-0 to c-5), four vacancies, and a fair of two booths."""
    write(tmp_path / "people.csv", "id,desired_occupations", (f"c-{n},{TRADES[n % 3]}" for n in range(6)))
    write(tmp_path / "jobs.csv", "id,title", (f"v-{n},{TRADES[n % 3]}" for n in range(4)))
    write(tmp_path / "more.csv", "id,desired_occupations", ["w-0,welder"])
    fair(tmp_path)
    return tmp_path


def write(path: Path, head: str, rows) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def fair(office: Path, more: str = "", policy: str = "", booths: str = "") -> None:
    (office / "fair.toml").write_text(FAIR.format(more=more, policy=policy, booths=booths), encoding="utf-8")


def options(office: Path, out: str = "plan") -> list[str | Path]:
    return [
        "plan", "--event", office / "fair.toml", "--candidates", office / "people.csv",
        "--vacancies", office / "jobs.csv", "--out", office / out,
    ]  # fmt: skip


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


# A plan


def test_a_plan_is_a_folder_of_tables_sheets_and_calendars(run, office):
    told = run(*options(office))
    assert told.code == 0, told.err
    assert names(office / "plan") == SHEETS | {"timetable.csv", "summary.json", "plan.json"}
    with (office / "plan" / "timetable.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert tuple(rows[0]) == COLUMNS
    event = read_fair(office / "fair.toml")
    meetings = read_timetable(office / "plan" / "timetable.csv", event)
    assert broken_rules(event, meetings) == []
    figures = json.loads((office / "plan" / "summary.json").read_text(encoding="utf-8"))
    assert list(figures) == SUMMARY
    assert figures["meetings"] == len(meetings) == 12
    assert figures["booth_load"] == {"b-1": 6, "b-2": 6}
    assert (figures["policy"], figures["gap"]) == ("max-total", 0)
    assert figures["objective"] == pytest.approx(sum(one.score for one in meetings))
    assert "12 meetings of 6 of 6 people at 2 booths" in told.out


@pytest.mark.parametrize("policy", ["max-total", "fair-first", "stable"])
def test_the_policy_of_the_command_goes_before_that_of_the_fair(run, office, policy):
    fair(office, policy='rule = "stable"')
    assert run(*options(office), "--policy", policy).code == 0
    figures = json.loads((office / "plan" / "summary.json").read_text(encoding="utf-8"))
    assert figures["policy"] == policy
    assert (figures["bound"] is None) == (figures["gap"] is None) == (policy == "stable")


def test_a_plan_that_is_read_back_is_the_plan(run, office):
    fair(office, policy='must_meet = [["c-0", "b-1"], ["c-0", "b-2"]]', more='invitations = ["c-0", "c-1"]')
    run(*options(office))
    plan, inputs = read_plan(office / "plan")
    assert plan.fair == read_fair(office / "fair.toml")
    assert list(plan.meetings) == read_timetable(office / "plan" / "timetable.csv", plan.fair)
    assert plan.summary.meetings == len(plan.meetings) == 4
    assert inputs.candidates == ((office / "people.csv").resolve(),)
    assert inputs.as_of == "2026-12-05"


def test_wishes_that_cannot_hold_and_people_without_a_meeting_are_told(run, office):
    stay = 'invitations = ["c-1", {candidate_id = "c-0", leaves = "10:20"}, {candidate_id = "c-2", leaves = "10:10"}]'
    fair(office, more=stay, policy='must_meet = [["c-0", "b-1"], ["c-0", "b-2"]]')
    told = run(*options(office))
    assert told.code == 0
    assert "Wishes that cannot hold:\n  One person cannot have all of these meetings: c-0 – b-1, c-0 – b-2" in told.out
    assert "Nobody to meet:\n  c-2: The booths in question are not open during the stay" in told.out


def test_names_are_printed_on_the_sheets_and_stand_nowhere_else(run, office):
    write(office / "names.csv", "candidate_id,name", ["c-0,Tamar Example"])
    told = run(*options(office), "--names", office / "names.csv")
    assert told.code == 0
    assert "Tamar" in (office / "plan" / "handouts.html").read_text(encoding="utf-8")
    for name in ("timetable.csv", "summary.json", "plan.json"):
        assert "Tamar" not in (office / "plan" / name).read_text(encoding="utf-8")
    assert "Tamar" not in told.out + told.err


def test_the_day_of_the_fair_counts_as_today(run, office):
    write(office / "jobs.csv", "id,title,closes_on", [f"v-{n},{TRADES[n % 3]},2026-12-04" for n in range(4)])
    told = run(*options(office))
    assert (told.code, names(office)) == (1, {"people.csv", "jobs.csv", "more.csv", "fair.toml"})
    assert 'The fair "Fair" is not possible. Not one invited person may meet a booth' in told.err
    assert run(*options(office), "--as-of", "2026-12-01").code == 0


# Where it is written


def test_a_plan_is_replaced_only_when_asked_and_other_folders_never(run, office):
    assert run(*options(office)).code == 0
    before = (office / "plan" / "timetable.csv").read_bytes()
    told = run(*options(office), "--policy", "stable")
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert "holds a plan already. Add --force" in told.err
    assert json.loads((office / "plan" / "summary.json").read_text(encoding="utf-8"))["policy"] == "max-total"
    assert run(*options(office), "--policy", "stable", "--force").code == 0
    assert json.loads((office / "plan" / "summary.json").read_text(encoding="utf-8"))["policy"] == "stable"
    assert (office / "plan" / "timetable.csv").read_bytes() == before
    (office / "mine").mkdir()
    write(office / "mine" / "letter.txt", "Dear", [])
    told = run(*options(office, "mine"), "--force")
    assert told.code == 1
    assert "holds other files than those of a plan" in told.err
    assert names(office / "mine") == {"letter.txt"}


@pytest.mark.parametrize(("out", "expected"), [("people.csv", "this is a file"), ("no/plan", "there is no folder")])
def test_a_place_where_no_folder_can_be_is_refused(run, office, out, expected):
    told = run(*options(office, out))
    assert told.code == 1
    assert expected in told.err


def test_nothing_is_left_behind_where_the_sheets_cannot_be_made(run, office, monkeypatch):
    run(*options(office))
    kept = (office / "plan" / "plan.json").read_bytes()

    def fail(*_, **__):
        raise InputFileError("plan", "no paper", "Buy some.")

    monkeypatch.setattr("matching.casework.holding_fairs.write_sheets", fail)
    assert run(*options(office), "--force").code == 1
    assert (office / "plan" / "plan.json").read_bytes() == kept
    assert names(office) == {"people.csv", "jobs.csv", "more.csv", "fair.toml", "plan"}


# What is wrong with the input


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"booths": '[[booths]]\nid = "b-3"\nvacancies = []'}, "vacancies"),
        ({"booths": '[[booths]]\nid = "b-1"\nvacancies = ["v-2"]'}, '"b-1" stands twice'),
        ({"booths": '[[booths]]\nid = "b-3"\nvacancies = ["v-0"]'}, '"v-0" stands twice'),
        ({"booths": '[[booths]]\nid = "b-3"\nvacancies = ["v-9"]'}, 'No vacancy has the id "v-9"'),
        ({"more": 'invitations = ["c-0", "c-0"]'}, '"c-0" stands twice'),
        ({"more": 'invitations = ["c-0", "c-9"]'}, 'No candidate has the id "c-9"'),
        ({"policy": "least_meetings = 3"}, "least_meetings 3 is more than most_meetings 2"),
        ({"policy": 'must_meet = [["c-0", "b-1"]]\nmust_not_meet = [["c-0", "b-1"]]'}, "both must and must not meet"),
        ({"policy": 'must_meet = [["c-0", "b-9"]]'}, '"b-9"'),
        ({"policy": 'must_meet = [["c-9", "b-1"]]'}, 'No invited person has the id "c-9"'),
        ({"policy": "least_score = 1.0"}, "Not one invited person may meet a booth"),
    ],
)
def test_a_mistake_is_one_sentence_and_nothing_is_written(run, office, parts, expected):
    fair(office, **parts)
    before = names(office)
    told = run(*options(office))
    assert told.code == 1
    assert told.err.count("\n") == 1
    assert expected in told.err
    assert names(office) == before


def test_slots_longer_than_the_day_are_refused(run, office):
    text = (office / "fair.toml").read_text(encoding="utf-8").replace("slot_minutes = 20", "slot_minutes = 200")
    (office / "fair.toml").write_text(text, encoding="utf-8")
    told = run(*options(office))
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert "slot_minutes 200 is longer than the day from 10:00 to 12:00" in told.err


# A repair


@pytest.fixture(scope="module")
def once() -> dict[str, bytes]:
    """The files of a plan, made once: a folder of plan is a folder of files, wherever it stands."""
    return {}


@pytest.fixture
def planned(run, office, once) -> Path:
    if not once:
        assert run(*options(office)).code == 0
        once |= {path.name: path.read_bytes() for path in (office / "plan").iterdir() if path.is_file()}
    told = json.loads(once["plan.json"])
    told["inputs"] |= {"candidates": [str(office / "people.csv")], "vacancies": str(office / "jobs.csv")}
    (office / "plan").mkdir(exist_ok=True)
    for name, content in once.items():
        (office / "plan" / name).write_bytes(content)
    (office / "plan" / "plan.json").write_text(json.dumps(told), encoding="utf-8")
    write(office / "ids.txt", "# did not come", ["c-0", "", "c-1"])
    write(office / "booths.txt", "booth_id", ["b-2"])
    write(office / "late.csv", "candidate_id,arrives", ["c-2,11:00"])
    return office


def test_a_repair_writes_the_same_and_what_changed(run, planned):
    told = run(
        "repair", "--plan", planned / "plan", "--absent", planned / "ids.txt", "--late", planned / "late.csv",
        "--walk-ins", planned / "more.csv", "--now", "10:20", "--out", planned / "plan2",
    )  # fmt: skip
    assert told.code == 0, told.err
    assert names(planned / "plan2") == SHEETS | {"timetable.csv", "summary.json", "plan.json", "changes.csv"}
    after, inputs = read_plan(planned / "plan2")
    assert broken_rules(after.fair, after.meetings, now=time(10, 20)) == []
    with (planned / "plan2" / "changes.csv").open(encoding="utf-8", newline="") as lines:
        changes = list(csv.DictReader(lines))
    assert {one["candidate_id"] for one in changes if one["what"] == "cancelled"} <= {"c-0", "c-1", "c-2"}
    assert "w-0" in {one["candidate_id"] for one in changes if one["what"] == "added"}
    assert {one["reason"] for one in changes if one["candidate_id"] == "w-0"} == {
        "The person came without an appointment"
    }
    counts = [sum(one["what"] == what for one in changes) for what in ("kept", "moved", "cancelled", "added")]
    assert told.out.startswith("{} kept, {} moved, {} cancelled, {} added\n".format(*counts))
    assert [path.name for path in inputs.candidates] == ["people.csv", "more.csv"]
    again = run("repair", "--plan", planned / "plan2", "--closed", planned / "booths.txt", "--now", "11:00",
                "--out", planned / "plan3")  # fmt: skip
    assert again.code == 0, again.err
    assert not [one for one in read_plan(planned / "plan3")[0].meetings if one.booth_id == "b-2" and one.slot > 3]


def test_a_meeting_moved_by_hand_in_the_timetable_is_taken_as_it_stands(run, planned):
    path = planned / "plan" / "timetable.csv"
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(rows[:-1]) + "\n", encoding="utf-8")
    told = run("repair", "--plan", planned / "plan", "--out", planned / "plan2")
    assert told.code == 0
    assert told.out.startswith("11 kept")


def test_files_that_went_elsewhere_can_be_named_anew(run, planned):
    (planned / "people.csv").rename(planned / "moved.csv")
    told = run("repair", "--plan", planned / "plan", "--out", planned / "plan2")
    assert told.code == 1
    assert "people.csv: the plan was made from it, but it is not there. Name it with --candidates." in told.err
    told = run("repair", "--plan", planned / "plan", "--out", planned / "plan2", "--candidates", planned / "moved.csv")
    assert told.code == 0


@pytest.mark.parametrize(
    ("option", "content", "expected"),
    [
        ("--absent", "c-9\n", 'No invited person has the id "c-9"'),
        ("--closed", "b-9\n", 'No booth of the fair has the id "b-9"'),
        ("--late", "candidate_id,arrives\nc-9,11:00\n", 'No invited person has the id "c-9"'),
        ("--late", "candidate_id,arrives\nc-0,noon\n", 'row 2: arrives "noon" is not a time'),
        ("--late", "who,when\nc-0,11:00\n", "there is no column candidate_id and no column arrives"),
        ("--walk-ins", "id,desired_occupations\nc-0,welder\n", "The person is invited already"),
        ("--now", "noon", '--now "noon" is not possible'),
        ("--now", "12:00", "closes at 12:00"),
        ("--plan", "", "there is no plan.json in it"),
    ],
)
def test_a_mistake_in_the_news_is_one_sentence_and_nothing_is_written(run, planned, option, content, expected):
    value: str | Path = content
    if option == "--plan":
        value = planned / "nowhere"
    elif option != "--now":
        value = planned / "list.csv"
        (planned / "list.csv").write_text(content, encoding="utf-8")
    words = ["repair", "--plan", planned / "plan", "--out", planned / "plan2", option, value]
    told = run(*words)
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert expected in told.err
    assert not (planned / "plan2").exists()


@pytest.mark.parametrize("name", ["plan.json", "summary.json", "timetable.csv"])
def test_a_damaged_plan_is_named(run, planned, name):
    (planned / "plan" / name).write_text("{}", encoding="utf-8")
    told = run("repair", "--plan", planned / "plan", "--out", planned / "plan2")
    assert (told.code, told.err.count("\n")) == (1, 1)
    assert str(planned / "plan") in told.err


# The lists


def test_ids_stand_one_a_line(tmp_path):
    assert read_ids(write(tmp_path / "ids.txt", "\ufeffcandidate_id", ["c-1", " c-2 ", "# ill", "", "c-1"])) == (
        "c-1",
        "c-2",
    )


def test_late_people_are_a_table_with_commas_or_semicolons(tmp_path):
    assert read_late(write(tmp_path / "late.csv", "candidate_id;arrives", ["c-1;9:05", ";"])) == {"c-1": time(9, 5)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(["c-1,9:00", "c-1,9:20"], 'row 3: the id "c-1" stands twice'), ([",9:00"], "row 2 has no candidate_id")],
)
def test_a_row_without_an_id_of_its_own_is_refused(tmp_path, rows, expected):
    with pytest.raises(InputFileError, match=expected):
        read_late(write(tmp_path / "late.csv", "candidate_id,arrives", rows))


@pytest.mark.parametrize("text", ["24:00", "11.20", "11", "11:2", "", "-1:00", "11:200"])
def test_a_time_is_written_with_a_colon(text):
    with pytest.raises(ValueError, match=r"."):
        clock(text)
