"""For tests that read as conversations: people who type, press and fill in, and a clock that is lived through."""

import itertools
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.cards import Card, buttons_of, texts_of
from bot.chat.forms import FieldValue, Form, TextField, fields_of
from bot.chat.platform import Address, NotDelivered
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person, Place, ThreadMessage
from bot.content import Content, content_folder, load_content
from bot.delivery.courier import Courier
from bot.delivery.timetable import Timetable
from bot.engine import Engine
from bot.store.database import Database
from bot.work import WorkRoom

LONG_REPLY = (
    "I rolled the summary back within the hour, told the customer what had gone wrong, and added an eval with " * 3
)

_content: Content | None = None


def shipped_content() -> Content:
    """Load the shipped content once for all tests."""
    global _content
    _content = _content or load_content(content_folder())
    return _content


class SetClock:
    """A clock that stands where a test puts it."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at


@dataclass
class Posted:
    """A message that people see; `card` is what it shows now."""

    id: str
    address: Address
    card: Card
    key: str
    at: datetime

    @property
    def text(self) -> str:
        return "\n".join(texts_of(self.card))


@dataclass
class ChatRoom:
    """A chat platform that keeps what people see.

    `broken` is how its channels refuse; direct messages still arrive. `closed` is how small groups refuse.
    """

    clock: SetClock
    name: str = "test"
    posted: list[Posted] = field(default_factory=list)
    broken: NotDelivered | None = None
    closed: NotDelivered | None = None

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        self._check(address)
        message = Posted(f"m{len(self.posted) + 1}", address, card, key, self.clock.now())
        self.posted.append(message)
        return message.id

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        self._check(address)
        next(message for message in self.posted if message.id == message_id).card = card

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        return next((message.id for message in self.posted if message.key == key), None)

    def _check(self, address: Address) -> None:
        if self.broken is not None and address.channel_id is not None:
            raise self.broken
        if self.closed is not None and len(address.user_ids) > 1:
            raise self.closed


@dataclass
class Heard:
    """What a person got back."""

    reply: Reply

    @property
    def text(self) -> str:
        return "" if self.reply.card is None else "\n".join(texts_of(self.reply.card))

    @property
    def form(self) -> Form:
        assert self.reply.form is not None, self.text
        return self.reply.form

    @property
    def labels(self) -> list[str]:
        return [] if self.reply.card is None else [button.label for button in buttons_of(self.reply.card)]

    def says(self, *parts: str) -> bool:
        """Check that each part is in what was heard."""
        for part in parts:
            assert part in self.text, f"{part!r} is not in:\n{self.text}"
        return True


class Group:
    """People of one workspace and their channel #practice, on a clock of its own."""

    def __init__(self, database: Database, *, at: str = "2026-11-20 12:00") -> None:
        self.clock = SetClock(datetime.fromisoformat(at).replace(tzinfo=UTC))
        self.room = ChatRoom(self.clock)
        self.work_room = WorkRoom(database, shipped_content())
        self.courier = Courier(self.work_room, {"test": self.room}, clock=self.clock)
        timetable = Timetable(self.work_room)
        self.engine = Engine(self.work_room, clock=self.clock, timetable=timetable, courier=self.courier)
        self.request_ids = itertools.count(1)

    def person(self, name: str, time_zone: str | None = "Europe/Berlin", *, is_admin: bool = False) -> "Voice":
        return Voice(
            self,
            Person(
                platform="test",
                workspace_id="w1",
                user_id=name.lower(),
                name=name,
                time_zone=time_zone,
                is_admin=is_admin,
            ),
        )

    async def until(self, local: str, time_zone: str = "Europe/Berlin") -> None:
        """Live through everything that is due until a local time, such as 2026-11-23 09:00."""
        target = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)
        await self.beat()
        while (due := await self.engine.next_due_at(self.clock.now())) is not None and due <= target:
            self.clock.at = due
            await self.beat()
        self.clock.at = target
        await self.beat()

    async def sleep_until(self, local: str, time_zone: str = "Europe/Berlin") -> None:
        """Let time pass while the bot is down."""
        self.clock.at = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(time_zone)).astimezone(UTC)

    async def beat(self) -> None:
        await self.engine.tick(self.clock.now())
        await self.engine.deliver()

    async def settle(self) -> None:
        """Let the two seconds pass in which changes to a posted question are gathered."""
        self.clock.at += timedelta(seconds=3)
        await self.beat()

    @property
    def channel(self) -> list[Posted]:
        return [message for message in self.room.posted if message.address.channel_id]

    @property
    def questions(self) -> list[Posted]:
        return [message for message in self.room.posted if message.key.startswith("daily:")]

    def direct_to(self, name: str) -> list[Posted]:
        return [message for message in self.room.posted if message.address.user_ids == (name.lower(),)]


