"""Which courses are read, which can be followed, which help, and who is a person after one?"""

from datetime import date
from functools import cache
from pathlib import Path

import pytest
from builders import SCALE, TODAY, engine_of, job, person
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain import CefrLevel, Evidence, LanguageLevel
from matching.domain.course import Course
from matching.domain.terms import LanguageLevel as Level
from matching.domain.vacancy import SkillDemand
from matching.embeddings.salience import load_anchors
from matching.errors import InputFileError, InvalidRowsError
from matching.gaps.changing import complete_course
from matching.gaps.reach import reached
from matching.gaps.standing import standing_of
from matching.gaps.training import course_rules, suggest_courses
from matching.intake.reading import read_courses, write_courses

DEMO = Path(__file__).parents[2] / "data" / "demo" / "courses.csv"


@pytest.fixture(scope="module", autouse=True)
def _anchors_read_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.engine.load_anchors", cache(load_anchors))
        yield


def course(id="k", **stated) -> Course:  # noqa: A002
    """Beekeeping in Kutaisi in a month, with seats, unless stated."""
    known = {
        "title": "Beekeeping for beginners",
        "skills": [{"phrase": "beekeeping"}],
        "place": "Kutaisi",
        "country": "GE",
        "starts_on": "2026-04-01",
        "ends_on": "2026-04-20",
        "seats": 5,
        "price": 0,
    }
    return Course.model_validate({"id": id, **known, **stated})


def welder(**stated):
    known = {
        "experiences": [{"title": "welder", "months": 60}],
        "skills": [{"phrase": "arc welding"}],
        "languages": [{"code": "ka", "level": "C2"}, {"code": "en", "level": "A2"}],
        "place": "Kutaisi",
        "radius_km": 50,
        "education": [{"isced": 3, "recognised": True}],
        "licences": ["B"],
    }
    return person("p", **{**known, **stated})


def workshop(id="v", *skills, **stated):  # noqa: A002
    phrases = [{"phrase": one} for one in ("arc welding", *skills)]
    return job(id, **{"place": "Kutaisi", "essential_skills": phrases, **stated})


def offers(one, courses, *vacancies, refused=False):
    engine = engine_of([one], vacancies, scale=SCALE)
    return suggest_courses(standing_of(engine, one, TODAY), courses, refused=refused)


# The catalogue


def test_the_demo_catalogue_holds_what_a_catalogue_may_hold():
    read = read_courses(DEMO)
    assert read.notes == ()
    assert len(read.items) == 44
    assert {one.lang for one in read.items} == {"ka", "en", "fr", "ru"}
    assert all(one.starts_on and one.starts_on >= date(2026, 12, 1) for one in read.items)
    assert any(one.seats == 0 for one in read.items)
    assert any(one.price is None for one in read.items)
    assert any(one.price == 0 for one in read.items)
    assert {licence for one in read.items for licence in one.licences} == {"B", "C", "CE", "D", "forklift"}
    assert any(one.languages_taught == (LanguageLevel(code="fr", level=CefrLevel.B1),) for one in read.items)


@pytest.mark.parametrize("ending", ["jsonl", "csv", "xlsx"])
def test_what_is_written_is_read_again_equal(tmp_path, ending):
    items = read_courses(DEMO).items
    write_courses(items, tmp_path / f"courses.{ending}")
    assert read_courses(tmp_path / f"courses.{ending}").items == items


phrases = st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=8)
COURSES = st.builds(
    Course,
    id=st.just("k-1"),
    title=phrases,
    provider=st.none() | phrases,
    skills=st.lists(
        st.builds(SkillDemand, phrase=phrases, concept=st.none() | st.just("urn:1")),
        max_size=3,
        unique_by=lambda s: s.phrase,
    ).map(tuple),
    languages_taught=st.lists(
        st.builds(Level, code=st.sampled_from(["fr", "ka"]), level=st.none() | st.sampled_from(CefrLevel)), max_size=2
    ).map(tuple),
    licences=st.lists(phrases.filter(lambda text: text.lower() not in ("none",)), max_size=2, unique=True).map(tuple),
    seats=st.none() | st.integers(0, 100),
    price=st.none() | st.just(0.0) | st.floats(0.5, 1e6),
    currency=st.just("GEL"),
    remote=st.none() | st.booleans(),
    starts_on=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
    certificate=st.none() | phrases,
)


@settings(max_examples=25, deadline=None)
@given(item=COURSES)
def test_any_course_comes_back_equal(tmp_path_factory, item):
    folder = tmp_path_factory.mktemp("courses")
    for ending in ("jsonl", "csv"):
        write_courses([item], folder / f"one.{ending}")
        assert read_courses(folder / f"one.{ending}").items == (item,)


