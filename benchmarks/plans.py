"""How often does a career plan encode the person and walk all vacancies, and how long does it take?

    python -m benchmarks.plans [--repeat 3]

On the demo data and on generated vacancies, each with the demo's course catalogue and without a taxonomy. Calls are
counted from outside, at the functions that do the work: whose columns are made (``encoding.encode_candidates``), of the
person as she is and of her changed by a step or a course, and which pairs are scored (``compute_features``). Times are
those of the processor, of plans that are not counted; of several runs the fastest counts.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from unittest.mock import patch

import matching.engine
import matching.ranking.pipeline
from benchmarks.generation.catalogue import load_catalogue
from benchmarks.generation.labour_market import generate_population
from matching.casework.advising import open_case
from matching.casework.planning import career_plan
from matching.casework.session import local_session
from matching.domain import Candidate
from matching.domain.course import Course
from matching.embeddings.encoder import load_encoder
from matching.engine import Engine
from matching.intake import read_candidates, read_vacancies
from matching.intake.reading import read_courses

DEMO = Path("data/demo")
DAY = date(2026, 11, 16)
PEOPLE = 12
"""People whose plans are made."""
GENERATED = 2_000
"""Vacancies of the larger set."""


@dataclass
class Counts:
    """What making one plan did."""

    person: int = 0
    """Times that the person as she is was encoded."""
    variants: int = 0
    """People after a step or a course who were encoded."""
    calls: int = 0
    """Calls of the encoder of people."""
    walks: int = 0
    """Times that all vacancies were scored for one and the same person."""
    pairs: int = 0
    """Pairs scored in all."""


@contextmanager
def counted(person: Candidate, vacancies: int) -> Iterator[Counts]:
    """Count what is done for ``person``, where there are so many ``vacancies``."""
    counts = Counts()
    encode, compute = matching.engine.encode_candidates, matching.ranking.pipeline.compute_features

    def encoding(candidates: Sequence[Candidate], *stated):
        own = sum(one == person for one in candidates)
        counts.calls += 1
        counts.person += own
        counts.variants += len(candidates) - own
        return encode(candidates, *stated)

    def computing(people, jobs, candidate, vacancy, scale):
        counts.pairs += len(candidate)
        counts.walks += len(people) == 1 and len(candidate) == vacancies
        return compute(people, jobs, candidate, vacancy, scale)

    with (
        patch.object(matching.engine, "encode_candidates", encoding),
        patch.object(matching.ranking.pipeline, "compute_features", computing),
    ):
        yield counts


def plan(engine: Engine, person: Candidate, courses: Sequence[Course]) -> None:
    """Make one plan."""
    career_plan(open_case(local_session(engine, DAY), person), courses)


def measure(name: str, engine: Engine, courses: Sequence[Course], repeat: int) -> str:
    """One row of the table."""
    people = engine.candidates[:PEOPLE]
    engine.prepare(DAY)
    told: list[Counts] = []
    for one in people:
        with counted(one, len(engine.vacancies)) as counts:
            plan(engine, one, courses)
        told.append(counts)
    seconds: list[float] = []
    for one in people:
        runs: list[float] = []
        for _ in range(repeat):
            begun = time.process_time()
            plan(engine, one, courses)
            runs.append(time.process_time() - begun)
        seconds.append(min(runs))

    def each(field: str) -> str:
        values = [getattr(one, field) for one in told]
        return f"{min(values):,}" if min(values) == max(values) else f"{min(values):,}–{max(values):,}"

    figures = " | ".join(each(field) for field in ("person", "variants", "calls", "walks", "pairs"))
    return f"| {name} | {len(engine.vacancies):,} | {figures} | {1000 * median(seconds):,.0f} |"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=3, help="runs of each plan, of which the fastest counts")
    chosen = parser.parse_args()
    courses = read_courses(DEMO / "courses.csv").items
    people = read_candidates(DEMO / "candidates.csv").items
    demo = read_vacancies(DEMO / "vacancies.csv").items
    _, generated = generate_population(
        load_catalogue(), people=0, vacancies=GENERATED, languages=("en", "fr", "ka"), seed=5, as_of=DAY
    )
    print(
        f"Figures of one plan, over {PEOPLE} people and {len(courses)} courses; milliseconds of the "
        "processor, of the median person.\n"
    )
    print(
        "| Data | vacancies | the person encoded | variants of her encoded | calls for that | walks of all vacancies "
        "| pairs scored | ms a plan |"
    )
    print("|---|" + "---:|" * 7)
    for name, vacancies in (("demo", demo), ("generated", generated)):
        print(measure(name, Engine(people, vacancies, load_encoder()), courses, chosen.repeat), flush=True)


if __name__ == "__main__":
    main()
