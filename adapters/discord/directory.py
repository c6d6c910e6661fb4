"""What is known of a server's channels and people: from memory where the shard is ours, else asked for."""

import time
from collections import OrderedDict
from typing import Literal

import discord

from adapters.discord.text import is_snowflake

KEPT_SECONDS = 10 * 60
MOST_KEPT = 50_000

ChannelState = Literal["open", "closed", "elsewhere"]


class Directory:
    """Looks up channels, threads and members; what was asked for is remembered for some minutes."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._parents: OrderedDict[int, int | None] = OrderedDict()
        self._members: OrderedDict[tuple[int, int], float] = OrderedDict()

    async def state_of(self, guild_id: int, channel_id: str) -> ChannelState:
        """Say whether the bot can post in a channel, and whether it is one of this server at all."""
        try:
            channel = await self._channel(guild_id, channel_id)
        except discord.Forbidden:
            return "closed"  # Discord offers people the channels of their server only
        if channel is None:
            return "elsewhere"
        rights = channel.permissions_for(channel.guild.me) if channel.guild.me is not None else None
        if rights is None:
            return "open"
        return "open" if rights.administrator or (rights.view_channel and rights.send_messages) else "closed"

    async def name_of(self, guild_id: int, channel_id: str) -> str:
        try:
            channel = await self._channel(guild_id, channel_id)
        except discord.Forbidden:
            return ""
        return channel.name if channel is not None else ""

    async def parent_of(self, guild_id: int, thread_id: int) -> int | None:
        """Give the channel that a thread belongs to; none for what is no thread."""
        guild = self._client.get_guild(guild_id)
        known = guild.get_channel_or_thread(thread_id) if guild is not None else None
        if known is not None:
            return known.parent_id if isinstance(known, discord.Thread) else None
        if thread_id not in self._parents:
            self._parents[thread_id] = await self._ask_parent(thread_id)
            if len(self._parents) > MOST_KEPT:
                self._parents.popitem(last=False)
        return self._parents[thread_id]

    async def is_in(self, guild_id: int, user_id: int) -> bool:
        """Say whether somebody is in a server; remembered for some minutes where they are."""
        key = (guild_id, user_id)
        if self._members.get(key, 0.0) > time.monotonic():
            return True
        try:
            await self._client.http.get_member(guild_id, user_id)
        except (discord.NotFound, discord.Forbidden):
            return False
        self._members[key] = time.monotonic() + KEPT_SECONDS
        if len(self._members) > MOST_KEPT:
            self._members.popitem(last=False)
        return True

    async def _channel(self, guild_id: int, channel_id: str) -> discord.abc.GuildChannel | None:
        if not is_snowflake(channel_id):
            return None
        guild = self._client.get_guild(guild_id)
        known = guild.get_channel(int(channel_id)) if guild is not None else None
        if known is not None:
            return known
        try:
            asked = await self._client.fetch_channel(int(channel_id))
        except (discord.NotFound, discord.InvalidData):
            return None
        is_here = isinstance(asked, discord.abc.GuildChannel) and asked.guild.id == guild_id
        return asked if is_here and isinstance(asked, discord.abc.GuildChannel) else None

    async def _ask_parent(self, thread_id: int) -> int | None:
        try:
            asked = await self._client.fetch_channel(thread_id)
        except (discord.NotFound, discord.Forbidden, discord.InvalidData):
            return None
        return asked.parent_id if isinstance(asked, discord.Thread) else None
