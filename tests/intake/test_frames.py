"""Does a frame come in as the file of the same rows does, and go out so that it reads back equal?"""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from intake.test_export import CANDIDATES as PEOPLE
from intake.test_export import VACANCIES as JOBS

from matching.domain import Candidate, Hours, Vacancy
from matching.errors import InputFileError, InvalidRowsError, InvalidValueError
from matching.intake import read_candidates, read_vacancies, write_candidates
from matching.intake.export import frame_of
from matching.intake.reading import read_courses
from matching.intake.tables.headers import CANDIDATES, COURSES, VACANCIES

DEMO = Path(__file__).parents[2] / "data" / "demo"
READERS = {"candidates": read_candidates, "vacancies": read_vacancies, "courses": read_courses}
LAYOUTS = {"candidates": CANDIDATES, "vacancies": VACANCIES, "courses": COURSES}


def one(reader=read_candidates, **columns):
    """The only item of a frame with one row."""
    (item,) = reader(pd.DataFrame({name: [value] for name, value in columns.items()})).items
    return item


@pytest.mark.parametrize("kind", READERS)
def test_a_file_read_by_pandas_is_taken_as_the_file_itself(kind):
    path = DEMO / f"{kind}.csv"
    from_file, from_frame = READERS[kind](path), READERS[kind](pd.read_csv(path))
    assert from_frame.items == from_file.items
    assert from_frame.notes == from_file.notes


@pytest.mark.parametrize("kind", READERS)
def test_what_is_made_a_frame_reads_back_equal(kind):
    items = READERS[kind](DEMO / f"{kind}.csv").items
    frame = frame_of(items, LAYOUTS[kind])
    assert READERS[kind](frame).items == items
    assert READERS[kind](frame.set_index("id")).items == items
    assert READERS[kind](frame.convert_dtypes()).items == items


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PEOPLE)
def test_any_candidate_goes_through_a_frame(candidate):
    assert read_candidates(frame_of([candidate], CANDIDATES)).items == (candidate,)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JOBS)
def test_any_vacancy_goes_through_a_frame(vacancy):
    assert read_vacancies(frame_of([vacancy], VACANCIES)).items == (vacancy,)


def test_columns_of_a_frame_have_types():
    frame = frame_of(read_vacancies(DEMO / "vacancies.csv").items, VACANCIES)
    assert str(frame.dtypes["wage_min"]) == "float64"
    assert str(frame.dtypes["positions"]) == "Int64"
    assert str(frame.dtypes["on_the_job_training"]) == "boolean"
    assert str(frame.dtypes["opens_on"]) == "datetime64[s]"
    assert list(frame_of([], CANDIDATES).columns) == ["id", "text"]


def test_values_of_pandas_and_python_are_understood():
    found = one(
        id=7.0,
        skills=["welding; MIG", "grinding"],
        licences=[],
        hours=[Hours.FULL_TIME],
        languages=[{"code": "ka", "level": "C2"}],
        remote=np.True_,
        relocation=False,
        radius_km=np.float32(40.5),
        wage_min=Decimal("1500.00"),
        wage_currency="GEL",
        wage_period="month",
        available_from=pd.Timestamp("2026-12-01"),
        experience_1_title="welder",
        experience_1_started=pd.Period("2019-06"),
        experience_1_months=np.int64(30),
        education_1_title="CAP soudeur",
        education_1_recognised=np.nan,
        text=None,
        place=pd.NA,
        return_status=float("nan"),
    )
    assert found == Candidate.model_validate({
        "id": "7",
        "skills": [{"phrase": "welding; MIG"}, {"phrase": "grinding"}],
        "licences": (),
        "hours": ["full_time"],
        "languages": [{"code": "ka", "level": "C2"}],
        "remote": True,
        "relocation": False,
        "radius_km": 40.5,
        "wage": {"minimum": 1500, "currency": "GEL", "period": "month"},
        "available_from": "2026-12-01",
        "experiences": [{"title": "welder", "started": "2019-06", "months": 30}],
        "education": [{"title": "CAP soudeur"}],
    })  # fmt: skip


@pytest.mark.parametrize("day", [date(2026, 12, 1), datetime(2026, 12, 1), np.datetime64("2026-12-01"), "2026-12-01"])
def test_days_in_every_form(day):
    frame = pd.DataFrame({"id": ["v-1", "v-2"], "title": ["Welder", "Cook"], "closes_on": [day, None]}, dtype=object)
    assert [one.closes_on for one in read_vacancies(frame).items] == [date(2026, 12, 1), None]


@pytest.mark.parametrize("skills", [("MIG", "TIG"), {"TIG", "MIG"}, np.array(["MIG", "TIG"]), "MIG; TIG", "MIG|TIG"])
def test_lists_in_every_form(skills):
    assert [one.phrase for one in one(id="c-1", skills=skills).skills] == ["MIG", "TIG"]


def test_objects_are_taken_as_those_of_json_lines():
    found = one(id="c-1", experiences=[{"title": "welder", "months": 54.0, "country": None}], wage={"minimum": 900.0})
    assert found.experiences[0].months == 54
    assert found.wage.minimum == 900


