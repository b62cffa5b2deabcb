"""Does a workbook hold text as text, in sheets that have a name, a width and a way to print?"""

import io

import pytest
from openpyxl import load_workbook

from matching.presentation.spreadsheets import (
    LONGEST_CELL,
    Tabs,
    add_filter,
    add_plain_row,
    add_row,
    add_sheet,
    add_title,
    link_to,
    new_workbook,
    saved,
    set_print,
)


def read(book):
    return load_workbook(io.BytesIO(saved(book)))


@pytest.mark.parametrize("streamed", [False, True])
@pytest.mark.parametrize("text", ["=1+1", "+995", "-x", "@x", "plain\x01\x0b"])
def test_text_stays_text_whatever_it_begins_with(streamed: bool, text: str):
    book = new_workbook(streamed=streamed)
    sheet = add_sheet(book, "one", [12, 30], freeze="A2")
    add_row(sheet, ["name", "value"], bold=True)
    add_row(sheet, [text, 0.5, None], wraps=[True, False, False], formats=[None, "0.00"], left=False)
    add_plain_row(sheet, [text, None])
    found = read(book)["one"]
    clean = text.replace("\x01", " ").replace("\x0b", " ")
    for row in (2, 3):
        assert (found.cell(row, 1).value, found.cell(row, 1).data_type) == (clean, "s")
    assert found.freeze_panes == "A2"
    assert found.column_dimensions["B"].width == 30
    assert found["A1"].font.bold
    assert (found["B2"].number_format, found["B2"].alignment.horizontal) == ("0.00", None)
    assert found["A2"].alignment.wrap_text


def test_a_text_too_long_for_a_cell_is_cut():
    book = new_workbook()
    add_row(add_sheet(book, "one"), ["x" * 40_000])
    assert read(book)["one"]["A1"].value == "x" * LONGEST_CELL


def test_a_sheet_is_titled_linked_filtered_and_printed():
    book = new_workbook()
    sheet = add_sheet(book, "it's")
    add_title(sheet, "Title")
    add_row(sheet, ())
    cell, *_ = add_row(sheet, ["to there"])
    link_to(cell, "it's")
    add_filter(sheet, 1, 3)
    set_print(sheet, landscape=False, repeat=2)
    found = read(book)["it's"]
    assert (found["A1"].font.size, found.max_row) == (14, 3)
    assert found["A3"].hyperlink.location == "'it''s'!A1"
    assert found.auto_filter.ref == "A1:A3"
    assert (found.page_setup.orientation, found.print_title_rows) == ("portrait", "$1:$2")


def test_no_name_of_a_sheet_stands_twice_or_is_refused():
    tabs = Tabs()
    assert [tabs.name(one) for one in ("a/b", "A_B", "History", "", "x" * 40)] == [
        "a_b", "A_B (2)", "History (2)", "_", "x" * 31,
    ]  # fmt: skip
    assert tabs.name("X" * 40) == "X" * 27 + " (2)"
