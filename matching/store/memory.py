"""What do files hold, once they are read: people, vacancies and courses by id, for as long as the program runs?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from matching.domain import Candidate, Vacancy
from matching.domain.course import Course
from matching.errors import UnknownIdError

Item = TypeVar("Item", Candidate, Vacancy, Course)


@dataclass(frozen=True, slots=True)
class MemoryStore:
    """People, vacancies and courses by id, in the order of ids. It never changes: a change makes another one."""

    candidates: Mapping[str, Candidate]
    vacancies: Mapping[str, Vacancy]
    courses: Mapping[str, Course]

    @classmethod
    def of(
        cls, candidates: Iterable[Candidate] = (), vacancies: Iterable[Vacancy] = (), courses: Iterable[Course] = ()
    ) -> MemoryStore:
        """A store of these; of two with one id the last is held."""
        return cls(_by_id(candidates), _by_id(vacancies), {one.id: one for one in courses})

    def candidate(self, candidate_id: str) -> Candidate:
        """The person with that id; raises ``UnknownIdError``."""
        return _held(self.candidates, "candidate", candidate_id)

    def vacancy(self, vacancy_id: str) -> Vacancy:
        """The vacancy with that id; raises ``UnknownIdError``."""
        return _held(self.vacancies, "vacancy", vacancy_id)

    def course(self, course_id: str) -> Course:
        """The course with that id; raises ``UnknownIdError``."""
        return _held(self.courses, "course", course_id)


def _by_id(items: Iterable[Item]) -> dict[str, Item]:
    return {one.id: one for one in sorted(items, key=lambda one: one.id)}


def _held(items: Mapping[str, Item], kind: str, wanted: str) -> Item:
    if wanted not in items:
        raise UnknownIdError.among(kind, wanted, items)
    return items[wanted]
