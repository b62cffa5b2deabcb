"""Which vacancies does the store hold, and how do they come in and leave?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matching.domain import Vacancy
from matching.store import records
from matching.store.database import Reading, Writing
from matching.store.records import Progress, Put
from matching.store.tables import VacancyRecord


def put_vacancies(writing: Writing, vacancies: Sequence[Vacancy], progress: Progress | None = None) -> Put:
    """Add new vacancies and replace those of the same id; what is as before stays untouched."""
    return records.put(writing, VacancyRecord, vacancies, progress)


def all_vacancies(reading: Reading, progress: Progress | None = None) -> Iterator[Vacancy]:
    """Every vacancy, ordered by id, as they come from the database."""
    return records.read_all(reading, VacancyRecord, Vacancy, progress)


def vacancy(reading: Reading, one: str) -> Vacancy:
    """The vacancy with this id; raises ``UnknownIdError``."""
    return records.read_one(reading, VacancyRecord, Vacancy, one)


def remove_vacancies(writing: Writing, ids: Collection[str]) -> int:
    """Remove vacancies, all or none; gives their number. Raises ``UnknownIdError``."""
    return records.remove(writing, VacancyRecord, ids)


def vacancies_held(reading: Reading) -> int:
    """How many vacancies there are."""
    return records.count(reading, VacancyRecord)
