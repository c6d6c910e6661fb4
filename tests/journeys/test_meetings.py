"""A time is found, kept, moved and missed; and afterwards everybody is asked whether they met."""

import asyncio
from datetime import UTC, datetime, timedelta

import icalendar
import pytest

from bot.chat.cards import Bullets, File, Moment, buttons_of
from bot.domain.mock import Length, MockState, seats_for
from bot.store.database import Database
from bot.usecases.meetings import begin
from bot.usecases.mocks import open_mock
from tests.conversation import Group, Posted, Voice, a_running_group
from tests.journeys.pairs import a_group_of, shared_card, the_mock

MONDAY_NOON = "2026-11-23 12:00"
DAYS = timedelta(days=3)


async def a_pair_to_meet(group: Group, *voices: Voice, days: timedelta = DAYS, length: Length = "short") -> Posted:
    """Seat people in the order of roles, find times for them, and give the card that they share."""
    now = group.clock.now()
    async with group.work_room.open(now) as work:
        members = [await work.members.find("test", "w1", voice.person.user_id) for voice in voices]
        (cohort,) = await work.cohorts.running()
        mock = await open_mock(
            work,
            cohort,
            seats_for([member.id for member in members if member]),
            length=length,
            window_from=now,
            window_until=now + days,
        )
        await begin(work, cohort, mock)
    await group.beat()
    return shared_card(group, *voices)


async def ticks(voice: Voice, *parts: str) -> None:
    """Tick when one can meet, in one's profile."""
    form = (await voice.types("/practice profile")).form
    assert (await voice.fills(form, availability=list(parts))).says("Profile saved")


def times_on(card: Posted) -> list[datetime]:
    """List the instants that a card offers."""
    (listed,) = [element for element in card.card.elements if isinstance(element, Bullets)]
    return [part.at for item in listed.items for part in item if isinstance(part, Moment)]


def labels_on(message: Posted) -> list[str]:
    return [button.label for button in buttons_of(message.card)]


def shared(group: Group, kind: str) -> list[Posted]:
    return [message for message in group.room.posted if message.key.startswith(f"{kind}:")]


def asked(group: Group, name: str) -> list[Posted]:
    return [message for message in group.direct_to(name) if message.key.startswith("mock-met:")]


def event_of(message: Posted) -> icalendar.Event:
    (file,) = [element for element in message.card.elements if isinstance(element, File)]
    assert (file.name, file.media_type) == ("mock.ics", "text/calendar")
    (event,) = icalendar.Calendar.from_ical(file.content).walk("VEVENT")
    return event


async def agree(group: Group, card: Posted, *voices: Voice, label: str = "Time 2") -> datetime:
    """Have everybody press one time, and give it."""
    for voice in voices:
        await voice.presses(label, card)
    await group.settle()
    starts_at = (await the_mock(group)).starts_at
    assert starts_at is not None
    return starts_at


async def far_apart(database: Database, *, at: str = MONDAY_NOON) -> tuple[Group, Voice, Voice]:
    """Ana in Berlin and Bo in New York."""
    group = await a_running_group(database, at=at)
    ana, bo = group.person("Ana"), group.person("Bo", "America/New_York")
    await bo.types("/practice join")
    await group.beat()
    return group, ana, bo


async def test_two_agree_on_one_of_three_times_and_keep_it_in_their_calendars(database: Database) -> None:
    group, ana, bo = await far_apart(database)

    card = await a_pair_to_meet(group, ana, bo)

    assert labels_on(card)[:5] == ["Time 1", "Time 2", "Time 3", "Propose another", "We meet now"]
    assert "Time 2: Tue 24 Nov, 15:00 (Europe/Berlin) · Tue 24 Nov, 09:00 (America/New_York)" in card.text
    noted = await ana.presses("Time 2", card)
    assert noted.says("You can make it on Tue 24 Nov, 15:00 (Europe/Berlin).", "as soon as Bo can, too")
    await group.settle()
    assert "· Ana can" in card.text
    assert "Bo has not said yes yet." in card.text

    agreed = await bo.presses("Time 2", card)
    assert agreed.says("That is agreed", "You meet on Tue 24 Nov, 09:00 (America/New_York).")
    await group.settle()

    assert "For Ana: Tue 24 Nov, 15:00 (Europe/Berlin)" in card.text
    assert "For Bo: Tue 24 Nov, 09:00 (America/New_York)" in card.text
    assert "Time 1" not in labels_on(card)
    (message,) = shared(group, "mock-agreed")
    assert message.address.user_ids == ("ana", "bo")
    assert message.address.home_channel_id == "c1"
    event = event_of(message)
    assert event.start == datetime(2026, 11, 24, 14, tzinfo=UTC)
    assert event.end - event.start == timedelta(minutes=45)
    assert event["summary"] == "Mock interview: Ana and Bo"
    (alarm,) = event.walk("VALARM")
    assert alarm["action"] == "DISPLAY"
    question = card.text.split("First half, for Bo. ")[1].splitlines()[0]
    (file,) = [element for element in message.card.elements if isinstance(element, File)]
    assert question[:20] not in file.content.decode(), "no private content"
    assert b"DTSTART:20261124T140000Z" in file.content, "UTC, which no calendar can read wrongly"


