"""What the page sends, and the neutral request that it makes."""

import re
from typing import Annotated, Literal

import msgspec

from bot.chat.forms import FieldValue
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person, Place, ThreadMessage
from bot.errors import PracticeError
from bot.store.playground import PretendMember, Room, RoomMessage

PLATFORM = "playground"
WORKSPACE = "playground"
MESSAGE_LIMIT = 40_000
"""As on Slack: https://docs.slack.dev/changelog/2018-truncating-really-long-messages"""

RequestId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{8,64}$")]
RowId = Annotated[int, msgspec.Meta(ge=1, le=2**31 - 1)]
PushTo = Literal["hour", "question", "day", "week"]

_COMMAND = re.compile(r"/(\S+)(?:\s+(\S+))?(?:\s+(.*))?", re.DOTALL)


class Posted(msgspec.Struct, frozen=True):
    """Something written in a room's message box, or in a thread's."""

    person: str
    room: str
    text: str
    request_id: RequestId
    thread: RowId | None = None


class Edited(msgspec.Struct, frozen=True):
    person: str
    text: str
    request_id: RequestId


class Removed(msgspec.Struct, frozen=True):
    """An own message deleted, or a private answer dismissed."""

    person: str
    request_id: RequestId


class Pressed(msgspec.Struct, frozen=True):
    person: str
    action: str
    request_id: RequestId
    value: str = ""


class Submitted(msgspec.Struct, frozen=True):
    """A dialog as it was sent. `message` is the one whose button opened it, if one did."""

    person: str
    room: str
    form_id: str
    values: dict[str, FieldValue]
    request_id: RequestId
    context: str = ""
    thread: RowId | None = None
    message: RowId | None = None


class Seen(msgspec.Struct, frozen=True):
    person: str
    room: str
    up_to: RowId


class MemberWanted(msgspec.Struct, frozen=True):
    name: str
    time_zone: str


class ChannelWanted(msgspec.Struct, frozen=True):
    person: str
    name: str


class ClockPushed(msgspec.Struct, frozen=True):
    person: str
    to: PushTo


def person_of(member: PretendMember) -> Person:
    return Person(
        platform=PLATFORM,
        workspace_id=WORKSPACE,
        user_id=member.user_id,
        name=member.name,
        time_zone=member.time_zone,
        is_admin=member.is_admin,
    )


def place_of(room: Room, thread_id: int | None) -> Place:
    if thread_id is not None:
        return Place(channel_id=room.room_id, channel_name=room.name, kind="thread", thread_id=str(thread_id))
    return Place(channel_id=room.room_id, channel_name=room.name, kind=room.kind)


def checked_text(text: str) -> str:
    """Give a message's text as it is kept, or refuse it. NUL goes, since a database cannot hold it."""
    kept = text.replace("\0", "").replace("\r\n", "\n").strip()
    if not kept:
        raise PracticeError("An empty message was not sent.", "Write something first.")
    if len(kept) > MESSAGE_LIMIT:
        raise PracticeError(
            f"This message has {len(kept):,} characters; a message holds {MESSAGE_LIMIT:,}.",
            "It was not sent and is still in the box. Shorten it, or send it in two.",
        )
    return kept


def command(text: str, *, person: Person, place: Place, request_id: str) -> Command | None:
    """Read `/practice answer 3` as a command. A text that begins with anything else is talk."""
    typed = _COMMAND.fullmatch(text)
    if typed is None:
        return None
    name, subcommand, rest = typed.groups(default="")
    return Command(
        person=person, place=place, name=name.lower(), subcommand=subcommand.lower(), text=rest.strip(), id=request_id
    )


def button_press(pressed: Pressed, message: RoomMessage, *, person: Person, place: Place) -> ButtonPress:
    return ButtonPress(
        person=person,
        place=place,
        action=pressed.action,
        value=pressed.value,
        message_id=str(message.id),
        id=pressed.request_id,
    )


def form_submission(submitted: Submitted, *, person: Person, place: Place) -> FormSubmission:
    return FormSubmission(
        person=person,
        place=place,
        form_id=submitted.form_id,
        context=submitted.context,
        values={name: _storable(value) for name, value in submitted.values.items()},
        id=submitted.request_id,
    )


def thread_message(
    message_id: int,
    text: str,
    *,
    person: Person,
    place: Place,
    request_id: str,
    change: Literal["written", "edited", "deleted"] = "written",
) -> ThreadMessage:
    return ThreadMessage(
        person=person, place=place, message_id=str(message_id), text=text, change=change, id=request_id
    )


def _storable(value: FieldValue) -> FieldValue:
    if isinstance(value, str):
        return value.replace("\0", "").replace("\r\n", "\n")
    return [item.replace("\0", "") for item in value]
