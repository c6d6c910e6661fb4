"""In which servers Loopmates is: one that removes it is let go at once, and what is held of it goes in thirty days."""

import logging
from datetime import timedelta

from adapters.discord.requests import PLATFORM
from bot.clock import Clock
from bot.store.installations import Installations

KEPT_AFTER_END = timedelta(days=30)

logger = logging.getLogger(__name__)


class Servers:
    """Follows joining and leaving, also what happened while no process looked."""

    def __init__(self, store: Installations, clock: Clock, *, shard_count: int) -> None:
        self._store = store
        self._clock = clock
        self._shard_count = shard_count

    async def seen(self, guild_ids: list[int], *, shard_id: int | None = None) -> None:
        """Note servers that Loopmates is in; with a shard, these are all of its servers and every other one has gone.

        A server that is down for a while is among them: Discord lists it, only as unavailable.
        """
        await self._store.note_present(PLATFORM, [str(guild_id) for guild_id in guild_ids], self._clock.now())
        if shard_id is None:
            return
        known = [each for each in await self._store.all(PLATFORM) if each.ended_at is None]
        here = {str(guild_id) for guild_id in guild_ids}
        for each in known:
            if each.workspace_id not in here and (int(each.workspace_id) >> 22) % self._shard_count == shard_id:
                await self.gone(int(each.workspace_id))

    async def gone(self, guild_id: int) -> None:
        """Stop at once for a server that removed Loopmates."""
        await self._store.end(PLATFORM, str(guild_id), self._clock.now())
        logger.info("%s removed Loopmates; what is held of it goes in %s days", guild_id, KEPT_AFTER_END.days)

    async def forget_ended(self) -> None:
        """Delete what is held of servers that removed Loopmates long enough ago."""
        for workspace_id in await self._store.forget_ended(PLATFORM, self._clock.now() - KEPT_AFTER_END):
            logger.info("everything held of %s was deleted", workspace_id)
