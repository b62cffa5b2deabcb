"""What is missing between people and vacancies, and which single step opens how many more?"""

from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from builders import ENCODER, SCALE, TODAY, candidates, job, numbered, person, reach_of, vacancies
from builders import engine_of as engine_with
from hypothesis import HealthCheck, given, settings

from matching.domain import CefrLevel, Certificate, Education, Evidence, LanguageLevel
from matching.domain.comparing import FOUND_FROM
from matching.domain.gap import GapKind, Standing, Step
from matching.embeddings.encoder import load_encoder
from matching.embeddings.salience import load_anchors
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.gaps.changing import take_step
from matching.gaps.pairs import country_of, occupation_gaps, pair_gaps
from matching.gaps.phrases import group_phrases
from matching.gaps.population import UNKNOWN, By, shortages
from matching.gaps.reach import LEAST_SCORE, ids_in_reach, reached
from matching.gaps.standing import standing_of
from matching.gaps.steps import outlook
from matching.intake import read_candidates, read_vacancies

DEMO = Path(__file__).parents[2] / "data" / "demo"


@pytest.fixture(scope="module", autouse=True)
def _anchors_read_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.engine.load_anchors", cache(load_anchors))
        yield


def engine_of(people, jobs) -> Engine:
    """An engine for which only what is spelt almost the same is the same."""
    return engine_with(people, jobs, scale=SCALE)


def welder(**stated):
    """A welder near every demand of ``workshop`` unless stated."""
    return person(
        "p",
        **{
            "experiences": [{"title": "welder", "months": 60}],
            "skills": [{"phrase": "arc welding"}, {"phrase": "reading drawings"}],
            "languages": [{"code": "ka", "level": "C2"}, {"code": "en", "level": "A2"}],
            "licences": ["B"],
            "place": "Kutaisi",
            "radius_km": 50,
            "education": [{"title": "Gesellenbrief", "isced": 4, "country": "DE", "recognised": False}],
            **stated,
        },
    )


def workshop(id="v", **stated):  # noqa: A002
    return job(id, **{"place": "Kutaisi", "essential_skills": [{"phrase": "arc welding"}], "positions": 2, **stated})


def gaps_of(one, offer):
    engine = engine_of([one], [offer])
    return pair_gaps(standing_of(engine, one, TODAY), np.array([0]))[0]


def steps_of(one, *offers):
    return outlook(standing_of(engine_of([one], offers), one, TODAY))


DEMO_DAY = date(2026, 11, 16)


@cache
def demo() -> Engine:
    people, jobs = read_candidates(DEMO / "candidates.csv").items, read_vacancies(DEMO / "vacancies.csv").items
    return Engine(people, jobs, load_encoder())


# In reach


def test_in_reach_when_nothing_known_stands_against_it():
    assert steps_of(welder(), workshop()).in_reach == ("v",)
    assert gaps_of(welder(), workshop()).in_reach


@pytest.mark.parametrize(
    "stated",
    [
        {"essential_skills": [{"phrase": "arc welding"}, {"phrase": "beekeeping"}]},
        {"languages": [{"code": "en", "level": "B1"}]},
        {"licences": ["CE"]},
        {"education_isced": 4},
        {"education_isced": 6},
        {"experience_months": 240},
        {"closes_on": "2026-03-01"},
        {"positions": 0},
        {"place": "Batumi"},
        {"title": "village doctor", "essential_skills": []},
    ],
)
def test_out_of_reach_when_one_thing_stands_against_it(stated):
    assert steps_of(welder(), workshop(**stated)).in_reach == ()


@pytest.mark.parametrize(
    "unknown", [{"languages": []}, {"licences": None}, {"education": []}, {"experiences": []}, {"place": None}]
)
def test_what_is_unknown_takes_nothing_out_of_reach(unknown):
    demanding = workshop(
        languages=[{"code": "en", "level": "A2"}], licences=["B"], education_isced=3, experience_months=24
    )
    recognised = {"education": [{"isced": 4, "recognised": True}]}
    assert steps_of(welder(**{**recognised, **unknown}), demanding).in_reach == ("v",)


