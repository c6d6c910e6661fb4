"""What only Discord needs kept: who holds which shard, which commands it was told, and small groups' private rooms."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Column, Integer, String, Table, delete, func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.inserts import yielding_insert
from bot.store.requests import Marks
from bot.store.tables import metadata
from bot.store.types import Instant

discord_shards = Table(
    "discord_shards",
    metadata,
    Column("application_id", String(20), primary_key=True),
    Column("shard_id", Integer, primary_key=True),
    Column("shard_count", Integer, nullable=False),
    Column("owner", String(80), nullable=False),
    Column("held_until", Instant, nullable=False),
)

discord_processes = Table(
    "discord_processes",
    metadata,
    Column("application_id", String(20), primary_key=True),
    Column("owner", String(80), primary_key=True),
    Column("lives_until", Instant, nullable=False),
)

discord_commands = Table(
    "discord_commands",
    metadata,
    Column("application_id", String(20), primary_key=True),
    Column("digest", String(64), nullable=False),
)

rooms = Table(
    "rooms",
    metadata,
    Column("platform", String(20), primary_key=True),
    Column("workspace_id", String(64), primary_key=True),
    Column("home_channel_id", String(64), primary_key=True),
    Column("people", String(64), primary_key=True),
    Column("room_id", String(64), nullable=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one process may hold: `mine` now, of which `surplus` is to be let go for others to take."""

    shard_count: int
    mine: frozenset[int]
    surplus: frozenset[int] = frozenset()


def fair_share(shard_count: int, held: dict[int, str], owners: Collection[str], owner: str) -> Share:
    """Say which shards a process holds and takes: as many as falls to each, and nothing that another one holds.

    Nobody is robbed: who holds more than falls to it lets go by itself.
    """
    each = -(-shard_count // max(1, len({*owners, owner})))
    mine = sorted(shard for shard, holder in held.items() if holder == owner and shard < shard_count)
    free = [shard for shard in range(shard_count) if shard not in held]
    taken = free[: max(0, each - len(mine))]
    return Share(shard_count=shard_count, mine=frozenset([*mine, *taken]), surplus=frozenset(mine[each:]))


class ShardLeases:
    """Who holds which shard, and until when; a process that dies loses its shards with its lease.

    On PostgreSQL the database's own clock counts, so that no process whose clock is wrong takes what another holds.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def share(self, application_id: str, owner: str, *, shard_count: int, lease: timedelta) -> Share:
        """Renew what a process holds, and take what is free and falls to it.

        `shard_count` is what Discord recommends; while anybody holds a shard, the count that it began with goes on.
        """
        async with self._database.begin() as connection:
            now = await _one_at_a_time(connection, application_id)
            await self._show_life(connection, application_id, owner, now, lease)
            owners = (
                await connection.execute(
                    select(discord_processes.c.owner).where(discord_processes.c.application_id == application_id)
                )
            ).scalars()
            rows = (
                await connection.execute(
                    select(discord_shards).where(
                        discord_shards.c.application_id == application_id, discord_shards.c.held_until > now
                    )
                )
            ).all()
            count = rows[0].shard_count if rows else shard_count
            share = fair_share(count, {row.shard_id: row.owner for row in rows}, set(owners), owner)
            if share.mine:
                await self._hold(connection, application_id, owner, share, now + lease)
        return share

    async def release(self, application_id: str, owner: str, shards: Collection[int]) -> None:
        """Let go of shards, for others to take at once."""
        async with self._database.begin() as connection:
            await connection.execute(
                delete(discord_shards).where(
                    discord_shards.c.application_id == application_id,
                    discord_shards.c.owner == owner,
                    discord_shards.c.shard_id.in_(list(shards)),
                )
            )

    async def leave(self, application_id: str, owner: str) -> None:
        """Let go of everything: the process ends."""
        async with self._database.begin() as connection:
            for table in (discord_shards, discord_processes):
                await connection.execute(
                    delete(table).where(table.c.application_id == application_id, table.c.owner == owner)
                )

    async def clear(self) -> None:
        """Forget every holder: only for a process that owns the database alone and has just started."""
        async with self._database.begin() as connection:
            await connection.execute(delete(discord_shards))
            await connection.execute(delete(discord_processes))

    async def turn_in(self, name: str, distance: timedelta) -> float:
        """Take a turn that comes once in `distance` for all processes together; give the seconds left to wait for it.

        None to wait means that it was taken.
        """
        async with self._database.begin() as connection:
            now = await _one_at_a_time(connection, name)
            marks = Marks(connection)
            before = await marks.get(name)
            left = (before + distance - now).total_seconds() if before is not None else 0.0
            if 0 < left <= distance.total_seconds():
                return left
            await marks.move(name, now)
        return 0.0

    async def _show_life(
        self, connection: AsyncConnection, application_id: str, owner: str, now: datetime, lease: timedelta
    ) -> None:
        statement = yielding_insert(connection, discord_processes).values(
            application_id=application_id, owner=owner, lives_until=now + lease
        )
        await connection.execute(
            statement.on_conflict_do_update(
                index_elements=["application_id", "owner"], set_={"lives_until": statement.excluded.lives_until}
            )
        )
        await connection.execute(delete(discord_processes).where(discord_processes.c.lives_until < now))

    async def _hold(
        self, connection: AsyncConnection, application_id: str, owner: str, share: Share, until: datetime
    ) -> None:
        statement = yielding_insert(connection, discord_shards)
        held = {name: statement.excluded[name] for name in ("shard_count", "owner", "held_until")}
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["application_id", "shard_id"], set_=held),
            [
                {
                    "application_id": application_id,
                    "shard_id": shard,
                    "shard_count": share.shard_count,
                    "owner": owner,
                    "held_until": until,
                }
                for shard in sorted(share.mine)
            ],
        )


class SyncedCommands:
    """What Discord was last told of our commands."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def digest(self, application_id: str) -> str | None:
        statement = select(discord_commands.c.digest).where(discord_commands.c.application_id == application_id)
        async with self._database.begin() as connection:
            return (await connection.execute(statement)).scalar_one_or_none()

    async def save(self, application_id: str, digest: str) -> None:
        async with self._database.begin() as connection:
            statement = yielding_insert(connection, discord_commands).values(
                application_id=application_id, digest=digest
            )
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["application_id"], set_={"digest": digest})
            )


