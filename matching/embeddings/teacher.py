"""What does a contextual teacher say of English texts, in as many dimensions as the student has?"""

from __future__ import annotations

import importlib.util
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.embeddings.corpus import Concept
from matching.embeddings.encoder import Encoder, load_encoder
from matching.embeddings.folding import fold

_WORD = re.compile(r"[a-z][a-z+#.-]*[a-z+#]")
_BLOCK = 4096


@dataclass(frozen=True)
class Lesson:
    """Folded texts; for each the row of ``vectors`` (float32[n, dim], unit rows) that the teacher wishes it to have."""

    texts: list[str]
    wishes: np.ndarray
    vectors: np.ndarray


def load_teacher(name: str, *, half: bool = False) -> Encoder:
    """Return the teacher: an installed package that carries a model in ``model/``, else as ``load_encoder`` does.

    ``half`` computes in bfloat16: several times faster on processors that know it, the same to two digits.
    """
    package = importlib.util.find_spec(name.replace("-", "_")) if name.replace("-", "_").isidentifier() else None
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent / "model"
        if (folder / "modules.json").is_file():
            return load_encoder(str(folder), half=half)
    return load_encoder(name, half=half)


def english_texts(concepts: Iterable[Concept], least: int = 2) -> list[str]:
    """Return folded English labels and those words of labels and descriptions that occur ``least`` times."""
    labels: set[str] = set()
    counts: Counter[str] = Counter()
    for concept in concepts:
        labels.update(fold(label) for label in concept.labels.get("en", ()))
        counts.update(_WORD.findall(fold(concept.descriptions.get("en", ""))))
    for label in labels:
        counts.update(_WORD.findall(label))
    return sorted(labels | {word for word, count in counts.items() if count >= least})


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
    return Lesson(all_texts, np.asarray(wishes), stacked.astype(np.float32))


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
