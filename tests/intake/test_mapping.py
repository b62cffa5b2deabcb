"""Which of two files does a mapping of columns speak of?"""

from pathlib import Path

import pytest

from matching.errors import InputFileError, InvalidValueError
from matching.intake import read_candidates
from matching.intake.tables.reading import split_map


def table(folder: Path, name: str, header: str) -> Path:
    path = folder / name
    path.write_text(f"{header}\n{','.join('x' for _ in header.split(','))}\n", encoding="utf-8")
    return path


def test_a_header_speaks_of_the_file_that_has_it(tmp_path):
    people, jobs = table(tmp_path, "people.csv", "Code,Métier rêvé"), table(tmp_path, "jobs.csv", "Ref,Intitulé")
    column_map = {"Code": "id", "Métier rêvé": "desired_occupations", "Ref": "id", "intitule": "title"}
    assert split_map(column_map, people, jobs) == (
        {"Code": "id", "Métier rêvé": "desired_occupations"},
        {"Ref": "id", "intitule": "title"},
    )


def test_a_header_of_both_speaks_of_the_records_that_have_such_a_column(tmp_path):
    people, jobs = table(tmp_path, "people.csv", "Nr,Titre"), table(tmp_path, "jobs.csv", "Nr,Titre")
    column_map = {"Nr": "id", "Titre": "essential_skill_1_phrase"}
    assert split_map(column_map, people, jobs) == ({"Nr": "id"}, column_map)


def test_documents_have_no_columns_and_leave_the_mapping_to_the_table(tmp_path):
    (tmp_path / "cvs").mkdir()
    (tmp_path / "cvs" / "cv-1.txt").write_text("welder", encoding="utf-8")
    jobs = table(tmp_path, "jobs.csv", "Ref,Titre")
    assert split_map({"Titre": "title"}, tmp_path / "cvs", jobs) == ({}, {"Titre": "title"})


def test_a_header_that_neither_has_is_refused_with_those_there_are(tmp_path):
    people, jobs = table(tmp_path, "people.csv", "Code"), table(tmp_path, "jobs.csv", "Ref")
    with pytest.raises(InputFileError) as caught:
        split_map({"Titre": "title"}, people, jobs)
    assert str(caught.value) == (
        'people.csv, jobs.csv: there is no column "Titre" to map. Their columns are "Code", "Ref".'
    )


def test_a_column_that_we_do_not_have_is_left_for_the_reader_to_refuse(tmp_path):
    people, jobs = table(tmp_path, "people.csv", "Code,Metier"), table(tmp_path, "jobs.csv", "Ref")
    of_people, of_jobs = split_map({"Code": "nonsense"}, people, jobs)
    assert of_jobs == {}
    with pytest.raises(InvalidValueError, match='Column "nonsense" is not possible'):
        read_candidates(people, column_map=of_people)


def test_without_a_mapping_no_file_is_read():
    assert split_map({}, Path("nowhere.csv"), Path("nowhere.xlsx")) == ({}, {})
