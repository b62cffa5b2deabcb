"""Does the store give back what was put in, all or nothing, alike on SQLite and on PostgreSQL?"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from builders import candidates, job, numbered, person, vacancies
from hypothesis import given, settings
from postgres_server import PASSWORD
from sqlalchemy import URL, create_engine, text

from matching.assembly import open_store
from matching.config import Settings
from matching.domain import Candidate
from matching.errors import EmptyStoreError, InvalidValueError, StoreError, UnknownIdError
from matching.store import (
    Database,
    Put,
    all_candidates,
    all_vacancies,
    candidates_held,
    open_database,
    put_candidates,
    put_vacancies,
    remove_candidates,
    remove_vacancies,
    vacancies_held,
)
from matching.store.addresses import address_of, shown
from matching.store.database import MIGRATIONS
from matching.store.documents import candidate, vacancy
from matching.store.tables import VERSION_TABLE, Base, CandidateRecord

New = Callable[[], URL]
ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """The address of a database that holds nothing yet."""
    if request.param == "sqlite":
        return address_of(None, tmp_path / "var")
    return address_of(request.getfixturevalue("postgres")().render_as_string(hide_password=False), tmp_path)


@pytest.fixture
def store(url: URL) -> Iterator[Database]:
    with open_database(url, create=True) as opened:
        yield opened


def held(store: Database) -> tuple[list, list]:
    with store.reading() as reading:
        return list(all_candidates(reading)), list(all_vacancies(reading))


def rows(store: Database) -> list[tuple]:
    """Id, dates and number of the change of everybody."""
    table = CandidateRecord.__table__
    with store.reading() as reading:
        return [
            tuple(row)
            for row in reading.connection.execute(
                table.select().with_only_columns(
                    table.c.id, table.c.created_at, table.c.updated_at, table.c.changed
                ).order_by(table.c.id)
            )
        ]  # fmt: skip


def put(store: Database, *people: Candidate) -> Put:
    with store.writing() as writing:
        return put_candidates(writing, people)


# What goes in comes out


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One database for many examples."""
    if request.param == "sqlite":
        address = address_of(None, tmp_path_factory.mktemp("store"))
    else:
        address = request.getfixturevalue("postgres")(drivername="postgresql+psycopg")
    with open_database(address, create=True) as opened:
        yield opened


@settings(max_examples=15, deadline=None)
@given(people=numbered(candidates(), "c", 6), jobs=numbered(vacancies(), "v", 6))
def test_what_was_put_comes_out_equal_and_a_second_time_changes_nothing(kept, people, jobs):
    with kept.writing() as writing:
        remove_candidates(writing, [one.id for one in all_candidates(writing)])
        remove_vacancies(writing, [one.id for one in all_vacancies(writing)])
        put_candidates(writing, people)
        put_vacancies(writing, jobs)
    assert held(kept) == (people, jobs)
    with kept.writing() as writing:
        assert put_candidates(writing, people) == Put(0, 0, len(people))
        assert put_vacancies(writing, jobs) == Put(0, 0, len(jobs))


def test_texts_of_any_script_and_with_any_sign_come_out_equal(store):
    odd = person("ც-1 'x\"; DROP TABLE candidates", text="a\0b \\u0000 \n “ჩ” 👩‍🔧 %s :x", skills=[{"phrase": "{}"}])
    put(store, odd)
    assert held(store)[0] == [odd]
    with store.reading() as reading:
        assert candidate(reading, odd.id) == odd


def test_everybody_comes_in_the_order_of_ids_by_code_point(store):
    ids = ["b", "B", "a-10", "a-9", "ა", "Z", "é", "a", "10", "9"]
    put(store, *map(person, ids))
    assert [one.id for one in held(store)[0]] == sorted(ids)


