"""Whom and what can a reader pick, and which of them does a search find?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from matching.casework.suggesting import Direction
from matching.domain import Candidate, Vacancy
from matching.geography import locate, place_key
from matching.presentation.titles import candidate_words, titles_held, vacancy_words
from matching.store.memory import MemoryStore

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of a list: an id, what it is about (empty where unknown), and where."""

    id: str
    title: str
    place: str
    country: str | None
    key: str
    """Folded text in which a search looks."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of a search: its lines, how many there are in all, and which page of how many."""

    lines: tuple[Listed, ...]
    total: int
    page: int
    pages: int


class Listing:
    """The people and vacancies of a store as searchable lists, in the order of their ids."""

    def __init__(self, store: MemoryStore) -> None:
        self._lists: dict[Direction, tuple[Listed, ...]] = {
            "candidates": tuple(_candidate(one) for one in store.candidates.values()),
            "vacancies": tuple(_vacancy(one) for one in store.vacancies.values()),
        }

    def count(self, kind: Direction) -> int:
        """How many there are."""
        return len(self._lists[kind])

    def find(self, kind: Direction, query: str = "", page: int = 1) -> ListingPage:
        """Those whose id, titles and place hold every word of ``query``, whatever its case and accents."""
        words = place_key(query).split()
        lines: Sequence[Listed] = self._lists[kind]
        if words:
            lines = [one for one in lines if all(word in one.key for word in words)]
        pages = max(1, -(-len(lines) // PAGE_SIZE))
        shown = min(max(page, 1), pages)
        start = (shown - 1) * PAGE_SIZE
        return ListingPage(tuple(lines[start : start + PAGE_SIZE]), len(lines), shown, pages)


def _candidate(candidate: Candidate) -> Listed:
    return _listed(candidate, candidate_words(candidate), (*candidate.desired_occupations, *titles_held(candidate)))


def _vacancy(vacancy: Vacancy) -> Listed:
    return _listed(vacancy, vacancy_words(vacancy), ())


def _listed(one: Candidate | Vacancy, title: str, others: tuple[str, ...]) -> Listed:
    town = locate(one.place, one.country)
    # A town is found by its Latin and by its Georgian name, however the file writes it.
    names = (town.name, town.name_ka) if town else ()
    key = place_key(" ".join((one.id, title, *others, one.place or "", *names)))
    return Listed(one.id, title, one.place or "", one.country, key)
