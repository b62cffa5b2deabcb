"""Which texts share words and word parts with this one, whatever alphabet they are typed in?"""

import numpy as np
import pytest
from contracts.checkerboard import checkerboard
from hypothesis import given
from hypothesis import strategies as st

from matching.embeddings.lexical import GRAM, LexicalIndex, lexical_vectors, terms
from matching.embeddings.text import candidate_passages, full_text, vacancy_passages

texts = st.lists(st.sampled_from(["welder", "welding", "pipes", "შემდუღებელი", "C++", "5", "a", "!"]), max_size=6).map(
    " ".join
)


def test_terms_are_folded_words_and_parts_of_the_longer_ones() -> None:
    assert list(terms("Weld Steel!")) == ["weld", "steel", "_ste", "stee", "teel", "eel_"]
    assert all(len(term) == GRAM for term in list(terms("welding"))[1:])


def test_single_letters_say_nothing_but_digits_and_programming_languages_do() -> None:
    assert list(terms("a C 5 C++ C# і")) == ["5", "c++", "c#"]
    assert list(terms("— ... !!!")) == []


def test_one_word_has_one_spelling_in_every_alphabet() -> None:
    assert list(terms("მზარეული")) == list(terms("mzareuli"))
    assert list(terms("ÉLECTRICIEN")) == list(terms("electricien"))


def test_likeness_is_the_cosine_of_damped_counts() -> None:
    rows = lexical_vectors(["weld weld pipe", "weld", "nurse", ""]).toarray()
    damped = 1 + np.log(2)
    assert rows[0] @ rows[1] == pytest.approx(damped / np.hypot(damped, 1))
    assert rows[1] @ rows[2] == 0
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1, 1, 1, 0])


def test_stems_meet_across_endings_and_related_languages() -> None:
    rows = lexical_vectors(["electrician", "électricien", "electrical fitter", "gardener"]).toarray()
    likeness = rows @ rows[0]
    assert likeness[1] > 0.3
    assert likeness[2] > 0.2
    assert likeness[3] < 0.05


@given(st.lists(texts, max_size=4))
def test_a_row_is_the_same_alone_and_in_company_with_unit_length_and_sorted_columns(found: list[str]) -> None:
    together = lexical_vectors(found)
    assert together.shape[0] == len(found)
    assert together.has_sorted_indices
    for text, row in zip(found, together, strict=True):
        alone = lexical_vectors([text])
        assert (alone != row).nnz == 0
        assert alone.power(2).sum() == pytest.approx(1 if list(terms(text)) else 0)


def index_of(*texts: str) -> LexicalIndex:
    return LexicalIndex([f"t{number}" for number in range(len(texts))], texts)


def test_texts_with_more_and_rarer_shared_words_come_first() -> None:
    index = index_of("welder in tbilisi", "nurse in tbilisi", "welder of pipes in tbilisi", "cook")
    found = index.search(["welder pipes", "tbilisi"], 10)
    assert found.ids[0] == ["t2", "t0"]
    assert set(found.ids[1]) == {"t0", "t1", "t2"}
    assert found.scores[0][0] > found.scores[0][1] > 0


def test_what_shares_no_term_is_not_found() -> None:
    assert index_of("welder", "nurse").search(["gardener", "", "?!"], 5).ids == [[], [], []]


def test_fewer_than_asked_and_none_at_all() -> None:
    index = index_of("welder", "welder welder", "nurse")
    assert len(index.search(["welder"], 100).ids[0]) == 2
    assert index.search(["welder"], 0).ids == [[]]
    assert index.search([], 5).ids == []


@pytest.mark.parametrize("held", [(), ("",), ("", "!")])
def test_an_index_of_nothing_finds_nothing(held: tuple[str, ...]) -> None:
    assert index_of(*held).search(["welder"], 3).ids == [[]]


def test_equal_texts_are_ordered_by_id_also_across_the_cut() -> None:
    index = LexicalIndex([f"{number:03}" for number in range(100)], ["welder of pipes", "nurse"] * 50)
    even = [f"{number:03}" for number in range(0, 100, 2)]
    assert index.search(["pipes"], 7).ids == [even[:7]]
    assert index.search(["pipes"], 7, allowed=even[20:]).ids == [even[20:27]]


def test_only_allowed_ids_are_found() -> None:
    index = index_of("welder", "welder", "welder")
    assert index.search(["welder"], 5, allowed=["t2", "t1", "nobody"]).ids == [["t1", "t2"]]
    assert index.search(["welder"], 5, allowed=[]).ids == [[]]


@given(st.lists(texts, min_size=1, max_size=8), texts, st.integers(0, 10))
def test_a_cut_is_the_head_of_the_whole_list(held: list[str], query: str, k: int) -> None:
    index = index_of(*held)
    whole = index.search([query], len(held))
    assert index.search([query], k).ids[0] == whole.ids[0][:k]
    assert list(whole.scores[0]) == sorted(whole.scores[0], reverse=True)
    shared = set(terms(query))
    assert all(shared & set(terms(held[int(one[1:])])) for one in whole.ids[0])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_people_find_the_vacancies_of_their_occupation(language: str) -> None:
    people, jobs, right = checkerboard((language,), (language,))
    jobs.sort(key=lambda one: one.id)
    index = LexicalIndex([one.id for one in jobs], [full_text(vacancy_passages(one)) for one in jobs])
    found = index.search([full_text(candidate_passages(one)) for one in people], 4)
    assert {one.id: set(ids) for one, ids in zip(people, found.ids, strict=True)} == right
