"""A fair is read from TOML or JSON; whatever is wrong with the file is one sentence that says what to do."""

from __future__ import annotations

import csv
import json
from datetime import date, time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matching.domain.fair import Booth, Fair, Invitation, Policy, Rule, Span
from matching.errors import InputFileError
from matching.fairs.reading import read_fair

DAY = 'name = "Spring"\nday = 2026-12-05\nopens = "10:00"\ncloses = "16:00"\n'
BOOTH = '[[booths]]\nid = "b-1"\nvacancies = ["v-1"]\n'
DEMO = Path(__file__).parents[2] / "data" / "demo"


def written(folder: Path, text: str, name: str = "fair.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def complaint(path: Path) -> str:
    with pytest.raises(InputFileError) as caught:
        read_fair(path)
    return str(caught.value).removeprefix(f"{path}: ")


def test_the_least_fair(tmp_path: Path) -> None:
    assert read_fair(written(tmp_path, DAY + BOOTH)) == Fair(
        name="Spring",
        day=date(2026, 12, 5),
        opens=time(10),
        closes=time(16),
        booths=(Booth(id="b-1", vacancies=("v-1",)),),
    )


WHOLE = """
name = "Autumn"
day = 2026-12-05
place = "Kutaisi"
timezone = "Asia/Tbilisi"
opens = 10:00:00
closes = "16:30"
slot_minutes = 30
breaks = [["13:00", "14:00"]]
walking_minutes = 5
invitations = ["c-1", { candidate_id = "c-2", arrives = "11:00", accompanied = true, languages = ["tr"] }]

[[booths]]
id = "b-1"
employer = "Bakery"
vacancies = ["v-1", "v-2"]
interviewers = 2
hours = ["10:00", "15:00"]
breaks = [{ start = "11:00", end = "11:30" }]
hall = "A"
languages = ["ka", "en"]
most_meetings = 9

[policy]
rule = "fair-first"
least_meetings = 1
most_meetings = 3
must_meet = [["c-1", "b-1"]]
"""


def test_a_whole_fair_with_short_forms(tmp_path: Path) -> None:
    fair = read_fair(written(tmp_path, WHOLE))
    assert fair.slots == 13
    assert fair.breaks == (Span(start=time(13), end=time(14)),)
    assert fair.invitations == (
        Invitation(candidate_id="c-1"),
        Invitation(candidate_id="c-2", arrives=time(11), accompanied=True, languages=("tr",)),
    )
    booth = fair.booths[0]
    assert (booth.hours, booth.breaks) == (
        Span(start=time(10), end=time(15)),
        (Span(start=time(11), end=time(11, 30)),),
    )
    assert fair.policy == Policy(rule=Rule.FAIR_FIRST, least_meetings=1, most_meetings=3, must_meet=(("c-1", "b-1"),))


def test_json_reads_the_same_and_what_the_model_writes_comes_back(tmp_path: Path) -> None:
    fair = read_fair(written(tmp_path, WHOLE))
    assert read_fair(written(tmp_path, "\ufeff" + fair.model_dump_json(), "fair.json")) == fair


PROBLEMS = {
    DAY: "booths is missing. Add it.",
    DAY + '[[booths]]\nid = "b-1"\n': 'booth "b-1" vacancies is missing. Add it.',
    DAY + '[[booths]]\nid = "b-1"\nvacancies = []\n': 'booth "b-1" vacancies is empty. Name at least one.',
    DAY + '[[booths]]\nvacancies = ["v-1"]\n': "booth 1 id is missing. Add it.",
    DAY + "slot_minutes = 500\n" + BOOTH: (
        "slot_minutes 500 is longer than the day from 10:00 to 16:00. Shorten the slots, or open longer."
    ),
    DAY + 'slot_minutes = "twenty"\n' + BOOTH: 'slot_minutes "twenty" is not possible. Write a whole number.',
    DAY + BOOTH + BOOTH: 'the booth "b-1" stands twice. Give each an id of its own.',
    DAY + BOOTH + BOOTH.replace("b-1", "b-2"): 'the vacancy "v-1" stands twice. Name it at one booth only.',
    DAY + 'invitations = ["c-1", "c-1"]\n' + BOOTH: (
        'the invited person "c-1" stands twice. Give each an id of its own.'
    ),
    DAY + "slot_minute = 30\n" + BOOTH: "slot_minute is not known. Write slot_minutes, if that is meant.",
    DAY + BOOTH + "slot_minutes = 30\n": (
        'booth "b-1" slot_minutes is not known. It belongs at the top of the file, above the first table in brackets.'
    ),
    DAY + BOOTH + "chairs = 2\n": (
        'booth "b-1" chairs is not known. Known here: id, employer, vacancies, interviewers, hours, breaks, hall, '
        "languages, most_meetings."
    ),
    DAY + BOOTH + 'hours = { start = "10:00", until = "12:00" }\n': (
        'booth "b-1" hours end is missing. Add it. There is 1 more problem.'
    ),
    DAY + BOOTH + "interviewers = 0\n": 'booth "b-1" interviewers "0" is not possible. It must be at least 1.',
    DAY + BOOTH + 'hours = "10:00-12:00"\n': (
        'booth "b-1" hours "10:00-12:00" is not a table of keys and values. '
        'Write two times, such as ["12:00", "13:00"].'
    ),
    DAY + BOOTH + 'hours = ["12:00", "11:00"]\n': (
        'booth "b-1" hours: 11:00 is not after 12:00. Correct one of the two times.'
    ),
    DAY + BOOTH + 'languages = ["Georgian"]\n': (
        'booth "b-1" languages no. 1 "Georgian" is not possible. '
        'Write a code of two or three small letters, such as "ka".'
    ),
    DAY.replace("2026-12-05", '"5 December"') + BOOTH: 'day "5 December" is not a date. Write a date as YYYY-MM-DD.',
    DAY.replace("2026-12-05", '"2026-12-45"') + BOOTH: 'day "2026-12-45" is not possible. Write a date as YYYY-MM-DD.',
    DAY.replace("2026-12-05", "20261205") + BOOTH: 'day "20261205" is not a date. Write a date as YYYY-MM-DD.',
    DAY.replace('"10:00"', "10") + BOOTH: 'opens "10" is not a time. Write a time of the day, such as "09:30".',
    DAY.replace('"10:00"', '"25:00"') + BOOTH: (
        'opens "25:00" is not possible. Write a time of the day, such as "09:30".'
    ),
    DAY.replace('"10:00"', '"10:00+04:00"') + BOOTH: (
        'opens "10:00+04:00" has a zone. Write local time without one.'
    ),
    DAY.replace('"10:00"', '"17:00"') + BOOTH: (
        "it closes at 16:00, not after it opens at 17:00. Correct one of the two times."
    ),
    DAY + 'timezone = "Kutaisi"\n' + BOOTH: (
        'timezone "Kutaisi" is not known. Write its IANA name, such as "Asia/Tbilisi".'
    ),
    DAY + BOOTH + '[policy]\nrule = "fastest"\n': (
        'policy rule "fastest" is not possible. Choose one of max-total, fair-first, stable.'
    ),
    DAY + BOOTH + '[policy]\nmust_meet = [["c-1", "b-9"]]\n': (
        'the policy names the booth "b-9", which is not at the fair. Name a booth of the list.'
    ),
    DAY + BOOTH + '[policy]\nmust_meet = [["c-1"]]\n': (
        'policy must_meet no. 1 "["c-1"]" is not a pair. '
        'Write a candidate and a booth in brackets of their own, such as [["c-001", "b-02"]].'
    ),
    DAY + BOOTH + '[policy]\nmust_meet = [["c-1", "b-1"]]\nmust_not_meet = [["c-1", "b-1"]]\n': (
        "policy: c-1 and b-1 both must and must not meet. Leave one of the two out."
    ),
    DAY + BOOTH + "[policy]\nleast_meetings = 5\n": (
        "policy: least_meetings 5 is more than most_meetings 4. Lower the least, or raise the most."
    ),
    DAY + BOOTH + "[policy]\ntravel_km = -3\nleast_score = 7\n": (
        'policy travel_km "-3" is not possible. It must be more than 0. There is 1 more problem.'
    ),
    DAY + BOOTH + '[[invitations]]\ncandidate_id = "c-1"\narrives = "12:00"\nleaves = "11:00"\n': (
        'invitation "c-1": c-1 leaves at 11:00, before arriving. Correct one of the two times.'
    ),
    DAY + '[booths]\nid = "b-1"\n': "booths is one table. Write it in two brackets: [[booths]].",
    DAY + 'policy = "max-total"\n' + BOOTH: (
        'policy "max-total" is not a table of keys and values. Its keys are rule, least_meetings, most_meetings, '
        "most_per_booth, travel_km, least_score, must_meet, must_not_meet."
    ),
    "": "it is empty. Write a fair as in data/demo/fair.toml.",
    "name = \n": "it is not TOML: Invalid value (at line 1, column 8). Correct it there.",
}  # fmt: skip


@pytest.mark.parametrize(("text", "sentence"), PROBLEMS.items(), ids=range(len(PROBLEMS)))
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert complaint(written(tmp_path, text)) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "it is not JSON: Expecting property name enclosed in double quotes (at line 1, column 2)."),
        ("[]", "it is not a table of keys and values. Write a fair as in data/demo/fair.toml."),
        ("[" * 100_000, "it is nested too deeply."),
    ],
)
def test_json_that_is_none(tmp_path: Path, text: str, sentence: str) -> None:
    assert complaint(written(tmp_path, text, "fair.json")).startswith(sentence)


