"""The wiring: the one place that knows everyone, makes each part once, and lets them go in order."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from adapters.playground.demo import fill
from adapters.playground.platform import PlaygroundPlatform
from adapters.playground.server import PlaygroundServer
from bot import ports
from bot.chat.platform import ChatPlatform
from bot.clock import Clock, PushableClock, SystemClock
from bot.content import Content, content_folder, load_content
from bot.delivery.courier import Courier
from bot.delivery.scheduler import Metronome
from bot.delivery.timetable import Timetable
from bot.engine import Engine
from bot.errors import StartRefused
from bot.settings import DiscordSettings, Settings, SlackSettings
from bot.store.database import Database, ensure_current
from bot.store.installations import Installations
from bot.store.playground import PlaygroundRooms
from bot.work import WorkRoom

if TYPE_CHECKING:
    from adapters.slack.connection import Connection

logger = logging.getLogger(__name__)

TIDY_SECONDS = 3600

OnLine = Callable[[str], None]


class Face(Protocol):
    """One platform's connection, once it is made."""

    async def open(self) -> str:
        """Connect, and say how."""

    async def stay(self) -> None:
        """Be connected; ends, or refuses in words, when it cannot go on."""

    async def tidy(self) -> None:
        """Do what has to be done now and then."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """What all platforms share: one database, one engine, one courier. Platforms come into `platforms`."""

    database: Database
    clock: Clock
    engine: Engine
    courier: Courier
    platforms: dict[str, ChatPlatform] = field(default_factory=dict)


@asynccontextmanager
async def open_core(settings: Settings, clock: Clock) -> AsyncIterator[Core]:
    """Put the shared parts together on the database of the settings, and let go of them afterwards."""
    content = _load_content(settings)
    database = Database(settings.database)
    try:
        await ensure_current(database)
        work_room = WorkRoom(database, content)
        platforms: dict[str, ChatPlatform] = {}
        courier = Courier(work_room, platforms, clock=clock)
        engine = Engine(work_room, clock=clock, timetable=Timetable(work_room), courier=courier)
        if database.is_sqlite:
            await courier.take_over()
        yield Core(database=database, clock=clock, engine=engine, courier=courier, platforms=platforms)
    finally:
        await database.close()


@asynccontextmanager
async def beating(core: Core) -> AsyncIterator[None]:
    """Let time pass for the engine: put in the outbox what comes due, and send it."""

    async def tick() -> None:
        await core.engine.tick(core.clock.now())

    metronome = Metronome(tick, core.engine.deliver)
    metronome.start()
    try:
        yield
    finally:
        metronome.stop()


# The playground


@dataclass(frozen=True, slots=True, kw_only=True)
class Playground:
    """A playground with everything behind it, not yet listening."""

    core: Core
    database: Database
    engine: Engine
    rooms: PlaygroundRooms
    clock: PushableClock
    server: PlaygroundServer
    courier: Courier


@asynccontextmanager
async def open_playground(settings: Settings) -> AsyncIterator[Playground]:
    """Put a playground together on the database of the settings, and let go of it afterwards."""
    clock = PushableClock()
    async with open_core(settings, clock) as core:
        rooms = PlaygroundRooms(core.database)
        platform = PlaygroundPlatform(rooms, clock)
        core.platforms[platform.name] = platform
        server = PlaygroundServer(
            engine=core.engine,
            rooms=rooms,
            platform=platform,
            clock=clock,
            next_question_at=core.engine.next_question_at,
            complete=core.engine.complete,
        )
        yield Playground(
            core=core,
            database=core.database,
            engine=core.engine,
            rooms=rooms,
            clock=clock,
            server=server,
            courier=core.courier,
        )


async def run_playground(settings: Settings, *, demo: bool = False, on_ready: OnLine) -> None:
    """Serve the playground until it is cancelled; `on_ready` is told where it is and what to try first."""
    async with open_playground(settings) as playground:
        port = await playground.server.start(settings.host, settings.port)
        try:
            if demo:
                await fill(playground.engine, playground.rooms, playground.clock)
            async with beating(playground.core):
                on_ready(welcome(settings.host, port))
                await asyncio.Event().wait()
        finally:
            await playground.server.stop()


# Chat platforms


@dataclass(frozen=True, slots=True, kw_only=True)
class Slack:
    """Slack with everything behind it, not yet connected."""

    engine: Engine
    courier: Courier
    connection: "Connection"


@asynccontextmanager
async def open_slack(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Slack]:
    """Put everything behind Slack together, and let go of it afterwards."""
    async with open_core(settings, clock or SystemClock()) as core, AsyncExitStack() as parts:
        connection = await join_slack(settings, core, parts)
        yield Slack(engine=core.engine, courier=core.courier, connection=connection)


async def join_slack(settings: Settings, core: Core, parts: AsyncExitStack) -> "Connection":
    """Make Slack's connection, and let deliveries reach it."""
    # Whoever only plays on this machine does not wait for Slack's libraries.
    from adapters.slack.clients import Clients, open_session
    from adapters.slack.connection import Connection, Options, workspaces_for
    from adapters.slack.platform import SlackPlatform

    slack = settings.slack or SlackSettings()
    if not slack.is_socket_mode and (reason := ports.refusal(settings.host, settings.port)) is not None:
        where = f"{settings.host} port {settings.port}"
        raise StartRefused(f"Nothing can listen on {where}: {reason.strerror}. Choose another LOOPMATES_PORT.")
    options = Options(**asdict(slack), host=settings.host, port=settings.port)
    clients = Clients(await parts.enter_async_context(open_session()), base_url=options.api_base_url)
    store = Installations(core.database)
    workspaces = await workspaces_for(options, clients, store, core.clock)
    platform = SlackPlatform(workspaces, clients)
    core.platforms[platform.name] = platform
    return Connection(
        core.engine,
        workspaces=workspaces,
        clients=clients,
        options=options,
        store=store,
        clock=core.clock,
        is_well=core.database.answers,
    )


