"""A lively group in its second week, lived through the engine in a moment.

`demo.toml` beside this module says who does what and when, with every word of it; here it is done.
"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from adapters.playground.conversations import Conversations
from adapters.playground.people import FIRST_CHANNELS, FIRST_MEMBERS, channel
from adapters.playground.rendering import Outcome
from adapters.playground.requests import Edited, Posted, Pressed, Submitted
from bot.chat.cards import Card, buttons_of, plain, texts_of
from bot.chat.forms import FieldValue, Form
from bot.clock import PushableClock
from bot.engine import Engine
from bot.store.playground import PlaygroundRooms, RoomMessage, direct_room

SCRIPT = Path(__file__).with_name("demo.toml")
PRACTICE = channel("practice").room_id
ORGANISER = FIRST_MEMBERS[0]
ENDS_ON, ENDS_AT = 10, time(16)
MESSAGES_SEARCHED = 100


class Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question that the group meets on a plan day, told from others by its words."""

    day: int
    asked: str


class Act(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a member does on a plan day, at a wall-clock time of their own zone; day 0 is the day before.

    `text` is what is written, the action of the button pressed, or the story to be changed; `values` are what goes into
    a form.
    """

    day: int
    at: time
    who: str
    does: Literal["write", "press", "profile", "answer", "reply", "edit", "story"]
    text: str = ""
    room: str = "practice"
    question: str = ""
    values: dict[str, FieldValue] = {}


class Script(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    questions: dict[str, Question]
    acts: list[Act]


async def fill(engine: Engine, rooms: PlaygroundRooms, clock: PushableClock) -> None:
    """Let six members practise until the middle of the second week; a playground in use stays as it is."""
    await rooms.furnish(FIRST_MEMBERS, FIRST_CHANNELS)
    if await _is_in_use(engine, rooms, clock):
        return
    stage = _Stage(engine, rooms, clock, script())
    first_day = _next_monday(clock.now())
    for act in sorted(stage.script.acts, key=lambda act: instant_of(act, first_day)):
        await stage.travel(instant_of(act, first_day))
        await stage.perform(act)
    await stage.travel(_instant(first_day, ENDS_ON, ENDS_AT, ORGANISER.time_zone))
    await stage.close()


def script() -> Script:
    """Read who does what."""
    return msgspec.toml.decode(SCRIPT.read_bytes(), type=Script)


def instant_of(act: Act, first_day: date) -> datetime:
    """Give the instant of an act in a group whose plan day 1 is `first_day`."""
    zone = next(member.time_zone for member in FIRST_MEMBERS if member.user_id == act.who)
    return _instant(first_day, act.day, act.at, zone)


class _Stage:
    """The playground while the script is performed."""

    def __init__(self, engine: Engine, rooms: PlaygroundRooms, clock: PushableClock, script: Script) -> None:
        self.script = script
        self._engine = engine
        self._rooms = rooms
        self._clock = clock
        self._conversations = Conversations(handler=engine, rooms=rooms, clock=clock)
        self._searched_until = clock.now()
        self._requests = 0
        self._seen: dict[tuple[str, str], int] = {}

    async def travel(self, target: datetime) -> None:
        """Push the clock; what falls due on the way happens at its own time. An instant that has passed is now.

        The search begins where the last one ended, and so before what the act in between has put in the outbox.
        """
        target = max(target, self._clock.now())
        while (due := await self._engine.next_due_at(self._searched_until)) is not None and due <= target:
            self._searched_until = due
            self._clock.push_to(due)
            await self._rooms.keep_clock_offset(self._clock.offset)
            await self._engine.tick(self._clock.now())
            await self._engine.deliver()
        self._clock.push_to(target)
        self._searched_until = target

    async def perform(self, act: Act) -> None:
        """Do what the script says, in the rooms and through the engine."""
        outcome = await self._do(act)
        self._seen.update({(act.who, message.room): message.id for message in outcome.messages})

    async def close(self) -> None:
        """Keep where the clock is, and that whoever acted in a room has read it up to there."""
        await self._rooms.keep_clock_offset(self._clock.offset)
        for (viewer, room), up_to in self._seen.items():
            await self._rooms.mark_read(room, viewer=viewer, up_to=up_to)

    async def _do(self, act: Act) -> Outcome:
        match act.does:
            case "write":
                return await self._write(act, act.text, room=channel(act.room).room_id)
            case "press":
                return await self._press(act)
            case "profile" | "answer" | "story":
                return await self._fill_in(act)
            case "reply":
                return await self._reply(act)
            case "edit":
                return await self._edit(act)

    async def _write(self, act: Act, text: str, *, room: str, thread: int | None = None) -> Outcome:
        return await self._conversations.post(
            Posted(person=act.who, room=room, text=text, thread=thread, request_id=self._request_id())
        )

    async def _press(self, act: Act) -> Outcome:
        """Press the newest button of this action that the member sees in the practice channel."""
        for message, card in await self._cards_seen_by(act.who):
            for button in buttons_of(card):
                if button.action == act.text:
                    pressed = Pressed(
                        person=act.who, action=button.action, value=button.value, request_id=self._request_id()
                    )
                    return await self._conversations.press(message.id, pressed)
        return Outcome()

    async def _fill_in(self, act: Act) -> Outcome:
        """Open a form in the member's direct room, change what the script names, and send it."""
        question = self.script.questions.get(act.question)
        asked_for = f"/practice {act.does}" if question is None else f"/practice {act.does} {question.day}"
        if act.does == "story":
            asked_for = f"/story edit {act.text}" if act.text else "/story add"
        form = (await self._write(act, asked_for, room=direct_room(act.who).room_id)).form
        if form is None or (question is not None and not plain(form.steps[0].intro).startswith(question.asked)):
            return Outcome()
        return await self._conversations.submit(
            Submitted(
                person=act.who,
                room=direct_room(act.who).room_id,
                form_id=form.id,
                context=form.context,
                values=_shown(form) | act.values,
                request_id=self._request_id(),
            )
        )

    async def _reply(self, act: Act) -> Outcome:
        """Write under the posted question. A group that practises other material has not met it: nothing is said."""
        posted = await self._posted(act)
        return Outcome() if posted is None else await self._write(act, act.text, room=PRACTICE, thread=posted.id)

    async def _edit(self, act: Act) -> Outcome:
        """Change the member's last words under a question."""
        posted = await self._posted(act)
        if posted is None:
            return Outcome()
        thread = await self._rooms.thread(posted.id, viewer=act.who, before=None, limit=MESSAGES_SEARCHED)
        own = [message for message in thread.messages if message.author_id == act.who]
        edited = Edited(person=act.who, text=act.text, request_id=self._request_id())
        return await self._conversations.edit(own[-1].id, edited)

    async def _posted(self, act: Act) -> RoomMessage | None:
        asked = self.script.questions[act.question].asked
        cards = await self._cards_seen_by(act.who)
        return next((message for message, card in cards if asked in texts_of(card)), None)

    async def _cards_seen_by(self, viewer: str) -> list[tuple[RoomMessage, Card]]:
        """List the practice channel's cards, newest first."""
        page = await self._rooms.page(PRACTICE, viewer=viewer, before=None, limit=MESSAGES_SEARCHED)
        return [
            (message, msgspec.json.decode(message.card, type=Card))
            for message in reversed(page.messages)
            if message.card is not None
        ]

    def _request_id(self) -> str:
        self._requests += 1
        return f"demo-{self._requests:04}"


async def _is_in_use(engine: Engine, rooms: PlaygroundRooms, clock: PushableClock) -> bool:
    """Say whether something was written here, or a group practises in this database on any platform."""
    for member in await rooms.members():
        if await rooms.changes(0, viewer=member.user_id, limit=1):
            return True
    return await engine.next_due_at(clock.now()) is not None


def _shown(form: Form) -> dict[str, FieldValue]:
    """Give what a form's fields hold when it opens."""
    fields = [field for step in form.steps for field in step.fields]
    return {field.name: field.value if isinstance(field.value, str) else list(field.value) for field in fields}


def _next_monday(now: datetime) -> date:
    """Give the first day that the defaults of `setup` will offer to the organiser."""
    today = now.astimezone(ZoneInfo(ORGANISER.time_zone)).date()
    return today + timedelta(days=7 - today.weekday())


def _instant(first_day: date, day: int, at: time, zone: str) -> datetime:
    return datetime.combine(first_day + timedelta(days=day - 1), at, ZoneInfo(zone)).astimezone(UTC)
