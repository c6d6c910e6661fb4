"""Slack as the courier sees it: post once, update, and find again by the delivery key in a message's metadata."""

import asyncio
import json
import time
from collections import OrderedDict
from collections.abc import Awaitable
from typing import Any, TypeVar

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError, SlackClientError

from adapters.slack.clients import Clients
from adapters.slack.files import draws_pictures, files_of, pictures_of, share
from adapters.slack.rendering import message
from adapters.slack.requests import PLATFORM
from adapters.slack.text import Payload
from adapters.slack.workspaces import Workspace, Workspaces, error_of, status_of
from bot.chat.cards import Card
from bot.chat.platform import Address, FailureKind, NotDelivered

EVENT_TYPE = "loopmates_delivery"
"""The metadata's name: https://docs.slack.dev/messaging/message-metadata"""

SECONDS_BETWEEN_POSTS = 1.0
"""https://docs.slack.dev/apis/web-api/rate-limits#posting-messages"""

LOOK_BACK_SECONDS = 3 * 24 * 3600
PAGE = 200
MOST_PAGES = 20
KEYS_REMEMBERED = 10_000

_KINDS: dict[str, FailureKind] = {
    "channel_not_found": "channel_gone",
    "is_archived": "channel_gone",
    "message_not_found": "message_gone",
    "cant_update_message": "message_gone",
    "edit_window_closed": "message_gone",
    "not_in_channel": "not_in_channel",
    "restricted_action": "not_allowed",
    "restricted_action_read_only_channel": "not_allowed",
    "restricted_action_thread_only_channel": "not_allowed",
    "restricted_action_non_threadable_channel": "not_allowed",
    "missing_scope": "not_allowed",
    "no_permission": "not_allowed",
    "ekm_access_denied": "not_allowed",
    "cannot_dm_bot": "direct_closed",
    "user_not_found": "direct_closed",
    "users_not_found": "direct_closed",
    "user_disabled": "direct_closed",
    "user_not_visible": "direct_closed",
    "messages_tab_disabled": "direct_closed",
    "account_inactive": "revoked",
    "invalid_auth": "revoked",
    "not_authed": "revoked",
    "token_expired": "revoked",
    "token_revoked": "revoked",
    "team_access_not_granted": "revoked",
    "team_not_found": "revoked",
    "access_denied": "revoked",
    "ratelimited": "rate_limited",
    "rate_limited": "rate_limited",
}

GONE_FOR_GOOD = frozenset({"account_inactive", "token_revoked"})

Answer = TypeVar("Answer")


