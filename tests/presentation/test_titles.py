"""Is a person or a vacancy called the same wherever they are named?"""

import pytest

from matching.domain import Candidate, Vacancy
from matching.presentation.titles import candidate_line, candidate_title, candidate_words, vacancy_line, vacancy_title

CV = "Curriculum vitae\n\nContact\nKutaisi, Georgia\nPhone:\n\nProfile\nI lay bricks and tiles.\nExperience\n"


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ({"desired_occupations": ["a", "b", "c", "d"], "text": "x"}, "a, b, c"),
        ({"experiences": [{"title": "welder"}, {"description": "odd jobs"}, {"title": "cook"}]}, "welder, cook"),
        ({"text": CV}, "I lay bricks and tiles."),
        ({"text": "# LEBENSLAUF\nKontakt: Kutaisi\nSchweißer"}, "Schweißer"),
        ({"text": "bricks " * 40}, ("bricks " * 40)[:79].rstrip() + "…"),
        ({"text": "Contact\n"}, "Occupation not known"),
        ({"skills": [{"phrase": "grinding"}]}, "Occupation not known"),
    ],
)
def test_a_person_is_called_by_the_work_wished_for_else_done_else_by_the_text(stated: dict, title: str):
    one = Candidate.model_validate({"id": "c-1", "place": "Kutaisi", **stated})
    assert candidate_title(one, "en") == title
    assert candidate_line(one, "en").startswith(f"c-1 · {title}")
    assert candidate_words(one) in {title, ""}


@pytest.mark.parametrize(
    ("stated", "title"),
    [
        ({"title": "Welder", "description": "Steel"}, "Welder"),
        ({"description": "\n  Steel frames \n and more"}, "Steel frames"),
        ({"description": "x" * 200}, "x" * 120),
    ],
)
def test_a_vacancy_is_called_by_its_title_else_by_its_first_line(stated: dict, title: str):
    assert vacancy_title(Vacancy.model_validate({"id": "v-1", **stated}), "en") == title


def test_a_line_is_in_the_language_of_the_reader():
    one = Candidate.model_validate({"id": "c-1", "skills": [{"phrase": "x"}], "place": "Kutaisi"})
    assert candidate_line(one, "ka") == f"c-1 · {candidate_title(one, 'ka')} · ქუთაისი"
    assert vacancy_line(Vacancy(id="v-1", title="Welder", place="ქუთაისი"), "fr") == "v-1 · Welder · Kutaisi"
    assert vacancy_line(Vacancy(id="v-1", title="a  b\nc" * 100), "en").endswith("…")
