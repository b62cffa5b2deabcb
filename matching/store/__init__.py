"""Where are people and vacancies kept between two runs: a file on this machine, or a PostgreSQL server?"""

from matching.store.database import Database, open_database
from matching.store.documents import (
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

__all__ = [
    "Database",
    "Put",
    "all_candidates",
    "all_vacancies",
    "candidates_held",
    "open_database",
    "put_candidates",
    "put_vacancies",
    "remove_candidates",
    "remove_vacancies",
    "vacancies_held",
]
