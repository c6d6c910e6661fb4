"""Dying on purpose: a process that stops at its n-th wait, and one that is killed from outside at any instant."""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import Coroutine, Generator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.chat.cards import Card
from bot.chat.platform import Address
from bot.content import content_folder, load_content
from bot.delivery import courier as courier_module
from bot.delivery.courier import Courier
from bot.delivery.timetable import MARK, Timetable
from bot.engine import Engine
from bot.store.database import Database
from bot.work import WorkRoom

OURS = Path(__file__).parents[2] / "bot"


class Mortal:
    """Runs something whose tasks are all cancelled at the n-th time that any of them waits.

    Only tasks of ours count: those in which SQLAlchemy shields the closing of a connection are let go to their end.
    """

    def __init__(self, *, dies_at: int) -> None:
        self.dies_at = dies_at
        self.waits = 0
        self._tasks: list[asyncio.Task[Any]] = []

    @property
    def has_died(self) -> bool:
        return self.waits > self.dies_at

    async def live(self, life: Coroutine[Any, Any, Any]) -> None:
        """Run to the end or to the death."""
        loop = asyncio.get_running_loop()
        loop.set_task_factory(self._born)
        try:
            await loop.create_task(life)
        except asyncio.CancelledError:
            assert self.has_died
        finally:
            loop.set_task_factory(None)

    def _born(self, loop: asyncio.AbstractEventLoop, life: Any, **more: Any) -> asyncio.Task[Any]:
        if not Path(life.cr_code.co_filename).is_relative_to(OURS):
            return asyncio.Task(life, loop=loop, **more)
        task: asyncio.Task[Any] = asyncio.Task(self._walk(life), loop=loop, **more)
        task.add_done_callback(lambda _: life.close())
        self._tasks.append(task)
        return task

    async def _walk(self, life: Coroutine[Any, Any, Any]) -> Any:
        return await _Steps(self, life)

    def step(self) -> None:
        self.waits += 1
        if self.waits == self.dies_at + 1:
            for task in self._tasks:
                task.cancel()


class _Steps:
    """Awaits a coroutine and counts how often it waits."""

    def __init__(self, mortal: Mortal, life: Coroutine[Any, Any, Any]) -> None:
        self._mortal = mortal
        self._life = life

    def __await__(self) -> Generator[Any, Any, Any]:
        go_on, what = self._life.send, None
        while True:
            try:
                waits_for = go_on(what)  # type: ignore[arg-type]
            except StopIteration as end:
                return end.value
            self._mortal.step()
            try:
                go_on, what = self._life.send, (yield waits_for)
            except BaseException as blow:
                go_on, what = self._life.throw, blow


class FilePlatform:
    """A chat platform that is a file: a line for each message, which outlives whoever wrote it."""

    name = "test"

    def __init__(self, path: Path, rng: random.Random) -> None:
        self._path = path
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        self._random = rng

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        await asyncio.sleep(self._random.uniform(0, 0.015))
        os.write(self._file, f"{key}\n".encode())
        await asyncio.sleep(self._random.uniform(0, 0.015))
        return f"id of {key}"

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        await asyncio.sleep(0)

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        await asyncio.sleep(self._random.uniform(0, 0.015))
        return f"id of {key}" if key in self._path.read_text().splitlines() else None


class RunningClock:
    """A clock that runs on from an instant chosen by the test, the same for every process."""

    def __init__(self, at: datetime, since: float) -> None:
        self.at = at
        self._since = since

    def now(self) -> datetime:
        return self.at + timedelta(seconds=time.time() - self._since)


async def live(url: str, seen: Path, rng: random.Random, since: float, *, days: int) -> None:
    """Be one process: begin where the one before stopped, and end when nothing is left to do on the last day."""
    database = Database(url)
    work_room = WorkRoom(database, _content)
    first = datetime(2026, 11, 23, 8, 0, 1, tzinfo=UTC)
    clock = RunningClock(first, since)
    courier = Courier(work_room, {"test": FilePlatform(seen, rng)}, clock=clock)
    engine = Engine(work_room, clock=clock, timetable=Timetable(work_room), courier=courier)
    if database.is_sqlite:
        await courier.take_over()
    async with work_room.open(clock.now()) as work:
        mark = await work.marks.get(MARK)
    for day in range(days):
        clock.at = first + timedelta(days=day)
        if mark is not None and mark - clock.at > timedelta(hours=12):
            continue
        await engine.tick(clock.now())
        await engine.deliver()
    while await _unsettled(work_room, clock):
        await asyncio.sleep(0.05)
        await engine.deliver()
    await database.close()


async def _unsettled(work_room: WorkRoom, clock: RunningClock) -> int:
    async with work_room.open(clock.now()) as work:
        states = await work.deliveries.count_by_state()
    return sum(states.get(state, 0) for state in ("due", "failed", "claimed"))


def kill_again_and_again(url: str, seen: Path, *, seed: int, kills: int, replicas: int, days: int) -> int:
    """Start processes, kill one at a random instant, start it again; at last let them end. Say how many died."""
    rng, since, killed = random.Random(seed), time.time(), 0
    running = [_start(url, seen, rng.random(), since, days) for _ in range(replicas)]
    while running:
        time.sleep(rng.uniform(0.01, 0.12))
        process = running.pop(rng.randrange(len(running)))
        if killed < kills:
            os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
        if os.WIFSIGNALED(status):
            killed += 1
            running.append(_start(url, seen, rng.random(), since, days))
        else:
            assert status == 0, f"a process ended with {status}"
    return killed


def _start(url: str, seen: Path, seed: float, since: float, days: int) -> int:
    process = os.fork()
    if process == 0:
        try:
            asyncio.run(live(url, seen, random.Random(seed), since, days=days))
        except BaseException:
            sys.excepthook(*sys.exc_info())
            os._exit(1)
        os._exit(0)
    return process


if __name__ == "__main__":
    # Forked from one process that has imported everything: a start costs milliseconds and not a second.
    _content = load_content(content_folder())
    courier_module.LEASE = timedelta(seconds=3)
    url, seen, seed, kills, replicas, days = sys.argv[1:]
    killed = kill_again_and_again(
        url, Path(seen), seed=int(seed), kills=int(kills), replicas=int(replicas), days=int(days)
    )
    sys.stdout.write(str(killed))
