"""The stand-in's gateway: sessions of shards, what is sent to them in order, and its replay after a RESUME.

https://docs.discord.com/developers/events/gateway and https://docs.discord.com/developers/topics/opcodes-and-status-codes
"""

import contextlib
import json
import secrets
import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from tests.stands.discord.schemas import Json

GUILDS, GUILD_MEMBERS, GUILD_PRESENCES = 1 << 0, 1 << 1, 1 << 8
GUILD_MESSAGES, DIRECT_MESSAGES, MESSAGE_CONTENT = 1 << 9, 1 << 12, 1 << 15
ALL_INTENTS = (1 << 26) - 1
PRIVILEGED = {GUILD_MEMBERS: "members", GUILD_PRESENCES: "presences", MESSAGE_CONTENT: "message_content"}

DISPATCH, RECONNECT, INVALID, HELLO, ACK = 0, 7, 9, 10, 11
UNKNOWN_OPCODE, UNREADABLE, NOT_IDENTIFIED, WRONG_TOKEN, TWICE_IDENTIFIED = 4001, 4002, 4003, 4004, 4005
TOO_FAST, WRONG_SHARD, WRONG_VERSION, WRONG_INTENTS, NOT_ALLOWED_INTENTS = 4008, 4010, 4012, 4013, 4014

SENDS_A_MINUTE = 120
SECONDS_BETWEEN_IDENTIFIES = 5.0


@dataclass(kw_only=True, eq=False)
class Session:
    """A shard's session; it outlives its connection until it is ended. `sent` is kept for a replay."""

    id: str
    shard: tuple[int, int]
    intents: int
    sent: list[Json] = field(default_factory=list)
    connection: "Connection | None" = None
    is_ended: bool = False

    def takes(self, guild_id: int | None) -> bool:
        number, count = self.shard
        return number == (0 if guild_id is None else (guild_id >> 22) % count)

    async def dispatch(self, name: str, payload: Json) -> None:
        event = {"op": DISPATCH, "t": name, "s": len(self.sent) + 1, "d": payload}
        self.sent.append(event)
        if self.connection is not None:
            await self.connection.send(event)


@dataclass(kw_only=True, eq=False)
class Connection:
    """One WebSocket, compressed in one stream where that was asked for."""

    socket: web.WebSocketResponse
    request: web.Request
    deflating: "zlib._Compress | None"
    session: Session | None = None
    received: list[float] = field(default_factory=list)

    async def send(self, message: Json) -> None:
        text = json.dumps(message)
        with contextlib.suppress(ConnectionError):
            if self.deflating is None:
                await self.socket.send_str(text)
            else:
                packed = self.deflating.compress(text.encode()) + self.deflating.flush(zlib.Z_SYNC_FLUSH)
                await self.socket.send_bytes(packed)

    async def close(self, code: int) -> None:
        if self.session is not None and self.session.connection is self:
            self.session.connection = None
        await self.socket.close(code=code)


