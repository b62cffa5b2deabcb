"""Where two sides of a meeting differ each difference is named with both values; what is unknown is to be asked."""

import re
from datetime import timedelta

import numpy as np
import pytest
from builders import TODAY, engine_of, job, numbered, person
from builders import candidates as any_candidate
from builders import vacancies as any_vacancy
from hypothesis import given, settings

from matching.domain.match import Message
from matching.errors import UnknownIdError
from matching.fairs.expectations import COVERED, LONG_WAIT_DAYS, expectations, expectations_of
from matching.wording import LANGUAGES, sentence
from matching.wording.fairs import EXPECTATION_NOTES, topics

# Both sides have said everything and agree.
SETTLED = {
    "wage": {"minimum": 1500},
    "available_from": TODAY,
    "contracts": ["permanent"],
    "hours": ["full_time"],
    "place": "Kutaisi",
    "radius_km": 30,
}
OFFER = {
    "wage": {"minimum": 1500},
    "starts_on": TODAY,
    "contract": "permanent",
    "hours": ["full_time"],
    "place": "Kutaisi",
}


def notes(one: dict | None = None, other: dict | None = None, **stated):
    """Notes of a settled pair with something changed."""
    engine = engine_of([person("c", **SETTLED | (one or {}))], [job("v", **OFFER | (other or {}))], **stated)
    return expectations(engine, "c", "v", TODAY)


def said(*given_notes) -> list[str]:
    return [sentence(note, "en").replace("\u00a0", " ") for note in given_notes]


def test_where_both_agree_there_is_nothing_to_say():
    assert notes() == ()


@pytest.mark.parametrize(
    ("wished", "offered", "expected"),
    [
        ({"minimum": 1500}, {"minimum": 1200}, "is 1,200 GEL a month, the wage wished for is 1,500 GEL a month: is"),
        ({"minimum": 1500}, {"minimum": 1000, "maximum": 1400}, "offered is 1,400 GEL a month, the wage wished for is"),
        ({"minimum": 1500}, {"minimum": 1200, "maximum": 1800}, "offered is 1,200 to 1,800 GEL a month, the wage"),
        ({"minimum": 1500}, {"maximum": 1800}, None),
        ({"minimum": 1500}, {"minimum": 1500, "maximum": 1800}, None),
        ({"minimum": 1500}, {"minimum": 900, "currency": "EUR"}, "900 € a month, .* 1,500 GEL a month: the currencies"),
        ({"minimum": 1500}, {"minimum": 12, "period": "hour"}, "12 GEL an hour, .* 1,500 GEL a month: the periods"),
        ({"minimum": 12, "period": "hour"}, {"minimum": 9, "period": "hour"}, "9 GEL an hour, .* 12 GEL an hour: is"),
        ({"minimum": 12, "period": "hour"}, {"minimum": 12, "period": "hour"}, None),
        ({"minimum": 0}, {"minimum": 0}, None),
    ],
)  # fmt: skip
def test_wages_are_compared_as_stated_and_other_currencies_and_periods_are_to_check(wished, offered, expected):
    found = said(*notes({"wage": wished}, {"wage": offered}))
    if expected is None:
        assert found == []
    else:
        (only,) = found
        assert re.search(expected, only), only


def test_a_wage_that_only_one_side_names_is_asked_of_the_other():
    assert said(*notes(other={"wage": None})) == [
        "The wage offered is not known, the wage wished for is 1,500 GEL a month"
    ]
    assert said(*notes({"wage": None})) == ["Not stated by the person: wage"]
    both = said(*notes({"wage": None}, {"wage": None}))
    assert both == ["Not stated by the person: wage", "Not stated by the employer: wage"]


def test_a_start_before_or_long_after_the_person_is_available_is_named():
    late = {"available_from": TODAY + timedelta(days=15)}
    assert said(*notes(late)) == ["The person is available from 17 March 2026, the work starts on 2 March 2026"]
    far = {"starts_on": TODAY + timedelta(days=LONG_WAIT_DAYS)}
    (waiting,) = notes(other=far)
    assert waiting.code == "starts_late"
    assert notes(other={"starts_on": TODAY + timedelta(days=LONG_WAIT_DAYS - 1)}) == ()
    long_available = {"available_from": TODAY - timedelta(days=400)}
    assert notes(long_available) == (), "who waits already is not told that the wait was long"


def test_a_start_that_one_side_leaves_open_is_asked():
    silent = {"starts_on": None}
    (soon,) = notes({"available_from": TODAY + timedelta(days=1)}, silent)
    assert soon.code == "check_availability"
    assert said(*notes(other=silent)) == ["Not stated by the employer: start"]
    assert said(*notes({"available_from": None})) == ["Not stated by the person: start"]


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ({}, {"place": "Tbilisi"}, "out_of_reach"),
        ({"radius_km": None}, {"place": "Tbilisi"}, "check_reach"),
        ({}, {"place": None}, "check_reach"),
        ({"relocation": True}, {"place": "Tbilisi"}, "far_but_willing"),
        ({"relocation": True, "radius_km": None}, {"place": "Tbilisi"}, "far_but_willing"),
        ({"relocation": True, "radius_km": 300}, {"place": "Tbilisi"}, None),
        ({}, {"place": "Tbilisi", "remote": True}, None),
        ({"remote": False}, {"place": "Tbilisi", "remote": True}, "out_of_reach"),
    ],
)
def test_a_way_beyond_the_radius_is_named_even_where_the_person_would_move(one, other, code):
    assert [note.code for note in notes(one, other)] == [code] * (code is not None)


