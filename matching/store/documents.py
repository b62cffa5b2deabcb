"""Which people and vacancies does the store hold, how do they come in and leave, and how do they become rows?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import bindparam, delete, func, insert, select, update

from matching.domain import Candidate, Vacancy
from matching.errors import InvalidValueError, StoreError, UnknownIdError
from matching.store import documents as records
from matching.store.database import StoreReader, Writing
from matching.store.tables import CandidateRecord, VacancyRecord

T = TypeVar("T", Candidate, Vacancy)
Progress = Callable[[int, int], None]
Table = type[CandidateRecord] | type[VacancyRecord]

AT_ONCE = 1_000
"""Rows of one statement."""


@dataclass(frozen=True, slots=True)
class Put:
    """What became of the objects that were put."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0


def put(writing: Writing, table: Table, items: Sequence[T], progress: Progress | None = None) -> Put:
    """Add new objects and replace those of the same id; what is as it was stays untouched, its dates too.

    Of an id that stands twice among the items the last counts. Raises ``InvalidValueError`` for an id that no
    database can keep.
    """
    latest = {one.id: one for one in items}
    new = changed = 0
    for start in range(0, len(latest), AT_ONCE):
        if progress:
            progress(start, len(latest))
        part = {one: _row(latest[one]) for one in list(latest)[start : start + AT_ONCE]}
        known = select(table.id, table.content_hash).where(table.id.in_(part))
        held = {row.id: row.content_hash for row in writing.connection.execute(known)}
        added = [row for one, row in part.items() if one not in held]
        replaced = [row for one, row in part.items() if one in held and held[one] != row["content_hash"]]
        if added or replaced:
            mark = {"changed": writing.number(), "updated_at": writing.moment}
            if added:
                rows = [row | mark | {"created_at": writing.moment} for row in added]
                writing.connection.execute(insert(table), rows)
            if replaced:
                by_id = update(table).where(table.id == bindparam("one"))
                writing.connection.execute(by_id, [{"one": row.pop("id")} | row | mark for row in replaced])
        new, changed = new + len(added), changed + len(replaced)
    if progress:
        progress(len(latest), len(latest))
    return Put(new, changed, len(latest) - new - changed)


def read_all(reading: StoreReader, table: Table, model: type[T], progress: Progress | None = None) -> Iterator[T]:
    """Every object, ordered by id, as they come from the database; raises ``StoreError`` for one that is damaged."""
    total = count(reading, table) if progress else 0
    found = select(table.id, table.body).order_by(table.id).execution_options(yield_per=AT_ONCE)
    for done, (one, body) in enumerate(reading.connection.execute(found)):
        if progress and done % AT_ONCE == 0:
            progress(done, total)
        yield _object(reading, model, one, body)


def read_one(reading: StoreReader, table: Table, model: type[T], one: str) -> T:
    """The object with this id; raises ``UnknownIdError``, with the nearest ids, where there is none."""
    found = reading.connection.execute(select(table.body).where(table.id == one)).scalar_one_or_none()
    if found is None:
        raise _unknown(reading, table, one)
    return _object(reading, model, one, found)


def remove(writing: Writing, table: Table, ids: Collection[str]) -> int:
    """Remove objects, all or none; gives their number. Raises ``UnknownIdError`` for an id that nobody has."""
    wanted = list(dict.fromkeys(ids))
    for one in wanted:
        if writing.connection.execute(select(table.id).where(table.id == one)).first() is None:
            raise _unknown(writing, table, one)
    if wanted:
        writing.number()
        writing.connection.execute(delete(table).where(table.id == bindparam("one")), [{"one": one} for one in wanted])
    return len(wanted)


def count(reading: StoreReader, table: Table) -> int:
    """How many there are."""
    return reading.connection.execute(select(func.count()).select_from(table)).scalar_one()


def _row(item: Candidate | Vacancy) -> dict[str, Any]:
    if "\0" in item.id:
        raise InvalidValueError("The id", item.id.replace("\0", "␀"), "Leave out the character NUL.")
    body = item.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {"id": item.id, "body": body, "content_hash": hashlib.sha256(canonical.encode("utf-8")).hexdigest()}


def _object(reading: StoreReader, model: type[T], one: str, body: dict[str, Any]) -> T:
    try:
        return model.model_validate(body)
    except ValidationError:
        problem = f'{model.__name__.lower()} "{one}" in it is damaged'
        raise StoreError(reading.shown, problem, "Import it again: matching register import") from None


def _unknown(reading: StoreReader, table: Table, one: str) -> UnknownIdError:
    noun = "candidate" if table is CandidateRecord else "vacancy"
    known = reading.connection.execute(select(table.id).order_by(table.id)).scalars()
    return UnknownIdError.among(noun, one, known.all())


def put_candidates(writing: Writing, candidates: Sequence[Candidate], progress: Progress | None = None) -> Put:
    """Add new people and replace those of the same id; whoever is as before stays untouched."""
    return records.put(writing, CandidateRecord, candidates, progress)


def all_candidates(reading: StoreReader, progress: Progress | None = None) -> Iterator[Candidate]:
    """Everybody, ordered by id, as they come from the database."""
    return records.read_all(reading, CandidateRecord, Candidate, progress)


def candidate(reading: StoreReader, one: str) -> Candidate:
    """The person with this id; raises ``UnknownIdError``."""
    return records.read_one(reading, CandidateRecord, Candidate, one)


def remove_candidates(writing: Writing, ids: Collection[str]) -> int:
    """Remove people, all or none; gives their number. Raises ``UnknownIdError``."""
    return records.remove(writing, CandidateRecord, ids)


def candidates_held(reading: StoreReader) -> int:
    """How many people there are."""
    return records.count(reading, CandidateRecord)


def put_vacancies(writing: Writing, vacancies: Sequence[Vacancy], progress: Progress | None = None) -> Put:
    """Add new vacancies and replace those of the same id; what is as before stays untouched."""
    return records.put(writing, VacancyRecord, vacancies, progress)


def all_vacancies(reading: StoreReader, progress: Progress | None = None) -> Iterator[Vacancy]:
    """Every vacancy, ordered by id, as they come from the database."""
    return records.read_all(reading, VacancyRecord, Vacancy, progress)


def vacancy(reading: StoreReader, one: str) -> Vacancy:
    """The vacancy with this id; raises ``UnknownIdError``."""
    return records.read_one(reading, VacancyRecord, Vacancy, one)


def remove_vacancies(writing: Writing, ids: Collection[str]) -> int:
    """Remove vacancies, all or none; gives their number. Raises ``UnknownIdError``."""
    return records.remove(writing, VacancyRecord, ids)


def vacancies_held(reading: StoreReader) -> int:
    """How many vacancies there are."""
    return records.count(reading, VacancyRecord)
