"""How long a member waits for an answer.

Run it with `python -m benchmarks.handle`.
"""

import asyncio
import sys
import tempfile
from collections.abc import Awaitable
from pathlib import Path
from time import perf_counter

from sqlalchemy import delete, func, select

from benchmarks.bare_store import BareCore, BareSqlite
from benchmarks.browser import Browser
from benchmarks.figures import Figure, command, of_calls
from benchmarks.group import DAYS, MEMBERS, Group, open_group
from benchmarks.processes import bare, playground
from bot.store.database import migrate
from bot.store.tables import answers, deliveries, handled_requests

SMALL = {"calls": 3, "members": 2, "days": 1}


def measure(*, calls: int = 1_000, members: int = MEMBERS, days: int = DAYS) -> list[Figure]:
    """Time requests in a lived group, in turn with bare transactions and with an empty aiohttp handler."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "loopmates.db"
        migrate(str(database))
        in_process = asyncio.run(_in_process(Path(folder), calls, members, days))
        with playground(database) as ours, bare() as other:
            return in_process + asyncio.run(_over_http(ours.port, other.port, calls))


async def _in_process(folder: Path, calls: int, members: int, days: int) -> list[Figure]:
    sqlite, core = BareSqlite(folder / "bare.db"), BareCore(folder / "core.db")
    await core.open()
    try:
        async with open_group(folder / "loopmates.db", members=members, platform="playground") as group:
            await group.practise(days)
            figures = await _time_calls(group, sqlite, core, calls)
            await group.leave_clock()
            return figures
    finally:
        sqlite.close()
        await core.close()


async def _time_calls(group: Group, sqlite: BareSqlite, core: BareCore, calls: int) -> list[Figure]:
    """Time rounds of four calls. Everybody answers today's question once; then that is taken back, untimed."""
    daily = await group.question_in_hand()
    before = await _newest(group)
    today: list[float] = []
    answer: list[float] = []
    bare_sqlite: list[float] = []
    bare_core: list[float] = []
    for number in range(-len(group.people), calls):
        person = group.people[number % len(group.people)]
        asked, filled_in = group.typed(person, "today"), group.filled_in(person, daily)
        round_of_four = (
            await _seconds(group.engine.handle(asked)),
            await _seconds(group.engine.handle(filled_in)),
            _seconds_of_insert(sqlite),
            await _seconds(core.insert()),
        )
        if number % len(group.people) == len(group.people) - 1:
            await _take_back(group, before)
        if number >= 0:
            for times, seconds in zip((today, answer, bare_sqlite, bare_core), round_of_four, strict=True):
                times.append(seconds)
    one, two = "one sqlite3 insert and commit", "one SQLAlchemy Core insert and commit"
    return [
        *of_calls("Engine.handle, today", today, bare_sqlite, bare_is=one),
        *of_calls("Engine.handle, today", today, bare_core, bare_is=two),
        *of_calls("Engine.handle, answer", answer, bare_sqlite, bare_is=one),
        *of_calls("Engine.handle, answer", answer, bare_core, bare_is=two),
    ]


async def _over_http(port: int, bare_port: int, calls: int) -> list[Figure]:
    ours: list[float] = []
    others: list[float] = []
    async with Browser(port, "person-1") as page, Browser(bare_port, "person-1") as bare_page:
        for number in range(-min(calls, 20), calls):
            seconds = await _seconds(page.type("/practice today")), await _seconds(bare_page.nothing())
            if number >= 0:
                ours.append(seconds[0])
                others.append(seconds[1])
    return of_calls("POST /practice today", ours, others, bare_is="an empty aiohttp handler")


async def _newest(group: Group) -> tuple[int, int]:
    async with group.database.begin() as connection:
        newest = [await connection.scalar(select(func.max(table.c.id))) for table in (answers, deliveries)]
    return newest[0] or 0, newest[1] or 0


async def _take_back(group: Group, before: tuple[int, int]) -> None:
    async with group.database.begin() as connection:
        await connection.execute(delete(answers).where(answers.c.id > before[0]))
        await connection.execute(delete(deliveries).where(deliveries.c.id > before[1]))
        await connection.execute(delete(handled_requests))


async def _seconds(call: Awaitable[object]) -> float:
    started = perf_counter()
    await call
    return perf_counter() - started


def _seconds_of_insert(sqlite: BareSqlite) -> float:
    started = perf_counter()
    sqlite.insert()
    return perf_counter() - started


if __name__ == "__main__":
    sys.exit(command("handle", measure, small=SMALL))
