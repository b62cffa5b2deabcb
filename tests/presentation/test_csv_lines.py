"""Does a table read back as it was written, and does a spreadsheet run nothing of it?"""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.presentation.csv_lines import csv_text, guarded, guarded_text, unguarded


def test_a_line_of_csv_reads_back_whatever_its_cells_hold():
    cells = ("plain", "a, b", 'say "yes"', "two\nlines", "two\rparts", "ჩაი", "", 1, 0.5, None)
    text = csv_text([cells, ("next", *cells[1:])])
    first, second = csv.reader(io.StringIO(text, newline=""))
    assert first == ["" if cell is None else str(cell) for cell in cells]
    assert second[0] == "next"
    assert text.endswith("\n")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_run_by_a_spreadsheet(start):
    (row,) = csv.reader(io.StringIO(csv_text([(f"{start}1+1", "a=1", -1)]), newline=""))
    assert row == [f"'{start}1+1", "a=1", "-1"]


@given(st.text(alphabet="=+-@\t\r' ab", max_size=6))
def test_a_guard_is_undone_to_the_letter(cell: str):
    assert unguarded(guarded(cell)) == cell
    assert unguarded(guarded_text(cell)) == cell
    assert guarded(cell)[:1] not in {*"=+-@", "\t", "\r"}
