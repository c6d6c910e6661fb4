"""The pretend platform's rooms: its people, channels and messages, and how far its clock was pushed.

This is the playground's counterpart of Slack's and Discord's servers, not practice data. Every write takes the next
`revision` from one row, so whoever has seen revision 7 asks for what is newer and misses nothing, even after a restart.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    and_,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import Database
from bot.store.tables import metadata
from bot.store.types import Instant

people = Table(
    "playground_people",
    metadata,
    Column("user_id", String(64), primary_key=True),
    Column("name", String(80), nullable=False),
    Column("time_zone", String(64), nullable=False),
    Column("is_admin", Boolean, nullable=False),
    Column("position", Integer, nullable=False),
)

rooms = Table(
    "playground_rooms",
    metadata,
    Column("room_id", String(64), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("name", String(200), nullable=False),
    Column("position", Integer, nullable=False),
)

room_members = Table(
    "playground_room_members",
    metadata,
    Column("room_id", ForeignKey("playground_rooms.room_id"), primary_key=True),
    Column("user_id", ForeignKey("playground_people.user_id"), primary_key=True),
)

messages = Table(
    "playground_messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False, index=True),
    Column("room_id", ForeignKey("playground_rooms.room_id"), nullable=False),
    Column("thread_id", ForeignKey("playground_messages.id"), index=True),
    Column("author_id", ForeignKey("playground_people.user_id")),
    Column("visible_to", ForeignKey("playground_people.user_id")),
    Column("text", Text),
    Column("card", Text),
    Column("in_answer_to", String(200)),
    Column("delivery_key", String(120), unique=True),
    Column("request_id", String(120), unique=True),
    Column("posted_at", Instant, nullable=False),
    Column("edited_at", Instant),
    Column("deleted_at", Instant),
    Index("ix_playground_messages_room", "room_id", "id"),
)

reads = Table(
    "playground_reads",
    metadata,
    Column("user_id", ForeignKey("playground_people.user_id"), primary_key=True),
    Column("room_id", ForeignKey("playground_rooms.room_id"), primary_key=True),
    Column("up_to", Integer, nullable=False),
)

state = Table(
    "playground_state",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("clock_offset_microseconds", BigInteger, nullable=False),
)

RoomKind = Literal["channel", "direct"]


@dataclass(frozen=True, slots=True, kw_only=True)
class PretendMember:
    user_id: str
    name: str
    time_zone: str
    is_admin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A channel, open to all, or a direct room of the people named."""

    room_id: str
    kind: RoomKind
    name: str
    member_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to be stored. Without an author it is ours; `card` is JSON; no key or request id is stored twice."""

    room_id: str
    thread_id: int | None = None
    author_id: str | None = None
    visible_to: str | None = None
    text: str | None = None
    card: str | None = None
    in_answer_to: str | None = None
    delivery_key: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomMessage:
    """A message as one person sees it; `replies` counts what that person sees under it."""

    id: int
    revision: int
    room_id: str
    thread_id: int | None
    author_id: str | None
    visible_to: str | None
    text: str | None
    card: str | None
    in_answer_to: str | None
    posted_at: datetime
    edited_at: datetime | None
    is_deleted: bool
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Messages in the order they were posted; `has_earlier` when older ones were left out."""

    messages: tuple[RoomMessage, ...]
    has_earlier: bool


