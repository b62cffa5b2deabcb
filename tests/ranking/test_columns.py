"""What do features and rules need of many people or vacancies, as arrays instead of objects?"""

import math
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from builders import candidates, columns, job, numbered, person, vacancies
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain import Candidate, Contract, Hours, Vacancy, Wage
from matching.domain.comparing import monthly, offered, reservation
from matching.geography import locate
from matching.ranking.columns import CONTRACTS, HOURS, Ragged

lists = st.lists(st.lists(st.tuples(st.integers(0, 50), st.sampled_from((0.5, 1.0, 2.0))), max_size=4), max_size=6)


def unrolled(ragged: Ragged) -> list[list[tuple[int, float]]]:
    return [
        list(zip(ragged.phrases[start:end].tolist(), ragged.weights[start:end].tolist(), strict=True))
        for start, end in pairwise(ragged.offsets)
    ]


@given(lists)
def test_ragged_lists_are_the_lists_they_were_made_of(held: list[list[tuple[int, float]]]) -> None:
    ragged = Ragged.of(held)
    assert unrolled(ragged) == held
    assert ragged.lengths.tolist() == [len(one) for one in held]


@given(lists.filter(bool), st.data())
def test_owners_can_be_taken_in_any_order_and_more_than_once(held: list, data: st.DataObject) -> None:
    owners = data.draw(st.lists(st.integers(0, len(held) - 1), max_size=8))
    assert unrolled(Ragged.of(held).take(np.array(owners, dtype=np.int64))) == [held[owner] for owner in owners]


def test_nobody_is_a_population_too() -> None:
    people, jobs = columns([], [])
    assert len(people) == len(jobs) == 0
    assert people.phrasing.gist.shape[0] == jobs.phrasing.vectors.shape[0] == 0
    assert people.contracts.shape == (0, len(CONTRACTS))
    assert jobs.hours.shape == (0, len(HOURS))


def test_what_is_unknown_is_nan_and_flags_are_down() -> None:
    people, jobs = columns([person()], [job()])
    for column in (
        people.latitude,
        people.isced,
        people.isced_recognised,
        people.radius_km,
        people.relocation,
        people.remote,
        people.available,
        people.wage,
        jobs.longitude,
        jobs.isced,
        jobs.experience_months,
        jobs.remote,
        jobs.opens,
        jobs.closes,
        jobs.starts,
        jobs.positions,
        jobs.wage,
        jobs.training,
    ):
        assert column.shape == (1,)  # fmt: skip
        assert math.isnan(column[0])
    assert people.currency == jobs.currency == people.regions == jobs.regions == ("",)
    assert not people.licences_known[0]
    assert not people.trade_papers[0]
    assert not people.contracts.any()
    assert not jobs.contract.any()
    assert people.languages.shape == jobs.languages.shape == (1, 0)


def test_a_place_is_looked_up_and_has_to_lie_in_the_country_stated() -> None:
    kutaisi = locate("Kutaisi")
    assert kutaisi is not None
    people, _ = columns([person("a", place="ქუთაისი", country="GE"), person("b", place="Kutaisi", country="FR")], [])
    assert people.latitude[0] == kutaisi.latitude
    assert people.regions[0] == "imereti"
    assert math.isnan(people.longitude[1])


def test_the_highest_level_of_a_language_counts_however_often_it_is_named() -> None:
    spoken = [{"code": "fr", "level": "B2"}, {"code": "fr"}, {"code": "fr", "level": "A1"}, {"code": "ka"}]
    people, jobs = columns([person(languages=spoken)], [job(languages=spoken)])
    assert people.language_codes == jobs.language_codes == ("fr", "ka")
    assert people.languages.tolist() == [[4, 0]]
    assert jobs.languages.tolist() == [[4, -1]]


@pytest.mark.parametrize(
    ("education", "highest", "recognised"),
    [
        ([{"isced": 3}, {"isced": 6}], 6, 6),
        ([{"isced": 3, "recognised": True}, {"isced": 6, "recognised": False}], 6, 3),
        ([{"isced": 6, "recognised": False}], 6, None),
        ([{"title": "school"}], None, None),
        ([{"isced": 0}], 0, 0),
    ],
)
def test_education_is_the_highest_level_and_the_highest_that_nobody_denies(
    education: list[dict], highest: int | None, recognised: int | None
) -> None:
    people, _ = columns([person(education=education)], [])
    for found, right in ((people.isced[0], highest), (people.isced_recognised[0], recognised)):
        assert math.isnan(found) if right is None else found == right


def test_wages_are_compared_by_the_full_time_month() -> None:
    assert monthly(Wage(minimum=10, period="hour"), 10) == pytest.approx(1733.33, abs=0.01)
    assert monthly(Wage(minimum=12_000, period="year"), 12_000) == pytest.approx(1_000)
    assert math.isnan(monthly(None, None))
    span = Wage(minimum=1, maximum=3)
    assert (reservation(span), offered(span)) == (1, 3)
    assert (reservation(Wage(maximum=3)), offered(Wage(minimum=1))) == (3, 1)
    assert reservation(None) is None
    assert offered(None) is None
    people, jobs = columns(
        [person(wage={"minimum": 800})], [job(wage={"minimum": 700, "maximum": 900, "period": "week"})]
    )
    assert people.wage[0] == 800
    assert jobs.wage[0] == pytest.approx(3_900)
    assert people.currency == jobs.currency == ("GEL",)


