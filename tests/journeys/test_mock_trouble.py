"""What goes wrong around a mock: two presses at once, old cards, outsiders, people who leave, hostile words."""

import asyncio
from datetime import timedelta

import pytest

from bot.chat.cards import Timer
from bot.chat.platform import NotDelivered
from bot.domain.mock import MockState, seats_for
from bot.store.database import Database
from bot.usecases.mocks import open_mock
from tests.conversation import Group, Heard
from tests.journeys.pairs import a_group_of, a_mock, clock_of, scores, the_mock
from tests.journeys.test_trouble import HOSTILE


async def at_once(*asked) -> list[Heard]:  # type: ignore[no-untyped-def]
    return list(await asyncio.gather(*asked))


@pytest.mark.parametrize("label", ["Start", "Swap roles", "Done"])
async def test_of_two_presses_at_once_one_counts_and_both_are_told(database: Database, label: str) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo)
    for before in ("Start", "Swap roles", "Done"):
        if before == label:
            break
        await ana.presses(before, card)
        await group.settle()

    heard = await at_once(ana.presses(label, card), bo.presses(label, card))

    assert len({each.reply.card.title for each in heard if each.reply.card}) == 2, "one did it, one is told what is so"
    states = {"Start": MockState.RUNNING, "Swap roles": MockState.SWAPPED, "Done": MockState.DONE}
    assert (await the_mock(group)).state is states[label]
    if label == "Done":
        members = (await the_mock(group)).member_ids
        async with group.work_room.open(group.clock.now()) as work:
            (cohort,) = await work.cohorts.running()
            logs = await work.answers.activities_by_member(cohort.id, members)
        assert [len(log) for log in logs.values()] == [1, 1], "it counts once for each"


async def test_both_say_yes_at_once_and_the_mock_is_agreed_on(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo, accepted=False)
    assert "Ana and Bo have not said yes yet." in card.text
    assert (await ana.presses_raw("mock-start", "1")).says("still waits for a yes", "I'm in")

    await at_once(ana.presses("I'm in", card), bo.presses("I'm in", card))
    await group.settle()

    assert (await the_mock(group)).state is MockState.AGREED
    assert "Everybody is in." in card.text


async def test_a_press_on_an_old_card_says_what_is_so_now(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo)
    panel = await ana.presses("Start", card)
    await bo.presses_raw("mock-swap", "1")

    assert (await bo.presses_raw("mock-start", "1")).says("You have changed places", "Done")
    assert (await ana.presses_raw("mock-decline", "1")).says("You have changed places")
    assert (await ana.presses_raw("mock-accept", "1")).says("You have changed places")
    assert (await ana.presses("Partly", panel)).says("Your list · Bo is the candidate", "◐ 1."), "its ticks still count"
    assert (await ana.presses("Start the clock", panel)).says("That half is not running")
    assert (await ana.presses("Next question", panel)).says("That half is not running")
    await ana.presses_raw("mock-done", "1")
    for action in ("mock-done", "mock-swap", "mock-start", "mock-decline", "mock-no-show"):
        assert (await bo.presses_raw(action, "1")).says("This mock is done")
    for action in ("mock-start", "mock-list", "mock-score"):
        assert (await ana.presses_raw(action, "99")).says("That mock is not here any more")
        assert (await ana.presses_raw(action, "x")).says("older version")
        assert (await ana.presses_raw(action, "")).says("older version")


async def test_somebody_from_outside_is_refused_in_private(database: Database) -> None:
    group, (ana, bo, _) = await a_group_of(database, "Ana", "Bo", "Cy")
    stranger = group.person("Zed")
    card = await a_mock(group, ana, bo)
    await ana.presses("Start", card)
    seen = len(group.room.posted)

    for voice in (group.person("Cy"), stranger):
        for action in ("start", "swap", "done", "accept", "decline", "no-show", "list", "score"):
            heard = await voice.presses_raw(f"mock-{action}", "1")
            assert heard.says("This mock is between other people")
            assert heard.reply.private
            assert "Ana" not in heard.text
    await group.beat()
    assert len(group.room.posted) == seen


