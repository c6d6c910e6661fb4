"""Pushing the pretend clock: everything that falls due on the way happens, in its order and at its own time."""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

import msgspec

from adapters.playground.requests import PushTo
from bot.clock import PushableClock
from bot.errors import PracticeError
from bot.store.playground import PlaygroundRooms, PretendMember

MORNING_HOUR = 9
SMALLEST_STEP = timedelta(minutes=1)

NextQuestion = Callable[[datetime], Awaitable[datetime | None]]

log = logging.getLogger(__name__)


class Scheduler(Protocol):
    """The part of the engine that the clock drives."""

    async def tick(self, now: datetime) -> None: ...
    async def next_due_at(self, after: datetime) -> datetime | None: ...
    async def deliver(self) -> int: ...


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a push has come. `trouble` says in words why the last one ended early."""

    running: bool = False
    day: int = 0
    days: int = 0
    delivered: int = 0
    target: datetime | None = None
    trouble: str = ""


class TimeTravel:
    """One push at a time; the page learns its progress through `on_progress`."""

    def __init__(
        self,
        *,
        scheduler: Scheduler,
        clock: PushableClock,
        rooms: PlaygroundRooms,
        next_question_at: NextQuestion | None,
        on_progress: Callable[[], None],
    ) -> None:
        self._scheduler = scheduler
        self._clock = clock
        self._rooms = rooms
        self._next_question_at = next_question_at
        self._on_progress = on_progress
        self._task: asyncio.Task[None] | None = None
        self.progress = Progress()

    async def restore(self) -> None:
        """Set the clock to where it had been pushed before the last stop."""
        self._clock.offset = max(self._clock.offset, await self._rooms.clock_offset())

    async def push(self, to: PushTo, *, member: PretendMember) -> datetime:
        """Begin a push and give the instant it goes to."""
        if self._task is not None and not self._task.done():
            raise PracticeError("The clock is being pushed already.", "Wait until it has arrived.")
        # The task is made before anything is awaited, so that two pushes cannot both begin.
        target: asyncio.Future[datetime] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(to, member, target))
        return await target

    async def wait(self) -> None:
        """Wait until the push under way has arrived."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def stop(self) -> None:
        """End a push under way where it stands; nothing that was delivered is lost."""
        if self._task is not None:
            self._task.cancel()
            await self.wait()

    async def _run(self, to: PushTo, member: PretendMember, found: asyncio.Future[datetime]) -> None:
        try:
            target = await self._target(to, member)
        except Exception as refusal:
            found.set_exception(refusal)
            return
        found.set_result(target)
        try:
            await self._travel(target)
        except Exception:
            log.exception("The pretend clock stopped on its way to %s", target.isoformat())
            self._report(
                msgspec.structs.replace(
                    self.progress,
                    running=False,
                    trouble="The clock stopped on its way; the server's log says why. Push again to go on from here.",
                )
            )

    async def _target(self, to: PushTo, member: PretendMember) -> datetime:
        now = self._clock.now()
        match to:
            case "hour":
                return now + timedelta(hours=1)
            case "week":
                return now + timedelta(days=7)
            case "day":
                return next_morning(now, ZoneInfo(member.time_zone))
            case "question":
                found = None if self._next_question_at is None else await self._next_question_at(now)
                if found is None:
                    raise PracticeError(
                        "No question is coming up.", "Set a group up with /practice setup, then type /practice start."
                    )
                return found

    async def _travel(self, target: datetime) -> None:
        start = self._clock.now()
        days = max(1, math.ceil((target - start) / timedelta(days=1)))
        delivered, after = 0, start
        self._report(Progress(running=True, day=1, days=days, target=target))
        while (due := await self._scheduler.next_due_at(after)) is not None and due <= target:
            # A scheduler that names the same instant again must not keep the clock standing.
            after = due if due > after else after + SMALLEST_STEP
            if after > target:
                break
            delivered += await self._arrive(after)
            day = min(days, (after - start) // timedelta(days=1) + 1)
            self._report(Progress(running=True, day=day, days=days, delivered=delivered, target=target))
        delivered += await self._arrive(target)
        self._report(Progress(day=days, days=days, delivered=delivered, target=target))

    async def _arrive(self, instant: datetime) -> int:
        self._clock.push_to(instant)
        await self._rooms.keep_clock_offset(self._clock.offset)
        await self._scheduler.tick(instant)
        return await self._scheduler.deliver()

    def _report(self, progress: Progress) -> None:
        self.progress = progress
        self._on_progress()


def next_morning(now: datetime, zone: ZoneInfo) -> datetime:
    """Give the next nine o'clock of a zone, which is tomorrow's if today's has come."""
    local = now.astimezone(zone)
    morning = local.replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0, fold=0)
    if morning.astimezone(UTC) <= now:
        morning = (local + timedelta(days=1)).replace(hour=MORNING_HOUR, minute=0, second=0, microsecond=0, fold=0)
    return morning.astimezone(UTC)
