"""Which concrete parts make up a running system? The only place that picks them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matching.config import Settings
from matching.domain import Candidate, Vacancy
from matching.embeddings.encoder import load_encoder
from matching.engine import Engine
from matching.intake import Intake, read_candidates, read_vacancies
from matching.intake.mapping import split_map

ReadProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A running engine and what was read to build it."""

    engine: Engine
    candidates: Intake[Candidate]
    vacancies: Intake[Vacancy]


def assemble_engine(
    candidates: Path,
    vacancies: Path,
    settings: Settings,
    *,
    as_of: date,
    column_map: Mapping[str, str] | None = None,
    skip_invalid: bool = False,
    excluded: Collection[tuple[str, str]] = (),
    progress: ReadProgress | None = None,
) -> Assembled:
    """Read both files or folders and build the engine; raises the ``MatchingError`` of whatever is wrong first."""

    def report(what: str) -> Callable[[int, int], None]:
        return lambda done, total: progress(what, done, total) if progress else None

    of_people, of_jobs = split_map(column_map or {}, candidates, vacancies)
    people = read_candidates(
        candidates, column_map=of_people, skip_invalid=skip_invalid, progress=report("Reading candidates")
    )
    jobs = read_vacancies(
        vacancies, column_map=of_jobs, skip_invalid=skip_invalid, progress=report("Reading vacancies")
    )
    encoder = load_encoder(settings.encoder)
    return Assembled(Engine(people.items, jobs.items, encoder, as_of=as_of, excluded=excluded), people, jobs)
