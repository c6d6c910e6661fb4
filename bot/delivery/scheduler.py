"""The metronome: APScheduler beats time, the database decides what is due."""

import logging
from collections.abc import Awaitable, Callable

from apscheduler.schedulers.asyncio import AsyncIOScheduler

logger = logging.getLogger(__name__)

TICK_SECONDS = 15
DELIVER_SECONDS = 2
GRACE_SECONDS = 60


class Metronome:
    """Calls two functions at a steady pace; a beat that is late or still busy is skipped, never piled up."""

    def __init__(self, tick: Callable[[], Awaitable[None]], deliver: Callable[[], Awaitable[object]]) -> None:
        # Names of jobs are all that APScheduler would log at every beat.
        logging.getLogger("apscheduler").setLevel(logging.WARNING)
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        for beat, seconds in ((tick, TICK_SECONDS), (deliver, DELIVER_SECONDS)):
            self._scheduler.add_job(
                beat, "interval", seconds=seconds, coalesce=True, max_instances=1, misfire_grace_time=GRACE_SECONDS
            )

    def start(self) -> None:
        """Begin to beat on the running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)
