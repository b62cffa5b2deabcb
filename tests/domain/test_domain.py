"""What is a candidate, a vacancy, a match? Frozen models, validated once, without identity."""

from datetime import date

import pytest
from builders import candidates, job, person, vacancies
from hypothesis import given
from pydantic import ValidationError

from matching.domain import Candidate, CefrLevel, Contract, Experience, LanguageLevel, PayPeriod, Vacancy, Wage
from matching.domain.terms import highest_level

IDENTITY = ("name", "first_name", "surname", "email", "phone", "passport", "document_number", "address")
TRAITS = ("sex", "gender", "birth_date", "age", "disability", "origin", "nationality", "religion", "marital_status")


@pytest.mark.parametrize("field", [*IDENTITY, *TRAITS])
def test_a_candidate_has_no_field_for_identity_or_a_protected_trait(field: str) -> None:
    assert field not in Candidate.model_fields
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        person(**{field: "x"})


def test_an_experience_has_no_field_for_an_employers_name() -> None:
    with pytest.raises(ValidationError, match="Extra inputs"):
        Experience.model_validate({"title": "cook", "employer": "x"})


def test_models_do_not_change() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        person().place = "Batumi"


@pytest.mark.parametrize(
    "said",
    [
        {"desired_occupations": ["welder"]},
        {"skills": [{"phrase": "MIG welding"}]},
        {"certificates": [{"name": "ISO 9606"}]},
        {"text": "I weld."},
        {"experiences": [{"description": "welded pipes"}]},
        {"experiences": [{"title": "welder"}]},
        {"education": [{"title": "welding school"}]},
    ],
)
def test_a_candidate_needs_one_thing_said_and_nothing_more(said: dict) -> None:
    assert Candidate.model_validate({"id": "p", **said}).id == "p"


@pytest.mark.parametrize("said", [{}, {"text": "  "}, {"experiences": [{"months": 12}]}, {"place": "Batumi"}])
def test_a_candidate_who_says_nothing_is_refused(said: dict) -> None:
    with pytest.raises(ValidationError, match="needs at least one title, skill or text"):
        Candidate.model_validate({"id": "p", **said})


def test_a_vacancy_needs_a_title_or_a_description() -> None:
    assert Vacancy(id="v", description="We weld.").title is None
    with pytest.raises(ValidationError, match="needs a title or a description"):
        Vacancy(id="v", place="Batumi")


def test_a_vacancy_does_not_close_before_it_opens() -> None:
    with pytest.raises(ValidationError, match="opens on 2026-05-02, after it closes on 2026-05-01"):
        job(opens_on=date(2026, 5, 2), closes_on=date(2026, 5, 1))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", ""), ("id", "   "), ("id", "x" * 201), ("radius_km", -1), ("radius_km", float("nan")),
        ("country", "Georgia"), ("country", "ge"), ("lang", "EN"), ("desired_occupations", [""]),
        ("experiences", [{"title": "x", "months": -1}]), ("experiences", [{"title": "x", "months": 901}]),
        ("education", [{"isced": 9}]), ("languages", [{"code": "fr", "level": "D1"}]), ("contracts", ["for ever"]),
        ("available_from", "31/02/2026"), ("wage", {"minimum": float("inf")}), ("skills", [{"phrase": " "}]),
    ],
)  # fmt: skip
def test_values_out_of_their_range_are_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError) as fault:
        person(**{field: value})
    assert fault.value.errors()[0]["loc"][0] == field


def test_text_is_trimmed_and_a_list_of_phrases_says_each_thing_once() -> None:
    one = person(id=" p ", desired_occupations=["welder ", "cook", " welder"])
    assert one.id == "p"
    assert one.desired_occupations == ("welder", "cook")


def test_unknown_is_not_the_same_as_none() -> None:
    assert person().licences is None
    assert person(licences=[]).licences == ()


def test_levels_are_ordered() -> None:
    assert [level.rank for level in CefrLevel] == [1, 2, 3, 4, 5, 6]
    assert CefrLevel("B2").rank == 4


