"""Why is a pair refused, and what should somebody check before it is referred?"""

from datetime import date, timedelta

import numpy as np
import pytest
from builders import TODAY, candidates, columns, cross, gate_of, job, numbered, person, vacancies
from hypothesis import given, settings

from matching.domain import Candidate, Vacancy
from matching.geography import distance_km, locate
from matching.ranking.eligibility import USUAL_COMMUTE_KM, Check, Refusal, gate

NOTHING = (Refusal(0), Check(0))
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def decided(one: dict, other: dict, **stated) -> tuple[Refusal, Check]:
    return gate_of(person(**one), job(**other), **stated)


def refused(rule: Refusal) -> tuple[Refusal, Check]:
    return rule, Check(0)


def to_check(point: Check) -> tuple[Refusal, Check]:
    return Refusal(0), point


def test_where_nothing_is_known_nothing_is_refused_and_nothing_asked() -> None:
    assert decided({}, {}) == NOTHING


@pytest.mark.parametrize(
    ("closes_on", "result"),
    [(YESTERDAY, refused(Refusal.CLOSED)), (TODAY, NOTHING), (TOMORROW, NOTHING), (None, NOTHING)],
)
def test_a_vacancy_is_closed_from_the_day_after_it_closes(closes_on: date | None, result) -> None:
    assert decided({}, {"closes_on": closes_on}) == result


def test_old_vacancies_are_open_on_an_old_day() -> None:
    offer = {"closes_on": date(2004, 6, 30)}
    assert decided({}, offer) == refused(Refusal.CLOSED)
    assert decided({}, offer, as_of=date(2004, 6, 1)) == NOTHING


def test_a_vacancy_that_opens_later_is_to_check() -> None:
    assert decided({}, {"opens_on": TOMORROW}) == to_check(Check.NOT_OPEN_YET)
    assert decided({}, {"opens_on": TODAY}) == NOTHING


@pytest.mark.parametrize(("positions", "result"), [(0, refused(Refusal.FILLED)), (1, NOTHING), (None, NOTHING)])
def test_a_vacancy_without_positions_left_is_filled(positions: int | None, result) -> None:
    assert decided({}, {"positions": positions}) == result


@pytest.mark.parametrize(
    ("held", "asked", "result"),
    [
        (["B"], ["B"], NOTHING),
        (["CE"], ["C"], NOTHING),
        (["CE"], ["permis B"], NOTHING),
        (["permis b"], ["Driving licence"], NOTHING),
        (["B"], ["C"], refused(Refusal.LICENCE)),
        ([], ["B"], refused(Refusal.LICENCE)),
        (["B"], ["B", "D"], refused(Refusal.LICENCE)),
        (None, ["B"], to_check(Check.LICENCE)),
        (["ADR"], ["ADR"], NOTHING),
        (["adr!"], ["ADR"], NOTHING),
        (None, ["ADR"], to_check(Check.LICENCE)),
        (["B"], ["ADR"], refused(Refusal.LICENCE)),
        ([], ["ADR"], refused(Refusal.LICENCE)),
        # A licence of a trade goes by many names.
        (["transport of dangerous goods"], ["ADR"], to_check(Check.LICENCE)),
        # Driving categories do not.
        (["ADR"], ["B"], refused(Refusal.LICENCE)),
        (["B", "forklift"], ["CE", "ADR"], refused(Refusal.LICENCE)),
        ([], [], NOTHING),
        (None, [], NOTHING),
    ],
)
def test_licences(held: list[str] | None, asked: list[str], result) -> None:
    assert decided({"licences": held}, {"licences": asked}) == result


def test_a_certificate_may_be_the_licence_of_a_trade_but_never_of_driving() -> None:
    papers = {"licences": [], "certificates": [{"name": "dangerous goods"}]}
    assert decided(papers, {"licences": ["ADR"]}) == to_check(Check.LICENCE)
    assert decided(papers, {"licences": ["B"]}) == refused(Refusal.LICENCE)


def speaks(**levels: str | None) -> dict:
    return {"languages": [{"code": code, "level": level} for code, level in levels.items()]}


@pytest.mark.parametrize(
    ("held", "asked", "result"),
    [
        (speaks(fr="B2"), speaks(fr="B2"), NOTHING),
        (speaks(fr="C1"), speaks(fr="B2"), NOTHING),
        (speaks(fr="B1"), speaks(fr="B2"), refused(Refusal.LANGUAGE)),
        (speaks(fr="C1", ka="A2"), speaks(fr="B2", ka="B1"), refused(Refusal.LANGUAGE)),
        (speaks(), speaks(fr="B2"), to_check(Check.LANGUAGE)),
        (speaks(fr=None), speaks(fr="B2"), to_check(Check.LANGUAGE)),
        (speaks(en="C2"), speaks(fr="A1"), to_check(Check.LANGUAGE)),
        (speaks(fr="A1"), speaks(fr=None), NOTHING),
        (speaks(fr=None), speaks(fr=None), to_check(Check.LANGUAGE)),
        (speaks(), speaks(fr=None), to_check(Check.LANGUAGE)),
        (speaks(fr="B1"), speaks(fr="B2", ka="A1"), (Refusal.LANGUAGE, Check.LANGUAGE)),
        (speaks(fr="A1"), speaks(), NOTHING),
    ],
)
def test_languages(held: dict, asked: dict, result) -> None:
    assert decided(held, asked) == result


