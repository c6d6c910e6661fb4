"""A group that has two weeks only."""

import pytest

from bot.chat.forms import ChoiceField
from bot.store.database import Database
from tests.conversation import Group, shipped_content


async def a_sprint(database: Database) -> Group:
    group = Group(database)
    ana = group.person("Ana")
    form = (await ana.presses("Choose times and days", await ana.types("/practice setup"))).form
    summary = await ana.fills(form, plan=["two-week-sprint"], practice_weekdays=[str(day) for day in range(7)])
    await ana.presses("Start the two weeks", summary)
    await ana.types("/practice join")
    return group


async def test_two_weeks_bring_a_question_a_day_and_end(database: Database) -> None:
    group = await a_sprint(database)
    ana = group.person("Ana")

    await group.until("2026-12-08 12:00")

    asked = len([day for day in shipped_content().plan("two-week-sprint").days if day.questions])
    assert len(group.questions) == asked
    assert len({message.text for message in group.questions}) == asked
    weeks = [message for message in group.channel if message.key.startswith("week-")]
    assert len(weeks) == 4
    assert "The two weeks are done" in weeks[-1].text
    assert (await ana.types("/practice today")).says("The two weeks are done")
    assert (await ana.types("/practice plan 3")).says("weeks 1 to 2")


async def test_mock_days_fall_in_the_weeks_that_the_plan_gives_them(database: Database) -> None:
    group = await a_sprint(database)
    mock_weeks = shipped_content().plan("two-week-sprint").mock_weeks

    await group.until("2026-12-08 12:00")

    for number, message in enumerate(group.questions):
        on_mock_weekday = message.at.weekday() in (1, 3)
        assert ("Mock day" in message.text) == (on_mock_weekday and number // 7 + 1 in mock_weeks)


async def test_plan_is_changed_in_the_settings_until_it_has_begun(database: Database) -> None:
    group = Group(database)
    ana = group.person("Ana")
    summary = await ana.presses("Use all defaults", await ana.types("/practice setup"))
    form = (await ana.presses("Change settings", summary)).form
    plan = next(field for step in form.steps for field in step.fields if field.name == "plan")
    assert isinstance(plan, ChoiceField)
    assert plan.value == ("four-weeks",)

    await ana.fills(form, plan=["two-week-sprint"])
    await ana.types("/practice join")
    assert (await ana.types("/practice start")).says("The two weeks begin")
    await group.until("2026-11-23 12:00")
    late = await ana.fills((await ana.types("/practice settings")).form, plan=["four-weeks"])

    assert late.reply.field_errors["plan"].startswith("The plan has begun.")


@pytest.mark.parametrize("chosen", [[], ["ten-years"]])
async def test_plan_that_is_not_there_is_named_as_the_field_at_fault(database: Database, chosen: list[str]) -> None:
    group = Group(database)
    ana = group.person("Ana")
    form = (await ana.presses("Choose times and days", await ana.types("/practice setup"))).form

    refused = await ana.fills(form, plan=chosen)

    assert refused.reply.field_errors == {"plan": "Choose a plan from the list."}
