"""A story in Slack, over sockets in both modes: written in a modal, mended, shared; a message read from its menu."""

from tests.slack.conftest import Workspace
from tests.stands.slack import words_of
from tests.stories import KEY, WEAK, good_beats, without_evidence


async def test_a_story_is_written_in_a_modal_mended_and_shared(workspace: Workspace) -> None:
    await workspace.runs_a_group()

    form = await workspace.ana.types("/story add")
    saved = await workspace.ana.submits(form, title="Three cents", **without_evidence())
    assert "Saved as story 1" in saved.text
    assert "No eval evidence" in saved.text
    assert "seconds in all; aim for 90 to 150" in saved.text

    form = await workspace.ana.types("/story edit cents")
    mended = await workspace.ana.submits(form, eval_evidence=good_beats()["eval_evidence"])
    assert "went away since" in mended.text
    assert "No eval evidence" in mended.text

    preview = await workspace.ana.types("/story share 1")
    before = len(workspace.messages)
    await workspace.ana.presses("Post it in #practice", preview)
    await workspace.beat()
    assert len(workspace.messages) == before + 1
    assert "61 percent was input" in words_of(workspace.messages[-1]["blocks"])


async def test_a_refused_form_keeps_what_was_typed(workspace: Workspace) -> None:
    form = await workspace.ana.types("/story add")
    refused = await workspace.ana.submits(form, title="Three cents", seconds="soon", situation="A short note.")
    reopened = await workspace.ana.types("/story add")

    assert list(refused.errors) == ["seconds"]
    assert "A short note." in str(reopened.blocks)


async def test_feedback_on_a_message_is_private_and_what_is_wrong_is_counted(workspace: Workspace) -> None:
    written = await workspace.bo.writes(f"{WEAK} The key was {KEY}.")

    read = await workspace.ana.chooses("story:feedback", on=written)
    assert read.message is not None
    assert read.message["is_ephemeral"]
    assert KEY not in str(read.message)
    wrong = next(
        button["text"]["text"] for button in read.buttons if button["text"]["text"].startswith("This is wrong")
    )
    asked = await workspace.ana.presses(wrong, read)

    assert "May this story's text be kept" in asked.text
    saved = await workspace.ana.presses("Save to my stories", read)
    assert "Saved as story 1" in saved.text
    assert KEY not in saved.text
