"""The bare transactions beside which ours are measured: one insert and its commit, on a file with our settings."""

import sqlite3
from pathlib import Path

import msgspec
from sqlalchemy import Column, Integer, MetaData, Table, Text, insert

from benchmarks.group import BEATS
from bot.store.database import Database

TEXT = msgspec.json.encode(BEATS).decode()

notes = Table("notes", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text, nullable=False))


class BareSqlite:
    """Python's own sqlite3, without a thread, without SQLAlchemy. `insert` is one transaction."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL)")

    def insert(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute("INSERT INTO notes (text) VALUES (?)", (TEXT,))
        self._connection.execute("COMMIT")

    def close(self) -> None:
        self._connection.close()


class BareCore:
    """One SQLAlchemy Core statement a transaction, over the connection and thread that Loopmates uses."""

    def __init__(self, path: Path) -> None:
        self._database = Database(str(path))

    async def open(self) -> None:
        async with self._database.begin() as connection:
            await connection.run_sync(notes.metadata.create_all)

    async def insert(self) -> None:
        async with self._database.begin() as connection:
            await connection.execute(insert(notes).values(text=TEXT))

    async def close(self) -> None:
        await self._database.close()
