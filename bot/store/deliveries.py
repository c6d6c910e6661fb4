"""The outbox: rows that are claimed, sent and settled."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    Update,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.delivery import WAITING, Delivery, DeliveryState, NewDelivery
from bot.store.inserts import yielding_insert
from bot.store.tables import deliveries

_DUE, _CLAIMED, _FAILED = DeliveryState.DUE.value, DeliveryState.CLAIMED.value, DeliveryState.FAILED.value
_WAITING = tuple(state.value for state in WAITING)

_READY = and_(
    deliveries.c.next_try_at <= bindparam("now"),
    or_(
        deliveries.c.state.in_(_WAITING),
        and_(deliveries.c.state == _CLAIMED, deliveries.c.claimed_until < bindparam("now")),
    ),
)
_earlier = deliveries.alias("earlier")
_WAITS = exists().where(
    _earlier.c.platform == deliveries.c.platform,
    _earlier.c.workspace_id == deliveries.c.workspace_id,
    _earlier.c.lane == deliveries.c.lane,
    _earlier.c.state.in_((*_WAITING, _CLAIMED)),
    or_(
        _earlier.c.due_at < deliveries.c.due_at,
        and_(_earlier.c.due_at == deliveries.c.due_at, _earlier.c.id < deliveries.c.id),
    ),
)
_HEADS = (
    select(deliveries.c.id)
    .where(_READY, ~_WAITS, deliveries.c.platform.in_(bindparam("platforms", expanding=True)))
    .order_by(deliveries.c.due_at, deliveries.c.id)
    .limit(bindparam("limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
_HEADS_ELSEWHERE = _HEADS.where(
    tuple_(deliveries.c.platform, deliveries.c.workspace_id).not_in(bindparam("passed_over", expanding=True))
)
_CLAIM = (
    update(deliveries)
    .where(deliveries.c.id.in_(bindparam("ids", expanding=True)))
    .values(state=_CLAIMED, attempts=deliveries.c.attempts + 1)
    .returning(deliveries)
)
_RELEASE_ALL = update(deliveries).where(deliveries.c.state == _CLAIMED).values(state=_DUE, claimed_by=None)
# Each claim has its own number of attempts, so a delivery is changed only as long as this claim of it holds.
_CHANGE_CLAIMED = (
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("claimed_id"),
        deliveries.c.state == _CLAIMED,
        deliveries.c.attempts == bindparam("claimed_attempts"),
    )
    .returning(deliveries.c.id)
)
_DROP_WAITING = (
    update(deliveries)
    .where(deliveries.c.state.in_(_WAITING), deliveries.c.kind.in_(bindparam("kinds", expanding=True)))
    .values(state=DeliveryState.DROPPED.value)
)
_COUNT_SENT = (
    select(func.count())
    .select_from(deliveries)
    .where(deliveries.c.state == DeliveryState.SENT.value, deliveries.c.kind == bindparam("kind"))
)
_NEXT_TRY_AT = select(func.min(deliveries.c.next_try_at)).where(
    deliveries.c.state.in_(_WAITING), deliveries.c.next_try_at > bindparam("after")
)

_IS_KNOWN = select(exists().where(deliveries.c.key == bindparam("key")))


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

    async def is_known(self, key: str) -> bool:
        """Say whether a delivery of this key was put in the outbox, whatever became of it."""
        return bool((await self._connection.execute(_IS_KNOWN, {"key": key})).scalar_one())

    async def claim(
        self,
        owner: str,
        *,
        now: datetime,
        lease: timedelta,
        limit: int,
        platforms: Collection[str],
        passed_over: Collection[tuple[str, str]] = (),
    ) -> list[Delivery]:
        """Claim the first due delivery of each lane, oldest first; a claim left behind counts as due.

        Nothing is claimed of platforms that this process is not on: another one may be.
        `passed_over` are workspaces, each with its platform, of which nothing is claimed.
        """
        heads = _HEADS_ELSEWHERE if passed_over else _HEADS
        wanted = {"now": now, "limit": limit, "platforms": list(platforms), "passed_over": list(passed_over)}
        ids = list((await self._connection.execute(heads, wanted)).scalars())
        if not ids:
            return []
        claim = {"ids": ids, "claimed_by": owner, "claimed_until": now + lease}
        rows = (await self._connection.execute(_CLAIM, claim)).all()
        return sorted((_delivery(row) for row in rows), key=lambda delivery: (delivery.due_at, delivery.id))

    async def release_all(self) -> None:
        """Let go of every claim: for a process that owns the database alone and has just started."""
        await self._connection.execute(_RELEASE_ALL)

    async def renew(self, delivery: Delivery, *, now: datetime, lease: timedelta) -> bool:
        """Hold a claim for longer, and say whether it still was one's own."""
        return await self._change_claimed(delivery, claimed_until=now + lease)

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
            delivery,
            state=state.value,
            settled_at=now,
            message_id=message_id,
            why=why,
            claimed_by=None,
            claimed_until=None,
        )

    async def put_back(self, delivery: Delivery, *, next_try_at: datetime, why: str, was_tried: bool = True) -> bool:
        """Let a delivery wait for another try; one that was not tried counts one attempt less."""
        attempts = delivery.attempts if was_tried else delivery.attempts - 1
        return await self._change_claimed(
            delivery,
            state=_FAILED if was_tried else _DUE,
            next_try_at=next_try_at,
            why=why,
            attempts=attempts,
            claimed_by=None,
            claimed_until=None,
        )

    async def move_lane(self, *, platform: str, workspace_id: str, channel_id: str, to_channel_id: str) -> None:
        """Send what waits for one channel to another, when a group moves."""
        await self._connection.execute(
            update(deliveries)
            .where(
                deliveries.c.platform == platform,
                deliveries.c.workspace_id == workspace_id,
                deliveries.c.lane == channel_id,
                deliveries.c.state.in_(_WAITING),
            )
            .values(channel_id=to_channel_id, lane=to_channel_id)
        )

    async def drop_waiting(self, *, kinds: Collection[str], about: Mapping[str, int], now: datetime, why: str) -> None:
        """Drop what still waits of some kinds and matches, such as the reminders of someone who has practised."""
        numbers = {f"about_{name}": number for name, number in about.items()}
        dropped = {"kinds": list(kinds), "settled_at": now, "why": why}
        await self._connection.execute(_drop_waiting_about(*about), {**numbers, **dropped})

    async def next_try_at(self, after: datetime) -> datetime | None:
        """Give the earliest instant after another at which a waiting delivery wants its try."""
        earliest: datetime | None = (await self._connection.execute(_NEXT_TRY_AT, {"after": after})).scalar_one()
        return earliest

    async def count_by_state(self) -> dict[str, int]:
        statement = select(deliveries.c.state, func.count()).group_by(deliveries.c.state)
        return {row[0]: row[1] for row in await self._connection.execute(statement)}

    async def count_sent(self, *, kind: str, about: Mapping[str, int]) -> int:
        """Count what was sent of one kind and matches."""
        numbers = {f"about_{name}": number for name, number in about.items()}
        found = await self._connection.execute(_count_sent_about(*about), {"kind": kind, **numbers})
        return int(found.scalar_one())

    async def _change_claimed(self, delivery: Delivery, **columns: Any) -> bool:
        claim = {"claimed_id": delivery.id, "claimed_attempts": delivery.attempts}
        changed = await self._connection.execute(_CHANGE_CLAIMED, {**claim, **columns})
        return changed.one_or_none() is not None


@cache
def _drop_waiting_about(*names: str) -> Update:
    return _DROP_WAITING.where(*_is_about(names))


@cache
def _count_sent_about(*names: str) -> Select[int]:
    return _COUNT_SENT.where(*_is_about(names))


def _is_about(names: Iterable[str]) -> list[ColumnElement[bool]]:
    return [deliveries.c.about[name].as_integer() == bindparam(f"about_{name}") for name in names]


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
