"""Where Loopmates is installed as a shared app, and the installs that have begun.

Tokens arrive here sealed; this store never sees one. A workspace that took Loopmates out is kept for a while, so that
coming back finds everything in its place, and then forgotten with all that was held of it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Row, String, Table, Text, delete, select, update

from bot.store.database import Database
from bot.store.discord import rooms
from bot.store.inserts import yielding_insert
from bot.store.tables import cohorts, deliveries, drafts, handled_requests, members, metadata
from bot.store.types import Instant

installations = Table(
    "installations",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("workspace_id", String(64), primary_key=True),
    Column("sealed", Text, nullable=False),
    Column("installed_at", Instant, nullable=False),
    Column("ended_at", Instant, index=True),
)

begun_installs = Table(
    "begun_installs",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("expires_at", Instant, nullable=False, index=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One workspace's installation; `sealed` holds its tokens, encrypted."""

    platform: str
    workspace_id: str
    sealed: str
    installed_at: datetime
    ended_at: datetime | None = None


class Installations:
    """Named queries about installations, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, platform: str, workspace_id: str) -> Installation | None:
        """Find an installation that has not ended."""
        statement = select(installations).where(
            installations.c.platform == platform,
            installations.c.workspace_id == workspace_id,
            installations.c.ended_at.is_(None),
        )
        async with self._database.begin() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return _installation(row) if row else None

    async def all(self, platform: str) -> list[Installation]:
        """List every installation of a platform, ended ones too."""
        statement = select(installations).where(installations.c.platform == platform)
        async with self._database.begin() as connection:
            return [_installation(row) for row in await connection.execute(statement)]

    async def save(self, platform: str, workspace_id: str, *, sealed: str, now: datetime) -> None:
        """Keep an installation; installing again begins anew with everything that was kept."""
        values = {"sealed": sealed, "installed_at": now, "ended_at": None}
        async with self._database.begin() as connection:
            statement = yielding_insert(connection, installations).values(
                platform=platform, workspace_id=workspace_id, **values
            )
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["platform", "workspace_id"], set_=values)
            )

    async def note_present(self, platform: str, workspace_ids: Collection[str], now: datetime) -> None:
        """Note workspaces that have Loopmates without any token of their own; one that had ended goes on."""
        if not workspace_ids:
            return
        async with self._database.begin() as connection:
            statement = yielding_insert(connection, installations)
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["platform", "workspace_id"],
                    set_={"ended_at": None},
                    where=installations.c.ended_at.is_not(None),
                ),
                [{"platform": platform, "workspace_id": id, "sealed": "", "installed_at": now} for id in workspace_ids],
            )

    async def has_ended(self, platform: str, workspace_id: str) -> bool:
        """Say whether a workspace took Loopmates out."""
        statement = select(installations.c.ended_at).where(_is(platform, workspace_id))
        async with self._database.begin() as connection:
            return (await connection.execute(statement)).scalar_one_or_none() is not None

    async def seal_again(self, platform: str, workspace_id: str, *, before: str, sealed: str) -> None:
        """Put the same tokens under another key, unless they changed meanwhile."""
        async with self._database.begin() as connection:
            await connection.execute(
                update(installations)
                .where(_is(platform, workspace_id), installations.c.sealed == before)
                .values(sealed=sealed)
            )

    async def end(self, platform: str, workspace_id: str, now: datetime) -> None:
        """Note that a workspace took Loopmates out, and let go of its tokens at once."""
        async with self._database.begin() as connection:
            await connection.execute(
                update(installations)
                .where(_is(platform, workspace_id), installations.c.ended_at.is_(None))
                .values(ended_at=now, sealed="")
            )

    async def forget_ended(self, platform: str, before: datetime) -> list[str]:
        """Delete everything held of the workspaces that ended before an instant, and name them."""
        ended = select(installations.c.workspace_id).where(
            installations.c.platform == platform, installations.c.ended_at < before
        )
        async with self._database.begin() as connection:
            gone = list((await connection.execute(ended)).scalars())
            if gone:
                for table in (deliveries, drafts, handled_requests, rooms, cohorts, members, installations):
                    await connection.execute(
                        delete(table).where(table.c.platform == platform, table.c.workspace_id.in_(gone))
                    )
        return gone

    async def begin(self, state: str, expires_at: datetime) -> None:
        async with self._database.begin() as connection:
            await connection.execute(
                yielding_insert(connection, begun_installs).values(state=state, expires_at=expires_at)
            )

    async def finish(self, state: str, now: datetime) -> bool:
        """Use up a begun install, and say whether it was there and in time. Old ones go with it."""
        statement = delete(begun_installs).where(begun_installs.c.state == state, begun_installs.c.expires_at > now)
        async with self._database.begin() as connection:
            found = (await connection.execute(statement.returning(begun_installs.c.state))).one_or_none()
            await connection.execute(delete(begun_installs).where(begun_installs.c.expires_at <= now))
        return found is not None


def _is(platform: str, workspace_id: str) -> Any:
    return (installations.c.platform == platform) & (installations.c.workspace_id == workspace_id)


def _installation(row: Row[Any]) -> Installation:
    return Installation(
        platform=row.platform,
        workspace_id=row.workspace_id,
        sealed=row.sealed,
        installed_at=row.installed_at,
        ended_at=row.ended_at,
    )
