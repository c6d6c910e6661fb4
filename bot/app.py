"""The wiring: the one place that knows everyone, makes each part once, and lets them go in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from adapters.playground.demo import fill
from adapters.playground.platform import PlaygroundPlatform
from adapters.playground.server import PlaygroundServer
from bot.clock import PushableClock
from bot.content import content_folder, load_content
from bot.delivery.courier import Courier
from bot.delivery.scheduler import Metronome
from bot.delivery.timetable import Timetable
from bot.engine import Engine
from bot.settings import Settings
from bot.store.database import Database, ensure_current
from bot.store.playground import PlaygroundRooms
from bot.work import WorkRoom

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Playground:
    """A playground with everything behind it, not yet listening."""

    database: Database
    engine: Engine
    rooms: PlaygroundRooms
    clock: PushableClock
    server: PlaygroundServer
    courier: Courier


@asynccontextmanager
async def open_playground(settings: Settings) -> AsyncIterator[Playground]:
    """Put a playground together on the database of the settings, and let go of it afterwards."""
    content = load_content(content_folder(), settings.content)
    for fault in content.skipped:
        logger.warning("Skipped in LOOPMATES_CONTENT: %s", fault)
    database = Database(settings.database)
    try:
        await ensure_current(database)
        work_room = WorkRoom(database, content)
        clock = PushableClock()
        rooms = PlaygroundRooms(database)
        platform = PlaygroundPlatform(rooms, clock)
        courier = Courier(work_room, {platform.name: platform}, clock=clock)
        engine = Engine(work_room, clock=clock, timetable=Timetable(work_room), courier=courier)
        server = PlaygroundServer(
            engine=engine,
            rooms=rooms,
            platform=platform,
            clock=clock,
            next_question_at=engine.next_question_at,
            complete=engine.complete,
        )
        if database.is_sqlite:
            await courier.take_over()
        yield Playground(database=database, engine=engine, rooms=rooms, clock=clock, server=server, courier=courier)
    finally:
        await database.close()


async def run_playground(settings: Settings, *, demo: bool = False, on_ready: Callable[[str], None]) -> None:
    """Serve the playground until it is cancelled; `on_ready` is told where it is and what to try first."""
    async with open_playground(settings) as playground:
        engine, clock = playground.engine, playground.clock
        port = await playground.server.start(settings.host, settings.port)
        if demo:
            await fill(engine, playground.rooms, clock)

        async def tick() -> None:
            await engine.tick(clock.now())

        metronome = Metronome(tick, engine.deliver)
        metronome.start()
        on_ready(welcome(settings.host, port))
        try:
            await asyncio.Event().wait()
        finally:
            metronome.stop()
            await playground.server.stop()


def welcome(host: str, port: int) -> str:
    """Say where the playground is and what to try first."""
    return (
        f"\n  Loopmates is at  http://{host}:{port}\n\n"
        "  Try first:  type  /practice setup  in #practice and press “Use all defaults”,\n"
        "              then “Start the four weeks”, join, and push the clock to the next question.\n"
        "  A group in its second week is there with:  loopmates play --demo --database demo.db\n\n"
        "  Stop with Ctrl-C. Everything is kept.\n"
    )
