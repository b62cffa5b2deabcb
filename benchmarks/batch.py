"""How long does it take, in how much memory, to match everybody with everything, beside the bare FAISS search?

    python -m benchmarks.batch [--shared DIR] [--sizes 10000 30000 100000 300000] [--vacancies 10000] [--encoded 100000]

People and vacancies are drawn from ESCO (English and French, all fields), encoded once and kept as arrays; then each
size runs in a process of its own, and one more for each core, from these arrays: reading them, making what a search
needs, ranking the ten best for each with contributions, writing Parquet. Sizes beyond ``--encoded`` repeat people
under other ids. Processor seconds stand beside seconds, since they tell more on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.generation.catalogue import load_esco
from benchmarks.generation.labour_market import generate_population
from benchmarks.matching_speed import Stopwatch
from matching.batch import match_in_processes, match_on_cluster, write_matches
from matching.batch.packing import pack_columns, pack_rules, unpack_columns, unpack_rules
from matching.embeddings.encoder import load_encoder
from matching.engine import Engine
from matching.ranking.columns import CandidateColumns, VacancyColumns
from matching.ranking.pipeline import Pipeline

TOP = 10
DAY = date(2026, 11, 16)
MODULE = (sys.executable, "-m", "benchmarks.batch")
SAMPLE = 100
"""People for whom every vacancy is scored, to see what the glance misses."""


def keep(folder: Path, packed: dict[str, Any]) -> None:
    """Write packed columns: arrays in one file, the rest as JSON."""
    arrays: dict[str, np.ndarray] = {}

    def plain(value: Any) -> Any:
        if isinstance(value, np.ndarray):
            arrays[f"a{len(arrays)}"] = value
            return {"array": f"a{len(arrays) - 1}"}
        if isinstance(value, dict):
            return {"dict": {key: plain(one) for key, one in value.items()}}
        return [plain(one) for one in value] if isinstance(value, list | tuple) else value

    text = json.dumps(plain(packed))
    folder.mkdir()
    (folder / "plain.json").write_text(text, encoding="utf-8")
    np.savez(folder / "arrays.npz", **arrays)


def kept(folder: Path) -> dict[str, Any]:
    """Read what ``keep`` wrote."""
    arrays = np.load(folder / "arrays.npz", allow_pickle=False)

    def back(value: Any) -> Any:
        if isinstance(value, dict):
            return arrays[value["array"]] if "array" in value else {k: back(v) for k, v in value["dict"].items()}
        return [back(one) for one in value] if isinstance(value, list) else value

    return back(json.loads((folder / "plain.json").read_text(encoding="utf-8")))


def encode(shared: Path, folder: Path, people: int, vacancies: int) -> None:
    """Draw and encode the populations and keep them in ``folder``."""
    esco = load_esco(shared / "data" / "esco", ("en", "fr"))
    persons, jobs = generate_population(
        esco, people=people, vacancies=vacancies, languages=("en", "fr"), seed=1, as_of=DAY
    )
    market = Engine(persons, jobs, load_encoder()).pipeline(DAY)
    keep(folder / "people", pack_columns(market.candidates))
    keep(folder / "jobs", pack_columns(market.vacancies))
    keep(folder / "rules", pack_rules(market.rules))


def load(folder: Path, people: int) -> Pipeline:
    """The market of the first ``people``; where there are fewer, they come again under other ids."""
    columns = unpack_columns(CandidateColumns, kept(folder / "people"))
    rows = np.arange(people) % len(columns)
    columns = replace(columns.take(rows), ids=tuple(f"P-{number:07d}" for number in range(people)))
    rules = unpack_rules(kept(folder / "rules"))
    return Pipeline(columns, unpack_columns(VacancyColumns, kept(folder / "jobs")), rules)


def run(folder: Path, people: int) -> dict[str, Any]:
    """One size in this process: seconds by step, peak memory in GB, and the share of the ten best found."""
    import faiss

    watch = Stopwatch()
    with watch.step("reading the arrays"):
        market = load(folder, people)
    with watch.step("making what a search needs"):
        market.prepare("candidates")
    before = _processor_s()
    with watch.step("ranking and contributions"):
        parts, memory = 0, 0.0
        with write_matches(folder / f"{people}.parquet", market.candidates.ids, market.vacancies.ids) as write:
            for part in match_in_processes(market, "candidates", os.cpu_count() or 1, top=TOP):
                write(part)
                parts += len(part)
                memory = max(memory, _held_now())
    watch.steps["ranking and contributions"] = watch.steps["ranking and contributions"][0], _processor_s() - before
    index = faiss.IndexFlatIP(market.vacancies.phrasing.gist.shape[1])
    index.add(market.vacancies.phrasing.gist)
    index.search(market.candidates.phrasing.gist[:1], TOP)
    with watch.step("bare FAISS search"):
        index.search(market.candidates.phrasing.gist, TOP)
    return {"steps": watch.steps, "memory": memory, "matches": parts, "recall": recall(market)}


def _held_now() -> float:
    """Memory that this process and its children hold, in GB; pages that they share count for each."""
    import psutil

    own = psutil.Process()
    return sum(one.memory_info().rss for one in (own, *own.children(recursive=True))) / 1e9


def _processor_s() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def recall(market: Pipeline) -> float:
    """Share of the ten best of all vacancies, each scored, that are among the ten found, over the first people."""
    people, jobs = min(SAMPLE, len(market.candidates)), len(market.vacancies)
    ranking = market.vacancies_for(np.arange(people), TOP)
    found = 0
    for row in range(people):
        scored = market.score(market.candidates, market.vacancies, np.full(jobs, row), np.arange(jobs))
        scores = market.rules.ranker.score(scored.features)
        best = np.lexsort((np.arange(jobs), -scores, ~scored.gate.eligible))[:TOP]
        found += len(np.intersect1d(best, ranking.found[ranking.query == row]))
    return found / (people * min(TOP, jobs))


def on_workers(folder: Path, people: int, workers: int) -> float:
    """Seconds that a cluster of so many single-threaded processes takes."""
    from distributed import LocalCluster

    market = load(folder, people)
    with LocalCluster(
        n_workers=workers, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address="127.0.0.1:0",
        silence_logs=50,
    ) as cluster:  # fmt: skip
        for _ in match_on_cluster(market.with_candidates(market.candidates.take(np.arange(512))), "candidates",
                                  cluster.scheduler_address, top=TOP):  # fmt: skip
            pass
        start = time.perf_counter()
        for _ in match_on_cluster(market, "candidates", cluster.scheduler_address, top=TOP):
            pass
        return time.perf_counter() - start


def print_sizes(folder: Path, sizes: list[int], vacancies: int, encoded: int) -> None:
    """Run every size in a process of its own and print a row for each."""
    print(f"{vacancies:,} vacancies; {encoded:,} people encoded, beyond these repeated; top {TOP}.\n")
    print(
        "| people | reading, s | preparing, s | ranking and writing, s (processor) | people a second | "
        "bare FAISS, s (processor) | ratio | ratio of processor seconds | peak memory, GB | recall of the ten best |\n"
        "|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    )
    for people in sizes:
        words = [*MODULE, "--run", str(people), "--folder", str(folder)]
        done = json.loads(subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout)
        (reading, _), (preparing, _), (wall, cpu), (bare, bare_cpu) = done["steps"].values()
        print(
            f"| {people:,} | {reading:.1f} | {preparing:.1f} | {wall:.1f} ({cpu:.1f}) | {people / wall:,.0f} | "
            f"{bare:.1f} ({bare_cpu:.1f}) | {wall / bare:.1f} | {cpu / bare_cpu:.1f} | {done['memory']:.2f} | "
            f"{done['recall']:.3f} |",
            flush=True,
        )


def main() -> None:
    """Print both tables, or run one size and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 30_000, 100_000, 300_000])
    parser.add_argument("--vacancies", type=int, default=10_000)
    parser.add_argument("--encoded", type=int, default=100_000)
    parser.add_argument("--dask", type=int, default=10_000, help="people matched by one Dask worker and by two")
    parser.add_argument("--folder", type=Path, help="keep the encoded arrays here, or take them from here")
    parser.add_argument("--run", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--encode", action="store_true", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.encode:
        encode(chosen.shared, chosen.folder, chosen.encoded, chosen.vacancies)
        return
    if chosen.run:
        print(json.dumps(run(chosen.folder, chosen.run)))
        return
    if not (chosen.shared / "data" / "esco").is_dir():
        print("Skipped: there is no folder data/esco; give the folder above data/ with --shared.")
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = chosen.folder or Path(temporary)
        if not (folder / "rules").exists():
            folder.mkdir(exist_ok=True, parents=True)
            # In a process of its own: a child begins with the peak memory of its parent.
            sizes = ["--encoded", str(chosen.encoded), "--vacancies", str(chosen.vacancies)]
            words = [*MODULE, "--encode", "--folder", str(folder), "--shared", str(chosen.shared), *sizes]
            subprocess.run(words, check=True)
        print_sizes(folder, chosen.sizes, chosen.vacancies, chosen.encoded)
        if chosen.dask:
            one, two = (on_workers(folder, chosen.dask, workers) for workers in (1, 2))
            print(
                f"\nDask, {chosen.dask:,} people, single-threaded workers: one {one:.1f} s, two {two:.1f} s, "
                f"speed-up {one / two:.2f}."
            )


if __name__ == "__main__":
    main()
