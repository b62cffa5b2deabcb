"""Every sentence a person reads exists in English, French and Georgian, and says what the data says."""

import re
import string
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from small_office import WELDER, WELDING

import matching
from matching.domain import (
    Candidate,
    Contract,
    Contribution,
    Evidence,
    Hours,
    Match,
    PayPeriod,
    ReturnStatus,
    SkillMatch,
    Wage,
)
from matching.domain.match import Change, Message, Side
from matching.errors import InvalidValueError
from matching.ranking.eligibility import Refusal
from matching.ranking.features import FEATURES, SIDES
from matching.wording import (
    LANGUAGES,
    changes,
    explanation_lines,
    label,
    plural,
    reasons,
    sentence,
    skill_line,
    translator,
    weighed_reasons,
)
from matching.wording.catalogues import (
    capitalised,
    country_name,
    date_text,
    duration_text,
    language_name,
    money_text,
    number_text,
    signed_text,
    wage_text,
)
from matching.wording.labels import education_label, evidence_label, likeness_label
from matching.wording.profile import experience_lines
from matching.wording.reasons import FEATURE_REASONS

PACKAGE = Path(matching.__file__).parent
LOCALES = PACKAGE / "locales"
NB = "\u00a0"
KEYWORDS = {"say": None, "marked": None, "many": (1, 2)}

NOTES = {
    "closed": {"closes_on": "2026-03-31"},
    "filled": {},
    "licence_absent": {"licence": "CE"},
    "language_below": {"language": "fr", "held": "A2", "asked": "B2"},
    "out_of_reach": {"km": 188, "radius_km": 40.0, "place": "Tbilisi"},
    "not_yet_available": {"available_from": "2027-02-01", "starts_on": "2026-12-15"},
    "excluded": {},
    "check_licence": {"licence": "CE"},
    "check_language": {"language": "en", "asked": "B2"},
    "check_reach": {"place": "Poti", "km": 92},
    "check_availability": {"available_from": "2027-02-01"},
    "check_wage": {"asked": 1500, "asked_currency": "GEL", "given": 1200, "given_currency": "GEL"},
    "check_education": {"isced": 6},
    "check_recognition": {"title": "CAP soudeur", "country": "FR"},
    "check_experience": {"months": 24},
    "check_not_open_yet": {"opens_on": "2026-12-01"},
    "check_expected_skills": {"skills": "knead dough; watch ovens"},
    "with_skill": {"skill": "TIG welding"},
    "with_language": {"language": "fr", "asked": "B2"},
    "with_recognition": {"title": "CAP soudeur", "country": "FR"},
    "with_wage": {"asked": 1500, "asked_currency": "GEL", "given": 1200, "given_currency": "GEL"},
    "with_licence": {"licence": "CE"},
}


@cache
def extracted() -> frozenset[str | tuple[str, ...]]:
    with (LOCALES / "babel.cfg").open(encoding="utf-8") as lines:
        methods, options = parse_mapping_cfg(lines)
    found = extract_from_dir(PACKAGE, methods, options, keywords=KEYWORDS)
    return frozenset(message for _, _, message, _, _ in found if message)


def catalogue(path: Path):
    with path.open("rb") as lines:
        return [message for message in read_po(lines, locale=None) if message.id]


def identity(message) -> str | tuple[str, ...]:
    return message.id if isinstance(message.id, str) else tuple(message.id)