async def test_a_moved_time_moves_the_event_and_everything_planned_by_it(database: Database) -> None:
    group, ana, bo = await far_apart(database)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)

    form = (await ana.presses("Another time", card)).form
    assert "In your own time zone, Europe/Berlin. From Mon 23 Nov, 13:00 to Thu 26 Nov, 12:15." in str(
        form.steps[0].intro
    )
    assert (await ana.fills(form, on="2026-11-25", at="18:30")).says("Proposed", "Wed 25 Nov, 12:30 (America/New_York)")
    await group.settle()
    (question,) = shared(group, "mock-proposed")
    assert "Ana proposes a time" in question.text
    assert "Asked to move it to:" in card.text
    assert "For Ana: Tue 24 Nov, 15:00" in card.text, "until both say yes, the agreed one stands"
    assert (await bo.presses("That suits me", question)).says("That is agreed")
    await group.settle()

    first, second = shared(group, "mock-agreed")
    assert second.card.title == "Moved: Ana and Bo"
    assert event_of(first)["uid"] == event_of(second)["uid"]
    assert event_of(second)["sequence"] > event_of(first)["sequence"]
    assert event_of(second).start == datetime(2026, 11, 25, 17, 30, tzinfo=UTC)
    await group.until("2026-11-25 17:29")
    assert shared(group, "mock-soon") == []
    assert asked(group, "Ana") == []
    await group.until("2026-11-25 17:30")
    (reminder,) = shared(group, "mock-soon")
    assert reminder.address.user_ids == ("ana", "bo")
    assert (await ana.presses("Start", reminder)).says("Your list · Bo is the candidate")
    assert (await bo.presses("Another time", reminder)).says("The first half is running")


async def test_a_reminder_and_the_question_afterwards_count_a_mock_without_its_buttons(database: Database) -> None:
    group, ana, bo = await far_apart(database)
    card = await a_pair_to_meet(group, ana, bo)
    starts_at = await agree(group, card, ana, bo)

    await group.until("2026-11-24 18:00")
    assert [message.at for message in shared(group, "mock-soon")] == [starts_at - timedelta(hours=1)]
    (to_ana,) = asked(group, "Ana")
    assert to_ana.at == starts_at + timedelta(minutes=60)
    assert "Did you meet Bo?" in to_ana.text
    assert labels_on(to_ana)[:4] == ["Yes, we met", "In part", "Not yet, we have a time", "We could not"]
    thanks = await ana.presses("Yes, we met", to_ana)
    assert thanks.says("The mock is done", "Bo waits for your scorecard")
    await group.settle()

    mock = await the_mock(group)
    assert (mock.state, mock.halves_held) == (MockState.DONE, 2)
    assert "Mock done" in card.text
    for voice in (ana, bo):
        assert (await voice.types("/practice progress")).says("Your streak is one day")
    (to_bo,) = asked(group, "Bo")
    assert (await bo.presses("Yes, we met", to_bo)).says("The mock is done", "Ana waits for your scorecard")
    assert (await bo.presses("We could not", to_bo)).says("This mock is done")
    await group.until("2026-11-28 12:00")
    assert len(asked(group, "Ana")) == len(asked(group, "Bo")) == 1