def test_half_of_the_experience_asked_is_enough_less_is_not():
    assert steps_of(welder(), workshop(experience_months=120)).in_reach == ("v",)
    assert steps_of(welder(), workshop(experience_months=121)).in_reach == ()


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(people=numbered(candidates(), "p", 3), jobs=numbered(vacancies(), "v", 4))
def test_a_skill_is_covered_exactly_where_an_explanation_does_not_call_it_missing(people, jobs):
    engine = engine_of(people, jobs)
    rows = np.arange(len(jobs))
    found = engine.answers(engine.encode(engine.candidates, TODAY), rows, TODAY)
    now = reach_of(engine, engine.candidates)
    seen = reached(engine, engine.candidates, TODAY)
    assert np.array_equal(seen.inside, now.inside)
    assert np.array_equal(seen.scores, np.where(now.inside, now.scores, 0))
    for row, one in enumerate(engine.candidates):
        for column, match in enumerate(standing_of(engine, one, TODAY).matches(rows)):
            asked = slice(found.asked.offsets[column], found.asked.offsets[column + 1])
            texts = [found.asked.text(at) for at in found.asked.of(column)]
            short = {text for text, degree in zip(texts, found.degrees[row, asked], strict=True) if degree < FOUND_FROM}
            assert short == set(match.missing_skills)
            assert bool(now.uncovered[row, column]) is bool(match.missing_skills)
            assert now.scores[row, column] == match.score
            assert bool(now.refusals[row, column] == 0) is match.eligible
            if now.inside[row, column]:
                assert match.eligible
                assert match.missing_skills == ()
                assert match.score >= LEAST_SCORE


# A pair


def test_every_kind_of_gap_is_told_with_what_is_there():
    pair = gaps_of(
        welder(),
        workshop(
            essential_skills=[{"phrase": "beekeeping"}],
            languages=[{"code": "en", "level": "B1"}, {"code": "ka", "level": "B2"}],
            licences=["CE"],
            education_isced=4,
            experience_months=80,
        ),
    )
    told = {(gap.kind, gap.standing): gap for gap in pair.gaps}
    assert set(told) == {
        (GapKind.SKILL, Standing.MISSING),
        (GapKind.LANGUAGE, Standing.NEARLY),
        (GapKind.LICENCE, Standing.MISSING),
        (GapKind.RECOGNITION, Standing.RECOGNITION),
        (GapKind.EXPERIENCE, Standing.NEARLY),
    }
    language = told[GapKind.LANGUAGE, Standing.NEARLY]
    assert (language.asked, language.held_level, language.asked_level) == ("en", "A2", "B1")
    assert told[GapKind.RECOGNITION, Standing.RECOGNITION].held == "Gesellenbrief"
    assert told[GapKind.RECOGNITION, Standing.RECOGNITION].country == "DE"
    assert (told[GapKind.EXPERIENCE, Standing.NEARLY].asked, told[GapKind.EXPERIENCE, Standing.NEARLY].held) == (
        "80",
        "60",
    )
    assert not pair.in_reach
    assert pair.obstacles == ()


def test_two_levels_short_is_missing_and_a_lower_diploma_is_no_matter_of_recognition():
    pair = gaps_of(welder(), workshop(languages=[{"code": "en", "level": "B2"}], education_isced=6))
    told = {gap.kind: gap for gap in pair.gaps}
    assert told[GapKind.LANGUAGE].standing is Standing.MISSING
    assert (told[GapKind.EDUCATION].asked, told[GapKind.EDUCATION].held) == ("6", "4")


def test_a_skill_in_the_band_below_the_threshold_is_nearly_there():
    engine = demo()
    nurse = engine.candidate("c-060")
    pair = pair_gaps(standing_of(engine, nurse, DEMO_DAY), engine.vacancy_rows(["v-044"]))[0]
    near = [gap for gap in pair.gaps if gap.standing is Standing.NEARLY]
    assert near
    assert all(gap.kind is GapKind.SKILL and gap.held for gap in near)
    assert all(0.35 <= (gap.likeness or 0) < FOUND_FROM for gap in near)


def test_what_no_training_lifts_is_an_obstacle_and_no_gap():
    pair = gaps_of(welder(), workshop(place="Batumi", closes_on="2026-03-01"))
    assert [note.code for note in pair.obstacles] == ["closed", "out_of_reach"]
    assert pair.gaps == ()


