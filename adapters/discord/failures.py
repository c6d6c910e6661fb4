"""What Discord refuses, said in the words of deliveries.

https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from collections.abc import Mapping
from typing import NoReturn

import discord
from aiohttp import ClientError

from adapters.discord.text import is_snowflake
from bot.chat.platform import FailureKind, NotDelivered

FAULTS = (discord.HTTPException, discord.RateLimited, ClientError, OSError, TimeoutError)

THREAD_IS_ARCHIVED = 50083

_KINDS: dict[int, FailureKind] = {
    10003: "channel_gone",  # unknown channel
    10004: "revoked",  # unknown server
    10008: "message_gone",  # unknown message
    10013: "direct_closed",  # unknown user
    20016: "rate_limited",  # slow mode
    20028: "rate_limited",  # the channel's write limit
    20029: "rate_limited",
    40001: "revoked",
    40003: "rate_limited",  # direct messages are opened too fast
    40004: "transient",  # sending is switched off for a while
    50001: "not_in_channel",  # missing access: the bot does not see the channel
    50005: "message_gone",  # somebody else's message
    50007: "direct_closed",
    50008: "not_allowed",  # no channel for messages
    50013: "not_allowed",  # missing permissions
    50024: "not_allowed",  # not in this kind of channel
    50033: "direct_closed",
    50083: "not_allowed",  # the thread is archived
    50278: "direct_closed",  # no server in common
    160005: "not_allowed",  # the thread is locked
    160006: "not_allowed",  # too many threads
}


def failure(fault: Exception) -> NotDelivered | None:
    """Say what a fault means for a delivery; none where the request itself was wrong."""
    if isinstance(fault, discord.RateLimited):
        return NotDelivered("rate_limited", "Discord asked us to wait", retry_after_seconds=fault.retry_after)
    if not isinstance(fault, discord.HTTPException):
        return NotDelivered("transient", f"Discord was not reached: {type(fault).__name__}")
    kind = _KINDS.get(fault.code)
    if fault.status == 429 or kind == "rate_limited":
        return NotDelivered("rate_limited", "Discord asked us to wait", retry_after_seconds=_retry_after(fault))
    if kind is not None:
        return NotDelivered(kind, f"Discord says {fault.code}")
    if fault.status >= 500:
        return NotDelivered("transient", f"Discord says {fault.status}")
    if fault.status == 401:
        return NotDelivered("revoked", "Discord refuses the token")
    if fault.status in (403, 404):
        return NotDelivered("not_allowed" if fault.status == 403 else "channel_gone", f"Discord says {fault.status}")
    return None


def refuse(fault: Exception, *, instead: Mapping[FailureKind, FailureKind] | None = None) -> NoReturn:
    """Raise a fault as what it means for a delivery; a fault of ours stays what it is."""
    refusal = failure(fault)
    if refusal is None:
        raise fault
    kind = (instead or {}).get(refusal.kind, refusal.kind)
    raise NotDelivered(kind, refusal.why, retry_after_seconds=refusal.retry_after_seconds) from fault


def number(id: str, otherwise: FailureKind) -> int:
    """Read an id; what is none of Discord's is refused without a call."""
    if not is_snowflake(id):
        raise NotDelivered(otherwise, f"{id} is no id of Discord's")
    return int(id)


def _retry_after(fault: discord.HTTPException) -> float | None:
    headers = getattr(fault.response, "headers", None) or {}
    try:
        return float(headers["Retry-After"])
    except (KeyError, ValueError):
        return None
