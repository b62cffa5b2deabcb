"""Why is this pair where it is: what matched, what is missing, what is to check, what would change it?"""

from datetime import timedelta

import numpy as np
import pytest
from builders import RANKER, TODAY, candidates, explained, features_of, job, person, vacancies
from hypothesis import given, settings
from scipy.special import logit

from matching.domain import Candidate, Evidence, Match, ReturnStatus, Vacancy
from matching.domain.comparing import FOUND_FROM
from matching.ranking.eligibility import Check, Refusal
from matching.ranking.explanation import MAX_CHANGES, told_by_concept
from matching.ranking.features import FEATURES, SIDES

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def match_of(one: dict, other: dict, **stated) -> Match:
    return explained(person(**one), job(**other), **stated)


def asks(*phrases: str) -> dict:
    return {"essential_skills": [{"phrase": phrase} for phrase in phrases]}


def speaks(**levels: str | None) -> dict:
    return {"languages": [{"code": code, "level": level} for code, level in levels.items()]}


def pay(amount: float, currency: str = "GEL") -> dict:
    return {"wage": {"minimum": amount, "currency": currency}}


def test_a_match_names_the_pair_and_every_feature_once() -> None:
    found = match_of({"id": "p-7"}, {"id": "v-9"})
    assert (found.candidate_id, found.vacancy_id) == ("p-7", "v-9")
    assert [part.feature for part in found.contributions] == list(FEATURES)
    assert [part.side for part in found.contributions] == [SIDES[name] for name in FEATURES]


@settings(deadline=None, max_examples=30)
@given(candidates(), vacancies())
def test_the_reasons_add_up_to_the_score(one: Candidate, other: Vacancy) -> None:
    found = explained(one, other)
    assert found.prior + sum(part.amount for part in found.contributions) == pytest.approx(logit(found.score), abs=1e-9)
    assert logit(found.employer_fit) + logit(found.candidate_fit) == pytest.approx(logit(found.score), abs=1e-6)
    features = features_of(one, other)
    for part in found.contributions:
        assert (part.value is None) == np.isnan(features[part.feature])
        assert part.value is None or part.value == features[part.feature]
        assert part.value is not None or part.amount == 0
    assert found.eligible == (not found.refusals)
    assert len(found.changes) <= MAX_CHANGES
    assert Match.model_validate_json(found.model_dump_json()) == found


def test_skills_found_come_with_what_was_said_and_its_evidence() -> None:
    one = {
        "skills": [
            {"phrase": "TIG welding", "evidence": "shown"},
            {"phrase": "reading plans", "evidence": "claimed"},
        ],
        "certificates": [{"name": "first aid"}],
        "experiences": [{"title": "drive lorries"}],
    }
    other = {
        **asks("TIG welding", "first aid", "drive lorries", "beeswax"),
        "optional_skills": [{"phrase": "reading plans"}, {"phrase": "quilting"}],
    }
    found = match_of(one, other)
    assert [(skill.asked, skill.found, skill.evidence, skill.essential) for skill in found.matched_skills] == [
        ("TIG welding", "TIG welding", Evidence.SHOWN, True),
        ("first aid", "first aid", Evidence.CERTIFIED, True),
        ("drive lorries", "drive lorries", None, True),
        ("reading plans", "reading plans", Evidence.CLAIMED, False),
    ]
    assert all(skill.likeness == 1 for skill in found.matched_skills)
    assert found.missing_skills == ("beeswax",)


@pytest.mark.parametrize("order", [1, -1])
def test_of_one_phrase_the_strongest_evidence_is_told(order: int) -> None:
    claims = [{"phrase": "TIG welding", "evidence": evidence} for evidence in ("claimed", "shown")]
    claimed = match_of({"skills": claims[::order]}, asks("TIG welding"))
    assert claimed.matched_skills[0].evidence is Evidence.SHOWN
    certified = match_of({"skills": claims[::order], "certificates": [{"name": "TIG welding"}]}, asks("TIG welding"))
    assert certified.matched_skills[0].evidence is Evidence.CERTIFIED


