"""Which driving categories and trade licences does a phrase name, and which does one licence imply?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.domain.licences import DRIVING, held_licences, is_driving, licence_keys


@pytest.mark.parametrize(
    ("phrase", "keys"),
    [
        ("B", "B"), ("b", "B"), ("B, C", "B C"), ("b, c, ce", "B C CE"), ("B;C/D", "B C D"), ("B et C", "B C"),
        ("A and B", "A B"), ("be", "BE"), ("C1E", "C1E"), ("T", "T"), ("AM", "AM"),
        ("permis B", "B"), ("permis b", "B"), ("Permis C+E", "CE"), ("C + E", "CE"), ("C/E", "CE"), ("c+e", "CE"),
        ("B, C, E", "B CE"), ("CE + code 95", "CE"), ("Category C", "C"), ("category A licence", "A"),
        ("driving licence (b)", "B"), ("Driving license cat. C1", "C1"), ("kat. b", "B"),
        ("prawo jazdy kat. B", "B"), ("Führerschein Klasse B", "B"), ("B კატეგორია", "B"),
        ("მართვის მოწმობა, კატეგორია C", "C"),
        # Cyrillic letters that look like the category.
        ("категории В, С", "B C"), ("водительские права категории В", "B"), ("В, С, Е", "B CE"),
    ],
)  # fmt: skip
def test_driving_categories_are_read_in_any_wording(phrase: str, keys: str) -> None:
    assert licence_keys(phrase) == frozenset(keys.split())


@pytest.mark.parametrize(
    "phrase",
    ["Driving licence", "A valid driver's licence", "A driving licence", "driver license", "permis",
     "Permis de conduire", "prawo jazdy", "მართვის მოწმობა", "carnet de conducir", "водительские права"],
)  # fmt: skip
def test_a_driving_licence_without_a_category_is_one_for_cars(phrase: str) -> None:
    assert licence_keys(phrase) == {"B"}


@pytest.mark.parametrize(
    ("phrase", "key"),
    [
        ("ADR", "adr"), ("Forklift driver licence", "forklift driver licence"),
        ("permis de travail", "permis de travail"), ("Licence d'électricien", "licence d electricien"),
        ("LICENCE D’ELECTRICIEN", "licence d electricien"),
        ("security guard", "security guard"), ("Vitamin C course", "vitamin c course"),
    ],
)  # fmt: skip
def test_any_other_phrase_is_the_licence_of_a_trade_under_its_own_words(phrase: str, key: str) -> None:
    assert licence_keys(phrase) == {key}
    assert not is_driving(key)


@pytest.mark.parametrize("phrase", ["", "   ", "!!!", "–"])
def test_a_phrase_without_words_names_nothing(phrase: str) -> None:
    assert licence_keys(phrase) == frozenset()


@pytest.mark.parametrize(
    ("phrases", "held"),
    [
        (["CE"], "CE C1E C C1 BE B B1 AM"),
        (["C"], "C C1 B B1 AM"),
        (["B"], "B B1 AM"),
        (["A"], "A A2 A1 AM"),
        (["D"], "D D1 B B1 AM"),
        (["T"], "T"),
        (["CE", "D"], "CE C1E C C1 D D1 DE D1E BE B B1 AM"),
        ([], ""),
    ],
)
def test_a_higher_category_includes_the_lower_ones(phrases: list[str], held: str) -> None:
    assert held_licences(phrases) == frozenset(held.split())


def test_trade_licences_are_kept_beside_driving_categories() -> None:
    assert held_licences(["permis C", "ADR"]) == {"C", "C1", "B", "B1", "AM", "adr"}


@given(st.lists(st.sampled_from(DRIVING), max_size=5))
def test_what_is_held_includes_what_it_implies_already(categories: list[str]) -> None:
    held = held_licences(categories)
    assert held >= set(categories)
    assert held_licences(held) == held
    assert all(is_driving(key) for key in held)


@given(st.text(max_size=40))
def test_any_text_can_be_read_whatever_its_case(text: str) -> None:
    for key in licence_keys(text):
        assert is_driving(key) or (key == key.casefold() and key.strip())
