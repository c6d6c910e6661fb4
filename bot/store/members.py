"""Members and what they told about themselves."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.member import Break, Member, Profile
from bot.store.inserts import yielding_insert
from bot.store.tables import blocks, breaks, members, memberships

_BY_USER = select(members).where(
    members.c.platform == bindparam("platform"),
    members.c.workspace_id == bindparam("workspace_id"),
    members.c.user_id == bindparam("user_id"),
)
_BY_ID = select(members).where(members.c.id == bindparam("member_id"))
_BY_IDS = select(members).where(members.c.id.in_(bindparam("member_ids", expanding=True)))
_IN_COHORT = (
    select(members)
    .join(memberships, memberships.c.member_id == members.c.id)
    .where(memberships.c.cohort_id == bindparam("cohort_id"), memberships.c.left_at.is_(None))
    .order_by(memberships.c.joined_at, members.c.id)
)
_IN_COHORT_AND_ZONE = _IN_COHORT.where(members.c.time_zone == bindparam("time_zone"))
_ZONES_BY_COHORT = (
    select(memberships.c.cohort_id, members.c.time_zone)
    .join(members, members.c.id == memberships.c.member_id)
    .where(memberships.c.left_at.is_(None))
    .distinct()
)
_DAYS_OFF = select(breaks).where(
    breaks.c.member_id.in_(bindparam("member_ids", expanding=True)),
    breaks.c.cohort_id.is_(None) | (breaks.c.cohort_id == bindparam("cohort_id")),
)


class Members:
    """Named queries about members."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def find(self, platform: str, workspace_id: str, user_id: str) -> Member | None:
        user = {"platform": platform, "workspace_id": workspace_id, "user_id": user_id}
        row = (await self._connection.execute(_BY_USER, user)).one_or_none()
        return _member(row) if row else None

    async def get(self, member_id: int) -> Member:
        return _member((await self._connection.execute(_BY_ID, {"member_id": member_id})).one())

    async def by_ids(self, member_ids: Iterable[int]) -> dict[int, Member]:
        """Give members by their ids; one whose data was erased is missing."""
        rows = await self._connection.execute(_BY_IDS, {"member_ids": list(member_ids)})
        return {row.id: _member(row) for row in rows}

    async def add(
        self, *, platform: str, workspace_id: str, user_id: str, name: str, time_zone: str, now: datetime
    ) -> Member:
        """Add a member with a plain profile; one who is there already stays as they are."""
        statement = (
            yielding_insert(self._connection, members)
            .values(
                platform=platform,
                workspace_id=workspace_id,
                user_id=user_id,
                name=name[:200],
                created_at=now,
                **_profile_columns(Profile(time_zone=time_zone)),
            )
            .on_conflict_do_nothing()
        )
        await self._connection.execute(statement)
        member = await self.find(platform, workspace_id, user_id)
        assert member is not None
        return member

    async def rename(self, member_id: int, name: str) -> None:
        await self._connection.execute(update(members).where(members.c.id == member_id).values(name=name[:200]))

    async def save_profile(self, member_id: int, profile: Profile) -> None:
        statement = update(members).where(members.c.id == member_id).values(**_profile_columns(profile))
        await self._connection.execute(statement)

    async def in_cohort(self, cohort_id: int, *, time_zone: str | None = None) -> list[Member]:
        """List a cohort's present members, those of one zone where it is named, by the time they joined."""
        statement = _IN_COHORT if time_zone is None else _IN_COHORT_AND_ZONE
        rows = await self._connection.execute(statement, {"cohort_id": cohort_id, "time_zone": time_zone})
        return [_member(row) for row in rows]

    async def zones_by_cohort(self) -> dict[int, set[str]]:
        """Give for each cohort the zones in which its present members live."""
        zones: dict[int, set[str]] = {}
        for cohort_id, zone in await self._connection.execute(_ZONES_BY_COHORT):
            zones.setdefault(cohort_id, set()).add(zone)
        return zones

    async def breaks_of(self, member_id: int) -> list[Break]:
        """List the breaks that a member took."""
        statement = select(breaks).where(breaks.c.member_id == member_id, breaks.c.cohort_id.is_(None))
        return [_break(row) for row in await self._connection.execute(statement.order_by(breaks.c.from_on))]

    async def days_off(self, member_id: int, cohort_id: int) -> list[Break]:
        """List when nothing was due for a member: own breaks, and the time between leaving and coming back."""
        return (await self.days_off_by_member(cohort_id, [member_id])).get(member_id, [])

    async def days_off_by_member(self, cohort_id: int, member_ids: Iterable[int]) -> dict[int, list[Break]]:
        """Give the same for several members of a cohort."""
        rows = await self._connection.execute(_DAYS_OFF, {"cohort_id": cohort_id, "member_ids": list(member_ids)})
        spans: dict[int, list[Break]] = {}
        for row in rows:
            spans.setdefault(row.member_id, []).append(_break(row))
        return spans

    async def save_breaks(self, member_id: int, spans: list[Break]) -> None:
        """Put these in the place of a member's own breaks."""
        own = delete(breaks).where(breaks.c.member_id == member_id, breaks.c.cohort_id.is_(None))
        await self._connection.execute(own)
        for span in spans:
            values = {"member_id": member_id, "from_on": span.from_on, "until_on": span.until_on}
            await self._connection.execute(insert(breaks).values(**values))

    async def add_absence(self, member_id: int, cohort_id: int, span: Break) -> None:
        """Note the days between leaving a cohort and coming back."""
        values = {"member_id": member_id, "cohort_id": cohort_id, "from_on": span.from_on, "until_on": span.until_on}
        await self._connection.execute(insert(breaks).values(**values))

    async def blocks_of(self, member_id: int) -> list[str]:
        """List whom this member never wants to be paired with; for their own eyes and the draw only."""
        statement = select(blocks.c.user_id).where(blocks.c.member_id == member_id).order_by(blocks.c.user_id)
        return list((await self._connection.execute(statement)).scalars())

    async def save_blocks(self, member_id: int, user_ids: list[str]) -> None:
        await self._connection.execute(delete(blocks).where(blocks.c.member_id == member_id))
        for user_id in dict.fromkeys(user_ids):
            await self._connection.execute(insert(blocks).values(member_id=member_id, user_id=user_id))


def _profile_columns(profile: Profile) -> dict[str, Any]:
    return {
        "time_zone": profile.time_zone,
        "zone_is_own": profile.zone_is_own,
        "employer_type": profile.employer_type,
        "level": profile.level,
        "availability": sorted(profile.availability),
        "reminders_on": profile.reminders_on,
        "shows_name": profile.shows_name,
        "weekly_goal": profile.weekly_goal,
    }


def _break(row: Row[Any]) -> Break:
    return Break(from_on=row.from_on, until_on=row.until_on)


def _member(row: Row[Any]) -> Member:
    profile = Profile(
        time_zone=row.time_zone,
        zone_is_own=row.zone_is_own,
        employer_type=row.employer_type,
        level=row.level,
        availability=frozenset(row.availability),
        reminders_on=row.reminders_on,
        shows_name=row.shows_name,
        weekly_goal=row.weekly_goal,
    )
    return Member(
        id=row.id,
        platform=row.platform,
        workspace_id=row.workspace_id,
        user_id=row.user_id,
        name=row.name,
        profile=profile,
    )
