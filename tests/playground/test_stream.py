"""The event stream: what is new arrives, once, also after the line was cut."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

from adapters.playground.stream import MOST_CHANGES
from bot.store.playground import NewMessage, PlaygroundRooms
from tests.playground.conftest import Visit


class Line:
    """An open event stream, read event by event."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response = response
        self.last_id = ""

    async def next(self, wanted: str) -> Any:
        """Read on to the next event of a kind."""
        async with asyncio.timeout(5):
            while True:
                event, payload = await self._event()
                if event == wanted:
                    return payload

    async def _event(self) -> tuple[str, Any]:
        fields: dict[str, str] = {}
        while line := (await self._response.content.readline()).decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            fields[name] = value
        self.last_id = fields.get("id", self.last_id)
        return fields.get("event", ""), json.loads(fields.get("data", "null"))


@asynccontextmanager
async def listening(visit: Visit, person: str, *, since: int = 0, last_id: str | None = None) -> AsyncIterator[Line]:
    headers = {} if last_id is None else {"Last-Event-ID": last_id}
    query = {"person": person, "since": str(since)}
    async with visit.session.get(f"{visit.url}/api/events", params=query, headers=headers) as response:
        assert response.headers["Content-Type"] == "text/event-stream"
        yield Line(response)


async def test_a_message_arrives_at_everybody_who_listens(visit: Visit) -> None:
    async with listening(visit, "bo") as bo, listening(visit, "cy") as cy:
        await visit.say("Morning all")

        for line in (bo, cy):
            [message] = (await line.next("messages"))["messages"]
            assert message["text"] == "Morning all"


async def test_a_private_answer_arrives_at_nobody_else(visit: Visit) -> None:
    async with listening(visit, "ana") as ana, listening(visit, "bo") as bo:
        await visit.say("/practice progress")
        await visit.say("For all")

        assert (await ana.next("messages"))["messages"][0]["private"] is True
        heard = (await bo.next("messages"))["messages"]
        assert [message["text"] for message in heard] == ["For all"]


async def test_a_line_that_was_cut_goes_on_where_it_was(visit: Visit) -> None:
    async with listening(visit, "bo") as line:
        await visit.say("One")
        await line.next("messages")
        last_id = line.last_id
    await visit.say("Two")
    await visit.say("Three")

    async with listening(visit, "bo", last_id=last_id) as line:
        missed = (await line.next("messages"))["messages"]

    assert [message["text"] for message in missed] == ["Two", "Three"]


async def test_edits_and_deletions_arrive(visit: Visit) -> None:
    [message] = (await visit.say("Frist"))["messages"]
    revision = (await visit.get("state", person="bo"))["revision"]

    async with listening(visit, "bo", since=revision) as line:
        await visit.post(f"messages/{message['id']}/edit", person="ana", text="First", request_id="edit-0001")
        [edited] = (await line.next("messages"))["messages"]
        await visit.post(f"messages/{message['id']}/remove", person="ana", request_id="remove-0001")
        [removed] = (await line.next("messages"))["messages"]

    assert (edited["text"], edited["edited"]) == ("First", True)
    assert (removed["text"], removed["deleted"]) == (None, True)


async def test_unread_counts_follow_in_every_tab(visit: Visit) -> None:
    async with listening(visit, "bo") as one_tab, listening(visit, "bo") as other_tab:
        for tab in (one_tab, other_tab):
            assert await tab.next("unread") == {}
        [message] = (await visit.say("Morning all"))["messages"]
        for tab in (one_tab, other_tab):
            assert await tab.next("unread") == {"channel:practice": 1}

        await visit.post("seen", person="bo", room="channel:practice", up_to=message["id"])

        for tab in (one_tab, other_tab):
            assert await tab.next("unread") == {}


async def test_a_new_member_and_a_new_channel_arrive(visit: Visit) -> None:
    async with listening(visit, "bo") as line:
        await line.next("directory")

        await visit.post("people", name="Gil", time_zone="UTC")
        people = (await line.next("directory"))["people"]
        await visit.post("channels", person="bo", name="mock-room")
        rooms = (await line.next("directory"))["rooms"]

    assert people[-1]["name"] == "Gil"
    assert rooms[-1]["name"] == "mock-room"


async def test_who_was_away_for_very_long_is_told_to_load_anew(visit: Visit) -> None:
    rooms = PlaygroundRooms(visit.database)
    for n in range(MOST_CHANGES + 1):
        await rooms.post(NewMessage(room_id="channel:practice", author_id="ana", text=str(n)), at=visit.clock.now())

    async with listening(visit, "bo") as line:
        await line.next("reload")

        assert line.last_id == str(await rooms.revision())


async def test_stopping_the_server_ends_the_streams_at_once(visit: Visit) -> None:
    async with listening(visit, "bo") as line:
        await line.next("directory")

        async with asyncio.timeout(2):
            await visit.server.stop()
