"""Where the bot meets people apart: direct conversations, and a private thread for each small group."""

import logging
from collections import OrderedDict
from typing import Literal, Protocol

import discord

from adapters.discord.failures import FAULTS, failure, number, refuse
from adapters.discord.text import is_snowflake
from bot.chat.platform import Address

CONVERSATIONS_REMEMBERED = 10_000
ROOM_NAME = "Practising together"
SEVEN_DAYS: Literal[10080] = 10080
"""How many minutes after its last message a thread is put away; writing in it brings it back."""

logger = logging.getLogger(__name__)


class RoomStore(Protocol):
    """Remembers the room of each small group."""

    async def find(self, workspace_id: str, home_channel_id: str, user_ids: tuple[str, ...]) -> str | None: ...

    async def save(self, workspace_id: str, home_channel_id: str, user_ids: tuple[str, ...], room_id: str) -> None: ...


class PrivateRooms:
    """Finds and opens direct conversations and rooms, each once."""

    def __init__(self, client: discord.Client, store: RoomStore) -> None:
        self._client = client
        self._store = store
        self._direct: OrderedDict[str, int] = OrderedDict()

    async def direct(self, user_id: str) -> int:
        """Give the direct conversation with a person."""
        known = self._direct.get(user_id)
        if known is not None:
            return known
        try:
            opened = await self._client.http.start_private_message(number(user_id, "direct_closed"))
        except FAULTS as fault:
            refuse(fault, instead={"channel_gone": "direct_closed", "not_allowed": "direct_closed"})
        self._direct[user_id] = channel_id = int(opened["id"])
        if len(self._direct) > CONVERSATIONS_REMEMBERED:
            self._direct.popitem(last=False)
        return channel_id

    async def known(self, address: Address) -> int | None:
        """Give the room that a small group has had."""
        if address.home_channel_id is None:
            return None
        known = await self._store.find(address.workspace_id, address.home_channel_id, address.user_ids)
        return int(known) if known is not None else None

    async def open(self, address: Address) -> int | None:
        """Open a private thread in the group's channel and bring its people in; none where that is not allowed."""
        home = address.home_channel_id
        if home is None or not is_snowflake(home):
            return None
        try:
            opened = await self._client.http.start_thread_without_message(
                int(home),
                name=ROOM_NAME,
                auto_archive_duration=SEVEN_DAYS,
                type=discord.ChannelType.private_thread.value,
                invitable=False,
            )
            room = int(opened["id"])
            for user_id in sorted(address.user_ids):
                await self._client.http.add_user_to_thread(room, number(user_id, "direct_closed"))
        except FAULTS as fault:
            refusal = failure(fault)
            if refusal is not None and refusal.is_transient:
                raise refusal from fault
            logger.warning("no private thread in %s: %s", home, getattr(fault, "code", type(fault).__name__))
            return None
        await self._store.save(address.workspace_id, home, address.user_ids, str(room))
        return room
