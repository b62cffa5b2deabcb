"""Which database does an address name, and how is it shown without its password?"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from matching.errors import StoreError

FILE_NAME = "matching.db"
VARIABLE = "MATCHING_DATABASE_URL"
REMEDY = (
    "Write sqlite:///folder/matching.db or postgresql://user:password@host:5432/name; "
    "in a password @ is written %40, / %2F and : %3A."
)


def address_of(written: str | None, data_dir: Path) -> URL:
    """The address that was ``written``, else a SQLite file in the data folder; raises ``StoreError``.

    An address that cannot be read is not repeated: there is no telling which part of it is the password.
    """
    if not written or not written.strip():
        return URL.create("sqlite", database=str(data_dir / FILE_NAME))
    try:
        url = make_url(written.strip())
    # A port that is no number is a ValueError.
    except (ArgumentError, ValueError):
        raise StoreError(VARIABLE, "the address of the database cannot be read", REMEDY) from None
    if written.count("@") > 1 and url.host:
        raise StoreError(VARIABLE, "the address of the database holds more than one @", REMEDY)
    kind = url.drivername.partition("+")[0].lower()
    if kind == "sqlite":
        if url.database in (None, "", ":memory:"):
            raise StoreError(VARIABLE, "the address of the database names no file", REMEDY)
        return URL.create("sqlite", database=url.database)
    if kind in ("postgresql", "postgres"):
        if not url.database:
            raise StoreError(VARIABLE, "the address of the database names a server but no database on it", REMEDY)
        return url.set(drivername="postgresql+psycopg")
    raise StoreError(VARIABLE, f'the address of the database begins with "{kind}", which is not known', REMEDY)


def shown(url: URL) -> str:
    """How a message names the database: the file, or server and name; never user, password or options."""
    if url.drivername == "sqlite":
        return str(url.database)
    host, port = url.host or "", f":{url.port}" if url.port else ""
    return f"postgresql://{host}{port}/{url.database}"