def test_many_are_read_and_put_part_by_part_with_news_on_the_way(store):
    people = [person(f"c-{number:04}", wage={"minimum": number}) for number in range(2_500)]
    told: list[tuple[int, int]] = []
    with store.writing() as writing:
        assert put_candidates(writing, people, lambda *news: told.append(news)) == Put(2_500, 0, 0)
    assert told == [(0, 2_500), (1_000, 2_500), (2_000, 2_500), (2_500, 2_500)]
    told.clear()
    with store.reading() as reading:
        assert list(all_candidates(reading, lambda *news: told.append(news))) == people
        assert candidates_held(reading) == 2_500
    assert told == [(0, 2_500), (1_000, 2_500), (2_000, 2_500)]


def test_an_id_that_no_database_keeps_is_refused_on_each(store):
    with pytest.raises(InvalidValueError, match="NUL"):
        put(store, person("c\0d"))
    assert held(store)[0] == []


# New, changed, unchanged


def test_what_is_unchanged_stays_untouched_and_what_changed_is_replaced(store):
    first = datetime.now(UTC)
    assert put(store, person("a"), person("b")) == Put(new=2)
    (a, created, updated, one), b = rows(store)
    assert (a, created, one) == ("a", updated, 1)
    assert first <= created <= datetime.now(UTC)
    assert put(store, person("a"), person("b", place="Kutaisi"), person("c")) == Put(1, 1, 1)
    after = rows(store)
    assert after[0] == ("a", created, updated, 1)
    assert after[1][1] == b[1] < after[1][2]
    assert [row[3] for row in after] == [1, 2, 2]
    assert held(store)[0][1].place == "Kutaisi"


def test_every_change_has_the_next_number_and_no_change_none(store):
    def last() -> int:
        with store.reading() as reading:
            return reading.last_change()[0]

    assert last() == 0
    put(store, person("a"), person("b"))
    put(store, person("a"))
    assert last() == 1
    with store.writing() as writing:
        put_candidates(writing, [person("c")])
        put_vacancies(writing, [job("v")])
        remove_candidates(writing, ["a"])
    assert last() == 2
    with store.reading() as reading:
        moment = reading.last_change()[1]
    assert moment is not None
    assert moment.utcoffset() == datetime.now(UTC).utcoffset()


def test_of_an_id_that_stands_twice_the_last_counts(store):
    assert put(store, person("a"), person("a", place="Poti")) == Put(new=1)
    assert [one.place for one in held(store)[0]] == ["Poti"]


def test_all_of_it_is_kept_or_nothing(store):
    put(store, person("a"))

    def fail() -> None:
        with store.writing() as writing:
            put_candidates(writing, [person("a", place="Poti"), person("b")])
            put_vacancies(writing, [job("v")])
            remove_vacancies(writing, ["nobody"])

    with pytest.raises(UnknownIdError):
        fail()
    assert held(store) == ([person("a")], [])
    with store.reading() as reading:
        assert reading.last_change()[0] == 1


def test_a_reader_sees_one_moment_while_another_writes(store, url):
    put(store, person("a"))
    with store.reading() as reading, open_database(url) as other:
        assert candidates_held(reading) == 1
        with other.writing() as writing:
            put_candidates(writing, [person("b")])
            put_vacancies(writing, [job("v")])
        assert (candidates_held(reading), vacancies_held(reading)) == (1, 0)
    with store.reading() as reading:
        assert (candidates_held(reading), vacancies_held(reading)) == (2, 1)


# One, and removal


def test_one_is_found_by_id_and_a_wrong_id_is_told_with_the_nearest(store):
    with store.writing() as writing:
        put_candidates(writing, [person("c-099"), person("c-090"), person("x")])
        put_vacancies(writing, [job("v-1")])
    with store.reading() as reading:
        assert candidate(reading, "c-099") == person("c-099")
        assert vacancy(reading, "v-1") == job("v-1")
        with pytest.raises(UnknownIdError, match=r'^No candidate has the id "c-999"\. Nearest ids: c-099, c-090\.$'):
            candidate(reading, "c-999")
        with pytest.raises(UnknownIdError, match=r'^No vacancy has the id "\?"\. Check the id in the file\.$'):
            vacancy(reading, "?")


