"""How far do methods without any training come: character TF-IDF and BM25?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import cast

import numpy as np

_BLOCK = 128


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
    import bm25s

    corpus = bm25s.tokenize(list(documents), stopwords=[], show_progress=False)
    retriever = bm25s.BM25(method="lucene")
    retriever.index(corpus, show_progress=False)
    words = cast("list[list[str]]", bm25s.tokenize(list(queries), stopwords=[], return_ids=False, show_progress=False))
    for start in range(0, len(queries), _BLOCK):
        block = words[start : start + _BLOCK]
        nothing = np.zeros(len(documents), dtype=np.float32)
        yield np.stack([retriever.get_scores(tokens) if tokens else nothing for tokens in block])
