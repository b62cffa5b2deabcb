"""Which ranking weights put judged pairs in the right order, and how sure may a score sound?

Fits the features that compare what both sides say, by pairwise logistic regression over judged sets (each set counts
alike, private ones more by ``--private-share``), then one scale and prior so that scores read as probabilities.
Weights of plain facts (distance, wage, contract, ...) are not fitted: judgements of occupation and skills say nothing
about them. Prints what to write into ``matching/ranking/weights.json``, and each set left out in turn.

With ``--taxonomy DIR`` (a data folder with ESCO imported) only the features of concepts are fitted, the others keep the
weights in use: who has no taxonomy gets the same scores as before.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.generation.catalogue import load_esco
from benchmarks.generation.generator import generate_benchmark
from benchmarks.quality import open_reader
from matching.domain import Candidate, Vacancy
from matching.embeddings.encoder import Encoder, load_encoder
from matching.engine import Engine
from matching.evaluation.metrics import measure
from matching.intake import read_candidates, read_vacancies
from matching.linking import ConceptReader
from matching.ranking.concept_features import CONCEPT_FEATURES
from matching.ranking.features import FEATURES, compute_features
from matching.ranking.rankers import load_weights

FITTED = ("occupation", "essential_skills", "optional_skills", "text", "gist", "lexical", "wish")
NEGATIVES = 18
RIDGE = 5e-6

Grades = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Judged:
    """A judged set: ``values`` float64[people, vacancies, fitted + 1], ``grades`` int[people, vacancies].

    Values are features less their neutral ones, 0 where unknown; the last is what features with fixed weights add.
    """

    name: str
    values: NDArray[np.float64]
    grades: NDArray[np.int64]
    share: float


@dataclass(frozen=True)
class Parts:
    """With what judged sets are turned into features, and which of them are fitted."""

    encoder: Encoder
    reader: ConceptReader | None
    fitted: tuple[str, ...]


def judged_sets(parts: Parts, shared: Path, private: Path | None, private_share: float) -> Iterator[Judged]:
    """The demo tables and texts, generated pairs of ESCO, and a private folder of long texts where given."""
    demo = Path("data/demo")
    people, jobs = read_candidates(demo / "candidates.csv").items, read_vacancies(demo / "vacancies.csv").items
    with (demo / "judgements.csv").open(encoding="utf-8", newline="") as lines:
        grades = {(row["candidate_id"], row["vacancy_id"]): int(row["grade"]) for row in csv.DictReader(lines)}
    yield _judged("demo tables", people, jobs, grades, parts)
    people, jobs = (read(demo / "texts" / name).items for read, name in _FOLDERS)
    yield _judged("demo texts", people, jobs, _trec(demo / "texts" / "qrels.tsv"), parts)
    if (shared / "data" / "esco").is_dir():
        esco = load_esco(shared / "data" / "esco")
        for ours, theirs, texts in (("fr", "en", False), ("en", "fr", False), ("fr", "fr", True), ("fr", "en", True)):
            drawn = generate_benchmark(
                esco,
                candidate_language=ours,
                vacancy_language=theirs,
                people=120,
                vacancies=200,
                seed=7,
                held_out_every=5,
                as_texts=texts,
            )
            grades = {(one, other): grade for one, found in drawn.qrels.items() for other, grade in found.items()}
            kind = "texts" if texts else "lists"
            yield _judged(f"generated {ours}-{theirs} {kind}", drawn.candidates, drawn.vacancies, grades, parts)
    if private:
        people = [Candidate(id=path.stem, text=_text(path)) for path in sorted((private / "resumes").glob("*.txt"))]
        adverts = sorted((private / "vacancies").glob("*.txt"))
        jobs = [Vacancy(id=path.stem, description=_text(path)) for path in adverts]
        grades = {(person, job): grade for (job, person), grade in _trec(private / "qrels.tsv").items()}
        yield _judged("private long texts", people, jobs, grades, parts, private_share)


_FOLDERS = ((read_candidates, "people"), (read_vacancies, "vacancies"))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8", errors="replace")


def _trec(path: Path) -> dict[tuple[str, str], int]:
    rows = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {(query, found): int(grade) for query, _, found, grade in rows}


def _judged(name: str, people, jobs, grades: Grades, parts: Parts, share: float = 1.0) -> Judged:
    pipeline = Engine(people, jobs, parts.encoder, concepts=parts.reader).pipeline(date(2026, 11, 16))
    ours, theirs = pipeline.candidates, pipeline.vacancies
    shape = (len(ours), len(theirs))
    rows, columns = (axis.ravel() for axis in np.indices(shape))
    features = compute_features(ours, theirs, rows, columns, pipeline.rules.scale)
    ranker = load_weights()
    chosen = [FEATURES.index(one) for one in parts.fitted]
    kept = [FEATURES.index(one) for one in FITTED if one not in parts.fitted]
    fixed = ranker.contributions(features)[:, kept].sum(axis=1)
    values = np.column_stack([np.nan_to_num(features[:, chosen] - ranker.neutral[chosen]), fixed])
    judged = np.array([[grades.get((one, other), 0) for other in theirs.ids] for one in ours.ids])
    return Judged(name, values.reshape(*shape, len(chosen) + 1), judged, share)


def fit(sets: list[Judged]) -> NDArray[np.float64]:
    """Non-negative weights that order judged pairs, by pairwise logistic loss in both directions of every set."""
    draw = np.random.default_rng(0)
    differences, shares = [], []
    for one in sets:
        found, weights = _pairs(one.values, one.grades, draw)
        differences.append(found)
        shares.append(one.share * weights / weights.sum())
    better, share = np.concatenate(differences), np.concatenate(shares) / sum(one.share for one in sets)

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        margin = better @ weights
        value = float(share @ np.logaddexp(0, -margin)) + RIDGE * float(weights @ weights)
        return value, -(share * expit(-margin)) @ better + 2 * RIDGE * weights

    start = np.ones(better.shape[1])
    bounds = [(0, None)] * (len(start) - 1) + [(1, 1)]
    return minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x


def _pairs(values, grades, draw) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Differences between a relevant pair and less relevant ones of the same query, each query counting alike."""
    found, weights = [], []
    for table, judged in ((values, grades), (values.transpose(1, 0, 2), grades.T)):
        queries = np.flatnonzero(judged.any(axis=1))
        for query in queries:
            relevant = np.flatnonzero(judged[query])
            for one in relevant:
                worse = np.flatnonzero(judged[query] < judged[query, one])
                worse = draw.choice(worse, min(NEGATIVES, len(worse)), replace=False)
                found.append(table[query, one] - table[query, worse])
                weights.append(np.full(len(worse), 1 / (len(queries) * len(relevant) * max(len(worse), 1))))
    return np.concatenate(found), np.concatenate(weights)


