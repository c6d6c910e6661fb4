"""The stand-in's time, and the ids that are made of it."""

import itertools
import time
from datetime import UTC, datetime

DISCORD_EPOCH_MS = 1_420_070_400_000


class Time:
    """The stand-in's time: that of the machine, and what a test leaps ahead."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        """Give seconds since 1970."""
        return time.time() + self.ahead

    def text(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat()


class Snowflakes:
    """Discord's ids: the instant in milliseconds, then a number."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self._last = 0

    def next(self) -> int:
        made = (int(self._clock.now() * 1000) - DISCORD_EPOCH_MS) << 22
        self._last = max(self._last + 1, made)
        return self._last

    def on_shard(self, shard: int, *, of: int) -> int:
        """Make the id of a server that belongs to a shard."""
        return next(
            made for made in (self.next() + (step << 22) for step in itertools.count()) if _on(made, of) == shard
        )


def _on(guild_id: int, count: int) -> int:
    return (guild_id >> 22) % count
