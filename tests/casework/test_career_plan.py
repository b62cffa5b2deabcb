"""What does a counsellor hand over: two pages that say where a person stands and which steps lead on?"""

import io
import re
from datetime import date
from functools import cache
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from builders import SCALE, case_of, engine_of, job, person
from pypdf import PdfReader

from matching.casework.planning import REACHABLE_SHOWN, STRETCH_SHOWN, career_plan, plan_html, plan_markdown
from matching.domain.course import Course
from matching.embeddings.salience import load_anchors
from matching.engine import Engine
from matching.errors import InvalidValueError
from matching.intake import read_candidates, read_vacancies
from matching.intake.reading import read_courses

DEMO = Path(__file__).parents[2] / "data" / "demo"
NAME = "Ketevan <Test>"
COURSE = Course.model_validate(
    {
        "id": "k-1",
        "title": "Keeping bees",
        "provider": "Vocational college, Kutaisi",
        "skills": [{"phrase": "beekeeping"}],
        "place": "Kutaisi",
        "country": "GE",
        "starts_on": "2026-04-01",
        "ends_on": "2026-04-20",
        "apply_by": "2026-03-20",
        "seats": None,
        "price": 120,
        "currency": "GEL",
    }
)


@pytest.fixture(scope="module", autouse=True)
def _anchors_read_once():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("matching.engine.load_anchors", cache(load_anchors))
        yield


def welder(**stated):
    known = {
        "experiences": [{"title": "welder", "months": 60, "country": "FR"}],
        "skills": [
            {"phrase": "arc welding", "evidence": "certified", "country": "FR"},
            {"phrase": "reading drawings", "evidence": "shown"},
            {"phrase": "grinding"},
        ],
        "languages": [{"code": "ka", "level": "C2"}, {"code": "fr", "level": "B1"}],
        "education": [{"title": "CAP soudure", "isced": 3, "country": "FR", "recognised": False}],
        "place": "Kutaisi",
        "country": "GE",
        "radius_km": 50,
        "wage": {"minimum": 1500},
    }
    return person("p-1", **{**known, **stated})


def workshop(id, *skills, **stated):  # noqa: A002
    phrases = [{"phrase": one} for one in ("arc welding", *skills)]
    return job(id, **{"place": "Kutaisi", "essential_skills": phrases, **stated})


VACANCIES = [
    workshop("v-1", closes_on="2026-05-31", wage={"minimum": 1800, "maximum": 2200}),
    workshop("v-2", closes_on="2026-04-30"),
    workshop("v-3"),
    workshop("v-4"),
    workshop("v-5", "beekeeping"),
    workshop("v-6", education_isced=3),
    workshop("v-7", "sewing trousers", "milking cows", "teaching chess"),
]


def office(one, vacancies=VACANCIES) -> Engine:
    return engine_of([one], vacancies, scale=SCALE)


def plan(one=None, courses=(COURSE,), language="en", vacancies=VACANCIES):
    one = one or welder()
    return career_plan(case_of(office(one, vacancies), one), courses, language)


@cache
def demo() -> tuple[Engine, tuple[Course, ...]]:
    from matching.embeddings.encoder import load_encoder

    people, jobs = read_candidates(DEMO / "candidates.csv").items, read_vacancies(DEMO / "vacancies.csv").items
    engine = Engine(people, jobs, load_encoder())
    return engine, read_courses(DEMO / "courses.csv").items


def words(html: str) -> str:
    visible = re.sub(r"<(style|title)\b.*?</\1>", " ", html, flags=re.S)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", visible)).replace("\u00a0", " ").split())


# What it says


def test_skills_stand_by_evidence_with_the_country_where_they_were_gained():
    told = {line.term: line.values for line in plan().stands}
    assert told["Skills with a certificate"] == ("arc welding (France)",)
    assert told["Skills shown by experience"] == ("reading drawings",)
    assert told["Skills stated by the person"] == ("grinding",)
    assert told["Experience"] == ("welder, France, 5\u00a0years",)
    assert told["Education"] == ("CAP soudure, upper secondary education, France, not recognised yet",)
    assert told["Languages"] == ("Georgian\u00a0C2", "French\u00a0B1")