async def test_nobody_of_another_workspace_reaches_a_mock(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    await a_mock(group, ana, bo)
    elsewhere = group.person("Ana")
    elsewhere.person = type(elsewhere.person)(platform="test", workspace_id="w2", user_id="ana", name="Ana")

    assert (await elsewhere.presses_raw("mock-start", "1")).says("not here any more")
    assert (await elsewhere.presses_raw("mock-score", "1/1")).says("not here any more")


async def test_a_decline_frees_everybody_without_a_why(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo)

    assert (await bo.presses("I can't make it", card)).says("called off", "Nobody is asked why")
    await group.settle()

    assert "No mock: Ana and Bo" in card.text
    assert "Bo cannot" not in card.text
    assert (await ana.presses_raw("mock-start", "1")).says("Somebody could not make it", "/practice pair")


async def test_three_sit_together_and_the_observer_scores_too(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")
    card = await a_mock(group, ana, bo, cy)
    assert "@Cy observes both halves and scores, too." in card.text

    await ana.presses("Start", card)
    await group.settle()
    panel = await cy.presses("Interviewer's list", card)
    panel = await cy.presses("Not answered", panel)
    assert (await ana.presses("Interviewer's list", card)).says("✗ 1."), "both tick one list"
    clock = await cy.presses("Start the clock", panel)
    await group.beat()
    assert (await bo.presses("Stop", clock_of(group, ana, bo, cy))).says("in the interviewer's hand")
    await cy.presses("Stop the clock", clock)
    await bo.presses("Swap roles", card)
    await group.settle()
    assert (await cy.presses("Interviewer's list", card)).says("Ana is the candidate")
    assert (await cy.presses("Done", card)).says("Bo and Ana wait for your scorecard")
    await group.settle()
    assert card.text.count("still to write") == 4

    done = await cy.types("/practice mock")
    await scores(cy, card, "Write my scorecard")
    await scores(cy, card, "Write my scorecard")
    await group.settle()
    assert done.says("Mock done")
    assert card.text.count("still to write") == 2
    for name in ("Bo", "Ana"):
        (mine,) = [each for each in group.direct_to(name) if each.card.title.startswith("From Cy")]
        assert "(observer)" in mine.text
        assert "How did" not in mine.text, "pressing is the interviewer's"
    assert not [each for each in group.direct_to("Cy") if each.card.title.startswith("From ")]


async def test_a_scorecard_form_names_what_is_missing_and_keeps_the_rest(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo)
    assert (await ana.presses_raw("mock-score", "1/1")).says("nothing to score yet")
    assert (await ana.presses_raw("mock-notes", "1/1")).says("nothing to score yet")
    await ana.presses("Start", card)
    await group.settle()
    assert (await ana.presses_raw("mock-notes", "1/1")).says("The scores come first")

    form = (await ana.presses("Scorecard", card)).form
    assert [len(step.fields) for step in form.steps] == [5, 3]
    assert "Pressed on it, they still draw the same line" in str(form.steps[0].intro)
    wrong = await ana.fills(form, ownership=["3"], result=["7"])
    assert "ownership" not in wrong.reply.field_errors
    assert wrong.reply.field_errors["result"].startswith("Choose 1 to 4")
    kept = (await ana.presses("Scorecard", card)).form
    assert next(field.value for step in kept.steps for field in step.fields if field.name == "ownership") == ("3",)

    await scores(ana, card)
    changed = await ana.presses("Scorecard", card)
    assert next(field.value for step in changed.form.steps for field in step.fields if field.name == "people") == ("3",)
    await ana.presses("End here", card)
    assert (await ana.presses_raw("mock-score", "1/1")).says("You have written this scorecard, and it was sent")
    assert (await ana.fills(form, ownership=["4"])).says("You have written this scorecard, and it was sent")


@pytest.mark.parametrize("typed", HOSTILE)
async def test_hostile_words_in_a_scorecard_are_shown_as_typed(sqlite_url: str, typed: str) -> None:
    database = Database(sqlite_url)
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo)
    await ana.presses("Start", card)
    await group.settle()
    words = typed[:500]

    await scores(ana, card, strength=words, repair=words, unanswered=words)
    await ana.presses("End here", card)
    await group.settle()

    (mine,) = [each for each in group.direct_to("Bo") if each.card.title.startswith("From ")]
    shown = words.replace("\x00", "�").encode("utf-8", "replace").decode().strip()
    assert shown[:60] in mine.text
    assert (await bo.types("/practice followups")).says("One follow-up still open")
    listed = await bo.types("/practice followups")
    form = (await bo.presses("Mark as fixed", listed)).form
    assert (await bo.fills(form, how=f"{words} and I measured it")).says("One less to fear")
    second = await a_mock(group, ana, bo)
    assert (await ana.presses("Start", second)).says("Your list")
    await database.close()


async def test_an_own_clock_runs_in_direct_messages_and_stops_by_itself(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")

    assert (await ana.types("/practice timer soon")).says("is no time for an answer", "/practice timer 150")
    assert (await ana.types("/practice timer 5")).says("from 15 to 900")
    reply = await ana.types("/practice timer 2:00")
    await group.beat()
    (clock,) = [each for each in group.direct_to("Ana") if each.key.startswith("timer:")]
    assert isinstance(clock.card.elements[0], Timer)
    assert clock.card.elements[0].seconds == 120
    group.clock.at += timedelta(seconds=61)
    await group.beat()
    assert "1:01 so far. Aim for 2:00." in clock.text
    assert (await bo.presses("Stop", clock)).says("somebody else's")
    assert (await ana.presses("Stop", reply)).says("Stopped at 1:01")
    assert (await ana.presses("Stop", reply)).says("Stopped at 1:01")
    await group.settle()
    assert "Your answer took 1:01, within the time to aim for." in clock.text

    await ana.presses("Once more", clock)
    await live_through(group, minutes=20)
    again = [each for each in group.direct_to("Ana") if each.key.startswith("timer:")][-1]
    assert "The clock stopped by itself" in again.text


async def test_a_clock_draws_on_after_the_bot_was_away(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    panel = await ana.presses("Start", await a_mock(group, ana, bo))
    await ana.presses("Start the clock", panel)
    await group.beat()
    clock = clock_of(group, ana, bo)

    group.clock.at += timedelta(minutes=5)
    await group.beat()
    await live_through(group, minutes=1)

    assert "6:00 so far" in clock.text
    await live_through(group, minutes=15)
    assert "The clock stopped by itself" in clock.text
    assert "Stop the clock" in (await ana.presses_raw("mock-clock", "1/1/1")).labels, "and another one can be started"


async def live_through(group: Group, *, minutes: int) -> None:
    """Let time pass as the metronome does."""
    until = group.clock.at + timedelta(minutes=minutes)
    while group.clock.at < until:
        group.clock.at = min(until, await group.engine.next_due_at(group.clock.at) or until)
        await group.beat()


async def test_an_organiser_hears_once_of_a_small_group_that_nobody_can_bring_together(database: Database) -> None:
    group, (_, bo, _) = await a_group_of(database, "Ana", "Bo", "Cem")
    group.room.closed = NotDelivered("direct_closed", "threads and direct messages are closed")

    async with group.work_room.open(group.clock.now()) as work:
        ids = [(await work.members.find("test", "w1", name)).id for name in ("ana", "bo", "cem")]
        (cohort,) = await work.cohorts.running()
        for pair in (ids[:2], ids[1:]):
            await open_mock(work, cohort, seats_for(pair, accepted=pair))
    for _ in range(3):
        await group.beat()

    told = [each for each in group.room.posted if each.card.title == "A mock's card could not be posted"]
    assert [each.address.user_ids for each in told] == [("ana",)]
    assert (await bo.types("/practice mock")).labels
