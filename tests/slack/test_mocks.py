"""A mock on Slack, over real sockets: the shared chat, the private list, the clock, scorecards."""

from tests.slack.conftest import Workspace
from tests.slack.seats import a_mock_held_and_one_ahead, direct, newest, scores, seat
from tests.stands.slack import words_of


async def test_a_mock_is_held_in_a_small_group_and_its_list_stays_private(workspace: Workspace) -> None:
    await workspace.has_a_question()
    await workspace.bo.types("/practice join")
    ana, bo = await seat(workspace, workspace.ana, workspace.bo)
    card = newest(ana, "A mock")

    listed = await ana.presses("Start", card)
    assert listed.message is not None
    assert listed.message["is_ephemeral"]
    assert "Your list" in listed.text
    probe = next(line for line in listed.text.splitlines() if "1. " in line).split("1. ")[1]
    refused = await bo.presses("Interviewer's list", card)
    assert "in the interviewer's hand" in refused.text
    assert refused.message is not None
    assert refused.message["is_ephemeral"]

    listed = await ana.presses("Start the clock", listed)
    await workspace.beat()
    clock = newest(ana, "Bo answers")
    assert "0:00 so far. Aim for 2:30." in words_of(clock["blocks"])
    await workspace.beat(seconds=90)
    assert "1:30 so far" in words_of(clock["blocks"])
    stopped = await ana.presses("Stop", clock)
    assert "This answer took 90 seconds" in stopped.text
    await workspace.beat(seconds=3)
    assert "Stopped at 1:30" in words_of(clock["blocks"]), (
        "the clock's message is drawn again, not replaced by the list"
    )
    assert "First half: Ana interviews Bo" in words_of(card["blocks"])

    await bo.presses("Swap roles", card)
    await workspace.beat(seconds=3)
    await bo.presses("Done", card)
    await workspace.beat(seconds=3)
    await scores(ana, card, "Write my scorecard")
    await workspace.beat(seconds=3)
    mine = newest(direct(workspace, workspace.bo), "From Ana")
    assert "The figure first." in words_of(mine["blocks"])
    assert "took 90 seconds" in words_of(mine["blocks"])
    assert not any(probe in words_of(each["blocks"]) for each in card_messages(ana))


async def test_what_found_no_answer_comes_back_in_the_next_mock(by_socket: Workspace) -> None:
    workspace = by_socket
    await workspace.has_a_question()
    mine, _ = await a_mock_held_and_one_ahead(workspace)

    assert "From Bo" in words_of(mine["blocks"])
    again = await workspace.ana.types("/practice followups")
    assert "Two follow-ups still open" in again.text
    form = await workspace.ana.presses("Mark as fixed", again)
    fixed = await workspace.ana.submits(form, how="Two hundred tickets, labelled by two of us.")
    assert "One less to fear" in fixed.text


def card_messages(voice) -> list:  # type: ignore[no-untyped-def, type-arg]
    return [each for each in voice.channel.messages if each.get("blocks")]