def calibrate(sets: list[Judged], weights: NDArray[np.float64]) -> tuple[float, float]:
    """Scale of the weights and prior under which a score is the share of fitting pairs among the first ten."""
    logits, fits, shares = [], [], []
    for one in sets:
        values = one.values @ weights
        for table, judged in ((values, one.grades), (values.T, one.grades.T)):
            for query in np.flatnonzero(judged.any(axis=1)):
                first = np.argsort(-table[query])[:10]
                logits.append(table[query, first])
                fits.append(judged[query, first] > 0)
                shares.append(np.full(len(first), one.share / len(table)))
    x, y, share = np.concatenate(logits), np.concatenate(fits), np.concatenate(shares)

    def loss(line: NDArray[np.float64]) -> float:
        z = line[0] * x + line[1]
        return float(share @ np.where(y, np.logaddexp(0, -z), np.logaddexp(0, z)))

    scale, prior = minimize(loss, np.array([0.5, 0.0]), method="Nelder-Mead").x
    return float(scale), float(prior)


def quality(one: Judged, weights: NDArray[np.float64]) -> str:
    """MAP and nDCG@10, vacancies for people and people for vacancies."""
    values = one.values @ weights
    said = []
    for table, judged in ((values, one.grades), (values.T, one.grades.T)):
        order = np.argsort(-table, axis=1, kind="stable")
        figures = [measure(judged[row][order[row]], judged[row]) for row in np.flatnonzero(judged.any(axis=1))]
        mean_precision, gain = np.mean(figures, axis=0)[:2]
        said.append(f"MAP {mean_precision:.3f} nDCG@10 {gain:.3f}")
    return " | ".join(said)


def main(arguments: list[str] | None = None) -> None:
    """Fit, print, and leave each set out in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--private", type=Path, help="folder with resumes/, vacancies/, qrels.tsv")
    parser.add_argument("--private-share", type=float, default=4.0)
    parser.add_argument("--encoder")
    parser.add_argument("--taxonomy", type=Path, help="data folder with a taxonomy: fit the features of concepts")
    chosen = parser.parse_args(arguments)
    encoder = load_encoder(chosen.encoder)
    reader = open_reader(chosen.taxonomy, encoder)
    parts = Parts(encoder, reader, CONCEPT_FEATURES if reader else FITTED)
    sets = list(judged_sets(parts, chosen.shared, chosen.private, chosen.private_share))
    ranker = load_weights()
    in_use = np.array([*(ranker.weights[FEATURES.index(name)] for name in parts.fitted), 1.0])
    weights = fit(sets)
    scale, prior = calibrate([one for one in sets if one.name.startswith("demo")], weights)
    # Beside weights that stay as they are, the others have their scale already.
    scale = 1.0 if reader else scale
    print("in use :", dict(zip(parts.fitted, in_use.tolist(), strict=False)))
    print(
        "fitted :", {name: round(float(value), 2) for name, value in zip(parts.fitted, scale * weights, strict=False)}
    )
    print(f"prior  : {prior:.2f} (scale {scale:.2f})")
    without = np.append(np.zeros(len(parts.fitted)), 1.0)
    for at, one in enumerate(sets):
        if reader:
            print(f"{one.name:24} no taxonomy:   {quality(one, without)}")
        print(f"{one.name:24} in use:        {quality(one, in_use)}")
        print(f"{'':24} fitted on all: {quality(one, weights)}")
        print(f"{'':24} on the others: {quality(one, fit(sets[:at] + sets[at + 1 :]))}")


if __name__ == "__main__":
    main()
