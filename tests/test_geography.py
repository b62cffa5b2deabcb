"""Where is a place, and how far is it from another?"""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.geography import EARTH_RADIUS_KM, country_code, country_name, distance_km, locate, place_key, place_text

latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


@pytest.mark.parametrize(
    "written",
    ["Kutaisi", "kutaisi", " KUTAISI ", "ქუთაისი", "Кутаиси", "Koutaïssi", "Koutaissi", "Kutaisi, Georgia",
     "Kutaisi (Géorgie)", "ქუთაისი, საქართველო", "Kutaisi; Imereti", "Kutaisi/Tbilisi"],
)  # fmt: skip
def test_a_town_is_found_however_it_is_written(written: str) -> None:
    town = locate(written)
    assert town is not None
    assert (town.name, town.country, town.region) == ("Kutaisi", "GE", "Imereti")


@pytest.mark.parametrize("written", [None, "", "  ", ",", "Nowhere at all", "Georgia", "Kutaisiland", "123"])
def test_what_is_no_town_is_not_placed(written: str | None) -> None:
    assert locate(written) is None


def test_a_namesake_in_another_country_is_not_the_place() -> None:
    assert locate("Batumi", "GE") == locate("Batumi")
    assert locate("Batumi", "FR") is None
    assert locate("Batumi, Germany") is None
    assert locate("Batumi, Georgia", "FR") is None


@pytest.mark.parametrize(
    ("written", "code"),
    [("Georgia", "GE"), ("Géorgie", "GE"), ("géorgie", "GE"), ("საქართველო", "GE"), ("ge", "GE"), ("Грузия", "GE"),
     ("Deutschland", "DE"), ("Allemagne", "DE"), ("Nowhere", None), ("", None), (None, None)],
)  # fmt: skip
def test_countries_are_read_by_name_or_code(written: str | None, code: str | None) -> None:
    assert country_code(written) == code


def test_a_country_is_named_in_the_language_of_the_reader_and_by_its_code_where_it_has_no_name() -> None:
    assert [country_name("GE", language) for language in ("en", "fr", "ka")] == ["Georgia", "Géorgie", "საქართველო"]
    assert country_name("DE", "xx") == "Germany"
    assert country_name("QQ", "fr") == "QQ"


def test_the_key_of_a_place_forgets_case_accents_and_punctuation() -> None:
    assert place_key("  Île-de-France ") == place_key("ile de france") == "ile de france"
    assert place_key("ᲗᲑᲘᲚᲘᲡᲘ") == "თბილისი"


@given(st.text(max_size=30))
def test_a_key_is_its_own_key_and_any_text_can_be_looked_up(text: str) -> None:
    assert place_key(place_key(text)) == place_key(text)
    locate(text)
    country_code(text)


def test_distances_known_from_the_map() -> None:
    tbilisi, kutaisi, paris = (41.6941, 44.8337), (42.2679, 42.6946), (48.8566, 2.3522)
    assert float(distance_km(*tbilisi, *kutaisi)) == pytest.approx(188, abs=3)
    assert float(distance_km(*tbilisi, *paris)) == pytest.approx(3400, abs=30)
    assert float(distance_km(0, 0, 0, 1)) == pytest.approx(math.radians(1) * EARTH_RADIUS_KM)
    assert float(distance_km(90, 0, -90, 0)) == pytest.approx(math.pi * EARTH_RADIUS_KM)


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways_and_never_more_than_half_round_the_earth(
    lat_a: float, lon_a: float, lat_b: float, lon_b: float
) -> None:
    there = float(distance_km(lat_a, lon_a, lat_b, lon_b))
    assert there == pytest.approx(float(distance_km(lat_b, lon_b, lat_a, lon_a)), abs=1e-6)
    assert 0 <= there <= math.pi * EARTH_RADIUS_KM + 1e-6
    assert float(distance_km(lat_a, lon_a, lat_a, lon_a)) == 0


def test_unknown_places_stay_unknown_and_arguments_broadcast() -> None:
    found = distance_km(np.array([41.7, np.nan]), np.array([44.8, 44.8]), 42.3, 42.7)
    assert found.shape == (2,)
    assert found[0] > 100
    assert math.isnan(found[1])


@pytest.mark.parametrize(
    ("written", "language", "shown"),
    [
        ("ქუთაისი", "en", "Kutaisi"),
        ("ქუთაისი", "fr", "Kutaisi"),
        ("Кутаиси", "en", "Kutaisi"),
        ("Kutaisi", "ka", "ქუთაისი"),
        ("ქუთაისი, საქართველო", "en", "Kutaisi, Georgia"),
        ("Kutaisi (Géorgie)", "ka", "ქუთაისი (საქართველო)"),
        ("Rustaveli 5, Kutaisi", "ka", "Rustaveli 5, ქუთაისი"),
        ("Nowhere at all", "ka", "Nowhere at all"),
        ("", "en", ""),
        (None, "en", ""),
    ],
)
def test_a_place_stands_in_the_language_of_the_reader(written: str | None, language: str, shown: str) -> None:
    assert place_text(written, None, language) == shown
    assert place_text(shown, None, language) == shown
    if written:
        assert place_text(written, "FR", language) == written, "a namesake is not the place"
