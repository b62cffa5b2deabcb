"""How is the bundled encoder made from a taxonomy and lexicons, the same again from the same seed?"""

from __future__ import annotations

import hashlib
import json
import os
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from matching.embeddings.spelling import fold
from matching.embeddings.static import save_static
from matching.embeddings.training.corpus import Concept, join_lexicon, read_lexicon, without_every
from matching.embeddings.training.official import read_concepts
from matching.embeddings.training.pairing import Mixture, epoch_of_pairs
from matching.embeddings.training.teacher import Lesson, english_texts, in_all_languages, load_teacher, teach
from matching.errors import from_extra

if TYPE_CHECKING:
    import torch

UNKNOWN = "[UNK]"
WARMUP = 0.05
"""Share of the steps in which the learning rate rises to its height, before it falls to nothing."""
FORGETTING = 0.999
"""What the running mean of squared gradients keeps at a step."""


@dataclass(frozen=True)
class Recipe:
    """Every number that decides what the trained encoder is."""

    dim: int = 256
    vocabulary: int = 64_000
    epochs: int = 10
    batch: int = 2048
    scale: float = 12.0
    learning_rate: float = 0.05
    spread: float = 0.1
    teaching: float = 5.0
    taught: int = 2048
    """Texts that the teacher speaks of, in each batch; ``english`` is the share of them that are English."""
    english: float = 0.4
    seed: int = 1
    threads: int = 2
    mixture: Mixture = field(default_factory=Mixture)


