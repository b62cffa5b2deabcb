from collections import Counter
from datetime import date

import pytest

from benchmarks.generation.catalogue import load_catalogue
from benchmarks.generation.labour_market import generate_population
from matching.domain import ReturnStatus
from matching.errors import InvalidValueError
from matching.geography import locate

AS_OF = date(2026, 3, 1)
CATALOGUE = load_catalogue()
BY_TITLE = {one.titles["en"][0]: one for one in CATALOGUE}


@pytest.fixture(scope="module")
def population():
    return generate_population(
        CATALOGUE, people=2000, vacancies=1500, languages=("en", "fr", "ka"), seed=3, as_of=AS_OF
    )


def test_a_larger_population_begins_with_the_smaller_one_and_sides_do_not_touch(population):
    people, vacancies = generate_population(
        CATALOGUE, people=50, vacancies=1500, languages=("en", "fr", "ka"), seed=3, as_of=AS_OF
    )
    assert people == population[0][:50]
    assert vacancies == population[1]


def test_people_live_in_georgian_towns_larger_towns_more_often(population):
    towns = Counter(town.name for one in population[0] if (town := locate(one.place, "GE")))
    assert sum(one.place is None for one in population[0]) / 2000 == pytest.approx(0.07, abs=0.02)
    assert sum(towns.values()) == sum(one.place is not None for one in population[0])
    assert [name for name, _ in towns.most_common(2)] == ["Tbilisi", "Kutaisi"]
    assert len(towns) > 25
    assert "Sokhumi" not in towns


def test_people_have_every_field_and_each_of_them_is_sometimes_unknown(population):
    people = population[0]
    for field in ("desired_occupations", "education", "licences", "radius_km", "relocation", "remote", "wage", "hours"):
        known = sum(bool(getattr(one, field)) for one in people) / len(people)
        assert 0.1 < known < 0.95, field
    assert {one.return_status for one in people} == set(ReturnStatus)
    assert {one.lang for one in people} == {"en", "fr", "ka"}
    assert all(one.wage.currency == "GEL" and 300 <= one.wage.minimum <= 10_000 for one in people if one.wage)
    preparing = [one for one in people if one.return_status is ReturnStatus.PREPARING_RETURN]
    assert all(one.available_from is not None and one.available_from > AS_OF for one in preparing)


def test_vacancies_have_every_field_and_some_are_closed_or_filled(population):
    vacancies = population[1]
    closed = [one for one in vacancies if (one.closes_on and one.closes_on < AS_OF) or one.positions == 0]
    assert 0.1 < len(closed) / len(vacancies) < 0.25
    assert all(set(one.licences) <= {"B", "C", "CE", "D", "T"} for one in vacancies)
    drivers = [one for one in vacancies if one.title in BY_TITLE["Truck driver"].names("en")]
    assert any("CE" in one.licences for one in drivers)
    for field in ("contract", "hours", "wage", "languages", "starts_on", "description", "optional_skills"):
        known = sum(bool(getattr(one, field)) for one in vacancies) / len(vacancies)
        assert 0.2 < known < 0.9, field


def test_a_population_in_a_language_that_nobody_writes_is_refused():
    with pytest.raises(InvalidValueError, match='languages "en, de"'):
        generate_population(CATALOGUE, people=1, vacancies=1, languages=("en", "de"), seed=1, as_of=AS_OF)
