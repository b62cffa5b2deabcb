"""Which texts share words and word parts with this one, whatever alphabet they are typed in?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix

from matching.embeddings.spelling import fold

HASH_BITS = 20
GRAM = 4
"""Length of word parts: long enough to tell stems apart, short enough to survive endings."""

LONG_WORD = 9
"""Letters from which a word counts in full."""
SHORT_TERM_WEIGHT = 0.5
"""What word parts count, and short words, most of which only bind others together."""
WEIGHT_STEP = 2.0**-24
WORDS_REMEMBERED = 100_000

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")


def terms(text: str) -> Iterator[str]:
    """Folded words, and the four-letter parts of longer ones: endings differ, stems meet, across related languages."""
    for word in _WORD.findall(fold(text)):
        yield from _word_terms(word)


# Texts of one kind repeat their words: each is taken apart once.
@lru_cache(maxsize=WORDS_REMEMBERED)
def _word_terms(word: str) -> tuple[str, ...]:
    if len(word) < 2 and not word.isdigit():
        return ()
    if len(word) <= GRAM:
        return (word,)
    padded = f"_{word}_"
    return word, *(padded[start : start + GRAM] for start in range(len(padded) - GRAM + 1))


@lru_cache(maxsize=WORDS_REMEMBERED)
def _word_columns(word: str) -> tuple[int, ...]:
    return tuple(crc32(term.encode()) & (2**HASH_BITS - 1) for term in _word_terms(word))


@lru_cache(maxsize=WORDS_REMEMBERED)
def _word_weights(word: str) -> tuple[float, ...]:
    """Weights of ``_word_columns``: long words are the rarer ones, in any language and without counting any text."""
    return tuple(
        SHORT_TERM_WEIGHT if len(term) <= GRAM else min(len(term), LONG_WORD) / (LONG_WORD - 3)
        for term in _word_terms(word)
    )


def lexical_vectors(texts: Sequence[str]) -> csr_matrix:
    """Hashed rows of damped term counts, unit length, csr float32[len(texts), 2**20]; an empty text gives an empty row.

    Terms are weighted by their length, not by their rarity among ``texts``: a pair's lexical likeness has to be the
    same alone and among a million (``DECISIONS.md`` has what that costs).
    """
    counted = [Counter(_WORD.findall(fold(text))) for text in texts]
    number = {word: row for row, word in enumerate(dict.fromkeys(chain.from_iterable(counted)))}
    said = _sparse([[number[word] for word in words] for words in counted], len(number))
    said.data[:] = np.fromiter(chain.from_iterable(words.values() for words in counted), dtype=np.float32)
    columns = [_word_columns(word) for word in number]
    used = sorted(set(chain.from_iterable(columns)))
    place = {column: at for at, column in enumerate(used)}
    spelled = _sparse([[place[column] for column in one] for one in columns], len(used))
    counts = csr_matrix(said @ spelled)
    counts.sort_indices()
    importance = np.ones(len(used))
    importance[spelled.indices] = np.fromiter(chain.from_iterable(map(_word_weights, number)), dtype=np.float64)
    weights = (1 + np.log(counts.data)) * importance[counts.indices]
    owner = np.repeat(np.arange(len(texts)), np.diff(counts.indptr))
    lengths = np.sqrt(np.bincount(owner, weights=weights.astype(np.float64) ** 2, minlength=len(texts)))
    # On a grid, so that sums of products in double precision are exact in any order.
    weights = (np.round(weights / lengths[owner] / WEIGHT_STEP) * WEIGHT_STEP).astype(np.float32)
    return csr_matrix(
        (weights, np.array(used, dtype=np.int64)[counts.indices], counts.indptr), shape=(len(texts), 2**HASH_BITS)
    )


def _sparse(lists: Sequence[Sequence[int]], columns: int) -> csr_matrix:
    """Rows with a 1 for each entry of each list, in its order; csr float32[len(lists), columns]."""
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in lists])]).astype(np.int64)
    indices = np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=offsets[-1])
    return csr_matrix((np.ones(len(indices), dtype=np.float32), indices, offsets), shape=(len(lists), columns))
