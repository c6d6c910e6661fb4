"""A server on the stand-in, and discord.py pointed at it."""

from collections.abc import AsyncIterator

import pytest
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

from tests.stands.discord.people import Person, person
from tests.stands.discord.stand import DiscordStandIn
from tests.stands.discord.world import MANAGE_GUILD, Channel, Guild


@pytest.fixture
async def stand() -> AsyncIterator[DiscordStandIn]:
    """Discord itself. Whatever broke its rules fails the test, and so does what the stand-in itself says wrongly."""
    discord = DiscordStandIn()
    await discord.start()
    yield discord
    await discord.stop()
    assert discord.violations == []
    assert "\n".join(discord.own_faults()) == ""


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
def pointed(stand: DiscordStandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let discord.py find the stand-in where it looks for Discord."""
    monkeypatch.setattr(Route, "BASE", stand.api_url)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", yarl.URL(stand.gateway_url))
