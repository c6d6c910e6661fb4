"""Work that goes on after a platform has its acknowledgement."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any, TypeVar

logger = logging.getLogger(__name__)

Result = TypeVar("Result")


class Tasks:
    """Keeps hold of running work, logs what fails, and waits for the rest when the program ends."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Result]) -> asyncio.Task[Result]:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def settle(self, seconds: float) -> None:
        """Let what runs come to its end, for so long."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)

    async def drain(self, seconds: float) -> None:
        """Let what runs come to its end, and give up on what takes too long."""
        await self.settle(seconds)
        for task in list(self._running):
            task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (fault := task.exception()) is not None:
            logger.error("after an acknowledgement", exc_info=fault)
