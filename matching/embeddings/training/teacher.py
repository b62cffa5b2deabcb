"""What does a contextual teacher say of English texts, in as many dimensions as the student has?"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.embeddings.encoder import Encoder, SentenceEncoder, load_sentence_encoder
from matching.embeddings.spelling import fold
from matching.embeddings.training.corpus import Concept

LONG_CLAUSE, PART_OF_CLAUSE = 14, 10
"""Words of a clause that is taken whole; words taken from either end of a longer one."""
_MARKS = re.compile(r"[.;:,()\n]+")
_WORD = re.compile(r"[a-z][a-z+#.-]*[a-z+#]")
_BLOCK = 4096


@dataclass(frozen=True)
class Lesson:
    """Folded texts; for each the row of ``vectors`` (float32[n, dim], unit rows) that the teacher wishes it to have.

    The first ``english`` texts are those that the teacher itself has read.
    """

    texts: list[str]
    wishes: np.ndarray
    vectors: np.ndarray
    english: int

    def draw(self, count: int, english: float, numbers: np.random.Generator) -> np.ndarray:
        """Draw ``count`` texts, the share ``english`` of them from the English ones, the others from all."""
        own = round(count * english)
        return np.concatenate(
            [numbers.integers(self.english, size=own), numbers.integers(len(self.texts), size=count - own)]
        )


def load_teacher(name: str) -> SentenceEncoder:
    """Return the teacher: an installed package that carries a model in ``model/``, else as ``load_encoder`` does."""
    package = importlib.util.find_spec(name.replace("-", "_")) if name.replace("-", "_").isidentifier() else None
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent / "model"
        if (folder / "modules.json").is_file():
            return load_sentence_encoder(str(folder), half=True)
    return load_sentence_encoder(name, half=True)


def english_texts(concepts: Iterable[Concept], words: Iterable[str] = (), least: int = 2) -> list[str]:
    """Return, folded and in order, what the teacher shall speak of: English labels, every second clause of English
    descriptions, ``words``, and those words of labels and descriptions that occur ``least`` times."""
    labels: set[str] = set()
    clauses: set[str] = set()
    counts: Counter[str] = Counter()
    for concept in concepts:
        labels.update(fold(label) for label in concept.labels.get("en", ()))
        description = fold(concept.descriptions.get("en", ""))
        counts.update(_WORD.findall(description))
        clauses.update(_clauses(description))
    for label in labels:
        counts.update(_WORD.findall(label))
    common = {word for word, count in counts.items() if count >= least}
    return sorted(labels | common | set(words) | set(sorted(clauses)[::2]))


def _clauses(text: str) -> Iterator[str]:
    """What stands between the marks of a text, its beginning and its end where it is long."""
    for clause in _MARKS.split(text):
        words = clause.split()
        if 2 <= len(words) <= LONG_CLAUSE:
            yield " ".join(words)
        elif words:
            yield " ".join(words[:PART_OF_CLAUSE])
            yield " ".join(words[-PART_OF_CLAUSE:])


def in_all_languages(concepts: Iterable[Concept], texts: Sequence[str], vectors: np.ndarray) -> Lesson:
    """Return a lesson on ``texts`` and on every other label, which shall lie where its concept's English labels do."""
    places = {text: place for place, text in enumerate(texts)}
    all_texts, wishes, means = list(texts), list(range(len(texts))), []
    for concept in concepts:
        known = [places[fold(label)] for label in concept.labels.get("en", ())]
        others = [fold(label) for lang, labels in concept.labels.items() if lang != "en" for label in labels]
        if known and others:
            wishes += [len(texts) + len(means)] * len(others)
            all_texts += others
            mean = vectors[known].mean(axis=0)
            means.append(mean / max(float(np.linalg.norm(mean)), 1e-12))
    stacked = np.concatenate([vectors, np.asarray(means, dtype=np.float32).reshape(-1, vectors.shape[1])])
    return Lesson(all_texts, np.asarray(wishes), stacked.astype(np.float32), len(texts))


def teach(
    teacher: Encoder, texts: Sequence[str], dim: int, advance: Callable[[int], None] = lambda _: None
) -> np.ndarray:
    """Return float32[len(texts), dim]: the teacher's vectors on their first ``dim`` principal components, unit rows."""
    vectors = np.concatenate(
        [_block(teacher, texts[start : start + _BLOCK], advance) for start in range(0, len(texts), _BLOCK)]
    )
    return principal(vectors, dim)


def _block(teacher: Encoder, texts: Sequence[str], advance: Callable[[int], None]) -> np.ndarray:
    vectors = teacher.encode(texts)
    advance(len(texts))
    return vectors


def principal(vectors: np.ndarray, dim: int) -> np.ndarray:
    """Return centred vectors on their first ``dim`` principal components (zeros beyond the rank), unit rows."""
    centred = vectors - vectors.mean(axis=0)
    values, axes = np.linalg.eigh(centred.T @ centred)
    kept = centred @ axes[:, np.argsort(-values)[:dim]]
    padded = np.pad(kept, ((0, 0), (0, dim - kept.shape[1]))).astype(np.float32)
    return padded / np.maximum(np.linalg.norm(padded, axis=1, keepdims=True), 1e-12)