@pytest.mark.parametrize(
    ("paper", "country"),
    [
        (Certificate(name="HACCP", country="FR"), "FR"),
        (Certificate(name="Welder ISO 9606-1 (France, 2024)"), "FR"),
        (Certificate(name="კოდი 95 (ლიტვა)"), "LT"),
        (Certificate(name="Caregiver course (120 hours)"), None),
    ],
)
def test_the_country_of_a_paper_is_stated_or_named_in_brackets(paper, country):
    assert country_of(paper) == country


@pytest.mark.parametrize(("recognised", "gaps"), [(None, 1), (False, 1), (True, 0)])
def test_a_foreign_certificate_that_answers_the_vacancy_needs_recognition_unless_it_has_it(recognised, gaps):
    paper = {"name": "arc welding", "country": "DE", "recognised": recognised}
    pair = gaps_of(welder(skills=[], certificates=[paper]), workshop(country="GE"))
    assert [gap.kind for gap in pair.gaps] == [GapKind.RECOGNITION] * gaps
    assert pair.in_reach, "recognition of a certificate is to ask for, never a refusal"


# An occupation


def test_gaps_of_an_occupation_are_counted_over_its_vacancies():
    offers = [
        workshop("v1", essential_skills=[{"phrase": "beekeeping"}]),
        workshop("v2", essential_skills=[{"phrase": "beekeeping"}, {"phrase": "arc welding"}], licences=["CE"]),
        workshop("v3", title="nurse"),
    ]
    told = occupation_gaps(standing_of(engine_of([welder()], offers), welder(), TODAY), "welder")
    assert told.vacancies == ("v1", "v2")
    assert [(one.gap.kind, one.gap.asked, one.vacancies) for one in told.gaps] == [
        (GapKind.SKILL, "beekeeping", ("v1", "v2")),
        (GapKind.LICENCE, "CE", ("v2",)),
    ]


def test_an_occupation_is_named_in_any_language():
    engine = demo()
    assert set(occupation_gaps(standing_of(engine, engine.candidate("c-007"), DEMO_DAY), "cuisinier").vacancies) >= {
        "v-030",
        "v-031",
    }


def test_an_occupation_without_a_vacancy_is_said():
    with pytest.raises(InvalidValueError, match="No open vacancy has such a title"):
        occupation_gaps(standing_of(engine_of([welder()], [workshop()]), welder(), TODAY), "astronaut")


# Steps


@pytest.mark.parametrize(
    ("stated", "step"),
    [
        ({"essential_skills": [{"phrase": "arc welding"}, {"phrase": "beekeeping"}]}, {"skill": "beekeeping"}),
        ({"languages": [{"code": "en", "level": "B1"}]}, {"language": LanguageLevel(code="en", level=CefrLevel.B1)}),
        ({"licences": ["CE"]}, {"licence": "CE"}),
        ({"education_isced": 4}, {"diploma": 0}),
    ],
)
def test_the_one_thing_that_is_missing_is_the_step(stated, step):
    told = steps_of(welder(), workshop(**stated))
    assert told.in_reach == ()
    assert [one.model_dump(include=set(step), exclude_none=True) for one in told.steps] == [
        Step(kind=told.steps[0].kind, **step).model_dump(include=set(step), exclude_none=True)
    ]
    assert told.steps[0].opens == ("v",)


@pytest.mark.parametrize(
    "stated",
    [
        {"closes_on": "2026-03-01"},
        {"positions": 0},
        {"place": "Batumi"},
        {"licences": ["CE"]},
        {"languages": [{"code": "en", "level": "B1"}]},
        {"education_isced": 4},
        {"education_isced": 6},
        {"experience_months": 240},
        {"essential_skills": [{"phrase": "beekeeping"}, {"phrase": "sewing trousers"}]},
    ],
)
def test_a_vacancy_does_not_count_when_anything_else_is_missing(stated):
    offer = workshop(**{"essential_skills": [{"phrase": "arc welding"}, {"phrase": "beekeeping"}], **stated})
    assert steps_of(welder(), offer).steps == ()


