"""The one client of a process: discord.py's, with shards that come and go while it runs.

The library launches all of its shards at once and keeps them. Here a keeper of leases says which are ours: why one
client and not one for each shard is in docs/decisions/discord.md.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Awaitable, Callable
from typing import Any, Protocol

import discord
import yarl
from discord.gateway import DiscordWebSocket, KeepAliveHandler
from discord.http import Route
from discord.voice_client import VoiceClient

from adapters.discord.requests import Interaction, Written, deleted, written

READY_SECONDS = 2.0
"""How long a shard waits for its last server to be told of, before it counts as ready."""
LONGEST_WAIT_SECONDS = 30.0
"""A rate limit that takes longer is the courier's to wait for."""

TakeTurn = Callable[[int], Awaitable[None]]

logger = logging.getLogger(__name__)


class Events(Protocol):
    """What the client hands on."""

    async def on_press(self, interaction: Interaction) -> None: ...

    async def on_modal(self, interaction: Interaction) -> None: ...

    async def on_written(self, written: Written) -> None: ...


class Presence(Protocol):
    """Follows in which servers Loopmates is."""

    async def seen(self, guild_ids: list[int], *, shard_id: int | None = None) -> None: ...

    async def gone(self, guild_id: int) -> None: ...


class LoopmatesClient(discord.AutoShardedClient):
    """Receives what Discord sends and hands it on. It keeps no messages and no members in memory."""

    def __init__(self, *, reads_messages: bool) -> None:
        VoiceClient.warn_nacl = VoiceClient.warn_dave = False  # nobody speaks here
        super().__init__(
            intents=intents(reads_messages=reads_messages),
            allowed_mentions=discord.AllowedMentions.none(),
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            guild_ready_timeout=READY_SECONDS,
            max_ratelimit_timeout=LONGEST_WAIT_SECONDS,
        )
        self._reads_messages = reads_messages
        self._events: Events | None = None
        self._presence: Presence | None = None
        self._take_turn: TakeTurn | None = None
        self._gateway = DiscordWebSocket.DEFAULT_GATEWAY
        self.shard_is_ready = asyncio.Event()

    def hand_on(self, *, events: Events, presence: Presence, take_turn: TakeTurn) -> None:
        """Say who is told of what comes, and who gives turns for new sessions."""
        self._events, self._presence, self._take_turn = events, presence, take_turn

    def reach(self, gateway: str, shard_count: int) -> None:
        """Say where the gateway is, and in how many shards all servers are parted."""
        self._gateway = DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway)
        self.shard_count = self._connection.shard_count = shard_count

    async def launch_shards(self) -> None:
        """Launch none: the library calls this once, and shards come with their leases."""

    async def take_shard(self, shard_id: int) -> None:
        """Connect a shard; tries until it is connected."""
        await self.launch_shard(self._gateway, shard_id)

    async def drop_shard(self, shard_id: int) -> None:
        """Disconnect a shard, and forget its servers: another process follows them now."""
        shard = self.get_shard(shard_id)
        if shard is not None:
            await shard.disconnect()
        await self._end_begun(shard_id)
        for guild in list(self.guilds):
            if guild.shard_id == shard_id:
                self._connection._remove_guild(guild)

    async def close(self) -> None:
        """Disconnect from Discord, also what is only about to be connected."""
        await super().close()
        for shard_id in {heart.shard_id for heart in self._hearts()}:
            await self._end_begun(shard_id)

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        if self._take_turn is not None:
            await self._take_turn(shard_id or 0)

    async def on_shard_ready(self, shard_id: int) -> None:
        logger.info("shard %s is ready", shard_id)
        try:
            if self._presence is not None:
                here = [guild.id for guild in self.guilds if guild.shard_id == shard_id]
                await self._presence.seen(here, shard_id=shard_id)
        finally:
            self.shard_is_ready.set()

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note a server that took Loopmates in. One that is back after an outage had never gone."""
        if self._presence is not None:
            await self._presence.seen([guild.id])

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        if self._presence is not None:
            await self._presence.gone(guild.id)

    async def on_interaction(self, interaction: Interaction) -> None:
        """Hand presses and forms on; commands come through the tree."""
        if self._events is None:
            return
        if interaction.type is discord.InteractionType.component:
            await self._events.on_press(interaction)
        elif interaction.type is discord.InteractionType.modal_submit:
            await self._events.on_modal(interaction)

    async def on_message(self, message: discord.Message) -> None:
        await self._follow(written(message))

    async def on_raw_message_edit(self, payload: discord.RawMessageUpdateEvent) -> None:
        """Follow changed words; Discord also tells of links that it has looked up, which changes none."""
        if payload.data.get("edited_timestamp"):
            await self._follow(written(payload.message))

    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        if payload.guild_id is not None:
            await self._follow(deleted(payload.guild_id, payload.channel_id, payload.message_id))

    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        for message_id in sorted(payload.message_ids):
            if payload.guild_id is not None:
                await self._follow(deleted(payload.guild_id, payload.channel_id, message_id))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        logger.error("unforeseen in %s from Discord", event_method, exc_info=sys.exc_info())

    async def _end_begun(self, shard_id: int | None) -> None:
        """Close the sessions of a shard that were greeted and never became the library's own.

        It forgets one whose connecting is cancelled, whose heart then beats on in a thread.
        """
        for heart in self._hearts():
            if heart.shard_id == shard_id:
                await heart.ws.close(1000)

    def _hearts(self) -> list[KeepAliveHandler]:
        """List what keeps the sessions of this client alive."""
        hearts = [thread for thread in threading.enumerate() if isinstance(thread, KeepAliveHandler)]
        return [heart for heart in hearts if heart.ws._connection is self._connection]

    async def _follow(self, said: Written | None) -> None:
        if said is not None and self._reads_messages and self._events is not None:
            await self._events.on_written(said)


def intents(*, reads_messages: bool) -> discord.Intents:
    """Say what Discord should tell: servers, and only if it is wanted the words in their threads."""
    wanted = discord.Intents.none()
    wanted.guilds = True
    wanted.guild_messages = wanted.message_content = reads_messages
    return wanted


def point_at(*, api_base_url: str, gateway_url: str) -> None:
    """Point the library at another Discord, for this whole process."""
    if api_base_url:
        Route.BASE = api_base_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
