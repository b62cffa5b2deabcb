"""What the texts of CVs and adverts say, in seventeen languages, and how sure it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matching.domain import Contract, Experience, Hours, LanguageLevel, PayPeriod
from matching.domain.vacancy import SkillDemand
from matching.intake.extraction import LinkedConcept, extract, suggested_claims, suggested_demands
from matching.intake.extraction.parts import likely_kind, parts_of
from matching.intake.extraction.periods import period_in
from matching.intake.wordlists import fold

ADVERT = """Welder

Requirements:
- At least 3 years of experience as a welder
- Fluent English, Russian would be an advantage
- Driving licence category B
- Secondary education, a bachelor's degree is an asset
- Reading technical drawings is a must, TIG welding is a plus

Nice to have:
- Forklift licence
- Knowledge of stainless steel

What we offer:
- Full-time, permanent contract

Salary: 1,500-2,000 GEL per month
Location: Kutaisi, Georgia
Application deadline: 12 March 2027
"""

CV = """Summary
Electrician with 8 years of experience.

Experience
Industrial electrician
Brightworks Ltd, Batumi
March 2019 - present
- Wired control cabinets
- Trained two apprentices

Electrician, 2014-2019
- Repaired household appliances

Education
Master in Electrical Engineering

Skills
AutoCAD, PLC programming (Siemens, Omron), fault finding

Languages
Georgian (native), English - B2, Turkish: a little

