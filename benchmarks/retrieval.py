"""From how many vectors on is an inverted file worth what it misses?

    python -m benchmarks.retrieval [--sizes 100000 300000 1000000]

Vectors of 256 dimensions in random clusters, searched by ``FaissIndex`` exactly and through an inverted file: ms a
query in batches and one at a time, recall of the exact first ten, seconds to build. It is why ``EXACT_UP_TO`` is
what it is.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from matching.embeddings.index import EXACT_UP_TO, FaissIndex, Manifest

DIM = 256
CLUSTERS = 2_000
SPREAD = 0.8
"""Length of the noise beside a cluster's centre of length one."""
QUERIES = 256
ALONE = 32
DEPTH = 10


def clustered(count: int, centres: NDArray[np.float32], draw: np.random.Generator) -> NDArray[np.float32]:
    """Unit vectors float32[count, DIM] around ``centres``."""
    vectors = draw.standard_normal((count, DIM), dtype=np.float32)
    vectors *= SPREAD / np.sqrt(DIM)
    vectors += centres[draw.integers(len(centres), size=count)]
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def fastest(work: Callable[[], object], repeat: int) -> float:
    """Seconds of the fastest of some runs."""
    best = float("inf")
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print one row for each size and kind of index."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100_000, 300_000, 1_000_000])
    parser.add_argument("--repeat", type=int, default=3)
    chosen = parser.parse_args()
    draw = np.random.default_rng(0)
    centres = draw.standard_normal((CLUSTERS, DIM), dtype=np.float32)
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    queries = clustered(QUERIES, centres, draw)
    print(f"In use: exact up to {EXACT_UP_TO:,} vectors. Best of {chosen.repeat} runs.\n")
    print(f"| Vectors | Index | ms a query, {QUERIES} at once | ms, one at a time | ratio | recall@{DEPTH} | build s |")
    print("|---:|---|---:|---:|---:|---:|---:|")
    for size in chosen.sizes:
        vectors = clustered(size, centres, draw)
        ids = [f"{number:08d}" for number in range(size)]
        truth: list[list[str]] = []
        exact = 0.0
        for kind, exact_up_to in (("exact", size), ("inverted file", 0)):
            index = FaissIndex(Manifest("random", "0", DIM), exact_up_to=exact_up_to)
            index.upsert(ids, vectors)
            start = time.perf_counter()
            found = index.search(queries, DEPTH).ids
            building = time.perf_counter() - start
            together = fastest(lambda used=index: used.search(queries, DEPTH), chosen.repeat) / QUERIES
            building -= together * QUERIES
            alone = fastest(
                lambda used=index: [used.search(queries[row : row + 1], DEPTH) for row in range(ALONE)], chosen.repeat
            )
            truth, exact = truth or found, exact or together
            hits = [len({*right} & {*got}) / DEPTH for right, got in zip(truth, found, strict=True)]
            print(
                f"| {size:,} | {kind} | {1_000 * together:.2f} | {1_000 * alone / ALONE:.2f} | "
                f"{exact / together:.1f} | {np.mean(hits):.3f} | {building:.1f} |",
                flush=True,
            )
            del index
    print("\nRatio: how many times as fast as the exact index, in batches.")


if __name__ == "__main__":
    main()