@settings(deadline=None, max_examples=30)
@given(candidates(), vacancies())
def test_every_essential_skill_is_either_found_or_missing(one: Candidate, other: Vacancy) -> None:
    found = explained(one, other)
    essential = {skill.phrase for skill in other.essential_skills}
    assert {skill.asked for skill in found.matched_skills if skill.essential} | set(found.missing_skills) == essential
    assert {skill.asked for skill in found.matched_skills if not skill.essential} <= {
        skill.phrase for skill in other.optional_skills
    }
    assert all(skill.likeness >= FOUND_FROM for skill in found.matched_skills)
    said = {claim.phrase for claim in one.skills} | {each.name for each in one.certificates}
    assert all((skill.evidence is not None) == (skill.found in said) for skill in found.matched_skills)


KUTAISI, BATUMI = {"place": "Kutaisi"}, {"place": "Batumi"}

REFUSED = {
    Refusal.CLOSED: ({}, {"closes_on": YESTERDAY}, "closed", {"closes_on": "2026-03-01"}),
    Refusal.FILLED: ({}, {"positions": 0}, "filled", {}),
    Refusal.LICENCE: (
        {"licences": ["B"]}, {"licences": ["B", "permis C", "ADR"]}, "licence_absent", {"licence": "permis C, ADR"},
    ),
    Refusal.LANGUAGE: (
        speaks(ka="C2", fr="A2"), speaks(ka="B1", fr="B2"), "language_below",
        {"language": "fr", "held": "A2", "asked": "B2"},
    ),
    Refusal.OUT_OF_REACH: (
        {**KUTAISI, "radius_km": 40}, BATUMI, "out_of_reach", {"km": 112, "radius_km": 40, "place": "Batumi"},
    ),
    Refusal.NOT_YET_AVAILABLE: (
        {"available_from": TOMORROW}, {"starts_on": TODAY}, "not_yet_available",
        {"available_from": "2026-03-03", "starts_on": "2026-03-02"},
    ),
    Refusal.EXCLUDED: ({}, {}, "excluded", {}),
}  # fmt: skip

CHECKED = {
    Check.LICENCE: ({}, {"licences": ["permis C"]}, "check_licence", {"licence": "permis C"}),
    Check.LANGUAGE: (speaks(ka="C2"), speaks(ka="A1", fr="B2"), "check_language", {"language": "fr", "asked": "B2"}),
    Check.REACH: (KUTAISI, BATUMI, "check_reach", {"place": "Batumi", "km": 112}),
    Check.AVAILABILITY: ({"available_from": TOMORROW}, {}, "check_availability", {"available_from": "2026-03-03"}),
    Check.WAGE: (
        pay(1_000), pay(900, "EUR"), "check_wage",
        {"asked": 1000, "asked_currency": "GEL", "given": 900, "given_currency": "EUR"},
    ),
    Check.EDUCATION: ({}, {"education_isced": 3}, "check_education", {"isced": 3}),
    Check.RECOGNITION: (
        {"education": [{"title": "CAP", "isced": 3, "country": "FR", "recognised": False}]}, {"education_isced": 3},
        "check_recognition", {"title": "CAP", "country": "FR"},
    ),
    Check.EXPERIENCE: ({}, {"experience_months": 24}, "check_experience", {"months": 24}),
    Check.NOT_OPEN_YET: ({}, {"opens_on": TOMORROW}, "check_not_open_yet", {"opens_on": "2026-03-03"}),
}  # fmt: skip


@pytest.mark.parametrize("rule", list(Refusal))
def test_every_refusal_is_told_with_its_facts(rule: Refusal) -> None:
    one, other, code, values = REFUSED[rule]
    found = match_of(one, other, excluded=[("p", "v")] if rule is Refusal.EXCLUDED else ())
    assert not found.eligible
    assert [(note.code, note.values) for note in found.refusals] == [(code, values)]


@pytest.mark.parametrize("point", list(Check))
def test_every_point_to_check_is_told_with_its_facts(point: Check) -> None:
    one, other, code, values = CHECKED[point]
    found = match_of(one, other)
    assert found.eligible
    assert [(note.code, note.values) for note in found.to_check] == [(code, values)]