def kilometres(one: str, other: str) -> float:
    ours, theirs = locate(one), locate(other)
    assert ours is not None
    assert theirs is not None
    return float(distance_km(ours.latitude, ours.longitude, theirs.latitude, theirs.longitude))


KUTAISI, BATUMI = {"place": "Kutaisi"}, {"place": "Batumi"}
AWAY = kilometres("Kutaisi", "Batumi")
OUT, ASK = refused(Refusal.OUT_OF_REACH), to_check(Check.REACH)


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        ({**KUTAISI, "radius_km": AWAY - 1}, BATUMI, OUT),
        ({**KUTAISI, "radius_km": AWAY + 1}, BATUMI, NOTHING),
        ({**KUTAISI, "radius_km": 0}, KUTAISI, NOTHING),
        ({**KUTAISI, "radius_km": 10, "relocation": True}, BATUMI, NOTHING),
        ({**KUTAISI, "radius_km": 10, "relocation": False}, BATUMI, OUT),
        ({**KUTAISI, "radius_km": 10}, {**BATUMI, "remote": True}, NOTHING),
        ({**KUTAISI, "radius_km": 10, "remote": True}, {**BATUMI, "remote": True}, NOTHING),
        ({**KUTAISI, "radius_km": 10, "remote": False}, {**BATUMI, "remote": True}, OUT),
        ({**KUTAISI, "radius_km": 10, "remote": True}, {**BATUMI, "remote": False}, OUT),
        ({**KUTAISI, "radius_km": 10, "regions": ["Adjara"]}, BATUMI, NOTHING),
        ({**KUTAISI, "radius_km": 10, "regions": ["adjara", "Kakheti"]}, BATUMI, NOTHING),
        ({**KUTAISI, "radius_km": 10, "regions": ["Kakheti"]}, BATUMI, OUT),
        # Without a radius nobody is refused, but a long way is to be talked about.
        (KUTAISI, BATUMI, ASK),
        (KUTAISI, KUTAISI, NOTHING),
        # Where a place is unknown, it is to be asked for as soon as it could matter.
        ({"radius_km": 10}, BATUMI, ASK),
        ({"place": "Nowhere at all", "radius_km": 10}, BATUMI, ASK),
        ({**KUTAISI, "radius_km": 10}, {}, ASK),
        (KUTAISI, {}, ASK),
        ({}, BATUMI, ASK),
        ({"relocation": True}, BATUMI, NOTHING),
        ({"radius_km": 10}, {"remote": True}, NOTHING),
        ({"regions": ["Adjara"]}, BATUMI, NOTHING),
    ],
)
def test_reach(one: dict, other: dict, result) -> None:
    assert decided(one, other) == result
    assert AWAY > USUAL_COMMUTE_KM


@pytest.mark.parametrize(
    ("available_from", "starts_on", "result"),
    [
        (TOMORROW, TODAY, refused(Refusal.NOT_YET_AVAILABLE)),
        (TODAY, TODAY, NOTHING),
        (TODAY, TOMORROW, NOTHING),
        (TOMORROW, None, to_check(Check.AVAILABILITY)),
        (TODAY, None, NOTHING),
        (None, TODAY, NOTHING),
    ],
)
def test_availability(available_from: date | None, starts_on: date | None, result) -> None:
    assert decided({"available_from": available_from}, {"starts_on": starts_on}) == result


def pay(amount: float, currency: str = "GEL") -> dict:
    return {"wage": {"minimum": amount, "currency": currency}}


@pytest.mark.parametrize(
    ("asked", "given", "result"),
    [
        (pay(1_000), pay(1_000), NOTHING),
        (pay(1_000), pay(900), to_check(Check.WAGE)),
        (pay(1_000), pay(900, "EUR"), to_check(Check.WAGE)),
        (pay(1_000), {}, to_check(Check.WAGE)),
        ({}, pay(900), NOTHING),
    ],
)
def test_a_wage_is_talked_about_and_never_refuses(asked: dict, given: dict, result) -> None:
    assert decided(asked, given) == result


