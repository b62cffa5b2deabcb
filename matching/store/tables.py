"""Which tables does the store have, alike in SQLite and PostgreSQL?"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

VERSION_TABLE = "matching_version"
"""Holds the last migration. A name of our own, so that a database of another program is not taken for ours."""

_ID = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Ordered by code point, whatever language the server sorts by."""


class UtcTime(TypeDecorator[datetime]):
    """A moment, UTC in the database and in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """To UTC."""
        return value and value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """From UTC: SQLite keeps no zone, PostgreSQL answers in that of the session."""
        return value and (value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC))


class Base(DeclarativeBase):
    """Base of every table."""


class Record(Base):
    """A domain object as it was put, and when."""

    __abstract__ = True

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The object without what it leaves at its default, as in JSON Lines."""
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of the body as canonical JSON: the same hash, nothing to do."""
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    """When the content last became another."""
    changed: Mapped[int] = mapped_column(BigInteger, index=True)
    """Number of the change that wrote it, as ``LastChange.number``."""


class CandidateRecord(Record):
    """A person who seeks work, without identity."""

    __tablename__ = "candidates"


class VacancyRecord(Record):
    """Work on offer."""

    __tablename__ = "vacancies"


class LastChange(Base):
    """One row, held by whoever writes until all of it is written: changes have an order, and none is seen late."""

    __tablename__ = "last_change"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime | None] = mapped_column(UtcTime)
