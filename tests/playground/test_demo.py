"""The demo group is lively, true to the content, and made once."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec
import pytest

from adapters.playground.demo import PRACTICE, Act, fill, instant_of, script
from adapters.playground.people import FIRST_CHANNELS, FIRST_MEMBERS
from adapters.playground.requests import person_of, place_of
from bot.app import Playground, open_playground
from bot.chat.cards import Card, texts_of
from bot.chat.requests import Command, Place
from bot.content import content_folder, load_content
from bot.domain.answer import count_words
from bot.settings import Settings
from bot.store.playground import NewMessage, RoomMessage, direct_room

A_MONDAY = date(2026, 11, 23)
A_SUNDAY_NIGHT = datetime(2100, 11, 21, 23, 50, tzinfo=UTC)


@pytest.fixture(scope="module")
def filled_file(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the demo group, which takes a few seconds to make."""
    path = Path(shutil.copy(migrated_file, tmp_path_factory.mktemp("demo") / "demo.db"))

    async def make() -> None:
        async with open_playground(Settings(database=str(path))) as playground:
            await fill(playground.engine, playground.rooms, playground.clock)

    asyncio.run(make())
    return path


@pytest.fixture
async def demo(filled_file: Path, tmp_path: Path) -> AsyncIterator[Playground]:
    """The demo group, found again after a restart."""
    path = shutil.copy(filled_file, tmp_path / "demo.db")
    async with open_playground(Settings(database=str(path))) as playground:
        await playground.server.travel.restore()
        yield playground


@pytest.fixture
async def empty(sqlite_url: str) -> AsyncIterator[Playground]:
    async with open_playground(Settings(database=sqlite_url)) as playground:
        await playground.rooms.furnish(FIRST_MEMBERS, FIRST_CHANNELS)
        yield playground


async def test_demo_ends_in_the_second_week_with_a_streak_for_everybody(demo: Playground) -> None:
    now = demo.clock.now().astimezone(ZoneInfo(FIRST_MEMBERS[0].time_zone))

    progress = {member.user_id: await progress_of(demo, member.user_id) for member in FIRST_MEMBERS}

    assert (now.weekday(), now.hour) == (2, 16)
    assert all("Plan day: 10 of 28" in lines for lines in progress.values())
    streaks = {"ana": "seven days", "bo": "eight days", "cy": "nine days", "dee": "one week", "eli": "seven days"}
    assert {user_id for user_id, length in streaks.items() if length not in progress[user_id][1]} == set()


async def test_daily_cards_of_the_demo_say_who_answered(demo: Playground) -> None:
    tallies = [tally_of(card) for card in await cards(demo, PRACTICE) if card.title.startswith("Day ")]

    assert [tally.split()[0] for tally in tallies] == ["Five", "Five", "Four", "Five", "Six", "Six", "Six", "Four"]
    assert all(name in tallies[0] for name in ("Ana", "Bo", "Eli", "2 more"))
    assert not any(name in tally for tally in tallies for name in ("Cy", "Dee", "Fen"))


async def test_a_story_of_the_demo_was_mended_and_shown_to_the_group(demo: Playground) -> None:
    ana = person_of(next(member for member in FIRST_MEMBERS if member.user_id == "ana"))
    place = Place(channel_id=PRACTICE, channel_name="practice")

    reply = await demo.engine.handle(Command(person=ana, place=place, name="story", subcommand="feedback"))

    assert reply.card is not None
    assert any("went away since" in line for line in texts_of(reply.card))
    assert "A story: No known allergies" in [card.title for card in await cards(demo, PRACTICE, viewer="bo")]


async def test_demo_saves_a_missed_day_with_a_freeze_and_a_member_who_wants_reminders_has_one(
    demo: Playground,
) -> None:
    titles = [card.title for card in await cards(demo, direct_room("eli").room_id, viewer="eli")]

    assert "A freeze saved your streak" in titles
    assert any("still open" in title for title in titles)


async def test_edited_words_of_the_demo_stay_an_answer(demo: Playground) -> None:
    edited = [message for message in await everything(demo, "ana") if message.edited_at is not None]

    assert [message.author_id for message in edited] == ["bo"]
    assert "Questions answered: 8 of 8" in await progress_of(demo, "bo")


