"""What is known of a workspace's people and channels, looked up once and remembered for some minutes."""

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.slack.clients import Clients
from adapters.slack.requests import PLATFORM
from adapters.slack.workspaces import Workspace, error_of
from bot.chat.requests import UNKNOWN_NAME, Person

PEOPLE_KEPT_SECONDS = 15 * 60
CHANNELS_KEPT_SECONDS = 5 * 60
MOST_KEPT = 50_000
LOOK_UP_SECONDS = 1.0
"""A look-up that takes longer is given up for this time: an interaction has three seconds in all."""

logger = logging.getLogger(__name__)

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A conversation; `is_member` says whether the bot is in it, where Slack told."""

    id: str
    name: str
    is_member: bool | None


class Directory:
    """Looks people and channels up. Where Slack does not answer, what the payload said has to do."""

    def __init__(self, clients: Clients) -> None:
        self._clients = clients
        self._people: _Remembered[Mapping[str, Any]] = _Remembered(PEOPLE_KEPT_SECONDS)
        self._channels: _Remembered[Channel] = _Remembered(CHANNELS_KEPT_SECONDS)

    async def person(self, workspace: Workspace, user_id: str, name: str = "") -> Person:
        """Give a person with the name, the time zone and the rights that the workspace knows of them."""
        user = await self._people.get((workspace.id, user_id), lambda: self._user(workspace, user_id)) or {}
        profile = user.get("profile") or {}
        zone = user.get("tz")
        return Person(
            platform=PLATFORM,
            workspace_id=workspace.id,
            user_id=user_id,
            name=profile.get("display_name")
            or profile.get("real_name")
            or user.get("real_name")
            or name
            or UNKNOWN_NAME,
            time_zone=zone if isinstance(zone, str) and "/" in zone else None,
            is_admin=user.get("is_admin") is True or user.get("is_owner") is True,
        )

    async def channel(self, workspace: Workspace, channel_id: str) -> Channel | None:
        """Give a channel; none where Slack does not answer."""
        key = (workspace.id, channel_id)
        channel = await self._channels.get(key, lambda: self._channel(workspace, channel_id))
        if channel is not None and channel.is_member is False:
            self._channels.forget(key)  # somebody will invite the bot next
        return channel

    async def _user(self, workspace: Workspace, user_id: str) -> Mapping[str, Any]:
        answer = await self._clients.answering.users_info(user=user_id, token=workspace.token)
        user = answer.get("user")
        return user if isinstance(user, Mapping) else {}

    async def _channel(self, workspace: Workspace, channel_id: str) -> Channel:
        try:
            answer = await self._clients.answering.conversations_info(channel=channel_id, token=workspace.token)
        except SlackApiError as refusal:
            if error_of(refusal) == "channel_not_found":  # a private channel that the bot is not in
                return Channel(id=channel_id, name="", is_member=False)
            raise
        channel = answer.get("channel") or {}
        return Channel(id=channel_id, name=channel.get("name") or "", is_member=channel.get("is_member"))


class _Remembered(Generic[Value]):
    """Answers that are kept for a while, the oldest of too many forgotten first."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._kept: OrderedDict[tuple[str, str], tuple[float, Value]] = OrderedDict()

    async def get(self, key: tuple[str, str], look_up: Callable[[], Awaitable[Value]]) -> Value | None:
        kept = self._kept.get(key)
        if kept is not None and kept[0] > time.monotonic():
            return kept[1]
        try:
            async with asyncio.timeout(LOOK_UP_SECONDS):
                value = await look_up()
        except (SlackClientError, OSError, TimeoutError) as fault:
            logger.info("%s could not be looked up: %s", key[1], type(fault).__name__)
            return kept[1] if kept else None
        self._kept[key] = (time.monotonic() + self._seconds, value)
        self._kept.move_to_end(key)
        if len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return value

    def forget(self, key: tuple[str, str]) -> None:
        self._kept.pop(key, None)
