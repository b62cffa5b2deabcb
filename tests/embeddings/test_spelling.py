"""One spelling for every alphabet."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.embeddings.spelling import fold


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Soudeur à l'arc", "soudeur a l'arc"),
        ("Straßenbahnfahrer", "strassenbahnfahrer"),
        ("Księgowa, Łódź", "ksiegowa, lodz"),
        ("Bœuf, Ærø, İşçi, ışık", "boeuf, aero, isci, isik"),
        ("შემდუღებელი", "shemdughebeli"),
        ("ᲨᲔᲛᲓᲣᲦᲔᲑᲔᲚᲘ", "shemdughebeli"),
        ("სამშენებლო ხარაჩო", "samsheneblo kharacho"),
        ("Сварщик Ёлкин", "svarscik elkin"),
        ("зварювальник Їжак", "zvarjuvalnik izak"),
        ("ΜΗΧΑΝΙΚΌΣ αυτοκινήτων", "michanikos aytokiniton"),
        ("Վարորդ", "varord"),
        ("cafe\u0301 – “fin”", 'cafe - "fin"'),
        ("℡ ﬁn", "tel fin"),
        ("zero\u200bwidth soft\u00adhyphen", "zerowidth softhyphen"),
        ("", ""),
    ],
)
def test_one_spelling(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("cyrillic", "latin"),
    [
        ("заваривач", "zavarivač"),
        ("вођа смене", "vođa smene"),
        ("његоватељица", "njegovateljica"),
        ("џез музичар", "džez muzičar"),
        ("кућни помоћник", "kućni pomoćnik"),
    ],
)
def test_serbian_in_either_alphabet_is_one(cyrillic: str, latin: str) -> None:
    assert fold(cyrillic) == fold(latin)


def test_arabic_keeps_its_letters_in_one_form() -> None:
    assert fold("عامِلُ بِناءٍ") == fold("عامل بناء") == "عامل بناء"
    assert fold("مهندسة أولى") == "مهندسه اولي"
    assert fold("مـــدير ١٢") == "مدير 12"


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_composed_and_decomposed_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


@given(st.text())
def test_no_mark_and_no_upper_case_letter_is_left_in_the_alphabets_read(text: str) -> None:
    assert not any(unicodedata.category(letter) == "Mn" for letter in fold(text))
    assert not any("A" <= letter <= "Z" for letter in fold(text))
