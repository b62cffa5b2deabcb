"""With a taxonomy people and vacancies agree as concepts too; without one nothing is any different."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest
from builders import ENCODER, RANKER, TODAY, anchors, cross, engine_of, job, person
from hypothesis import given, settings
from hypothesis import strategies as st
from taxonomy_files import BAKER, DOUGH, DRAWINGS, PIPE_WELDER, SHIELDING, TIG, WELDER
from tiny_taxonomy import imported, reader_of

from matching.assembly import open_concepts
from matching.batch.packing import pack_columns, unpack_columns
from matching.config import Settings
from matching.domain import Evidence, Experience
from matching.domain.comparing import FOUND_FROM
from matching.encoding import encode_candidates, encode_vacancies
from matching.engine import Engine
from matching.linking import (
    BROADER,
    EVIDENCE_WEIGHT,
    NEVER_FADES,
    SATURATION_MONTHS,
    SHARED_DIGITS,
    ConceptReader,
    shown_by,
    statements_of_candidate,
    statements_of_vacancy,
)
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.concept_features import CONCEPT_FEATURES, concept_features
from matching.ranking.features import FEATURES
from matching.ranking.rankers import WeightedRanker
from matching.taxonomy import ConceptKind
from matching.wording import explanation_lines

OCCUPATION, SKILL = ConceptKind.OCCUPATION, ConceptKind.SKILL


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return imported(tmp_path_factory.mktemp("concepts"))


@pytest.fixture(scope="module")
def reader(folder) -> ConceptReader:
    return reader_of(folder)


def somebody(id="p", **stated):  # noqa: A002
    return person(id, **({"desired_occupations": (), "text": "looking for work"} | stated))


def did(occupation: str, months: int | None = None, country: str | None = None) -> dict:
    return {"title": "work", "occupation": occupation, "months": months, "country": country}


def can(*concepts: str, evidence: str = "claimed", country: str | None = None) -> list[dict]:
    return [{"phrase": one[-9:], "concept": one, "evidence": evidence, "country": country} for one in concepts]


def asks(*concepts: str, occupation: str | None = None, **stated):
    demands = [{"phrase": one[-9:], "concept": one} for one in concepts]
    return job(title="…", occupation=occupation, essential_skills=demands, **stated)


def values(reader, one, other) -> dict[str, float]:
    row = np.array([0])
    found = concept_features(reader.of_candidates([one]), reader.of_vacancies([other]), row, row)
    return {name: float(value[0]) for name, value in found.items()}


def near(value: float):
    return pytest.approx(value, abs=3e-3, nan_ok=True)


def shown(months: float) -> float:
    return EVIDENCE_WEIGHT[Evidence.SHOWN] * (1 - np.exp(-months / SATURATION_MONTHS))


def some_people():
    concept = st.sampled_from([TIG, SHIELDING, DRAWINGS, DOUGH])
    work = st.sampled_from([WELDER, PIPE_WELDER, BAKER, "7212", "75"])
    return st.lists(
        st.builds(
            lambda skills, works, evidence: somebody(
                skills=can(*skills, evidence=evidence), experiences=[did(one, months) for one, months in works]
            ),
            st.lists(concept, max_size=3),
            st.lists(st.tuples(work, st.integers(0, 90)), max_size=3),
            st.sampled_from(list(Evidence)),
        ),
        min_size=1,
        max_size=6,
    )


def some_jobs():
    concept = st.sampled_from([TIG, SHIELDING, DRAWINGS, DOUGH])
    work = st.sampled_from([WELDER, PIPE_WELDER, BAKER, "7212", None])
    return st.lists(
        st.builds(lambda skills, work: asks(*skills, occupation=work), st.lists(concept, max_size=3), work),
        min_size=1,
        max_size=6,
    )


@pytest.mark.parametrize(
    ("held", "offered", "share"),
    [(WELDER, WELDER, 1), (PIPE_WELDER, WELDER, sum(SHARED_DIGITS)), (BAKER, WELDER, SHARED_DIGITS[0]),
     ("7212", WELDER, sum(SHARED_DIGITS)), (WELDER, "7212", 1), (WELDER, "72", 1), (BAKER, "72", 0.15 / 0.4)],
)  # fmt: skip
def test_kinship_counts_the_shared_digits_of_isco(reader, held, offered, share):
    one, other = somebody(experiences=[did(held)]), asks(occupation=offered)
    assert values(reader, one, other)["occupation_kinship"] == near(share**2)


def test_the_nearest_of_several_occupations_counts_and_a_wish_is_one(reader):
    one = person(desired_occupations=("baker",), experiences=[did(PIPE_WELDER)], text="x")
    assert values(reader, one, asks(occupation=WELDER))["occupation_kinship"] == near(sum(SHARED_DIGITS) ** 2)
    assert values(reader, one, asks(occupation=BAKER))["occupation_kinship"] > 0.5
    # A wish shows no skills.
    assert np.isnan(values(reader, person(desired_occupations=("baker",)), asks(occupation=BAKER))["transferability"])


@pytest.mark.parametrize(
    ("held", "asked", "share"),
    [(TIG, TIG, 1), (SHIELDING, TIG, 1), (TIG, SHIELDING, BROADER), (DOUGH, TIG, 0), (DRAWINGS, SHIELDING, 0)],
)
def test_a_skill_is_covered_by_itself_a_narrower_a_broader_or_none(reader, held, asked, share):
    one = somebody(skills=can(held, evidence="certified"))
    assert values(reader, one, asks(asked))["skills_covered"] == near(share**2)


def test_certified_comes_before_shown_before_claimed(reader):
    found = [values(reader, somebody(skills=can(TIG, evidence=kind)), asks(TIG))["skills_covered"] for kind in Evidence]
    assert found == [near(0.85**2), near(0.95**2), near(1)]
    # The best evidence of one skill counts, however often it is told.
    both = somebody(skills=[*can(TIG), *can(TIG, evidence="certified")])
    assert values(reader, both, asks(TIG))["skills_covered"] == near(1)


@pytest.mark.parametrize("months", [1, 12, 24, 240, None])
def test_work_shows_its_skills_the_surer_the_longer_it_was(reader, months):
    one = somebody(experiences=[did(WELDER, months)])
    assert values(reader, one, asks(SHIELDING))["skills_covered"] == near(shown(12 if months is None else months) ** 2)
    assert values(reader, one, asks(DOUGH))["skills_covered"] == 0


@pytest.mark.parametrize(
    ("ended", "kept"), [(None, 1), ("ongoing", 1), ("2026-03", 1), ("2021-03", 0.8), ("2016-03", 0.7), ("1950", 0.6)]
)
def test_skills_of_work_fade_with_the_years_and_never_wholly(reader, ended, kept):
    one = somebody(experiences=[did(WELDER, 240) | {"ended": ended}])
    assert shown_by(one.experiences[0], TODAY) == pytest.approx(kept, abs=1e-3)
    assert shown_by(one.experiences[0]) == pytest.approx(1, abs=1e-3)
    engine = Engine([one], [asks(SHIELDING)], ENCODER, concepts=reader)
    scored = engine.score_pairs(np.array([0]), np.array([0]), TODAY)
    value = scored.features[0, FEATURES.index("skills_covered")]
    assert value == near((kept * EVIDENCE_WEIGHT[Evidence.SHOWN]) ** 2)
    claims = {claim.concept: claim for claim in reader.claims(one, TODAY)}
    claim = claims[reader.taxonomy.row(SHIELDING)]
    assert (claim.ended, claim.weight) == (ended, pytest.approx(0.95 * kept, abs=1e-3))
    assert reader.covered(one, asks(SHIELDING), TODAY)[SHIELDING[-9:]].likeness == pytest.approx(kept, abs=1e-3)


def test_two_years_of_work_still_count_as_found_however_long_ago(reader):
    asked, long_ago = asks(SHIELDING), {"ended": "1960"}
    lasted = {months: somebody(experiences=[did(WELDER, months) | long_ago]) for months in (24, 12)}
    found = {months: reader.covered(one, asked, TODAY)[SHIELDING[-9:]] for months, one in lasted.items()}
    assert found[24].likeness >= FOUND_FROM > found[12].likeness
    # What was claimed or certified does not fade: only of work is it known when it ended.
    sure = somebody(skills=can(SHIELDING), experiences=[did(WELDER, 24) | long_ago])
    assert reader.covered(sure, asked, TODAY)[SHIELDING[-9:]].likeness == 1


MOMENTS = st.none() | st.just("ongoing") | st.dates(date(1950, 1, 1), date(2030, 12, 31)).map("{:%Y-%m}".format)


@given(st.integers(0, 900) | st.none(), MOMENTS, MOMENTS, st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_more_recent_work_never_weighs_less_and_unknown_weighs_as_recent(months, one, other, day):
    def weight(ended):
        return shown_by(Experience(title="welder", months=months, ended=ended), day)

    assert 0 <= weight(one) <= weight(None) == weight("ongoing") <= 1
    assert weight(one) >= NEVER_FADES * weight(None) - 1e-12
    if one and other and "ongoing" not in (one, other) and one <= other:
        assert weight(one) <= weight(other)
    if months is not None:
        assert shown_by(Experience(title="welder", months=max(0, months - 1), ended=one), day) <= weight(one)


@settings(max_examples=40, deadline=None)
@given(some_people(), some_jobs())
def test_coverage_is_the_same_of_many_as_of_each(reader, people, jobs):
    demands = [demand for one in jobs for demand in one.essential_skills]
    found = reader.coverage(people, demands, TODAY)
    assert found.likeness.shape == found.share.shape == found.by.shape == (len(people), len(demands))
    for row, one in enumerate(people):
        claims = reader.claims(one, TODAY)
        assert all(0 <= claim.weight <= 1 for claim in claims)
        assert claims == sorted(claims, key=lambda claim: (-claim.weight, claim.concept, claim.phrase))
        for column, demand in enumerate(demands):
            alone = reader.covered(one, asks().model_copy(update={"essential_skills": (demand,)}), TODAY)
            if demand.phrase in alone:
                other, claim = alone[demand.phrase], found.claim(int(found.by[row, column]))
                assert (found.likeness[row, column], found.share[row, column]) == (other.likeness, other.share)
                assert (claim.phrase, claim.evidence, claim.country) == (other.found, other.evidence, other.country)
            else:
                assert (found.by[row, column], found.share[row, column]) == (-1, 0)


def test_what_is_asked_is_shared_out_among_the_skills(reader):
    one = somebody(skills=can(TIG, evidence="certified"))
    assert values(reader, one, asks(TIG, DOUGH))["skills_covered"] == near(0.25)


def test_a_vacancy_without_skills_expects_those_of_its_occupation_and_misses_none(reader, folder):
    one, other = somebody(experiences=[did(WELDER, 24)]), asks(occupation=BAKER)
    found = values(reader, one, other)
    assert np.isnan(found["skills_covered"])
    assert found["skills_expected"] == 0
    baker = somebody(experiences=[did(BAKER, 24)])
    assert values(reader, baker, other)["skills_expected"] == near(shown(24) ** 2)
    match = Engine([one], [other], ENCODER, concepts=reader).vacancies_for("p", TODAY)[0]
    assert match.missing_skills == ()
    assert match.eligible
    assert {note.code: note.values["skills"] for note in match.to_check if note.code == "check_expected_skills"} == {
        "check_expected_skills": "knead dough"
    }
    stated = asks(TIG, occupation=BAKER)
    assert np.isnan(values(reader, one, stated)["skills_expected"])
    match = Engine([one], [stated], ENCODER, concepts=reader).vacancies_for("p", TODAY)[0]
    assert "check_expected_skills" not in {note.code for note in match.to_check}


def test_rare_skills_transfer_more_than_common_ones(reader):
    # Of the two skills of a welder neither is a pipe welder's, who needs TIG only.
    assert values(reader, somebody(experiences=[did(PIPE_WELDER, 24)]), asks(occupation=WELDER))["transferability"] == 0
    own = values(reader, somebody(experiences=[did(WELDER, 24)]), asks(occupation=WELDER))["transferability"]
    assert own == near((1 - np.exp(-2)) ** 2)


def test_unknown_is_not_a_number_and_adds_nothing(reader):
    nothing, something = somebody(), somebody(skills=can(TIG), experiences=[did(WELDER)])
    assert all(np.isnan(value) for value in values(reader, nothing, asks(TIG, occupation=WELDER)).values())
    assert all(np.isnan(value) for value in values(reader, something, asks()).values())
    parts = RANKER.contributions(np.full((1, len(FEATURES)), np.nan))
    assert (parts == 0).all()


def test_without_a_taxonomy_scores_are_those_of_the_other_features_to_the_last_bit():
    people = [person(f"p{at}", experiences=[{"title": "welder", "months": at}]) for at in range(7)]
    jobs = [job("v1"), job("v2", title="baker", essential_skills=[{"phrase": "TIG welding"}])]
    engine = engine_of(people, jobs)
    pipeline = engine.pipeline(TODAY)
    assert pipeline.candidates.concepts is None
    scored = pipeline.score(pipeline.candidates, pipeline.vacancies, *cross(7, 2))
    before = len(FEATURES) - len(CONCEPT_FEATURES)
    assert FEATURES[before:] == CONCEPT_FEATURES
    assert np.isnan(scored.features[:, before:]).all()
    ranker = engine.ranker
    assert isinstance(ranker, WeightedRanker)
    older = WeightedRanker("older", ranker.employer_prior, ranker.weights[:before], ranker.neutral[:before])
    assert np.array_equal(ranker.score(scored.features), older.score(scored.features[:, :before]))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(some_people(), some_jobs(), st.randoms())
def test_a_pair_has_one_value_alone_in_a_batch_and_in_either_order(reader, people, jobs, draw):
    held, asked = reader.of_candidates(people), reader.of_vacancies(jobs)
    rows, columns = cross(len(people), len(jobs))
    order = np.array(draw.sample(range(len(rows)), len(rows)))
    together = concept_features(held, asked, rows, columns)
    shuffled = concept_features(held, asked, rows[order], columns[order])
    for name, found in together.items():
        assert np.array_equal(found[order], shuffled[name], equal_nan=True)
        assert np.all(np.isnan(found) | ((found >= 0) & (found <= 1)))
        for at, (row, column) in enumerate(zip(rows, columns, strict=True)):
            assert values(reader, people[row], jobs[column])[name] == pytest.approx(found[at], abs=0, nan_ok=True)
    few = np.array([len(people) - 1, 0])
    taken = concept_features(held.take(few), asked, np.array([0, 1]), np.array([0, 0]))
    whole = concept_features(held, asked, few, np.array([0, 0]))
    assert all(np.array_equal(taken[name], whole[name], equal_nan=True) for name in CONCEPT_FEATURES)


def test_both_directions_and_queries_given_whole_score_alike(reader):
    people = [
        somebody(f"p{at}", skills=can(one), experiences=[did(work)])
        for at, (one, work) in enumerate([(TIG, WELDER), (DOUGH, BAKER), (DRAWINGS, PIPE_WELDER)])
    ]
    jobs = [asks(SHIELDING, occupation=WELDER), asks(occupation=BAKER).model_copy(update={"id": "w"})]
    engine = Engine(people, jobs, ENCODER, concepts=reader)
    forth = {(one.candidate_id, one.vacancy_id): one for who in people for one in engine.vacancies_for(who.id, TODAY)}
    back = {(one.candidate_id, one.vacancy_id): one for which in jobs for one in engine.candidates_for(which.id, TODAY)}
    assert forth == back
    assert engine.vacancies_for(people[0], TODAY) == engine.vacancies_for("p0", TODAY)
    assert engine.candidates_for("v", TODAY)[0].candidate_id == "p0"
    assert engine.candidates_for("w", TODAY)[0].candidate_id == "p1"


def test_columns_travel_with_their_concepts(reader):
    columns = encode_candidates([somebody(skills=can(TIG))], ENCODER, anchors(), reader)
    jobs = encode_vacancies([asks(TIG)], ENCODER, anchors(), reader)
    row = np.array([0])
    there = unpack_columns(CandidateColumns, pack_columns(columns)), unpack_columns(VacancyColumns, pack_columns(jobs))
    found = concept_features(there[0].concepts, there[1].concepts, row, row)
    assert found["skills_covered"][0] == near(0.85**2)
    assert unpack_columns(VacancyColumns, pack_columns(encode_vacancies([asks()], ENCODER, anchors()))).concepts is None


def test_a_skill_keeps_the_country_in_which_it_was_gained(reader):
    one = somebody(experiences=[did(WELDER, 36, "PL")], skills=can(TIG, evidence="certified", country="DE"))
    claims = {(claim.concept, claim.evidence): claim for claim in reader.claims(one)}
    row = reader.taxonomy.row
    assert claims[row(TIG), Evidence.CERTIFIED].country == "DE"
    assert claims[row(SHIELDING), Evidence.SHOWN].country == "PL"
    assert reader.claims(one)[0].evidence is Evidence.CERTIFIED
    match = Engine([one], [asks(TIG, DRAWINGS)], ENCODER, concepts=reader).vacancies_for("p", TODAY)[0]
    known = {skill.asked: (skill.found, skill.evidence, skill.country) for skill in match.matched_skills}
    assert known[DRAWINGS[-9:]] == ("work", Evidence.SHOWN, "PL")
    assert known[TIG[-9:]][1:] == (Evidence.CERTIFIED, "DE")
    assert match.missing_skills == ()
    assert any("shown by experience, Poland" in line for line in explanation_lines(match, "en"))


def test_a_concept_that_is_gone_is_linked_by_its_words(reader):
    gone = somebody(skills=[{"phrase": "knead dough", "concept": "http://data.europa.eu/esco/skill/gone"}])
    assert values(reader, gone, asks(DOUGH))["skills_covered"] > 0.6


def test_what_means_nothing_claims_nothing_and_phrases_can_be_asked(reader):
    assert reader.concepts_of(["knead dough", "our values"]) == {"knead dough": DOUGH}
    assert reader.concepts_of(["Welder"], OCCUPATION) == {"Welder": WELDER}
    assert reader.claims(somebody(skills=[{"phrase": "zzz qqq"}])) == []


def test_what_is_read_from_a_text_shows_skills_but_never_says_what_somebody_is(reader):
    text = "Work experience\n\nWelder\n2019 - 2022\n\nSkills\n- knead dough\n"
    told = statements_of_candidate(person(desired_occupations=(), text=text))
    assert all(one.read for one in told)
    assert "knead dough" in {one.phrase for one in told if one.kind is SKILL}
    stated = statements_of_candidate(person(text=text, skills=[{"phrase": "drive"}]))
    assert not any(one.read for one in stated)
    found = values(reader, person(desired_occupations=(), text=text), asks(DOUGH, occupation=WELDER))
    assert np.isnan(found["occupation_kinship"])
    assert found["skills_covered"] > 0.3
    advert = statements_of_vacancy(job(title=None, description="Welder\nRequirements:\n- read plans\n"))
    assert [one.phrase for one in advert if one.kind is OCCUPATION] == ["Welder"]


@pytest.mark.parametrize(
    ("said", "occupation"),
    [
        ("Homemaker for ten years", "domestic housekeeper"),
        ("caring for my mother", "home care aide"),
        ("Mère au foyer", "domestic housekeeper"),
        ("დიასახლისი", "domestic housekeeper"),
        ("vendanges (saison)", "vineyard worker"),
        ("welder", "welder"),
        ("our values", "our values"),
    ],
)
def test_life_at_home_and_informal_work_have_a_name(reader, said, occupation):
    assert reader._named_for_life([said]) == [occupation]


def test_the_taxonomy_of_the_data_folder_is_used_where_there_is_one(folder, tmp_path):
    assert open_concepts(Settings(data_dir=tmp_path), ENCODER) is None
    assert open_concepts(Settings(data_dir=folder, taxonomy=False), ENCODER) is None
    found = open_concepts(Settings(data_dir=folder), ENCODER)
    assert found is not None
    assert found.concepts_of(["baker"], OCCUPATION) == {"baker": BAKER}


def test_what_agrees_only_as_a_concept_is_found_among_many(reader):
    many = 400
    welders = [asks(occupation=WELDER, id="v-welder"), asks(TIG, id="v-tig")]
    engine = engine_of(
        [somebody(f"p-{number:03}") for number in range(many)]
        + [somebody("q-tig", skills=can(TIG)), somebody("q-welder", experiences=[did(WELDER)])],
        [asks(occupation=BAKER, id=f"u-{number:03}") for number in range(many)] + welders,
        concepts=reader,
    )
    assert [one.vacancy_id for one in engine.vacancies_for("q-welder", TODAY, 1)] == ["v-welder"]
    assert [one.vacancy_id for one in engine.vacancies_for("q-tig", TODAY, 1)] == ["v-tig"]
    assert [one.candidate_id for one in engine.candidates_for("v-welder", TODAY, 1)] == ["q-welder"]
    assert [one.candidate_id for one in engine.candidates_for("v-tig", TODAY, 1)] == ["q-tig"]


class Slow(dict):
    """Takes its time between saying that it holds a phrase and being asked for it."""

    def __contains__(self, key: object) -> bool:
        held = super().__contains__(key)
        if key == ("knead dough", SKILL):
            time.sleep(0.3)
        return held


def test_what_one_thread_looks_up_no_other_throws_away_meanwhile(folder, monkeypatch):
    monkeypatch.setattr("matching.linking.profile_concepts.REMEMBERED", 0)
    reader = reader_of(folder)
    alone = reader.concepts_of(["knead dough"])
    reader._known = Slow(reader._known)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(reader.concepts_of, ["knead dough"])
        time.sleep(0.1)
        pool.submit(reader.concepts_of, ["something else"]).result()
        assert first.result() == alone == {"knead dough": alone["knead dough"]}
