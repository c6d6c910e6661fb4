"""One process's connection to Slack: which workspaces, through which door, and what has to be done now and then."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from aiohttp import ClientError
from slack_sdk.errors import SlackApiError

from adapters.slack.answers import Answers
from adapters.slack.clients import Clients
from adapters.slack.directory import Directory
from adapters.slack.installations import BegunInstalls, Seal, SlackInstallations
from adapters.slack.listeners import Handler, Listeners
from adapters.slack.server import HttpDoor, SocketDoor, bolt_app, oauth_flow
from adapters.slack.workspaces import OneWorkspace, error_of, identify
from adapters.tasks import Tasks
from bot.clock import Clock
from bot.errors import StartRefused
from bot.store.installations import Installations

DRAIN_SECONDS = 5.0

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the person who runs Loopmates set for Slack: see `SlackSettings`."""

    bot_token: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    api_base_url: str = ""
    public_url: str = ""
    host: str = "127.0.0.1"
    port: int = 8765


async def workspaces_for(
    options: Options, clients: Clients, store: Installations, clock: Clock
) -> OneWorkspace | SlackInstallations:
    """Give the workspace of the bot token, or the installations of a shared app."""
    if options.client_id:
        installations = SlackInstallations(store, Seal(options.secret_keys), clock)
        await installations.seal_again()
        return installations
    try:
        return OneWorkspace(await identify(clients, options.bot_token))
    except SlackApiError as refusal:
        raise StartRefused(
            f"Slack refused SLACK_BOT_TOKEN ({error_of(refusal) or 'unreadable answer'}). "
            "Copy the Bot User OAuth Token anew from the app's page OAuth & Permissions."
        ) from refusal
    except (ClientError, OSError, TimeoutError) as fault:
        raise StartRefused(
            f"Slack cannot be reached at {clients.answering.base_url} ({type(fault).__name__}). "
            "Check this machine's network, and SLACK_API_BASE_URL if it is set."
        ) from fault


class Connection:
    """Slack on one side, the engine on the other."""

    def __init__(
        self,
        handler: Handler,
        *,
        workspaces: OneWorkspace | SlackInstallations,
        clients: Clients,
        options: Options,
        store: Installations,
        clock: Clock,
        is_well: Callable[[], Awaitable[bool]],
    ) -> None:
        self._tasks = Tasks()
        self._workspaces = workspaces
        flow = None
        if isinstance(workspaces, SlackInstallations):
            flow = oauth_flow(
                clients,
                workspaces,
                BegunInstalls(store, clock),
                client_id=options.client_id,
                client_secret=options.client_secret,
                public_url=options.public_url,
            )
        app = bolt_app(clients, workspaces, oauth_flow=flow)
        answers = Answers(clients)
        listeners = Listeners(
            handler, workspaces=workspaces, directory=Directory(clients), answers=answers, tasks=self._tasks
        )
        listeners.register(app)
        self._door: SocketDoor | HttpDoor
        if options.app_token and flow is None:
            self._door = SocketDoor(app, clients, app_token=options.app_token)
        else:
            self._door = HttpDoor(
                app, signing_secret=options.signing_secret, host=options.host, port=options.port, is_well=is_well
            )

    async def open(self) -> str:
        """Connect, and say how."""
        return await self._door.open()

    async def stay(self) -> None:
        """Be connected until it is cancelled: the SDK connects anew by itself."""
        await asyncio.Event().wait()

    async def close(self) -> None:
        """Let what was begun come to its end and be acknowledged, then take nothing more."""
        await self._tasks.settle(DRAIN_SECONDS)
        await self._door.close()
        await self._tasks.drain(DRAIN_SECONDS)

    async def tidy(self) -> None:
        """Delete what is held of workspaces that took Loopmates out long ago."""
        if isinstance(self._workspaces, SlackInstallations):
            await self._workspaces.forget_ended()