async def test_everybody_is_asked_twice_at_most_and_silence_lapses_without_blame(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    starts_at = await agree(group, card, ana, bo)

    await group.until("2026-12-03 12:00")

    for name in ("Ana", "Bo"):
        first, again = asked(group, name)
        assert again.at - first.at == timedelta(hours=24)
        assert "once more at most" in first.text
        assert "I do not ask again" in again.text
    mock = await the_mock(group)
    assert mock.state is MockState.EXPIRED
    assert mock.ended_at == starts_at + timedelta(hours=1) + timedelta(hours=48)
    assert "It lapsed because nobody said more. That happens." in card.text
    assert (await ana.presses_raw("mock-time", "1/29000000")).says("This mock has lapsed. Nobody is to blame.")

    late = await bo.presses("Yes, we met", asked(group, "Bo")[0])
    assert late.says("The mock is done")
    await group.settle()
    assert "Mock done" in card.text, "what took place counts, also when it is said late"


async def test_one_answer_is_enough_and_whoever_answered_is_not_asked_again(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)
    await group.until("2026-11-24 21:00")

    part = await ana.presses("In part", asked(group, "Ana")[0])

    assert part.says("It counts", "The first half counts")
    await group.until("2026-11-30 12:00")
    assert (await the_mock(group)).halves_held == 1
    assert len(asked(group, "Ana")) == len(asked(group, "Bo")) == 1


async def test_not_yet_asks_for_the_time_and_asks_afterwards_once_more_in_all(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)
    await group.until("2026-11-24 21:00")

    form = (await ana.presses("Not yet, we have a time", asked(group, "Ana")[0])).form
    assert (await ana.fills(form, on="2026-11-30", at="18:00")).says("That is agreed", "Mon 30 Nov, 18:00")
    await group.settle()
    assert "For Bo: Mon 30 Nov, 18:00" in card.text
    assert event_of(shared(group, "mock-agreed")[-1]).start == datetime(2026, 11, 30, 17, tzinfo=UTC)
    await group.until("2026-12-06 12:00")

    assert [len(asked(group, name)) for name in ("Ana", "Bo")] == [2, 2], "twice at most, wherever it was moved"
    assert shared(group, "mock-soon")[-1].at == datetime(2026, 11, 30, 16, tzinfo=UTC)
    assert (await the_mock(group)).state is MockState.EXPIRED


async def test_who_says_they_have_a_time_and_names_none_is_waited_for_once(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)
    await group.until("2026-11-24 21:00")
    await ana.presses("Not yet, we have a time", asked(group, "Ana")[0])

    await group.until("2026-11-29 12:00")
    assert (await the_mock(group)).state is MockState.AGREED
    await group.until("2026-12-05 12:00")
    assert (await the_mock(group)).state is MockState.EXPIRED
    assert len(asked(group, "Ana")) == 1


async def test_could_not_frees_both_and_blames_nobody(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)
    await group.until("2026-11-24 21:00")

    assert (await ana.presses("We could not", asked(group, "Ana")[0])).says("That happens", "/practice pair")
    await group.settle()

    assert "It lapsed" in card.text
    assert "Ana" not in card.text.replace("No mock: Ana and Bo", "")
    async with group.work_room.open(group.clock.now()) as work:
        assert await work.mocks.live_in(1) == []


async def test_hours_that_do_not_meet_are_said_kindly_with_the_nearest(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    await ticks(ana, "tue-morning")
    await ticks(bo, "tue-evening")

    card = await a_pair_to_meet(group, ana, bo)

    assert "Your hours do not meet in these days, which happens." in card.text
    assert "Tue 24 Nov, 11:45" in card.text
    assert labels_on(card)[:4] == ["Time 1", "Time 2", "Time 3", "Propose another"]
    await ana.presses("Time 3", card)
    await bo.presses("Time 3", card)
    await group.settle()
    assert (await the_mock(group)).starts_at == datetime(2026, 11, 24, 16, tzinfo=UTC)


async def test_where_it_is_never_day_for_all_the_form_is_offered(database: Database) -> None:
    group = await a_running_group(database, at=MONDAY_NOON)
    ana = group.person("Ana")
    bo, cy = group.person("Bo", "America/Los_Angeles"), group.person("Cy", "Asia/Tokyo")
    for voice in (bo, cy):
        await voice.types("/practice join")

    card = await a_pair_to_meet(group, ana, bo, cy)

    assert "I find no hour in these days that would be day-time for all of you." in card.text
    assert labels_on(card)[:2] == ["Propose a time", "We meet now"]
    form = (await cy.presses("Propose a time", card)).form
    sent = await cy.fills(form, on="2026-11-24", at="23:00")
    assert sent.says("For Bo: Tue 24 Nov, 06:00 (America/Los_Angeles)", "as soon as Ana and Bo can")
    await group.settle()
    await ana.presses("Time 1", card)
    assert (await bo.presses("Time 1", card)).says("That is agreed")


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"on": "2026-11-22"}, "on", "has passed. Choose a time after Mon 23 Nov, 13:00."),
        ({"on": "2026-11-23", "at": "12:59"}, "at", "has passed."),
        ({"on": "2026-12-24"}, "on", "outside the days of this mock. Choose a time from Mon 23 Nov, 13:00 to Thu 26"),
        ({"on": "24.11."}, "on", "is not a date. Write it as 2026-11-23."),
        ({"at": "half past six"}, "at", "is not a time of day. Write it as 09:00 or 18:30."),
        ({"at": "25:00"}, "at", "is not a time of day."),
    ],
)
async def test_a_time_that_will_not_do_is_refused_beside_its_field_and_kept(
    sqlite_url: str, typed: dict[str, str], field: str, words: str
) -> None:
    database = Database(sqlite_url)
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    form = (await ana.presses("Propose another", card)).form

    refused = await ana.fills(form, **{"on": "2026-11-24", "at": "18:00", **typed})

    assert words in refused.reply.field_errors[field]
    again = (await ana.presses("Propose another", card)).form
    assert {each.name: each.value for each in again.steps[0].fields} == {"on": "2026-11-24", "at": "18:00", **typed}
    assert shared(group, "mock-proposed") == []
    await database.close()


