"""Discord as the courier sees it: post once, update, and find again, in channels, directly and in small groups."""

from typing import Protocol

import discord

from adapters.discord.failures import number
from adapters.discord.messages import Messages
from adapters.discord.requests import PLATFORM
from adapters.discord.rooms import PrivateRooms, RoomStore
from adapters.discord.text import is_snowflake
from bot.chat.cards import Card, without_threads
from bot.chat.platform import Address, NotDelivered

BETWEEN_IDS = ","
"""Between the messages of a small group that has no room, one to each person."""
DAILY = "daily:"
"""What the keys of daily questions begin with."""


class Servers(Protocol):
    """Knows which servers took Loopmates out."""

    async def has_ended(self, platform: str, workspace_id: str) -> bool: ...


class DiscordPlatform:
    """A `ChatPlatform`. `opens_threads` puts a thread under each daily question, in which answers are read."""

    name = PLATFORM

    def __init__(self, client: discord.Client, servers: Servers, rooms: RoomStore, *, opens_threads: bool) -> None:
        self._messages = Messages(client)
        self._rooms = PrivateRooms(client, rooms)
        self._servers = servers
        self._opens_threads = opens_threads

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        """Post a card, and a thread under it if it is a question in whose thread answers count."""
        await self._check(address)
        card = self._true_here(card)
        if address.channel_id is not None:
            channel_id = number(address.channel_id, "channel_gone")
            message_id = await self._messages.send(channel_id, card, key=key)
            await self._open_thread(channel_id, message_id, key)
            return message_id
        if len(address.user_ids) == 1:
            return await self._send_directly(address, address.user_ids[0], card, key)
        return await self._post_to_group(address, card, key)

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        """Put a card in the place of one posted before."""
        await self._check(address)
        card = self._true_here(card)
        for channel_id, one_id, workspace_id in await self._where(address, message_id):
            await self._messages.change(channel_id, one_id, card, workspace_id=workspace_id)

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        """Look through the last days of the conversation for the message that carries this key."""
        await self._check(address)
        if address.channel_id is not None:
            channel_id = number(address.channel_id, "channel_gone")
            found = await self._messages.find(channel_id, key=key)
            if found is not None:
                await self._open_thread(channel_id, found, key)
            return found
        if len(address.user_ids) == 1:
            return await self._find_directly(address.user_ids[0], key)
        room = await self._rooms.known(address)
        if room is not None:
            return await self._messages.find(room, key=key)
        ids = [await self._find_directly(user_id, key) for user_id in sorted(address.user_ids)]
        found_ids = [each for each in ids if each is not None]
        return BETWEEN_IDS.join(found_ids) if len(found_ids) == len(ids) else None

    async def _post_to_group(self, address: Address, card: Card, key: str) -> str:
        """Post in the group's private thread; where there can be none, to each person directly."""
        room = await self._rooms.known(address)
        if room is not None:
            try:
                return await self._messages.send_awake(room, card, key=key)
            except NotDelivered as refusal:  # perhaps that one is gone, or closed to us
                if refusal.kind not in ("channel_gone", "not_in_channel", "not_allowed"):
                    raise
        room = await self._rooms.open(address)
        if room is not None:
            return await self._messages.send(room, card, key=key)
        return await self._send_to_each(address, card, key)

    async def _send_to_each(self, address: Address, card: Card, key: str) -> str:
        """Send a group's card to each person; if one takes none, nobody keeps it, since they could not meet."""
        sent: list[tuple[str, str]] = []
        for user_id in sorted(address.user_ids):
            try:
                found = await self._find_directly(user_id, key)
                sent.append((user_id, found or await self._send_directly(address, user_id, card, key)))
            except NotDelivered as refusal:
                if not refusal.is_transient:
                    for each, message_id in sent:
                        await self._messages.take_back(await self._rooms.direct(each), message_id)
                raise
        return BETWEEN_IDS.join(message_id for _, message_id in sent)

    async def _send_directly(self, address: Address, user_id: str, card: Card, key: str) -> str:
        channel_id = await self._rooms.direct(user_id)
        return await self._messages.send(channel_id, card, key=key, workspace_id=address.workspace_id)

    async def _find_directly(self, user_id: str, key: str) -> str | None:
        return await self._messages.find(await self._rooms.direct(user_id), key=key)

    async def _where(self, address: Address, message_id: str) -> list[tuple[int, str, str]]:
        """Say in which channel each message of a delivery stands, and the server that its buttons have to name."""
        ids = message_id.split(BETWEEN_IDS)
        if not all(is_snowflake(each) for each in ids):
            raise NotDelivered("message_gone", f"{message_id} is no message of Discord's")
        if address.channel_id is not None:
            return [(number(address.channel_id, "channel_gone"), ids[0], "")]
        if len(ids) == len(address.user_ids):
            pairs = zip(sorted(address.user_ids), ids, strict=True)
            return [(await self._rooms.direct(user), each, address.workspace_id) for user, each in pairs]
        room = await self._rooms.known(address)
        if room is None:
            raise NotDelivered("message_gone", "The group's room is not known any more")
        return [(room, ids[0], "")]

    async def _open_thread(self, channel_id: int, message_id: str, key: str) -> None:
        if self._opens_threads and key.startswith(DAILY):
            await self._messages.open_thread(channel_id, message_id)

    def _true_here(self, card: Card) -> Card:
        return card if self._opens_threads else without_threads(card)

    async def _check(self, address: Address) -> None:
        if not is_snowflake(address.workspace_id) or await self._servers.has_ended(PLATFORM, address.workspace_id):
            raise NotDelivered("revoked", f"Loopmates is not in the server {address.workspace_id}")
