"""Mocks and who sits in them. Their questions and probes are kept by `mock_material.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.mock import LIVE, Length, Mock, MockState, Role, Seat
from bot.errors import Collision
from bot.store.mock_tables import mock_people, mocks

_LIVE = tuple(state.value for state in LIVE)
_BY_ID = select(mocks).where(mocks.c.id == bindparam("mock_id"))
_SEATS = (
    select(mock_people)
    .where(mock_people.c.mock_id.in_(bindparam("mock_ids", expanding=True)))
    .order_by(mock_people.c.mock_id, mock_people.c.seat)
)
_OF_MEMBER = (
    select(mocks)
    .join(mock_people, mock_people.c.mock_id == mocks.c.id)
    .where(
        mock_people.c.member_id == bindparam("member_id"),
        mocks.c.cohort_id == bindparam("cohort_id"),
        mocks.c.state.in_(bindparam("states", expanding=True)),
    )
    .order_by(mocks.c.id.desc())
)
_OF_COHORT = (
    select(mocks)
    .where(mocks.c.cohort_id == bindparam("cohort_id"), mocks.c.state.in_(bindparam("states", expanding=True)))
    .order_by(mocks.c.id)
)
_OF_ROUND = select(mocks).where(mocks.c.round_id == bindparam("round_id")).order_by(mocks.c.id)
_CHANGE = (
    update(mocks)
    .where(mocks.c.id == bindparam("mock_id"), mocks.c.version == bindparam("version_before"))
    .values(version=mocks.c.version + 1)
    .returning(mocks.c.version)
)
_CHANGE_SEAT = update(mock_people).where(
    mock_people.c.mock_id == bindparam("of_mock"), mock_people.c.member_id == bindparam("of_member")
)
_NOTE_MESSAGE = update(mocks).where(mocks.c.id == bindparam("mock_id"))
_ADD_PEOPLE = insert(mock_people)


class Mocks:
    """Named queries about mocks."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        *,
        cohort_id: int,
        seats: Sequence[Seat],
        now: datetime,
        length: Length = "short",
        round_id: int | None = None,
        invited_by: int | None = None,
        window_from: datetime | None = None,
        window_until: datetime | None = None,
        expires_at: datetime | None = None,
    ) -> Mock:
        """Store a mock; one whose members have all said yes before is agreed on from the beginning."""
        is_agreed = all(seat.answer == "accepted" for seat in seats)
        state = MockState.AGREED if is_agreed else MockState.PROPOSED
        values = {
            "cohort_id": cohort_id,
            "round_id": round_id,
            "state": state.value,
            "length": length,
            "invited_by": invited_by,
            "created_at": now,
            "window_from": window_from,
            "window_until": window_until,
            "expires_at": expires_at,
            "agreed_at": now if is_agreed else None,
        }
        row = (await self._connection.execute(insert(mocks).values(**values).returning(mocks))).one()
        await self._connection.execute(
            _ADD_PEOPLE,
            [
                {
                    "mock_id": row.id,
                    "member_id": seat.member_id,
                    "seat": number,
                    "role": seat.role.value,
                    "answer": seat.answer,
                    "met": seat.met,
                }
                for number, seat in enumerate(seats)
            ],
        )
        return _mock(row, seats)

    async def find(self, mock_id: int) -> Mock | None:
        row = (await self._connection.execute(_BY_ID, {"mock_id": mock_id})).one_or_none()
        return (await self._with_seats([row]))[0] if row else None

    async def save(self, before: Mock, after: Mock) -> Mock:
        """Store a changed mock, unless somebody else has changed it since it was read.

        Raises `Collision` then; the request is made again and sees what is so now.
        """
        change = {"mock_id": before.id, "version_before": before.version, **_columns(after)}
        version = (await self._connection.execute(_CHANGE, change)).scalar_one_or_none()
        if version is None:
            raise Collision(f"mock {before.id} was changed by another request")
        for seat in after.seats:
            if seat not in before.seats:
                whose = {"of_mock": after.id, "of_member": seat.member_id}
                await self._connection.execute(_CHANGE_SEAT, {**whose, "answer": seat.answer, "met": seat.met})
        return replace(after, version=int(version))

    async def note_message(self, mock_id: int, message_id: str) -> None:
        """Write down which message is the group's card."""
        await self._connection.execute(_NOTE_MESSAGE, {"mock_id": mock_id, "message_id": message_id})

    async def live_of(self, cohort_id: int, member_id: int) -> list[Mock]:
        """List a member's mocks that are not over, the newest first."""
        return await self._of_member(cohort_id, member_id, _LIVE)

    async def done_by(self, cohort_id: int, member_id: int) -> list[Mock]:
        """List the mocks of a member that took place, the newest first."""
        return await self._of_member(cohort_id, member_id, (MockState.DONE.value,))

    async def live_in(self, cohort_id: int) -> list[Mock]:
        """List a cohort's mocks that are not over."""
        return await self._of_cohort(cohort_id, _LIVE)

    async def done_in(self, cohort_id: int) -> list[Mock]:
        """List a cohort's mocks that took place, in the order in which they were made."""
        return await self._of_cohort(cohort_id, (MockState.DONE.value,))

    async def of_round(self, round_id: int) -> list[Mock]:
        """List every mock of a round, whatever became of it."""
        return await self._with_seats((await self._connection.execute(_OF_ROUND, {"round_id": round_id})).all())

    async def count_done(self, cohort_id: int, since: datetime, until: datetime) -> int:
        """Count the mocks of a cohort that ended in a span of time after they took place."""
        statement = select(func.count()).where(
            mocks.c.cohort_id == cohort_id,
            mocks.c.state == MockState.DONE.value,
            mocks.c.ended_at >= since,
            mocks.c.ended_at < until,
        )
        return int((await self._connection.execute(statement)).scalar_one())

    async def _of_member(self, cohort_id: int, member_id: int, states: Sequence[str]) -> list[Mock]:
        whose = {"cohort_id": cohort_id, "member_id": member_id, "states": list(states)}
        return await self._with_seats((await self._connection.execute(_OF_MEMBER, whose)).all())

    async def _of_cohort(self, cohort_id: int, states: Sequence[str]) -> list[Mock]:
        found = await self._connection.execute(_OF_COHORT, {"cohort_id": cohort_id, "states": list(states)})
        return await self._with_seats(found.all())

    async def _with_seats(self, rows: Iterable[Row[Any]]) -> list[Mock]:
        found = list(rows)
        if not found:
            return []
        seats: dict[int, list[Seat]] = {}
        for row in await self._connection.execute(_SEATS, {"mock_ids": [row.id for row in found]}):
            seats.setdefault(row.mock_id, []).append(_seat(row))
        return [_mock(row, seats.get(row.id, [])) for row in found]


def _columns(mock: Mock) -> dict[str, Any]:
    return {
        "state": mock.state.value,
        "length": mock.length,
        "expires_at": mock.expires_at,
        "starts_at": mock.starts_at,
        "agreed_at": mock.agreed_at,
        "started_at": mock.started_at,
        "swapped_at": mock.swapped_at,
        "ended_at": mock.ended_at,
        "halves_held": mock.halves_held,
    }


def _seat(row: Row[Any]) -> Seat:
    return Seat(member_id=row.member_id, role=Role(row.role), answer=row.answer, met=row.met)


def _mock(row: Row[Any], seats: Sequence[Seat]) -> Mock:
    return Mock(
        id=row.id,
        cohort_id=row.cohort_id,
        seats=tuple(seats),
        created_at=row.created_at,
        state=MockState(row.state),
        length=row.length,
        version=row.version,
        round_id=row.round_id,
        invited_by=row.invited_by,
        window_from=row.window_from,
        window_until=row.window_until,
        expires_at=row.expires_at,
        starts_at=row.starts_at,
        agreed_at=row.agreed_at,
        started_at=row.started_at,
        swapped_at=row.swapped_at,
        ended_at=row.ended_at,
        halves_held=row.halves_held,
        message_id=row.message_id,
    )
