"""Which figures does an encoder reach on judged benchmark folders, and which do others?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from matching.embeddings.encoder import Encoder
from matching.evaluation.baselines import bm25, character_tfidf, load_minilm
from matching.evaluation.benchmarks import (
    Benchmark,
    Ranking,
    Result,
    evaluate_ranking,
    published,
    ranked_by,
    read_benchmark,
)
from matching.evaluation.metrics import METRICS, Estimate

__all__ = ["METRICS", "Benchmark", "Estimate", "Result", "evaluate_encoder", "published", "read_benchmarks"]


def read_benchmarks(folders: Sequence[Path]) -> list[Benchmark]:
    """The benchmark of each folder; raises ``InputFileError``."""
    return [read_benchmark(folder) for folder in folders]


def evaluate_encoder(
    benchmarks: Sequence[Benchmark],
    encoder: Encoder,
    *,
    baselines: bool = False,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Result]:
    """What the encoder reaches on each benchmark, and with ``baselines`` character TF-IDF, BM25 and MiniLM after it.

    MiniLM is left out where it is not installed. ``progress`` is told the queries ranked, of how many.
    """
    systems: list[tuple[str, Ranking]] = [(encoder.name, ranked_by(encoder))]
    if baselines:
        systems += [("character TF-IDF", character_tfidf), ("BM25", bm25)]
        if (minilm := load_minilm()) is not None:
            systems.append(("all-MiniLM-L6-v2", ranked_by(minilm)))
    total = len(systems) * sum(len(each.queries) for each in benchmarks)
    ranked = 0

    def advance(count: int) -> None:
        nonlocal ranked
        ranked += count
        progress(ranked, total)

    return [evaluate_ranking(each, name, ranking, advance) for each in benchmarks for name, ranking in systems]
