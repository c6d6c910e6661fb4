"""A stand-in for Slack: its Web API, Socket Mode and response URLs over real sockets, and people who use it.

It is strict: what Slack refuses, it refuses, and it notes each request that breaks Slack's rules in `violations`.
What is written here follows https://docs.slack.dev; where the docs are silent it takes the harder reading.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import itertools
import json
import re
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from aiohttp import ClientSession, WSMsgType, web

from tests.stands.slack_rules import Json, faults_in_call, faults_in_message, faults_in_view, typed

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
APP_TOKEN = "xapp-1-A111-222-abc"
CLIENT_ID = "111.222"
CLIENT_SECRET = "client-secret"
EVENTS_PATH = "/slack/events"
ACK_SECONDS = 3.0
TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES = 5
VIEW_STACK = 3

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "chat.postEphemeral": "chat:write",
    "conversations.open": "im:write",
    "conversations.info": "channels:read",
    "conversations.history": "channels:history",
    "users.info": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
}
"""One of those that each method accepts; kinds of conversations are told apart in `_scope_for`."""

ALL_SCOPES = frozenset(
    {"commands", "chat:write", "im:write", "mpim:write", "users:read", "files:write"}
    | {f"{kind}:{what}" for kind in ("channels", "groups", "im", "mpim") for what in ("read", "history")}
)


@dataclass(kw_only=True)
class User:
    id: str
    name: str
    tz: str = "Europe/Berlin"
    is_admin: bool = False
    is_disabled: bool = False


@dataclass(kw_only=True)
class UploadedFile:
    """A file between its upload and its place in a conversation."""

    id: str
    name: str
    length: int
    content: bytes = b""
    title: str = ""


@dataclass(kw_only=True)
class Channel:
    id: str
    name: str
    kind: str = "public"
    members: set[str] = field(default_factory=set)
    is_archived: bool = False
    messages: list[Json] = field(default_factory=list)


@dataclass(kw_only=True)
class Team:
    """A workspace with the app installed, unless its token was revoked."""

    id: str
    name: str
    bot_token: str
    bot_user_id: str
    bot_id: str
    scopes: frozenset[str] = ALL_SCOPES
    token_error: str = ""
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)

    def add_user(self, user_id: str, name: str, **more: Any) -> User:
        self.users[user_id] = User(id=user_id, name=name, **more)
        return self.users[user_id]

    def add_channel(self, channel_id: str, name: str, *, kind: str = "public", with_bot: bool = True) -> Channel:
        members = set(self.users) | ({self.bot_user_id} if with_bot else set())
        self.channels[channel_id] = Channel(id=channel_id, name=name, kind=kind, members=members)
        return self.channels[channel_id]


@dataclass(frozen=True, kw_only=True)
class Call:
    """A Web API call as it came."""

    method: str
    team_id: str
    arguments: Json
    at: float


@dataclass(kw_only=True)
class View:
    """A modal or Home tab as a person has it open."""

    id: str
    team_id: str
    user_id: str
    shown: Json
    opened_at: float = field(default_factory=time.monotonic)

    @property
    def as_payload(self) -> Json:
        return {
            "id": self.id,
            "team_id": self.team_id,
            "state": {"values": {}},
            "hash": f"{int(time.time())}.{secrets.token_hex(4)}",
            "app_id": "A111",
            "root_view_id": self.id,
            "bot_id": "B1",
            **self.shown,
        }


@dataclass(kw_only=True)
class Ack:
    """What the app acknowledged with."""

    status: int
    payload: Json
    seconds: float


@dataclass(kw_only=True)
class Heard:
    """What a person got: a message or a view, with the acknowledgement before it."""

    ack: Ack
    message: Json | None = None
    view: View | None = None
    errors: Json = field(default_factory=dict)

    @property
    def blocks(self) -> list[Json]:
        shown = self.view.shown if self.view else self.message or {}
        return list(shown.get("blocks") or [])

    @property
    def text(self) -> str:
        return words_of(self.blocks)

    @property
    def buttons(self) -> list[Json]:
        return buttons_of(self.blocks)


@dataclass(kw_only=True)
class _ResponseUrl:
    team_id: str
    channel_id: str
    user_id: str
    source: Json | None
    uses: int = 0
    posted: list[Json] = field(default_factory=list)


class SlackStandIn:
    """Slack. Start it, point the app at `base_url`, and let people type, press and fill in."""

    def __init__(self) -> None:
        self.teams: dict[str, Team] = {}
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.acks: list[Ack] = []
        self.whispers: list[tuple[str, Json]] = []
        self.homes: dict[str, View] = {}
        self.files: dict[str, UploadedFile] = {}
        self.codes: dict[str, Team] = {}
        self.trouble: Callable[[Call], Json | web.StreamResponse | None] = lambda call: None
        self.trouble_after: Callable[[Call], bool] = lambda call: False
        self.app_url = ""
        self.enforces_pace = False
        self.connections = 0
        self._views: dict[tuple[str, str], list[View]] = {}
        self._triggers: dict[str, tuple[str, str, float, list[str]]] = {}
        self._response_urls: dict[str, _ResponseUrl] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._tickets: set[str] = set()
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._numbers = itertools.count(1)
        self._last_post: dict[str, float] = {}
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        self.port = 0

    # Starting and stopping

    async def start(self) -> None:
        app = web.Application(client_max_size=8 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link", self._socket)
        app.router.add_post("/response/{key}", self._respond)
        app.router.add_post("/upload/{file_id}", self._take_upload)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self.port).start()
        self.port = int(self._runner.addresses[0][1])
        self._session = ClientSession()

    async def stop(self) -> None:
        for socket in self._sockets:
            with contextlib.suppress(ConnectionError):
                await socket.close()
        if self._session is not None:
            await self._session.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.port}/api/"

    def add_team(self, team_id: str = "T111", *, token: str = "xoxb-111-aaa", **more: Any) -> Team:
        team = Team(
            id=team_id,
            name=f"Team {team_id}",
            bot_token=token,
            bot_user_id=f"U0BOT{team_id}",
            bot_id=f"B0BOT{team_id}",
            **more,
        )
        self.teams[team_id] = team
        return team

    def person(self, team: Team, user_id: str, channel_id: str) -> "Voice":
        return Voice(self, team, team.users[user_id], team.channels[channel_id])

    def calls_of(self, method: str) -> list[Call]:
        return [call for call in self.calls if call.method == method]

    async def eventually(self, happened: Callable[[], Any], *, seconds: float = 3.0) -> Any:
        """Wait until something has happened, and give what it says."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if found := happened():
                return found
            await asyncio.sleep(0.005)
        raise AssertionError("it did not happen in time")

    # Deliveries to the app

    async def deliver(
        self, kind: str, payload: Json, *, retry: int = 0, envelope_id: str = "", by_socket: bool | None = None
    ) -> Ack:
        """Bring something to the app, by socket while one is open and otherwise by HTTP, and wait for its ack."""
        started = time.monotonic()
        if by_socket if by_socket is not None else bool(self._sockets):
            status, answer = await self._deliver_by_socket(kind, payload, retry, envelope_id)
        else:
            status, answer = await self.post(*signed(kind, payload, retry=retry))
        ack = Ack(status=status, payload=answer, seconds=time.monotonic() - started)
        self.acks.append(ack)
        if ack.seconds > ACK_SECONDS:
            self.violations.append(f"{kind} was acknowledged after {ack.seconds:.1f} s")
        return ack

    async def post(self, body: bytes, headers: dict[str, str]) -> tuple[int, Json]:
        """Send an HTTP request to the app as it is."""
        assert self._session is not None
        async with self._session.post(f"{self.app_url}{EVENTS_PATH}", data=body, headers=headers) as answer:
            text = await answer.text()
        with contextlib.suppress(json.JSONDecodeError):
            read = json.loads(text)
            return answer.status, read if isinstance(read, dict) else {}
        return answer.status, {"text": text} if text else {}

    async def _deliver_by_socket(self, kind: str, payload: Json, retry: int, envelope_id: str) -> tuple[int, Json]:
        envelope: Json = {
            "envelope_id": envelope_id or secrets.token_hex(8),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry, "retry_reason": "timeout" if retry else ""}
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        await self._sockets[-1].send_json(envelope)
        try:
            async with asyncio.timeout(ACK_SECONDS + 1):
                return 200, await waiting
        except TimeoutError:
            return 408, {}

    async def disconnect(self, *, politely: bool = True) -> None:
        """Ask the app to connect anew, or cut it off."""
        socket = self._sockets[-1]
        if politely:
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
        else:
            await socket.close()

    # Socket Mode

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        await socket.send_json(
            {"type": "hello", "num_connections": 1, "connection_info": {"app_id": "A111"}, "debug_info": {}}
        )
        self._sockets.append(socket)
        self.connections += 1
        try:
            async for received in socket:
                if received.type is WSMsgType.TEXT:
                    self._acknowledged(json.loads(received.data))
        finally:
            self._sockets.remove(socket)
        return socket

    def _acknowledged(self, answer: Json) -> None:
        waiting = self._waiting.pop(answer.get("envelope_id", ""), None)
        if waiting is None:
            self.violations.append(f"an acknowledgement of nothing: {answer.get('envelope_id')}")
        elif not waiting.done():
            waiting.set_result(answer.get("payload") or {})

    # Response URLs

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        url = self._response_urls.get(request.match_info["key"])
        if url is None:
            return web.json_response({"ok": False, "error": "expired_url"}, status=404)
        if url.uses >= RESPONSE_URL_USES:
            return web.json_response({"ok": False, "error": "used_url"}, status=404)
        body = await request.json()
        url.uses += 1
        faults = faults_in_message(body)
        if faults:
            self.violations += faults
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=400)
        self._show_response(url, body)
        return web.Response(text="ok")

    def _show_response(self, url: _ResponseUrl, body: Json) -> None:
        shown = {"text": body["text"], "blocks": body.get("blocks") or [], "user": "bot"}
        if body.get("replace_original") and url.source is not None:
            url.source.update(shown)
            url.posted.append(url.source)
        elif body.get("response_type") == "in_channel":
            url.posted.append(self._add_message(self.teams[url.team_id].channels[url.channel_id], shown))
        else:
            whispered = shown | {"ts": self._ts(), "is_ephemeral": True, "channel": url.channel_id}
            whispered["thread_ts"] = body.get("thread_ts")
            self.whispers.append((url.user_id, whispered))
            url.posted.append(whispered)

    def new_response_url(self, team: Team, channel_id: str, user_id: str, source: Json | None = None) -> str:
        key = secrets.token_hex(8)
        self._response_urls[key] = _ResponseUrl(team_id=team.id, channel_id=channel_id, user_id=user_id, source=source)
        return f"http://127.0.0.1:{self.port}/response/{key}"

    def responses_to(self, url: str) -> list[Json]:
        return self._response_urls[url.rpartition("/")[2]].posted

    # Triggers and views

    def new_trigger(self, team: Team, user_id: str) -> str:
        trigger = f"{next(self._numbers)}.{team.id}.{secrets.token_hex(8)}"
        self._triggers[trigger] = (team.id, user_id, time.monotonic(), [])
        return trigger

    def views_of(self, team: Team, user_id: str) -> list[View]:
        return self._views.setdefault((team.id, user_id), [])

    def _use_trigger(self, trigger: str) -> tuple[str, str] | str:
        """Use a trigger up: it works once, for three seconds."""
        found = self._triggers.get(trigger)
        if found is None:
            return "invalid_trigger"
        team_id, user_id, issued_at, used = found
        if used:
            return "exchanged_trigger_id"
        if time.monotonic() - issued_at > TRIGGER_SECONDS:
            return "expired_trigger_id"
        used.append("used")
        return team_id, user_id

    # The Web API

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        arguments = await self._arguments(method, request)
        token = request.headers.get("Authorization", "").removeprefix("Bearer ") or arguments.pop("token", "")
        if method == "apps.connections.open":
            return self._open_connection(token)
        if method == "oauth.v2.access":
            return web.json_response(self._oauth_access(request, arguments))
        team = next((team for team in self.teams.values() if team.bot_token == token), None)
        if team is None:
            return web.json_response({"ok": False, "error": "invalid_auth" if token else "not_authed"})
        call = Call(method=method, team_id=team.id, arguments=arguments, at=time.monotonic())
        self.calls.append(call)
        refused = self.trouble(call)
        if isinstance(refused, web.StreamResponse):
            return refused
        answer = refused if refused is not None else self._answer(team, call)
        if self.trouble_after(call):
            assert request.transport is not None
            request.transport.abort()
        headers = {"x-oauth-scopes": ",".join(sorted(team.scopes))}
        return web.json_response(answer, headers=headers)

    async def _arguments(self, method: str, request: web.Request) -> Json:
        arguments: Json = typed(method, dict(request.query))
        if request.content_type == "application/json":
            arguments |= await request.json()
        elif request.method == "POST":
            arguments |= typed(method, {name: str(value) for name, value in (await request.post()).items()})
        return arguments

    def _answer(self, team: Team, call: Call) -> Json:
        if team.token_error:
            return {"ok": False, "error": team.token_error}
        handler = getattr(self, _handler_name(call.method), None)
        if handler is None:
            self.violations.append(f"{call.method} is no method that Loopmates needs")
            return {"ok": False, "error": "unknown_method"}
        needed = self._scope_for(team, call)
        if needed and needed not in team.scopes:
            provided = ",".join(sorted(team.scopes))
            return {"ok": False, "error": "missing_scope", "needed": needed, "provided": provided}
        faults = faults_in_call(call.method, call.arguments)
        if faults:
            self.violations += [f"{call.method}: {fault}" for fault in faults]
            error = "invalid_blocks" if "blocks" in call.arguments else "invalid_arguments"
            return {"ok": False, "error": error, "response_metadata": {"messages": faults}}
        answer: Json = handler(team, call.arguments)
        return answer

    def _scope_for(self, team: Team, call: Call) -> str:
        needed = SCOPES.get(call.method, "")
        channel = team.channels.get(call.arguments.get("channel", ""))
        if call.method in ("conversations.history", "conversations.info") and channel is not None:
            what = needed.partition(":")[2]
            kinds = {"public": "channels", "private": "groups", "im": "im", "mpim": "mpim"}
            return f"{kinds[channel.kind]}:{what}"
        if call.method == "conversations.open" and "," in call.arguments.get("users", ""):
            return "mpim:write"
        return needed

    def _open_connection(self, token: str) -> web.StreamResponse:
        if token != APP_TOKEN:
            return web.json_response({"ok": False, "error": "invalid_auth"})
        ticket = secrets.token_hex(8)
        self._tickets.add(ticket)
        return web.json_response({"ok": True, "url": f"ws://127.0.0.1:{self.port}/link?ticket={ticket}"})

    def _oauth_access(self, request: web.Request, arguments: Json) -> Json:
        given = request.headers.get("Authorization", "")
        basic = "Basic " + base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        in_body = (arguments.get("client_id"), arguments.get("client_secret")) == (CLIENT_ID, CLIENT_SECRET)
        if given != basic and not in_body:
            return {"ok": False, "error": "bad_client_secret"}
        team = self.codes.pop(arguments.get("code", ""), None)
        if team is None:
            return {"ok": False, "error": "invalid_code"}
        return {
            "ok": True,
            "access_token": team.bot_token,
            "token_type": "bot",
            "scope": ",".join(sorted(team.scopes)),
            "bot_user_id": team.bot_user_id,
            "app_id": "A111",
            "team": {"id": team.id, "name": team.name},
            "enterprise": None,
            "is_enterprise_install": False,
            "authed_user": {"id": next(iter(team.users), "U1")},
        }

    def _auth_test(self, team: Team, _arguments: Json) -> Json:
        return {
            "ok": True,
            "url": "https://example.slack.com/",
            "team": team.name,
            "user": "loopmates",
            "team_id": team.id,
            "user_id": team.bot_user_id,
            "bot_id": team.bot_id,
            "is_enterprise_install": False,
        }

    def _users_info(self, team: Team, arguments: Json) -> Json:
        user = team.users.get(arguments["user"])
        if user is None:
            return {"ok": False, "error": "user_not_found"}
        return {
            "ok": True,
            "user": {
                "id": user.id,
                "team_id": team.id,
                "name": user.name.lower(),
                "deleted": user.is_disabled,
                "real_name": user.name,
                "tz": user.tz,
                "profile": {"real_name": user.name, "display_name": user.name},
                "is_admin": user.is_admin,
                "is_owner": False,
                "is_bot": False,
            },
        }

    def _conversations_info(self, team: Team, arguments: Json) -> Json:
        channel = team.channels.get(arguments["channel"])
        is_member = channel is not None and team.bot_user_id in channel.members
        if channel is None or (channel.kind == "private" and not is_member):
            return {"ok": False, "error": "channel_not_found"}
        return {
            "ok": True,
            "channel": {
                "id": channel.id,
                "name": channel.name,
                "is_channel": channel.kind == "public",
                "is_private": channel.kind == "private",
                "is_im": channel.kind == "im",
                "is_archived": channel.is_archived,
                "is_member": is_member,
            },
        }

    def _conversations_open(self, team: Team, arguments: Json) -> Json:
        people = sorted(arguments["users"].split(","))
        for user_id in people:
            if user_id not in team.users:
                return {"ok": False, "error": "user_not_found"}
            if team.users[user_id].is_disabled:
                return {"ok": False, "error": "user_disabled"}
        members = {*people, team.bot_user_id}
        found = next(
            (each for each in team.channels.values() if each.kind in ("im", "mpim") and each.members == members), None
        )
        if found is None:
            kind = "im" if len(people) == 1 else "mpim"
            letter = "D" if kind == "im" else "G"
            found = Channel(id=f"{letter}0{next(self._numbers):05}", name="directmessage", kind=kind, members=members)
            team.channels[found.id] = found
        return {"ok": True, "channel": {"id": found.id}}

    def _conversations_history(self, team: Team, arguments: Json) -> Json:
        channel, error = self._channel(team, arguments["channel"])
        if channel is None:
            return {"ok": False, "error": error}
        oldest = float(arguments.get("oldest", "0"))
        newest_first = [each for each in reversed(channel.messages) if float(each["ts"]) >= oldest]
        start, limit = int(arguments.get("cursor") or 0), min(int(arguments.get("limit", 100)), 999)
        page = newest_first[start : start + limit]
        shown = [each if arguments.get("include_all_metadata") else _without_metadata(each) for each in page]
        more = start + limit < len(newest_first)
        cursor = str(start + limit) if more else ""
        return {"ok": True, "messages": shown, "has_more": more, "response_metadata": {"next_cursor": cursor}}

    def _chat_post_message(self, team: Team, arguments: Json) -> Json:
        channel, error = self._channel(team, arguments["channel"])
        if channel is None:
            return {"ok": False, "error": error}
        last, now = self._last_post.get(channel.id, 0.0), time.monotonic()
        self._last_post[channel.id] = now
        if self.enforces_pace and now - last < 0.95:
            self.violations.append(f"two messages within {now - last:.2f} s in {channel.id}")
        message = {name: arguments[name] for name in ("text", "blocks", "metadata", "thread_ts") if name in arguments}
        posted = self._add_message(channel, message | {"user": team.bot_user_id, "bot_id": team.bot_id})
        return {"ok": True, "channel": channel.id, "ts": posted["ts"], "message": posted}

    def _chat_update(self, team: Team, arguments: Json) -> Json:
        channel, error = self._channel(team, arguments["channel"])
        if channel is None:
            return {"ok": False, "error": error}
        message = next((each for each in channel.messages if each["ts"] == arguments["ts"]), None)
        if message is None:
            return {"ok": False, "error": "message_not_found"}
        if message.get("bot_id") != team.bot_id:
            return {"ok": False, "error": "cant_update_message"}
        message.pop("metadata", None)
        message.update({name: arguments[name] for name in ("text", "blocks", "metadata") if name in arguments})
        return {"ok": True, "channel": channel.id, "ts": message["ts"], "text": message["text"]}

    def _chat_post_ephemeral(self, team: Team, arguments: Json) -> Json:
        channel, error = self._channel(team, arguments["channel"])
        if channel is None:
            return {"ok": False, "error": error}
        if arguments["user"] not in channel.members:
            return {"ok": False, "error": "user_not_in_channel"}
        message = {"ts": self._ts(), "is_ephemeral": True, "channel": channel.id, "blocks": [], **arguments}
        self.whispers.append((arguments["user"], message))
        return {"ok": True, "message_ts": message["ts"]}

    def _views_open(self, team: Team, arguments: Json) -> Json:
        used = self._use_trigger(arguments["trigger_id"])
        if isinstance(used, str):
            return {"ok": False, "error": used}
        stack = self.views_of(team, used[1])
        stack.clear()
        stack.append(View(id=f"V{next(self._numbers)}", team_id=team.id, user_id=used[1], shown=arguments["view"]))
        return {"ok": True, "view": stack[-1].as_payload}

    def _views_push(self, team: Team, arguments: Json) -> Json:
        used = self._use_trigger(arguments["trigger_id"])
        if isinstance(used, str):
            return {"ok": False, "error": used}
        error = self._push(team, used[1], arguments["view"])
        return {"ok": False, "error": error} if error else {"ok": True}

    def _push(self, team: Team, user_id: str, shown: Json) -> str:
        stack = self.views_of(team, user_id)
        if not stack or len(stack) >= VIEW_STACK:
            return "push_limit_reached"
        stack.append(View(id=f"V{next(self._numbers)}", team_id=team.id, user_id=user_id, shown=shown))
        return ""

    def _views_update(self, team: Team, arguments: Json) -> Json:
        view = next(
            (each for stack in self._views.values() for each in stack if each.id == arguments.get("view_id")), None
        )
        if view is None or view.team_id != team.id:
            return {"ok": False, "error": "not_found"}
        view.shown = arguments["view"]
        return {"ok": True, "view": view.as_payload}

    def _views_publish(self, team: Team, arguments: Json) -> Json:
        user_id = arguments["user_id"]
        self.homes[user_id] = View(id=f"VH{user_id}", team_id=team.id, user_id=user_id, shown=arguments["view"])
        return {"ok": True, "view": self.homes[user_id].as_payload}

    # Files

    def _files_get_upload_url_external(self, team: Team, arguments: Json) -> Json:
        file = UploadedFile(
            id=f"F0{next(self._numbers):08}", name=arguments["filename"], length=int(arguments["length"])
        )
        self.files[file.id] = file
        return {"ok": True, "file_id": file.id, "upload_url": f"{self.base_url.removesuffix('api/')}upload/{file.id}"}

    async def _take_upload(self, request: web.Request) -> web.Response:
        file = self.files[request.match_info["file_id"]]
        file.content = await request.read()
        if len(file.content) != file.length:
            self.violations.append(f"{file.name} was said to have {file.length} bytes and has {len(file.content)}")
            return web.Response(status=400)
        return web.Response(text=f"OK - {file.length}")

    def _files_complete_upload_external(self, team: Team, arguments: Json) -> Json:
        given = [(self.files[each["id"]], each.get("title", "")) for each in arguments["files"]]
        if not all(file.content for file, _ in given):
            return {"ok": False, "error": "invalid_arguments"}
        channel, error = self._channel(team, arguments.get("channel_id", ""))
        if channel is None:
            return {"ok": False, "error": error}
        for file, title in given:
            file.title = title
        thread = {"thread_ts": arguments["thread_ts"]} if "thread_ts" in arguments else {}
        shared = [{"id": file.id, "title": file.title, "name": file.name} for file, _ in given]
        message = {"text": "", "blocks": [], "files": shared, "user": team.bot_user_id, "bot_id": team.bot_id}
        self._add_message(channel, message | thread)
        return {"ok": True, "files": shared}

    # Conversations

    def _channel(self, team: Team, channel_id: str) -> tuple[Channel | None, str]:
        """Find a channel that the bot may use, or say what Slack says instead."""
        channel = team.channels.get(channel_id)
        is_member = channel is not None and team.bot_user_id in channel.members
        if channel is None or (channel.kind == "private" and not is_member):
            return None, "channel_not_found"
        if channel.is_archived:
            return None, "is_archived"
        if not is_member:
            return None, "not_in_channel"
        return channel, ""

    def _add_message(self, channel: Channel, message: Json) -> Json:
        posted: Json = {"type": "message", "ts": self._ts(), "channel": channel.id, **message}
        channel.messages.append(posted)
        return posted

    def _ts(self) -> str:
        return f"{int(time.time())}.{next(self._numbers):06}"

    def check_ack(self, faults: list[str]) -> None:
        self.violations += [f"acknowledgement: {fault}" for fault in faults]