def test_unknown_facts_of_a_check_are_empty_and_not_invented() -> None:
    assert match_of({"radius_km": 5}, {}).to_check[0].values == {"place": None, "km": None}
    placeless = match_of({"radius_km": 5}, {"place": "Nowhere at all"})
    assert placeless.to_check[0].values == {"place": "Nowhere at all", "km": None}
    assert match_of({}, speaks(fr=None)).to_check[0].values == {"language": "fr", "asked": None}
    assert match_of(pay(1_000), {}).to_check[0].values == {
        "asked": 1000, "asked_currency": "GEL", "given": None, "given_currency": None,
    }  # fmt: skip


def test_wages_are_told_by_the_month() -> None:
    hourly = {"wage": {"minimum": 3, "maximum": 6, "period": "hour"}}
    values = match_of(pay(1_500), hourly).to_check[0].values
    assert (values["asked"], values["given"]) == (1500, 1040)


@settings(deadline=None, max_examples=40)
@given(candidates(), vacancies())
def test_any_pair_can_be_explained(one: Candidate, other: Vacancy) -> None:
    found = explained(one, other, excluded=[("p", "v")])
    assert "excluded" in {note.code for note in found.refusals}


def change(found: Match, code: str):
    return next(each for each in found.changes if each.note.code == code)


def test_a_missing_skill_if_certified_gives_what_is_promised() -> None:
    one = {"skills": [{"phrase": "TIG welding", "evidence": "claimed"}]}
    other = asks("TIG welding", "beeswax", "payroll")
    found = match_of(one, other)
    promised = change(found, "with_skill")
    assert promised.note.values["skill"] in ("beeswax", "payroll")
    assert promised.score > found.score

    learned = {"phrase": str(promised.note.values["skill"]), "evidence": "certified"}
    after = match_of({"skills": [*one["skills"], learned]}, other)
    # What is learned also reads well in the whole profile, so the promise is the least of it.
    assert after.score >= promised.score - 1e-6
    before, now = (
        features_of(person(skills=skills), job(**other))["essential_skills"]
        for skills in (one["skills"], [*one["skills"], learned])
    )
    weight = RANKER.weights[FEATURES.index("essential_skills")]
    assert logit(promised.score) - logit(found.score) == pytest.approx(weight * (now - before), abs=1e-4)

    claimed = {**learned, "evidence": "claimed"}
    assert match_of({"skills": [*one["skills"], claimed]}, other).score > found.score


def test_a_language_learned_gives_the_score_promised_and_lifts_the_refusal() -> None:
    other = speaks(fr="B2", ka="C1", en="B1")
    found = match_of(speaks(fr="A2", ka="C1"), other)
    promised = change(found, "with_language")
    assert promised.note.values == {"language": "fr", "asked": "B2"}
    after = match_of(speaks(fr="B2", ka="C1"), other)
    assert after.score == pytest.approx(promised.score, abs=1e-12)
    assert after.eligible
    assert not found.eligible


def test_one_language_of_two_that_are_short_is_only_half_the_way() -> None:
    other = speaks(fr="B2", ka="C1")
    found = match_of(speaks(fr="A1", ka="A1"), other)
    promised = change(found, "with_language")
    assert match_of(speaks(fr="B2", ka="A1"), other).score == pytest.approx(promised.score, abs=1e-12)


def test_an_unknown_language_if_there_gives_the_score_promised() -> None:
    found = match_of(speaks(fr="A1"), speaks(fr="A1", ka="B2"))
    assert [each.note.code for each in found.changes] in ([], ["with_language"])
    for promised in found.changes:
        after = match_of(speaks(fr="A1", ka="B2"), speaks(fr="A1", ka="B2"))
        assert after.score == pytest.approx(promised.score, abs=1e-12)


def test_a_refusal_for_one_language_is_not_answered_by_another() -> None:
    found = match_of(speaks(fr="A1"), speaks(ka="B2", fr="B2"))
    assert change(found, "with_language").note.values["language"] == "fr"


