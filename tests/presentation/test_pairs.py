"""Are the facts of a pair right, as data and in words?"""

from matching.domain import Candidate, CefrLevel, Vacancy
from matching.presentation.pairs import candidate_in_words, pair_facts, vacancy_in_words

ONE = Candidate.model_validate({
    "id": "p", "text": "x", "place": "Kutaisi", "country": "GE", "available_from": "2026-12-01",
    "languages": [{"code": "fr", "level": "B1"}], "hours": ["full_time"], "contracts": ["permanent"],
    "wage": {"minimum": 1500},
})  # fmt: skip
OTHER = Vacancy.model_validate({
    "id": "v", "title": "x", "place": "Tbilisi", "country": "GE", "starts_on": "2026-12-15", "closes_on": "2027-01-31",
    "languages": [{"code": "fr", "level": "B2"}, {"code": "fr", "level": "A2"}, {"code": "en"}], "remote": True,
    "hours": ["part_time"], "contract": "permanent", "wage": {"minimum": 1000, "maximum": 1600},
})  # fmt: skip


def test_a_pair_is_compared_side_by_side():
    facts = pair_facts(ONE, OTHER)
    assert facts.kilometres is not None
    assert 150 < facts.kilometres < 250
    assert (facts.from_home, facts.wage_suffices, facts.wait_days) == (True, True, 14)
    assert (facts.hours_suit, facts.contract_suits) == (False, True)
    assert [(each.code, each.held, each.asked, each.below) for each in facts.languages] == [
        ("fr", CefrLevel.B1, CefrLevel.B2, True),
        ("en", None, None, False),
    ]


def test_each_side_reads_of_the_other():
    facts = pair_facts(ONE, OTHER)
    told = vacancy_in_words(facts, OTHER, "en")
    assert told.place.startswith("Tbilisi, ")
    assert told.place.endswith(" km away")
    assert told[1:4] == ("remote work possible", "permanent contract", "part time")
    assert told[5:] == ("starts on 15 December 2026", "open until 31 January 2027")
    back = candidate_in_words(facts, ONE, "en")
    assert back.place.startswith("Kutaisi, ")
    assert back[2] == "available from 1 December 2026"
    assert back.wage.startswith("wishes from ")


def test_of_what_nobody_said_no_word_is_made():
    one, other = Candidate(id="p", text="x"), Vacancy(id="v", title="x")
    facts = pair_facts(one, other)
    assert not any(vacancy_in_words(facts, other, "ka"))
    assert not any(candidate_in_words(facts, one, "ka"))
    assert facts.kilometres is None
