"""The event stream to the page: what is new since the revision that it has seen, for one person."""

import asyncio
import contextlib

import msgspec
from aiohttp import web

from adapters.playground.rendering import MessageView, message_view
from adapters.playground.time_travel import Progress, TimeTravel
from bot.clock import PushableClock
from bot.store.playground import PlaygroundRooms

HEARTBEAT_SECONDS = 15
MOST_CHANGES = 300
RETRY_MILLISECONDS = 1500


class RoomView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    kind: str
    name: str
    members: tuple[str, ...]


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    id: str
    name: str
    time_zone: str
    admin: bool


class Directory(msgspec.Struct, frozen=True, kw_only=True):
    """Everybody, and the rooms that one person may enter."""

    people: tuple[PersonView, ...]
    rooms: tuple[RoomView, ...]


class ClockView(msgspec.Struct, frozen=True, kw_only=True):
    now_ms: int
    offset_ms: int


class News(msgspec.Struct, frozen=True, kw_only=True):
    messages: tuple[MessageView, ...]


async def directory(rooms: PlaygroundRooms, viewer: str) -> Directory:
    return Directory(
        people=tuple(
            PersonView(id=member.user_id, name=member.name, time_zone=member.time_zone, admin=member.is_admin)
            for member in await rooms.members()
        ),
        rooms=tuple(
            RoomView(id=room.room_id, kind=room.kind, name=room.name, members=room.member_ids)
            for room in await rooms.rooms_of(viewer)
        ),
    )


def clock_view(clock: PushableClock) -> ClockView:
    return ClockView(now_ms=round(clock.now().timestamp() * 1000), offset_ms=round(clock.offset.total_seconds() * 1000))


class Streams:
    """Every open event stream. `ring` wakes them; each then looks in the database for what its person has not seen."""

    def __init__(self, *, rooms: PlaygroundRooms, clock: PushableClock) -> None:
        self._rooms = rooms
        self._clock = clock
        self._bells: set[asyncio.Event] = set()
        self._closed = False

    def ring(self) -> None:
        for bell in self._bells:
            bell.set()

    def close(self) -> None:
        """Let every stream end."""
        self._closed = True
        self.ring()

    async def serve(self, request: web.Request, *, viewer: str, since: int, travel: TimeTravel) -> web.StreamResponse:
        """Send what is new until the page goes away. It is read from the database, so nothing gets lost in between."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        bell = asyncio.Event()
        self._bells.add(bell)
        line = _Line(response, since)
        try:
            await response.write(f"retry: {RETRY_MILLISECONDS}\n\n".encode())
            while not self._closed:
                bell.clear()
                await self._catch_up(line, viewer, travel.progress)
                try:
                    async with asyncio.timeout(HEARTBEAT_SECONDS):
                        await bell.wait()
                except TimeoutError:
                    await response.write(b": still here\n\n")
        except ConnectionResetError:
            pass
        finally:
            self._bells.discard(bell)
        with contextlib.suppress(ConnectionResetError):
            await response.write_eof()
        return response

    async def _catch_up(self, line: "_Line", viewer: str, progress: Progress) -> None:
        await line.send_if_new("directory", await directory(self._rooms, viewer))
        await self._send_messages(line, viewer)
        await line.send_if_new("unread", await self._rooms.unread(viewer))
        clock = clock_view(self._clock)
        await line.send_if_new("clock", clock, known_as=clock.offset_ms)
        await line.send_if_new("progress", progress)

    async def _send_messages(self, line: "_Line", viewer: str) -> None:
        newest = await self._rooms.revision()
        if newest <= line.since:
            line.since = newest  # a database that was made anew counts from the beginning
            return
        changes = await self._rooms.changes(line.since, viewer=viewer, limit=MOST_CHANGES + 1)
        if len(changes) > MOST_CHANGES:
            line.since = newest
            await line.send("reload", {})
        elif changes:
            line.since = changes[-1].revision
            await line.send("messages", News(messages=tuple(message_view(message) for message in changes)))


class _Line:
    """One stream to one page, and what it has been told already."""

    def __init__(self, response: web.StreamResponse, since: int) -> None:
        self.since = since
        self._response = response
        self._told: dict[str, object] = {}

    async def send_if_new(self, event: str, payload: object, *, known_as: object = None) -> None:
        content = known_as if known_as is not None else payload
        if self._told.get(event) != content:
            self._told[event] = content
            await self.send(event, payload)

    async def send(self, event: str, payload: object) -> None:
        body = msgspec.json.encode(payload).decode()
        await self._response.write(f"id: {self.since}\nevent: {event}\ndata: {body}\n\n".encode())