async def join_discord(settings: Settings, core: Core, parts: AsyncExitStack) -> Face:
    """Make Discord's connection, and let deliveries reach it."""
    from adapters.discord.connection import Connection, Options

    assert settings.discord is not None
    connection = Connection(core.engine, Options(**asdict(settings.discord)), core.database, core.clock)
    await connection.log_in()
    core.platforms[connection.platform.name] = connection.platform
    return connection


Join = Callable[[Settings, Core, AsyncExitStack], Awaitable[Face]]


def wanted(settings: Settings) -> dict[str, Join]:
    """Say which platforms the settings ask for, by the names that people know."""
    found: dict[str, Join] = {}
    if settings.slack is not None:
        found["Slack"] = join_slack
    if settings.discord is not None:
        found["Discord"] = join_discord
    return found


async def run(settings: Settings, *, on_ready: OnLine, on_trouble: OnLine) -> None:
    """Be on every platform that the settings ask for, until it is cancelled.

    One that does not start, or that cannot go on, is told to `on_trouble`, and the others go on. Where none is left,
    what kept them away is refused with.
    """
    async with open_core(settings, SystemClock()) as core:
        joins = wanted(settings)
        if len(joins) == 1:
            on_trouble = _say_nothing  # its reasons are what is refused with
        async with asyncio.TaskGroup() as faces:
            being = {
                name: faces.create_task(_be_on(name, join, settings, core, on_ready, on_trouble))
                for name, join in joins.items()
            }
            async with beating(core):
                await asyncio.wait(being.values())
        reasons = [reason for task in being.values() for reason in task.result()]
        if len(joins) > 1:
            reasons = ["Loopmates is on no platform. Mend what is said above, and start again."]
        raise StartRefused(*reasons)


async def _be_on(
    name: str, join: Join, settings: Settings, core: Core, on_ready: OnLine, on_trouble: OnLine
) -> tuple[str, ...]:
    """Be on one platform until it ends, and give the reasons for its end; they do not touch the others."""
    try:
        async with AsyncExitStack() as parts:
            face = await join(settings, core, parts)
            parts.push_async_callback(face.close)
            where = await face.open()
            on_ready(f"Loopmates is in {name} ({where}). Stop with Ctrl-C. Everything is kept.")
            await _stay(face)
        reasons: tuple[str, ...] = (f"The connection to {name} has ended. Start again.",)
    except StartRefused as refusal:
        reasons = refusal.reasons
    except Exception as fault:
        logger.exception("unforeseen in %s", name)
        reasons = (f"{name} ended with a fault of ours ({type(fault).__name__}); the log says more. Start again.",)
    core.platforms.pop(name.lower(), None)
    for reason in reasons:
        on_trouble(f"{name}: {reason}")
    return reasons


def _say_nothing(_words: str) -> None:
    pass


async def _stay(face: Face) -> None:
    async def tidy() -> None:
        while True:
            await face.tidy()
            await asyncio.sleep(TIDY_SECONDS)

    tidying = asyncio.create_task(tidy())
    try:
        await face.stay()
    finally:
        tidying.cancel()


# What the command line and the doctor ask


async def look_at_slack(settings: Settings, database: Database | None) -> list[tuple[str, str, str]]:
    """Ask Slack about the tokens and scopes, for the doctor: state, what was found, and the fix."""
    from adapters.slack.checkup import look
    from adapters.slack.connection import Options

    options = Options(**asdict(settings.slack or SlackSettings()), host=settings.host, port=settings.port)
    store = Installations(database) if database is not None else None
    return [(found.state, found.says, found.fix) for found in await look(options, store, SystemClock())]


async def look_at_discord(settings: DiscordSettings) -> list[tuple[str, str, str]]:
    """Ask Discord about the token, the intents and the permissions, for the doctor."""
    from adapters.discord.checkup import look
    from adapters.discord.connection import Options

    return [(found.state, found.says, found.fix) for found in await look(Options(**asdict(settings)))]


def slack_manifest(*, public_url: str, is_shared: bool) -> dict[str, Any]:
    """Make the manifest for Slack from the command table."""
    from adapters.slack.manifest import manifest

    return manifest(public_url=public_url, is_shared=is_shared)


def discord_invite(*, application_id: str, token: str, reads_messages: bool) -> str:
    """Make the link with which a server takes Loopmates in."""
    from adapters.discord.permissions import application_of, invite_url

    found = application_id or application_of(token)
    if not found:
        raise StartRefused(
            "Which application? Set DISCORD_TOKEN, or name it with --application and the id from its page "
            "General Information."
        )
    return invite_url(found, reads_messages=reads_messages)


def welcome(host: str, port: int) -> str:
    """Say where the playground is and what to try first."""
    return (
        f"\n  Loopmates is at  http://{host}:{port}\n\n"
        "  Try first:  type  /practice setup  in #practice and press “Use all defaults”,\n"
        "              then “Start the four weeks”, join, and push the clock to the next question.\n"
        "  A group in its second week is there with:  loopmates play --demo --database demo.db\n\n"
        "  Stop with Ctrl-C. Everything is kept.\n"
    )


def _load_content(settings: Settings) -> Content:
    """Read the practice material; broken parts of a group's own folder are left out and named in the log."""
    content = load_content(content_folder(), settings.content)
    for fault in content.skipped:
        logger.warning("Skipped in LOOPMATES_CONTENT: %s", fault)
    return content