def test_three_vacancies_are_in_reach_and_two_a_stretch_away_with_what_is_missing():
    told = plan()
    assert {one.id for one in told.reachable} <= {"v-1", "v-2", "v-3", "v-4"}
    assert len(told.reachable) == REACHABLE_SHOWN
    assert [one.id for one in told.stretch] in (["v-5", "v-6"], ["v-6", "v-5"])
    assert len(told.stretch) == STRETCH_SHOWN
    missing = {one.id: one.missing for one in told.stretch}
    assert missing["v-5"] == ("Not stated in the profile: beekeeping",)
    assert missing["v-6"] == ("Only to be recognised: “CAP soudure” (France)",)


def test_a_vacancy_names_wage_and_closing_date():
    told = {one.id: one.facts for one in plan(vacancies=VACANCIES[:2]).reachable}
    assert told["v-1"] == ("Kutaisi", "1,800 to 2,200\u00a0GEL a month", "open until 31 May 2026")
    assert told["v-2"] == ("Kutaisi", "wage not known", "open until 30 April 2026")


def test_steps_are_recognise_then_train_then_apply_by_date():
    steps = plan(vacancies=[VACANCIES[0], VACANCIES[1], VACANCIES[4], VACANCIES[5]]).steps
    assert [one.kind for one in steps] == ["recognise", "train", "apply", "apply"]
    recognise, train, first, second = steps
    assert recognise.text == "Have the diploma recognised: “CAP soudure” (France)"
    assert recognise.details == ("opens 1 vacancy",)
    assert train.text == "Course: Keeping bees"
    assert train.when == "starts on 1 April 2026, ends on 20 April 2026, apply until 20 March 2026"
    assert train.where == "Vocational college, Kutaisi, Kutaisi"
    assert train.details == ("opens 1 vacancy", "120\u00a0GEL", "Is a seat free?")
    assert (first.text, first.when) == ("Apply: welder (v-2)", "until 30 April 2026")
    assert (second.text, second.when) == ("Apply: welder (v-1)", "until 31 May 2026")


def test_without_a_catalogue_the_skill_itself_is_the_step():
    train = [one for one in plan(courses=()).steps if one.kind == "train"]
    assert [(one.text, one.when) for one in train] == [("Learn and have certified: beekeeping", "")]


def test_with_nothing_in_reach_the_plan_says_so_and_what_to_do():
    told = plan(vacancies=[])
    seen = words(plan_html(told))
    assert told.reachable == told.stretch == ()
    assert "No vacancy is in reach at present." in seen
    assert "Look at other occupations or places together." in seen


def test_somebody_of_whom_little_is_known_gets_a_plan_as_well():
    silent = person("p-2", desired_occupations=(), text="?")
    seen = words(plan_html(career_plan(case_of(office(silent, []), silent), (), "en")))
    assert "Occupation not known" in seen
    assert "The profile says little yet" in seen
    assert "Complete the profile together" in seen


def test_a_plan_in_english_names_towns_in_latin_letters_however_the_files_write_them():
    offers = [workshop("v-8", "sewing", place="ბათუმი, საქართველო"), workshop("v-9", place="ქუთაისი")]
    one = welder(place="ქუთაისი", relocation=True)
    course = COURSE.model_copy(update={"place": "ქუთაისი", "remote": None})
    page = str(plan(one, courses=(course,), vacancies=[*VACANCIES, *offers]))
    assert "Kutaisi, Georgia" in page
    assert not re.search("[ა-ჰ]", page)
    assert "ქუთაისი" in str(plan(one, language="ka"))


def test_an_unknown_language_is_refused():
    with pytest.raises(InvalidValueError, match="Choose one of"):
        plan(language="de")


# Identity, safety


def test_the_name_stands_on_the_paper_only_where_it_is_given():
    told = plan()
    assert "Ketevan" not in plan_html(told) + plan_markdown(told) + repr(told)
    assert "Ketevan &lt;Test&gt;" in plan_html(told, name=NAME)
    assert "**Ketevan \\<Test\\>**" in plan_markdown(told, name=NAME)


def test_words_of_others_cannot_become_part_of_the_page():
    one = welder(desired_occupations=["<script>alert(1)</script>", "# *welder*"])
    told = career_plan(case_of(office(one), one), (COURSE,), "en")
    assert "<script" not in plan_html(told)
    assert "&lt;script&gt;" in plan_html(told)
    assert "\\# \\*welder\\*" in plan_markdown(told)


def test_the_free_text_of_a_person_is_not_printed():
    one = welder(text="A word that nobody else should read.")
    assert "nobody else" not in plan_html(career_plan(case_of(office(one), one), (), "en"))


