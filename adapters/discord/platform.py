"""Discord as the courier sees it: post once, update, and find again.

A nonce made of the delivery key is enforced by Discord for some minutes, so a post that is repeated in that time gives
the first message. Afterwards the message is known by its footprint: the number of its first component, which nobody
sees. Neither needs a gateway connection, so every process can deliver.
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, Protocol

import discord
from discord.utils import time_snowflake

from adapters.discord.failures import FAULTS, THREAD_IS_ARCHIVED, failure
from adapters.discord.rendering import Message, message
from adapters.discord.requests import PLATFORM
from adapters.discord.text import is_snowflake
from bot.chat.cards import Card, without_threads
from bot.chat.platform import Address, NotDelivered

LOOK_BACK = timedelta(days=3)
PAGE = 100
MOST_PAGES = 20
KEYS_REMEMBERED = 10_000
BETWEEN_IDS = ","
"""Between the messages of a small group that has no room, one to each person."""

DAILY = "daily:"
THREAD_NAME = "Answers"
THREE_DAYS: Literal[4320] = 4320
SEVEN_DAYS: Literal[10080] = 10080
"""How many minutes after its last message a thread is put away; writing in it brings it back."""

Raw = Mapping[str, Any]

logger = logging.getLogger(__name__)


class Servers(Protocol):
    """Knows which servers took Loopmates out."""

    async def has_ended(self, platform: str, workspace_id: str) -> bool: ...


class RoomStore(Protocol):
    """Remembers the room of each small group."""

    async def find(self, workspace_id: str, home_channel_id: str, user_ids: tuple[str, ...]) -> str | None: ...

    async def save(self, workspace_id: str, home_channel_id: str, user_ids: tuple[str, ...], room_id: str) -> None: ...


class DiscordPlatform:
    """A `ChatPlatform`. `opens_threads` puts a thread under each daily question, in which answers are read."""

    name = PLATFORM

    def __init__(self, client: discord.Client, servers: Servers, rooms: RoomStore, *, opens_threads: bool) -> None:
        self._client = client
        self._servers = servers
        self._rooms = rooms
        self._opens_threads = opens_threads
        self._direct: OrderedDict[str, int] = OrderedDict()
        self._footprints: OrderedDict[tuple[int, str], int] = OrderedDict()

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        """Post a card under its nonce and with its footprint."""
        await self._check(address)
        if address.channel_id is not None:
            channel_id = _number(address.channel_id, "channel_gone")
            message_id = await self._send(address, channel_id, card, key)
            await self._open_thread(channel_id, message_id, key)
            return message_id
        if len(address.user_ids) == 1:
            return await self._send(address, await self._direct_channel(address.user_ids[0]), card, key)
        return await self._post_to_group(address, card, key)

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        """Put a card in the place of one posted before; its footprint stays."""
        await self._check(address)
        for channel_id, one_id in await self._where(address, message_id):
            footprint = await self._footprint_of(channel_id, one_id)
            drawn = message(self._true_here(card), workspace_id=_mark(address), footprint=footprint)
            await self._edit(channel_id, int(one_id), drawn)

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        """Look through the last days of the conversation for the message with this key's footprint."""
        await self._check(address)
        if address.channel_id is not None:
            channel_id = _number(address.channel_id, "channel_gone")
            found = await self._find(channel_id, key)
            if found is not None:
                await self._open_thread(channel_id, found, key)
            return found
        if len(address.user_ids) == 1:
            return await self._find(await self._direct_channel(address.user_ids[0]), key)
        room = await self._known_room(address)
        if room is not None:
            return await self._find(room, key)
        return await self._find_in_each(address, key)

    # One message

    async def _send(self, address: Address, channel_id: int, card: Card, key: str) -> str:
        footprint = footprint_of(key)
        drawn = message(self._true_here(card), workspace_id=_mark(address), footprint=footprint)
        channel = self._client.get_partial_messageable(channel_id)
        try:
            sent = await channel.send(
                view=drawn.view, files=drawn.files, allowed_mentions=drawn.mentions, nonce=nonce_of(key, channel_id)
            )
        except FAULTS as fault:
            _raise(fault)
        _keep(self._footprints, (channel_id, str(sent.id)), footprint)
        return str(sent.id)

    async def _edit(self, channel_id: int, message_id: int, drawn: Message) -> None:
        """Change a message; in an archived thread only after the thread is woken."""
        edited = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        for is_awake in (False, True):
            try:
                await edited.edit(view=drawn.view, attachments=drawn.files, allowed_mentions=drawn.mentions)
                return
            except FAULTS as fault:
                if is_awake or getattr(fault, "code", 0) != THREAD_IS_ARCHIVED:
                    _raise(fault)
            await self._wake(channel_id)
            for file in drawn.files:
                file.reset()

    async def _wake(self, thread_id: int) -> None:
        try:
            await self._client.http.edit_channel(thread_id, archived=False)
        except FAULTS as fault:
            _raise(fault)

    def _true_here(self, card: Card) -> Card:
        return card if self._opens_threads else without_threads(card)

    async def _find(self, channel_id: int, key: str) -> str | None:
        """Read the history backwards until the message, its beginning, or the days that are looked at end."""
        oldest = time_snowflake(datetime.now(UTC) - LOOK_BACK)
        before: int | None = None
        for _ in range(MOST_PAGES):
            try:
                page = await self._client.http.logs_from(channel_id, PAGE, before=before)
            except FAULTS as fault:
                _raise(fault)
            found = next((each for each in page if self._carries(each, key, channel_id)), None)
            if found is not None:
                _keep(self._footprints, (channel_id, str(found["id"])), footprint_of(key))
                return str(found["id"])
            if len(page) < PAGE or int(page[-1]["id"]) < oldest:
                return None
            before = int(page[-1]["id"])
        return None

    def _carries(self, posted: Raw, key: str, channel_id: int) -> bool:
        us = self._client.user
        is_ours = us is not None and str(posted["author"]["id"]) == str(us.id)
        return is_ours and (
            str(posted.get("nonce")) == nonce_of(key, channel_id) or _first_number(posted) == footprint_of(key)
        )

    async def _footprint_of(self, channel_id: int, message_id: str) -> int | None:
        """Give a message's footprint; after a restart the message itself tells it."""
        known = self._footprints.get((channel_id, message_id))
        if known is not None:
            return known
        try:
            posted = await self._client.http.get_message(channel_id, int(message_id))
        except FAULTS as fault:
            _raise(fault)
        footprint = _first_number(posted)
        if footprint is not None:
            _keep(self._footprints, (channel_id, message_id), footprint)
        return footprint

    async def _open_thread(self, channel_id: int, message_id: str, key: str) -> None:
        """Open the thread in which answers count; where that is not allowed, the Answer button does."""
        if not (self._opens_threads and key.startswith(DAILY)):
            return
        try:
            await self._client.http.start_thread_with_message(
                channel_id,
                int(message_id),
                name=THREAD_NAME,
                auto_archive_duration=THREE_DAYS,
            )
        except FAULTS as fault:
            if getattr(fault, "code", 0) != 160004:  # there is one already
                logger.warning("no thread under message %s: %s", message_id, getattr(fault, "code", type(fault)))

    # Direct messages and small groups

    async def _direct_channel(self, user_id: str) -> int:
        known = self._direct.get(user_id)
        if known is not None:
            return known
        try:
            opened = await self._client.http.start_private_message(_number(user_id, "direct_closed"))
        except FAULTS as fault:
            _raise(fault, instead={"channel_gone": "direct_closed", "not_allowed": "direct_closed"})
        channel_id = int(opened["id"])
        _keep(self._direct, user_id, channel_id)
        return channel_id

    async def _post_to_group(self, address: Address, card: Card, key: str) -> str:
        """Post in the group's private thread; where there can be none, to each person directly."""
        room = await self._room(address)
        if room is not None:
            try:
                return await self._send_to_room(address, room, card, key)
            except NotDelivered as refusal:
                if refusal.kind not in ("channel_gone", "not_in_channel", "not_allowed"):
                    raise
            room = await self._open_room(address)  # that one is gone, or closed to us
            if room is not None:
                return await self._send(address, room, card, key)
        return await self._send_to_each(address, card, key)

    async def _send_to_room(self, address: Address, room: int, card: Card, key: str) -> str:
        """Post in a thread; one that was locked away is opened again."""
        try:
            return await self._send(address, room, card, key)
        except NotDelivered as refusal:
            if getattr(refusal.__cause__, "code", 0) != THREAD_IS_ARCHIVED:
                raise
        await self._wake(room)
        return await self._send(address, room, card, key)

    async def _room(self, address: Address) -> int | None:
        return await self._known_room(address) or await self._open_room(address)

    async def _known_room(self, address: Address) -> int | None:
        if address.home_channel_id is None:
            return None
        known = await self._rooms.find(address.workspace_id, address.home_channel_id, address.user_ids)
        return int(known) if known is not None else None

    async def _open_room(self, address: Address) -> int | None:
        """Open a private thread in the group's channel and bring its people in; none where that is not allowed."""
        home = address.home_channel_id
        if home is None or not is_snowflake(home):
            return None
        try:
            opened = await self._client.http.start_thread_without_message(
                int(home),
                name="Practising together",
                auto_archive_duration=SEVEN_DAYS,
                type=discord.ChannelType.private_thread.value,
                invitable=False,
            )
            room = int(opened["id"])
            for user_id in sorted(address.user_ids):
                await self._client.http.add_user_to_thread(room, _number(user_id, "direct_closed"))
        except FAULTS as fault:
            refusal = failure(fault)
            if refusal is not None and refusal.is_transient:
                raise refusal from fault
            logger.warning("no private thread in %s: %s", home, getattr(fault, "code", type(fault).__name__))
            return None
        await self._rooms.save(address.workspace_id, home, address.user_ids, str(room))
        return room

    async def _send_to_each(self, address: Address, card: Card, key: str) -> str:
        """Send a group's card to each person; if one takes none, nobody keeps it, since they could not meet."""
        sent: list[tuple[int, str]] = []
        for user_id in sorted(address.user_ids):
            try:
                channel_id = await self._direct_channel(user_id)
                found = await self._find(channel_id, key)
                sent.append((channel_id, found or await self._send(address, channel_id, card, key)))
            except NotDelivered as refusal:
                if not refusal.is_transient:
                    await self._take_back(sent)
                raise
        return BETWEEN_IDS.join(message_id for _, message_id in sent)

    async def _take_back(self, sent: list[tuple[int, str]]) -> None:
        for channel_id, message_id in sent:
            try:
                await self._client.http.delete_message(channel_id, int(message_id))
            except FAULTS as fault:
                logger.warning("message %s stays: %s", message_id, getattr(fault, "code", type(fault).__name__))

    async def _find_in_each(self, address: Address, key: str) -> str | None:
        found = [await self._find(await self._direct_channel(user), key) for user in sorted(address.user_ids)]
        ids = [each for each in found if each is not None]
        return BETWEEN_IDS.join(ids) if len(ids) == len(found) else None

    async def _where(self, address: Address, message_id: str) -> list[tuple[int, str]]:
        """Say in which channel each message of a delivery stands."""
        ids = message_id.split(BETWEEN_IDS)
        if not all(is_snowflake(each) for each in ids):
            raise NotDelivered("message_gone", f"{message_id} is no message of Discord's")
        if address.channel_id is not None:
            return [(_number(address.channel_id, "channel_gone"), ids[0])]
        if len(ids) == len(address.user_ids):
            return [
                (await self._direct_channel(user), each)
                for user, each in zip(sorted(address.user_ids), ids, strict=True)
            ]
        room = await self._known_room(address)
        if room is None:
            raise NotDelivered("message_gone", "The group's room is not known any more")
        return [(room, ids[0])]

    async def _check(self, address: Address) -> None:
        if not is_snowflake(address.workspace_id) or await self._servers.has_ended(PLATFORM, address.workspace_id):
            raise NotDelivered("revoked", f"Loopmates is not in the server {address.workspace_id}")


