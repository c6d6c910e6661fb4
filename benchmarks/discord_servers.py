"""What a thousand servers cost: memory with one and with many, and the start until the first answer.

Run it with `python -m benchmarks.discord_servers`.
"""

import asyncio
import sys
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path

from benchmarks.discord_stand import Discord, discord_with
from benchmarks.figures import Figure, command, of_pairs
from benchmarks.processes import Started, bare_discord, discord
from bot.store.database import migrate

SMALL = {"runs": 1, "servers": 3}
BARE_IS = "a bare discord.py client that answers with a word"


def measure(*, runs: int = 3, servers: int = 1_000) -> list[Figure]:
    """Start Loopmates in so many servers, type a command in each, and read its memory."""
    return asyncio.run(_measure(runs, servers))


async def _measure(runs: int, servers: int) -> list[Figure]:
    ours: list[tuple[float, ...]] = []
    bare: list[tuple[float, ...]] = []
    with tempfile.TemporaryDirectory() as folder:
        for run in range(runs):
            ours.append(())
            bare.append(())
            for count in (1, servers):
                database = Path(folder) / f"{run}-{count}.db"
                await asyncio.to_thread(migrate, str(database))
                async with discord_with(count) as where:
                    ours[-1] += await _use(where, discord(database, where.settings))
                async with discord_with(count) as where:
                    bare[-1] += await _use(where, bare_discord(where.settings))
    counts = ("1 server", f"{servers:,} servers")
    what = [(f"{name}, {count}", unit) for count in counts for name, unit in _WHAT]
    return [
        of_pairs(name, [run[at] for run in ours], [run[at] for run in bare], unit=unit, bare_is=BARE_IS)
        for at, (name, unit) in enumerate(what)
    ]


_WHAT = (("start to first answer", "s"), ("resident", "MB"))


async def _use(where: Discord, program: AbstractContextManager[Started]) -> tuple[float, float]:
    """Have a command come from each server; give the seconds until the first answer, and the memory after all."""
    began = time.perf_counter()
    with program as running:
        await where.is_joined()
        await where.today(where.people[-1])
        seconds = time.perf_counter() - began
        for who in where.people:
            await where.today(who)
        return seconds, running.memory()[0]


if __name__ == "__main__":
    sys.exit(command("discord_servers", measure, small=SMALL))
