"""Draws that hold nobody up: a small one is made at once, a larger one in a process of its own."""

import asyncio
import logging
import multiprocessing
import signal
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from bot.domain.pairing import AskedDraw, Draw, draw_asked

logger = logging.getLogger(__name__)

# So many are drawn in well under 50 ms. The library for matching holds the interpreter, so a thread would not do.
AT_ONCE_UP_TO = 40


async def drawn(asked: AskedDraw) -> Draw:
    """Draw without keeping the event loop; where no other process can be started, a thread has to do."""
    if len(asked.people) <= AT_ONCE_UP_TO:
        return draw_asked(asked)
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_ctrl_c)
    try:
        return await asyncio.get_running_loop().run_in_executor(pool, draw_asked, asked)
    except (BrokenProcessPool, OSError):
        logger.exception("the process of a draw ended; drawing in a thread instead")
        return await asyncio.to_thread(draw_asked, asked)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _leave_ctrl_c() -> None:
    """Leave Ctrl-C to the parent, which gets it as well and closes tidily."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
