"""Does the linker find the right concept of a title or a skill more often than the plain encoder, and how fast?

    python -m benchmarks linking [--shared DIR] [--write]
    python -m benchmarks.linking --fit --encoder DIR [--shared DIR]

The second form fits the weights that ship again (``linking_weights``); no benchmark is read for it.
"""

from __future__ import annotations

import argparse
import resource
import tarfile
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.linking_weights import WEIGHTS, fit
from matching.embeddings.calibration import calibrate
from matching.embeddings.encoder import Encoder, load_encoder
from matching.embeddings.text import chunks
from matching.evaluation.benchmarks import Benchmark, read_benchmark
from matching.evaluation.metrics import average_precision, estimate, recall
from matching.linking.evidence import gather
from matching.linking.labels import spelling
from matching.linking.linker import Linker
from matching.taxonomy import ConceptKind, Taxonomy, open_taxonomy
from matching.taxonomy.esco import import_taxonomy

OCCUPATION, SKILL = ConceptKind.OCCUPATION, ConceptKind.SKILL
TITLES = (
    "occupations-jobnorm-en", "occupations-melo-fra_q_fr_c_fr", "occupations-melo-fra_q_fr_c_en",
    "occupations-melo-esp_q_es_c_es", "occupations-melo-esp_q_es_c_en", "occupations-melo-deu_q_de_c_de",
    "occupations-melo-pol_q_pl_c_pl", "occupations-melo-ita_q_it_c_it", "occupations-melo-usa_q_en_c_en",
    "titles-ka-en",
)  # fmt: skip
SKILLS = ("skills-tech-en", "skills-house-en")
PAIRED = ("titles-talentclef2025-en", "titles-talentclef2025-es", "titles-talentclef2025-de", "titles-ka-en")
WEIGHED = 100
"""Concepts weighed for each query, so that the average precision sees further than the few that are shown."""
PEOPLE = 1_000
METRICS = ("hit@1", "recall@5", "MAP")


@dataclass(frozen=True)
class Task:
    """Queries, the documents of each concept, and the concepts (taxonomy rows) that are right for each query."""

    queries: tuple[str, ...]
    documents: list[str]
    rows: NDArray[np.int64]
    right: list[set[int]]
    left_out: int


def task(benchmark: Benchmark, taxonomy: Taxonomy, kind: ConceptKind) -> Task:
    """Bring a benchmark to concepts: by URI, or by the labels that a group of documents shares with one concept.

    Documents of no concept of that kind (ISCO groups) and queries that mean such are left out, for every system.
    """
    groups = [name if name.startswith("http") else name.rpartition("_")[0] or name for name in benchmark.document_ids]
    of_group = _rows_of_groups(groups, benchmark.documents, taxonomy, kind)
    kept = [at for at, group in enumerate(groups) if group in of_group]
    queries, right = [], []
    for query, grades in zip(benchmark.queries, benchmark.grades, strict=True):
        meant = {of_group.get(groups[at]) for at, grade in grades.items() if grade > 0}
        if None not in meant:
            queries.append(query)
            right.append({row for row in meant if row is not None})
    rows = np.array([of_group[groups[at]] for at in kept])
    documents = [benchmark.documents[at] for at in kept]
    return Task(tuple(queries), documents, rows, right, len(benchmark.queries) - len(queries))


def named_task(benchmark: Benchmark, taxonomy: Taxonomy) -> Task:
    """Titles paired with an English title: right is the one occupation that has it as a label, among all of them.

    Pairs whose English title is no label, or one of several occupations, are left out.
    """
    rows, texts, _ = taxonomy.all_labels(OCCUPATION, ["en"])
    named: dict[str, set[int]] = {}
    for row, text in zip(rows.tolist(), texts, strict=True):
        named.setdefault(spelling(text), set()).add(row)
    queries, right = [], []
    for query, grades in zip(benchmark.queries, benchmark.grades, strict=True):
        meant = named.get(spelling(benchmark.documents[max(grades, key=lambda at: grades[at])]), set())
        if len(meant) == 1:
            queries.append(query)
            right.append(meant)
    return Task(tuple(queries), texts, rows, right, len(benchmark.queries) - len(queries))


def _rows_of_groups(
    groups: Sequence[str], documents: Sequence[str], taxonomy: Taxonomy, kind: ConceptKind
) -> dict[str, int]:
    named: dict[str, set[int]] = {}
    of_kind = {int(row) for row in taxonomy.rows_of(kind)}
    for row, text, _ in zip(*taxonomy.all_labels(kind), strict=True):
        named.setdefault(spelling(text), set()).add(int(row))
    votes: dict[str, dict[int, float]] = {}
    for group, document in zip(groups, documents, strict=True):
        row = taxonomy.row(group) if group.startswith("http") else None
        rows = named.get(spelling(document), set()) if row is None else {row} & of_kind
        for one in rows:
            count = votes.setdefault(group, {})
            count[one] = count.get(one, 0.0) + 1 / len(rows)
    return {group: min(count, key=lambda row: (-count[row], row)) for group, count in votes.items()}