def test_days_are_ordinals_and_yes_or_no_is_a_number() -> None:
    people, jobs = columns(
        [person(available_from="2026-03-02", relocation=True, remote=False)],
        [job(closes_on="2026-03-03", positions=0, remote=True)],
    )
    assert people.available[0] == date(2026, 3, 2).toordinal()
    assert (people.relocation[0], people.remote[0]) == (1, 0)
    assert jobs.closes[0] == date(2026, 3, 3).toordinal()
    assert (jobs.positions[0], jobs.remote[0]) == (0, 1)


@pytest.mark.parametrize(
    ("apprenticeship", "on_the_job", "training"),
    [(True, None, 1), (None, True, 1), (True, False, 1), (False, False, 0), (False, None, 0), (None, None, None)],
)
def test_training_is_offered_where_either_form_is(
    apprenticeship: bool | None, on_the_job: bool | None, training: int | None
) -> None:
    _, jobs = columns([], [job(apprenticeship=apprenticeship, on_the_job_training=on_the_job)])
    assert math.isnan(jobs.training[0]) if training is None else jobs.training[0] == training


def test_wishes_are_flags_over_all_contracts_and_hours() -> None:
    people, jobs = columns(
        [person(contracts=["seasonal", "permanent"], hours=["part_time"])],
        [job(contract="seasonal", hours=["full_time", "part_time"])],
    )
    assert {one for one, flag in zip(CONTRACTS, people.contracts[0], strict=True) if flag} == {
        Contract.SEASONAL,
        Contract.PERMANENT,
    }
    assert {one for one, flag in zip(CONTRACTS, jobs.contract[0], strict=True) if flag} == {Contract.SEASONAL}
    assert {one for one, flag in zip(HOURS, people.hours[0], strict=True) if flag} == {Hours.PART_TIME}
    assert jobs.hours.all()


def test_licences_are_flags_with_what_they_imply_and_papers_of_a_trade_are_noted() -> None:
    people, jobs = columns(
        [
            person("a", licences=["C"]),
            person("b", licences=[]),
            person("c"),
            person("d", certificates=[{"name": "x"}]),
            person("e", licences=["ADR"]),
        ],
        [job(licences=["permis B", "ADR"])],
    )
    held = [{people.licence_keys[column] for column in np.flatnonzero(row)} for row in people.licences]
    assert held == [{"C", "C1", "B", "B1", "AM"}, set(), set(), set(), {"adr"}]
    assert people.licences_known.tolist() == [True, True, False, False, True]
    assert people.trade_papers.tolist() == [False, False, False, True, True]
    assert jobs.licence_keys == ("B", "adr")


def test_phrases_are_encoded_once_and_shared() -> None:
    people, _ = columns([person("a"), person("b", skills=[{"phrase": "welder"}, {"phrase": "TIG"}])], [])
    assert people.phrasing.texts == ("welder", "TIG")
    assert people.phrasing.vectors.shape[0] == 2
    assert people.phrasing.roles["wish"].phrases.tolist() == [0, 0]
    assert people.phrasing.roles["asset"].phrases.tolist() == [0, 1]


def test_months_weigh_the_jobs_held_and_a_job_of_unknown_length_is_not_among_them() -> None:
    people, _ = columns([person(experiences=[{"title": "cook", "months": 7}, {"title": "baker"}])], [])
    held = people.phrasing.roles["held"]
    assert [people.phrasing.texts[phrase] for phrase in held.phrases] == ["cook"]
    assert held.weights.tolist() == [7]


def test_stronger_evidence_weighs_more_and_a_mention_least() -> None:
    skills = [
        {"phrase": "a b", "evidence": "claimed"},
        {"phrase": "c d", "evidence": "shown"},
        {"phrase": "e f", "evidence": "certified"},
    ]
    people, _ = columns([person(skills=skills, text="g h")], [])
    asset = people.phrasing.roles["asset"]
    weight = {people.phrasing.texts[phrase]: float(w) for phrase, w in zip(asset.phrases, asset.weights, strict=True)}
    assert 1 >= weight["e f"] > weight["c d"] > weight["a b"] > weight["g h"] > 0


@settings(deadline=None, max_examples=30)
@given(numbered(candidates(), "p", 4), numbered(vacancies(), "v", 4))
def test_a_row_is_the_same_alone_and_in_company(people: list[Candidate], jobs: list[Vacancy]) -> None:
    together = columns(people, jobs)
    for side, items in enumerate((people, jobs)):
        for row, one in enumerate(items):
            alone = columns([one], [])[0] if side == 0 else columns([], [one])[1]
            whole = together[side]
            assert np.array_equal(alone.phrasing.gist[0], whole.phrasing.gist[row])
            assert (alone.phrasing.lexical[0] != whole.phrasing.lexical[row]).nnz == 0
            assert np.array_equal(alone.wage, whole.wage[[row]], equal_nan=True)
            for role, ragged in whole.phrasing.roles.items():
                mine, other = alone.phrasing.roles[role], ragged.take(np.array([row]))
                assert np.array_equal(mine.weights, other.weights)
                assert [alone.phrasing.texts[x] for x in mine.phrases] == [
                    whole.phrasing.texts[x] for x in other.phrases
                ]
