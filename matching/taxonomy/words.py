"""Which labels hold these words? An inverted index over folded words, built at import and searched by numpy."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

_NO_WORD = re.compile(r"[\W_]+")
# Accents of Latin, Greek and Cyrillic, points of Hebrew, vowels of Arabic: the scripts of ESCO and its neighbours.
_MARKS = re.compile("[\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+")
_SHORTEST_BEGINNING = 3
"""A shorter word must be met whole, so that "de" is not the beginning of half the labels."""
_LEAST_COMMON = 1 / 3
"""Of the letters of a query that a label must have: "de" alone does not answer "infirmière de nuit"."""
_LAST_SIGN = "\U0010ffff"
# Letters that decomposition leaves alone but keyboards leave out.
_PLAIN = str.maketrans({"ł": "l", "đ": "d", "ø": "o", "æ": "ae", "œ": "oe", "ı": "i", "ʼ": "'", "’": "'"})


def fold_label(text: str) -> str:
    """Lower case, no accents, words parted by one blank: the spelling in which labels and queries are compared."""
    if text.isascii():
        return _NO_WORD.sub(" ", text.lower()).strip()
    decomposed = unicodedata.normalize("NFKD", text).casefold().translate(_PLAIN)
    return _NO_WORD.sub(" ", _MARKS.sub("", decomposed)).strip()


def index_words(texts: Iterable[str]) -> tuple[list[str], NDArray[np.int64], NDArray[np.int32]]:
    """Sorted words, and for word i the places ``postings[starts[i]:starts[i + 1]]`` of the texts that hold it."""
    places: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        for word in set(fold_label(text).split()):
            places.setdefault(word, []).append(place)
    words = sorted(places)
    starts = np.zeros(len(words) + 1, np.int64)
    np.cumsum([len(places[word]) for word in words], out=starts[1:])
    postings = np.fromiter((place for word in words for place in places[word]), np.int32, int(starts[-1]))
    return words, starts, postings


class WordIndex:
    """Finds the places of labels by their words."""

    def __init__(self, words: list[str], starts: NDArray[np.int64], postings: NDArray[np.int32], size: int) -> None:
        self._words, self._starts, self._postings, self._size = words, starts, postings, size
        self._lengths = np.bincount(postings, minlength=size)

    def find(self, folded: str, allowed: NDArray[np.bool_] | None, most: int) -> tuple[list[int], bool]:
        """Places (ascending) of the labels that hold most of ``folded``, and whether they hold all of its words.

        ``allowed``: bool[size]. A word counts where it begins a word of the label, as much as it has letters: long
        words say more. Of more than ``most`` labels those with the fewest words are kept, among which every exact one
        is.
        """
        asked = list(dict.fromkeys(folded.split()))
        counts = np.zeros(self._size, np.int32)
        for word in asked:
            counts[np.unique(self._holding(word))] += len(word)
        if allowed is not None:
            counts[~allowed] = 0
        best, all_letters = int(counts.max(initial=0)), sum(map(len, asked))
        if best == 0 or best < _LEAST_COMMON * all_letters:
            return [], False
        places = np.flatnonzero(counts == best)
        if len(places) > most:
            places = np.sort(places[np.argsort(self._lengths[places], kind="stable")[:most]])
        return places.tolist(), best == all_letters

    def _holding(self, word: str) -> NDArray[np.int32]:
        first = bisect_left(self._words, word)
        if len(word) >= _SHORTEST_BEGINNING:
            end = bisect_left(self._words, word + _LAST_SIGN)
        else:
            end = first + (first < len(self._words) and self._words[first] == word)
        return self._postings[self._starts[first] : self._starts[end]]
