"""How well does an encoder rank the documents of a judged benchmark folder?"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from matching.embeddings.encoder import Encoder
from matching.errors import InputFileError
from matching.evaluation.metrics import METRICS, Estimate, estimate, measure

Advance = Callable[[int], None]
Ranking = Callable[[Sequence[str], Sequence[str]], Iterator[np.ndarray]]
"""Queries and documents to blocks of scores, float[queries in block, documents], in the order of the queries."""

_BLOCK = 128


@dataclass(frozen=True)
class Benchmark:
    """Judged queries over a corpus; ``grades[i]`` maps positions in ``documents`` to grades for ``queries[i]``."""

    name: str
    queries: tuple[str, ...]
    document_ids: tuple[str, ...]
    documents: tuple[str, ...]
    grades: tuple[dict[int, int], ...]


@dataclass(frozen=True)
class Result:
    """What a system reached on a benchmark: each metric's mean and standard error over queries."""

    benchmark: str
    system: str
    metrics: dict[str, Estimate]


def read_benchmark(folder: Path) -> Benchmark:
    """Read ``queries.tsv``, ``corpus.tsv``, ``qrels.tsv`` (or ``.gz``); keep queries that have a relevant document.

    Raises ``InputFileError`` for a missing file, a row with too few cells, a grade that is no number, or a judgement
    of a query or document that does not exist.
    """
    queries = _texts(folder, "queries.tsv", ("query_id", "text"))
    corpus = _texts(folder, "corpus.tsv", ("doc_id", "text"))
    places = {document: place for place, document in enumerate(corpus)}
    grades: dict[str, dict[int, int]] = {query: {} for query in queries}
    path = _existing(folder, "qrels.tsv")
    for number, line in enumerate(_lines(path), 1):
        cells = line.split()
        if len(cells) != 4:
            raise InputFileError(path, f"line {number} has {len(cells)} cells", "Write: query_id 0 doc_id grade.")
        query, _, document, grade = cells
        if query not in grades or document not in places:
            unknown = f'query "{query}"' if query not in grades else f'document "{document}"'
            raise InputFileError(path, f"line {number} judges the unknown {unknown}", "Correct it or leave it out.")
        try:
            grades[query][places[document]] = int(grade)
        except ValueError:
            raise InputFileError(path, f'line {number}: "{grade}" is no grade', "Write a whole number.") from None
    judged = [query for query in queries if any(grade > 0 for grade in grades[query].values())]
    if not judged:
        raise InputFileError(path, "no query has a relevant document", "Give at least one line with a grade above 0.")
    return Benchmark(
        folder.resolve().name,
        tuple(queries[query] for query in judged),
        tuple(corpus),
        tuple(corpus.values()),
        tuple(grades[query] for query in judged),
    )


def _existing(folder: Path, name: str) -> Path:
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    remedy = "A benchmark folder holds queries.tsv, corpus.tsv and qrels.tsv (each may end in .gz)."
    raise InputFileError(folder / name, "there is no such file", remedy)


def _lines(path: Path) -> Iterator[str]:
    try:
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as lines:
                yield from lines
        else:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                yield from lines
    except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
        raise InputFileError(path, f"it is no readable text ({error})", "Write UTF-8 text.") from error


def _texts(folder: Path, name: str, columns: tuple[str, str]) -> dict[str, str]:
    path = _existing(folder, name)
    rows = csv.reader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE)
    header = next(rows, [])
    if tuple(header[:2]) != columns:
        raise InputFileError(path, f"its first line is {header[:4]!r}", f"It must be: {columns[0]}<tab>{columns[1]}.")
    texts: dict[str, str] = {}
    for number, row in enumerate(rows, 2):
        if len(row) < 2 or row[0] in texts:
            problem = f'the id "{row[0]}" stands twice' if len(row) > 1 else "there is no tab"
            raise InputFileError(path, f"line {number}: {problem}", "Each line is an id, a tab, a text.")
        texts[row[0]] = row[1]
    return texts


def ranked_by(encoder: Encoder) -> Ranking:
    """Return the ranking by inner product of an encoder's vectors."""

    def scores(queries: Sequence[str], documents: Sequence[str]) -> Iterator[np.ndarray]:
        corpus = encoder.encode(documents, role="document").T
        asked = encoder.encode(queries, role="query")
        for start in range(0, len(asked), _BLOCK):
            yield asked[start : start + _BLOCK] @ corpus

    return scores


def evaluate_ranking(benchmark: Benchmark, system: str, ranking: Ranking, advance: Advance = lambda _: None) -> Result:
    """Rank the whole corpus for every query and measure it; ties break by document id, ``advance`` counts queries."""
    position = np.empty(len(benchmark.document_ids), dtype=np.int64)
    position[np.argsort(np.asarray(benchmark.document_ids, dtype=object))] = np.arange(len(position))
    rows: list[tuple[float, ...]] = []
    for block in ranking(benchmark.queries, benchmark.documents):
        for scores in block:
            grades = benchmark.grades[len(rows)]
            judged = np.fromiter(grades, dtype=np.int64, count=len(grades))
            gains = np.zeros(len(scores), dtype=np.int64)
            gains[_ranks(scores, judged, position)] = list(grades.values())
            rows.append(measure(gains, list(grades.values())))
        advance(len(block))
    table = np.asarray(rows)
    return Result(benchmark.name, system, {name: estimate(table[:, at]) for at, name in enumerate(METRICS)})


def _ranks(scores: np.ndarray, chosen: np.ndarray, position: np.ndarray) -> np.ndarray:
    """Return how many documents stand before each chosen one: cheaper than sorting a corpus to find a few."""
    own = scores[chosen, None]
    earlier = (scores == own) & (position < position[chosen, None])
    return np.count_nonzero((scores > own) | earlier, axis=1)


def published(folders: Sequence[Path]) -> list[Result]:
    """Return the figures in ``published.tsv`` beside the folders (columns benchmark, system, map) that concern them."""
    names = {folder.resolve().name for folder in folders}
    results: list[Result] = []
    for path in sorted({folder.resolve().parent / "published.tsv" for folder in folders}):
        if not path.is_file():
            continue
        for row in csv.DictReader(_lines(path), delimiter="\t", quoting=csv.QUOTE_NONE):
            try:
                figure = float(row["map"])
            except (KeyError, TypeError, ValueError):
                problem = f"the row {list(row.values())!r} has no figure"
                raise InputFileError(path, problem, "Its columns are benchmark, system, map.") from None
            if row["benchmark"] in names:
                results.append(Result(row["benchmark"], row["system"], {"MAP": Estimate(figure, 0.0, 0)}))
    return results
