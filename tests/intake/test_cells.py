"""What one cell of a table says, and what it is told when it says nothing we know."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import CefrLevel, Contract, Hours, PayPeriod
from matching.intake.values import dates, languages, lists, numbers, terms, wages, words
from matching.intake.values.words import CellError


@pytest.mark.parametrize(
    ("cell", "answer"),
    [(word, True) for word in ("yes", "Oui", "კი", "true", "1")]
    + [(word, False) for word in ("no", "NON", "არა", "false", "0")],
)
def test_yes_and_no_in_three_languages(cell: str, answer: bool) -> None:
    assert numbers.read_bool(cell) is answer


@pytest.mark.parametrize("cell", ["maybe", "2", "none", "?"])
def test_neither_yes_nor_no(cell: str) -> None:
    with pytest.raises(CellError, match=r"^is neither yes nor no\. Write yes or no\.$"):
        numbers.read_bool(cell)


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("2026-02-01", date(2026, 2, 1)),
        ("2026-02-01 00:00:00", date(2026, 2, 1)),
        ("2026-02-01T10:00:00Z", date(2026, 2, 1)),
        ("25/01/2026", date(2026, 1, 25)),
        ("01/25/2026", date(2026, 1, 25)),
        ("03.03.2026", date(2026, 3, 3)),
        ("10 February 2004", date(2004, 2, 10)),
        ("February 10, 2004", date(2004, 2, 10)),
        ("1er février 2026", date(2026, 2, 1)),
        ("12 მარტი 2026", date(2026, 3, 12)),
    ],
)
def test_dates_that_can_be_read_in_one_way(cell: str, day: date) -> None:
    assert dates.read_date(cell) == day


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("31/02/2026", "is not a date"),
        ("2026-13-01", "is not a date"),
        ("soon", "is not a date"),
        ("30 Smarch 2026", "is not a date"),
        ("05/01/2026", "may be read with the day or the month first"),
    ],
)
def test_what_is_no_date_says_how_to_write_one(cell: str, problem: str) -> None:
    with pytest.raises(CellError, match=rf"^{problem}\. Write YYYY-MM-DD\.$"):
        dates.read_date(cell)


def test_the_other_dates_of_a_column_tell_which_comes_first() -> None:
    assert dates.day_month_order(["05/01/2004", "26/01/2004", "soon"]) == "dmy"
    assert dates.day_month_order(["05/01/2004", "01/26/2004"]) == "mdy"
    assert dates.day_month_order(["26/01/2004", "01/26/2004"]) is None
    assert dates.read_date("05/01/2004", "dmy") == date(2004, 1, 5)
    assert dates.read_date("05/01/2004", "mdy") == date(2004, 5, 1)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("26 January 2004", (date(2004, 1, 26), True)),
        ("Thursday, 15 July 2004", (date(2004, 7, 15), True)),
        ("21 July 2004, 5:30 PM", (date(2004, 7, 21), True)),
        ("16 February 2004\nSTART DATE: 15 March 2004", (date(2004, 2, 16), False)),
        ("no later than 31 May 2004.", (date(2004, 5, 31), False)),
        ("Open until filled", None),
        ("05/01/2004", None),
    ],
)
def test_the_clear_date_of_a_foreign_cell(cell: str, found: tuple[date, bool] | None) -> None:
    assert dates.clear_date(cell, None) == found


@pytest.mark.parametrize(
    ("cell", "number"), [("1200", 1200), ("1 200,5", 1200.5), ("12.50", 12.5), ("1e3", 1000), ("0", 0)]
)
def test_numbers(cell: str, number: float) -> None:
    assert numbers.read_number(cell) == number


@pytest.mark.parametrize("cell", ["1,200", "-4", "x", "1.2.3", "", "inf", "nan"])
def test_what_is_no_number_or_may_be_two(cell: str) -> None:
    with pytest.raises(CellError, match="is not a number"):
        numbers.read_number(cell)


@pytest.mark.slow
@given(st.floats(min_value=0, allow_nan=False, allow_infinity=False))
def test_a_number_written_reads_back(number: float) -> None:
    assert numbers.read_number(numbers.write_number(number)) == number


@pytest.mark.slow
@given(st.lists(st.text(min_size=1).map(str.strip).filter(bool), min_size=1))
def test_a_list_written_reads_back(items: list[str]) -> None:
    assert lists.read_list(lists.write_list(items)) == tuple(items)
    assert lists.read_list_or_none(lists.write_list(items)) == tuple(items)


def test_lists_split_at_semicolons_and_bars() -> None:
    assert lists.read_list("MIG welding; TIG | C:\\tools ;; ") == ("MIG welding", "TIG", "C:\\tools")
    assert lists.read_list_or_none("Aucun") == ()


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("fr:B2; ka:C2; ru", [("fr", CefrLevel.B2), ("ka", CefrLevel.C2), ("ru", None)]),
        ("French B2 | français C1", [("fr", CefrLevel.B2), ("fr", CefrLevel.C1)]),
        ("Géorgien (langue maternelle); anglais - courant", [("ka", CefrLevel.C2), ("en", CefrLevel.C1)]),
        ("ქართული: მშობლიური; ინგლისური B1", [("ka", CefrLevel.C2), ("en", CefrLevel.B1)]),
        ("German", [("de", None)]),
    ],
)
def test_languages_with_and_without_levels(cell: str, found: list[tuple[str, CefrLevel | None]]) -> None:
    assert [(one["code"], one["level"]) for one in languages.read_languages(cell)] == found


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("Blurbish B2", 'holds "Blurbish", which is no language known here'),
        ("fr: so so", 'holds "so so", which is no level'),
    ],
)
def test_unknown_languages_and_levels(cell: str, problem: str) -> None:
    with pytest.raises(CellError, match=problem):
        languages.read_languages(cell)


def test_contracts_hours_and_countries_by_their_usual_names() -> None:
    assert terms.read_contract("CDI") is Contract.PERMANENT
    assert terms.read_contract("Intérim") is Contract.TEMPORARY
    assert terms.read_contract("fixed-term") is Contract.FIXED_TERM
    assert terms.read_hours("Temps partiel") is Hours.PART_TIME
    assert [terms.read_country(cell) for cell in ("ge", "Allemagne", "საქართველო", "GR")] == ["GE", "DE", "GE", "GR"]
    assert [wages.read_currency(cell) for cell in ("lari", "€", "DH", "chf")] == ["GEL", "EUR", "MAD", "CHF"]
    with pytest.raises(CellError, match=r"is not a contract\. Write one of: permanent, fixed_term"):
        terms.read_contract("forever")


@pytest.mark.parametrize(
    ("cell", "wage"),
    [
        ("2 000 - 3 000 DH", (2000, 3000, "MAD", PayPeriod.MONTH)),
        ("Plus de 10 000 DH", (10000, None, "MAD", PayPeriod.MONTH)),
        ("Starting from $500", (500, None, "USD", PayPeriod.MONTH)),
        ("30,000 EUR per year", (30000, 30000, "EUR", PayPeriod.YEAR)),
        ("15 € / h", (15, 15, "EUR", PayPeriod.HOUR)),
        ("1 200 ლარი", (1200, 1200, "GEL", PayPeriod.MONTH)),
        ("1500", None),
        ("$1500 + social package", None),
        ("Commission", None),
    ],
)
def test_the_clear_wage_of_a_foreign_cell(cell: str, wage: tuple[float, float | None, str, PayPeriod] | None) -> None:
    found = wages.clear_wage(cell)
    assert (found and tuple(found.values())) == wage


def test_school_levels_and_lengths_of_foreign_cells() -> None:
    assert [terms.clear_isced(cell) for cell in ("Bac plus 2", "Bac+5", "Niveau Bac", "ბაკალავრი", "Autre")] == [
        5,
        7,
        3,
        6,
        None,
    ]
    lengths = ("2 ans", "6 mois", "at least 5 years of experience", "Pas neccessaire")
    assert [numbers.clear_months(cell) for cell in lengths] == [24, 6, 60, 0]
    assert numbers.clear_months("some") is None
    assert words.says_nothing("A discuter")
    assert not words.says_nothing("CDI")


@pytest.mark.parametrize(
    ("cell", "month"),
    [("2019", "2019"), ("2019.0", "2019"), ("2019 г.", "2019"), ("2019 წელი", "2019"), ("2019-06", "2019-06"),
     ("06/2019", "2019-06"), ("6.2019", "2019-06"), ("2019-06-30", "2019-06"), ("30.06.2019", "2019-06"),
     ("juin 2019", "2019-06"), ("Sept. 2019", "2019-09"), ("30 juin 2019", "2019-06"), ("июня 2019", "2019-06"),
     ("ივნისი 2019", "2019-06"), ("2019 წლის ივნისამდე", "2019-06"), ("jusqu'en 2019", "2019"), ("до 2019", "2019"),
     ("until June 2019", "2019-06"), ("03/04/2019", "2019")],
)  # fmt: skip
def test_a_year_a_month_or_a_date_tells_when_work_ended(cell: str, month: str) -> None:
    assert dates.read_end(cell) == dates.read_month(cell) == month


@pytest.mark.parametrize(
    "cell", ["present", "Present.", "today", "à ce jour", "en cours", "по настоящее время", "н.в.", "დღემდე", "heute"]
)
def test_words_tell_that_work_goes_on(cell: str) -> None:
    assert dates.read_end(cell) == "ongoing"
    with pytest.raises(CellError):
        dates.read_month(cell)


@pytest.mark.parametrize("cell", ["soon", "13/2019", "2019-00", "31/04/2019", "1850", "12"])
def test_what_is_no_time_of_work(cell: str) -> None:
    with pytest.raises(CellError, match=r"^is neither a year, a month nor a date\. Write 2019, 2019-06 or 2019"):
        dates.read_end(cell)