async def test_an_hour_that_the_clocks_leave_out_is_refused_and_the_next_is_right_in_both_zones(
    database: Database,
) -> None:
    group, ana, bo = await far_apart(database, at="2026-03-27 12:00")
    card = await a_pair_to_meet(group, ana, bo)
    form = (await ana.presses("Propose another", card)).form

    refused = await ana.fills(form, on="2026-03-29", at="02:30")
    assert "There is no 02:30 on Sun 29 Mar in Europe/Berlin" in refused.reply.field_errors["at"]
    sent = await ana.fills(form, on="2026-03-29", at="18:00")

    assert sent.says("For Ana: Sun 29 Mar, 18:00 (Europe/Berlin)", "For Bo: Sun 29 Mar, 12:00 (America/New_York)")
    await group.settle()
    await bo.presses("That suits me", shared(group, "mock-proposed")[0])
    await group.settle()
    assert event_of(shared(group, "mock-agreed")[0]).start == datetime(2026, 3, 29, 16, tzinfo=UTC)
    assert (await the_mock(group)).starts_at == datetime(2026, 3, 29, 16, tzinfo=UTC)
    await group.until("2026-03-29 17:00")
    assert len(shared(group, "mock-soon")) == 1


async def test_proposals_across_a_change_of_the_clocks_keep_to_day_time(database: Database) -> None:
    group, ana, bo = await far_apart(database, at="2026-10-24 06:00")

    card = await a_pair_to_meet(group, ana, bo)

    assert "Sat 24 Oct, 15:00 (Europe/Berlin) · Sat 24 Oct, 09:00 (America/New_York)" in card.text
    assert "Sun 25 Oct, 15:00 (Europe/Berlin) · Sun 25 Oct, 10:00 (America/New_York)" in card.text, "five hours now"


async def test_both_press_the_same_time_at_once_and_it_is_agreed_once(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)

    heard = await asyncio.gather(ana.presses("Time 1", card), bo.presses("Time 1", card))

    titles = sorted(each.reply.card.title for each in heard if each.reply.card)
    assert titles == ["Noted", "That is agreed"]
    await group.settle()
    mock = await the_mock(group)
    assert mock.state is MockState.AGREED
    assert mock.starts_at is not None
    assert len(shared(group, "mock-agreed")) == 1


