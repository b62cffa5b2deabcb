"""How is the bundled encoder made from a taxonomy and lexicons, the same again from the same seed?"""

from __future__ import annotations

import hashlib
import json
import os
import random
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from matching.embeddings.corpus import Concept, join_lexicon, read_esco, read_lexicon, without_every
from matching.embeddings.folding import fold
from matching.embeddings.pairing import Mixture, Pair, epoch_of_pairs
from matching.embeddings.static import save_static
from matching.embeddings.teacher import Lesson, english_texts, in_all_languages, load_teacher, teach

if TYPE_CHECKING:
    from datasets import Dataset
    from sentence_transformers import SentenceTransformer
    from torch import nn

UNKNOWN = "[UNK]"


@dataclass(frozen=True)
class Recipe:
    """Every number that decides what the trained encoder is."""

    dim: int = 256
    vocabulary: int = 64_000
    epochs: int = 3
    batch: int = 2048
    scale: float = 20.0
    learning_rate: float = 0.05
    spread: float = 0.1
    teaching: float = 5.0
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
    show_progress: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> list[float]:
    """Train on the ESCO files in ``esco`` and the lexicon files in ``lexicon``; write the bundled form to ``out``.

    Returns the loss at each logged step. Raises ``InputFileError`` for a missing or misshapen file and
    ``EncoderError`` for a teacher that cannot be loaded.
    """
    concepts = read_esco(esco)
    if hold_out_every:
        concepts = without_every(concepts, hold_out_every)
    if lexicon is not None:
        join_lexicon(concepts, read_lexicon(lexicon))
    lesson = None
    if teacher is not None:
        texts = english_texts(concepts.values())
        say(f"the teacher reads {len(texts):,} English labels and words")
        lesson = in_all_languages(concepts.values(), texts, teach(load_teacher(teacher, half=True), texts, recipe.dim))
    return train_on(concepts, out, recipe, lesson=lesson, show_progress=show_progress, say=say)


