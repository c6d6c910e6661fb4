"""What people do in the rooms: each act is stored, brought to the engine where it concerns us, and answered."""

from typing import Literal, Protocol

from adapters.playground.rendering import Outcome, card_json, has_button, message_view
from adapters.playground.requests import (
    Edited,
    Posted,
    Pressed,
    Removed,
    Submitted,
    button_press,
    checked_text,
    command,
    form_submission,
    person_of,
    place_of,
    thread_message,
)
from bot.chat.limits import shorten
from bot.chat.replies import Reply
from bot.chat.requests import Request
from bot.clock import Clock
from bot.errors import PracticeError
from bot.store.playground import NewMessage, PlaygroundRooms, PretendMember, Room, RoomMessage

ECHO_OF_COMMAND = 120


class NotThere(PracticeError):
    """Something asked for does not exist, or not for this person."""


class Handler(Protocol):
    """The part of the engine that answers people."""

    async def handle(self, request: Request) -> Reply: ...


class Conversations:
    """One method for each thing that a person can do in a room."""

    def __init__(self, *, handler: Handler, rooms: PlaygroundRooms, clock: Clock) -> None:
        self._handler = handler
        self._rooms = rooms
        self._clock = clock

    async def post(self, posted: Posted) -> Outcome:
        """Take a command to the engine and store talk; talk under one of our messages goes to the engine, too."""
        member, room = await self.member(posted.person), await self._room(posted.room, posted.person)
        above = await self._thread(posted.thread, room, posted.person)
        text = checked_text(posted.text)
        person, place = person_of(member), place_of(room, posted.thread)
        typed = command(text, person=person, place=place, request_id=posted.request_id)
        if typed is not None:
            reply = await self._handler.handle(typed)
            return await self._answer(reply, _Occasion(member, room, posted.thread, posted.request_id, prompt=text))
        message_id = await self._rooms.post(
            NewMessage(
                room_id=room.room_id,
                thread_id=posted.thread,
                author_id=member.user_id,
                text=text,
                request_id=posted.request_id,
            ),
            at=self._clock.now(),
        )
        if above is None or above.author_id is not None:
            return await self._outcome(member, message_id)
        written = thread_message(message_id, text, person=person, place=place, request_id=posted.request_id)
        reply = await self._handler.handle(written)
        occasion = _Occasion(member, room, posted.thread, posted.request_id)
        return await self._answer(reply, occasion, message_id)

    async def edit(self, message_id: int, edited: Edited) -> Outcome:
        """Change an own message; one under a message of ours is brought to the engine again."""
        member, message = await self._own(message_id, edited.person)
        text = checked_text(edited.text)
        await self._rooms.edit(message_id, text, at=self._clock.now())
        return await self._tell_change(member, message, text, edited.request_id, "edited")

    async def remove(self, message_id: int, removed: Removed) -> Outcome:
        """Delete an own message, or dismiss a private answer."""
        message = await self.message(message_id, removed.person)
        if message.visible_to == removed.person:
            await self._rooms.delete(message_id, at=self._clock.now())
            return Outcome()
        member, message = await self._own(message_id, removed.person)
        await self._rooms.delete(message_id, at=self._clock.now())
        return await self._tell_change(member, message, "", removed.request_id, "deleted")

    async def press(self, message_id: int, pressed: Pressed) -> Outcome:
        """Press a button that the message really has."""
        member, message = await self.member(pressed.person), await self.message(message_id, pressed.person)
        if message.card is None or not has_button(message.card, pressed.action, pressed.value):
            raise NotThere("That button is no longer on the message.", "Use the buttons that the message shows now.")
        room = await self._room(message.room_id, pressed.person)
        place = place_of(room, message.thread_id)
        reply = await self._handler.handle(button_press(pressed, message, person=person_of(member), place=place))
        return await self._answer(reply, _Occasion(member, room, message.thread_id, pressed.request_id, source=message))

    async def submit(self, submitted: Submitted) -> Outcome:
        """Send a dialog as it was typed."""
        member, room = await self.member(submitted.person), await self._room(submitted.room, submitted.person)
        await self._thread(submitted.thread, room, submitted.person)
        source = await self._source(submitted)
        place = place_of(room, submitted.thread)
        reply = await self._handler.handle(form_submission(submitted, person=person_of(member), place=place))
        return await self._answer(reply, _Occasion(member, room, submitted.thread, submitted.request_id, source=source))

    async def _source(self, submitted: Submitted) -> RoomMessage | None:
        """Give the message that opened the dialog; one that is gone by now does not keep the words from being sent."""
        if submitted.message is None:
            return None
        message = await self._rooms.message(submitted.message, viewer=submitted.person)
        return None if message is None or message.is_deleted else message

    async def member(self, user_id: str) -> PretendMember:
        member = await self._rooms.member(user_id)
        if member is None:
            raise NotThere("Nobody of that name is in this playground.", "Choose who to speak as.")
        return member

    async def message(self, message_id: int, viewer: str) -> RoomMessage:
        message = await self._rooms.message(message_id, viewer=viewer)
        if message is None or message.is_deleted:
            raise NotThere("That message is gone, or was never yours to see.", "Reload the page to see what is there.")
        return message

    async def _room(self, room_id: str, viewer: str) -> Room:
        room = await self._rooms.room(room_id, viewer=viewer)
        if room is None:
            raise NotThere("There is no such channel or direct message for you.", "Choose one from the list.")
        return room

    async def _thread(self, thread_id: int | None, room: Room, viewer: str) -> RoomMessage | None:
        """Give the message that a thread hangs on; threads do not nest, and private answers have none."""
        if thread_id is None:
            return None
        above = await self.message(thread_id, viewer)
        if above.room_id != room.room_id or above.thread_id is not None:
            raise NotThere("That thread is not in this room.", "Open it again from its message.")
        if above.visible_to is not None:
            raise PracticeError("Only you see that message, so nobody could follow its thread.", "Write in the room.")
        return above

    async def _own(self, message_id: int, user_id: str) -> tuple[PretendMember, RoomMessage]:
        member, message = await self.member(user_id), await self.message(message_id, user_id)
        if message.author_id != user_id:
            raise PracticeError("Only who wrote a message can change it.", "Speak as that person first.")
        return member, message

    async def _tell_change(
        self,
        member: PretendMember,
        message: RoomMessage,
        text: str,
        request_id: str,
        change: Literal["edited", "deleted"],
    ) -> Outcome:
        above = await self._above(message, member.user_id)
        if above is None or above.author_id is not None:
            return await self._outcome(member, message.id)
        room = await self._room(message.room_id, member.user_id)
        place = place_of(room, message.thread_id)
        reply = await self._handler.handle(
            thread_message(
                message.id, text, person=person_of(member), place=place, request_id=request_id, change=change
            )
        )
        return await self._answer(reply, _Occasion(member, room, message.thread_id, request_id), message.id)

    async def _above(self, message: RoomMessage, viewer: str) -> RoomMessage | None:
        return None if message.thread_id is None else await self._rooms.message(message.thread_id, viewer=viewer)

    async def _answer(self, reply: Reply, occasion: "_Occasion", *own_messages: int) -> Outcome:
        """Put the reply's card where it belongs and hand the rest to the page."""
        shown = list(own_messages)
        if reply.card is not None:
            shown.append(await self._show(reply, card_json(reply.card), occasion))
        outcome = await self._outcome(occasion.member, *shown)
        return Outcome(messages=outcome.messages, form=reply.form, field_errors=reply.field_errors)

    async def _show(self, reply: Reply, card: str, occasion: "_Occasion") -> int:
        """Replace the pressed card, or post a new one.

        Rooms have several readers, so a private answer never takes the place of a card that others see.
        """
        visible_to = occasion.member.user_id if reply.private and occasion.has_other_readers else None
        source = occasion.source
        if reply.replaces_card and source is not None and source.author_id is None and source.visible_to == visible_to:
            await self._rooms.replace_card(source.id, card)
            return source.id
        return await self._rooms.post(
            NewMessage(
                room_id=occasion.room.room_id,
                thread_id=occasion.thread_id,
                visible_to=visible_to,
                card=card,
                in_answer_to=shorten(occasion.prompt, ECHO_OF_COMMAND) or None,
                request_id=f"reply:{occasion.request_id}",
            ),
            at=self._clock.now(),
        )

    async def _outcome(self, member: PretendMember, *message_ids: int) -> Outcome:
        found = [await self._rooms.message(message_id, viewer=member.user_id) for message_id in message_ids]
        return Outcome(messages=tuple(message_view(message) for message in found if message is not None))


class _Occasion:
    """Who did something and where, so that the answer comes back to the same place."""

    def __init__(
        self,
        member: PretendMember,
        room: Room,
        thread_id: int | None,
        request_id: str,
        *,
        prompt: str = "",
        source: RoomMessage | None = None,
    ) -> None:
        self.member = member
        self.room = room
        self.thread_id = thread_id
        self.request_id = request_id
        self.prompt = prompt
        self.source = source

    @property
    def has_other_readers(self) -> bool:
        return self.room.kind == "channel" or len(self.room.member_ids) > 1