class SlackPlatform:
    """A `ChatPlatform`. Posts into one channel keep a second's distance."""

    name = PLATFORM

    def __init__(self, workspaces: Workspaces, clients: Clients) -> None:
        self._workspaces = workspaces
        self._clients = clients
        self._client = clients.posting
        self._pace = _Pace(SECONDS_BETWEEN_POSTS)
        self._direct: OrderedDict[tuple[str, ...], str] = OrderedDict()
        self._keys: OrderedDict[tuple[str, str], str] = OrderedDict()

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        """Post a card; the key travels in the message's metadata. Its files follow once: in a channel in its thread.

        A process that is killed between the two leaves the message without them.
        """
        workspace = await self._workspace(address)
        channel_id = await self._channel_id(workspace, address)
        is_direct = address.channel_id is None
        shown = message(card, pictures_follow=is_direct and draws_pictures(card))
        await self._pace.wait(channel_id)
        answer = await self._ask(
            self._client.chat_postMessage(
                channel=channel_id,
                text=shown.text,
                blocks=shown.blocks,
                metadata=_metadata(key),
                unfurl_links=False,
                unfurl_media=False,
                token=workspace.token,
            ),
            workspace,
        )
        message_id = str(answer["ts"])
        self._remember(channel_id, message_id, key)
        uploads = [*files_of(card), *(pictures_of(card) if is_direct else ())]
        thread_id = None if is_direct else message_id
        await share(self._clients, workspace, uploads, channel_id=channel_id, thread_id=thread_id)
        return message_id

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        """Put a card in the place of one posted before.

        Slack does not say whether metadata outlives an update that leaves it out, so a key that is still known is
        sent along.
        """
        workspace = await self._workspace(address)
        channel_id = await self._channel_id(workspace, address)
        shown = message(card, pictures_follow=address.channel_id is None and draws_pictures(card))
        key = self._keys.get((channel_id, message_id))
        await self._ask(
            self._client.chat_update(
                channel=channel_id,
                ts=message_id,
                text=shown.text,
                blocks=shown.blocks,
                metadata=None if key is None else _metadata(key),
                token=workspace.token,
            ),
            workspace,
        )

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        """Look through the last days of the conversation for the message that carries this key."""
        workspace = await self._workspace(address)
        channel_id = await self._channel_id(workspace, address)
        cursor = ""
        for _ in range(MOST_PAGES):
            page = await self._ask(
                self._client.conversations_history(
                    channel=channel_id,
                    include_all_metadata=True,
                    oldest=f"{time.time() - LOOK_BACK_SECONDS:.6f}",
                    limit=PAGE,
                    cursor=cursor or None,
                    token=workspace.token,
                ),
                workspace,
            )
            found = next((each["ts"] for each in page.get("messages") or [] if _carries(each, key)), None)
            if found is not None:
                self._remember(channel_id, str(found), key)
                return str(found)
            cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return None
        return None

    async def _workspace(self, address: Address) -> Workspace:
        workspace = await self._workspaces.find(address.workspace_id)
        if workspace is None:
            raise NotDelivered("revoked", f"Loopmates is not installed in the workspace {address.workspace_id}")
        return workspace

    async def _channel_id(self, workspace: Workspace, address: Address) -> str:
        """Give the channel, or the direct conversation with these people, opened where it is not yet."""
        if address.channel_id is not None:
            return address.channel_id
        people = (workspace.id, *sorted(address.user_ids))
        known = self._direct.get(people)
        if known is not None:
            return known
        try:
            answer = await self._ask(
                self._client.conversations_open(users=",".join(people[1:]), token=workspace.token), workspace
            )
        except NotDelivered as refusal:
            if refusal.kind == "channel_gone":
                raise NotDelivered("direct_closed", refusal.why) from refusal
            raise
        channel_id = str(answer["channel"]["id"])
        _keep(self._direct, people, channel_id)
        return channel_id

    async def _ask(self, call: Awaitable[Answer], workspace: Workspace) -> Answer:
        """Make a call; what Slack refuses becomes `NotDelivered`, and a fault of ours stays what it is."""
        try:
            return await call
        except SlackApiError as refusal:
            failure = _failure(refusal)
            if failure is None:
                raise
            if error_of(refusal) in GONE_FOR_GOOD:
                await self._workspaces.end(workspace.id)
            raise failure from refusal
        except (ClientError, OSError, TimeoutError, SlackClientError, json.JSONDecodeError) as fault:
            raise NotDelivered("transient", f"Slack was not reached: {type(fault).__name__}") from fault

    def _remember(self, channel_id: str, message_id: str, key: str) -> None:
        _keep(self._keys, (channel_id, message_id), key)


class _Pace:
    """Keeps a distance in time between the posts of each channel."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._free_at: OrderedDict[str, float] = OrderedDict()

    async def wait(self, channel_id: str) -> None:
        now = time.monotonic()
        turn = max(now, self._free_at.get(channel_id, now))
        _keep(self._free_at, channel_id, turn + self._seconds)
        if turn > now:
            await asyncio.sleep(turn - now)


def _failure(refusal: SlackApiError) -> NotDelivered | None:
    """Say what a refusal means for a delivery; none where the request itself was wrong."""
    error, status = error_of(refusal), status_of(refusal)
    if status == 429 or _KINDS.get(error) == "rate_limited":
        return NotDelivered("rate_limited", "Slack asked us to wait", retry_after_seconds=_retry_after(refusal))
    if error in _KINDS:
        return NotDelivered(_KINDS[error], f"Slack says {error}")
    if (
        status >= 500
        or not error
        or error in ("internal_error", "fatal_error", "service_unavailable", "request_timeout")
    ):
        return NotDelivered("transient", f"Slack says {error or status}")
    return None


def _retry_after(refusal: SlackApiError) -> float | None:
    headers: Any = getattr(refusal.response, "headers", None) or {}
    given = next((value for name, value in dict(headers).items() if name.lower() == "retry-after"), None)
    try:
        return float(given) if given is not None else None
    except ValueError:
        return None


def _metadata(key: str) -> Payload:
    return {"event_type": EVENT_TYPE, "event_payload": {"key": key}}


def _carries(posted: Payload, key: str) -> bool:
    metadata = posted.get("metadata") or {}
    return metadata.get("event_type") == EVENT_TYPE and (metadata.get("event_payload") or {}).get("key") == key


Kept = TypeVar("Kept")
Key = TypeVar("Key")


def _keep(kept: "OrderedDict[Key, Kept]", key: Key, value: Kept) -> None:
    """Remember something, and forget the oldest where there is too much."""
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > KEYS_REMEMBERED:
        kept.popitem(last=False)