def test_a_language_step_rises_two_levels_at_most():
    assert [one.kind for one in steps_of(welder(), workshop(languages=[{"code": "en", "level": "B2"}])).steps] == [
        GapKind.LANGUAGE
    ]
    assert steps_of(welder(), workshop(languages=[{"code": "en", "level": "C1"}])).steps == ()


def test_steps_that_open_most_come_first_and_what_is_in_reach_is_not_counted():
    need = [{"phrase": "arc welding"}, {"phrase": "beekeeping"}]
    offers = [
        workshop("v1"),
        workshop("v2", licences=["CE"]),
        workshop("v3", essential_skills=need),
        workshop("v4", essential_skills=need),
    ]
    told = steps_of(welder(), *offers)
    assert told.in_reach == ("v1",)
    assert [(one.skill or one.licence, one.opens) for one in told.steps] == [
        ("beekeeping", ("v3", "v4")),
        ("CE", ("v2",)),
    ]


def test_the_same_skill_in_other_words_is_one_step():
    offers = [
        workshop("v1", essential_skills=[{"phrase": "keeping honey bees"}]),
        workshop("v2", essential_skills=[{"phrase": "keeping the honey bees"}]),
    ]
    told = steps_of(welder(), *offers)
    assert [(sorted(one.opens), len(one.likewise)) for one in told.steps] == [(["v1", "v2"], 1)]


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(people=numbered(candidates(), "p", 1), jobs=numbered(vacancies(), "v", 5))
def test_a_counted_vacancy_is_in_reach_when_the_step_is_taken_and_the_engine_asked_anew(people, jobs):
    engine = engine_of(people, jobs)
    _holds_for(engine, people[0])


def test_so_it_is_on_the_demo_data():
    engine = demo()
    opened = [_holds_for(engine, engine.candidate(f"c-{number:03d}"), DEMO_DAY) for number in (4, 9, 13, 24, 39)]
    assert sum(opened) >= 4


def _holds_for(engine: Engine, one, day: date = TODAY) -> int:
    """Check every step of a person with the engine's public answers; how many vacancies the steps open."""
    told = outlook(standing_of(engine, one, day))
    everything = len(engine.vacancies)
    for step in told.steps:
        after = {match.vacancy_id: match for match in engine.vacancies_for(take_step(one, step), day, everything)}
        assert step.opens
        assert len(set(step.opens)) == len(step.opens)
        assert not set(step.opens) & set(told.in_reach)
        for opened in step.opens:
            assert after[opened].eligible
            assert after[opened].missing_skills == ()
            assert after[opened].score >= LEAST_SCORE
        assert step.score == pytest.approx(after[step.opens[0]].score, abs=1e-12)
        assert set(step.opens) <= set(ids_in_reach(engine, reached(engine, (take_step(one, step),), day)))
    return sum(len(step.opens) for step in told.steps)


def test_the_answer_is_the_same_for_a_person_known_and_given_whole():
    engine = demo()
    one = engine.candidate("c-039")
    assert outlook(standing_of(engine, one, DEMO_DAY)) == outlook(standing_of(engine, one.model_copy(), DEMO_DAY))


def test_nobody_and_nothing_have_an_outlook():
    assert outlook(standing_of(engine_of([welder()], []), welder(), TODAY)).steps == ()
    silent = person("p", desired_occupations=(), text="?")
    assert outlook(standing_of(engine_of([silent], [workshop()]), silent, TODAY)).in_reach == ()


# Taking a step


def test_a_step_certifies_a_claim_in_its_own_words():
    after = take_step(welder(), Step(kind=GapKind.SKILL, skill="Arc welding"))
    assert [(one.phrase, one.evidence) for one in after.skills] == [
        ("arc welding", Evidence.CERTIFIED),
        ("reading drawings", Evidence.CLAIMED),
    ]


def test_a_step_never_lowers_a_language():
    for level, held in ((CefrLevel.A1, "A2"), (CefrLevel.B1, "B1")):
        step = Step(kind=GapKind.LANGUAGE, language=LanguageLevel(code="en", level=level))
        assert [(one.code, str(one.level)) for one in take_step(welder(), step).languages] == [
            ("ka", "C2"),
            ("en", held),
        ]