async def test_second_demo_changes_nothing(demo: Playground) -> None:
    before = await demo.rooms.revision(), demo.clock.offset

    await fill(demo.engine, demo.rooms, demo.clock)

    assert (await demo.rooms.revision(), demo.clock.offset) == before


async def test_playground_in_which_somebody_wrote_stays_as_it_is(empty: Playground) -> None:
    note = NewMessage(room_id=direct_room("cy").room_id, author_id="cy", text="A note to myself")
    await empty.rooms.post(note, at=empty.clock.now())

    await fill(empty.engine, empty.rooms, empty.clock)

    assert await everything(empty, "ana") == []


async def test_demo_begun_on_a_sunday_night_with_other_questions_has_members_and_no_answers(
    sqlite_url: str, tmp_path: Path
) -> None:
    content = tmp_path / "content"
    shutil.copytree(content_folder(), content)
    questions = content / "questions.toml"
    questions.write_text(questions.read_text("utf-8").replace('text = "', 'text = "Well. '), "utf-8")

    async with open_playground(Settings(database=sqlite_url, content=content)) as other:
        other.clock.push_to(A_SUNDAY_NIGHT)

        await fill(other.engine, other.rooms, other.clock)

        assert "Questions answered: 0 of 8" in await progress_of(other, "dee")
        said = [message.text for message in await everything(other, "ana") if message.author_id and message.thread_id]
        assert said == []


def test_questions_of_the_script_are_asked_by_the_content_on_their_days() -> None:
    content = load_content(content_folder())

    for question_id, question in script().questions.items():
        assert question.asked == content.question(question_id).text
        assert question_id in content.plan("four-weeks").days[question.day - 1].questions


def test_answers_of_the_script_are_full_and_replies_of_a_length_people_read() -> None:
    beats = [beat.id for beat in load_content(content_folder()).default_framework.beats]
    acts = script().acts

    assert all(list(act.values) == beats for act in acts if act.does == "answer")
    assert sum(act.does == "answer" for act in acts) >= 8
    counted = [count_words(act.text) for act in acts if act.does == "reply" and count_words(act.text) >= 30]
    assert len(counted) >= 12
    assert all(35 <= words <= 80 for words in counted)


def test_nobody_of_the_script_acts_at_night() -> None:
    for act in script().acts:
        assert 7 <= act.at.hour <= 23, act


def test_replies_of_the_script_come_after_their_question_at_any_time_of_year() -> None:
    lisbon = ZoneInfo(FIRST_MEMBERS[0].time_zone)
    for first_day in (A_MONDAY, date(2026, 3, 9), date(2026, 7, 6), date(2026, 10, 26)):
        for act in script().acts:
            if act.does == "reply":
                assert instant_of(act, first_day) > posted_at(act, first_day, lisbon), act


def posted_at(act: Act, first_day: date, zone: ZoneInfo) -> datetime:
    day = first_day.toordinal() + script().questions[act.question].day - 1
    return datetime.combine(date.fromordinal(day), datetime.min.time().replace(hour=9), zone).astimezone(UTC)


def tally_of(card: Card) -> str:
    return next(text for text in texts_of(card) if "answered" in text)


async def progress_of(playground: Playground, user_id: str) -> list[str]:
    member = next(member for member in FIRST_MEMBERS if member.user_id == user_id)
    command = Command(
        person=person_of(member), place=place_of(direct_room(user_id), None), name="practice", subcommand="progress"
    )
    card = (await playground.engine.handle(command)).card
    assert card is not None
    return texts_of(card)


async def cards(playground: Playground, room_id: str, *, viewer: str = "ana") -> list[Card]:
    page = await playground.rooms.page(room_id, viewer=viewer, before=None, limit=100)
    return [msgspec.json.decode(message.card, type=Card) for message in page.messages if message.card]


async def everything(playground: Playground, viewer: str) -> list[RoomMessage]:
    return await playground.rooms.changes(0, viewer=viewer, limit=1000)
