"""A group that practises: its engine, its people, and a clock that stands until it is set."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter
from typing import Literal, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.playground.people import FIRST_CHANNELS
from adapters.playground.platform import PlaygroundPlatform
from adapters.playground.requests import PLATFORM, WORKSPACE
from bot.chat.cards import Card
from bot.chat.platform import Address, ChatPlatform
from bot.chat.replies import Reply
from bot.chat.requests import ButtonPress, Command, FormSubmission, Person, Place
from bot.content import content_folder, load_content
from bot.delivery.courier import Courier
from bot.delivery.timetable import Timetable
from bot.domain.answer import DailyQuestion
from bot.domain.cohort import Cohort
from bot.engine import Engine
from bot.store.database import Database
from bot.store.playground import PlaygroundRooms, PretendMember
from bot.work import WorkRoom

SUNDAY = datetime(2035, 3, 4, 6, tzinfo=UTC)
"""The day before the first question. Both the American and the European clocks change in the four weeks after it."""

ZONES = ("Europe/Lisbon", "America/New_York", "Asia/Kolkata", "America/Los_Angeles", "Africa/Nairobi")
MEMBERS = 20
DAYS = 10
ABSENT_EVERY = 7
REMIND_EVERY = 2
CHANNEL = Place(channel_id=FIRST_CHANNELS[0].room_id, channel_name=FIRST_CHANNELS[0].name)
FIRST_ANSWER = timedelta(hours=1)
BETWEEN_ANSWERS = timedelta(minutes=7)

BEATS = {
    "situation": "Our support assistant answered refund questions for two million shoppers with a fine-tuned model, "
    "and every wrong promise about money went straight to the finance team as a manual case.",
    "task": "I had to bring wrong refund promises under one in a thousand without making the assistant refuse more.",
    "action": "I labelled four hundred transcripts with two colleagues, split the errors by cause, put the policy text "
    "behind retrieval with a version stamp, and decided against another round of fine-tuning because the errors came "
    "from stale policy and not from style. I wrote the rollout plan and the switch that turned it off again.",
    "eval_evidence": "A frozen set of six hundred conversations, pass rate per policy, a judge model checked against "
    "eighty human labels at a kappa of 0.81, and the old system as the baseline on the same set.",
    "result": "Wrong promises fell from eleven in a thousand to 0.7, refusals stayed at two percent, and manual cases "
    "went down by a third in the first month.",
    "judgment": "I would freeze the set before touching anything. The rule I kept is to split errors by cause before "
    "choosing a remedy.",
}

Result = TypeVar("Result")


class StandingClock:
    """A clock that shows what it was set to."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant


class RecordingPlatform:
    """A chat platform that takes everything at once and remembers the keys."""

    name = "recording"

    def __init__(self) -> None:
        self.posted: list[str] = []
        self.updates = 0

    async def post(self, address: Address, card: Card, *, key: str) -> str:
        self.posted.append(key)
        return str(len(self.posted))

    async def update(self, address: Address, message_id: str, card: Card) -> None:
        self.updates += 1

    async def find_posted(self, address: Address, *, key: str) -> str | None:
        return None


class CountingDatabase(Database):
    """A database that counts its transactions."""

    transactions = 0

    def begin(self) -> AbstractAsyncContextManager[AsyncConnection]:
        self.transactions += 1
        return super().begin()


@dataclass
class Split:
    """Where seconds and transactions go, phase by phase. `phase` is the one under way."""

    database: CountingDatabase
    phase: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    transactions: dict[str, int] = field(default_factory=dict)
    on_leaving: Callable[[], Awaitable[None]] | None = None

    async def time(self, phase: str, work: Awaitable[Result]) -> Result:
        self.phase = phase
        transactions, started = self.database.transactions, perf_counter()
        result = await work
        self.seconds[phase] = self.seconds.get(phase, 0.0) + perf_counter() - started
        self.transactions[phase] = self.transactions.get(phase, 0) + self.database.transactions - transactions
        if self.on_leaving is not None:
            await self.on_leaving()
        self.phase = ""
        return result


