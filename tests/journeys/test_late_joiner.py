"""Somebody joins when the group is in its second week."""

from bot.store.database import Database
from tests.conversation import LONG_REPLY, a_running_group


async def test_late_joiner(database: Database) -> None:
    group = await a_running_group(database)
    await group.until("2026-12-01 15:00")  # Tuesday of the second week
    dee = group.person("Dee", "America/Los_Angeles")

    # Before joining she can look at help, and is told how to join.
    assert (await dee.types("/practice today")).says("/practice join")
    early = await dee.writes_under(group.questions[-1], LONG_REPLY)
    assert early.says("You are not in this group yet.")
    assert early.labels == ["Join the group"]

    # Her plan day is the group's, and nothing from before is held against her.
    assert (await dee.types("/practice join")).says("The group is on day 9", "caught up")
    progress = await dee.types("/practice progress")
    assert progress.says("9 of 28", "0 of 7", "Freezes held: 1")
    assert progress.says("no days practised, 0 saved by a freeze, 0 missed")

    # What she catches up counts on the day on which she does it.
    plan = await dee.types("/practice plan 1")
    form = (await dee.presses("Catch up day 1", plan)).form
    beats = {"action": LONG_REPLY, "result": LONG_REPLY}
    assert (await dee.fills(form, **beats)).says("Day 1 is answered", "Your streak is one day")
    assert (await dee.types("/practice progress")).says("1 of 7")


async def test_leaving_and_coming_back_costs_no_streak(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 12:00")
    await ana.answers()
    assert (await ana.types("/practice leave")).says("You have left")
    assert (await ana.types("/practice answer")).says("You are not in the group")

    await group.until("2026-12-03 12:00")
    await ana.types("/practice join")

    assert (await ana.types("/practice progress")).says("Your streak is one day", "Freezes held: 1")


async def test_tomorrows_question_can_be_answered_the_night_before(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await group.until("2026-11-23 22:00")

    plan = await ana.types("/practice plan")
    form = (await ana.presses("Answer day 2 early", plan)).form
    assert (await ana.fills(form, action=LONG_REPLY)).says("Day 2 is answered", "The group sees")

    await group.until("2026-11-24 10:00")
    assert "One person answered." in group.questions[-1].text
    assert (await ana.types("/practice today")).says("You have answered.")
