"""The courier: claims what is due in the outbox, sends it, and settles it, so that people see each delivery once."""

import asyncio
import logging
import os
import random
import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import groupby

from bot.chat.platform import Address, ChatPlatform, NotDelivered
from bot.clock import Clock
from bot.domain.delivery import HOME_CHANNEL, UPDATES, Delivery, DeliveryState, next_try
from bot.usecases.deliveries import note_dropped, note_refused, note_sent, prepare
from bot.usecases.outgoing import Drop, Outgoing, Update
from bot.work import WorkRoom

logger = logging.getLogger(__name__)

# A claim is renewed before each attempt, so it outlasts the longest attempt and not the queue before it.
LEASE = timedelta(seconds=60)
SEND_SECONDS = 30.0
CLAIMED_AT_ONCE = 50
LOOK_AGAIN_SECONDS = 1.0
SHORTEST_REST_SECONDS = 1.0
WAIT_FOR_INVITATION = timedelta(minutes=5)
MOST_LOOKS = 100

Workspace = tuple[str, str]


class Courier:
    """Carries deliveries to their platforms. Workspaces do not wait for one another."""

    def __init__(self, work_room: WorkRoom, platforms: Mapping[str, ChatPlatform], *, clock: Clock) -> None:
        self._work_room = work_room
        self._platforms = platforms
        self._clock = clock
        self._owner = f"{os.getpid()}-{secrets.token_hex(4)}"
        self._delivering = asyncio.Lock()
        self._resting: dict[Workspace, datetime] = {}

    async def deliver_due(self) -> int:
        """Send everything due now, oldest first in each conversation, and say how many were settled.

        While a slow workspace is still busy, what comes due in the others is claimed and sent.
        """
        settled = 0
        busy: dict[Workspace, asyncio.Task[int]] = {}
        async with self._delivering:
            try:
                while True:
                    for workspace, deliveries in await self._claim(busy):
                        busy[workspace] = asyncio.create_task(self._carry_all(deliveries))
                    if not busy:
                        return settled
                    done, _ = await asyncio.wait(
                        busy.values(), timeout=LOOK_AGAIN_SECONDS, return_when=asyncio.FIRST_COMPLETED
                    )
                    for workspace in [name for name, task in busy.items() if task in done]:
                        settled += busy.pop(workspace).result()
            except asyncio.CancelledError:
                for task in busy.values():
                    task.cancel()
                raise
            finally:
                await asyncio.gather(*busy.values(), return_exceptions=True)

    async def take_over(self) -> None:
        """Let go of what a process before this one had claimed: only for a process that owns the database alone."""
        async with self._work_room.open(self._clock.now()) as work:
            await work.deliveries.release_all()

    async def _claim(self, busy: Mapping[Workspace, object]) -> list[tuple[Workspace, list[Delivery]]]:
        """Claim what is due, by workspace; one that is still busy or that asked us to wait is passed over."""
        now = self._clock.now()
        self._resting = {workspace: until for workspace, until in self._resting.items() if until > now}
        async with self._work_room.open(now) as work:
            claimed = await work.deliveries.claim(
                self._owner,
                now=now,
                lease=LEASE,
                limit=CLAIMED_AT_ONCE,
                platforms=list(self._platforms),
                passed_over={*busy, *self._resting},
            )
        by_workspace = groupby(sorted(claimed, key=_workspace), key=_workspace)
        return [(workspace, list(deliveries)) for workspace, deliveries in by_workspace]

    async def _carry_all(self, deliveries: list[Delivery]) -> int:
        return sum([await self._carry(delivery) for delivery in deliveries])

    async def _carry(self, delivery: Delivery) -> bool:
        """Carry one delivery to its end; an unforeseen fault puts it back for a later try."""
        rests_until = self._resting.get(_workspace(delivery))
        if rests_until is not None and rests_until > self._clock.now():
            return await self._let_wait(delivery, rests_until, why="the workspace asked us to wait")
        try:
            return await self._send(delivery)
        except NotDelivered as refusal:
            return await self._refused(delivery, refusal)
        except Exception as fault:
            logger.exception("delivery %s failed", delivery.key)
            return await self._put_back(delivery, why=type(fault).__name__)

    async def _send(self, delivery: Delivery) -> bool:
        now = self._clock.now()
        async with self._work_room.open(now) as work:
            if not await work.deliveries.renew(delivery, now=now, lease=LEASE):
                logger.warning("delivery %s waited too long and was taken by another courier", delivery.key)
                return False
            outgoing = await prepare(work, delivery)
        async with asyncio.timeout(SEND_SECONDS):
            message_id = await self._hand_over(delivery, outgoing)
        if message_id is not None:
            return await self._settle_sent(delivery, message_id)
        assert isinstance(outgoing, Drop)
        return await self._drop(delivery, outgoing.why)

    async def _hand_over(self, delivery: Delivery, outgoing: Outgoing) -> str | None:
        """Give the message that people see; none where nothing was sent and nothing is to be."""
        platform, address = self._platforms[delivery.platform], _address(delivery)
        if isinstance(outgoing, Update):
            await platform.update(address, outgoing.message_id, outgoing.card)
            return outgoing.message_id
        may_be_there = delivery.may_have_been_sent and delivery.kind not in UPDATES
        found = await platform.find_posted(address, key=delivery.key) if may_be_there else None
        if found is not None or isinstance(outgoing, Drop):
            return found
        return await platform.post(address, outgoing.card, key=delivery.key)

    async def _settle_sent(self, delivery: Delivery, message_id: str) -> bool:
        now = self._clock.now()
        async with self._work_room.open(now) as work:
            if not await work.deliveries.settle(delivery, DeliveryState.SENT, now=now, message_id=message_id):
                return False
            await note_sent(work, delivery, message_id)
        return True

    async def _drop(self, delivery: Delivery, why: str) -> bool:
        now = self._clock.now()
        async with self._work_room.open(now) as work:
            if not await work.deliveries.settle(delivery, DeliveryState.DROPPED, now=now, why=why):
                return False
            await note_dropped(work, delivery, why)
        return True

    async def _refused(self, delivery: Delivery, refusal: NotDelivered) -> bool:
        logger.warning("delivery %s refused: %s", delivery.key, refusal.kind)
        if refusal.kind == "rate_limited":
            return await self._rest(delivery, refusal)
        if refusal.is_transient:
            return await self._put_back(delivery, why=refusal.why, after_seconds=refusal.retry_after_seconds)
        now = self._clock.now()
        waits_for_invitation = refusal.kind == "not_in_channel"
        if waits_for_invitation and now > delivery.deadline_at:
            return await self._drop(delivery, "too late")
        async with self._work_room.open(now) as work:
            if waits_for_invitation:
                await work.deliveries.put_back(delivery, next_try_at=now + WAIT_FOR_INVITATION, why=refusal.why)
            else:
                await work.deliveries.settle(delivery, DeliveryState.DROPPED, now=now, why=refusal.why)
            await note_refused(work, delivery, refusal)
        return not waits_for_invitation

    async def _rest(self, delivery: Delivery, refusal: NotDelivered) -> bool:
        """Leave the whole workspace alone for as long as its platform says; the other workspaces go on."""
        if refusal.retry_after_seconds is None:
            return await self._put_back(delivery, why=refusal.why)
        until = self._clock.now() + timedelta(seconds=max(refusal.retry_after_seconds, SHORTEST_REST_SECONDS))
        self._resting[_workspace(delivery)] = until
        return await self._let_wait(delivery, until, why=refusal.why)

    async def _let_wait(self, delivery: Delivery, until: datetime, *, why: str) -> bool:
        """Put a delivery back that has surely not been sent."""
        async with self._work_room.open(self._clock.now()) as work:
            await work.deliveries.put_back(delivery, next_try_at=until, why=why, was_tried=False)
        return False

    async def _put_back(self, delivery: Delivery, *, why: str, after_seconds: float | None = None) -> bool:
        now = self._clock.now()
        if now > delivery.deadline_at and delivery.attempts >= MOST_LOOKS:
            return await self._drop(delivery, "too late")
        again_at = next_try(now, delivery.attempts, jitter=random.random())
        if after_seconds is not None:
            again_at = now + timedelta(seconds=max(after_seconds, SHORTEST_REST_SECONDS))
        async with self._work_room.open(now) as work:
            await work.deliveries.put_back(delivery, next_try_at=again_at, why=why)
        return False


def _workspace(delivery: Delivery) -> Workspace:
    return delivery.platform, delivery.workspace_id


def _address(delivery: Delivery) -> Address:
    home = delivery.about.get(HOME_CHANNEL)
    return Address(
        workspace_id=delivery.workspace_id,
        channel_id=delivery.channel_id,
        user_ids=delivery.user_ids,
        home_channel_id=None if home is None else str(home),
    )