def test_hours_and_contract_are_named_where_they_differ():
    found = said(*notes({"hours": ["part_time"], "contracts": ["seasonal", "temporary"]}))
    assert found == [
        "Working hours offered: full time. Wished for: part time",
        "Contract offered: permanent contract. Wished for: seasonal work, temporary work",
    ]
    assert notes({"hours": ["part_time", "full_time"]}) == ()
    silent = said(*notes({"hours": None, "contracts": None}, {"hours": None, "contract": None}))
    assert silent == [
        "Not stated by the person: working hours, contract",
        "Not stated by the employer: working hours, contract",
    ]
    assert notes({"contracts": []}) == (), "it is known that no contract is preferred"


def test_experience_asked_stands_beside_what_the_profile_tells():
    asked = {"experience_months": 36}

    def told(*experiences) -> list[str]:
        return said(
            *notes({"experiences": [dict(zip(("title", "months"), one, strict=True)) for one in experiences]}, asked)
        )

    assert told() == ["Experience is not known: has the person done such work for 3 years?"]
    assert told(("welder", 40)) == []
    assert told(("welder", 30)) == ["Experience of 3 years is asked, the profile tells of 2 years 6 months"]
    assert told(("welder", 12), ("nurse", 60)) == [
        "Experience of 3 years is asked, the profile tells of 6 years, not all of it in such work"
    ]


def test_every_language_that_is_short_or_unknown_is_named_not_only_the_first():
    asked = [{"code": code, "level": level} for code, level in (("ka", "B1"), ("en", "B2"), ("fr", "A1"), ("ru", None))]
    held = [{"code": "en", "level": "A2"}, {"code": "ka", "level": "C2"}]
    assert said(*notes({"languages": held}, {"languages": asked})) == [
        "English: B2 is required, the level known is A2",
        "French: does the person reach level A1?",
        "Russian: how well does the person know it?",
    ]


def test_an_id_that_nobody_has_is_named_with_the_nearest():
    engine = engine_of([person("c-1")], [job("v-1")])
    with pytest.raises(UnknownIdError, match=r'No candidate has the id "c-2"\. Nearest ids: c-1'):
        expectations(engine, "c-2", "v-1", TODAY)
    with pytest.raises(UnknownIdError, match="vacancy"):
        expectations(engine, "c-1", "v-2", TODAY)


def test_topics_are_words_none_twice():
    found = notes({"wage": None, "hours": None, "languages": []}, {"languages": [{"code": "fr"}, {"code": "en"}]})
    assert topics(found, "en") == ["Languages", "Wage", "Working hours"]


EXAMPLES = {
    "wage_range": {
        "asked": 1500, "asked_currency": "GEL", "asked_period": "month",
        "least": 1200, "given": 1800, "given_currency": "GEL", "given_period": "month",
    },
    "starts_late": {"available_from": "2026-03-02", "starts_on": "2026-09-01"},
    "far_but_willing": {"km": 188, "place": "Tbilisi"},
    "hours_differ": {"offered": "full_time", "wished": "part_time"},
    "contract_differs": {"offered": "permanent", "wished": "seasonal temporary"},
    "experience_shorter": {"months": 36, "held_months": 12},
    "experience_elsewhere": {"months": 36, "held_months": 72},
    "person_silent": {"topics": "wage hours"},
    "employer_silent": {"topics": "start contract"},
}  # fmt: skip


@pytest.mark.parametrize("code", EXPECTATION_NOTES)
def test_every_note_is_worded_in_every_language_and_has_a_topic(code):
    note = Message(code=code, values=EXAMPLES[code])
    told = [sentence(note, language) for language in LANGUAGES]
    assert len(set(told)) == 3
    assert not any("{" in text or "None" in text for text in told)
    named = {language: topics([note], language) for language in LANGUAGES}
    assert all(code not in words for words in named.values())
    assert named["en"] != named["ka"]


@settings(max_examples=25, deadline=None)
@given(numbered(any_candidate(), "p", 3), numbered(any_vacancy(), "v", 3))
def test_any_pair_is_worded_alone_as_among_others_and_loses_nothing_that_the_match_says(people, jobs):
    engine = engine_of(people, jobs)
    rows = np.repeat(np.arange(len(people)), len(jobs)), np.tile(np.arange(len(jobs)), len(people))
    matches = engine.explain_pairs(*rows, TODAY)
    for match, found in zip(matches, expectations_of(engine, matches, TODAY), strict=True):
        assert expectations(engine, match.candidate_id, match.vacancy_id, TODAY) == found
        texts = {language: [sentence(note, language) for note in found] for language in LANGUAGES}
        assert not any("{" in text or "None" in text for told in texts.values() for text in told)
        codes = {note.code for note in found}
        before = {note.code for note in (*match.refusals, *match.to_check)}
        # Months and years are compared by the score, as stated on paper, so only a wage's note may differ.
        assert (before & COVERED) - codes - {"check_wage"} == set()
        assert all(topics(found, "en"))
