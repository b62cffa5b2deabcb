"""Which people does the store hold, and how do they come in and leave?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from matching.domain import Candidate
from matching.store import records
from matching.store.database import Reading, Writing
from matching.store.records import Progress, Put
from matching.store.tables import CandidateRecord


def put_candidates(writing: Writing, people: Sequence[Candidate], progress: Progress | None = None) -> Put:
    """Add new people and replace those of the same id; whoever is as before stays untouched."""
    return records.put(writing, CandidateRecord, people, progress)


def all_candidates(reading: Reading, progress: Progress | None = None) -> Iterator[Candidate]:
    """Everybody, ordered by id, as they come from the database."""
    return records.read_all(reading, CandidateRecord, Candidate, progress)


def candidate(reading: Reading, one: str) -> Candidate:
    """The person with this id; raises ``UnknownIdError``."""
    return records.read_one(reading, CandidateRecord, Candidate, one)


def remove_candidates(writing: Writing, ids: Collection[str]) -> int:
    """Remove people, all or none; gives their number. Raises ``UnknownIdError``."""
    return records.remove(writing, CandidateRecord, ids)


def candidates_held(reading: Reading) -> int:
    """How many people there are."""
    return records.count(reading, CandidateRecord)
