"""With a taxonomy a skill that its graph covers is no gap: in a pair, in reach, in steps and courses alike."""

import numpy as np
import pytest
from builders import ENCODER, SCALE, TODAY, job, person, reach_of
from hypothesis import given, settings
from hypothesis import strategies as st
from taxonomy_files import BAKER, DOUGH, DRAWINGS, OVENS, PIPE_WELDER, SHIELDING, TIG, WELDER
from tiny_taxonomy import imported, reader_of

from matching.domain import Evidence
from matching.domain.course import Course
from matching.domain.gap import GapKind, Standing
from matching.engine import Engine
from matching.gaps.pairs import occupation_gaps, pair_gaps
from matching.gaps.population import UNKNOWN, By, shortages
from matching.gaps.standing import standing_of
from matching.gaps.steps import outlook
from matching.gaps.training import gaps_closed
from matching.linking import ConceptReader

NAMES = {TIG: "qqq", SHIELDING: "www", DRAWINGS: "zzz", DOUGH: "kkk", OVENS: "jjj"}
"""Words that resemble neither each other nor anything else."""


@pytest.fixture(scope="module")
def reader(tmp_path_factory) -> ConceptReader:
    return reader_of(imported(tmp_path_factory.mktemp("concepts")))


def office(reader, people, jobs) -> Engine:
    return Engine(people, jobs, ENCODER, concepts=reader, scale=SCALE)


def somebody(id="p", **stated):  # noqa: A002
    return person(id, **{"desired_occupations": ("welder",), **stated})


def asks(*skills: str, id="v", **stated):  # noqa: A002
    demands = [{"phrase": NAMES.get(one, one), "concept": one if one in NAMES else None} for one in skills]
    return job(id, **{"title": "welder", "essential_skills": demands, **stated})


def missing(engine, one) -> list[list[str]]:
    rows = np.arange(len(engine.vacancies))
    return [
        [gap.asked for gap in pair.gaps if gap.kind is GapKind.SKILL]
        for pair in pair_gaps(standing_of(engine, one, TODAY), rows)
    ]


def test_work_done_closes_the_gap_that_words_leave(reader):
    one = somebody(experiences=[{"title": "x", "occupation": WELDER, "months": 60}])
    offer = asks(SHIELDING, DRAWINGS)
    assert missing(office(None, [one], [offer]), one) == [["www", "zzz"]]
    engine = office(reader, [one], [offer])
    assert missing(engine, one) == [[]]
    assert reach_of(engine, [one]).uncovered.tolist() == [[0]]
    assert outlook(standing_of(engine, one, TODAY)).in_reach == ("v",)


def test_work_of_long_ago_leaves_what_is_nearly_there(reader):
    one = somebody(experiences=[{"title": "x", "occupation": WELDER, "months": 12, "ended": "1990"}])
    (pair,) = pair_gaps(standing_of(office(reader, [one], [asks(SHIELDING)]), one, TODAY), np.array([0]))
    (gap,) = pair.gaps
    assert (gap.standing, gap.held) == (Standing.NEARLY, "x")
    assert gap.likeness == pytest.approx(0.63 * 0.6, abs=0.01)


def test_a_narrower_skill_counts_and_a_broader_one_too_but_not_another(reader):
    def left(held, asked):
        one = somebody(skills=[{"phrase": "own words", "concept": held}])
        return missing(office(reader, [one], [asks(asked)]), one)[0]

    assert left(SHIELDING, TIG) == []
    assert left(TIG, SHIELDING) == []
    assert left(DOUGH, TIG) == ["qqq"]


