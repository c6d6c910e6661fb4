"""What comes due: through downtimes, late and repeated ticks, and changes of the clock face."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.chat.platform import NotDelivered
from bot.delivery.timetable import LONGEST_LOOK_BACK
from bot.domain.cohort import CohortState, with_first_day
from bot.store.database import Database
from bot.usecases.questions import reserve_question
from tests.conversation import LONG_REPLY, a_running_group
from tests.delivery.post_office import EVERY_DAY, MONDAY, NINE_IN_BERLIN, PostOffice

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def berlin(local: str) -> datetime:
    """Read a local time of the first week, such as Tue 09:00."""
    weekday, _, at = local.partition(" ")
    day = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].index(weekday)
    wall = datetime.combine(MONDAY + timedelta(days=day), time.fromisoformat(at), ZoneInfo("Europe/Berlin"))
    return wall.astimezone(UTC)


def daily_dates(office: PostOffice) -> list[str]:
    return [message.key.rpartition(":")[2] for message in office.platform.of_kind("daily")]


# Catching up


async def test_a_question_less_than_six_hours_late_is_posted_and_says_so(office: PostOffice) -> None:
    await office.group()

    await office.beat(NINE_IN_BERLIN + 6 * HOUR - timedelta(seconds=1))

    [question] = office.platform.of_kind("daily")
    assert "Posted late" in question.text
    assert office.platform.of_kind("notice") == []


async def test_a_question_of_a_few_minutes_ago_is_not_called_late(office: PostOffice) -> None:
    await office.group()

    await office.beat(NINE_IN_BERLIN + timedelta(minutes=14))

    assert "Posted late" not in office.platform.of_kind("daily")[0].text


async def test_a_question_more_than_six_hours_late_is_dropped_and_the_organiser_told(office: PostOffice) -> None:
    cohort = await office.group()

    await office.beat(NINE_IN_BERLIN + 6 * HOUR + timedelta(seconds=1))

    assert office.platform.of_kind("daily") == []
    assert (await office.row(f"daily:{cohort.id}:{MONDAY}")).state == "dropped"
    [notice] = office.platform.of_kind("notice")
    assert "every streak stays whole" in notice.text
    await office.beat(NINE_IN_BERLIN + 7 * HOUR)
    assert len(office.platform.of_kind("notice")) == 1


async def test_after_three_days_down_only_todays_question_comes_and_the_organiser_is_told_once(
    office: PostOffice,
) -> None:
    await office.group()
    await office.beat(berlin("Mon 09:00"))

    for _ in range(3):
        await office.beat(berlin("Thu 11:30"))

    assert daily_dates(office) == ["2026-11-23", "2026-11-26"]
    assert "Posted late" in office.platform.of_kind("daily")[-1].text
    assert len(office.platform.of_kind("notice")) == 1
    states = await office.states()
    assert [states[f"daily:1:2026-11-{day}"] for day in (24, 25)] == ["dropped", "dropped"]


async def test_days_of_a_downtime_are_not_due_for_streaks(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    await ana.answers()

    await group.sleep_until("2026-11-26 11:30")
    await group.beat()
    await ana.writes_under(group.questions[-1], LONG_REPLY)

    assert (await ana.types("/practice progress")).says("Your streak is two days", "0 missed", "0 saved by a freeze")


async def test_after_weeks_down_a_group_goes_on_with_today(office: PostOffice) -> None:
    await office.group()
    await office.beat(berlin("Mon 09:00"))

    await office.beat(berlin("Mon 09:00") + LONGEST_LOOK_BACK + 3 * DAY + HOUR)

    assert daily_dates(office) == ["2026-11-23", "2026-12-03"]
    assert len(office.platform.of_kind("notice")) == 1


async def test_a_group_that_was_paused_meanwhile_is_told_nothing_about_a_dropped_question(office: PostOffice) -> None:
    cohort = await office.group()
    office.platform.trouble = lambda address: NotDelivered("transient", "down")
    await office.beat(berlin("Mon 09:00"))
    office.platform.accept()
    async with office.work_room.open(office.clock.now()) as work:
        await work.cohorts.change(cohort, state=CohortState.PAUSED)

    await office.beat(berlin("Mon 16:00"))

    assert office.platform.seen == []
    assert (await office.row(f"daily:{cohort.id}:{MONDAY}")).state == "dropped"


async def test_a_round_ends_although_its_last_card_could_not_be_posted(office: PostOffice) -> None:
    cohort = await office.group()
    await office.beat(berlin("Mon 09:00"))

    await office.beat(berlin("Mon 09:00") + 40 * DAY)

    async with office.work_room.open(office.clock.now()) as work:
        assert (await work.cohorts.get(cohort.id)).state is CohortState.FINISHED


async def test_the_last_closing_card_finishes_the_round(office: PostOffice) -> None:
    cohort = await office.group()

    await office.beat(datetime(2026, 12, 18, 17, tzinfo=UTC))

    assert office.platform.of_kind("week-close")[-1].key == f"week-close:{cohort.id}:{MONDAY}:4"
    async with office.work_room.open(office.clock.now()) as work:
        assert (await work.cohorts.get(cohort.id)).state is CohortState.FINISHED


# Ticks


async def test_repeated_and_overlapping_ticks_post_once(office: PostOffice) -> None:
    await office.group()
    office.clock.at = berlin("Mon 09:00")
    now = office.clock.at

    await asyncio.gather(*(office.engine.tick(now) for _ in range(5)))
    await asyncio.gather(*(office.engine.tick(now - timedelta(seconds=late)) for late in (0, 15, 30, 3600)))
    await office.engine.deliver()
    await office.beat()

    assert office.platform.keys == ["week-open:1:2026-11-23:1", f"daily:1:{MONDAY}"]


async def test_a_late_tick_reads_everything_since_the_one_before(office: PostOffice) -> None:
    await office.group()
    await office.group(channel="c2", post_time=time(9, 20))
    await office.beat(berlin("Mon 08:00"))

    await office.beat(berlin("Mon 11:00"))

    assert len(daily_dates(office)) == 2


async def test_a_missing_mark_loses_and_doubles_nothing(office: PostOffice) -> None:
    await office.group()
    await office.beat(berlin("Mon 09:00"))
    async with office.work_room.open(office.clock.now()) as work:
        await work.marks.move("timetable", datetime(2000, 1, 1, tzinfo=UTC))
    await office.beat(berlin("Tue 09:30"))

    assert daily_dates(office) == ["2026-11-23", "2026-11-24"]


async def test_a_tick_without_any_mark_reads_the_last_week(office: PostOffice) -> None:
    await office.group()

    await office.beat(berlin("Tue 10:00"))

    assert daily_dates(office) == ["2026-11-24"]
    assert len(office.platform.of_kind("notice")) == 1, "Monday's question is too late"


async def test_a_tick_whose_clock_is_behind_takes_nothing_back(office: PostOffice) -> None:
    await office.group()
    await office.beat(berlin("Mon 09:00"))

    await office.beat(berlin("Mon 08:59"))
    await office.beat(berlin("Mon 09:01"))

    assert len(daily_dates(office)) == 1
    async with office.work_room.open(office.clock.now()) as work:
        assert await work.marks.get("timetable") == berlin("Mon 09:01")


async def test_hours_saved_while_the_calendar_was_read_are_seen_by_the_next_tick(office: PostOffice) -> None:
    cohort = await office.group(post_time=time(10))
    await office.beat(berlin("Mon 09:00") + timedelta(seconds=2))

    await office.change(cohort, post_time=time(9, 0))
    await office.beat(berlin("Mon 09:00") + timedelta(seconds=17))

    assert daily_dates(office) == ["2026-11-23"]


async def test_a_zone_that_this_machine_does_not_know_stops_nobody_else(
    office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    lost = await office.group(channel="c1", time_zone="Mars/Olympus_Mons")
    cohort = await office.group(channel="c2")
    await office.member(cohort, "bo", "America/Newly_Founded")

    await office.beat(berlin("Mon 09:00"))

    assert [message.address.channel_id for message in office.platform.of_kind("daily")] == ["c2"]
    assert f"cohort {lost.id} waits" in caplog.text
    assert await office.engine.next_due_at(office.clock.now()) is not None
    assert await office.engine.next_question_at(office.clock.now()) == berlin("Tue 09:00")


async def test_the_next_instant_is_named_in_turn(office: PostOffice) -> None:
    cohort = await office.group()
    await office.member(cohort, "bo", "America/New_York")

    found = []
    at = berlin("Mon 00:00")
    for _ in range(5):
        due = await office.engine.next_due_at(at)
        assert due is not None
        at = due
        found.append(at)

    assert found == [
        berlin("Mon 09:00"),
        berlin("Mon 15:00"),  # nine in New York: freezes
        berlin("Tue 00:00"),  # six in the evening in New York: reminders
        berlin("Tue 09:00"),
        berlin("Tue 15:00"),
    ]


# Changes of hours


@pytest.mark.parametrize("again", [time(7), time(12), time(23, 59), time(0)])
async def test_a_changed_post_time_never_gives_two_questions_for_a_date(office: PostOffice, again: time) -> None:
    cohort = await office.group()
    await office.beat(berlin("Mon 09:00"))

    await office.change(cohort, post_time=again)
    for hour in range(1, 15):
        await office.beat(berlin("Mon 09:00") + hour * HOUR)

    assert daily_dates(office) == ["2026-11-23"]


async def test_a_later_post_time_takes_effect_at_once(office: PostOffice) -> None:
    cohort = await office.group()
    await office.beat(berlin("Mon 08:59"))

    await office.change(cohort, post_time=time(12))
    await office.beat(berlin("Mon 11:59"))
    assert daily_dates(office) == []
    await office.beat(berlin("Mon 12:00"))

    assert daily_dates(office) == ["2026-11-23"]
    assert "Posted late" not in office.platform.of_kind("daily")[0].text


@pytest.mark.parametrize(
    "zones",
    [
        ("Pacific/Auckland", "Pacific/Honolulu"),
        ("Pacific/Honolulu", "Pacific/Auckland"),
        ("America/New_York", "Asia/Tokyo", "Europe/London"),
        ("Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Kiritimati"),
    ],
)
async def test_a_changed_zone_gives_each_date_at_most_one_question(office: PostOffice, zones: tuple[str, ...]) -> None:
    cohort = await office.group(practice_weekdays=EVERY_DAY)
    at = berlin("Mon 09:00")
    for zone in ("Europe/Berlin", *zones):
        cohort = await office.change(cohort, time_zone=zone)
        for _ in range(12):
            await office.beat(at)
            at += 2 * HOUR
    for _ in range(36):
        await office.beat(at)
        at += 2 * HOUR

    dates = daily_dates(office)
    assert dates == sorted(set(dates))
    so_far = [on for on in cohort.practice_dates(MONDAY, cohort.last_day) if cohort.posts_at(on) <= office.clock.at]
    assert dates[-1] == str(so_far[-1])
    assert len(dates) >= 5


# A group's life


async def test_a_question_comes_every_practice_day_and_a_week_opens_and_closes_once(office: PostOffice) -> None:
    cohort = await office.group()

    for day in range(30):
        for at in ("09:00", "18:00"):
            wall = datetime.combine(MONDAY + day * DAY, time.fromisoformat(at), ZoneInfo("Europe/Berlin"))
            await office.beat(wall.astimezone(UTC))

    assert daily_dates(office) == [
        str(MONDAY + timedelta(days=week * 7 + weekday)) for week in range(4) for weekday in range(5)
    ]
    for kind in ("week-open", "week-close"):
        assert [message.key for message in office.platform.of_kind(kind)] == [
            f"{kind}:{cohort.id}:{MONDAY}:{week}" for week in (1, 2, 3, 4)
        ]
    opened, asked = office.platform.keys[:2]
    assert opened.startswith("week-open"), "the week opens before its first question"
    assert asked.startswith("daily")


async def test_no_question_comes_twice_in_two_rounds_of_seven_days_a_week(office: PostOffice) -> None:
    cohort = await office.group(practice_weekdays=EVERY_DAY)
    asked = []
    async with office.work_room.open(office.clock.now()) as work:
        for first_day in (MONDAY, MONDAY + 28 * DAY):
            cohort = await work.cohorts.change(cohort, hours=with_first_day(cohort.hours, first_day))
            dailies = [await reserve_question(work, cohort, first_day + day * DAY) for day in range(28)]
            asked.append([daily.question_id for daily in dailies if daily is not None])
        left = len(work.content.questions) - len(asked[0])

    assert len(asked[0]) == 27, "the plan's last day looks back and asks nothing"
    assert len(asked[1]) == min(27, left)
    assert len(set(asked[0] + asked[1])) == len(asked[0] + asked[1])


async def test_a_group_that_has_had_every_question_goes_on_and_its_organiser_is_told_once(office: PostOffice) -> None:
    cohort = await office.group()
    async with office.work_room.open(office.clock.now()) as work:
        for number, id in enumerate(work.content.questions):
            await work.questions.reserve(cohort.id, date(2026, 1, 1) + number * DAY, 1, id)

    for local in ("Mon 09:00", "Tue 09:00", "Wed 09:00", "Thu 09:00", "Fri 09:00", "Fri 18:00"):
        await office.beat(berlin(local))

    assert daily_dates(office) == []
    [notice] = office.platform.of_kind("notice")
    assert "Every question has been asked" in notice.text
    assert len(office.platform.of_kind("week-close")) == 1


async def test_a_plan_day_that_asks_nothing_is_told_to_nobody(office: PostOffice) -> None:
    await office.group(practice_weekdays=EVERY_DAY)
    await office.beat(datetime(2026, 12, 19, 8, tzinfo=UTC))
    told = len(office.platform.of_kind("notice"))

    await office.beat(datetime(2026, 12, 20, 8, tzinfo=UTC))

    assert daily_dates(office) == ["2026-12-19"]
    assert len(office.platform.of_kind("notice")) == told


async def test_settings_saved_while_a_question_is_on_its_way_leave_its_buttons_working(office: PostOffice) -> None:
    cohort = await office.group()
    await office.beat(berlin("Mon 09:00"))
    office.platform.slow["w1"] = asyncio.Event()
    delivering = asyncio.create_task(office.beat(berlin("Tue 09:00")))
    async with asyncio.timeout(5):
        while len(office.platform.tries) < 3:  # noqa: ASYNC110 - the platform knows nothing of us
            await asyncio.sleep(0.001)

    async with office.work_room.open(office.clock.now()) as work:
        await work.questions.release_unposted(cohort.id)
    office.platform.slow["w1"].set()
    await delivering

    question = office.platform.of_kind("daily")[-1]
    async with office.work_room.open(office.clock.now()) as work:
        assert await work.questions.under_message(cohort.id, question.id) is not None


async def test_a_day_held_by_a_pause_gets_no_question_when_hours_are_saved_after_it(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    await ana.types("/practice pause")
    await group.until("2026-11-25 09:05")
    assert (await ana.types("/practice resume")).says("Thu 26 Nov, 09:00")

    await ana.fills((await ana.types("/practice settings")).form, reminder_time="19:00")
    await group.until("2026-11-25 23:00")
    assert len(group.questions) == 1
    await group.until("2026-11-26 09:00")

    assert [message.card.title.split(" · ")[0] for message in group.questions] == ["Day 1", "Day 2"]


@pytest.mark.parametrize("weekdays", [range(7), range(5)])
async def test_pauses_move_the_plan_so_that_no_plan_days_question_is_lost(database: Database, weekdays: range) -> None:
    group = await a_running_group(database, at="2026-11-22 12:00")
    ana = group.person("Ana")
    await ana.fills((await ana.types("/practice settings")).form, practice_weekdays=[str(day) for day in weekdays])
    for paused, resumed in (
        ("2026-11-24 08:00", "2026-11-24 08:30"),  # before the question and back: nothing is held
        ("2026-11-25 08:00", "2026-11-25 10:00"),  # over the question
        ("2026-11-26 10:00", "2026-11-27 08:00"),  # after the question, back before the next
        ("2026-11-27 10:00", "2026-11-30 10:00"),  # over a weekend and a question
    ):
        await group.until(paused)
        assert (await ana.types("/practice pause")).says("paused")
        await group.until(resumed)
        assert (await ana.types("/practice resume")).says("We go on")
    await group.until("2026-12-04 12:00")

    days = [int(message.card.title.split(" · ")[0].removeprefix("Day ")) for message in group.questions]
    dates = [message.key.rpartition(":")[2] for message in group.questions]
    if len(weekdays) == 7:
        assert days == list(range(1, len(days) + 1))
        assert len(days) == 12 - 4
    else:
        assert days[:4] == [1, 2, 3, 4], "each question that a pause held came on the next practice day"
        assert days == sorted(set(days))
    assert dates == sorted(set(dates))


# Reminders


@pytest.mark.parametrize(
    ("zone", "reminded"),
    [
        ("Europe/Berlin", "2026-11-23 18:00"),
        ("Pacific/Auckland", "2026-11-24 18:00"),
        ("Pacific/Honolulu", "2026-11-23 18:00"),
    ],
)
async def test_a_reminder_comes_in_the_evening_after_the_question_wherever_the_member_lives(
    office: PostOffice, zone: str, reminded: str
) -> None:
    cohort = await office.group(practice_weekdays=frozenset({0}))
    await office.member(cohort, "bo", zone)
    at = berlin("Mon 00:00")

    for hour in range(60):
        await office.beat(at + hour * HOUR)

    wall = datetime.fromisoformat(reminded).replace(tzinfo=ZoneInfo(zone))
    assert [message.at for message in office.platform.of_kind("remind")] == [wall.astimezone(UTC)]


async def test_nobody_is_reminded_on_a_day_without_a_question(office: PostOffice) -> None:
    cohort = await office.group()
    await office.member(cohort, "bo")
    for local in ("Fri 09:00", "Fri 18:00", "Sat 09:00", "Sat 18:00", "Sun 18:00"):
        await office.beat(berlin(local))

    assert [message.at for message in office.platform.of_kind("remind")] == [berlin("Fri 18:00")]