def train_encoder(
    esco: Path,
    lexicon: Path | None,
    out: Path,
    recipe: Recipe,
    *,
    teacher: str | None = None,
    hold_out_every: int | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> list[float]:
    """Train on ESCO (``official.read_concepts``) and the files in ``lexicon``; write the bundled form to ``out``.

    Returns the mean loss of each epoch. Raises ``InputFileError`` for a missing or misshapen file and
    ``EncoderError`` for a teacher that cannot be loaded, ``MissingExtraError`` before anything is read where torch is
    not installed.
    """
    _load_torch()
    concepts = read_concepts(esco)
    if hold_out_every:
        concepts = without_every(concepts, hold_out_every)
    if lexicon is not None:
        join_lexicon(concepts, read_lexicon(lexicon))
    lesson = None
    if teacher is not None:
        reader = load_teacher(teacher)
        texts = english_texts(concepts.values(), reader.words())
        say(f"the teacher reads {len(texts):,} English labels, clauses and words")
        lesson = in_all_languages(concepts.values(), texts, teach(reader, texts, recipe.dim))
    return train_on(concepts, out, recipe, lesson=lesson, progress=progress, say=say)


def train_on(
    concepts: dict[str, Concept],
    out: Path,
    recipe: Recipe,
    *,
    lesson: Lesson | None = None,
    progress: Callable[[int, int], None] = lambda *_: None,
    say: Callable[[str], None] = lambda _: None,
) -> list[float]:
    """Train on concepts already read; see ``train_encoder``."""
    _load_torch()
    say(f"{len(concepts):,} concepts; making the subwords")
    tokenizer = train_tokenizer(tokenizer_texts(concepts, recipe.seed), recipe.vocabulary)
    say(f"{tokenizer.get_vocab_size():,} subwords; training {recipe.epochs} epochs")
    rows, losses = _train_rows(tokenizer, concepts, recipe, lesson, say, progress)
    # What says nothing alone: an unknown sign, and the mark that begins a word.
    rows[[token for token in map(tokenizer.token_to_id, (UNKNOWN, "▁")) if token is not None]] = 0.0
    digest = hashlib.sha256(rows.tobytes()).hexdigest()[:12]
    save_static(out, tokenizer, rows, {"name": f"matching-static-{digest}", "recipe": asdict(recipe)})
    return losses


def _load_torch() -> None:
    # Threads that wait must not spin: on shared cores they take the time that the others need. Read as torch loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    with from_extra("models", "torch", "Training an encoder"):
        import torch  # noqa: F401


def tokenizer_texts(concepts: dict[str, Concept], seed: int, per_language: int = 40_000) -> list[str]:
    """Return folded texts for the tokenizer, at most about ``per_language`` labels of each language."""
    draw = random.Random(seed)
    by_language: dict[str, list[str]] = {}
    for concept in concepts.values():
        for lang, labels in concept.labels.items():
            by_language.setdefault(lang, []).extend(labels)
    texts: list[str] = []
    for lang in sorted(by_language):
        labels = by_language[lang]
        draw.shuffle(labels)
        texts += labels[:per_language]
        texts += labels * (min(3, per_language // len(labels)) - 1)
    texts += [text for concept in concepts.values() for text in concept.descriptions.values()]
    return [fold(text) for text in texts]


def train_tokenizer(texts: Iterable[str], vocabulary: int) -> Tokenizer:
    """Learn ``vocabulary`` subwords (unigram language model) from folded texts; none crosses a word or a sign."""
    learner = Tokenizer(models.Unigram())
    _split_words(learner)
    trainer = trainers.UnigramTrainer(
        vocab_size=vocabulary, unk_token=UNKNOWN, special_tokens=[UNKNOWN], show_progress=False
    )
    learner.train_from_iterator(texts, trainer)
    # The library leaves subwords of one score, and the scores of rare letters, in the order of a hash table that is
    # another at each run: rare letters get one score, and equal scores the order of the alphabet.
    scores = {piece: score for piece, score in json.loads(learner.to_str())["model"]["vocab"] if piece != UNKNOWN}
    floor = min((score for piece, score in scores.items() if len(piece) > 1), default=-20.0)
    learned = {piece: round(max(score, floor), 4) for piece, score in scores.items()}
    pieces = sorted(learned.items(), key=lambda item: (-item[1], item[0]))
    tokenizer = Tokenizer(models.Unigram([(UNKNOWN, 0.0), *pieces], unk_id=0))  # pyright: ignore[reportCallIssue]
    _split_words(tokenizer)
    return tokenizer


def _split_words(tokenizer: Tokenizer) -> None:
    words = [pre_tokenizers.Whitespace(), pre_tokenizers.Metaspace()]
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(words)  # pyright: ignore[reportAttributeAccessIssue]


def _train_rows(
    tokenizer: Tokenizer,
    concepts: dict[str, Concept],
    recipe: Recipe,
    lesson: Lesson | None,
    say: Callable[[str], None],
    progress: Callable[[int, int], None],
) -> tuple[np.ndarray, list[float]]:
    """Return float32[subwords, dim] and the mean loss of each epoch.

    The library's trainer moves every row at every step, at six times the cost, and cannot train on sparse gradients.
    Here only the rows that a batch needs are taken out, moved and put back. They move as in Adam (Kingma and Ba 2015)
    without momentum, since a rare subword has no next step to carry it on to, and would hardly leave its start.
    """
    import torch

    torch.set_num_threads(recipe.threads)
    numbers = np.random.default_rng(recipe.seed)
    draw = random.Random(recipe.seed)
    start = numbers.normal(0, recipe.spread, (tokenizer.get_vocab_size(), recipe.dim))
    rows = torch.from_numpy(start.astype(np.float32))
    squares = torch.zeros_like(rows)
    loss_of = _loss(recipe, lesson)
    losses: list[float] = []
    step = 0
    for epoch in range(recipe.epochs):
        batches = epoch_of_pairs(concepts, recipe.mixture, recipe.batch, draw)
        total = 0.0
        for at, batch in enumerate(batches):
            step += 1
            taught = lesson.draw(recipe.taught, recipe.english, numbers) if lesson is not None else np.array([], int)
            texts = [pair[0] for pair in batch] + [pair[1] for pair in batch]
            texts += [lesson.texts[one] for one in taught] if lesson is not None else []
            subwords, which, offsets = _subwords_of(tokenizer, texts)
            moved = rows[subwords].requires_grad_()
            vectors = torch.nn.functional.embedding_bag(which, moved, offsets, mode="sum")
            loss = loss_of(torch.nn.functional.normalize(vectors, dim=1), len(batch), taught)
            (slope,) = torch.autograd.grad(loss, [moved])
            total += loss.item()
            rate = recipe.learning_rate * _rise_and_fall((epoch + at / len(batches)) / recipe.epochs)
            with torch.no_grad():
                square = squares[subwords].lerp_(slope.square(), 1 - FORGETTING)
                squares[subwords] = square
                root = (square / (1 - FORGETTING**step)).sqrt_().add_(1e-8)
                rows[subwords] = moved.detach().addcdiv_(slope, root, value=-rate)
            progress(epoch * len(batches) + at + 1, recipe.epochs * len(batches))
        losses.append(total / len(batches))
        say(f"epoch {epoch + 1} of {recipe.epochs}: loss {losses[-1]:.3f}")
    return rows.numpy(), losses


def _rise_and_fall(done: float) -> float:
    """The share of the learning rate when the share ``done`` of all steps is done."""
    return done / WARMUP if done < WARMUP else (1 - done) / (1 - WARMUP)


def _subwords_of(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return the different subwords of all texts, the place of each token among them, and where each text starts."""
    import torch

    tokens = [encoding.ids for encoding in tokenizer.encode_batch_fast(texts, add_special_tokens=False)]
    starts = np.cumsum([0, *map(len, tokens)])
    subwords, which = np.unique(np.fromiter(chain.from_iterable(tokens), np.int64, starts[-1]), return_inverse=True)
    return torch.from_numpy(subwords), torch.from_numpy(which), torch.from_numpy(starts[:-1])


def _loss(recipe: Recipe, lesson: Lesson | None) -> Callable[[torch.Tensor, int, np.ndarray], torch.Tensor]:
    """Return the loss of unit vectors of ``n`` anchors, their ``n`` positives and the texts taught: contrast between
    pairs in both directions, plus the cosine distance of the last ones from what the teacher says of them."""
    import torch

    wishes = torch.from_numpy(lesson.vectors) if lesson is not None else None

    def loss_of(vectors: torch.Tensor, n: int, taught: np.ndarray) -> torch.Tensor:
        likeness = recipe.scale * vectors[:n] @ vectors[n : 2 * n].T
        own = torch.arange(n)
        loss = torch.nn.functional.cross_entropy(likeness, own) + torch.nn.functional.cross_entropy(likeness.T, own)
        if lesson is None or wishes is None:
            return loss
        return loss + recipe.teaching * (1 - (vectors[2 * n :] * wishes[lesson.wishes[taught]]).sum(dim=1).mean())

    return loss_of