def test_a_file_that_is_not_there_or_of_another_kind(tmp_path: Path) -> None:
    assert complaint(tmp_path / "none.toml") == "there is no such file. Check the path."
    assert complaint(written(tmp_path, DAY, "fair.txt")) == (
        "this kind of file is not known. A fair is written in .toml or .json."
    )
    (tmp_path / "folder.toml").mkdir()
    assert "cannot be read" in complaint(tmp_path / "folder.toml")
    (tmp_path / "latin.toml").write_bytes('name = "Foire d\xe9but"\n'.encode("latin-1"))
    assert complaint(tmp_path / "latin.toml") == "it is not a text in UTF-8. Save it as UTF-8."


def ids_in(name: str) -> set[str]:
    with (DEMO / name).open(encoding="utf-8", newline="") as file:
        return {row["id"] for row in csv.DictReader(file)}


def test_the_demo_fair_names_people_and_vacancies_of_the_demo_data() -> None:
    fair = read_fair(DEMO / "fair.toml")
    assert len(fair.booths) == 14
    assert len({booth.hall for booth in fair.booths}) == 2
    assert fair.slots == 10
    vacancies = {one for booth in fair.booths for one in booth.vacancies}
    assert vacancies < ids_in("vacancies.csv")
    assert len(vacancies) == 89
    people = {one.candidate_id for one in fair.invitations}
    assert people < ids_in("candidates.csv")
    assert {one for one, _ in fair.policy.must_meet + fair.policy.must_not_meet} <= people


keys = st.sampled_from([*Fair.model_fields, *Booth.model_fields, *Policy.model_fields, "start", "end", "candidate_id"])
leaves = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(["10:00", "b-1"])
)
anything = st.recursive(
    leaves, lambda of: st.lists(of, max_size=3) | st.dictionaries(keys, of, max_size=4), max_leaves=8
)


@pytest.mark.slow
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.dictionaries(keys, anything, max_size=3), inside=st.sampled_from([None, "booths", "policy"]))
def test_whatever_the_file_holds_the_answer_is_a_fair_or_one_sentence(
    tmp_path: Path, changes: dict, inside: str | None
) -> None:
    fair = json.loads(read_fair(written(tmp_path, WHOLE)).model_dump_json())
    for table in fair["booths"] if inside == "booths" else [fair["policy"] if inside else fair]:
        table.update(changes)
    path = written(tmp_path, json.dumps(fair), "fair.json")
    try:
        said = f"{path}: {read_fair(path).name}."
    except InputFileError as error:
        said = str(error)
    assert said.startswith(f"{path}: ")
    assert said.endswith(".")