def test_other_names_of_columns_are_known_and_mapped():
    frame = pd.DataFrame({"Intitulé": ["Soudeur"], "Ort": ["Kutaisi"], 3: ["?"], "": ["nothing"]})
    read = read_vacancies(frame, column_map={"Ort": "place"})
    assert read.items == (Vacancy(id="table-0", title="Soudeur", place="Kutaisi"),)
    assert read.notes == ('Columns not used: "3".',)


# Identity


def test_identity_is_stripped_and_dropped_as_from_a_file(tmp_path):
    frame = pd.DataFrame(
        {
            "id": ["c-1"],
            "name": ["Nino Beridze"],
            "phone": [995555123456],
            "skills": [["welding", "nino@example.org"]],
            "text": ["I am Nino Beridze, call +995 555 12 34 56."],
        }
    )
    read = read_candidates(frame)
    told = read.items[0].model_dump_json() + "".join(read.notes)
    for secret in ("Nino", "Beridze", "555", "example.org"):
        assert secret not in told
    path = tmp_path / "table.csv"
    frame.assign(skills="welding; nino@example.org").to_csv(path, index=False)
    assert read_candidates(path) == read


def test_an_id_that_would_identify_is_replaced():
    assert one(id="nino@example.org", skills="welding").id == "table-0"


# Rows


def frame_with_faults() -> pd.DataFrame:
    frame = read_frame().iloc[:20].copy()
    frame["positions"] = frame["positions"].astype(object)
    frame.loc[17, "positions"] = "several"
    frame.loc[3, "closes_on"] = "soon"
    return frame


def read_frame() -> pd.DataFrame:
    return pd.read_csv(DEMO / "vacancies.csv")


def test_every_bad_row_is_named_by_its_number_in_the_frame():
    frame = frame_with_faults()
    with pytest.raises(InvalidRowsError, match=r"^table: 2 problems, nothing was loaded") as caught:
        read_vacancies(frame)
    assert [problem.split('"')[0] for problem in caught.value.problems] == [
        "table row 3: closes_on ",
        "table row 17: positions ",
    ]
    read = read_vacancies(frame, skip_invalid=True)
    assert len(read.items) == 18
    assert [problem.row for problem in read.problems] == [3, 17]


def test_a_row_keeps_its_label_when_others_are_left_out():
    with pytest.raises(InvalidRowsError) as caught:
        read_vacancies(frame_with_faults().iloc[10:])
    assert caught.value.problems[0].startswith("table row 17: ")
    by_place = frame_with_faults().iloc[10:].set_index("id")
    with pytest.raises(InvalidRowsError) as caught:
        read_vacancies(by_place)
    assert caught.value.problems[0].startswith("table row 7: ")


def test_rows_without_an_id_get_one_and_blank_rows_are_left_out():
    frame = pd.DataFrame({"title": ["Welder", None, "Cook"], "place": ["Batumi", " ", np.nan]})
    assert [one.id for one in read_vacancies(frame).items] == ["table-0", "table-2"]


def test_repeated_rows_are_reported_as_in_a_file():
    frame = pd.DataFrame({"id": ["v-1", "v-1"], "title": ["Welder", "Welder"]})
    assert read_vacancies(frame).notes == ("1 exact duplicate dropped.",)
    with pytest.raises(InvalidRowsError) as caught:
        read_vacancies(frame.assign(title=["Welder", "Cook"]))
    assert caught.value.problems == (
        'table row 1: id "v-1" already stands in row 0 with other content. Give each row an id of its own.',
    )


def test_an_index_that_is_a_column_as_well_is_taken_once():
    frame = pd.DataFrame({"id": ["v-1"], "title": ["Welder"]})
    assert read_vacancies(frame.set_index("id", drop=False)).items == (Vacancy(id="v-1", title="Welder"),)
    assert read_vacancies(frame.set_index(["id", "title"])).items == (Vacancy(id="v-1", title="Welder"),)


# What is no table


def test_a_frame_that_cannot_be_read_is_refused_in_one_sentence():
    twice = pd.DataFrame([["v-1", "Welder", "Cook"]], columns=["id", "title", "title"])
    refused = {
        "table: the table has no rows. Give a table with at least one row that is not empty.": pd.DataFrame(
            {"id": [], "title": []}
        ),
        'table: the column "title" stands twice. Remove or rename one of the two.': twice,
    }
    for text, frame in refused.items():
        with pytest.raises(InputFileError) as caught:
            read_vacancies(frame)
        assert str(caught.value) == text
    with pytest.raises(InputFileError, match=r'^table: no column is known as one of a vacancy: "x"'):
        read_vacancies(pd.DataFrame({"x": [1]}))


@pytest.mark.parametrize("source", [None, 3, [{"id": "v-1"}], pd.Series(["v-1"])])
def test_what_is_neither_path_nor_frame_is_refused(source):
    with pytest.raises(InvalidValueError, match=r"Give the path of a file or folder, or a pandas\.DataFrame\."):
        read_vacancies(source)


def test_a_path_may_be_text(tmp_path):
    people = read_candidates(str(DEMO / "candidates.csv")).items
    write_candidates(people, tmp_path / "people.jsonl")
    assert read_candidates(f"{tmp_path}/people.jsonl").items == people


def test_progress_is_told():
    seen = []
    read_vacancies(read_frame(), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 91), (91, 91)]