@dataclass
class Voice:
    """One person of a workspace, in one channel."""

    slack: SlackStandIn
    team: Team
    user: User
    channel: Channel

    async def types(self, line: str, *, without: tuple[str, ...] = ()) -> Heard:
        """Type a slash command and wait for what comes of it. `without` leaves optional fields out."""
        command, _, text = line.partition(" ")
        url = self.slack.new_response_url(self.team, self.channel.id, self.user.id)
        names = {"private": "privategroup", "im": "directmessage"}
        payload: Json = {
            "token": "verification",
            "team_id": self.team.id,
            "team_domain": "example",
            "channel_id": self.channel.id,
            "channel_name": names.get(self.channel.kind, self.channel.name),
            "user_id": self.user.id,
            "user_name": self.user.name.lower(),
            "command": command,
            "text": text,
            "api_app_id": "A111",
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.slack.new_trigger(self.team, self.user.id),
        }
        opened_before = self._views
        ack = await self.slack.deliver(
            "slash_commands", {name: value for name, value in payload.items() if name not in without}
        )
        if ack.payload:
            self.slack.check_ack(faults_in_message(ack.payload))
            message = ack.payload | {"is_ephemeral": ack.payload.get("response_type") != "in_channel"}
            message |= {"ts": self.slack._ts(), "channel": self.channel.id}
            return Heard(ack=ack, message=message)
        return await self._hears(ack, url, opened_before)

    async def presses(self, label: str, on: Heard | Json, *, retry: bool = False) -> Heard:
        """Press the button with this label, on what was heard or on a message in the channel."""
        shown = on.view.shown if isinstance(on, Heard) and on.view else on.message if isinstance(on, Heard) else on
        assert shown is not None
        button = next((each for each in buttons_of(shown.get("blocks") or []) if each["text"]["text"] == label), None)
        assert button is not None, f"no button {label!r} in {words_of(shown.get('blocks') or [])}"
        view = on.view if isinstance(on, Heard) else None
        return await self.sends_action(button, message=None if view else shown, view=view)

    async def sends_action(self, element: Json, *, message: Json | None = None, view: View | None = None) -> Heard:
        """Send a block action as it is."""
        url = self.slack.new_response_url(self.team, self.channel.id, self.user.id, message) if message else ""
        action = {name: value for name, value in element.items() if name in ("action_id", "value", "text", "type")}
        action |= {"block_id": element.get("block_id", "b1"), "action_ts": f"{time.time():.6f}"}
        payload: Json = {
            "type": "block_actions",
            "team": {"id": self.team.id, "domain": "example"},
            "user": self._as_payload(),
            "api_app_id": "A111",
            "token": "verification",
            "trigger_id": self.slack.new_trigger(self.team, self.user.id),
            "actions": [action],
        }
        if message is not None:
            payload |= self._message_context(message, url)
        if view is not None:
            payload |= {"view": view.as_payload, "container": {"type": "view", "view_id": view.id}}
        opened_before = self._views
        ack = await self.slack.deliver("interactive", payload)
        if ack.payload:
            self.slack.violations.append("a block action is acknowledged with nothing")
        return await self._hears(ack, url, opened_before, view)

    async def chooses(self, callback_id: str, on: Json) -> Heard:
        """Choose a shortcut from the menu of a message."""
        url = self.slack.new_response_url(self.team, self.channel.id, self.user.id, on)
        payload: Json = {
            "type": "message_action",
            "callback_id": callback_id,
            "team": {"id": self.team.id, "domain": "example"},
            "user": self._as_payload(),
            "channel": {"id": self.channel.id, "name": self.channel.name},
            "message_ts": on["ts"],
            "message": on,
            "response_url": url,
            "trigger_id": self.slack.new_trigger(self.team, self.user.id),
            "action_ts": f"{time.time():.6f}",
            "token": "verification",
        }
        opened_before = self._views
        ack = await self.slack.deliver("interactive", payload)
        return await self._hears(ack, url, opened_before)

    async def submits(self, heard: Heard, *, callback_id: str = "", **typed_in: Any) -> Heard:
        """Send the form that was heard with what stands in it, changed where named."""
        view = heard.view
        assert view is not None
        shown = dict(view.shown)
        if callback_id:
            shown["callback_id"] = callback_id
        payload = {
            "type": "view_submission",
            "team": {"id": self.team.id, "domain": "example"},
            "user": self._as_payload(),
            "api_app_id": "A111",
            "token": "verification",
            "trigger_id": self.slack.new_trigger(self.team, self.user.id),
            "view": view.as_payload | shown | {"state": {"values": state_of(shown, typed_in)}},
            "response_urls": [],
            "is_enterprise_install": False,
        }
        ack = await self.slack.deliver("interactive", payload)
        return self._after_submission(ack, view)

    def _after_submission(self, ack: Ack, view: View) -> Heard:
        stack = self.slack.views_of(self.team, self.user.id)
        match ack.payload.get("response_action"):
            case "errors":
                inputs = {each["block_id"] for each in view.shown["blocks"] if each["type"] == "input"}
                errors = ack.payload["errors"]
                if not set(errors) <= inputs or not errors:
                    self.slack.check_ack([f"errors for blocks that are no inputs: {sorted(errors)}"])
                return Heard(ack=ack, view=view, errors=errors)
            case "update":
                self.slack.check_ack(faults_in_view(ack.payload["view"]))
                view.shown = ack.payload["view"]
                return Heard(ack=ack, view=view)
            case "push":
                self.slack.check_ack(faults_in_view(ack.payload["view"]))
                if error := self.slack._push(self.team, self.user.id, ack.payload["view"]):
                    self.slack.check_ack([error])
                return Heard(ack=ack, view=stack[-1])
            case None if not ack.payload:
                stack.clear()
            case _:
                self.slack.check_ack([f"no answer to a form: {ack.payload}"])
        return Heard(ack=ack)

    async def writes(self, text: str, *, under: Json | None = None, **more: Any) -> Json:
        """Write a message, in a thread where one is named, and let the app know."""
        message: Json = {"type": "message", "user": self.user.id, "text": text, "team": self.team.id}
        if under is not None:
            message |= {"thread_ts": under["ts"], "parent_user_id": under.get("user", "")}
        posted = self.slack._add_message(self.channel, message)
        await self.sends_event({**posted, "channel_type": "channel", "event_ts": posted["ts"], **more})
        return posted

    async def edits(self, message: Json, text: str) -> Ack:
        before = dict(message)
        message |= {"text": text, "edited": {"user": self.user.id, "ts": self.slack._ts()}}
        return await self.sends_event(
            {
                "type": "message",
                "subtype": "message_changed",
                "hidden": True,
                "channel": self.channel.id,
                "ts": self.slack._ts(),
                "message": {name: value for name, value in message.items() if name != "channel"},
                "previous_message": before,
                "channel_type": "channel",
            }
        )

    async def deletes(self, message: Json) -> Ack:
        self.channel.messages.remove(message)
        return await self.sends_event(
            {
                "type": "message",
                "subtype": "message_deleted",
                "hidden": True,
                "channel": self.channel.id,
                "ts": self.slack._ts(),
                "deleted_ts": message["ts"],
                "previous_message": message,
                "channel_type": "channel",
            }
        )

    async def opens_home(self) -> View:
        self.slack.homes.pop(self.user.id, None)
        await self.sends_event({"type": "app_home_opened", "user": self.user.id, "channel": "D1", "tab": "home"})
        view: View = await self.slack.eventually(lambda: self.slack.homes.get(self.user.id))
        return view

    async def sends_event(self, event: Json, *, event_id: str = "", retry: int = 0) -> Ack:
        """Send an event as it is."""
        return await self.slack.deliver("events_api", self.event_payload(event, event_id), retry=retry)

    def event_payload(self, event: Json, event_id: str = "") -> Json:
        return {
            "token": "verification",
            "team_id": self.team.id,
            "api_app_id": "A111",
            "event": event,
            "type": "event_callback",
            "event_id": event_id or f"Ev{secrets.token_hex(5).upper()}",
            "event_time": int(time.time()),
            "authorizations": [{"team_id": self.team.id, "user_id": self.team.bot_user_id, "is_bot": True}],
            "is_ext_shared_channel": False,
        }

    @property
    def whispers(self) -> list[Json]:
        return [message for user_id, message in self.slack.whispers if user_id == self.user.id]

    @property
    def _views(self) -> list[tuple[str, Json]]:
        return [(view.id, view.shown) for view in self.slack.views_of(self.team, self.user.id)]

    async def _hears(self, ack: Ack, url: str, before: list[tuple[str, Json]], view: View | None = None) -> Heard:
        """Wait for a message to the response URL, a private message, or a view that is opened or changes."""
        whispers = len(self.slack.whispers)

        def news() -> Heard | None:
            if url and self.slack.responses_to(url):
                return Heard(ack=ack, message=self.slack.responses_to(url)[-1])
            if self._views and self._views != before:
                return Heard(ack=ack, view=self.slack.views_of(self.team, self.user.id)[-1])
            mine = [message for user_id, message in self.slack.whispers[whispers:] if user_id == self.user.id]
            return Heard(ack=ack, message=mine[-1]) if mine else None

        heard: Heard = await self.slack.eventually(news, seconds=5)
        return heard

    def _as_payload(self) -> Json:
        return {
            "id": self.user.id,
            "username": self.user.name.lower(),
            "name": self.user.name.lower(),
            "team_id": self.team.id,
        }

    def _message_context(self, message: Json, url: str) -> Json:
        is_ephemeral = bool(message.get("is_ephemeral"))
        container = {
            "type": "message",
            "message_ts": message["ts"],
            "channel_id": self.channel.id,
            "is_ephemeral": is_ephemeral,
        }
        if message.get("thread_ts"):
            container["thread_ts"] = message["thread_ts"]
        shown: Json = {
            "container": container,
            "response_url": url,
            "channel": {"id": self.channel.id, "name": self.channel.name},
        }
        return shown if is_ephemeral else shown | {"message": message}