async def test_two_presses_on_different_times_at_once_both_count(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)

    await asyncio.gather(ana.presses("Time 1", card), bo.presses("Time 2", card))
    await group.settle()

    assert "· Ana can" in card.text
    assert "· Bo can" in card.text
    assert (await the_mock(group)).starts_at is None
    assert (await ana.presses("Time 2", card)).says("That is agreed")


async def test_of_a_yes_and_a_no_at_once_one_holds_and_the_other_is_told(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await ana.presses("Time 1", card)

    heard = await asyncio.gather(bo.presses("Time 1", card), ana.presses("I can't make it", card))

    await group.settle()
    assert (await the_mock(group)).state is MockState.DECLINED, "a no after a yes still is one"
    assert heard[1].says("The mock is called off")
    assert "No mock: Ana and Bo" in card.text
    assert shared(group, "mock-agreed") == []


async def test_a_press_on_an_old_card_says_what_is_so(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    old = Posted(card.id, card.address, card.card, card.key, card.at)
    await agree(group, card, ana, bo, label="Time 1")

    gone = await bo.presses("Time 3", old)
    assert gone.says("That time is not open any more", "You have agreed on Mon 23 Nov")
    assert (await bo.presses("Propose another time", gone)).form.id == "mock-time"
    form = (await bo.presses("Propose another", old)).form
    await group.until("2026-11-23 18:30")
    running = await ana.presses_raw("mock-start", "1")
    assert running.says("Your list")
    assert (await bo.presses("Time 3", old)).says("The first half is running")
    assert (await bo.fills(form, on="2026-11-25", at="18:00")).says("The first half is running")
    assert (await bo.presses("We meet now", old)).says("The first half is running")
    for value in ("99/1", "99"):
        assert (await bo.presses_raw("mock-time", value)).says("not here any more")
    for action, value in (("mock-time", "1/x"), ("mock-time", "1"), ("mock-met", "1"), ("mock-met", "1/no")):
        assert (await bo.presses_raw(action, value)).reply.card is not None
        assert (await bo.presses_raw(action, value)).reply.card.tone == "refused"  # type: ignore[union-attr]


async def test_a_time_that_has_passed_cannot_be_chosen_and_others_are_found(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo, days=timedelta(days=2))
    old = Posted(card.id, card.address, card.card, card.key, card.at)
    assert len(times_on(card)) == 3

    await group.sleep_until("2026-11-23 22:00")
    gone = await ana.presses("Time 1", old)
    assert gone.says("That time is not open any more", "Choose one of those on the mock's card now")
    assert (await ana.types("/practice mock")).says("Time 1")
    await group.until("2026-11-24 13:00")

    (nudge,) = shared(group, "mock-no-time")
    assert "The days for this mock end on Wed 25 Nov, 13:00" in nudge.text
    assert labels_on(nudge)[-2:] == ["We meet now", "I can't make it"]
    await ana.presses("Time 1", nudge)
    assert (await bo.presses("Time 1", nudge)).says("That is agreed")


async def test_where_every_time_has_passed_the_card_says_so(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    await a_pair_to_meet(group, ana, bo, days=timedelta(hours=8))
    await group.sleep_until("2026-11-23 20:30")

    shown = await bo.types("/practice mock")

    assert shown.says("The proposed times have passed. Propose one that suits you")
    form = (await bo.presses("Propose a time", shown)).form
    assert (await bo.fills(form, on="2026-11-24", at="18:00")).says("Proposed"), "the window is over and binds nobody"


async def test_a_mock_told_of_later_counts_for_the_day_on_which_it_was_held(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    starts_at = await agree(group, card, ana, bo)
    await group.until("2026-11-25 21:00")

    await ana.presses("Yes, we met", asked(group, "Ana")[-1])

    async with group.work_room.open(group.clock.now()) as work:
        logs = await work.answers.activities_by_member(1, (await work.mocks.done_in(1))[0].member_ids)
    assert [each.happened_at for log in logs.values() for each in log] == [starts_at + timedelta(minutes=45)] * 2


async def test_a_group_that_has_ended_asks_and_reminds_nobody(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)
    stopping = await ana.types("/practice stop")
    await ana.presses(stopping.labels[0], stopping)

    await group.until("2026-12-01 12:00")

    assert shared(group, "mock-soon") == []
    assert asked(group, "Ana") == asked(group, "Bo") == []
    assert (await bo.presses("Another time", card)).says("That group has ended")


async def test_somebody_from_outside_learns_nothing_and_changes_nothing(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    form = (await ana.presses("Propose another", card)).form

    for voice in (cy, group.person("Zed")):
        for action, value in (
            ("mock-time", "1/1"),
            ("mock-propose", "1"),
            ("mock-now", "1"),
            ("mock-met", "1/met"),
            ("mock-decline", "1"),
            ("mock-no-show", "1/all"),
        ):
            heard = await voice.presses_raw(action, value)
            assert heard.says("This mock is between other people")
            assert heard.reply.private
        assert (await voice.fills(form)).says("This mock is between other people")
    assert (await group.person("Zed").presses_raw("pairing-back", "1")).says("You are not in the group")
    assert (await cy.presses_raw("pairing-back", "1")).says("You are in already")
    assert (await the_mock(group)).version == 0


async def test_we_meet_now_begins_at_once_and_nobody_can_have_missed_it(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)

    assert (await bo.presses("We meet now", card)).says("You are the candidate")
    await group.settle()

    assert "First half: Ana interviews Bo" in card.text
    group.clock.at += timedelta(hours=1)
    assert (await ana.presses_raw("mock-no-show", "1")).says("No time was agreed on")
    await ana.presses("Swap roles", card)
    await group.settle()
    await ana.presses("Done", card)
    await group.until("2026-12-01 12:00")
    assert asked(group, "Ana") == asked(group, "Bo") == []


async def test_a_mock_that_nobody_ended_is_asked_about_and_counts_what_was_held(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo, days=timedelta(hours=8))
    await ana.presses("We meet now", card)
    await group.settle()
    await ana.presses("Swap roles", card)

    await group.until("2026-11-29 12:00")

    (first, _) = asked(group, "Ana")
    assert "Not yet, we have a time" not in labels_on(first)
    mock = await the_mock(group)
    assert (mock.state, mock.halves_held) == (MockState.DONE, 1)
    assert (await ana.types("/practice mock")).says("Mock done")


async def test_who_cannot_make_it_frees_the_other_for_somebody_else(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)

    assert (await bo.presses("I can't make it", card)).says("The mock is called off", "Nobody is asked why")
    await group.settle()

    (told,) = [message for message in group.direct_to("Ana") if message.key.startswith("mock-off:")]
    assert "Called off: your mock with Bo" in told.text
    assert "first in line" in told.text
    ana_id = (await the_mock(group)).member_ids[0]
    async with group.work_room.open(group.clock.now()) as work:
        (waits,) = await work.rounds.waiting_in(1)
        assert (waits.member_id, waits.is_stranded) == (ana_id, True)
    await group.until("2026-12-01 12:00")
    assert shared(group, "mock-soon") == []
    assert asked(group, "Ana") == asked(group, "Bo") == []


async def a_missed_mock(group: Group, ana: Voice, bo: Voice, *, at: str) -> None:
    """Ana waits for Bo at an agreed time, and says so."""
    card = await a_pair_to_meet(group, ana, bo)
    form = (await ana.presses("Propose another", card)).form
    on, _, clock = at.partition(" ")
    await ana.fills(form, on=on, at=clock)
    await group.settle()
    await bo.presses("That suits me", shared(group, "mock-proposed")[-1])
    await group.settle()
    await group.until(at)
    assert (await ana.presses("They didn't come", card)).says("It is too early to say that")
    group.clock.at += timedelta(minutes=10)
    assert (await ana.presses("They didn't come", card)).says("Noted, and between us", "first in line")
    await group.settle()
    assert "It did not take place." in card.text


async def test_two_missed_in_a_row_pause_a_members_pairing_until_they_are_back(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)

    await a_missed_mock(group, ana, bo, at="2026-11-24 18:00")
    assert [message for message in group.room.posted if message.key.startswith("pairing-paused:")] == []
    await a_missed_mock(group, ana, bo, at="2026-11-25 18:00")

    (told,) = [message for message in group.room.posted if message.key.startswith("pairing-paused:")]
    assert told.address.user_ids == ("bo",)
    assert "Nobody else is told." in told.text
    assert "Ana" not in told.text
    ana_id, bo_id = (await the_mock(group)).member_ids
    async with group.work_room.open(group.clock.now()) as work:
        assert await work.meetings.is_paused(1, bo_id)
        assert not await work.meetings.is_paused(1, ana_id)
        assert await work.rounds.paused_in(1, group.clock.now().date()) == {bo_id}
    assert (await bo.presses("I'm back", told)).says("Good to have you back")
    assert (await bo.presses("I'm back", told)).says("You are in already")
    async with group.work_room.open(group.clock.now()) as work:
        assert await work.rounds.paused_in(1, group.clock.now().date()) == set()

    await a_missed_mock(group, ana, bo, at="2026-11-26 18:00")
    async with group.work_room.open(group.clock.now()) as work:
        assert not await work.meetings.is_paused(1, bo_id), "what was before they came back does not count again"


async def test_a_mock_that_was_held_between_two_missed_ones_starts_the_count_anew(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    await a_missed_mock(group, ana, bo, at="2026-11-24 18:00")
    card = await a_pair_to_meet(group, ana, bo)
    await ana.presses("We meet now", card)
    await group.settle()
    await ana.presses("End here", card)

    await a_missed_mock(group, ana, bo, at="2026-11-25 18:00")

    assert [message for message in group.room.posted if message.key.startswith("pairing-paused:")] == []


async def test_of_three_it_is_asked_who_did_not_come_and_the_others_are_freed(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo, cy)
    await agree(group, card, ana, bo, cy, label="Time 1")
    await group.until("2026-11-23 20:00")

    which = await ana.presses("They didn't come", card)
    assert which.labels == ["Bo didn't come", "Cy didn't come", "Neither of them"]
    assert (await the_mock(group)).state is MockState.AGREED, "nothing is noted before it is said who"
    assert (await ana.presses("Cy didn't come", which)).says("Noted, and between us")
    await group.settle()

    mock = await the_mock(group)
    assert mock.state is MockState.NO_SHOW
    assert "Cy" not in card.text.replace("No mock: Ana, Bo and Cy", "")
    async with group.work_room.open(group.clock.now()) as work:
        (again,) = await work.mocks.live_in(1)
        assert set(again.member_ids) == set(mock.member_ids[:2]), "who came is paired again at once"
        assert await work.meetings.missed_by(1, mock.member_ids[2], limit=2) == [True]
        assert await work.meetings.missed_by(1, mock.member_ids[1], limit=2) == [False]
    assert (await bo.presses_raw("mock-no-show", "1/all")).says("This mock did not take place")


async def test_five_open_times_are_enough_and_the_same_one_again_is_a_yes(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    form = (await ana.presses("Propose another", card)).form

    for hour in range(14, 19):
        assert (await ana.fills(form, on="2026-11-25", at=f"{hour}:30")).says("Proposed")
    assert (await ana.fills(form, on="2026-11-25", at="19:30")).reply.field_errors["on"].startswith("You have 5")
    await group.settle()
    assert len(times_on(card)) == 5
    assert (await bo.fills(form, on="2026-11-25", at="16:30")).says("That is agreed", "Wed 25 Nov, 16:30")
    await group.settle()
    assert (await bo.fills(form, on="2026-11-25", at="16:30")).says("You have agreed on Wed 25 Nov, 16:30")
    assert len(shared(group, "mock-agreed")) == 1


async def test_names_that_look_like_calendar_lines_stay_names(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo\r\nEND:VEVENT\nURL:http://x;,\\", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)

    await agree(group, card, ana, bo, label="Time 1")

    event = event_of(shared(group, "mock-agreed")[0])
    assert "URL" not in event
    assert event["summary"].startswith("Mock interview: Ana and Bo")
    await database.close()


async def test_a_killed_process_says_everything_once_when_it_is_back(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo", at=MONDAY_NOON)
    card = await a_pair_to_meet(group, ana, bo)
    await agree(group, card, ana, bo)

    await group.sleep_until("2026-11-25 12:00")
    await group.beat()

    assert shared(group, "mock-soon") == [], "a reminder of what is over reminds nobody"
    assert len(asked(group, "Ana")) == 1
    await group.beat()
    assert len(asked(group, "Ana")) == 1
    await group.sleep_until("2026-12-10 12:00")
    await group.beat()
    assert (await the_mock(group)).state is MockState.EXPIRED
    assert len(asked(group, "Ana")) == 1, "what is asked too late is not asked"
