"""How much memory a running playground holds.

Run it with `python -m benchmarks.memory`.
"""

import asyncio
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.browser import Browser
from benchmarks.figures import Figure, command, of_pairs
from benchmarks.group import DAYS, MEMBERS, open_group
from benchmarks.processes import bare, playground
from bot.store.database import migrate

WHAT = ("after start", "highest of it", "after requests", "highest of all")
SMALL = {"runs": 1, "requests": 3, "members": 2, "days": 0}


def measure(*, runs: int = 3, requests: int = 1_000, members: int = MEMBERS, days: int = DAYS) -> list[Figure]:
    """Read the resident memory after the start and after many `/practice today`, beside a bare aiohttp program."""
    ours, others = [], []
    with tempfile.TemporaryDirectory() as folder:
        lived = Path(folder) / "lived.db"
        migrate(str(lived))
        asyncio.run(_live(lived, members, days))
        for _ in range(runs):
            ours.append(_of_playground(Path(shutil.copy(lived, Path(folder) / "loopmates.db")), requests))
            others.append(_of_bare(requests))
    return [
        of_pairs(
            f"resident, {what}" + (f" ({requests:,} × today)" if "requests" in what else ""),
            [run[number] for run in ours],
            [run[number] for run in others],
            unit="MB",
            bare_is="an aiohttp program with one page",
        )
        for number, what in enumerate(WHAT)
    ]


async def _live(database: Path, members: int, days: int) -> None:
    async with open_group(database, members=members, platform="playground") as group:
        await group.practise(days)
        await group.leave_clock()


def _of_playground(database: Path, requests: int) -> tuple[float, ...]:
    with playground(database) as running:
        at_start = running.memory()
        asyncio.run(_type(running.port, requests))
        return *at_start, *running.memory()


def _of_bare(requests: int) -> tuple[float, ...]:
    with bare() as running:
        at_start = running.memory()
        asyncio.run(_ask_for_nothing(running.port, requests))
        return *at_start, *running.memory()


async def _type(port: int, requests: int) -> None:
    async with Browser(port, "person-1") as browser:
        for _ in range(requests):
            await browser.type("/practice today")


async def _ask_for_nothing(port: int, requests: int) -> None:
    async with Browser(port, "person-1") as browser:
        for _ in range(requests):
            await browser.nothing()


if __name__ == "__main__":
    sys.exit(command("memory", measure, small=SMALL))