Certificates
- First aid certificate
"""


def phrases(text: str, kind: str = "advert", of: str = "skill") -> list[tuple[str, str]]:
    found = extract(text, "advert" if kind == "advert" else "cv")
    return [(one.place.quote, one.importance) for one in found.phrases if one.kind == of]


def languages(text: str, kind: str = "advert") -> list[tuple[str, str | None, str]]:
    found = extract(text, "advert" if kind == "advert" else "cv").languages
    return [(one.code, one.level.value if one.level else None, one.importance) for one in found]


def demand(line: str) -> str:
    """An advert that asks for nothing else."""
    return f"Welder\n\nRequirements:\n- {line}\n"


def test_an_advert_is_read_field_by_field():
    found = extract(ADVERT, "advert")
    assert phrases(ADVERT, of="occupation") == [("Welder", "stated")]
    assert phrases(ADVERT) == [
        ("experience as a welder", "essential"),
        ("Reading technical drawings", "essential"),
        ("TIG welding", "optional"),
        ("Knowledge of stainless steel", "optional"),
    ]
    assert languages(ADVERT) == [("en", "C1", "essential"), ("ru", None, "optional")]
    assert [(one.months, one.importance) for one in found.experience] == [(36, "essential")]
    assert [(one.isced, one.importance) for one in found.education] == [(3, "essential"), (6, "optional")]
    assert [(one.keys, one.importance) for one in found.licences] == [
        (("B",), "essential"),
        (("forklift licence",), "optional"),
    ]
    wage = found.wages[0].wage
    assert (wage.minimum, wage.maximum, wage.currency, wage.period) == (1500, 2000, "GEL", PayPeriod.MONTH)
    assert [(one.town, one.country) for one in found.places] == [("Kutaisi", "GE")]
    assert {one.term for one in found.terms} == {Hours.FULL_TIME, Contract.PERMANENT}
    assert [(one.field, one.day) for one in found.dates] == [("closes_on", date(2027, 3, 12))]
    assert not found.flags


def test_a_cv_is_read_field_by_field():
    found = extract(CV, "cv")
    assert phrases(CV, "cv", "occupation") == [("Industrial electrician", "stated"), ("Electrician", "stated")]
    assert [quote for quote, _ in phrases(CV, "cv")] == [
        "AutoCAD",
        "PLC programming (Siemens, Omron)",
        "fault finding",
    ]
    assert [quote for quote, _ in phrases(CV, "cv", "task")] == [
        "Wired control cabinets",
        "Trained two apprentices",
        "Repaired household appliances",
    ]
    assert languages(CV, "cv") == [("ka", "C2", "stated"), ("en", "B2", "stated"), ("tr", "A2", "stated")]
    assert [one.months for one in found.experience] == [96]
    assert [(one.isced, one.place.quote) for one in found.education] == [(7, "Master in Electrical Engineering")]


@pytest.mark.parametrize(
    ("line", "skills"),
    [
        ("La maîtrise du TIG serait un atout", [("La maîtrise du TIG", "optional")]),
        ("Lecture de plans, le soudage TIG est souhaité", [("Lecture de plans, le soudage TIG", "optional")]),
        ("არგონით შედუღება სასურველია", [("არგონით შედუღება", "optional")]),
        ("Желательно знание аргонной сварки", [("знание аргонной сварки", "optional")]),
        ("Cunoștințe de sudură TIG constituie un avantaj", [("Cunoștințe de sudură TIG", "optional")]),
        ("Kenntnisse im Schweißen von Vorteil", [("Kenntnisse im Schweißen", "optional")]),
        ("Experience with robots (preferable)", [("Experience with robots", "optional")]),
        ("Strong analytical skills", [("Strong analytical skills", "essential")]),
        (
            "Knowledge of Excel is required; knowledge of SQL is a plus.",
            [("Knowledge of Excel", "essential"), ("knowledge of SQL", "optional")],
        ),
    ],
)
def test_wording_tells_what_is_nice_to_have(line: str, skills: list[tuple[str, str]]):
    assert phrases(demand(line)) == skills


def test_a_heading_reaches_its_whole_list_and_must_overrules_it():
    text = "Cook\n\nDesired:\n- pastry making\n- food safety is a must\n- menu planning\n"
    assert phrases(text) == [
        ("pastry making", "optional"),
        ("food safety", "essential"),
        ("menu planning", "optional"),
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Fluent in English and Armenian, good knowledge of Russian", [("en", "C1"), ("hy", "C1"), ("ru", "B2")]),
        ("English - B2, French (basic)", [("en", "B2"), ("fr", "A2")]),
        ("Anglais courant, espagnol débutant", [("en", "C1"), ("es", "A1")]),
        ("ინგლისური თავისუფლად, რუსული საშუალოდ", [("en", "C1"), ("ru", "B1")]),
        ("английский разговорный, немецкий со словарем", [("en", "B1"), ("de", "A2")]),
        ("Sehr gute Deutschkenntnisse", [("de", "C1")]),
        ("Odlično znanje engleskog jezika", [("en", "C1")]),
        ("Άριστη γνώση αγγλικών", [("en", "C1")]),
        ("İyi derecede İngilizce bilen", [("en", "B2")]),
        ("Հայերենի ազատ տիրապետում", [("hy", "C1")]),
        ("إجادة اللغة العربية بطلاقة", [("ar", "C1")]),
        ("limba engleză nivel mediu", [("en", "B1")]),
        ("langue maternelle : arabe", [("ar", "C2")]),
    ],
)
def test_self_descriptions_become_levels(line: str, expected: list[tuple[str, str]]):
    assert [(code, level) for code, level, _ in languages(demand(line))] == expected


@pytest.mark.parametrize(
    "line", ["Knowledge of Armenian tax law", "connaissance de la législation française", "Georgian wine tasting"]
)
def test_a_nationality_is_no_language(line: str):
    assert languages(demand(line)) == []


@pytest.mark.parametrize(
    ("line", "months"),
    [
        ("at least 3 years of experience", 36),
        ("minimum 2 ans d'expérience", 24),
        ("არანაკლებ 3 წლის გამოცდილება", 36),
        ("Two years of clerical experience", 24),
        ("3-5 years' experience", 36),
        ("опыт работы от 5 лет", 60),
        ("6 months experience in sales", 6),
        ("Experience is not required", 0),
        ("خبرة 3 سنوات", 36),
        ("mindestens drei Jahre Berufserfahrung", 36),
    ],
)
def test_length_of_experience(line: str, months: int):
    assert [one.months for one in extract(demand(line), "advert").experience] == [months]


def test_the_age_of_a_company_is_no_experience():
    assert extract("Cook\n\nAbout us:\nA company with 20 years of experience.\n", "advert").experience == ()


@pytest.mark.parametrize(
    ("line", "levels"),
    [
        ("Higher education in economics", [6]),
        ("Diplôme d'ingénieur", [7]),
        ("უმაღლესი განათლება", [6]),
        ("среднее специальное образование", [4]),
        ("Abgeschlossene Berufsausbildung", [3]),
        ("Studii superioare", [6]),
        ("master data management", []),
        ("valid driving licence", []),
        ("CAP cuisine", [3]),
        ("baseball cap production", []),
    ],
)
def test_education_becomes_isced(line: str, levels: list[int]):
    assert [one.isced for one in extract(demand(line), "advert").education] == levels


@pytest.mark.parametrize(
    ("line", "keys"),
    [
        ("Driving licence categories B and C", ("B", "C")),
        ("Permis CE exigé", ("CE",)),
        ("B კატეგორიის მართვის მოწმობა", ("B",)),
        ("CE კატეგორია", ("CE",)),
        ("Водительские права категории С", ("C",)),
        ("Führerschein Klasse B", ("B",)),
        ("Rijbewijs", ("B",)),
    ],
)
def test_driving_licences(line: str, keys: tuple[str, ...]):
    assert [one.keys for one in extract(demand(line), "advert").licences] == [keys]


def test_a_work_permit_is_no_driving_licence():
    assert extract(demand("permis de travail"), "advert").licences == ()


@pytest.mark.parametrize(
    ("line", "wage"),
    [
        ("Salaire : 1 800 € par mois", (1800, 1800, "EUR", "month")),
        ("ხელფასი: 1500-2000 ლარი", (1500, 2000, "GEL", "month")),
        ("ხელფასი: 2300-დან 3100 ლარამდე", (2300, 3100, "GEL", "month")),
        ("Зарплата: от 60 000 руб. в месяц", (60000, None, "RUB", "month")),
        ("Salary up to $25 per hour", (None, 25, "USD", "hour")),
        ("Stundenlohn: 14,50 € pro Stunde", (14.5, 14.5, "EUR", "hour")),
    ],
)
def test_wages(line: str, wage: tuple[float | None, float | None, str, str]):
    found = [one.wage for one in extract(f"Cook\n\n{line}\n", "advert").wages]
    assert [(one.minimum, one.maximum, one.currency, one.period.value) for one in found] == [wage]


@pytest.mark.parametrize("line", ["- manage a budget of $4.5 million", "- sales of about $10,000 - $20,000 per month"])
def test_other_money_is_no_wage(line: str):
    assert extract(f"Agent\n\nResponsibilities:\n{line}\n", "advert").wages == ()


def test_what_is_unsure_is_to_check():
    found = extract("Cook\n\nWhat we offer:\n- 2000-2700 GEL\n", "advert").wages[0]
    assert found.to_check
    assert not extract("Cook\n\nSalary: 2000-2700 GEL per month\n", "advert").wages[0].to_check


def test_wrapped_lines_are_one_item():
    text = (
        "Clerk\nREQUIRED QUALIFICATIONS: - Proficiency in the usage of computers and of the\n"
        "office software package;\n- Ability to present information in a clear manner to\nothers in writing;\n"
        "- Punctuality and care in all that is written down here.\nDEADLINE: 1 May 2027\n"
    )
    items = [" ".join(text[one.start : one.end].split()) for one in parts_of(text) if one.section == "required"]
    assert items == [
        "Proficiency in the usage of computers and of the office software package;",
        "Ability to present information in a clear manner to others in writing;",
        "Punctuality and care in all that is written down here.",
    ]


def test_a_list_under_an_unknown_heading_is_taken_for_skills_with_less_confidence():
    text = "EXPERIENCE\nCook\n2019-2020\n- soups\n\nZABRUDLE\n- Pastry\n- Menu planning\n- Food safety\n"
    skills = [one for one in extract(text, "cv").phrases if one.kind == "skill"]
    assert [one.place.quote for one in skills] == ["Pastry", "Menu planning", "Food safety"]
    assert all(one.to_check for one in skills)


def test_a_linker_gives_concepts_and_without_one_there_are_none():
    def link(asked, kind):
        return [
            [LinkedConcept(f"{kind}:{phrase}", phrase, "en", 0.9, "exact")] if "welding" in phrase else []
            for phrase in asked
        ]

    linked = {one.place.quote: one.concepts for one in extract(ADVERT, "advert", link=link).phrases}
    assert [one.uri for one in linked["TIG welding"]] == ["skill:TIG welding"]
    assert linked["Reading technical drawings"] == ()
    assert all(one.concepts == () for one in extract(ADVERT, "advert").phrases)


def test_suggestions_are_values_for_fields_and_leave_out_what_is_optional():
    found = suggested_demands(extract(ADVERT, "advert"))
    values = {field: [one.value for one in found if one.field == field] for field in {one.field for one in found}}
    assert values["languages"] == [LanguageLevel(code="en", level="C1")]
    assert values["education_isced"] == [3]
    assert values["experience_months"] == [36]
    assert values["licences"] == ["B"]
    assert SkillDemand(phrase="TIG welding") in values["optional_skills"]
    assert SkillDemand(phrase="TIG welding") not in values["essential_skills"]
    assert values["place"] == ["Kutaisi"]


def test_claims_of_a_cv_are_suggested():
    fields = [(one.field, one.place.quote) for one in suggested_claims(extract(CV, "cv"))]
    assert ("skills", "AutoCAD") in fields
    assert ("experiences", "Industrial electrician") in fields
    assert ("certificates", "First aid certificate") in fields


@pytest.mark.parametrize(
    ("line", "period"),
    [("2015–2019", ("2015", "2019")), ("03.2015-06.2019", ("2015-03", "2019-06")), ("2019-2015", ("2015", "2019")),
     ("mars 2015 à juin 2019", ("2015-03", "2019-06")), ("с 2015 по 2019", ("2015", "2019")),
     ("2015 წლის მარტი - 2019 წლის ივნისი", ("2015-03", "2019-06")), ("2015 წლიდან 2019 წლამდე", ("2015", "2019")),
     ("2015-03-01 – 2016-02-28", ("2015-03", "2016-02")), ("2015–19", ("2015", "2019")),
     ("Welder, 2015 - present", ("2015", "ongoing")), ("2015 – по настоящее время", ("2015", "ongoing")),
     ("2015-დან დღემდე", ("2015", "ongoing")), ("2019 à ce jour", ("2019", "ongoing")),
     ("depuis 2015", ("2015", "ongoing")), ("since May 2018", ("2018-05", "ongoing")), ("until 2019", (None, "2019")),
     ("(2018)", (None, "2018")), ("2015 – idag", ("2015", None)), ("Excel 2000 expert", (None, None)),
     ("", (None, None))],
)  # fmt: skip
def test_the_time_of_a_job(line: str, period: tuple[str | None, str | None]):
    assert period_in(fold(line), 0, len(line)) == period


@pytest.mark.parametrize(
    "cv",
    ["Welder, 2015 - 2019\n- welding pipes", "Welder\n2015 - 2019\n- welding pipes", "2015 - 2019\nWelder\n- pipes",
     "Welder\nShipyard Ltd, 2015-2019\n- welding pipes", "Welder\nShipyard Ltd\n2015-2019\n- welding pipes"],
)  # fmt: skip
def test_a_job_has_the_time_that_stands_with_it(cv: str):
    found = suggested_claims(extract(f"Work experience\n\n{cv}\n\nBaker\nBakery Ltd\nMay 2010 – June 2014\n", "cv"))
    works = {one.value.title: one.value for one in found if isinstance(one.value, Experience)}
    assert (works["Welder"].started, works["Welder"].ended, works["Welder"].months) == ("2015", "2019", 48)
    assert (works["Baker"].started, works["Baker"].ended, works["Baker"].months) == ("2010-05", "2014-06", 50)


def test_the_kind_of_a_text_is_told_by_its_headings():
    assert likely_kind(ADVERT) == "advert"
    assert likely_kind(CV) == "cv"


SIGNS = (
    "Requirements: Skills: - • English fluent ინგლისური თავისუფლად 3 years experience (a plus) , ; . Master's 1500 GEL "
    "permis B желательно Опыт работы Éç İstanbul ﬁ œ a\u0301 Salary: Tbilisi, 2027 სასურველია deadline 5 May CV لغة"
)
WORDS = st.sampled_from([*SIGNS.split(), "\n\n", "\n-", "\t"])


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=60).map(" ".join), st.sampled_from(["cv", "advert"]))
def test_places_always_point_at_the_words_quoted(text: str, kind):
    found = extract(text, kind)
    for one in (*(finding.place for finding in found.findings), *found.flags):
        assert 0 <= one.start < one.end <= len(found.text)
        assert found.text[one.start : one.end] == one.quote


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["cv", "advert"]))
def test_any_text_can_be_read(text: str, kind):
    found = extract(text, kind)
    assert all(found.text[one.place.start : one.place.end] == one.place.quote for one in found.findings)
    assert found == extract(text, kind)
