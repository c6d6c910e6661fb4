"""Several processes share the shards of one application: each shard has one holder, and loses it only for a moment."""

import asyncio
import re
import signal
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.discord import shards
from adapters.discord.connection import Connection
from bot.app import join_discord, open_core
from bot.settings import Settings
from tests.conversation import SetClock
from tests.discord.conftest import BEGINNING, settings_for
from tests.discord.test_running import line_of, started, token
from tests.stands.discord.people import Person, person
from tests.stands.discord.stand import DiscordStandIn

pytestmark = pytest.mark.usefixtures("pointed")


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shards, "BEAT_SECONDS", 0.05)


@pytest.fixture
def people(stand: DiscordStandIn) -> list[Person]:
    """One person in a server of each of two shards."""
    stand.gateway.shards = 2
    found = []
    for shard in (0, 1):
        guild = stand.add_guild(f"Shard {shard}", guild_id=stand.ids.on_shard(shard, of=2))
        channel = stand.add_channel(guild, "practice")
        found.append(person(stand, stand.add_member(guild, f"Ana {shard}"), channel))
    return found


@asynccontextmanager
async def process(stand: DiscordStandIn, database: str) -> AsyncIterator[Connection]:
    """Connect as a process of its own would, with its own leases, client and sessions."""
    settings = Settings(database=database, discord=settings_for(stand))
    async with open_core(settings, SetClock(BEGINNING)) as core, AsyncExitStack() as parts:
        connection = await join_discord(settings, core, parts)
        await connection.open()
        try:
            yield connection
        finally:
            await connection.close()


def connected(stand: DiscordStandIn) -> list[int]:
    return sorted(session.shard[0] for session in stand.gateway.live)


async def everybody_is_heard(people: Iterable[Person]) -> None:
    for each in people:
        assert "What I can do" in (await each.types("/practice help")).text


async def test_a_second_process_takes_its_part_and_gives_it_back(
    stand: DiscordStandIn, people: list[Person], postgres_url: str
) -> None:
    async with process(stand, postgres_url) as first:
        await stand.eventually(lambda: connected(stand) == [0, 1])
        async with process(stand, postgres_url) as second:
            await stand.eventually(lambda: (first.shards, second.shards) == ({0}, {1}))
            await stand.eventually(lambda: connected(stand) == [0, 1])
            await everybody_is_heard(people)
        await stand.eventually(lambda: first.shards == {0, 1} and connected(stand) == [0, 1])
        await everybody_is_heard(people)


async def test_a_process_without_a_shard_stands_by_and_delivers(
    stand: DiscordStandIn, people: list[Person], postgres_url: str
) -> None:
    stand.gateway.shards = 1
    async with process(stand, postgres_url) as first, process(stand, postgres_url) as second:
        assert (first.shards, second.shards) == ({0}, frozenset())
        assert connected(stand) == [0]


async def test_what_a_dead_process_held_is_taken_over(
    stand: DiscordStandIn, people: list[Person], postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards, "LEASE", timedelta(seconds=2))
    both = token(stand, LOOPMATES_DATABASE=postgres_url)
    async with started(tmp_path, "run", **both) as other:
        assert re.search(r"\d of 2 shards", await line_of(other))
        await stand.eventually(lambda: connected(stand) == [0, 1], seconds=15)
        other.send_signal(signal.SIGKILL)
        await other.wait()

    async with process(stand, postgres_url) as survivor:
        await stand.eventually(lambda: survivor.shards == {0, 1}, seconds=30)
        await stand.eventually(lambda: connected(stand) == [0, 1])
        await asyncio.sleep(0)
        await everybody_is_heard(people)