def signed(
    kind: str, payload: Json, *, retry: int = 0, secret: str = SIGNING_SECRET, at: int | None = None
) -> tuple[bytes, dict[str, str]]:
    """Make the body and headers of an HTTP delivery."""
    match kind:
        case "events_api":
            body, content_type = json.dumps(payload).encode(), "application/json"
        case "interactive":
            body = urlencode({"payload": json.dumps(payload)}).encode()
            content_type = "application/x-www-form-urlencoded"
        case _:
            body, content_type = urlencode(payload).encode(), "application/x-www-form-urlencoded"
    timestamp = str(at if at is not None else int(time.time()))
    digest = hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": content_type,
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": f"v0={digest}",
    }
    if retry:
        headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"}
    return body, headers


def state_of(view: Json, typed_in: Json) -> Json:
    """Make the state of a form: what stands in each input, changed where it was typed in."""
    values: Json = {}
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    unknown = set(typed_in) - {block["block_id"] for block in inputs}
    assert not unknown, f"no such inputs: {unknown}"
    for block in inputs:
        element, block_id = block["element"], block["block_id"]
        given = typed_in.get(block_id, ...)
        values[block_id] = {element["action_id"]: {"type": element["type"], **_state(element, given)}}
    return values


def _state(element: Json, given: Any) -> Json:
    def option(value: str) -> Json:
        return next(each for each in element["options"] if each["value"] == value)

    match element["type"]:
        case "plain_text_input":
            return {"value": element.get("initial_value") if given is ... else given or None}
        case "static_select" | "radio_buttons":
            chosen = element.get("initial_option") if given is ... else option(given) if given else None
            return {"selected_option": chosen}
        case "multi_static_select" | "checkboxes":
            several = element.get("initial_options", []) if given is ... else [option(value) for value in given]
            return {"selected_options": several}
        case "multi_users_select":
            return {"selected_users": element.get("initial_users", []) if given is ... else given}
        case "conversations_select":
            return {"selected_conversation": element.get("initial_conversation") if given is ... else given}
        case "datepicker":
            return {"selected_date": element.get("initial_date") if given is ... else given or None}
        case "timepicker":
            return {"selected_time": element.get("initial_time") if given is ... else given or None}
    raise AssertionError(f"an input that nobody fills in here: {element['type']}")


