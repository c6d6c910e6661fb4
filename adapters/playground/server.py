"""The web server of the playground: one page, its JSON doors and its event stream."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeVar

import msgspec
from aiohttp import web

from adapters.playground.conversations import Conversations, Handler, NotThere
from adapters.playground.people import FIRST_CHANNELS, FIRST_MEMBERS, new_channel, new_member, time_zones
from adapters.playground.platform import PlaygroundPlatform
from adapters.playground.rendering import message_view
from adapters.playground.requests import (
    ChannelWanted,
    ClockPushed,
    Edited,
    MemberWanted,
    Posted,
    Pressed,
    Removed,
    Seen,
    Submitted,
    person_of,
)
from adapters.playground.safety import BODY_LIMIT, LOOPBACK, add_headers, only_from, tell_errors
from adapters.playground.stream import Streams, clock_view, directory
from adapters.playground.time_travel import NextQuestion, Scheduler, TimeTravel
from bot.chat.commands import COMMANDS
from bot.chat.requests import Person
from bot.clock import PushableClock
from bot.errors import PracticeError
from bot.store.playground import Page, PlaygroundRooms

STATIC = Path(__file__).parent / "static"
PAGE_OF_MESSAGES = 100
LARGEST_ID = 2**31 - 1

Complete = Callable[[Person, str, str], Awaitable[list[str]]]
Body = TypeVar("Body")


class PracticeEngine(Handler, Scheduler, Protocol):
    """What the playground needs of the engine."""


class PlaygroundServer:
    """Serves the playground. `complete` lists what may be typed for an option's source; `start` opens the port."""

    def __init__(
        self,
        *,
        engine: PracticeEngine,
        rooms: PlaygroundRooms,
        platform: PlaygroundPlatform,
        clock: PushableClock,
        next_question_at: NextQuestion | None = None,
        complete: Complete | None = None,
        allowed_hosts: frozenset[str] = LOOPBACK,
    ) -> None:
        self.platform = platform
        self._rooms = rooms
        self._clock = clock
        self._complete = complete
        self._streams = Streams(rooms=rooms, clock=clock)
        self._conversations = Conversations(handler=engine, rooms=rooms, clock=clock)
        self.travel = TimeTravel(
            scheduler=engine,
            clock=clock,
            rooms=rooms,
            next_question_at=next_question_at,
            on_progress=self._streams.ring,
        )
        rooms.listen(self._streams.ring)
        self.app = web.Application(middlewares=[tell_errors, only_from(allowed_hosts)], client_max_size=BODY_LIMIT)
        self.app.on_response_prepare.append(add_headers)
        self._add_routes()
        self._runner: web.AppRunner | None = None

    async def start(self, host: str = "127.0.0.1", port: int = 8765) -> int:
        """Furnish the rooms, set the clock to where it was, open the port and give its number."""
        await self._rooms.furnish(FIRST_MEMBERS, FIRST_CHANNELS)
        await self.travel.restore()
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host, port)
        await site.start()
        return int(self._runner.addresses[0][1])

    async def stop(self) -> None:
        """End a push of the clock, let the streams go and close the port."""
        await self.travel.stop()
        self._streams.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def _add_routes(self) -> None:
        self.app.router.add_static("/static", STATIC)
        self.app.add_routes(
            [
                web.get("/", self._index),
                web.get("/favicon.ico", self._icon),
                web.get("/api/commands", self._commands),
                web.get("/api/time-zones", self._time_zones),
                web.get("/api/complete", self._completions),
                web.get("/api/state", self._state),
                web.get("/api/events", self._events),
                web.get("/api/messages", self._messages),
                web.get("/api/messages/{id}/thread", self._thread),
                web.post("/api/messages", self._post),
                web.post("/api/messages/{id}/edit", self._edit),
                web.post("/api/messages/{id}/remove", self._remove),
                web.post("/api/messages/{id}/press", self._press),
                web.post("/api/forms", self._submit),
                web.post("/api/seen", self._seen),
                web.post("/api/people", self._add_member),
                web.post("/api/channels", self._add_channel),
                web.post("/api/clock", self._push_clock),
            ]
        )

    async def _index(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html")

    async def _icon(self, _request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "icon.svg")

    async def _commands(self, _request: web.Request) -> web.Response:
        return _json([msgspec.to_builtins(command) | {"usage": command.usage} for command in COMMANDS])

    async def _time_zones(self, _request: web.Request) -> web.Response:
        return _json(time_zones())

    async def _completions(self, request: web.Request) -> web.Response:
        source, text = request.query.get("source", ""), request.query.get("text", "")
        if source == "member":
            return _json(await self._names_like(text))
        if self._complete is None:
            return _json([])
        viewer = await self._conversations.member(await self._viewer(request))
        return _json(await self._complete(person_of(viewer), source, text))

    async def _state(self, request: web.Request) -> web.Response:
        """Give all that the page needs to begin, with the revision from which the event stream goes on."""
        viewer = await self._viewer(request)
        revision = await self._rooms.revision()
        return _json(
            {
                "revision": revision,
                "directory": await directory(self._rooms, viewer),
                "unread": await self._rooms.unread(viewer),
                "clock": clock_view(self._clock),
                "progress": self.travel.progress,
            }
        )

    async def _events(self, request: web.Request) -> web.StreamResponse:
        viewer = await self._viewer(request)
        seen = request.headers.get("Last-Event-ID") or request.query.get("since", "0")
        since = int(seen) if seen.isdecimal() and len(seen) < 12 else 0
        return await self._streams.serve(request, viewer=viewer, since=since, travel=self.travel)

    async def _messages(self, request: web.Request) -> web.Response:
        viewer = await self._viewer(request)
        room_id = request.query.get("room", "")
        if await self._rooms.room(room_id, viewer=viewer) is None:
            raise NotThere("There is no such channel or direct message for you.", "Choose one from the list.")
        page = await self._rooms.page(room_id, viewer=viewer, before=_before(request), limit=PAGE_OF_MESSAGES)
        return _json(_page_view(page))

    async def _thread(self, request: web.Request) -> web.Response:
        viewer = await self._viewer(request)
        above = await self._rooms.message(_message_id(request), viewer=viewer)
        if above is None:
            raise NotThere("That thread is gone, or was never yours to see.", "Choose another message.")
        page = await self._rooms.thread(above.id, viewer=viewer, before=_before(request), limit=PAGE_OF_MESSAGES)
        return _json(_page_view(page) | {"above": message_view(above)})

    async def _post(self, request: web.Request) -> web.Response:
        return _json(await self._conversations.post(await _body(request, Posted)))

    async def _edit(self, request: web.Request) -> web.Response:
        return _json(await self._conversations.edit(_message_id(request), await _body(request, Edited)))

    async def _remove(self, request: web.Request) -> web.Response:
        return _json(await self._conversations.remove(_message_id(request), await _body(request, Removed)))

    async def _press(self, request: web.Request) -> web.Response:
        return _json(await self._conversations.press(_message_id(request), await _body(request, Pressed)))

    async def _submit(self, request: web.Request) -> web.Response:
        return _json(await self._conversations.submit(await _body(request, Submitted)))

    async def _seen(self, request: web.Request) -> web.Response:
        seen = await _body(request, Seen)
        if await self._rooms.room(seen.room, viewer=seen.person) is None:
            raise NotThere("There is no such channel or direct message for you.", "Choose one from the list.")
        await self._rooms.mark_read(seen.room, viewer=seen.person, up_to=seen.up_to)
        return _json({})

    async def _add_member(self, request: web.Request) -> web.Response:
        wanted = await _body(request, MemberWanted)
        member = new_member(wanted.name, wanted.time_zone, await self._rooms.members())
        await self._rooms.add_member(member)
        return _json({"id": member.user_id})

    async def _add_channel(self, request: web.Request) -> web.Response:
        wanted = await _body(request, ChannelWanted)
        member = await self._conversations.member(wanted.person)
        channel = new_channel(wanted.name, await self._rooms.rooms_of(member.user_id))
        await self._rooms.add_room(channel)
        return _json({"id": channel.room_id})

    async def _push_clock(self, request: web.Request) -> web.Response:
        pushed = await _body(request, ClockPushed)
        member = await self._conversations.member(pushed.person)
        target = await self.travel.push(pushed.to, member=member)
        return _json({"target": target}, status=202)

    async def _names_like(self, typed: str) -> list[str]:
        wanted = typed.lstrip("@").casefold()
        members = await self._rooms.members()
        return [f"@{member.name}" for member in members if member.name.casefold().startswith(wanted)]

    async def _viewer(self, request: web.Request) -> str:
        return (await self._conversations.member(request.query.get("person", FIRST_MEMBERS[0].user_id))).user_id


async def _body(request: web.Request, kind: type[Body]) -> Body:
    try:
        return msgspec.json.decode(await request.read(), type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as fault:
        raise PracticeError(
            f"The page sent something unreadable: {fault}.", "Reload the page and try again."
        ) from fault


def _json(payload: object, status: int = 200) -> web.Response:
    return web.Response(
        status=status,
        body=msgspec.json.encode(payload),
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def _page_view(page: Page) -> dict[str, object]:
    return {"messages": [message_view(message) for message in page.messages], "has_earlier": page.has_earlier}


def _message_id(request: web.Request) -> int:
    typed = request.match_info["id"]
    if not typed.isdecimal() or int(typed[:12]) > LARGEST_ID:
        raise NotThere("That message is gone, or was never yours to see.", "Reload the page to see what is there.")
    return int(typed)


def _before(request: web.Request) -> int | None:
    typed = request.query.get("before", "")
    return min(int(typed), LARGEST_ID) if typed.isdecimal() and len(typed) < 12 else None
