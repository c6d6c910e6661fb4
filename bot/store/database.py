"""Where Loopmates remembers: one database, its transactions, and whether its schema fits this program.

SQLite has one connection and so one writer at a time; PostgreSQL has a pool and any number of processes.
"""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import msgspec
from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.errors import Collision, StartRefused

SCHEMA_HEAD = "0005"
"""The newest revision in `migrations/versions`. Revisions are counted up: 0001, 0002 and so on."""

SQLITE_BUSY_SECONDS = 5
POSTGRES_CONNECTIONS = 5
PASSING_CONFLICTS = ("40001", "40P01")  # serialization failure, deadlock
MIGRATION_LOCK = 56_676_283  # any number, the same in every process: they migrate one after another


class Database:
    """A database and its connections.

    `url` is a file path, `sqlite:///path` or `postgresql://user:password@host/name`.
    """

    def __init__(self, url: str) -> None:
        self.url = _normalised(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._engine = _sqlite_engine(self.url) if self.is_sqlite else _postgres_engine(self.url)

    @property
    def name(self) -> str:
        """The file, or the address without its password: for people."""
        if self.is_sqlite:
            return str(self.url.database)
        return self.url.set(drivername="postgresql").render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The file that holds a SQLite database."""
        return Path(str(self.url.database)) if self.is_sqlite else None

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[AsyncConnection]:
        """Open one transaction: committed at the end of the block, rolled back when an exception leaves it.

        On SQLite transactions wait for one another, so a block must not open a second one. On PostgreSQL two may write
        the same thing at once: then one of them is rolled back with `Collision` and can be made again.
        """
        try:
            async with self._engine.begin() as connection:
                yield connection
        except DBAPIError as fault:
            if isinstance(fault, IntegrityError) or getattr(fault.orig, "sqlstate", None) in PASSING_CONFLICTS:
                raise Collision from fault
            raise

    async def answers(self) -> bool:
        """Say whether the database can be asked something right now."""
        try:
            async with asyncio.timeout(SQLITE_BUSY_SECONDS), self.begin() as connection:
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError):
            return False
        return True

    async def close(self) -> None:
        """Let go of every connection. Without it, SQLite's thread keeps the process alive."""
        await self._engine.dispose()


async def schema_version(database: Database) -> str | None:
    """Return the revision that the database is at, or None where Loopmates has never written."""
    if database.path is not None and not database.path.exists():
        return None
    async with reachable(database), database.begin() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return None
        version = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return str(version) if version is not None else None


async def ensure_current(database: Database) -> None:
    """Refuse a database whose schema is not the one that this program was written for."""
    version = await schema_version(database)
    _refuse_newer(database, version)
    if version != SCHEMA_HEAD:
        is_at = "is empty" if version is None else f"is at version {version} and this program needs {SCHEMA_HEAD}"
        raise StartRefused(f"The database {database.name} {is_at}. Run: loopmates migrate")


def migrate(url: str) -> bool:
    """Bring the database to this program's schema, creating it where it is missing; say whether anything was done.

    All or nothing: a migration that fails leaves the database as it was.
    """
    return asyncio.run(_migrate(url))


@contextmanager
def sole_owner(url: str) -> Iterator[None]:
    """Keep a second process off a SQLite file for as long as the block runs. PostgreSQL is shared freely.

    The lock belongs to the process: it is gone as soon as the process is, however it ended.
    """
    path = Database(url).path
    if path is None:
        yield
        return
    _make_folder(path)
    lock = FileLock(f"{path}.lock", blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise StartRefused(
            f"Another Loopmates process is using {path}. Stop it, give this one a file of its own with "
            "LOOPMATES_DATABASE=other.db, or use PostgreSQL, which several processes can share."
        ) from None
    except OSError as refusal:
        raise StartRefused(_unwritable(path, refusal)) from refusal
    try:
        yield
    finally:
        lock.release()


def migrations_folder() -> Path:
    """Return the folder of the migrations: beside `bot/` in a checkout, inside it once installed."""
    package = Path(__file__).parent.parent
    shipped = package / "shipped" / "migrations"
    return shipped if shipped.is_dir() else package.parent / "migrations"


async def _migrate(url: str) -> bool:
    database = Database(url)
    if database.path is not None:
        _make_folder(database.path)
    try:
        version = await schema_version(database)
        _refuse_newer(database, version)
        if version == SCHEMA_HEAD:
            return False
        async with reachable(database), _schema_change(database) as connection:
            await connection.run_sync(_upgrade)
        return True
    finally:
        await database.close()


def _upgrade(connection: Connection) -> None:
    # Alembic takes longer to import than Loopmates takes to start; only a migration pays for it.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_folder()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


@asynccontextmanager
async def _schema_change(database: Database) -> AsyncIterator[AsyncConnection]:
    """Open the transaction of a migration.

    SQLite changes a table by copying it and dropping the old one, and dropping it with foreign keys
    enforced would delete the rows that point to it. So they are off meanwhile and checked at the end.
    """
    if not database.is_sqlite:
        async with database.begin() as connection:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            yield connection
        return
    migrating = Database(database.url.render_as_string(hide_password=False))
    _each_connection(migrating._engine, "PRAGMA foreign_keys=OFF")
    try:
        async with migrating.begin() as connection:
            yield connection
            broken = (await connection.execute(text("PRAGMA foreign_key_check"))).all()
            if broken:
                raise StartRefused(
                    f"The database {database.name} holds {len(broken)} rows that point to nothing, so it was left "
                    "as it was. Restore it from a backup."
                )
    finally:
        await migrating.close()


def _refuse_newer(database: Database, version: str | None) -> None:
    if version is not None and version > SCHEMA_HEAD:
        raise StartRefused(
            f"The database {database.name} was written by a newer Loopmates (version {version}, this program knows "
            f"{SCHEMA_HEAD}). Upgrade Loopmates, or point LOOPMATES_DATABASE at another database."
        )


@asynccontextmanager
async def reachable(database: Database) -> AsyncIterator[None]:
    """Say in one line why a database cannot be used."""
    try:
        yield
    except (SQLAlchemyError, OSError, TypeError, ValueError) as refusal:
        cause = refusal.orig if isinstance(refusal, DBAPIError) and refusal.orig is not None else refusal
        if database.path is not None:
            raise StartRefused(_unwritable(database.path, cause)) from refusal
        raise StartRefused(
            f"PostgreSQL cannot be used at {database.name}: {_first_line(cause)}. "
            "Check that it runs and that LOOPMATES_DATABASE names the right host, user and database."
        ) from refusal


def _unwritable(path: Path, cause: BaseException) -> str:
    return (
        f"The database file {path} cannot be used: {_first_line(cause)}. "
        "Check its permissions, or point LOOPMATES_DATABASE at another file."
    )


def _first_line(cause: BaseException) -> str:
    lines = str(cause).strip().splitlines()
    return (lines[0] if lines else type(cause).__name__).rstrip(".")


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as refusal:
        raise StartRefused(_unwritable(path, refusal)) from refusal


def _normalised(url: str) -> URL:
    """Read what a person may write for a database into the drivers that Loopmates uses."""
    if "://" not in url and url != ":memory:":
        return URL.create("sqlite+aiosqlite", database=os.path.expanduser(url))
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise StartRefused(_not_a_database()) from None
    match parsed.drivername:
        case "sqlite" | "sqlite+aiosqlite" if parsed.database not in (None, "", ":memory:"):
            return parsed.set(drivername="sqlite+aiosqlite")
        case "postgres" | "postgresql" | "postgresql+asyncpg":
            return _in_words_of_asyncpg(parsed.set(drivername="postgresql+asyncpg"))
    raise StartRefused(_not_a_database())


def _not_a_database() -> str:
    return (
        "LOOPMATES_DATABASE is not a database that Loopmates knows. Use a file such as loopmates.db, "
        "or postgresql://user:password@host/name."
    )


def _in_words_of_asyncpg(url: URL) -> URL:
    """Translate the options that hosting companies put behind their addresses; asyncpg refuses libpq's names."""
    query = dict(url.query)
    if "sslmode" in query:
        query["ssl"] = query.pop("sslmode")
    query.pop("channel_binding", None)
    return url.set(query=query)


def _sqlite_engine(url: URL) -> AsyncEngine:
    # At debug level it would write every statement with what people typed.
    logging.getLogger("aiosqlite").setLevel(logging.INFO)
    engine = _engine(url, pool_size=1, connect_args={"timeout": SQLITE_BUSY_SECONDS})
    _each_connection(engine, "PRAGMA journal_mode=WAL", "PRAGMA synchronous=NORMAL", "PRAGMA foreign_keys=ON")

    # Python's sqlite3 begins a transaction only before the first INSERT or UPDATE, so reads before it would see
    # another state. It is told to begin none, and each transaction takes the write lock at once: it cannot fail
    # halfway because somebody else wrote. https://docs.sqlalchemy.org/en/21/dialects/sqlite.html#pysqlite-serializable
    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    # A task that is cancelled during a statement leaves its cursor open, and SQLite then keeps the closed connection
    # with its write lock until the garbage collector comes by: nobody else could write until then.
    @event.listens_for(engine.sync_engine, "invalidate")
    def _let_go(connection: Any, _record: object, _fault: object) -> None:
        connection.run_async(lambda driver: driver.rollback())

    return engine


def _postgres_engine(url: URL) -> AsyncEngine:
    try:
        return _engine(url, pool_size=POSTGRES_CONNECTIONS, pool_pre_ping=True)
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StartRefused("PostgreSQL needs one more package. Install it with: pip install asyncpg") from None


def _engine(url: URL, **options: Any) -> AsyncEngine:
    return create_async_engine(
        url,
        max_overflow=0,
        hide_parameters=True,  # an error that is logged must not tell what people typed
        json_serializer=lambda value: msgspec.json.encode(value).decode(),
        json_deserializer=msgspec.json.decode,
        **options,
    )


def _each_connection(engine: AsyncEngine, *pragmas: str) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def _connected(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in pragmas:
            cursor.execute(pragma)
        cursor.close()
