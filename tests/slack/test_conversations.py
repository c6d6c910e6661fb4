"""What people do in Slack, over real sockets in both modes: commands, buttons, forms, threads, the App Home."""

from tests.conversation import LONG_REPLY
from tests.slack.conftest import Workspace
from tests.stands.slack import words_of


async def test_a_command_is_answered_in_its_acknowledgement(workspace: Workspace) -> None:
    heard = await workspace.ana.types("/practice help")

    assert heard.ack.payload["response_type"] == "ephemeral"
    assert "What I can do" in heard.text
    assert heard.ack.seconds < 1


async def test_a_group_is_set_up_by_buttons_and_welcomed_in_the_channel(workspace: Workspace) -> None:
    offered = await workspace.ana.types("/practice setup")
    summary = await workspace.ana.presses("Use all defaults", offered)
    await workspace.beat()

    assert "Start the four weeks" in [button["text"]["text"] for button in summary.buttons]
    assert "join" in words_of(workspace.messages[-1]["blocks"]).lower()


async def test_a_day_from_the_question_to_the_tally(workspace: Workspace) -> None:
    question = await workspace.has_a_question()

    form = await workspace.ana.presses("Answer", question)
    beats = {
        block["block_id"]: "I measured the change before it went out"
        for block in form.blocks
        if block["type"] == "input"
    }
    saved = await workspace.ana.submits(form, **beats)
    await workspace.beat(seconds=3)

    assert len(beats) == 6
    assert "answered" in saved.text
    assert "One person answered" in words_of(question["blocks"])


async def test_answers_in_the_thread_count_and_follow_edits_and_deletions(workspace: Workspace) -> None:
    question = await workspace.has_a_question()

    written = await workspace.ana.writes(LONG_REPLY, under=question)
    await workspace.slack.eventually(lambda: workspace.ana.whispers)
    await workspace.beat(seconds=3)
    assert "Counted" in words_of(workspace.ana.whispers[-1]["blocks"])
    assert "One person answered" in words_of(question["blocks"])
    await workspace.ana.deletes(written)
    await workspace.beat(seconds=3)
    assert "Nobody has answered yet" in words_of(question["blocks"])


async def test_the_app_home_shows_progress_and_plan(workspace: Workspace) -> None:
    await workspace.has_a_question()

    home = await workspace.ana.opens_home()

    assert "Your progress in #practice" in words_of(home.shown["blocks"])
    assert "Week 1" in words_of(home.shown["blocks"])