def forms(message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


# Catalogues


def test_the_template_holds_exactly_the_sentences_of_the_code():
    assert {identity(message) for message in catalogue(LOCALES / "matching.pot")} == extracted()


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_catalogue_is_complete_without_fuzzy_or_obsolete_messages(language):
    path = LOCALES / language / "LC_MESSAGES" / "matching.po"
    messages = catalogue(path)
    assert {identity(message) for message in messages} == extracted()
    assert [message.id for message in messages if message.fuzzy] == []
    forms = {
        message.id: [message.string] if isinstance(message.string, str) else message.string for message in messages
    }
    assert [key for key, strings in forms.items() if not all(text.strip() for text in strings)] == []
    assert "#~" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_a_translation_has_the_placeholders_of_its_sentence(language):
    for message in catalogue(LOCALES / language / "LC_MESSAGES" / "matching.po"):
        source = message.id if isinstance(message.id, str) else message.id[-1]
        for text in forms(message):
            assert placeholders(text) == placeholders(source), text


def test_georgian_is_written_in_mkhedruli_and_french_keeps_its_spaces():
    georgian = (LOCALES / "ka" / "LC_MESSAGES" / "matching.po").read_text(encoding="utf-8")
    assert not re.search("[\u1c90-\u1cbf]", georgian)
    french = [message.string for message in catalogue(LOCALES / "fr" / "LC_MESSAGES" / "matching.po")]
    assert [text for text in french if isinstance(text, str) and re.search(r" [:;?!»]|« ", text)] == []


def test_a_language_that_there_is_not_is_refused_in_one_sentence():
    with pytest.raises(InvalidValueError, match=r'The language "de" is not possible\. Choose one of: en, fr, ka\.'):
        translator("de")


def test_babel_loads_with_the_first_sentence_and_not_before():
    code = "import sys, matching.wording; print('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"


# Notes


def test_every_note_that_the_engine_issues_has_a_sentence():
    source = (PACKAGE / "ranking" / "explanation.py").read_text(encoding="utf-8")
    issued = {code.lower() for code in re.findall(r"code=MessageCode\.(\w+)", source)} | {rule.code for rule in Refusal}
    assert issued == set(NOTES)


@pytest.mark.parametrize("code", NOTES)
def test_a_note_is_worded_in_every_language(code):
    worded = {language: sentence(Message(code=code, values=NOTES[code]), language) for language in LANGUAGES}
    assert len(set(worded.values())) == 3
    assert not any("{" in text or "None" in text for text in worded.values())


@pytest.mark.parametrize(
    ("code", "values", "expected"),
    [
        ("closed", {}, "The vacancy closed on 31 March 2026"),
        ("language_below", {}, "French: B2 is required, the level known is A2"),
        ("out_of_reach", {}, "The workplace is 188 km away, the person can travel 40 km"),
        ("check_language", {"asked": None}, "English: how well does the person know it?"),
        ("check_reach", {"km": None}, "The way to Poti is not known: can the person get there?"),
        ("check_reach", {"km": None, "place": None}, "The place of work is not known: can the person get there?"),
        (
            "check_wage",
            {},
            "The wage offered is 1,200 GEL a month, the wage wished for is 1,500 GEL a month: is that acceptable?",
        ),
        (
            "check_wage",
            {"given": None, "given_currency": None},
            "The wage offered is not known, the wage wished for is 1,500 GEL a month",
        ),
        ("check_recognition", {}, "A diploma is not recognised yet: “CAP soudeur” (France). Can it be?"),
        ("check_recognition", {"title": None}, "A diploma is not recognised yet: France. Can it be?"),
        ("check_recognition", {"title": None, "country": None}, "A diploma is not recognised yet. Can it be?"),
        ("check_experience", {}, "Experience is not known: has the person done such work for 2 years?"),
        ("check_education", {}, "Education is not known: has the person reached bachelor or equivalent?"),
        ("with_language", {"asked": None}, "With French"),
    ],
)
def test_a_note_names_its_values_and_says_what_is_not_known(code, values, expected):
    assert sentence(Message(code=code, values=NOTES[code] | values), "en").replace(NB, " ") == expected


def test_two_currencies_are_not_compared():
    note = Message(code="check_wage", values=NOTES["check_wage"] | {"given_currency": "EUR"})
    assert sentence(note, "en").endswith("the currencies differ")


def test_french_and_georgian_name_languages_dates_and_countries_their_own_way():
    below = Message(code="language_below", values=NOTES["language_below"])
    assert sentence(below, "fr") == f"Français{NB}: B2 est exigé, le niveau connu est A2"
    assert sentence(below, "ka") == "ფრანგული: საჭიროა B2, ცნობილი დონეა A2"
    assert "31 mars 2026" in sentence(Message(code="closed", values=NOTES["closed"]), "fr")
    assert "საფრანგეთი" in sentence(Message(code="check_recognition", values=NOTES["check_recognition"]), "ka")


@pytest.mark.slow
@given(st.text(min_size=1))
def test_somebodys_words_are_repeated_as_they_are_on_one_line(phrase):
    said = sentence(Message(code="with_skill", values={"skill": phrase}), "en")
    line = " ".join(phrase.split())
    assert (line in said) if len(line) <= 120 else (line[:100] in said and len(said) < 160)
    assert "\n" not in said


# Labels and values


def test_every_term_has_a_label_in_every_language():
    terms = [*FEATURES, *Side, *Evidence, *Contract, *Hours, *ReturnStatus]
    for term in terms:
        assert len({label(term, language) for language in LANGUAGES}) == 3, term
    for level in range(9):
        assert len({education_label(level, language) for language in LANGUAGES}) == 3
    assert label("something new", "fr") == "something new"


def test_the_parts_of_a_score_and_the_evidence_of_a_skill_are_named():
    assert label(Side.EMPLOYER, "en") == "What the employer asks"
    assert label(Side.CANDIDATE, "fr") == "Ce que souhaite la personne"
    assert evidence_label(None, "en") == "mentioned in the text"
    assert [likeness_label(value, "en") for value in (0.95, 0.75, 0.6, 0.3)] == [
        "same meaning",
        "very close",
        "close",
        "loosely related",
    ]


def test_numbers_dates_and_money_follow_the_language():
    assert number_text(12345.5, "en") == "12,345.5"
    assert number_text(12345.5, "fr") == "12\u202f345,5"
    assert signed_text(-0.5, "en") == "−0.50"
    assert signed_text(1.234, "fr") == "+1,23"
    assert signed_text(-0.001, "en") == "0.00"
    assert date_text(date(2026, 3, 5), "fr") == "5 mars 2026"
    assert money_text(1200, "GEL", "en") == f"1,200{NB}GEL a month"
    assert money_text(9.5, "EUR", "fr", PayPeriod.HOUR) == f"9,5{NB}€ de l’heure"
    assert money_text(1200, "GEL", "ka") == f"1{NB}200{NB}ლარი თვეში"
    assert wage_text(Wage(minimum=1000, maximum=1200), "ka") == f"1{NB}000–1{NB}200{NB}ლარი თვეში"
    assert money_text(1e308, "GEL", "en") == f"1e+308{NB}GEL a month"
    assert language_name("ka", "fr") == "géorgien"
    assert language_name("zzz", "fr") == "zzz"
    assert country_name("GR", "ka") == "საბერძნეთი"


def test_georgian_letters_get_no_capital_form():
    assert capitalised("français") == "Français"
    assert capitalised("ფრანგული") == "ფრანგული"
    assert capitalised("") == ""


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1000, 1200, f"1,000 to 1,200{NB}GEL a month"),
        (1000, None, f"from 1,000{NB}GEL a month"),
        (None, 1200, f"up to 1,200{NB}GEL a month"),
        (1000, 1000, f"1,000{NB}GEL a month"),
    ],
)
def test_a_wage_is_worded_as_it_was_stated(low, high, expected):
    assert wage_text(Wage(minimum=low, maximum=high), "en") == expected