class Gateway:
    """All sessions of the application.

    `ready` gives what READY and the servers behind it say to a session; `granted` names the privileged intents that are
    switched on for the application.
    """

    def __init__(self, *, token: str, on_fault: Callable[[str], None]) -> None:
        self.token = token
        self.granted: set[str] = set()
        self.shards = 1
        self.starts_left = 1000
        self.paces_identifies = False
        self.is_plain = False
        self.heartbeat_ms = 41_250
        self.url = ""
        self.sessions: list[Session] = []
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.heartbeats = 0
        self.refuses_resumes = False
        self.ready: Callable[[Session], tuple[Json, list[Json]]] = lambda session: ({}, [])
        self.members: Callable[[Json], Json] = lambda asked: {}
        self._on_fault = on_fault
        self._identified_at = 0.0
        self._connections: list[Connection] = []

    @property
    def live(self) -> list[Session]:
        """List the sessions that are connected now."""
        return [session for session in self.sessions if session.connection is not None]

    async def dispatch(self, name: str, payload: Callable[[Session], Json], *, guild_id: int | None, needs: int) -> int:
        """Send an event to every session of the shard that wants it, also one that may yet resume."""
        meant = [
            each
            for each in self.sessions
            if not each.is_ended and each.takes(guild_id) and (each.intents & needs or not needs)
        ]
        for session in meant:
            await session.dispatch(name, payload(session))
        return len(meant)

    # Trouble

    async def asks_to_reconnect(self) -> None:
        """Send op 7 to every connection, as Discord does before a server of its own goes down."""
        for session in self.live:
            assert session.connection is not None
            await session.connection.send({"op": RECONNECT, "d": None, "s": None, "t": None})

    async def invalidates(self, *, resumable: bool) -> None:
        """Send op 9 to every connection."""
        for session in self.live:
            assert session.connection is not None
            session.is_ended = not resumable
            await session.connection.send({"op": INVALID, "d": resumable, "s": None, "t": None})

    async def drops(self, code: int = 1006) -> None:
        """Cut every connection off: by a code, or without a word."""
        for session in self.live:
            connection = session.connection
            assert connection is not None
            session.connection = None
            if code != 1006:
                await connection.socket.close(code=code)
            elif connection.request.transport is not None:
                connection.request.transport.abort()

    async def close(self) -> None:
        for connection in list(self._connections):
            with contextlib.suppress(ConnectionError):
                await connection.socket.close(code=1001)

    # One connection

    async def serve(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(autoping=True, max_msg_size=4096, timeout=0.5)
        await socket.prepare(request)
        asked = request.query
        packed = asked.get("compress") == "zlib-stream" and not self.is_plain
        connection = Connection(socket=socket, request=request, deflating=zlib.compressobj() if packed else None)
        self._connections.append(connection)
        if (asked.get("v"), asked.get("encoding")) != ("10", "json") or asked.get("compress") not in (
            None,
            "zlib-stream",
        ):
            self._on_fault(f"gateway: asked for {dict(asked)}")
            await connection.close(WRONG_VERSION)
            return socket
        await connection.send(
            {"op": HELLO, "d": {"heartbeat_interval": self.heartbeat_ms, "_trace": []}, "s": None, "t": None}
        )
        try:
            async for received in socket:
                if received.type is WSMsgType.TEXT:
                    await self._receive(connection, received.data)
        finally:
            self._connections.remove(connection)
            if connection.session is not None and connection.session.connection is connection:
                connection.session.connection = None
                if socket.close_code in (1000, 1001):
                    connection.session.is_ended = True
        return socket

    async def _receive(self, connection: Connection, text: str) -> None:
        connection.received = [at for at in connection.received if at > time.monotonic() - 60] + [time.monotonic()]
        if len(connection.received) > SENDS_A_MINUTE:
            return await self._refuse(connection, TOO_FAST, "over 120 messages in a minute")
        try:
            message = json.loads(text)
            op, data = message["op"], message.get("d")
        except (ValueError, KeyError, TypeError):
            return await self._refuse(connection, UNREADABLE, "unreadable")
        match op:
            case 1:
                self.heartbeats += 1
                return await connection.send({"op": ACK, "d": None, "s": None, "t": None})
            case 2:
                return await self._identify(connection, data)
            case 6:
                return await self._resume(connection, data)
            case 3 | 4 | 8 if connection.session is None:
                return await self._refuse(connection, NOT_IDENTIFIED, f"op {op} before IDENTIFY")
            case 3 | 4:
                return None
            case 8:
                return await self._give_members(connection, data)
        return await self._refuse(connection, UNKNOWN_OPCODE, f"op {op}")

    async def _identify(self, connection: Connection, asked: Json) -> None:
        self.identifies.append(asked)
        number, count = asked.get("shard") or (0, 1)
        if connection.session is not None:
            return await self._refuse(connection, TWICE_IDENTIFIED, "IDENTIFY twice")
        if asked.get("token") != self.token:
            return await connection.close(WRONG_TOKEN)
        if not 0 <= number < count:
            return await self._refuse(connection, WRONG_SHARD, f"shard {number} of {count}")
        if asked.get("intents", -1) & ~ALL_INTENTS or asked.get("intents") is None:
            return await self._refuse(connection, WRONG_INTENTS, f"intents {asked.get('intents')}")
        if any(asked["intents"] & bit and name not in self.granted for bit, name in PRIVILEGED.items()):
            return await connection.close(NOT_ALLOWED_INTENTS)
        if self._is_too_soon():
            return await connection.send({"op": INVALID, "d": False, "s": None, "t": None})
        self.starts_left -= 1
        session = Session(id=secrets.token_hex(16), shard=(number, count), intents=asked["intents"])
        connection.session, session.connection = session, connection
        self.sessions.append(session)
        ready, guilds = self.ready(session)
        await session.dispatch("READY", ready)
        for guild in guilds:
            if guild.get("unavailable") is not True:
                await session.dispatch("GUILD_CREATE", guild)
        return None

    def _is_too_soon(self) -> bool:
        """Hold to one IDENTIFY in five seconds, where a test asks for it."""
        now, last = time.monotonic(), self._identified_at
        self._identified_at = now
        if not self.paces_identifies or now - last >= SECONDS_BETWEEN_IDENTIFIES:
            return False
        self._on_fault(f"gateway: IDENTIFY {now - last:.1f} s after another")
        return True

    async def _resume(self, connection: Connection, asked: Json) -> None:
        self.resumes.append(asked)
        if asked.get("token") != self.token:
            return await connection.close(WRONG_TOKEN)
        session = next((each for each in self.sessions if each.id == asked.get("session_id")), None)
        if session is None or session.is_ended or self.refuses_resumes or asked["seq"] > len(session.sent):
            return await connection.send({"op": INVALID, "d": False, "s": None, "t": None})
        if session.connection is not None:
            await session.connection.close(4000)
        replayed = asked["seq"]
        while replayed < len(session.sent):
            await connection.send(session.sent[replayed])
            replayed += 1
        connection.session, session.connection = session, connection
        await session.dispatch("RESUMED", {"_trace": []})
        return None

    async def _give_members(self, connection: Connection, asked: Json) -> None:
        assert connection.session is not None
        wants_all = asked.get("query") == "" and not asked.get("limit")
        if wants_all and not connection.session.intents & GUILD_MEMBERS:
            return self._on_fault("gateway: asks for all members without the members intent")
        await connection.session.dispatch("GUILD_MEMBERS_CHUNK", self.members(asked))
        return None

    async def _refuse(self, connection: Connection, code: int, why: str) -> None:
        self._on_fault(f"gateway: {why}")
        await connection.close(code)
