"""Which concrete parts make up a running system? The only place that picks them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from matching.config import Settings
from matching.domain import Candidate, Vacancy
from matching.embeddings.encoder import Encoder, load_encoder
from matching.engine import Engine
from matching.intake import Intake, read_candidates, read_vacancies
from matching.intake.mapping import split_map
from matching.skills import ConceptReader
from matching.taxonomy import FILE_NAME

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
    joining: Sequence[Path] = (),
) -> Assembled:
    """Read both files or folders and build the engine; raises the ``MatchingError`` of whatever is wrong first.

    People in the files ``joining`` come along; who stands in several files is taken as in the last one. The notes of
    the first file are those that are kept.
    """

    def report(what: str) -> Callable[[int, int], None]:
        return lambda done, total: progress(what, done, total) if progress else None

    of_people, of_jobs = split_map(column_map or {}, candidates, vacancies)
    people = read_candidates(
        candidates, column_map=of_people, skip_invalid=skip_invalid, progress=report("Reading candidates")
    )
    jobs = read_vacancies(
        vacancies, column_map=of_jobs, skip_invalid=skip_invalid, progress=report("Reading vacancies")
    )
    everybody = {one.id: one for one in people.items}
    for path in joining:
        everybody |= {one.id: one for one in read_candidates(path, skip_invalid=skip_invalid).items}
    encoder = load_encoder(settings.encoder)
    return Assembled(
        Engine(
            tuple(everybody.values()),
            jobs.items,
            encoder,
            as_of=as_of,
            excluded=excluded,
            concepts=open_concepts(settings, encoder),
        ),
        people,
        jobs,
    )


def open_concepts(settings: Settings, encoder: Encoder) -> ConceptReader | None:
    """The reader of concepts of the data folder's taxonomy; None where none was imported, or the settings do without.

    At the first use its labels are encoded, about half a minute for all of ESCO, and kept in the data folder.
    """
    if not settings.taxonomy or not (settings.data_dir / FILE_NAME).exists():
        return None
    from matching.embeddings.linking import open_linker

    return ConceptReader(open_linker(settings.data_dir, encoder))