def test_the_page_needs_no_other_file_and_is_well_formed():
    open_tags: list[str] = []
    links: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag, attrs):
            links.extend(value or "" for name, value in attrs if name in ("src", "href"))
            if tag not in ("meta", "br"):
                open_tags.append(tag)

        def handle_endtag(self, tag):
            assert open_tags.pop() == tag

    page = plan_html(plan(), name=NAME)
    Reader().feed(page)
    assert open_tags == []
    assert links == []
    assert "url(" not in page
    assert "http" not in page


# Languages


@pytest.mark.parametrize(
    ("language", "headings"),
    [
        ("en", ["Career plan", "Where you stand", "A stretch away", "Steps, in this order", "Signature of the person"]),
        ("fr", ["Plan de carrière", "Votre situation", "Étapes, dans cet ordre", "Signature de la personne"]),
        ("ka", ["კარიერის გეგმა", "თქვენი მდგომარეობა", "ნაბიჯები ამ თანმიმდევრობით", "პირის ხელმოწერა"]),
    ],
)
def test_a_plan_is_in_its_language_throughout(language, headings):
    told = plan(language=language)
    page, text = plan_html(told), plan_markdown(told)
    assert f'<html lang="{language}">' in page
    for heading in headings:
        assert heading in words(page)
        assert heading in text.replace("\\", "")
    if language != "en":
        for english in ("Not stated", "Apply:", "opens 1", "starts on", "Have the diploma", "wage not known"):
            assert english not in page + text


# On paper


LONG = "a very long phrase that goes on and on, as people write when nobody stops them, " * 4


def talkative():
    """Somebody whose profile has too much of everything, and an office of the same kind."""
    one = welder(
        desired_occupations=[LONG[:150], "welder"],
        experiences=[{"title": f"welder {n} {LONG}", "months": 24, "country": "FR"} for n in range(12)],
        skills=[
            {"phrase": f"{kind} {n} {LONG}", "evidence": kind}
            for kind in ("claimed", "shown", "certified")
            for n in range(30)
        ]
        + [{"phrase": "arc welding"}],
        certificates=[{"name": f"Paper {n} (France) {LONG}", "country": "FR"} for n in range(12)],
        licences=[f"licence {n} {LONG}" for n in range(12)],
        education=[
            {"title": f"diploma {n} {LONG}", "isced": 3, "country": "FR", "recognised": False} for n in range(6)
        ],
        regions=[f"region {n}" for n in range(9)],
    )
    offers = [
        workshop(
            f"v-{n}", title=f"welder {LONG}", wage={"minimum": 900, "currency": "EUR"}, licences=["CE"] if n > 6 else []
        )
        for n in range(5)
    ] + [workshop(f"w-{n}", *(f"skill {m} of {LONG}" for m in range(9)), title="welder") for n in range(3)]
    courses = [
        Course.model_validate(COURSE.model_dump() | {"id": f"k-{n}", "title": f"{n} {LONG}", "provider": LONG[:120]})
        for n in range(6)
    ]
    return career_plan(case_of(office(one, offers), one), courses, "fr")


@pytest.fixture(scope="module")
def sheets(chromium):
    """A function from a page to the texts of its printed sheets."""
    page = chromium.new_page(java_script_enabled=False)
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    def printed(html: str) -> list[str]:
        page.set_content(html)
        return [one.extract_text() for one in PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True))).pages]

    yield printed
    page.close()
    assert [url for url in asked if not url.startswith(("about:", "data:"))] == []


@pytest.mark.browser
@pytest.mark.parametrize(("one", "language"), [("c-004", "fr"), ("c-060", "ka"), ("c-038", "en")])
def test_a_plan_of_the_demo_prints_on_two_sheets(sheets, one, language):
    engine, courses = demo()
    printed = sheets(
        plan_html(career_plan(case_of(engine, engine.candidate(one), date(2026, 11, 16)), courses, language), name=NAME)
    )
    assert len(printed) == 2
    assert one in printed[0]


@pytest.mark.browser
def test_even_a_profile_with_too_much_of_everything_prints_on_two_sheets(sheets):
    assert len(sheets(plan_html(talkative(), name=NAME))) == 2


def test_a_plan_encodes_the_person_once_and_walks_all_vacancies_once():
    from benchmarks.plans import counted

    engine, courses = demo()
    engine.prepare(date(2026, 11, 16))
    for one in ("c-001", "c-007"):
        person = engine.candidate(one)
        with counted(person, len(engine.vacancies)) as counts:
            career_plan(case_of(engine, person, date(2026, 11, 16)), courses)
        assert (counts.person, counts.walks) == (1, 1)
        assert counts.calls <= 3