@pytest.mark.parametrize(
    ("months", "expected"),
    [(0, "0 months"), (1, "1 month"), (12, "1 year"), (18, "18 months"), (24, "2 years"), (30, "2 years 6 months")],
)
def test_a_length_of_time_is_months_then_years(months, expected):
    assert duration_text(months, "en").replace(NB, " ") == expected


def test_plural_forms_follow_the_language():
    forms = ("{count} person", "{count} people")
    assert [plural(language)(*forms, 2).format(count=2) for language in LANGUAGES] == [
        "2 people",
        "2 personnes",
        "2 კანდიდატი",
    ]


# Reasons


def match_with(amounts: dict[str, float], values: dict[str, float] | None = None, **other) -> Match:
    known = values or {}
    contributions = tuple(
        Contribution(
            feature=name,
            side=SIDES[name],
            value=known.get(name, 1.0 if amounts[name] > 0 else 0.0) if name in amounts else None,
            amount=amounts.get(name, 0.0),
        )
        for name in FEATURES
    )
    given = {"score": 0.58, "asked": 0.7, "wanted": 0.4, "eligible": True, "prior": 0.0} | other
    return Match(candidate_id="c-1", vacancy_id="v-1", contributions=contributions, **given)


SKILLS = {
    "matched_skills": (
        SkillMatch(asked="MIG welding", essential=True, found="soudage MIG", evidence=Evidence.SHOWN, likeness=0.93),
        SkillMatch(asked="Grinding", essential=True, found="grinding", evidence=None, likeness=1.0),
    ),
    "missing_skills": ("TIG welding",),
}


