"""What speaks for a pair? Each feature by hand, NaN where unknown, one value for a pair wherever it is computed."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from builders import SCALE, TODAY, candidates, columns, cross, features_of, job, numbered, person, vacancies
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain import Candidate, ReturnStatus, Vacancy
from matching.domain.match import Side
from matching.encoding import EVIDENCE_WEIGHT, MENTION_WEIGHT
from matching.geography import distance_km, locate
from matching.ranking.features import (
    FEATURES,
    HALF_DISTANCE_KM,
    PATIENCE_DAYS,
    RELOCATION_FLOOR,
    SIDES,
    UNRECOGNISED_SHARE,
    Calibration,
    compute_features,
    pair_distance_km,
)

NAN = math.nan


def feature(name: str, one: dict, other: dict) -> float:
    return features_of(person(**one), job(**other))[name]


def same(value: float):
    return pytest.approx(value, abs=1e-5, nan_ok=True)


def speaks(**levels: str | None) -> dict:
    return {"languages": [{"code": code, "level": level} for code, level in levels.items()]}


def test_every_feature_speaks_for_one_side() -> None:
    assert tuple(SIDES) == FEATURES
    assert {name for name in FEATURES if SIDES[name] is Side.CANDIDATE} == {
        "wish", "distance", "wage", "contract", "hours", "start", "training",
    }  # fmt: skip


def test_likeness_is_a_degree_between_strangers_and_the_same() -> None:
    scale = Calibration(0.2, 0.6)
    degrees = scale.degree(np.array([-1, 0.2, 0.4, 0.6, 1, np.nan], dtype=np.float32))
    assert degrees.tolist() == same([0, 0, 0.5, 1, 1, NAN])


@pytest.mark.parametrize(
    ("held", "asked", "value"),
    [
        (speaks(fr="B2"), speaks(fr="B2"), 1),
        (speaks(fr="C2"), speaks(fr="B2"), 1),
        (speaks(fr="B1"), speaks(fr="B2"), 3 / 4),
        (speaks(fr="A1"), speaks(fr="C2"), 1 / 6),
        (speaks(fr="B1", ka="C2"), speaks(fr="B2", ka="A1"), (3 / 4 + 1) / 2),
        # Only levels that are known on both sides are compared.
        (speaks(fr="B1", ka=None), speaks(fr="B2", ka="A1"), 3 / 4),
        (speaks(fr="A1"), speaks(fr=None), 1),
        (speaks(fr=None), speaks(fr="B2"), NAN),
        (speaks(en="C2"), speaks(fr="B2"), NAN),
        (speaks(), speaks(fr="B2"), NAN),
        (speaks(fr="B2"), speaks(), NAN),
    ],
)
def test_languages(held: dict, asked: dict, value: float) -> None:
    assert feature("languages", held, asked) == same(value)


@pytest.mark.parametrize(
    ("education", "asked", "value"),
    [
        ([{"isced": 3}], 3, 1),
        ([{"isced": 8}], 3, 1),
        ([{"isced": 2}], 3, 0.75),
        ([{"isced": 3}], 6, 0.25),
        ([{"isced": 3}], 8, 0),
        ([{"isced": 3, "recognised": True}], 3, 1),
        ([{"isced": 3, "recognised": False}], 3, UNRECOGNISED_SHARE),
        ([{"isced": 6, "recognised": False}, {"isced": 2}], 3, 0.75),
        ([{"isced": 6, "recognised": False}, {"isced": 0}], 3, UNRECOGNISED_SHARE),
        ([{"title": "school"}], 3, NAN),
        ([], 3, NAN),
        ([{"isced": 3}], None, NAN),
        # Who asks for nothing is not answered better by a diploma, nor worse by one that is not recognised.
        ([{"isced": 3}], 0, NAN),
        ([{"isced": 3, "recognised": False}], 0, NAN),
    ],
)
def test_education(education: list[dict], asked: int | None, value: float) -> None:
    assert feature("education", {"education": education}, {"education_isced": asked}) == same(value)


@pytest.mark.parametrize(
    ("experiences", "asked", "value"),
    [
        ([{"title": "welder", "months": 24}], 24, 1),
        ([{"title": "welder", "months": 240}], 24, 1),
        ([{"title": "welder", "months": 12}], 24, 0.5),
        ([{"title": "welder", "months": 6}, {"title": "welder", "months": 6}], 24, 0.5),
        ([{"title": "welder", "months": 0}], 24, 0),
        ([{"title": "welder"}], 24, NAN),
        ([], 24, NAN),
        ([{"title": "welder", "months": 12}], None, NAN),
        ([{"title": "welder", "months": 12}], 0, NAN),
    ],
)
def test_experience(experiences: list[dict], asked: int | None, value: float) -> None:
    assert feature("experience", {"experiences": experiences}, {"experience_months": asked}) == same(value)


def test_experience_in_other_work_counts_less() -> None:
    months = {"experiences": [{"title": "bookkeeping", "months": 24}]}
    assert feature("experience", months, {"experience_months": 24}) < 0.5


def pay(amount: float, **stated) -> dict:
    return {"wage": {"minimum": amount, **stated}}


@pytest.mark.parametrize(
    ("asked", "given", "value"),
    [
        (pay(1_000), pay(1_000), 1),
        (pay(1_000), pay(2_000), 1),
        (pay(1_000), pay(750), 0.5),
        (pay(1_000), pay(500), 0),
        (pay(1_000), pay(0), 0),
        (pay(0), pay(0), 1),
        (pay(0), pay(100), 1),
        # The best pay that is named against the least that is wanted.
        (pay(900, maximum=2_000), pay(500, maximum=900), 1),
        (pay(12_000, period="year"), pay(1_000), 1),
        (pay(1_000), pay(1_000, currency="EUR"), NAN),
        (pay(1_000), {}, NAN),
        ({}, pay(1_000), NAN),
    ],
)
def test_wage(asked: dict, given: dict, value: float) -> None:
    assert feature("wage", asked, given) == same(value)


@pytest.mark.parametrize(
    ("wished", "given", "value"),
    [
        (["permanent"], "permanent", 1),
        (["permanent", "seasonal"], "seasonal", 1),
        (["permanent"], "seasonal", 0),
        (["permanent"], None, NAN),
        (None, "permanent", NAN),
        ([], "permanent", NAN),
    ],
)
def test_contract(wished: list[str] | None, given: str | None, value: float) -> None:
    assert feature("contract", {"contracts": wished}, {"contract": given}) == same(value)


@pytest.mark.parametrize(
    ("wished", "given", "value"),
    [
        (["part_time"], ["part_time"], 1),
        (["part_time"], ["full_time", "part_time"], 1),
        (["part_time"], ["full_time"], 0),
        (None, ["full_time"], NAN),
        (["part_time"], None, NAN),
    ],
)
def test_hours(wished: list[str] | None, given: list[str] | None, value: float) -> None:
    assert feature("hours", {"hours": wished}, {"hours": given}) == same(value)


@pytest.mark.parametrize(
    ("wait", "value"), [(0, 1), (PATIENCE_DAYS, 1 / math.e), (-1, 0), (2 * PATIENCE_DAYS, 1 / math.e**2)]
)
def test_start(wait: float, value: float) -> None:
    starts = TODAY + timedelta(days=wait)
    assert feature("start", {"available_from": TODAY}, {"starts_on": starts}) == same(value)


def test_a_start_is_unknown_where_one_day_is() -> None:
    assert feature("start", {}, {"starts_on": TODAY}) == same(NAN)
    assert feature("start", {"available_from": TODAY}, {}) == same(NAN)


def test_training() -> None:
    assert feature("training", {}, {"apprenticeship": True}) == 1
    assert feature("training", {}, {"on_the_job_training": False}) == 0
    assert feature("training", {}, {}) == same(NAN)


def kilometres(one: str, other: str) -> float:
    ours, theirs = locate(one), locate(other)
    assert ours is not None
    assert theirs is not None
    return float(distance_km(ours.latitude, ours.longitude, theirs.latitude, theirs.longitude))


KUTAISI, BATUMI = {"place": "Kutaisi"}, {"place": "Batumi"}


def test_nearness_is_one_at_home_and_one_half_at_the_radius() -> None:
    away = kilometres("Kutaisi", "Batumi")
    assert feature("distance", KUTAISI, KUTAISI) == 1
    assert feature("distance", {**KUTAISI, "radius_km": away}, BATUMI) == same(0.5)
    assert feature("distance", {**KUTAISI, "radius_km": 2 * away}, BATUMI) == same(math.sqrt(0.5))
    assert feature("distance", KUTAISI, BATUMI) == same(2 ** -(away / HALF_DISTANCE_KM))
    assert feature("distance", {**KUTAISI, "radius_km": 0}, KUTAISI) == 1


def test_who_would_move_or_works_from_home_is_near() -> None:
    assert feature("distance", {**KUTAISI, "relocation": True}, BATUMI) == RELOCATION_FLOOR
    assert feature("distance", {**KUTAISI, "relocation": True}, KUTAISI) == 1
    assert feature("distance", {**KUTAISI, "relocation": False}, BATUMI) < RELOCATION_FLOOR
    assert feature("distance", KUTAISI, {**BATUMI, "remote": True}) == 1
    assert feature("distance", {**KUTAISI, "remote": False}, {**BATUMI, "remote": True}) < 0.5
    assert feature("distance", {**KUTAISI, "remote": True}, {**BATUMI, "remote": False}) < 0.5


def test_nearness_is_unknown_where_a_place_is() -> None:
    assert feature("distance", {}, BATUMI) == same(NAN)
    assert feature("distance", {"place": "Nowhere at all"}, BATUMI) == same(NAN)
    people, jobs = columns([person(**KUTAISI), person("q")], [job(**BATUMI)])
    found = pair_distance_km(people, jobs, np.array([0, 1]), np.array([0, 0]))
    assert found[0] == pytest.approx(kilometres("Kutaisi", "Batumi"))
    assert math.isnan(found[1])


def asks(*phrases: str) -> dict:
    return {"essential_skills": [{"phrase": phrase} for phrase in phrases]}


def has(phrase: str, evidence: str) -> dict:
    return {"skills": [{"phrase": phrase, "evidence": evidence}]}


@pytest.mark.parametrize("evidence", list(EVIDENCE_WEIGHT))
def test_a_skill_counts_by_its_evidence(evidence: str) -> None:
    weight = EVIDENCE_WEIGHT[evidence]
    assert feature("essential_skills", has("TIG welding", evidence), asks("TIG welding")) == same(weight)
    half = feature("essential_skills", has("TIG welding", evidence), asks("TIG welding", "honey"))
    assert half == same(weight / 2)


def test_the_strongest_evidence_of_one_skill_counts() -> None:
    twice = {**has("TIG welding", "claimed"), "certificates": [{"name": "TIG welding"}]}
    assert feature("essential_skills", twice, asks("TIG welding")) == same(EVIDENCE_WEIGHT["certified"])


def test_a_skill_told_in_a_text_or_a_title_counts_less_than_a_claim() -> None:
    for told in ({"text": "TIG welding"}, {"experiences": [{"title": "TIG welding"}]}):
        assert feature("essential_skills", told, asks("TIG welding")) == same(MENTION_WEIGHT)
    assert min(EVIDENCE_WEIGHT.values()) > MENTION_WEIGHT


def test_skills_are_unknown_where_nobody_asks_or_tells() -> None:
    assert feature("essential_skills", has("TIG welding", "shown"), {}) == same(NAN)
    assert feature("essential_skills", {}, asks("TIG welding")) == same(NAN)
    optional = {"optional_skills": [{"phrase": "TIG welding"}]}
    assert feature("optional_skills", has("TIG welding", "certified"), optional) == same(1)


def test_the_wish_and_the_work_done_are_compared_with_the_title() -> None:
    wish = {"desired_occupations": ["cook"], "experiences": [{"title": "welder", "months": 9}]}
    found = features_of(person(**wish), job(title="welder"))
    assert found["occupation"] == 1
    assert found["wish"] < 0.5
    assert features_of(person(**wish), job(title="cook"))["wish"] == 1
    only_text = Candidate(id="p", text="welder of pipes")
    assert math.isnan(features_of(only_text, job())["wish"])
    assert features_of(only_text, job())["occupation"] > 0


def test_texts_in_two_languages_share_no_words_to_compare() -> None:
    text = {"text": "steel pipes and welding of steel boilers", "lang": "en"}
    assert feature("lexical", text, {"description": "welding of steel boilers", "lang": "en"}) > 0
    assert feature("lexical", text, {"description": "welding of steel boilers", "lang": "fr"}) == same(NAN)


def test_a_vacancy_without_words_leaves_only_what_is_stated() -> None:
    found = features_of(person(place="Batumi"), Vacancy(id="v", description="12345", place="Batumi", lang="en"))
    assert found["distance"] == 1
    assert all(math.isnan(found[name]) for name in ("occupation", "wish", "essential_skills", "text", "experience"))


@settings(deadline=None, max_examples=40)
@given(candidates(), vacancies())
def test_known_values_lie_between_zero_and_one_and_the_rest_is_unknown(one: Candidate, other: Vacancy) -> None:
    found = features_of(one, other)
    assert all(math.isnan(value) or 0 <= value <= 1 for value in found.values())
    unknown = {name for name, value in found.items() if math.isnan(value)}

    levels = {level.code for level in one.languages if level.level}
    assert ("languages" in unknown) == (not levels & {level.code for level in other.languages})
    assert ("education" in unknown) == (not other.education_isced or all(x.isced is None for x in one.education))
    assert ("contract" in unknown) == (not one.contracts or other.contract is None)
    assert ("hours" in unknown) == (not one.hours or not other.hours)
    assert ("start" in unknown) == (one.available_from is None or other.starts_on is None)
    assert ("training" in unknown) == (other.apprenticeship is None and other.on_the_job_training is None)
    money = one.wage is not None and other.wage is not None and one.wage.currency == other.wage.currency
    assert ("wage" in unknown) == (not money)
    months = any(x.title and x.months is not None for x in one.experiences)
    assert ("experience" in unknown) == (not other.experience_months or not months)
    placed = locate(one.place, one.country) is not None and locate(other.place, other.country) is not None
    anywhere = bool(one.relocation) or bool(other.remote and one.remote is not False)
    assert ("distance" in unknown) == (not placed and not anywhere)
    tells = bool(one.skills or one.certificates or any(x.title for x in (*one.experiences, *one.education)))
    for role, demands in (("essential_skills", other.essential_skills), ("optional_skills", other.optional_skills)):
        if not demands:
            assert role in unknown
        elif tells:
            assert role not in unknown
    assert not {"wish", "occupation"} & unknown


@settings(deadline=None, max_examples=15)
@given(numbered(candidates(), "p", 5), numbered(vacancies(), "v", 5), st.randoms(use_true_random=False))
def test_a_pair_has_one_value_alone_in_any_batch_and_any_order(
    people: list[Candidate], jobs: list[Vacancy], draw
) -> None:
    one, other = cross(len(people), len(jobs))
    whole = compute_features(*columns(people, jobs), one, other, SCALE)
    order = np.array(draw.sample(range(len(one)), len(one)))
    ours, theirs = columns(people[::-1], jobs[::-1])
    turned = compute_features(ours, theirs, len(people) - 1 - one[order], len(jobs) - 1 - other[order], SCALE)
    assert np.array_equal(turned, whole[order], equal_nan=True)
    for at in order[:4]:
        alone = features_of(people[one[at]], jobs[other[at]])
        assert np.array_equal(list(alone.values()), whole[at], equal_nan=True)


@pytest.mark.parametrize("status", list(ReturnStatus))
def test_the_status_of_a_returnee_changes_nothing(status: ReturnStatus) -> None:
    known = {"skills": [{"phrase": "TIG welding"}], "place": "Kutaisi", "available_from": date(2026, 4, 1)}
    offer = job(**asks("TIG welding"), **BATUMI, starts_on=date(2026, 5, 1))
    plain = features_of(person(**known), offer)
    assert list(features_of(person(**known, return_status=status), offer).values()) == same(list(plain.values()))


def test_no_pairs_have_no_features() -> None:
    none = np.array([], dtype=np.int64)
    assert compute_features(*columns([person()], []), none, none, SCALE).shape == (0, len(FEATURES))
    assert compute_features(*columns([], []), none, none, SCALE).shape == (0, len(FEATURES))
