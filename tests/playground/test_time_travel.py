"""Pushing the pretend clock."""

import asyncio
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from adapters.playground.time_travel import TimeTravel, next_morning
from bot.clock import PushableClock
from bot.errors import PracticeError
from bot.store.playground import PlaygroundRooms, PretendMember
from tests.playground.conftest import Visit

ANA = PretendMember(user_id="ana", name="Ana", time_zone="Europe/Lisbon")


class Scheduler:
    """Has something due every `every`, and notes when it was ticked."""

    def __init__(self, clock: PushableClock, every: timedelta) -> None:
        self.clock = clock
        self.every = every
        self.ticks: list[datetime] = []
        self.fault: Exception | None = None

    async def tick(self, now: datetime) -> None:
        if self.fault is not None:
            raise self.fault
        assert abs(self.clock.now() - now) < timedelta(seconds=5)
        self.ticks.append(now)

    async def next_due_at(self, after: datetime) -> datetime | None:
        return after + self.every

    async def deliver(self) -> int:
        return 1


class Journey:
    def __init__(self, rooms: PlaygroundRooms, every: timedelta) -> None:
        self.clock = PushableClock()
        self.scheduler = Scheduler(self.clock, every)
        self.steps: list[int] = []
        self.travel = TimeTravel(
            scheduler=self.scheduler,
            clock=self.clock,
            rooms=rooms,
            next_question_at=None,
            on_progress=lambda: self.steps.append(self.travel.progress.day),
        )


async def test_a_week_ticks_through_everything_that_falls_due_on_the_way(rooms: PlaygroundRooms) -> None:
    journey = Journey(rooms, timedelta(hours=10))
    start = journey.clock.now()

    target = await journey.travel.push("week", member=ANA)
    await journey.travel.wait()

    gaps = {after - before for before, after in pairwise(journey.scheduler.ticks[:-1])}
    assert gaps == {timedelta(hours=10)}
    assert journey.scheduler.ticks[-1] == target
    assert timedelta(0) <= journey.clock.now() - target < timedelta(seconds=5)
    assert abs(target - start - timedelta(days=7)) < timedelta(seconds=5)
    assert sorted(set(journey.steps)) == [1, 2, 3, 4, 5, 6, 7]
    assert not journey.travel.progress.running


async def test_a_pushed_clock_is_kept_over_a_restart(rooms: PlaygroundRooms) -> None:
    journey = Journey(rooms, timedelta(days=2))
    await journey.travel.push("week", member=ANA)
    await journey.travel.wait()

    restarted = Journey(rooms, timedelta(days=2))
    await restarted.travel.restore()

    assert restarted.clock.offset == journey.clock.offset


async def test_one_push_at_a_time(rooms: PlaygroundRooms) -> None:
    journey = Journey(rooms, timedelta(hours=1))

    results = await asyncio.gather(
        journey.travel.push("week", member=ANA), journey.travel.push("week", member=ANA), return_exceptions=True
    )
    await journey.travel.wait()

    assert [type(result) for result in results] == [datetime, PracticeError]


async def test_a_scheduler_that_names_the_same_instant_does_not_hold_the_clock(rooms: PlaygroundRooms) -> None:
    journey = Journey(rooms, timedelta(0))

    target = await journey.travel.push("hour", member=ANA)
    await journey.travel.wait()

    assert journey.clock.now() >= target
    assert len(journey.scheduler.ticks) <= 61


async def test_a_fault_on_the_way_is_told_and_the_next_push_goes_on(rooms: PlaygroundRooms) -> None:
    journey = Journey(rooms, timedelta(hours=10))
    journey.scheduler.fault = RuntimeError("broken")
    await journey.travel.push("week", member=ANA)
    await journey.travel.wait()

    assert "stopped on its way" in journey.travel.progress.trouble
    journey.scheduler.fault = None
    await journey.travel.push("week", member=ANA)
    await journey.travel.wait()
    assert journey.travel.progress.trouble == ""


async def test_stopping_ends_a_push_under_way(rooms: PlaygroundRooms) -> None:
    journey = Journey(rooms, timedelta(seconds=1))
    await journey.travel.push("week", member=ANA)

    async with asyncio.timeout(2):
        await journey.travel.stop()


async def test_without_a_group_there_is_no_next_question(visit: Visit) -> None:
    refused = await visit.post("clock", person="ana", to="question")

    assert visit.statuses[-1] == 422
    assert "/practice setup" in refused["next_step"]
    assert (await visit.post("clock", person="ana", to="hour"))["target"]


async def test_questions_come_while_the_clock_is_pushed(visit: Visit) -> None:
    await visit.say("/practice start")

    await visit.post("clock", person="ana", to="week")
    await visit.server.travel.wait()

    shown = await visit.sees("bo")
    assert len(shown) == 6
    assert len({message["at"] for message in shown}) == 6
    assert visit.server.travel.progress.delivered == 5


@pytest.mark.parametrize(
    ("now", "zone", "expected"),
    [
        (datetime(2026, 11, 23, 8, 59, tzinfo=UTC), "Europe/Lisbon", datetime(2026, 11, 23, 9, tzinfo=UTC)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "Europe/Lisbon", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        (datetime(2026, 11, 23, 9, tzinfo=UTC), "Asia/Tokyo", datetime(2026, 11, 24, 0, tzinfo=UTC)),
        (datetime(2027, 3, 27, 12, tzinfo=UTC), "Europe/Lisbon", datetime(2027, 3, 28, 8, tzinfo=UTC)),
        (datetime(2026, 10, 24, 12, tzinfo=UTC), "Europe/Lisbon", datetime(2026, 10, 25, 9, tzinfo=UTC)),
    ],
)
def test_the_next_morning_is_nine_by_the_persons_clock(now: datetime, zone: str, expected: datetime) -> None:
    assert next_morning(now, ZoneInfo(zone)) == expected
