"""How long four weeks take, lived at once.

Run it with `python -m benchmarks.four_weeks`.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Literal

from benchmarks.bare_store import BareSqlite
from benchmarks.figures import Figure, command, of_totals
from benchmarks.group import MEMBERS, open_group
from bot.store.database import migrate

PHASES = {"tick": "tick", "deliver": "deliver", "handle": "handle", "look ahead": "look ahead (playground's push only)"}
SMALL = {"members": 2, "days": 2}


def measure(*, members: int = MEMBERS, days: int = 28) -> list[Figure]:
    """Live the plan with people in five zones who answer every question, day by day in turn with bare transactions."""
    figures = []
    with tempfile.TemporaryDirectory() as folder:
        for platform in ("recording", "playground"):
            database = Path(folder) / f"{platform}.db"
            migrate(str(database))
            figures += asyncio.run(_live(database, platform, members, days))
    return figures


async def _live(database: Path, platform: Literal["recording", "playground"], members: int, days: int) -> list[Figure]:
    sqlite = BareSqlite(database.with_suffix(".bare"))
    async with open_group(database, members=members, platform=platform) as group:
        await group.begin()
        await group.join()
        await group.remind_some()
        await group.live_day()  # the Sunday before the first question
        split = group.begin_split()
        bare_seconds = 0.0
        for _ in range(days):
            before = sum(split.transactions.values())
            await group.live_day()
            bare_seconds += _insert(sqlite, sum(split.transactions.values()) - before)
    sqlite.close()
    transactions = sum(split.transactions.values())
    each = bare_seconds / transactions
    rows = [("in all", sum(split.seconds.values()), transactions)]
    rows += [(words, split.seconds[phase], split.transactions[phase]) for phase, words in PHASES.items()]
    return [
        of_totals(
            f"{days} days, {members} members, {platform} platform: {what}",
            seconds,
            each * number,
            unit="s",
            counts=f"{number:,} transactions",
            bare_is="as many sqlite3 inserts and commits",
        )
        for what, seconds, number in rows
    ]


def _insert(sqlite: BareSqlite, times: int) -> float:
    started = perf_counter()
    for _ in range(times):
        sqlite.insert()
    return perf_counter() - started


if __name__ == "__main__":
    sys.exit(command("four_weeks", measure, small=SMALL))
