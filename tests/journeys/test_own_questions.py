"""A group's own questions: organisers add them, they come on their theme's day, and they can be taken away."""

from bot.chat.cards import Card
from bot.store.database import Database
from tests.conversation import Group, a_running_group, shipped_content

OURS = "Tell us about the prompt you were proudest of, and what became of it."


async def add_question(group: Group, text: str = OURS, theme: str = "evals") -> Card:
    ana = group.person("Ana")
    form = (await ana.types("/practice question add")).form
    heard = await ana.fills(form, text=text, theme=theme, tests="Letting go of what one likes.")
    assert heard.reply.card is not None, heard.reply.field_errors
    return heard.reply.card


def first_day_of(theme: str) -> int:
    plan = shipped_content().default_plan
    return next(day.day for day in plan.days if theme in day.themes)


async def test_own_question_is_asked_on_the_first_day_of_its_theme(database: Database) -> None:
    group = await a_running_group(database)

    await add_question(group)
    day = first_day_of("evals")
    await group.until(f"2026-11-{22 + day} 12:00")

    posted = group.questions[day - 1]
    assert OURS in posted.text
    assert "Letting go of what one likes." in posted.text
    ana = group.person("Ana")
    assert (await ana.answers(posted)).says(f"Day {day} is answered")
    assert (await ana.presses("Probes", posted)).says(OURS, "gentle")
    assert (await ana.types("/practice question list")).says(OURS, f"Asked on day {day}.")


async def test_own_question_is_found_beside_the_shipped_ones(database: Database) -> None:
    group = await a_running_group(database)
    await add_question(group)

    found = await group.person("Bo").types("/practice question proudest prompt")

    assert found.says(OURS, "Letting go")


async def test_removed_question_is_not_asked(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await add_question(group)

    assert (await ana.types("/practice question remove")).says("Which one", "Numbers: 1")
    assert (await ana.types("/practice question remove 7")).says("There is no question 7")
    assert (await ana.types("/practice question remove 1")).says("The question is removed")
    await group.until("2026-12-04 12:00")

    assert all(OURS not in message.text for message in group.questions)
    assert (await ana.types("/practice question list")).says("No questions of your own yet")


async def test_only_organisers_add_and_remove(database: Database) -> None:
    group = await a_running_group(database)
    bo = group.person("Bo")
    await bo.types("/practice join")
    await add_question(group)

    assert (await bo.types("/practice question add")).says("Only the group's organisers can do that", "Ask Ana")
    assert (await bo.types("/practice question remove 1")).says("Only the group's organisers can do that")
    assert (await bo.types("/practice question list")).says(OURS)


async def test_what_is_missing_or_there_already_is_named_in_the_form(database: Database) -> None:
    group = await a_running_group(database)
    ana = group.person("Ana")
    await add_question(group)
    form = (await ana.types("/practice question add What broke last?")).form

    empty = await ana.fills(form, theme="", tests=" ")
    again = await ana.fills(form, text=OURS.upper(), theme="evals", tests="Us.")
    long = await ana.fills(form, text="x" * 301, theme="evals", tests="Us.")

    assert set(empty.reply.field_errors) == {"theme", "tests"}
    assert again.reply.field_errors["text"].startswith("This question is there already.")
    assert "300 characters" in long.reply.field_errors["text"]
    reopened = (await ana.types("/practice question add")).form
    assert reopened.steps[0].fields[0].value == "x" * 300


async def test_another_group_keeps_its_own(database: Database) -> None:
    group = await a_running_group(database)
    await add_question(group)
    bo = group.person("Bo")
    other = bo.place.__class__(channel_id="c2", channel_name="other")
    summary = await bo.types("/practice setup", place=other)
    assert "Use all defaults" in summary.labels

    assert OURS not in (await bo.types("/practice question proudest prompt", place=other)).text


async def test_text_of_people_is_shown_as_it_was_typed(database: Database) -> None:
    group = await a_running_group(database)

    await add_question(group, text="What did <!channel> & *you* break?")

    assert (await group.person("Ana").types("/practice question list")).says("What did <!channel> & *you* break?")
