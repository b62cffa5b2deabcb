"""What is an encoder, how is it trained again, and how is it taken elsewhere?"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from matching.embeddings.encoder import BUNDLED, Encoder
from matching.embeddings.static import load_static
from matching.errors import InvalidValueError

_SAMPLE = ("welder", "soudeuse", "შემდუღებელი", "accountant with five years of experience")
_TEXTS_TIMED = 2_000
"""Whole rounds of the sample."""
_TEXTS_TIMED_OF_OTHERS = 40
"""Of an encoder other than the bundled one, which may be slow."""


@dataclass(frozen=True, slots=True)
class EncoderFacts:
    """An encoder's name, the length of its vectors, and how many short texts a second it encodes on this machine."""

    name: str
    dim: int
    speed: float


@dataclass(frozen=True, slots=True)
class BundledFacts:
    """Where the bundled encoder lies, and how many bytes it has."""

    folder: Path
    size: int


def measure_encoder(encoder: Encoder, *, bundled: bool) -> EncoderFacts:
    """What the encoder is, and how fast; ``bundled`` says whether it is the one that ships."""
    count = _TEXTS_TIMED if bundled else _TEXTS_TIMED_OF_OTHERS
    texts = list(_SAMPLE) * (count // len(_SAMPLE))
    start = time.perf_counter()
    encoder.encode(texts)
    return EncoderFacts(encoder.name, encoder.dim, count / (time.perf_counter() - start))


def bundled_encoder() -> BundledFacts:
    """The encoder that ships, as files."""
    return BundledFacts(BUNDLED, sum(path.stat().st_size for path in BUNDLED.iterdir() if path.is_file()))


def train_encoder(
    esco: Path,
    lexicon: Path | None,
    out: Path,
    *,
    dim: int,
    vocabulary: int,
    epochs: int,
    seed: int,
    threads: int,
    teacher: str | None = None,
    hold_out_every: int | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    say: Callable[[str], None] = lambda _line: None,
) -> None:
    """Train on ESCO and the lexicons of a folder, and write the form that is bundled to ``out``.

    ``teacher`` is a contextual model for the English side; every ``hold_out_every``-th concept is left out. Raises
    ``InputFileError`` for a missing or misshapen file and ``EncoderError`` for a teacher that cannot be loaded.
    """
    # What trains needs torch, which nothing else here does.
    from matching.embeddings.training import loop

    recipe = loop.Recipe(dim=dim, vocabulary=vocabulary, epochs=epochs, seed=seed, threads=threads)
    loop.train_encoder(
        esco, lexicon, out, recipe, teacher=teacher, hold_out_every=hold_out_every, progress=progress, say=say
    )


def export_encoder(folder: Path, source: Path | None = None) -> None:
    """Write the bundled encoder, or the trained one in ``source``, as a float32 sentence-transformers folder.

    Raises ``InvalidValueError`` where ``folder`` is there and not empty, ``EncoderError`` where ``source`` holds none.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise InvalidValueError("The folder", folder, "It exists and is not empty: name a new one.")
    load_static(source or BUNDLED).export(folder)
