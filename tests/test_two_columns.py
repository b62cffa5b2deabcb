"""Are two columns of a small CSV file read as they stand, and is any other file refused in one sentence?"""

from __future__ import annotations

from pathlib import Path

import pytest

from matching.errors import InputFileError
from matching.intake.codes import read_codes
from matching.intake.pairs import read_pairs
from matching.intake.two_columns import read_two_columns


def wrote(folder: Path, text: str | bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def test_both_columns_are_read_in_any_order_and_others_passed_over(tmp_path: Path) -> None:
    path = wrote(tmp_path, '\ufeffright,note,left\r\n b ,x, a \r\n"d, e",,ც\r\n\r\nf\r\n')
    assert read_two_columns(path, ("left", "right")) == [("a", "b"), ("ც", "d, e"), ("", "f")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("left,other\na,b\n", "its columns are left, other. Give a CSV file with the columns left,right."),
        ("", "its columns are none. Give a CSV file with the columns left,right."),
        (b"left,right\n\xff,b\n", "it cannot be read as a CSV file. Give a CSV file with the columns left,right."),
    ],
    ids=["a column is missing", "an empty file", "no UTF-8"],
)
def test_another_file_is_refused_in_one_sentence(tmp_path: Path, text: str | bytes, said: str) -> None:
    path = wrote(tmp_path, text)
    with pytest.raises(InputFileError) as told:
        read_two_columns(path, ("left", "right"))
    assert str(told.value) == f"{path}: {said}"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="it cannot be read as a CSV file"):
        read_two_columns(tmp_path / "none.csv", ("left", "right"))


def test_pairs_and_codes_are_such_files(tmp_path: Path) -> None:
    pairs = wrote(tmp_path, "candidate_id,vacancy_id\nc-1,v-1\nc-1,v-1\nc-2,v-1\n")
    assert read_pairs(pairs) == {("c-1", "v-1"), ("c-2", "v-1")}
    codes = wrote(tmp_path, "vacancy_id,isco\nv-1,7212\nv-2,\nv-3, 5 \n")
    assert read_codes(codes) == {"v-1": "7212", "v-3": "5"}
    with pytest.raises(InputFileError, match=r'"72125" of v-1 is no ISCO-08 code\. Write one to four digits\.'):
        read_codes(wrote(tmp_path, "vacancy_id,isco\nv-1,72125\n"))
