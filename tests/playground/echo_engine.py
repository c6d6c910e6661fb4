"""A stand-in for the engine that answers with every kind of card and form: equipment for trying the playground alone.

`python tests/playground/echo_engine.py` serves it at http://127.0.0.1:8765 with a database of its own.
A file and a port can follow.
"""

import asyncio
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[2]))

from adapters.playground.platform import PlaygroundPlatform
from adapters.playground.server import PlaygroundServer
from bot.chat.cards import (
    Bold,
    Bullets,
    Button,
    Buttons,
    Calendar,
    Card,
    Code,
    Day,
    DayMark,
    Fact,
    Facts,
    Mention,
    Moment,
    Note,
    Paragraph,
    Quote,
)
from bot.chat.forms import (
    ChannelField,
    Choice,
    ChoiceField,
    DateField,
    Form,
    PeopleField,
    Step,
    TextField,
    TimeField,
)
from bot.chat.platform import Address, ChatPlatform
from bot.chat.replies import SILENCE, Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person, Request, ThreadMessage
from bot.clock import Clock, PushableClock
from bot.store.database import Database
from bot.store.playground import PlaygroundRooms
from bot.store.tables import metadata

QUESTION_TIME = time(9)
QUESTION_ZONE = ZoneInfo("Europe/Lisbon")
MARKS: tuple[DayMark, ...] = ("practised", "practised", "frozen", "missed", "practised", "rest", "rest")


class EchoEngine:
    """Answers by what is typed and posts a question every weekday at nine once `/practice start` was typed."""

    def __init__(self, platform: ChatPlatform, clock: Clock) -> None:
        self._platform = platform
        self._clock = clock
        self._channel_id: str | None = None
        self._posted_until: datetime | None = None
        self._outbox: list[datetime] = []
        self.requests: list[Request] = []

    async def handle(self, request: Request) -> Reply:
        self.requests.append(request)
        match request:
            case Command():
                return self._command(request)
            case ButtonPress():
                return self._press(request)
            case FormSubmission():
                return _submission(request)
            case ThreadMessage(change="written"):
                return _thread_reply(request)
        return SILENCE

    async def tick(self, now: datetime) -> None:
        while self._posted_until is not None and (due := _next_question(self._posted_until)) <= now:
            self._outbox.append(due)
            self._posted_until = due

    async def next_due_at(self, after: datetime) -> datetime | None:
        return None if self._posted_until is None else _next_question(after)

    async def next_question_at(self, now: datetime) -> datetime | None:
        return None if self._posted_until is None else _next_question(now)

    async def deliver(self) -> int:
        settled = 0
        while self._outbox:
            due = self._outbox.pop(0)
            address = Address(workspace_id="playground", channel_id=self._channel_id)
            await self._platform.post(address, question_card(due.date()), key=f"daily:1:{due.date()}")
            settled += 1
        return settled

    def _command(self, command: Command) -> Reply:
        match command.subcommand:
            case "setup" | "settings" | "profile":
                return Reply(form=every_field_form(command.place.channel_id))
            case "answer":
                return Reply(form=answer_form(command.text or "1"))
            case "start":
                self._channel_id = command.place.channel_id
                self._posted_until = self._clock.now()
                return Reply(private=False, card=welcome_card(command.person.name))
            case "progress":
                return Reply(card=progress_card(self._clock.now().date()))
            case "today":
                return Reply(card=every_element_card(self._clock.now(), command))
            case "fail":
                raise RuntimeError("a fault of ours")
        typed = f"/{command.name} {command.subcommand}".strip()
        sentence = (Code(typed), " is not a command. The nearest is ", Code("/practice help"), ".")
        return Reply(card=Card("Nothing of that name", (Paragraph(sentence),), tone="refused"))

    def _press(self, press: ButtonPress) -> Reply:
        match press.action:
            case "answer":
                return Reply(form=answer_form(press.value or "1"))
            case "remind":
                card = Card("You will be reminded", (Paragraph("This evening at 18:00, unless you have answered."),))
                return Reply(card=replace_tone(card, "good"), replaces_card=True)
            case "join":
                return Reply(private=False, replaces_card=True, card=welcome_card(press.person.name, joined=True))
        return Reply(card=Card("Pressed", (Facts((Fact("Action", press.action), Fact("Value", press.value or "–"))),)))


