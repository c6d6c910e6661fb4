"""The outbox: rows that are claimed, sent and settled."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Update, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import Delivery, DeliveryState, NewDelivery
from bot.store.inserts import yielding_insert
from bot.store.tables import deliveries

_DUE, _CLAIMED = DeliveryState.DUE.value, DeliveryState.CLAIMED.value


class Deliveries:
    """Named queries about the outbox."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, *new: NewDelivery) -> None:
        """Put deliveries in the outbox; one whose key is there already is the same delivery."""
        if not new:
            return
        statement = yielding_insert(self._connection, deliveries).on_conflict_do_nothing(index_elements=["key"])
        await self._connection.execute(statement, [_columns(delivery) for delivery in new])

    async def claim(
        self,
        owner: str,
        *,
        now: datetime,
        lease: timedelta,
        limit: int,
        passed_over: Collection[tuple[str, str]] = (),
    ) -> list[Delivery]:
        """Claim the first due delivery of each lane, oldest first; a claim left behind counts as due.

        `passed_over` are workspaces, each with its platform, of which nothing is claimed.
        """
        ready = and_(
            deliveries.c.next_try_at <= now,
            or_(
                deliveries.c.state == _DUE,
                and_(deliveries.c.state == _CLAIMED, deliveries.c.claimed_until < now),
            ),
        )
        earlier = deliveries.alias("earlier")
        waits = exists().where(
            earlier.c.platform == deliveries.c.platform,
            earlier.c.workspace_id == deliveries.c.workspace_id,
            earlier.c.lane == deliveries.c.lane,
            earlier.c.state.in_((_DUE, _CLAIMED)),
            or_(
                earlier.c.due_at < deliveries.c.due_at,
                and_(earlier.c.due_at == deliveries.c.due_at, earlier.c.id < deliveries.c.id),
            ),
        )
        workspace = tuple_(deliveries.c.platform, deliveries.c.workspace_id)
        heads = (
            select(deliveries.c.id)
            .where(ready, ~waits, *([workspace.not_in(list(passed_over))] if passed_over else []))
            .order_by(deliveries.c.due_at, deliveries.c.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        )
        ids = list((await self._connection.execute(heads)).scalars())
        if not ids:
            return []
        statement = (
            update(deliveries)
            .where(deliveries.c.id.in_(ids))
            .values(state=_CLAIMED, claimed_by=owner, claimed_until=now + lease, attempts=deliveries.c.attempts + 1)
            .returning(deliveries)
        )
        rows = (await self._connection.execute(statement)).all()
        return sorted((_delivery(row) for row in rows), key=lambda delivery: (delivery.due_at, delivery.id))

    async def release_all(self) -> None:
        """Let go of every claim: for a process that owns the database alone and has just started."""
        await self._connection.execute(
            update(deliveries).where(deliveries.c.state == _CLAIMED).values(state=_DUE, claimed_by=None)
        )

    async def renew(self, delivery: Delivery, *, now: datetime, lease: timedelta) -> bool:
        """Hold a claim for longer, and say whether it still was one's own."""
        return await self._change_claimed(_claimed(delivery).values(claimed_until=now + lease))

    async def settle(
        self,
        delivery: Delivery,
        state: DeliveryState,
        *,
        now: datetime,
        message_id: str | None = None,
        why: str | None = None,
    ) -> bool:
        """Note how a delivery ended, and say whether the claim still was one's own."""
        return await self._change_claimed(
            _claimed(delivery).values(
                state=state.value, settled_at=now, message_id=message_id, why=why, claimed_by=None, claimed_until=None
            )
        )

    async def put_back(self, delivery: Delivery, *, next_try_at: datetime, why: str, was_tried: bool = True) -> bool:
        """Let a delivery wait for another try; one that was not tried counts one attempt less."""
        attempts = delivery.attempts if was_tried else delivery.attempts - 1
        return await self._change_claimed(
            _claimed(delivery).values(
                state=_DUE, next_try_at=next_try_at, why=why, attempts=attempts, claimed_by=None, claimed_until=None
            )
        )

    async def drop_waiting(self, *, kind: str, about: dict[str, int | str], now: datetime, why: str) -> None:
        """Drop what still waits of a kind and matches, such as the reminders of someone who has practised."""
        statement = select(deliveries.c.id, deliveries.c.about).where(
            deliveries.c.kind == kind, deliveries.c.state == _DUE
        )
        rows = (await self._connection.execute(statement)).all()
        ids = [row.id for row in rows if about.items() <= row.about.items()]
        if ids:
            await self._connection.execute(
                update(deliveries)
                .where(deliveries.c.id.in_(ids), deliveries.c.state == _DUE)  # a courier may have claimed it since
                .values(state=DeliveryState.DROPPED.value, settled_at=now, why=why)
            )

    async def next_try_at(self, after: datetime) -> datetime | None:
        """Give the earliest instant after another at which a waiting delivery wants its try."""
        statement = select(func.min(deliveries.c.next_try_at)).where(
            deliveries.c.state == _DUE, deliveries.c.next_try_at > after
        )
        earliest: datetime | None = (await self._connection.execute(statement)).scalar_one()
        return earliest

    async def count_by_state(self) -> dict[str, int]:
        statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def _change_claimed(self, statement: Update) -> bool:
        changed = await self._connection.execute(statement.returning(deliveries.c.id))
        return changed.one_or_none() is not None


def _claimed(delivery: Delivery) -> Update:
    """Change a delivery only as long as this claim of it holds: each claim has its own number of attempts."""
    return update(deliveries).where(
        deliveries.c.id == delivery.id,
        deliveries.c.state == _CLAIMED,
        deliveries.c.attempts == delivery.attempts,
    )


def _columns(new: NewDelivery) -> dict[str, Any]:
    return {
        "key": new.key,
        "kind": new.kind,
        "platform": new.platform,
        "workspace_id": new.workspace_id,
        "channel_id": new.channel_id,
        "user_ids": list(new.user_ids),
        "lane": new.lane,
        "about": new.about,
        "due_at": new.due_at,
        "deadline_at": new.deadline_at,
        "state": _DUE,
        "next_try_at": new.due_at,
    }


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        key=row.key,
        kind=row.kind,
        platform=row.platform,
        workspace_id=row.workspace_id,
        channel_id=row.channel_id,
        user_ids=tuple(row.user_ids),
        lane=row.lane,
        due_at=row.due_at,
        deadline_at=row.deadline_at,
        about=row.about,
        attempts=row.attempts,
    )
