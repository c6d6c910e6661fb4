"""A delivery: something that the bot sends by itself, exactly once, under a key that says what it is."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

FIRST_RETRY = timedelta(seconds=5)
LONGEST_RETRY = timedelta(minutes=15)


class DeliveryState(StrEnum):
    """Where a delivery stands: failed ones wait for their next try, dropped ones are not sent any more."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"


HOME_CHANNEL = "home_channel"
"""The key in `about` for the channel in which a platform without small group messages opens a private thread."""

UPDATES = frozenset({"tally", "pair-card", "mock-lapse", "timer-tick", "timer-stop"})
"""Kinds that only draw a message again that is there already, so that none is looked for after a crash."""

WAITING = (DeliveryState.DUE, DeliveryState.FAILED)
"""States from which a delivery is tried: for the first time, and again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDelivery:
    """A delivery to be put in the outbox. An empty `channel_id` makes it a direct message to `user_ids`.

    `about` is what its card is made from; `HOME_CHANNEL` in it names the channel of a small group's cohort.
    """

    key: str
    kind: str
    platform: str
    workspace_id: str
    due_at: datetime
    deadline_at: datetime
    channel_id: str | None = None
    user_ids: tuple[str, ...] = ()
    about: dict[str, int | str] = field(default_factory=dict)

    @property
    def lane(self) -> str:
        """Name the conversation in which order is kept."""
        return self.channel_id or "direct:" + ",".join(sorted(self.user_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as stored and claimed; `attempts` counts the claims so far, this one included."""

    id: int
    key: str
    kind: str
    platform: str
    workspace_id: str
    channel_id: str | None
    user_ids: tuple[str, ...]
    lane: str
    due_at: datetime
    deadline_at: datetime
    about: dict[str, int | str]
    attempts: int

    @property
    def may_have_been_sent(self) -> bool:
        """Say whether an earlier attempt may have reached people before it was cut off."""
        return self.attempts > 1

    def number(self, name: str) -> int:
        return int(self.about[name])


def next_try(now: datetime, attempts: int, *, jitter: float) -> datetime:
    """Give the time of the next attempt: doubling waits up to 15 minutes; `jitter` from 0 to 1 spreads them."""
    wait: timedelta = min(FIRST_RETRY * 2 ** min(attempts - 1, 10), LONGEST_RETRY)
    return now + wait * (0.75 + 0.5 * jitter)