class PlaygroundRooms:
    """Named queries of the pretend platform. `listen` is told after each write that something changed."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._listeners: list[Callable[[], None]] = []

    def listen(self, listener: Callable[[], None]) -> None:
        self._listeners.append(listener)

    async def furnish(self, members: tuple[PretendMember, ...], channels: tuple[Room, ...]) -> None:
        """Bring in the first people and channels; a playground that has people is left as it is."""
        async with self._database.begin() as connection:
            if await connection.scalar(select(exists(select(state.c.id)))):
                return
            await connection.execute(insert(state).values(id=1, revision=0, clock_offset_microseconds=0))
            for member in members:
                await _add_member(connection, member)
            for channel in channels:
                await _add_room(connection, channel)

    async def members(self) -> list[PretendMember]:
        async with self._database.begin() as connection:
            found = await connection.execute(select(people).order_by(people.c.position))
            return [_member(row) for row in found]

    async def member(self, user_id: str) -> PretendMember | None:
        async with self._database.begin() as connection:
            row = (await connection.execute(select(people).where(people.c.user_id == user_id))).one_or_none()
            return _member(row) if row else None

    async def add_member(self, member: PretendMember) -> None:
        """Let a person in. What was said before them counts as read."""
        async with self._database.begin() as connection:
            await _next_revision(connection)
            await _add_member(connection, member)
            newest = select(func.coalesce(func.max(messages.c.id), 0)).scalar_subquery()
            await connection.execute(
                insert(reads).from_select(
                    ["user_id", "room_id", "up_to"],
                    select(literal(member.user_id), rooms.c.room_id, newest).where(rooms.c.kind == "channel"),
                )
            )
        self._tell()

    async def rooms_of(self, viewer: str) -> list[Room]:
        """List the channels and the direct rooms that a person is in."""
        async with self._database.begin() as connection:
            found = await connection.execute(select(rooms).where(_may_enter(viewer)).order_by(rooms.c.position))
            listed = found.all()
            inside = await connection.execute(
                select(room_members)
                .join(people)
                .where(room_members.c.room_id.in_([row.room_id for row in listed if row.kind == "direct"]))
                .order_by(people.c.position)
            )
            member_ids: dict[str, list[str]] = {}
            for row in inside:
                member_ids.setdefault(row.room_id, []).append(row.user_id)
        return [_room(row, tuple(member_ids.get(row.room_id, ()))) for row in listed]

    async def room(self, room_id: str, *, viewer: str) -> Room | None:
        """Give a room that this person may enter."""
        return next((room for room in await self.rooms_of(viewer) if room.room_id == room_id), None)

    async def has_room(self, room_id: str) -> bool:
        async with self._database.begin() as connection:
            return bool(
                await connection.scalar(select(exists(select(rooms.c.room_id).where(rooms.c.room_id == room_id))))
            )

    async def add_room(self, room: Room) -> None:
        """Open a room; one that is open already stays as it is."""
        async with self._database.begin() as connection:
            await _next_revision(connection)
            if await connection.scalar(select(exists(select(rooms.c.room_id).where(rooms.c.room_id == room.room_id)))):
                return
            await _add_room(connection, room)
        self._tell()

    async def post(self, message: NewMessage, *, at: datetime) -> int:
        """Store a message and give its id; one whose delivery key or request id is known gives the id it has."""
        async with self._database.begin() as connection:
            revision = await _next_revision(connection)
            known = await connection.scalar(select(messages.c.id).where(_is_same(message)))
            if known is not None:
                return int(known)
            values = {name: getattr(message, name) for name in NewMessage.__slots__}
            added = await connection.execute(
                insert(messages).values(**values, revision=revision, posted_at=at).returning(messages.c.id)
            )
            message_id = int(added.scalar_one())
            await _touch_thread(connection, message.thread_id, revision)
        self._tell()
        return message_id

    async def replace_card(self, message_id: int, card: str) -> bool:
        return await self._change(message_id, card=card)

    async def edit(self, message_id: int, text: str, *, at: datetime) -> bool:
        return await self._change(message_id, text=text, edited_at=at)

    async def delete(self, message_id: int, *, at: datetime) -> bool:
        """Take a message away; its place is kept for the replies under it, its words are not."""
        return await self._change(message_id, text=None, card=None, in_answer_to=None, deleted_at=at)

    async def message(self, message_id: int, *, viewer: str) -> RoomMessage | None:
        """Give a message that this person may see."""
        async with self._database.begin() as connection:
            row = (await connection.execute(_seen_by(viewer).where(messages.c.id == message_id))).one_or_none()
            return _message(row) if row else None

    async def page(self, room_id: str, *, viewer: str, before: int | None, limit: int) -> Page:
        """Give the newest messages of a room, or those before one."""
        shown = or_(messages.c.deleted_at.is_(None), _reply_count(viewer) > 0)
        query = _seen_by(viewer).where(messages.c.room_id == room_id, messages.c.thread_id.is_(None), shown)
        return await self._page(query, before, limit)

    async def thread(self, message_id: int, *, viewer: str, before: int | None, limit: int) -> Page:
        """Give the newest replies under a message, or those before one."""
        query = _seen_by(viewer).where(messages.c.thread_id == message_id, messages.c.deleted_at.is_(None))
        return await self._page(query, before, limit)

    async def changes(self, since: int, *, viewer: str, limit: int) -> list[RoomMessage]:
        """List what was posted or changed after a revision, oldest change first."""
        query = _seen_by(viewer).where(messages.c.revision > since).order_by(messages.c.revision).limit(limit)
        async with self._database.begin() as connection:
            return [_message(row) for row in await connection.execute(query)]

    async def find_delivery(self, room_id: str, key: str) -> int | None:
        """Look for the message of a delivery in its room."""
        query = select(messages.c.id).where(
            messages.c.room_id == room_id, messages.c.delivery_key == key, messages.c.deleted_at.is_(None)
        )
        async with self._database.begin() as connection:
            found = await connection.scalar(query)
            return None if found is None else int(found)

    async def revision(self) -> int:
        async with self._database.begin() as connection:
            return int(await connection.scalar(select(state.c.revision)) or 0)

    async def unread(self, viewer: str) -> dict[str, int]:
        """Count, by room, what others posted since this person last looked; replies in threads do not count."""
        up_to = (
            select(reads.c.up_to)
            .where(reads.c.user_id == viewer, reads.c.room_id == messages.c.room_id)
            .correlate(messages)
            .scalar_subquery()
        )
        query = (
            select(messages.c.room_id, func.count().label("unread"))
            .select_from(messages.join(rooms))
            .where(
                _may_see(viewer),
                messages.c.thread_id.is_(None),
                messages.c.deleted_at.is_(None),
                or_(messages.c.author_id.is_(None), messages.c.author_id != viewer),
                messages.c.id > func.coalesce(up_to, 0),
            )
            .group_by(messages.c.room_id)
        )
        async with self._database.begin() as connection:
            return {row.room_id: row.unread for row in await connection.execute(query)}

    async def mark_read(self, room_id: str, *, viewer: str, up_to: int) -> None:
        """Remember the newest message seen; an older mark never goes back."""
        mine = and_(reads.c.user_id == viewer, reads.c.room_id == room_id)
        async with self._database.begin() as connection:
            await _next_revision(connection)
            known = await connection.scalar(select(reads.c.up_to).where(mine))
            if known is not None and known >= up_to:
                return
            if known is None:
                await connection.execute(insert(reads).values(user_id=viewer, room_id=room_id, up_to=up_to))
            else:
                await connection.execute(update(reads).where(mine).values(up_to=up_to))
        self._tell()

    async def clock_offset(self) -> timedelta:
        """Tell how far the clock was pushed."""
        async with self._database.begin() as connection:
            offset = await connection.scalar(select(state.c.clock_offset_microseconds))
            return timedelta(microseconds=offset or 0)

    async def keep_clock_offset(self, offset: timedelta) -> None:
        async with self._database.begin() as connection:
            microseconds = offset // timedelta(microseconds=1)
            await connection.execute(update(state).values(clock_offset_microseconds=microseconds))
        self._tell()

    async def _change(self, message_id: int, **values: Any) -> bool:
        there = and_(messages.c.id == message_id, messages.c.deleted_at.is_(None))
        async with self._database.begin() as connection:
            revision = await _next_revision(connection)
            changed = await connection.execute(
                update(messages).where(there).values(**values, revision=revision).returning(messages.c.thread_id)
            )
            row = changed.one_or_none()
            if row is not None:
                await _touch_thread(connection, row.thread_id, revision)
        self._tell()
        return row is not None

    async def _page(self, query: Select[Any], before: int | None, limit: int) -> Page:
        if before is not None:
            query = query.where(messages.c.id < before)
        async with self._database.begin() as connection:
            rows = (await connection.execute(query.order_by(messages.c.id.desc()).limit(limit + 1))).all()
        return Page(messages=tuple(_message(row) for row in reversed(rows[:limit])), has_earlier=len(rows) > limit)

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


async def _next_revision(connection: AsyncConnection) -> int:
    """Take the next revision. The row stays locked until the end of the transaction, so revisions appear in order."""
    return int(
        (
            await connection.execute(update(state).values(revision=state.c.revision + 1).returning(state.c.revision))
        ).scalar_one()
    )


async def _add_member(connection: AsyncConnection, member: PretendMember) -> None:
    position = await connection.scalar(select(func.count()).select_from(people))
    await connection.execute(
        insert(people).values(
            user_id=member.user_id,
            name=member.name,
            time_zone=member.time_zone,
            is_admin=member.is_admin,
            position=position,
        )
    )
    await _add_room(connection, direct_room(member.user_id))


async def _add_room(connection: AsyncConnection, room: Room) -> None:
    position = await connection.scalar(select(func.count()).select_from(rooms))
    await connection.execute(
        insert(rooms).values(room_id=room.room_id, kind=room.kind, name=room.name, position=position)
    )
    for user_id in room.member_ids:
        await connection.execute(insert(room_members).values(room_id=room.room_id, user_id=user_id))


def direct_room(*user_ids: str) -> Room:
    """Describe the room in which Loopmates talks to one person or to a small group."""
    member_ids = tuple(sorted(user_ids))
    return Room(room_id="direct:" + "+".join(member_ids), kind="direct", name="", member_ids=member_ids)


async def _touch_thread(connection: AsyncConnection, thread_id: int | None, revision: int) -> None:
    """Let the message above a reply be sent again, as its reply count has changed."""
    if thread_id is not None:
        await connection.execute(update(messages).where(messages.c.id == thread_id).values(revision=revision))


def _is_same(message: NewMessage) -> ColumnElement[bool]:
    known = []
    if message.delivery_key is not None:
        known.append(messages.c.delivery_key == message.delivery_key)
    if message.request_id is not None:
        known.append(messages.c.request_id == message.request_id)
    return or_(messages.c.id == -1, *known)


def _may_enter(viewer: str) -> ColumnElement[bool]:
    own = select(room_members.c.room_id).where(room_members.c.user_id == viewer)
    return or_(rooms.c.kind == "channel", rooms.c.room_id.in_(own))


def _may_see(viewer: str) -> ColumnElement[bool]:
    """Hold for a message in a room that a person may enter, if it is not private to somebody else."""
    return and_(_may_enter(viewer), or_(messages.c.visible_to.is_(None), messages.c.visible_to == viewer))


def _reply_count(viewer: str) -> ColumnElement[int]:
    replies = messages.alias("replies")
    return (
        select(func.count())
        .select_from(replies)
        .where(
            replies.c.thread_id == messages.c.id,
            replies.c.deleted_at.is_(None),
            or_(replies.c.visible_to.is_(None), replies.c.visible_to == viewer),
        )
        .correlate(messages)
        .scalar_subquery()
    )


def _seen_by(viewer: str) -> Select[Any]:
    return (
        select(messages, _reply_count(viewer).label("replies"))
        .select_from(messages.join(rooms))
        .where(_may_see(viewer))
    )


def _member(row: Row[Any]) -> PretendMember:
    return PretendMember(user_id=row.user_id, name=row.name, time_zone=row.time_zone, is_admin=row.is_admin)


def _room(row: Row[Any], member_ids: tuple[str, ...]) -> Room:
    return Room(room_id=row.room_id, kind=row.kind, name=row.name, member_ids=member_ids)


def _message(row: Row[Any]) -> RoomMessage:
    return RoomMessage(
        id=row.id,
        revision=row.revision,
        room_id=row.room_id,
        thread_id=row.thread_id,
        author_id=row.author_id,
        visible_to=row.visible_to,
        text=row.text,
        card=row.card,
        in_answer_to=row.in_answer_to,
        posted_at=row.posted_at,
        edited_at=row.edited_at,
        is_deleted=row.deleted_at is not None,
        replies=row.replies,
    )