def nonce_of(key: str, channel_id: int) -> str:
    """Make a nonce of a delivery key; Discord takes 25 characters.

    One delivery may go into several conversations, and Discord enforces a nonce for all that the bot writes.
    """
    return hashlib.sha256(f"{channel_id}:{key}".encode()).hexdigest()[:24]


def footprint_of(key: str) -> int:
    """Make a component's number of a delivery key; they are positive and have 32 bits with a sign."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[-4:]) % (2**31 - 1024) + 1024


def _first_number(posted: Raw) -> int | None:
    components = posted.get("components") or [{}]
    number = components[0].get("id")
    return int(number) if number is not None else None


def _mark(address: Address) -> str:
    """Say which server a message's buttons have to name: in a direct message nothing else does."""
    return address.workspace_id if address.channel_id is None else ""


def _number(id: str, otherwise: Any) -> int:
    if not is_snowflake(id):
        raise NotDelivered(otherwise, f"{id} is no id of Discord's")
    return int(id)


def _raise(fault: Exception, *, instead: Mapping[str, Any] | None = None) -> Any:
    """Raise a fault as what it means for a delivery; a fault of ours stays what it is."""
    refusal = failure(fault)
    if refusal is None:
        raise fault
    raise NotDelivered(
        (instead or {}).get(refusal.kind, refusal.kind), refusal.why, retry_after_seconds=refusal.retry_after_seconds
    ) from fault


def _keep(kept: "OrderedDict[Any, Any]", key: Any, value: Any) -> None:
    """Remember something, and forget the oldest where there is too much."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > KEYS_REMEMBERED:
        kept.popitem(last=False)