def test_a_diploma_recognised_gives_the_score_promised() -> None:
    diploma = {"title": "CAP soudeur", "isced": 3, "country": "FR", "recognised": False}
    found = match_of({"education": [diploma, {"isced": 1}]}, {"education_isced": 3})
    promised = change(found, "with_recognition")
    assert promised.note.values == {"title": "CAP soudeur", "country": "FR"}
    after = match_of({"education": [{**diploma, "recognised": True}, {"isced": 1}]}, {"education_isced": 3})
    assert after.score == pytest.approx(promised.score, abs=1e-12)
    assert after.to_check == ()


def test_a_wage_met_gives_the_score_promised() -> None:
    found = match_of(pay(1_000), pay(700))
    promised = change(found, "with_wage")
    assert promised.note.values == {
        "asked": 1000, "asked_currency": "GEL", "given": 700, "given_currency": "GEL",
    }  # fmt: skip
    assert match_of(pay(700), pay(700)).score == pytest.approx(promised.score, abs=1e-12)
    assert match_of(pay(1_000), pay(1_000)).score == pytest.approx(promised.score, abs=1e-12)


def test_a_licence_opens_the_door_without_raising_the_score_and_comes_first() -> None:
    other = {**asks("beeswax"), "licences": ["CE"]}
    found = match_of({"licences": ["B"]}, other)
    first = found.changes[0]
    assert (first.note.code, first.note.values) == ("with_licence", {"licence": "CE"})
    assert first.score == found.score
    after = match_of({"licences": ["B", "CE"]}, other)
    assert after.eligible
    assert after.score == found.score


def test_what_would_not_open_a_closed_door_is_not_offered_as_if_it_did() -> None:
    assert match_of({}, {"closes_on": YESTERDAY, "licences": ["CE"]}).changes == ()


def test_where_nothing_is_missing_nothing_would_change() -> None:
    assert (
        match_of({"skills": [{"phrase": "TIG welding"}], **pay(500)}, {**asks("TIG welding"), **pay(900)}).changes == ()
    )


@settings(deadline=None, max_examples=30)
@given(candidates(), vacancies())
def test_changes_raise_the_score_or_lift_a_refusal_and_the_best_comes_first(one: Candidate, other: Vacancy) -> None:
    found = explained(one, other)
    opening = {"licence_absent": "with_licence", "language_below": "with_language"}
    opens = {opening.get(note.code) for note in found.refusals}
    rising = [each.score for each in found.changes if each.note.code not in opens]
    assert all(score > found.score for score in rising)
    assert rising == sorted(rising, reverse=True)
    assert len({str(each.note) for each in found.changes}) == len(found.changes)


@settings(deadline=None, max_examples=10)
@given(candidates(), vacancies())
def test_whether_somebody_returns_changes_nothing(one: Candidate, other: Vacancy) -> None:
    plain = explained(one, other)
    for status in ReturnStatus:
        assert explained(one.model_copy(update={"return_status": status}), other) == plain


def test_the_first_skill_of_a_person_who_named_none_covers_its_share_and_no_more() -> None:
    found = match_of({}, asks("beeswax"))
    promised = change(found, "with_skill")
    assert logit(promised.score) - logit(found.score) == pytest.approx(0.5)
    # One of two skills stands at the neutral value of the ranker: it adds nothing.
    assert match_of({}, asks("beeswax", "payroll")).changes == ()


@pytest.mark.parametrize(
    ("words", "concept", "told"),
    [
        ((0.4, 0.36), (0.7, 0.6), True),
        ((0.7, 0.6), (0.6, 0.55), False),
        ((0.96, 0.6), (1.0, 0.95), False),
        ((0.52, 0.3), (0.45, 0.44), False),
        ((0.4, 0.2), (0.45, 0.44), True),
    ],
    ids=["surer", "less sure", "the words say the same", "found by words only", "neither is found"],
)
def test_the_surer_of_words_and_concept_is_told_and_never_one_that_is_lost_by_it(words, concept, told) -> None:
    assert bool(told_by_concept(*words, *concept)) is told
    assert told_by_concept(*(np.full((2, 3), value) for value in (*words, *concept))).tolist() == [[told] * 3] * 2
