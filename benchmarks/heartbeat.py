"""A heartbeat of the event loop: how long nothing else could have its turn."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from time import perf_counter, thread_time

BEAT_SECONDS = 0.001
SETTLE_SECONDS = 0.003


@dataclass
class Gaps:
    """The longest gap between two beats, by what was going on.

    `held` is by the clock on the wall, which also counts what other processes took. `worked` is what the loop's own
    thread computed in one gap, which nobody else can lengthen.
    """

    held: dict[str, float] = field(default_factory=dict)
    worked: dict[str, float] = field(default_factory=dict)

    def note(self, phase: str, held: float, worked: float) -> None:
        self.held[phase] = max(held, self.held.get(phase, 0.0))
        self.worked[phase] = max(worked, self.worked.get(phase, 0.0))


@asynccontextmanager
async def heartbeat(phase: Callable[[], str]) -> AsyncIterator[Gaps]:
    """Beat for as long as the block runs; `phase` says what is going on."""
    gaps = Gaps()
    beating = asyncio.create_task(_beat(gaps, phase))
    try:
        yield gaps
    finally:
        beating.cancel()


async def settled() -> None:
    """Let the heart beat before a phase ends, so that a gap is counted to the phase it came from."""
    await asyncio.sleep(SETTLE_SECONDS)


async def _beat(gaps: Gaps, phase: Callable[[], str]) -> None:
    while True:
        started, worked = perf_counter(), thread_time()
        await asyncio.sleep(BEAT_SECONDS)
        gaps.note(phase(), perf_counter() - started - BEAT_SECONDS, thread_time() - worked)
