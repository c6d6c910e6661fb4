"""What the engine needs of a chat platform to send something by itself."""

from dataclasses import dataclass
from typing import Literal, Protocol

from bot.chat.cards import Card


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a delivery goes: a channel, or a direct message to one person or a small group.

    `home_channel_id` is the channel of their cohort, for a platform that has no direct messages to small groups.
    """

    workspace_id: str
    channel_id: str | None = None
    user_ids: tuple[str, ...] = ()
    home_channel_id: str | None = None


FailureKind = Literal[
    "transient",
    "rate_limited",
    "channel_gone",
    "message_gone",
    "not_in_channel",
    "not_allowed",
    "direct_closed",
    "revoked",
]


class NotDelivered(Exception):
    """The platform did not take a message. `retry_after_seconds` is the platform's own word, kept to the letter."""

    def __init__(self, kind: FailureKind, why: str, *, retry_after_seconds: float | None = None) -> None:
        super().__init__(why)
        self.kind = kind
        self.why = why
        self.retry_after_seconds = retry_after_seconds

    @property
    def is_transient(self) -> bool:
        return self.kind in ("transient", "rate_limited")


class ChatPlatform(Protocol):
    """A chat platform as the courier sees it. Each call may raise `NotDelivered`."""

    name: str

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        """Post a card that carries its delivery key and return the platform's message id."""

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        """Put a card in the place of one posted before."""

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        """Look in the recent history for the message that carries this key."""
