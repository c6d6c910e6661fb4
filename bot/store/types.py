"""Column types that behave the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Date, DateTime, Dialect, TypeDecorator

LocalDate = Date
"""A day in somebody's own zone; the zone is stored beside it."""

Json = JSON
"""Lists and dictionaries of plain values; written and read by msgspec, see `database.py`."""


class Instant(TypeDecorator[datetime]):
    """A moment in time: aware UTC in and out.

    SQLite keeps no zone, so it gets the UTC reading as text that sorts in the order of time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if not isinstance(value, datetime) or value.utcoffset() is None:
            raise ValueError(
                f"An instant needs a time zone, but got {value!r}. Use clock.now() or datetime(..., tzinfo=UTC)."
            )
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
