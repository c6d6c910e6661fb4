"""A mock on Discord, over real sockets: the private thread, the private list, the clock, scorecards, the calendar."""

from tests.discord.conftest import Server
from tests.discord.seats import newest, scores, seat


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
