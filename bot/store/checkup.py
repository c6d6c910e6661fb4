"""What the doctor asks of a database. Nothing here changes it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.playground import state as playground
from bot.store.tables import deliveries, handled_requests


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """`newest_at` is when Loopmates last did something here, `server_at` what the database's own clock says."""

    keeps_journal: bool
    newest_at: datetime | None
    server_at: datetime


async def check_up(database: Database) -> Checkup:
    """Look at a migrated database, and try that it can be written."""
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
        return Checkup(
            keeps_journal=not database.is_sqlite or await connection.scalar(text("PRAGMA journal_mode")) == "wal",
            newest_at=await _newest(connection),
            server_at=datetime.now(UTC) if database.is_sqlite else (await connection.scalars(select(func.now()))).one(),
        )


async def _newest(connection: AsyncConnection) -> datetime | None:
    """Return the newest instant on record, by the machine's clock: the playground's may have been pushed forward."""
    newest = [
        found
        for column in (handled_requests.c.handled_at, deliveries.c.settled_at)
        if (found := await connection.scalar(select(func.max(column)))) is not None
    ]
    pushed = await connection.scalar(select(playground.c.clock_offset_microseconds))
    return max(newest) - timedelta(microseconds=pushed or 0) if newest else None
