import re
from collections import Counter
from itertools import combinations

import pytest
from contracts.checkerboard import OCCUPATIONS, checkerboard
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generation.catalogue import held_out, load_catalogue
from benchmarks.generation.generator import generate_benchmark
from matching.domain import Evidence
from matching.errors import InvalidValueError

CATALOGUE = load_catalogue()
BY_ID = {one.id: one for one in CATALOGUE}


def benchmark(**changed):
    arguments = {"candidate_language": "fr", "vacancy_language": "en", "people": 60, "vacancies": 90, "seed": 7}
    return generate_benchmark(CATALOGUE, **(arguments | changed))


def test_the_same_seed_gives_the_same_benchmark_and_another_seed_another():
    assert benchmark() == benchmark()
    assert benchmark().candidates != benchmark(seed=8).candidates


def test_grades_are_two_for_the_same_occupation_one_for_a_near_one_and_absent_otherwise():
    generated = benchmark()
    for candidate in generated.candidates:
        own = BY_ID[generated.drawn_from[candidate.id]]
        for vacancy in generated.vacancies:
            other = generated.drawn_from[vacancy.id]
            expected = 2 if other == own.id else 1 if other in own.near else 0
            assert generated.qrels[candidate.id].get(vacancy.id, 0) == expected


def test_every_person_has_a_right_vacancy_and_near_ones_beside_it():
    generated = benchmark()
    assert all(2 in grades.values() for grades in generated.qrels.values())
    assert sum(1 in grades.values() for grades in generated.qrels.values()) > 50


def test_the_other_direction_holds_the_same_grades():
    generated = benchmark()
    turned = generated.qrels_by_vacancy()
    assert sum(map(len, turned.values())) == sum(map(len, generated.qrels.values()))
    assert all(generated.qrels[c][v] == grade for v, grades in turned.items() for c, grade in grades.items())


def test_ids_say_nothing_of_the_occupation_and_nothing_decides_eligibility():
    generated = benchmark()
    assert [one.id for one in generated.candidates[:2]] == ["c-00001", "c-00002"]
    for one in (*generated.candidates, *generated.vacancies):
        assert set(one.model_dump(exclude_defaults=True)) <= {
            *("id", "lang", "text", "description", "title"),
            *("desired_occupations", "experiences", "skills", "essential_skills", "optional_skills"),
        }


def test_phrases_are_of_the_languages_asked():
    generated = benchmark(candidate_language="ka", vacancy_language="fr")
    own = {name for one in CATALOGUE for name in one.names("ka")}
    skills = {skill.labels["ka"][0] for one in CATALOGUE for skill in (*one.essential, *one.optional)}
    for candidate in generated.candidates:
        assert {claim.phrase for claim in candidate.skills} <= skills
        assert {*candidate.desired_occupations, *(held.title for held in candidate.experiences)} <= own
    titles = {name for one in CATALOGUE for name in one.names("fr")}
    assert {vacancy.title for vacancy in generated.vacancies if vacancy.title} <= titles


def test_two_sides_of_an_occupation_share_only_some_of_their_skills():
    generated = benchmark(vacancy_language="fr", people=300, vacancies=300)
    said: dict[str, set[str]] = {}
    asked: dict[str, set[str]] = {}
    for candidate in generated.candidates:
        phrases = {claim.phrase for claim in candidate.skills}
        said.setdefault(generated.drawn_from[candidate.id], set()).update(phrases)
    for vacancy in generated.vacancies:
        demands = {demand.phrase for demand in (*vacancy.essential_skills, *vacancy.optional_skills)}
        asked.setdefault(generated.drawn_from[vacancy.id], set()).update(demands)
    overlaps = [len(said[one] & asked[one]) / len(asked[one]) for one in asked]
    assert all(overlap < 1 for overlap in overlaps)
    assert 0.2 < sum(overlaps) / len(overlaps) < 0.7


def test_life_is_noisy_fields_are_missing_and_strange_skills_and_older_jobs_stand_in_profiles():
    people = benchmark(people=400).candidates
    assert 0.05 < sum(not one.skills for one in people) / 400 < 0.2
    assert 0.2 < sum(not one.desired_occupations for one in people) / 400 < 0.4
    assert 0.1 < sum(len(one.experiences) == 2 for one in people) / 400 < 0.4
    evidence = Counter(claim.evidence for one in people for claim in one.skills)
    assert evidence[Evidence.CLAIMED] > evidence[Evidence.SHOWN] > evidence[Evidence.CERTIFIED] > 0


