"""Requests that were handled, so that the same one again changes nothing; and marks in time."""

from datetime import datetime

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.inserts import yielding_insert
from bot.store.tables import handled_requests, marks

_REPLY = select(handled_requests.c.reply).where(
    handled_requests.c.platform == bindparam("platform"),
    handled_requests.c.workspace_id == bindparam("workspace_id"),
    handled_requests.c.request_id == bindparam("request_id"),
)
_ADD = insert(handled_requests)
_FORGET = delete(handled_requests).where(handled_requests.c.handled_at < bindparam("instant"))
_MARK = select(marks.c.at).where(marks.c.name == bindparam("name"))


class HandledRequests:
    """The replies to requests that a platform may repeat, kept for an hour."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def reply_to(self, platform: str, workspace_id: str, request_id: str) -> bytes | None:
        request = {"platform": platform, "workspace_id": workspace_id, "request_id": request_id}
        return (await self._connection.execute(_REPLY, request)).scalar_one_or_none()

    async def add(self, platform: str, workspace_id: str, request_id: str, reply: bytes, now: datetime) -> None:
        handled = {
            "platform": platform,
            "workspace_id": workspace_id,
            "request_id": request_id,
            "reply": reply,
            "handled_at": now,
        }
        await self._connection.execute(_ADD, handled)

    async def forget_before(self, instant: datetime) -> None:
        await self._connection.execute(_FORGET, {"instant": instant})


class Marks:
    """Named instants, such as how far the timetable has been read."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> datetime | None:
        return (await self._connection.execute(_MARK, {"name": name})).scalar_one_or_none()

    async def move(self, name: str, at: datetime) -> None:
        statement = yielding_insert(self._connection, marks)
        await self._connection.execute(
            statement.on_conflict_do_update(index_elements=["name"], set_={"at": statement.excluded.at}),
            {"name": name, "at": at},
        )
