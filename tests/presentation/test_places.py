"""Is a place told in the reader's language, with its country and the way there?"""

import pytest

from matching.geography import kilometres_between, locate
from matching.presentation.places import distance_text, place_text, place_with_country


@pytest.mark.parametrize(
    ("place", "language", "told"),
    [
        ("Kutaisi", "ka", "ქუთაისი"),
        ("ქუთაისი", "en", "Kutaisi"),
        ("Old town, Kutaisi", "ka", "Old town, ქუთაისი"),
        ("Nowhere at all", "fr", "Nowhere at all"),
        (None, "en", ""),
    ],
)
def test_a_town_has_its_name_in_the_language_and_what_else_is_said_stays(place: str | None, language: str, told: str):
    assert place_text(place, "GE", language) == told


def test_a_place_stands_with_its_country():
    assert place_with_country("Kutaisi", "GE", "fr") == "Kutaisi, Géorgie"
    assert place_with_country(None, "GE", "en") == "Georgia"
    assert place_with_country(None, None, "en") == ""


def test_a_way_is_told_where_it_is_known_and_worth_a_word():
    there = kilometres_between(locate("Kutaisi"), locate("Tbilisi"))
    assert there is not None
    assert distance_text("Tbilisi", there, "en") == f"Tbilisi, {round(there)} km away"
    assert distance_text("Tbilisi", 0.4, "en") == distance_text("Tbilisi", None, "en") == "Tbilisi"
    assert kilometres_between(locate("Kutaisi"), None) is None
