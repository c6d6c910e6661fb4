"""The database: its addresses, its transactions, its migrations and who may use it."""

import asyncio
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, inspect, select, text
from sqlalchemy.exc import DBAPIError, StatementError

import bot.store.playground  # noqa: F401 - its tables are in the same metadata
from bot.errors import Collision, StartRefused
from bot.store.database import (
    SCHEMA_HEAD,
    Database,
    ensure_current,
    migrate,
    migrations_folder,
    schema_version,
    sole_owner,
)
from bot.store.tables import metadata
from bot.store.types import Instant, Json, LocalDate

moments = Table(
    "moments",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("happened_at", Instant),
    Column("on_date", LocalDate),
    Column("about", Json),
)


@pytest.fixture
async def with_moments(database: Database) -> Database:
    async with database.begin() as connection:
        await connection.run_sync(moments.metadata.create_all)
    return database


# Addresses


@pytest.mark.parametrize(
    ("written", "driver", "name"),
    [
        ("practice.db", "sqlite+aiosqlite", "practice.db"),
        ("/srv/practice.db", "sqlite+aiosqlite", "/srv/practice.db"),
        ("sqlite:///practice.db", "sqlite+aiosqlite", "practice.db"),
        ("sqlite+aiosqlite:////srv/practice.db", "sqlite+aiosqlite", "/srv/practice.db"),
        ("postgres://ana:secret@db/loop", "postgresql+asyncpg", "postgresql://ana:***@db/loop"),
        ("postgresql://db/loop", "postgresql+asyncpg", "postgresql://db/loop"),
        ("postgresql+asyncpg://db/loop", "postgresql+asyncpg", "postgresql://db/loop"),
        (
            "postgresql://db/loop?sslmode=require&channel_binding=require",
            "postgresql+asyncpg",
            "postgresql://db/loop?ssl=require",
        ),
    ],
)
async def test_an_address_is_understood_as_people_write_it(written: str, driver: str, name: str) -> None:
    database = Database(written)

    assert database.url.drivername == driver
    assert database.name == name
    await database.close()


@pytest.mark.parametrize("written", ["mysql://db/loop", ":memory:", "sqlite://", "://", "postgresql://db:port/loop"])
def test_an_address_that_cannot_be_used_is_refused(written: str) -> None:
    with pytest.raises(StartRefused, match=r"Use a file such as loopmates\.db"):
        Database(written)


# Transactions