def test_a_wage_needs_an_amount_and_its_ends_in_order() -> None:
    assert Wage(minimum=5).model_dump() == {"minimum": 5.0, "maximum": None, "currency": "GEL", "period": "month"}
    with pytest.raises(ValidationError, match="needs a minimum or a maximum"):
        Wage()
    with pytest.raises(ValidationError, match="minimum wage 6 is above the maximum 5"):
        Wage(minimum=6, maximum=5)
    with pytest.raises(ValidationError, match="greater than or equal to 0"):
        Wage(minimum=-1)


def test_periods_of_pay_are_parts_of_one_full_time_month() -> None:
    year = 52 * 40
    assert PayPeriod.HOUR.per_month == pytest.approx(year / 12)
    assert PayPeriod.DAY.per_month * 8 == pytest.approx(PayPeriod.HOUR.per_month)
    assert PayPeriod.WEEK.per_month * 12 == pytest.approx(52)
    assert PayPeriod.MONTH.per_month == 1
    assert PayPeriod.YEAR.per_month * 12 == pytest.approx(1)


@given(candidates())
def test_json_gives_a_candidate_back(one: Candidate) -> None:
    assert Candidate.model_validate_json(one.model_dump_json()) == one


@given(vacancies())
def test_json_gives_a_vacancy_back(one: Vacancy) -> None:
    assert Vacancy.model_validate_json(one.model_dump_json()) == one


def test_words_of_the_domain_are_written_as_in_files() -> None:
    assert job(contract="fixed_term").contract is Contract.FIXED_TERM


@pytest.mark.parametrize(("code", "highest"), [("fr", CefrLevel.B2), ("ka", None), ("de", None)])
def test_the_highest_level_known_of_a_language_counts(code: str, highest: CefrLevel | None) -> None:
    said = [("fr", "B1"), ("fr", None), ("fr", "B2"), ("fr", "A1"), ("ka", None)]
    levels = [LanguageLevel.model_validate({"code": one, "level": level}) for one, level in said]
    assert highest_level(levels, code) == highest


@pytest.mark.parametrize(
    ("started", "ended", "months"),
    [("2015", "2019", 48), ("2015-03", "2015-05", 3), ("2015", "2015", 4), ("2015-06", "2016", 13),
     ("2016", "2017-01", 7), ("2015-01-20", "2019-12-01", 60), (2015, 2019, 48), ("1930", "2026", 900),
     ("2015", "ongoing", None), ("2015", None, None), (None, "2019", None)],
)  # fmt: skip
def test_months_of_work_are_counted_from_its_start_to_its_end(started, ended, months) -> None:
    work = Experience(title="welder", started=started, ended=ended)
    assert work.months == months
    assert Experience(title="welder", started=started, ended=ended, months=7).months == 7
    assert Experience.model_validate_json(work.model_dump_json()) == work


@pytest.mark.parametrize(
    ("ended", "years"),
    [("2026-11", 0), ("2025-11", 1), ("2026-05", 0.5), ("2021", 4 + 11 / 12), ("2026", 0), ("2030", 0),
     ("ongoing", 0), (None, 0)],
)  # fmt: skip
def test_what_is_not_known_of_the_end_of_work_makes_it_no_longer_ago(ended, years) -> None:
    assert Experience(title="welder", ended=ended).years_since(date(2026, 11, 16)) == pytest.approx(years)


def test_work_that_goes_on_has_lasted_until_today() -> None:
    work = Experience(title="welder", started="2024-12", ended="ongoing")
    assert (work.months, work.lasted(), work.lasted(date(2026, 11, 16))) == (None, None, 24)
    assert Experience(title="welder", started="2027", ended="ongoing").lasted(date(2026, 11, 16)) == 0
    assert Experience(title="welder", started="2024").lasted(date(2026, 11, 16)) is None


@pytest.mark.parametrize(
    ("field", "value"),
    [("ended", "soon"), ("ended", "2019-13"), ("ended", "1850"), ("ended", 12), ("ended", True),
     ("started", "ongoing"), ("started", "June"), ("ended", "2014"), ("ended", "2015-02")],
)  # fmt: skip
def test_the_time_of_work_is_a_year_or_a_month_in_order(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        Experience.model_validate({"title": "welder", "started": "2015-03", field: value})