class Rooms:
    """The private room of each small group; who is in it is kept as a digest only."""

    def __init__(self, database: Database, platform: str) -> None:
        self._database = database
        self._platform = platform

    async def find(self, workspace_id: str, home_channel_id: str, user_ids: Collection[str]) -> str | None:
        statement = select(rooms.c.room_id).where(
            rooms.c.platform == self._platform,
            rooms.c.workspace_id == workspace_id,
            rooms.c.home_channel_id == home_channel_id,
            rooms.c.people == _digest(user_ids),
        )
        async with self._database.begin() as connection:
            return (await connection.execute(statement)).scalar_one_or_none()

    async def save(self, workspace_id: str, home_channel_id: str, user_ids: Collection[str], room_id: str) -> None:
        async with self._database.begin() as connection:
            statement = yielding_insert(connection, rooms).values(
                platform=self._platform,
                workspace_id=workspace_id,
                home_channel_id=home_channel_id,
                people=_digest(user_ids),
                room_id=room_id,
            )
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["platform", "workspace_id", "home_channel_id", "people"],
                    set_={"room_id": room_id},
                )
            )


async def _one_at_a_time(connection: AsyncConnection, name: str) -> datetime:
    """Let one transaction of this name run at a time, and give the time: SQLite has a single writer anyway."""
    if connection.dialect.name != "postgresql":
        return datetime.now(UTC)
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    await connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": number})
    now: datetime = (await connection.execute(select(func.clock_timestamp()))).scalar_one()
    return now.astimezone(UTC)


def _digest(user_ids: Collection[str]) -> str:
    return hashlib.sha256(",".join(sorted(user_ids)).encode()).hexdigest()
