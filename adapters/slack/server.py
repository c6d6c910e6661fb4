"""How Slack reaches us: over a WebSocket of our own (Socket Mode), or by signed HTTP requests."""

import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from adapters.slack.clients import Clients
from adapters.slack.installations import BegunInstalls, SlackInstallations
from adapters.slack.manifest import bot_scopes
from adapters.slack.workspaces import Authorization, Workspaces, error_of
from bot.errors import StartRefused

EVENTS_PATH = "/slack/events"
INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
HEALTH_PATH = "/health"

BODY_LIMIT = 1024 * 1024
"""Slack's own payloads stay far below."""

KINDS = frozenset({"command", "type", "ssl_check"})
"""Each payload has one of these."""

PING_SECONDS = 5
SHUTDOWN_SECONDS = 3

logger = logging.getLogger(__name__)


def bolt_app(
    clients: Clients,
    workspaces: Workspaces,
    *,
    oauth_flow: AsyncOAuthFlow | None = None,
) -> AsyncApp:
    """Make the Bolt app. It responds after its listeners ran; otherwise it would look for the answer every 10 ms.

    Signatures are checked at the door, before anything is read.
    """
    return AsyncApp(
        logger=_bolt_logger(),
        name="loopmates",
        client=clients.answering,
        authorize=Authorization(workspaces),  # type: ignore[arg-type]  # Bolt also takes an object of its own class
        request_verification_enabled=False,
        oauth_flow=oauth_flow,
        process_before_response=True,
    )


def oauth_flow(
    clients: Clients,
    installations: SlackInstallations,
    begun: BegunInstalls,
    *,
    client_id: str,
    client_secret: str,
    public_url: str,
) -> AsyncOAuthFlow:
    """Make the pages on which a workspace installs Loopmates."""
    return AsyncOAuthFlow(
        client=clients.answering,
        logger=_bolt_logger(),
        settings=AsyncOAuthSettings(
            client_id=client_id,
            client_secret=client_secret,
            scopes=list(bot_scopes()),
            user_scopes=[],
            redirect_uri=f"{public_url}{REDIRECT_PATH}" if public_url else None,
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            installation_store=installations,
            installation_store_bot_only=True,
            state_store=begun,
        ),
    )


class SocketDoor:
    """Socket Mode: the client asks for a WebSocket address and keeps connected."""

    def __init__(self, app: AsyncApp, clients: Clients, *, app_token: str) -> None:
        self._app = app
        self._clients = clients
        self._app_token = app_token
        self._handler: AsyncSocketModeHandler | None = None

    async def open(self) -> str:
        """Connect. The SDK would try a wrong token for ever, so the first address is asked for here."""
        try:
            answer = await self._clients.answering.apps_connections_open(app_token=self._app_token)
        except SlackApiError as refusal:
            raise StartRefused(
                f"Slack refused SLACK_APP_TOKEN ({error_of(refusal)}). Make an app-level token with the scope "
                "connections:write under Basic Information, and switch Socket Mode on."
            ) from refusal
        handler = AsyncSocketModeHandler(
            self._app,
            self._app_token,
            logger=logging.getLogger("adapters.slack.socket"),
            web_client=self._clients.answering,
            ping_interval=PING_SECONDS,
        )
        handler.client.wss_uri = str(answer["url"])
        self._handler = handler
        await handler.connect_async()  # type: ignore[no-untyped-call]
        return "Socket Mode"

    async def close(self) -> None:
        if self._handler is not None:
            await self._handler.close_async()  # type: ignore[no-untyped-call]


class HttpDoor:
    """HTTP mode: Slack's signed requests, the install pages, and a page that says whether all is well."""

    def __init__(
        self, app: AsyncApp, *, signing_secret: str, host: str, port: int, is_well: Callable[[], Awaitable[bool]]
    ) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)
        self._host = host
        self._port = port
        self._is_well = is_well
        self._started_at = time.monotonic()
        self.web_app = web.Application(client_max_size=BODY_LIMIT)
        self.web_app.add_routes([web.post(EVENTS_PATH, self._events), web.get(HEALTH_PATH, self._health)])
        if app.oauth_flow is not None:
            self.web_app.add_routes([web.get(INSTALL_PATH, self._install), web.get(REDIRECT_PATH, self._installed)])
        self._runner: web.AppRunner | None = None

    async def open(self) -> str:
        self._runner = web.AppRunner(self.web_app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, self._host, self._port).start()
        self._port = int(self._runner.addresses[0][1])
        return f"http://{self._host}:{self._port}{EVENTS_PATH}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Check the signature, read the payload, and let Bolt find its listener.

        Both are done here since Bolt reads the body before it checks who sent it, and takes every form in whose text
        somebody typed "payload" for an empty one.
        """
        raw = await request.read()
        if not self._is_from_slack(raw, request):
            return web.Response(status=401, text="The signature is not Slack's, or too old.")
        try:
            payload = _payload_of(raw, request.content_type)
            signed = AsyncBoltRequest(mode="socket_mode", body=payload, headers=dict(request.headers))
        except (ValueError, TypeError, AttributeError, LookupError) as fault:
            logger.warning("a signed request could not be read: %s", type(fault).__name__)
            return web.Response(status=400, text="The body is not what Slack sends.")
        return await to_aiohttp_response(await self._app.async_dispatch(signed))

    def _is_from_slack(self, raw: bytes, request: web.Request) -> bool:
        try:
            return self._verifier.is_valid_request(raw, dict(request.headers))
        except ValueError:  # a timestamp that is no number, a body that is no text
            return False

    async def _install(self, request: web.Request) -> web.StreamResponse:
        assert self._app.oauth_flow is not None
        page = await self._app.oauth_flow.handle_installation(await to_bolt_request(request))
        return await to_aiohttp_response(page)

    async def _installed(self, request: web.Request) -> web.StreamResponse:
        assert self._app.oauth_flow is not None
        page = await self._app.oauth_flow.handle_callback(await to_bolt_request(request))
        return await to_aiohttp_response(page)

    async def _health(self, _request: web.Request) -> web.StreamResponse:
        is_well = await self._is_well()
        answer = {"well": is_well, "up_seconds": round(time.monotonic() - self._started_at)}
        return web.json_response(answer, status=200 if is_well else 503)


def _payload_of(raw: bytes, content_type: str) -> dict[str, Any]:
    """Read a body: events come as JSON, interactions as JSON inside a form, commands as a form."""
    text = raw.decode("utf-8")
    if content_type == "application/json":
        payload = json.loads(text)
    else:
        form = dict(parse_qsl(text, keep_blank_values=True))
        payload = json.loads(form["payload"]) if "payload" in form else form
    if not isinstance(payload, dict) or not KINDS.intersection(payload):
        raise ValueError("neither a command nor an interaction nor an event")
    return payload


def _bolt_logger() -> logging.Logger:
    """Give Bolt a logger of ours. That it prefers `authorize` to a token is what we want, so it need not warn."""
    bolt = logging.getLogger("adapters.slack.bolt")
    if not bolt.filters:
        bolt.addFilter(lambda record: "token" not in record.getMessage() or record.levelno > logging.WARNING)
    return bolt
