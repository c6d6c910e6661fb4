"""A furnished playground with the echo engine, on a real port where a test asks for it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import aiohttp
import pytest

from adapters.playground.server import PlaygroundServer
from bot.clock import PushableClock
from bot.store.database import Database
from bot.store.playground import PlaygroundRooms
from tests.playground.echo_engine import EchoEngine, echo_server

_ids = count(1)


def request_id() -> str:
    """Give an id as the page makes one for each request."""
    return f"request-{next(_ids):06}"


@dataclass
class Visit:
    """A playground that listens, and somebody who calls at its doors."""

    server: PlaygroundServer
    engine: EchoEngine
    clock: PushableClock
    database: Database
    url: str
    session: aiohttp.ClientSession
    statuses: list[int] = field(default_factory=list)

    async def get(self, path: str, **query: Any) -> Any:
        async with self.session.get(f"{self.url}/api/{path}", params=query) as response:
            self.statuses.append(response.status)
            return await response.json()

    async def post(self, path: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/api/{path}", json=body) as response:
            self.statuses.append(response.status)
            return await response.json()

    async def say(self, text: str, *, person: str = "ana", room: str = "channel:practice", **more: Any) -> Any:
        """Type something as a person into a room."""
        return await self.post(
            "messages", **({"person": person, "room": room, "text": text, "request_id": request_id()} | more)
        )

    async def press(self, message: Any, action: str, value: str, *, person: str = "ana") -> Any:
        return await self.post(
            f"messages/{message['id']}/press", person=person, action=action, value=value, request_id=request_id()
        )

    async def sees(self, person: str, room: str = "channel:practice") -> list[Any]:
        """List what a person finds in a room."""
        page = await self.get("messages", person=person, room=room)
        return list(page["messages"])


@pytest.fixture
async def visit(sqlite_url: str) -> AsyncIterator[Visit]:
    """Call at a playground on SQLite."""
    async with calling(sqlite_url) as visit:
        yield visit


@asynccontextmanager
async def calling(sqlite_url: str) -> AsyncIterator[Visit]:
    """Open a playground on a migrated database and close it again."""
    database = Database(sqlite_url)
    clock = PushableClock()
    server, engine = echo_server(database, clock)
    port = await server.start(port=0)
    async with aiohttp.ClientSession() as session:
        yield Visit(server, engine, clock, database, f"http://127.0.0.1:{port}", session)
    await server.stop()
    await database.close()


@pytest.fixture
async def rooms(database: Database) -> PlaygroundRooms:
    """The furnished rooms, on SQLite and on PostgreSQL."""
    from adapters.playground.people import FIRST_CHANNELS, FIRST_MEMBERS

    rooms = PlaygroundRooms(database)
    await rooms.furnish(FIRST_MEMBERS, FIRST_CHANNELS)
    return rooms