@pytest.mark.parametrize(
    "header",
    [
        "Intitulé de la formation;Organisme;Compétences visées;Lieu;Date de début;Places disponibles;Tarif",
        "კურსის დასახელება;მიმწოდებელი;სწავლის შედეგები;ქალაქი;დაწყების თარიღი;თავისუფალი ადგილები;ღირებულება",
        "Course title;Training provider;Skills taught;Town;Start date;Free seats;Fee",
    ],
)
def test_columns_are_known_by_their_names_in_three_languages(tmp_path, header):
    file = tmp_path / "c.csv"
    file.write_text(f"{header}\nApiculture;College;ruches|miel;Gori;2027-01-11;4;350 GEL\n", encoding="utf-8")
    one = read_courses(file).items[0]
    assert (one.id, one.title, one.provider, one.place) == ("c-2", "Apiculture", "College", "Gori")
    assert [skill.phrase for skill in one.skills] == ["ruches", "miel"]
    assert (one.starts_on, one.seats, one.price, one.currency) == (date(2027, 1, 11), 4, 350.0, "GEL")


@pytest.mark.parametrize("word", ["free", "gratuit", "უფასო", "бесплатно", "0"])
def test_a_course_for_nothing_costs_nothing(tmp_path, word):
    file = tmp_path / "c.csv"
    file.write_text(f"id,title,price\nk,Bees,{word}\n", encoding="utf-8")
    assert read_courses(file).items[0].price == 0


