"""The bot's own messages: sent once, changed, and found again in the history.

A nonce made of the delivery key is enforced by Discord for some minutes, so a post that is repeated in that time gives
the first message. Afterwards the message is known by its footprint: the number of its first component, which nobody
sees. None of it needs a gateway connection.
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import discord
from discord.utils import time_snowflake

from adapters.discord.failures import FAULTS, THREAD_IS_ARCHIVED, refuse
from adapters.discord.rendering import Message, message
from bot.chat.cards import Card
from bot.chat.platform import NotDelivered

LOOK_BACK = timedelta(days=3)
PAGE = 100
MOST_PAGES = 20
KEYS_REMEMBERED = 10_000

THREAD_NAME = "Answers"
THREAD_EXISTS = 160004
THREE_DAYS: Literal[4320] = 4320
"""How many minutes after its last message a thread is put away; writing in it brings it back."""

Raw = Mapping[str, Any]

logger = logging.getLogger(__name__)


class Messages:
    """Messages in any conversation, each named by its channel and id."""

    def __init__(self, client: discord.Client) -> None:
        self._client = client
        self._footprints: OrderedDict[tuple[int, str], int] = OrderedDict()

    async def send(self, channel_id: int, card: Card, *, key: str, workspace_id: str = "") -> str:
        """Send a card under its nonce and with its footprint; `workspace_id` is for direct messages."""
        footprint = footprint_of(key)
        channel = self._client.get_partial_messageable(channel_id)
        drawn = message(card, workspace_id=workspace_id, footprint=footprint)
        try:
            sent = await channel.send(
                view=drawn.view, files=drawn.files, allowed_mentions=drawn.mentions, nonce=nonce_of(key, channel_id)
            )
        except FAULTS as fault:
            refuse(fault)
        self._remember(channel_id, str(sent.id), footprint)
        return str(sent.id)

    async def send_awake(self, thread_id: int, card: Card, *, key: str) -> str:
        """Send a card in a thread; one that was locked away is opened again."""
        try:
            return await self.send(thread_id, card, key=key)
        except NotDelivered as refusal:
            if getattr(refusal.__cause__, "code", 0) != THREAD_IS_ARCHIVED:
                raise
        await self._wake(thread_id)
        return await self.send(thread_id, card, key=key)

    async def change(self, channel_id: int, message_id: str, card: Card, *, workspace_id: str = "") -> None:
        """Put a card in the place of one sent before; its footprint stays."""
        footprint = await self._footprint_of(channel_id, message_id)
        await self._edit(channel_id, int(message_id), message(card, workspace_id=workspace_id, footprint=footprint))

    async def find(self, channel_id: int, *, key: str) -> str | None:
        """Read the history backwards until the message, its beginning, or the days that are looked at end."""
        oldest = time_snowflake(datetime.now(UTC) - LOOK_BACK)
        before: int | None = None
        for _ in range(MOST_PAGES):
            try:
                page = await self._client.http.logs_from(channel_id, PAGE, before=before)
            except FAULTS as fault:
                refuse(fault)
            found = next((each for each in page if self._carries(each, key, channel_id)), None)
            if found is not None:
                self._remember(channel_id, str(found["id"]), footprint_of(key))
                return str(found["id"])
            if len(page) < PAGE or int(page[-1]["id"]) < oldest:
                return None
            before = int(page[-1]["id"])
        return None

    async def open_thread(self, channel_id: int, message_id: str) -> None:
        """Open a thread under a message, unless it has one; where that is not allowed, there is none."""
        try:
            await self._client.http.start_thread_with_message(
                channel_id, int(message_id), name=THREAD_NAME, auto_archive_duration=THREE_DAYS
            )
        except FAULTS as fault:
            code = getattr(fault, "code", 0)
            if code != THREAD_EXISTS:
                logger.warning("no thread under message %s: %s", message_id, code or type(fault).__name__)

    async def take_back(self, channel_id: int, message_id: str) -> None:
        """Delete a message; one that cannot be stays."""
        try:
            await self._client.http.delete_message(channel_id, int(message_id))
        except FAULTS as fault:
            logger.warning("message %s stays: %s", message_id, getattr(fault, "code", type(fault).__name__))

    async def _edit(self, channel_id: int, message_id: int, drawn: Message) -> None:
        """Change a message; in an archived thread only after the thread is woken."""
        edited = self._client.get_partial_messageable(channel_id).get_partial_message(message_id)
        for is_awake in (False, True):
            try:
                await edited.edit(view=drawn.view, attachments=drawn.files, allowed_mentions=drawn.mentions)
                return
            except FAULTS as fault:
                if is_awake or getattr(fault, "code", 0) != THREAD_IS_ARCHIVED:
                    refuse(fault)
            await self._wake(channel_id)
            for file in drawn.files:
                file.reset()

    async def _wake(self, thread_id: int) -> None:
        try:
            await self._client.http.edit_channel(thread_id, archived=False)
        except FAULTS as fault:
            refuse(fault)

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
            refuse(fault)
        footprint = _first_number(posted)
        if footprint is not None:
            self._remember(channel_id, message_id, footprint)
        return footprint

    def _remember(self, channel_id: int, message_id: str, footprint: int) -> None:
        """Remember a footprint, and forget the oldest of too many."""
        self._footprints[(channel_id, message_id)] = footprint
        self._footprints.move_to_end((channel_id, message_id))
        if len(self._footprints) > KEYS_REMEMBERED:
            self._footprints.popitem(last=False)


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
