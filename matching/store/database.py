"""How is the database opened, brought to this version, read and written?"""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from matching.errors import EmptyStoreError, StoreError
from matching.store.addresses import shown
from matching.store.faults import fault_of
from matching.store.tables import VERSION_TABLE, Base, LastChange

MIGRATIONS = Path(__file__).parent / "migrations"
WAIT = 30.0
"""Seconds that one waits for another who writes."""
FILL = "Fill it: matching register import --candidates FILE --vacancies FILE"
_CONNECTING = 10
_MIGRATING = 7_810_765_106_119_601
"""Number of the lock that a PostgreSQL server gives to one migration at a time."""


class StoreReader:
    """An open transaction, which sees the database as it was when it began."""

    def __init__(self, connection: Connection, shown: str) -> None:
        self.connection, self.shown = connection, shown

    def last_change(self) -> tuple[int, datetime | None]:
        """Number and moment of the last change; 0 and None before the first."""
        number, at = self.connection.execute(select(LastChange.number, LastChange.at)).one()
        return number, at


class Writing(StoreReader):
    """An open transaction of the only one who writes; all of it is kept at its end, or nothing."""

    def __init__(self, connection: Connection, shown: str) -> None:
        super().__init__(connection, shown)
        # Held until the end: two who put the same person wait for one another, and changes are numbered in order.
        self._before = connection.execute(select(LastChange.number).with_for_update()).scalar_one()
        self._numbered = False
        self.moment = datetime.now(UTC)

    def number(self) -> int:
        """The number of this change; the first call says that there is one."""
        if not self._numbered:
            self._numbered = True
            self.connection.execute(update(LastChange).values(number=self._before + 1, at=self.moment))
        return self._before + 1


class Database:
    """An open database of this version; as a context it is closed at the end."""

    def __init__(self, url: URL, engine: Engine, version: str, wait: float) -> None:
        self._url, self._engine, self._wait = url, engine, wait
        self.version = version
        self.shown = shown(url)

    @contextmanager
    def reading(self) -> Generator[StoreReader]:
        """A transaction to read in; raises ``StoreError``."""
        with _transaction(self._engine, self._url) as connection:
            yield StoreReader(connection, self.shown)

    @contextmanager
    def writing(self) -> Generator[Writing]:
        """A transaction to write in, one at a time; an error in it undoes all of it. Raises ``StoreError``."""
        with _transaction(self._engine, self._url, wait=self._wait) as connection:
            yield Writing(connection, self.shown)

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self._engine.dispose()


def open_database(url: URL, *, create: bool = False, wait: float = WAIT, migrations: Path = MIGRATIONS) -> Database:
    """The database at an address (``addresses.address_of``); one of an older version is brought to this one.

    ``create`` makes it where there is none; ``wait`` is how many seconds to wait for another who writes; ``migrations``
    is the folder of the steps. Raises ``EmptyStoreError`` where there is none and none is to be made, ``StoreError``
    for a newer or another program's database, one that may not be used, and a server that does not answer.
    """
    if url.drivername == "sqlite":
        _check_file(url, create=create)
    script = ScriptDirectory(str(migrations))
    engine = _engine(url, wait)
    try:
        with _transaction(engine, url) as connection:
            version = _version(connection, url, script)
        if version is None and not create:
            raise EmptyStoreError(shown(url), "nothing is stored there yet", FILL)
        newest = str(script.get_current_head())
        if version != newest:
            _migrate(engine, url, script, wait)
    except BaseException:
        engine.dispose()
        raise
    return Database(url, engine, newest, wait)


def _check_file(url: URL, *, create: bool) -> None:
    path = Path(str(url.database))
    try:
        if path.is_dir():
            raise StoreError(path, "this is a folder, not a file", "Name a file in it, such as matching.db.")
        if path.exists():
            return
        if not create:
            raise EmptyStoreError(path, "nothing is stored there yet", FILL)
        path.parent.mkdir(parents=True, exist_ok=True)
        # What people said of themselves is for whoever runs the program, not for all who use the machine.
        path.touch(mode=0o600)
    except OSError as fault:
        problem = f"it cannot be made or read here ({fault.strerror or fault})"
        raise StoreError(path, problem, "Check the folder and its permissions.") from None


def _engine(url: URL, wait: float) -> Engine:
    if url.drivername == "sqlite":
        engine = create_engine(url, connect_args={"timeout": wait})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    limit = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECTING}
    return create_engine(url, connect_args=limit)


def _prepare_sqlite(connection: Any, record: Any) -> None:  # noqa: ARG001
    # The driver would begin a transaction late, and none for a change of tables: we begin it.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


@contextmanager
def _transaction(engine: Engine, url: URL, *, wait: float | None = None) -> Generator[Connection]:
    """A transaction, to write in where ``wait`` says for how long to wait; database faults become ``StoreError``."""
    try:
        connection = engine.connect()
    except DBAPIError as error:
        raise fault_of(url, error, connecting=True) from None
    try:
        with connection:
            if wait is not None:
                connection = connection.execution_options(writes=True)
            elif engine.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                if wait is not None and engine.dialect.name == "postgresql":
                    connection.execute(
                        text("SELECT set_config('lock_timeout', :limit, true)"), {"limit": f"{int(wait * 1000)}ms"}
                    )
                yield connection
    except DBAPIError as error:
        raise fault_of(url, error) from None


def _version(connection: Connection, url: URL, script: ScriptDirectory) -> str | None:
    """The last step that the database has taken, None where it is empty; raises ``StoreError``."""
    tables = set(inspect(connection).get_table_names())
    if VERSION_TABLE not in tables:
        # A server's database may hold other things beside ours, a file should not.
        if tables if connection.dialect.name == "sqlite" else tables & set(Base.metadata.tables):
            raise StoreError(shown(url), "this is the database of another program", "Name another, or a new one.")
        return None
    version = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()  # noqa: S608
    if version is not None and version not in {one.revision for one in script.walk_revisions()}:
        problem = f'it was written by a newer version of this program ("{version}")'
        raise StoreError(shown(url), problem, "Install that version, or name another database.")
    return version


def _migrate(engine: Engine, url: URL, script: ScriptDirectory, wait: float) -> None:
    if engine.dialect.name == "sqlite":
        _write_ahead(engine)
    config = Config()
    config.set_main_option("script_location", str(script.dir).replace("%", "%%"))
    with _transaction(engine, url, wait=wait) as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _MIGRATING})
            encoding = connection.execute(text("SHOW server_encoding")).scalar_one()
            if encoding != "UTF8":
                problem = f"its texts are kept as {encoding}, which has no Georgian"
                raise StoreError(shown(url), problem, "Make a database with the encoding UTF8.")
        # Another may have done it while we waited, which is then seen: no step is taken twice.
        _version(connection, url, script)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _write_ahead(engine: Engine) -> None:
    """From now on who reads does not wait for who writes; where another has just said so, or cannot, it stays."""
    connection = engine.raw_connection()
    try:
        with suppress(sqlite3.OperationalError):
            connection.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        connection.close()
