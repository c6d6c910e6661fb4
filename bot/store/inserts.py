"""Inserts that yield to a row already there; SQLite and PostgreSQL spell them alike but import them apart."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


def yielding_insert(connection: AsyncConnection, table: Table) -> Any:
    """Begin an insert that can say `on_conflict_do_nothing` or `on_conflict_do_update`."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)