@pytest.mark.parametrize(
    ("education", "asked", "result"),
    [
        ([], 3, to_check(Check.EDUCATION)),
        ([{"title": "school"}], 3, to_check(Check.EDUCATION)),
        ([{"isced": 3}], 3, NOTHING),
        # Below the level is said by the score.
        ([{"isced": 2}], 3, NOTHING),
        ([{"isced": 3, "recognised": False}], 3, to_check(Check.RECOGNITION)),
        ([{"isced": 6, "recognised": False}, {"isced": 3}], 3, NOTHING),
        ([{"isced": 6, "recognised": False}, {"isced": 2}], 3, to_check(Check.RECOGNITION)),
        ([{"isced": 2, "recognised": False}], 3, NOTHING),
        ([{"isced": 6, "recognised": False}], 0, NOTHING),
        ([{"isced": 6, "recognised": False}], None, NOTHING),
        ([], 0, NOTHING),
    ],
)
def test_education_and_its_recognition_are_checked_and_never_refuse(
    education: list[dict], asked: int | None, result
) -> None:
    assert decided({"education": education}, {"education_isced": asked}) == result


@pytest.mark.parametrize(
    ("experiences", "asked", "result"),
    [
        ([], 12, to_check(Check.EXPERIENCE)),
        ([{"title": "welder"}], 12, to_check(Check.EXPERIENCE)),
        ([{"title": "welder", "months": 1}], 12, NOTHING),
        ([], 0, NOTHING),
        ([], None, NOTHING),
    ],
)
def test_unknown_lengths_of_experience_are_checked(experiences: list[dict], asked: int | None, result) -> None:
    assert decided({"experiences": experiences}, {"experience_months": asked}) == result


def test_an_excluded_pair_is_refused_and_no_other() -> None:
    people, jobs = columns([person("a"), person("b")], [job("x"), job("y")])
    one, other = cross(2, 2)
    excluded = {("a", "y"), ("b", "nobody"), ("nobody", "x")}
    found = gate(people, jobs, one, other, as_of=TODAY, excluded=excluded)
    assert found.refusals.tolist() == [0, Refusal.EXCLUDED, 0, 0]
    assert found.eligible.tolist() == [True, False, True, True]
    nobody = gate(people, jobs, one, other, as_of=TODAY, excluded=[("nobody", "x")])
    assert nobody.eligible.all()


def test_every_rule_that_holds_is_named() -> None:
    one = person(**speaks(fr="A1"), **KUTAISI, radius_km=5, licences=[], available_from=TOMORROW)
    other = job(**speaks(fr="C1"), **BATUMI, licences=["B"], starts_on=TODAY, closes_on=YESTERDAY, positions=0)
    everything, _ = gate_of(one, other, excluded=[("p", "v")])
    assert set(everything) == set(Refusal)


def test_no_pairs_need_no_decision() -> None:
    none = np.array([], dtype=np.int64)
    for people, jobs in (columns([], []), columns([person(licences=["B"], **speaks(fr="A1"))], [])):
        found = gate(people, jobs, none, none, as_of=TODAY, excluded=[("a", "b")])
        assert found.eligible.shape == (0,)


@settings(deadline=None, max_examples=15)
@given(numbered(candidates(), "p", 5), numbered(vacancies(), "v", 5))
def test_a_decision_is_the_same_alone_and_in_any_batch(people: list[Candidate], jobs: list[Vacancy]) -> None:
    one, other = cross(len(people), len(jobs))
    whole = gate(*columns(people, jobs), one, other, as_of=TODAY)
    for at in range(0, len(one), 3):
        alone = gate_of(people[one[at]], jobs[other[at]])
        assert alone == (Refusal(int(whole.refusals[at])), Check(int(whole.checks[at])))


UNKNOWN = {
    Refusal.LICENCE: {"licences": None, "certificates": ()},
    Refusal.LANGUAGE: {"languages": ()},
    Refusal.OUT_OF_REACH: {"place": None},
    Refusal.NOT_YET_AVAILABLE: {"available_from": None},
}


@settings(deadline=None, max_examples=40)
@given(candidates(), vacancies())
def test_what_a_person_leaves_open_never_refuses(one: Candidate, other: Vacancy) -> None:
    rules, _ = gate_of(one, other)
    for rule in rules & ~(Refusal.CLOSED | Refusal.FILLED):
        silent = Candidate.model_validate({**one.model_dump(), **UNKNOWN[rule]})
        assert rule not in gate_of(silent, other)[0]


@settings(deadline=None, max_examples=40)
@given(candidates(), vacancies())
def test_a_vacancy_that_asks_nothing_refuses_nobody(one: Candidate, other: Vacancy) -> None:
    open_to_all = {
        "languages": (),
        "licences": (),
        "place": None,
        "starts_on": None,
        "closes_on": None,
        "positions": None,
    }
    assert gate_of(one, Vacancy.model_validate({**other.model_dump(), **open_to_all}))[0] == Refusal(0)
