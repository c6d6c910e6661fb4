"""A group of three lives its first week."""

from bot.store.database import Database
from tests.conversation import LONG_REPLY, Group


async def test_first_week(database: Database) -> None:
    group = Group(database, at="2026-11-20 12:00")  # a Friday
    ana = group.person("Ana", "Europe/Berlin")
    bo = group.person("Bo", "America/New_York")
    cy = group.person("Cy", "Asia/Kolkata")

    # Ana sets the group up in one press, and the channel is welcomed.
    offer = await ana.types("/practice setup")
    assert offer.says("Mon–Fri at 09:00", "Europe/Berlin", "Mon 23 Nov")
    summary = await ana.presses("Use all defaults", offer)
    await group.beat()
    welcome = group.channel[-1]
    assert "Practise together" in welcome.text

    # Everybody joins from the welcome; Bo and Cy read the first time in their own zones.
    heard = await ana.presses("Join", welcome)
    assert heard.says("You are in", "Europe/Berlin")
    assert (await bo.presses("Join", welcome)).says("The group has not started")
    assert (await ana.presses("Start the four weeks", summary)).says("Mon 23 Nov, 09:00")
    assert (await bo.types("/practice today")).says("03:00 (America/New_York)")
    assert (await cy.types("/practice join")).says("13:30 (Asia/Kolkata)")

    # Monday, nine o'clock in Berlin: the week opens, and the first question comes.
    await group.until("2026-11-23 08:59")
    assert not group.questions
    await group.until("2026-11-23 09:00")
    assert [message.key.split(":")[0] for message in group.channel[-2:]] == ["week-open", "daily"]
    monday = group.questions[-1]
    assert "Day 1" in monday.text
    assert "Nobody has answered yet." in monday.text

    # Ana answers by form; Bo in the thread; Cy only talks, which does not count.
    assert (await ana.answers(monday)).says("Day 1 is answered", "Your streak is one day")
    assert (await bo.writes_under(monday, LONG_REPLY)).says("Counted for day 1")
    assert (await cy.writes_under(monday, "Good question, this one is hard.")).reply.is_silent
    await group.settle()
    assert "Two people answered." in monday.text

    # On Tuesday Ana lets her name be shown, and the card says it from then on.
    await group.until("2026-11-24 12:00")
    profile = await ana.types("/practice profile")
    assert (await ana.fills(profile.form, shows_name=["on"])).says("Profile saved", "shown to the group")
    assert (await bo.types("/practice progress @ana")).says("Ana's streak", "Now: one day")
    assert (await ana.types("/practice progress Bo")).says("Bo keeps their progress private.")
    assert (await ana.types("/practice progress @Boo")).says("Did you mean @Bo?")
    await ana.answers()
    await group.settle()
    assert "One person answered: Ana." in group.questions[-1].text

    # The week goes by; Friday evening sums it up, and nobody is asked anything on Saturday.
    await group.until("2026-11-29 23:00")
    assert len(group.questions) == 5
    closing = group.channel[-1]
    assert closing.key.startswith("week-close:")
    assert "Three answers this week, from 2 of 3 in the group." in closing.text

    # Ana has missed Wednesday to Friday: one day was saved by her freeze, then the streak ended.
    progress = await ana.types("/practice progress")
    assert progress.says("Your streak starts with your next answer.", "2 of 5", "Can still be caught up: day 3, 4, 5.")
    caught_up = await ana.presses("Answer day 3", progress)
    assert caught_up.form.title == "Your answer, day 3"


async def test_no_question_comes_twice_in_four_weeks(database: Database) -> None:
    group = Group(database, at="2026-11-20 12:00")
    ana = group.person("Ana")
    offer = await ana.types("/practice setup")
    form = (await ana.presses("Choose times and days", offer)).form
    summary = await ana.fills(form, practice_weekdays=[str(day) for day in range(7)])
    await ana.presses("Start the four weeks", summary)
    await ana.types("/practice join")

    await group.until("2026-12-22 12:00")

    asked = [message.card.elements[0] for message in group.questions]
    assert len(asked) == 27, "the plan's last day is for rest"
    assert len(set(asked)) == 27
    assert (await ana.types("/practice today")).says("The four weeks are done")
