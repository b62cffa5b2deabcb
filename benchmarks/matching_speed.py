"""How long does matching take, in how much memory, beside the bare FAISS search of the same vectors?

    python -m benchmarks.matching_speed [--shared DIR] [--repeat 3]

(a) 476 long résumés with 431 Armenian adverts, both directions; (b) 1,000 generated French candidates with 26,804
Moroccan adverts; (c) start-up of the command line on the demo data. Reading, encoding and ranking go through the
functions of ``matching match``. Each run has a process of its own; of several the fastest counts.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from benchmarks.generation.catalogue import load_esco
from benchmarks.generation.generator import generate_population
from matching.casework.session import local_session
from matching.casework.suggesting import Direction, suggest
from matching.embeddings.encoder import load_encoder
from matching.engine import Engine
from matching.intake import read_candidates, read_vacancies

TOP = 10
ARMENIA_ON = date(2004, 6, 1)
CANDIDATES = 1_000
DEMO = Path("data/demo")
MATCH = [
    *("-m", "matching", "match", "--as-of", "2026-11-16"),
    *("--candidates", str(DEMO / "candidates.csv"), "--vacancies", str(DEMO / "vacancies.csv")),
]
STARTS = {
    "matching --help": ["-m", "matching", "--help"],
    "matching match, all people of the demo data": MATCH,
    "matching match, one of them, explained": [*MATCH, "--id", "c-001", "--explain"],
    "matching demo": ["-m", "matching", "demo"],
}
BARE = ["-c", "pass"]


class Stopwatch:
    """Seconds (wall and processor) of the steps of one run."""

    def __init__(self) -> None:
        self.steps: dict[str, tuple[float, float]] = {}

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Time what stands inside."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.steps[name] = time.perf_counter() - wall, time.process_time() - cpu


def armenia(shared: Path, watch: Stopwatch) -> tuple[Engine, date, tuple[Direction, ...]]:
    """Read and encode the résumés and the Armenian adverts."""
    with tempfile.TemporaryDirectory() as folder:
        with tarfile.open(next((shared / "data" / "cv_texts_ro").glob("*.tar.gz"))) as archive:
            archive.extractall(folder, filter="data")
        with watch.step("reading"):
            people = read_candidates(Path(folder) / "resumes", skip_invalid=True).items
            jobs = read_vacancies(shared / "data" / "vacancies" / "armenia_2004_en.csv", skip_invalid=True).items
    with watch.step("encoding"):
        engine = Engine(people, jobs, load_encoder())
        engine.prepare(ARMENIA_ON)
    return engine, ARMENIA_ON, ("candidates", "vacancies")


def morocco(shared: Path, watch: Stopwatch) -> tuple[Engine, date, tuple[Direction, ...]]:
    """Read and encode the Moroccan adverts, and encode people drawn from ESCO's French labels."""
    day = date(2026, 1, 1)
    esco = load_esco(shared / "data" / "esco", ("fr",))
    people, _ = generate_population(esco, people=CANDIDATES, vacancies=0, languages=("fr",), seed=1, as_of=day)
    with watch.step("reading"):
        jobs = read_vacancies(shared / "data" / "vacancies" / "morocco_fr.csv.gz", skip_invalid=True).items
    with watch.step("encoding"):
        engine = Engine(people, jobs, load_encoder())
        engine.prepare(day)
    return engine, day, ("candidates",)


SETS = {"a": armenia, "b": morocco}