def test_the_strongest_reasons_come_first_for_and_against():
    match = match_with({"occupation": 1.0, "wage": -2.0, "distance": 0.5, "start": 0.01, "hours": 0.2})
    assert weighed_reasons(match, "en", 3) == [
        ("The wage offered is below the wish", False),
        ("Work done or wished for is what the title says", True),
        ("The workplace is within easy reach", True),
    ]
    assert len(reasons(match, "en", 10)) == 4, "what adds next to nothing is no reason"


def test_what_is_not_known_is_no_reason():
    assert reasons(match_with({}), "en") == []


def test_the_whole_texts_are_one_reason():
    match = match_with({"text": 1.0, "gist": 0.5, "lexical": -2.0, "occupation": 0.3})
    assert weighed_reasons(match, "en") == [
        ("Profile and advert have little in common", False),
        ("Work done or wished for is what the title says", True),
    ]


def test_skills_are_counted():
    match = match_with({"essential_skills": 1.0, "optional_skills": -0.3}, **SKILLS)
    assert reasons(match, "en") == ["2 of 3 essential skills found", "No optional skill is stated"]
    assert reasons(match, "fr")[0] == f"Compétences essentielles trouvées{NB}: 2 sur 3"
    assert reasons(match, "ka")[0] == "ნაპოვნია 3 აუცილებელი უნარიდან 2"


def test_a_reason_names_the_fact_where_person_and_vacancy_are_at_hand():
    amounts = dict.fromkeys(("languages", "wage", "contract", "hours", "start", "experience", "education"), 1.0)
    said = reasons(match_with(amounts), "en", 9, candidate=WELDER, vacancy=WELDING)
    assert sorted(text.replace(NB, " ") for text in said) == [
        "Education is at the level asked (upper secondary education)",
        "Experience is as long as asked (2 years)",
        "Languages are at the level asked (French B1)",
        "The start date suits (15 December 2026)",
        "The type of contract is as wished (permanent contract)",
        "The wage offered meets the wish (1,000 to 1,200 GEL a month)",
        "The working hours are as wished (full time)",
    ]


def test_an_unrecognised_diploma_is_named_as_such():
    match = match_with({"education": -0.4}, to_check=(Message(code="check_recognition"),))
    assert reasons(match, "en") == ["A diploma counts for less until it is recognised"]


@pytest.mark.parametrize("feature", FEATURES)
def test_every_feature_has_words_for_and_against_in_every_language(feature):
    if feature in ("gist", "lexical", "essential_skills", "optional_skills"):
        return
    for graded in FEATURE_REASONS[feature]:
        assert graded[-1][0] == 0.0, "the last one is said whatever the value"
        assert [least for least, _ in graded] == sorted((least for least, _ in graded), reverse=True)
        for _, text in graded:
            assert len({translator(language)(text) for language in LANGUAGES}) == 3