concepts = st.sampled_from([TIG, SHIELDING, DRAWINGS, DOUGH])
words = st.sampled_from(["weld with tungsten", "knead dough", "read plans", "arc welding", "qqq", "www"])
works = st.builds(
    lambda occupation, months, ended: {"title": "x", "occupation": occupation, "months": months, "ended": ended},
    st.sampled_from([WELDER, PIPE_WELDER, BAKER]),
    st.none() | st.integers(0, 90),
    st.none() | st.sampled_from(["ongoing", "2025-01", "2015", "1980"]),
)
people = st.lists(
    st.builds(
        lambda held, said, kind, done: somebody(
            skills=[{"phrase": f"skill {one[-5:]}", "concept": one, "evidence": kind} for one in held]
            + [{"phrase": one} for one in said],
            experiences=done,
        ),
        st.lists(concepts, max_size=2),
        st.lists(words, max_size=2),
        st.sampled_from(list(Evidence)),
        st.lists(works, max_size=2),
    ),
    min_size=1,
    max_size=4,
).map(lambda found: [one.model_copy(update={"id": f"p{at}"}) for at, one in enumerate(found)])
offers = st.lists(st.lists(concepts | words, max_size=3), min_size=1, max_size=4).map(
    lambda found: [asks(*skills, id=f"v{at}") for at, skills in enumerate(found)]
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(people=people, jobs=offers)
def test_a_gap_a_vacancy_out_of_reach_and_an_explanation_follow_one_rule(reader, people, jobs):
    engine = office(reader, people, jobs)
    rows = np.arange(len(jobs))
    now = reach_of(engine, people)
    for row, one in enumerate(people):
        matches = standing_of(engine, one, TODAY).matches(rows)
        for column, (gaps, match) in enumerate(zip(missing(engine, one), matches, strict=True)):
            assert set(gaps) == set(match.missing_skills)
            assert bool(now.uncovered[row, column]) is bool(gaps)
            assert now.scores[row, column] == match.score
        alone = reach_of(engine, [one])
        assert np.array_equal(alone.uncovered[0], now.uncovered[row])
        assert np.array_equal(alone.scores[0], now.scores[row])


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(people=people, jobs=offers)
def test_a_taxonomy_only_adds_answers_that_weigh_more(reader, people, jobs):
    rows = np.arange(len(jobs))
    plain, engine = office(None, people, jobs), office(reader, people, jobs)
    before, after = (one.answers(one.encode(one.candidates, TODAY), rows, TODAY) for one in (plain, engine))
    assert before.through is None
    assert not before.by_concept.any()
    kept = ~after.by_concept
    assert np.array_equal(before.degrees[kept], after.degrees[kept])
    assert np.array_equal(before.phrases, after.phrases)


def test_one_step_closes_what_its_concept_covers(reader):
    # Who learns to choose a shielding gas learns what is narrower than TIG welding.
    offer = asks("choose a shielding gas", "TIG-weld stainless steel")
    one = somebody()
    steps = {step.skill for step in outlook(standing_of(office(reader, [one], [offer]), one, TODAY)).steps}
    assert "choose a shielding gas" in steps
    assert outlook(standing_of(office(None, [one], [offer]), one, TODAY)).steps == ()


def test_steps_and_gaps_in_two_languages_are_one_where_the_concept_is(reader):
    one = somebody()
    engine = office(reader, [one], [asks("knead dough", id="a"), asks("pétrir la pâte", id="b")])
    (step,) = outlook(standing_of(engine, one, TODAY)).steps
    assert set(step.opens) == {"a", "b"}
    (gap,) = occupation_gaps(standing_of(engine, one, TODAY), "welder").gaps
    assert set(gap.vacancies) == {"a", "b"}
    assert len(outlook(standing_of(office(None, [one], engine.vacancies), one, TODAY)).steps) == 2


def test_a_course_closes_the_gaps_that_its_concepts_cover(reader):
    one = somebody()
    engine = office(reader, [one], [asks("pétrir la pâte")])
    course = Course.model_validate({"id": "k", "title": "bread", "skills": [{"phrase": "own words", "concept": DOUGH}]})
    pairs = pair_gaps(standing_of(engine, one, TODAY), np.array([0]))
    assert gaps_closed(engine, one, [course], pairs) == ([("pétrir la pâte",)], [1.0])
    plain = office(None, [one], engine.vacancies)
    assert gaps_closed(plain, one, [course], pairs) == ([()], [0.0])


def test_a_shortage_counts_who_holds_the_concept_and_names_a_skill_once(reader):
    baker = somebody("b", experiences=[{"title": "x", "occupation": BAKER, "months": 60}])
    jobs = [asks("knead dough", id="v1"), asks("pétrir la pâte", id="v2")]
    (found,) = shortages(office(reader, [baker, somebody()], jobs), TODAY)
    assert (found.vacancies, found.people, len(found.likewise)) == (2, 1, 1)
    assert [one.people for one in shortages(office(None, [baker, somebody()], jobs), TODAY)] == [0, 0]


def test_a_taxonomy_tells_the_isco_group_of_each_vacancy(reader):
    jobs = [
        asks(TIG, id="v-said", title="pipe welder"),
        asks(DOUGH, id="v-stated", title="…", occupation=BAKER),
        asks(OVENS, id="v-unknown", title="qwerty"),
    ]
    assert reader.isco_of(jobs) == {"v-said": "7212", "v-stated": "7512"}
    engine = office(reader, [somebody()], jobs)
    told = {(one.group, one.skill) for one in shortages(engine, TODAY, By.ISCO)}
    assert {group for group, _ in told} == {"7", UNKNOWN}
    assert ("7", NAMES[DOUGH]) in told
    assert (UNKNOWN, NAMES[OVENS]) in told
    # Codes that somebody wrote down come before what the taxonomy makes of titles.
    given = shortages(engine, TODAY, By.ISCO, isco={"v-said": "2512"})
    assert {one.group for one in given} == {"2", UNKNOWN}