def replace_tone(card: Card, tone: str) -> Card:
    return Card(card.title, card.elements, tone)  # type: ignore[arg-type]


def question_card(day: date) -> Card:
    return Card(
        f"Day 6 · {day:%A %d %B}",
        (
            Paragraph((Bold("Tell me about a time an evaluation changed your mind about a model."),)),
            Facts(
                (
                    Fact("Theme", "Evaluation"),
                    Fact("It tests", "Whether you let evidence overrule a favourite"),
                    Fact("The tell", "A number before, a number after, and what you did in between"),
                    Fact("Aim for", "2 min 30 s"),
                )
            ),
            Note("Answer with the form, or reply in this thread with 30 words or more."),
            Buttons(
                (
                    Button("answer", "Answer", "6", "primary"),
                    Button("probes", "Probes", "6"),
                    Button("remind", "Remind me later", "6"),
                )
            ),
        ),
    )


def welcome_card(name: str, *, joined: bool = False) -> Card:
    who = (Mention("ana", name), " has joined.") if joined else ("Four weeks begin for #practice.",)
    return Card(
        "A practice group for #practice",
        (Paragraph(who), Buttons((Button("join", "Join", "1", "primary"), Button("what", "What is this")))),
        tone="good",
    )


def progress_card(today: date) -> Card:
    monday = today - timedelta(days=today.weekday() + 14)
    days = []
    for count in range(28):
        on = monday + timedelta(days=count)
        rest: DayMark = "rest" if on.weekday() > 4 else "ahead"
        mark = MARKS[on.weekday()] if on < today else "open" if on == today else rest
        days.append(Day(on, mark, is_today=on == today))
    return Card(
        "Your four weeks",
        (
            Facts((Fact("Streak", "3 practice days"), Fact("Freezes", "1 of 2"), Fact("Plan day", "11 of 20"))),
            Calendar("Two weeks done: 6 days practised, 2 held by a freeze, 2 missed. Today is open.", tuple(days)),
            Paragraph(("Two days can still be caught up: ", Code("/practice answer 4"), ".")),
            Buttons((Button("answer", "Answer today", "11", "primary"), Button("answer", "Catch up day 4", "4"))),
        ),
    )


def every_element_card(now: datetime, command: Command) -> Card:
    person = Mention(command.person.user_id, command.person.name)
    return Card(
        "Every element there is",
        (
            Paragraph(("Hello ", person, ". This is ", Bold("bold"), " and this is ", Code("/practice help"), ".")),
            Facts(
                (Fact("Next question", (Moment(now + timedelta(hours=3), "in three hours"),)), Fact("Theme", "Evals"))
            ),
            Bullets(
                ("Say what you did, not what we did.", ("Name ", Bold("one"), " number."), "End with what changed.")
            ),
            Quote(command.text or "I thought the new prompt was better.\nThe evaluation said no."),
            Calendar("Yesterday practised, today open.", (Day(now.date(), "open", is_today=True),)),
            Note("From the four-week plan, week 2."),
            Buttons(
                (
                    Button("answer", "Answer", "1", "primary"),
                    Button("probes", "Probes", "1"),
                    Button("remind", "Remind me later", "1"),
                    Button("forget", "Forget this", "1", "danger"),
                )
            ),
        ),
        tone="careful",
    )


def answer_form(day: str) -> Form:
    def beat(name: str, label: str, hint: str) -> TextField:
        return TextField(name, label, hint, required=name != "eval", long=True)

    return Form(
        "answer",
        "Answer beat by beat",
        (
            Step(
                (
                    beat("situation", "Situation and task", "Where you were, and what was yours to solve"),
                    beat("action", "Action", "What you did, in the first person"),
                    beat("result", "Result", "What came of it, with a number"),
                ),
                ("Tell me about a time ", Bold("an evaluation"), " changed your mind about a model."),
            ),
            Step(
                (
                    beat("eval", "Evaluation", "How you knew"),
                    beat("judgement", "Judgement", "What you would do again"),
                ),
                "Two beats that only AI engineers are asked for.",
            ),
        ),
        context=day,
        submit_label="Send answer",
    )