# Changes, skills and the whole


def with_changes(*found: Change, refusals: tuple[Message, ...] = ()) -> Match:
    return match_with({}, changes=found, refusals=refusals, eligible=not refusals)


def change(code: str, score: float, **values) -> Change:
    return Change(note=Message(code=code, values=NOTES[code] | values), score=score)


def test_a_change_says_what_the_score_would_be():
    assert changes(with_changes(change("with_skill", 0.71)), "en") == [
        "With the skill “TIG welding”, the score would rise from 58 to 71"
    ]


def test_a_change_that_lifts_a_refusal_says_so():
    licence, french = Message(code="licence_absent"), Message(code="language_below", values={"language": "fr"})
    match = with_changes(change("with_licence", 0.58), change("with_language", 0.7), refusals=(licence, french))
    assert changes(match, "en") == [
        "With the licence CE, an obstacle would fall",
        "With French at level B2, an obstacle would fall and the score would rise from 58 to 70",
    ]


def test_a_change_that_changes_nothing_is_not_told():
    closed = Message(code="closed", values=NOTES["closed"])
    assert changes(with_changes(change("with_licence", 0.58), refusals=(closed,)), "en") == []


def test_a_skill_is_shown_with_its_evidence_and_the_phrase_that_matched():
    near, same = SKILLS["matched_skills"]
    assert skill_line(near, "en") == "MIG welding — shown by experience: “soudage MIG” (same meaning)"
    assert skill_line(near, "fr") == f"MIG welding — montrée par l’expérience{NB}: «{NB}soudage MIG{NB}» (même sens)"
    assert skill_line(same, "en") == "Grinding — mentioned in the text"


def test_the_whole_explanation_as_lines():
    match = match_with(
        {"essential_skills": 0.6, "wage": -0.5},
        **SKILLS,
        eligible=False,
        refusals=(Message(code="filled"),),
        to_check=(Message(code="check_reach", values=NOTES["check_reach"]),),
        changes=(change("with_skill", 0.71),),
    )
    assert explanation_lines(match, "en") == [
        "Score 58 of 100. What the employer asks: 70. What the candidate wants: 40.",
        "Not possible at present",
        "  All positions are filled",
        "Reasons",
        "  + 2 of 3 essential skills found",
        "  − The wage offered is below the wish",
        "Skills found",
        "  MIG welding — shown by experience: “soudage MIG” (same meaning)",
        "  Grinding — mentioned in the text",
        "Not stated in the profile",
        "  TIG welding",
        "To check",
        "  The workplace is 92 km away: can the person get there?",
        "What would change the result",
        "  With the skill “TIG welding”, the score would rise from 58 to 71",
    ]
    assert explanation_lines(match_with({}), "ka") == [
        "ქულა: 58 (100-დან). დამსაქმებლის მოთხოვნა: 70. კანდიდატის სურვილი: 40."
    ]


@pytest.mark.parametrize(
    ("language", "work", "line"),
    [
        ("en", {"started": "2015", "ended": "2019-06", "months": 7}, "welder, Germany, 2015 – Jun 2019, 7\u00a0months"),
        ("fr", {"started": "2015-03", "ended": "ongoing"}, "welder, Allemagne, mars 2015 – aujourd’hui"),
        ("ka", {"ended": "2019"}, "welder, გერმანია, … – 2019"),
        ("en", {"started": "2015"}, "welder, Germany, 2015 – …"),
        ("en", {}, "welder, Germany"),
    ],
)
def test_work_says_from_when_to_when_where_that_is_known(language, work, line):
    one = Candidate.model_validate({"id": "c", "experiences": [{"title": "welder", "country": "DE", **work}]})
    assert list(experience_lines(one, language)) == [line]
