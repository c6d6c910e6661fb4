"""Clocks that people see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.timer import Timer
from bot.store.mock_tables import timers

_BY_ID = select(timers).where(timers.c.id == bindparam("timer_id"))
_RUNNING_IN = (
    select(timers)
    .where(timers.c.mock_id == bindparam("mock_id"), timers.c.stopped_at.is_(None))
    .order_by(timers.c.id.desc())
)
_RUNNING_OF = select(timers).where(
    timers.c.member_id == bindparam("member_id"), timers.c.mock_id.is_(None), timers.c.stopped_at.is_(None)
)
_CHANGE = update(timers).where(timers.c.id == bindparam("timer_id"))
# Of two who stop at once, one does.
_STOP = _CHANGE.where(timers.c.stopped_at.is_(None)).returning(timers)


class Timers:
    """Named queries about timers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def start(
        self,
        *,
        cohort_id: int,
        member_id: int,
        aim_seconds: int,
        now: datetime,
        mock_id: int | None = None,
        half: int | None = None,
        position: int | None = None,
    ) -> Timer:
        values = {
            "cohort_id": cohort_id,
            "member_id": member_id,
            "aim_seconds": aim_seconds,
            "started_at": now,
            "mock_id": mock_id,
            "half": half,
            "position": position,
            "laps": [],
        }
        return _timer((await self._connection.execute(insert(timers).values(**values).returning(timers))).one())

    async def find(self, timer_id: int) -> Timer | None:
        row = (await self._connection.execute(_BY_ID, {"timer_id": timer_id})).one_or_none()
        return _timer(row) if row else None

    async def running_in(self, mock_id: int) -> Timer | None:
        """Find the clock that runs in a mock."""
        row = (await self._connection.execute(_RUNNING_IN, {"mock_id": mock_id})).first()
        return _timer(row) if row else None

    async def running_of(self, member_id: int) -> list[Timer]:
        """List the clocks that a member runs for themselves."""
        return [_timer(row) for row in await self._connection.execute(_RUNNING_OF, {"member_id": member_id})]

    async def stop(self, timer_id: int, at: datetime) -> Timer | None:
        """Stop a clock; none where it had been stopped before."""
        row = (await self._connection.execute(_STOP, {"timer_id": timer_id, "stopped_at": at})).one_or_none()
        return _timer(row) if row else None

    async def save_laps(self, timer_id: int, laps: Sequence[tuple[str, int]]) -> None:
        await self._connection.execute(_CHANGE, {"timer_id": timer_id, "laps": [list(lap) for lap in laps]})

    async def note_message(self, timer_id: int, message_id: str) -> None:
        await self._connection.execute(_CHANGE, {"timer_id": timer_id, "message_id": message_id})


def _timer(row: Row[Any]) -> Timer:
    return Timer(
        id=row.id,
        cohort_id=row.cohort_id,
        member_id=row.member_id,
        aim_seconds=row.aim_seconds,
        started_at=row.started_at,
        mock_id=row.mock_id,
        half=row.half,
        position=row.position,
        stopped_at=row.stopped_at,
        laps=tuple((beat, second) for beat, second in row.laps),
        message_id=row.message_id,
    )