def test_what_is_removed_is_gone_and_one_wrong_id_keeps_all(store):
    put(store, person("a"), person("b"), person("c"))
    with store.writing() as writing:
        assert remove_candidates(writing, ["a", "c", "a"]) == 2
        assert remove_candidates(writing, []) == 0
    with pytest.raises(UnknownIdError), store.writing() as writing:
        remove_candidates(writing, ["b", "a"])
    assert [one.id for one in held(store)[0]] == ["b"]


def test_a_damaged_record_is_named(store):
    put(store, person("a"))
    with store.writing() as writing:
        writing.connection.execute(text('UPDATE candidates SET body = \'{"id": "a"}\''))
    with pytest.raises(StoreError, match=r'candidate "a" in it is damaged\. Import it again'):
        held(store)


# Several at once

IMPORT = """
import sys
from matching.domain import Candidate
from matching.store import open_database, put_candidates
from sqlalchemy import make_url
start, end, place = sys.argv[1:]
print("ready", flush=True)
url = make_url(sys.stdin.readline().strip())
with open_database(url, create=True) as store, store.writing() as writing:
    people = [Candidate(id=f"c-{n:04}", text="-", place=place) for n in range(int(start), int(end))]
    print(put_candidates(writing, people).new)
"""


@pytest.mark.slow
def test_two_processes_that_import_into_a_new_database_at_once_lose_nothing(url):
    running = [
        subprocess.Popen(
            [sys.executable, "-c", IMPORT, *map(str, words)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
        )
        for words in ((0, 1_500, "Poti"), (500, 2_000, "Gori"))
    ]  # fmt: skip
    # Neither begins before both are there.
    assert [one.stdout and one.stdout.readline() for one in running] == ["ready\n", "ready\n"]
    for one in running:
        assert one.stdin
        one.stdin.write(url.render_as_string(hide_password=False) + "\n")
        one.stdin.flush()
    ended = [one.communicate() for one in running]
    assert [one.returncode for one in running] == [0, 0], ended
    new = [int(out) for out, _ in ended]
    assert sorted(new) == [500, 1_500]
    last = "Gori" if new[0] == 1_500 else "Poti"
    with open_database(url) as store:
        found = held(store)[0]
        assert [one.id for one in found] == [f"c-{n:04}" for n in range(2_000)]
        assert {one.place for one in found[500:1_500]} == {last}
        with store.reading() as reading:
            assert reading.last_change()[0] == 2


def test_who_waits_too_long_for_another_who_writes_is_told(store, url):
    with store.writing() as writing:
        put_candidates(writing, [person("a")])
        begun = time.perf_counter()
        with open_database(url, wait=0.1) as other:
            with pytest.raises(StoreError, match=r"another program has been writing in it all the while. Try again"):
                put(other, person("b"))
            with other.reading() as reading:
                assert candidates_held(reading) == 0
        assert time.perf_counter() - begun > 0.1
    assert [one.id for one in held(store)[0]] == ["a"]


# Versions


def test_the_steps_make_the_tables_that_the_program_uses(store, url):
    with create_engine(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE, "compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
        assert context.get_current_revision() == store.version == "0001"


NEXT = '''"""One more table."""
from alembic import op
import sqlalchemy as sa

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table("letters", sa.Column("id", sa.Integer, primary_key=True))
    op.bulk_insert(sa.table("letters", sa.column("id")), [{"id": 7}])
    MORE
'''


@pytest.fixture
def newer(tmp_path: Path) -> Callable[[str], Path]:
    """The folder of the steps of a version to come."""

    def made(more: str = "") -> Path:
        folder = tmp_path / f"100% new {more[:5]}"
        shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "versions" / "r0002_letters.py").write_text(NEXT.replace("MORE", more), encoding="utf-8")
        return folder

    return made


def test_an_older_database_is_brought_to_this_version_with_all_it_holds(store, url, newer):
    put(store, person("a"))
    with open_database(url, migrations=newer("")) as after:
        assert (after.version, held(after)[0]) == ("0002", [person("a")])
        with after.reading() as reading:
            assert reading.connection.execute(text("SELECT id FROM letters")).scalars().all() == [7]


def test_a_step_that_fails_leaves_the_older_version_as_it_was(store, url, newer):
    put(store, person("a"))
    with pytest.raises(ZeroDivisionError):
        open_database(url, migrations=newer("1 / 0"))
    with open_database(url) as again:
        assert (again.version, held(again)[0]) == ("0001", [person("a")])
        with pytest.raises(StoreError), again.reading() as reading:
            reading.connection.execute(text("SELECT id FROM letters"))


def test_a_newer_database_is_refused_and_left_as_it_is(store, url, newer):
    with open_database(url, migrations=newer("")):
        pass
    problem = r'it was written by a newer version of this program \("0002"\)\. Install that version'
    for create in (False, True):
        with pytest.raises(StoreError, match=problem):
            open_database(url, create=create)


def test_the_database_of_another_program_is_refused_and_left_as_it_is(url):
    if url.drivername == "sqlite":
        Path(str(url.database)).parent.mkdir()
    with create_engine(url).begin() as connection:
        connection.execute(text("CREATE TABLE candidates (name TEXT)"))
    for create in (False, True):
        with pytest.raises(StoreError, match=r"the database of another program. Name another"):
            open_database(url, create=create)
    with create_engine(url).connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM candidates")).scalar() == 0


# Where there is none, and where it cannot be used


def test_a_reader_makes_no_database(url):
    with pytest.raises(EmptyStoreError, match=r"nothing is stored there yet. Fill it: matching register import"):
        open_database(url)
    if url.drivername == "sqlite":
        assert not Path(str(url.database)).parent.exists()
    else:
        with create_engine(url).connect() as connection:
            assert connection.execute(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")).scalar() == 0


@pytest.mark.skipif(os.name != "posix", reason="permissions of this kind are POSIX")
def test_a_new_file_is_for_its_owner_only_and_readers_do_not_wait_for_writers(tmp_path):
    address = address_of(None, tmp_path)
    with open_database(address, create=True) as store:
        assert (tmp_path / "matching.db").stat().st_mode & 0o077 == 0
        with store.reading() as reading:
            assert reading.connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
            assert reading.connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert [one.name for one in tmp_path.iterdir()] == ["matching.db"]


@pytest.mark.parametrize(
    ("prepare", "expected"),
    [
        (lambda path: path.write_text("id,title\n" * 99), "it is damaged, or no database. Name another"),
        (lambda path: path.mkdir(), "this is a folder, not a file. Name a file in it"),
        (lambda path: sqlite3.connect(path).execute("CREATE TABLE cookies (id)"), "the database of another program"),
    ],
    ids=["text", "folder", "cookies"],
)
def test_a_file_that_is_no_store_is_refused_in_one_sentence(tmp_path, prepare, expected):
    prepare(tmp_path / "matching.db")
    with pytest.raises(StoreError) as told:
        open_database(address_of(None, tmp_path), create=True)
    assert str(told.value).startswith(f"{tmp_path / 'matching.db'}: ")
    assert expected in str(told.value)


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(StoreError, match=r"it cannot be made or read here .* Check the folder and its permissions"):
        open_database(address_of(None, tmp_path / "var" / "deeper"), create=True)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may write anything")
def test_a_file_that_may_not_be_written_is_told(tmp_path):
    with open_database(address_of(None, tmp_path), create=True):
        pass
    (tmp_path / "matching.db").chmod(0o400)
    with open_database(address_of(None, tmp_path)) as store, pytest.raises(StoreError, match="may not be written"):
        put(store, person())


def test_a_user_of_the_server_who_may_not_make_tables_is_told(postgres):
    address = postgres(drivername="postgresql+psycopg")
    with create_engine(address).begin() as connection:
        connection.execute(text("CREATE ROLE guest LOGIN PASSWORD 'g'"))
        connection.execute(text("REVOKE CREATE ON SCHEMA public FROM public"))
    with pytest.raises(StoreError, match=r"it may not be written or read by you. Ask whoever keeps it"):
        open_database(address.set(username="guest", password="g"), create=True)


def test_a_database_that_cannot_write_georgian_is_refused(postgres):
    address = postgres(drivername="postgresql+psycopg")
    with create_engine(address, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("CREATE DATABASE western ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0"))
    with pytest.raises(StoreError, match=r"its texts are kept as LATIN1, which has no Georgian. Make a database"):
        open_database(address.set(database="western"), create=True)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"password": "wrong-geheim"}, "password authentication failed"),
        ({"database": "nowhere"}, 'database "nowhere" does not exist'),
        ({"query": {"host": "127.0.0.1", "sslmode": PASSWORD}}, "invalid sslmode value"),
        ({"host": "127.0.0.1", "port": 1, "query": {}}, "Connection refused"),
        ({"host": "nowhere.invalid", "query": {}}, "failed to resolve host"),
    ],
    ids=["password", "name", "option", "port", "host"],
)
def test_a_server_that_does_not_answer_is_told_without_the_password(postgres, changed, reason):
    address = postgres(drivername="postgresql+psycopg").set(**changed)
    with pytest.raises(StoreError) as told:
        open_database(address, create=True)
    assert f"{shown(address)}: the database does not answer (" in str(told.value)
    assert reason in str(told.value)
    assert str(told.value).endswith(". Check the server and MATCHING_DATABASE_URL.")
    assert str(address.password) not in str(told.value)
    assert told.value.__cause__ is None