def words_of(blocks: list[Json], names: dict[str, str] | None = None) -> str:
    """Read every word that blocks show."""
    return "\n".join(part for block in blocks for part in _words(block, names or {}))


def _words(block: Json, names: dict[str, str]) -> Iterator[str]:
    match block["type"]:
        case "header" | "section":
            if "text" in block:
                yield _decoded(block["text"])
        case "context":
            yield " ".join(_decoded(element) for element in block["elements"])
        case "rich_text":
            for element in block["elements"]:
                yield from _rich(element, names)
        case "input":
            yield block["label"]["text"]
            if "hint" in block:
                yield block["hint"]["text"]
        case "image":
            yield block["alt_text"]


def _rich(element: Json, names: dict[str, str]) -> Iterator[str]:
    if element["type"] == "rich_text_list":
        for item in element["elements"]:
            yield from _rich(item, names)
        return
    yield "".join(_rich_part(part, names) for part in element["elements"])


def _rich_part(part: Json, names: dict[str, str]) -> str:
    match part["type"]:
        case "user":
            return f"@{names.get(part['user_id'], part['user_id'])}"
        case "date":
            return str(part["fallback"])
        case _:
            return str(part["text"])


def _decoded(text: Json) -> str:
    written = str(text["text"])
    if text["type"] == "plain_text":
        return written
    return written.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def buttons_of(blocks: list[Json]) -> list[Json]:
    return [
        element | {"block_id": block.get("block_id", "b1")}
        for block in blocks
        if block["type"] == "actions"
        for element in block["elements"]
    ]


def notified_by(blocks: list[Json], text: str) -> set[str]:
    """Name whoever a message notifies: people, and everyone as `!channel`."""
    found = set()

    def walk(part: Json) -> None:
        if part.get("type") == "user":
            found.add(part["user_id"])
        if part.get("type") == "broadcast":
            found.add(f"!{part['range']}")
        for each in part.get("elements", ()):
            walk(each)

    for block in blocks:
        walk(block)
    for angled in text.split("<")[1:]:
        target = angled.partition(">")[0].partition("|")[0]
        if target.startswith("@") or (target.startswith("!") and not target.startswith("!date")):
            found.add(target.removeprefix("@"))
    return found


def _handler_name(method: str) -> str:
    words = re.sub("(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", method.replace(".", "_"))
    return f"_{words.lower()}"


def _without_metadata(message: Json) -> Json:
    return {name: value for name, value in message.items() if name != "metadata"}
