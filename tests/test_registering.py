"""Is each use case of the store one transaction, without a door around it?"""

from pathlib import Path

import pytest
from builders import job, person

import matching
from matching.casework.registering import (
    Registered,
    StoreContents,
    check_known,
    contents_of,
    export_population,
    import_population,
    remove_population,
)
from matching.errors import EmptyStoreError, UnknownIdError
from matching.intake import read_candidates
from matching.store import Database, Put, open_database
from matching.store.addresses import address_of


@pytest.fixture
def store(tmp_path: Path):
    with open_database(address_of(None, tmp_path), create=True) as opened:
        yield opened


def test_who_is_stored_is_counted_exported_and_removed(store: Database, tmp_path: Path) -> None:
    told: list[str] = []
    people = [person("c-1"), person("c-2")]
    put = import_population(store, people, [job("v-1")], lambda what, done, total: told.append(what))
    assert put == Registered(Put(new=2), Put(new=1))
    held = contents_of(store)
    assert isinstance(held, StoreContents)
    assert (held.candidates, held.vacancies, held.changes > 0, held.changed_at is not None) == (2, 1, True, True)
    out = tmp_path / "people.jsonl"
    assert export_population(store, out, None) == (2, 1)
    assert read_candidates(out).items == tuple(people)
    remove_population(store, ["c-1"], ["v-1"])
    assert (contents_of(store).candidates, contents_of(store).vacancies) == (1, 0)
    assert set(told) <= {"Storing candidates", "Storing vacancies"}


def test_all_that_is_named_is_removed_or_nobody(store: Database) -> None:
    import_population(store, [person("c-1")], [job("v-1")])
    with pytest.raises(UnknownIdError):
        remove_population(store, ["c-1"], ["v-2"])
    assert (contents_of(store).candidates, contents_of(store).vacancies) == (1, 1)
    check_known(store, ["c-1"], ["v-1"])
    for people, jobs in ((["c-2"], []), ([], ["v-2"])):
        with pytest.raises(UnknownIdError):
            check_known(store, people, jobs)


def test_an_export_writes_both_files_or_none(store: Database, tmp_path: Path) -> None:
    import_population(store, [person("c-1")], [])
    files = tmp_path / "people.csv", tmp_path / "jobs.csv"
    with pytest.raises(EmptyStoreError, match="no vacancies are stored there yet"):
        export_population(store, *files)
    assert not any(one.exists() for one in files)


def test_no_door_opens_a_transaction() -> None:
    root = Path(matching.__file__).parent
    doors = [one for door in ("cli", "api") for one in (root / door).rglob("*.py")]
    assert doors
    assert not [one for one in doors if ".writing()" in (text := one.read_text("utf-8")) or ".reading()" in text]
