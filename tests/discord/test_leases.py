"""Shards are shared by leases: one holder each, fair shares, and taken over when a process dies."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord import shards
from adapters.discord.shards import ShardKeeper
from bot.store.database import Database
from bot.store.discord import Rooms, ShardLeases, Share, SyncedCommands, fair_share
from bot.store.installations import Installations
from tests.conversation import SetClock
from tests.discord.conftest import BEGINNING

APP = "111111111111111111"
LEASE = timedelta(seconds=60)
OVER = timedelta(seconds=-1)


@given(
    count=st.integers(1, 20),
    held=st.dictionaries(st.integers(0, 19), st.sampled_from("abc")),
    others=st.sets(st.sampled_from("abc")),
)
def test_nobody_takes_what_another_holds_and_nobody_holds_more_than_falls_to_it(
    count: int, held: dict[int, str], others: set[str]
) -> None:
    held = {shard: owner for shard, owner in held.items() if shard < count}
    share = fair_share(count, held, others, "a")

    assert all(held.get(shard, "a") == "a" for shard in share.mine)
    assert share.surplus <= share.mine
    each = -(-count // len({*others, "a"}))
    assert len(share.mine - share.surplus) <= each
    free = count - len(held)
    mine_before = sum(owner == "a" for owner in held.values())
    assert len(share.mine) == mine_before + min(free, max(0, each - mine_before))


async def test_the_first_process_takes_every_shard(database: Database) -> None:
    share = await ShardLeases(database).share(APP, "a", shard_count=3, lease=LEASE)

    assert share == Share(shard_count=3, mine=frozenset({0, 1, 2}))


async def test_a_second_process_gets_its_part_once_the_first_has_let_go(database: Database) -> None:
    leases = ShardLeases(database)
    await leases.share(APP, "a", shard_count=4, lease=LEASE)

    assert (await leases.share(APP, "b", shard_count=4, lease=LEASE)).mine == frozenset()
    first = await leases.share(APP, "a", shard_count=4, lease=LEASE)
    assert first.surplus == {2, 3}
    await leases.release(APP, "a", first.surplus)

    assert (await leases.share(APP, "b", shard_count=4, lease=LEASE)).mine == {2, 3}
    assert (await leases.share(APP, "a", shard_count=4, lease=LEASE)) == Share(shard_count=4, mine=frozenset({0, 1}))


async def test_what_a_dead_process_held_is_taken_when_its_lease_is_over(database: Database) -> None:
    leases = ShardLeases(database)
    await leases.share(APP, "dead", shard_count=2, lease=OVER)

    assert (await leases.share(APP, "b", shard_count=2, lease=LEASE)).mine == {0, 1}


async def test_who_leaves_gives_back_at_once(database: Database) -> None:
    leases = ShardLeases(database)
    await leases.share(APP, "a", shard_count=1, lease=LEASE)
    await leases.leave(APP, "a")

    assert (await leases.share(APP, "b", shard_count=1, lease=LEASE)).mine == {0}


async def test_another_application_has_shards_of_its_own(database: Database) -> None:
    leases = ShardLeases(database)
    await leases.share(APP, "a", shard_count=1, lease=LEASE)

    assert (await leases.share("222222222222222222", "b", shard_count=1, lease=LEASE)).mine == {0}


async def test_the_count_that_the_running_processes_have_goes_on(database: Database) -> None:
    leases = ShardLeases(database)
    await leases.share(APP, "a", shard_count=2, lease=LEASE)

    assert (await leases.share(APP, "b", shard_count=5, lease=LEASE)).shard_count == 2


async def test_processes_that_begin_at_once_never_share_a_shard(postgres_url: str) -> None:
    databases = [Database(postgres_url) for _ in range(4)]
    try:
        shares = await asyncio.gather(
            *(
                ShardLeases(database).share(APP, f"p{n}", shard_count=8, lease=LEASE)
                for n, database in enumerate(databases)
            )
        )
    finally:
        for database in databases:
            await database.close()

    held = [shard for share in shares for shard in share.mine]
    assert sorted(held) == list(range(8))


async def test_a_turn_comes_once_in_its_time(database: Database) -> None:
    leases = ShardLeases(database)

    assert await leases.turn_in("identify:1:0", LEASE) == 0
    assert 0 < await leases.turn_in("identify:1:0", LEASE) <= LEASE.total_seconds()
    assert await leases.turn_in("identify:1:1", LEASE) == 0
    assert await leases.turn_in("identify:1:0", timedelta(0)) == 0


async def test_who_owns_the_database_alone_forgets_who_held_what(database: Database) -> None:
    leases = ShardLeases(database)
    await leases.share(APP, "before", shard_count=1, lease=LEASE)
    await leases.clear()

    assert (await leases.share(APP, "now", shard_count=1, lease=LEASE)).mine == {0}


class Held:
    """What a keeper was told to take and to drop."""

    def __init__(self) -> None:
        self.now: set[int] = set()

    async def take(self, shard: int) -> None:
        self.now.add(shard)

    async def drop(self, shard: int) -> None:
        self.now.discard(shard)


def keeper(database: Database, owner: str) -> tuple[ShardKeeper, Held]:
    held = Held()
    return (
        ShardKeeper(ShardLeases(database), application_id=APP, owner=owner, take=held.take, drop=held.drop),
        held,
    )


async def test_two_keepers_hand_over_until_each_has_its_part(database: Database) -> None:
    first, held = keeper(database, "a")
    await first.begin(3)
    await first.beat()
    await asyncio.sleep(0)
    assert held.now == {0, 1, 2}

    second, others = keeper(database, "b")
    await second.begin(3)
    for each in (first, second, first, second):
        await each.beat()
        await asyncio.sleep(0)
        assert not held.now & others.now

    assert (held.now, others.now) == ({0, 1}, {2})
    await first.end()
    await second.beat()
    await asyncio.sleep(0)
    assert (held.now, others.now) == (set(), {0, 1, 2})


async def test_a_keeper_that_cannot_renew_lets_go_before_its_lease_is_over(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(sqlite_url)
    mine, held = keeper(database, "a")
    await mine.begin(1)
    await mine.beat()
    await asyncio.sleep(0)

    async def refuse(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(ShardLeases, "share", refuse)
    await mine.beat()
    assert held.now == {0}
    monkeypatch.setattr(shards, "GIVE_UP_SECONDS", -1.0)
    await mine.beat()
    assert held.now == set()
    await database.close()


async def test_what_discord_was_told_is_remembered_for_each_application(database: Database) -> None:
    synced = SyncedCommands(database)
    await synced.save(APP, "a" * 64)
    await synced.save(APP, "b" * 64)

    assert await synced.digest(APP) == "b" * 64
    assert await synced.digest("2") is None


async def test_a_room_belongs_to_its_people_in_any_order_and_goes_with_its_server(database: Database) -> None:
    rooms, installations = Rooms(database, "discord"), Installations(database)
    await rooms.save("1", "7", ("ana", "bo"), "70")
    await rooms.save("2", "7", ("ana", "bo"), "71")
    await installations.note_present("discord", ["1", "2"], BEGINNING)

    assert await rooms.find("1", "7", ("bo", "ana")) == "70"
    assert await rooms.find("1", "7", ("bo", "cy")) is None
    await installations.end("discord", "1", BEGINNING)
    await installations.forget_ended("discord", SetClock(BEGINNING + timedelta(days=31)).now())
    assert await rooms.find("1", "7", ("bo", "ana")) is None
    assert await rooms.find("2", "7", ("bo", "ana")) == "71"


async def test_a_server_that_comes_back_goes_on(database: Database) -> None:
    installations = Installations(database)
    await installations.note_present("discord", ["1"], BEGINNING)
    await installations.end("discord", "1", BEGINNING)
    assert await installations.has_ended("discord", "1")

    await installations.note_present("discord", ["1"], BEGINNING)

    assert not await installations.has_ended("discord", "1")
    assert not await installations.has_ended("discord", "never seen")