def test_every_bad_row_is_reported_and_the_good_ones_load_when_asked(tmp_path):
    file = tmp_path / "c.csv"
    rows = ["a,Bees,many,2027-01-11,2027-02-01", "b,Bees,4,2027-03-11,2027-02-01", "c,,4,,", "d,Bees,4,,"]
    file.write_text("id,title,seats,starts_on,ends_on\n" + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(InvalidRowsError) as raised:
        read_courses(file)
    assert len(raised.value.problems) == 3
    assert "after it ends on 2027-02-01" in raised.value.problems[1]
    assert [one.id for one in read_courses(file, skip_invalid=True).items] == ["d"]


def test_a_price_needs_a_currency(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("id,title,price\nk,Bees,350\n", encoding="utf-8")
    with pytest.raises(InvalidRowsError) as raised:
        read_courses(file)
    assert "a price needs a currency" in raised.value.problems[0]


def test_a_course_that_teaches_nothing_named_is_kept_noted_and_never_suggested(tmp_path):
    file = tmp_path / "c.csv"
    file.write_text("id,title\nk-1,Something\n", encoding="utf-8")
    read = read_courses(file)
    assert read.notes == ("No skill, language or licence is named, so never suggested: k-1.",)
    assert offers(welder(), read.items, workshop("v", "beekeeping")) == []


def test_what_is_no_table_is_said(tmp_path):
    with pytest.raises(InputFileError, match="there is no such file"):
        read_courses(tmp_path / "none.csv")
    with pytest.raises(InputFileError, match="a course catalogue is a table"):
        read_courses(tmp_path)


# Who can follow it


@pytest.mark.parametrize(
    ("stated", "refusals", "checks"),
    [
        ({}, [], []),
        ({"starts_on": "2026-03-02"}, ["course_started"], []),
        ({"starts_on": None}, [], ["check_course_start"]),
        ({"apply_by": "2026-03-01"}, ["course_deadline_past"], []),
        ({"apply_by": "2026-03-02"}, [], []),
        ({"seats": 0}, ["course_full"], []),
        ({"seats": None}, [], ["check_course_seats"]),
        ({"price": None}, [], ["check_course_price"]),
        ({"place": "Batumi"}, ["course_too_far"], []),
        ({"place": "Batumi", "remote": True}, [], []),
        ({"place": None}, [], ["check_course_way"]),
        ({"languages": [{"code": "en", "level": "B1"}]}, ["course_language_below"], []),
        ({"languages": [{"code": "en", "level": "B1"}, {"code": "ka", "level": "B1"}]}, [], []),
        ({"languages": [{"code": "fr", "level": "B1"}]}, [], ["check_course_language"]),
        ({"education_isced": 3}, [], []),
        ({"education_isced": 4}, ["course_education_below"], []),
    ],
)
def test_what_is_known_refuses_and_what_is_unknown_is_to_check(stated, refusals, checks):
    refused, to_check = course_rules(welder(), course(**stated), TODAY)
    assert ([one.code for one in refused], [one.code for one in to_check]) == (refusals, checks)


@pytest.mark.parametrize(
    ("stated", "checks"),
    [
        ({"relocation": True}, []),
        ({"regions": ["Adjara"]}, []),
        ({"radius_km": None}, ["check_course_way"]),
        ({"place": None}, ["check_course_way"]),
    ],
)
def test_a_far_course_is_reached_by_moving_or_where_the_region_is_wished(stated, checks):
    refused, to_check = course_rules(welder(**stated), course(place="Batumi"), TODAY)
    assert refused == ()
    assert [one.code for one in to_check] == checks


def test_unknown_education_is_to_check_and_an_unrecognised_diploma_as_well():
    demanding = course(education_isced=3)
    assert [one.code for one in course_rules(welder(education=[]), demanding, TODAY)[1]] == ["check_course_education"]
    foreign = welder(education=[{"isced": 3, "recognised": False}])
    assert [one.code for one in course_rules(foreign, demanding, TODAY)[1]] == ["check_recognition"]


# Which helps


def test_a_course_opens_what_it_closes_the_gap_to():
    told = offers(welder(), [course()], workshop("v1", "beekeeping"), workshop("v2"))
    assert [(one.course_id, one.opens, one.closes) for one in told] == [("k", ("v1",), ("beekeeping",))]


def test_a_course_that_is_not_enough_alone_brings_nearer():
    told = offers(welder(), [course()], workshop("v1", "beekeeping", "sewing trousers"))
    assert [(one.opens, one.closes) for one in told] == [((), ("beekeeping",))]


def test_a_vacancy_that_closes_before_the_course_ends_is_not_counted():
    told = offers(
        welder(),
        [course()],
        workshop("v1", "beekeeping", closes_on="2026-04-19"),
        workshop("v2", "beekeeping", closes_on="2026-04-20"),
    )
    assert [(one.opens, one.too_late) for one in told] == [(("v2",), ("v1",))]


def test_courses_come_by_vacancies_opened_then_start_then_id():
    sewing = [{"phrase": "sewing trousers"}]
    courses = [
        course("late", starts_on="2026-04-15"),
        course("b"),
        course("a"),
        course("unknown", starts_on=None, ends_on=None),
        course("two", skills=[{"phrase": "beekeeping"}, *sewing], starts_on="2026-04-19"),
        course("full", seats=0),
    ]
    vacancies = workshop("v1", "beekeeping"), workshop("v2", "sewing trousers")
    assert [one.course_id for one in offers(welder(), courses, *vacancies)] == ["two", "a", "b", "late", "unknown"]
    assert offers(welder(), courses, *vacancies, refused=True)[-1].course_id == "full"


def test_languages_and_licences_are_taught_as_well():
    english = course("en", skills=[], languages_taught=[{"code": "en", "level": "B1"}])
    lorry = course("ce", skills=[], licences=["CE"])
    told = offers(
        welder(),
        [english, lorry],
        workshop("v1", languages=[{"code": "en", "level": "B1"}]),
        workshop("v2", licences=["CE"]),
    )
    assert {one.course_id: (one.opens, one.closes) for one in told} == {
        "en": (("v1",), ("en B1",)),
        "ce": (("v2",), ("CE",)),
    }


# After it


def test_on_completion_skills_are_certified_and_the_papers_are_held():
    done = course(
        skills=[{"phrase": "Arc welding"}, {"phrase": "beekeeping", "concept": "esco:1"}],
        languages_taught=[{"code": "en", "level": "B1"}, {"code": "ka", "level": "B1"}],
        licences=["CE"],
        certificate="Beekeeper",
    )
    after = complete_course(welder(), done)
    assert [(one.phrase, one.evidence, one.country, one.concept) for one in after.skills] == [
        ("arc welding", Evidence.CERTIFIED, None, None),
        ("beekeeping", Evidence.CERTIFIED, "GE", "esco:1"),
    ]
    assert [(one.code, str(one.level)) for one in after.languages] == [("ka", "C2"), ("en", "B1")]
    assert after.licences == ("B", "CE")
    assert [(one.name, one.country) for one in after.certificates] == [("Beekeeper", "GE")]


def test_to_complete_a_course_twice_changes_nothing_more():
    for done in read_courses(DEMO).items:
        after = complete_course(welder(), done)
        assert complete_course(after, done) == after


def test_the_person_is_in_reach_of_what_the_course_opens():
    one, offer = welder(), workshop("v1", "beekeeping")
    engine = engine_of([one], [offer], scale=SCALE)
    assert reached(engine, (one, complete_course(one, course())), TODAY).inside.tolist() == [[False], [True]]
