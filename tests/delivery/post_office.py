"""A post office for tests: groups in a database, a clock that stands still, a courier, and what people see."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery.courier import Courier
from bot.delivery.timetable import Timetable
from bot.domain.cohort import Cohort, CohortState, Hours
from bot.domain.delivery import NewDelivery
from bot.domain.member import Member
from bot.engine import Engine
from bot.store.database import Database
from bot.store.tables import deliveries
from bot.usecases.cohort import PLAN
from bot.work import WorkRoom
from tests.conversation import SetClock, shipped_content
from tests.recording_platform import RecordingPlatform

MONDAY = date(2026, 11, 23)
NINE_IN_BERLIN = datetime(2026, 11, 23, 8, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))

_numbers = itertools.count(1)


@dataclass
class PostOffice:
    """One process of ours, with its database and its platform."""

    database: Database
    clock: SetClock = field(default_factory=lambda: SetClock(NINE_IN_BERLIN - timedelta(hours=1)))
    platform: RecordingPlatform = field(init=False)

    def __post_init__(self) -> None:
        self.platform = RecordingPlatform(self.clock)
        self.work_room = WorkRoom(self.database, shipped_content())
        self.restart()

    def restart(self) -> None:
        """Forget everything that a process holds in memory."""
        self.courier = self.another_courier()
        timetable = Timetable(self.work_room)
        self.engine = Engine(self.work_room, clock=self.clock, timetable=timetable, courier=self.courier)

    def another_courier(self, database: Database | None = None) -> Courier:
        work_room = WorkRoom(database, shipped_content()) if database else self.work_room
        return Courier(work_room, {self.platform.name: self.platform}, clock=self.clock)

    async def group(
        self,
        *,
        workspace: str = "w1",
        channel: str = "c1",
        organiser: str = "ana",
        state: CohortState = CohortState.RUNNING,
        **hours: Any,
    ) -> Cohort:
        """Make a group that practises Monday to Friday at nine in Berlin from Monday on."""
        standard = Hours(time_zone="Europe/Berlin", post_time=time(9), first_day=MONDAY)
        async with self.work_room.open(self.clock.now()) as work:
            cohort = await work.cohorts.add(
                platform=self.platform.name,
                workspace_id=workspace,
                channel_id=channel,
                channel_name=channel,
                hours=replace(standard, **hours),
                plan_id=PLAN,
                plan_length_days=work.content.plan(PLAN).length_days,
                organiser_user_id=organiser,
                now=self.clock.now(),
            )
            return await work.cohorts.change(cohort, state=state)

    async def member(
        self, cohort: Cohort, user_id: str, zone: str = "Europe/Berlin", *, reminded: bool = True
    ) -> Member:
        async with self.work_room.open(self.clock.now()) as work:
            member = await work.members.add(
                platform=cohort.platform,
                workspace_id=cohort.workspace_id,
                user_id=user_id,
                name=user_id.title(),
                time_zone=zone,
                now=self.clock.now(),
            )
            await work.members.save_profile(member.id, replace(member.profile, reminders_on=reminded))
            await work.cohorts.join(cohort.id, member.id, self.clock.now())
            return member

    async def change(self, cohort: Cohort, **hours: Any) -> Cohort:
        async with self.work_room.open(self.clock.now()) as work:
            return await work.cohorts.change(cohort, hours=replace(cohort.hours, **hours))

    async def put(self, *new: NewDelivery) -> None:
        async with self.work_room.open(self.clock.now()) as work:
            await work.deliveries.put(*new)

    async def beat(self, at: datetime | None = None) -> None:
        """Tick and deliver once, at an instant where it is named."""
        self.clock.at = at or self.clock.at
        await self.engine.tick(self.clock.now())
        await self.engine.deliver()

    async def row(self, key: str) -> Any:
        async with self.database.begin() as connection:
            return (await connection.execute(select(deliveries).where(deliveries.c.key == key))).one()

    async def states(self) -> dict[str, str]:
        """Give every delivery's state by its key."""
        async with self.database.begin() as connection:
            found = await connection.execute(select(deliveries.c.key, deliveries.c.state).order_by(deliveries.c.id))
            return {key: state for key, state in found}  # noqa: C416 - rows are no tuples


def card_for(cohort: Cohort, key: str = "", *, due_at: datetime | None = None, **more: Any) -> NewDelivery:
    """Make a delivery that is always worth sending to a group's channel, and for two days."""
    due = due_at or NINE_IN_BERLIN
    values: dict[str, Any] = {
        "key": key or f"card:{next(_numbers)}",
        "kind": "notice",
        "platform": cohort.platform,
        "workspace_id": cohort.workspace_id,
        "channel_id": cohort.channel_id,
        "about": {"cohort": cohort.id, "what": "missed"},
        "due_at": due,
        "deadline_at": due + timedelta(days=2),
    }
    return NewDelivery(**(values | more))
