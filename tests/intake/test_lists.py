"""Are two columns of a small CSV file read as they stand, and is any other file refused in one sentence?"""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook

from matching.errors import InputFileError
from matching.intake.lists import TwoColumnRow, read_codes, read_pairs, read_two_columns


def wrote(folder: Path, text: str | bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_both_columns_are_read_in_any_order_and_others_passed_over(tmp_path: Path, delimiter: str) -> None:
    rows = ["\ufeffRight,note,left", " b ,x, a ", '"d e",,ც', ",,", "f"]
    path = wrote(tmp_path, "\r\n".join(row.replace(",", delimiter) for row in rows))
    assert read_two_columns(path, ("left", "right")) == [
        TwoColumnRow(2, "a", "b"),
        TwoColumnRow(3, "ც", "d e"),
        TwoColumnRow(5, "", "f"),
    ]


def test_a_worksheet_is_read_as_well_and_what_was_kept_from_running_as_a_formula_is_itself(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    book = Workbook()
    assert book.active is not None
    for row in (("left", "right"), ("'=a", "b")):
        book.active.append(row)
    book.save(path)
    assert read_two_columns(path, ("left", "right")) == [TwoColumnRow(2, "=a", "b")]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        (
            "list.csv",
            "left\na\n",
            "there is no column right. Give a CSV or Excel file with the columns left,right.",
        ),
        ("list.csv", "", "the file is empty. Give a file with a header and at least one row."),
        ("list.jsonl", "{}", "this is no CSV or Excel file. Give a CSV or Excel file with the columns left,right."),
    ],
    ids=["a column is missing", "an empty file", "another kind of file"],
)
def test_another_file_is_refused_in_one_sentence(tmp_path: Path, name: str, text: str, said: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputFileError) as told:
        read_two_columns(path, ("left", "right"))
    assert str(told.value) == f"{path}: {said}"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="cannot be read"):
        read_two_columns(tmp_path / "none.csv", ("left", "right"))


def test_pairs_and_codes_are_such_files(tmp_path: Path) -> None:
    pairs = wrote(tmp_path, "candidate_id,vacancy_id\nc-1,v-1\nc-1,v-1\nc-2,v-1\n")
    assert read_pairs(pairs) == {("c-1", "v-1"), ("c-2", "v-1")}
    codes = wrote(tmp_path, "vacancy_id,isco\nv-1,7212\nv-2,\nv-3, 5 \n")
    assert read_codes(codes) == {"v-1": "7212", "v-3": "5"}
    with pytest.raises(InputFileError, match=r'"72125" of v-1 is no ISCO-08 code\. Write one to four digits\.'):
        read_codes(wrote(tmp_path, "vacancy_id,isco\nv-1,72125\n"))
