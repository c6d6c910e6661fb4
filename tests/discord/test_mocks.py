"""A mock on Discord, over real sockets: the private thread, the private list, the clock, scorecards, the calendar."""

import icalendar

from tests.discord.conftest import Server
from tests.discord.seats import a_mock_held_and_one_ahead, newest, open_for, scores, seat
from tests.stands.discord import world


async def test_a_mock_is_held_in_a_private_thread_and_its_list_stays_private(server: Server) -> None:
    await server.has_a_question()
    await server.bo.types("/practice join")
    ana, bo = await seat(server, server.ana, server.bo)
    card = newest(ana.sees, "A mock")

    listed = await ana.presses("Start", card)
    assert listed.is_private
    assert "Your list" in listed.text
    assert ana.channel not in server.cy.threads
    probe = next(line for line in listed.text.splitlines() if "1. " in line).split("1. ")[1]
    refused = await bo.presses("Interviewer's list", card)
    assert "in the interviewer's hand" in refused.text
    assert refused.is_private
    assert probe not in refused.text

    await ana.presses("Start the clock", listed)
    await server.beat()
    clock = newest(ana.sees, "Bo answers")
    assert f"Started <t:{int(server.clock.at.timestamp())}:R>" in "\n".join(clock.raw_texts)
    first = clock.text
    await server.beat(seconds=90)
    stopped = await ana.presses("Stop", clock)
    assert stopped.is_private
    assert "This answer took 90 seconds" in stopped.text
    await server.beat(seconds=3)
    assert clock.text != first
    assert "Stopped at 1:30" in clock.text, "the clock's message is drawn again, not replaced by the list"
    assert "First half: Ana interviews Bo" in card.text
    assert not any(probe in each.text for each in [*bo.sees, *bo.directs])

    await bo.presses("Swap roles", card)
    await server.beat(seconds=3)
    await bo.presses("Done", card)
    await server.beat(seconds=3)
    await scores(server, ana, card, "Write my scorecard")
    await server.beat(seconds=3)
    mine = newest(bo.directs, "From Ana")
    assert "The figure first." in mine.text
    assert "took 90 seconds" in mine.text


async def test_what_found_no_answer_comes_back_in_the_next_mock(server: Server) -> None:
    await server.has_a_question()
    mine, _ = await a_mock_held_and_one_ahead(server)

    assert "From Bo" in mine.text
    again = await server.ana.types("/practice followups")
    assert "Two follow-ups still open" in again.text
    form = await server.ana.presses("Mark as fixed", again)
    fixed = await server.fills(form, how="Two hundred tickets, labelled by two of us.")
    assert "One less to fear" in fixed.text


async def test_an_agreed_time_comes_with_a_file_for_calendars(server: Server) -> None:
    await server.has_a_question()
    await server.bo.types("/practice join")
    ana, bo = await seat(server, server.ana, server.bo, days=3)
    card = newest(ana.sees, "A mock")

    noted = await ana.presses("Time 1", card)
    agreed = await bo.presses("Time 1", card)
    await server.beat(seconds=3)

    assert noted.is_private
    assert agreed.is_private
    assert "That is agreed" in agreed.text
    assert "Time 1" not in [each["label"] for each in card.buttons], "the card is drawn again in its place"
    [(name, content)] = newest(bo.sees, "Agreed: Ana and Bo").files.values()
    assert name == "mock.ics"
    (event,) = icalendar.Calendar.from_ical(content).walk("VEVENT")
    assert event["summary"] == "Mock interview: Ana and Bo"


async def test_where_no_threads_may_be_made_each_gets_the_card_directly(server: Server) -> None:
    await server.has_a_question()
    await server.bo.types("/practice join")
    await server.discord.denies(server.ana.channel, world.CREATE_PRIVATE_THREADS)

    await open_for(server, server.ana, server.bo)
    of_ana, of_bo = (newest(each.directs, "A mock") for each in (server.ana, server.bo))
    listed = await server.ana.in_(of_ana.channel).presses("Start", of_ana)
    await server.beat(seconds=3)

    assert server.ana.threads == []
    assert "Your list" in listed.text
    assert listed.message is not of_ana
    assert "First half: Ana interviews Bo" in of_ana.text
    assert "First half: Ana interviews Bo" in of_bo.text


async def test_an_organiser_hears_once_of_people_whom_nothing_reaches(server: Server) -> None:
    await server.has_a_question()
    for each in (server.bo, server.cy):
        await each.types("/practice join")
    await server.discord.denies(server.ana.channel, world.CREATE_PRIVATE_THREADS)
    server.bo.user.takes_direct = False

    await open_for(server, server.ana, server.bo)
    await open_for(server, server.bo, server.cy)
    for _ in range(3):
        await server.beat(minutes=1)

    told = [each for each in server.ana.directs if "A mock's card could not be posted" in each.text]
    assert len(told) == 1
    assert not any("First half" in each.text for each in [*server.ana.directs, *server.cy.directs])
    assert "Start" in (await server.bo.types("/practice mock")).buttons
