"""Which concrete parts make up a running system? The only place that picks them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from matching.casework.session import LanguageTag, Session, local_session
from matching.config import Settings
from matching.domain import Candidate, Vacancy
from matching.domain.course import Course
from matching.embeddings.encoder import Encoder, load_encoder
from matching.engine import Engine
from matching.errors import EmptyStoreError, InvalidValueError
from matching.intake import Intake, read_candidates, read_vacancies
from matching.intake.tables.reading import split_map
from matching.linking import ConceptReader
from matching.taxonomy import FILE_NAME

if TYPE_CHECKING:
    from matching.linking.linker import Linker
    from matching.store import Database

ReadProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Assembled:
    """A session over what was read, and what was noticed in it."""

    session: Session
    candidates: Intake[Candidate]
    vacancies: Intake[Vacancy]


def assemble_session(
    candidates: Path | None,
    vacancies: Path | None,
    settings: Settings,
    *,
    as_of: date,
    column_map: Mapping[str, str] | None = None,
    skip_invalid: bool = False,
    excluded: Collection[tuple[str, str]] = (),
    progress: ReadProgress | None = None,
    joining: Sequence[Path] = (),
    courses: Sequence[Course] = (),
    language: LanguageTag = "en",
) -> Assembled:
    """Read both files or folders and open a session of whoever sits at this machine, on the day ``as_of``.

    Raises the ``MatchingError`` of whatever is wrong first. None stands for the people or the vacancies of the store.
    People in the files ``joining`` come along; who stands in several files is taken as in the last one. The notes of
    the first file are those that are kept.
    """
    candidate_intake, vacancy_intake = read_both(
        candidates, vacancies, settings, column_map=column_map, skip_invalid=skip_invalid, progress=progress
    )
    everybody = {one.id: one for one in candidate_intake.items}
    for path in joining:
        everybody |= {one.id: one for one in read_candidates(path, skip_invalid=skip_invalid).items}
    encoder = load_encoder(settings.encoder)
    engine = Engine(
        tuple(everybody.values()),
        vacancy_intake.items,
        encoder,
        excluded=excluded,
        concepts=open_concepts(settings, encoder),
    )
    engine.prepare(as_of)
    return Assembled(local_session(engine, as_of, courses, language), candidate_intake, vacancy_intake)


def read_both(
    candidates: Path | None,
    vacancies: Path | None,
    settings: Settings,
    *,
    column_map: Mapping[str, str] | None = None,
    skip_invalid: bool = False,
    progress: ReadProgress | None = None,
) -> tuple[Intake[Candidate], Intake[Vacancy]]:
    """People and vacancies, each from a file or folder, or where that is None from the store, as of one moment.

    Raises ``EmptyStoreError`` where the store has none, and what ``read_files`` and ``open_store`` raise.
    """
    # The store first: nobody waits for a file only to hear that nothing is stored.
    kept = _stored(settings, candidates is None, vacancies is None, progress)
    if column_map and candidates is None and vacancies is None:
        remedy = "People and vacancies come from the store, whose columns are known: leave it out."
        raise InvalidValueError("Column map", next(iter(column_map)), remedy)
    read = read_files(candidates, vacancies, column_map=column_map, skip_invalid=skip_invalid, progress=progress)
    return kept[0] if candidates is None else read[0], kept[1] if vacancies is None else read[1]


def read_files(
    candidates: Path | None,
    vacancies: Path | None,
    *,
    column_map: Mapping[str, str] | None = None,
    skip_invalid: bool = False,
    progress: ReadProgress | None = None,
) -> tuple[Intake[Candidate], Intake[Vacancy]]:
    """What is in both files or folders, nothing where one is None; raises what ``read_candidates`` raises."""
    of_candidates = of_vacancies = column_map or {}
    if candidates is not None and vacancies is not None:
        of_candidates, of_vacancies = split_map(of_candidates, candidates, vacancies)
    candidate_intake: Intake[Candidate] = Intake(())
    vacancy_intake: Intake[Vacancy] = Intake(())
    if candidates is not None:
        told = _report(progress, "Reading candidates")
        candidate_intake = read_candidates(
            candidates, column_map=of_candidates, skip_invalid=skip_invalid, progress=told
        )
    if vacancies is not None:
        told = _report(progress, "Reading vacancies")
        vacancy_intake = read_vacancies(vacancies, column_map=of_vacancies, skip_invalid=skip_invalid, progress=told)
    return candidate_intake, vacancy_intake


def _stored(
    settings: Settings, candidates: bool, vacancies: bool, progress: ReadProgress | None
) -> tuple[Intake[Candidate], Intake[Vacancy]]:
    """People, vacancies or both of the store; raises ``EmptyStoreError`` where there are none of those wanted."""
    if not candidates and not vacancies:
        return Intake(()), Intake(())

    from matching.store import all_candidates, all_vacancies

    files = " ".join(
        f"{option} FILE" for option, wanted in (("--candidates", candidates), ("--vacancies", vacancies)) if wanted
    )
    remedy = f"Add {files}, or store them once: matching register import {files}"
    try:
        with open_store(settings) as store, store.reading() as reading:
            held = Intake(tuple(all_candidates(reading, _report(progress, "Reading candidates")) if candidates else ()))
            open_ = Intake(tuple(all_vacancies(reading, _report(progress, "Reading vacancies")) if vacancies else ()))
    except EmptyStoreError as error:
        raise EmptyStoreError(error.address, error.problem, remedy) from None
    for wanted, intake, what in ((candidates, held, "no people are"), (vacancies, open_, "no vacancies are")):
        if wanted and not intake.items:
            raise EmptyStoreError(store.shown, f"{what} stored there yet", remedy)
    return held, open_


def _report(progress: ReadProgress | None, what: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(what, done, total) if progress else None


def open_store(settings: Settings, *, create: bool = False) -> Database:
    """The database that the settings name, made where there is none and ``create`` says so; raises ``StoreError``."""
    from matching.store.addresses import address_of
    from matching.store.database import open_database

    written = settings.database_url
    address = address_of(written.get_secret_value() if written else None, settings.data_dir)
    return open_database(address, create=create)


def open_concepts(settings: Settings, encoder: Encoder) -> ConceptReader | None:
    """The reader of concepts of the data folder's taxonomy; None where none was imported, or the settings do without.

    At the first use its labels are encoded, about half a minute for all of ESCO, and kept in the data folder.
    """
    if not settings.taxonomy or not (settings.data_dir / FILE_NAME).exists():
        return None
    return ConceptReader(open_linker(settings, encoder))


def open_encoder(settings: Settings) -> Encoder:
    """The encoder that the settings name, or the bundled one; raises ``EncoderError``."""
    return load_encoder(settings.encoder)


def open_linker(settings: Settings, encoder: Encoder) -> Linker:
    """What links phrases to the concepts of the data folder's taxonomy; raises ``TaxonomyError`` without one."""
    from matching.linking import linker

    return linker.open_linker(settings.data_dir, encoder)