def test_a_diploma_that_is_not_there_cannot_be_recognised():
    after = take_step(welder(), Step(kind=GapKind.RECOGNITION, diploma=0))
    assert after.education == (Education(title="Gesellenbrief", isced=4, country="DE", recognised=True),)
    with pytest.raises(InvalidValueError, match="p has 1"):
        take_step(welder(), Step(kind=GapKind.RECOGNITION, diploma=1))


def test_a_trade_licence_more_does_not_deny_the_licences_that_nobody_stated():
    unknown = welder(licences=None)
    trade = take_step(unknown, Step(kind=GapKind.LICENCE, licence="forklift"))
    assert trade.licences is None
    assert [one.name for one in trade.certificates] == ["forklift"]
    assert take_step(unknown, Step(kind=GapKind.LICENCE, licence="C")).licences == ("C",)
    assert take_step(welder(licences=["CE"]), Step(kind=GapKind.LICENCE, licence="C")).licences == ("CE",)


# A population


def office() -> Engine:
    people = [
        welder(),
        person("q", skills=[{"phrase": "beekeeping"}], place="Batumi"),
        person("r", skills=[{"phrase": "beekeeping"}], place="Batumi", relocation=True),
    ]
    offers = [
        workshop("v1", essential_skills=[{"phrase": "beekeeping"}, {"phrase": "beekeeping"}], positions=5),
        workshop("v2", essential_skills=[{"phrase": "arc welding"}, {"phrase": "beekeeping"}], place="Batumi"),
        workshop("v3", essential_skills=[{"phrase": "sewing trousers"}], place=None, positions=None),
        workshop("v4", essential_skills=[{"phrase": "milking"}], closes_on="2026-03-01"),
    ]
    return engine_of(people, offers)


def test_demand_counts_vacancies_and_positions_once_and_supply_counts_people():
    told = {one.skill: (one.vacancies, one.positions, one.people) for one in shortages(office(), TODAY)}
    assert told == {"beekeeping": (2, 7, 2), "arc welding": (1, 2, 1), "sewing trousers": (1, 1, 0)}


def test_the_scarcest_skill_comes_first():
    assert [one.skill for one in shortages(office(), TODAY)] == ["beekeeping", "arc welding", "sewing trousers"]


def test_by_region_people_count_where_they_live_or_would_move_to():
    told = {(one.group, one.skill): (one.positions, one.people) for one in shortages(office(), TODAY, By.REGION)}
    assert told == {
        ("Imereti", "beekeeping"): (5, 1),
        ("Adjara", "arc welding"): (2, 0),
        ("Adjara", "beekeeping"): (2, 2),
        (UNKNOWN, "sewing trousers"): (1, 0),
    }


def test_by_isco_only_where_codes_are_given():
    told = shortages(office(), TODAY, By.ISCO, isco={"v1": "6123", "v2": "7212"})
    assert [(one.group, one.skill, one.positions) for one in told] == [
        ("6", "beekeeping", 5),
        ("7", "arc welding", 2),
        ("7", "beekeeping", 2),
        (UNKNOWN, "sewing trousers", 1),
    ]
    with pytest.raises(InvalidValueError, match="ISCO codes of the vacancies are needed"):
        shortages(office(), TODAY, By.ISCO)


def test_no_demand_gives_no_shortage():
    assert shortages(engine_of([welder()], []), TODAY) == []
    assert shortages(engine_of([], [workshop()]), TODAY)[0].people == 0


# The same in other words


def test_phrases_are_grouped_by_meaning_and_a_taxonomy_goes_first():
    texts = ["arc welding", "the arc welding", "bees", "apiculture", "sewing trousers"]
    vectors = ENCODER.encode(texts)
    weights = np.array([1.0, 2, 1, 1, 1])
    assert group_phrases(texts, vectors, weights, SCALE).tolist() == [1, 1, 2, 3, 4]
    same = {"bees": "esco:1", "apiculture": "esco:1"}
    assert group_phrases(texts, vectors, weights, SCALE, same).tolist() == [1, 1, 3, 3, 4]
    apart = {"arc welding": "esco:2", "the arc welding": "esco:3"}
    assert group_phrases(texts, vectors, weights, SCALE, apart).tolist() == [0, 1, 2, 3, 4]