@dataclass
class Group:
    """A cohort of people with everything behind it."""

    database: CountingDatabase
    engine: Engine
    work_room: WorkRoom
    clock: StandingClock
    people: list[Person]
    rooms: PlaygroundRooms
    split: Split
    cohort_id: int = 0
    requests: int = 0

    async def begin(self) -> None:
        """Set the cohort up and start its four weeks, as an organiser does."""
        organiser = self.people[0]
        await self.press(organiser, "setup-defaults")
        await self.press(organiser, "start")
        async with self.work_room.open(self.clock.now()) as work:
            self.cohort_id = (await work.cohorts.running())[0].id

    async def join(self) -> None:
        """Let everybody in."""
        for person in self.people:
            await self.type(person, "join")

    async def remind_some(self, every: int = REMIND_EVERY) -> None:
        """Let every so many members have asked for reminders, which are off to begin with."""
        async with self.work_room.open(self.clock.now()) as work:
            for member in (await work.members.in_cohort(self.cohort_id))[::every]:
                await work.members.save_profile(member.id, replace(member.profile, reminders_on=True))

    async def practise(self, days: int) -> None:
        """Begin, and live these days from Monday on and the morning after, up to its question."""
        await self.begin()
        await self.join()
        await self.remind_some()
        for _ in range(days + 1):
            await self.live_day(absent_every=ABSENT_EVERY)
        cohort = await self.cohort()
        await self.walk_to(cohort.posts_at(cohort.today(self.clock.now())))

    def begin_split(self) -> Split:
        """Count and time from here on, without what came before."""
        self.split = Split(self.database)
        return self.split

    async def leave_clock(self) -> None:
        """Let a playground that is started on this database go on at this time."""
        await self.rooms.keep_clock_offset(self.clock.now() - datetime.now(UTC))

    async def type(self, person: Person, subcommand: str) -> Reply:
        """Type `/practice` with a subcommand."""
        return await self.split.time("handle", self.engine.handle(self.typed(person, subcommand)))

    def typed(self, person: Person, subcommand: str) -> Command:
        return Command(person=person, place=CHANNEL, name="practice", subcommand=subcommand, id=self._request_id())

    async def press(self, person: Person, action: str) -> Reply:
        request = ButtonPress(person=person, place=CHANNEL, action=action, id=self._request_id())
        return await self.split.time("handle", self.engine.handle(request))

    async def answer(self, person: Person, daily: DailyQuestion) -> Reply:
        return await self.split.time("handle", self.engine.handle(self.filled_in(person, daily)))

    def filled_in(self, person: Person, daily: DailyQuestion) -> FormSubmission:
        """Fill in all six beats."""
        return FormSubmission(
            person=person,
            place=CHANNEL,
            form_id="answer",
            context=str(daily.id),
            values=dict(BEATS),
            id=self._request_id(),
        )

    async def walk_to(self, instant: datetime) -> None:
        """Let everything happen that falls due on the way, at its own time."""
        while True:
            due = await self.split.time("look ahead", self.engine.next_due_at(self.clock.now()))
            if due is None or due > instant:
                break
            self.clock.instant = due
            await self.split.time("tick", self.engine.tick(due))
            await self.split.time("deliver", self.engine.deliver())
        self.clock.instant = instant

    async def live_day(self, *, absent_every: int | None = None) -> None:
        """Live one day; where a question comes, everybody answers it, or all but each so many."""
        evening = self.clock.now() + timedelta(days=1)
        cohort = await self.cohort()
        on = cohort.today(self.clock.now())
        if cohort.is_practice_day(on):
            await self.walk_to(cohort.posts_at(on))
            daily = await self.question_in_hand()
            for number, person in enumerate(self.people):
                await self.walk_to(cohort.posts_at(on) + FIRST_ANSWER + number * BETWEEN_ANSWERS)
                if absent_every is None or (number + on.toordinal()) % absent_every:
                    await self.answer(person, daily)
        await self.walk_to(evening)

    async def cohort(self) -> Cohort:
        async with self.work_room.open(self.clock.now()) as work:
            return await work.cohorts.get(self.cohort_id)

    async def question_in_hand(self) -> DailyQuestion:
        async with self.work_room.open(self.clock.now()) as work:
            return [daily for daily in await work.questions.of_cohort(self.cohort_id) if daily.posted_at][-1]

    def _request_id(self) -> str:
        self.requests += 1
        return f"benchmark-{self.requests}"


@asynccontextmanager
async def open_group(
    database_path: Path, *, members: int, platform: Literal["recording", "playground"] = "recording"
) -> AsyncIterator[Group]:
    """Put an engine together on a migrated SQLite file; nobody has joined yet."""
    database = CountingDatabase(str(database_path))
    try:
        clock = StandingClock(SUNDAY)
        work_room = WorkRoom(database, load_content(content_folder()))
        rooms = PlaygroundRooms(database)
        chat: ChatPlatform = RecordingPlatform() if platform == "recording" else PlaygroundPlatform(rooms, clock)
        workspace = WORKSPACE if platform == PLATFORM else "workspace"
        people = [_person(number, chat.name, workspace) for number in range(members)]
        if platform == "playground":
            furniture = tuple(_pretend(person) for person in people)
            await rooms.furnish(furniture, FIRST_CHANNELS)
        yield Group(
            database=database,
            engine=Engine(
                work_room,
                clock=clock,
                timetable=Timetable(work_room),
                courier=Courier(work_room, {chat.name: chat}, clock=clock),
            ),
            work_room=work_room,
            clock=clock,
            people=people,
            rooms=rooms,
            split=Split(database),
        )
    finally:
        await database.close()


def _person(number: int, platform: str, workspace_id: str) -> Person:
    return Person(
        platform=platform,
        workspace_id=workspace_id,
        user_id=f"person-{number}",
        name=f"Person {number}",
        time_zone=ZONES[number % len(ZONES)],
        is_admin=number == 0,
    )


def _pretend(person: Person) -> PretendMember:
    assert person.time_zone is not None
    return PretendMember(user_id=person.user_id, name=person.name, time_zone=person.time_zone, is_admin=person.is_admin)