def test_vacancies_come_as_lists_as_a_mere_title_and_as_an_advert():
    forms = Counter(
        "advert" if one.description else "lists" if one.essential_skills else "title"
        for one in benchmark(vacancies=400).vacancies
    )
    assert forms["lists"] > forms["advert"] > forms["title"] > 30


@pytest.mark.parametrize(("one", "other"), [("en", "ka"), ("ka", "fr"), ("fr", "en")])
def test_as_texts_both_sides_are_free_text_and_the_grades_stay(one, other):
    fields = benchmark(candidate_language=one, vacancy_language=other)
    texts = benchmark(candidate_language=one, vacancy_language=other, as_texts=True)
    assert texts.qrels == fields.qrels
    assert all(set(item.model_dump(exclude_defaults=True)) == {"id", "lang", "text"} for item in texts.candidates)
    assert all(set(item.model_dump(exclude_defaults=True)) == {"id", "lang", "description"} for item in texts.vacancies)
    for told, stated in zip(texts.candidates, fields.candidates, strict=True):
        assert told.text is not None
        assert all(claim.phrase in told.text for claim in stated.skills)


def test_a_language_pair_that_no_catalogue_speaks_is_refused():
    with pytest.raises(InvalidValueError, match=r'language pair "fr-de" is not possible\. Only 0 of 67 occupations'):
        benchmark(vacancy_language="de")
    with pytest.raises(InvalidValueError, match='people "0"'):
        benchmark(people=0)
    with pytest.raises(InvalidValueError, match='held_out_every "0"'):
        benchmark(held_out_every=0)


@settings(max_examples=25, deadline=None)
@given(people=st.integers(1, 30), vacancies=st.integers(1, 30), seed=st.integers(0, 2**40), as_texts=st.booleans())
def test_any_size_gives_just_as_many_with_ids_of_their_own(people, vacancies, seed, as_texts):
    generated = benchmark(people=people, vacancies=vacancies, seed=seed, as_texts=as_texts)
    assert (len(generated.candidates), len(generated.vacancies)) == (people, vacancies)
    assert len(generated.drawn_from) == people + vacancies
    assert list(generated.qrels) == [one.id for one in generated.candidates]


def test_a_benchmark_of_held_out_occupations_draws_from_no_other():
    kept = {one.id for one in held_out(CATALOGUE, 5)}
    assert sorted(kept)[:3] == ["o-01", "o-06", "o-11"]
    assert set(benchmark(held_out_every=5).drawn_from.values()) == kept


# The checkerboard


def test_the_checkerboard_has_six_occupations_five_people_and_four_vacancies_each():
    candidates, vacancies, right = checkerboard()
    assert (len(candidates), len(vacancies)) == (30, 24)
    assert right["c0-welding"] == {"v0-welding", "v1-welding", "v2-welding", "v3-welding"}
    assert all(len(answers) == 4 for answers in right.values())
    assert Counter(one.lang for one in vacancies) == {"en": 12, "fr": 12}
    assert {one.lang for one in checkerboard(("fr",), ("en",))[0]} == {"fr"}


def test_occupations_of_the_checkerboard_share_no_word_in_any_language():
    words = {
        name: {
            word for title, skills in labels.values() for word in re.findall(r"\w{2,}", f"{title} {skills}".casefold())
        }
        for name, labels in OCCUPATIONS.items()
    }
    assert [
        (one, other, words[one] & words[other]) for one, other in combinations(words, 2) if words[one] & words[other]
    ] == []


def test_people_and_vacancies_of_one_occupation_share_title_and_skills_in_one_language():
    candidates, vacancies, right = checkerboard(("en",), ("en",))
    by_id = {one.id: one for one in vacancies}
    for candidate in candidates:
        for answer in right[candidate.id]:
            assert by_id[answer].title in candidate.desired_occupations
            asked = {demand.phrase for demand in (*by_id[answer].essential_skills, *by_id[answer].optional_skills)}
            assert len(asked & {claim.phrase for claim in candidate.skills}) >= 3
