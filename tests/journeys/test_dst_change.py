"""The clocks change while a group practises."""

from datetime import UTC, datetime

from bot.store.database import Database
from tests.conversation import LONG_REPLY, Group, a_running_group


async def test_dst_change(database: Database) -> None:
    group = await a_running_group(database, at="2027-03-19 12:00")  # clocks go forward on Sunday 28 March
    ana = group.person("Ana")

    await group.until("2027-03-26 12:00")
    await ana.answers()
    await group.until("2027-03-29 12:00")
    await ana.answers()

    friday, monday = group.questions[-2:]
    assert friday.at == datetime(2027, 3, 26, 8, tzinfo=UTC), "nine o'clock in winter"
    assert monday.at == datetime(2027, 3, 29, 7, tzinfo=UTC), "nine o'clock in summer"
    assert (await ana.types("/practice progress")).says("Your streak is two days.")


async def test_a_post_time_inside_the_spring_gap_comes_right_after_it(database: Database) -> None:
    group = Group(database, at="2027-03-26 12:00")
    ana = group.person("Ana")
    form = (await ana.presses("Choose times and days", await ana.types("/practice setup"))).form
    summary = await ana.fills(
        form, post_time="02:30", first_day="2027-03-27", practice_weekdays=[str(day) for day in range(7)]
    )
    await ana.presses("Start the four weeks", summary)

    await group.until("2027-03-30 12:00")

    posted = [message.at.astimezone(UTC) for message in group.questions]
    assert posted[0] == datetime(2027, 3, 27, 1, 30, tzinfo=UTC)
    assert posted[1] == datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "02:30 does not exist; the clock jumps to 03:00"
    assert posted[2] == datetime(2027, 3, 29, 0, 30, tzinfo=UTC)


async def test_flying_around_the_world_breaks_no_streak(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    for hour, zone in (("23 20", "America/Los_Angeles"), ("24 16", "Asia/Tokyo"), ("25 12", "Pacific/Auckland")):
        await group.until(f"2026-11-{hour}:00")
        await ana.answers()
        await ana.fills((await ana.types("/practice profile")).form, time_zone=zone)

    await group.until("2026-11-26 09:00")

    heard = await ana.writes_under(group.questions[-1], LONG_REPLY)
    assert heard.says("Counted for day 4")
    progress = await ana.types("/practice progress")
    assert progress.says("Freezes held: 1", "0 saved by a freeze, 0 missed")
