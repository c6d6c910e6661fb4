"""A mock lived through: start, probes, clock, swap, scorecards, and the follow-up that comes back."""

from datetime import timedelta

from bot.chat.cards import Bars, Timer
from bot.chat.forms import fields_of
from bot.store.database import Database
from tests.conversation import typed_value
from tests.journeys.pairs import a_group_of, a_mock, clock_of, scores, shared_card, the_mock


async def test_two_members_hold_a_mock_both_ways(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")

    card = await a_mock(group, ana, bo)

    assert card.address.home_channel_id == "c1"
    assert "@Ana interviews @Bo first" in card.text
    assert "First half, for Bo." in card.text
    assert "Second half, for Ana." in card.text
    assert "Situation 15–20 s" in card.text

    panel = await ana.presses("Start", card)
    assert panel.says("Your list · Bo is the candidate", "Ask now.", "A good answer:")
    await group.settle()
    assert "First half: Ana interviews Bo" in card.text

    for label in ("Answered", "Partly", "Not answered", "Later"):
        panel = await ana.presses(label, panel)
    assert panel.says("✓ 1.", "◐ 2.", "✗ 3.", "○ 4.", "Ask now.")

    swapped = await bo.presses("Swap roles", card)
    assert swapped.says("Your list · Ana is the candidate")
    await group.settle()
    assert "Second half: Bo interviews Ana" in card.text
    done = await ana.presses("Done", card)
    assert done.says("The mock is done", "Bo waits for your scorecard")
    await group.settle()
    assert "Ana for Bo: still to write" in card.text

    await scores(ana, card, "Write my scorecard", every="3")
    await scores(bo, card, "Write my scorecard", every="2")
    await group.settle()

    assert "Ana for Bo: written" in card.text
    (for_bo,) = [each for each in group.direct_to("Bo") if "From Ana" in each.text]
    assert "Eval evidence: 3 of 4" in for_bo.text
    assert "Bring the figure before the story." in for_bo.text
    (for_ana,) = [each for each in group.direct_to("Ana") if "From Bo" in each.text]
    assert "Eval evidence: 2 of 4" in for_ana.text
    assert (await ana.types("/practice progress")).says("Your streak is one day")
    assert (await bo.types("/practice progress")).says("Your streak is one day")


async def test_probes_and_scores_stay_from_the_candidate_until_the_mock_is_done(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")
    card = await a_mock(group, ana, bo)
    async with group.work_room.open(group.clock.now()) as work:
        probe_texts = [probe.text for probe in work.content.probes.values()]

    before = await bo.presses("Interviewer's list", card)
    assert before.says("in the interviewer's hand", "when the mock is done")
    assert (await ana.presses("Interviewer's list", card)).says("Your list · Bo is the candidate")
    await ana.presses("Start", card)
    await group.settle()
    for label in ("Interviewer's list", "Scorecard"):
        assert (await bo.presses(label, card)).says("in the interviewer's hand")
        assert (await cy.presses(label, card)).says("between other people", "/practice pair")
    for action, value in (
        ("mock-list", "1/1/1"),
        ("mock-tick", "1/1/1/1/answered"),
        ("mock-ticks", "1/1/1"),
        ("mock-next", "1/1/2"),
        ("mock-clock", "1/1/1"),
        ("mock-notes", "1/1"),
        ("mock-score", "1/1"),
    ):
        refused = await bo.presses_raw(action, value)
        assert refused.reply.form is None
        assert refused.says("interviewer's hand"), action
        assert not any(text in refused.text for text in probe_texts)
    assert not any(text in message.text for message in group.room.posted for text in probe_texts)

    await ana.presses("Swap roles", card)
    assert (await bo.presses_raw("mock-list", "1/1")).says("in the interviewer's hand"), "the first half's is Ana's"
    assert (await ana.presses_raw("mock-list", "1/1")).says("Your list · Bo is the candidate")
    assert (await ana.presses_raw("mock-list", "1/2")).says("in the interviewer's hand")
    await group.settle()
    await bo.presses("Done", card)
    await group.settle()

    assert (await bo.presses_raw("mock-list", "1/1")).says("What you were pressed with")
    assert (await bo.presses_raw("mock-score", "1/1")).says("not written yet", "Ana can still write it")
    assert (await cy.presses_raw("mock-list", "1/1")).says("between other people")


async def test_the_clock_counts_for_everybody_and_its_seconds_go_into_the_scorecard(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo)
    panel = await ana.presses("Start", card)

    panel = await ana.presses("Start the clock", panel)
    await group.beat()
    clock = clock_of(group, ana, bo)
    assert isinstance(clock.card.elements[0], Timer)
    assert "0:00 so far. Aim for 2:30." in clock.text
    assert (await bo.presses("Stop", clock)).says("in the interviewer's hand")

    seen = [clock.text]
    for at in range(15, 165, 15):
        if at == 30:
            panel = await ana.presses("Situation", panel)
        if at == 60:
            panel = await ana.presses("Action", panel)
        group.clock.at += timedelta(seconds=15)
        await group.beat()
        seen.append(clock.text)
    assert len(set(seen)) == len(seen), "it says a new time every 15 seconds"
    assert any("1:30 so far" in text and "A minute and a half" in text for text in seen)
    assert any("2:30 so far" in text and "come to the end" in text for text in seen)

    group.clock.at += timedelta(seconds=2)
    stopped = await ana.presses("Stop", clock)
    assert stopped.says("This answer took 152 seconds")
    await group.settle()
    assert "Stopped at 2:32" in clock.text
    group.clock.at += timedelta(minutes=1)
    await group.beat()
    assert "Stopped at 2:32" in clock.text, "no drawing of before comes after it"

    await ana.presses("Swap roles", card)
    await group.settle()
    await ana.presses("Done", card)
    await scores(ana, shared_card(group, ana, bo), "Scorecard")
    await group.settle()
    (for_bo,) = [each for each in group.direct_to("Bo") if "From Ana" in each.text]
    whole, beats = [element for element in for_bo.card.elements if isinstance(element, Bars)]
    assert "took 152 seconds, over the 90 to 150" in whole.alt
    assert [bar.seconds for bar in beats.bars] == [45, 0, 107, 0, 0, 0]


async def test_a_follow_up_without_an_answer_comes_back_until_it_is_fixed(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")
    card = await a_mock(group, ana, bo)
    panel = await ana.presses("Start", card)
    missed = await ana.presses("Not answered", panel)
    missed_text = next(line for line in missed.text.splitlines() if line.startswith("✗ 1.")).split("1. ")[1]
    missed_text = missed_text.split(" · ")[0]
    await group.settle()
    await ana.presses("End here", card)
    await scores(ana, shared_card(group, ana, bo), "Scorecard")

    assert (await bo.types("/practice followups")).says("One follow-up still open", missed_text)
    assert (await ana.types("/practice followups")).says("No open follow-ups")

    second = await a_mock(group, cy, bo)
    panel = await cy.presses("Start", second)
    assert panel.says(f"Ask now. {missed_text}", "(from an earlier mock)", "Found no answer on Fri 20 Nov")
    await cy.presses("Answered", panel)
    mine = await bo.types("/practice followups")
    assert mine.says("One follow-up still open", "Asked again, and answered on Fri 20 Nov.")

    form = (await bo.presses("Mark as fixed", mine)).form
    assert (await bo.fills(form, how="done")).reply.field_errors["how"].startswith("Say in a line")
    assert typed_value((await bo.presses("Mark as fixed", mine)).form, "how") == "done", "what was typed is kept"
    fixed = await bo.fills(form, how="Two hundred tickets, labelled by two of us, kappa 0.8.")
    assert fixed.says("One less to fear", "Nothing else is open")
    assert (await bo.types("/practice followups")).says("No open follow-ups", "kappa 0.8")
    assert (await bo.presses("Mark as fixed", mine)).says("fixed already")


async def test_open_follow_ups_come_to_mind_once_a_week(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo)
    await ana.presses("Not answered", await ana.presses("Start", card))

    await group.until("2026-12-01 12:00")

    assert [each.at.hour for each in group.direct_to("Bo") if "still without" in each.text] == [17, 17], "18:00 there"
    nudges = [each for each in group.direct_to("Bo") if "still without an answer" in each.text]
    assert [each.at.isoformat()[:10] for each in nudges] == ["2026-11-23", "2026-11-30"]
    form = (await bo.presses("The first one is fixed", nudges[-1])).form
    await bo.fills(form, how="I looked it up in the old logs.")
    await group.until("2026-12-08 12:00")
    assert len([each for each in group.direct_to("Bo") if "still without an answer" in each.text]) == 2
    assert not [each for each in group.direct_to("Ana") if "still without an answer" in each.text]


async def test_nothing_comes_to_mind_during_a_break(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    await ana.presses("Not answered", await ana.presses("Start", await a_mock(group, ana, bo)))
    form = (await bo.types("/practice profile")).form
    await bo.fills(form, break_until="2026-11-24")

    await group.until("2026-12-01 12:00")

    nudges = [each for each in group.direct_to("Bo") if "still without an answer" in each.text]
    assert [each.at.isoformat()[:10] for each in nudges] == ["2026-11-30"]


async def test_a_tick_that_was_a_slip_opens_nothing(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    panel = await ana.presses("Start", await a_mock(group, ana, bo))

    panel = await ana.presses("Not answered", panel)
    assert (await bo.types("/practice followups")).says("One follow-up still open")
    form = (await ana.presses("All ticks", panel)).form
    assert 5 <= len(fields_of(form)) <= 8
    panel = await ana.fills(form, **{"probe-1": ["answered"], "probe-2": ["missed"]})

    assert panel.says("✓ 1.", "✗ 2.")
    assert (await bo.types("/practice followups")).says("One follow-up still open")
    form = (await ana.presses("All ticks", panel)).form
    await ana.fills(form, **{"probe-2": ["not-asked"]})
    assert (await bo.types("/practice followups")).says("No open follow-ups")


async def test_the_candidate_thanks_and_asks_back_once(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")
    card = await a_mock(group, ana, bo)
    await ana.presses("Start", card)
    await group.settle()
    await scores(ana, card, unanswered="How many examples were in the set?")
    assert not [each for each in group.direct_to("Bo") if "From Ana" in each.text], "not before the mock is done"
    await ana.presses("End here", card)
    await group.settle()
    (mine,) = [each for each in group.direct_to("Bo") if "From Ana" in each.text]
    assert "How many examples were in the set?" in mine.text
    assert (await bo.types("/practice followups")).says("How many examples were in the set?")

    assert (await bo.presses("Thank Ana", mine)).says("Ana knows")
    assert (await bo.presses("Thank Ana", mine)).says("Ana knows")
    form = (await bo.presses("Ask back", mine)).form
    assert (await bo.fills(form, text=" ")).reply.field_errors
    assert (await bo.fills(form, text="What would have convinced you?")).says("on its way")
    assert (await bo.presses("Ask back", mine)).says("asked back already")
    await group.settle()
    thanks, asked = [each for each in group.direct_to("Ana") if "Bo" in each.card.title]
    assert "thanks you" in thanks.text
    assert "What would have convinced you?" in asked.text
    assert (await ana.presses("See what I wrote", asked)).says("What you wrote for Bo")
    for outsider, action in ((cy, "scorecard"), (cy, "scorecard-thank"), (cy, "scorecard-ask")):
        assert (await outsider.presses_raw(action, "1")).says("no such scorecard for you")
    assert (await ana.presses_raw("scorecard-thank", "1")).says("for the candidate to press")


async def test_scores_over_several_mocks_show_in_the_progress_of_their_candidate_alone(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")
    await group.until("2026-11-24 12:00")
    assert (await bo.types("/practice progress")).says("Mocks as candidate: 0 of 3 this round")
    for interviewer, every in ((ana, "2"), (cy, "3")):
        card = await a_mock(group, interviewer, bo)
        panel = await interviewer.presses("Start", card)
        await interviewer.presses("Not answered", panel)
        await group.settle()
        await scores(interviewer, card, every=every)
        await interviewer.presses("End here", card)
        await group.settle()

    mine = await bo.types("/practice progress")

    assert mine.says("Mocks as candidate: 2 of 3 this round", "Eval evidence: 2, 3 ↑", "Follow-ups still open:")
    assert "Eval evidence:" not in (await ana.types("/practice progress")).text
    assert "Eval evidence" not in (await ana.types("/practice progress @Bo")).text
    await group.until("2026-11-27 18:00")
    closing = next(message for message in group.channel if "Week 1 is done" in message.text)
    assert "Two mocks held" in closing.text


async def test_organisers_see_counts_and_never_a_score(database: Database) -> None:
    group, (ana, bo, cy) = await a_group_of(database, "Ana", "Bo", "Cy")
    await group.until("2026-11-24 12:00")
    for pair, pressed in (((ana, bo), "Pressed well"), ((cy, bo), "Too soft"), ((ana, cy), "Too soft")):
        card = await a_mock(group, *pair)
        await pair[0].presses("Start", card)
        await group.settle()
        await scores(pair[0], card)
        await pair[0].presses("End here", card)
        await group.settle()
        name = pair[1].person.name
        mine = [each for each in group.direct_to(name) if each.card.title.startswith("From ")][-1]
        assert (await pair[1].presses(pressed, mine)).says("without your name")

    await group.settle()
    counts = await ana.types("/practice mock group")

    assert counts.says("three mocks", "1 pressed well, 2 too soft")
    assert "of 4" not in counts.text
    assert (await bo.types("/practice mock group")).says("Only the group's organisers")


async def test_a_full_length_mock_takes_two_days_and_several_questions(database: Database) -> None:
    group, (ana, bo) = await a_group_of(database, "Ana", "Bo")
    card = await a_mock(group, ana, bo, length="full")
    assert "Introduction: 2 to 3 minutes" in card.text
    assert "4 to 6 questions" in card.text

    panel = await ana.presses("Start", card)
    assert panel.says("question 1 of 5", "35 to 40 minutes")
    asked = {panel.text.splitlines()[1]}
    for number in range(2, 7):
        again = await ana.presses("Next question", panel)
        panel = await ana.presses("Next question", panel)
        assert again.text == panel.text, "pressed twice, asked once"
        asked.add(panel.text.splitlines()[1])
        await group.settle()
        assert f"Question {number}." in card.text
    assert len(asked) == 6
    assert "Next question" not in panel.labels
    await scores(ana, card)
    swapped = await bo.presses("Swap roles", card)
    assert swapped.says("Your list · Ana is the candidate", "question 1 of 5")
    await group.settle()
    assert [each for each in group.direct_to("Bo") if "From Ana" in each.text], "the first half is read on its own day"
    assert (await bo.types("/practice progress")).says("Your streak is one day")

    group.clock.at += timedelta(days=1)
    await bo.presses("Done", card)
    assert (await the_mock(group)).halves_held == 2
