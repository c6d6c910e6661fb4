"""The wiring: the one place that knows everyone, makes each part once, and lets them go in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from adapters.playground.demo import fill
from adapters.playground.platform import PlaygroundPlatform
from adapters.playground.server import PlaygroundServer
from bot.clock import Clock, PushableClock, SystemClock
from bot.content import Content, content_folder, load_content
from bot.delivery.courier import Courier
from bot.delivery.scheduler import Metronome
from bot.delivery.timetable import Timetable
from bot.engine import Engine
from bot.settings import Settings, SlackSettings
from bot.store.database import Database, ensure_current
from bot.store.installations import Installations
from bot.store.playground import PlaygroundRooms
from bot.work import WorkRoom

if TYPE_CHECKING:
    from adapters.slack.connection import Connection

logger = logging.getLogger(__name__)

TIDY_SECONDS = 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Playground:
    """A playground with everything behind it, not yet listening."""

    database: Database
    engine: Engine
    rooms: PlaygroundRooms
    clock: PushableClock
    server: PlaygroundServer
    courier: Courier


def _load_content(settings: Settings) -> Content:
    """Read the practice material; broken parts of a group's own folder are left out and named in the log."""
    content = load_content(content_folder(), settings.content)
    for fault in content.skipped:
        logger.warning("Skipped in LOOPMATES_CONTENT: %s", fault)
    return content


@asynccontextmanager
async def open_playground(settings: Settings) -> AsyncIterator[Playground]:
    """Put a playground together on the database of the settings, and let go of it afterwards."""
    content = _load_content(settings)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Slack with everything behind it, not yet connected."""

    engine: Engine
    courier: Courier
    connection: "Connection"


@asynccontextmanager
async def open_slack(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Slack]:
    """Put everything behind Slack together, and let go of it afterwards."""
    # Whoever only plays on this machine does not wait for Slack's libraries.
    from adapters.slack.clients import Clients, open_session
    from adapters.slack.connection import Connection, Options, workspaces_for
    from adapters.slack.platform import SlackPlatform

    clock = clock or SystemClock()
    content = _load_content(settings)
    options = Options(**asdict(settings.slack or SlackSettings()), host=settings.host, port=settings.port)
    async with AsyncExitStack() as parts:
        database = Database(settings.database)
        parts.push_async_callback(database.close)
        await ensure_current(database)
        clients = Clients(await parts.enter_async_context(open_session()), base_url=options.api_base_url)
        store = Installations(database)
        workspaces = await workspaces_for(options, clients, store, clock)
        platform = SlackPlatform(workspaces, clients)
        work_room = WorkRoom(database, content)
        courier = Courier(work_room, {platform.name: platform}, clock=clock)
        engine = Engine(work_room, clock=clock, timetable=Timetable(work_room), courier=courier)
        connection = Connection(
            engine,
            workspaces=workspaces,
            clients=clients,
            options=options,
            store=store,
            clock=clock,
            is_well=database.answers,
        )
        if database.is_sqlite:
            await courier.take_over()
        yield Slack(engine=engine, courier=courier, connection=connection)


async def run_slack(settings: Settings, *, on_ready: Callable[[str], None]) -> None:
    """Be in Slack until it is cancelled; `on_ready` is told how it is connected."""
    clock = SystemClock()
    async with open_slack(settings, clock=clock) as slack:

        async def tick() -> None:
            await slack.engine.tick(clock.now())

        metronome = Metronome(tick, slack.engine.deliver)
        where = await slack.connection.open()
        metronome.start()
        on_ready(f"Loopmates is in Slack ({where}). Stop with Ctrl-C. Everything is kept.")
        try:
            while True:
                await slack.connection.tidy()
                await asyncio.sleep(TIDY_SECONDS)
        finally:
            metronome.stop()
            await slack.connection.close()


async def look_at_slack(settings: Settings, database: Database | None) -> list[tuple[str, str, str]]:
    """Ask Slack about the tokens and scopes, for the doctor: state, what was found, and the fix."""
    from adapters.slack.checkup import look
    from adapters.slack.connection import Options

    options = Options(**asdict(settings.slack or SlackSettings()), host=settings.host, port=settings.port)
    store = Installations(database) if database is not None else None
    return [(found.state, found.says, found.fix) for found in await look(options, store, SystemClock())]


def slack_manifest(*, public_url: str, is_shared: bool) -> dict[str, Any]:
    """Make the manifest for Slack from the command table."""
    from adapters.slack.manifest import manifest

    return manifest(public_url=public_url, is_shared=is_shared)


def welcome(host: str, port: int) -> str:
    """Say where the playground is and what to try first."""
    return (
        f"\n  Loopmates is at  http://{host}:{port}\n\n"
        "  Try first:  type  /practice setup  in #practice and press “Use all defaults”,\n"
        "              then “Start the four weeks”, join, and push the clock to the next question.\n"
        "  A group in its second week is there with:  loopmates play --demo --database demo.db\n\n"
        "  Stop with Ctrl-C. Everything is kept.\n"
    )