async def test_a_transaction_that_raises_leaves_nothing(with_moments: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with with_moments.begin() as connection:
            await connection.execute(insert(moments).values(id=1))
            raise ZeroDivisionError

    async with with_moments.begin() as connection:
        assert (await connection.execute(select(moments.c.id))).all() == []


async def test_a_table_made_in_a_transaction_that_raises_is_gone_too(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        async with database.begin() as connection:
            await connection.run_sync(moments.metadata.create_all)
            raise ZeroDivisionError

    async with database.begin() as connection:
        assert not await connection.run_sync(lambda sync: sync.dialect.has_table(sync, "moments"))


async def test_ten_writers_at_once_lose_nothing(with_moments: Database) -> None:
    async def write() -> None:
        async with with_moments.begin() as connection:
            held = (await connection.execute(select(moments.c.id).order_by(moments.c.id.desc()))).first()
            await asyncio.sleep(0)
            if with_moments.is_sqlite:
                await connection.execute(insert(moments).values(id=(held.id if held else 0) + 1))
            else:
                await connection.execute(insert(moments))

    await asyncio.gather(*(write() for _ in range(10)))

    async with with_moments.begin() as connection:
        assert len((await connection.execute(select(moments))).all()) == 10


async def test_sqlite_waits_for_another_process_that_writes(sqlite_url: str) -> None:
    first, second = Database(sqlite_url), Database(sqlite_url)

    async def hold() -> None:
        async with first.begin():
            await asyncio.sleep(0.2)

    holding = asyncio.create_task(hold())
    await asyncio.sleep(0.05)
    async with second.begin() as connection:
        assert holding.done() or await connection.scalar(text("SELECT 1"))
    await holding
    await first.close()
    await second.close()


async def test_sqlite_is_set_up_for_one_writer_and_kept_references(sqlite_url: str) -> None:
    database = Database(sqlite_url)

    async with database.begin() as connection:
        settings = [
            await connection.scalar(text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]

    assert settings == ["wal", 1, 1, 5000]
    await database.close()


async def test_a_row_that_points_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(Collision):
        async with database.begin() as connection:
            await connection.execute(text("INSERT INTO organisers (cohort_id, user_id) VALUES (99, 'ana')"))


async def test_an_error_does_not_tell_what_was_typed(database: Database) -> None:
    with pytest.raises(DBAPIError) as refusal:
        async with database.begin() as connection:
            await connection.execute(text("INSERT INTO nowhere (told) VALUES (:told)"), {"told": "my own story"})

    assert "my own story" not in str(refusal.value)


# Types


async def test_an_instant_comes_back_as_the_same_instant_in_utc(with_moments: Database) -> None:
    in_kathmandu = datetime(2026, 3, 1, 9, 30, 0, 123456, tzinfo=timezone(timedelta(hours=5, minutes=45)))

    async with with_moments.begin() as connection:
        await connection.execute(insert(moments).values(id=1, happened_at=in_kathmandu))
        found = await connection.scalar(select(moments.c.happened_at))

    assert found == in_kathmandu
    assert found.tzinfo is UTC


async def test_instants_compare_in_order_of_time(with_moments: Database) -> None:
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    an_hour_earlier = datetime(2026, 3, 1, 13, tzinfo=timezone(timedelta(hours=2)))

    async with with_moments.begin() as connection:
        await connection.execute(
            insert(moments), [{"id": 1, "happened_at": noon}, {"id": 2, "happened_at": an_hour_earlier}]
        )
        found = await connection.scalars(select(moments.c.id).where(moments.c.happened_at < noon))

    assert found.all() == [2]


async def test_an_instant_without_a_zone_is_refused(with_moments: Database) -> None:
    with pytest.raises(StatementError, match="An instant needs a time zone"):
        async with with_moments.begin() as connection:
            await connection.execute(insert(moments).values(happened_at=datetime(2026, 3, 1)))  # noqa: DTZ001


async def test_dates_and_json_come_back_as_they_went_in(with_moments: Database) -> None:
    about = {"beats": {"task": 'Grüße, 你好, "quoted"', "result": None}, "days": [1, 2.5, True]}

    async with with_moments.begin() as connection:
        await connection.execute(insert(moments).values(id=1, on_date=date(2026, 2, 28), about=about))
        row = (await connection.execute(select(moments))).one()

    assert row.on_date == date(2026, 2, 28)
    assert row.about == about


# Migrations


async def test_the_migrated_schema_equals_the_tables(database: Database) -> None:
    async with database.begin() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(MigrationContext.configure(sync, opts={"compare_type": True}), metadata)
        )

    assert differences == []


async def test_constraints_are_migrated_with_their_names_and_conditions(database: Database) -> None:
    """Alembic does not compare checks and conditions, so they are compared with a schema made from the tables."""
    async with database.begin() as connection:
        migrated = await connection.run_sync(_constraints)
        await connection.run_sync(metadata.drop_all)
        await connection.run_sync(metadata.create_all)
        made_from_tables = await connection.run_sync(_constraints)

    assert migrated == made_from_tables


async def test_the_head_named_in_the_program_is_the_newest_revision(database: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    revisions = ScriptDirectory.from_config(config)

    assert revisions.get_heads() == [SCHEMA_HEAD]
    assert sorted(script.revision for script in revisions.walk_revisions()) == [
        f"{number + 1:04d}" for number in range(int(SCHEMA_HEAD))
    ]
    assert await schema_version(database) == SCHEMA_HEAD
    await ensure_current(database)


def test_migrating_creates_the_file_and_its_folder(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "loopmates.db"

    assert migrate(str(path)) is True
    assert migrate(str(path)) is False
    assert path.is_file()


def test_an_empty_postgres_database_is_migrated(empty_postgres_url: str) -> None:
    assert migrate(empty_postgres_url) is True
    assert migrate(empty_postgres_url) is False


def test_replicas_that_start_together_migrate_once(empty_postgres_url: str) -> None:
    code = f"from bot.store.database import migrate; migrate({empty_postgres_url!r})"
    replicas = [subprocess.Popen([sys.executable, "-c", code], cwd=migrations_folder().parent) for _ in range(2)]

    assert [replica.wait(timeout=60) for replica in replicas] == [0, 0]


def test_migrating_what_is_current_does_not_import_alembic(sqlite_url: str) -> None:
    code = f"import sys, bot.store.database as d; d.migrate({sqlite_url!r}); sys.exit('alembic' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], cwd=migrations_folder().parent).returncode == 0


async def test_a_newer_database_is_refused_with_what_to_do(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(StartRefused, match=r"newer Loopmates \(version 9999.*Upgrade Loopmates, or point"):
        await ensure_current(database)


async def test_an_empty_database_is_refused_with_the_command_to_run(tmp_path: Path) -> None:
    database = Database(str(tmp_path / "none.db"))

    with pytest.raises(StartRefused, match=r"none\.db is empty\. Run: loopmates migrate"):
        await ensure_current(database)
    assert not (tmp_path / "none.db").exists()
    await database.close()


# What cannot be used


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("Ask Bo about Thursday.\n" * 50)

    with pytest.raises(StartRefused, match=r"notes\.txt cannot be used: file is not a database\. Check"):
        migrate(str(path))
    assert path.read_text().startswith("Ask Bo")


def test_a_server_that_does_not_answer_is_refused_without_its_password() -> None:
    with pytest.raises(StartRefused, match="Check that it runs") as refusal:
        migrate("postgresql://ana:secret@127.0.0.1:1/loop")

    assert "secret" not in str(refusal.value)


def test_an_option_that_the_driver_does_not_know_is_refused_in_one_line(postgres_url: str) -> None:
    with pytest.raises(StartRefused, match="shoe_size"):
        migrate(f"{postgres_url}&shoe_size=42" if "?" in postgres_url else f"{postgres_url}?shoe_size=42")


# One process to a file


def test_a_second_process_on_a_sqlite_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "loopmates.db"
    hold = (
        "import sys\nfrom bot.store.database import sole_owner\n"
        f"with sole_owner({str(path)!r}):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=migrations_folder().parent
    ) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == b"held\n"

        with (
            pytest.raises(StartRefused, match=r"using .*loopmates\.db\. Stop it, .*LOOPMATES_DATABASE"),
            sole_owner(str(path)),
        ):
            pass
        first.kill()
        first.wait()

    with sole_owner(str(path)):
        pass


def _in_words(constraint: Mapping[str, Any]) -> str:
    conditions = {name: str(condition) for name, condition in constraint.get("dialect_options", {}).items()}
    return str({**constraint, "dialect_options": conditions})


def _constraints(connection: Connection) -> dict[str, object]:
    found = inspect(connection)
    return {
        f"{read.__name__} {table}": sorted(map(_in_words, read(table)))
        for table in metadata.tables
        for read in (
            found.get_check_constraints,
            found.get_foreign_keys,
            found.get_indexes,
            found.get_unique_constraints,
        )
    }
