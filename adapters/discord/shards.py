"""Which shards this process has: leases in the database, renewed while it lives, and taken over when it dies.

Each shard has one holder at a time. A process that cannot renew its leases lets its shards go before they run out.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=12)
BEAT_SECONDS = 3.0
GIVE_UP_SECONDS = LEASE.total_seconds() - BEAT_SECONDS
IDENTIFY_DISTANCE = timedelta(seconds=5)
"""https://docs.discord.com/developers/events/gateway#session-start-limit-object"""


class Share(Protocol):
    """What one process may hold; `surplus` is to be let go."""

    @property
    def shard_count(self) -> int: ...

    @property
    def mine(self) -> frozenset[int]: ...

    @property
    def surplus(self) -> frozenset[int]: ...


class Leases(Protocol):
    """Who holds which shard; see `ShardLeases` in the store."""

    async def share(self, application_id: str, owner: str, *, shard_count: int, lease: timedelta) -> Share: ...

    async def release(self, application_id: str, owner: str, shards: frozenset[int]) -> None: ...

    async def leave(self, application_id: str, owner: str) -> None: ...

    async def turn_in(self, name: str, distance: timedelta) -> float: ...


class ShardKeeper:
    """Keeps the shards of this process what its leases say."""

    def __init__(
        self,
        leases: Leases,
        *,
        application_id: str,
        owner: str,
        take: Callable[[int], Awaitable[None]],
        drop: Callable[[int], Awaitable[None]],
    ) -> None:
        self._leases = leases
        self._application_id = application_id
        self._owner = owner
        self._take = take
        self._drop = drop
        self._taken: dict[int, asyncio.Task[None]] = {}
        self._renewed_at = time.monotonic()
        self._shard_count = 1
        self.first_beat = asyncio.Event()

    @property
    def shards(self) -> frozenset[int]:
        return frozenset(self._taken)

    async def begin(self, shard_count: int) -> Share:
        """Take a first share; `shard_count` is what Discord recommends."""
        self._shard_count = shard_count
        share = await self._leases.share(self._application_id, self._owner, shard_count=shard_count, lease=LEASE)
        self._renewed_at = time.monotonic()
        self._shard_count = share.shard_count
        return share

    async def keep(self) -> None:
        """Renew, take and let go until it is cancelled."""
        while True:
            await self.beat()
            await asyncio.sleep(BEAT_SECONDS)

    async def beat(self) -> None:
        """Renew once, and do what the new share says."""
        try:
            async with asyncio.timeout(BEAT_SECONDS):
                share = await self._leases.share(
                    self._application_id, self._owner, shard_count=self._shard_count, lease=LEASE
                )
        except Exception as fault:  # whatever keeps the database from answering
            logger.warning("shards were not renewed: %s", type(fault).__name__)
            if time.monotonic() - self._renewed_at > GIVE_UP_SECONDS:
                await self._let_go(frozenset(self._taken))
            return
        self._renewed_at = time.monotonic()
        await self._apply(share)
        self.first_beat.set()

    async def end(self) -> None:
        """Let go of everything, for others to take at once."""
        await self._let_go(frozenset(self._taken))
        try:
            await self._leases.leave(self._application_id, self._owner)
        except Exception as fault:  # the leases run out by themselves
            logger.warning("shards were not given back: %s", type(fault).__name__)

    async def wait_for_turn(self, slot: int) -> None:
        """Wait until a session may begin: Discord takes one in five seconds from all processes together."""
        name = f"identify:{self._application_id}:{slot}"
        try:
            left = await self._leases.turn_in(name, IDENTIFY_DISTANCE)
            while left > 0:
                await asyncio.sleep(left)
                left = await self._leases.turn_in(name, IDENTIFY_DISTANCE)
        except Exception as fault:  # without the database the longest distance is kept
            logger.warning("no turn for a session: %s", type(fault).__name__)
            await asyncio.sleep(IDENTIFY_DISTANCE.total_seconds())

    async def _apply(self, share: Share) -> None:
        keeps = share.mine - share.surplus
        await self._let_go(frozenset(self._taken) - keeps)
        if share.surplus:
            await self._leases.release(self._application_id, self._owner, share.surplus)
        for shard in sorted(keeps - self._taken.keys()):
            logger.info("taking shard %s of %s", shard, share.shard_count)
            self._taken[shard] = asyncio.create_task(self._connect(shard))

    async def _connect(self, shard: int) -> None:
        await self._take(shard)

    async def _let_go(self, shards: frozenset[int]) -> None:
        for shard in sorted(shards):
            logger.info("letting go of shard %s", shard)
            self._taken.pop(shard).cancel()
            await self._drop(shard)
