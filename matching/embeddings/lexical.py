"""Which texts share words and word parts with this one, whatever alphabet they are typed in?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from matching.embeddings.folding import fold
from matching.embeddings.index import Neighbours

if TYPE_CHECKING:
    from bm25s import BM25

HASH_BITS = 20
GRAM = 4
"""Length of word parts: long enough to tell stems apart, short enough to survive endings."""

_WORD = re.compile(r"[^\W_]+(?:[+#]+)?")


def terms(text: str) -> Iterator[str]:
    """Folded words, and the four-letter parts of longer ones: endings differ, stems meet, across related languages."""
    for word in _WORD.findall(fold(text)):
        if len(word) < 2 and not word.isdigit():
            continue
        yield word
        if len(word) > GRAM:
            padded = f"_{word}_"
            for start in range(len(padded) - GRAM + 1):
                yield padded[start : start + GRAM]


def lexical_vectors(texts: Sequence[str]) -> csr_matrix:
    """Hashed rows of damped term counts, unit length, csr float32[len(texts), 2**20]; an empty text gives an empty row.

    Terms are not weighted by their rarity among ``texts``: a pair's lexical likeness has to be the same alone and
    among a million (``DECISIONS.md`` has what that costs).
    """
    indices: list[NDArray[np.int64]] = []
    values: list[NDArray[np.float32]] = []
    for text in texts:
        counts = Counter(crc32(term.encode()) & (2**HASH_BITS - 1) for term in terms(text))
        columns = np.array(sorted(counts), dtype=np.int64)
        weights = 1 + np.log(np.array([counts[column] for column in columns.tolist()], dtype=np.float32))
        length = float(np.linalg.norm(weights))
        indices.append(columns)
        values.append((weights / length if length else weights).astype(np.float32))
    offsets = np.concatenate([[0], np.cumsum([len(one) for one in indices])])
    return csr_matrix(
        (
            np.concatenate(values) if values else np.zeros(0, np.float32),
            np.concatenate(indices) if indices else np.zeros(0, np.int64),
            offsets,
        ),
        shape=(len(texts), 2**HASH_BITS),
    )


class LexicalIndex:
    """BM25 over words and word parts (bm25s); retrieves, but never scores a pair: its weights follow the texts."""

    def __init__(self, ids: Sequence[str], texts: Sequence[str]) -> None:
        """Index ``texts`` at the first search; ``ids`` must be sorted for ties to break by id, and unique."""
        self._ids = list(ids)
        self._row = {one: row for row, one in enumerate(self._ids)}
        self._texts = texts

    @cached_property
    def _bm25(self) -> BM25 | None:
        """The index, or None where no text holds a term."""
        import bm25s

        tokens = [list(terms(text)) for text in self._texts]
        if not any(tokens):
            return None
        index = bm25s.BM25(method="lucene")
        index.index(tokens, show_progress=False)
        return index

    def search(self, texts: Sequence[str], k: int, *, allowed: Collection[str] | None = None) -> Neighbours:
        """The ``k`` best of each text that share a term with it, best first, ties by id."""
        mask = None
        if allowed is not None:
            mask = np.zeros(len(self._ids), dtype=bool)
            mask[[self._row[one] for one in allowed if one in self._row]] = True
        ids: list[list[str]] = []
        kept: list[NDArray[np.float32]] = []
        for text in texts:
            query = [term for term in dict.fromkeys(terms(text)) if self._bm25 and term in self._bm25.vocab_dict]
            scores = self._bm25.get_scores(query) if self._bm25 and query else np.zeros(len(self._ids), np.float32)
            if mask is not None:
                scores = np.where(mask, scores, 0)
            found = np.flatnonzero(scores > 0)
            if len(found) > k:
                bound = np.partition(scores[found], -k)[-k]
                found = found[scores[found] >= bound]
            best = found[np.lexsort((found, -scores[found]))][:k]
            ids.append([self._ids[row] for row in best])
            kept.append(scores[best].astype(np.float32))
        return Neighbours(ids, kept)
