"""The courier: claims what is due in the outbox, sends it, and settles it, so that people see each delivery once."""

import asyncio
import logging
import os
import random
import secrets
from collections.abc import Mapping
from datetime import timedelta
from itertools import groupby

from bot.chat.platform import Address, ChatPlatform, NotDelivered
from bot.clock import Clock
from bot.domain.delivery import Delivery, DeliveryState, next_try
from bot.usecases.deliveries import Drop, Outgoing, Post, Update, note_dropped, note_refused, note_sent, prepare
from bot.work import WorkRoom

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
CLAIMED_AT_ONCE = 50
SEND_SECONDS = 30.0
WAIT_FOR_INVITATION = timedelta(minutes=5)


class Courier:
    """Carries deliveries to their platforms. Workspaces do not wait for one another."""

    def __init__(self, work_room: WorkRoom, platforms: Mapping[str, ChatPlatform], *, clock: Clock) -> None:
        self._work_room = work_room
        self._platforms = platforms
        self._clock = clock
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._delivering = asyncio.Lock()

    async def deliver_due(self) -> int:
        """Send everything due now, oldest first in each conversation, and say how many were settled."""
        settled = 0
        async with self._delivering:
            while claimed := await self._claim():
                by_workspace = groupby(sorted(claimed, key=_workspace), key=_workspace)
                carried = await asyncio.gather(*(self._carry_all(list(group)) for _, group in by_workspace))
                settled += sum(carried)
        return settled

    async def take_over(self) -> None:
        """Let go of what a process before this one had claimed: only for a process that owns the database alone."""
        async with self._work_room.open(self._clock.now()) as work:
            await work.deliveries.release_all()

    async def _claim(self) -> list[Delivery]:
        now = self._clock.now()
        async with self._work_room.open(now) as work:
            return await work.deliveries.claim(self._owner, now=now, lease=LEASE, limit=CLAIMED_AT_ONCE)

    async def _carry_all(self, deliveries: list[Delivery]) -> int:
        return sum([await self._carry(delivery) for delivery in deliveries])

    async def _carry(self, delivery: Delivery) -> bool:
        """Carry one delivery to its end; an unforeseen fault puts it back for a later try."""
        try:
            return await self._send(delivery)
        except NotDelivered as refusal:
            return await self._refused(delivery, refusal)
        except Exception as fault:
            logger.exception("delivery %s failed", delivery.key)
            return await self._put_back(delivery, why=type(fault).__name__)

    async def _send(self, delivery: Delivery) -> bool:
        async with self._work_room.open(self._clock.now()) as work:
            outgoing = await prepare(work, delivery)
        if isinstance(outgoing, Drop):
            found = await self._find(delivery) if delivery.may_have_been_sent else None
            return await (self._settle_sent(delivery, found) if found else self._drop(delivery, outgoing.why))
        async with asyncio.timeout(SEND_SECONDS):
            message_id = await self._hand_over(delivery, outgoing)
        return await self._settle_sent(delivery, message_id)

    async def _hand_over(self, delivery: Delivery, outgoing: Outgoing) -> str:
        platform, address = self._platforms[delivery.platform], _address(delivery)
        if isinstance(outgoing, Update):
            await platform.update(address, outgoing.message_id, outgoing.card)
            return outgoing.message_id
        assert isinstance(outgoing, Post)
        found = await self._find(delivery) if delivery.may_have_been_sent else None
        return found or await platform.post(address, outgoing.card, key=delivery.key)

    async def _find(self, delivery: Delivery) -> str | None:
        """Look on the platform for a delivery whose earlier attempt may have arrived."""
        if delivery.kind == "tally":
            return None
        return await self._platforms[delivery.platform].find_posted(_address(delivery), key=delivery.key)

    async def _settle_sent(self, delivery: Delivery, message_id: str) -> bool:
        now = self._clock.now()
        async with self._work_room.open(now) as work:
            await work.deliveries.settle(delivery, DeliveryState.SENT, now=now, message_id=message_id)
            await note_sent(work, delivery, message_id)
        return True

    async def _drop(self, delivery: Delivery, why: str) -> bool:
        now = self._clock.now()
        async with self._work_room.open(now) as work:
            await work.deliveries.settle(delivery, DeliveryState.DROPPED, now=now, why=why)
            await note_dropped(work, delivery, why)
        return True

    async def _refused(self, delivery: Delivery, refusal: NotDelivered) -> bool:
        logger.warning("delivery %s refused: %s", delivery.key, refusal.kind)
        if refusal.is_transient:
            return await self._put_back(delivery, why=refusal.why, after_seconds=refusal.retry_after_seconds)
        now = self._clock.now()
        async with self._work_room.open(now) as work:
            if refusal.kind == "not_in_channel":
                await work.deliveries.put_back(delivery, next_try_at=now + WAIT_FOR_INVITATION, why=refusal.why)
            else:
                await work.deliveries.settle(delivery, DeliveryState.FAILED, now=now, why=refusal.why)
            await note_refused(work, delivery, refusal)
        return refusal.kind != "not_in_channel"

    async def _put_back(self, delivery: Delivery, *, why: str, after_seconds: float | None = None) -> bool:
        now = self._clock.now()
        again_at = next_try(now, delivery.attempts, jitter=random.random())
        if after_seconds is not None:
            again_at = now + timedelta(seconds=after_seconds)
        async with self._work_room.open(now) as work:
            await work.deliveries.put_back(delivery, next_try_at=again_at, why=why)
        return False


def _workspace(delivery: Delivery) -> tuple[str, str]:
    return delivery.platform, delivery.workspace_id


def _address(delivery: Delivery) -> Address:
    return Address(workspace_id=delivery.workspace_id, channel_id=delivery.channel_id, user_ids=delivery.user_ids)
