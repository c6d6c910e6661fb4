"""How long Discord waits for the answer to an interaction.

Run it with `python -m benchmarks.discord_ack`.
"""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.discord_stand import Discord, discord_with
from benchmarks.figures import Figure, command, of_calls
from benchmarks.processes import bare_discord, discord
from bot.store.database import migrate
from tests.stands.discord.people import Heard

SMALL = {"calls": 3}
BARE_IS = "a bare discord.py client that answers with a word"
WORDS = "I measured the change before it went out and told everybody what it would cost us to be wrong about it."

Timed = Callable[[Discord], Awaitable[float]]


def measure(*, calls: int = 300) -> list[Figure]:
    """Time from the interaction to its callback, in turn with a bare client, each program on its own."""
    with tempfile.TemporaryDirectory() as folder:
        database = Path(folder) / "loopmates.db"
        migrate(str(database))
        return asyncio.run(_measure(database, calls))


async def _measure(database: Path, calls: int) -> list[Figure]:
    async with _loopmates(database) as ours, _bare() as bare:
        await _run_a_group(ours)
        figures = await _in_turn("/practice today", ours, bare, _today, _today, calls)
        return figures + await _in_turn("a form's submission", ours, bare, _answer, _answer_bare, calls)


async def _in_turn(what: str, ours: Discord, bare: Discord, mine: Timed, other: Timed, calls: int) -> list[Figure]:
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(-min(calls, 20), calls):
        timed = await mine(ours), await other(bare)
        if number >= 0:
            seconds[0].append(timed[0])
            seconds[1].append(timed[1])
    return of_calls(what, *seconds, bare_is=BARE_IS)


async def _today(where: Discord) -> float:
    return await where.today()


async def _answer(ours: Discord) -> float:
    """Answer anew; the last window of the form is timed, with which everything is stored."""
    form = await ours.ana.types("/practice answer 1")
    between = await ours.ana.submits(form, **{field["custom_id"]: WORDS for field in form.fields})
    return await ours.submission(await ours.ana.presses("Continue", between), WORDS)


async def _answer_bare(bare: Discord) -> float:
    return await bare.submission(await bare.ana.types("/practice answer"), WORDS)


async def _run_a_group(ours: Discord) -> None:
    """Begin a group, and answer its first question early, so that there is one to answer."""
    ana = ours.ana
    await ana.presses("Use all defaults", await ana.types("/practice setup"))
    await ana.types("/practice start")
    await ana.types("/practice join")
    plan = await ana.types("/practice plan")
    early = next(label for label in plan.buttons if "early" in label)
    await _fill(ours, await ana.presses(early, plan))


async def _fill(ours: Discord, form: Heard) -> None:
    between = await ours.ana.submits(form, **{field["custom_id"]: WORDS for field in form.fields})
    last = await ours.ana.presses("Continue", between)
    await ours.ana.submits(last, **{field["custom_id"]: WORDS for field in last.fields})


@asynccontextmanager
async def _loopmates(database: Path) -> AsyncIterator[Discord]:
    async with discord_with(1) as where:
        with discord(database, where.settings):
            await where.is_joined()
            yield where


@asynccontextmanager
async def _bare() -> AsyncIterator[Discord]:
    async with discord_with(1) as where:
        with bare_discord(where.settings):
            await where.is_joined()
            yield where


if __name__ == "__main__":
    sys.exit(command("discord_ack", measure, small=SMALL))