# Addresses


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (None, "var/matching.db"),
        ("  ", "var/matching.db"),
        ("sqlite:///people.db", "people.db"),
        ("sqlite:////srv/people.db", "/srv/people.db"),
        ("postgresql://u:geheim@db.example:5433/office", "postgresql://db.example:5433/office"),
        ("postgres://u:gehe%40im@db.example/office?sslmode=require", "postgresql://db.example/office"),
        ("postgresql+psycopg2://u:geheim@/office?host=/tmp", "postgresql:///office"),
    ],
)
def test_an_address_is_shown_without_user_and_password(written, expected):
    address = address_of(written, Path("var"))
    assert shown(address) == expected.replace("/", os.sep) if written in (None, "  ") else expected
    assert address.drivername in ("sqlite", "postgresql+psycopg")


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ("geheim", "cannot be read"),
        ("postgresql://u:geheim@host:port/name", "cannot be read"),
        ("postgresql://u:gehe@im@host/name", "holds more than one @"),
        ("postgresql://u:geheim@host", "names a server but no database on it"),
        ("mysql://u:geheim@host/name", 'begins with "mysql", which is not known'),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
    ],
)
def test_an_address_that_is_none_is_never_repeated(written, problem):
    with pytest.raises(StoreError) as told:
        address_of(written, Path("var"))
    assert str(told.value).startswith("MATCHING_DATABASE_URL: the address of the database ")
    assert f"{problem}. Write sqlite:///folder/matching.db or postgresql://" in str(told.value)
    assert not {"geheim", "im@host"} & set(str(told.value).replace("@", " ").split())
    assert "gehe" not in str(told.value)


def test_the_settings_name_the_database_and_do_not_print_its_password(monkeypatch, tmp_path):
    monkeypatch.setenv("MATCHING_DATABASE_URL", f"sqlite:///{tmp_path / 'other' / 'people.db'}")
    with open_store(Settings(data_dir=tmp_path), create=True) as store:
        assert store.shown == str(tmp_path / "other" / "people.db")
    monkeypatch.setenv("MATCHING_DATABASE_URL", "postgresql://u:geheim@host/name")
    assert "geheim" not in repr(Settings()) + str(Settings().model_dump())
    monkeypatch.delenv("MATCHING_DATABASE_URL")
    with open_store(Settings(data_dir=tmp_path), create=True) as store:
        assert store.shown == str(tmp_path / "matching.db")