def train_on(
    concepts: dict[str, Concept],
    out: Path,
    recipe: Recipe,
    *,
    lesson: Lesson | None = None,
    show_progress: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> list[float]:
    """Train on concepts already read; see ``train_encoder``."""
    say(f"{len(concepts):,} concepts; making the subwords")
    tokenizer = train_tokenizer(tokenizer_texts(concepts, recipe.seed), recipe.vocabulary)
    say(f"{tokenizer.get_vocab_size():,} subwords; training {recipe.epochs} epochs")
    draw = random.Random(recipe.seed)
    batches = [
        batch for _ in range(recipe.epochs) for batch in epoch_of_pairs(concepts, recipe.mixture, recipe.batch, draw)
    ]
    rows, losses = _train_rows(tokenizer, batches, recipe, lesson, show_progress)
    # What says nothing alone: an unknown sign, and the mark that begins a word.
    rows[[token for token in map(tokenizer.token_to_id, (UNKNOWN, "▁")) if token is not None]] = 0.0
    digest = hashlib.sha256(rows.tobytes()).hexdigest()[:12]
    save_static(out, tokenizer, rows, {"name": f"matching-static-{digest}", "recipe": asdict(recipe)})
    return losses


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
    batches: list[list[Pair]],
    recipe: Recipe,
    lesson: Lesson | None,
    show_progress: bool,
) -> tuple[np.ndarray, list[float]]:
    # Threads that wait must not spin: on shared cores they take the time that the others need. Read as torch loads.
    os.environ.setdefault("OMP_WAIT_POLICY", "passive")
    import torch
    from datasets import disable_progress_bars
    from sentence_transformers import (
        SentenceTransformer,
        SentenceTransformerTrainer,
        SentenceTransformerTrainingArguments,
    )
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from transformers import PrinterCallback

    disable_progress_bars()
    torch.set_num_threads(recipe.threads)
    torch.manual_seed(recipe.seed)
    start = np.random.default_rng(recipe.seed).normal(0, recipe.spread, (tokenizer.get_vocab_size(), recipe.dim))
    module = StaticEmbedding(tokenizer, embedding_weights=start.astype(np.float32))
    # Only directions count in the loss, where mean and sum are one; the gradient of a sum costs a quarter.
    module.embedding.mode = "sum"
    model = SentenceTransformer(modules=[module], device="cpu")
    bounds = np.cumsum([0, *(len(batch) for batch in batches)]).tolist()
    order = [list(range(first, last)) for first, last in pairwise(bounds)]
    with tempfile.TemporaryDirectory() as scratch:
        arguments = SentenceTransformerTrainingArguments(
            output_dir=scratch,
            num_train_epochs=1,
            per_device_train_batch_size=recipe.batch,
            learning_rate=recipe.learning_rate,
            warmup_steps=0.05,
            lr_scheduler_type="linear",
            batch_sampler=lambda *_, **__: order,  # pyright: ignore[reportArgumentType]
            save_strategy="no",
            report_to="none",
            logging_steps=max(1, len(batches) // 50),
            seed=recipe.seed,
            disable_tqdm=not show_progress,
            use_cpu=True,
            weight_decay=0.0,
            max_grad_norm=0.0,
        )
        trainer = SentenceTransformerTrainer(
            model=model,
            args=arguments,
            train_dataset=_dataset(batches, lesson, recipe.seed),
            loss=_loss(model, recipe, lesson),
        )
        trainer.remove_callback(PrinterCallback)
        trainer.train()
    trained = module.embedding.weight.detach().numpy().copy()
    return trained, [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]


def _dataset(batches: list[list[Pair]], lesson: Lesson | None, seed: int) -> Dataset:
    from datasets import Dataset

    pairs = [pair for batch in batches for pair in batch]
    columns: dict[str, Any] = {"anchor": [pair[0] for pair in pairs], "positive": [pair[1] for pair in pairs]}
    if lesson is not None:
        draws = np.random.default_rng(seed).integers(len(lesson.texts), size=len(pairs))
        columns |= {"taught": [lesson.texts[at] for at in draws], "label": lesson.wishes[draws]}
    return Dataset.from_dict(columns)


def _loss(model: SentenceTransformer, recipe: Recipe, lesson: Lesson | None) -> nn.Module:
    import torch
    from sentence_transformers.sentence_transformer.losses import MultipleNegativesRankingLoss
    from torch.nn.functional import cosine_similarity

    contrast = MultipleNegativesRankingLoss(
        model, scale=recipe.scale, directions=("query_to_doc", "doc_to_query"), partition_mode="per_direction"
    )
    wishes = torch.from_numpy(lesson.vectors) if lesson is not None else torch.zeros(0)

    class TaughtContrast(torch.nn.Module):
        """Contrast between pairs, plus the cosine distance of the third column from what the teacher says of it."""

        def __init__(self) -> None:
            super().__init__()
            # The trainer optimises the parameters that it finds in the loss.
            self.model = model

        def forward(self, columns: Iterable[dict[str, torch.Tensor]], labels: torch.Tensor) -> torch.Tensor:
            anchor, positive, *taught = self._embed(list(columns))
            loss = contrast.compute_loss_from_embeddings([anchor, positive], labels)
            if not taught:
                return loss
            return loss + recipe.teaching * (1 - cosine_similarity(taught[0], wishes[labels]).mean())

        def _embed(self, columns: list[dict[str, torch.Tensor]]) -> list[torch.Tensor]:
            """Embed all columns at once: a gradient of the whole vocabulary for each would cost most of the time."""
            starts = np.cumsum([0, *(len(column["input_ids"]) for column in columns)]).tolist()
            merged = {
                "input_ids": torch.cat([column["input_ids"] for column in columns]),
                "offsets": torch.cat([column["offsets"] + at for column, at in zip(columns, starts, strict=False)]),
            }
            vectors = self.model(merged)["sentence_embedding"]
            return list(vectors.split([len(column["offsets"]) for column in columns]))

    return TaughtContrast()
