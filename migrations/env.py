"""How Alembic meets our database.

Loopmates itself hands over an open connection (`bot.store.database.migrate`). A developer who writes a new revision
uses Alembic's command line, which names a scratch file with `-x database=...`; see `make migration`.
"""

import asyncio
from collections.abc import Iterable
from typing import Any, Literal

from alembic import context
from alembic.operations.ops import MigrationScript
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import bot.store.installations
import bot.store.mock_tables
import bot.store.playground  # noqa: F401 - all three keep tables in the same metadata
from bot.store.database import Database
from bot.store.tables import metadata
from bot.store.types import Instant


def migrate_through(connection: Connection) -> None:
    """Run the migrations inside the transaction that the connection is in."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=_write_plain_types,
        process_revision_directives=_count_up,
    )
    context.run_migrations()


async def migrate_scratch_file() -> None:
    """Migrate the database that the command line names."""
    database = Database(context.get_x_argument(as_dictionary=True)["database"])
    try:
        async with database.begin() as connection:
            await connection.run_sync(migrate_through)
    finally:
        await database.close()


def _count_up(_context: MigrationContext, _revision: Any, directives: Iterable[MigrationScript]) -> None:
    """Number revisions 0001, 0002 and so on, so that a program can tell a newer database from an older one."""
    head = ScriptDirectory.from_config(context.config).get_current_head()
    for script in directives:
        script.rev_id = f"{int(head or 0) + 1:04d}"


def _write_plain_types(kind: str, item: object, _autogenerate: object) -> str | Literal[False]:
    """Write types that a revision still understands after `bot.store.types` has changed."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


connection = context.config.attributes.get("connection")
if connection is None:
    asyncio.run(migrate_scratch_file())
else:
    migrate_through(connection)
