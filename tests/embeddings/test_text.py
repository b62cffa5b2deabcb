"""What text of a person or a vacancy is embedded, and in which role?"""

import pytest
from builders import candidates, job, person, vacancies
from hypothesis import given
from hypothesis import strategies as st

from matching.domain import Candidate, Evidence, Vacancy
from matching.embeddings.text import (
    CHUNK_WORDS,
    MAX_CHUNKS,
    POOLED_SHARE,
    TITLE_WORDS,
    PassageRole,
    candidate_passages,
    chunks,
    first_line,
    full_text,
    vacancy_passages,
)


def roles(passages) -> list[tuple[PassageRole, str]]:
    return [(passage.role, passage.text) for passage in passages]


def test_a_text_falls_into_lines_sentences_and_items() -> None:
    text = "Welder wanted!\n• MIG, TIG\n- clean seams; ● night shifts | Tbilisi. Call us\tsoon"
    assert chunks(text) == [
        "Welder wanted", "MIG", "TIG", "clean seams", "night shifts", "Tbilisi", "Call us", "soon",
    ]  # fmt: skip


def test_words_with_a_hyphen_or_a_point_inside_stay_whole() -> None:
    assert chunks("semi-automatic CO2.5 welding") == ["semi-automatic CO2.5 welding"]


def test_what_is_said_twice_counts_once_and_what_holds_no_words_not_at_all() -> None:
    assert chunks("welding\n12.05.2026\n***\n5 %\nwelding\n x \nok") == ["welding", "ok"]
    assert chunks("") == chunks(" \n\t ") == chunks("1 2 3\n!!!") == []


def test_a_long_passage_is_cut_into_runs_in_order() -> None:
    words = [f"word{letter}" for letter in "abcdefghij"]
    assert chunks(" ".join(words), words=4) == [" ".join(words[:4]), " ".join(words[4:8]), " ".join(words[8:])]


def test_a_very_long_text_is_read_to_the_limit() -> None:
    lines = [f"line number {chr(97 + number % 26)}{number}" for number in range(3 * MAX_CHUNKS)]
    assert chunks("\n".join(lines)) == lines[:MAX_CHUNKS]
    assert chunks("\n".join(lines), limit=2) == lines[:2]


@given(st.text(max_size=300))
def test_chunks_are_short_distinct_and_of_words_of_the_text(text: str) -> None:
    found = chunks(text)
    assert len(set(found)) == len(found)
    for piece in found:
        assert len(piece.split()) <= CHUNK_WORDS
        assert sum(map(str.isalpha, piece)) >= 2
        assert all(word in text for word in piece.split())


def test_the_first_line_with_words_stands_for_a_missing_title() -> None:
    assert first_line("\n 2026 \n***\n Soudeur  MIG \nAtelier") == "Soudeur MIG"
    assert first_line(" ".join(["word"] * 40)) == " ".join(["word"] * TITLE_WORDS)
    assert first_line("12 345\n--\nab") is None
    assert first_line("") is None


def test_a_person_speaks_in_roles() -> None:
    one = person(
        desired_occupations=["welder"],
        experiences=[
            {"title": "fitter", "months": 18, "description": "pipes. boilers"},
            {"title": "driver"},
            {"months": 5, "description": "harvest"},
        ],
        skills=[{"phrase": "TIG", "evidence": "shown"}],
        certificates=[{"name": "ISO 9606"}],
        education=[{"title": "welding school", "isced": 3}, {"isced": 2}],
        text="I like steel.",
    )
    passages = candidate_passages(one)
    assert roles(passages) == [
        (PassageRole.WISH, "welder"),
        (PassageRole.HELD, "fitter"),
        (PassageRole.HELD, "driver"),
        (PassageRole.SKILL, "TIG"),
        (PassageRole.SKILL, "ISO 9606"),
        (PassageRole.TEXT, "welding school"),
        (PassageRole.TEXT, "pipes"),
        (PassageRole.TEXT, "boilers"),
        (PassageRole.TEXT, "harvest"),
        (PassageRole.TEXT, "I like steel"),
    ]
    assert [passage.evidence for passage in passages[3:5]] == [Evidence.SHOWN, Evidence.CERTIFIED]
    assert passages[1].months == 18
    assert passages[2].months != passages[2].months
    assert full_text(passages).splitlines()[:3] == ["welder", "fitter", "driver"]


def test_a_vacancy_speaks_in_roles() -> None:
    offer = job(
        title="Welder",
        essential_skills=[{"phrase": "TIG"}],
        optional_skills=[{"phrase": "MIG"}],
        description="We weld.",
    )
    assert roles(vacancy_passages(offer)) == [
        (PassageRole.TITLE, "Welder"),
        (PassageRole.ESSENTIAL, "TIG"),
        (PassageRole.OPTIONAL, "MIG"),
        (PassageRole.TEXT, "We weld"),
    ]


def test_a_vacancy_without_a_title_is_called_by_its_first_line_and_one_without_words_by_nothing() -> None:
    assert roles(vacancy_passages(Vacancy(id="v", description="Baker\nnight shift")))[0] == (PassageRole.TITLE, "Baker")
    assert vacancy_passages(Vacancy(id="v", description="12345")) == []


def test_every_role_has_its_share() -> None:
    assert set(POOLED_SHARE) == set(PassageRole)
    assert all(share >= 0 for share in POOLED_SHARE.values())


@pytest.mark.slow
@given(candidates())
def test_no_passage_is_empty_and_every_stated_phrase_is_there(one: Candidate) -> None:
    passages = candidate_passages(one)
    assert all(passage.text.strip() for passage in passages)
    said = {passage.text for passage in passages}
    assert said >= {*one.desired_occupations, *(claim.phrase for claim in one.skills)}


@given(vacancies())
def test_no_passage_of_a_vacancy_is_empty(offer: Vacancy) -> None:
    assert all(passage.text.strip() for passage in vacancy_passages(offer))
