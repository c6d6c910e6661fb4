"""A server on the stand-in with Loopmates in it: the real discord.py, engine and database, over sockets."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route

import bot.app
from adapters.discord import client, shards
from bot.app import Core, join_discord, open_core
from bot.settings import DiscordSettings, Settings
from tests.conversation import SetClock, shipped_content
from tests.stands.discord.people import Heard, Person, person
from tests.stands.discord.posted import Message
from tests.stands.discord.rules import TEXT_INPUT
from tests.stands.discord.stand import TOKEN, DiscordStandIn
from tests.stands.discord.world import MANAGE_GUILD, Channel, Guild

BEGINNING = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEAT = "I measured the change before it went out"
MONDAY = datetime(2026, 11, 23, 9, 0, 30, tzinfo=UTC)


@dataclass
class Server:
    """A server with three people and #practice, and Loopmates connected to it."""

    discord: DiscordStandIn
    guild: Guild
    clock: SetClock
    core: Core
    connection: Any
    ana: Person
    bo: Person
    cy: Person

    async def beat(self, **later: float) -> None:
        """Let time pass, and do what has come due."""
        self.clock.at += timedelta(**later)
        await self.core.engine.tick(self.clock.at)
        await self.core.engine.deliver()

    @property
    def messages(self) -> list[Message]:
        """List what everybody sees in #practice."""
        return [message for message in self.ana.channel.messages if message.seen_only_by is None]

    @property
    def questions(self) -> list[Message]:
        return [message for message in self.messages if "Answer" in [each.get("label") for each in message.buttons]]

    async def runs_a_group(self) -> None:
        """Set a group up with the defaults and start it; Ana organises and is in it."""
        offered = await self.ana.types("/practice setup")
        summary = await self.ana.presses("Use all defaults", offered)
        await self.ana.presses("Start the four weeks", summary)
        await self.ana.types("/practice join")
        await self.beat()

    async def fills(self, form: Heard, everywhere: str = "", *, who: Person | None = None, **typed: Any) -> Heard:
        """Let somebody, Ana unless named, fill in every step of a form, the same words in every field of text.

        Gives what is said at the end.
        """
        who = who or self.ana
        while True:
            here = {field["custom_id"]: field["type"] for field in form.fields}
            given = {name: everywhere for name, kind in here.items() if everywhere and kind == TEXT_INPUT}
            given |= {name: value for name, value in typed.items() if name in here}
            form = await who.submits(form, **given)
            if "Continue" not in form.buttons:
                return form
            form = await who.presses("Continue", form)

    async def settles(self, happened: Callable[[], bool]) -> None:
        """Let seconds pass until something has happened that begins in the background."""
        for _ in range(200):
            await self.beat(seconds=3)
            if happened():
                return
            await asyncio.sleep(0.05)
        raise AssertionError("it did not happen in time")

    async def has_a_question(self) -> Message:
        """Live on to the first question and give its message."""
        await self.runs_a_group()
        self.clock.at = MONDAY
        await self.beat()
        return self.questions[-1]


@pytest.fixture
async def stand() -> AsyncIterator[DiscordStandIn]:
    """Discord itself. Whatever broke its rules fails the test."""
    discord = DiscordStandIn()
    await discord.start()
    yield discord
    await discord.stop()
    await silence_hearts()
    assert discord.violations == []


async def silence_hearts() -> None:
    """End the library's threads that send heartbeats: one left over would speak into a later test's loop."""
    hearts = [thread for thread in threading.enumerate() if isinstance(thread, KeepAliveHandler)]
    for heart in hearts:
        heart.stop()
        await asyncio.to_thread(heart.join, 5.0)


@pytest.fixture
def guild(stand: DiscordStandIn) -> Guild:
    return stand.add_guild("Practice partners")


@pytest.fixture
def practice(stand: DiscordStandIn, guild: Guild) -> Channel:
    """#practice; #other stands beside it."""
    channel = stand.add_channel(guild, "practice")
    stand.add_channel(guild, "other")
    return channel


@pytest.fixture
def ana(stand: DiscordStandIn, guild: Guild, practice: Channel) -> Person:
    """Somebody who may manage the server."""
    return person(stand, stand.add_member(guild, "Ana", permissions=MANAGE_GUILD), practice)


@pytest.fixture
def bo(stand: DiscordStandIn, guild: Guild, practice: Channel) -> Person:
    return person(stand, stand.add_member(guild, "Bo"), practice)


@pytest.fixture
def cy(stand: DiscordStandIn, guild: Guild, practice: Channel) -> Person:
    return person(stand, stand.add_member(guild, "Cy"), practice)


@pytest.fixture
def pointed(stand: DiscordStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let discord.py find the stand-in where it looks for Discord, and forget it afterwards."""
    monkeypatch.setattr(Route, "BASE", stand.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(stand.gateway_url))


@pytest.fixture(autouse=True)
def _in_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let sessions begin at once, and read the content once for all tests."""
    monkeypatch.setattr(client, "READY_SECONDS", 0.05)
    monkeypatch.setattr(shards, "IDENTIFY_DISTANCE", timedelta(0))
    monkeypatch.setattr(bot.app, "load_content", lambda *_: shipped_content())


@pytest.fixture
async def server(
    stand: DiscordStandIn, guild: Guild, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None
) -> AsyncIterator[Server]:
    """Loopmates in one server, without any privileged intent."""
    async with connected(stand, ana, bo, cy, sqlite_url) as joined:
        yield joined


@pytest.fixture
async def reading_server(
    stand: DiscordStandIn, guild: Guild, ana: Person, bo: Person, cy: Person, sqlite_url: str, pointed: None
) -> AsyncIterator[Server]:
    """Loopmates in one server, allowed to read what members write."""
    stand.gateway.granted = {"message_content"}
    async with connected(stand, ana, bo, cy, sqlite_url, message_content=True) as joined:
        yield joined


@asynccontextmanager
async def connected(
    stand: DiscordStandIn,
    ana: Person,
    bo: Person,
    cy: Person,
    database: str,
    *,
    clock: SetClock | None = None,
    message_content: bool = False,
) -> AsyncIterator[Server]:
    clock = clock or SetClock(BEGINNING)
    settings = Settings(database=database, discord=settings_for(stand, message_content=message_content))
    async with open_core(settings, clock) as core, AsyncExitStack() as parts:
        connection = await join_discord(settings, core, parts)
        await connection.open()
        try:
            assert ana.guild is not None
            yield Server(stand, ana.guild, clock, core, connection, ana, bo, cy)
        finally:
            await connection.close()


def settings_for(stand: DiscordStandIn, *, message_content: bool = False) -> DiscordSettings:
    return DiscordSettings(
        token=TOKEN,
        api_base_url=stand.api_url,
        gateway_url=stand.gateway_url,
        message_content=message_content,
    )
