"""Do the codes of ISCO-08 work with no ESCO at all: titles in three languages, place in the whole, nearest codes?"""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.errors import InvalidValueError, UnknownIdError
from matching.taxonomy.isco import (
    LANGUAGES,
    all_isco,
    is_isco,
    isco_ancestry,
    isco_members,
    isco_title,
    isco_titles,
    near_isco,
)


def test_the_classification_is_whole():
    assert [len(all_isco(digits)) for digits in (1, 2, 3, 4)] == [10, 43, 130, 436]
    assert len(all_isco()) == 619


@pytest.mark.parametrize(
    ("code", "lang", "title"),
    [
        ("7212", "en", "Welders and flamecutters"),
        ("7212", "fr", "Soudeurs et oxycoupeurs"),
        ("7212", "ka", "შემდუღებლები და ლითონის აირით მჭრელები"),
        ("C7212", "en", "Welders and flamecutters"),
        (" c7 ", "en", "Craft and related trades workers"),
        ("0110", "en", "Commissioned armed forces officers"),
        ("833", "ka", "სატვირთო ავტომობილისა და ავტობუსის მძღოლები"),
        ("22", "fr", "Spécialistes de la santé"),
    ],
)
def test_a_code_has_a_title_in_three_languages(code, lang, title):
    assert isco_title(code, lang) == title


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_group_has_a_title_in_its_script(lang):
    script = re.compile(r"[ა-ჰ ,()\-]+" if lang == "ka" else r"[A-Za-zÀ-ÿŒœ –,()’:\-/]+")
    titles = isco_titles(lang)
    assert titles.keys() == set(all_isco())
    assert [title for title in titles.values() if not script.fullmatch(title) or title != title.strip()] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_title_stands_for_two_groups_only_where_one_is_the_only_group_in_the_other(lang):
    by_title: dict[str, list[str]] = {}
    for code, title in isco_titles(lang).items():
        by_title.setdefault(title, []).append(code)
    for codes in by_title.values():
        for one, other in pairwise(codes):
            assert other.startswith(one), (codes, lang)


@given(st.sampled_from(all_isco()))
def test_ancestry_goes_up_by_one_digit_and_members_come_back(code):
    line = isco_ancestry(code)
    assert line[0] == code
    assert [len(one) for one in line] == list(range(len(code), 0, -1))
    assert all(is_isco(one) for one in line)
    for child, parent in pairwise(line):
        assert child in isco_members(parent)


def test_ancestry_and_members_of_welders():
    assert isco_ancestry("7212") == ("7212", "721", "72", "7")
    assert isco_members("721") == ("7211", "7212", "7213", "7214", "7215")
    assert isco_members("7212") == ()


@pytest.mark.parametrize("code", ["7219", "", "x", "72 12", "72121", "H2913", "CC72"])
def test_what_is_no_code_is_none(code):
    assert not is_isco(code)


def test_an_unknown_code_is_told_with_the_nearest():
    with pytest.raises(UnknownIdError, match=r'No ISCO-08 group has the id "7219". Nearest ids: 7211, 7212, 7213'):
        isco_title("7219")
    assert near_isco("7299") == ("7211", "7212", "7213", "7214", "7215")
    assert near_isco("229") == ("221", "222", "223", "224", "225")
    assert near_isco("x") == ()


def test_another_language_is_told_with_those_there_are():
    with pytest.raises(InvalidValueError, match="en, fr, ka"):
        isco_title("7212", "de")
