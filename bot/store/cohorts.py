"""Cohorts: their hours, their organisers, their pauses and who is in them."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.cohort import Cohort, CohortState, Hours, Pause
from bot.domain.member import Membership
from bot.store.inserts import yielding_insert
from bot.store.tables import cohorts, memberships, organisers, pauses


class Cohorts:
    """Named queries about cohorts."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(
        self,
        *,
        platform: str,
        workspace_id: str,
        channel_id: str,
        channel_name: str,
        hours: Hours,
        plan_id: str,
        plan_length_days: int,
        organiser_user_id: str,
        now: datetime,
    ) -> Cohort:
        values = {
            "platform": platform,
            "workspace_id": workspace_id,
            "channel_id": channel_id,
            "channel_name": channel_name[:200],
            "plan_id": plan_id,
            "plan_length_days": plan_length_days,
            "state": CohortState.READY.value,
            "shift_days": 0,
            "created_at": now,
            **_hours_columns(hours),
        }
        row = (await self._connection.execute(insert(cohorts).values(**values).returning(cohorts))).one()
        await self._connection.execute(insert(organisers).values(cohort_id=row.id, user_id=organiser_user_id))
        return _cohort(row)

    async def get(self, cohort_id: int) -> Cohort:
        return _cohort((await self._connection.execute(select(cohorts).where(cohorts.c.id == cohort_id))).one())

    async def find(self, cohort_id: int) -> Cohort | None:
        row = (await self._connection.execute(select(cohorts).where(cohorts.c.id == cohort_id))).one_or_none()
        return _cohort(row) if row else None

    async def in_channel(self, platform: str, workspace_id: str, channel_id: str) -> Cohort | None:
        """Find the channel's cohort; one that was stopped has left the channel free."""
        statement = select(cohorts).where(
            cohorts.c.platform == platform,
            cohorts.c.workspace_id == workspace_id,
            cohorts.c.channel_id == channel_id,
            cohorts.c.state != CohortState.STOPPED.value,
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return _cohort(row) if row else None

    async def of_person(self, platform: str, workspace_id: str, user_id: str, member_id: int | None) -> list[Cohort]:
        """List the live cohorts that a person is in or organises."""
        joined = select(memberships.c.cohort_id).where(
            memberships.c.member_id == member_id, memberships.c.left_at.is_(None)
        )
        organised = select(organisers.c.cohort_id).where(organisers.c.user_id == user_id)
        statement = (
            select(cohorts)
            .where(
                cohorts.c.platform == platform,
                cohorts.c.workspace_id == workspace_id,
                cohorts.c.state != CohortState.STOPPED.value,
                cohorts.c.id.in_(joined) | cohorts.c.id.in_(organised),
            )
            .order_by(cohorts.c.id)
        )
        return [_cohort(row) for row in await self._connection.execute(statement)]

    async def running(self) -> list[Cohort]:
        statement = select(cohorts).where(cohorts.c.state == CohortState.RUNNING.value).order_by(cohorts.c.id)
        return [_cohort(row) for row in await self._connection.execute(statement)]

    async def move_to_channel(self, cohort: Cohort, channel_id: str, channel_name: str) -> None:
        statement = update(cohorts).where(cohorts.c.id == cohort.id)
        await self._connection.execute(statement.values(channel_id=channel_id, channel_name=channel_name[:200]))

    async def change(
        self,
        cohort: Cohort,
        *,
        hours: Hours | None = None,
        state: CohortState | None = None,
        shift_days: int | None = None,
    ) -> Cohort:
        """Store what is named and give the cohort as it is now."""
        values: dict[str, Any] = _hours_columns(hours) if hours else {}
        if state is not None:
            values["state"] = state.value
        if shift_days is not None:
            values["shift_days"] = shift_days
        statement = update(cohorts).where(cohorts.c.id == cohort.id).values(**values).returning(cohorts)
        return _cohort((await self._connection.execute(statement)).one())

    async def organisers_of(self, cohort_id: int) -> list[str]:
        statement = select(organisers.c.user_id).where(organisers.c.cohort_id == cohort_id)
        return list((await self._connection.execute(statement)).scalars())

    async def save_organisers(self, cohort_id: int, user_ids: list[str]) -> None:
        await self._connection.execute(organisers.delete().where(organisers.c.cohort_id == cohort_id))
        for user_id in dict.fromkeys(user_ids):
            await self._connection.execute(insert(organisers).values(cohort_id=cohort_id, user_id=user_id))

    async def pauses_of(self, cohort_id: int) -> list[Pause]:
        statement = select(pauses).where(pauses.c.cohort_id == cohort_id).order_by(pauses.c.id)
        rows = await self._connection.execute(statement)
        return [Pause(started_on=row.started_on, ended_on=row.ended_on) for row in rows]

    async def begin_pause(self, cohort_id: int, started_on: date) -> None:
        await self._connection.execute(insert(pauses).values(cohort_id=cohort_id, started_on=started_on))

    async def end_pause(self, cohort_id: int, ended_on: date) -> None:
        statement = (
            update(pauses).where(pauses.c.cohort_id == cohort_id, pauses.c.ended_on.is_(None)).values(ended_on=ended_on)
        )
        await self._connection.execute(statement)

    async def join(self, cohort_id: int, member_id: int, now: datetime) -> Membership:
        """Put a member in; one who left comes back to the same membership."""
        statement = (
            yielding_insert(self._connection, memberships)
            .values(cohort_id=cohort_id, member_id=member_id, joined_at=now)
            .on_conflict_do_update(index_elements=["cohort_id", "member_id"], set_={"left_at": None})
        )
        await self._connection.execute(statement)
        membership = await self.membership(cohort_id, member_id)
        assert membership is not None
        return membership

    async def leave(self, membership_id: int, now: datetime) -> None:
        await self._connection.execute(update(memberships).where(memberships.c.id == membership_id).values(left_at=now))

    async def membership(self, cohort_id: int, member_id: int) -> Membership | None:
        statement = select(memberships).where(
            memberships.c.cohort_id == cohort_id, memberships.c.member_id == member_id
        )
        row = (await self._connection.execute(statement)).one_or_none()
        return _membership(row) if row else None

    async def memberships_of(self, cohort_id: int, member_ids: Iterable[int]) -> dict[int, Membership]:
        """Give the present memberships of these members by member id."""
        statement = select(memberships).where(
            memberships.c.cohort_id == cohort_id,
            memberships.c.member_id.in_(list(member_ids)),
            memberships.c.left_at.is_(None),
        )
        return {row.member_id: _membership(row) for row in await self._connection.execute(statement)}

    async def count_members(self, cohort_id: int) -> int:
        statement = select(func.count()).where(memberships.c.cohort_id == cohort_id, memberships.c.left_at.is_(None))
        return (await self._connection.execute(statement)).scalar_one()


def _hours_columns(hours: Hours) -> dict[str, Any]:
    return {
        "time_zone": hours.time_zone,
        "post_time": hours.post_time,
        "first_day": hours.first_day,
        "practice_weekdays": sorted(hours.practice_weekdays),
        "mock_weekdays": sorted(hours.mock_weekdays),
        "reminder_time": hours.reminder_time,
    }


def _cohort(row: Row[Any]) -> Cohort:
    hours = Hours(
        time_zone=row.time_zone,
        post_time=row.post_time,
        first_day=row.first_day,
        practice_weekdays=frozenset(row.practice_weekdays),
        mock_weekdays=frozenset(row.mock_weekdays),
        reminder_time=row.reminder_time,
    )
    return Cohort(
        id=row.id,
        platform=row.platform,
        workspace_id=row.workspace_id,
        channel_id=row.channel_id,
        channel_name=row.channel_name,
        hours=hours,
        plan_id=row.plan_id,
        plan_length_days=row.plan_length_days,
        state=CohortState(row.state),
        shift_days=row.shift_days,
    )


def _membership(row: Row[Any]) -> Membership:
    return Membership(
        id=row.id, cohort_id=row.cohort_id, member_id=row.member_id, joined_at=row.joined_at, left_at=row.left_at
    )