def every_field_form(channel_id: str) -> Form:
    weekdays = tuple(Choice(str(n), name) for n, name in enumerate(("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")))
    return Form(
        "setup",
        "Set up a practice group",
        (
            Step(
                (
                    ChannelField("channel", "Practice channel", "Where the question is posted", channel_id),
                    TextField("time_zone", "Time zone", "Such as Europe/Lisbon", "Europe/Lisbon", suggest="time_zone"),
                    TimeField("post_time", "Post time", value="09:00"),
                    DateField("first_day", "First day", "Next Monday by default", "2026-11-23"),
                ),
                ("All of it can be changed later with ", Code("/practice settings"), "."),
            ),
            Step(
                (
                    ChoiceField("days", "Practice days", weekdays, value=tuple("01234"), several=True),
                    ChoiceField("level", "Level", (Choice("mid", "Mid"), Choice("senior", "Senior")), value=("mid",)),
                    ChoiceField(
                        "employer",
                        "Employer type",
                        tuple(Choice(f"e{n}", f"Employer type {n}") for n in range(8)),
                        required=False,
                    ),
                    PeopleField("organisers", "Other organisers", "They may change the settings, too"),
                )
            ),
        ),
        submit_label="Set up",
    )


def _submission(submission: FormSubmission) -> Reply:
    faults = {}
    if submission.form_id == "answer":
        if len(str(submission.values.get("action", "")).split()) < 3:
            faults["action"] = "An action of three words or more is needed. Say what you did."
        if not submission.values.get("result"):
            faults["result"] = "Say what came of it."
    elif "/" not in str(submission.values.get("time_zone", "")):
        faults["time_zone"] = "There is no time zone of that name. Choose one from the list."
    if faults:
        return Reply(field_errors=faults)
    facts = [
        Fact(name, ", ".join(v) if isinstance(v, list) else v[:200] or "–") for name, v in submission.values.items()
    ]
    return Reply(card=replace_tone(Card("Saved", (Facts(tuple(f for f in facts if f.value.strip())),)), "good"))


def _thread_reply(message: ThreadMessage) -> Reply:
    words = len(message.text.split())
    if words < 30:
        return SILENCE
    return Reply(card=replace_tone(Card("That counts", (Paragraph(f"{words} words: today is practised."),)), "good"))


def _next_question(after: datetime) -> datetime:
    local = after.astimezone(QUESTION_ZONE)
    day = local.date() if local.time() < QUESTION_TIME else local.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, QUESTION_TIME, QUESTION_ZONE).astimezone(UTC)


async def complete(_person: Person, source: str, text: str) -> list[str]:
    """Offer a few of each list that an option can name."""
    lists = {
        "week": ["1", "2", "3", "4"],
        "day": ["1", "2", "3"],
        "subcommand": ["setup", "today", "answer"],
        "theme_or_question": ["evaluation", "ambiguity", "model swap"],
    }
    return [item for item in lists.get(source, []) if item.startswith(text.lower())]


async def make_tables(database: Database) -> None:
    """Create every table without a migration."""
    async with database.begin() as connection:
        await connection.run_sync(metadata.create_all)


def echo_server(database: Database, clock: PushableClock | None = None) -> tuple[PlaygroundServer, EchoEngine]:
    clock = clock or PushableClock()
    rooms = PlaygroundRooms(database)
    platform = PlaygroundPlatform(rooms, clock)
    engine = EchoEngine(platform, clock)
    server = PlaygroundServer(
        engine=engine,
        rooms=rooms,
        platform=platform,
        clock=clock,
        next_question_at=engine.next_question_at,
        complete=complete,
    )
    return server, engine


async def serve(url: str, port: int) -> None:
    database = Database(url)
    await make_tables(database)
    server, _ = echo_server(database, PushableClock())
    sys.stdout.write(f"http://127.0.0.1:{await server.start(port=port)}\n")
    sys.stdout.flush()
    try:
        await asyncio.Event().wait()
    finally:
        await server.stop()
        await database.close()


if __name__ == "__main__":
    with TemporaryDirectory() as folder:
        url = sys.argv[1] if len(sys.argv) > 1 else f"{folder}/echo.db"
        asyncio.run(serve(url, int(sys.argv[2]) if len(sys.argv) > 2 else 8765))