def by_encoder(asked: Task, encoder: Encoder) -> Iterator[list[int]]:
    """Concepts by the best inner product of any of their documents: the plain encoder."""
    corpus = encoder.encode(asked.documents, role="document")
    order = np.argsort(asked.rows, kind="stable")
    rows, starts = np.unique(asked.rows[order], return_index=True)
    corpus = corpus[order]
    for start in range(0, len(asked.queries), 64):
        scores = encoder.encode(asked.queries[start : start + 64]) @ corpus.T
        for best in np.maximum.reduceat(scores, starts, axis=1):
            yield rows[np.argsort(-best, kind="stable")].tolist()


def by_linker(asked: Task, linker: Linker, kind: ConceptKind) -> Iterator[list[int]]:
    """Concepts of the benchmark by the linker's confidence, the ``WEIGHED`` likeliest."""
    labels, known = linker.labels(kind), set(asked.rows.tolist())
    evidence = gather(labels, linker.encoder, asked.queries, considered=WEIGHED)
    sure = linker.weights(kind).confidences(evidence, asked.queries, calibrate(linker.encoder))
    starts = np.searchsorted(evidence.phrase, np.arange(len(asked.queries) + 1))
    for first, last in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True):
        order = np.lexsort((evidence.concept[first:last], -sure[first:last])) + first
        rows = labels.concepts[evidence.concept[order]].tolist()
        yield [row for row in rows if row in known]


def measured(asked: Task, rankings: Iterator[list[int]]) -> NDArray[np.float64]:
    """float64[queries, 3]: hit@1, recall@5 and average precision of each query."""
    found = []
    for ranking, right in zip(rankings, asked.right, strict=True):
        gains = np.isin(ranking, list(right)).astype(int)
        found.append((gains[0], recall(gains, len(right), 5), average_precision(gains, len(right))))
    return np.array(found, dtype=np.float64)


def quality(taxonomy: Taxonomy, linker: Linker, folder: Path) -> None:
    """Print the table of plain encoder and linker on every benchmark."""
    heads = " | ".join(f"{metric}, {system}" for metric in METRICS for system in ("encoder", "linker"))
    print(f"| Benchmark | queries | {heads} | gain in hit@1 |")
    print("|---|---:|" + "---:|" * 7)
    for kind, names in ((OCCUPATION, TITLES), (SKILL, SKILLS)):
        for name in names:
            benchmark = read_benchmark(folder / name)
            paired_titles = name.startswith("titles-")
            asked = named_task(benchmark, taxonomy) if paired_titles else task(benchmark, taxonomy, kind)
            plain = measured(asked, by_encoder(asked, linker.encoder))
            linked = measured(asked, by_linker(asked, linker, kind))
            cells = []
            for at in range(len(METRICS)):
                for table in (plain, linked):
                    figure = estimate(table[:, at])
                    cells.append(f"{figure.mean:.3f} ± {figure.error:.3f}")
            gain = estimate(linked[:, 0] - plain[:, 0])
            out = f" ({asked.left_out} left out)" if asked.left_out else ""
            print(
                f"| {name}{out} | {len(asked.queries):,} | {' | '.join(cells)} | {gain.mean:+.3f} ± {gain.error:.3f} |",
                flush=True,
            )


def paired(linker: Linker, folder: Path) -> None:
    """Print how well titles are ranked for titles by cosine alone, and with the concepts that both may mean."""
    print("\n| Benchmark | queries | MAP, encoder | MAP, with concepts | gain |\n|---|---:|---:|---:|---:|")
    for name in PAIRED:
        benchmark = read_benchmark(folder / name)
        cosine = linker.encoder.encode(benchmark.queries) @ linker.encoder.encode(benchmark.documents).T
        shared = (_readings(linker, benchmark.queries) @ _readings(linker, benchmark.documents).T).toarray()
        plain, joint = (
            np.array([_precision(row, grades) for row, grades in zip(scores, benchmark.grades, strict=True)])
            for scores in (cosine, cosine + shared / 2)
        )
        one, other, gain = estimate(plain), estimate(joint), estimate(joint - plain)
        print(
            f"| {name} | {len(plain)} | {one.mean:.3f} ± {one.error:.3f} | {other.mean:.3f} ± {other.error:.3f} | "
            f"{gain.mean:+.3f} ± {gain.error:.3f} |",
            flush=True,
        )