@dataclass
class Voice:
    """One person in the group."""

    group: Group
    person: Person
    place: Place = field(default_factory=lambda: Place(channel_id="c1", channel_name="practice"))

    async def types(self, line: str, *, place: Place | None = None) -> Heard:
        """Type a slash command."""
        name, _, rest = line.removeprefix("/").partition(" ")
        subcommand, _, text = rest.partition(" ")
        command = Command(
            person=self.person,
            place=place or self.place,
            name=name,
            subcommand=subcommand,
            text=text,
            id=self._next_id(),
        )
        return Heard(await self.group.engine.handle(command))

    async def complete(self, source: str, typed: str) -> list[str]:
        """See what is offered while typing an option."""
        return await self.group.engine.complete(self.person, source, typed)

    async def presses(self, label: str, on: Heard | Posted) -> Heard:
        """Press the button with this label."""
        card = on.reply.card if isinstance(on, Heard) else on.card
        assert card is not None
        button = next(button for button in buttons_of(card) if button.label == label)
        press = ButtonPress(
            person=self.person,
            place=self.place,
            action=button.action,
            value=button.value,
            message_id=on.id if isinstance(on, Posted) else None,
            id=self._next_id(),
        )
        return Heard(await self.group.engine.handle(press))

    async def presses_raw(self, action: str, value: str) -> Heard:
        """Press a button by what it sends, wherever it stands."""
        press = ButtonPress(person=self.person, place=self.place, action=action, value=value, id=self._next_id())
        return Heard(await self.group.engine.handle(press))

    async def fills(self, form: Form, **typed: FieldValue) -> Heard:
        """Send a form with what stands in it, changed where named."""
        assert set(typed) <= {each.name for each in fields_of(form)}, typed
        values: dict[str, FieldValue] = {
            each.name: each.value if isinstance(each.value, str) else list(each.value) for each in fields_of(form)
        }
        values.update(typed)
        submission = FormSubmission(
            person=self.person,
            place=self.place,
            form_id=form.id,
            context=form.context,
            values=values,
            channel_names={"c1": "practice", "c2": "other"},
            id=self._next_id(),
        )
        return Heard(await self.group.engine.handle(submission))

    async def answers(self, on: Posted | None = None) -> Heard:
        """Answer the question in hand, or the one of a message, by form and at length."""
        opened = await (self.presses("Answer", on) if on else self.types("/practice answer"))
        beats = {each.name: "I measured the change before it went out" for each in fields_of(opened.form)}
        return await self.fills(opened.form, **beats)

    async def writes_under(self, message: Posted, text: str, *, id: str = "", change: str = "written") -> Heard:
        """Write, edit or delete a message in a thread."""
        written = ThreadMessage(
            person=self.person,
            place=Place(channel_id="c1", channel_name="practice", kind="thread", thread_id=message.id),
            message_id=id or f"t{next(self.group.request_ids)}",
            text=text,
            change=change,  # type: ignore[arg-type]
            id=self._next_id(),
        )
        return Heard(await self.group.engine.handle(written))

    def _next_id(self) -> str:
        return f"r{next(self.group.request_ids)}"


async def a_running_group(database: Database, *, at: str = "2026-11-20 12:00", zone: str = "Europe/Berlin") -> Group:
    """Set a group up with the defaults and start it; Ana organises and is in it."""
    group = Group(database, at=at)
    ana = group.person("Ana", zone)
    summary = await ana.presses("Use all defaults", await ana.types("/practice setup"))
    await ana.presses("Start the four weeks", summary)
    await ana.types("/practice join")
    await group.beat()
    return group


def typed_value(form: Form, name: str) -> str:
    """Give what stands in a text field."""
    found = next(each for each in fields_of(form) if each.name == name)
    assert isinstance(found, TextField) or isinstance(found.value, str)
    return str(found.value)