def run(name: str, shared: Path) -> dict[str, object]:
    """One run of a set in this process: its sizes, seconds by step, bare search, and peak memory in GB."""
    import faiss

    watch = Stopwatch()
    engine, day, directions = SETS[name](shared, watch)
    pipeline = engine.pipeline(day)
    ours, theirs = pipeline.candidates.phrasing, pipeline.vacancies.phrasing
    for direction in directions:
        with watch.step(f"ranking for {direction}"):
            suggest(local_session(engine, day), direction, top=TOP)
        queries, targets = (ours, theirs) if direction == "candidates" else (theirs, ours)
        index = faiss.IndexFlatIP(engine.phrasebook.dim)
        index.add(targets.gist)
        index.search(queries.gist[:1], TOP)
        with watch.step(f"bare FAISS search for {direction}"):
            index.search(queries.gist, TOP)
    phrases = len(ours.texts), len(theirs.texts)
    sizes = {"people": len(engine.candidates), "adverts": len(engine.vacancies), "phrases": phrases}
    return {"sizes": sizes, "steps": watch.steps, "memory": _peak_memory(), "encoder": engine.versions.encoder}


def _peak_memory() -> float | None:
    """Most memory that this process held, in GB; None where the system does not say."""
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1_024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def print_set(name: str, title: str, shared: Path, repeat: int) -> None:
    """Run a set in processes of its own and print the fastest of each step."""
    words = [sys.executable, "-m", "benchmarks.matching_speed", "--run", name, "--shared", str(shared)]
    runs = [json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout) for _ in range(repeat)]
    sizes = runs[0]["sizes"]
    steps = {step: min(one["steps"][step] for one in runs) for step in runs[0]["steps"]}
    print(f"### {title}\n")
    print(
        f"{sizes['people']:,} people, {sizes['adverts']:,} adverts, "
        f"{sizes['phrases'][0]:,} and {sizes['phrases'][1]:,} different phrases; top {TOP}; best of {repeat} runs; "
        f"encoder `{runs[0]['encoder']}`.\n"
    )
    print("| Step | seconds | processor seconds | ratio to the bare FAISS search |\n|---|---:|---:|---:|")
    for step, (wall, cpu) in steps.items():
        bare = steps.get(f"bare FAISS search for {step.removeprefix('ranking for ')}")
        ratio = f"{wall / bare[0]:,.0f}" if bare else ""
        print(f"| {step} | {wall:.3f} | {cpu:.3f} | {ratio} |")
    own = [seconds for step, seconds in steps.items() if not step.startswith("bare")]
    print(f"| **all but the bare search** | {sum(w for w, _ in own):.1f} | {sum(c for _, c in own):.1f} | |")
    memory = min((one["memory"] for one in runs if one["memory"]), default=None)
    print(f"\nPeak memory: {f'{memory:.2f} GB' if memory else 'not told by this system'}.\n", flush=True)


def print_starts(repeat: int) -> None:
    """Print how long commands take in a fresh process, beside Python alone."""

    def seconds(words: list[str]) -> float:
        best = float("inf")
        for _ in range(repeat):
            start = time.perf_counter()
            subprocess.run([sys.executable, *words], capture_output=True, check=True)
            best = min(best, time.perf_counter() - start)
        return best

    bare = seconds(BARE)
    print(f"### (c) Start-up, best of {repeat} fresh processes\n")
    print("| Command | seconds | ratio to Python alone |\n|---|---:|---:|")
    print(f"| python -c pass | {bare:.3f} | 1 |")
    for name, words in STARTS.items():
        taken = seconds(words)
        print(f"| {name} | {taken:.3f} | {taken / bare:.0f} |", flush=True)


def main() -> None:
    """Print all three parts, or run one set and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--run", choices=SETS, help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.run:
        print(json.dumps(run(chosen.run, chosen.shared)))
        return
    if (chosen.shared / "data" / "vacancies").is_dir():
        print_set("a", "(a) Résumés with Armenian adverts", chosen.shared, chosen.repeat)
        print_set("b", "(b) Generated candidates with Moroccan adverts", chosen.shared, chosen.repeat)
    else:
        print("(a) and (b) skipped: there is no folder data/vacancies; give the folder above data/ with --shared.\n")
    print_starts(chosen.repeat)


if __name__ == "__main__":
    main()