def _precision(scores: NDArray[np.float32], grades: dict[int, int]) -> float:
    right = [at for at, grade in grades.items() if grade > 0]
    gains = np.isin(np.argsort(-scores, kind="stable"), right).astype(int)
    return average_precision(gains, len(right))


def _readings(linker: Linker, phrases: Sequence[str]):
    """Roots of the confidences of each phrase, csr[phrases, concepts]: their product is 1 for the same reading."""
    from scipy.sparse import csr_matrix

    labels = linker.labels(OCCUPATION)
    evidence = gather(labels, linker.encoder, phrases)
    sure = linker.weights(OCCUPATION).confidences(evidence, phrases, calibrate(linker.encoder))
    return csr_matrix((np.sqrt(sure), (evidence.phrase, evidence.concept)), shape=(len(phrases), len(labels.concepts)))


def speed(taxonomy_folder: Path, encoder: Encoder, cache: Path, shared: Path) -> None:
    """Print how long opening takes, one title, and the phrases of two-page CVs."""
    start, busy = time.perf_counter(), time.process_time()
    linker = Linker(open_taxonomy(taxonomy_folder), encoder, cache=cache)
    for kind in (OCCUPATION, SKILL):
        linker.link(["opened"], kind)
    opening = time.perf_counter() - start, time.process_time() - busy
    print(f"\nOpening with the cache, taxonomy and both kinds: {opening[0]:.2f} s ({opening[1]:.2f} s of processor).")
    times = []
    for phrase in ("welder", "HGV driver, night shift (m/f)", "შემდუღებელი", "soudeuse") * 10:
        start, busy = time.perf_counter(), time.process_time()
        linker.link([phrase], OCCUPATION)
        times.append((time.perf_counter() - start, time.process_time() - busy))
    wall, busy = 1_000 * np.median(times, axis=0)
    print(f"One title, once open: {wall:.1f} ms ({busy:.1f} ms of processor), median of {len(times)}.")
    texts = list(_resumes(shared / "data" / "cv_texts_ro" / "resumes_and_vacancies.tar.gz"))
    pieces = [chunks(text) for text in texts]
    start, busy = time.perf_counter(), time.process_time()
    linked = [linker.link([one for part in pieces for one in part], kind, top=3) for kind in (OCCUPATION, SKILL)]
    wall, busy = time.perf_counter() - start, time.process_time() - busy
    count = sum(map(len, pieces))
    length = sum(len(text.split()) for text in texts) / len(texts)
    print(
        f"{len(texts)} résumés ({length:.0f} words each, {count:,} phrases, each asked as occupation and as skill): "
        f"{wall:.1f} s ({busy:.1f} s of processor), so {wall * PEOPLE / len(texts):.0f} s "
        f"({busy * PEOPLE / len(texts):.0f} s) for {PEOPLE:,}; {sum(map(bool, linked[0])):,} phrases "
        f"linked to occupations, {sum(map(bool, linked[1])):,} to skills."
    )
    print(f"Memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB, all of this script.")


def _resumes(archive: Path) -> Iterator[str]:
    with tarfile.open(archive) as files:
        for member in files:
            if member.isfile() and "resume" in member.name and member.name.endswith(".txt"):
                content = files.extractfile(member)
                if content:
                    yield content.read().decode("utf-8", errors="replace")


def main() -> None:
    """Fit, or print every table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"), help="folder with data/ (default ../shared)")
    parser.add_argument("--taxonomy", type=Path, help="data folder with an imported taxonomy (default: imported anew)")
    parser.add_argument("--fit", action="store_true", help=f"fit the weights again and write {WEIGHTS.name}")
    parser.add_argument("--encoder", type=Path, help="for --fit: encoder trained with --hold-out-every 5")
    chosen = parser.parse_args()
    if chosen.fit and chosen.encoder is None:
        parser.error("--fit needs --encoder: one that saw the labels would make every confidence too high")
    with tempfile.TemporaryDirectory() as scratch:
        folder = chosen.taxonomy or Path(scratch)
        if chosen.taxonomy is None:
            import_taxonomy([chosen.shared / "data" / "esco"], folder)
        taxonomy = open_taxonomy(folder)
        if chosen.fit:
            from matching.embeddings.static import load_static

            print(fit(taxonomy, load_static(chosen.encoder)))
            return
        encoder = load_encoder()
        cache = folder / "labels"
        linker = Linker(taxonomy, encoder, cache=cache)
        print(f"Encoder `{encoder.name}`; mean ± standard error over queries; gains are paired.\n")
        quality(taxonomy, linker, chosen.shared / "data" / "benchmarks")
        paired(linker, chosen.shared / "data" / "benchmarks")
        speed(folder, encoder, cache, chosen.shared)


if __name__ == "__main__":
    main()
