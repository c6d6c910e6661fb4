"""A day goes by without practice."""

from bot.store.database import Database
from tests.conversation import LONG_REPLY, a_running_group


async def test_a_missed_day(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await ana.fills((await ana.types("/practice profile")).form, reminders=["on"])
    await group.until("2026-11-23 12:00")
    await ana.answers()

    # On Tuesday she does nothing: one reminder at six, and no second one.
    await group.until("2026-11-24 23:00")
    reminders = [message for message in group.direct_to("Ana") if message.key.startswith("remind:")]
    assert len(reminders) == 1
    assert "Today still counts." in reminders[0].text

    # Wednesday morning she hears that a freeze has saved her streak.
    await group.until("2026-11-25 09:30")
    told = group.direct_to("Ana")[-1]
    assert told.key.startswith("freeze:")
    assert "Tue 24 Nov went by without practice, so a freeze was spent; you have no freeze left." in told.text
    assert (await ana.types("/practice progress")).says("Your streak is one day", "1 saved by a freeze, 0 missed")

    # She answers, so no reminder comes that evening.
    await ana.answers()
    await group.until("2026-11-25 23:00")
    assert len([message for message in group.direct_to("Ana") if message.key.startswith("remind:")]) == 1

    # A second missed day finds no freeze: the streak begins anew, without a word of blame.
    await group.until("2026-11-27 12:00")
    assert (await ana.types("/practice progress")).says("Your streak starts with your next answer.")


async def test_until_three_in_the_night_an_answer_counts_for_the_day_before(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-24 02:30")

    await ana.answers()

    await group.until("2026-11-24 12:00")
    assert (await ana.types("/practice progress")).says(
        "Your streak is one day. Today still counts.", "Freezes held: 1"
    )


async def test_a_deleted_answer_stops_counting_the_same_day(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    question = group.questions[-1]
    await ana.writes_under(question, LONG_REPLY, id="t1")
    await group.settle()
    assert "One person answered." in question.text

    await ana.writes_under(question, "", id="t1", change="deleted")
    await group.settle()

    assert "Nobody has answered yet." in question.text
    assert (await ana.types("/practice progress")).says("Your streak starts with your next answer.")


async def test_an_edit_that_reaches_thirty_words_counts_from_then_on(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    question = group.questions[-1]
    assert (await ana.writes_under(question, "More follows.", id="t1")).reply.is_silent

    assert (await ana.writes_under(question, LONG_REPLY, id="t1", change="edited")).says("Counted for day 1")


async def test_a_break_is_not_held_against_anyone(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    await ana.answers()
    form = (await ana.types("/practice profile")).form
    refused = await ana.fills(form, break_until="2027-01-20")
    assert "14 days" in refused.reply.field_errors["break_until"]
    assert (await ana.fills(form, break_until="2026-12-04")).says("Profile saved")

    await group.until("2026-12-07 12:00")

    progress = await ana.types("/practice progress")
    assert progress.says("Your streak is one day. Today still counts.", "Freezes held: 1")


async def test_a_paused_group_keeps_every_streak_and_loses_no_plan_day(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    for day in ("23", "24"):
        await group.until(f"2026-11-{day} 12:00")
        await ana.answers()
    assert (await ana.types("/practice pause")).says("every streak stays whole")

    await group.until("2026-11-30 12:00")  # Monday
    assert len(group.questions) == 2
    assert (await ana.types("/practice resume")).says("Tue 1 Dec, 09:00")
    await group.until("2026-12-01 12:00")

    assert "Day 3" in group.questions[-1].text
    assert (await ana.types("/practice progress")).says(
        "Your streak is two days. Today still counts.", "Freezes held: 1"
    )


async def test_a_weekly_goal_counts_weeks(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await ana.fills((await ana.types("/practice profile")).form, weekly_goal=["3"])
    for day in ("23", "25", "27"):
        await group.until(f"2026-11-{day} 12:00")
        await ana.answers()

    await group.until("2026-11-30 12:00")

    assert (await ana.types("/practice progress")).says("Your streak is one week; 0 of 3 days this week.")

    # In the second week she practises twice: on Monday she hears that a freeze has held her week.
    for day in ("11-30", "12-01"):
        await group.until(f"2026-{day} 13:00")
        await ana.answers()
    await group.until("2026-12-07 09:30")
    told = group.direct_to("Ana")[-1]
    assert told.key.startswith("freeze:")
    assert "Last week was one day short of your goal, so a freeze was spent" in told.text
