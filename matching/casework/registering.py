"""How do people and vacancies enter the store and leave it, and what does it hold?

Each function is one use case and one transaction: all of what it is asked, or nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from matching.domain import Candidate, Vacancy
from matching.errors import EmptyStoreError
from matching.intake import write_candidates, write_vacancies
from matching.store import (
    Database,
    Put,
    all_candidates,
    all_vacancies,
    candidates_held,
    put_candidates,
    put_vacancies,
    remove_candidates,
    remove_vacancies,
    vacancies_held,
)
from matching.store.documents import candidate, vacancy

StepProgress = Callable[[str, int, int], None]
"""What is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What became of the people and of the vacancies that were stored."""

    candidates: Put
    vacancies: Put


@dataclass(frozen=True, slots=True)
class StoreContents:
    """What a store holds: numbers of people and vacancies, of changes, and when the last of these was."""

    candidates: int
    vacancies: int
    changes: int
    changed_at: datetime | None


def import_population(
    store: Database,
    candidates: Sequence[Candidate],
    vacancies: Sequence[Vacancy],
    progress: StepProgress | None = None,
) -> Registered:
    """Store all of them: new ids are added, those that are there already are replaced, nobody is removed."""
    with store.writing() as writing:
        return Registered(
            put_candidates(writing, candidates, _step(progress, "Storing candidates")),
            put_vacancies(writing, vacancies, _step(progress, "Storing vacancies")),
        )


def export_population(
    store: Database, candidates: Path | None, vacancies: Path | None, progress: StepProgress | None = None
) -> tuple[int, int]:
    """Write people and vacancies, ordered by id, each to its file if one is named; gives how many the store holds.

    As of one moment. Raises ``EmptyStoreError`` where there are none of those wanted, before anything is written.
    """
    with store.reading() as reading:
        held_candidates = tuple(all_candidates(reading, _step(progress, "Reading candidates")))
        held_vacancies = tuple(all_vacancies(reading, _step(progress, "Reading vacancies")))
    for what, held, out in (("people", held_candidates, candidates), ("vacancies", held_vacancies, vacancies)):
        if out is not None and not held:
            raise EmptyStoreError(
                store.shown, f"no {what} are stored there yet", "Store some first: matching register import"
            )
    if candidates is not None:
        _step(progress, "Writing candidates")(0, 1)
        write_candidates(held_candidates, candidates)
    if vacancies is not None:
        _step(progress, "Writing vacancies")(0, 1)
        write_vacancies(held_vacancies, vacancies)
    return len(held_candidates), len(held_vacancies)


def contents_of(store: Database) -> StoreContents:
    """What the store holds, as of one moment."""
    with store.reading() as reading:
        return StoreContents(candidates_held(reading), vacancies_held(reading), *reading.last_change())


def check_known(store: Database, candidates: Sequence[str], vacancies: Sequence[str]) -> None:
    """Whether the store knows all these ids; raises ``UnknownIdError`` for the first that it does not."""
    with store.reading() as reading:
        for one in candidates:
            candidate(reading, one)
        for one in vacancies:
            vacancy(reading, one)


def remove_population(store: Database, candidates: Sequence[str], vacancies: Sequence[str]) -> None:
    """Remove all of them for good; raises ``UnknownIdError``, and removes nobody, where one is not there."""
    with store.writing() as writing:
        remove_candidates(writing, candidates)
        remove_vacancies(writing, vacancies)


def _step(progress: StepProgress | None, what: str) -> Callable[[int, int], None]:
    return lambda done, total: progress(what, done, total) if progress else None
