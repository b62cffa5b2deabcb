"""Which texts share words and word parts with this one, whatever alphabet they are typed in?"""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.embeddings.lexical import GRAM, lexical_vectors, terms

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
