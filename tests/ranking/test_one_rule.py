"""Do the columns of many pairs and the rules of one pair say the same?"""

import math
from datetime import date

import numpy as np
import pytest
from builders import TODAY, candidates, columns, vacancies
from hypothesis import given, settings

from matching.domain import Candidate, Vacancy
from matching.domain.comparing import (
    compared_languages,
    contract_suits,
    hours_suit,
    wage_suffices,
    wait_days,
    works_from_home,
)
from matching.geography import kilometres_between, locate
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.eligibility import Check, gate, lacks_language, not_yet_available
from matching.ranking.features import contract_wished, from_home, hours_wished, pair_distance_km, wage_reached

ROW = np.zeros(1, dtype=np.int64)
Pair = tuple[CandidateColumns, VacancyColumns, np.ndarray, np.ndarray]


def known(value: float) -> bool | None:
    return None if math.isnan(value) else bool(value == 1)


@settings(deadline=None, max_examples=150)
@given(candidates(), vacancies())
def test_many_pairs_and_one_pair_are_compared_alike(one: Candidate, other: Vacancy) -> None:
    pair: Pair = (*columns([one], [other]), ROW, ROW)
    assert from_home(*pair)[0] == works_from_home(one, other)
    assert lacks_language(*pair)[0] == any(each.below for each in compared_languages(one, other))
    assert known(hours_wished(*pair)[0]) == hours_suit(one, other)
    assert known(contract_wished(*pair)[0]) == contract_suits(one, other)
    wait = wait_days(one, other)
    assert not_yet_available(*pair)[0] == (wait is not None and wait < 0)
    assert known(wage_reached(*pair)[0]) in {wage_suffices(one, other), True}
    assert math.isnan(wage_reached(*pair)[0]) == (wage_suffices(one, other) is None)
    in_doubt = bool(gate(*pair, as_of=TODAY).checks[0] & Check.WAGE.value)
    assert in_doubt == (one.wage is not None and not wage_suffices(one, other))


@settings(deadline=None, max_examples=50)
@given(candidates(), vacancies())
def test_the_way_of_a_pair_is_as_long_alone_as_among_many(one: Candidate, other: Vacancy) -> None:
    alone = kilometres_between(locate(one.place, one.country), locate(other.place, other.country))
    (among,) = pair_distance_km(*columns([one], [other]), ROW, ROW)
    assert (alone is None) == math.isnan(among)
    if alone is not None:
        assert alone == pytest.approx(among, rel=1e-12)


def test_an_hour_and_a_month_are_compared_by_the_month() -> None:
    one = Candidate.model_validate({"id": "p", "text": "x", "wage": {"minimum": 1_500, "period": "month"}})
    by_hour = Vacancy.model_validate({"id": "v", "title": "x", "wage": {"minimum": 9, "period": "hour"}})
    assert wage_suffices(one, by_hour) is True
    assert wage_suffices(one, by_hour.model_copy(update={"wage": one.wage and one.wage.model_copy(
        update={"currency": "EUR"})})) is None  # fmt: skip
    assert wage_suffices(one, Vacancy(id="v", title="x")) is None


def test_what_nobody_said_is_neither_true_nor_false() -> None:
    one, other = Candidate(id="p", text="x"), Vacancy(id="v", title="x", starts_on=date(2026, 1, 1))
    told = wage_suffices(one, other), wait_days(one, other), hours_suit(one, other), contract_suits(one, other)
    assert told == (None,) * 4
    assert not works_from_home(one, other)
    assert works_from_home(one, Vacancy(id="v", title="x", remote=True))
    assert not works_from_home(one.model_copy(update={"remote": False}), Vacancy(id="v", title="x", remote=True))
